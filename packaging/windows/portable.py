"""The portable zip: the same files give the same bytes."""

import time
import zipfile
from pathlib import Path
from typing import Final

_MODE: Final = 0o100644 << 16
_UNIX: Final = 3


def write(folder: Path, target: Path, top: str, seconds: int) -> None:
    """All files of the folder, below one folder in the zip, in order of their names, with one time."""
    moment = time.gmtime(seconds)[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda one: one.as_posix()):
            # Elsewhere the zip would tell which system it was made on.
            entry = zipfile.ZipInfo(f"{top}/{path.relative_to(folder).as_posix()}", moment)
            entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _MODE, zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes(), compresslevel=9)
