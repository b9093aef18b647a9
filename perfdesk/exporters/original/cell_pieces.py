"""The texts of the cells of an original: shared by several cells, or a cell's own."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Final

from lxml import etree

from perfdesk.exporters.original.members import S, parsed
from perfdesk.exporters.original.word_text import Piece

INLINE, TEXT = f"{S}is", f"{S}t"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
# Characters that XML cannot hold stand as _x0007_ (ECMA-376 part 1, 22.9.2.19).
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Strings:
    """The shared strings of a workbook."""

    def __init__(self, data: bytes | None) -> None:
        self.items = list(parsed(data).iter(f"{S}si")) if data else []

    def item(self, number: str) -> etree._Element | None:
        """One of them."""
        at = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else -1
        return self.items[at] if 0 <= at < len(self.items) else None


def pieces_of(cell: etree._Element, item: etree._Element) -> Iterator[Piece]:
    """The runs of a text. As soon as one is set, the cell has the whole text of its own."""
    kept: list[etree._Element] = []

    def own() -> list[etree._Element]:
        if not kept:
            copy = deepcopy(item)
            copy.tag = INLINE
            copy.tail = None
            for one in [one for one in copy if one.tag not in (f"{S}r", TEXT)]:
                copy.remove(one)
            for one in list(cell):
                cell.remove(one)
            cell.append(copy)
            cell.set("t", "inlineStr")
            kept.extend(copy.iter(TEXT))
        return kept

    runs = [one for one in item.iter(TEXT) if not any(above.tag == f"{S}rPh" for above in one.iterancestors())]
    for number, run in enumerate(runs):

        def put(text: str, number: int = number) -> None:
            node = own()[number]
            node.text = escaped(text)
            node.set(SPACE, "preserve")

        yield Piece(run.text or "", put)


def escaped(text: str) -> str:
    """A text as a cell holds it."""
    return _ESCAPE.sub("_x005F_", text)
