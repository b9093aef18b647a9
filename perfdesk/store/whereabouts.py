"""Finds an open file again after somebody renamed it, or a folder above it, in a file manager.

The system gives every file and folder a number that a new name does not change (inode, file ID of NTFS). A save by
anybody gives the file a new number, because it replaces the file; so the number is noted after each of our own. On some
network disks there are no numbers; there, and if the file was moved elsewhere, nothing is found.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.store.peek import header_at, names_in

# Device and number.
Identity = tuple[int, int]
# In a larger folder nobody is looked for.
_MOST_NAMES: Final = 20_000


class Noted(NamedTuple):
    """A path with what its file and the folders above it are known by, as far as they are known by anything."""

    path: Path
    known: Mapping[Path, Identity]


def noted(path: Path) -> Noted:
    """What a file is known by now."""
    whole = path.absolute()
    found = ((one, identity_of(one)) for one in (whole, *whole.parents))
    return Noted(whole, {one: number for one, number in found if number is not None})


def identity_of(path: Path) -> Identity | None:
    """What the system knows a file or folder by; None if it is not there, or on a file system without numbers."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None


def found_again(before: Noted) -> Path | None:
    """Where the file is now, by the numbers of the file and its folders; None if it is in none of these folders."""
    *folders, whole = reversed([before.path, *before.path.parents])
    here = folders[0]
    for above, old in pairwise(folders):
        here = _same_in(here, old.name, before.known.get(old)) or here / old.relative_to(above)
    return _same_in(here, whole.name, before.known.get(whole))


def _same_in(folder: Path, name: str, number: Identity | None) -> Path | None:
    """What has this number in a folder, under its old name or another one."""
    if number is None:
        return None
    if identity_of(folder / name) == number:
        return folder / name
    return next((one for one in _all_in(folder) if identity_of(one) == number), None)


def _all_in(folder: Path) -> list[Path]:
    names = names_in(folder)
    return [folder / name for name in names] if len(names) <= _MOST_NAMES else []


def is_document_at(path: Path, document: str) -> bool:
    """Whether a file holds this document, by its header."""
    header = header_at(path)
    return header is not None and header.document_id == document


def with_revision(folder: Path, document: str, revision: str, suffix: str) -> list[Path]:
    """The files of a folder that hold this revision of this document, by their headers."""
    headers = ((path, header_at(path)) for path in _all_in(folder) if path.suffix.lower() == suffix)
    wanted = (document, revision)
    return [path for path, one in headers if one is not None and (one.document_id, one.revision_id) == wanted]
