"""The list of findings in sections by head, filtered by severity and head."""

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
from perfdesk.rules.evidence import sum_shown
from perfdesk.rules.finding import WORDS, Finding, Head, Severity
from perfdesk.rules.index import ProjectFindings
from perfdesk.rules.place import place_of, project_of
from perfdesk.rules.table import rule
from perfdesk.ui.models.finding_sections import FindingSection, sections
from perfdesk.ui.models.ordering import natural
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.plain_text import plain
from perfdesk.ui.session import Session

SEVERITY: Final = Qt.ItemDataRole.UserRole
_COLUMNS: Final = ("程度", "类别", "项目", "位置", "意见", "依据")
# The role by which a heading gives its section.
SECTION: Final = Qt.ItemDataRole.UserRole + 1
_MESSAGE: Final = _COLUMNS.index("意见")
# The text of each column. A cell is asked for its own only: the list is painted at every key that is typed.
_TEXTS: Final[tuple[Callable[[Document, Finding], str], ...]] = (
    lambda _, finding: WORDS[finding.severity],
    lambda _, finding: rule(finding.rule).head.value,
    project_of,
    place_of,
    lambda _, finding: f"{finding.answer}（{finding.message}）" if finding.answer else finding.message,
    lambda _, finding: finding.evidence,
)


