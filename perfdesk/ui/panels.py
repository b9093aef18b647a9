"""The panels of the workbench: tree at the left, annex and list in the middle, findings below, preview at the right."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QToolButton, QWidget

from perfdesk.ui import preferences
from perfdesk.ui.cell_commands import CellCommands
from perfdesk.ui.dialogs.guide import set_topic
from perfdesk.ui.folding import Fold, Room
from perfdesk.ui.page_count import PageCount
from perfdesk.ui.session import Session
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.annex_page import AnnexView
from perfdesk.ui.views.findings import FindingsPanel
from perfdesk.ui.views.listing_page import ListingView
from perfdesk.ui.views.preview import PreviewView
from perfdesk.ui.views.project_tree import ProjectTree
from perfdesk.ui.views.tabs import Tabs

_WIDE: Final = 1600
# Where a window is small, the preview goes first, then the list of findings, then the tree.
_PREVIEW_ROOM: Final = Room(1150, 0)
_FINDINGS_ROOM: Final = Room(0, 470)
_TREE_ROOM: Final = Room(720, 0)
_FINDINGS_HEIGHT: Final = 170


class Panels(QSplitter):
    """Where the panels stand, which of them are folded, and which has the keyboard."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.session: Session = session
        self.tree: ProjectTree = ProjectTree(session)
        self.annex: AnnexView = AnnexView(session)
        self.listing: ListingView = ListingView(session)
        self.findings: FindingsPanel = FindingsPanel(session)
        self.page_count: PageCount = PageCount(session, window)
        self.preview: PreviewView = PreviewView(session, self.page_count)
        self._tabs = Tabs("表样和清单")
        self._tree_button = QToolButton()
        self.cells: CellCommands = CellCommands(session, self._tabs, self.annex, self.listing)
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._folds: dict[str, Fold] = {}
        self._place_panels()

    def _place_panels(self) -> None:
        self._tree_button.setText("项目树")
        self._tree_button.setToolTip("展开项目树（Ctrl+5）")
        self._tree_button.setAccessibleName("展开项目树")
        self._tree_button.clicked.connect(self.toggle_tree)
        self._tabs.add_corner(self._tree_button)
        self._tabs.add(self.annex, "表样")
        self._tabs.add(self.listing, "清单")
        self._down.addWidget(self._tabs)
        self._down.addWidget(self.findings)
        self._down.setStretchFactor(0, 1)
        self._down.setSizes([520, _FINDINGS_HEIGHT])
        self.addWidget(self.tree)
        self.tree.setMinimumWidth(self.fontMetrics().averageCharWidth() * 18)
        self.addWidget(self._down)
        self.addWidget(self.preview)
        self.setStretchFactor(1, 1)
        self.setSizes([280, 800, 360])
        for splitter in (self, self._down):
            splitter.setChildrenCollapsible(False)
        for panel, topic in (
            (self.tree, "fill"),
            (self.annex, "fill"),
            (self.listing, "list"),
            (self.findings, "check"),
            (self.preview, "output"),
        ):
            set_topic(panel, topic)

    def restore(self, screen_width: int) -> None:
        """Sizes and panels as they were when a window was closed last."""
        for name, splitter in self._splitters():
            state = preferences.remembered(name)
            if state is not None:
                splitter.restoreState(state)
        # Beside tree and annex there is room for a page from 1,600 pixels on.
        preview = Fold("preview", _PREVIEW_ROOM, self.preview.setVisible, usually=screen_width >= _WIDE)
        findings = Fold("findings", _FINDINGS_ROOM, self._show_findings)
        self._folds = {"preview": preview, "findings": findings, "tree": Fold("tree", _TREE_ROOM, self._show_tree)}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for fold in self._folds.values():
            fold.fit(self.size(), plain_table.scale(self))

    def _show_findings(self, shown: bool) -> None:
        had_focus = self.findings.table.hasFocus()
        self.findings.fold(not shown)
        room = self._down.height()
        height = min(round(_FINDINGS_HEIGHT * plain_table.scale(self)), room // 2) if shown else 0
        self._down.setSizes([room - height, height])
        if had_focus and not shown:
            self._tabs.page.setFocus()

    def _show_tree(self, shown: bool) -> None:
        had_focus = self.tree.isAncestorOf(QApplication.focusWidget() or self)
        self.tree.setVisible(shown)
        self._tree_button.setVisible(not shown)
        if had_focus and not shown:
            self._tabs.page.setFocus()

    # --- folding and going ------------------------------------------------------------------------------------

    def show_view(self, number: int) -> None:
        """表样 (0) or 清单 (1)."""
        self._tabs.show_page(number)
        self._tabs.page.setFocus()

    def toggle_preview(self) -> None:
        """Shows or hides the pages at the right."""
        self._folds["preview"].toggle()

    def toggle_findings(self) -> None:
        """Folds the list of findings, or shows it again; its line with the counts stays."""
        self._folds["findings"].toggle()

    def toggle_tree(self) -> None:
        """Shows or hides the tree at the left."""
        self._folds["tree"].toggle()

    def go_to_tree(self) -> None:
        """Gives the tree the focus."""
        if not self._folds["tree"].shown:
            self.toggle_tree()
        self.tree.setFocus()

    def filter_tree(self) -> None:
        """Gives the tree's filter the focus."""
        self.go_to_tree()
        self.tree.filter_box.setFocus()

    def go_to_panel(self, by: int) -> None:
        """Gives the focus to the next (1) or previous (-1) of tree, annex or list, findings and preview."""
        panels: list[QWidget] = [self.tree, self._tabs.page, self.findings.table, self.preview.area]
        panels = [panel for panel in panels if panel.isVisible()]
        focused = QApplication.focusWidget()
        here = (at for at, panel in enumerate(panels) if panel is focused or panel.isAncestorOf(focused or self))
        panels[(next(here, -1 if by > 0 else 0) + by) % len(panels)].setFocus()

    def _splitters(self) -> tuple[tuple[str, QSplitter], ...]:
        return ("across", self), ("down", self._down)
