"""Where the file of an open document is, if its name does not lead to it any more: somebody renamed the file or its
folder, moved it away, or put another file in its place."""

from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from perfdesk.store import file
from perfdesk.store.failures import is_there
from perfdesk.store.peek import header_at
from perfdesk.store.whereabouts import Noted, found_again, is_document_at, with_revision


class FilePlace(Enum):
    """HERE: where it was, or nothing can be said. MOVED: certainly the same file under another name. COPIED: gone, but
    one file beside it holds the same revision. REPLACED: another document has its name. GONE: none of these."""

    HERE = auto()
    MOVED = auto()
    COPIED = auto()
    REPLACED = auto()
    GONE = auto()


class Whereabouts(NamedTuple):
    """Where a file is; `path` leads there, and to where it was if it is nowhere."""

    place: FilePlace
    path: Path


def whereabouts(before: Noted, opened: file.Opened, *, copies: bool = True) -> Whereabouts:
    """Looks for the file of a document. While it is where it was, that costs the reading of its header: a number alone
    tells nothing, because the system gives that of a deleted file to the next one. `copies` are looked for in the
    headers of a whole folder; without them, COPIED is not said."""
    path, document = before.path, opened.document.id
    if _may_be(path, document):
        return Whereabouts(FilePlace.HERE, path)
    found = found_again(before)
    if found is not None and is_document_at(found, document):
        return Whereabouts(FilePlace.MOVED, found)
    if not is_there(path.parent):
        return Whereabouts(FilePlace.HERE, path)  # saving says what is wrong with the folder
    same = with_revision(path.parent, document, opened.revision, file.SUFFIX) if copies else []
    if len(same) == 1:
        return Whereabouts(FilePlace.COPIED, same[0])
    return Whereabouts(FilePlace.REPLACED if is_there(path) else FilePlace.GONE, path)


def _may_be(path: Path, document: str) -> bool:
    """Whether the file of this name holds the document. One that cannot be read may: saving compares the content."""
    if not is_there(path):
        return False
    header = header_at(path)
    return header is None or header.document_id == document
