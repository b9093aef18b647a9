"""The folder that goes out: launchers on top, all else in `app`, and the list by which they see that it is whole."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

import libraries
import runtime
from steps import HERE, PYTHON_VERSION, ROOT, Stopped, run, uv

APP: Final = "app"
LIST: Final = f"{APP}/files.txt"
_LICENCES: Final = ROOT / "packaging" / "licences.py"
_BILL: Final = ROOT / "packaging" / "sbom.py"
_LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "*.pyc")
# The longest name below the program's folder: a folder of 100 characters then still fits into Windows' 259.
LONGEST_NAME: Final = 150

# Where no launcher could be built: the runtime keeps its own programs, and this starts it.
COMMAND_FILE: Final = '@start "" "%~dp0app\\pythonw.exe" -I -B "%~dp0app\\start.py" %*\r\n'


def assemble(archive: Path, folder: Path) -> None:
    """Everything but the launchers and the list."""
    app = folder / APP
    python_version = runtime.check(archive)
    app.mkdir(parents=True)
    runtime.unpack(archive, app)
    libraries.install(app / "lib")
    libraries.trim(app / "lib")
    if missing := list(libraries.unmatched(app / "lib")):
        raise Stopped(f"The wheels no longer have what the table keeps: {', '.join(missing)}")
    libraries.copy_program(app, _LEFT_OUT)
    shutil.copyfile(HERE / "start.py", app / "start.py")
    _write_readme(folder)
    _collect_licences(archive, app / "lib", python_version, folder / "THIRD-PARTY.txt")
    _compile(app)


def _write_readme(folder: Path) -> None:
    """With a mark of UTF-8, which the Notepad of Windows 10 1809 needs to show Chinese."""
    text = (HERE / "readme_for_users.txt").read_text(encoding="utf-8")
    (folder / "README.txt").write_text(text, encoding="utf-8-sig", newline="\r\n")


def _collect_licences(archive: Path, library: Path, python_version: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        text = runtime.licence(archive, Path(work))
        command: list[str | Path] = [sys.executable, _LICENCES, "--site-packages", library, "--python", text]
        run([*command, "--python-version", python_version, "-o", target])


def write_bill(archive: Path, folder: Path, target: Path, seconds: int) -> None:
    """What is in the folder, as a bill of materials for auditors."""
    versions = ("--python-version", runtime.check(archive))
    folder_of_libraries = folder / APP / "lib"
    command: list[str | Path] = [sys.executable, _BILL, "--site-packages", folder_of_libraries, *versions, "-o", target]
    run(command, {"SOURCE_DATE_EPOCH": str(seconds)})


def _compile(app: Path) -> None:
    """Byte code that Python takes without looking at the source's time, so that it is the same in every build and never
    written anew where the folder is read-only (PEP 552)."""
    interpreter = [*uv(), "run", "--quiet", "--isolated", "--no-project", "--python", PYTHON_VERSION, "python"]
    options = ("-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash", "-s", app)
    for part in ("perfdesk", "lib"):
        run([*interpreter, *options, app / part], {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": ""})


def add_command_file(archive: Path, folder: Path) -> None:
    """What starts the program where there is no launcher."""
    runtime.add_programs(archive, folder / APP)
    (folder / "perfdesk.cmd").write_text(COMMAND_FILE, encoding="ascii", newline="")


def write_list(folder: Path) -> None:
    """Names and sizes of all files, then the folders from the innermost on: launcher and uninstaller read them."""
    listed = folder / LIST
    listed.unlink(missing_ok=True)
    paths = sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).parts)
    files = [f"{path.stat().st_size}\t{_windows_name(folder, path)}" for path in paths if path.is_file()]
    folders = [f"D\t{_windows_name(folder, path)}" for path in reversed(paths) if path.is_dir()]
    lines = [*files, *folders]
    listed.write_text("\n".join([*lines, f"end\t{len(lines)}", ""]), encoding="ascii", newline="\n")


def _windows_name(folder: Path, path: Path) -> str:
    """From the program's folder on. The uninstaller reads bytes, so names are ASCII."""
    name = "\\".join(path.relative_to(folder).parts)
    if not name.isascii() or len(name) > LONGEST_NAME:
        raise Stopped(f"{name}: a name must be ASCII and have at most {LONGEST_NAME} characters.")
    return name


def set_times(folder: Path, seconds: int) -> None:
    """One time for all: the installer packs times too."""
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (seconds, seconds))
