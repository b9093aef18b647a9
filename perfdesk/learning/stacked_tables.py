"""Tables that stand below each other on one sheet: each is understood by itself, as if it were the only one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfdesk.learning import lexicon
from perfdesk.learning.answer import Answer
from perfdesk.learning.band_columns import FoundColumn
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.repeated import FoundBand, bands
from perfdesk.learning.sheet_margins import cut, cut_all, table_columns
from perfdesk.model.classes import class_of


def gaps(cells: Matrix) -> list[range]:
    """The rows between two tables of a sheet: empty ones, and then the lines above the next. Without a line empty rows
    part tables only above a header of records, for a form may have a spare row."""
    if not cells.of_sheet:
        return []
    rows = range(cells.rows)
    return list(_gaps(cut_all(cells, rows, table_columns(cells, rows), of_sheet=True)))


def _gaps(cells: Matrix) -> Iterator[range]:
    found = bands(cells)
    tops, bodies = {band.top for band in found}, {band.body for band in found}
    row = start = 0
    while row < cells.rows:
        end = _behind_empty(cells, row)
        behind = _behind_lines(cells, end, tops)
        first = row + (end > row and (row in bodies or _asks_below(cells, row)))
        if end > first and behind < cells.rows and (behind > end or behind in tops) and _has_table(cells, start, row):
            yield range(end - 1 if first > row else row, behind)
            start = behind
        row = max(behind, end) if end > row else row + 1


def _behind_empty(cells: Matrix, row: int) -> int:
    """The first row from this one on that is not empty. Where some of its cells are merged, something is to be filled
    in."""
    while row < cells.rows and _is_empty(cells.row(row)):
        row += 1
    return row


def _is_empty(spots: Sequence[Spot]) -> bool:
    plain = len(spots) == 1 or all(one.columns == 1 for one in spots)
    return plain and all(one.blank and one.rows == 1 for one in spots)


def _behind_lines(cells: Matrix, row: int, tops: set[int]) -> int:
    """The first row from this one on that is no line."""
    while row < cells.rows and row not in tops and _is_line(cells.row(row)):
        row += 1
    return row


def _is_line(spots: Sequence[Spot]) -> bool:
    """Whether the words of a row are a line: over all columns, or alone at its begin and no label beside a place to
    write on."""
    first, *others = spots
    if first.blank or first.rows > 1 or not all(one.blank for one in others):
        return False
    is_label = lexicon.is_known(first.text) or lexicon.is_sum(first.text)
    return not others or (all(one.columns == 1 for one in others) and not is_label)


def _has_table(cells: Matrix, first: int, last: int) -> bool:
    """Whether these rows are more than lines."""
    return any(sum(not one.blank for one in cells.row(row)) > 1 for row in range(first, last))


def _asks_below(cells: Matrix, row: int) -> bool:
    """Whether a row stands below one of labels, and so is to be filled in; or below a label over the whole width."""
    above = cells.row(row - 1) if row else []
    if len(above) == 1 == len(cells.row(row)):
        return above[0].text.rstrip().endswith(("：", ":")) and not lexicon.is_group(above[0].text)
    if len(above) < 2 or any(one.blank or class_of(one.text, one.text) for one in above):
        return False
    known = sum(lexicon.is_known(one.text) for one in above)
    return 2 * known > len(above) or lexicon.is_number(above[0].text)


# --- one of them by itself -----------------------------------------------------------------------------------------


def tables_between(cells: Matrix, between: Sequence[range]) -> list[range]:
    """The rows of each table, none of them in a gap."""
    starts = [0, *(gap.stop for gap in between)]
    return [
        range(first, last) for first, last in zip(starts, [*(gap.start for gap in between), cells.rows], strict=True)
    ]


class PartPlaces:
    """Leads from the cells of a part back to those of the whole."""

    def __init__(self, cells: Matrix, rows: range, columns: range) -> None:
        pairs = ((cut(one, rows, columns), one) for one in cells.spots)
        self._spots = {(part.row, part.column): one for part, one in pairs if part is not None}
        self._start = rows.start

    def spot(self, one: Spot) -> Spot:
        """The same cell of the whole."""
        return self._spots[one.row, one.column]

    def answer(self, one: Answer) -> Answer:
        """An answer about it; what is asked in one part is another question in the next."""
        question = one.question and f"{one.question} @{self._start}"
        return replace(one, spot=self.spot(one.spot), question=question)

    def band(self, one: FoundBand) -> FoundBand:
        """A band in the rows of the whole."""
        columns = tuple(self._column(column) for column in one.columns)
        side = self.spot(one.side) if one.side is not None else None
        top, body, end = (row + self._start for row in (one.top, one.body, one.end))
        return replace(
            one, top=top, body=body, end=end, columns=columns, side=side, others=one.others.down(self._start)
        )

    def _column(self, one: FoundColumn) -> FoundColumn:
        return replace(one, spot=self.spot(one.spot))
