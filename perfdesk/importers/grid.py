"""What every reader turns a file into: lines of text and tables of cells, each with its place in the source."""

from dataclasses import dataclass

from perfdesk.model.values import normal


class ImportFailure(Exception):
    """A source cannot be read or holds no annex. The message is a Chinese sentence that names the file."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside tables. `place` is in words ("第12行")."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at a source column, over `columns` columns. `below` marks the part of a cell merged down from above,
    which has that cell's text."""

    column: int
    columns: int
    text: str
    below: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class GridRow:
    """The cells of one row from left to right."""

    place: str
    cells: tuple[GridCell, ...]

    def at(self, column: int) -> GridCell | None:
        """The cell that covers a source column."""
        return next((cell for cell in self.cells if cell.column <= column < cell.column + cell.columns), None)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `merges` tells whether the source says which cells are merged; if not, a blank cell may be either."""

    rows: tuple[GridRow, ...]
    merges: bool


Element = Line | Grid


@dataclass(frozen=True, slots=True)
class Source:
    """A file's elements in order. `wrapped` tells that lines were broken by layout, which left spaces in texts."""

    elements: tuple[Element, ...]
    wrapped: bool = False


def label(text: str) -> str:
    """What two spellings of a printed label have in common: no white space, half-width forms, no colon at the end."""
    return normal(text).rstrip(":")
