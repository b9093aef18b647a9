"""清单: indicators, records or projects as a plain table: sort, filter, edit, fill down, edit many, copy and paste."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QWidget

from perfdesk.blocks.destination import ListDestination
from perfdesk.model.document import Project, Row
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.keys import BASIS, CODE, DESCRIPTION, LEVEL1, LEVEL2, NAME, NAMED_BY, TARGET, UNIT_NAME
from perfdesk.model.vocabulary import row_title
from perfdesk.ui import node_actions
from perfdesk.ui.appearance import severity_colour, worst
from perfdesk.ui.models.level_choices import level_choices
from perfdesk.ui.models.listed_rows import HEAD
from perfdesk.ui.models.listing_model import ListingModel
from perfdesk.ui.models.ordering import AMOUNTS
from perfdesk.ui.models.sheet_model import FINDINGS, Index
from perfdesk.ui.session import Session
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.cell_delegate import CellDelegate
from perfdesk.ui.views.cell_menu import Entry
from perfdesk.ui.views.cell_table import CellTable, Place
from perfdesk.ui.views.column_menu import column_menu
from perfdesk.ui.views.moves import GridCells

# At an ordinary font; the last column takes the rest.
_WIDTHS = {
    Owner.INDICATOR: {HEAD: 150, LEVEL1: 84, LEVEL2: 132, NAME: 190, DESCRIPTION: 220, TARGET: 110, BASIS: 150},
    Owner.PROJECT: {HEAD: 44, NAME: 190, CODE: 165, UNIT_NAME: 140},
}
_OF_RECORDS = {HEAD: 150, **dict.fromkeys(NAMED_BY.values(), 190)}
_USUAL_WIDTH = 96
_BY_KIND = {Kind.LONG: 210, Kind.TARGET: 120}


def list_title(owner: Owner) -> str:
    """What is listed, in a word."""
    return "项目" if owner is Owner.PROJECT else row_title(owner)


class _ListDelegate(CellDelegate):
    """A bar at the left of cells with findings."""

    def alignment(self, index: Index) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignRight if self.kind_of(index) in AMOUNTS else Qt.AlignmentFlag.AlignLeft

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.displayAlignment = self.alignment(index) | Qt.AlignmentFlag.AlignVCenter

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
    """The table and its keys. `before_wanted()` when Shift+Tab leaves its first cell."""

    before_wanted = Signal()

    def __init__(self, session: Session, model: ListingModel, parent: QWidget) -> None:
        super().__init__(session, _ListDelegate(self._kind, self._choices), parent)
        self._listing = model
        self.setModel(model)
        self.setAccessibleName(f"{list_title(model.owner)}清单")
        self._laid_out: tuple[str, ...] = ()
        self.setSortingEnabled(True)
        header = self.horizontalHeader()
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        self._unsort()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        model.modelReset.connect(self._reset)
        session.current_changed.connect(self._show_current)
        self._reset()

    def _unsort(self) -> None:
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _reset(self) -> None:
        if not self._listing.is_sorted:
            self._unsort()
        # Of a department there is one table: no column says which.
        self.setColumnHidden(0, self.session.is_open and self.session.form.of_department)
        if self._laid_out != self._listing.keys:
            self._laid_out = self._listing.keys
            scale = plain_table.scale(self)
            for column, key in enumerate(self._listing.keys):
                self.setColumnWidth(column, round(self._usual_width(key) * scale))
        self._show_current(self.session.current, self.session.current_key)

    def _usual_width(self, key: str) -> int:
        owner = self._listing.owner
        kind = self.session.form.vocabulary.kind(owner, key)
        return _WIDTHS.get(owner, _OF_RECORDS).get(key, _BY_KIND.get(kind, _USUAL_WIDTH))

    def _header_menu(self, where: QPoint) -> None:
        column = self.horizontalHeader().logicalIndexAt(where)
        if 0 <= column < len(self._listing.keys):
            menu = column_menu(self, self._listing, self._listing.keys[column])
            menu.exec(self.horizontalHeader().mapToGlobal(where))

    def extra_entries(self) -> Iterable[Entry]:
        """The filter of the cell's column, so that the keyboard reaches it."""
        yield "筛选这一列…", self._filter_here

    def _filter_here(self) -> None:
        index = self.currentIndex()
        menu = column_menu(self, self._listing, self._listing.keys[index.column()])
        menu.exec(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))

    def _kind(self, index: Index) -> Kind:
        return self.session.form.vocabulary.kind(self._listing.owner, self._listing.place(index)[1])

    def _choices(self, index: Index) -> list[str]:
        node, key = self._listing.place(index)
        return level_choices(self.session.form, self.session.document, node, key)

    # --- cells ------------------------------------------------------------------------------------------------

    @property
    def cells(self) -> GridCells:
        # The first column is no field.
        return GridCells(len(self._listing.rows), range(1, len(self._listing.keys)))

    def places(self, index: Index) -> Sequence[Place]:
        return [self._listing.place(index)]

    def index_of(self, node: str, key: str) -> QModelIndex:
        return self._listing.index_of(node, key)

    def destination(self) -> ListDestination:
        model = self._listing
        heads = {HEAD: lambda row: model.text(row, model.keys.index(HEAD))}
        return ListDestination(self.session.form, self.session.document, model.rows, model.keys, heads, model.owner)

    def looked_at(self, index: Index) -> None:
        if self.isVisible():
            # Looking at a row must not narrow a list of the whole department to that row's project.
            with self._listing.scope_held():
                self.session.select(*self._listing.place(index))

    def _show_current(self, node: str, key: str) -> None:
        if self.following:
            return
        index = self._listing.index_of(node, key)
        project = self.session.document.project(node) if self.session.is_open else None
        if not index.isValid() and project is not None and (rows := self._rows(project)):
            keys = self._listing.keys
            index = self._listing.index_of(rows[0].id, key if key in keys else keys[1])
        if not index.isValid() and not self.currentIndex().isValid() and (first := self.cells.end(-1)) is not None:
            index = self.index_at(first)
        if index.isValid() and index != self.currentIndex():
            with self.quietly():
                self.frame(index)

    def _rows(self, project: Project) -> Sequence[Row]:
        """What is listed of a project besides itself."""
        return () if self._listing.owner is Owner.PROJECT else project.rows_of(self._listing.owner)

    def go_project(self, by: int) -> None:
        """In a list of all projects to the first row of one; else the list shows another project."""
        if self._listing.owner is Owner.PROJECT:
            self.go_line(by)
            return
        project = node_actions.beside(self.session.document, self.session.current, by)
        if project is not None and self._listing.shows_all and (rows := self._rows(project)):
            self.frame(self.index_of(rows[0].id, self.session.current_key))
        else:
            super().go_project(by)

    def beyond(self, by: int) -> None:
        if by < 0 and self.currentIndex().isValid():
            self.before_wanted.emit()
        else:
            super().beyond(by)

    def adding(self, add: Callable[[], object]) -> None:
        """A row that the filter would hide is not added."""
        if self._listing.filtered:
            return
        if self._listing.owner is Owner.PROJECT:
            # Behind the framed row.
            self.session.select(*self._listing.place(self.currentIndex()))
            node_actions.add_project(self.session)
            return
        with self._listing.scope_held():
            add()
