"""A table of cells that are edited: the three states, and the commands on what is selected. Every view has these."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QStyledItemDelegate, QWidget
from shiboken6 import isValid

from perfdesk.blocks.destination import Destination
from perfdesk.library.completion import OFFERED, Completion
from perfdesk.model.edits import Edit
from perfdesk.model.fields import Owner
from perfdesk.ui import node_actions
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.session import Session
from perfdesk.ui.views import editors
from perfdesk.ui.views.cell_delegate import CellDelegate
from perfdesk.ui.views.cell_menu import Entry, cell_menu
from perfdesk.ui.views.clipboard_actions import ClipboardActions
from perfdesk.ui.views.key_table import ON_ROWS, WORDS, CellMode, Command, Press
from perfdesk.ui.views.keyed_table import KeyedTable
from perfdesk.ui.views.moves import Box
from perfdesk.ui.views.offer_list import Ask
from perfdesk.ui.views.selection_actions import SelectionActions, entered

_TRIGGERS: Final = (
    QAbstractItemView.EditTrigger.AnyKeyPressed
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.DoubleClicked
)
# These act in the editor; every other command takes over what is typed first.
_IN_EDITOR: Final = frozenset({
    Command.NOTHING, Command.TO_EDIT, Command.TO_ENTER, Command.RESTORE, Command.LINE_BREAK, Command.REDO_TEXT,
    Command.CHOICES, Command.FILL_OR_ADD,
})  # fmt: skip
Place = tuple[str, str]


class CellTable(KeyedTable):
    """Edits through a CellDelegate. Taking over a text may rebuild the table, and with it goes the editor: what Qt or
    the delegate still has to say to that editor is not passed on."""

    def __init__(self, session: Session, delegate: CellDelegate, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.delegate = delegate
        self.clipboard: ClipboardActions = ClipboardActions(
            session, self, lambda: self.destination(), lambda node, key: self.index_of(node, key)
        )
        self.selection: SelectionActions = SelectionActions(self)
        self.setItemDelegate(delegate)
        self.setEditTriggers(_TRIGGERS)
        delegate.setParent(self)
        delegate.offers_of = self._offers_of
        delegate.pressed.connect(self.perform)
        delegate.typed.connect(self._typed)
        delegate.left.connect(session.look_back)
        session.commit_requested.connect(delegate.commit)
        self.commands = {**self.commands, **self._own_commands()}
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)

    def _own_commands(self) -> dict[Command, Callable[[], object]]:
        return {
            Command.EDIT: self.open_editor,
            Command.TO_EDIT: partial(self.delegate.switch, CellMode.EDIT),
            Command.TO_ENTER: partial(self.delegate.switch, CellMode.ENTER),
            Command.EMPTY: self._begin_empty,
            Command.RESTORE: self.delegate.restore,
            Command.LINE_BREAK: lambda: editors.break_line(self._editor),
            Command.REDO_TEXT: lambda: editors.redo(self._editor),
            Command.CHOICES: self._open_choices,
            Command.FILL_OR_ADD: self.fill_or_add,
            Command.CLEAR: self.selection.clear,
            Command.COPY: self.clipboard.copy,
            Command.CUT: self.clipboard.cut,
            Command.PASTE: self.clipboard.paste,
            Command.PASTE_AS_TEXT: self.clipboard.paste_as_text,
            Command.PASTE_WITH_PREVIEW: self.clipboard.paste_with_preview,
            Command.FILL_DOWN: self.selection.fill_down,
            Command.FILL_RIGHT: self.selection.fill_right,
            Command.ROWS_UP: partial(self.selection.move_rows, -1),
            Command.ROWS_DOWN: partial(self.selection.move_rows, 1),
            Command.ROW_ABOVE: self.selection.add_above,
            Command.ROW_BELOW: self.selection.add_below,
            Command.PREVIOUS_PROJECT: partial(self.go_project, -1),
            Command.NEXT_PROJECT: partial(self.go_project, 1),
        }

    # --- what a view says -------------------------------------------------------------------------------------

    def places(self, index: Index) -> Sequence[Place]:
        """The fields, by (node, key), that a cell shows: several where equal ones are merged."""
        raise NotImplementedError

    def index_of(self, node: str, key: str) -> QModelIndex:
        """Where a field stands; invalid if it is not shown."""
        raise NotImplementedError

    def destination(self) -> Destination:
        """What copying reads and pasting fills."""
        raise NotImplementedError

    def making(self, texts: Mapping[Place, str]) -> Sequence[Edit]:
        """What makes the rows that these texts begin."""
        return ()

    def kind_of_row(self, index: Index) -> Owner | None:
        """What kind of repeated row a cell is of, if of any."""
        return next((row.owner for node, _ in self.places(index) if (row := self.session.document.row(node))), None)

    def go_project(self, by: int) -> None:
        """To the next (1) or previous (-1) project, the same field; before the first project is the cover."""
        project = node_actions.beside(self.session.document, self.session.current, by)
        if project is not None:
            self.session.select(project.id, self.session.current_key)
        elif by < 0:
            self.session.select(self.session.document.id)

    def adding(self, add: Callable[[], object]) -> None:
        """Adds a row."""
        add()

    def extra_entries(self) -> Iterable[Entry]:
        """What the cell's menu offers besides."""
        return ()

    # --- the three states -------------------------------------------------------------------------------------

    @property
    def mode(self) -> CellMode:
        return self.delegate.mode

    @property
    def _editor(self) -> QWidget:
        assert self.delegate.editor is not None
        return self.delegate.editor

    def perform(self, press: Press) -> None:
        if press.command not in _IN_EDITOR and self.mode is not CellMode.READY:
            begun = self._run
            self.delegate.commit()
            self._run = begun
        super().perform(press)

    def begin_typing(self, event: QKeyEvent) -> None:
        self._beginning(lambda: super(CellTable, self).begin_typing(event))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Where a composition that opened the editor is given up, Qt would put the old text in again, and what is typed
        next would stand behind it."""
        opens = self.mode is CellMode.READY
        self.delegate.refills = opens
        self._beginning(lambda: super(CellTable, self).inputMethodEvent(event))
        self.delegate.refills = True
        if (
            opens
            and self.mode is not CellMode.READY
            and not event.preeditString()
            and not editors.editor_text(self._editor)
        ):
            # A sign that is settled at once, as “，” is, opens the editor but is not given to it.
            QApplication.sendEvent(self._editor, event)

    def _beginning(self, open_it: Callable[[], object]) -> None:
        """What opens an editor now replaces the text."""
        self.delegate.begins = CellMode.ENTER
        try:
            open_it()
        finally:
            self.delegate.begins = CellMode.EDIT

    def open_editor(self) -> None:
        """F2: the caret behind the text."""
        self._edit_current()
        if self.mode is not CellMode.READY:
            # Qt selects all that stands in a line.
            editors.caret_to_end(self._editor)

    def _edit_current(self) -> None:
        """Qt complains of a cell that cannot be edited."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        was = self.mode
        super().mouseDoubleClickEvent(event)
        if was is CellMode.READY and self.mode is not CellMode.READY:
            editors.caret_to_end(self._editor)

    def _begin_empty(self) -> None:
        self._beginning(self._edit_current)
        self.delegate.touched = self.mode is not CellMode.READY

    def _open_choices(self) -> None:
        index = self.currentIndex()
        ready = self.mode is CellMode.READY and index.isValid()
        if ready and editors.has_choices(self.delegate.kind_of(index)):
            self.open_editor()
        if self.mode is not CellMode.READY:
            editors.open_choices(self._editor)

    def _offers_of(self, index: Index) -> Ask | None:
        """What is known of the indicator's field; asked for at the first letter, for most cells are only passed."""
        node, key = next(iter(self.places(index)), ("", ""))
        row = self.session.document.indicator(node)
        if row is None or key not in OFFERED:
            return None
        session = self.session
        known = cache(lambda: Completion(session.document, session.library()))
        return lambda typed: known().offers(key, row.fields, typed)

    def fill_or_add(self) -> None:
        """Ctrl+Enter: fills every selected cell with what is typed; of a single one takes it over and adds a row."""
        several, typing = len(self.chosen()) > 1, self.mode is not CellMode.READY
        if several and typing:
            self._fill_chosen()
        elif not several:
            self.delegate.commit()
            self.selection.add_below()

    def _fill_chosen(self) -> None:
        self.delegate.keep_composition()
        text = editors.editor_text(self._editor) or ""
        chosen = [QModelIndex(index) for index in self.chosen()]
        self.delegate.restore()
        texts = {place: text for index in chosen for place in self.places(index)}
        self.session.enter(texts, "修改多格", self.making(texts))

    def _typed(self, index: Index, text: str) -> None:
        self.session.look_ahead(dict.fromkeys(self.places(index), text))

    def beyond(self, by: int) -> None:
        """Tab in the last cell of the last row adds a row of the same class."""
        index = self.currentIndex()
        if by > 0 and index.isValid() and self.session.document.row(self.places(index)[0][0]) is not None:
            self.selection.add_below()

    def passes(self, box: Box) -> bool:
        """Tab leaves out levels that are filled in."""
        index = self.index_at(box)
        return self.places(index)[0][1] in self.session.form.class_keys and bool(entered(index))

    # --- menu -------------------------------------------------------------------------------------------------

    def entries(self) -> Iterable[Entry]:
        """What the cell's menu offers."""
        on_row = self.kind_of_row(self.currentIndex()) is not None
        for command, (text, changes) in WORDS.items():
            if (on_row or command not in ON_ROWS) and not (changes and self.session.read_only):
                yield text, partial(self.perform, Press(command))
        yield from self.extra_entries()

    def _show_menu(self, where: QPoint) -> None:
        if self.currentIndex().isValid():
            cell_menu(self, self.entries()).exec(self.viewport().mapToGlobal(where))

    # --- Qt ---------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        had_focus = self.delegate.editor is not None and self.isAncestorOf(QApplication.focusWidget() or self)
        self.delegate.forget()
        super().reset()
        if had_focus:
            self.setFocus()

    def event(self, event: QEvent) -> bool:
        # A composition that opened the editor still belongs to the table.
        if event.type() == QEvent.Type.FocusAboutToChange:
            self.delegate.keep_composition()
        return super().event(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """While a composition that opened the editor goes on, Qt lets the table speak for the editor, but gives the
        place of the text cursor within the editor: the candidates would stand in the table's corner."""
        editor = self.delegate.editor
        answer = super().inputMethodQuery(query)
        if query != Qt.InputMethodQuery.ImCursorRectangle or editor is None or not isValid(editor):
            return answer
        inside = editor.inputMethodQuery(query)
        return inside.translated(editor.mapTo(self, QPoint())) if isinstance(inside, QRect | QRectF) else answer

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Qt fills an open editor anew whatever changed; findings that follow the typing must leave its text alone."""
        self.delegate.refills = not roles or Qt.ItemDataRole.EditRole in roles
        super().dataChanged(first, last, list(roles))
        self.delegate.refills = True

    def commitData(self, editor: QWidget) -> None:
        if editor is self.delegate.editor:
            super().commitData(editor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click elsewhere in the table ends the editing but moves no focus: an unfinished composition would be lost,
        and the text that it was to replace with it."""
        self.delegate.commit()
        super().mousePressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Closes; whatever became of the editor, Qt goes to no other cell."""
        if editor is self.delegate.editor:
            self.delegate.forget()
            super().closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
