"""The styles of the lines around the tables of a form that is learned from a Word file: each as it is set there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from perfdesk.learning.look import PAGE_BREAK, LineType, PrintedLine

Shape = dict[str, Any]
_HIGHEST: Final = 200.0
_LEAST: Final = 1.0
# How far a line is set in at most, in points: so that it has room on any paper.
_DEEPEST: Final = 250.0
# In characters, as a form says it.
_MOST_INDENT: Final = 40.0
# So many lines with words may stand between two that are looked for.
_FAR: Final = 6


def line_types(printed: Sequence[PrintedLine], lines: Sequence[str]) -> list[LineType] | None:
    """How each of these lines is set, which stand in this order among the printed ones; None if one is not there. Empty
    lines are room above the next one, below the last room under it."""
    found: list[LineType] = []
    at, room = len(printed), 0.0
    for line in reversed(lines):
        at, below = _place_of(printed, at, line)
        if at < 0:
            return None
        if found:
            found[-1] = _with_room(found[-1], before=below)
        else:
            room = below
        found.append(printed[at][1])
    if not found:
        return []
    found[-1] = _with_room(found[-1], before=_room(printed[:at]))
    found[0] = found[0]._replace(after=_bounded(found[0].after + room))
    return found[::-1]


def _place_of(printed: Sequence[PrintedLine], end: int, line: str) -> tuple[int, float]:
    """Where a line stands before another one, -1 if nowhere near, and the room between both. Its words may have a
    number before them that Word counts."""
    wanted, passed, room = "".join(line.split()), 0, 0.0
    for at in range(end - 1, -1, -1):
        text, one = printed[at]
        if text and text != PAGE_BREAK and wanted.endswith(text):
            return at, room
        passed += bool(text)
        if passed > _FAR:
            break
        room += _height(one)
    return -1, 0.0


def _room(printed: Sequence[PrintedLine]) -> float:
    """The height of the empty lines at the end."""
    return sum(_height(one) for one in _empty(printed))


def _empty(printed: Sequence[PrintedLine]) -> Iterator[LineType]:
    for text, one in reversed(printed):
        if text:
            return
        yield one


def _height(one: LineType) -> float:
    return one.before + one.line + one.after


def _with_room(one: LineType, *, before: float) -> LineType:
    return one._replace(before=_bounded(one.before + before))


def _bounded(points: float) -> float:
    return round(min(points, _HIGHEST), 2)


def gap_height(printed: Sequence[PrintedLine]) -> float:
    """How high the lines between two tables are together; 0 where nothing is known."""
    return _bounded(sum(_height(one) for _, one in printed))


def line_style(one: LineType, usual: Mapping[str, Any]) -> Shape:
    """The style of a line; `usual` is what a form says of such a line if nothing else is known."""
    deepest = min(one.indent, round(_DEEPEST / one.size, 2), _MOST_INDENT)
    own: Shape = {
        "font": one.font or usual["font"], "size": one.size, "align": one.align,
        "line": max(one.line, _LEAST), "bold": one.bold, "before": one.before, "after": one.after,
        "indent": deepest if one.align in ("left", "both") else 0.0,
    }  # fmt: skip
    return {**usual, **{name: value for name, value in own.items() if value or name in ("align", "size")}}
