"""Puts what the cells and lines of an annex say into the fields of its projects and of the department."""

from collections.abc import Iterable, Sequence

from perfdesk.forms.bands import PLAIN, Cell
from perfdesk.forms.definition import Form
from perfdesk.forms.template import NUMBER
from perfdesk.importers.choices import ticked
from perfdesk.importers.found import Found, PrintedNumber
from perfdesk.importers.front import Front
from perfdesk.importers.grid import GridCell, GridRow
from perfdesk.importers.known_labels import is_label_or_level
from perfdesk.importers.layout import read_cell, values_of
from perfdesk.importers.report import Report
from perfdesk.importers.typed_text import Typing
from perfdesk.model.fields import Owner
from perfdesk.model.values import normal


def _in_columns(fields: Sequence[Cell], cells: Sequence[GridCell], offset: int | None) -> list[tuple[Cell, GridCell]]:
    """Each written cell with the field in whose first column it stands; none unless all stand in one."""
    by_column = {} if offset is None else {cell.at[0] + offset: cell for cell in fields if not cell.blank}
    written = [cell for cell in cells if not cell.blank]
    fits = all(cell.column in by_column and not is_label_or_level(cell.text) for cell in written)
    return [(by_column[cell.column], cell) for cell in written] if fits else []


class FieldValues:
    """Fills the fields of the last of the projects, and those of the department. What has no place is reported."""

    def __init__(self, form: Form, typed: Typing, report: Report, front: Front, projects: Sequence[Found]) -> None:
        """`projects` are those that were found so far; more are added while the annex is read."""
        self._known = form.vocabulary
        self._alone = form.of_department
        self._typed = typed
        self._report = report
        self._front = front
        self._projects = projects

    def leave(self, row: GridRow) -> None:
        """Reports a row that has no place."""
        if row.written:
            self._report.leave(row.place, row.text, row.written[0].text)

    def fill(self, fields: Sequence[Cell], cells: Sequence[GridCell], row: GridRow, offset: int | None = None) -> None:
        """Gives cells to fields. A sheet has no cells where nothing is written: there, `offset` columns right of the
        form's, a value stands in the column of its field. Else they stand in order."""
        there = _in_columns(fields, cells, offset) if len(cells) < len(fields) else []
        for cell, found in there:
            self.put(cell, found.text, row)
        if not there:
            self._in_order(fields, cells, row)

    def _in_order(self, fields: Sequence[Cell], cells: Sequence[GridCell], row: GridRow) -> None:
        """Up to a label that the form lacks, whose values follow it. A blank cell is part of a merged one, unless there
        is one cell for each field."""
        filled = [cell for cell in fields if not cell.blank]
        if len(cells) < len(fields) and len(cells) == len(filled):
            fields = filled
        written = cells if len(cells) == len(fields) else [cell for cell in cells if not cell.blank]
        values = values_of(self._known, fields, written)
        if fields and cells and not values and is_label_or_level(cells[0].text):
            self._report.foreign.append(cells[0].text)
        for cell, found in zip(fields, values, strict=False):
            self.put(cell, found.text, row)
        self._leave_cells(written[min(len(values), len(fields)) :], row)

    def _leave_cells(self, cells: Iterable[GridCell], row: GridRow) -> None:
        texts = [cell.text for cell in cells if not cell.blank]
        if texts:
            self._report.leave(row.place, "\t".join(texts), texts[0])

    def put(self, cell: Cell, text: str, row: GridRow) -> None:
        """Gives a text to the field of a cell of the form, or to each of its slots."""
        if cell.computed is not None and self._projects:
            first = row.written[0].text
            self._projects[-1].numbers.append(PrintedNumber(cell.computed, text, first, row.place))
        if not cell.field:
            return
        texts = {cell.field: ticked(text) if cell.choices else text}
        if cell.template != PLAIN:
            texts = read_cell(cell, text)
            if cell.choices:
                texts = {key: ticked(found) for key, found in texts.items()}
        for key, found in texts.items():
            self._keep(cell.owner, key, self._typed(cell.owner, key, found), row.place)

    def _keep(self, owner: Owner, key: str, text: str, place: str) -> None:
        if not text:
            return
        if owner is Owner.DOCUMENT:
            self._front.keep(key, text, place)
            return
        fields = self._projects[-1].fields
        above = fields.get(key, text)
        if normal(above) != normal(text) and self._alone:
            title = self._known.title(owner, key)
            self._report.leave(place, f"{title}“{text}”与前面的“{above}”不同")
            return
        if normal(above) != normal(text):
            self._report.guess(place, f"表格上方写的是“{above[:50]}”，与表中的“{text[:50]}”不同，按表中装入")
        fields[key] = text

    def put_below(self, key: str, text: str, place: str) -> None:
        """Gives a field what a line between or below tables says of it."""
        owner = Owner.PROJECT if self._known.knows(Owner.PROJECT, key) else Owner.DOCUMENT
        if key != NUMBER:
            self._keep(owner, key, self._typed(owner, key, text), place)
