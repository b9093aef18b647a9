"""The folder that goes out for Linux: launcher, scripts and shares on top, all else in `app`.

perfdesk  install.sh  uninstall.sh  README.txt  THIRD-PARTY.txt  perfdesk.cdx.json  share/
app/runtime  app/lib  app/perfdesk  app/files.txt
"""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
# The oldest glibc that the folder runs with: that of 统信 UOS 20.
GLIBC: Final = (2, 28)
LOCK: Final = HERE / "requirements.lock"
# The X libraries that Qt needs and 统信 UOS 20 lacks: what Debian builds of them, by package and SHA-256. They ask for
# glibc 2.8.
X_LIBRARIES: Final[Mapping[str, tuple[str, str]]] = {
    "libxcb-cursor0_0.1.4-1_amd64.deb": (
        "libxcb-cursor.so.0",
        "a4b3c32dc008275ffcacccc1c77c030f01aad38e232e05d5ad116b76656c607c",
    ),
    "libxcb-util1_0.4.0-1+b1_amd64.deb": (
        "libxcb-util.so.1",
        "4c48af51fb2ac1be0490067e7450aeda27bf6c6c395165de02199eee4835336f",
    ),
}
# What the program uses of Qt's wheels; the rest is for building programs and for QML.
_MODULES: Final = ("Core", "DBus", "Gui", "Network", "PrintSupport", "Svg", "Widgets")
_QT_LIBRARIES: Final = (
    *_MODULES, "OpenGL", "WaylandClient", "WaylandEglClientHwIntegration", "XcbQpa",
)  # fmt: skip
_PLUGINS: Final = (
    "iconengines/libqsvgicon.so", "imageformats/libqgif.so", "imageformats/libqico.so", "imageformats/libqjpeg.so",
    "imageformats/libqsvg.so", "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "platforminputcontexts/libibusplatforminputcontextplugin.so", "platforms/libqoffscreen.so",
    "platforms/libqwayland-egl.so", "platforms/libqwayland-generic.so", "platforms/libqxcb.so",
    "platformthemes/libqgtk3.so", "platformthemes/libqxdgdesktopportal.so", "printsupport/libcupsprintersupport.so",
    "wayland-decoration-client/libadwaita.so", "wayland-decoration-client/libbradient.so",
    "wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    "wayland-shell-integration/libxdg-shell.so",
    "xcbglintegrations/libqxcb-egl-integration.so",
    "xcbglintegrations/libqxcb-glx-integration.so",
)  # fmt: skip
_KEPT: Final = (
    "__init__.py", "_config.py", "_git_pyside_version.py", "libpyside6.abi3.so.*", "support/*",
    *(f"Qt{name}.abi3.so" for name in _MODULES),
    *(f"Qt/lib/libQt6{name}.so.6" for name in _QT_LIBRARIES), "Qt/lib/libicu*.so.*",
    *(f"Qt/plugins/{name}" for name in _PLUGINS), "Qt/translations/qtbase_zh_CN.qm",
)  # fmt: skip
# Where the runtime looks for modules besides its own, from its site-packages on.
_PATHS: Final = "../../../../lib\n../../../..\n"
_NO_CODE: Final = shutil.ignore_patterns("__pycache__", "*.pyc")


class Incomplete(Exception):
    """What a wheel no longer has, or a package that is another one."""


def assemble(folder: Path, runtime: Path) -> None:
    """Everything but the licences, the bill of materials and the list of files."""
    app = folder / "app"
    app.mkdir(parents=True)
    shutil.copytree(runtime, app / "runtime", symlinks=True)
    site = next((app / "runtime" / "lib").glob("python3.*")) / "site-packages"
    site.mkdir(exist_ok=True)
    (site / "perfdesk.pth").write_text(_PATHS, encoding="ascii")
    shutil.copytree(ROOT / "perfdesk", app / "perfdesk", ignore=_NO_CODE)
    shutil.copytree(ROOT / "resources", app / "perfdesk" / "resources", ignore=_NO_CODE)
    _place_scripts(folder)


def _place_scripts(folder: Path) -> None:
    for source, name in (("perfdesk.sh", "perfdesk"), ("install.sh",) * 2, ("uninstall.sh",) * 2):
        shutil.copyfile(HERE / source, folder / name)
        (folder / name).chmod(0o755)
    shutil.copyfile(HERE / "readme_for_users.txt", folder / "README.txt")
    for source, place in (("perfdesk.desktop", "applications"), ("perfdesk.xml", "mime/packages")):
        (folder / "share" / place).mkdir(parents=True)
        shutil.copyfile(HERE / source, folder / "share" / place / source)


def install_libraries(library: Path, python_version: str) -> None:
    """The wheels of the lock, for glibc 2.28."""
    platform = ("--python-platform", "x86_64-manylinux_2_28", "--python-version", python_version)
    options = ("--only-binary", ":all:", "--require-hashes", "--no-deps", "--quiet")
    run(["uv", "pip", "install", *platform, "--target", library, *options, "-r", LOCK])


