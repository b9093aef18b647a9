"""The list of findings in its sections: it folds them, goes from one finding to the next, and follows the cell that is
looked at."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QWidget

from perfdesk.rules.finding import Finding
from perfdesk.ui.models.findings_model import FindingsModel
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.session import Session
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.finding_cells import FirstCellDelegate, MessageDelegate
from perfdesk.ui.views.wrapped_rows import WrappedRows

# Severity, head, project, place, message, evidence; the message gets what is left of the width.
_WIDTHS = (52, 60, 130, 150, 300, 200)
_MESSAGE = 4
# The head is the heading's, and the sum stands below the message; both are columns of what is copied.
_HIDDEN = (1, 5)


class FindingList(WrappedRows):
    """One row a finding, under the headings of their sections.

    `cell_wanted()` after a double click or Enter on a finding: the keyboard belongs into its cell.
    """

    cell_wanted = Signal()

    def __init__(self, session: Session, model: FindingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._model = session, model
        # What took the place of a finding that went, and whose cell nobody has gone to yet.
        self._unseen: Finding | None = None
        self._first, self._sums = FirstCellDelegate(self), MessageDelegate(self)
        self.setModel(model)
        plain_table.set_up(self, "审核意见", _WIDTHS)
        self.follow_model()
        self._set_up_columns()
        self.clicked.connect(self._click)
        self.moved.connect(self._jump)
        self.activated.connect(self._enter)
        self.fold_wanted.connect(self._fold_section)
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
            changed.connect(lambda *_: self._span_headings())
        session.current_changed.connect(self._follow)

    def _set_up_columns(self) -> None:
        self.setSortingEnabled(True)
        header = self.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_MESSAGE, QHeaderView.ResizeMode.Stretch)
        self.setItemDelegateForColumn(0, self._first)
        self.setItemDelegateForColumn(_MESSAGE, self._sums)
        for column in _HIDDEN:
            self.setColumnHidden(column, True)

    def show_place(self) -> None:
        """Goes to the cell of the current finding, as a click on it does."""
        self._jump(self.currentIndex())

    def current(self) -> Finding | None:
        """The finding of the current row."""
        return self._model.finding_at(self.currentIndex().row())

    def go(self, by: int) -> bool:
        """To the next (1) or previous (-1) finding, round and round; whether there is one. A folded section on the way
        is unfolded. What took the place of a finding that went is the next one: nobody has seen it yet."""
        model = self._model
        if by > 0 and self._unseen is not None and self.current() == self._unseen:
            self._jump(self.currentIndex())
            return True
        row = self.currentIndex().row()
        row = row if row >= 0 or by > 0 else 0
        while model.rows:
            row = (row + by) % len(model.rows)
            section = model.heading_at(row)
            if section is None:
                self.selectRow(row)
                self._jump(model.index(row, 0))
                return True
            if section.folded:
                model.fold(section, False)
                row += section.visible if by < 0 else 0
        return False

    @contextmanager
    def staying(self) -> Iterator[None]:
        """What is done inside takes findings away; then that is selected which stands in their place, rather a finding
        than a heading."""
        row = self.currentIndex().row()
        yield
        row = min(row, len(self._model.rows) - 1)
        below = self._model.finding_at(row) is None and self._model.finding_at(row + 1) is not None
        self.selectRow(row + 1 if below else row)
        self._unseen = self.current()

    # --- sections ---------------------------------------------------------------------------------------------

    def _span_headings(self) -> None:
        """A heading stands across all columns."""
        self.clearSpans()
        for row in self._model.headings().values():
            self.setSpan(row, 0, 1, self._model.columnCount())

    def _fold_section(self, index: Index, folded: bool) -> None:
        """Left and right on a heading; on a finding, left goes to its heading."""
        section = self._model.heading_at(index.row())
        if section is not None:
            self._model.fold(section, folded)
        elif folded:
            top = max(row for row in self._model.headings().values() if row < index.row())
            self.setCurrentIndex(self._model.index(top, 0))

    def _turn_section(self, row: int) -> bool:
        """Folds or unfolds where a heading is; whether it is one."""
        section = self._model.heading_at(row)
        if section is not None:
            self._model.fold(section, not section.folded)
        return section is not None

    # --- to the cell and back ---------------------------------------------------------------------------------

    def _click(self, index: QModelIndex) -> None:
        if not self._turn_section(index.row()):
            self._jump(index)

    def _enter(self, index: QModelIndex) -> None:
        if not self._turn_section(index.row()):
            self._jump(index)
            self.cell_wanted.emit()

    def _jump(self, index: QModelIndex) -> None:
        finding = self._model.finding_at(index.row())
        self._unseen = None
        if finding is not None:
            self._session.select(*self._place(finding))

    def _follow(self, node: str, key: str) -> None:
        """What is said of the cell that is looked at is the current finding: curing, answering and F8 go on from
        there. A cell of which nothing is said leaves it as it is."""
        finding = self.current()
        if not self._session.is_open or (finding is not None and self._place(finding) == (node, key)):
            return
        row = self._model.row_of(node, key)
        if row is not None:
            self.selectRow(row)

    def _place(self, finding: Finding) -> tuple[str, str]:
        return finding.node or self._session.document.id, finding.field
