"""How an annex looks, as far as the form language can say it: widths of columns, paper, type. What the file does not
say is 0 or ""."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.namespaces import W, on, transitional
from perfdesk.importers.package import parsed, read_package
from perfdesk.learning.bold import word_bold
from perfdesk.learning.unlearnable import NESTED

if TYPE_CHECKING:
    from perfdesk.importers.pdf_table import RuledSource

_TWIPS: Final = 20.0
_MM: Final = 25.4 / 72
_BODY: Final = "word/document.xml"
_SETTINGS: Final = "word/settings.xml"
_USUAL_SIZE: Final = 10.5
_USUAL_MARGIN: Final = 5.4
# 240 parts of a line are a single one.
_SINGLE: Final = 240
_NATURAL: Final = 1.3
_MOST_TABLES: Final = 200
_MOST_COLUMNS: Final = 64
_SIDES: Final = ("left", "right", "top", "bottom")


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
    # The formats of a workbook's cells; of each sheet row and column of its cells, from 0, and the number of a format.
    formats: tuple[CellFormat, ...] = ()
    cells: tuple[tuple[tuple[int, int, int], ...], ...] = ()

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


def word_look(path: Path) -> Look:
    """Of a Word file, whose XML the reader has read before and found usable. ImportFailure if tables stand in cells."""
    parts, _ = read_package(path, (_BODY, _SETTINGS))
    root = parsed(path, transitional(parts[_BODY]))
    tables = list(root.iter(f"{W}tbl"))[:_MOST_TABLES]
    if any(next(table.iterancestors(f"{W}tbl"), None) is not None for table in tables):
        raise ImportFailure(f"{path} {NESTED}。")
    widths = tuple(tuple(grid_widths(table)) for table in tables)
    section = next(reversed(list(root.iter(f"{W}sectPr"))), None)
    fonts = tables[0].find(f".//{W}rFonts") if tables else None
    size = _usual_size(tables)
    paper = _UNKNOWN if section is None else _paper(section)
    font = "" if fonts is None else str(fonts.get(f"{W}eastAsia", ""))
    snaps = b"adjustLineHeightInTable" in parts.get(_SETTINGS, b"")
    rows = tuple(tuple(_heights(one)) for one in tables)
    return Look(
        widths, paper, font[:40], size, word_bold(path), rows,
        line=_line(tables, size or _USUAL_SIZE, _pitch(section) if snaps else 0.0), margin=_margin(tables),
        papers=tuple(_papers(root)), begins_page=tuple(_begin_page(root)),
    )  # fmt: skip


def _papers(root: etree._Element) -> Iterator[Paper]:
    """The paper of each table: that of the section which ends first behind it."""
    waiting = 0
    for node in root.iter(f"{W}tbl", f"{W}sectPr"):
        if node.tag == f"{W}sectPr":
            yield from [_paper(node)] * waiting
            waiting = 0
        else:
            waiting += 1


def _begin_page(root: etree._Element) -> Iterator[bool]:
    """Of each table whether a page begins between it and the one before."""
    begins = False
    sections = iter([*root.iter(f"{W}sectPr")][1:])
    for node in root.iter(f"{W}tbl", f"{W}br", f"{W}pageBreakBefore", f"{W}sectPr"):
        if node.tag == f"{W}tbl":
            yield begins
            begins = False
        elif node.tag == f"{W}sectPr":
            begins = begins or not _goes_on(next(sections, None))
        elif next(node.iterancestors(f"{W}tbl"), None) is None:
            begins = begins or (node.get(f"{W}type") == "page" if node.tag == f"{W}br" else bool(on(node)))


def _goes_on(section: etree._Element | None) -> bool:
    """Whether a section begins on the page on which the one before it ends."""
    kind = section.find(f"{W}type") if section is not None else None
    return kind is not None and kind.get(f"{W}val") == "continuous"


def _usual_size(tables: list[etree._Element]) -> float:
    """The size of most characters in the tables, in points."""
    counts: Counter[float] = Counter()
    for table in tables:
        for run in table.iter(f"{W}r"):
            counts[_number(run.find(f"{W}rPr/{W}sz"), "val") / 2] += sum(
                len(one.text or "") for one in run.iter(f"{W}t")
            )
    return max(counts, key=lambda size: counts[size], default=0.0)


def _heights(table: etree._Element) -> Iterator[float]:
    for row in table.iter(f"{W}tr"):
        yield _number(row.find(f"{W}trPr/{W}trHeight"), "val") / _TWIPS


def _line(tables: list[etree._Element], size: float, pitch: float) -> float:
    """How far most lines of the tables are apart. A line of a Chinese font is 1.3 times as high as its type, and where
    a page has a grid that holds in tables too, as many of its lines as that needs."""
    counts: Counter[float] = Counter()
    for table in tables:
        for spacing in table.iter(f"{W}spacing"):
            if spacing.get(f"{W}line") is not None:
                value = _number(spacing, "line")
                is_exact = spacing.get(f"{W}lineRule", "auto") != "auto"
                counts[value / _TWIPS if is_exact else value / _SINGLE * _NATURAL * size] += 1
    usual = max(counts, key=lambda line: counts[line], default=0.0) or _NATURAL * size
    return ceil(usual / pitch) * pitch if pitch and not counts else usual


def _pitch(section: etree._Element | None) -> float:
    """How far the lines of a page's grid are apart; 0 where it has none."""
    grid = section.find(f"{W}docGrid") if section is not None else None
    if grid is None or grid.get(f"{W}type") not in ("lines", "linesAndChars"):
        return 0.0
    return _number(grid, "linePitch") / _TWIPS


def _margin(tables: list[etree._Element]) -> float:
    """The space left of a text in a cell; Word's own where the table says nothing."""
    sides = (table.find(f"{W}tblPr/{W}tblCellMar/{W}left") for table in tables)
    found = next((_number(one, "w") / _TWIPS for one in sides if one is not None), _USUAL_MARGIN)
    return found if found <= 3 * _USUAL_MARGIN else _USUAL_MARGIN


def grid_widths(table: etree._Element) -> Iterator[float]:
    """The widths of the grid of a table of Word's, in points."""
    grid = table.find(f"{W}tblGrid")
    for column in list(grid if grid is not None else ())[:_MOST_COLUMNS]:
        yield _number(column, "w") / _TWIPS


def _paper(section: etree._Element) -> Paper:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    said = (_number(size, "w"), _number(size, "h"), *(_number(margins, side) for side in _SIDES))
    return Paper(*(one / _TWIPS * _MM for one in said))


def _number(node: etree._Element | None, name: str) -> float:
    text = "" if node is None else str(node.get(f"{W}{name}", ""))
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0


def page_look(pages: "RuledSource") -> Look:
    """Of a PDF: what was measured on its pages. Its bottom margin is unknown, so it is as the upper one."""
    sheet = pages.sheet
    paper = Paper(sheet.width, sheet.height, sheet.left, sheet.right, sheet.top, sheet.top)
    return Look(pages.widths, paper, size=sheet.size)
