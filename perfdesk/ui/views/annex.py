"""表样: the annex of the project that is looked at, as it prints, edited in place."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from perfdesk.blocks.destination import SheetDestination
from perfdesk.model.edits import Edit
from perfdesk.model.fields import ROW_OWNERS, Kind, Owner
from perfdesk.model.vocabulary import row_title
from perfdesk.ui import node_actions
from perfdesk.ui.models.level_choices import level_choices
from perfdesk.ui.models.sheet_model import Index, SheetModel
from perfdesk.ui.session import Session
from perfdesk.ui.views.cell_menu import Entry
from perfdesk.ui.views.cell_table import CellTable, Place
from perfdesk.ui.views.moves import Box, SheetCells
from perfdesk.ui.views.paper_delegate import PaperDelegate
from perfdesk.ui.views.paper_table import lay_out, set_spans


class AnnexTable(CellTable):
    """The grid: spans from the Sheet, columns in its proportions, rows as high as their text, keys as in Excel.

    `origin_wanted()` when the user asks where the current cell's text comes from.
    """

    origin_wanted = Signal()
    # Shift+Tab in the first cell: what stands above the table comes before it.
    before_wanted = Signal()

    def __init__(self, session: Session, model: SheetModel, parent: QWidget) -> None:
        super().__init__(session, PaperDelegate(self._kind, self._choices), parent)
        self._sheet_model = model
        self._cells = SheetCells(())
        # The framed field, where not its node but the project is looked at.
        self._held: Place | None = None
        self.setModel(model)
        self.setShowGrid(False)
        self.setAccessibleName("表样")
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._layout_timer = QTimer(self)
        self._layout_timer.setSingleShot(True)
        self._layout_timer.timeout.connect(self._lay_out)
        model.modelReset.connect(self._reset)
        model.dataChanged.connect(lambda *_: self._layout_timer.start(0))
        session.current_changed.connect(self._show_current)
        self._reset()

    # --- layout -----------------------------------------------------------------------------------------------

    def _reset(self) -> None:
        sheet = self._sheet_model.sheet
        self._cells = SheetCells(Box(*cell[:4]) for cell in sheet.cells if self._sheet_model.is_field(cell))
        set_spans(self, sheet)
        self._lay_out()
        # Now and not by Qt's timer, which would paint everything a second time.
        self.executeDelayedItemsLayout()
        self._show_current(self.session.current, self.session.current_key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def _lay_out(self) -> None:
        lay_out(self, self._sheet_model.sheet, self._sheet_model.shown, look=self._sheet_model.look)

    # --- cells ------------------------------------------------------------------------------------------------

    @property
    def cells(self) -> SheetCells:
        return self._cells

    def places(self, index: Index) -> Sequence[Place]:
        cell = self._sheet_model.cell(index)
        return self._sheet_model.places(cell) if cell is not None else []

    def making(self, texts: Mapping[Place, str]) -> Sequence[Edit]:
        return self._sheet_model.making(texts)

    def kind_of_row(self, index: Index) -> Owner | None:
        cell = self._sheet_model.cell(index)
        return cell.owner if cell is not None and (cell.begins_row or cell.owner in ROW_OWNERS) else None

    def index_of(self, node: str, key: str) -> QModelIndex:
        return self._sheet_model.index_of(node, key)

    def destination(self) -> SheetDestination:
        return SheetDestination(self.session.form, self.session.document, self._sheet_model.sheet)

    def _kind(self, index: Index) -> Kind:
        cell = self._sheet_model.cell(index)
        return self.session.form.vocabulary.kind(cell.owner, cell.key) if cell and cell.owner else Kind.TEXT

    def _choices(self, index: Index) -> list[str]:
        cell = self._sheet_model.cell(index)
        places = self.places(index)
        if cell is None or not places:
            return []
        return level_choices(self.session.form, self.session.document, *places[0])

    def looked_at(self, index: Index) -> None:
        cell = self._sheet_model.cell(index)
        self._held = None
        beside = cell is not None and (cell.begins_row or cell.owner is Owner.DOCUMENT)
        if beside and self._sheet_model.sheet.project:
            # The record of an empty row is not there yet; who looks at the document itself sees another sheet.
            self._held = self.places(index)[0]
            self.session.select(self._sheet_model.sheet.project)
        elif cell is not None and cell.nodes:
            # A merged cell belongs to several; staying on one that is selected already does not jump away.
            node = self.session.current if self.session.current in cell.nodes else cell.nodes[0]
            self.session.select(node, cell.key)

    def _show_current(self, node: str, key: str) -> None:
        if self.following or not node:
            return
        index = self._sheet_model.index_of(node, key)
        if self._held is not None and (node, key) == (self._sheet_model.sheet.project, ""):
            held = self._sheet_model.index_of(*self._held)
            index = held if held.isValid() else index
        if not index.isValid() and (first := self.cells.end(-1)) is not None:
            index = self.index_at(first)
        if index.isValid() and index != self.currentIndex():
            with self.quietly():
                self.frame(index)

    def beyond(self, by: int) -> None:
        projects = self.session.document.projects
        if by < 0:
            self.before_wanted.emit()
        elif projects and not self._sheet_model.sheet.project:
            # Behind the cover comes the first table.
            self.session.select(projects[0].id)
            self._frame_first()
        else:
            super().beyond(by)

    def _frame_first(self) -> None:
        """Frames the first cell that is not of the document, whose own fields are on the cover."""
        model = self._sheet_model
        cells = (cell for cell in model.sheet.cells if model.is_field(cell) and cell.owner is not Owner.DOCUMENT)
        first = next(cells, None)
        if first is not None:
            self.frame(model.index(first.row, first.column))

    # --- menu -------------------------------------------------------------------------------------------------

    def extra_entries(self) -> Iterable[Entry]:
        """Where the text comes from, what the findings offer."""
        cell = self._sheet_model.cell(self.currentIndex())
        if cell is None or not cell.nodes:
            return
        yield "这一格的来历…", self.origin_wanted.emit
        if self.session.read_only:
            return
        if cell.owner in ROW_OWNERS:
            word = f"删除这条{row_title(cell.owner)}"
            yield word, lambda: node_actions.remove(self.session, (self.session.current,))
        for finding in self._sheet_model.findings(cell):
            for edit in (finding.cure, *finding.choices):
                if edit is not None:
                    word = "" if edit in finding.choices else "修正："
                    yield f"{word}{edit.label(self.session.document)}", partial(self.session.run, edit)
