"""The list of findings, filtered by severity and head."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QFont

from perfdesk.model.diff import changed_projects
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.places import Places
from perfdesk.model.spans import changed_span
from perfdesk.rules.finding import WORDS, Finding, Head, Severity
from perfdesk.rules.index import ProjectFindings
from perfdesk.rules.place import place_of, project_of
from perfdesk.rules.table import rule
from perfdesk.ui.models.ordering import natural
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.plain_text import plain
from perfdesk.ui.session import Session

SEVERITY: Final = Qt.ItemDataRole.UserRole
_COLUMNS: Final = ("程度", "类别", "项目", "位置", "意见", "依据")
# How many parts each project has in the list: one for each severity, and one for what is answered.
_GRADES: Final = len(Severity) + 1


class FindingsModel(QAbstractTableModel):
    """One row a finding, the gravest first, else in the order in which the checks give them; or by a column that was
    chosen. The answered ones are at the end, struck through.

    Follows an edit by the rows of the projects that it touched, so that it costs the same in a book of thousands.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._severities: frozenset[Severity] = frozenset(Severity)
        self._heads: frozenset[Head] = frozenset(Head)
        self.rule = self.project = ""
        self.shown: list[Finding] = []
        self._sort: tuple[int, Qt.SortOrder] | None = None
        # What each project has in the list: first all errors, then all warnings, and so on; see ProjectFindings.graded.
        self._parts: list[tuple[Finding, ...]] = []
        # The parts that they were taken from, one for each project.
        self._found: list[ProjectFindings] = []
        session.findings_changed.connect(self._findings_changed)
        session.document_changed.connect(self._document_changed)
        self._show_all()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        finding = self.shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.texts(finding)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return plain(f"{finding.message}\n{rule(finding.rule).explanation}")
            case Qt.ItemDataRole.FontRole if finding.answer:
                struck = QFont()
                struck.setStrikeOut(True)
                return struck
            case _ if role == SEVERITY:
                return finding.severity
        return None

    def texts(self, finding: Finding) -> tuple[str, ...]:
        """A finding's row."""
        document = self._session.document
        return (
            WORDS[finding.severity],
            rule(finding.rule).head.value,
            project_of(document, finding),
            place_of(document, finding),
            f"{finding.answer}（{finding.message}）" if finding.answer else finding.message,
            finding.evidence,
        )

    @property
    def heads(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return _COLUMNS

    def show_only(self, severities: Collection[Severity], heads: Collection[Head]) -> None:
        """Filters the list."""
        self._severities, self._heads = frozenset(severities), frozenset(heads)
        self._show_all()

    def narrow(self, rule: str = "", project: str = "") -> None:
        """Shows findings of one rule, of one project (its id), or of all ("")."""
        self.rule, self.project = rule, project
        self._show_all()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; one of -1 is by gravity again. The same findings stay selected."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [self.shown[index.row()] for index in before]
        self._sort = (column, order) if column >= 0 else None
        self.shown = self._arranged()
        row_of = {id(finding): row for row, finding in enumerate(self.shown)}
        now = [self.index(row_of[id(one)], index.column()) for one, index in zip(kept, before, strict=True)]
        self.changePersistentIndexList(before, now)
        self.layoutChanged.emit()

    def _arranged(self) -> list[Finding]:
        """All that is listed, in the order that was chosen; what is answered stays at the end."""
        if self._sort is None or not self._session.is_open:
            return [finding for part in self._parts for finding in part]
        column, order = self._sort
        key, falling = self._key(column), order == Qt.SortOrder.DescendingOrder
        answers = len(self._parts) - len(self._found)
        rows: list[Finding] = []
        for parts in (self._parts[:answers], self._parts[answers:]):
            rows += sorted((finding for part in parts for finding in part), key=key, reverse=falling)
        return rows

    def _key(self, column: int) -> Callable[[Finding], Any]:
        """What a column is sorted by: ranks and places in the document, not the words for them."""
        severities, heads = [*Severity], [*Head]
        places = self._session.document.places
        fields = self._session.form.vocabulary.order
        return (
            lambda finding: severities.index(finding.severity),
            lambda finding: heads.index(rule(finding.rule).head),
            lambda finding: places.projects.get(finding.project, -1),
            lambda finding: _place_key(finding, places, fields),
            lambda finding: natural(finding.message),
            lambda finding: natural(finding.evidence),
        )[column]

    def _is_wanted(self, finding: Finding) -> bool:
        return (
            finding.severity in self._severities
            and rule(finding.rule).head in self._heads
            and self.rule in ("", finding.rule)
            and self.project in ("", finding.project)
        )

    def _wanted(self, parts: Iterable[tuple[Finding, ...]]) -> list[tuple[Finding, ...]]:
        """What is listed of each part; the part itself where nothing is left out."""
        chosen = len(self._severities) == len(Severity) and len(self._heads) == len(Head)
        if chosen and not self.rule and not self.project:
            return [*parts]
        return [tuple(filter(self._is_wanted, part)) for part in parts]

    def _show_all(self) -> None:
        """Lists everything anew, as the filter wants it."""
        self._found = [*self._session.found.parts()]
        graded = [part.graded for part in self._found]
        parts = self._wanted(one[grade] for grade in range(_GRADES) for one in graded)
        first, old_end, new_end = changed_span(self._parts, parts)
        self._replace(first, old_end, parts[first:new_end])
        self._arrange()

    def _follow(self) -> None:
        """Lists anew what lies between the parts that are the same at the beginning and at the end."""
        found = [*self._session.found.parts()]
        first, old_end, new_end = changed_span(self._found, found)
        self._replace_found(first, old_end, found[first:new_end])
        self._arrange()

    def _findings_changed(self, changed: Mapping[str, ProjectFindings] | None) -> None:
        if changed is None or not self._session.is_open or not self._parts:
            self._follow()
            return
        found = self._session.found
        places = self._session.document.places.projects
        rows = sorted((places[project] + 1 if project else 0, project) for project in changed)
        for run in _runs(rows):
            first = run[0][0]
            self._replace_found(first, first + len(run), [found.of(project) for _, project in run])
        self._arrange()

    def _replace_found(self, first: int, end: int, found: Sequence[ProjectFindings]) -> None:
        """Puts other parts in place of those from `first` to before `end`; the last grade first, so that the places of
        the others still hold."""
        row = len(self._found)
        self._found[first:end] = found
        for grade in reversed(range(_GRADES)):
            parts = self._wanted(part.graded[grade] for part in found)
            self._replace(grade * row + first, grade * row + end, parts)

    def _replace(self, first: int, end: int, parts: Sequence[tuple[Finding, ...]]) -> None:
        """Puts the rows of other parts in place of those from `first` to before `end`."""
        row = sum(map(len, self._parts[:first]))
        gone = sum(map(len, self._parts[first:end]))
        self._parts[first:end] = parts
        if self._sort is None:
            self._put(row, row + gone, [finding for part in parts for finding in part])

    def _arrange(self) -> None:
        """Brings a list that is sorted by a column up to date."""
        if self._sort is not None:
            rows = self._arranged()
            first, old_end, new_end = changed_span(self.shown, rows)
            self._put(first, old_end, rows[first:new_end])

    def _put(self, row: int, end: int, rows: Sequence[Finding]) -> None:
        """Puts other rows in place of those from `row` to before `end`."""
        gone = end - row
        if self.shown[row:end] == rows:
            return
        stay = min(gone, len(rows))
        self.shown[row : row + stay] = rows[:stay]
        if stay:
            self.dataChanged.emit(self.index(row, 0), self.index(row + stay - 1, len(_COLUMNS) - 1))
        if gone > stay:
            self.beginRemoveRows(QModelIndex(), row + stay, row + gone - 1)
            del self.shown[row + stay : row + gone]
            self.endRemoveRows()
        elif len(rows) > stay:
            self.beginInsertRows(QModelIndex(), row + stay, row + len(rows) - 1)
            self.shown[row + stay : row + stay] = rows[stay:]
            self.endInsertRows()

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        """A project's number and the names in its place may be others, though the findings are the same."""
        if before is None or after is None:
            # Row by row the view would still ask what a finding says, of a document that is no longer there.
            self.beginResetModel()
            self.shown, self._parts, self._found = [], [], []
            self.endResetModel()
        elif self.shown and _renamed(before, after):
            last = self.index(len(self.shown) - 1, _COLUMNS.index("位置"))
            self.dataChanged.emit(self.index(0, _COLUMNS.index("项目")), last, [Qt.ItemDataRole.DisplayRole])


def _place_key(finding: Finding, places: Places, fields: Mapping[tuple[Owner, str], int]) -> tuple[int, int, int]:
    """Where a finding is: the project, the indicator, the field in the vocabulary's order."""
    project, indicator = places.get(finding.node, (-1, None))
    owner = Owner.INDICATOR if finding.indicator else Owner.PROJECT if finding.project else Owner.DOCUMENT
    return project, -1 if indicator is None else indicator, fields.get((owner, finding.field), len(fields))


def _runs(rows: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Parts that stand side by side, of those at these places in order."""
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1][0] - pair[0]):
        yield [row for _, row in run]


def _renamed(before: Document, after: Document) -> bool:
    """Whether projects are counted otherwise now, or they or their indicators have other names."""
    if before.places is not after.places:
        return True
    return any(
        old is not None and (old.name != new.name or [row.name for row in old.rows] != [row.name for row in new.rows])
        for new in changed_projects(before, after)
        for old in (before.project(new.id),)
    )
