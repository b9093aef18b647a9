"""Other files of the open document's folder that hold the same document: copies that people, mail and sync programs
leave, under whatever name. A document is known by its id, its versions by their revisions; no name and no clock is
asked.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.merge.analyse import analyse
from perfdesk.merge.sides import Side
from perfdesk.model.delta import DeltaError
from perfdesk.model.revisions import Revisions
from perfdesk.store import file
from perfdesk.store.format import Damage
from perfdesk.store.header import Header
from perfdesk.store.peek import header_at, names_in
from perfdesk.work.gather import is_same_file, side_of

# The headers of five thousand files take an eighth of a second where the disk has them at hand.
_MOST_FILES: Final = 10_000
# Copies that are read to see whether they say anything new. Of more, and larger ones, it is believed.
_MOST_READ: Final = 20
_MOST_BYTES: Final = 32 << 20


class Copies(NamedTuple):
    """`news` are the copies with something that the document does not have. `original` is the one whose name the
    document's name was made from, None if there is none; `is_behind` says that it is an older version."""

    news: list[Path]
    original: Path | None = None
    is_behind: bool = False


def copies_beside(path: Path, ours: Side, go_on: Callable[[], None] = lambda: None) -> Copies:
    """The copies beside a document's file, as it was opened. `go_on` is called for each file; what it raises comes
    through."""
    headers = {one: header for one in _candidates(path) if (header := _of_document(one, ours, go_on)) is not None}
    known = _known(ours.revisions)
    original = original_of(path, headers)
    behind = original is not None and _is_behind(headers[original].revision_id, ours)
    # Of copies that name an unknown version first, then of the others, if there is room: another program may have
    # changed them.
    copies = sorted(headers, key=lambda one: headers[one].revision_id in known)
    number = _number_read(copies)
    read = [one for one in copies[:number] if _brings_news(one, ours, known, go_on)]
    believed = [one for one in copies[number:] if headers[one].revision_id not in known]
    return Copies([*read, *believed], original, behind)


def _known(revisions: Revisions | None) -> frozenset[str]:
    return frozenset() if revisions is None else revisions.ancestors(revisions.tip) | {one.id for one in revisions}


def _is_behind(revision: str, ours: Side) -> bool:
    """Whether a revision is an older version of the document that says something else."""
    past = ours.revisions
    if past is None or revision == past.tip or revision not in past.reachable():
        return False
    with suppress(DeltaError):
        return past.version(revision) != ours.document
    return False


def original_of(path: Path, others: Iterable[Path]) -> Path | None:
    """The file whose whole name is in this file's name, as in “副本 预算” and “预算-DESKTOP-7QK2”; the shortest of
    several."""
    shorter = [one for one in others if one.stem in path.stem and len(one.stem) < len(path.stem)]
    return min(shorter, key=lambda one: (len(one.stem), one.name), default=None)


def _candidates(path: Path) -> list[Path]:
    """The files of our kind beside a file; those whose names have to do with its name first."""
    names = [name for name in names_in(path.parent) if _is_ours(name) and name != path.name]
    names.sort(key=lambda name: not (path.stem in name or Path(name).stem in path.stem))
    found = [path.with_name(name) for name in names[:_MOST_FILES]]
    return [one for one in found if not one.is_symlink() or not is_same_file(one, path)]


def _is_ours(name: str) -> bool:
    return name.lower().endswith(file.SUFFIX) and not name.startswith(".")


def _of_document(path: Path, ours: Side, go_on: Callable[[], None]) -> Header | None:
    """The header of a file, if it holds this document."""
    go_on()
    header = header_at(path)
    return header if header is not None and header.document_id == ours.document.id else None


def _number_read(copies: Sequence[Path]) -> int:
    """How many of these are read, from the first."""
    sizes = accumulate(_size(one) for one in copies[:_MOST_READ])
    return sum(size <= _MOST_BYTES for size in sizes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _brings_news(path: Path, ours: Side, known: Set[str], go_on: Callable[[], None]) -> bool:
    """Whether merging a file would change anything or ask anything."""
    go_on()
    try:
        content = file.content_to_keep(path)
        if file.checked_header(content).revision_id in known:
            return False
        opened = file.parsed_file(path.name, content)
    except Damage:
        return False
    if opened.read_only:
        return True
    plan = analyse(ours, [side_of(opened, path.name)])
    return bool(plan.open) or plan.document != ours.document