class FindingsModel(QAbstractTableModel):
    """A heading for each of the four heads, and under it one row a finding, the gravest first, else in the order in
    which the checks give them; or by a column that was chosen. A section can be folded. The answered ones are the last
    section, struck through.

    Follows an edit by the rows of the projects that it touched, so that it costs the same in a book of thousands.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._severities: frozenset[Severity] = frozenset(Severity)
        self._heads: frozenset[Head] = frozenset(Head)
        self.rule = self.project = ""
        self.sections = sections()
        # Headings and findings as they stand in the list; a folded section has its heading only.
        self.rows: list[Finding | FindingSection] = []
        self._sort: tuple[int, Qt.SortOrder] | None = None
        # What the sections were taken from, one for each project.
        self._found: list[ProjectFindings] = []
        session.findings_changed.connect(self._findings_changed)
        session.document_changed.connect(self._document_changed)
        self._show_all()

    @property
    def shown(self) -> list[Finding]:
        """All findings that the filter lets through, also those of folded sections, in the order of the list."""
        return [finding for section in self.sections for finding in self._ordered(section)]

    def finding_at(self, row: int) -> Finding | None:
        """The finding of a row; None for a heading and where there is no row."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, Finding) else None

    def row_of(self, node: str, key: str) -> int | None:
        """The first row that says something open about a field of a node; None if none is listed, or its section is
        folded."""
        document = self._session.document
        project = document.project(node)
        place = ("" if node == document.id else node), key
        wanted = {*map(id, self._session.found.of(project.id if project else "").by_place.get(place, ()))}
        return next((row for row, one in enumerate(self.rows) if id(one) in wanted), None) if wanted else None

    def heading_at(self, row: int) -> FindingSection | None:
        """The section of which a row is the heading, if it is one."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, FindingSection) else None

    def headings(self) -> dict[FindingSection, int]:
        """The rows of the headings."""
        found, row = {}, 0
        for section in self.sections:
            if section.visible:
                found[section] = row
            row += section.visible
        return found

    def fold(self, section: FindingSection, folded: bool) -> None:
        """Hides the findings under a heading, or shows them again."""
        if section.folded == folded or not section.visible:
            return
        section.folded = folded
        top = self.headings()[section]
        own = self._ordered(section)
        self._put(section, top + 1, len(own) if folded else 0, [] if folded else own)
        self._tell_heading(section)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if isinstance(row, FindingSection):
            return _heading_data(row, index.column(), role)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._cell(row, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain("\n".join(filter(None, (row.message, _sum(row), rule(row.rule).explanation))))
            case Qt.ItemDataRole.FontRole if row.answer:
                struck = QFont()
                struck.setStrikeOut(True)
                return struck
            case _ if role == SEVERITY:
                return row.severity
        return None

    def _cell(self, finding: Finding, column: int) -> str:
        """The text of a cell; a sum stands on a line of its own below the message."""
        text = _TEXTS[column](self._session.document, finding)
        return f"{text}\n{finding.evidence}" if column == _MESSAGE and sum_shown(finding.evidence).is_sum else text

    def texts(self, finding: Finding) -> tuple[str, ...]:
        """A finding's row."""
        return tuple(text(self._session.document, finding) for text in _TEXTS)

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
        """Each section by a column; one of -1 is by gravity again. The same findings stay selected."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [self.rows[index.row()] for index in before]
        self._sort = (column, order) if column >= 0 else None
        for section, top in self.headings().items():
            if not section.folded:
                self.rows[top + 1 : top + section.visible] = self._ordered(section)
        row_of = {id(one): row for row, one in enumerate(self.rows)}
        now = [self.index(row_of[id(one)], index.column()) for one, index in zip(kept, before, strict=True)]
        self.changePersistentIndexList(before, now)
        self.layoutChanged.emit()

    def _ordered(self, section: FindingSection) -> list[Finding]:
        """A section's findings in the order that was chosen."""
        found = section.findings()
        if self._sort is not None and self._session.is_open:
            column, order = self._sort
            found.sort(key=self._key(column), reverse=order == Qt.SortOrder.DescendingOrder)
        return found

    def _key(self, column: int) -> Callable[[Finding], Any]:
        """What a column is sorted by: ranks and places in the document, not the words for them."""
        severities, heads = [*Severity], [*Head]
        document = self._session.document
        places = document.places
        fields = self._session.form.vocabulary.order
        return (
            lambda finding: severities.index(finding.severity),
            lambda finding: heads.index(rule(finding.rule).head),
            lambda finding: places.projects.get(finding.project, -1),
            lambda finding: _place_key(finding, places, fields, document.owner_of(finding.node or document.id)),
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

    def _grades(self) -> list[tuple[FindingSection, int]]:
        """Each section with each of its grades, as ProjectFindings.grouped has them."""
        return [(section, grade) for section in self.sections for grade in range(len(section.sizes))]

    def _show_all(self) -> None:
        """Lists everything anew, as the filter wants it."""
        self._found = [*self._session.found.parts()]
        grouped = [part.grouped for part in self._found]
        for group, (section, grade) in enumerate(self._grades()):
            parts = self._wanted(one[group] for one in grouped)
            first, old_end, new_end = changed_span(section.parts[grade], parts)
            self._replace(section, grade, first, old_end, parts[first:new_end])
        self._arrange()

    def _follow(self) -> None:
        """Lists anew what lies between the parts that are the same at the beginning and at the end."""
        found = [*self._session.found.parts()]
        first, old_end, new_end = changed_span(self._found, found)
        self._replace_found(first, old_end, found[first:new_end])
        self._arrange()

    def _findings_changed(self, changed: Mapping[str, ProjectFindings] | None) -> None:
        if changed is None or not self._session.is_open or not self._found:
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
        """Puts the findings of other projects in place of those from `first` to before `end`."""
        self._found[first:end] = found
        for group, (section, grade) in enumerate(self._grades()):
            self._replace(section, grade, first, end, self._wanted(part.grouped[group] for part in found))

    def _replace(
        self, section: FindingSection, grade: int, first: int, end: int, parts: Sequence[tuple[Finding, ...]]
    ) -> None:
        """Puts the rows of other parts in place of those from `first` to before `end`. The heading comes and goes with
        the first and the last of them."""
        if section.holds(grade, first, end, parts):
            return
        at, gone = section.put(grade, first, end, parts)
        rows = [finding for part in parts for finding in part]
        top = self._top(section)
        if rows and not section.visible:
            self._put(section, top, 0, [section])
        if self._sort is None and not section.folded:
            self._put(section, top + 1 + at, gone, rows)
        if section.visible and not section.size:
            self._put(section, top, section.visible, [])
        if gone != len(rows):
            self._tell_heading(section)

    def _top(self, section: FindingSection) -> int:
        """The row of a section's heading, or where it would be."""
        return sum(one.visible for one in self.sections[: self.sections.index(section)])

    def _tell_heading(self, section: FindingSection) -> None:
        if section.visible:
            heading = self.index(self._top(section), 0)
            self.dataChanged.emit(heading, heading)

    def _arrange(self) -> None:
        """Brings a list that is sorted by a column up to date."""
        for section in self.sections if self._sort is not None else ():
            top = self._top(section)
            if section.visible and not section.folded:
                old, rows = self.rows[top + 1 : top + section.visible], self._ordered(section)
                first, old_end, new_end = changed_span(old, rows)
                self._put(section, top + 1 + first, old_end - first, rows[first:new_end])
                self.rows[top + 1 : top + section.visible] = rows  # those that say the same are other objects

    def _put(self, section: FindingSection, row: int, gone: int, rows: Sequence[Finding | FindingSection]) -> None:
        """Puts other rows of a section in place of so many from `row` on."""
        if self.rows[row : row + gone] == rows:
            self.rows[row : row + gone] = rows  # other objects that say the same
            return
        section.visible += len(rows) - gone
        stay = min(gone, len(rows))
        self.rows[row : row + stay] = rows[:stay]
        if stay:
            self.dataChanged.emit(self.index(row, 0), self.index(row + stay - 1, len(_COLUMNS) - 1))
        if gone > stay:
            self.beginRemoveRows(QModelIndex(), row + stay, row + gone - 1)
            del self.rows[row + stay : row + gone]
            self.endRemoveRows()
        elif len(rows) > stay:
            self.beginInsertRows(QModelIndex(), row + stay, row + len(rows) - 1)
            self.rows[row + stay : row + stay] = rows[stay:]
            self.endInsertRows()

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        """A project's number and the names in its place may be others, though the findings are the same."""
        if before is None or after is None:
            # Row by row the view would still ask what a finding says, of a document that is no longer there.
            self.beginResetModel()
            self.rows, self._found = [], []
            for section in self.sections:
                section.clear()
            self.endResetModel()
        elif self.rows and _renamed(before, after):
            last = self.index(len(self.rows) - 1, _COLUMNS.index("位置"))
            self.dataChanged.emit(self.index(0, _COLUMNS.index("项目")), last, [Qt.ItemDataRole.DisplayRole])


def _heading_data(section: FindingSection, column: int, role: int) -> Any:
    match role:
        case Qt.ItemDataRole.DisplayRole if column == 0:
            return section.words
        case Qt.ItemDataRole.AccessibleTextRole:
            return section.spoken
        case Qt.ItemDataRole.ToolTipRole:
            return "单击收起或展开"
        case _ if role == SECTION:
            return section
    return None


def _sum(finding: Finding) -> str:
    return sum_shown(finding.evidence).words


def _place_key(
    finding: Finding, places: Places, fields: Mapping[tuple[Owner, str], int], owner: Owner | None
) -> tuple[int, int, int]:
    """Where a finding is: the project, the row, the field in the order of the vocabulary for what `owner` says."""
    project, row = places.get(finding.node, (-1, None))
    order = len(fields) if owner is None else fields.get((owner, finding.field), len(fields))
    return project, -1 if row is None else row, order


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
