"""Where blocks are copied from and pasted to: the fields of a table on screen, each at its place.

A level cell that is merged on screen is one field of each indicator below it here, for that is what a paste changes.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from perfdesk.blocks.block import Block, BlockCell
from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import PlacedCell, Sheet
from perfdesk.model.document import Document
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.values import normal


class FieldCell(NamedTuple):
    """The field `key` of one node at a place; a cell without node is a printed word. `text` is the text as entered."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    owner: Owner | None = None
    key: str = ""
    node: str = ""


# Row and column of a cell on screen.
Place = tuple[int, int]


class Destination(ABC):
    """A table on screen. `rows` counts its rows, `document` is what it shows. New indicators would stand in the rows
    from `end` on, which is behind the last indicator."""

    rows: int
    end: int
    document: Document

    def __init__(self, form: Form) -> None:
        self._form: Final = form

    @abstractmethod
    def across(self, row: int) -> Sequence[FieldCell]:
        """The cells that begin in a row, from left to right."""

    @abstractmethod
    def record(self, row: int) -> str:
        """The id of the indicator that a row is; "" for a row above the indicators."""

    @abstractmethod
    def copied(self, places: Iterable[Place]) -> Block:
        """The cells at these places as they stand, the texts as entered."""

    @abstractmethod
    def all_at(self, row: int, column: int) -> Sequence[FieldCell]:
        """The fields of the one cell on screen that begins at a place: several where equal levels are merged."""

    def at(self, row: int, column: int) -> FieldCell | None:
        """The cell that begins at a place."""
        return next((cell for cell in self.across(row) if cell.column == column), None)

    def kind(self, cell: FieldCell) -> Kind:
        """What kind of text the cell's field holds."""
        return self._form.vocabulary.kind(cell.owner, cell.key) if cell.owner else Kind.TEXT

    def merges(self, cell: FieldCell) -> bool:
        """Whether equal neighbours in the cell's column print as one; the form's own words beside the rows do."""
        return not cell.key or cell.key in self._merging

    @cached_property
    def _merging(self) -> frozenset[str]:
        return frozenset(column.field for column in self._form.table.columns_of_indicators if column.merge)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The field that a column's title names, by the title without its spaces."""
        found: dict[str, str] = {}
        for column in self._form.table.columns_of_indicators:
            if column.field:
                known = self._form.vocabulary.field(Owner.INDICATOR, column.field)
                names = (known.title, *known.also, column.label, *column.also)
                found.update({normal(text): column.field for text in names})
        return found

    @cached_property
    def bare(self) -> Mapping[str, str]:
        """一级指标 and 二级指标 without the mark that a form prints behind them, by what it prints."""
        marks = self._form.marks.values()
        return {normal(name + mark): name for one in marks for name, mark in one.items()}


class SheetDestination(Destination):
    """The annex of a project, or the department's own fields."""

    def __init__(self, form: Form, document: Document, sheet: Sheet) -> None:
        super().__init__(form)
        self.document = document
        self.rows = sheet.rows
        self._placed = {(cell.row, cell.column): cell for cell in sheet.cells}
        # What a row is: the indicator or record whose fields stand in it.
        self._records = {
            cell.row + at: node
            for cell in sheet.cells
            if cell.owner not in (None, Owner.DOCUMENT, Owner.PROJECT)
            for at, node in enumerate(cell.nodes)
        }
        self.end = 1 + max(filter(self.record, self._records), default=sheet.rows - 1)
        self._lines: dict[int, list[FieldCell]] = defaultdict(list)
        for cell in sheet.cells:
            for part in self._parts(cell):
                self._lines[part.row].append(part)
        for line in self._lines.values():
            line.sort()

    def across(self, row: int) -> Sequence[FieldCell]:
        return self._lines.get(row, ())

    def record(self, row: int) -> str:
        node = self._records.get(row, "")
        return node if self.document.owner_of(node) is Owner.INDICATOR else ""

    def copied(self, places: Iterable[Place]) -> Block:
        found = [self._placed[place] for place in places if place in self._placed]
        return Block.of_cells(BlockCell(*cell[:4], self._entered(cell)) for cell in found)

    def all_at(self, row: int, column: int) -> Sequence[FieldCell]:
        cell = self._placed.get((row, column))
        return self._parts(cell) if cell else ()

    def _entered(self, cell: PlacedCell) -> str:
        return self.document.fields_of(cell.nodes[0])[cell.key] if cell.nodes else cell.text

    def _parts(self, cell: PlacedCell) -> list[FieldCell]:
        """A cell of indicator rows, or the form's own word beside them, row by row."""
        text = self._entered(cell)
        if cell.row not in self._records:
            node = cell.nodes[0] if cell.nodes else ""
            return [FieldCell(*cell[:4], text, cell.owner, cell.key, node)]
        nodes = cell.nodes or ("",) * cell.rows
        return [
            FieldCell(cell.row + at, cell.column, 1, cell.columns, text, cell.owner, cell.key, node)
            for at, node in enumerate(nodes)
        ]


class ListDestination(Destination):
    """清单: a row an indicator or a project, in the order in which they are listed; `heads` are the columns that are no
    field, with what tells the text of a row."""

    def __init__(
        self,
        form: Form,
        document: Document,
        rows: Sequence[str],
        keys: Sequence[str],
        heads: Mapping[str, Callable[[int], str]],
        owner: Owner = Owner.INDICATOR,
    ) -> None:
        super().__init__(form)
        self._owner = owner
        self.document = document
        self.rows = self.end = len(rows)
        self._ids, self._keys, self._heads = rows, keys, heads

    def across(self, row: int) -> Sequence[FieldCell]:
        return [self._cell(row, column) for column in range(len(self._keys))] if 0 <= row < self.rows else ()

    def at(self, row: int, column: int) -> FieldCell | None:
        inside = 0 <= row < self.rows and 0 <= column < len(self._keys)
        return self._cell(row, column) if inside else None

    def _cell(self, row: int, column: int) -> FieldCell:
        node, key = self._ids[row], self._keys[column]
        if key in self._heads:
            return FieldCell(row, column, 1, 1, self._heads[key](row))
        return FieldCell(row, column, 1, 1, self.document.fields_of(node)[key], self._owner, key, node)

    def record(self, row: int) -> str:
        return self._ids[row] if 0 <= row < self.rows and self._owner is Owner.INDICATOR else ""

    def copied(self, places: Iterable[Place]) -> Block:
        found = (cell for place in places for cell in self.all_at(*place))
        return Block.of_cells(BlockCell(*cell[:4], cell.text) for cell in found)

    def all_at(self, row: int, column: int) -> Sequence[FieldCell]:
        cell = self.at(row, column)
        return (cell,) if cell else ()