def trim_qt(library: Path) -> None:
    """Leaves of Qt what `_KEPT` names; `Incomplete` if one of its rows is not there."""
    qt = library / "PySide6"
    rows = {pattern: set(qt.glob(pattern)) for pattern in _KEPT}
    if absent := [pattern for pattern, found in rows.items() if not found]:
        raise Incomplete(f"the wheel of Qt has no {', '.join(absent)}")
    kept = set().union(*rows.values())
    for path in [*qt.rglob("*")]:
        if path.is_file() and path not in kept:
            path.unlink()
    for path in (library / "bin", *library.glob("shiboken6/*.pyi")):
        shutil.rmtree(path, ignore_errors=True)
    _remove_empty(qt)


def shorten_records(library: Path) -> None:
    """Lists of files name only what is there. The rows of the start scripts would differ from build to build, too."""
    for record in library.glob("*.dist-info/RECORD"):
        rows = record.read_text(encoding="utf-8").splitlines()
        kept = [row for row in rows if (library / row.rsplit(",", 2)[0].strip('"')).is_file()]
        record.write_text("\n".join([*kept, ""]), encoding="utf-8")


def _remove_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def add_x_libraries(packages: Path, library: Path, work: Path) -> dict[str, Path]:
    """Puts the X libraries beside Qt, which looks there first. Their licence texts by package."""
    texts = {}
    for name, (file, published) in X_LIBRARIES.items():
        check_file(packages / name, published)
        run(["dpkg-deb", "-x", packages / name, work / name])
        found = next((work / name).rglob(file))
        shutil.copyfile(found.resolve(), library / "PySide6" / "Qt" / "lib" / file)
        texts[name] = next((work / name).rglob("copyright"))
    return texts


def check_file(path: Path, published: str) -> None:
    """`Incomplete` unless this is the file that was published."""
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != published:
        raise Incomplete(f"{path.name} is missing or another file than the one that was published")


def compile_code(app: Path) -> None:
    """Byte code that Python takes without looking at the source's time: the same in every build, and nothing has to be
    written where the folder is read-only (PEP 552)."""
    python = app / "runtime" / "bin" / next((app / "runtime" / "bin").iterdir()).name
    # -B and -f: what Python imports for this would else be compiled by its time.
    options = ("-I", "-S", "-B", "-m", "compileall", "-f", "-q", "--invalidation-mode", "unchecked-hash", "-s", app)
    parts = (app / "perfdesk", app / "lib", next((app / "runtime" / "lib").glob("python3.*")))
    # Files that are templates for another program, or broken on purpose, are no code.
    run([python, *options, *parts], may_fail=True)


def write_list(folder: Path) -> None:
    """How many files `app` has, this one too, by which the launcher sees that all were unpacked."""
    listed = folder / "app" / "files.txt"
    listed.touch()
    listed.write_text(f"{sum(path.is_file() and not path.is_symlink() for path in (folder / 'app').rglob('*'))}\n")


def require_whole_and_old_enough(folder: Path) -> None:
    """`Incomplete` if a library needs one of Qt's that the folder lacks, or a newer glibc than the program asks for."""
    libraries = [path for path in (folder / "app").rglob("*.so*") if path.is_file()]
    here = {path.name for path in libraries}
    wanted = ((path, word) for path in libraries for word in _needs(path))
    wrong = sorted(f"{path.name} needs {word}" for path, word in wanted if _is_ours(word) and word not in here)
    newest = max(version for path in libraries for version in _glibc(path))
    if newest > GLIBC:
        wrong.append(f"glibc {'.'.join(map(str, newest))} is asked for")
    if wrong:
        raise Incomplete("; ".join(wrong))


def _is_ours(library: str) -> bool:
    return library.startswith(("libQt6", "libicu", "libpyside6", "libshiboken6", "libxcb-cursor", "libxcb-util.so"))


def _needs(library: Path) -> list[str]:
    return re.findall(r"(?m)^\s+NEEDED\s+(\S+)", _objdump("-p", library))


def _glibc(library: Path) -> set[tuple[int, ...]]:
    found = re.findall(r"GLIBC_(\d+(?:\.\d+)+)", _objdump("-p", library))
    return {tuple(map(int, version.split("."))) for version in found} | {(0,)}


def _objdump(option: str, library: Path) -> str:
    return subprocess.run(["objdump", option, library], capture_output=True, text=True, check=True).stdout


def run(command: Sequence[str | Path], *, may_fail: bool = False) -> None:
    """Runs a tool of the build; what it says is shown if it fails."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    if done.returncode and not may_fail:
        sys.stderr.write(done.stdout + done.stderr)
        raise Incomplete(f"{Path(command[0]).name} failed")
