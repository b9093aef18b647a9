"""The window: places the panels, keeps actions and title up to date. What happens is elsewhere."""

import sys
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, QUrl, Signal, qVersion
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QWidget,
)

from perfdesk import __version__
from perfdesk.model.document import Document
from perfdesk.ui import actions, ask, node_actions, preferences
from perfdesk.ui.actions import When
from perfdesk.ui.comparing import Comparing
from perfdesk.ui.dialogs.rules_help import show_rules
from perfdesk.ui.disk_watch import DiskWatch
from perfdesk.ui.documents import Documents, example_title, examples
from perfdesk.ui.exporting import Exporting
from perfdesk.ui.file_history import FileHistory
from perfdesk.ui.file_names import shown_name
from perfdesk.ui.merging import Merging
from perfdesk.ui.page_count import PageCount
from perfdesk.ui.printing import Printing
from perfdesk.ui.rolling_up import RollingUp
from perfdesk.ui.session import Session
from perfdesk.ui.start_page import StartPage
from perfdesk.ui.tasks import Tasks
from perfdesk.ui.views.annex import AnnexView
from perfdesk.ui.views.findings import FindingsPanel
from perfdesk.ui.views.listing import ListingView
from perfdesk.ui.views.preview import PreviewView
from perfdesk.ui.views.project_tree import ProjectTree
from perfdesk.ui.views.status import Status
from perfdesk.ui.views.tabs import Tabs

_TITLE: Final = "预算绩效目标表"
# On a smaller screen the window starts as large as the screen.
_COMFORTABLE: Final = QSize(1440, 860)
_WIDE: Final = 1600


