"""The paper and the table of a learned form, taken from its source; what the source does not say is GB/T 9704's."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from perfdesk.learning.look import Look, Paper

_POINTS: Final = 72 / 25.4
_MARGIN: Final = 4
_USUAL_SIZE, _USUAL_FONT = 10.5, "宋体"
_TEXT: Final = {False: (156.0, 225.0), True: (247.0, 154.0)}
_NARROWEST: Final = 0.8
_HIGHEST: Final = 30.0
# Points of type; a sheet may be made much smaller to fit its paper.
_SIZES: Final = (4.0, 16.0)


def page(paper: Paper) -> dict[str, Any]:
    """The paper."""
    usual: dict[str, Any] = {"number_style": "page-number", "number_text": "— {page} —"}
    width, height = paper.width - paper.left - paper.right, paper.height - paper.top - paper.bottom
    measures = {"width": paper.width, "height": paper.height, "top": paper.top, "left": paper.left,
                "text_width": width, "text_height": height}  # fmt: skip
    fits = width > 60 and height > 60 and paper.width < 1200 and paper.height < 1200
    if paper.left and paper.right and fits:
        return {**{name: round(value, 1) for name, value in measures.items()}, **usual}
    if paper.width > paper.height:
        width, height = _TEXT[True]
        return {"width": 297, "height": 210, "top": 28, "left": 25, "text_width": width, "text_height": height, **usual}
    return usual


def line_height(look: Look) -> float:
    """How far the lines of the table are apart."""
    size = _size(look)
    return round(look.line, 2) if size <= look.line <= 4 * size else round(size * 1.9)


def _size(look: Look) -> float:
    smallest, largest = _SIZES
    return look.size if smallest <= look.size <= largest else _USUAL_SIZE


def lines(look: Look, table: int, rows: range) -> list[float]:
    """How many lines each of some rows of a table is high at least; 1 where nothing is known."""
    heights = look.rows[table] if table < len(look.rows) else ()
    known = [heights[row] if row < len(heights) else 0.0 for row in rows]
    return [min(max(1.0, round(height / line_height(look), 2)), _HIGHEST) for height in known]


class TablePlace(NamedTuple):
    """A table of the source by its number there, and the columns of it that a form has."""

    number: int
    first: int
    last: int


def table_look(look: Look, places: Sequence[TablePlace]) -> tuple[dict[str, Any], list[list[float]]]:
    """Font and sizes; and of each table the widths in characters. A table that is wider than the paper becomes
    narrower."""
    size = _size(look)
    rooms = [page(look.paper_of(one.number)).get("text_width", _TEXT[False][0]) * _POINTS for one in places]
    narrowest = min(room / (one.last - one.first) for room, one in zip(rooms, places, strict=True))
    margin = (round(look.margin, 2) or _MARGIN) if narrowest > 4 * _MARGIN else 1
    shape = {"font": look.font or _USUAL_FONT, "size": size, "line": line_height(look), "margin": margin}
    return shape, [_characters(look, one, room, size, margin) for one, room in zip(places, rooms, strict=True)]


def _characters(look: Look, one: TablePlace, room: float, size: float, margin: float) -> list[float]:
    known = look.widths[one.number] if one.number < len(look.widths) else ()
    widths = [known[at] if at < len(known) and known[at] > 0 else 0.0 for at in range(one.first, one.last)]
    usual = room / len(widths)
    whole = [width or usual for width in widths]
    scale = min(1.0, room / sum(whole))
    return [max(_NARROWEST, round((width * scale - 2 * margin) / size, 2)) for width in whole]
