"""清单: indicators as a plain table: sort, filter, edit, fill down, edit many, copy and paste."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from perfdesk.blocks.destination import ListDestination
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.keys import BASIS, DESCRIPTION, LEVEL1, LEVEL2, NAME, TARGET
from perfdesk.ui.appearance import severity_colour, worst
from perfdesk.ui.models.listing_model import PROJECT, ListingModel
from perfdesk.ui.models.sheet_model import FINDINGS, Index
from perfdesk.ui.session import Session
from perfdesk.ui.views.clipboard_actions import ClipboardActions
from perfdesk.ui.views.editors import CellDelegate, CellTable, editor_text, level_choices

_WIDTHS = {"project": 150, LEVEL1: 84, LEVEL2: 110, NAME: 190, DESCRIPTION: 220, TARGET: 110, BASIS: 150}


class _ListDelegate(CellDelegate):
    """A bar at the left of cells with findings."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        severity = worst(index.data(FINDINGS) or ())
        if severity is not None:
            box = option.rect
            painter.fillRect(box.left(), box.top(), 4, box.height(), severity_colour(option.palette, severity))


class ListingTable(CellTable):
    """The table and its keys."""

    def __init__(self, session: Session, model: ListingModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._listing = model
        self._following = False
        self.clipboard: ClipboardActions = ClipboardActions(session, self, self._destination, model.index_of)
        self.set_delegate(_ListDelegate(self._kind, self._choices, self))
        self.delegate.entered.connect(lambda: self._step(1, 0))
        self.stepped.connect(lambda by: self._step(0, by))
        self.setModel(model)
        self.setAccessibleName("指标清单")
        self.setSortingEnabled(True)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        model.modelReset.connect(self._widths)
        session.current_changed.connect(self._show_current)
        session.commit_requested.connect(self.delegate.commit)
        self.delegate.typed.connect(self._typed)
        self.delegate.left.connect(session.look_back)
        self._widths()

    def _widths(self) -> None:
        scale = self.fontMetrics().lineSpacing() / 17
        for column, key in enumerate(self._listing.keys):
            self.setColumnWidth(column, round(_WIDTHS.get(key, 100) * scale))

    def _kind(self, index: Index) -> Kind:
        return self._session.form.vocabulary.kind(Owner.INDICATOR, self._listing.place(index)[1])

    def _choices(self, index: Index) -> list[str]:
        node, key = self._listing.place(index)
        return level_choices(self._session.form, self._session.document, node, key)

    def _typed(self, index: Index, text: str) -> None:
        self._session.look_ahead({self._listing.place(index): text})

    # --- the current cell -------------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._following and self.isVisible():
            self._following = True
            # Looking at a row must not narrow a list of the whole department to that row's project.
            node, key = self._listing.place(current)
            with self._listing.scope_held():
                self._session.select(node, key if key != "project" else "")
            self._following = False

    def _show_current(self, node: str, key: str) -> None:
        index = self._listing.index_of(node, key) if not self._following else QModelIndex()
        if index.isValid() and index != self.currentIndex():
            self._following = True
            # Not the view's own way, which adds to the selection while Ctrl is held for a shortcut.
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self._following = False

    def _step(self, down: int, right: int) -> None:
        here = self.currentIndex()
        there = self._listing.index(here.row() + down, here.column() + right)
        if there.isValid():
            self.setCurrentIndex(there)

    # --- keys -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Delete:
            self._set_selected(lambda _: "", "清除内容")
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(1, 0)
        else:
            super().keyPressEvent(event)

    def is_editing_many(self) -> bool:
        """Whether a cell is being typed into while several are selected."""
        editing = self.state() == QAbstractItemView.State.EditingState
        return self.isVisible() and editing and len(self.selectedIndexes()) > 1

    def commit_to_selection(self) -> None:
        """Puts what is being typed into every selected cell of the column: one step."""
        editor = self.delegate.editor
        text = editor_text(editor) if editor is not None else None
        if text is None:
            return
        column = self.currentIndex().column()
        chosen = [index for index in self.selectedIndexes() if index.column() == column] or [self.currentIndex()]
        self._session.run(SetFields({self._listing.place(index): text for index in chosen}, "修改多格"))
        self.delegate.commit()

    def fill_down(self) -> None:
        """The topmost selected cell of each column goes into those below it."""
        top: dict[int, str] = {}
        for index in sorted(self.selectedIndexes(), key=lambda one: one.row()):
            top.setdefault(index.column(), str(index.data(Qt.ItemDataRole.EditRole) or ""))
        self._set_selected(lambda index: top[index.column()], "向下填充")

    def _set_selected(self, text_of: Callable[[QModelIndex], str], title: str) -> None:
        chosen = [one for one in self.selectedIndexes() if self._listing.flags(one) & Qt.ItemFlag.ItemIsEditable]
        texts = {self._listing.place(index): text_of(index) for index in chosen}
        self._session.run(SetFields(texts, title))

    def copy(self) -> None:
        """The selected cells with their spans, the texts as entered."""
        self.clipboard.copy()

    def cut(self) -> None:
        """Copies and empties them."""
        self.clipboard.cut()

    def paste(self) -> None:
        """What is on the clipboard, from the first selected cell on."""
        self.clipboard.paste()

    def _destination(self) -> ListDestination:
        model = self._listing
        heads = {PROJECT: lambda row: model.text(row, model.keys.index(PROJECT))}
        return ListDestination(self._session.form, self._session.document, model.rows, model.keys, heads)


class ListingView(QWidget):
    """A filter box and the table."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ListingModel(session, self)
        self.table = ListingTable(session, self.model, self)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText("筛选清单")
        self._filter.setAccessibleName("筛选清单")
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self.model.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 0)
        layout.addWidget(self._filter)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
