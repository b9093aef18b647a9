"""Reads annex tables: rows with labels, rows that follow them, indicators, and tables that go on on the next page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from perfdesk.forms.definition import Cell, Form
from perfdesk.importers.front import Front
from perfdesk.importers.grid import Grid, GridCell, GridRow, Line, Source, label
from perfdesk.importers.layout import RowShape, between_labels, header_columns, read_slots, shapes
from perfdesk.importers.levels import Levels, inherited
from perfdesk.importers.report import Report
from perfdesk.importers.wording import typed
from perfdesk.model.fields import Owner
from perfdesk.model.values import normal

_ROW_OF_LABELS: Final = 0.5
_LEVELS: Final = ("level1", "level2")


@dataclass(slots=True)
class Found:
    """A project in the making: `place` is its first row, `rows` are its indicators' texts."""

    place: str
    fields: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    has_header: bool = False
    inherited: int = 0


class TableReader:
    """Takes tables in order and gathers `projects`; the department's own fields and captions go through the front."""

    def __init__(self, form: Form, source: Source, report: Report, front: Front) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._form = form
        self._shapes = shapes(form)
        self._reaching = {text for shape in self._shapes for text, cell in shape.labels.items() if cell.down > 1}
        self._fixed = {label(column.fixed) for column in form.table.indicators if column.fixed}
        self._levels = Levels(form)
        self._wrapped = source.wrapped
        self._report = report
        self._front = front
        self.projects: list[Found] = []
        self._seen: set[int] = set()
        self._last = len(self._shapes)
        self._columns: dict[str, int] | None = None
        self._width = 0
        self._labels_above: dict[int, int] = {}
        self._resumed = False

    def read(self, grid: Grid) -> None:
        """Takes a table. Rows that are none of the annex may be lines in disguise; else they are reported."""
        rows = [row for row in grid.rows if any(not cell.blank for cell in row.cells)]
        begun = False
        for row in rows:
            step = self._step(row, grid)
            if step is not None:
                if not begun:
                    self._front.table_begins()
                    step = self._joined(grid, row, step)
                    begun = True
                step()
            elif not self._is_line(row, alone=begun or len(rows) == 1):
                self._report.leave(row.place, row.text)

    def _step(self, row: GridRow, grid: Grid) -> Callable[[], None] | None:
        """What to do with a row; None if it is no row of the annex."""
        if (columns := header_columns(self._form, row)) is not None:
            return partial(self._header, columns, row)
        if (shape := self._best(row)) is not None:
            return partial(self._labelled, shape, row)
        if self._follows(row):
            return partial(self._silent, self._shapes[self._last + 1], row)
        if self._columns is not None and self._believable(row, self._columns, grid):
            return partial(self._indicator, row, grid, self._columns)
        return None

    def _is_line(self, row: GridRow, *, alone: bool) -> bool:
        """A heading or caption that a sheet or a borderless table holds in a row."""
        count = len(row.written)
        if count > 1 and self._front.in_section and not alone:
            return False
        return count <= 2 and self._front.read(Line(row.place, row.text), near_table=True)

    # --- where tables meet ------------------------------------------------------------------------------------

    def _joined(self, grid: Grid, row: GridRow, step: Callable[[], None]) -> Callable[[], None]:
        """The first step of a table, after deciding whether the table goes on with the project before it."""
        self._resumed = False
        if not self.projects or self._best(row) is not None:
            return step
        caption = self._front.caption
        if (
            caption
            and (name := caption.get("name"))
            and normal(name) != normal(self.projects[-1].fields.get("name", ""))
        ):
            self._begin(row.place)
            return step
        self._front.take_caption()
        has_header = header_columns(self._form, row) is not None
        if self._columns is not None and not has_header and not self._continues(grid):
            self._columns = None
            return partial(self._report.leave, row.place, row.text)
        self._resumed = bool(self.projects[-1].rows)
        if self._resumed:
            how = "" if has_header else "没有表头，"
            self._report.guess(row.place, f"这张表{how}接在项目“{self.projects[-1].fields.get('name', '')}”后面")
        return step

    def _continues(self, grid: Grid) -> bool:
        """Whether a table without a header has the columns of the one before it, and levels of the form in them."""
        assert self._columns is not None
        columns = {key: self._columns[key] for key in _LEVELS if key in self._columns}
        cells = ((key, row.at(column)) for row in grid.rows for key, column in columns.items())
        levels = [(key, cell.text) for key, cell in cells if cell is not None and not cell.blank]
        width = max(map(_width, grid.rows))
        return width == self._width and any(self._levels.known(key, text) for key, text in levels)

    # --- rows above the indicators ----------------------------------------------------------------------------

    def _best(self, row: GridRow) -> RowShape | None:
        """The row of the form whose labels stand here; of equals the next one in order."""
        cells = row.written
        texts = {label(cell.text) for cell in cells}
        likely = [one for one in self._shapes if one.templated or not texts.isdisjoint(one.labels)]
        likely.sort(key=lambda shape: (shape.number <= self._last, shape.number))
        best = max(likely, key=lambda shape: shape.hits(cells), default=None)
        if best is None or best.hits(cells) < _ROW_OF_LABELS:
            return None
        return best if self._columns is None or self._leads(best, cells[0], self._columns) else None

    def _leads(self, shape: RowShape, first: GridCell, columns: dict[str, int]) -> bool:
        """Below indicators a label must come first and stand to the left of names: a name may read like a label."""
        text = label(first.text)
        return first.column < columns["name"] and (
            text in shape.labels or text in self._reaching or shape.hits([first]) >= _ROW_OF_LABELS
        )

    def _labelled(self, shape: RowShape, row: GridRow) -> None:
        if self.projects and self._columns is None and shape.number == self._last:
            self._report.leave(row.place, row.text)
            return
        if not self.projects or self._columns is not None or shape.number in self._seen:
            self._begin(row.place)
        self._last = shape.number
        self._seen.add(shape.number)
        self._labels_above = shape.label_columns(row)
        for fields, cells in between_labels(shape, row):
            self._fill(fields, cells, row)

    def _begin(self, place: str) -> None:
        caption = self._front.take_caption() or {}
        self.projects.append(Found(place, {key: text for key, text in caption.items() if text}))
        self._columns = None
        self._seen = set()
        self._last = -1

    def _follows(self, row: GridRow) -> bool:
        """Whether this is the row of values that the form has below the row just read."""
        following = self._last + 1
        if not self.projects or following >= len(self._shapes) or not self._shapes[following].silent:
            return False
        return len(self._values(row)) <= len(self._shapes[following].cells)

    def _values(self, row: GridRow) -> list[GridCell]:
        """What is written in a row of values; a label that should reach down to it may be repeated in it."""
        return [cell for cell in row.written if label(cell.text) not in self._reaching]

    def _silent(self, shape: RowShape, row: GridRow) -> None:
        """A row of values: each below its label, otherwise in order."""
        self._last = shape.number
        self._seen.add(shape.number)
        values = self._values(row)
        below = {cell.at: row.at(self._labels_above.get(cell.at[0], -1)) for cell in shape.cells}
        if all(any(value is found for found in below.values()) for value in values):
            for cell in shape.cells:
                found = below[cell.at]
                self._put(cell, found.text if found else "", row)
        else:
            self._fill(shape.cells, values, row)

    def _fill(self, fields: Sequence[Cell], cells: Sequence[GridCell], row: GridRow) -> None:
        """Gives cells to fields in order. A blank cell is the rest of a merged one unless each field has a cell."""
        written = cells if len(cells) == len(fields) else [cell for cell in cells if not cell.blank]
        for cell, found in zip(fields, written, strict=False):
            self._put(cell, found.text, row)
        for extra in written[len(fields) :]:
            self._report.leave(row.place, extra.text)

    def _put(self, cell: Cell, text: str, row: GridRow) -> None:
        if cell.template != "{}":
            text = (read_slots(cell.template, text) or {}).get(cell.field, "")
        text = typed(cell.owner, cell.field, text, wrapped=self._wrapped)
        if not text:
            return
        if cell.owner is Owner.DOCUMENT:
            self._front.keep(cell.field, text, row.place)
            return
        fields = self.projects[-1].fields
        above = fields.get(cell.field, text)
        if normal(above) != normal(text):
            self._report.guess(row.place, f"表格上方写的是“{above[:50]}”，与表中的“{text[:50]}”不同，按表中装入")
        fields[cell.field] = text

    # --- indicators -------------------------------------------------------------------------------------------

    def _header(self, columns: dict[str, int], row: GridRow) -> None:
        if not self.projects:
            self._begin(row.place)
        self.projects[-1].has_header = True
        self._columns = columns
        self._width = _width(row)
        self._last = len(self._shapes)
        for cell in row.written:
            if cell.column not in columns.values():
                self._report.leave(row.place, cell.text)

    def _indicator(self, row: GridRow, grid: Grid, columns: dict[str, int]) -> None:
        project = self.projects[-1]
        cells = {key: row.at(column) for key, column in columns.items() if key}
        texts = {
            key: typed(Owner.INDICATOR, key, cell.text, wrapped=self._wrapped)
            for key, cell in cells.items()
            if cell is not None
        }
        texts.update({key: self._levels.bare(key, texts.get(key, "")) for key in _LEVELS})
        if project.rows and (not grid.merges or self._resumed):
            levels = inherited(texts, project.rows[-1])
            project.inherited += any(texts[key] != level for key, level in levels.items())
            texts.update(levels)
        self._resumed = self._resumed and any(
            cell is None or not cell.text for key, cell in cells.items() if key in _LEVELS
        )
        project.rows.append({key: text for key, text in texts.items() if text})
        self._report_extra(row, columns)

    def _believable(self, row: GridRow, columns: dict[str, int], grid: Grid) -> bool:
        """A note below the table is one cell across, or stands where the levels do; an indicator is neither."""
        fixed = row.at(columns[""]) if "" in columns else None
        if fixed is not None and not fixed.blank and label(fixed.text) not in self._fixed:
            return False
        written = [cell for cell in row.cells if not cell.blank]
        if len(written) == 1:
            claims = [key for key, column in columns.items() if row.at(column) is written[0]]
            if len(claims) != 1 or claims[0] not in _LEVELS:
                return len(claims) == 1
            return grid.merges and self._levels.known(claims[0], written[0].text)
        level1, level2 = (row.at(columns[key]) if key in columns else None for key in _LEVELS)
        if level1 is None or level1.blank or level1.below or self._levels.known("level1", level1.text):
            return True
        return level2 is not None and level2 is not level1 and not level2.blank and ":" not in normal(level1.text)

    def _report_extra(self, row: GridRow, columns: dict[str, int]) -> None:
        """Cells of the row that stand in no column of the header."""
        known = {id(row.at(column)) for column in columns.values()}
        for cell in row.written:
            if id(cell) not in known and label(cell.text) not in self._fixed:
                self._report.leave(row.place, cell.text)


def _width(row: GridRow) -> int:
    """How many source columns a row reaches over."""
    return max((cell.column + cell.columns for cell in row.cells), default=0)
