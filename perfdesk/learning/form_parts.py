"""Which rows of a source become which table of a form: in Word each table of its annex one; on a sheet, where tables
stand below each other, what lies between empty rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.lines_around import lines_above
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.roles import TITLE
from perfdesk.learning.stacked_tables import gaps
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.keys import UNIT_CODE

# Above the table of a sheet stand no more lines.
_MOST_CAPTIONS: Final = 6
_MOST_PARTS: Final = 8
_MOST_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class FormPart:
    """A table of a form: rows of a table of the proposal, which has this `number`, the bands in them, and the lines
    above. `left` and `right` are the columns between which anything stands."""

    number: int
    table: ProposedTable
    rows: range
    above: tuple[str, ...]
    left: int
    right: int

    @property
    def bands(self) -> tuple[FoundBand, ...]:
        """The bands of records, none of them longer than the part."""
        found = (one for one in self.table.bands if one.top in self.rows)
        return tuple(one if one.end <= self.rows.stop else replace(one, end=self.rows.stop) for one in found)


def form_parts(proposal: FormProposal) -> list[FormPart]:
    """The tables of the form, from top to bottom."""
    parts: list[FormPart] = []
    for number in proposal.printed:
        table = proposal.tables[number]
        if proposal.sheets:
            parts += _of_sheet(number, table)
        else:
            lines = few(proposal.above(number)) if parts else tuple(lines_above(proposal))
            parts.append(FormPart(number, table, range(table.cells.rows), lines, *_extent(table)))
    return parts


def few(lines: Sequence[str], most: int = _MOST_LINES) -> tuple[str, ...]:
    """No more lines than may stand above a table; the first are one."""
    too_many = len(lines) - most
    return ("  ".join(lines[: too_many + 1]), *lines[too_many + 1 :]) if too_many > 0 else tuple(lines)


def _extent(table: ProposedTable) -> tuple[int, int]:
    """The columns between the first and the last that any cell with text or over several places touches."""
    used = [one for one in table.cells.spots if not one.blank or one.columns > 1 or one.rows > 1]
    values = [one.spot for one in table.answers if one.role is CellRole.VALUE]
    return min(one.column for one in [*used, *values]), max(one.end for one in [*used, *values])


# --- a sheet -----------------------------------------------------------------------------------------------------


def _of_sheet(number: int, table: ProposedTable) -> Iterator[FormPart]:
    first, above = captions(table)
    left, right = _extent(table)
    between = [] if any(band.grid for band in table.bands) else gaps(table.cells)[: _MOST_PARTS - 1]
    for gap in between:
        yield FormPart(number, table, range(first, gap.start), tuple(above), left, right)
        first = gap.stop
        above = list(few([one.text for row in gap for one in table.cells.row(row) if not one.blank]))
    yield FormPart(number, table, range(first, table.cells.rows), tuple(above), left, right)


def captions(table: ProposedTable) -> tuple[int, list[str]]:
    """The rows of a sheet that stand above its table, as lines: a title over all columns, and words without borders
    below it. In a table of Word's they are rows of it."""
    lines: list[str] = []
    by_spot = {one.spot: one for one in table.answers}
    for row in range(min(table.cells.rows, _MOST_CAPTIONS)):
        spots = table.cells.row(row)
        written = [one for one in spots if not one.blank]
        alone = len(written) <= 1 and len(spots) > 1
        captions = all(_is_caption(by_spot[one]) for one in written)
        if (table.bands and row >= table.bands[0].top) or not (alone or captions):
            return row, [*filter(None, lines)]
        if any(by_spot[one].role is CellRole.VALUE and not by_spot[one].template for one in spots):
            return row, [*filter(None, lines)]
        # As the sheet is read: the cells of a row are one line.
        lines.append("\t".join(one.text for one in written))
    return 0, []


def said_in_line(one: Answer) -> str:
    """What a cell that becomes a line holds, with slots, where it is known or a person has said it; else ""."""
    return one.template if one.owner is Owner.DOCUMENT and not one.key.startswith(OWN) else ""


def _is_caption(one: Answer) -> bool:
    """Whether a cell is the title, or says something of the document: the year, the unit of money, who fills it in; or
    of which office the project is, without a label."""
    return one.reason == TITLE or (bool(one.template) and (one.owner is Owner.DOCUMENT or one.key == UNIT_CODE))
