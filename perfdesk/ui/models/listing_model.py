"""Every indicator, or record of a kind, of the document or of one project, or every project, as a plain table. Rows are
ids; texts come from the current document."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from perfdesk.forms.printed_words import printed_title
from perfdesk.model.diff import Change, diff
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME
from perfdesk.rules.finding import Finding
from perfdesk.rules.index import ProjectFindings
from perfdesk.ui.appearance import tooltip
from perfdesk.ui.models.listed_rows import (
    HEAD,
    ColumnFilter,
    RowChoice,
    called,
    columns,
    followed,
    head,
    listed,
    texts_of,
)
from perfdesk.ui.models.sheet_model import FINDINGS, Index
from perfdesk.ui.models.spoken import spoken_field, with_findings
from perfdesk.ui.node_actions import type_in
from perfdesk.ui.plain_text import plain
from perfdesk.ui.session import Session


class ListingModel(QAbstractTableModel):
    """One row an indicator, a record or a project, one column a field of the form, before them the project's
    number and name.

    `chosen_changed()` when other rows or columns are wanted. What was wanted of one document is not of the next.
    """

    chosen_changed = Signal()

    def __init__(self, session: Session, owner: Owner = Owner.INDICATOR, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.owner = owner
        self._wanted = RowChoice()
        self._all_wanted = self._held = False
        self._hidden: frozenset[str] = frozenset()
        self.rows: list[str] = []
        self._row_of: dict[str, int] = {}
        self.keys: tuple[str, ...] = ()
        session.document_changed.connect(self._document_changed)
        session.findings_changed.connect(self._findings_changed)
        session.current_changed.connect(self._current_changed)
        self._wanted.scope = self._scope()
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
                return plain(notes or self.text(index.row(), index.column())) or None
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
        return f"{self.title(key)}（已筛）" if key in self._wanted.columns else self.title(key)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.keys[index.column()] != HEAD and not self._session.read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        node, key = self.place(index)
        return type_in(self._session, self.owner, key, [node], str(value))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column, stable; a column of -1 is the document's own order."""
        self.layoutAboutToBeChanged.emit()
        before = {row: self.rows[row] for row in {index.row() for index in self.persistentIndexList()}}
        falling = order == Qt.SortOrder.DescendingOrder
        self._wanted.sort = (self.keys[column], falling) if 0 <= column < len(self.keys) else None
        self._list()
        for index in self.persistentIndexList():
            row = self._row_of.get(before[index.row()])
            self.changePersistentIndex(index, QModelIndex() if row is None else self.index(row, index.column()))
        self.layoutChanged.emit()

    # --- the view's questions ---------------------------------------------------------------------------------

    def title(self, key: str) -> str:
        """A column's title."""
        if key == HEAD:
            return "序号" if self.owner is Owner.PROJECT else "项目"
        return printed_title(self._session.form, key, self.owner)

    def text(self, row: int, column: int) -> str:
        """What a cell shows."""
        node, key = self.rows[row], self.keys[column]
        document = self._session.document
        if key != HEAD:
            return document.fields_of(node)[key]
        place = document.places.get(node)
        return head(self.owner, place[0], document.projects[place[0]]) if place else ""

    def _spoken(self, index: Index) -> str:
        key, text = self.keys[index.column()], self.text(index.row(), index.column())
        if key == HEAD:
            return f"{self.title(key)} {text}"
        said = spoken_field(self._session.form, self._session.document, self.owner, key, text)
        return with_findings(said, self._findings(index))

    def place(self, index: Index) -> tuple[str, str]:
        """The id and the field of a cell."""
        return self.rows[index.row()], self.keys[index.column()]

    def index_of(self, node: str, key: str) -> QModelIndex:
        """Where a field stands; invalid if it is not shown."""
        if self.owner is Owner.PROJECT and self._session.is_open:
            project = self._session.document.project(node)
            node, key = (project.id if project else "", key if project and project.id == node else NAME)
        row = self._row_of.get(node)
        if row is None:
            return QModelIndex()
        name = called(self.owner)
        shown = next((one for one in (key, name) if one in self.keys), self.keys[-1])
        return self.index(row, self.keys.index(shown))

    @property
    def shows_all(self) -> bool:
        """Whether all projects are in scope."""
        return not self._wanted.scope

    @property
    def filtered(self) -> bool:
        """Whether rows are left out."""
        return bool(self._wanted.text or self._wanted.columns)

    @property
    def filter_text(self) -> str:
        """The text that stands in every row."""
        return self._wanted.text

    @property
    def is_sorted(self) -> bool:
        """Whether the rows stand in another order than in the document."""
        return self._wanted.sort is not None

    @property
    def filters(self) -> Mapping[str, ColumnFilter]:
        """The columns' filters, by field."""
        return self._wanted.columns

    @property
    def all_keys(self) -> tuple[str, ...]:
        """The columns that there are, the hidden ones among them."""
        return columns(self._session.form, self.owner) if self._session.is_open else ()

    def texts_of(self, key: str) -> Counter[str]:
        """How often each text stands in a column."""
        return texts_of(self._session.document, self.owner, self._wanted, key)

    @contextmanager
    def scope_held(self) -> Iterator[None]:
        """While it lasts, looking at another node does not change which rows are shown."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def show_all(self, *, every: bool) -> None:
        """All projects, whatever is looked at, or only the one that is looked at."""
        self._all_wanted = every
        self._wanted.scope = self._scope()
        self._reset()

    def filter(self, text: str) -> None:
        """Keeps the rows in which the text stands."""
        if text != self._wanted.text:
            self._wanted.text = text
            self._reset()

    def filter_column(self, key: str, wanted: ColumnFilter) -> None:
        """Keeps the rows whose text in a column is wanted; an empty filter lets all through."""
        others = {name: one for name, one in self._wanted.columns.items() if name != key}
        self._wanted.columns = {**others, key: wanted} if wanted != ColumnFilter() else others
        self._reset()

    def unfilter(self) -> None:
        """Lists everything in scope again."""
        self._wanted.text, self._wanted.columns = "", {}
        self._reset()

    def hide(self, keys: Collection[str]) -> None:
        """Leaves out columns; project and name stay."""
        self._hidden = frozenset(keys).difference((HEAD, called(self.owner)))
        self._reset()

    # --- following the document -------------------------------------------------------------------------------

    def _reset(self) -> None:
        self.beginResetModel()
        self._rebuild()
        self.endResetModel()
        self.chosen_changed.emit()

    def _rebuild(self) -> None:
        self.keys = self._columns()
        if self._wanted.sort is not None and self._wanted.sort[0] not in self.keys:
            self._wanted.sort = None
        self._list()

    def _columns(self) -> tuple[str, ...]:
        return tuple(key for key in self.all_keys if key not in self._hidden)

    def _list(self) -> None:
        session = self._session
        of = session.is_open
        self._take(listed(session.document, session.form, self.owner, self._wanted, self.keys) if of else [])

    def _take(self, rows: list[str]) -> None:
        self.rows = rows
        self._row_of = {node: row for row, node in enumerate(rows)}

    def _scope(self) -> str:
        """The project looked at; "" at the department's own node, which shows all."""
        if self._all_wanted or not self._session.is_open or self.owner is Owner.PROJECT:
            return ""
        project = self._session.document.project(self._session.current)
        return project.id if project else ""

    def _current_changed(self, node: str, key: str) -> None:
        if not self._held and (scope := self._scope()) != self._wanted.scope:
            self._wanted.scope = scope
            self._reset()

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        """What an edit makes unlike the filter or the order stays where it is until somebody asks anew."""
        if before is None or after is None:
            self._wanted, self._all_wanted = RowChoice(), False
            self._wanted.scope = self._scope()
        if before is None or after is None or self.keys != self._columns():
            self._reset()
            return
        if self._moved(before, after):
            self._follow(after)
            return
        for change in diff(before, after):
            self._tell(change, after)

    def _follow(self, after: Document) -> None:
        """Rows came, went or moved. Where they are only sorted, all others stay where they are."""
        wanted = self._wanted
        kept: list[str] | None = None
        if wanted.sort is not None and not wanted.text and not wanted.columns:
            here = listed(after, self._session.form, self.owner, replace(wanted, sort=None), self.keys)
            kept = followed(self.rows, self._row_of, here)
        if kept is None:
            self._reset()
            return
        self.beginResetModel()
        self._take(kept)
        self.endResetModel()

    def _moved(self, before: Document, after: Document) -> bool:
        """Whether a row came, went or moved. Versions between which no node did share their places."""
        if before.places is after.places:
            return False
        if self.owner is Owner.PROJECT:
            return [*before.places.projects] != [*after.places.projects]
        return not before.places.alike(after.places)

    def _tell(self, change: Change, after: Document) -> None:
        """A field of a row that is shown, or the name of a project that stands before its rows."""
        if self.owner is Owner.PROJECT:
            if not change.indicator:
                self._changed(change.project, change.key)
            return
        project = after.project(change.project)
        if change.indicator:
            self._changed(change.indicator, change.key)
        elif project is not None and change.key == NAME:
            for row in project.rows_of(self.owner):
                self._changed(row.id, HEAD)

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
