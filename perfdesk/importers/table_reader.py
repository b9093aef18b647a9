"""Reads annex tables: rows with labels, the rows of values below them, indicators, and tables that continue on the
next page."""

from collections.abc import Callable, Sequence
from functools import partial

from perfdesk.forms.definition import Form
from perfdesk.importers.annex_position import AnnexPosition, NextTableLine
from perfdesk.importers.band_header import BandHeader, header_of, headless_bands
from perfdesk.importers.field_values import FieldValues
from perfdesk.importers.found import Found
from perfdesk.importers.front import Front
from perfdesk.importers.grid import Grid, GridCell, GridRow, Line, Source, label
from perfdesk.importers.indicators import IndicatorReader
from perfdesk.importers.known_labels import is_label_or_level
from perfdesk.importers.labelled_rows import LabelledRows
from perfdesk.importers.layout import RowShape, between_labels, doubled_labels, read_slots, width
from perfdesk.importers.levels import Levels
from perfdesk.importers.records import RecordReader
from perfdesk.importers.report import Report
from perfdesk.importers.sum_rows import SumRow
from perfdesk.importers.typed_text import Typing
from perfdesk.model.fields import Owner
from perfdesk.model.keys import LEVELS, NAME
from perfdesk.model.values import normal


class TableReader:
    """Reads tables in order and collects `projects`. The department's fields and the captions are in `front`."""

    def __init__(self, form: Form, source: Source, report: Report, front: Front) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._form = form
        self._grid, self._alone = form.table.grid, form.of_department
        self._fixed = LabelledRows(form)
        self._headless = headless_bands(form)
        self._by_number = {shape.number: shape for shape in self._fixed.shapes}
        self._levels = Levels(form)
        self._report = report
        self._front = front
        self._at = AnnexPosition(form)
        self._rows = IndicatorReader(form, source, report)
        self._records = RecordReader(form, source, report)
        self.projects: list[Found] = []
        typed = Typing(report, form.vocabulary, wrapped=source.wrapped)
        self._values = FieldValues(form, typed, report, front, self.projects)
        self._new_grid = False
        self._labels_above: dict[int, int] = {}
        self._width_above = 0

    @property
    def sums(self) -> list[SumRow]:
        """The rows of sums between projects that stand in one table."""
        return self._rows.in_grid.sums

    def read(self, grid: Grid) -> None:
        """Reads a table. A row that does not belong to the annex may be a line of text; otherwise it is reported."""
        rows = [row for row in grid.rows if any(not cell.blank for cell in row.cells)]
        begun, self._new_grid = False, True
        # All contents of a table belong to its project, also those above the first known row.
        self._report.project = max(0, len(self.projects) - 1)
        for row in rows:
            step = self._step(row, grid)
            if step is not None:
                if not begun:
                    self._front.table_begins()
                    step = self._joined(grid, row, step)
                    begun = True
                step()
                self._new_grid = False
            elif not self._is_line(row, alone=len(rows) == 1):
                self._values.leave(row)
        self._report.project = -1

    def _step(self, row: GridRow, grid: Grid) -> Callable[[], None] | None:
        """What to do with a row; None if it does not belong to the annex."""
        if len(row.written) == 1 and (next_table := self._next_table(Line(row.place, row.text))) is not None:
            return next_table
        if header_of(self._form, row) is not None:
            return partial(self._header, row)
        if self._records.header(row, self._at.last) is not None:
            return partial(self._record_header, row)
        if (found := self._labels_of(row)) is not None:
            return partial(self._labelled, *found)
        if self._follows(row):
            return partial(self._silent, self._by_number[self._at.last + 1], row, grid)
        return self._records.step(row, self.projects) or self._rows.step(row, grid, self.projects)

    def _is_line(self, row: GridRow, *, alone: bool) -> bool:
        """Whether a row of a sheet or of a table without borders is a heading or a caption."""
        count = len(row.written)
        if count > 1 and self._front.in_section and not alone:
            return False
        return count <= 2 and self.read_line(Line(row.place, row.text), near_table=True)

    def read_line(self, line: Line, *, near_table: bool) -> bool:
        """Takes a line outside the rows of tables, and returns whether it had a place: between two tables of a project,
        below the last one, or where the front reads it."""
        if (next_table := self._next_table(line)) is not None:
            next_table()
            return True
        return self._below_table(line) or self._front.read(line, near_table=near_table)

    @property
    def _after_table(self) -> bool:
        """Whether a line may belong to the table before it, because nothing stands above the next one."""
        return bool(self.projects) and self._front.caption is None and not self._front.in_section

    def _next_table(self, line: Line) -> Callable[[], None] | None:
        """What to do with a line that stands above a following table of the project; None if it is no such line."""
        found = self._at.next_table(line.text) if self._after_table else None
        return None if found is None else partial(self._enter, found, line.place)

    def _enter(self, line: NextTableLine, place: str) -> None:
        """What follows stands in a table of its own."""
        self._rows.end()
        self._records.end()
        self._at.reach(line.place)
        for key, text in line.slots.items():
            self._values.put_below(key, text, place)

    def _below_table(self, line: Line) -> bool:
        """One of the form's lines below a table. Its fields are those of the last project."""
        if not self._after_table:
            return False
        for shape in self._form.projects.below:
            if (texts := read_slots(shape.text, line.text)) is not None:
                for key, text in texts.items():
                    self._values.put_below(key, text, line.place)
                return True
        return False

    # --- where tables meet ------------------------------------------------------------------------------------

    def _joined(self, grid: Grid, row: GridRow, step: Callable[[], None]) -> Callable[[], None]:
        """The first step of a table. It decides whether the table continues the project before it."""
        self._rows.resumed = False
        if self._grid:
            self._front.take_caption()  # of no project
        if not self.projects or self._labels_of(row) is not None:
            return step
        if self._has_caption_of_another():
            self._begin(row.place)
            return step
        self._front.take_caption()
        header = header_of(self._form, row, last=self._at.last)
        if header is None and self._records.header(row, self._at.last) is not None:
            return step
        if header is None and not self._goes_on(grid):
            self._rows.end()
            self._records.end()
            return partial(self._values.leave, row)
        self._resume(header, row)
        return step

    def _goes_on(self, grid: Grid) -> bool:
        """Whether a table without a header has the columns of the one before it."""
        header = self._rows.header
        return self._records.continues(grid) if header is None else self._continues(grid, header)

    def _resume(self, header: BandHeader | None, row: GridRow) -> None:
        """Indicators go on, unless the table is one that the form has below those before it."""
        is_next = header is not None and not self._at.has_read(header.labels.place)
        self._rows.resumed = bool(self.projects[-1].rows) and not is_next
        if self._rows.resumed:
            how = "没有表头，" if header is None else ""
            self._report.guess(row.place, f"这张表{how}接在项目“{self.projects[-1].fields.get(NAME, '')}”后面")

    def _has_caption_of_another(self) -> bool:
        """Whether the caption above a table names another project than the last one."""
        name = (self._front.caption or {}).get(NAME, "")
        return name != "" and normal(name) != normal(self.projects[-1].fields.get(NAME, ""))

    def _continues(self, grid: Grid, header: BandHeader) -> bool:
        """Whether a table without a header has as many columns as the one before it, and levels of the form in them."""
        columns = {key: header.columns[key] for key in LEVELS if key in header.columns}
        cells = ((key, row.at(column)) for row in grid.rows for key, column in columns.items())
        levels = [(key, cell.text) for key, cell in cells if cell is not None and not cell.blank]
        known = any(self._levels.known(key, text) for key, text in levels)
        return max(map(width, grid.rows)) == header.width and (known or not columns)

    # --- rows above the indicators ----------------------------------------------------------------------------

    def _labels_of(self, row: GridRow) -> tuple[RowShape, GridRow] | None:
        """The row of the form whose labels a row has, and how it is read."""
        return self._fixed.find(row, self._at.last, self._rows.header, among_records=self._records.active)

    def _labelled(self, shape: RowShape, row: GridRow) -> None:
        if self.projects and self._rows.header is None and shape.number == self._at.last:
            self._values.leave(row)
            return
        if not self._grid and (not self.projects or self._begins(shape)):
            self._begin(row.place)
        self._rows.end()
        self._records.end()
        self._read(shape)
        self._labels_above = shape.label_columns(row)
        self._width_above = width(row)
        self._report.doubled += doubled_labels(shape, row)
        # How far right of the form's columns the labels stand; None where not all agree.
        offsets = {column - at for at, column in self._labels_above.items()}
        offset = offsets.pop() if len(offsets) == 1 else None
        for fields, cells in between_labels(shape, row):
            self._values.fill(fields, cells, row, offset)

    def _read(self, shape: RowShape) -> None:
        """A row of the form has been read. A band without a header may follow."""
        self._at.reach(shape.number)
        labels = self._headless.get(shape.number)
        if labels is not None and labels.band.owner is not Owner.INDICATOR:
            self._records.expect(labels)
        elif labels is not None:
            self._rows.expect(labels)
            if self.projects:
                self.projects[-1].has_header = True

    def _begins(self, shape: RowShape) -> bool:
        """Whether a row of labels begins another project. What stands below the indicators belongs to theirs."""
        if self._at.has_read(shape.number):
            return True
        below, last_below = map(self._at.is_below_indicators, (shape.number, self._at.last))
        return not below and (self._rows.header is not None or last_below)

    def _begin(self, place: str) -> None:
        caption = self._front.take_caption() or {}
        said = {key: text for key, text in caption.items() if text}
        if self._alone and self.projects:  # all tables are about the department
            self.projects[0].fields.update({**said, **self.projects[0].fields})
        else:
            self.projects.append(Found(place, said))
        self._report.project = len(self.projects) - 1
        self._rows.end()
        self._records.end()
        self._at.begin()

    def _follows(self, row: GridRow) -> bool:
        """Whether this is the row of values that the form has below the last row."""
        following = self._by_number.get(self._at.last + 1)
        if (
            not (self.projects or self._grid)
            or following is None
            or not following.silent
            or self._rows.header is not None
        ):
            return False
        values = self._cells_of_values(row.written)
        return len(values) <= len(following.cells) and not any(is_label_or_level(c.text) for c in values)

    def _cells_of_values(self, cells: Sequence[GridCell]) -> list[GridCell]:
        """The cells of a row of values. A label that should reach down to it may be repeated here and is skipped."""
        return [cell for cell in cells if label(cell.text) not in self._fixed.reaching]

    def _silent(self, shape: RowShape, row: GridRow, grid: Grid) -> None:
        """A row of values: each value is below its label; otherwise the values are in order, if none is missing."""
        self._read(shape)
        values = self._cells_of_values(row.written)
        below = [row.at(self._labels_above.get(cell.at[0], -1)) for cell in shape.cells]
        is_short = not grid.merges and width(row) < self._width_above
        whole = [cell for cell in row.cells if not cell.below]
        if not is_short and {id(value) for value in values} <= set(map(id, below)):
            for cell, found in zip(shape.cells, below, strict=True):
                self._values.put(cell, found.text if found else "", row)
        elif len(shape.cells) in (len(values), len(whole)):
            self._values.fill(shape.cells, values if len(shape.cells) == len(values) else whole, row)
        else:
            self._values.leave(row)

    def _record_header(self, row: GridRow) -> None:
        if not self.projects:
            self._begin(row.place)
        header = self._records.header(row, self._at.next_header(new_grid=self._new_grid))
        assert header is not None
        self._rows.end()
        self._at.reach(header.labels.place)
        self._records.begin(header, row)

    def _header(self, row: GridRow) -> None:
        header = header_of(self._form, row, last=self._at.next_header(new_grid=self._new_grid))
        assert header is not None
        if not self._grid:
            if not self.projects:
                self._begin(row.place)
            self.projects[-1].has_header = True
        self._at.reach(header.labels.place)
        self._records.end()
        self._rows.begin(header, row)
