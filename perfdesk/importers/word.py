"""Reads .docx: paragraphs and tables of the body in order, as a reader sees them after accepting all changes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, ImportFailure, Line, Remark, Source, limited
from perfdesk.importers.package import damaged, read_package

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Strict files (ISO/IEC 29500 Strict) differ in the name space only.
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_BODY: Final = "word/document.xml"
_BODY_TAG: Final = f"{_W}body"
# What may stand in the body and hold text.
_BLOCKS: Final = (
    *(f"{_W}{name}" for name in ("p", "tbl", "sdt", "customXml", "ins", "moveTo")), f"{_MC}AlternateContent",
)  # fmt: skip
_CHUNK: Final = 64 * 1024
# Tags, of which an element has two, between the ends of two blocks.
_BLOCK_LIMIT: Final = 1_000_000
_DEPTH_LIMIT: Final = 200
# What stands for something else than its own content, or is no longer part of the text.
_SKIPPED: Final = frozenset(
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "fldData")
) | {f"{_MC}Fallback"}
_NO_TEXT: Final = _SKIPPED | {f"{_W}txbxContent"}
_WRAPPERS: Final = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_P, _TEXT, _TABLE, _SETTINGS = f"{_W}p", f"{_W}t", f"{_W}tbl", f"{_W}tcPr"
_MERGE, _VALUE = f"{_W}vMerge", f"{_W}val"
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_FOOTNOTE: Final = re.compile(rb"<w:(?:foot|end)note\s[^>]*w:id=\"[1-9]")


def read_word(path: Path) -> Source:
    """The body of a Word document. Raises ImportFailure."""
    parts, remarks = read_package(path, (_BODY, "word/footnotes.xml", "word/endnotes.xml"))
    if _BODY not in parts:
        raise ImportFailure(f"{path} 不是 Word 文档（.docx），没有装入。")
    notes = sum(len(_FOOTNOTE.findall(data)) for name, data in parts.items() if name != _BODY)
    if notes:
        remarks = (*remarks, Remark("", f"文件里的脚注和尾注没有装入（{notes} 处）"))
    reader = _Reader(path)
    try:
        elements = tuple(limited(path, reader.elements(parts[_BODY])))
    except etree.XMLSyntaxError as error:
        raise ImportFailure(damaged(path, error)) from None
    if not elements:
        raise ImportFailure(f"{path} 里没有文字，没有装入。")
    if reader.numbered:
        remarks = (*remarks, Remark("", f"Word 自动编的段落号没有装入（{reader.numbered} 段），请核对"))
    return Source(elements, remarks=remarks)


def _blocks(path: Path, data: bytes) -> Iterator[etree._Element]:
    """The children of the body, each given up after use: a tree of everything would take a hundred times the file."""
    data = data.replace(_STRICT, _W[1:-1].encode())
    parser = etree.XMLPullParser(
        ("end",), tag=_BLOCKS, resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    tags = 0
    for at in range(0, len(data), _CHUNK):
        chunk = data[at : at + _CHUNK]
        # Counted here and not element by element, which takes as long as all the rest.
        tags += chunk.count(b"<")
        if tags > _BLOCK_LIMIT:
            raise ImportFailure(f"{path} 的内容太多，不像绩效目标表，没有装入。")
        parser.feed(chunk)
        for _, node in parser.read_events():
            assert etree.iselement(node)  # the only kind of event asked for
            parent = node.getparent()
            if parent is not None and parent.tag == _BODY_TAG:
                yield node
                tags = 0
                node.clear()
                while node.getprevious() is not None:
                    del parent[0]
    parser.close()


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
            cells = tuple(_cells(row, above, nested))
            above = {cell.column: cell for cell in cells}
            rows.append(GridRow(f"第{number}张表第{at}行", cells))
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
        elif node.tag in _WRAPPERS:
            yield from _children(node, name)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _children(table, "tr"):
        if row.find(f"{_W}trPr/{_W}del") is None:
            yield row


def _number(parent: etree._Element | None, name: str, default: int) -> int:
    node = parent.find(f"{_W}{name}") if parent is not None else None
    text = "" if node is None else str(node.get(f"{_W}val") or "")
    return min(int(text), 1000) if text.isascii() and text.isdigit() and len(text) < 9 else default


def _cells(row: etree._Element, above: dict[int, GridCell], nested: list[etree._Element]) -> Iterator[GridCell]:
    """Cells with their grid columns; one merged down from above has that one's text. Gathers tables in them."""
    column = _number(row.find(f"{_W}trPr"), "gridBefore", 0)
    for cell in _children(row, "tc"):
        paragraphs: list[str] = []
        columns, below = 1, False
        for node in cell:
            if node.tag == _P:
                paragraphs.append(_paragraph(node))
            elif node.tag == _SETTINGS:
                columns, below = _spans(node)
            elif node.tag == _TABLE:
                nested.append(node)
            elif node.tag in _WRAPPERS:
                paragraphs.extend(map(_paragraph, _children(node, "p")))
                nested.extend(_children(node, "tbl"))
        upper = above.get(column) if below else None
        yield GridCell(column, columns, upper.text if upper else "\n".join(paragraphs), upper is not None)
        column += columns


def _spans(settings: etree._Element) -> tuple[int, bool]:
    """How many columns a cell covers, and whether it goes on from above."""
    merge = settings.find(_MERGE)
    below = merge is not None and merge.get(_VALUE, "continue") == "continue"
    return max(1, _number(settings, "gridSpan", 1)), below


def _paragraph(paragraph: etree._Element) -> str:
    """The text of a paragraph: insertions in, deletions, field codes and text boxes out."""
    texts: list[str] = []
    _gather(paragraph, texts)
    return "".join(texts)


def _gather(node: etree._Element, texts: list[str]) -> None:
    for child in node:
        tag = child.tag
        if tag == _TEXT:
            texts.append(child.text or "")
        elif tag in _BREAKS:
            texts.append(_BREAKS[tag])
        elif tag not in _NO_TEXT:
            _gather(child, texts)
