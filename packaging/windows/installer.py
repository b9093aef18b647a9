"""The installer, made by NSIS from installer.nsi."""

import os
import shutil
from pathlib import Path, PureWindowsPath
from typing import Final

from launcher import version_numbers
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
    files = pictures / "files.nsh"
    files.write_text(file_list(folder.resolve()), encoding="utf-8", newline="\n")
    values = definitions(folder, files, pictures, version, target)
    if signing:
        values["SIGN"] = signing.later()
    run([*command, *(f"-D{name}={value}" for name, value in values.items()), HERE / "installer.nsi"])
    if signing:
        signing.sign(target)


def file_list(folder: Path) -> str:
    """The lines that pack each file. NSIS would take them in the order of the disk, which is another in every build."""
    paths = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda one: one.as_posix())
    lines: list[str] = []
    inside = ""
    for path in paths:
        name = str(PureWindowsPath(path.parent.relative_to(folder)))
        if name != inside or not lines:
            inside = name
            lines.append(f'SetOutPath "${{NEW}}\\{name}"' if name != "." else 'SetOutPath "${NEW}"')
        lines.append(f'File "{path}"'.replace("$", "$$"))
    return "".join(f"  {line}\n" for line in lines)


def definitions(folder: Path, files: Path, pictures: Path, version: str, target: Path) -> dict[str, str]:
    """What installer.nsi is told."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "TITLE": TITLE,
        "VERSION": version,
        "VERSION_NUMBERS": version_numbers(version).replace(",", "."),
        "FILES": str(files.resolve()),
        "PICTURES": str(pictures.resolve()),
        "TARGET": str(target.resolve()),
        "KILOBYTES": str(size // _KILOBYTE + 1),
    }
