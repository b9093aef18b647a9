"""The cells of a sheet of an original: what they say, and how they say something else in the same look."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from lxml import etree

from perfdesk.exporters.original.cell_pieces import INLINE, SPACE, TEXT, Strings, escaped, pieces_of
from perfdesk.exporters.original.cell_references import (
    Moved,
    moved_formula,
    moved_range,
    moved_ranges,
    name,
    place,
    shifted,
)
from perfdesk.exporters.original.members import NoFit, S, parsed
from perfdesk.exporters.original.number_formats import Formats
from perfdesk.exporters.original.sheet_measures import HIGHEST, height_set
from perfdesk.exporters.original.sheet_rows import copied, renumbered, spread_shared
from perfdesk.exporters.original.word_text import Piece

_ROW, _CELL, _FORMULA, _VALUE = f"{S}row", f"{S}c", f"{S}f", f"{S}v"
_RANGES: Final = {
    f"{S}conditionalFormatting": "sqref",
    f"{S}dataValidation": "sqref",
    f"{S}protectedRange": "sqref",
    f"{S}ignoredError": "sqref",
    f"{S}hyperlink": "ref",
    f"{S}autoFilter": "ref",
}
# What Excel 2010 and later add to a sheet says its ranges and formulas as texts ([MS-XLSX] 2.2.4).
_XM: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_EXTENDED_RANGES: Final = (f"{_XM}sqref",)
_FORMULAS: Final = (f"{S}f", f"{S}formula", f"{S}formula1", f"{S}formula2", f"{_XM}f")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d{1,10})?")
_MOST_DIGITS: Final = 15
_MOST_ROWS: Final = 5_000

# First row, first column, last row, last column.
CellRange = tuple[int, int, int, int]


class OriginalSheet:
    """A sheet as a tree. Rows and columns count from 1, as Excel does."""

    def __init__(self, data: bytes, strings: Strings, formats: Formats) -> None:
        self.root = parsed(data)
        self._strings = strings
        self._formats = formats
        found = self.root.find(f"{S}sheetData")
        if found is None:
            raise NoFit("原件的工作表里没有单元格")
        self._data = found
        self._number_all()
        self._rows = {int(str(row.get("r"))): row for row in found.iterchildren(_ROW)}
        if len(self._rows) > _MOST_ROWS:
            raise NoFit("原件的工作表太长")
        self.computes = next(self.root.iter(_FORMULA), None) is not None

    def _number_all(self) -> None:
        """Rows and cells may leave their numbers out."""
        row_before = 0
        for row in self._data.iterchildren(_ROW):
            text = str(row.get("r", ""))
            row_before = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else row_before + 1
            row.set("r", str(row_before))
            column = 0
            for cell in row.iterchildren(_CELL):
                column = place(str(cell.get("r", "")))[1] or column + 1
                cell.set("r", name(row_before, column))

    @property
    def last(self) -> int:
        """The last row that is there."""
        return max(self._rows, default=0)

    def row(self, number: int) -> etree._Element | None:
        """A row, if it is there."""
        return self._rows.get(number)

    def cell(self, row: int, column: int) -> etree._Element | None:
        """A cell, if it is there."""
        found, wanted = self.row(row), name(row, column)
        return (
            next((one for one in found.iterchildren(_CELL) if one.get("r") == wanted), None)
            if found is not None
            else None
        )

    def cells(self, row: int) -> Iterator[tuple[int, etree._Element]]:
        """The cells of a row, with their columns."""
        found = self.row(row)
        for cell in found.iterchildren(_CELL) if found is not None else ():
            yield place(str(cell.get("r")))[1], cell

    def text(self, row: int, column: int) -> str:
        """What is written in a cell; a number as it is stored."""
        return "".join(piece.text for piece in self.pieces(row, column))

    def pieces(self, row: int, column: int) -> list[Piece]:
        """The same in pieces; what is set in one of them is kept in the cell itself and not among the shared strings,
        where other cells may have it."""
        cell = self.cell(row, column)
        if cell is None:
            return []
        kind = cell.get("t")
        if kind == "s":
            item = self._strings.item(cell.findtext(_VALUE, ""))
            return [] if item is None else list(pieces_of(cell, item))
        if kind == "inlineStr":
            inline = cell.find(INLINE)
            return [] if inline is None else list(pieces_of(cell, inline))
        return [Piece(cell.findtext(_VALUE, ""))]

    def put(self, row: int, column: int, text: str, *, counts: bool = False) -> None:
        """A cell says just this; a formula in it stays. Nothing is made of an empty text. `counts` tells that the text
        may be a number."""
        cell = self.cell(row, column)
        if cell is None:
            if not text:
                return
            cell = self._made(row, column)
        computed = cell.find(_FORMULA) is not None
        for one in [one for one in cell if one.tag != _FORMULA]:
            cell.remove(one)
        cell.attrib.pop("t", "")
        if not text:
            return
        if (counts or computed) and self._is_number(cell, text, computed=computed):
            etree.SubElement(cell, _VALUE).text = str(Decimal(text.replace(",", "")))
        elif computed:
            cell.set("t", "str")
            etree.SubElement(cell, _VALUE).text = escaped(text)
        else:
            cell.set("t", "inlineStr")
            made = etree.SubElement(etree.SubElement(cell, INLINE), TEXT, {SPACE: "preserve"})
            made.text = escaped(text)

    def forget_formula(self, row: int, column: int) -> None:
        """A cell computes nothing any more."""
        cell = self.cell(row, column)
        if cell is not None:
            for one in cell.findall(_FORMULA):
                cell.remove(one)

    def _is_number(self, cell: etree._Element, text: str, *, computed: bool) -> bool:
        """As a number only where it is shown as it was entered, or where the sheet computes with it."""
        if _NUMBER.fullmatch(text) is None or sum(map(str.isdigit, text)) > _MOST_DIGITS:
            return False
        return computed or self.computes or self._formats.shows(cell.get("s"), text)

    def _made(self, row: int, column: int) -> etree._Element:
        line = self.row(row)
        if line is None:
            line = etree.Element(_ROW, {"r": str(row)})
            self._data.insert(sum(one < row for one in self._rows), line)
            self._rows[row] = line
        cell = etree.Element(_CELL, {"r": name(row, column)})
        at = sum(place(str(one.get("r")))[1] < column for one in line.iterchildren(_CELL))
        line.insert(at, cell)
        return cell

    def is_blank(self, row: int, column: int) -> bool:
        """Whether a cell says nothing."""
        return not self.text(row, column).strip()

    def has_height(self, row: int) -> bool:
        """Whether the office has set how high a row is."""
        line = self.row(row)
        return line is not None and line.get("customHeight") in ("1", "true")

    def grow(self, row: int, height: float, *, is_set: bool) -> None:
        """Makes a row at least so high, in points. Where that `is_set` the program that opens the file keeps to it."""
        line = self.row(row)
        if line is None:
            return
        if height > height_set(line):
            line.set("ht", f"{min(height, HIGHEST):g}")
            line.attrib.update({"customHeight": "1"} if is_set else {})

    # --- merges ----------------------------------------------------------------------------------------------------

    @property
    def merges(self) -> list[CellRange]:
        """First row, first column, last row, last column of each merged range."""
        found = []
        for one in self.root.iter(f"{S}mergeCell"):
            first, _, last = str(one.get("ref", "")).partition(":")
            found.append((*place(first), *place(last or first)))
        return found

    def merge(self, ranges: Sequence[CellRange]) -> None:
        """From now on these are the merged ranges."""
        whole = self.root.find(f"{S}mergeCells")
        if whole is None and ranges:
            whole = etree.Element(f"{S}mergeCells")
            self._data.addnext(whole)
            for before in ("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
                           "dataConsolidate", "customSheetViews"):  # fmt: skip
                if (one := self.root.find(f"{S}{before}")) is not None:
                    one.addnext(whole)
        if whole is None:
            return
        for one in list(whole):
            whole.remove(one)
        for top, left, bottom, right in ranges:
            etree.SubElement(whole, f"{S}mergeCell", {"ref": f"{name(top, left)}:{name(bottom, right)}"})
        whole.set("count", str(len(ranges)))
        if not ranges:
            self.root.remove(whole)

    # --- rows ------------------------------------------------------------------------------------------------------

    def reorder(self, order: Sequence[int], moved: Moved, title: str) -> None:
        """Puts the rows into this order; what names a place in the sheet names it where it is now. Raises NoFit where
        that cannot be done."""
        self._require_movable(order)
        spread_shared(self.root)
        rows = self._rows
        for one in list(self._data):
            self._data.remove(one)
        copies: list[tuple[etree._Element, int]] = []
        for now, row in enumerate(order, 1):
            if (node := rows.get(row)) is not None:
                first = moved.begins[row]
                self._data.append(renumbered(node if now == first else copied(node), now))
                copies += [(self._data[-1], now - first)] if now != first else []
        self._rows = {int(str(one.get("r"))): one for one in self._data.iterchildren(_ROW)}
        self.merge(self._moved_merges(moved))
        self._move_ranges(moved)
        for formula in self.root.iter(*_FORMULAS):
            formula.text = moved_formula(formula.text or "", moved, lambda sheet: sheet in ("", title))
        for copy, rows_below in copies:
            for formula in copy.iter(_FORMULA):
                formula.text = shifted(formula.text or "", rows_below)

    def _require_movable(self, order: Sequence[int]) -> None:
        kinds = {one.get("t") for one in self.root.iter(_FORMULA)}
        if kinds & {"array", "dataTable"} or next(self.root.iter(f"{S}tablePart"), None) is not None:
            raise NoFit("原件的工作表有数组公式或数据表，不能加减行")
        if len(order) > _MOST_ROWS:
            raise NoFit("原件的工作表太长")

    def _moved_merges(self, moved: Moved) -> list[CellRange]:
        found = []
        for top, left, bottom, right in self.merges:
            reference = moved_range(f"{name(top, left)}:{name(bottom, right)}", moved)
            if reference:
                first, _, last = reference.partition(":")
                found.append((*place(first), *place(last or first)))
        return found

    def _move_ranges(self, moved: Moved) -> None:
        for one in self.root.iter(*_EXTENDED_RANGES):
            one.text = moved_ranges(one.text or "", moved) or "A1"
        for tag, attribute in _RANGES.items():
            for one in list(self.root.iter(tag)):
                now = moved_ranges(str(one.get(attribute, "")), moved)
                one.set(attribute, now or "A1")
        for one in self.root.iter(f"{S}dimension"):
            one.set("ref", moved_range(str(one.get("ref", "A1")), moved) or "A1")
        for brk in list(self.root.iter(f"{S}brk")):
            if (breaks := brk.getparent()) is not None and breaks.tag == f"{S}rowBreaks":
                _move_break(breaks, brk, moved)


def _move_break(breaks: etree._Element, brk: etree._Element, moved: Moved) -> None:
    """A page that ends behind a row ends behind it still; where the row is gone it ends no more."""
    number = str(brk.get("id", ""))
    if number.isascii() and number.isdigit() and len(number) < 8 and int(number) in moved.ends:
        brk.set("id", str(moved.ends[int(number)]))
        return
    breaks.remove(brk)
    for count in ("count", "manualBreakCount"):
        breaks.set(count, str(len(breaks)))
