"""The libraries that go into the folder: the wheels of requirements.lock for Windows, without what never runs."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from steps import PYTHON_VERSION, ROOT, run, uv

LOCK: Final = ROOT / "requirements.lock"
_PLATFORM: Final = "x86_64-pc-windows-msvc"

# What stays of a package that is mostly not needed; all else of it goes. A star stands for one name or a part of it.
KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "PySide6": (
        "__init__.py", "_config.py", "_git_pyside_version.py", "pyside6.abi3.dll", "support/*.py",
        "QtCore.pyd", "QtGui.pyd", "QtWidgets.pyd", "QtPrintSupport.pyd", "QtSvg.pyd", "QtNetwork.pyd",
        "Qt6Core.dll", "Qt6Gui.dll", "Qt6Widgets.dll", "Qt6PrintSupport.dll", "Qt6Svg.dll", "Qt6Network.dll",
        "msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll",
        # The window; the self-test paints without one.
        "plugins/platforms/qwindows.dll", "plugins/platforms/qoffscreen.dll",
        "plugins/styles/qmodernwindowsstyle.dll",
        "plugins/iconengines/qsvgicon.dll", "plugins/imageformats/qsvg.dll", "plugins/imageformats/qico.dll",
        "plugins/imageformats/qjpeg.dll",
        "translations/qtbase_zh_CN.qm",
    ),
    "shiboken6": (
        "__init__.py", "_config.py", "_git_shiboken_module_version.py", "Shiboken.pyd", "shiboken6.abi3.dll",
        "msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll",
    ),
}  # fmt: skip

# What goes of every other package, by the end of its name or its folder.
SUFFIXES_LEFT_OUT: Final = (".pyi", ".pxd", ".pxi", ".pyx", ".h", ".c", ".typed", ".lib")
FOLDERS_LEFT_OUT: Final = ("bin", "lxml/includes", "pypinyin/__pyinstaller", "pypinyin/tools", "pypdfium2_cli")
# What an installer notes for itself in the metadata of a package.
NOTES_LEFT_OUT: Final = ("INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")


def install(folder: Path) -> None:
    """Puts the locked wheels into a folder. uv checks the hash of each."""
    run([
        *uv(), "pip", "install", "--quiet", "--python-platform", _PLATFORM, "--python-version", PYTHON_VERSION,
        "--target", folder, "--only-binary", ":all:", "--require-hashes", "--no-deps",
        "--link-mode", "copy", "-r", LOCK,
    ])  # fmt: skip


def trim(folder: Path) -> None:
    """Takes out what never runs, and what becomes empty; the record of each package then names what is left."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not stays(path.relative_to(folder).as_posix()):
            path.unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    for record in sorted(folder.glob("*.dist-info/RECORD")):
        _shorten(record)


def stays(name: str) -> bool:
    """Whether a file of the libraries, named from their folder on, is needed."""
    package, _, rest = name.partition("/")
    if package in KEPT:
        return any(_matches(rest, pattern) for pattern in KEPT[package])
    if package.endswith(".dist-info"):
        return rest not in NOTES_LEFT_OUT
    return not (name.endswith(SUFFIXES_LEFT_OUT) or any(name.startswith(f"{gone}/") for gone in FOLDERS_LEFT_OUT))


def _matches(name: str, pattern: str) -> bool:
    parts, wanted = name.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def _shorten(record: Path) -> None:
    """Leaves the rows whose file is there. The list of licences finds the texts by it."""
    folder = record.parents[1]
    rows = csv.reader(io.StringIO(record.read_text(encoding="utf-8")))
    left = sorted(row for row in rows if row and ".." not in row[0] and (folder / row[0]).is_file())
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(left)
    record.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def unmatched(folder: Path) -> Iterator[str]:
    """What the table keeps and the wheels no longer have: the table is out of date then."""
    for package, patterns in KEPT.items():
        for pattern in patterns:
            if not any((folder / package).glob(pattern)):
                yield f"{package}/{pattern}"


def copy_program(folder: Path, ignore: Callable[[str, list[str]], set[str]]) -> None:
    """perfdesk itself, with its resources inside as in the wheel."""
    shutil.copytree(ROOT / "perfdesk", folder / "perfdesk", ignore=ignore)
    shutil.copytree(ROOT / "resources", folder / "perfdesk" / "resources", ignore=ignore)
