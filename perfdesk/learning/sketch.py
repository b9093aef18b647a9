"""What learning needs of a file, as the child process that reads it tells it: texts, cells, and how they look.

The recogniser works on this in the program itself: it is bounded by the size of a table, and a person's answers make it
work again without the file's being read again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, ImportFailure, Line, Remark, Source
from perfdesk.importers.load import read_elements, read_pages
from perfdesk.learning.joining import joined
from perfdesk.learning.look import CellFormat, LineType, Look, Paper, RowType, page_look
from perfdesk.learning.sheet_look import excel_look
from perfdesk.learning.unlearnable import why_unlearnable
from perfdesk.learning.word_look import word_look

EXCEL: Final = ".xlsx"
_PDF: Final = ".pdf"
_LOOKS: Final = {".docx": word_look, EXCEL: excel_look}


@dataclass(frozen=True, slots=True)
class Sketch:
    """The elements of a file with its look; `sheets` tells that its grids are sheets of a workbook."""

    source: Source
    look: Look
    sheets: bool


def read_sketch(path: Path) -> Sketch:
    """Reads a Word or Excel file, or a PDF with ruled tables. Raises ImportFailure."""
    if path.suffix.lower() == _PDF:
        pages = read_pages(path)
        return Sketch(pages.source, page_look(pages), sheets=False)
    kind, source = read_elements(path, tuple(_LOOKS))
    if why := why_unlearnable(source):
        raise ImportFailure(f"{path} {why}。")
    look = _LOOKS[kind](path)
    if kind == EXCEL:
        return Sketch(source, look, sheets=True)
    return Sketch(*joined(source, look), sheets=False)


def sketch_json(sketch: Sketch) -> bytes:
    """In JSON."""
    elements = [_element_json(one) for one in sketch.source.elements]
    remarks = [list(one) for one in sketch.source.remarks]
    shape = {"elements": elements, "look": asdict(sketch.look), "sheets": sketch.sheets, "remarks": remarks}
    return json.dumps(shape, ensure_ascii=True).encode("ascii")


def _element_json(one: Element) -> Any:
    if isinstance(one, Line):
        return [one.place, one.text]
    return {"merges": one.merges, "rows": [[row.place, [list(cell) for cell in row.cells]] for row in one.rows]}


def parse_sketch(data: bytes) -> Sketch:
    """The same from JSON. A shape that is none of ours raises ValueError, KeyError or TypeError."""
    shape = json.loads(data)
    elements = tuple(_element(one) for one in shape["elements"])
    remarks = tuple(Remark(str(place), str(text), bool(lost)) for place, text, lost in shape["remarks"])
    return Sketch(Source(elements, remarks=remarks), _look(shape["look"]), bool(shape["sheets"]))


def _element(shape: Any) -> Element:
    if isinstance(shape, list):
        place, text = shape
        return Line(str(place), str(text))
    rows = tuple(GridRow(str(place), tuple(_cell(*cell) for cell in cells)) for place, cells in shape["rows"])
    return Grid(rows, bool(shape["merges"]))


def _cell(column: int, columns: int, text: str, below: bool) -> GridCell:  # noqa: FBT001 -- as it stands in the JSON
    if not (isinstance(column, int) and isinstance(columns, int) and column >= 0 and columns >= 1):
        raise ValueError
    return GridCell(column, columns, str(text), bool(below))


def _look(shape: Mapping[str, Any]) -> Look:
    widths = tuple(tuple(float(width) for width in table) for table in shape["widths"])
    rows = tuple(tuple(float(height) for height in table) for table in shape["rows"])
    size, line, margin = (float(shape[name]) for name in ("size", "line", "margin"))
    return Look(
        widths, _paper(shape["paper"]), str(shape["font"]), size, tuple(map(str, shape["bold"])), rows, line, margin,
        tuple(map(_paper, shape["papers"])), tuple(map(bool, shape["begins_page"])),
        tuple(tuple(map(int, one)) for one in shape["breaks"]),
        tuple((int(first), int(behind)) for first, behind in shape["titles"]),
        tuple(tuple(RowType(str(font), float(points), bool(bold), str(align)) for font, points, bold, align in one)
              for one in shape["tops"]),
        tuple(map(float, shape["errors"])),
        tuple(_format(*one) for one in shape["formats"]),
        tuple(tuple((int(row), int(column), int(number)) for row, column, number in one) for one in shape["cells"]),
        tuple(tuple((str(text), _line_type(*one)) for text, one in some) for some in shape["lines"]),
    )  # fmt: skip


def _format(font: str, size: float, line: float, *others: Any) -> CellFormat:
    bold, italic, align, vertical, inset, shrink, (left, right, top, bottom), fill = others
    return CellFormat(
        str(font), float(size), float(line), bool(bold), bool(italic), str(align), str(vertical), float(inset),
        bool(shrink), (str(left), str(right), str(top), str(bottom)), str(fill),
    )  # fmt: skip


def _line_type(font: str, size: float, bold: Any, align: str, *measures: float) -> LineType:
    line, before, after, indent = map(float, measures)
    return LineType(str(font), float(size), bool(bold), str(align), line, before, after, indent)


def _paper(shape: Sequence[Any]) -> Paper:
    return Paper(*map(float, shape))
