"""cut_to(...): of a Word file with the same annex for many projects, the body of one of them, for the original that a
form keeps."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from perfdesk.exporters.original.word_table import TABLE, P, W
from perfdesk.importers.namespaces import on

_SECTION, _SETTINGS, _BREAK = f"{W}sectPr", f"{W}pPr", f"{W}pageBreakBefore"
_REFERENCES: Final = (f"{W}headerReference", f"{W}footerReference")
_KIND: Final = f"{W}type"


def cut_to(body: etree._Element, tables: Sequence[etree._Element]) -> None:
    """Leaves the annex that these tables of the body are, with the lines above and below it and how its pages lie."""
    blocks = [one for one in body if one.tag != _SECTION]
    section = _section_of(body, tables[-1])
    inside = [at for at, one in enumerate(blocks) if any(_holds(one, table) for table in tables)]
    first, last = inside[0], inside[-1]
    start = _lead(blocks, first)
    following = next((at for at in range(last + 1, len(blocks)) if _has_table(blocks[at])), None)
    end = _ends_before_break(blocks, last + 1) if following is None else _lead(blocks, following)
    kept = blocks[start : max(end, last + 1)]
    for node in list(body):
        if node not in kept:
            body.remove(node)
    # A section that ends between its tables is the annex's own: one of them lies across.
    _without_sections([*blocks[start:first], *blocks[last : max(end, last + 1)]])
    _without_break(kept[0])
    if section is not None:
        body.append(section)


def _without_sections(blocks: Sequence[etree._Element]) -> None:
    for node in [one for block in blocks for one in block.iter(_SECTION)]:
        _remove(node)


def _holds(block: etree._Element, table: etree._Element) -> bool:
    return block is table or any(above is block for above in table.iterancestors())


def _has_table(block: etree._Element) -> bool:
    return next(block.iter(TABLE), None) is not None


def _lead(blocks: Sequence[etree._Element], table: int) -> int:
    """The first of the lines above a table that are on its page."""
    at = table
    while at > 0 and not _has_table(blocks[at - 1]) and not _ends_page(blocks[at - 1]):
        at -= 1
        if _begins_page(blocks[at]):
            break
    return at


def _ends_before_break(blocks: Sequence[etree._Element], start: int) -> int:
    for at in range(start, len(blocks)):
        if _begins_page(blocks[at]):
            return at
        if _ends_page(blocks[at]):
            return at + 1
    return len(blocks)


def _begins_page(block: etree._Element) -> bool:
    return block.tag == P and bool(on(block.find(f"{_SETTINGS}/{_BREAK}")))


def _ends_page(block: etree._Element) -> bool:
    """Whether a section or, by a break in it, a page ends with the paragraph."""
    breaks = (one.get(_KIND) == "page" for one in block.iter(f"{W}br"))
    return next(block.iter(_SECTION), None) is not None or any(breaks)


def _without_break(block: etree._Element) -> None:
    for mark in block.findall(f"{_SETTINGS}/{_BREAK}"):
        _remove(mark)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    assert parent is not None
    parent.remove(node)


# --- pages ---------------------------------------------------------------------------------------------------------


def _section_of(body: etree._Element, table: etree._Element) -> etree._Element | None:
    """How the pages of a table lie, with the headers and footers that it has from the sections before."""
    known: dict[tuple[str, str], etree._Element] = {}
    for node, section in _sections(body, table):
        own = {(str(one.tag), str(one.get(_KIND))): one for one in section if one.tag in _REFERENCES}
        known = {**known, **own}
        if node:
            made = deepcopy(section)
            for one in [one for one in made if one.tag in _REFERENCES]:
                made.remove(one)
            for at, one in enumerate(known.values()):
                made.insert(at, deepcopy(one))
            return made
    return None


def _sections(body: etree._Element, table: etree._Element) -> Iterator[tuple[bool, etree._Element]]:
    """The sections in order, with whether each ends behind the table."""
    behind = False
    for node in body.iter(TABLE, _SECTION):
        if node is table:
            behind = True
        elif node.tag == _SECTION:
            yield behind, node
