"""A file whose form is not here: what can be learned from it, found while it is read."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.importers.load import Imported, ImportFailure
from perfdesk.learning.mapping import SAME, AnnexMapping, begun
from perfdesk.work.reader_process import Reader

# A book of more projects was made by a program; nobody draws so many variants of a form by hand.
_MOST_PROJECTS: Final = 20
# What `learn` reads.
NO_ANNEX: Final = "里没有绩效目标表那样的表格，学不成表样；请确认选对了文件，表里要有“项目名称”“指标值”这样的栏目"
LEARNED_FROM: Final = (".docx", ".xlsx", ".pdf")


class UnknownAnnex(NamedTuple):
    """A file, and what a form can be made of; why it cannot be imported, or, of a variant of a known form, what that
    form reads of it."""

    path: Path
    mapping: AnnexMapping
    failure: ImportFailure | None = None
    imported: Imported | None = None


def read_or_begin(
    path: Path, wanted: Form | None = None, go_on: Callable[[], None] = lambda: None, carried: Form | None = None
) -> Imported | UnknownAnnex:
    """What a file holds; where its form is not here, or is a variant that has other fields, what can be learned from
    it. ImportFailure if neither can be."""
    with Reader(carried=carried) as reader:
        try:
            imported = reader.read(path, wanted, go_on)
        except ImportFailure as failure:
            return _begun(path, failure, reader, go_on)
        few = len(imported.document.projects) <= _MOST_PROJECTS
        variant = wanted is None and imported.left_out and few
        return (variant and _variant(path, imported, reader, go_on)) or imported


def _variant(path: Path, imported: Imported, reader: Reader, go_on: Callable[[], None]) -> UnknownAnnex | None:
    """A file of which a known form reads a part, because it is of a variant or of another form."""
    try:
        mapping = begun(reader.sketch(path, go_on), path.stem)
    except ImportFailure:
        return None
    if mapping is None or dict(mapping.guessed.like).get(imported.document.form, 0.0) >= SAME:
        return None
    same = mapping.difference is not None and not mapping.difference.asked
    return None if same else UnknownAnnex(path, mapping, imported=imported)


def learnable(
    path: Path, failure: Exception, reader: Reader, go_on: Callable[[], None] = lambda: None
) -> UnknownAnnex | None:
    """What can be learned from a file that `reader` could not import; None if nothing can."""
    try:
        return _begun(path, failure, reader, go_on) if isinstance(failure, ImportFailure) else None
    except ImportFailure:
        return None


def begin(path: Path, go_on: Callable[[], None] = lambda: None) -> AnnexMapping:
    """What can be learned from a file. ImportFailure if nothing can."""
    with Reader() as reader:
        sketch = reader.sketch(path, go_on)
    mapping = begun(sketch, path.stem)
    if mapping is None:
        raise ImportFailure(f"{path} {NO_ANNEX}。")
    return mapping


def _begun(path: Path, failure: ImportFailure, reader: Reader, go_on: Callable[[], None]) -> UnknownAnnex:
    """ImportFailure is the one that is known, unless the second look says more, as of a picture of a table."""
    if not failure.unknown:
        raise failure
    try:
        mapping = begun(reader.sketch(path, go_on), path.stem)
    except ImportFailure as other:
        raise (other if path.suffix.lower() in LEARNED_FROM else failure) from None
    if mapping is None:
        raise failure
    return UnknownAnnex(path, mapping, failure)
