"""清单: indicators as a plain table: sort, filter, edit, fill down, edit many, copy and paste."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from perfdesk.blocks.destination import ListDestination
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.keys import BASIS, DESCRIPTION, LEVEL1, LEVEL2, NAME, TARGET
from perfdesk.ui import node_actions
from perfdesk.ui.appearance import severity_colour, worst
from perfdesk.ui.models.level_choices import level_choices
from perfdesk.ui.models.listing_model import PROJECT, ListingModel
from perfdesk.ui.models.sheet_model import FINDINGS, Index
from perfdesk.ui.session import Session
from perfdesk.ui.views.cell_delegate import CellDelegate
from perfdesk.ui.views.cell_table import CellTable, Place
from perfdesk.ui.views.moves import GridCells

_WIDTHS = {"project": 150, LEVEL1: 84, LEVEL2: 110, NAME: 190, DESCRIPTION: 220, TARGET: 110, BASIS: 150}


class _ListDelegate(CellDelegate):
    """A bar at the left of cells with findings."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        severity = worst(index.data(FINDINGS) or ())
        if severity is not None:
            box = option.rect
            painter.fillRect(box.left(), box.top(), 4, box.height(), severity_colour(option.palette, severity))
        self.frame(painter, option, index)


class ListingTable(CellTable):
    """The table and its keys."""

    def __init__(self, session: Session, model: ListingModel, parent: QWidget) -> None:
        super().__init__(session, _ListDelegate(self._kind, self._choices), parent)
        self._listing = model
        self.setModel(model)
        self.setAccessibleName("指标清单")
        self.setSortingEnabled(True)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        model.modelReset.connect(self._reset)
        session.current_changed.connect(self._show_current)
        self._reset()

    def _reset(self) -> None:
        scale = self.fontMetrics().lineSpacing() / 17
        for column, key in enumerate(self._listing.keys):
            self.setColumnWidth(column, round(_WIDTHS.get(key, 100) * scale))
        self._show_current(self.session.current, self.session.current_key)

    def _kind(self, index: Index) -> Kind:
        return self.session.form.vocabulary.kind(Owner.INDICATOR, self._listing.place(index)[1])

    def _choices(self, index: Index) -> list[str]:
        node, key = self._listing.place(index)
        return level_choices(self.session.form, self.session.document, node, key)

    # --- cells ------------------------------------------------------------------------------------------------

    @property
    def cells(self) -> GridCells:
        # The first column names the project.
        return GridCells(len(self._listing.rows), range(1, len(self._listing.keys)))

    def places(self, index: Index) -> Sequence[Place]:
        return [self._listing.place(index)]

    def index_of(self, node: str, key: str) -> QModelIndex:
        return self._listing.index_of(node, key)

    def destination(self) -> ListDestination:
        model = self._listing
        heads = {PROJECT: lambda row: model.text(row, model.keys.index(PROJECT))}
        return ListDestination(self.session.form, self.session.document, model.rows, model.keys, heads)

    def looked_at(self, index: Index) -> None:
        if self.isVisible():
            # Looking at a row must not narrow a list of the whole department to that row's project.
            with self._listing.scope_held():
                self.session.select(*self._listing.place(index))

    def _show_current(self, node: str, key: str) -> None:
        if self.following:
            return
        index = self._listing.index_of(node, key)
        if not index.isValid() and not self.currentIndex().isValid() and (first := self.cells.end(-1)) is not None:
            index = self.index_at(first)
        if index.isValid() and index != self.currentIndex():
            with self.quietly():
                self.frame(index)

    def go_project(self, by: int) -> None:
        """In a list of all projects to the first row of one; else the list shows another project."""
        project = node_actions.beside(self.session.document, self.session.current, by)
        if project is not None and self._listing.shows_all and project.indicators:
            self.frame(self.index_of(project.indicators[0].id, self.session.current_key))
        else:
            super().go_project(by)

    def adding(self, add: Callable[[], object]) -> None:
        """A row that the filter would hide is not added."""
        if not self._listing.filtered:
            with self._listing.scope_held():
                add()


class ListingView(QWidget):
    """A filter box and the table."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ListingModel(session, self)
        self.table = ListingTable(session, self.model, self)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText("筛选清单")
        self._filter.setAccessibleName("筛选清单")
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self.model.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 0)
        layout.addWidget(self._filter)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
