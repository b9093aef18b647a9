"""A Sheet in a table view: merged cells, columns in its proportions, rows as high as their text."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHeaderView, QTableView

from perfdesk.forms.sheet import PlacedCell, Sheet
from perfdesk.forms.style import Style
from perfdesk.ui.views.cell_look import cell_font, inset
from perfdesk.ui.views.editors import PADDING
from perfdesk.ui.views.paper_delegate import text_height


def set_spans(table: QTableView, sheet: Sheet) -> None:
    """Merges what the Sheet merges."""
    table.clearSpans()
    for cell in sheet.cells:
        if cell.rows > 1 or cell.columns > 1:
            table.setSpan(cell.row, cell.column, cell.rows, cell.columns)


def lay_out(
    table: QTableView,
    sheet: Sheet,
    shown: Callable[[PlacedCell], str],
    beside: Callable[[PlacedCell], int] = lambda _: 0,
    look: Callable[[PlacedCell], Style | None] = lambda _: None,
) -> None:
    """Columns fill the width; a row is as high as its highest cell; a cell over several rows stretches the last.
    `beside` is the room that a cell keeps free of text, `look` its own style."""
    if not sheet.widths:
        return
    room, total = _room(table), sum(sheet.widths)
    edges = [round(sum(sheet.widths[:n]) * room / total) for n in range(len(sheet.widths) + 1)]
    columns = [edges[column + 1] - edges[column] for column in range(len(sheet.widths))]
    changed = _resized(table.horizontalHeader(), columns)
    changed |= _resized(table.verticalHeader(), _heights(table, sheet, edges, shown, beside, look))
    if changed:
        table.updateGeometries()
        table.viewport().update()


def _room(table: QTableView) -> int:
    """The width for the columns: the same with and without scroll bar, or all would shift when it comes."""
    bar = table.verticalScrollBar()
    return table.viewport().width() - (0 if bar.isVisibleTo(table) else bar.sizeHint().width())


def _resized(header: QHeaderView, sizes: list[int]) -> bool:
    """Gives sections their sizes; whether any was another.

    The view is not told of each: it would start a timer, and paint everything a second time when that ends.
    """
    blocker = QSignalBlocker(header)
    changed = False
    for section, size in enumerate(sizes):
        if header.sectionSize(section) != size:
            header.resizeSection(section, size)
            changed = True
    blocker.unblock()
    return changed


def _heights(
    table: QTableView,
    sheet: Sheet,
    edges: list[int],
    shown: Callable[[PlacedCell], str],
    beside: Callable[[PlacedCell], int],
    look: Callable[[PlacedCell], Style | None],
) -> list[int]:
    heights = [table.fontMetrics().lineSpacing() + 2 * PADDING] * sheet.rows
    base, tall = table.font(), list[tuple[PlacedCell, int]]()
    for cell in sheet.cells:
        font = cell_font(base, cell, own := look(cell))
        width = edges[cell.column + cell.columns] - edges[cell.column] - beside(cell) - inset(font, own)
        needed = text_height(font, shown(cell), width)
        if cell.rows == 1:
            heights[cell.row] = max(heights[cell.row], needed)
        else:
            tall.append((cell, needed))
    for cell, needed in tall:
        missing = needed - sum(heights[cell.row : cell.row + cell.rows])
        heights[cell.row + cell.rows - 1] += max(missing, 0)
    return heights
