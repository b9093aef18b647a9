"""How an annex looks, as far as the form language can say it: widths of columns, paper, type. What the file does not
say is 0 or ""."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from perfdesk.importers.pdf_table import RuledSource


class Paper(NamedTuple):
    """Paper and margins in millimetres; 0 where nothing is known."""

    width: float = 0.0
    height: float = 0.0
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


class RowType(NamedTuple):
    """How the first text of a row is set; nothing of a row without any."""

    font: str = ""
    size: float = 0.0
    bold: bool = False
    align: str = ""


# Of a cell the lines left, right, above and below, by their names in a form.
Sides = tuple[str, str, str, str]


class LineType(NamedTuple):
    """How a line around the tables is set; `indent` is that of its first line, in characters."""

    font: str
    size: float
    bold: bool
    align: str
    line: float
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0


# A line of a Word file with its words. Those without any are room; at what begins a page no room goes on.
PrintedLine = tuple[str, LineType]
PAGE_BREAK: Final = "\f"


class CellFormat(NamedTuple):
    """How a cell of a sheet is drawn, in the words of a form's style. `align` is "" where nothing says it."""

    font: str
    size: float
    line: float
    bold: bool
    italic: bool
    align: str
    vertical: str
    inset: float
    shrink: bool
    edges: Sides
    fill: str


_UNKNOWN: Final = Paper()


@dataclass(frozen=True, slots=True)
class Look:
    """Widths of the columns of each table in points; the paper; font and size in the table; the texts of cells that are
    bold; on which of several `papers` each table lies, and whether it begins a page."""

    widths: tuple[tuple[float, ...], ...] = ()
    paper: Paper = _UNKNOWN
    font: str = ""
    size: float = 0.0
    bold: tuple[str, ...] = ()
    # The height of each row of each table, of a line, and the space left and right of a text, in points.
    rows: tuple[tuple[float, ...], ...] = ()
    line: float = 0.0
    margin: float = 0.0
    papers: tuple[Paper, ...] = ()
    begins_page: tuple[bool, ...] = ()
    # Of each sheet the rows that begin a page; from which row to before which rows print on every page; the first rows.
    breaks: tuple[tuple[int, ...], ...] = ()
    titles: tuple[tuple[int, int], ...] = ()
    tops: tuple[tuple[RowType, ...], ...] = ()
    # Of each sheet by which share its rows may be higher or lower in a program that prints it.
    errors: tuple[float, ...] = ()
    # The formats of cells; of each table row and column of its cells, from 0, and the number of a format.
    formats: tuple[CellFormat, ...] = ()
    cells: tuple[tuple[tuple[int, int, int], ...], ...] = ()
    # Of a Word file the lines above each table, and those below the last.
    lines: tuple[tuple[PrintedLine, ...], ...] = ()

    def drawn(self, table: int) -> Mapping[tuple[int, int], CellFormat]:
        """How the cells of a table are drawn, as far as the file says it."""
        found = self.cells[table] if table < len(self.cells) else ()
        return {(row, column): self.formats[number] for row, column, number in found}

    def error(self, tables: Iterable[int]) -> float:
        """The largest of these tables' errors."""
        return max((self.errors[table] for table in tables if table < len(self.errors)), default=0.0)

    def paper_of(self, table: int) -> Paper:
        """The paper on which a table lies."""
        return self.papers[table] if table < len(self.papers) else self.paper


def page_look(pages: "RuledSource") -> Look:
    """Of a PDF: what was measured on its pages. Its bottom margin is unknown, so it is as the upper one."""
    sheet = pages.sheet
    paper = Paper(sheet.width, sheet.height, sheet.left, sheet.right, sheet.top, sheet.top)
    return Look(pages.widths, paper, size=sheet.size)
