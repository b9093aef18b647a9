"""How high the rows of a project's table are, in points.

With exact line spacing and fixed columns a row is as high as its longest cell has lines, and nothing else matters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import PlacedCell, Sheet
from perfdesk.forms.style import Style
from perfdesk.paper.breaking import broken, line_count, measure

POINTS_PER_MM = 72 / 25.4
# A text of so few characters cannot fill a page, even with one character in each line.
_SHORT = 20
# The height of a row is that of its lines and one border.
BORDER = 0.5
# Type that is made smaller to fit stays larger than this, in points.
_SMALLEST = 1.0


def row_heights(form: Form, table: Sheet) -> tuple[float, ...]:
    """The height of each row in points. If a cell over several rows needs more height than they have, the last one
    grows."""
    line, rooms = form.table.line, _rooms(form, table.widths)
    heights = [line + BORDER] * table.rows
    for row, least in table.lines.items():
        heights[row] = least * line + BORDER
    tall: list[tuple[PlacedCell, float]] = []
    for cell in table.cells:
        text, room = cell.text, rooms[cell.column, cell.columns]
        if cell.style:
            needed = _styled_height(form, table, cell)
        elif len(text) <= room and "\n" not in text:
            continue
        else:
            needed = line * line_count(text, room)
        if cell.rows > 1:
            tall.append((cell, needed))
        elif needed + BORDER > heights[cell.row]:
            heights[cell.row] = needed + BORDER
    for cell, needed in tall:
        missing = needed + BORDER - sum(heights[cell.row : cell.row + cell.rows])
        if missing > 0:
            heights[cell.row + cell.rows - 1] += missing
    return tuple(heights)


def _styled_height(form: Form, table: Sheet, cell: PlacedCell) -> float:
    style = form.styles[cell.style]
    if style.shrink:
        return style.line
    points = sum(table.widths[cell.column : cell.column + cell.columns]) - 2 * form.table.margin
    room = points / style.size - style.inset
    if not style.spacing:
        return style.line * line_count(cell.text, room)
    return style.line * sum(1 for _ in broken(cell.text, room, spacing=style.spacing / style.size))


def fitted(style: Style, text: str, points: float) -> Style:
    """The style in which a text is set in a cell with so much room; smaller where it says so and the text is wider."""
    wide = (measure(text.replace("\n", " "), style.spacing / style.size) + style.inset) * style.size
    if not style.shrink or wide <= points:
        return style
    return replace(style, size=max(_SMALLEST, style.size * points / wide))


@lru_cache(maxsize=64)
def _rooms(form: Form, widths: tuple[float, ...]) -> Mapping[tuple[int, int], float]:
    """How many em of text fit into a cell of a table with these columns, by its first column and how many it has."""
    size, margin = form.table.size, 2 * form.table.margin
    places = combinations(range(len(widths) + 1), 2)
    return {(first, last - first): (sum(widths[first:last]) - margin) / size for first, last in places}


def page_room(form: Form, table: Sheet, heights: tuple[float, ...]) -> float:
    """The height in points that a page has for rows: without the repeated header, if there is one."""
    return form.page.text_height * POINTS_PER_MM - header_height(table, heights)


def header_height(table: Sheet, heights: Sequence[float]) -> float:
    """The height of the rows that repeat on a following page; 0 if there are none."""
    return sum(heights[table.repeated.start : table.repeated.stop])


def split_rows(form: Form, table: Sheet) -> frozenset[int]:
    """The rows that are higher than a page and may be split. All other rows stay on one page."""
    rooms = _rooms(form, table.widths)
    if not any(_may_fill_a_page(form, rooms, cell) for cell in table.cells if len(cell.text) > _SHORT):
        return frozenset()
    heights = row_heights(form, table)
    room = page_room(form, table, heights)
    return frozenset(row for row, height in enumerate(heights) if height > room)


def _may_fill_a_page(form: Form, rooms: Mapping[tuple[int, int], float], cell: PlacedCell) -> bool:
    """A quick estimate that never misses such a cell. Counting the lines would cost as much as all the rest."""
    room, line = rooms[cell.column, cell.columns], form.table.line
    if cell.style:
        style = form.styles[cell.style]
        room, line = room * form.table.size / style.size - style.inset, style.line
    lines = len(cell.text) / max(1.0, room - 3) + cell.text.count("\n") + 1
    return lines > form.page.text_height * POINTS_PER_MM / line - 4
