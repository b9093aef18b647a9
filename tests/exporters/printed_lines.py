"""What is written and printed, as lines of text that a review can read."""

from collections.abc import Iterator

from lxml import etree
from packages import W

from perfdesk.paper.pages import Page, Piece, TextPiece

# Their children have a line each; what is below those stands on that line.
_OPENED = {W + name for name in ("document", "body", "tbl", "tr", "styles", "settings", "ftr", "compat")}
_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OPENED |= {
    _X + name
    for name in ("worksheet", "cols", "sheetData", "row", "sst", "styleSheet", "cellXfs", "fonts", "workbook", "sheets")
}


def xml_lines(element: etree._Element, depth: int) -> Iterator[str]:
    """A line for each paragraph, cell, style …; no namespaces, attributes in their order."""
    space = " " * depth
    if element.tag in _OPENED:
        yield f"{space}{_start(element)}>"
        for child in element:
            yield from xml_lines(child, depth + 1)
    else:
        yield space + _inline(element)


def _inline(element: etree._Element) -> str:
    body = (element.text or "") + "".join(map(_inline, element))
    return f"{_start(element)}>{body}</>" if body else f"{_start(element)}/>"


def _start(element: etree._Element) -> str:
    name = etree.QName(element).localname
    return f"<{name}" + "".join(f' {etree.QName(key).localname}="{text}"' for key, text in element.attrib.items())


def page_lines(at: int, page: Page) -> Iterator[str]:
    number = "without number" if page.number is None else f"number {page.number}"
    yield f"sheet {at}, {number} {' '.join(page.anchors)}".rstrip()
    for piece in page.pieces:
        yield from _piece_lines(piece)


def _piece_lines(piece: Piece) -> Iterator[str]:
    if isinstance(piece, TextPiece):
        yield f"  {piece.top:.2f} {piece.style}{' → ' + piece.right if piece.right else ''}"
        yield from (f"    {line}" for line in piece.lines)
        return
    heights = " ".join(f"{height:g}" for height in piece.heights[piece.first : piece.last])
    header = " below its header" if piece.header else ""
    yield f"  {piece.top:.2f} rows {piece.first} to {piece.last - 1}{header}: {heights}"
