"""Builds the Python that goes into the folder, from source, for glibc 2.28 and later.

    uv run --no-project --with ziglang==0.17.1 python packaging/linux/own_python.py --sources DIR -o RUNTIME

A Python of this computer would need this computer's glibc; 统信 UOS 20 has 2.28 and 麒麟 V10 has 2.31. zig's C compiler
links against the glibc that it is told, so any Linux on x86-64 can build it. DIR holds the source packages below, as
Debian's `apt-get source --download-only` brings them; each is known by its SHA-256. What the program does not use (TLS,
SQLite, Tk, curses, readline) is left out, and so needs no library that an office PC may lack.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PYTHON_VERSION: Final = "3.13.15"
SHORT_VERSION: Final = "3.13"
GLIBC: Final = "2.28"
PYTHON, ZLIB, LIBFFI = (
    "python3.13_3.13.15.orig.tar.xz",
    "zlib_1.3.dfsg+really1.3.1.orig.tar.gz",
    "libffi_3.4.4.orig.tar.gz",
)
# As Debian's lists of sources publish them. Those of Python and libffi are the files of their makers.
SOURCES: Final[Mapping[str, str]] = {
    PYTHON: "1e66a7945a48390ee4c2a4268a0e4185884059a13c4aab6d148aa208deea4a76",
    ZLIB: "60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb",
    LIBFFI: "d66c56ad259a82cf2a9dfc408b32bf5da52371500b84745f7fb8b645712df676",
}
# Parts of the standard library that need a system's library, and that the program does not use. hashlib has SHA-256 of
# its own.
_LEFT_OUT: Final = (
    "_bz2", "_crypt", "_curses", "_curses_panel", "_dbm", "_gdbm", "_hashlib", "_lzma", "_sqlite3", "_ssl", "_tkinter",
    "_uuid", "nis", "readline",
)  # fmt: skip
# Folders of the standard library that are for building, teaching and testing.
_TRIMMED: Final = (
    "__phello__", "ensurepip", "idlelib", "lib2to3", "pydoc_data", "site-packages", "sqlite3", "test", "tkinter",
    "turtledemo", "unittest", "venv",
)  # fmt: skip
_FLAGS: Final = "-O3 -fPIC -g0"
_HERE: Final = "/perfdesk-build"


class Stopped(Exception):
    """Why there is no build, in one sentence."""


def check(sources: Path, known: Mapping[str, str] = SOURCES) -> None:
    """Stops unless every source package is there and is the one that was published."""
    for name, published in known.items():
        path = sources / name
        if not path.is_file():
            raise Stopped(f"{name} is missing; README.md says where it is.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != published:
            raise Stopped(f"{name} is another file than the one that was published.")


def licences(sources: Path, folder: Path) -> dict[str, tuple[str, str, Path]]:
    """The licence texts of what is built in: name, then version, licence and file."""
    rows = {
        "CPython": (PYTHON, PYTHON_VERSION, "PSF-2.0", "LICENSE"),
        "libffi": (LIBFFI, "3.4.4", "MIT", "LICENSE"),
        "zlib": (ZLIB, "1.3.1", "Zlib", "README"),
    }
    found = {}
    for name, (archive, version, licence, member) in rows.items():
        target = folder / f"{name}.txt"
        with tarfile.open(sources / archive) as packed:
            [wanted] = [
                one for one in packed.getmembers() if one.name.count("/") == 1 and one.name.endswith(f"/{member}")
            ]
            stream = packed.extractfile(wanted)
            assert stream is not None
            target.write_bytes(stream.read())
        found[name] = version, licence, target
    return found


def build(sources: Path, target: Path) -> None:
    """Builds into `target`, which must not be there."""
    check(sources)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for source in SOURCES:
            with tarfile.open(sources / source) as packed:
                packed.extractall(work, filter="data")
        environment = _environment(work)
        _build_libraries(work, environment)
        _build_python(work, environment)
        made = work / "installed" / "runtime"
        _trim(made)
        _forget_paths(made, work)
        shutil.copytree(made, target, symlinks=True)


def _environment(work: Path) -> dict[str, str]:
    """The compiler under its usual names, and a time that is always the same."""
    programs = work / "programs"
    programs.mkdir()
    # The target is that of the office PC; zig's checks for undefined behaviour are for developing.
    calls = {
        "cc": f"cc -target x86_64-linux-gnu.{GLIBC} -fno-sanitize=undefined -Wno-date-time",
        "ar": "ar",
        "ranlib": "ranlib",
    }
    for name, call in calls.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ziglang {call} "$@"\n')
        (programs / name).chmod(0o755)
    tools = {"CC": "cc", "AR": "ar", "RANLIB": "ranlib", "CFLAGS": _FLAGS, "SOURCE_DATE_EPOCH": "0", "LC_ALL": "C"}
    return {**os.environ, **tools, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def _build_libraries(work: Path, environment: Mapping[str, str]) -> None:
    prefix = f"--prefix={work / 'libraries'}"
    zlib, libffi = next(work.glob("zlib-*")), next(work.glob("libffi-*"))
    _run(["./configure", "--static", prefix], zlib, {**environment, "CHOST": "x86_64"})
    _run(["make", "install", "libz.a"], zlib, environment)
    static = ("--disable-shared", "--enable-static", "--disable-docs", "--disable-multi-os-directory")
    # Its static trampolines call a helper that this configuration leaves out, which clang refuses.
    _run(["./configure", *static, "--disable-exec-static-tramp", prefix], libffi, environment)
    _run(["make", "install", f"-j{os.cpu_count() or 1}"], libffi, environment)


def _build_python(work: Path, environment: Mapping[str, str]) -> None:
    libraries = work / "libraries"
    flags = {
        "CPPFLAGS": f"-I{libraries / 'include'}",
        "LDFLAGS": f"-L{libraries / 'lib'} -Wl,-s",
        "PKG_CONFIG_PATH": f"{libraries / 'lib' / 'pkgconfig'}",
    }
    without = [f"py_cv_module_{name}=n/a" for name in _LEFT_OUT]
    options = ["--prefix=/runtime", "--without-ensurepip", "--disable-test-modules", "--without-static-libpython"]
    source = next(work.glob("Python-*"))
    _run(["./configure", *options, *without], source, {**environment, **flags})
    _run(["make", f"-j{os.cpu_count() or 1}"], source, environment)
    _run(["make", "install", f"DESTDIR={work / 'installed'}"], source, environment)


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write((done.stdout + done.stderr)[-4_000:])
        raise Stopped(f"{command[0]} failed in {folder.name}.")


def _trim(runtime: Path) -> None:
    """Leaves the interpreter and the parts of the standard library that programs use."""
    library = runtime / "lib" / f"python{SHORT_VERSION}"
    for folder in (runtime / "include", runtime / "share", runtime / "lib" / "pkgconfig", *library.glob("config-*")):
        shutil.rmtree(folder)
    for name in _TRIMMED:
        shutil.rmtree(library / name, ignore_errors=True)
    for cache in [*library.rglob("__pycache__")]:
        shutil.rmtree(cache)
    for program in (runtime / "bin").iterdir():
        if program.name != f"python{SHORT_VERSION}":
            program.unlink()


def _forget_paths(runtime: Path, work: Path) -> None:
    """What Python remembers of how it was built names no folder of the builder."""
    for path in runtime.rglob("_sysconfig*"):
        if path.suffix in (".py", ".json"):
            path.write_text(path.read_text(encoding="utf-8").replace(str(work), _HERE), encoding="utf-8")


def main() -> int:
    """Builds; 1 with one sentence if it cannot."""
    parser = argparse.ArgumentParser(description="Builds the Python that goes into the Linux folder.")
    parser.add_argument("--sources", type=Path, required=True, metavar="DIR")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="RUNTIME")
    asked = parser.parse_args()
    try:
        build(asked.sources.resolve(), asked.output)
    except Stopped as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
