"""A table to be read: whole rows, one line each, no grid, the last column takes the rest."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from perfdesk.ui.models.rows_model import RowsModel

# The height of a line of text that the widths are meant for.
_LINE = 17


def of_rows(model: RowsModel, name: str, widths: Iterable[int]) -> QTableView:
    """A table of rows of text."""
    table = QTableView()
    table.setModel(model)
    set_up(table, name, widths)
    return table


def set_up(table: QTableView, name: str, widths: Iterable[int]) -> None:
    """Makes it one. `widths` are of the columns but the last, in pixels at an ordinary font."""
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().lineSpacing() + 8)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
    table.horizontalHeader().setStretchLastSection(True)
    # Whole rows are selected, so that every title would become bold.
    table.horizontalHeader().setHighlightSections(False)
    for column, width in enumerate(widths):
        table.setColumnWidth(column, round(width * scale(table)))


def scale(widget: QWidget) -> float:
    """How much larger than ordinary a widget's font is; widths are made for that one."""
    return widget.fontMetrics().lineSpacing() / _LINE
