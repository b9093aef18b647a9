"""Every menu entry as one row of a table; menus, toolbar and shortcuts are built from it."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from perfdesk.ui.availability import SaysWhy, When, why_not
from perfdesk.ui.icons import icon
from perfdesk.ui.views.key_table import WORDS, Command

if TYPE_CHECKING:
    from perfdesk.ui.workbench import Workbench


class ActionRow(NamedTuple):
    """An action. A text of "" is a separator; without `run` the entry is a menu that the window fills.

    What is being typed is committed before an action runs, but not where `keeps_typing`. Keys that are told `in_cells`
    are the cells' own, by the table of keys: elsewhere they do what they do there.
    """

    id: str
    menu: str
    text: str = ""
    keys: str = ""
    when: When = When.ALWAYS
    run: "Callable[[Workbench], object] | None" = None
    keeps_typing: bool = False
    in_cells: bool = False


_EDITABLE: Final = When.OPEN | When.WRITABLE
_WITH_PROJECTS: Final = _EDITABLE | When.PROJECTS
_ON_NODE: Final = _EDITABLE | When.NODE
_ON_LOOSE: Final = _ON_NODE | When.LOOSE
_LETTERS: Final = {"文件": "F", "编辑": "E", "插入": "I", "审核": "C", "合并": "M", "视图": "V", "帮助": "H"}

# Id, command and keys of the entries that the menu 编辑 shares with the menu of a cell.
_IN_CELLS: Final = (
    ("cut", Command.CUT, "Ctrl+X"),
    ("copy", Command.COPY, "Ctrl+C"),
    ("paste", Command.PASTE, "Ctrl+V"),
    ("paste-as-text", Command.PASTE_AS_TEXT, "Ctrl+Shift+V"),
    ("paste-with-preview", Command.PASTE_WITH_PREVIEW, "Ctrl+Alt+V"),
    ("select-all", Command.SELECT_ALL, "Ctrl+A"),
    ("fill-down", Command.FILL_DOWN, "Ctrl+D"),
    ("fill-right", Command.FILL_RIGHT, "Ctrl+R"),
    ("clear", Command.CLEAR, "Del"),
    ("row-above", Command.ROW_ABOVE, ""),
    ("row-below", Command.ROW_BELOW, ""),
)


def _cell_row(name: str, command: Command, keys: str) -> ActionRow:
    text, changes = WORDS[command]
    when = _EDITABLE if changes else When.OPEN
    return ActionRow(name, "编辑", text, keys, when, lambda w: w.cells.run(command), keeps_typing=True, in_cells=True)


# 插入 offers those kinds of records that the form prints. The words are the vocabulary's, which the first painting of a
# window does not wait for.
RECORD_WORDS: Final = (
    ("tasks", "加任务"),
    ("schedule", "加进度"),
    ("costs", "加费用"),
    ("goals", "加目标"),
    ("sites", "加地点"),
)


def _record_row(kind: str, text: str) -> ActionRow:
    return ActionRow(f"add-{kind}", "插入", text, "", _ON_NODE, lambda w: w.add_record(kind))


ROWS: Final[tuple[ActionRow, ...]] = (
    ActionRow("new", "文件", "新建…", "Ctrl+N", run=lambda w: w.documents.new()),
    ActionRow("open", "文件", "打开…", "Ctrl+O", run=lambda w: w.documents.open()),
    ActionRow("next-year", "文件", "用这个文件做下一年的…", "", When.OPEN, lambda w: w.documents.next_year()),
    ActionRow("change-form", "文件", "换表样…", "", _EDITABLE, lambda w: w.stages.change_form()),
    ActionRow("recent", "文件", "最近打开的文件"),
    ActionRow("save", "文件", "保存", "Ctrl+S", _EDITABLE, lambda w: w.documents.save()),
    ActionRow("save-as", "文件", "另存为…", "Ctrl+Shift+S", _EDITABLE, lambda w: w.documents.save_as()),
    ActionRow("go-back", "文件", "回到以前…", "", When.OPEN, lambda w: w.going_back.show_versions()),
    ActionRow("find-lost", "文件", "找回不在了的文件…", run=lambda w: w.going_back.show_documents()),
    ActionRow("", "文件"),
    ActionRow("import", "文件", "装入 Word、Excel、文本…", "Ctrl+I", run=lambda w: w.documents.import_()),
    ActionRow("learn", "文件", "照文件学表样…", run=lambda w: w.learning_forms.learn()),
    ActionRow("manage-forms", "文件", "表样管理…", run=lambda w: w.manage_forms()),
    ActionRow("word", "文件", "导出 Word…", "Ctrl+E", When.OPEN, lambda w: w.exporting.export("word")),
    ActionRow("excel", "文件", "导出 Excel…", "", When.OPEN, lambda w: w.exporting.export("excel")),
    ActionRow("pdf", "文件", "导出 PDF…", "", When.OPEN, lambda w: w.exporting.export("pdf")),
    ActionRow(
        "bare-pdf", "文件", "导出 PDF（不附可再装入的文件）…", "", When.OPEN, lambda w: w.exporting.export("bare-pdf")
    ),
    ActionRow(
        "bare-word", "文件", "导出 Word（不记版本号）…", "", When.OPEN, lambda w: w.exporting.export("bare-word")
    ),
    ActionRow(
        "bare-excel", "文件", "导出 Excel（不记版本号）…", "", When.OPEN, lambda w: w.exporting.export("bare-excel")
    ),
    ActionRow("print", "文件", "打印…", "Ctrl+P", When.OPEN, lambda w: w.print()),
    ActionRow("", "文件"),
    ActionRow("close", "文件", "关闭", "Ctrl+W", When.OPEN, lambda w: w.documents.close()),
    ActionRow("quit", "文件", "退出", "Ctrl+Q", run=lambda w: w.window().close()),
    ActionRow("undo", "编辑", "撤销", "Ctrl+Z", _EDITABLE, lambda w: w.session.undo()),
    ActionRow("redo", "编辑", "重做", "Ctrl+Y", _EDITABLE, lambda w: w.session.redo()),
    ActionRow("", "编辑"),
    *(_cell_row(*row) for row in _IN_CELLS),
    ActionRow("", "编辑"),
    ActionRow("duplicate", "编辑", "复制一份", "Ctrl+Shift+D", _ON_LOOSE, lambda w: w.duplicate()),
    ActionRow("remove", "编辑", "删除项目或指标", "Ctrl+Delete", _ON_LOOSE, lambda w: w.remove()),
    ActionRow("find", "编辑", "查找…", "Ctrl+F", When.OPEN, lambda w: w.find_text()),
    ActionRow("replace", "编辑", "替换…", "Ctrl+H", _EDITABLE, lambda w: w.find_text(replacing=True)),
    ActionRow("", "编辑"),
    ActionRow("up", "编辑", "上移", "Ctrl+Shift+Up", _ON_LOOSE, lambda w: w.shift(-1)),
    ActionRow("down", "编辑", "下移", "Ctrl+Shift+Down", _ON_LOOSE, lambda w: w.shift(1)),
    ActionRow("add-project", "插入", "加项目", "Ctrl+Shift+P", _WITH_PROJECTS, lambda w: w.add_project()),
    ActionRow("add-unit", "插入", "加单位…", "", _WITH_PROJECTS, lambda w: w.add_unit()),
    ActionRow(
        "add-indicator",
        "插入",
        "加指标",
        "Ctrl+Return",
        _ON_NODE,
        lambda w: w.add_indicator(),
        keeps_typing=True,
    ),
    *(_record_row(*row) for row in RECORD_WORDS),
    ActionRow("library", "插入", "从指标库插入…", "Ctrl+Shift+L", _ON_NODE, lambda w: w.choosing_indicators.choose()),
    ActionRow("check-all", "审核", "全部审核", "F7", When.OPEN, lambda w: w.check_all()),
    ActionRow("next", "审核", "下一条意见", "F8", When.OPEN, lambda w: w.go_to_finding(1)),
    ActionRow("previous", "审核", "上一条意见", "Shift+F8", When.OPEN, lambda w: w.go_to_finding(-1)),
    ActionRow("cure", "审核", "修正这一处", "Ctrl+F8", _EDITABLE, lambda w: w.findings.cure()),
    ActionRow("cure-all", "审核", "一次改完同类…", "", _EDITABLE, lambda w: w.cure_alike()),
    ActionRow("not-applicable", "审核", "这条不适用…", "", _EDITABLE, lambda w: w.findings.answer("不适用")),
    ActionRow("verified", "审核", "这条已核实…", "", _EDITABLE, lambda w: w.findings.answer("已核实")),
    ActionRow("scores", "审核", "建议得分…", "", _EDITABLE, lambda w: w.stages.propose_scores()),
    ActionRow("explain", "审核", "说明这条意见", "", When.OPEN, lambda w: w.findings.explain()),
    ActionRow("", "审核"),
    ActionRow("copy-findings", "审核", "复制列出的意见", "", When.OPEN, lambda w: w.findings.copy()),
    ActionRow("opinion", "审核", "导出审核意见…", "", When.OPEN, lambda w: w.export_opinion()),
    ActionRow("merge", "合并", "合并同事文件…", "Ctrl+M", _EDITABLE, lambda w: w.merging.merge()),
    ActionRow("merge-folder", "合并", "合并文件夹里的文件…", "", _EDITABLE, lambda w: w.merging.merge_folder()),
    ActionRow("compare", "合并", "与另一个文件比较…", "", When.OPEN, lambda w: w.comparing.compare()),
    ActionRow("", "合并"),
    ActionRow("history", "合并", "修订历史…", "Ctrl+Shift+H", When.OPEN, lambda w: w.file_history.show_revisions()),
    ActionRow("cell-history", "合并", "这一格的来历…", "", When.OPEN, lambda w: w.file_history.cell_history()),
    ActionRow("clean-copy", "合并", "导出干净副本…", "", _EDITABLE, lambda w: w.file_history.save_clean()),
    ActionRow("", "合并"),
    ActionRow("rollup", "合并", "汇总文件夹里的文件…", run=lambda w: w.rolling_up.roll_up_folder()),
    ActionRow("annex", "视图", "表样", "Ctrl+1", When.OPEN, lambda w: w.show_view(0)),
    ActionRow("list", "视图", "清单", "Ctrl+2", When.OPEN, lambda w: w.show_view(1)),
    ActionRow("preview", "视图", "打印预览", "Ctrl+3", When.OPEN, lambda w: w.toggle_preview()),
    ActionRow("show-findings", "视图", "审核（收起或展开）", "Ctrl+4", When.OPEN, lambda w: w.toggle_findings()),
    ActionRow("show-tree", "视图", "项目树（收起或展开）", "Ctrl+5", When.OPEN, lambda w: w.toggle_tree()),
    ActionRow("tree", "视图", "项目和指标", "Ctrl+0", When.OPEN, lambda w: w.go_to_tree()),
    ActionRow("filter", "视图", "筛选项目", "Ctrl+Shift+F", When.OPEN, lambda w: w.filter_tree()),
    ActionRow("", "视图"),
    ActionRow("next-panel", "视图", "到下一块", "F6", When.OPEN, lambda w: w.go_to_panel(1)),
    ActionRow("previous-panel", "视图", "到上一块", "Shift+F6", When.OPEN, lambda w: w.go_to_panel(-1)),
    ActionRow("palette", "视图", "找操作、项目、指标…", "Ctrl+K", run=lambda w: w.palette_wanted.emit()),
    ActionRow("help", "帮助", "帮助", "F1", run=lambda w: w.help()),
    ActionRow("keys", "帮助", "快捷键…", run=lambda w: w.keys_wanted.emit()),
    ActionRow("examples", "帮助", "打开示例"),
    ActionRow("rules", "帮助", "审核规则…", run=lambda w: w.show_rules()),
    ActionRow("options", "帮助", "选项…", run=lambda w: w.options()),
    ActionRow("", "帮助"),
    ActionRow("whats-new", "帮助", "新的内容", run=lambda w: w.whats_new()),
    ActionRow("about", "帮助", "关于", run=lambda w: w.about()),
)
# Which menu an action is in.
MENUS: Final = {row.id: row.menu for row in ROWS if row.id}
TOOLBAR: Final = (
    "new", "open", "save", "", "undo", "redo", "", "add-project", "add-indicator", "", "next", "merge", "",
    "import", "word", "preview",
)  # fmt: skip
NODE_MENU: Final = (
    "add-project", "add-unit", "add-indicator", *(f"add-{kind}" for kind, _ in RECORD_WORDS), "library", "",
    "duplicate", "up", "down", "", "remove",
)  # fmt: skip
# Names on the toolbar where the menu's are too long for it.
_SHORT: Final = {"import": "装入", "merge": "合并", "next": "下一条意见", "preview": "预览"}


def build(
    window: QWidget, menu_bar: QMenuBar, workbench: "Callable[[], Workbench]"
) -> tuple[dict[str, QAction], dict[str, QMenu]]:
    """Makes the actions and the menu bar; gives actions and the menus that the window fills, both by id.

    `workbench` gives what an action works on, and is asked only when one runs.
    """
    menus = {name: menu_bar.addMenu(f"{name}(&{letter})") for name, letter in _LETTERS.items()}
    says_why = SaysWhy(menu_bar)
    for menu in menus.values():
        menu.installEventFilter(says_why)
    actions: dict[str, QAction] = {}
    open_menus: dict[str, QMenu] = {}
    for row in ROWS:
        if not row.text:
            menus[row.menu].addSeparator()
        elif row.run is None:
            open_menus[row.id] = menus[row.menu].addMenu(row.text)
        else:
            actions[row.id] = _action(window, row, row.run, workbench)
            menus[row.menu].addAction(actions[row.id])
    return actions, open_menus


def fill(where: QMenu | QToolBar, actions: Mapping[str, QAction], names: Iterable[str]) -> None:
    """Puts actions by id into a menu or toolbar; "" is a separator."""
    for name in names:
        if name:
            where.addAction(actions[name])
        else:
            where.addSeparator()


def _action(
    window: QWidget, row: ActionRow, run: "Callable[[Workbench], object]", workbench: "Callable[[], Workbench]"
) -> QAction:
    action = QAction(row.text, window)
    short = row.text.removesuffix("…")
    action.setIconText(_SHORT.get(row.id, short))
    if row.keys:
        action.setShortcut(QKeySequence(row.keys))
    if row.in_cells:
        # Only told: nothing has the focus that the action belongs to.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setToolTip(_tip(row))

    def triggered() -> None:
        where = workbench()
        if not row.keeps_typing:
            where.session.commit_requested.emit()
        run(where)

    action.triggered.connect(triggered)
    return action


def _tip(row: ActionRow, why: str = "") -> str:
    """What an action is called and its keys; below it why it is not possible now."""
    keys = QKeySequence(row.keys).toString(QKeySequence.SequenceFormat.NativeText)
    called = row.text.removesuffix("…") + (f"（{keys}）" if keys else "")
    return f"{called}\n{why}" if why else called


def enable(actions: Mapping[str, QAction], now: When) -> None:
    """Lets through what is possible now; the others say why they are not."""
    for row in ROWS:
        if row.id in actions:
            action, why = actions[row.id], why_not(row.when, now)
            action.setEnabled(not why)
            if action.statusTip() != why:
                action.setStatusTip(why)
                action.setToolTip(_tip(row, why))


def show_records(actions: Mapping[str, QAction], kinds: Container[str]) -> None:
    """Offers to add just these kinds of records."""
    for kind, _ in RECORD_WORDS:
        actions[f"add-{kind}"].setVisible(kind in kinds)


def draw(actions: Mapping[str, QAction], palette: QPalette) -> None:
    """Gives the actions their icons in the palette's colours."""
    for name, action in actions.items():
        action.setIcon(icon(name, palette))
