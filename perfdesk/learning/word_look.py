"""How a Word file looks: paper, widths, heights, how its cells are drawn, and the lines around its tables."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.namespaces import W, on, transitional
from perfdesk.importers.package import Package, parsed, read_package
from perfdesk.learning.bold import word_bold
from perfdesk.learning.look import PAGE_BREAK, CellFormat, LineType, Look, Paper, PrintedLine
from perfdesk.learning.unlearnable import NESTED
from perfdesk.learning.word_formats import DrawnCell, WordFormats, cells_of, rows_of
from perfdesk.learning.word_settings import WordSettings, WordType, typed
from perfdesk.paper.row_heights import BORDER

_TWIPS: Final = 20.0
_MM: Final = 25.4 / 72
_BODY: Final = "word/document.xml"
_SETTINGS, _STYLES, _THEME = "word/settings.xml", "word/styles.xml", "word/theme/theme1.xml"
_USUAL_MARGIN: Final = 5.4
_MOST_TABLES: Final = 200
_MOST_COLUMNS: Final = 64
# So many lines above each table are looked at; a longer one is no line of an annex.
_MOST_LINES, _LONGEST_LINE = 60, 1000
_ROOMLESS: Final = LineType("", 0.0, bold=False, align="", line=0.0)
# How wide the marks are that a line is set in with, in characters.
_WIDE: Final = {"\u3000": 1.0, "\t": 2.0}
_SPACE: Final = 0.5
_SIDES: Final = ("left", "right", "top", "bottom")


def word_look(path: Path) -> Look:
    """Of a Word file, whose XML the reader has read before and found usable. ImportFailure if tables stand in cells."""
    package = read_package(path, (_BODY, _SETTINGS, _STYLES, _THEME))
    root = _root(path, package, _BODY)
    assert root is not None  # or the reader had refused it
    tables = list(root.iter(f"{W}tbl"))[:_MOST_TABLES]
    if any(next(table.iterancestors(f"{W}tbl"), None) is not None for table in tables):
        raise ImportFailure(f"{path} {NESTED}。")
    section = next(reversed(list(root.iter(f"{W}sectPr"))), None)
    settings = WordSettings(_root(path, package, _STYLES), _root(path, package, _THEME))
    snaps = b"adjustLineHeightInTable" in package.parts.get(_SETTINGS, b"")
    reader = WordFormats(settings, _pitch(section) if snaps else 0.0)
    drawn = [reader.of(table) for table in tables]
    formats = [*dict.fromkeys(one for cells in drawn for *_, one in cells)]
    usual = _usual(tables, drawn)
    return Look(
        tuple(tuple(grid_widths(table)) for table in tables), Paper() if section is None else _paper(section),
        usual.font if usual else "", usual.size if usual else 0.0, word_bold(path),
        tuple(tuple(_heights(one)) for one in tables), line=usual.line if usual else 0.0, margin=_margin(tables),
        papers=tuple(_papers(root)), begins_page=tuple(_begin_page(root)), titles=tuple(map(_titles, tables)),
        formats=tuple(formats), cells=_numbered(drawn, formats),
        lines=tuple(_lines(root, settings, _pitch(section)))[: len(tables) + 1],
    )  # fmt: skip


def _root(path: Path, package: Package, name: str) -> etree._Element | None:
    return parsed(path, transitional(package.parts[name])) if name in package.parts else None


def _numbered(
    tables: Sequence[Sequence[DrawnCell]], formats: Sequence[CellFormat]
) -> tuple[tuple[tuple[int, int, int], ...], ...]:
    """Of each table the cells with the number of their format."""
    numbers = {one: at for at, one in enumerate(formats)}
    return tuple(tuple((row, column, numbers[one]) for row, column, one in cells) for cells in tables)


def _usual(tables: Sequence[etree._Element], drawn: Sequence[Sequence[DrawnCell]]) -> CellFormat | None:
    """The type in which most characters of the tables are set, as the format of a cell; None without tables."""
    counts: Counter[tuple[str, float, float]] = Counter()
    types: dict[tuple[str, float, float], CellFormat] = {}
    for table, cells in zip(tables, drawn, strict=True):
        written = _characters(table)
        for row, column, one in cells:
            key = one.font, one.size, one.line
            types.setdefault(key, one)
            counts[key] += written.get((row, column), 0)
    return types[max(counts, key=lambda key: counts[key])] if counts else None


def _characters(table: etree._Element) -> dict[tuple[int, int], int]:
    """How many characters stand in each cell, by row and column."""
    return {
        (one.row, one.column): sum(len(text.text or "") for text in one.node.iter(f"{W}t")) for one in cells_of(table)
    }


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


def _heights(table: etree._Element) -> Iterator[float]:
    """The heights that its rows have at least; our own rows have a border more."""
    for row in rows_of(table):
        yield max(0.0, _number(row.find(f"{W}trPr/{W}trHeight"), "val") / _TWIPS - BORDER)


def _titles(table: etree._Element) -> tuple[int, int]:
    """The rows that print on every page: the first, and the one behind the last."""
    marked = (on(row.find(f"{W}trPr/{W}tblHeader")) for row in rows_of(table))
    return 0, sum(1 for _ in takewhile(bool, marked))


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


# --- lines around the tables -------------------------------------------------------------------------------------


def _lines(root: etree._Element, settings: WordSettings, pitch: float) -> Iterator[tuple[PrintedLine, ...]]:
    """The lines above each table, and those below the last. What lies in a table or floats over the page is none."""
    nodes: list[etree._Element] = []
    for node in root.iter(f"{W}tbl", f"{W}p"):
        if node.tag == f"{W}tbl":
            yield tuple(_printed(nodes[-_MOST_LINES:], settings, pitch))
            nodes = []
        elif next(node.iterancestors(f"{W}tbl", f"{W}txbxContent"), None) is None:
            nodes.append(node)
    yield tuple(_printed(nodes[:_MOST_LINES], settings, pitch))


def _printed(nodes: Sequence[etree._Element], settings: WordSettings, pitch: float) -> Iterator[PrintedLine]:
    for node in nodes:
        text, begins = _said_in(node)
        if begins:
            yield PAGE_BREAK, _ROOMLESS
        if len(text) <= _LONGEST_LINE:
            yield "".join(text.split()), _line_type(text, typed(settings.paragraph(node), pitch))
        if node.find(f"{W}pPr/{W}sectPr") is not None:
            yield PAGE_BREAK, _ROOMLESS


def _line_type(text: str, one: WordType) -> LineType:
    """How a line is set. What is set in with spaces stands as far from the left here, where a line begins with its
    words."""
    indent = one.left + one.first + sum(_WIDE.get(mark, _SPACE) for mark in text[: len(text) - len(text.lstrip())])
    return LineType(one.font, one.size, one.bold, one.align, one.line, one.before, one.after, round(indent, 2))


def _said_in(paragraph: etree._Element) -> tuple[str, bool]:
    """The words of a paragraph, and whether it begins a page or holds what does."""
    breaks = (one.get(f"{W}type") == "page" for one in paragraph.iter(f"{W}br"))
    begins = any(breaks) or bool(on(paragraph.find(f"{W}pPr/{W}pageBreakBefore")))
    said = (one for run in paragraph.iter(f"{W}r") for one in run.iterchildren(f"{W}t", f"{W}tab"))
    return "".join("\t" if one.tag == f"{W}tab" else one.text or "" for one in said), begins
