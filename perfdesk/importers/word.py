"""Reads .docx: the paragraphs and tables of the body in order, as a reader sees them after accepting all changes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers import tally
from perfdesk.importers.exported_ids import CUSTOM, named_origin
from perfdesk.importers.grid import ImportFailure, Remark, Source, limited
from perfdesk.importers.namespaces import MC, W, transitional
from perfdesk.importers.package import Package, damaged, read_package
from perfdesk.importers.tally import Tally
from perfdesk.importers.word_blocks import BlockReader
from perfdesk.importers.word_package import Watch, running_lines, setting, watch

_BODY: Final = "word/document.xml"
_PARTS: Final = (
    _BODY, "word/footnotes.xml", "word/endnotes.xml", "word/styles.xml", "word/numbering.xml", "word/header",
    "word/footer", CUSTOM,
)  # fmt: skip
_BODY_TAG: Final = f"{W}body"
# The elements of the body that may hold paragraphs. Other elements are noticed when one of these ends.
_BLOCKS: Final = (*(f"{W}{name}" for name in ("p", "tbl", "sdt", "customXml", "ins", "moveTo")),
                  f"{MC}AlternateContent")  # fmt: skip
_CHUNK: Final = 64 * 1024
# The most tags between the ends of two blocks. An element has two tags.
_BLOCK_LIMIT: Final = 1_000_000
_FOOTNOTE: Final = re.compile(rb"<w:(?:foot|end)note\s[^>]*w:id=\"[1-9]")
# Contents that the package lists and the text reports again with a place.
_NAMED_IN_TEXT: Final = {
    "图片": (tally.PICTURE,),
    "嵌入的对象": (tally.OBJECT, tally.CHART),
    "控件": (tally.CONTROL,),
    "批注": (tally.COMMENT,),
}


def read_word(path: Path) -> Source:
    """The body of a Word document. Raises ImportFailure."""
    package = read_package(path, _PARTS)
    parts = {name: transitional(data) for name, data in package.parts.items()}
    if _BODY not in parts:
        raise ImportFailure(f"{path} 不是 Word 文档（.docx），没有装入。")
    counts = Tally()
    try:
        runs, styles = setting(path, parts, counts)
        blocks = _blocks(path, parts[_BODY], watch(styles, parts[_BODY]))
        elements = tuple(limited(path, BlockReader(path, runs, counts).elements(blocks)))
        origin = named_origin(parts)
        running = tuple(running_lines(path, parts, runs))
    except etree.XMLSyntaxError as error:
        raise ImportFailure(damaged(path, error)) from None
    if not elements:
        raise ImportFailure(f"{path} 里没有文字，没有装入。")
    return Source(elements, remarks=(*_besides(package, counts), *counts.remarks()), running=running, origin=origin)


def _besides(package: Package, counts: Tally) -> Iterator[Remark]:
    """Contents of the package that the text does not report."""
    for remark in package.remarks:
        if not any(what in remark.text and counts.has(*kinds) for what, kinds in _NAMED_IN_TEXT.items()):
            yield remark
    notes = sum(len(_FOOTNOTE.findall(data)) for name, data in package.parts.items() if "notes.xml" in name)
    if notes and not counts.has(tally.NOTE):
        yield Remark("", f"文件里的脚注和尾注没有装入（{notes} 处）")


def _blocks(path: Path, data: bytes, watched: Watch) -> Iterator[tuple[etree._Element, bool]]:
    """The children of the body. Each is removed after use, because a tree of everything would take a hundred times the
    memory of the file.

    With each comes whether it contains an element that is watched for. All others are read the quick way.
    """
    # Only the body has an event, because an event for each paragraph would take as long as parsing.
    parser = etree.XMLPullParser(
        ("start",), tag=_BODY_TAG, resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    body, tags = None, 0
    for at in range(0, len(data), _CHUNK):
        chunk = data[at : at + _CHUNK]
        # Counted here, because to count each element would take as long as all the rest.
        tags += chunk.count(b"<")
        if tags > _BLOCK_LIMIT:
            raise ImportFailure(f"{path} 的内容太多，不像绩效目标表，没有装入。")
        parser.feed(chunk)
        for _, node in parser.read_events():
            assert etree.iselement(node)  # the only kind of event asked for
            body = node if body is None else body
        for child in _whole_children(body) if body is not None else ():
            yield child, _is_special(child, watched)
            tags = 0
    parser.close()
    for child in body if body is not None else ():
        yield child, _is_special(child, watched)


def _whole_children(body: etree._Element) -> Iterator[etree._Element]:
    """The complete children, which another child follows. Each is removed when the next one is requested."""
    first = next(iter(body), None)
    while first is not None and (following := first.getnext()) is not None:
        yield first
        # Emptied first, because lxml visits all contents of an element that is removed from its tree.
        first.clear()
        body.remove(first)
        first = following


def _is_special(child: etree._Element, watched: Watch) -> bool:
    """Whether a child of the body needs the thorough reader. A child that is no block always does."""
    return watched.always or child.tag not in _BLOCKS or next(child.iter(*watched.tags), None) is not None
