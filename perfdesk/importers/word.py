"""Reads .docx: paragraphs and tables of the body in order, as a reader sees them after accepting all changes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, ImportFailure, Line, Source
from perfdesk.importers.package import read_parts

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NODES_LIMIT: Final = 3_000_000
_DEPTH_LIMIT: Final = 200
# What stands for something else than its own content, or is no longer part of the text.
_SKIPPED: Final = frozenset(
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "fldData")
) | {f"{_MC}Fallback"}
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_word(path: Path) -> Source:
    """The body of a Word document. Raises ImportFailure."""
    parts = read_parts(path, ("word/document.xml",))
    if "word/document.xml" not in parts:
        raise ImportFailure(f"{path} 不是 Word 文档（.docx），没有装入。")
    try:
        root = etree.fromstring(parts["word/document.xml"], _parser())
    except etree.XMLSyntaxError as error:
        raise ImportFailure(f"{path} 已损坏，没有装入：正文第 {error.lineno or 1} 行的格式不对。") from None
    body = root.find(f"{_W}body")
    if body is None:
        raise ImportFailure(f"{path} 不是 Word 文档（.docx），没有装入。")
    return Source(tuple(_Reader(path).elements(body)))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)


class _Reader:
    """Walks block content and numbers paragraphs and tables for the report."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._paragraphs = 0
        self._tables = 0
        self._nodes = 0

    def elements(self, parent: etree._Element, depth: int = 0) -> Iterator[Element]:
        """Paragraphs and tables, also inside content controls and other wrappers."""
        for node in parent:
            self._count(depth)
            if node.tag == f"{_W}p":
                self._paragraphs += 1
                yield Line(f"第{self._paragraphs}段", _paragraph(node))
                yield from self._text_boxes(node, depth)
            elif node.tag == f"{_W}tbl":
                self._tables += 1
                yield from self._table(node, self._tables, depth)
            elif node.tag not in _SKIPPED:
                yield from self.elements(node, depth + 1)

    def _count(self, depth: int) -> None:
        self._nodes += 1
        if self._nodes > _NODES_LIMIT or depth > _DEPTH_LIMIT:
            raise ImportFailure(f"{self._path} 的内容太多或嵌套太深，没有装入。")

    def _text_boxes(self, paragraph: etree._Element, depth: int) -> Iterator[Element]:
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(above.tag in _SKIPPED for above in box.iterancestors()):
                yield from self.elements(box, depth + 1)

    def _table(self, table: etree._Element, number: int, depth: int) -> Iterator[Element]:
        rows: list[GridRow] = []
        nested: list[etree._Element] = []
        above: dict[int, GridCell] = {}
        for at, row in enumerate(_rows(table), 1):
            self._count(depth)
            cells = tuple(_cells(row, above))
            above = {cell.column: cell for cell in cells}
            rows.append(GridRow(f"第{number}张表第{at}行", cells))
            nested.extend(inner for cell in _children(row, "tc") for inner in _children(cell, "tbl"))
        if rows:
            yield Grid(tuple(rows), merges=True)
        for inner in nested:
            self._tables += 1
            yield from self._table(inner, self._tables, depth + 1)


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of a kind, through content controls, custom XML and accepted insertions."""
    for node in parent:
        if node.tag == f"{_W}{name}":
            yield node
        elif node.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"):
            yield from _children(node, name)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _children(table, "tr"):
        if row.find(f"{_W}trPr/{_W}del") is None:
            yield row


def _number(parent: etree._Element | None, name: str, default: int) -> int:
    node = parent.find(f"{_W}{name}") if parent is not None else None
    text = "" if node is None else str(node.get(f"{_W}val") or "")
    return min(int(text), 1000) if text.isascii() and text.isdigit() else default


def _cells(row: etree._Element, above: dict[int, GridCell]) -> Iterator[GridCell]:
    """Cells with their grid columns; one merged down from above has that one's text."""
    column = _number(row.find(f"{_W}trPr"), "gridBefore", 0)
    for cell in _children(row, "tc"):
        settings = cell.find(f"{_W}tcPr")
        columns = max(1, _number(settings, "gridSpan", 1))
        merge = settings.find(f"{_W}vMerge") if settings is not None else None
        below = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        upper = above.get(column) if below else None
        text = upper.text if upper else "\n".join(_paragraph(p) for p in _children(cell, "p"))
        yield GridCell(column, columns, text, below=upper is not None)
        column += columns


def _paragraph(paragraph: etree._Element) -> str:
    """The text of a paragraph: insertions in, deletions, field codes and text boxes out."""
    return "".join(_texts(paragraph))


def _texts(node: etree._Element) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _SKIPPED and child.tag != f"{_W}txbxContent":
            yield from _texts(child)
