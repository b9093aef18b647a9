"""starts(parts): the rows of blank paper that name what is to be filled in, where no class of the form does.

Whoever adds a project gets them, as whoever begins a document from that paper does.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from perfdesk.learning import lexicon
from perfdesk.learning.form_parts import FormPart
from perfdesk.learning.matrix import Matrix
from perfdesk.learning.repeated import FoundBand
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.vocabulary import vocabulary

_MOST: Final = 100


def starts(parts: Iterable[FormPart], levels: Iterable[Mapping[str, Any]]) -> list[Mapping[str, str]]:
    """The classes of the rows, by key; none where a class of the form starts a row, or something is filled in."""
    if any("start" in child for level in levels for child in level["children"]):
        return []
    found: list[Mapping[str, str]] = []
    for part in parts:
        for band in part.bands:
            if band.owner is Owner.INDICATOR and not band.grid:
                rows = [*_rows(part.table.cells, band)]
                if any(filled for _, filled in rows):
                    return []
                found += [named for named, _ in rows if named]
    return found[:_MOST]


def _rows(cells: Matrix, band: FoundBand) -> Iterator[tuple[Mapping[str, str], bool]]:
    """Of each row the classes, and whether something else is written in it."""
    for row in range(band.body, band.end):
        texts = [(one, cells.at(row, one.spot.column)) for one in band.columns if one.key and not one.fixed]
        written = [(one, spot.text.strip()) for one, spot in texts if spot is not None and not spot.blank]
        named = {one.key: " ".join(text.split()) for one, text in written if _is_level(one.key)}
        others = [one for one, _ in written if not _is_level(one.key) and not lexicon.is_number(one.title)]
        yield named, bool(others)


def _is_level(key: str) -> bool:
    return vocabulary().kind(Owner.INDICATOR, key) is Kind.LEVEL
