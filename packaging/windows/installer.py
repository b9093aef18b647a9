"""The installer, made by NSIS from installer.nsi."""

import os
import shutil
from pathlib import Path
from typing import Final

from launcher import version_numbers
from program_folder import APP
from signing import Signing
from steps import HERE, TITLE, run

_KILOBYTE: Final = 1024


def compiler() -> str | None:
    """makensis; on Windows it is often not on the search path."""
    places = (os.environ.get(name, "") for name in ("PROGRAMFILES(X86)", "PROGRAMFILES"))
    found = (str(path) for place in places if place and (path := Path(place) / "NSIS" / "makensis.exe").is_file())
    return shutil.which("makensis") or next(found, None)


def build(makensis: str, folder: Path, pictures: Path, version: str, target: Path, signing: Signing | None) -> None:
    """Packs the folder into one program."""
    command = [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    values = definitions(folder, pictures, version, target)
    if signing:
        values["SIGN"] = signing.later()
    run([*command, *(f"-D{name}={value}" for name, value in values.items()), HERE / "installer.nsi"])
    if signing:
        signing.sign(target)


def definitions(folder: Path, pictures: Path, version: str, target: Path) -> dict[str, str]:
    """What installer.nsi is told."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "TITLE": TITLE,
        "VERSION": version,
        "VERSION_NUMBERS": version_numbers(version).replace(",", "."),
        "FOLDER": str(folder.resolve()),
        "APP": APP,
        "PICTURES": str(pictures.resolve()),
        "TARGET": str(target.resolve()),
        "KILOBYTES": str(size // _KILOBYTE + 1),
    }
