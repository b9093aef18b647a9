"""Reads .xlsx. Each visible sheet is one table of the cells that exist, with the texts that Excel shows.

The parts are read here and not with openpyxl, which makes an object for every place of a merged range and visits all
places of the declared dimensions. One false attribute can cost it hours.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.cell_styles import S, styles
from perfdesk.importers.cell_texts import shared_strings
from perfdesk.importers.cell_values import Book
from perfdesk.importers.exported_ids import CUSTOM, named_origin
from perfdesk.importers.grid import Grid, ImportFailure, Remark, Source, limited
from perfdesk.importers.package import parsed, read_package
from perfdesk.importers.sheet_extras import extras, target_of
from perfdesk.importers.worksheet import WorksheetReader

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", S[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()),
)
_WORKBOOK: Final = "xl/workbook.xml"
_WANTED: Final = (
    _WORKBOOK, "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/", "xl/comments",
    "xl/drawings/drawing", "xl/drawings/vmlDrawing",
    CUSTOM,
)  # fmt: skip


_HIDDEN: Final = "隐藏的工作表"
_ONLY_HIDDEN: Final = "看得见的工作表里没有文字，别的工作表是隐藏的；请在 Excel 里取消隐藏再装入"


class _Tab(NamedTuple):
    """A sheet as the workbook names it."""

    title: str
    member: str
    state: str


def read_excel(path: Path) -> Source:
    """The visible sheets of a workbook. Raises ImportFailure."""
    return _read(path, empty=False)


def read_sheets(path: Path) -> Source:
    """The same with the rows in which only merged cells without text stand: the places of values in a blank annex."""
    return _read(path, empty=True)


def _read(path: Path, *, empty: bool) -> Source:
    parts, found = read_package(path, _WANTED)
    for name, data in parts.items():
        for strict, usual in _STRICT:
            parts[name] = data = data.replace(strict, usual)
    if _WORKBOOK not in parts:
        raise ImportFailure(f"{path} 不是 Excel 工作簿（.xlsx），没有装入。")
    workbook = parsed(path, parts[_WORKBOOK])
    book = Book(
        path,
        shared_strings(path, parts.get("xl/sharedStrings.xml")),
        styles(path, parts.get("xl/styles.xml")),
        _from_1904(workbook),
    )
    remarks = list(found)
    elements = tuple(limited(path, _grids(book, parts, _tabs(path, parts, workbook), remarks, empty=empty)))
    if not elements:
        hidden = any(one.text.startswith(_HIDDEN) for one in remarks)
        raise ImportFailure(f"{path} {_ONLY_HIDDEN if hidden else '里没有文字，没有装入'}。")
    return Source(elements, remarks=tuple(remarks), origin=named_origin(parts))


def _grids(
    book: Book, parts: dict[str, bytes], tabs: Iterable[_Tab], remarks: list[Remark], *, empty: bool
) -> Iterator[Grid]:
    """The tables of the visible sheets. Remarks on everything else are added to `remarks`."""
    for tab in tabs:
        if tab.state != "visible" or tab.member not in parts or not tab.member.startswith("xl/worksheets/"):
            remarks.append(_left_out(tab))
            continue
        sheet = WorksheetReader(book, tab.title, empty=empty)
        yield from sheet.read(parts[tab.member])
        remarks += sheet.remarks()
        remarks += extras(book.path, parts, tab.title, tab.member)


def _from_1904(workbook: etree._Element) -> bool:
    """Whether day 0 is the first of 1904, as in files from old Macs."""
    settings = workbook.find(f"{S}workbookPr")
    return settings is not None and settings.get("date1904") in ("1", "true")


def _tabs(path: Path, parts: dict[str, bytes], workbook: etree._Element) -> Iterator[_Tab]:
    """The sheets in the order of the tabs."""
    links = parts.get("xl/_rels/workbook.xml.rels")
    members = {
        link.get("Id"): str(link.get("Target", "")) for link in (parsed(path, links) if links is not None else ())
    }
    for sheet in workbook.iter(f"{S}sheet"):
        target = members.get(sheet.get(f"{_R}id"), "")
        yield _Tab(str(sheet.get("name", "")), target_of("xl", target), str(sheet.get("state", "visible")))


def _left_out(tab: _Tab) -> Remark:
    if tab.state != "visible":
        return Remark("", f"{_HIDDEN}“{tab.title}”没有装入")
    return Remark("", f"工作表“{tab.title}”不是表格（图表或宏表），没有装入")
