"""Tries what was built, on Windows or under wine: `python packaging/windows/smoke.py --dist dist`.

A clerk's session from the unpacked zip and from the installed program, in folders with Chinese names and spaces, and
without a network where the system can take it away. Then what goes wrong: half a folder, a cut file, an old Windows, a
full disk, a program that runs while it is replaced. One line per step; the first that fails ends it.

Under wine the steps install into the prefix of WINEPREFIX, so give it one of its own (README.md says how it is made).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from steps import ROOT, TITLE, version

_EXAMPLE: Final = ROOT / "resources" / "examples" / "hebei-book-qinghe-2025.txt"
_WINE: Final = ("wine64", "/usr/lib/wine/wine64", "wine")
_WINE_SERVER: Final = ("wineserver", "/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver")
_SECONDS: Final = 300
# What installer.nsi and launcher.c say by a number.
_NOT_STARTED, _NOT_WRITTEN, _RUNNING, _NO_ROOM, _NOT_OURS = 2, 2, 4, 5, 6
_UNINSTALL_KEY: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\perfdesk"
_TYPE_KEY: Final = r"HKCU\Software\Classes\.perfdesk"
_WINE_VERSION_KEY: Final = r"HKCU\Software\Wine\AppDefaults\perfdesk-cli.exe"


class Failed(Exception):
    """What a step found."""


@dataclass
class Told:
    """What a program told: its exit code and its words."""

    code: int
    text: str
    problem: str = ""


@dataclass
class World:
    """Where it is tried: the built files, a folder for the user's documents, and how a Windows program is called."""

    dist: Path
    user: Path
    before: tuple[str, ...] = ()
    wine: str = ""
    installed: Path = field(default_factory=Path)

    def run(self, program: Path | str, *arguments: Path | str, seconds: int = _SECONDS) -> Told:
        """Runs a Windows program. Under wine a file or a closed standard input breaks it, so all three are pipes."""
        started = subprocess.Popen(
            self.command(program, *arguments), cwd=self.user,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            out, problem = started.communicate(b"\n", timeout=seconds)
        except subprocess.TimeoutExpired as late:
            started.kill()
            raise Failed(f"{program} took more than {seconds} s") from late
        return Told(started.returncode & 0xFF, _words(out), _words(problem))

    def command(self, program: Path | str, *arguments: Path | str) -> list[str]:
        """How a Windows program is called here."""
        return [*self.before, *([self.wine] if self.wine else []), str(program), *map(str, arguments)]

    def path(self, path: Path) -> str:
        """A path as Windows names it."""
        return f"Z:{path}".replace("/", "\\") if self.wine else str(path)

    def registry(self, key: str) -> bool:
        """Whether a key is there."""
        return self.run("reg", "query", key).code == 0


def _words(data: bytes) -> str:
    """Chinese Windows writes code page 936 into pipes; JSON is UTF-8 everywhere."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gbk", "replace")


def _expect(holds: object, what: str) -> None:
    if not holds:
        raise Failed(what)


# --- a clerk's session -----------------------------------------------------------------------------------------------


def _session(world: World, program: Path) -> None:
    """Import, edit in two copies, merge; Word and Excel, both read back."""
    for path in world.user.iterdir():
        path.unlink()
    cli = program / "perfdesk-cli.exe"
    source = world.user / "部门 绩效文本.txt"
    shutil.copyfile(_EXAMPLE, source)
    mine, theirs, merged = (world.user / f"{name} 2025.perfdesk" for name in ("我的", "同事的", "合并"))
    word, excel = world.user / "附 件.docx", world.user / "附 件.xlsx"
    _command(world, cli, "import", source, "-o", mine)
    shutil.copyfile(mine, theirs)
    code = _content(world, cli, mine)["projects"][0]["fields"]["code"]
    _command(world, cli, "set", mine, "--project", "1", "purpose=购置档案柜和扫描仪", "--author", "甲")
    _command(world, cli, "set", theirs, "--project", "2", "purpose=维修“一号”泵房——含管线", "--author", "乙")
    _command(world, cli, "merge", mine, theirs, "-o", merged)
    projects = _content(world, cli, merged)["projects"]
    purposes = [project["fields"].get("purpose") for project in projects[:2]]
    _expect(purposes == ["购置档案柜和扫描仪", "维修“一号”泵房——含管线"], f"merged: {purposes}")
    for target in (word, excel):
        _command(world, cli, "export", merged, "-o", target)
        again = target.with_suffix(".perfdesk")
        _command(world, cli, "import", target, "-o", again)
        read = _content(world, cli, again)["projects"]
        _expect(read[0]["fields"]["code"] == code, f"{target.name}: read back {read[0]['fields'].get('code')}")
        _expect(_indicators(read) == _indicators(projects), f"{target.name}: the indicators read back differ")
        again.unlink()


def _pages(world: World, program: Path) -> str:
    """The pages of a PDF that carries no document are read, which PDFium does. Where there is no font, as in a bare
    prefix of wine, the PDF has no text to be read."""
    cli, merged, paper = program / "perfdesk-cli.exe", world.user / "合并 2025.perfdesk", world.user / "公 开.pdf"
    _command(world, cli, "export", merged, "--bare", "-o", paper)
    if b"/FontFile" not in paper.read_bytes():
        return "pages of a PDF: not tried, for there is no font"
    again = paper.with_suffix(".perfdesk")
    _command(world, cli, "import", paper, "-o", again)
    read, wanted = (_content(world, cli, one)["projects"] for one in (again, merged))
    _expect(_indicators(read) == _indicators(wanted), "the indicators read from the pages of a PDF differ")
    return "pages of a PDF read"


def _command(world: World, cli: Path, *arguments: Path | str) -> Told:
    """A command that does its work; 1 says that something in the file needs a person, which is so in the example."""
    told = world.run(cli, *(world.path(one) if isinstance(one, Path) else one for one in arguments))
    _expect(told.code in (0, 1), f"{' '.join(map(str, arguments))}: {told.code} {told.text} {told.problem}")
    return told


def _content(world: World, cli: Path, document: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_command(world, cli, "show", document, "--json").text)
    return content


def _indicators(projects: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (indicator["fields"].get("name", ""), indicator["fields"].get("target", ""))
        for project in projects
        for indicator in project["indicators"]
    ]


def _self_test(world: World, program: Path) -> None:
    told = world.run(program / "perfdesk-cli.exe", "self-test")
    # 1: a font is missing, which a prefix of wine may lack.
    _expect(told.code in (0, 1) and "画面" in told.text, f"self-test: {told.code} {told.text} {told.problem}")


def _window(world: World, program: Path) -> None:
    """The window opens a document, is asked to close as by its cross, and ends well."""
    document = world.path(world.user / "合并 2025.perfdesk")
    command = world.command(program / "perfdesk.exe", document)
    started = subprocess.Popen(
        command, cwd=world.user, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(lambda: any(world.user.glob(".~*.owner")), "the window did not open the document")
        time.sleep(3)
        world.run("taskkill", "/im", "perfdesk.exe")
        _wait_for(lambda: started.poll() is not None, "the window did not close")
    finally:
        started.kill()
        started.communicate()
    _expect(started.returncode == 0, f"the window ended with {started.returncode}")
    _expect(not any(world.user.glob(".~*.owner")), "the closed window left its mark beside the document")


def _wait_for(comes: Callable[[], bool], otherwise: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not comes():
        _expect(time.monotonic() < until, otherwise)
        time.sleep(0.5)


# --- the portable folder ---------------------------------------------------------------------------------------------


def portable(world: World) -> Iterator[str]:
    """The zip, unpacked where names are Chinese and have spaces; nothing may be written into it."""
    program = _unpacked(world)
    before = _state(program)
    for path in program.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    _self_test(world, program)
    yield "self-test"
    _session(world, program)
    yield "session: import, set, merge, Word, Excel, read back"
    yield _pages(world, program)
    _window(world, program)
    yield "window opened a document and was closed"
    _expect(_state(program) == before, "the program wrote into its own folder")
    yield "nothing was written into the program's folder"


def _unpacked(world: World) -> Path:
    folder = world.user.parent / "程序 文件夹"
    if not folder.exists():
        with zipfile.ZipFile(world.dist / f"perfdesk-{version()}-windows-x64.zip") as packed:
            packed.extractall(folder)
    return folder / f"perfdesk-{version()}"


def _state(folder: Path) -> list[tuple[str, int, float]]:
    return sorted((str(path), path.stat().st_size, path.stat().st_mtime) for path in folder.rglob("*"))


def broken(world: World) -> Iterator[str]:
    """What an office does to a folder: copies a half, loses a DLL to an antivirus, keeps an old Windows."""
    whole = _unpacked(world)
    cases: tuple[tuple[str, Callable[[Path], object], str], ...] = (
        ("no DLL of Qt", lambda app: (app / "lib/PySide6/Qt6Gui.dll").unlink(), "Qt6Gui.dll"),
        ("no Python", lambda app: (app / "python311.dll").unlink(), "python311.dll"),
        ("a cut file", lambda app: os.truncate(app / "lib/lxml/etree.cp311-win_amd64.pyd", 9), "etree"),
        ("half the list", lambda app: os.truncate(app / "files.txt", 5000), "files.txt"),
        ("only the launcher", shutil.rmtree, "files.txt"),
    )
    for name, harm, named in cases:
        folder = world.user.parent / "坏的 文件夹"
        shutil.copytree(whole, folder, copy_function=_writable)
        harm(folder / "app")
        told = world.run(folder / "perfdesk-cli.exe", "--version")
        shutil.rmtree(folder)
        _expect(told.code == _NOT_STARTED and named in told.problem, f"{name}: {told.code} {told.problem}")
        _expect(len(told.problem.strip().splitlines()) == 1, f"{name}: {told.problem}")
        yield f"{name}: {told.problem.strip()}"
    yield from _too_long(world, whole)
    if world.wine:
        yield from _old_windows(world, whole)


def _writable(source: str, target: str) -> None:
    shutil.copyfile(source, target)
    Path(target).chmod(0o644)


def _too_long(world: World, whole: Path) -> Iterator[str]:
    folder = world.user.parent / ("很长的文件夹名" * 10) / ("再来一层文件夹" * 10)
    shutil.copytree(whole, folder, copy_function=_writable)
    told = world.run(folder / "perfdesk-cli.exe", "--version")
    shutil.rmtree(folder.parent)
    _expect(told.code == _NOT_STARTED and "太长" in told.problem, f"long names: {told.code} {told.problem}")
    yield f"long names: {told.problem.strip()}"


def _old_windows(world: World, whole: Path) -> Iterator[str]:
    for old in ("win7", "win81"):
        world.run("reg", "add", _WINE_VERSION_KEY, "/v", "Version", "/d", old, "/f")
        told = world.run(whole / "perfdesk-cli.exe", "--version")
        world.run("reg", "delete", _WINE_VERSION_KEY, "/f")
        _expect(told.code == _NOT_STARTED and "太旧" in told.problem, f"{old}: {told.code} {told.problem}")
        yield f"{old}: {told.problem.strip()}"


# --- the installer ---------------------------------------------------------------------------------------------------


def installer(world: World) -> Iterator[str]:
    """Silent: installed, used, installed over a running and over a closed program, taken out."""
    setup = world.dist / f"perfdesk-{version()}-windows-x64-setup.exe"
    world.installed = Path(tempfile.mkdtemp(dir=world.user.parent)) / "装 好的 perfdesk"
    _expect(_install(world, setup).code == 0, "the installer failed")
    _expect((world.installed / "perfdesk.exe").is_file(), "perfdesk.exe was not installed")
    _expect(all(map(world.registry, (_UNINSTALL_KEY, _TYPE_KEY))), "the registry knows nothing of it")
    yield "installed"
    _self_test(world, world.installed)
    _session(world, world.installed)
    _window(world, world.installed)
    yield "self-test, session and window of the installed program"
    document = world.installed / "app" / "用户放在这里的.perfdesk"
    document.write_text("x", encoding="utf-8")
    yield from _upgrade(world, setup)
    _expect((world.installed / "perfdesk.old" / document.name).is_file(), "the upgrade lost the user's file")
    told = world.run(world.installed / "uninstall.exe", "/S", f"_?={world.path(world.installed)}")
    _expect(told.code == 0, f"uninstall: {told.code}")
    left = sorted(path.name for path in world.installed.rglob("*") if path.is_file())
    # Told where it lies, the uninstaller cannot take away itself.
    _expect(left in ([document.name], sorted([document.name, "uninstall.exe"])), f"uninstalled, and left {left[:9]}")
    _expect(not any(map(world.registry, (_UNINSTALL_KEY, _TYPE_KEY))), "the registry still knows of it")
    yield "uninstalled: only the user's file is left"


def _install(world: World, setup: Path) -> Told:
    """As an office's script does it: NSIS takes all after /D= as the folder, without quotation marks, so it stands in a
    command file."""
    script = world.user / "install.cmd"
    line = f'start /wait "" "{world.path(setup)}" /S /D={world.path(world.installed)}'
    script.write_text(f"@{line}\r\n@exit /b %errorlevel%\r\n", encoding="gbk", newline="")
    return world.run("cmd", "/c", script.name)


def _upgrade(world: World, setup: Path) -> Iterator[str]:
    command = world.command(world.installed / "perfdesk.exe")
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(15)
        before = _state(world.installed)
        code = _install(world, setup).code
        _expect(code == _RUNNING, f"the installer took the place of a program that runs: {code}")
        _expect(_state(world.installed) == before, "the refused installer changed something")
        yield "refused while the program runs"
        world.run("taskkill", "/im", "perfdesk.exe")
        _wait_for(lambda: running.poll() is not None, "the window did not close")
    finally:
        running.kill()
        running.communicate()
    code = _install(world, setup).code
    _expect(code == 0, f"installed over itself: {code}")
    _expect(not (world.installed / "perfdesk.new").exists(), "the upgrade left its own folder")
    _self_test(world, world.installed)
    yield "installed over itself"


def refusals(world: World) -> Iterator[str]:
    """Folders that the installer does not take: another program's, and a full disk (where we may make one)."""
    setup = world.dist / f"perfdesk-{version()}-windows-x64-setup.exe"
    world.installed = world.user.parent / "别的 程序"
    foreign = world.installed / "app" / "other.dll"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("x", encoding="utf-8")
    code = _install(world, setup).code
    _expect(code == _NOT_OURS and sorted(world.installed.rglob("*")) == [foreign.parent, foreign], f"foreign: {code}")
    yield "another program's folder is left alone"
    with zipfile.ZipFile(world.dist / f"perfdesk-{version()}-windows-x64.zip") as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    # The second has room for all bytes and not for the blocks that they lie in, so it is full on the way.
    for room, expected in ((size // 2, _NO_ROOM), (size + 1_200_000, _NOT_WRITTEN)):
        with _small_disk(world.user.parent / "小 盘", room) as disk:
            if disk is None:
                yield "no small disk could be made here: the full disk was not tried"
                return
            world.installed = disk / "perfdesk"
            code, left = _install(world, setup).code, sorted(disk.rglob("*"))
            _expect(code == expected and not left, f"full disk: {code}, left {left[:3]}")
            yield f"a disk with room for {room // 1_000_000} MB is left as it was"


@contextmanager
def _small_disk(folder: Path, room: int) -> Iterator[Path | None]:
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(folder)]
    made = shutil.which("mount") and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield folder if made else None
    finally:
        if made:
            subprocess.run(["umount", str(folder)], check=True)


# --- running it ------------------------------------------------------------------------------------------------------

_PARTS: Final = {"portable": portable, "broken": broken, "installer": installer, "refusals": refusals}


def _world(dist: Path, user: Path) -> World:
    if sys.platform == "win32":
        return World(dist, user)
    wine = next((found for name in _WINE if (found := shutil.which(name))), None)
    _expect(wine and os.environ.get("WINEPREFIX"), "give WINEPREFIX a prefix of its own, and install wine")
    os.environ.setdefault("WINEDEBUG", "-all")
    os.environ.update(LANG="zh_CN.UTF-8", LC_ALL="zh_CN.UTF-8")
    offline = ("unshare", "--net", "--map-root-user") if os.geteuid() else ("unshare", "--net")
    works = shutil.which("unshare") and subprocess.run([*offline, "true"], capture_output=True, check=False)
    alone = offline if works and works.returncode == 0 else ()
    sys.stdout.write("without a network\n" if alone else "the network is there, for unshare does not work here\n")
    return World(dist, user, alone, str(wine))


def main() -> int:
    """0 if every step holds."""
    parser = argparse.ArgumentParser(description="Tries what was built.")
    parser.add_argument("--dist", type=Path, default=Path("dist"), metavar="DIR", help="what build.py made (dist)")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(_PARTS)}")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        user = Path(folder) / "张 三" / "我的文档（试）"
        user.mkdir(parents=True)
        try:
            world = _world(asked.dist.resolve(), user)
            for name in asked.parts or _PARTS:
                for line in _PARTS[name](world):
                    sys.stdout.write(f"{name}: {line}\n")
                    sys.stdout.flush()
        except Failed as problem:
            sys.stderr.write(f"failed: {problem}\n")
            return 1
    sys.stdout.write(f"{TITLE} {version()}: all steps hold\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
