"""perfdesk.exe and perfdesk-cli.exe, built from launcher.c with mingw-w64."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from steps import HERE, run

# Their names, and whether they belong to a console.
LAUNCHERS: Final = (("perfdesk.exe", False), ("perfdesk-cli.exe", True))
# Debian's cross compiler, and the one of MSYS2 or WinLibs on Windows.
_PREFIXES: Final = ("x86_64-w64-mingw32-", "")
_TARGET: Final = "x86_64-w64-mingw32"
# The same source gives the same bytes: no time, no path, no name of the compiler.
_OPTIONS: Final = (
    "-O2", "-Wall", "-Wextra", "-Werror", "-municode", "-s", "-fno-ident", "-static-libgcc",
    "-Wl,--no-insert-timestamp", "-Wl,--dynamicbase", "-Wl,--nxcompat", "-Wl,--high-entropy-va",
)  # fmt: skip


def compiler() -> str | None:
    """The beginning of the tools' names; None if no mingw-w64 for 64 bits is there."""
    return next((prefix for prefix in _PREFIXES if _is_there(prefix)), None)


def _is_there(prefix: str) -> bool:
    gcc = shutil.which(f"{prefix}gcc")
    if not gcc or not shutil.which(f"{prefix}windres"):
        return False
    told = subprocess.run([gcc, "-dumpmachine"], capture_output=True, text=True, check=False)
    return told.stdout.strip() == _TARGET


def version_numbers(version: str) -> str:
    """A version as Windows counts it: four numbers."""
    numbers = [*re.findall(r"\d+", version)[:4], "0", "0", "0"][:4]
    return ",".join(numbers)


def build(prefix: str, version: str, work: Path, folder: Path) -> None:
    """Both launchers into the folder; perfdesk.ico lies in `work`."""
    for name, console in LAUNCHERS:
        resource, source = _resource(prefix, version, name, work), HERE / "launcher.c"
        kind = ("-mconsole", "-DCONSOLE") if console else ("-mwindows",)
        run([f"{prefix}gcc", *_OPTIONS, *kind, "-o", folder / name, source, resource])


def _resource(prefix: str, version: str, name: str, work: Path) -> Path:
    """Icon, version and manifest as an object file. windres takes no quotation mark from its command line, so the
    values stand in a file of their own."""
    values = {"VERSION_NUMBERS": version_numbers(version), "VERSION_TEXT": f'"{version}"', "FILE_NAME": f'"{name}"'}
    head = "".join(f"#define {key} {value}\n" for key, value in values.items())
    text, made = work / f"{name}.rc", work / f"{name}.o"
    text.write_text(head + (HERE / "launcher.rc").read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    folders = ("-I", work, "-I", HERE)
    run([f"{prefix}windres", "-c", "65001", *folders, "-i", text, "-o", made])
    return made
