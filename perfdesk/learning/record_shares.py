"""Which rows of a learned annex print which records, where those of a kind stand in several places.

产出指标 stand in one table and 效益指标 in the next, with the same columns: then each asks for its classes. Other rows
of a kind that has rows already are no records, for nobody could tell which of them a record is to be printed in.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from perfdesk.learning.answer import CellRole
from perfdesk.learning.draft_levels import parted
from perfdesk.learning.labels import plain
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.repeated import FoundBand
from perfdesk.model.classes import class_of
from perfdesk.model.fields import Owner
from perfdesk.model.keys import LEVEL1, LEVEL2

# Rows that are no records have a field for each cell; of more rows nobody makes so many.
_MOST_ROWS: Final = 12
_HEADINGS: Final = ("产出", "效益", "满意度", "成本")


class BandPlace(NamedTuple):
    """A band of records: the number of its table, and the first row of its header."""

    table: int
    top: int


class AskedClasses(NamedTuple):
    """The records that a band asks for: those with one of these classes, or names without a class, of 一级指标; `field`
    is where it is read. One band takes the `rest`."""

    field: str
    classes: frozenset[str]
    rest: bool = False


class RecordShares:
    """The bands of the tables of one annex that print records. `tables` are their numbers; `left_out` says of some of
    them why a form cannot print them."""

    def __init__(self, tables: Mapping[int, ProposedTable], above: Mapping[int, Sequence[str]]) -> None:
        """`above` are the lines right above each table."""
        self.tables: Final = tuple(tables)
        self.left_out: dict[int, str] = {}
        self._above = above
        self._asked: dict[BandPlace, AskedClasses | None] = {}
        by_owner: dict[Owner, list[tuple[BandPlace, FoundBand]]] = {}
        for number, table in tables.items():
            for band in table.bands:
                by_owner.setdefault(band.owner, []).append((BandPlace(number, band.top), band))
        for bands in by_owner.values():
            self._share(bands, tables)

    def prints(self, table: int, band: FoundBand) -> bool:
        """Whether a band prints records."""
        return BandPlace(table, band.top) in self._asked

    def share(self, table: int, band: FoundBand) -> AskedClasses | None:
        """The records that a band asks for; None if it prints all."""
        return self._asked.get(BandPlace(table, band.top))

    @property
    def classes(self) -> frozenset[str]:
        """All that bands ask for."""
        return frozenset(one for share in self._asked.values() if share for one in share.classes)

    @property
    def by_level2(self) -> bool:
        """Whether indicators are told by their 二级指标."""
        return any(share is not None and share.field == LEVEL2 for share in self._asked.values())

    def _share(self, bands: Sequence[tuple[BandPlace, FoundBand]], tables: Mapping[int, ProposedTable]) -> None:
        first, *others = bands
        self._asked[first[0]] = None
        shares = [_share_of(tables[place.table], band, self._above[place.table]) for place, band in bands]
        if others and (field := _field([band for _, band in bands], shares)):
            *_, rest = (place for place, band in bands if _has(band, field))
            asked = (
                (place, AskedClasses(field, one, place == rest)) for (place, _), one in zip(bands, shares, strict=True)
            )
            self._asked |= dict(asked)
            return
        for place, band in others:
            if place.table != first[0].table and band.end - band.body > _MOST_ROWS:
                self.left_out[place.table] = (
                    f"它和第 {first[0].table + 1} 张表逐行填的是同一种内容，分不清哪一行印在哪张表"
                )


def _field(bands: Sequence[FoundBand], shares: Sequence[frozenset[str]]) -> str:
    """The field by which the bands tell their records; "" if they cannot. The last with a column for it takes what no
    other asks for."""
    taken: set[str] = set()
    for one in shares:
        if not one or taken & one:
            return ""
        taken |= one
    by_level1 = [_has(band, LEVEL1) for band in bands]
    if any(by_level1) and all(has or len(one) == 1 for has, one in zip(by_level1, shares, strict=True)):
        return LEVEL1
    return LEVEL2 if all(_has(band, LEVEL2) for band in bands) else ""


def _has(band: FoundBand, key: str) -> bool:
    return any(one.key == key for one in band.columns)


def classes_in(table: ProposedTable, above: Sequence[str]) -> frozenset[str]:
    """The classes of 一级指标 that all indicators of a table have together; none if it has more than indicators."""
    bands = [one for one in table.bands if one.owner is Owner.INDICATOR]
    return _share_of(table, bands[0], above) if len(bands) == len(table.bands) == 1 else frozenset()


def _share_of(table: ProposedTable, band: FoundBand, above: Sequence[str]) -> frozenset[str]:
    """The classes of 一级指标, or their names where these are of none, in a band: as its rows say, else the line above
    its table, or beside its rows."""
    if band.owner is not Owner.INDICATOR:
        return frozenset()
    if first := _texts(table, band, LEVEL1):
        return frozenset(class_of(parted(one)[0], "") or parted(one)[0] for one in first)
    lines = [*reversed(above), *([band.side.text] if band.side else [])]
    if said := next(filter(None, map(heading_class, lines)), ""):
        return frozenset((said,))
    second = _texts(table, band, LEVEL2)
    return frozenset(filter(None, (class_of("", one).partition(".")[0] for one in second)))


def _texts(table: ProposedTable, band: FoundBand, key: str) -> list[str]:
    """What is written in a column of a band."""
    inside = (one for one in table.answers if band.body <= one.spot.row < band.end)
    return [one.spot.text for one in inside if one.key == key and one.role is CellRole.VALUE and not one.spot.blank]


def heading_class(line: str) -> str:
    """The class of 一级指标 that a line names as what stands below it; "" if it names none, or several."""
    words = plain(line)
    if found := class_of(words, ""):
        return found
    named = [one for one in _HEADINGS if one in words]
    return class_of(named[0], "") if len(named) == 1 and "指标" in words else ""
