"""The Linux folder's scripts and files: what they put where, what they say when something is missing, and that packing
gives the same bytes twice. The whole folder is built and tried by packaging/linux/try_folder.sh, with a network."""

import configparser
import os
import shutil
import subprocess
import tarfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from scripts import ROOT, script

from perfdesk import paths
from perfdesk.forms.blank import new_document
from perfdesk.forms.loader import forms
from perfdesk.store import file
from perfdesk.store.format import MIME

LINUX = ROOT / "packaging" / "linux"
folder_script = script("linux/linux_folder")
build_script = script("linux/build_folder")
python_script = script("linux/own_python")
icons = script("linux/icons")
# No display; a real box would wait for somebody to close it.
NOWHERE = ":nowhere"
NAMESPACE = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}


def entry() -> configparser.SectionProxy:
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string((LINUX / "perfdesk.desktop").read_text(encoding="utf-8"))
    return found["Desktop Entry"]


def test_the_menu_entry_opens_our_files_and_is_named_in_both_languages() -> None:
    row = entry()
    assert row["MimeType"] == f"{MIME};"
    assert row["Exec"].endswith(" %F")
    assert row["Name[zh_CN]"] == "预算绩效目标表"
    assert row["Icon"] == row["StartupWMClass"] == "perfdesk"


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils is not installed")
def test_the_menu_entry_keeps_to_the_specification() -> None:
    done = subprocess.run(
        ["desktop-file-validate", LINUX / "perfdesk.desktop"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_magic_of_the_file_type_is_what_the_store_writes(tmp_path: Path) -> None:
    kind = ElementTree.parse(LINUX / "perfdesk.xml").getroot().find("m:mime-type", NAMESPACE)
    assert kind is not None
    assert kind.get("type") == MIME
    glob = kind.find("m:glob", NAMESPACE)
    assert glob is not None
    assert glob.get("pattern") == f"*{file.SUFFIX}"
    file.save(tmp_path / "a.perfdesk", new_document(forms()["hebei-book-2024"]))
    content = (tmp_path / "a.perfdesk").read_bytes()
    matches = [*kind.iter(f"{{{NAMESPACE['m']}}}match")]
    assert len(matches) == 2
    for match in matches:
        at = int(match.get("offset", ""))
        value = match.get("value", "").encode("latin-1").decode("unicode_escape").encode("latin-1")
        assert content[at : at + len(value)] == value


# --- installing for one user -------------------------------------------------------------------------------------


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """A folder as it is unpacked, with a launcher that does nothing, where a clerk may well put it."""
    folder = tmp_path / '软件 "新" $HOME 100%'
    folder.mkdir()
    folder_script._place_scripts(folder)
    (folder / "perfdesk").write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    for size in ("48x48", "scalable"):
        icon = folder / "share" / "icons" / "hicolor" / size / "apps" / "perfdesk.png"
        icon.parent.mkdir(parents=True)
        icon.write_bytes(b"icon")
    return folder


def call(command: Path, *arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [command, *arguments], env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def files(home: Path) -> set[str]:
    return {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}


def test_installing_needs_no_root_and_uninstalling_takes_it_back(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "家"
    other = home / ".local" / "share" / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\nType=Application\nName=x\nExec=x\n")
    chosen = home / ".config" / "mimeapps.list"
    chosen.parent.mkdir()
    chosen.write_text("[Default Applications]\ntext/plain=other.desktop\n")
    done = call(unpacked / "install.sh", home=home)
    assert done.returncode == 0, done.stderr
    share = ".local/share"
    assert {
        f"{share}/applications/perfdesk.desktop",
        f"{share}/mime/packages/perfdesk.xml",
        f"{share}/icons/hicolor/48x48/apps/perfdesk.png",
        f"{share}/icons/hicolor/scalable/apps/perfdesk.png",
    } <= files(home)
    with chosen.open("a") as stream:
        stream.write("application/x-perfdesk=perfdesk.desktop\n")
    assert call(unpacked / "uninstall.sh", home=home).returncode == 0
    assert [name for name in files(home) if "perfdesk" in name] == []
    assert chosen.read_text() == "[Default Applications]\ntext/plain=other.desktop\n"
    assert other.is_file()
    assert (unpacked / "perfdesk").is_file()


def test_installing_twice_is_installing_once(unpacked: Path, tmp_path: Path) -> None:
    call(unpacked / "install.sh", home=tmp_path / "home")
    once = files(tmp_path / "home")
    assert call(unpacked / "install.sh", home=tmp_path / "home").returncode == 0
    assert files(tmp_path / "home") == once


def words(line: str) -> list[str]:
    """An Exec value as a desktop takes it apart: general escapes first, then quoted words."""
    value = line.removeprefix("Exec=").replace("\\\\", "\\")
    assert value.startswith('"')
    word, at = "", 1
    while value[at] != '"':
        at += value[at] == "\\"
        word += value[at]
        at += 1
    return [word.replace("%%", "%"), *value[at + 1 :].split()]


def test_the_menu_entry_starts_the_program_wherever_it_lies(unpacked: Path, tmp_path: Path) -> None:
    call(unpacked / "install.sh", home=tmp_path / "home")
    text = (tmp_path / "home/.local/share/applications/perfdesk.desktop").read_text(encoding="utf-8")
    [line] = [line for line in text.splitlines() if line.startswith("Exec=")]
    assert "100%%/" in line
    assert words(line) == [str(unpacked / "perfdesk"), "%F"]
    rest = (LINUX / "perfdesk.desktop").read_text(encoding="utf-8").splitlines()
    assert [one for one in text.splitlines() if one != line] == [one for one in rest if not one.startswith("Exec=")]


def test_a_program_from_pip_is_installed_too(unpacked: Path, tmp_path: Path) -> None:
    program = tmp_path / "venv" / "perfdesk"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    assert call(unpacked / "install.sh", "--command", program, home=tmp_path / "home").returncode == 2
    program.chmod(0o755)
    assert call(unpacked / "install.sh", "--command", program, home=tmp_path / "home").returncode == 0
    text = (tmp_path / "home/.local/share/applications/perfdesk.desktop").read_text(encoding="utf-8")
    assert f'Exec="{program}" %F' in text.splitlines()


# --- the launcher ------------------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The launcher with a Python that says how it is called."""
    folder = tmp_path / "程序 文件夹"
    python = folder / "app" / "runtime" / "bin" / f"python{python_script.SHORT_VERSION}"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\n[ "$2" = -S ] || printf "%s|" "${QT_IM_MODULE:-}" "$@"\n')
    python.chmod(0o755)
    folder_script._place_scripts(folder)
    folder_script.write_list(folder)
    return folder / "perfdesk"


def start(program: Path, *arguments: str, tools: Path | None = None, **more: str) -> tuple[int, str, str]:
    place = f"{tools}{os.pathsep}" if tools else ""
    environment = {"PATH": f"{place}{os.environ['PATH']}", "LC_ALL": "C.UTF-8", **more}
    done = subprocess.run(
        [program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_launcher_hands_every_argument_on(program: Path) -> None:
    assert start(program, "a b.perfdesk", "", "$x") == (0, "|-I|-B|-m|perfdesk|a b.perfdesk||$x|", "")


def test_the_launcher_finds_its_folder_through_a_link(program: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(program)
    assert start(link)[:2] == (0, "|-I|-B|-m|perfdesk|")


@pytest.mark.parametrize(("asked", "used"), [("fcitx", "ibus"), ("fcitx5", "ibus"), ("ibus", "ibus"), ("", "")])
def test_fcitx_is_spoken_to_as_ibus(program: Path, asked: str, used: str) -> None:
    assert start(program, QT_IM_MODULE=asked)[1].startswith(f"{used}|")


def test_a_folder_that_is_not_whole_is_one_sentence(program: Path) -> None:
    (program.parent / "app" / "files.txt").write_text("2000\n")
    assert start(program) == (2, "", "perfdesk: 程序文件夹不完整，请重新解压整个压缩包。\n")
    (program.parent / "app" / "files.txt").unlink()
    assert start(program)[0] == 2


def test_a_place_where_nothing_may_run_is_one_sentence(program: Path) -> None:
    (program.parent / "app/runtime/bin" / f"python{python_script.SHORT_VERSION}").chmod(0o644)
    code, _, said = start(program)
    assert code == 2
    assert said.startswith("perfdesk: 程序不能运行：")


def tool(folder: Path, name: str, answer: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\nprintf '%s\\n' '{answer}'\n")
    (folder / name).chmod(0o755)
    return folder


def test_another_processor_is_one_sentence(program: Path, tmp_path: Path) -> None:
    code, _, said = start(program, tools=tool(tmp_path / "bin", "uname", "aarch64"))
    assert (code, "aarch64" in said) == (2, True)


@pytest.mark.parametrize(("version", "code"), [("2.27", 2), ("2.9", 2), ("2.28", 0), ("2.31", 0), ("3.0", 0)])
def test_an_old_system_is_one_sentence(program: Path, tmp_path: Path, version: str, code: int) -> None:
    found = start(program, tools=tool(tmp_path / "bin", "getconf", f"glibc {version}"))
    assert found[0] == code
    assert (version in found[2]) == bool(code)


def test_a_missing_library_of_the_desktop_is_named(program: Path, tmp_path: Path) -> None:
    tools = tool(tmp_path / "bin", "ldd", "\tlibxcb-randr.so.0 => not found")
    tool(tools, "zenity", "")
    code, _, said = start(program, tools=tools, DISPLAY=NOWHERE)
    assert (code, "libxcb-randr.so.0，" in said) == (2, True)
    assert start(program, tools=tools)[0] == 0
    assert start(program, tools=tools, DISPLAY=NOWHERE, QT_QPA_PLATFORM="wayland")[0] == 0


def test_without_a_terminal_the_sentence_is_in_a_window(program: Path, tmp_path: Path) -> None:
    (program.parent / "app" / "files.txt").write_text("0\n")
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "zenity").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{tmp_path}/shown"\n')
    (tools / "zenity").chmod(0o755)
    assert start(program, tools=tools, DISPLAY=NOWHERE)[0] == 2
    assert "--text=程序文件夹不完整，请重新解压整个压缩包。" in (tmp_path / "shown").read_text(encoding="utf-8")


# --- building ----------------------------------------------------------------------------------------------------


def tree(folder: Path) -> Path:
    (folder / "p" / "子 文件夹").mkdir(parents=True)
    (folder / "p" / "子 文件夹" / "a.txt").write_text("a")
    (folder / "p" / "run").write_text("b")
    (folder / "p" / "run").chmod(0o700)
    (folder / "p" / "link").symlink_to("run")
    return folder / "p"


def test_packing_gives_the_same_bytes_whoever_packs_when(tmp_path: Path) -> None:
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    os.utime(two / "run", (1, 1))
    (two / "子 文件夹" / "a.txt").chmod(0o600)
    packed = [build_script.pack(made, tmp_path / f"{made.parent.name}.tar.gz", 7).read_bytes() for made in (one, two)]
    assert packed[0] == packed[1]


def test_what_is_packed_is_what_is_unpacked(tmp_path: Path) -> None:
    packed = build_script.pack(tree(tmp_path / "one"), tmp_path / "p.tar.gz", 7)
    with tarfile.open(packed) as archive:
        rows = {one.name: (one.mode, one.mtime, one.uname) for one in archive.getmembers()}
        archive.extractall(tmp_path / "out", filter="data")
    assert rows["p/run"] == (0o755, 7, "")
    assert rows["p/子 文件夹/a.txt"] == (0o644, 7, "")
    assert [*rows] == sorted(rows)
    assert (tmp_path / "out/p/子 文件夹/a.txt").read_text() == "a"
    assert (tmp_path / "out/p/link").readlink() == Path("run")


def test_the_time_is_told_or_that_of_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764115200")
    assert build_script.moment() == 1_764_115_200


def test_a_source_that_is_missing_or_another_one_stops_the_build(tmp_path: Path) -> None:
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    with pytest.raises(python_script.Stopped, match="is missing"):
        python_script.check(tmp_path, {"a": digest})
    (tmp_path / "a").write_text("test")
    python_script.check(tmp_path, {"a": digest})
    (tmp_path / "a").write_text("tesT")
    with pytest.raises(python_script.Stopped, match="another file"):
        python_script.check(tmp_path, {"a": digest})


def test_qt_keeps_what_the_table_names_and_says_what_it_lacks(tmp_path: Path) -> None:
    qt = tmp_path / "PySide6"
    for pattern in folder_script._KEPT:
        path = qt / pattern.replace("*", "x")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (qt / "Qt" / "qml" / "deep").mkdir(parents=True)
    (qt / "Qt" / "qml" / "deep" / "x.qml").touch()
    folder_script.trim_qt(tmp_path)
    assert not (qt / "Qt" / "qml").exists()
    assert (qt / "Qt" / "plugins" / "platforms" / "libqxcb.so").is_file()
    (qt / "QtGui.abi3.so").unlink()
    with pytest.raises(folder_script.Incomplete, match="QtGui"):
        folder_script.trim_qt(tmp_path)


def test_a_list_of_files_names_what_is_there(tmp_path: Path) -> None:
    record = tmp_path / "a-1.0.dist-info" / "RECORD"
    record.parent.mkdir()
    (tmp_path / "a.py").touch()
    (tmp_path / "b,c.py").touch()
    record.write_text('a.py,sha256=x,1\n"b,c.py",sha256=z,1\nbin/a,sha256=y,2\na-1.0.dist-info/RECORD,,\n')
    without_scripts = record.read_text().replace("bin/a,sha256=y,2\n", "")
    folder_script.shorten_records(tmp_path)
    assert record.read_text() == without_scripts


def test_the_lock_differs_from_the_programs_only_in_qt_for_an_older_glibc() -> None:
    licences = script("licences")
    ours, usual = licences.locked(folder_script.LOCK), licences.locked()
    assert ours.keys() == usual.keys()
    assert {name for name in ours if ours[name] != usual[name]} == {"pyside6-essentials", "shiboken6"}
    # From 6.10 on, the wheels of Qt ask for glibc 2.34.
    assert tuple(map(int, ours["pyside6-essentials"].split(".")))[:2] < (6, 10)
    assert "://" not in folder_script.LOCK.read_text(encoding="utf-8")


def test_every_size_of_the_icon_is_drawn(tmp_path: Path, qapp: object) -> None:
    from PySide6.QtGui import QImage

    icons.draw(tmp_path)
    for context, name in (("apps", "perfdesk"), ("mimetypes", "application-x-perfdesk")):
        for size in icons.SIZES:
            image = QImage(str(tmp_path / f"icons/hicolor/{size}x{size}/{context}/{name}.png"))
            assert (image.width(), image.height()) == (size, size)
            assert image.pixelColor(0, 0).alpha() == 0
            assert image.pixelColor(size // 2, size // 2).alpha() > 0
    drawing = paths.resources() / "icons" / "perfdesk.svg"
    assert (tmp_path / "icons/hicolor/scalable/apps/perfdesk.svg").read_bytes() == drawing.read_bytes()
