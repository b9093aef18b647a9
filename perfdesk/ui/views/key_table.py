"""The table of keys: which command a key gives in a table of cells, by what the cell is doing. As in Excel and WPS.

Three states. Ready: a cell is framed. Enter: began by typing; arrows take the text over and move. Edit: began by F2, a
double click or a click into the text; arrows move inside the text.
"""

from enum import Enum, auto
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence


class CellMode(Enum):
    """What the current cell is doing. The value is its place among the columns of ROWS."""

    READY = 0
    ENTER = 1
    EDIT = 2


class Command(Enum):
    """What a key, or an entry of a menu, does in a table of cells."""

    NOTHING = auto()
    # Moves.
    LINE_DOWN = auto()
    LINE_UP = auto()
    NEXT = auto()
    PREVIOUS = auto()
    UP = auto()
    DOWN = auto()
    LEFT = auto()
    RIGHT = auto()
    EDGE_UP = auto()
    EDGE_DOWN = auto()
    EDGE_LEFT = auto()
    EDGE_RIGHT = auto()
    ROW_START = auto()
    ROW_END = auto()
    FIRST = auto()
    LAST = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    PREVIOUS_PROJECT = auto()
    NEXT_PROJECT = auto()
    # The editor.
    EDIT = auto()
    TO_EDIT = auto()
    TO_ENTER = auto()
    EMPTY = auto()
    RESTORE = auto()
    LINE_BREAK = auto()
    REDO_TEXT = auto()
    CHOICES = auto()
    FILL_OR_ADD = auto()
    # What is selected.
    CLEAR = auto()
    COPY = auto()
    CUT = auto()
    PASTE = auto()
    PASTE_AS_TEXT = auto()
    PASTE_WITH_PREVIEW = auto()
    SELECT_ALL = auto()
    FILL_DOWN = auto()
    FILL_RIGHT = auto()
    # Rows.
    ROWS_UP = auto()
    ROWS_DOWN = auto()
    ROW_ABOVE = auto()
    ROW_BELOW = auto()


class Press(NamedTuple):
    """A command, and whether it extends the selection."""

    command: Command
    extend: bool = False


# The commands in the menu of a cell and under 编辑: what they are called, and whether they change anything.
WORDS: Final[dict[Command, tuple[str, bool]]] = {
    Command.CUT: ("剪切", True),
    Command.COPY: ("复制", False),
    Command.PASTE: ("粘贴", True),
    Command.PASTE_AS_TEXT: ("粘贴为文本", True),
    Command.PASTE_WITH_PREVIEW: ("粘贴前预览…", True),
    Command.SELECT_ALL: ("全选", False),
    Command.FILL_DOWN: ("向下填充", True),
    Command.FILL_RIGHT: ("向右填充", True),
    Command.CLEAR: ("清除", True),
    Command.ROW_ABOVE: ("在上面加一条", True),
    Command.ROW_BELOW: ("在下面加一条", True),
}
ON_ROWS: Final = (Command.ROW_ABOVE, Command.ROW_BELOW)

_C = Command
_Row = tuple[str, Command | None, Command | None, Command | None]

