"""快捷键: every key in one sheet, those of the menus and those of the cells."""

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from perfdesk.ui.appearance import resize
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.views import plain_table

_HEADS: Final = ("在哪里", "键", "做什么")
_WIDTHS: Final = (110, 190)
# What cells do, as in Excel; the menus' keys come from the menus.
_IN_CELLS: Final = (
    ("选中格子时", "直接打字", "换掉原来的内容"),
    ("选中格子时", "F2", "在末尾接着改"),
    ("选中格子时", "Backspace", "清空这一格，接着填"),
    ("选中格子时", "Delete", "清除选中的格"),
    ("选中格子时", "Enter / Shift+Enter", "到下面 / 上面一格；用过 Tab 的回到那一行开始处下面"),
    ("选中格子时", "Tab / Shift+Tab", "到后一格 / 前一格；最后一格再按，加一条同类指标"),
    ("选中格子时", "Home / End", "到这一行的第一格 / 最后一格"),
    ("选中格子时", "Ctrl+Home / Ctrl+End", "到第一格 / 最后一格"),
    ("选中格子时", "Ctrl+箭头", "到头；同时按 Shift 是选中一片"),
    ("选中格子时", "Alt+↓", "打开可选的内容"),
    ("选中格子时", "Ctrl+PgUp / Ctrl+PgDn", "上一个 / 下一个项目"),
    ("合并预览里", "Enter", "采用选中的说法，到下一行；Ctrl+Enter 用于选中的几行"),
    ("合并预览里", "F8 / Shift+F8", "到下一处 / 上一处待定"),
    ("合并预览里", "F2 / Delete", "打开可选的说法 / 恢复默认"),
    ("合并预览里", "Ctrl+M", "合并"),
    ("合并预览里", "F6 / Shift+F6", "离开表格，到后面 / 前面的按钮；再按回到表格"),
    ("正在填时", "Alt+Enter", "换行"),
    ("正在填时", "Ctrl+Enter", "选中几格的，全都填上；否则填好并加一条"),
    ("正在填时", "Esc", "不要了，恢复原来的"),
)


def rows(actions: Iterable[tuple[str, QAction]]) -> list[tuple[str, str, str]]:
    """A row for each action that has a key, by the menu it is in, then those of the cells."""
    native = QKeySequence.SequenceFormat.NativeText
    keyed = ((menu, one.shortcut().toString(native), _plain(one.text())) for menu, one in actions)
    return [*((f"菜单 {menu}", keys, text) for menu, keys, text in keyed if keys), *_IN_CELLS]


def _plain(text: str) -> str:
    return text.removesuffix("…").replace("&", "")


def show_keys(actions: Mapping[str, QAction], menus: Mapping[str, str], parent: QWidget | None) -> None:
    """Shows the sheet; `menus` tells by an action's id which menu it is in."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("快捷键")
    model = RowsModel(_HEADS, rows((menus[name], action) for name, action in actions.items()), dialog)
    buttons = QDialogButtonBox()
    buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(plain_table.of_rows(model, "快捷键", _WIDTHS))
    layout.addWidget(buttons)
    resize(dialog, 760, 600)
    dialog.exec()