class MainWindow(QMainWindow):
    """Tree at the left, annex and list in the middle, findings below, preview at the right; or the start page."""

    # Another window, to be kept by whoever keeps this one.
    opened_alone = Signal(object)

    def __init__(self, session: Session | None = None) -> None:
        super().__init__()
        self.session: Session = session or Session(self)
        self.session.author = preferences.author()
        self._make_tasks()
        self.tree: ProjectTree = ProjectTree(self.session)
        self.annex: AnnexView = AnnexView(self.session)
        self.listing: ListingView = ListingView(self.session)
        self.findings: FindingsPanel = FindingsPanel(self.session)
        self.page_count: PageCount = PageCount(self.session, self)
        self.preview: PreviewView = PreviewView(self.session, self.page_count)
        self.actions_by_id: dict[str, QAction]
        self.actions_by_id, self._menus = actions.build(self, self.menuBar())
        self._tabs = Tabs("表样和清单")
        self._pages = QStackedWidget()
        self._start = StartPage(self.documents)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._place_panels()
        self._place_toolbar()
        self.setStatusBar(Status(self.session, self.page_count))
        self.setAcceptDrops(True)
        self._connect()
        self._draw()
        self._restore()
        self._refresh()

    def _make_tasks(self) -> None:
        session = self.session
        self.tasks: Tasks = Tasks(self)
        self.documents: Documents = Documents(session, self.tasks, self)
        self.exporting: Exporting = Exporting(session, self.tasks, self)
        self.printing: Printing = Printing(session, self.tasks, self)
        self.merging: Merging = Merging(session, self.tasks, self.exporting, self)
        self.comparing: Comparing = Comparing(session, self.tasks, self.exporting, self)
        self.file_history: FileHistory = FileHistory(session, self.tasks, self.comparing, self, self._show_alone)
        self.rolling_up: RollingUp = RollingUp(session, self.tasks, self.exporting, self)
        self.disk_watch: DiskWatch = DiskWatch(session, self.tasks, self.documents, self.merging, self.comparing, self)

    def _place_panels(self) -> None:
        self._tabs.add(self.annex, "表样")
        self._tabs.add(self.listing, "清单")
        self._down.addWidget(self._tabs)
        self._down.addWidget(self.findings)
        self._down.setStretchFactor(0, 1)
        self._down.setSizes([520, 170])
        self._across.addWidget(self.tree)
        self.tree.setMinimumWidth(self.fontMetrics().averageCharWidth() * 24)
        self._across.addWidget(self._down)
        self._across.addWidget(self.preview)
        self._across.setStretchFactor(1, 1)
        self._across.setSizes([280, 800, 360])
        for splitter in (self._across, self._down):
            splitter.setChildrenCollapsible(False)
        self._pages.addWidget(self._start)
        self._pages.addWidget(self._across)
        self.setCentralWidget(self._pages)

    def _place_toolbar(self) -> None:
        bar = QToolBar("工具栏", self)
        bar.setObjectName("tools")
        bar.setAccessibleName("工具栏")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        actions.fill(bar, self.actions_by_id, actions.TOOLBAR)
        self.addToolBar(bar)

    def _connect(self) -> None:
        session = self.session
        for signal in (session.document_changed, session.file_changed, session.current_changed):
            signal.connect(lambda *_: self._refresh())
        self.tree.selection_changed.connect(self._refresh)
        self.tree.menu_wanted.connect(self._node_menu)
        self.tree.remove_wanted.connect(self.actions_by_id["remove"].trigger)
        self.tree.entered.connect(lambda: self._tabs.page.setFocus())
        self.preview.print_wanted.connect(self.actions_by_id["print"].trigger)
        self.annex.table.origin_wanted.connect(self.actions_by_id["cell-history"].trigger)
        self.documents.recent_changed.connect(self._fill_recent)
        self._fill_recent()
        for path in examples():
            self._menus["examples"].addAction(example_title(path), partial(self.documents.open_example, path))

    # --- what the table of actions asks -----------------------------------------------------------------------

    def chosen(self) -> tuple[str, ...]:
        """The projects and indicators that an action is about."""
        return self.tree.selected()

    def show_view(self, number: int) -> None:
        """表样 (0) or 清单 (1)."""
        self._tabs.show_page(number)
        self._tabs.page.setFocus()

    def toggle_preview(self) -> None:
        """Shows or hides the pages at the right."""
        self.preview.setVisible(self.preview.isHidden())
        preferences.remember_shown("preview", self.preview.isVisible())

    def print(self) -> None:
        """Prints; what is selected in the tree is offered first."""
        document = self.session.document
        projects = {found.id for node in self.chosen() if (found := document.project(node)) is not None}
        self.printing.print(sorted(projects), self.page_count.pager.last_number(document))

    def go_to_panel(self, by: int) -> None:
        """Gives the focus to the next (1) or previous (-1) of tree, annex or list, findings and preview."""
        panels: list[QWidget] = [self.tree, self._tabs.page, self.findings.table, self.preview.area]
        panels = [panel for panel in panels if panel.isVisible()]
        focused = QApplication.focusWidget()
        here = (at for at, panel in enumerate(panels) if panel is focused or panel.isAncestorOf(focused or self))
        panels[(next(here, -1 if by > 0 else 0) + by) % len(panels)].setFocus()

    def add_indicator(self) -> None:
        """Adds one, or, while several cells of the list are edited, fills them all as Excel does on Ctrl+Enter."""
        if self.listing.table.is_editing_many():
            self.listing.table.commit_to_selection()
        else:
            self.session.commit_requested.emit()
            node_actions.add_indicator(self.session, self.tree.end_of_group())

    def ask_author(self) -> None:
        """The name that is written into saved files."""
        name = ask.text(self, "我的姓名", "保存文件时记下的修改人：", self.session.author)
        if name is not None:
            self.session.author = name
            preferences.set_author(name)

    def show_rules(self) -> None:
        """What is checked."""
        show_rules(self)

    def about(self) -> None:
        """Name and versions."""
        versions = f"perfdesk {__version__} · Python {sys.version.split()[0]} · Qt {qVersion()}"
        QMessageBox.about(self, "关于", f"预算绩效目标表编辑器\n{versions}\n文件只存在这台电脑上，不连接网络。")

    def _show_alone(self, document: Document, why: str) -> None:
        """A window of its own for an older version."""
        window = MainWindow()
        self.opened_alone.emit(window)
        window.session.show(document, why)
        window.documents.select_first()
        window.show()
        ask.tell(window, why)

    # --- keeping up to date -----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        session = self.session
        self._show_page(self._across if session.is_open else self._start)
        actions.enable(self.actions_by_id, self._now())
        history = session.history if session.is_open else None
        for name, word, label in (
            ("undo", "撤销", history.undo_label if history else ""),
            ("redo", "重做", history.redo_label if history else ""),
        ):
            action = self.actions_by_id[name]
            action.setText(f"{word} {label}".strip())
            action.setIconText(word)
            action.setEnabled(bool(label) and not session.read_only)
        doomed = node_actions.named(session.document, self.chosen()) if self._now() & When.NODE else ""
        self.actions_by_id["remove"].setText(f"删除{doomed or '项目或指标'}")
        self._retitle()

    def _show_page(self, page: QWidget) -> None:
        if page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
            (self.tree if page is self._across else page).setFocus()

    def _now(self) -> When:
        session, now = self.session, When.ALWAYS
        if session.is_open:
            now |= When.OPEN | (When.ALWAYS if session.read_only else When.WRITABLE)
            if session.document.project(session.current) is not None:
                now |= When.NODE
        return now

    def _retitle(self) -> None:
        session = self.session
        if not session.is_open:
            self.setWindowTitle(_TITLE)
            self.setWindowModified(False)
            return
        self.setWindowTitle(f"{shown_name(session)}[*]{'（只读）' if session.read_only else ''} - {_TITLE}")
        self.setWindowModified(session.modified)

    def _fill_recent(self) -> None:
        menu = self._menus["recent"]
        menu.clear()
        for path in preferences.recent_files():
            menu.addAction(str(path), partial(self.documents.open_path, path))
        menu.setEnabled(not menu.isEmpty())

    def _node_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        actions.fill(menu, self.actions_by_id, actions.NODE_MENU)
        menu.exec(where)

    def _draw(self) -> None:
        actions.draw(self.actions_by_id, self.palette())
        self._start.draw(self.palette())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        elif event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            # Later, so that no question comes up in the middle of Qt's own handling.
            QTimer.singleShot(0, self, self.disk_watch.look_at_disk)

    # --- files dropped on the window, closing -----------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_files(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _local_files(event.mimeData().urls())
        if paths:
            event.acceptProposedAction()
            # Later, because the program that the files come from waits until the drop is done.
            QTimer.singleShot(0, self, lambda: self._take_in(paths))

    def _take_in(self, paths: list[Path]) -> None:
        """One file is opened; several, or a folder, are merged into the open document."""
        if len(paths) == 1 and not paths[0].is_dir():
            self.documents.open_path(paths[0])
        elif self.session.is_open and not self.session.read_only:
            self.merging.merge_paths(paths)
        else:
            ask.tell(self, "要合并几个文件，请先打开自己的文件，再把同事的文件拖进来。")

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.documents.may_leave():
            event.ignore()
            return
        self.tasks.stop()
        self.documents.owner_mark.release()
        preferences.remember("window", self.saveGeometry())
        preferences.remember("across", self._across.saveState())
        preferences.remember("down", self._down.saveState())
        super().closeEvent(event)

    def _restore(self) -> None:
        room = self.screen().availableGeometry()
        # Beside tree and annex there is room for a page from 1,600 pixels on.
        self.preview.setVisible(preferences.is_shown("preview", usually=room.width() >= _WIDE))
        for name, restore in (("across", self._across.restoreState), ("down", self._down.restoreState)):
            state = preferences.remembered(name)
            if state is not None:
                restore(state)
        geometry = preferences.remembered("window")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(_COMFORTABLE)
            if room.width() < _COMFORTABLE.width() or room.height() < _COMFORTABLE.height():
                self.setWindowState(Qt.WindowState.WindowMaximized)


def _local_files(urls: list[QUrl]) -> list[Path]:
    """The files and folders that are dragged; none if one of them is something else."""
    return [Path(url.toLocalFile()) for url in urls] if all(url.isLocalFile() for url in urls) else []
