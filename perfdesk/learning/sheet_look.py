"""How the sheets of a workbook print: paper, margins, scale, columns and rows (ECMA-376 part 1, 18.3.1.63 to 95).

The text area of the paper is as wide as the table, since on a sheet the title stands in merged cells above it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.exporters.original.cell_looks import CellLook, CellLooks
from perfdesk.exporters.original.cell_references import place, ranges_of
from perfdesk.exporters.original.members import CALLED
from perfdesk.exporters.original.sheet_measures import SheetMeasures, height_set, number
from perfdesk.importers.cell_styles import S
from perfdesk.importers.package import parsed, read_package
from perfdesk.importers.sheet_extras import target_of
from perfdesk.learning.bold import excel_bold
from perfdesk.learning.cell_formats import CellFormats, formats_on, line_of, theme_colours
from perfdesk.learning.look import CellFormat, Look, Paper, RowType
from perfdesk.paper.row_heights import BORDER

_BOOK, _LINKS, _STYLES, _SHEETS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/"
_THEME: Final = "xl/theme/theme1.xml"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ON: Final = ("1", "true")
_MM_PER_INCH, _POINTS_PER_MM = 25.4, 72 / 25.4
# Millimetres, by the number that a sheet names (18.18.50); where it names none, A4 as everywhere in China.
_PAPERS: Final[Mapping[int, tuple[float, float]]] = {
    1: (215.9, 279.4), 5: (215.9, 355.6), 8: (297, 420), 9: (210, 297), 11: (148, 210), 12: (257, 364), 13: (182, 257),
}  # fmt: skip
_A4: Final = (210.0, 297.0)
# Inches, where a sheet says nothing.
_USUAL_MARGINS: Final = {"left": 0.7, "right": 0.7, "top": 0.75, "bottom": 0.75}
_LEAST_SCALE, _MOST_SCALE = 0.1, 4.0
# The room left and right of a text in a cell: five pixels.
_MARGIN: Final = 1.88
_MOST_SHEETS, _MOST_COLUMNS, _MOST_ROWS, _MOST_TOPS = 200, 64, 600, 12
_LARGEST: Final = 200.0
# Shares by which rows were measured to be higher or lower (tests.learning.sheet_pages).
_FREE, _FITTED = 0.05, 0.02


_Cells = tuple[tuple[int, int, CellFormat], ...]


def excel_look(path: Path) -> Look:
    """Of a workbook whose XML the reader has found usable: of each visible sheet with text, in the order of the tabs.
    Type is that of most cells of the first."""
    parts, _ = read_package(path, (_BOOK, _LINKS, _STYLES, _SHEETS, _THEME))
    looks = CellLooks(parts.get(_STYLES))
    styles, theme = (parsed(path, parts[one]) if one in parts else None for one in (_STYLES, _THEME))
    formats = CellFormats(styles, looks, theme_colours(theme))
    sheets = [*_sheets(path, parts, looks, formats)][:_MOST_SHEETS]
    if not sheets:
        return Look(bold=excel_bold(path))
    first = sheets[0]
    usual, scale = first.usual, first.scale
    return Look(
        tuple(one.widths for one in sheets), first.paper, usual.font[:40], round(usual.size * scale, 2),
        excel_bold(path), tuple(one.rows for one in sheets), line_of(usual, scale), round(_MARGIN * scale, 2),
        tuple(one.paper for one in sheets), tuple(at > 0 for at in range(len(sheets))),
        tuple(one.breaks for one in sheets), tuple(one.titles for one in sheets),
        tuple(one.tops for one in sheets), tuple(one.error for one in sheets),
        *_numbered([one.cells for one in sheets]),
    )  # fmt: skip


def _numbered(sheets: Sequence[_Cells]) -> tuple[tuple[CellFormat, ...], tuple[tuple[tuple[int, int, int], ...], ...]]:
    """The formats of all cells, each once, and of each sheet the cells with the number of theirs."""
    numbers = {one: at for at, one in enumerate(dict.fromkeys(one for cells in sheets for *_, one in cells))}
    return tuple(numbers), tuple(tuple((row, column, numbers[one]) for row, column, one in cells) for cells in sheets)


class _SheetLook(NamedTuple):
    """One sheet: columns and rows in points as they print, paper, the rows that begin a page and those that print on
    every page, counted from 0; the look of most of its cells."""

    widths: tuple[float, ...]
    rows: tuple[float, ...]
    paper: Paper
    scale: float
    breaks: tuple[int, ...]
    titles: tuple[int, int]
    usual: CellLook
    tops: tuple[RowType, ...]
    cells: _Cells
    error: float


def _sheets(path: Path, parts: Mapping[str, bytes], looks: CellLooks, formats: CellFormats) -> Iterator[_SheetLook]:
    book = parsed(path, parts[_BOOK])
    links = parsed(path, parts[_LINKS]) if _LINKS in parts else ()
    members = {one.get("Id"): target_of("xl", str(one.get("Target", ""))) for one in links}
    for at, tab in enumerate(book.iter(f"{S}sheet")):
        data = parts.get(members.get(tab.get(f"{_R}id"), ""))
        if data is not None and tab.get("state", "visible") == "visible":
            root = parsed(path, data)
            if any(_is_written(one) for one in root.iter(f"{S}c")):
                names = (one for one in book.iter(f"{S}definedName") if one.get("localSheetId") == str(at))
                yield _looked(root, looks, formats, {str(one.get(CALLED)): one.text or "" for one in names})


def _is_written(cell: etree._Element) -> bool:
    return next(cell.iterchildren(f"{S}v", f"{S}is"), None) is not None


def _looked(root: etree._Element, looks: CellLooks, formats: CellFormats, names: Mapping[str, str]) -> _SheetLook:
    measures = SheetMeasures(root, looks)
    rows = {int(number(one, "r")): height_set(one) for one in root.iter(f"{S}row")}
    first, last = _columns(root, names.get("_xlnm.Print_Area", ""))
    heights = [rows.get(row) or measures.usual_height for row in range(1, min(max(rows, default=0), _MOST_ROWS) + 1)]
    whole = measures.width(first, last)
    free = _paper(root)
    scale = _scale(root, whole, sum(heights), free)
    return _SheetLook(
        tuple(round(measures.width(at, at) * scale, 2) for at in range(1, _MOST_COLUMNS + 1)),
        tuple(round(max(0.0, height * scale - BORDER), 2) for height in heights),
        _around(root, free, whole * scale / _POINTS_PER_MM),
        scale, tuple(_breaks(root)), _titles(names.get("_xlnm.Print_Titles", "")),
        _usual(root, looks), tuple(_tops(root, looks, scale)),
        tuple(formats_on(root, formats, scale)), _error(root, looks),
    )  # fmt: skip


def _columns(root: etree._Element, area: str) -> tuple[int, int]:
    """The first and the last column that prints: those of the print area, or up to the last with a text."""
    areas = [(place(first)[1], place(last)[1]) for first, last in ranges_of(area)]
    if areas and all(map(all, areas)):
        return min(first for first, _ in areas), max(last for _, last in areas)
    ends = [place(str(one.get("r", "")))[1] for one in root.iter(f"{S}c") if _is_written(one)]
    merges = [place(str(one.get("ref", "")).partition(":")[2])[1] for one in root.iter(f"{S}mergeCell")]
    return 1, min(max([1, *ends, *merges]), _MOST_COLUMNS)


def _paper(root: etree._Element) -> Paper:
    """The paper with its own margins."""
    setup, margins = root.find(f"{S}pageSetup"), root.find(f"{S}pageMargins")
    width, height = _PAPERS.get(int(number(setup, "paperSize")) if setup is not None else 0, _A4)
    if setup is not None and setup.get("orientation") == "landscape":
        width, height = height, width
    said = {side: number(margins, side) for side in _USUAL_MARGINS} if margins is not None else _USUAL_MARGINS
    return Paper(width, height, *(inches * _MM_PER_INCH for inches in said.values()))


def _around(root: etree._Element, paper: Paper, table: float) -> Paper:
    """The paper with a text area as wide as the table, which stands left or in the middle."""
    free = max(0.0, paper.width - paper.left - paper.right - table)
    options = root.find(f"{S}printOptions")
    middle = options is not None and options.get("horizontalCentered") in _ON
    left = paper.left + (free / 2 if middle else 0.0)
    return paper._replace(left=left, right=paper.right + paper.left + free - left)


def _scale(root: etree._Element, width: float, height: float, paper: Paper) -> float:
    """How much smaller or larger the sheet prints: as it says, or so that it fills just so many pages."""
    setup = root.find(f"{S}pageSetup")
    if not _fits(root):
        said = number(setup, "scale") / 100 if setup is not None else 0.0
        return min(max(said, _LEAST_SCALE), _MOST_SCALE) if said else 1.0
    ways = (
        ("fitToWidth", paper.width - paper.left - paper.right, width),
        ("fitToHeight", paper.height - paper.top - paper.bottom, height),
    )
    scales = []
    for name, room, size in ways:
        count = setup.get(name, "1") if setup is not None else "1"
        if count.isascii() and count.isdigit() and int(count[:4]) > 0 and size > 0:
            scales.append(room * _POINTS_PER_MM * int(count[:4]) / size)
    # Excel takes whole per cents.
    return max(_LEAST_SCALE, int(min([1.0, *scales]) * 100) / 100)


def _error(root: etree._Element, looks: CellLooks) -> float:
    """By which share the rows may be higher or lower elsewhere: where the program finds their heights, for it asks its
    fonts, and where it finds the scale, for it asks the printer."""
    found = _FITTED if _fits(root) else 0.0
    free = (row for row in root.iter(f"{S}row") if row.get("customHeight") not in _ON)
    wraps = any(_is_written(one) and looks.of(one.get("s")).wraps for row in free for one in row.iterchildren(f"{S}c"))
    return found + (_FREE if wraps else 0.0)


def _fits(root: etree._Element) -> bool:
    fit = root.find(f"{S}sheetPr/{S}pageSetUpPr")
    return fit is not None and fit.get("fitToPage") in _ON


def _breaks(root: etree._Element) -> Iterator[int]:
    for one in list(root.iterfind(f"{S}rowBreaks/{S}brk"))[:_MOST_ROWS]:
        yield int(number(one, "id"))


def _titles(text: str) -> tuple[int, int]:
    """The rows that print on every page: the first, and the one behind the last. None are (0, 0)."""
    for first, last in ranges_of(text):
        digits = first.replace("$", ""), last.replace("$", "")
        if all(one.isascii() and one.isdigit() and len(one) < 6 for one in digits):
            return int(digits[0]) - 1, int(digits[1])
    return 0, 0


def _usual(root: etree._Element, looks: CellLooks) -> CellLook:
    """The font and size of most cells with text."""
    counts = Counter(looks.of(one.get("s")) for one in _written(root))
    fonts: Counter[tuple[str, float]] = Counter()
    for look, count in counts.items():
        fonts[look.font, look.size] += count
    font, size = max(fonts, key=lambda one: fonts[one])
    return CellLook(font, size)


def _tops(root: etree._Element, looks: CellLooks, scale: float) -> Iterator[RowType]:
    """How the first text of each of the first rows is set."""
    rows = {int(number(one, "r")): one for one in root.iter(f"{S}row")}
    for row in range(1, _MOST_TOPS + 1):
        cells = rows[row].iterchildren(f"{S}c") if row in rows else ()
        style = next((one.get("s") for one in cells if _is_written(one)), "")
        one = looks.of(style)
        size = min(round(one.size * scale, 2), _LARGEST)
        yield RowType() if style == "" else RowType(one.font[:40], size, one.bold, one.align)


def _written(root: etree._Element) -> Iterable[etree._Element]:
    return (one for one in root.iter(f"{S}c") if _is_written(one))
