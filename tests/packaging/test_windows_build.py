"""What is made of the folder for Windows: launchers, zip, installer, signatures; and what a missing tool leaves out."""

import hashlib
import os
import re
import shutil
import struct
import sys
import types
import zipfile
from pathlib import Path

import pytest
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot
from scripts import ROOT
from windows_scripts import FOLDER, windows

build, icon, installer, launcher, portable, program_folder, signing, steps = map(
    windows, ("build", "icon", "installer", "launcher", "portable", "program_folder", "signing", "steps")
)
SCRIPT = (FOLDER / "installer.nsi").read_text(encoding="utf-8")
_MINGW = "x86_64-w64-mingw32"
LAUNCHER = (FOLDER / "launcher.c").read_text(encoding="utf-8")


def folder_of(path: Path, *names: str) -> Path:
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(name * 100, encoding="utf-8")
    return path


# --- the zip ---------------------------------------------------------------------------------------------------------


def test_the_same_files_give_the_same_zip(tmp_path: Path) -> None:
    names = ["app/b.py", "app/a.py", "perfdesk.exe"]
    one, other = folder_of(tmp_path / "one", *names), folder_of(tmp_path / "other", *reversed(names))
    (other / "perfdesk.exe").chmod(0o755)
    program_folder.set_times(other, 1_600_000_000)
    zips = tmp_path / "one.zip", tmp_path / "other.zip"
    for folder, target in zip((one, other), zips, strict=True):
        portable.write(folder, target, "perfdesk-1", 1_700_000_000)
    assert zips[0].read_bytes() == zips[1].read_bytes()


def test_the_zip_has_one_folder_its_names_in_order_and_one_time(tmp_path: Path) -> None:
    target = tmp_path / "x.zip"
    portable.write(folder_of(tmp_path / "x", "b", "a/z", "a/c"), target, "perfdesk-1", 1_700_000_000)
    with zipfile.ZipFile(target) as packed:
        assert packed.namelist() == ["perfdesk-1/a/c", "perfdesk-1/a/z", "perfdesk-1/b"]
        assert {entry.date_time for entry in packed.infolist()} == {(2023, 11, 14, 22, 13, 20)}
        assert packed.read("perfdesk-1/a/c") == b"a/c" * 100


# --- the launchers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.2.0", "0,2,0,0"), ("1.2", "1,2,0,0"), ("1.2.3rc4", "1,2,3,4"), ("1.2.3.4.5", "1,2,3,4")],
)
def test_a_version_has_four_numbers_for_windows(version: str, numbers: str) -> None:
    assert launcher.version_numbers(version) == numbers


def test_the_launcher_reads_the_list_where_the_folder_has_it() -> None:
    assert program_folder.LIST.replace("/", "\\\\") in LAUNCHER
    assert "app\\\\python311.dll" in LAUNCHER
    assert "app\\\\start.py" in LAUNCHER


def test_the_launcher_and_the_installer_want_the_same_windows() -> None:
    wanted = [re.findall(r"define OLDEST_BUILD (\d+)", text) for text in (LAUNCHER, SCRIPT)]
    assert wanted == [["17763"], ["17763"]]


@pytest.mark.parametrize(
    ("there", "target", "prefix"),
    [
        ({"x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-windres", "gcc", "windres"}, _MINGW, "x86_64-w64-mingw32-"),
        ({"gcc", "windres"}, _MINGW, ""),
        ({"gcc", "windres"}, "x86_64-linux-gnu", None),
        ({"gcc", "windres"}, "i686-w64-mingw32", None),
        ({"x86_64-w64-mingw32-gcc"}, _MINGW, None),
    ],
)
def test_only_a_compiler_for_windows_of_64_bits_is_taken(
    monkeypatch: pytest.MonkeyPatch, there: set[str], target: str, prefix: str | None
) -> None:
    monkeypatch.setattr(launcher.shutil, "which", lambda name: name if name in there else None)
    told = types.SimpleNamespace(stdout=f"{target}\n")
    monkeypatch.setattr(launcher.subprocess, "run", lambda *_, **__: told)
    assert launcher.compiler() == prefix


@pytest.mark.skipif(launcher.compiler() is None, reason="mingw-w64 is missing")
def test_the_launchers_are_built_the_same_twice_and_for_window_and_console(tmp_path: Path, qtbot: QtBot) -> None:
    work, built = tmp_path / "work", (tmp_path / "one", tmp_path / "two")
    work.mkdir()
    (work / "perfdesk.ico").write_bytes(icon.icon(_drawing()))
    for folder in built:
        folder.mkdir()
        launcher.build(launcher.compiler(), "1.2.3", work, folder)
    for name, console in launcher.LAUNCHERS:
        program = (built[0] / name).read_bytes()
        assert program == (built[1] / name).read_bytes()
        assert _subsystem(program) == (3 if console else 2)
        assert "1.2.3".encode("utf-16-le") in program


