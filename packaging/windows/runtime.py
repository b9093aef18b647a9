"""The Python that goes into the folder: python.org's embeddable package, known by its SHA-256."""

import hashlib
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from steps import Stopped

# 3.11.9 is the last 3.11 that python.org built for Windows. Its release page gives only the MD5
# (6d9aa08531d48fcc261ba667e2df17c4); restored_runtime.py builds a file that has both sums.
PUBLISHED: Final[Mapping[str, str]] = {
    "python-3.11.9-embed-amd64.zip": "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b",
}

# What is left out of it, and why. The fewer parts, the fewer that an office has to keep up to date.
LEFT_OUT: Final[Mapping[str, str]] = {
    "python.exe": "the launcher runs Python in its own process",
    "pythonw.exe": "the launcher runs Python in its own process",
    "python.cat": "a catalogue of signatures that Windows reads only where it is installed",
    "python311._pth": "we write our own",
    "LICENSE.txt": "its text stands in THIRD-PARTY.txt",
    "_ssl.pyd": "the program opens no connection",
    "libssl-3.dll": "the program opens no connection",
    "_hashlib.pyd": "hashlib has its own SHA-256 without OpenSSL",
    "libcrypto-3.dll": "only _ssl and _hashlib use it",
    "_sqlite3.pyd": "no database",
    "sqlite3.dll": "no database",
    "_msi.pyd": "builds installers of Windows",
    "winsound.pyd": "no sound",
}

# Where Python looks for modules, and nowhere else: no variable PYTHONPATH, no folder of the user, no registry, no
# current folder (docs.python.org/3/using/windows.html, "Finding modules"). `import site` is left out on purpose.
SEARCH_PATH: Final = "python311.zip\r\n.\r\nlib\r\n"


def check(archive: Path) -> str:
    """Its Python's version. Stops if this is not the file that python.org published."""
    if not archive.is_file():
        raise Stopped(f"{archive.name}: there is no such file; README.md says where to get it.")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    for name, published in PUBLISHED.items():
        if found == published:
            return name.split("-")[1]
    known = ", ".join(PUBLISHED)
    raise Stopped(f"{archive.name} has the SHA-256 {found}, which is none of the known files ({known}).")


def unpack(archive: Path, folder: Path) -> None:
    """The parts that are needed, with our own search path."""
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            if name not in LEFT_OUT:
                packed.extract(name, folder)
    (folder / "python311._pth").write_text(SEARCH_PATH, encoding="ascii", newline="")


def add_programs(archive: Path, folder: Path) -> None:
    """Python's own programs, for a folder without launchers."""
    with zipfile.ZipFile(archive) as packed:
        for name in ("python.exe", "pythonw.exe"):
            packed.extract(name, folder)


def licence(archive: Path, folder: Path) -> Path:
    """Python's own licence, as a file in a folder."""
    with zipfile.ZipFile(archive) as packed:
        return Path(packed.extract("LICENSE.txt", folder))


def library(folder: Path) -> Path:
    """The DLL that is Python."""
    found = [path for path in folder.glob("python*.dll") if re.fullmatch(r"python3\d+\.dll", path.name)]
    if len(found) != 1:
        raise Stopped("The runtime holds no python3xx.dll.")
    return found[0]
