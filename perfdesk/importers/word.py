"""Reads .docx: paragraphs and tables of the body in order, as a reader sees them after accepting all changes."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, ImportFailure, Line, Source, limited
from perfdesk.importers.package import damaged, read_package

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Strict files (ISO/IEC 29500 Strict) differ in the name space only.
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_BODY: Final = "word/document.xml"
_NODES_LIMIT: Final = 8_000_000
_BLOCK_LIMIT: Final = 500_000
_DEPTH_LIMIT: Final = 200
# What stands for something else than its own content, or is no longer part of the text.
_SKIPPED: Final = frozenset(
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "fldData")
) | {f"{_MC}Fallback"}
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_FOOTNOTE: Final = re.compile(rb"<w:(?:foot|end)note\s[^>]*w:id=\"[1-9]")


def read_word(path: Path) -> Source:
    """The body of a Word document. Raises ImportFailure."""
    parts, remarks = read_package(path, (_BODY, "word/footnotes.xml", "word/endnotes.xml"))
    if _BODY not in parts:
        raise ImportFailure(f"{path} 不是 Word 文档（.docx），没有装入。")
    notes = sum(len(_FOOTNOTE.findall(data)) for name, data in parts.items() if name != _BODY)
    if notes:
        remarks = (*remarks, f"文件里的脚注和尾注没有装入（{notes} 处）")
    reader = _Reader(path)
    try:
        elements = tuple(limited(path, reader.elements(parts[_BODY])))
    except etree.XMLSyntaxError as error:
        raise ImportFailure(damaged(path, error)) from None
    if not elements:
        raise ImportFailure(f"{path} 里没有文字，没有装入。")
    if reader.numbered:
        remarks = (*remarks, f"Word 自动编的段落号没有装入（{reader.numbered} 段），请核对")
    return Source(elements, remarks=remarks)


def _blocks(path: Path, data: bytes) -> Iterator[etree._Element]:
    """The children of the body, each given up after use: a tree of everything would take a hundred times the file."""
    stream = BytesIO(data.replace(_STRICT, _W[1:-1].encode()))
    parser = etree.iterparse(
        stream, events=("end",), resolve_entities=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    nodes = block = 0
    for _, node in parser:
        nodes, block = nodes + 1, block + 1
        if nodes > _NODES_LIMIT or block > _BLOCK_LIMIT:
            raise ImportFailure(f"{path} 的内容太多，不像绩效目标表，没有装入。")
        parent = node.getparent()
        if parent is not None and parent.tag == f"{_W}body":
            yield node
            block = 0
            node.clear()
            while node.getprevious() is not None:
                del parent[0]


class _Reader:
    """Walks block content and numbers paragraphs and tables for the report."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._paragraphs = 0
        self._tables = 0
        self.numbered = 0

    def elements(self, data: bytes) -> Iterator[Element]:
        """Paragraphs and tables of the body in order."""
        for block in _blocks(self._path, data):
            yield from self._block(block, 0)

    def _block(self, node: etree._Element, depth: int) -> Iterator[Element]:
        """A paragraph, a table, or what a content control or another wrapper holds."""
        if depth > _DEPTH_LIMIT:
            raise ImportFailure(f"{self._path} 的内容嵌套太深，没有装入。")
        if node.tag == f"{_W}p":
            yield self._line(node)
            yield from self._text_boxes(node, depth)
        elif node.tag == f"{_W}tbl":
            self._tables += 1
            yield from self._table(node, self._tables, depth)
            yield from self._text_boxes(node, depth)
        elif node.tag not in _SKIPPED:
            for child in node:
                yield from self._block(child, depth + 1)

    def _line(self, paragraph: etree._Element) -> Line:
        self._paragraphs += 1
        text = _paragraph(paragraph)
        if text.strip() and paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            self.numbered += 1
        return Line(f"第{self._paragraphs}段", text)

    def _text_boxes(self, block: etree._Element, depth: int) -> Iterator[Element]:
        for box in block.iter(f"{_W}txbxContent"):
            if not any(above.tag in _SKIPPED for above in box.iterancestors()):
                for child in box:
                    yield from self._block(child, depth + 1)

    def _table(self, table: etree._Element, number: int, depth: int) -> Iterator[Element]:
        rows: list[GridRow] = []
        nested: list[etree._Element] = []
        above: dict[int, GridCell] = {}
        for at, row in enumerate(_rows(table), 1):
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
    return min(int(text), 1000) if text.isascii() and text.isdigit() and len(text) < 9 else default


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