def _subsystem(program: bytes) -> int:
    """2 for windows, 3 for a console (PE format, optional header)."""
    (header,) = struct.unpack_from("<I", program, 0x3C)
    (subsystem,) = struct.unpack_from("<H", program, header + 0x5C)
    return int(subsystem)


def _drawing() -> QSvgRenderer:
    return QSvgRenderer(str(ROOT / "resources" / "icons" / "perfdesk.svg"))


def test_the_icon_has_all_sizes_as_pictures(qtbot: QtBot) -> None:
    data = icon.icon(_drawing())
    kind, count = struct.unpack_from("<HH", data, 2)
    rows = [struct.unpack_from("<BBBBHHII", data, 6 + 16 * row) for row in range(count)]
    assert kind == 1
    assert [row[0] or 256 for row in rows] == [16, 20, 24, 32, 40, 48, 64, 256]
    for wide, high, *_, size, offset in rows:
        assert wide == high
        assert data[offset : offset + 8] == b"\x89PNG\r\n\x1a\n"
        assert data[offset + size - 8 : offset + size - 4] == b"IEND"
    assert rows[-1][-1] + rows[-1][-2] == len(data)


# --- the installer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Unicode true", "Target amd64-unicode", "RequestExecutionLevel user", '!insertmacro MUI_LANGUAGE "SimpChinese"',
        'InstallDir "$LOCALAPPDATA\\Programs\\perfdesk"',
    ],
)  # fmt: skip
def test_the_installer_is_for_one_user_and_speaks_chinese(line: str) -> None:
    assert line in SCRIPT.splitlines()


def test_the_installer_writes_nothing_for_all_users() -> None:
    written = re.findall(r"(?m)^\s*(?:Write\w+|Delete\w+) (HK\w+)", SCRIPT)
    assert len(written) > 10
    assert set(written) == {"HKCU"}


def test_everything_that_the_installer_registers_is_taken_out_again() -> None:
    before, after = SCRIPT.split('Section "Uninstall"')
    registered = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', before))
    taken = re.findall(r'DeleteReg\w+ (?:/ifempty )?HKCU "([^"]+)"', after)
    assert registered
    assert all(any(f"{key}\\".startswith(f"{gone}\\") for gone in taken) for key in registered)


def test_whole_folders_are_only_removed_where_the_installer_made_them_itself() -> None:
    assert set(re.findall(r"RMDir /r (\S+)", SCRIPT)) == {'"${NEW}"'}


def test_what_the_installer_is_told_is_what_it_asks_for(tmp_path: Path) -> None:
    told = installer.definitions(folder_of(tmp_path, "app/x"), tmp_path, tmp_path, "1.2", tmp_path / "setup.exe")
    own = set(re.findall(r"!define (\w+)", SCRIPT)) | {"SIGN", "LANG_SIMPCHINESE"}
    asked = {name for name in re.findall(r"\$\{([A-Z]\w*[A-Z])\}", SCRIPT) if name not in own}
    assert asked <= set(told)
    assert set(told) <= asked


def test_the_installer_packs_every_file_into_its_folder_in_order_of_names(tmp_path: Path) -> None:
    folder_of(tmp_path, "perfdesk.exe", "app/lib/b$.py", "app/lib/a.py", "app/start.py")
    assert [line.strip() for line in installer.file_list(tmp_path).splitlines()] == [
        'SetOutPath "${NEW}\\app\\lib"',
        f'File "{tmp_path / "app/lib/a.py"}"',
        f'File "{tmp_path / "app/lib/b$$.py"}"',
        'SetOutPath "${NEW}\\app"',
        f'File "{tmp_path / "app/start.py"}"',
        'SetOutPath "${NEW}"',
        f'File "{tmp_path / "perfdesk.exe"}"',
    ]


def test_the_size_that_the_installer_asks_room_for_is_that_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a").write_bytes(bytes(5000))
    (tmp_path / "b").write_bytes(bytes(1))
    assert installer.definitions(tmp_path, tmp_path, tmp_path, "1", tmp_path / "x")["KILOBYTES"] == "5"


# --- signing ---------------------------------------------------------------------------------------------------------


def test_the_password_of_a_certificate_stands_in_no_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(signing.PASSWORD_FILE, "password.txt")
    command = signing.Signing(tmp_path / "own.pfx", "http://time.example").command("a.exe", "b.exe")
    assert command[command.index("-readpass") + 1] == "password.txt"
    assert "-pass" not in command
    assert command[command.index("-ts") + 1] == "http://time.example"
    assert command[-4:] == ["-in", "a.exe", "-out", "b.exe"]


