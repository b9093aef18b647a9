"""A file whose form is not here: what can be learned from it, found while it is read."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.importers.load import Imported, ImportFailure
from perfdesk.learning.mapping import AnnexMapping, begun
from perfdesk.work.reader_process import Reader


class UnknownAnnex(NamedTuple):
    """A file, why it cannot be imported, and what a form can be made of."""

    path: Path
    failure: ImportFailure
    mapping: AnnexMapping


def read_or_begin(
    path: Path, wanted: Form | None = None, go_on: Callable[[], None] = lambda: None, carried: Form | None = None
) -> Imported | UnknownAnnex:
    """What a file holds; where its form is not here, what can be learned from it. ImportFailure if neither can be."""
    with Reader(carried=carried) as reader:
        try:
            return reader.read(path, wanted, go_on)
        except ImportFailure as failure:
            return _begun(path, failure, reader, go_on)


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
        raise ImportFailure(f"{path} 里没有绩效目标表那样的表格，学不成表样。")
    return mapping


def _begun(path: Path, failure: ImportFailure, reader: Reader, go_on: Callable[[], None]) -> UnknownAnnex:
    """ImportFailure is the one that is known, unless the second look at a PDF says more."""
    if not failure.unknown:
        raise failure
    try:
        mapping = begun(reader.sketch(path, go_on), path.stem)
    except ImportFailure as other:
        raise (other if path.suffix.lower() == ".pdf" else failure) from None
    if mapping is None:
        raise failure
    return UnknownAnnex(path, failure, mapping)
