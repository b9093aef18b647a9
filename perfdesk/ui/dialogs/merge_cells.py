"""How the cells of the merge preview look."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QBrush, QPalette
from PySide6.QtWidgets import QStyleOptionViewItem

from perfdesk.rules.finding import Severity
from perfdesk.ui.appearance import mixed, severity_colour
from perfdesk.ui.models.plan_model import STATE, State
from perfdesk.ui.views.marked_cells import MarkedCellDelegate


class PlanDelegate(MarkedCellDelegate):
    """What is taken has a ground beside its tick; what is asked is bold in the colour of errors; the rest is quiet."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        palette = option.palette
        text, base = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base)
        match index.data(STATE):
            case State.CHOSEN:
                option.backgroundBrush = QBrush(mixed(palette.color(QPalette.ColorRole.Highlight), base, 0.15))
            case State.ASKED:
                text = severity_colour(palette, Severity.ERROR)
            case State.QUIET:
                text = mixed(text, base, 0.65)
        palette.setColor(QPalette.ColorRole.Text, text)
        option.palette = palette
