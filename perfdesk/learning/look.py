"""How an annex looks, as far as the form language can say it: widths of columns, paper, type. What the file does not
say is 0 or ""."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

from perfdesk.importers.cell_styles import S
from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.namespaces import W, transitional
from perfdesk.importers.package import parsed, read_package
from perfdesk.learning.bold import excel_bold, word_bold
from perfdesk.learning.unlearnable import NESTED

if TYPE_CHECKING:
    from perfdesk.importers.pdf_table import RuledSource

_TWIPS: Final = 20.0
_MM: Final = 25.4 / 72
_BODY: Final = "word/document.xml"
_SHEETS: Final = "xl/worksheets/"
# Excel's widths are characters of 7 pixels, with 5 more around them, at 96 pixels an inch.
_CHARACTER, _AROUND, _PIXEL, _USUAL_WIDTH = 7, 5, 0.75, 8.43
_MOST_TABLES: Final = 200
_MOST_COLUMNS: Final = 64
_A4: Final = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Look:
    """Widths of the columns of each table in points; paper and margins in millimetres; font and size in the table; the
    texts of cells that are bold."""

    widths: tuple[tuple[float, ...], ...] = ()
    width: float = 0.0
    height: float = 0.0
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    font: str = ""
    size: float = 0.0
    bold: tuple[str, ...] = ()


def word_look(path: Path) -> Look:
    """Of a Word file, whose XML the reader has read before and found usable. ImportFailure if tables stand in cells."""
    parts, _ = read_package(path, (_BODY,))
    root = parsed(path, transitional(parts[_BODY]))
    tables = list(root.iter(f"{W}tbl"))[:_MOST_TABLES]
    if any(next(table.iterancestors(f"{W}tbl"), None) is not None for table in tables):
        raise ImportFailure(f"{path} {NESTED}。")
    widths = tuple(tuple(grid_widths(table)) for table in tables)
    section = next(reversed(list(root.iter(f"{W}sectPr"))), None)
    fonts = tables[0].find(f".//{W}rFonts") if tables else None
    size = tables[0].find(f".//{W}sz") if tables else None
    paper = _paper(section) if section is not None else {}
    font = "" if fonts is None else str(fonts.get(f"{W}eastAsia", ""))
    return Look(widths, font=font[:40], size=_number(size, "val") / 2, bold=word_bold(path), **paper)


def grid_widths(table: etree._Element) -> Iterator[float]:
    """The widths of the grid of a table of Word's, in points."""
    grid = table.find(f"{W}tblGrid")
    for column in list(grid if grid is not None else ())[:_MOST_COLUMNS]:
        yield _number(column, "w") / _TWIPS


def _paper(section: etree._Element) -> dict[str, float]:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    sides = {side: _number(margins, side) / _TWIPS * _MM for side in ("left", "right", "top", "bottom")}
    return {"width": _number(size, "w") / _TWIPS * _MM, "height": _number(size, "h") / _TWIPS * _MM, **sides}


def _number(node: etree._Element | None, name: str) -> float:
    text = "" if node is None else str(node.get(f"{W}{name}", ""))
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0


def page_look(pages: "RuledSource") -> Look:
    """Of a PDF: what was measured on its pages. Its bottom margin is unknown, so it is as the upper one."""
    sheet = pages.sheet
    return Look(pages.widths, sheet.width, sheet.height, sheet.left, sheet.right, sheet.top, sheet.top, size=sheet.size)


def excel_look(path: Path) -> Look:
    """Of a workbook: the widths of each sheet in the order of their files, and how its first sheet lies on paper."""
    parts, _ = read_package(path, (_SHEETS,))
    sheets = [
        parsed(path, parts[name]) for name in sorted(parts, key=lambda one: (len(one), one)) if name.startswith(_SHEETS)
    ]
    widths = tuple(tuple(_columns(sheet)) for sheet in sheets)
    setup = sheets[0].find(f"{S}pageSetup") if sheets else None
    lies = setup is not None and setup.get("orientation") == "landscape"
    width, height = _A4[::-1] if lies else _A4
    return Look(widths, width=width, height=height, bold=excel_bold(path))


def _columns(sheet: etree._Element) -> Iterator[float]:
    found: dict[int, float] = {}
    for one in sheet.iter(f"{S}col"):
        first, last = _index(one, "min"), _index(one, "max")
        for column in range(first, min(last, _MOST_COLUMNS) + 1) if first else ():
            found[column] = _width(str(one.get("width", "")))
    for column in range(1, _MOST_COLUMNS + 1):
        yield round((found.get(column, _USUAL_WIDTH) * _CHARACTER + _AROUND) * _PIXEL, 1)


def _index(node: etree._Element, name: str) -> int:
    text = str(node.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _width(text: str) -> float:
    try:
        width = float(text)
    except ValueError:
        return _USUAL_WIDTH
    return width if 0 < width <= 255 else _USUAL_WIDTH
