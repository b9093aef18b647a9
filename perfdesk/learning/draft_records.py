"""A band of records of a learned form: its header, its columns, and which records it asks for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from perfdesk.learning.band_columns import FoundColumn, slug
from perfdesk.learning.band_end import is_tail
from perfdesk.learning.draft_cells import COUNTED, CellStyles
from perfdesk.learning.draft_fields import OwnFields
from perfdesk.learning.draft_levels import level_names
from perfdesk.learning.draft_page import lines
from perfdesk.learning.form_parts import FormPart
from perfdesk.learning.grid_groups import FoundGroups, is_sum_in, is_summed
from perfdesk.learning.labels import plain
from perfdesk.learning.look import Look
from perfdesk.learning.matrix import Spot
from perfdesk.learning.record_shares import AskedClasses
from perfdesk.learning.repeated import FoundBand
from perfdesk.model.classes import class_of
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.keys import LEVEL1, LEVELS
from perfdesk.model.vocabulary import vocabulary

Shape = dict[str, Any]
LONGEST_LABEL: Final = 500
_MOST_LEAST: Final = 100


class DraftRecords:
    """Writes the bands of a part. In a `grid` columns may be the project's."""

    def __init__(self, part: FormPart, own: OwnFields, look: Look, styles: CellStyles, *, grid: bool) -> None:
        self._part = part
        self._styles = styles
        self._own = own
        self._look = look
        self._grid = grid

    def shape(self, band: FoundBand, where: Mapping[str, Any]) -> Shape:
        """The band; `where` is what it asks for, if it does."""
        shape: Shape = {"kind": "records", "of": "indicators" if band.owner is Owner.INDICATOR else band.owner.value}
        shape["header"] = 2 if any(one.under for one in band.columns) else 1
        if band.owner is not Owner.INDICATOR:
            shape["least"] = min(band.end - band.body, _MOST_LEAST)
        elif self._grid and band.ready:
            own = (row for row in range(band.body, band.end) if row not in band.others)
            shape["least"] = min(sum(1 for _ in own), _MOST_LEAST)
        if band.groups is not None:
            shape["groups"] = self._groups(band, band.groups)
        shape |= self._lines(band)
        if band.side is not None:
            shape["side"] = self._side(band.side)
        if tail := self._tail(band):
            shape["tail"] = tail
        return {**shape, **where, "columns": [self._styled(band, one) for one in self._columns(band)]}

    def _groups(self, band: FoundBand, groups: FoundGroups) -> Shape:
        """The rows between the projects: as the first of each kind is."""
        title = next((one.title for one in band.columns if one.project and one.key == groups.field), "")
        shape: Shape = {"field": self._own.known(Owner.PROJECT, groups.field, title)}
        if groups.number:
            shape["number"] = groups.number
        for name, rows, called in (("head", groups.heads, ""), ("foot", groups.feet, groups.foot)):
            if rows:
                shape[name] = [*self._group_row(band, rows[0], groups.field, called)]
        return shape

    def _group_row(self, band: FoundBand, row: int, field: str, called: str) -> Iterator[Shape]:
        """The cells of a row of a department; the first that is written names it."""
        named = False
        for spot in self._part.table.cells.starting(row):
            if spot.end <= self._part.left or spot.column >= self._part.right:
                continue
            shape: Shape = {"at": self._at(spot.column, spot.end)}
            align = self._styles.of(self._part, spot, bold=False)
            if spot.blank and not is_summed(band.over(spot.column)):
                yield {**shape, "blank": True}
            elif not named and not spot.blank:
                named = True
                yield {**shape, **_named_by(field, called), **align}
            elif is_sum_in(spot, column := band.over(spot.column)) and column is not None:
                yield {**shape, "computed": {"how": "sum", "of": [column.key]}, **align}
            else:
                yield {**shape, **({"note": spot.text[:LONGEST_LABEL]} if not spot.blank else {"blank": True})}

    def _side(self, spot: Spot) -> Shape:
        shape = {"at": self._at(spot.column, spot.end), "label": spot.text.strip()[:LONGEST_LABEL]}
        said = self._styles.of(self._part, spot, bold=True)
        return {**shape, **({"style": said["style"]} if "style" in said else {})}

    def _styled(self, band: FoundBand, column: Shape) -> Shape:
        """The column with how its first record and its header are set on a sheet."""
        owner = Owner.PROJECT if column.get("project") else band.owner
        first, end = (at + self._part.left for at in (column["at"][0] - 1, column["at"][1]))
        body = self._styles.of_column(
            self._part,
            _first_record(band),
            first,
            end,
            bold="fixed" in column,
            last=band.end - band.body < 2,
            counts=vocabulary().kind(owner, column.get("field", "")) in COUNTED,
        )
        head = self._part.table.cells.at(band.body - 1, first) if band.body > band.top else None
        said = self._styles.of(self._part, head, bold=True) if head is not None else {}
        return {**column, **body, **({"head_style": said["style"]} if "style" in said else {})}

    def _tail(self, band: FoundBand) -> str:
        spots = (one.spot for one in self._part.table.answers if band.body <= one.spot.row < band.end)
        return next((one.text for one in spots if is_tail(one.text)), "")

    def _lines(self, band: FoundBand) -> Shape:
        """How many lines most of its records are high at least, and its header where that is another; each of its rows
        where they differ."""
        high = self._high([row for row in range(band.body, band.end) if row not in band.others])
        heads = lines(self._look, self._part.table.place, range(band.top, band.body))
        head = round(sum(heads) / len(heads), 2) if heads else high
        shape = {"lines": high} if high > 1 else {}
        shape |= {"header_lines": head} if head != high else {}
        rows = 2 if any(one.under for one in band.columns) else 1
        return {**shape, "header_each": heads} if len(heads) == rows and len({*heads}) > 1 else shape

    def _high(self, rows: Sequence[int]) -> float:
        place = self._part.table.place
        heights = sorted(high for row in rows for high in lines(self._look, place, range(row, row + 1)))
        return heights[len(heights) // 2] if heights else 1.0

    def _at(self, start: int, end: int) -> list[int]:
        left, right = self._part.left, self._part.right
        return [max(start, left) - left + 1, min(end, right) - left]

    def _columns(self, band: FoundBand) -> Iterator[Shape]:
        """The columns with the gaps between them filled."""
        column = band.side.end if band.side is not None else self._part.left
        for one in band.columns:
            if one.spot.column > column:
                yield {"at": self._at(column, one.spot.column), "blank": True}
            yield self._column(band, one)
            column = one.spot.end
        if column < self._part.right:
            yield {"at": self._at(column, self._part.right), "blank": True}

    def _over(self, band: FoundBand, one: FoundColumn) -> str:
        """The label over a column and its neighbours as the annex prints it, with its unit: 预算金额（万元）."""
        over = self._part.table.cells.at(band.top, one.spot.column)
        return over.text[:LONGEST_LABEL] if over is not None and plain(over.text) == one.under else one.under

    def _column(self, band: FoundBand, one: FoundColumn) -> Shape:
        owner = band.owner_of(one)
        shape: Shape = {"at": self._at(one.spot.column, one.spot.end)}
        if not one.spot.blank:
            shape["label"] = one.spot.text[:LONGEST_LABEL]
        if one.under:
            shape["under"] = self._over(band, one)
        if one.fixed:
            return {**shape, "fixed": one.fixed}
        if not one.key:
            return {**shape, "blank": True}
        if one.project and not self._grid:
            title = one.title or vocabulary().title(owner, one.key)
            return {**shape, "field": self._own.known(Owner.INDICATOR, OWN + slug(title), title)}
        shape["field"] = self._own.known(owner, one.key, one.title)
        if one.project:
            return {**shape, "project": True}
        if one.choice:
            shape["choice"] = one.choice
        elif one.key in LEVELS and not self._repeats(band, one):
            shape["merge"] = True
        return shape

    def _repeats(self, band: FoundBand, one: FoundColumn) -> bool:
        """Whether the source prints the same text in two cells of a column, one below the other."""
        cells, column = self._part.table.cells, one.spot.column
        below = (cells.at(row, column) for row in range(band.body, band.end))
        spots = list(dict.fromkeys(filter(None, below)))
        return any(not first.blank and first.text == second.text for first, second in pairwise(spots))


def _first_record(band: FoundBand) -> int:
    """The first row that is a record's, and no department's or sum's: it says how records look."""
    return next((row for row in range(band.body, band.end) if row not in band.others), band.body)


def _named_by(field: str, called: str) -> Shape:
    """How a row of a department is called: by its name, by that and a word, or by the word alone."""
    if called and "{" not in called:
        return {"label": called}
    return {"field": field, **({"template": called} if called else {})}


def asked_for(shares: Sequence[AskedClasses], levels: Sequence[Mapping[str, Any]]) -> list[Shape]:
    """What each of several bands asks for, by the names in `levels`."""
    rest = next(at for at, one in enumerate(shares) if one.rest)
    names: list[list[str]] = [[] for _ in shares]
    for name, below in level_names(levels):
        meaning = {class_of(name, ""), name}
        at = next((at for at, one in enumerate(shares) if meaning & one.classes), rest)
        names[at] += [name] if shares[0].field == LEVEL1 else below
    return [{"where": {"field": shares[0].field, "one_of": one}} if one else {} for one in names]