def test_without_password_and_time_server_none_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(signing.PASSWORD_FILE, raising=False)
    command = signing.Signing(tmp_path / "own.pfx").command("a.exe", "b.exe")
    assert not {"-readpass", "-ts"} & set(command)


def test_a_certificate_that_is_not_there_stops_the_build_before_it_begins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    with pytest.raises(steps.Stopped, match=r"own\.pfx: there is no such certificate"):
        signing.Signing(tmp_path / "own.pfx").check()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(steps.Stopped, match="osslsigncode is missing"):
        signing.Signing(tmp_path / "own.pfx").check()


# --- the whole build, where tools are missing ------------------------------------------------------------------------


@pytest.fixture
def no_slow_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps that download and compile are left out; the program's folder holds one file."""

    def assemble(archive: Path, folder: Path) -> None:
        folder_of(folder, "app/start.py")

    monkeypatch.setattr(build.runtime, "check", lambda archive: "3.11.9")
    monkeypatch.setattr(build.runtime, "add_programs", lambda archive, folder: folder_of(folder, "pythonw.exe"))
    monkeypatch.setattr(build.program_folder, "assemble", assemble)
    monkeypatch.setattr(build.program_folder, "write_bill", lambda *_: None)
    monkeypatch.setattr(build, "run", lambda command: "")
    monkeypatch.setattr(build, "python_with", lambda requirements: ["python"])


def test_without_compiler_and_nsis_the_zip_is_built_and_each_missing_tool_is_told(
    no_slow_steps: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build.launcher, "compiler", lambda: None)
    monkeypatch.setattr(build.installer, "compiler", lambda: None)
    build.build(tmp_path / "python.zip", tmp_path / "dist", None)
    told = capsys.readouterr().out
    assert re.search(r"^mingw-w64 .* is missing: .*perfdesk\.cmd", told, re.M)
    assert re.search(r"^NSIS .* is missing: .*no installer", told, re.M)
    (made,) = (tmp_path / "dist").glob("*.zip")
    with zipfile.ZipFile(made) as packed:
        names = {name.partition("/")[2] for name in packed.namelist()}
    assert names == {"perfdesk.cmd", "app/start.py", "app/pythonw.exe", "app/files.txt"}


def test_without_a_launcher_there_is_no_installer_and_why_is_told(
    no_slow_steps: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build.launcher, "compiler", lambda: None)
    monkeypatch.setattr(build.installer, "compiler", lambda: "makensis")
    build.build(tmp_path / "python.zip", tmp_path / "dist", None)
    assert "no perfdesk.exe, and so no installer" in capsys.readouterr().out


def test_a_wrong_runtime_stops_the_command_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "python.zip"
    archive.write_bytes(b"x")
    monkeypatch.setattr(sys, "argv", ["build.py", "--runtime", str(archive), "--out", str(tmp_path / "dist")])
    assert build.main() == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "dist").exists()


# --- the import tables -----------------------------------------------------------------------------------------------


def test_a_library_that_nobody_brings_is_named_with_who_wants_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pefile", types.ModuleType("pefile"))
    imports = windows("imports")
    wanted = {
        "perfdesk.exe": ["kernel32.dll", "msvcrt.dll"],
        "Qt6Gui.dll": ["qt6core.dll", "api-ms-win-crt-heap-l1-1-0.dll", "gone.dll"],
        "Qt6Core.dll": [],
    }
    monkeypatch.setattr(imports, "imported", lambda path: iter(wanted[path.name]))
    folder_of(tmp_path, *(f"app/{name}" for name in wanted), "app/x.py")
    assert imports.missing(tmp_path) == [f"gone.dll, which {Path('app', 'Qt6Gui.dll')} imports"]
    (tmp_path / "app" / "Qt6Core.dll").unlink()
    assert len(imports.missing(tmp_path)) == 2


# --- the long way ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif("PERFDESK_WINDOWS_RUNTIME" not in os.environ, reason="PERFDESK_WINDOWS_RUNTIME names no runtime")
def test_two_builds_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Downloads the libraries and compiles; minutes. What there is no tool for is not built."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    sums = []
    for out in (tmp_path / "one", tmp_path / "two"):
        build.build(Path(os.environ["PERFDESK_WINDOWS_RUNTIME"]), out, None)
        sums.append(
            {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir() if path.is_file()}
        )
    assert len(sums[0]) >= 2
    assert sums[0] == sums[1]
