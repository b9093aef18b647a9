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
from perfdesk.model.fields import ROW_OWNERS, Kind, Owner
from perfdesk.model.keys import LEVELS
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


class Repeated(NamedTuple):
    """The repeated rows of a `kind`, empty ones among them: those before row `end` stand there, and new ones would
    stand from it on, which look as the row before it does."""

    kind: Owner
    end: int


class Destination(ABC):
    """A table on screen. `rows` counts its rows, `document` is what it shows; new rows go into `project`, "" where
    there can be none."""

    rows: int
    document: Document
    project: str

    def __init__(self, form: Form) -> None:
        self._form: Final = form

    @abstractmethod
    def across(self, row: int) -> Sequence[FieldCell]:
        """The cells that begin in a row, from left to right."""

    @abstractmethod
    def record(self, row: int) -> str:
        """The id of the indicator or record that a row is; "" for a fixed or an empty row."""

    @abstractmethod
    def repeated(self, row: int) -> Repeated | None:
        """The repeated rows that a row is among, an empty one too."""

    @abstractmethod
    def last(self, kind: Owner) -> str:
        """The id of the last row of a kind, behind which new ones go; "" if there is none."""

    def alike(self, row: int, kind: Owner) -> Mapping[str, str]:
        """What a new row of a kind says where nothing else is pasted: it is of the class of the last one."""
        fields = self.document.fields_of(self.last(kind))
        return {key: fields[key] for key in LEVELS} if kind is Owner.INDICATOR else {}

    def is_empty(self, cell: FieldCell) -> bool:
        """Whether a cell stands in an empty row of the form."""
        repeated = self.repeated(cell.row) if not cell.node else None
        return repeated is not None and repeated.kind is cell.owner and not self.record(cell.row)

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
        return not cell.key or (cell.owner, cell.key) in self._merging

    @cached_property
    def _merging(self) -> frozenset[tuple[Owner | None, str]]:
        bands = self._form.table.records
        return frozenset((band.owner, column.field) for band in bands for column in band.columns if column.merge)

    def titles(self, kind: Owner) -> Mapping[str, str]:
        """The field of a kind of row that a column's title names, by the title without its spaces."""
        found: dict[str, str] = {}
        columns = (column for band in self._form.table.records if band.owner is kind for column in band.columns)
        for column in columns:
            if column.field:
                known = self._form.vocabulary.field(kind, column.field)
                names = (known.title, *known.also, column.label, *column.also)
                found.update({normal(text): column.field for text in names if text})
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
        self._begun = sheet.begun
        self._placed = {(cell.row, cell.column): cell for cell in sheet.cells}
        self.project = sheet.project
        # What a row is: the indicator or record whose fields stand in it, "" of an empty row; and its kind.
        self._records: dict[int, tuple[Owner, str]] = {
            cell.row + at: (cell.owner, node)
            for cell in sheet.cells
            if cell.owner in ROW_OWNERS
            for at, node in enumerate(cell.nodes or ("",))
        }
        self._lines: dict[int, list[FieldCell]] = defaultdict(list)
        for cell in sheet.cells:
            for part in self._parts(cell):
                self._lines[part.row].append(part)
        for line in self._lines.values():
            line.sort()

    def across(self, row: int) -> Sequence[FieldCell]:
        return self._lines.get(row, ())

    def record(self, row: int) -> str:
        return self._records[row][1] if row in self._records else ""

    def repeated(self, row: int) -> Repeated | None:
        if row not in self._records:
            return None
        kind, end = self._records[row][0], row + 1
        while end in self._records and self._records[end][0] is kind:
            end += 1
        return Repeated(kind, end)

    def last(self, kind: Owner) -> str:
        rows = [node for one, node in self._records.values() if one is kind and node]
        return max(rows, key=self.document.number_of, default="")

    def alike(self, row: int, kind: Owner) -> Mapping[str, str]:
        """Where a kind is shared out among several bands, what makes it stand in this one."""
        if kind not in self._form.table.shares:
            return super().alike(row, kind)
        above = max((at for at, (one, node) in self._records.items() if at < row and one is kind and node), default=-1)
        fields = self.document.fields_of(self.record(above))
        return self._begun.get(row) or {key: fields[key] for key in self._form.alike(kind)}

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
        self.rows = len(rows)
        self._ids, self._keys, self._heads = rows, keys, heads
        project = document.project(self.record(self.rows - 1)) if rows else None
        self.project = project.id if project else ""

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
        return self._ids[row] if 0 <= row < self.rows and self._owner in ROW_OWNERS else ""

    def repeated(self, row: int) -> Repeated | None:
        return Repeated(self._owner, self.rows) if self.record(row) else None

    def last(self, kind: Owner) -> str:
        return self.record(self.rows - 1) if kind is self._owner else ""

    def copied(self, places: Iterable[Place]) -> Block:
        found = (cell for place in places for cell in self.all_at(*place))
        return Block.of_cells(BlockCell(*cell[:4], cell.text) for cell in found)

    def all_at(self, row: int, column: int) -> Sequence[FieldCell]:
        cell = self.at(row, column)
        return (cell,) if cell else ()
