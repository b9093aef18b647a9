/* Starts perfdesk on Windows: looks whether Windows is new enough and the folder is whole, then runs Python in this
   process. Built twice: perfdesk.exe has a window, perfdesk-cli.exe (CONSOLE) writes to the console.

   The folder:  perfdesk.exe  perfdesk-cli.exe  app\python311.dll  app\start.py  app\files.txt  app\...
   files.txt: "SIZE<tab>NAME" for every file below app and beside it, "D<tab>NAME" for every folder, at last
   "end<tab>COUNT" of the lines before it. Names are ASCII, from the program's folder on. */

#include <windows.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define LONGEST 1024
#define TEXT_LENGTH 2048
#define NOT_STARTED 2
/* Windows 10 1809: older ones lack system libraries that Qt 6 needs. */
#define OLDEST_BUILD 17763
/* MAX_PATH with its end: longer names open only where an administrator has allowed them. */
#define LONGEST_NAME 259

/* File names of the command line are taken as they are: perfdesk opens files that are called "[1].docx". */
int _dowildcard = 0;

static void tell(const wchar_t *format, ...)
{
    wchar_t text[TEXT_LENGTH];
    va_list values;
    va_start(values, format);
    _vsnwprintf(text, TEXT_LENGTH - 1, format, values);
    text[TEXT_LENGTH - 1] = 0;
    va_end(values);
#ifdef CONSOLE
    HANDLE error = GetStdHandle(STD_ERROR_HANDLE);
    DWORD done, mode;
    wcsncat(text, L"\r\n", TEXT_LENGTH - wcslen(text) - 1);
    if (GetConsoleMode(error, &mode)) {
        WriteConsoleW(error, text, (DWORD)wcslen(text), &done, NULL);
    } else {
        /* As Python writes into a pipe: in the code page of the system. */
        char bytes[TEXT_LENGTH * 4];
        int length = WideCharToMultiByte(CP_ACP, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
        if (length > 1)
            WriteFile(error, bytes, (DWORD)length - 1, &done, NULL);
    }
#else
    MessageBoxW(NULL, text, L"perfdesk", MB_OK | MB_ICONERROR | MB_SETFOREGROUND);
#endif
}

/* GetVersionEx tells a program the version that its manifest names; this call tells the truth. */
static int windows_is_new_enough(void)
{
    typedef LONG(WINAPI * Ask)(OSVERSIONINFOW *);
    OSVERSIONINFOW told = {.dwOSVersionInfoSize = sizeof told};
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    Ask ask = ntdll ? (Ask)(void (*)(void))GetProcAddress(ntdll, "RtlGetVersion") : NULL;
    if (!ask || ask(&told) != 0 || (told.dwMajorVersion >= 10 && told.dwBuildNumber >= OLDEST_BUILD))
        return 1;
    tell(L"这台电脑的 Windows（%lu.%lu.%lu）太旧，perfdesk 需要 Windows 10 的 1809 版或更新的版本。"
         L"请联系信息技术人员升级系统，或换一台电脑使用；您的文件不受影响。",
         told.dwMajorVersion, told.dwMinorVersion, told.dwBuildNumber);
    return 0;
}

/* The folder of this program, with the backslash at its end; its length, 0 if it is too long. */
static int own_folder(wchar_t *folder)
{
    DWORD length = GetModuleFileNameW(NULL, folder, LONGEST);
    wchar_t *last = length && length < LONGEST ? wcsrchr(folder, L'\\') : NULL;
    if (!last)
        return 0;
    last[1] = 0;
    return (int)(last + 1 - folder);
}

static char *whole_text(const wchar_t *path)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    char *text = NULL;
    DWORD size, done = 0;
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    size = GetFileSize(file, NULL);
    if (size != INVALID_FILE_SIZE && (text = malloc(size + 1)) != NULL) {
        if (!ReadFile(file, text, size, &done, NULL))
            done = 0;
        text[done] = 0;
    }
    CloseHandle(file);
    return text;
}

