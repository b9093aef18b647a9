"""The window: first page, menus and toolbar at once; the workbench after the first painting. Keeps actions and title up
to date. What happens is elsewhere."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QToolBar, QWidget

from perfdesk.ui import actions, preferences
from perfdesk.ui.availability import SaysWhy, When, reason_of_keys
from perfdesk.ui.examples import example_title, examples
from perfdesk.ui.start_page import StartPage

if TYPE_CHECKING:
    from perfdesk.model.document import Document
    from perfdesk.ui.documents import Documents
    from perfdesk.ui.session import Session
    from perfdesk.ui.workbench import Workbench

_TITLE: Final = "预算绩效目标表"
# On a smaller screen the window starts as large as the screen, on a larger one it takes so much of it.
_OF_SCREEN: Final = 0.9
_COMFORTABLE: Final = QSize(1440, 860)
# A window that nobody sees (a locked screen, another desktop) may never be painted; its file is opened all the same.
_LONGEST_UNSEEN_MS: Final = 2_000
_ON_NODE: Final = When.NODE | When.LOOSE
# Why keys do nothing.
_REASON_MS: Final = 8_000


class MainWindow(QMainWindow):
    """The start page, or the workbench with the open document."""

    # Another window, to be kept by whoever keeps this one.
    opened_alone = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._painted = False
        self._after_painting: list[Callable[[], object]] = [lambda: self.workbench]
        self.actions_by_id: dict[str, QAction]
        self.actions_by_id, self._menus = actions.build(self, self.menuBar(), lambda: self.workbench)
        self._pages = QStackedWidget()
        self._let_through: When | None = None
        self._bar = QToolBar(self)
        # Its width with words, known when it was without room for them.
        self._worded = 0
        self._start = StartPage()
        self._pages.addWidget(self._start)
        self.setCentralWidget(self._pages)
        self._place_toolbar()
        self.statusBar()
        self.setAcceptDrops(True)
        self._connect()
        self._draw()
        self._restore()
        self._refresh()

    def _place_toolbar(self) -> None:
        bar = self._bar
        bar.setWindowTitle("工具栏")
        bar.setObjectName("tools")
        bar.setAccessibleName("工具栏")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        actions.fill(bar, self.actions_by_id, actions.TOOLBAR)
        self.addToolBar(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bar = self._bar
        if bar.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            self._worded = bar.sizeHint().width()
        worded = self.width() >= self._worded
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if worded else Qt.ToolButtonStyle.ToolButtonIconOnly
        if style != bar.toolButtonStyle():
            bar.setToolButtonStyle(style)

    def _connect(self) -> None:
        start = self._start
        start.new_wanted.connect(lambda: self.documents.new())
        start.open_wanted.connect(lambda: self.documents.open())
        start.import_wanted.connect(lambda: self.documents.import_())
        start.lost_wanted.connect(lambda: self.workbench.going_back.show_documents())
        start.file_wanted.connect(lambda path: self.documents.open_path(path))
        start.example_wanted.connect(lambda path: self.documents.open_example(path))
        self._fill_recent()
        for path in examples():
            self._menus["examples"].addAction(example_title(path), partial(start.example_wanted.emit, path))

    # --- the workbench ----------------------------------------------------------------------------------------

    @cached_property
    def workbench(self) -> "Workbench":
        """Made when the window has been painted, or when it is asked for before."""
        from perfdesk.ui.workbench import Workbench  # with everything that the first page does without

        made = Workbench(self, self._show_alone)
        made.changed.connect(self._refresh)
        made.palette_wanted.connect(self._show_palette)
        made.keys_wanted.connect(self._show_keys)
        made.tree.menu_wanted.connect(self._node_menu)
        made.tree.remove_wanted.connect(self.actions_by_id["remove"].trigger)
        made.preview.print_wanted.connect(self.actions_by_id["print"].trigger)
        made.annex.table.origin_wanted.connect(self.actions_by_id["cell-history"].trigger)
        made.documents.recent_changed.connect(self._fill_recent)
        made.documents.recent_changed.connect(self._start.refresh)
        made.restore(self.screen().availableGeometry().width())
        self._pages.addWidget(made)
        self.setStatusBar(made.status)
        return made

    @property
    def _made(self) -> "Workbench | None":
        """The workbench, if it is there."""
        return self.__dict__.get("workbench")

    @property
    def session(self) -> "Session":
        """The open document."""
        return self.workbench.session

    @property
    def documents(self) -> "Documents":
        """Opens and saves it."""
        return self.workbench.documents

    def is_modified(self) -> bool:
        """Whether closing now would lose something."""
        return self._made is not None and self._made.session.modified

    def when_painted(self, act: Callable[[], object]) -> None:
        """Does something that takes long: at once, or, in a window that is still to be painted, when it has been."""
        if self._painted:
            act()
        else:
            self._after_painting.append(act)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(_LONGEST_UNSEEN_MS, self, self._go_on)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._after_painting:
            # Later, when all of the window has been painted.
            QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        self._painted = True
        waiting, self._after_painting = self._after_painting, []
        for act in waiting:
            act()

    def _show_palette(self) -> None:
        from perfdesk.ui.dialogs.palette import Palette  # not before the first painting
        from perfdesk.ui.offers import offers

        Palette(lambda: offers(self.actions_by_id, actions.MENUS, self.session), self).exec()

    def _show_keys(self) -> None:
        from perfdesk.ui.dialogs.key_sheet import show_keys  # not before the first painting

        show_keys(self.actions_by_id, actions.MENUS, self)

    def _show_alone(self, document: "Document", why: str) -> None:
        """A window of its own for an older version."""
        from perfdesk.ui import ask  # not before the first painting

        window = MainWindow()
        self.opened_alone.emit(window)
        window.session.show(document, why)
        window.documents.select_first()
        window.show()
        ask.tell(window, why)

    # --- keeping up to date -----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        made, now = self._made, self._now()
        # A key that is typed changes nothing of it, and there are eighty actions to ask.
        if now != self._let_through:
            self._let_through = now
            actions.enable(self.actions_by_id, now)
        actions.show_records(self.actions_by_id, made.kinds_of_records() if made else ())
        self._show_page(made if made and made.session.is_open else self._start)
        self._name_actions(made)
        self._retitle(made)

    def _show_page(self, page: QWidget) -> None:
        if page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
            (self._start if page is self._start else self.workbench.tree).setFocus()

    def _now(self) -> When:
        made, now = self._made, When.ALWAYS
        if made and made.session.is_open:
            session = made.session
            now |= When.OPEN | (When.ALWAYS if session.read_only else When.WRITABLE)
            of_department = session.form.of_department
            now |= When.ALWAYS if of_department else When.PROJECTS
            project = session.project_here
            if project is not None:
                # The node that stands for the department is neither copied nor deleted.
                now |= When.NODE if of_department and session.document.row(session.current) is None else _ON_NODE
        return now

    def _name_actions(self, made: "Workbench | None") -> None:
        """What is undone, redone and deleted."""
        undone = made.undone() if made else ("", "")
        for name, word, label in zip(("undo", "redo"), ("撤销", "重做"), undone, strict=True):
            action = self.actions_by_id[name]
            action.setText(f"{word} {label}".strip())
            action.setIconText(word)
            action.setEnabled(bool(label))
        doomed = made.named() if made and self._now() & When.LOOSE else ""
        self.actions_by_id["remove"].setText(f"删除{doomed or '项目或指标'}")

    def _retitle(self, made: "Workbench | None") -> None:
        if made is None or not made.session.is_open:
            self.setWindowTitle(_TITLE)
            self.setWindowModified(False)
            return
        self.setWindowTitle(f"{made.title()} - {_TITLE}")
        # Qt tells the whole window and the desktop, also of what they know already.
        if self.isWindowModified() != made.session.modified:
            self.setWindowModified(made.session.modified)

    def _fill_recent(self) -> None:
        menu = self._menus["recent"]
        menu.clear()
        for path in preferences.recent_files():
            menu.addAction(str(path), partial(self._start.file_wanted.emit, path))
        menu.setEnabled(not menu.isEmpty())

    def _node_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.installEventFilter(SaysWhy(menu))
        actions.fill(menu, self.actions_by_id, actions.NODE_MENU)
        menu.exec(where)

    def _draw(self) -> None:
        actions.draw(self.actions_by_id, self.palette())
        self._start.draw(self.palette())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of an action that is not possible say why; the others go on."""
        why = reason_of_keys(self.actions_by_id, QKeySequence(event.keyCombination()))
        if why:
            self.statusBar().showMessage(why, _REASON_MS)
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        elif event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            # Later, so that no question comes up in the middle of Qt's own handling.
            QTimer.singleShot(0, self, self._look_at_disk)

    def _look_at_disk(self) -> None:
        if self._made:
            self._made.look_at_disk()

    # --- files dropped on the window, closing -----------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_files(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _local_files(event.mimeData().urls())
        if paths:
            event.acceptProposedAction()
            # Later, because the program that the files come from waits until the drop is done.
            QTimer.singleShot(0, self, lambda: self.workbench.take_in(paths))

    def closeEvent(self, event: QCloseEvent) -> None:
        made = self._made
        if made and not made.documents.may_leave():
            event.ignore()
            return
        # Closed before it was painted, it does nothing any more.
        self._after_painting = []
        preferences.remember("window", self.saveGeometry())
        if made:
            made.end()
        super().closeEvent(event)

    def _restore(self) -> None:
        room = self.screen().availableGeometry()
        geometry = preferences.remembered("window")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(_COMFORTABLE.expandedTo(room.size() * _OF_SCREEN))
            if room.width() < _COMFORTABLE.width() or room.height() < _COMFORTABLE.height():
                self.setWindowState(Qt.WindowState.WindowMaximized)


def _local_files(urls: list[QUrl]) -> list[Path]:
    """The files and folders that are dragged; none if one of them is something else."""
    return [Path(url.toLocalFile()) for url in urls] if all(url.isLocalFile() for url in urls) else []
