"""Reads annex tables: rows with labels, rows that follow them, indicators, and tables that go on on the next page."""

import re
from collections.abc import Sequence
from typing import Final

from perfdesk.forms.definition import Cell, Form
from perfdesk.forms.template import template
from perfdesk.importers.grid import Grid, GridCell, GridRow, Source, label
from perfdesk.importers.layout import RowShape, between_labels, header_columns, shapes
from perfdesk.importers.report import Report
from perfdesk.importers.text import unwrapped
from perfdesk.model.fields import Kind, Owner, field_of

_MARK: Final = re.compile(r"\s*[（(][^（）()]*填[^（）()]*[)）]\s*$")
_NAME_AND_CODE: Final = re.compile(r"(\S)\s+([0-9A-Za-z]{2,12})$")
_ROW_OF_LABELS: Final = 0.5


class TableReader:
    """Takes tables in order. `projects` are (fields, indicator rows); `texts` the department's fields."""

    def __init__(self, form: Form, source: Source, report: Report) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._form = form
        self._shapes = shapes(form)
        self._wrapped = source.wrapped
        self._report = report
        self._level2 = {label(child.name): child.name for level in form.levels for child in level.children}
        self._printed = {label(name + mark): name for name, mark in form.marks.items()}
        self.projects: list[tuple[dict[str, str], list[dict[str, str]]]] = []
        self.texts: dict[str, str] = {}
        self._last = len(self._shapes)
        self._columns: dict[str, int] | None = None
        self._label_columns: dict[int, int] = {}
        self._caption: dict[str, str] = {}

    def read(self, grid: Grid, caption: dict[str, str]) -> None:
        """Takes a table. `caption` are the fields that stood above it; a project begins with its first row."""
        self._caption = caption
        joins = bool(self.projects) and not caption and not self._begins(grid)
        if joins and self._last == len(self._shapes) and header_columns(self._form, grid.rows[0]) is None:
            self._report.guess(grid.rows[0].place, "没有表头的表接在上一个项目后面")
        for row in grid.rows:
            self._row(row, grid)

    def _begins(self, grid: Grid) -> bool:
        """Whether the table's first row is a row above the indicators."""
        return self._best(grid.rows[0]) is not None

    def _row(self, row: GridRow, grid: Grid) -> None:
        if all(cell.blank for cell in row.cells):
            return
        columns = header_columns(self._form, row)
        if columns is not None:
            self._header(columns)
        elif (shape := self._best(row)) is not None:
            self._labelled(shape, row)
        elif self._follows(row):
            self._silent(self._shapes[self._last + 1], row)
        elif self._columns is not None and self.projects:
            self._indicator(row, grid)
        else:
            self._report.leave(row.place, _joined(row))

    # --- rows above the indicators ----------------------------------------------------------------------------

    def _best(self, row: GridRow) -> RowShape | None:
        """The row of the form whose labels stand here; of equals the next one in order."""
        ordered = sorted(self._shapes, key=lambda shape: (shape.number <= self._last, shape.number))
        best = max(ordered, key=lambda shape: shape.hits(row), default=None)
        return best if best is not None and best.hits(row) >= _ROW_OF_LABELS else None

    def _labelled(self, shape: RowShape, row: GridRow) -> None:
        if not self.projects or self._columns is not None or shape.number <= self._last:
            self._begin()
        self._last = shape.number
        self._label_columns = {
            found.at[0]: cell.column for cell in row.cells if (found := shape.labels.get(label(cell.text)))
        }
        for fields, cells in between_labels(shape, row):
            self._fill(fields, cells, row)

    def _begin(self) -> None:
        self.projects.append(({key: text for key, text in self._caption.items() if text}, []))
        self._caption = {}
        self._columns = None
        self._last = -1

    def _follows(self, row: GridRow) -> bool:
        following = self._last + 1
        return bool(self.projects) and following < len(self._shapes) and self._shapes[following].silent

    def _silent(self, shape: RowShape, row: GridRow) -> None:
        """A row of values: below labels of the row before by column, otherwise in order."""
        self._last = shape.number
        cells = [cell for cell in row.cells if not cell.below]
        if len(shape.cells) == 1:
            self._fill(list(shape.cells), cells, row)
            return
        by_column = [(cell, row.at(self._label_columns.get(cell.at[0], -1))) for cell in shape.cells]
        if all(found is not None for _, found in by_column):
            for cell, found in by_column:
                self._put(cell, found.text if found else "")
        else:
            self._fill(list(shape.cells), cells, row)

    def _fill(self, fields: Sequence[Cell], cells: Sequence[GridCell], row: GridRow) -> None:
        """Gives cells to fields in order. A blank cell is the rest of a merged one unless each field has a cell."""
        written = cells if len(cells) == len(fields) else [cell for cell in cells if not cell.blank]
        for cell, found in zip(fields, written, strict=False):
            self._put(cell, found.text)
        for extra in written[len(fields) :]:
            self._report.leave(row.place, extra.text)

    def _put(self, cell: Cell, text: str) -> None:
        if cell.template != "{}":
            read = template(cell.template).read(text) or {}
            text = read.get(cell.field, "")
        text = self._clean(cell.owner, cell.field, text)
        if not text:
            return
        if cell.owner is Owner.DOCUMENT:
            self.texts.setdefault(cell.field, text)
        else:
            self.projects[-1][0][cell.field] = text

    def _clean(self, owner: Owner, key: str, text: str) -> str:
        """Takes out what line ends and converters put in; a typed text (from Word, Excel) stays as it is."""
        if not self._wrapped:
            return text
        text = text.strip()
        kind = field_of(owner, key).kind
        if kind in (Kind.CODE, Kind.MONEY, Kind.PERCENT, Kind.LEVEL):
            return "".join(text.split())
        if key == "supervisor" and (match := _NAME_AND_CODE.search(text)):
            return unwrapped(text[: match.start(1) + 1]) + " " + match[2]
        return unwrapped(text)

    # --- indicators -------------------------------------------------------------------------------------------

    def _header(self, columns: dict[str, int]) -> None:
        if not self.projects:
            self._begin()
        self._columns = columns
        self._last = len(self._shapes)

    def _indicator(self, row: GridRow, grid: Grid) -> None:
        assert self._columns is not None
        columns = {key: column for key, column in self._columns.items() if key}
        cells = {key: row.at(column) for key, column in columns.items()}
        if not self._believable(cells, row, grid):
            self._report.leave(row.place, _joined(row))
            return
        rows = self.projects[-1][1]
        texts = {key: self._clean(Owner.INDICATOR, key, cell.text) for key, cell in cells.items() if cell}
        texts["level2"] = self._bare(texts.get("level2", ""))
        if not grid.merges and rows:
            _inherit(texts, rows[-1])
        rows.append({key: text for key, text in texts.items() if text})
        self._report_extra(row, columns)

    def _believable(self, cells: dict[str, GridCell | None], row: GridRow, grid: Grid) -> bool:
        """A note below the table is one cell across; an indicator has its cells in different columns."""
        written = [cell for cell in row.cells if not cell.blank]
        if len(written) != 1:
            return True
        one = written[0]
        claims = [key for key, cell in cells.items() if cell is one]
        return len(claims) == 1 and (grid.merges or claims[0] not in ("level1", "level2"))

    def _bare(self, text: str) -> str:
        """A 二级指标 without the mark that forms print behind it."""
        if (name := self._printed.get(label(text))) is not None:
            return name if label(text) != label(name) else text
        return self._level2.get(label(_MARK.sub("", text)), text) if _MARK.search(text) else text

    def _report_extra(self, row: GridRow, columns: dict[str, int]) -> None:
        """Cells of the row that stand in no column of the header."""
        known = {id(row.at(column)) for column in columns.values()}
        fixed = {label(column.fixed) for column in self._form.table.indicators if column.fixed}
        for cell in row.cells:
            if id(cell) not in known and not cell.blank and not cell.below and label(cell.text) not in fixed:
                self._report.leave(row.place, cell.text)


def _inherit(texts: dict[str, str], above: dict[str, str]) -> None:
    """A blank level cell of a source that does not tell merges goes on from above."""
    if not texts.get("level1"):
        texts["level1"] = above.get("level1", "")
        if not texts.get("level2"):
            texts["level2"] = above.get("level2", "")


def _joined(row: GridRow) -> str:
    return " ".join(cell.text for cell in row.cells if not cell.blank and not cell.below)
