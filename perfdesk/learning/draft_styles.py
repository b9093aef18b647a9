"""The styles of the lines around the tables of a learned form: on a sheet they are rows, and set as their cells are."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from perfdesk.learning.draft_lines import gap_height, line_style, line_types
from perfdesk.learning.form_parts import FormPart
from perfdesk.learning.look import Look, RowType
from perfdesk.paper.row_heights import BORDER

Shape = dict[str, Any]
CAPTION: Final = "caption"
HEADING: Final = "heading"
STYLES: Final[Mapping[str, Shape]] = {
    HEADING: {"font": "方正小标宋简体", "size": 18, "align": "center", "line": 30, "outline": 1},
    CAPTION: {"font": "仿宋", "size": 12, "line": 20},
    "page-number": {"font": "宋体", "size": 14, "align": "center", "line": 20},
}
# That of a title which is not there: its line has to be as low as it can.
NO_TITLE: Final[Shape] = {**STYLES[HEADING], "size": 1, "line": 1}
_THINNEST, _HIGHEST = 1.0, 200.0
_ALIGNS: Final = {"center": "center", "centerContinuous": "center", "right": "right"}


def line_styles(look: Look, part: FormPart, title: str, captions: int) -> Mapping[str, Shape]:
    """Those of a form whose first table is `part`; above it stand its title and so many printed `captions`. On a sheet
    they are together as high as the rows above the table."""
    heights = [height + BORDER for height in _of(look.rows, part.table.place)[: part.rows.start]]
    types = _of(look.tops, part.table.place)
    if not types:
        return {**STYLES, **_in_word(look, part, title)}
    at = next((row for row in range(len(heights)) if _says(part, row, title)), -1) if title else -1
    own = heights[at] if at >= 0 else 0.0
    rest = sum(heights) - own
    heading = {**STYLES[HEADING], **_typed(types, at), "line": _height(own if captions else own + rest)}
    others = {**STYLES[CAPTION], **_typed(types, next((row for row in range(len(heights)) if row != at), -1))}
    line = {"line": _height(rest / captions)} if captions else {}
    return {**STYLES, HEADING: heading, CAPTION: {**others, **line}}


def _in_word(look: Look, part: FormPart, title: str) -> Mapping[str, Shape]:
    """How the title and the other lines are set above a table of a Word file, where not each has its own style."""
    printed = _of(look.lines, part.table.place)
    last = next((one for one in reversed(part.above) if one != title), "")
    known = {name: line_types(printed, [line]) for name, line in ((HEADING, title), (CAPTION, last)) if line}
    return {
        name: line_style(one[0]._replace(before=0.0, after=0.0), STYLES[name]) for name, one in known.items() if one
    }


def printed_styles(look: Look, part: FormPart, lines: Sequence[str], title: str) -> list[Shape] | None:
    """How each of the lines above a table is set: as its row of a sheet or its paragraph is; None where that is not
    known."""
    usual = [STYLES[HEADING if line == title else CAPTION] for line in lines]
    if (rows := line_rows(look, part, lines)) is not None:
        return [row_style(look, part, *one) for one in zip(rows, usual, strict=True)]
    return word_styles(look, part.table.place, lines, usual)


def word_styles(look: Look, place: int, lines: Sequence[str], usual: Sequence[Shape]) -> list[Shape] | None:
    """How each of these lines is set above a table of a Word file, or below all; None where that is not known."""
    types = line_types(look.lines[place], lines) if place < len(look.lines) else None
    return None if types is None else [line_style(*one) for one in zip(types, usual, strict=True)]


def line_rows(look: Look, part: FormPart, lines: Sequence[str]) -> list[range] | None:
    """The rows of a sheet that each line above a table stands in: its own, and the empty ones above it. None if that is
    not known."""
    if not _of(look.tops, part.table.place):
        return None
    cells, row, found = part.table.cells, 0, []
    for line in lines:
        begin = row
        while row < part.rows.start and "\t".join(one.text for one in cells.row(row) if not one.blank) != line:
            row += 1
        if row == part.rows.start:
            return None
        row += 1
        found.append(range(begin, row))
    return found


def row_style(look: Look, part: FormPart, rows: range, usual: Shape) -> Shape:
    """How a line is set that stands in the last of these rows; the others are the room above it."""
    heights = [height + BORDER for height in _of(look.rows, part.table.place)]
    *above, own = heights[rows.start : rows.stop]
    before = {"before": round(min(sum(above), _HIGHEST), 2)} if above else {}
    return {**usual, **_typed(_of(look.tops, part.table.place), rows[-1]), "line": _height(own), **before}


def gap_style(look: Look, before: FormPart, part: FormPart, lines: int, style: Mapping[str, Any]) -> Shape | None:
    """The style of the first of so many lines between two tables of a sheet: with the room of the empty rows there."""
    if before.table.place != part.table.place or not _of(look.tops, part.table.place):
        return None
    heights = _of(look.rows, part.table.place)[before.rows.stop : part.rows.start]
    room = sum(heights) + BORDER * len(heights) - lines * style["line"]
    return {**style, "before": round(min(room, _HIGHEST), 2)} if room > 0 else None


def empty_line(look: Look, place: int, usual: Shape) -> Shape:
    """The style of an empty line that stands for all that there are above a table of a Word file."""
    room = gap_height(_of(look.lines, place))
    return {**usual, "line": _height(room + BORDER)} if room else usual


def _of(tables: tuple[Any, ...], table: int) -> tuple[Any, ...]:
    found: tuple[Any, ...] = tables[table] if table < len(tables) else ()
    return found


def _says(part: FormPart, row: int, title: str) -> bool:
    return any(one.text == title for one in part.table.cells.row(row))


def _height(points: float) -> float:
    return round(min(max(points, _THINNEST), _HIGHEST), 2)


def _typed(types: tuple[RowType, ...], row: int) -> Shape:
    """Font, size and place of the text of a row."""
    if not 0 <= row < len(types) or not types[row].size:
        return {}
    one = types[row]
    align = {"align": _ALIGNS.get(one.align, "left")}
    return {"font": one.font or STYLES[CAPTION]["font"], "size": one.size, "bold": one.bold, **align}
