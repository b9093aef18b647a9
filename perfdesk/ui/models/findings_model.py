"""The list of findings, filtered by severity and head."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QFont

from perfdesk.model.diff import changed_projects
from perfdesk.model.document import Document
from perfdesk.model.spans import changed_span
from perfdesk.rules.finding import WORDS, Finding, Head, Severity
from perfdesk.rules.index import ProjectFindings
from perfdesk.rules.place import place_of, project_of
from perfdesk.rules.table import rule
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.session import Session

SEVERITY: Final = Qt.ItemDataRole.UserRole
_COLUMNS: Final = ("程度", "类别", "项目", "位置", "意见", "依据")


class FindingsModel(QAbstractTableModel):
    """One row a finding, in the order in which the checks give them; the answered ones at the end, struck through.

    Follows an edit by the rows of the projects that it touched, so that it costs the same in a book of thousands.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._severities: frozenset[Severity] = frozenset(Severity)
        self._heads: frozenset[Head] = frozenset(Head)
        self.rule = self.project = ""
        self.shown: list[Finding] = []
        # What each project has in `shown`: first all that is open, then all that is answered.
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
                return f"{finding.message}\n{rule(finding.rule).explanation}"
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
        parts = self._wanted([*(part.open for part in self._found), *(part.answered for part in self._found)])
        first, old_end, new_end = changed_span(self._parts, parts)
        self._replace(first, old_end, parts[first:new_end])

    def _follow(self) -> None:
        """Lists anew what lies between the parts that are the same at the beginning and at the end."""
        found = [*self._session.found.parts()]
        first, old_end, new_end = changed_span(self._found, found)
        self._replace_found(first, old_end, found[first:new_end])

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

    def _replace_found(self, first: int, end: int, found: Sequence[ProjectFindings]) -> None:
        """Puts other parts in place of those from `first` to before `end`; first the answered ones, at the end."""
        half = len(self._found)
        self._found[first:end] = found
        self._replace(half + first, half + end, self._wanted([part.answered for part in found]))
        self._replace(first, end, self._wanted([part.open for part in found]))

    def _replace(self, first: int, end: int, parts: Sequence[tuple[Finding, ...]]) -> None:
        """Puts the rows of other parts in place of those from `first` to before `end`."""
        row = sum(map(len, self._parts[:first]))
        gone = sum(map(len, self._parts[first:end]))
        rows = [finding for part in parts for finding in part]
        self._parts[first:end] = parts
        if self.shown[row : row + gone] == rows:
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


def _runs(rows: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Parts that stand side by side, of those at these places in order."""
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1][0] - pair[0]):
        yield [row for _, row in run]


def _renamed(before: Document, after: Document) -> bool:
    """Whether projects are counted otherwise now, or they or their indicators have other names."""
    if before.places is not after.places:
        return True
    return any(
        old is not None
        and (old.name != new.name or [row.name for row in old.indicators] != [r.name for r in new.indicators])
        for new in changed_projects(before, after)
        for old in (before.project(new.id),)
    )
