"""Reads .xlsx: each visible sheet is one table, with the cells that are really there and text as Excel shows it.

The parts are read here and not with openpyxl, which makes an object for every place of a merged range and walks the
declared dimensions: one lying attribute costs it hours.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.grid import MOST_CELLS, Grid, GridCell, GridRow, ImportFailure, Remark, Source, limited
from perfdesk.importers.number_format import formats, shown
from perfdesk.importers.package import parsed, read_package

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", _S[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()),
)
_MOST_MERGES: Final = 100_000
_NAME: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# Excel writes control characters as _x000D_ (ECMA-376 part 1, 22.9.2.19).
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


class _Merge(NamedTuple):
    """A merged range; numbers from 0, last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


class _Book(NamedTuple):
    """What all sheets share."""

    path: Path
    strings: tuple[str, ...]
    formats: tuple[str, ...]


def read_excel(path: Path) -> Source:
    """The visible sheets of a workbook. Raises ImportFailure."""
    parts, remarks = read_package(path, ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
                                         "xl/styles.xml", "xl/worksheets/"))  # fmt: skip
    for name, data in parts.items():
        for strict, usual in _STRICT:
            parts[name] = data = data.replace(strict, usual)
    if "xl/workbook.xml" not in parts:
        raise ImportFailure(f"{path} 不是 Excel 工作簿（.xlsx），没有装入。")
    book = _Book(path, tuple(_strings(path, parts)), formats(path, parts))
    grids: list[Grid] = []
    for title, member, hidden in _sheets(path, parts):
        if hidden:
            remarks = (*remarks, Remark("", f"隐藏的工作表“{title}”没有装入"))
        elif member in parts:
            grids.extend(_sheet(book, title, parts[member]))
    if not grids:
        raise ImportFailure(f"{path} 里没有文字，没有装入。")
    return Source(tuple(limited(path, grids)), remarks=remarks)


def _sheets(path: Path, parts: dict[str, bytes]) -> Iterator[tuple[str, str, bool]]:
    """Title, member and whether hidden, in the order of the tabs."""
    links = parts.get("xl/_rels/workbook.xml.rels")
    members = {
        link.get("Id"): str(link.get("Target", "")) for link in (parsed(path, links) if links is not None else ())
    }
    for sheet in parsed(path, parts["xl/workbook.xml"]).iter(f"{_S}sheet"):
        target = members.get(sheet.get(f"{_R}id"), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield str(sheet.get("name", "")), member, sheet.get("state", "visible") != "visible"


def _strings(path: Path, parts: dict[str, bytes]) -> Iterator[str]:
    data = parts.get("xl/sharedStrings.xml")
    for item in parsed(path, data).iter(f"{_S}si") if data is not None else ():
        yield _rich(item)


def _rich(item: etree._Element) -> str:
    """The text of runs, without the reading aids (rPh) that East Asian cells may carry."""
    runs = (t for t in item.iter(f"{_S}t") if (above := t.getparent()) is not None and above.tag != f"{_S}rPh")
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(run.text or "" for run in runs))


def _sheet(book: _Book, title: str, data: bytes) -> Iterator[Grid]:
    root = parsed(book.path, data)
    texts: dict[int, dict[int, str]] = {}
    for number, row in enumerate(root.iter(f"{_S}row")):
        for at, cell in enumerate(row.iter(f"{_S}c")):
            place = _place(str(cell.get("r", ""))) or (number, at)
            text = _text(book, cell)
            if text.strip():
                texts.setdefault(place[0], {})[place[1]] = text
    if texts:
        yield Grid(tuple(_rows(book.path, title, texts, _merges(book.path, root))), merges=True)


def _place(name: str) -> tuple[int, int] | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _text(book: _Book, cell: etree._Element) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(_rich(inline) for inline in cell.iter(f"{_S}is"))
    value = cell.findtext(f"{_S}v") or ""
    if kind == "s":
        return book.strings[int(value)] if _is_index(value, len(book.strings)) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n":
        return value
    style = str(cell.get("s", "0"))
    return shown(value, book.formats[int(style)] if _is_index(style, len(book.formats)) else "General")


def _is_index(text: str, length: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9 and int(text) < length


def _merges(path: Path, root: etree._Element) -> list[_Merge]:
    """Merged ranges from top to bottom."""
    found: list[_Merge] = []
    for node in root.iter(f"{_S}mergeCell"):
        first, _, last = str(node.get("ref", "")).partition(":")
        start, end = _place(first), _place(last)
        if start and end:
            found.append(_Merge(*start, *end))
    if len(found) > _MOST_MERGES:
        raise ImportFailure(f"{path} 的合并单元格太多，不像绩效目标表，没有装入。")
    return sorted(found)


def _rows(path: Path, title: str, texts: dict[int, dict[int, str]], merges: list[_Merge]) -> Iterator[GridRow]:
    """The rows with text; a merged range reaches down through those of its rows."""
    waiting = merges[::-1]
    active: list[_Merge] = []
    made = 0
    for row in sorted(texts):
        while waiting and waiting[-1].top <= row:
            active.append(waiting.pop())
        active = [merge for merge in active if merge.bottom >= row]
        cells = tuple(_cells(row, texts, active))
        # Ranges may not overlap; a file in which they do was made to keep us busy.
        made += len(active) + 1
        if made > MOST_CELLS:
            raise ImportFailure(f"{path} 的合并单元格太多，不像绩效目标表，没有装入。")
        yield GridRow(f"工作表“{title}”第{row + 1}行", cells)


def _cells(row: int, texts: dict[int, dict[int, str]], active: list[_Merge]) -> Iterator[GridCell]:
    merged = {merge.left: merge for merge in active}
    for column in sorted({*texts[row], *merged}):
        merge = merged.get(column)
        if merge is not None:
            text = texts.get(merge.top, {}).get(column, "")
            yield GridCell(column, merge.right - column + 1, text, below=row > merge.top)
        elif not any(m.left < column <= m.right for m in active):
            yield GridCell(column, 1, texts[row][column])
