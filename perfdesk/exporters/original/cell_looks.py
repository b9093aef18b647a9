"""How the styles of an original workbook set the text of a cell: the font, and whether it wraps."""

from typing import Final, NamedTuple

from lxml import etree

from perfdesk.exporters.original.members import CALLED, S, parsed

_ON: Final = ("1", "true")
# Alignments that break lines although nothing says so (ECMA-376 part 1, 18.18.40 and 18.18.88).
_BREAKING: Final = ("justify", "distributed")
_USUAL_FONT, _USUAL_SIZE = "宋体", 11.0
_SIZES: Final = range(1, 410)
_MOST_INDENT: Final = 15


class CellLook(NamedTuple):
    """Font and size of a cell's text, bold or not; whether it breaks into lines or becomes smaller where it does not
    fit; how many characters it is set in, and where it stands."""

    font: str = _USUAL_FONT
    size: float = _USUAL_SIZE
    bold: bool = False
    wraps: bool = False
    shrinks: bool = False
    indent: int = 0
    align: str = ""
    vertical: str = ""


class CellLooks:
    """Those of a workbook, by the number that a cell names. `usual` is that of the style Normal, whose digits are what
    the widths of columns count."""

    def __init__(self, data: bytes | None) -> None:
        root = parsed(data) if data else None
        fonts = [_font(one) for one in _list(root, "fonts", "font")]
        normal = next(iter(_list(root, "cellStyleXfs", "xf")), None)
        self._looks = [_look(one, fonts) for one in _list(root, "cellXfs", "xf")]
        self.usual = _look(normal, fonts)

    def of(self, style: str | None) -> CellLook:
        """The look of a cell; one that names none has the first."""
        at = _number(style or "0")
        return self._looks[at] if at < len(self._looks) else self.usual


def _list(root: etree._Element | None, whole: str, one: str) -> list[etree._Element]:
    return root.findall(f"{S}{whole}/{S}{one}") if root is not None else []


def _font(node: etree._Element) -> CellLook:
    name, size, bold = node.find(S + CALLED), node.find(f"{S}sz"), node.find(f"{S}b")
    return CellLook(
        str(name.get("val", "")) if name is not None else _USUAL_FONT,
        _size(str(size.get("val", ""))) if size is not None else _USUAL_SIZE,
        bold is not None and bold.get("val", "1") in _ON,
    )


def _look(node: etree._Element | None, fonts: list[CellLook]) -> CellLook:
    at = _number(str(node.get("fontId", "0"))) if node is not None else 0
    font = fonts[at] if at < len(fonts) else CellLook()
    placed = node.find(f"{S}alignment") if node is not None else None
    if placed is None:
        return font
    align, vertical = str(placed.get("horizontal", "")), str(placed.get("vertical", ""))
    breaks = align in _BREAKING or vertical in _BREAKING
    return font._replace(
        wraps=breaks or placed.get("wrapText") in _ON,
        shrinks=placed.get("shrinkToFit") in _ON,
        indent=min(_number(str(placed.get("indent", "0"))), _MOST_INDENT),
        align=align, vertical=vertical,
    )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _size(text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        return _USUAL_SIZE
    return size if _SIZES.start <= size <= _SIZES.stop else _USUAL_SIZE
