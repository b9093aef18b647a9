"""The body of an original once more for each further project: on a page of its own, and with nothing twice that a Word
file has once."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from perfdesk.exporters.original.word_table import VALUE, P, W
from perfdesk.exporters.original.word_text import without_numbers

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SECTION, _SETTINGS, _BREAK = f"{W}sectPr", f"{W}pPr", f"{W}pageBreakBefore"
# Names and notes belong to the first copy: a second mark of the same footnote is none of Word's.
_ONCE: Final = tuple(
    f"{W}{name}"
    for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference",
                 "footnoteReference", "endnoteReference", "permStart", "permEnd")
)  # fmt: skip
# What may stand before w:pageBreakBefore (ECMA-376 part 1, 17.3.1.26).
_BEFORE_BREAK: Final = tuple(f"{W}{name}" for name in ("pStyle", "keepNext", "keepLines"))
# Word leaves the numbers of drawings below this to those of the first copy.
_STEP: Final = 100_000


def made_distinct(blocks: Sequence[etree._Element], number: int) -> None:
    """Takes away or numbers anew what the copy `number`, counted from 1, would have in common with the first."""
    for block in blocks:
        without_numbers(block)
        for node in list(block.iter(*_ONCE)):
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
        for control in block.iter(f"{W}sdtPr"):
            for name in control.findall(f"{W}id"):
                control.remove(name)
        for drawing in block.iter(_DRAWING):
            own = str(drawing.get("id", ""))
            if own.isascii() and own.isdigit() and len(own) < 9:
                drawing.set("id", str((int(own) % _STEP + number * _STEP) % 2_000_000_000))


def begin_page(blocks: Sequence[etree._Element]) -> list[etree._Element]:
    """The same blocks on a new page. Before a table stands a paragraph as low as Word allows: tables that touch are
    one table to Word."""
    if blocks and blocks[0].tag == P:
        _break_before(blocks[0])
        return list(blocks)
    glue = etree.Element(P)
    _break_before(glue)
    settings = glue[0]
    etree.SubElement(settings, f"{W}spacing", {f"{W}before": "0", f"{W}after": "0", f"{W}line": "14",
                                               f"{W}lineRule": "exact"})  # fmt: skip
    return [glue, *blocks]


def _break_before(paragraph: etree._Element) -> None:
    settings = paragraph.find(_SETTINGS)
    if settings is None:
        settings = etree.Element(_SETTINGS)
        paragraph.insert(0, settings)
    for one in settings.findall(_BREAK):
        settings.remove(one)
    at = sum(one.tag in _BEFORE_BREAK for one in settings)
    settings.insert(at, etree.Element(_BREAK))


def has_sections(blocks: Sequence[etree._Element]) -> bool:
    """Whether a section ends inside the body, as where a page lies across."""
    return any(next(block.iter(_SECTION), None) is not None for block in blocks)


def end_section(last: etree._Element) -> etree._Element:
    """A paragraph that ends the last section of a copy as the body's end does, on a new page."""
    paragraph = etree.Element(P)
    settings = etree.SubElement(paragraph, _SETTINGS)
    etree.SubElement(settings, f"{W}spacing", {f"{W}before": "0", f"{W}after": "0", f"{W}line": "14",
                                               f"{W}lineRule": "exact"})  # fmt: skip
    copy = deepcopy(last)
    copy.tail = None
    for kind in copy.findall(f"{W}type"):
        kind.set(VALUE, "nextPage")
    settings.append(copy)
    return paragraph
