"""Every indicator below the selected node as a plain table. Rows are ids; texts come from the current document."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from perfdesk.model.diff import Change, diff
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME
from perfdesk.rules.finding import Finding
from perfdesk.rules.index import ProjectFindings
from perfdesk.ui.appearance import tooltip
from perfdesk.ui.models.sheet_model import FINDINGS, Index
from perfdesk.ui.models.spoken import spoken_field, with_findings
from perfdesk.ui.node_actions import type_in
from perfdesk.ui.session import Session

# The column that shows the project, which is no field of an indicator.
PROJECT = "project"


class ListingModel(QAbstractTableModel):
    """One row an indicator, one column a field of the form, before them the project's number and name."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._scope = ""
        self._filter = ""
        self._held = False
        self._sort: tuple[int, Qt.SortOrder] | None = None
        self.rows: list[str] = []
        self._row_of: dict[str, int] = {}
        self.keys: tuple[str, ...] = ()
        session.document_changed.connect(self._document_changed)
        session.findings_changed.connect(self._findings_changed)
        session.current_changed.connect(self._current_changed)
        self._reset()

    # --- Qt's questions ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self.text(index.row(), index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return "；".join(map(tooltip, self._findings(index)))
            case Qt.ItemDataRole.ToolTipRole:
                notes = "\n".join(map(tooltip, self._findings(index)))
                return notes or self.text(index.row(), index.column()) or None
            case _ if role == FINDINGS:
                return self._findings(index)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        # A document that is being closed is asked of until the columns are gone.
        if role != Qt.ItemDataRole.DisplayRole or not self._session.is_open:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        key = self.keys[section]
        return "项目" if key == PROJECT else self._session.form.vocabulary.title(Owner.INDICATOR, key)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.keys[index.column()] != PROJECT and not self._session.read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        node, key = self.place(index)
        return type_in(self._session, Owner.INDICATOR, key, [node], str(value))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column's texts, stable; a column of -1 is the document's own order."""
        self.layoutAboutToBeChanged.emit()
        before = {row: self.rows[row] for row in {index.row() for index in self.persistentIndexList()}}
        self._sort = (column, order) if column >= 0 else None
        self.rows = self._wanted() if self._session.is_open else []
        self._order()
        for index in self.persistentIndexList():
            self.changePersistentIndex(index, self.index(self._row_of[before[index.row()]], index.column()))
        self.layoutChanged.emit()

    # --- the view's questions ---------------------------------------------------------------------------------

    def text(self, row: int, column: int) -> str:
        """What a cell shows."""
        node, key = self.rows[row], self.keys[column]
        document = self._session.document
        if key != PROJECT:
            return document.fields_of(node)[key]
        place = document.places.get(node)
        return self._project_title(place[0], document.projects[place[0]]) if place else ""

    def _spoken(self, index: Index) -> str:
        key, text = self.keys[index.column()], self.text(index.row(), index.column())
        if key == PROJECT:
            return f"项目 {text}"
        said = spoken_field(self._session.form, self._session.document, Owner.INDICATOR, key, text)
        return with_findings(said, self._findings(index))

    def place(self, index: Index) -> tuple[str, str]:
        """The indicator's id and the field of a cell."""
        return self.rows[index.row()], self.keys[index.column()]

    def index_of(self, node: str, key: str) -> QModelIndex:
        """Where a field stands; invalid if it is not shown."""
        row = self._row_of.get(node)
        if row is None:
            return QModelIndex()
        return self.index(row, self.keys.index(key if key in self.keys else NAME))

    @property
    def shows_all(self) -> bool:
        """Whether all projects are in scope."""
        return not self._scope

    @property
    def filtered(self) -> bool:
        """Whether only rows with some text are shown."""
        return bool(self._filter)

    @contextmanager
    def scope_held(self) -> Iterator[None]:
        """While it lasts, looking at another node does not change which rows are shown."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def filter(self, text: str) -> None:
        """Keeps the rows in which the text stands."""
        if text != self._filter:
            self._filter = text
            self._reset()

    # --- following the document -------------------------------------------------------------------------------

    def _reset(self) -> None:
        self.beginResetModel()
        self._rebuild()
        self.endResetModel()

    def _rebuild(self) -> None:
        self.rows, self.keys, self._row_of = [], (), {}
        if self._session.is_open:
            self.keys = self._columns()
            self.rows = self._wanted()
            self._order()

    def _columns(self) -> tuple[str, ...]:
        columns = self._session.form.table.indicators
        return (PROJECT, *(column.field for column in columns if column.field))

    def _wanted(self) -> list[str]:
        """The indicators in scope in whose row the filter's text stands, in the document's order."""
        document, text = self._session.document, self._filter
        project = document.project(self._scope)
        keys = self.keys[1:]
        found: list[str] = []
        # A project that was just removed has no rows, until another node is looked at.
        projects = document.projects if not self._scope else [project] if project else []
        for at, one in enumerate(projects):
            if not text or text in self._project_title(document.places[project.id][0] if project else at, one):
                found += [row.id for row in one.indicators]
            else:
                found += [row.id for row in one.indicators if any(text in row.fields[key] for key in keys)]
        return found

    @staticmethod
    def _project_title(at: int, project: Project) -> str:
        return f"{at + 1} {project.name}"

    def _order(self) -> None:
        """Sorts the rows, which stand in the document's order, by the column that was chosen."""
        if self._sort is not None:
            column, order = self._sort
            texts = {node: self.text(at, column) for at, node in enumerate(self.rows)}
            self.rows.sort(key=texts.__getitem__, reverse=order == Qt.SortOrder.DescendingOrder)
        self._row_of = {node: row for row, node in enumerate(self.rows)}

    def _current_changed(self, node: str, key: str) -> None:
        """The scope is the project looked at; the department's own node shows all."""
        project = self._session.document.project(node) if self._session.is_open else None
        scope = project.id if project else ""
        if scope != self._scope and not self._held:
            self._scope = scope
            self._reset()

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        if (
            before is None
            or after is None
            or self.keys != self._columns()
            or self._moved(before, after)
            or self._filter
        ):
            self._reset()
            return
        for change in diff(before, after):
            self._tell(change, after)

    @staticmethod
    def _moved(before: Document, after: Document) -> bool:
        """Whether an indicator came, went or moved. Versions between which no node did share their places."""
        return before.places is not after.places and not before.places.alike(after.places)

    def _tell(self, change: Change, after: Document) -> None:
        """A field of an indicator that is shown, or the name of a project that stands before its indicators."""
        project = after.project(change.project)
        if change.indicator:
            self._changed(change.indicator, change.key)
        elif project is not None and not change.indicator and change.key == NAME:
            for indicator in project.indicators:
                self._changed(indicator.id, PROJECT)

    def _changed(self, node: str, key: str, *roles: int) -> None:
        if node in self._row_of and key in self.keys:
            at = self.index(self._row_of[node], self.keys.index(key))
            self.dataChanged.emit(at, at, [*(roles or (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole))])

    def _findings(self, index: Index) -> list[Finding]:
        node, key = self.place(index)
        project = self._session.document.project(node)
        return [*self._session.found.of(project.id).by_place.get((node, key), ())] if project else []

    def _findings_changed(self, changed: Mapping[str, ProjectFindings] | None) -> None:
        if changed is None:
            if self.rows:
                roles = [Qt.ItemDataRole.ToolTipRole, FINDINGS]
                last = self.index(len(self.rows) - 1, len(self.keys) - 1)
                self.dataChanged.emit(self.index(0, 0), last, roles)
            return
        for project, old in changed.items():
            before, now = old.by_place, self._session.found.of(project).by_place
            for node, key in before.keys() | now.keys():
                if before.get((node, key)) != now.get((node, key)):
                    self._changed(node, key, Qt.ItemDataRole.ToolTipRole, FINDINGS)