static int is_whole(const wchar_t *path, unsigned long long size)
{
    WIN32_FILE_ATTRIBUTE_DATA found;
    return GetFileAttributesExW(path, GetFileExInfoStandard, &found)
        && !(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
        && (((unsigned long long)found.nFileSizeHigh << 32) | found.nFileSizeLow) == size;
}

static void tell_broken(const wchar_t *name, int count)
{
    tell(L"程序的文件不完整（%ls%ls），打不开。请把压缩包全部解压以后再运行，或重新安装；"
         L"如果又出现，请看杀毒软件是否隔离了程序的文件。您的文件不受影响。",
         name, count > 1 ? L" 等" : L"");
}

/* Every file that files.txt names is there, in its size. */
static int folder_is_whole(wchar_t *path, int length)
{
    wchar_t first[LONGEST] = L"";
    int bad = 0, lines = 0, ended = 0, longest = 0;
    char *text, *line, *rest;
    wcscpy(path + length, L"app\\files.txt");
    text = whole_text(path);
    for (line = text ? strtok_s(text, "\n", &rest) : NULL; line; line = strtok_s(NULL, "\n", &rest)) {
        char *tab = strchr(line, '\t');
        int count;
        if (!tab)
            break;
        if (!strncmp(line, "end\t", 4)) {
            ended = atoi(tab + 1) == lines;
            break;
        }
        lines++;
        count = MultiByteToWideChar(CP_UTF8, 0, tab + 1, -1, path + length, LONGEST - length);
        if (length + count - 1 > longest)
            longest = length + count - 1;
        if (*line != 'D' && (!count || !is_whole(path, strtoull(line, NULL, 10))) && bad++ == 0)
            wcscpy(first, path + length);
    }
    free(text);
    if (longest > LONGEST_NAME) {
        tell(L"程序所在的文件夹名太长（加上程序的文件名有 %d 个字，Windows 只允许 %d 个），打不开。"
             L"请把整个文件夹移到短一些的位置，例如 D:\\perfdesk，再运行。", longest, LONGEST_NAME);
        return 0;
    }
    /* A list that is cut names files by half. */
    if (!ended)
        tell_broken(L"app\\files.txt", 1);
    else if (bad)
        tell_broken(first, bad);
    return ended && !bad;
}

static int run_python(wchar_t *path, int length, int argc, wchar_t **argv)
{
    typedef int (*PyMain)(int, wchar_t **);
    static wchar_t script[LONGEST];
    wchar_t **given = calloc((size_t)argc + 4, sizeof *given);
    HMODULE python;
    PyMain run;
    int i;
    /* Libraries are looked for here, and no longer in the current folder. */
    wcscpy(path + length, L"app");
    SetDllDirectoryW(path);
    wcscpy(path + length, L"app\\start.py");
    wcscpy(script, path);
    wcscpy(path + length, L"app\\python311.dll");
    python = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    run = python ? (PyMain)(void (*)(void))GetProcAddress(python, "Py_Main") : NULL;
    if (!run || !given) {
        tell_broken(L"app\\python311.dll", 1);
        return NOT_STARTED;
    }
    given[0] = argv[0];
    given[1] = L"-I"; /* no variable of the environment and no folder of the user */
    given[2] = L"-B"; /* the folder may be read-only */
    given[3] = script;
    for (i = 1; i < argc; i++)
        given[3 + i] = argv[i];
    return run(argc + 3, given);
}

int wmain(int argc, wchar_t **argv)
{
    static wchar_t path[LONGEST + LONGEST];
    int length = own_folder(path);
    /* Our own child, which reads one file: its parent has looked a moment ago. */
    int child = argc == 2 && !wcscmp(argv[1], L"read-apart");
    if (!length) {
        tell(L"程序所在的文件夹名太长，打不开。请把整个文件夹移到短一些的位置，例如 D:\\perfdesk，再运行。");
        return NOT_STARTED;
    }
    if (!child && (!windows_is_new_enough() || !folder_is_whole(path, length)))
        return NOT_STARTED;
    return run_python(path, length, argc, argv);
}
