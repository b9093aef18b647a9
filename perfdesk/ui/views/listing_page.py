"""清单 as a page of the window: what is listed and of which projects, the filters, and the table below."""

from collections.abc import Callable, Container
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QMenu,
    QRadioButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from perfdesk.model.fields import RECORDS, Owner
from perfdesk.ui import preferences
from perfdesk.ui.models.listing_model import ListingModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.session import Session
from perfdesk.ui.views.column_menu import add_columns
from perfdesk.ui.views.flow_layout import flowing
from perfdesk.ui.views.listing import ListingTable, list_title

# What can be listed; of records just the kinds that the form prints.
_LISTED = (Owner.INDICATOR, *RECORDS, Owner.PROJECT)


class ListingView(QWidget):
    """Indicators, records or projects, of one project or of all. All but the first list are made when somebody wants
    them.

    `table_made(table)` tells whoever connects tables.
    """

    table_made = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stack = QStackedWidget()
        self._models: dict[Owner, ListingModel] = {}
        self._tables: dict[Owner, ListingTable] = {}
        self._owner = Owner.INDICATOR
        self._owners = dict(zip(_LISTED, self._switch("清单列出", *map(list_title, _LISTED)), strict=True))
        self._one, self._every = self._switch("清单的范围", "本项目", "全部")
        self._range = PlainLabel("　范围")
        self._filter = QLineEdit()
        self._columns, self._narrowed = QToolButton(), QToolButton()
        self._set_up_bar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 0)
        what = (PlainLabel("列出"), *self._owners.values())
        where = (self._range, self._one, self._every)
        layout.addWidget(flowing(*what, *where, self._filter, self._columns, self._narrowed))
        layout.addWidget(self._stack, 1)
        self._show(Owner.INDICATOR)
        session.current_changed.connect(lambda *_: self._follow())
        session.document_changed.connect(lambda *_: self._refresh())

    @property
    def model(self) -> ListingModel:
        """What is listed."""
        return self._models[self._owner]

    @property
    def table(self) -> ListingTable:
        """The table that is shown."""
        return self._tables[self._owner]

    def _switch(self, name: str, *words: str) -> list[QRadioButton]:
        group = QButtonGroup(self)
        buttons = [*map(QRadioButton, words)]
        for button in buttons:
            button.setAccessibleName(f"{name}：{button.text()}")
            group.addButton(button)
        return buttons

    def _set_up_bar(self) -> None:
        self._filter.setPlaceholderText("筛选清单")
        self._filter.setAccessibleName("筛选清单")
        self._filter.setClearButtonEnabled(True)
        self._filter.setMinimumWidth(self.fontMetrics().averageCharWidth() * 26)
        self._filter.textChanged.connect(lambda text: self.model.filter(text))
        for owner, button in self._owners.items():
            button.clicked.connect(partial(self._show, owner))
        self._one.clicked.connect(lambda: self._scope(every=False))
        self._every.clicked.connect(lambda: self._scope(every=True))
        self._columns.setText("列")
        self._columns.setToolTip("选择显示的列")
        self._columns.setAccessibleName("选择显示的列")
        self._columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._columns)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: add_columns(menu, self.model))
        self._columns.setMenu(menu)
        self._narrowed.setToolTip("取消全部筛选")
        self._narrowed.clicked.connect(self._unfilter)

    def _unfilter(self) -> None:
        self._filter.clear()
        self.model.unfilter()

    def _scope(self, *, every: bool) -> None:
        self.model.show_all(every=every)

    def _show(self, owner: Owner, *_: object) -> None:
        self._session.commit_requested.emit()
        self._owner = owner
        if owner not in self._tables:
            self._make(owner)
        self._stack.setCurrentWidget(self.table)
        self.setFocusProxy(self.table)
        self._refresh()

    def _make(self, owner: Owner) -> None:
        model = self._models[owner] = ListingModel(self._session, owner, self)
        model.hide(preferences.hidden_columns(owner.value))
        table = self._tables[owner] = ListingTable(self._session, model, self)
        self._stack.addWidget(table)
        model.chosen_changed.connect(self._refresh)
        # What is listed is chosen from the keyboard there, with the arrows.
        table.before_wanted.connect(lambda: self._owners[self._owner].setFocus(Qt.FocusReason.BacktabFocusReason))
        self.table_made.emit(table)

    def each_table(self, act: Callable[[ListingTable], object]) -> None:
        """Does something with each table there is, and with those that are made later."""
        for table in self._tables.values():
            act(table)
        self.table_made.connect(act)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def _follow(self) -> None:
        """Whoever looks at a row sees it: where rows of another kind are listed, its own are listed now. A list of
        projects stays, for the row's project is in it."""
        row = self._session.document.row(self._session.current) if self._session.is_open else None
        others = row is not None and row.owner is not self._owner and self._owner is not Owner.PROJECT
        if row is not None and others and row.owner in self._kinds() and self.isVisible():
            self._show(row.owner)
        else:
            self._refresh()

    def _kinds(self) -> list[Owner]:
        """What the form prints repeated rows of."""
        return [band.owner for band in self._session.form.table.records] if self._session.is_open else []

    def _refresh(self) -> None:
        """The switches and the box say what is listed."""
        kinds = self._kinds()
        if self._session.is_open and self._owner in RECORDS and self._owner not in kinds:
            self._show(Owner.INDICATOR)
            return
        self._refresh_switches(kinds)
        model = self.model
        document = self._session.document if self._session.is_open else None
        self._one.setEnabled(document is not None and document.project(self._session.current) is not None)
        (self._every if model.shows_all else self._one).setChecked(True)
        if self._filter.text() != model.filter_text:
            blocker = QSignalBlocker(self._filter)
            self._filter.setText(model.filter_text)
            blocker.unblock()
        words = "、".join(model.title(key) for key in model.filters) if document is not None else ""
        self._narrowed.setText(f"只看筛选的{words}  ×")
        self._narrowed.setVisible(bool(words))

    def _refresh_switches(self, kinds: Container[Owner]) -> None:
        """What can be listed, and of which projects, where there can be several."""
        for owner, button in self._owners.items():
            button.setChecked(owner is self._owner)
            button.setVisible(owner not in RECORDS or owner in kinds)
        of_department = self._session.is_open and self._session.form.of_department
        of_projects = self._owners[Owner.PROJECT]
        of_projects.setText("部门" if of_department else list_title(Owner.PROJECT))
        of_projects.setAccessibleName(f"清单列出：{of_projects.text()}")
        for widget in (self._range, self._one, self._every):
            widget.setVisible(self._owner is not Owner.PROJECT and not of_department)
