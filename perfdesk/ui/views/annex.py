"""表样: the annex of the project that is looked at, as it prints, edited in place."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from perfdesk.blocks.destination import SheetDestination
from perfdesk.forms.book import heading
from perfdesk.forms.sheet import PlacedCell, Sheet
from perfdesk.forms.template import template
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Kind, Owner
from perfdesk.ui import node_actions
from perfdesk.ui.models.outline import front_title
from perfdesk.ui.models.sheet_model import Index, SheetModel
from perfdesk.ui.session import Session
from perfdesk.ui.views.clipboard_actions import ClipboardActions
from perfdesk.ui.views.editors import CellTable, level_choices
from perfdesk.ui.views.paper_delegate import PaperDelegate
from perfdesk.ui.views.paper_table import lay_out, set_spans

_EDIT = (
    QAbstractItemView.EditTrigger.AnyKeyPressed
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.DoubleClicked
)
_SIDE = 12
# Rows down and columns to the right.
_ARROWS = {
    QAbstractItemView.CursorAction.MoveUp: (-1, 0),
    QAbstractItemView.CursorAction.MoveDown: (1, 0),
    QAbstractItemView.CursorAction.MoveLeft: (0, -1),
    QAbstractItemView.CursorAction.MoveRight: (0, 1),
}


class AnnexTable(CellTable):
    """The grid: spans from the Sheet, columns in its proportions, rows as high as their text, keys as in Excel.

    `origin_wanted()` when the user asks where the current cell's text comes from.
    """

    origin_wanted = Signal()

    def __init__(self, session: Session, model: SheetModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._sheet_model = model
        self.set_delegate(PaperDelegate(self._kind, self._choices, self))
        self.delegate.entered.connect(lambda: self._step(1, same_column=True))
        self.stepped.connect(self._step)
        self._following = False
        self.clipboard: ClipboardActions = ClipboardActions(session, self, self._destination, model.index_of)
        self.setModel(model)
        self.setEditTriggers(_EDIT)
        self.setShowGrid(False)
        self.setTabKeyNavigation(True)
        self.setAccessibleName("表样")
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self._layout_timer = QTimer(self)
        self._layout_timer.setSingleShot(True)
        self._layout_timer.timeout.connect(self._lay_out)
        model.modelReset.connect(self._reset)
        model.dataChanged.connect(lambda *_: self._layout_timer.start(0))
        session.current_changed.connect(self._show_current)
        session.commit_requested.connect(self.delegate.commit)
        self.delegate.typed.connect(self._typed)
        self.delegate.left.connect(session.look_back)
        self._reset()

    # --- layout -----------------------------------------------------------------------------------------------

    def _reset(self) -> None:
        set_spans(self, self._sheet_model.sheet)
        self._lay_out()
        # Now and not by Qt's timer, which would paint everything a second time.
        self.executeDelayedItemsLayout()
        self._show_current(self._session.current, self._session.current_key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def _lay_out(self) -> None:
        lay_out(self, self._sheet_model.sheet, self._sheet_model.shown)

    # --- cells ------------------------------------------------------------------------------------------------

    def _kind(self, index: Index) -> Kind:
        cell = self._sheet_model.cell(index)
        return self._session.form.vocabulary.kind(cell.owner, cell.key) if cell and cell.owner else Kind.TEXT

    def _choices(self, index: Index) -> list[str]:
        cell = self._sheet_model.cell(index)
        if cell is None or not cell.nodes:
            return []
        return level_choices(self._session.form, self._session.document, cell.nodes[0], cell.key)

    def _typed(self, index: Index, text: str) -> None:
        if cell := self._sheet_model.cell(index):
            self._session.look_ahead({(node, cell.key): text for node in cell.nodes})

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        cell = self._sheet_model.cell(current)
        if cell is not None and cell.nodes and not self._following:
            self._following = True
            # A merged cell belongs to several; staying on one that is selected already does not jump away.
            node = self._session.current if self._session.current in cell.nodes else cell.nodes[0]
            self._session.select(node, cell.key)
            self._following = False

    def _show_current(self, node: str, key: str) -> None:
        if self._following or not node:
            return
        index = self._sheet_model.index_of(node, key)
        if not index.isValid():
            index = self._first_editable()
        if index.isValid() and index != self.currentIndex():
            self._following = True
            # Not the view's own way, which adds to the selection while Ctrl is held for a shortcut.
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
            self._following = False

    def _first_editable(self) -> QModelIndex:
        return next(iter(self._editable()), QModelIndex())

    def _editable(self) -> list[QModelIndex]:
        cells = (cell for cell in self._sheet_model.sheet.cells if cell.editable)
        return [self._sheet_model.index(cell.row, cell.column) for cell in cells]

    def _step(self, by: int, *, same_column: bool = False) -> None:
        """To the next cell that can be edited, in reading order or down the column."""
        here = self.currentIndex()
        cells = self._editable()
        if same_column:
            cells = [one for one in cells if one.column() == here.column()]
        places = [(one.row(), one.column()) for one in cells]
        try:
            at = places.index((here.row(), here.column())) + by
        except ValueError:
            return
        if 0 <= at < len(cells):
            self.setCurrentIndex(cells[at])

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Arrows go from field to field and pass over labels."""
        here = self._sheet_model.cell(self.currentIndex())
        if here is None or action not in _ARROWS:
            return super().moveCursor(action, modifiers)
        there = _beside(self._sheet_model.sheet, here, *_ARROWS[action])
        return self.currentIndex() if there is None else self._sheet_model.index(there.row, there.column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Delete and not editing:
            self.clear_selected()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._step(1 if event.key() == Qt.Key.Key_Tab else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            self._step(1, same_column=True)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the table, as in Excel; F6 and the mouse leave it."""
        return False

    # --- blocks -----------------------------------------------------------------------------------------------

    def _selected_cells(self) -> list[PlacedCell]:
        found = (self._sheet_model.cell(index) for index in self.selectedIndexes())
        return [cell for cell in found if cell is not None]

    def clear_selected(self) -> None:
        """Empties the selected fields in one step."""
        texts = {(node, cell.key): "" for cell in self._selected_cells() for node in cell.nodes}
        self._session.run(SetFields(texts, "清除内容" if len(texts) > 1 else ""))

    def copy(self) -> None:
        """The selected cells with their spans, the texts as entered."""
        self.clipboard.copy()

    def cut(self) -> None:
        """Copies and empties them."""
        self.clipboard.cut()

    def paste(self) -> None:
        """What is on the clipboard, from the first selected cell on."""
        self.clipboard.paste()

    def _destination(self) -> SheetDestination:
        return SheetDestination(self._session.form, self._session.document, self._sheet_model.sheet)

    # --- menu -------------------------------------------------------------------------------------------------

    def _menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        for text, act in self._choices_here():
            action = QAction(text, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        menu.exec(self.viewport().mapToGlobal(where))

    def _choices_here(self) -> Iterable[tuple[str, object]]:
        yield "复制", self.copy
        cell = self._sheet_model.cell(self.currentIndex())
        if cell is not None and cell.nodes:
            yield "这一格的来历…", self.origin_wanted.emit
        if self._session.read_only:
            return
        yield "剪切", self.cut
        yield "粘贴", self.paste
        yield "粘贴为文本", self.clipboard.paste_as_text
        yield "粘贴前预览…", self.clipboard.paste_with_preview
        yield "清除内容", self.clear_selected
        if cell is not None and cell.owner is Owner.INDICATOR:
            yield "在下面加一条指标", lambda: node_actions.add_indicator(self._session)
            yield "删除这条指标", lambda: node_actions.remove(self._session, (self._session.current,))
        for finding in self._sheet_model.findings(cell) if cell else ():
            for edit in (finding.cure, *finding.choices):
                if edit is not None:
                    word = "" if edit in finding.choices else "修正："
                    yield f"{word}{edit.label(self._session.document)}", lambda edit=edit: self._session.run(edit)


def _beside(sheet: Sheet, here: PlacedCell, down: int, right: int) -> PlacedCell | None:
    """The nearest field in a direction among those that overlap the row or column; of equals the topmost leftmost."""

    def distance(cell: PlacedCell) -> int:
        if down:
            return (cell.row - here.row) * down
        return (cell.column - here.column) * right

    def in_line(cell: PlacedCell) -> bool:
        if down:
            return cell.column < here.column + here.columns and here.column < cell.column + cell.columns
        return cell.row < here.row + here.rows and here.row < cell.row + cell.rows

    ahead = [cell for cell in sheet.cells if cell.editable and in_line(cell) and distance(cell) > 0]
    return min(ahead, key=lambda cell: (distance(cell), cell.row, cell.column), default=None)


class AnnexView(QWidget):
    """The heading and caption as they print, and the table below them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = SheetModel(session, self)
        self.table = AnnexTable(session, self._model, self)
        self._heading, self._left, self._right = QLabel(), QLabel(), QLabel()
        self._heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading.setWordWrap(True)
        font = self._heading.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._heading.setFont(font)
        caption = QHBoxLayout()
        caption.addWidget(self._left)
        caption.addStretch()
        caption.addWidget(self._right)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE, _SIDE, _SIDE, 0)
        layout.addWidget(self._heading)
        layout.addLayout(caption)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        session.document_changed.connect(lambda *_: self._title())
        session.current_changed.connect(lambda *_: self._title())
        self._title()

    def _title(self) -> None:
        project = self._model.project
        if project is None:
            texts = (front_title(self._session.form) if self._session.is_open else "", "", "")
        else:
            document, form = self._session.document, self._session.form
            number = document.places[project.id][0] + 1
            filled = {**document.fields, **project.fields, "number": str(number)}
            part = form.projects
            texts = (
                heading(form, document, project, number),
                template(part.left).fill(filled).strip(),
                template(part.right).fill(filled),
            )
        for label, text in zip((self._heading, self._left, self._right), texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        # Now, so that the table is painted once, where it stays.
        self._layout.activate()
