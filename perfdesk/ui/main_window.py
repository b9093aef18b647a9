"""The window: places the panels, keeps actions and title up to date. What happens is elsewhere."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox, QSplitter, QStackedWidget, QTabWidget, QToolBar

from perfdesk import __version__
from perfdesk.ui import actions, desk, settings
from perfdesk.ui.actions import ROWS, When
from perfdesk.ui.dialogs import ask
from perfdesk.ui.files import Files
from perfdesk.ui.session import Session
from perfdesk.ui.views.annex import AnnexView
from perfdesk.ui.views.findings import FindingsPanel
from perfdesk.ui.views.listing import ListingView
from perfdesk.ui.views.project_tree import ProjectTree
from perfdesk.ui.views.start_page import StartPage
from perfdesk.ui.views.status import Status

_NODE_ACTIONS = ("add-project", "add-indicator", "", "duplicate", "up", "down", "", "remove")


class MainWindow(QMainWindow):
    """Tree at the left, annex and list in the middle, findings below, start page while nothing is open."""

    def __init__(self, session: Session | None = None) -> None:
        super().__init__()
        self.session = session or Session()
        self.session.author = settings.author()
        self.files = Files(self.session, self)
        self.tree = ProjectTree(self.session)
        self.annex = AnnexView(self.session)
        self.listing = ListingView(self.session)
        self.findings = FindingsPanel(self.session)
        self._tabs = QTabWidget()
        self._pages = QStackedWidget()
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._place_panels()
        bar = QToolBar("工具栏")
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.addToolBar(bar)
        self.actions_by_id = actions.build(self, ROWS, self.menuBar(), bar)
        self.setStatusBar(Status(self.session))
        self.setAcceptDrops(True)
        self._connect()
        self._restore()
        self._refresh()

    def _place_panels(self) -> None:
        self._tabs.addTab(self.annex, "表样")
        self._tabs.addTab(self.listing, "清单")
        self._tabs.setDocumentMode(True)
        self._down.addWidget(self._tabs)
        self._down.addWidget(self.findings)
        self._down.setStretchFactor(0, 1)
        self._down.setSizes([520, 150])
        self._across.addWidget(self.tree)
        self._across.addWidget(self._down)
        self._across.setStretchFactor(1, 1)
        self._across.setSizes([290, 1000])
        for splitter in (self._across, self._down):
            splitter.setChildrenCollapsible(False)
        self._pages.addWidget(StartPage(self.files))
        self._pages.addWidget(self._across)
        self.setCentralWidget(self._pages)

    def _connect(self) -> None:
        session = self.session
        for signal in (session.document_changed, session.file_changed, session.current_changed):
            signal.connect(lambda *_: self._refresh())
        self.tree.menu_wanted.connect(self._node_menu)
        self.files.recent_changed.connect(self._fill_recent)
        self.actions_by_id["recent"].menu().aboutToShow.connect(self._fill_recent)
        self._fill_recent()

    # --- what the table of actions asks -----------------------------------------------------------------------

    def show_view(self, number: int) -> None:
        """表样 (0) or 清单 (1)."""
        self._tabs.setCurrentIndex(number)
        self._tabs.currentWidget().setFocus()

    def add_indicator(self) -> None:
        """Adds one, or, while several cells of the list are edited, fills them all as Excel does on Ctrl+Enter."""
        if self.listing.table.is_editing_many():
            self.listing.table.commit_to_selection()
        else:
            desk.add_indicator(self.session)

    def ask_author(self) -> None:
        """The name that is written into saved files."""
        name = ask.text(self, "我的姓名", "保存文件时记下的修改人：", self.session.author)
        if name is not None:
            self.session.author = name
            settings.set_author(name)

    def about(self) -> None:
        """Name and version."""
        QMessageBox.about(
            self, "关于", f"预算绩效目标表编辑器 perfdesk {__version__}\n文件只存在这台电脑上，不连接网络。"
        )

    # --- keeping up to date -----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        session = self.session
        self._pages.setCurrentIndex(1 if session.is_open else 0)
        actions.enable(self.actions_by_id, ROWS, self._now())
        history = session.history if session.is_open else None
        for name, word, label in (
            ("undo", "撤销", history.undo_label if history else ""),
            ("redo", "重做", history.redo_label if history else ""),
        ):
            action = self.actions_by_id[name]
            action.setText(f"{word} {label}".strip())
            action.setIconText(word)
            action.setEnabled(bool(label) and not session.read_only)
        self._retitle()

    def _now(self) -> When:
        session, now = self.session, When.ALWAYS
        if session.is_open:
            now |= When.OPEN | (When.ALWAYS if session.read_only else When.WRITABLE)
            if session.document.project(session.current) is not None:
                now |= When.PROJECT | When.NODE
        return now

    def _retitle(self) -> None:
        session = self.session
        if not session.is_open:
            self.setWindowTitle("预算绩效目标表")
            self.setWindowModified(False)
            return
        name = session.path.name if session.path else session.document.fields["department_name"] or "未命名"
        self.setWindowTitle(f"{name}[*]{'（只读）' if session.read_only else ''} - 预算绩效目标表")
        self.setWindowModified(session.modified)

    def _fill_recent(self) -> None:
        menu = self.actions_by_id["recent"].menu()
        menu.clear()
        for path in settings.recent_files():
            menu.addAction(str(path), lambda path=path: self.files.open_path(path))
        self.actions_by_id["recent"].setEnabled(not menu.isEmpty())

    def _node_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        for name in _NODE_ACTIONS:
            if name:
                menu.addAction(self.actions_by_id[name])
            else:
                menu.addSeparator()
        menu.exec(where)

    # --- files dropped on the window, closing -----------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_files(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in _local_files(event.mimeData().urls())[:1]:
            self.files.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        settings.remember("window", self.saveGeometry())
        settings.remember("across", self._across.saveState())
        settings.remember("down", self._down.saveState())
        super().closeEvent(event)

    def _restore(self) -> None:
        self.resize(1280, 720)
        for name, restore in (
            ("window", self.restoreGeometry),
            ("across", self._across.restoreState),
            ("down", self._down.restoreState),
        ):
            state = settings.remembered(name)
            if state is not None:
                restore(state)


def _local_files(urls: list[QUrl]) -> list[Path]:
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
