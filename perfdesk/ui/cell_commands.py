"""The window's commands on cells: they reach the table that is shown, or the text that has the focus."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit

from perfdesk.ui import node_actions
from perfdesk.ui.session import Session
from perfdesk.ui.views.annex_page import AnnexView
from perfdesk.ui.views.cell_table import CellTable
from perfdesk.ui.views.key_table import CellMode, Command, Press
from perfdesk.ui.views.listing_page import ListingView
from perfdesk.ui.views.tabs import Tabs

_Text = QLineEdit | QPlainTextEdit


class CellCommands:
    """What the menus 编辑, 插入 and 审核 do in 表样 and 清单."""

    def __init__(self, session: Session, tabs: Tabs, annex: AnnexView, listing: ListingView) -> None:
        self._session, self._tabs = session, tabs
        self._annex, self._listing = annex, listing

    @property
    def table(self) -> CellTable:
        """The table of cells that is shown."""
        return self._listing.table if self._tabs.page is self._listing else self._annex.table

    def run(self, command: Command) -> None:
        """Does a command of the cell's menu."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QComboBox):
            focused = focused.lineEdit()
        if isinstance(focused, _Text):
            _in_text(focused, command)
        elif focused is self.table:
            self.table.perform(Press(command))

    def add_indicator(self, above: str) -> None:
        """Adds an indicator below `above`; while a cell is edited, does what Ctrl+Enter does there."""
        if self.table.mode is not CellMode.READY:
            self.table.fill_or_add()
        else:
            self._session.commit_requested.emit()
            node_actions.add_indicator(self._session, above)

    def move(self, nodes: tuple[str, ...], by: int) -> None:
        """Moves what the framed cells are of, where the focus is in them; else these nodes."""
        if QApplication.focusWidget() is self.table:
            self.table.perform(Press(Command.ROWS_UP if by < 0 else Command.ROWS_DOWN))
        else:
            node_actions.shift(self._session, nodes, by)

    def show_current(self) -> None:
        """Puts the keyboard into the cell of the field that is looked at, in 表样 if 清单 does not show it."""
        place = self._session.current, self._session.current_key
        if self._annex.caption.shows(*place):
            self._tabs.show_page(0)
            self._annex.caption.fields[place[1]].setFocus()
            return
        if not self.table.index_of(*place).isValid() or place not in self.table.places(self.table.currentIndex()):
            self._tabs.show_page(0)
        self.table.setFocus()


def _in_text(text: _Text, command: Command) -> None:
    acts: dict[Command, Callable[[], object]] = {
        Command.CUT: text.cut,
        Command.COPY: text.copy,
        Command.PASTE: text.paste,
        Command.SELECT_ALL: text.selectAll,
        Command.CLEAR: text.clear,
    }
    if command in acts:
        acts[command]()
