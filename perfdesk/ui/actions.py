"""Every menu entry as one row of a table; menus, toolbar and shortcuts are built from it."""

from collections.abc import Callable, Iterable
from enum import Flag, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar

from perfdesk.ui import desk

if TYPE_CHECKING:
    from perfdesk.ui.main_window import MainWindow


class When(Flag):
    """What must hold for an action to be possible."""

    ALWAYS = 0
    OPEN = auto()
    WRITABLE = auto()
    PROJECT = auto()
    NODE = auto()


class Row(NamedTuple):
    """An action. `menu` "" stands for none, a text of "" for a separator, `bar` for a button on the toolbar."""

    id: str
    menu: str
    text: str = ""
    keys: str = ""
    when: When = When.ALWAYS
    run: "Callable[[MainWindow], object] | None" = None
    bar: bool = False


_EDITABLE: Final = When.OPEN | When.WRITABLE
_ON_NODE: Final = _EDITABLE | When.NODE

ROWS: Final[tuple[Row, ...]] = (
    Row("new", "文件", "新建…", "Ctrl+N", run=lambda w: w.files.new(), bar=True),
    Row("open", "文件", "打开…", "Ctrl+O", run=lambda w: w.files.open(), bar=True),
    Row("recent", "文件", "最近打开的文件"),
    Row("save", "文件", "保存", "Ctrl+S", When.OPEN, lambda w: w.files.save(), bar=True),
    Row("save-as", "文件", "另存为…", "Ctrl+Shift+S", When.OPEN, lambda w: w.files.save_as()),
    Row("", "文件"),
    Row("import", "文件", "装入 Word、Excel、文本…", "Ctrl+I", run=lambda w: w.files.import_(), bar=True),
    Row("word", "文件", "导出 Word…", "Ctrl+E", When.OPEN, lambda w: w.files.export_word(), bar=True),
    Row("excel", "文件", "导出 Excel…", "", When.OPEN, lambda w: w.files.export_excel()),
    Row("pdf", "文件", "导出 PDF…", "", When.OPEN, lambda w: w.files.export_pdf()),
    Row("", "文件"),
    Row("close", "文件", "关闭", "Ctrl+W", When.OPEN, lambda w: w.files.close()),
    Row("quit", "文件", "退出", "Ctrl+Q", run=lambda w: w.close()),
    Row("undo", "编辑", "撤销", "Ctrl+Z", _EDITABLE, lambda w: w.session.undo(), bar=True),
    Row("redo", "编辑", "重做", "Ctrl+Y", _EDITABLE, lambda w: w.session.redo(), bar=True),
    Row("", "编辑"),
    Row(
        "duplicate", "编辑", "复制一份", "Ctrl+Shift+D", _ON_NODE, lambda w: desk.duplicate(w.session, w.tree.selected())
    ),
    Row("remove", "编辑", "删除项目或指标", "Ctrl+Delete", _ON_NODE, lambda w: desk.remove(w.session, w.tree.selected())),
    Row("up", "编辑", "上移", "Alt+Up", _ON_NODE, lambda w: desk.shift(w.session, w.tree.selected(), -1)),
    Row("down", "编辑", "下移", "Alt+Down", _ON_NODE, lambda w: desk.shift(w.session, w.tree.selected(), 1)),
    Row("add-project", "插入", "加项目", "Ctrl+Shift+P", _EDITABLE, lambda w: desk.add_project(w.session), bar=True),
    Row(
        "add-indicator", "插入", "加指标", "Ctrl+Return", _EDITABLE | When.PROJECT,
        lambda w: w.add_indicator(), bar=True,
    ),
    Row("next", "审核", "下一条意见", "F8", When.OPEN, lambda w: w.findings.go(1), bar=True),
    Row("previous", "审核", "上一条意见", "Shift+F8", When.OPEN, lambda w: w.findings.go(-1)),
    Row("cure", "审核", "修正这一处", "Ctrl+F8", _EDITABLE, lambda w: w.findings.cure()),
    Row("annex", "视图", "表样", "Ctrl+1", When.OPEN, lambda w: w.show_view(0)),
    Row("list", "视图", "清单", "Ctrl+2", When.OPEN, lambda w: w.show_view(1)),
    Row("tree", "视图", "项目树", "Ctrl+0", When.OPEN, lambda w: w.tree.view.setFocus()),
    Row("author", "帮助", "填写我的姓名…", run=lambda w: w.ask_author()),
    Row("about", "帮助", "关于", run=lambda w: w.about()),
)  # fmt: skip


def build(window: "MainWindow", rows: Iterable[Row], menu_bar: QMenuBar, tool_bar: QToolBar) -> dict[str, QAction]:
    """Makes the actions, fills menus and toolbar, and gives the actions by id."""
    menus: dict[str, QMenu] = {}
    actions: dict[str, QAction] = {}
    for row in rows:
        menu = menus.get(row.menu) or menus.setdefault(row.menu, menu_bar.addMenu(f"{row.menu}(&{_letter(row.menu)})"))
        if not row.text:
            menu.addSeparator()
        elif row.run is None:
            actions[row.id] = menu.addMenu(row.text).menuAction()
        else:
            actions[row.id] = _action(window, row)
            menu.addAction(actions[row.id])
            if row.bar:
                tool_bar.addAction(actions[row.id])
    return actions


def _letter(menu: str) -> str:
    return {"文件": "F", "编辑": "E", "插入": "I", "审核": "C", "视图": "V", "帮助": "H"}[menu]


def _action(window: "MainWindow", row: Row) -> QAction:
    action = QAction(row.text, window)
    action.setIconText(row.text.removesuffix("…").removesuffix(" Word、Excel、文本"))
    if row.keys:
        action.setShortcut(QKeySequence(row.keys))
        action.setToolTip(f"{row.text.removesuffix('…')}（{row.keys}）")
    run = row.run
    assert run is not None
    action.triggered.connect(lambda: run(window))
    return action


def enable(actions: dict[str, QAction], rows: Iterable[Row], now: When) -> None:
    """Lets through what is possible now."""
    for row in rows:
        if row.id and row.run is not None:
            actions[row.id].setEnabled(row.when & now == row.when)
