"""How the cells of a Word table end their settings: the lines around them, their ground, where their text stands
(w:tcPr, ECMA-376 part 1, 17.4.70)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from perfdesk.forms.style import Edge, Edges, Style, Vertical

# The name of a line and its width in eighths of a point (17.18.2).
_LINES: Final[Mapping[Edge, tuple[str, int]]] = {
    Edge.NONE: ("nil", 4), Edge.DOTTED: ("dotted", 4), Edge.DASHED: ("dashed", 4), Edge.THIN: ("single", 4),
    Edge.MEDIUM: ("single", 12), Edge.THICK: ("single", 18), Edge.DOUBLE: ("double", 4),
}  # fmt: skip
_VERTICAL: Final = {Vertical.TOP: "top", Vertical.MIDDLE: "center", Vertical.BOTTOM: "bottom"}


def border(side: str, edge: Edge) -> str:
    """The line on a side of a cell or a table."""
    kind, width = _LINES[edge]
    return f'<w:{side} w:val="{kind}" w:sz="{width}" w:space="0" w:color="auto"/>'


@lru_cache(maxsize=1024)
def settings_end(style: Style | None, edges: Edges | None) -> str:
    """What stands behind the merge in the settings of a cell. A cell whose lines are all thin says nothing of them."""
    lines = ""
    if edges is not None:
        left, right, top, bottom = edges
        sides = (("top", top), ("left", left), ("bottom", bottom), ("right", right))
        lines = f"<w:tcBorders>{''.join(border(*side) for side in sides)}</w:tcBorders>"
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{style.fill}"/>' if style and style.fill else ""
    vertical = _VERTICAL[style.vertical if style else Vertical.MIDDLE]
    return f'{lines}{ground}<w:vAlign w:val="{vertical}"/></w:tcPr>'


def smaller(style: Style) -> str:
    """The run properties of text that was made smaller."""
    size = max(1, int(style.size * 2))
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