# Key, Ready, Enter, Edit. None leaves the key to the text, or, where no text is edited, to Qt and the window.
ROWS: Final[tuple[_Row, ...]] = (
    ("F2", _C.EDIT, _C.TO_EDIT, _C.TO_ENTER),
    ("Backspace", _C.EMPTY, None, None),
    ("Delete", _C.CLEAR, None, None),
    ("Return", _C.LINE_DOWN, _C.LINE_DOWN, _C.LINE_DOWN),
    ("Shift+Return", _C.LINE_UP, _C.LINE_UP, _C.LINE_UP),
    ("Tab", _C.NEXT, _C.NEXT, _C.NEXT),
    ("Shift+Tab", _C.PREVIOUS, _C.PREVIOUS, _C.PREVIOUS),
    ("Up", _C.UP, _C.UP, None),
    ("Down", _C.DOWN, _C.DOWN, None),
    ("Left", _C.LEFT, _C.LEFT, None),
    ("Right", _C.RIGHT, _C.RIGHT, None),
    ("Ctrl+Up", _C.EDGE_UP, _C.EDGE_UP, None),
    ("Ctrl+Down", _C.EDGE_DOWN, _C.EDGE_DOWN, None),
    ("Ctrl+Left", _C.EDGE_LEFT, _C.EDGE_LEFT, None),
    ("Ctrl+Right", _C.EDGE_RIGHT, _C.EDGE_RIGHT, None),
    ("Home", _C.ROW_START, None, None),
    ("End", _C.ROW_END, None, None),
    ("Ctrl+Home", _C.FIRST, None, None),
    ("Ctrl+End", _C.LAST, None, None),
    ("Alt+Return", _C.NOTHING, _C.LINE_BREAK, _C.LINE_BREAK),
    ("Escape", None, _C.RESTORE, _C.RESTORE),
    ("Alt+Down", _C.CHOICES, _C.CHOICES, _C.CHOICES),
    ("Alt+Up", _C.NOTHING, _C.NOTHING, _C.NOTHING),
    ("Ctrl+Return", _C.FILL_OR_ADD, _C.FILL_OR_ADD, _C.FILL_OR_ADD),
    ("Ctrl+C", _C.COPY, None, None),
    ("Ctrl+X", _C.CUT, None, None),
    ("Ctrl+V", _C.PASTE, None, None),
    ("Ctrl+Shift+V", _C.PASTE_AS_TEXT, None, None),
    ("Ctrl+Alt+V", _C.PASTE_WITH_PREVIEW, None, None),
    ("Ctrl+A", _C.SELECT_ALL, None, None),
    ("Ctrl+D", _C.FILL_DOWN, _C.NOTHING, _C.NOTHING),
    ("Ctrl+R", _C.FILL_RIGHT, _C.NOTHING, _C.NOTHING),
    ("Ctrl+Y", None, _C.REDO_TEXT, _C.REDO_TEXT),
    ("Ctrl+Shift+Up", _C.ROWS_UP, _C.NOTHING, _C.NOTHING),
    ("Ctrl+Shift+Down", _C.ROWS_DOWN, _C.NOTHING, _C.NOTHING),
    ("PgUp", _C.PAGE_UP, _C.NOTHING, _C.NOTHING),
    ("PgDown", _C.PAGE_DOWN, _C.NOTHING, _C.NOTHING),
    ("Ctrl+PgUp", _C.PREVIOUS_PROJECT, _C.NOTHING, _C.NOTHING),
    ("Ctrl+PgDown", _C.NEXT_PROJECT, _C.NOTHING, _C.NOTHING),
)  # fmt: skip
# With Shift these extend the selection, unless the key with Shift has a row of its own.
EXTENDING: Final = frozenset({
    _C.UP, _C.DOWN, _C.LEFT, _C.RIGHT, _C.EDGE_UP, _C.EDGE_DOWN, _C.EDGE_LEFT, _C.EDGE_RIGHT,
    _C.ROW_START, _C.ROW_END, _C.FIRST, _C.LAST, _C.PAGE_UP, _C.PAGE_DOWN,
})  # fmt: skip
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_OTHER_NAMES: Final[dict[int, int]] = {Qt.Key.Key_Enter: Qt.Key.Key_Return, Qt.Key.Key_Backtab: Qt.Key.Key_Tab}


def _combined(key: int, modifiers: Qt.KeyboardModifier) -> int:
    return key | modifiers.value


_BY_KEY: Final[dict[int, _Row]] = {QKeySequence(row[0])[0].toCombined(): row for row in ROWS}  # type: ignore[index]


def press(event: QKeyEvent, state: CellMode) -> Press | None:
    """What a key gives in a state; None if it is left to the text, or to Qt and the window."""
    key = _OTHER_NAMES.get(event.key(), event.key())
    # Neither the number pad nor a keyboard group makes it another key.
    pad = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
    modifiers = event.modifiers() & ~pad
    if event.key() == Qt.Key.Key_Backtab:
        modifiers |= _SHIFT
    row = _BY_KEY.get(_combined(key, modifiers))
    if row is not None:
        command = row[1:][state.value]
        return None if command is None else Press(command)
    return _extended(key, modifiers, state)


def _extended(key: int, modifiers: Qt.KeyboardModifier, state: CellMode) -> Press | None:
    """Shift with a key that moves, where nothing is edited: in a text it selects there."""
    row = _BY_KEY.get(_combined(key, modifiers & ~_SHIFT)) if modifiers & _SHIFT and state is CellMode.READY else None
    command = row[1] if row is not None else None
    return Press(command, extend=True) if command is not None and command in EXTENDING else None
