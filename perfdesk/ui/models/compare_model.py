"""One of two versions that are compared: its annex with its changes marked."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from perfdesk.forms.loader import form_of
from perfdesk.forms.sheet import PlacedCell, Sheet, front_sheet, screen_sheet
from perfdesk.model.diff import Change, ChangeKind
from perfdesk.model.document import Document
from perfdesk.model.fields import QUESTION
from perfdesk.model.keys import NAME
from perfdesk.model.questions import PLACE, REMOVED
from perfdesk.model.words import Span, changed_words
from perfdesk.ui.models.sheet_model import CELL, Index

# The word for what happened to a cell, "" for nothing.
CHANGED: Final = Qt.ItemDataRole.UserRole + 2
# Where the words of a cell are that the other version does not have.
WORDS: Final = Qt.ItemDataRole.UserRole + 20
_NO_TEXTS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {}
_NOTHING: Final = Sheet("", (), 0, None, ())


def marks(changes: Sequence[Change], *, old: bool) -> Mapping[tuple[str, str], str]:
    """What is marked in the old or the new version, by node and field; key "" for all cells of an indicator."""
    words: dict[tuple[str, str], str] = {}
    for change in changes:
        node = change.indicator or change.project
        match change.kind:
            case ChangeKind.SET if change.key.startswith(QUESTION):
                words.setdefault((node, shown_key(change)), "待定")
            case ChangeKind.SET:
                words[node, change.key] = "改"
            case ChangeKind.ADD if not old:
                words[node, ""] = "增"
            case ChangeKind.REMOVE if old:
                words[node, ""] = "删"
            case ChangeKind.MOVE if change.indicator:
                words[node, NAME] = "移"
    return words


def changed_texts(changes: Sequence[Change], *, old: bool) -> Mapping[tuple[str, str], tuple[str, str]]:
    """The texts that were changed, by node and field: what the old or the new version has, and what the other has."""
    pairs = {
        (change.indicator or change.project, change.key): (change.before, change.after)
        for change in changes
        if change.kind is ChangeKind.SET
    }
    return pairs if old else {place: texts[::-1] for place, texts in pairs.items()}


def shown_key(change: Change) -> str:
    """The field at which a change is seen: a question at the field it is about, what is about a node at its name."""
    key = change.key.removeprefix(QUESTION)
    return key if change.kind is ChangeKind.SET and key not in (REMOVED, PLACE) else NAME


def _own_words(own: str, other: str) -> Sequence[Span]:
    return changed_words(own, other).before


class VersionModel(QAbstractTableModel):
    """A project's annex in one version, or the department's own texts; nothing can be edited."""

    def __init__(
        self,
        document: Document,
        changed: Mapping[tuple[str, str], str],
        texts: Mapping[tuple[str, str], tuple[str, str]] = _NO_TEXTS,
        parent: QObject | None = None,
    ) -> None:
        """`changed` is what is marked, and `texts` what is compared word by word."""
        super().__init__(parent)
        self._texts = texts
        self._words = lru_cache(maxsize=500)(_own_words)
        self._document = document
        self._changed = changed
        self.sheet: Sheet = _NOTHING
        self._cells: dict[tuple[int, int], PlacedCell] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.sheet.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.sheet.widths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self._cells.get((index.row(), index.column()))
        if cell is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return "，".join(filter(None, (self.mark(cell), cell.text or "空")))
            case _ if role == CELL:
                return cell
            case _ if role == CHANGED:
                return self.mark(cell)
            case _ if role == WORDS:
                return self.words(cell)
        return None

    def show(self, project: str) -> bool:
        """Shows a project by its id, "" for the department's own texts; whether this version has it."""
        layout = form_of(self._document)
        found = self._document.project(project)
        self.beginResetModel()
        if project and found is None:
            self.sheet = _NOTHING
        else:
            self.sheet = screen_sheet(layout, self._document, found) if found else front_sheet(layout, self._document)
        self._cells = {(cell.row, cell.column): cell for cell in self.sheet.cells}
        self.endResetModel()
        return self.sheet is not _NOTHING

    def mark(self, cell: PlacedCell) -> str:
        """The word for what happened to a cell."""
        # The document's own fields are changes of no node.
        nodes = ["" if node == self._document.id else node for node in cell.nodes]
        keys = ((node, key) for node in nodes for key in (cell.key, ""))
        return next((self._changed[key] for key in keys if key[1] + key[0] and key in self._changed), "")

    def words(self, cell: PlacedCell) -> Sequence[Span]:
        """Where the words of a cell are that the other version does not have. Of a text that came or went as a whole,
        and of one that is not printed as it was written, no single word is marked."""
        found = (self._texts.get(("" if node == self._document.id else node, cell.key)) for node in cell.nodes)
        own, other = next((texts for texts in found if texts), ("", ""))
        return self._words(own, other) if own and other and own == cell.text else ()

    def index_of(self, node: str, key: str) -> QModelIndex:
        """Where a field stands; the node's first cell if the field is not shown; invalid if the node is not here."""
        node = node or self._document.id
        own = [cell for cell in self.sheet.cells if node in cell.nodes]
        own.sort(key=lambda cell: cell.key != key)
        return self.index(own[0].row, own[0].column) if own else QModelIndex()
