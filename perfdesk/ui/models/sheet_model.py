"""The Sheet of the project that is looked at, as a table model. Mirrors the current document; never changes it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from perfdesk.forms.sheet import PlacedCell, Role, Sheet, front_sheet, screen_sheet
from perfdesk.forms.style import Style
from perfdesk.model.carried import is_untouched
from perfdesk.model.document import Document, Project, new_id
from perfdesk.model.edits import AddIndicator, AddRecord, Edit
from perfdesk.model.fields import NO_FIELDS, QUESTION, Fields, Owner
from perfdesk.model.keys import NAME, NAMED_BY
from perfdesk.model.questions import Question
from perfdesk.rules.finding import Finding
from perfdesk.rules.index import ProjectFindings
from perfdesk.ui.appearance import tooltip
from perfdesk.ui.models.spoken import spoken_field, with_findings
from perfdesk.ui.node_actions import type_in
from perfdesk.ui.plain_text import plain
from perfdesk.ui.session import Session

Index = QModelIndex | QPersistentModelIndex
# The placed cell itself, for delegates and views; its findings; whether it still has last year's text.
CELL = Qt.ItemDataRole.UserRole
FINDINGS = Qt.ItemDataRole.UserRole + 1
UNTOUCHED = Qt.ItemDataRole.UserRole + 3
# The form's own style of a cell, None if it is set as the table.
LOOK = Qt.ItemDataRole.UserRole + 4
_UNTOUCHED_WORDS = "上年的内容，还没有改过"
_COMPUTED_WORDS = "由程序算出，不能改"
_EMPTY = Sheet("", (), 0, None, ())
Findings = Mapping[tuple[str, str], Sequence[Finding]]


class SheetModel(QAbstractTableModel):
    """One index per place of the grid; a cell that covers several answers at its first one."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.sheet: Sheet = _EMPTY
        self._cells: dict[tuple[int, int], PlacedCell] = {}
        # The id that the record begun in an empty row would have, by row.
        self._begun: dict[int, str] = {}
        self._asked: Mapping[tuple[int, int], list[str]] = {}
        self._untouched: frozenset[tuple[int, int]] = frozenset()
        # The findings of what is shown, as they were when the view was told last.
        self._findings: Findings = {}
        session.document_changed.connect(self._document_changed)
        session.findings_changed.connect(self._findings_changed)
        session.current_changed.connect(self._current_changed)
        self._load()

    # --- Qt's questions ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.sheet.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.sheet.widths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if cell is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.shown(cell)
            case Qt.ItemDataRole.EditRole:
                return self.entered(cell)
            case Qt.ItemDataRole.ToolTipRole:
                return plain("\n".join(self._remarks(cell))) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(cell)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return "；".join(self._remarks(cell))
        return self._own_data(cell, role)

    def _own_data(self, cell: PlacedCell, role: int) -> Any:
        """What delegates and views ask for."""
        match role:
            case _ if role == CELL:
                return cell
            case _ if role == LOOK:
                return self.look(cell)
            case _ if role == FINDINGS:
                return self.findings(cell)
            case _ if role == UNTOUCHED:
                return (cell.row, cell.column) in self._untouched
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        cell = self.cell(index)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if cell is not None and self.is_field(cell) and not self._session.read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        cell = self.cell(index)
        if cell is None or cell.owner is None or not self.is_field(cell) or role != Qt.ItemDataRole.EditRole:
            return False
        texts = {place: str(value) for place in self.places(cell)}
        changed = type_in(
            self._session, cell.owner, cell.key, [node for node, _ in texts], str(value), self.making(texts)
        )
        if changed and cell.begins_row:
            self._session.select(*next(iter(texts)))
        return changed

    # --- the view's questions ---------------------------------------------------------------------------------

    def cell(self, index: Index) -> PlacedCell | None:
        """The placed cell that begins at an index."""
        return self._cells.get((index.row(), index.column()))

    def look(self, cell: PlacedCell) -> Style | None:
        """The form's own style of a cell."""
        return self._session.form.styles[cell.style] if cell.style else None

    @staticmethod
    def is_field(cell: PlacedCell) -> bool:
        """Whether something can be typed into a cell: it shows a field, if only of an empty row."""
        return cell.editable or cell.begins_row

    def places(self, cell: PlacedCell) -> list[tuple[str, str]]:
        """The fields, by (node, key), that a cell shows. Those of an empty row are of the record that would be made
        there."""
        nodes = (self._begun[cell.row],) if cell.begins_row else cell.nodes
        return [(node, cell.key) for node in nodes]

    def making(self, texts: Mapping[tuple[str, str], str]) -> list[Edit]:
        """What makes the records of the empty rows among these texts; a blank makes none. An indicator is of the class
        of the last one, unless its own is being written."""
        begun = {self._begun[cell.row]: (cell.row, cell.owner) for cell in self.sheet.cells if cell.begins_row}
        keys: dict[str, set[str]] = {}
        for (node, key), text in texts.items():
            if node in begun and text.strip():
                keys.setdefault(node, set()).add(key)
        return [self._new_row(node, *begun[node], keys[node]) for node in begun if node in keys]

    def _new_row(self, node: str, row: int, owner: Owner | None, keys: set[str]) -> Edit:
        project = self._session.document.project(self.sheet.project)
        assert project is not None
        told = self.sheet.begun.get(row, {})
        if owner is not None and owner is not Owner.INDICATOR:
            return AddRecord(node, project.id, owner, Fields({key: told[key] for key in told if key not in keys}))
        classes = self._session.form.class_keys
        if row not in self.sheet.begun:
            last = project.indicators[-1].fields if project.indicators else NO_FIELDS
            told = {key: last[key] for key in classes}
        # What is typed says the class, wholly.
        own = {*classes, *keys} if keys & {*classes} else keys
        return AddIndicator(node, project.id, Fields({key: told[key] for key in told if key not in own}))

    def entered(self, cell: PlacedCell) -> str:
        """The field's own text, without the mark or template it is printed with."""
        return self._session.document.fields_of(cell.nodes[0])[cell.key] if cell.nodes else cell.text

    def shown(self, cell: PlacedCell) -> str:
        """The cell's text, and below it what colleagues filled in differently, as long as nobody has decided."""
        return "\n".join([cell.text, *self._asked.get((cell.row, cell.column), ())])

    def _remarks(self, cell: PlacedCell) -> list[str]:
        """What there is to say of a cell besides its text."""
        carried = [_UNTOUCHED_WORDS] if (cell.row, cell.column) in self._untouched else []
        computed = [_COMPUTED_WORDS] if cell.role is Role.COMPUTED else []
        return [*computed, *carried, *map(tooltip, self.findings(cell))]

    def _spoken(self, cell: PlacedCell) -> str:
        if cell.owner is None:
            return self.shown(cell) or ("空" if cell.role is Role.COMPUTED else "")
        form, document = self._session.form, self._session.document
        said = spoken_field(form, document, cell.owner, cell.key, self.shown(cell))
        carried = f"，{_UNTOUCHED_WORDS}" if (cell.row, cell.column) in self._untouched else ""
        return with_findings(said + carried, self.findings(cell))

    def findings(self, cell: PlacedCell) -> list[Finding]:
        """What the checks say of the field that a cell shows."""
        return [finding for node in cell.nodes for finding in self._findings.get(self._place(node, cell.key), ())]

    def index_of(self, node: str, key: str) -> QModelIndex:
        """Where a field stands; the node's first cell if `key` is "" or not shown; invalid if the node is not here."""
        shown = [cell for cell in self.sheet.cells if node in cell.nodes or node == self._begun.get(cell.row)]
        shown.sort(key=lambda cell: (cell.key != key, cell.key != _called(cell)))
        shown = [cell for cell in shown if self.is_field(cell)]
        return self.index(shown[0].row, shown[0].column) if shown else QModelIndex()

    @property
    def project(self) -> Project | None:
        """The project shown; None while the department's own fields are."""
        if not self._session.is_open or not self.sheet.project:
            return None
        return self._session.document.project(self.sheet.project)

    # --- following the document -------------------------------------------------------------------------------

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        self._load()

    def _current_changed(self, node: str, key: str) -> None:
        self._load()

    def _load(self) -> None:
        new = self._new_sheet()
        if new is self.sheet:
            return
        self._findings = self._judged(new)
        if _geometry(new) != _geometry(self.sheet):
            self.beginResetModel()
            self._take(new)
            self.endResetModel()
            return
        old, marks = self.sheet, self._marks()
        self._take(new)
        marks_now = self._marks()
        for before, after in zip(old.cells, new.cells, strict=True):
            if before.text != after.text or marks(after) != marks_now(after):
                at = self.index(after.row, after.column)
                self.dataChanged.emit(at, at, [Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole])

    def _take(self, new: Sheet) -> None:
        self.sheet = new
        self._cells = {(cell.row, cell.column): cell for cell in new.cells}
        self._begun = self._ids_of_empty_rows(new) if self._session.is_open else {}
        self._asked = dict(self._questions(new)) if self._session.is_open else {}
        self._untouched = frozenset(self._carried(new)) if self._session.is_open else frozenset()

    def _ids_of_empty_rows(self, new: Sheet) -> dict[int, str]:
        """Those that are not made yet keep theirs, so that the frame stays where it is."""
        known = [node for node in self._begun.values() if self._session.document.owner_of(node) is None]
        rows = sorted({cell.row for cell in new.cells if cell.begins_row})
        return {row: known[at] if at < len(known) else new_id() for at, row in enumerate(rows)}

    def _marks(self) -> Callable[[PlacedCell], object]:
        """What is shown of a cell besides its text, as it is now."""
        asked, untouched = self._asked, self._untouched
        return lambda cell: (asked.get(place := (cell.row, cell.column)), place in untouched)

    def _carried(self, new: Sheet) -> Iterator[tuple[int, int]]:
        fields_of = self._session.document.fields_of
        for cell in new.cells:
            if any(is_untouched(fields_of(node), cell.key) for node in cell.nodes):
                yield cell.row, cell.column

    def _questions(self, new: Sheet) -> Iterator[tuple[tuple[int, int], list[str]]]:
        document = self._session.document
        for cell in new.cells:
            for node in cell.nodes:
                fields = document.fields_of(node)
                question = Question.parse(fields[QUESTION + cell.key]) if QUESTION + cell.key in fields else None
                if question is not None:
                    yield (cell.row, cell.column), question.others(fields[cell.key])

    def _new_sheet(self) -> Sheet:
        if not self._session.is_open:
            return _EMPTY
        document = self._session.document
        project = document.project(self._session.current)
        if project is not None:
            return screen_sheet(self._session.form, document, project)
        return front_sheet(self._session.form, document)

    def _findings_changed(self, changed: Mapping[str, ProjectFindings] | None) -> None:
        if changed is not None and not changed.keys() & {"", self.sheet.project}:
            return
        before, self._findings = self._findings, self._judged(self.sheet)
        for cell in self.sheet.cells:
            places = [self._place(node, cell.key) for node in cell.nodes]
            if any(before.get(place) != self._findings.get(place) for place in places):
                at = self.index(cell.row, cell.column)
                self.dataChanged.emit(at, at, [Qt.ItemDataRole.ToolTipRole, FINDINGS])

    def _judged(self, shown: Sheet) -> Findings:
        """What is said of the fields that a sheet can show: the project's and the document's own."""
        found = self._session.found
        return {**found.of("").by_place, **found.of(shown.project).by_place}

    def _place(self, node: str, key: str) -> tuple[str, str]:
        """Where a finding about a field stands; one about the document's own fields names no node."""
        return ("" if node == self._session.document.id else node), key


def _geometry(one: Sheet) -> object:
    return one.project, one.widths, [(cell[:4], cell.role is Role.VALUE, cell.key, cell.nodes) for cell in one.cells]


def _called(cell: PlacedCell) -> str:
    """The field that the cell's row is called by; the cell's own where that is no repeated row."""
    return NAME if cell.owner is Owner.INDICATOR else NAMED_BY.get(cell.owner or Owner.DOCUMENT, cell.key)
