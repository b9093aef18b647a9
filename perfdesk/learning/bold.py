"""The texts of cells that are bold in a Word or Excel file, and nowhere in it plain: offices print labels so.

They are compared by what they say, for a cell moves on its way to the recogniser and its text does not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers.cell_styles import S, is_index
from perfdesk.importers.namespaces import VALUE, W, on, transitional
from perfdesk.importers.package import parsed, read_package
from perfdesk.learning.labels import LONGEST, told

_BODY, _WORD_STYLES = "word/document.xml", "word/styles.xml"
_SHEETS, _SHARED, _EXCEL_STYLES = "xl/worksheets/", "xl/sharedStrings.xml", "xl/styles.xml"
_MOST_CELLS: Final = 50_000
_DEEPEST: Final = 10
_OFF: Final = ("0", "false")

_Marked = tuple[str, bool]


def only_bold(cells: Iterable[_Marked]) -> tuple[str, ...]:
    bold: dict[str, bool] = {}
    for text, is_bold in islice(cells, _MOST_CELLS):
        if 0 < len(text) <= LONGEST:
            bold[text] = bold.get(text, True) and is_bold
    return tuple(text for text, is_bold in bold.items() if is_bold)


# --- Word --------------------------------------------------------------------------------------------------------


def word_bold(path: Path) -> tuple[str, ...]:
    """Of a Word file, whose XML the reader has found usable."""
    parts, _ = read_package(path, (_BODY, _WORD_STYLES))
    root = parsed(path, transitional(parts[_BODY]))
    styles = _styles(parsed(path, transitional(parts[_WORD_STYLES]))) if _WORD_STYLES in parts else {}
    return only_bold(_word_cell(cell, styles) for cell in root.iter(f"{W}tc"))


def _styles(root: etree._Element) -> Mapping[str, bool]:
    """Which styles are bold, by themselves or by what they are based on."""
    own: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in root.iterfind(f"{W}style"):
        name = str(style.get(f"{W}styleId", ""))
        own[name] = _says(style.find(f"{W}rPr"))
        base = style.find(f"{W}basedOn")
        based[name] = "" if base is None else str(base.get(VALUE, ""))
    return {name: _inherited(name, own, based) for name in own}


def _inherited(name: str, own: Mapping[str, bool | None], based: Mapping[str, str]) -> bool:
    for _ in range(_DEEPEST):
        said = own.get(name)
        if said is not None or not name:
            return bool(said)
        name = based.get(name, "")
    return False


def _says(settings: etree._Element | None) -> bool | None:
    """What the settings of a run say of bold; None if nothing."""
    node = None if settings is None else settings.find(f"{W}b")
    return None if node is None else on(node)


def _word_cell(cell: etree._Element, styles: Mapping[str, bool]) -> _Marked:
    """The text of a cell, and whether all of it is bold."""
    texts: list[str] = []
    bold = True
    for paragraph in cell.iterfind(f"{W}p"):
        usual = styles.get(_named(paragraph.find(f"{W}pPr/{W}pStyle")), False)
        for run in paragraph.iterfind(f"{W}r"):
            text = told("".join(node.text or "" for node in run.iterfind(f"{W}t")))
            if text:
                said = _says(run.find(f"{W}rPr"))
                bold &= said if said is not None else usual or styles.get(_named(run.find(f"{W}rPr/{W}rStyle")), False)
                texts.append(text)
    return "".join(texts), bold


def _named(node: etree._Element | None) -> str:
    return "" if node is None else str(node.get(VALUE, ""))


# --- Excel -------------------------------------------------------------------------------------------------------


def excel_bold(path: Path) -> tuple[str, ...]:
    """Of a workbook."""
    parts, _ = read_package(path, (_SHEETS, _SHARED, _EXCEL_STYLES))
    roots = {name: parsed(path, data) for name, data in parts.items() if not name.endswith(".rels")}
    formats = _bold_formats(roots[_EXCEL_STYLES]) if _EXCEL_STYLES in roots else []
    shared = [_text(one) for one in roots[_SHARED].iterfind(f"{S}si")] if _SHARED in roots else []
    sheets = [root for name, root in roots.items() if name.startswith(_SHEETS)]
    return only_bold(mark for sheet in sheets for mark in _sheet_cells(sheet, formats, shared))


def _bold_formats(root: etree._Element) -> list[bool]:
    """Whether each format of cells is bold."""
    fonts = [_is_on(font.find(f"{S}b")) for font in root.iterfind(f"{S}fonts/{S}font")]
    numbers = (str(one.get("fontId", "")) for one in root.iterfind(f"{S}cellXfs/{S}xf"))
    return [fonts[int(number)] if is_index(number, len(fonts)) else False for number in numbers]


def _is_on(node: etree._Element | None) -> bool:
    return node is not None and str(node.get("val", "1")) not in _OFF


def _sheet_cells(sheet: etree._Element, formats: Sequence[bool], shared: Sequence[str]) -> Iterator[_Marked]:
    for cell in sheet.iter(f"{S}c"):
        number, kind = str(cell.get("s", "0")), cell.get("t")
        value = cell.findtext(f"{S}v") or ""
        if kind == "s":
            value = shared[int(value)] if is_index(value, len(shared)) else ""
        elif kind == "inlineStr":
            value = "".join(map(_text, cell.iterfind(f"{S}is")))
        yield told(value), formats[int(number)] if is_index(number, len(formats)) else False


def _text(item: etree._Element) -> str:
    return told("".join(node.text or "" for node in item.iter(f"{S}t")))
