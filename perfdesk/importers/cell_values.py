"""The text of a cell, from its stored value and its number format."""

from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.cell_styles import CellStyle, S, is_index
from perfdesk.importers.cell_texts import Word, joined, rich, unescaped
from perfdesk.importers.number_format.dates import serial
from perfdesk.importers.number_format.shown import shown, shown_text

_VALUE, _FORMULA, _INLINE = f"{S}v", f"{S}f", f"{S}is"
_PLAIN_CODES: Final = ("General", "@")


class Book(NamedTuple):
    """What all sheets of a workbook share."""

    path: Path
    strings: tuple[Word, ...]
    styles: dict[str | None, CellStyle]
    from_1904: bool


def cell_word(book: Book, cell: etree._Element, code: str) -> Word:
    """The text of a cell in a number format."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _formatted(joined([rich(inline) for inline in cell.iterchildren(_INLINE)]), code)
    value = cell.findtext(_VALUE) or ""
    return _KINDS.get(kind, _string)(book, cell, value, code)


_NO_STRING: Final = Word("", (("单元格的文字在文件里找不到，没有装入", True),))
_PICTURE: Final = Word("", (("单元格里的图片没有装入", True),))
# In a cell of WPS a picture is the result of this function.
_DRAWS: Final = "DISPIMG("
_NO_VALUE: Final = Word("", (("公式还没有算出结果，没有装入；请用 Excel 或 WPS 打开后保存再装入", True),))


def _shared_string(book: Book, cell: etree._Element, value: str, code: str) -> Word:
    return _formatted(book.strings[int(value)], code) if is_index(value, len(book.strings)) else _NO_STRING


def _numeric(book: Book, cell: etree._Element, value: str, code: str) -> Word:
    return _number(book, value, code) if value else _uncalculated(cell)


def _truth(book: Book, cell: etree._Element, value: str, code: str) -> Word:
    return Word("TRUE" if value == "1" else "FALSE")


def _error(book: Book, cell: etree._Element, value: str, code: str) -> Word:
    # Where a cell shows a picture or a card, Excel keeps an error for programs that do not know these.
    if cell.get("vm") or _draws(cell):
        return _PICTURE
    return Word("", ((f"公式出错（{value[:20]}），没有装入", True),))


def _dated(book: Book, cell: etree._Element, value: str, code: str) -> Word:
    days = serial(value, from_1904=book.from_1904)
    return _string(book, cell, value, code) if days is None else _number(book, str(days), code)


def _string(book: Book, cell: etree._Element, value: str, code: str) -> Word:
    if _draws(cell):
        return _PICTURE
    return _formatted(Word(unescaped(value)), code) if cell.find(_VALUE) is not None else _uncalculated(cell)


# How the value of a cell is read, by the cell's type (ECMA-376 18.18.11, ST_CellType); all others are strings.
_KINDS: Final = {"s": _shared_string, "n": _numeric, "b": _truth, "e": _error, "d": _dated}


def _uncalculated(cell: etree._Element) -> Word:
    return _NO_VALUE if cell.find(_FORMULA) is not None else Word("")


def _draws(cell: etree._Element) -> bool:
    return _DRAWS in (cell.findtext(_FORMULA) or "")


def _number(book: Book, value: str, code: str) -> Word:
    text, doubt, lost = shown(value, code, from_1904=book.from_1904)
    return Word(text, ((doubt, lost),) if doubt else ())


def _formatted(word: Word, code: str) -> Word:
    if code in _PLAIN_CODES:
        return word
    text, doubt, lost = shown_text(word.text, code)
    return Word(text, (*word.said, (doubt, lost)) if doubt else word.said)
