"""The list of findings in sections by head, filtered by severity and head."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from perfdesk.model.diff import changed_projects
from perfdesk.model.document import Document
from perfdesk.model.spans import changed_span
from perfdesk.rules.finding import Finding, Head, Severity
from perfdesk.rules.index import ProjectFindings
from perfdesk.ui.models.finding_columns import COLUMNS, finding_data, heading_data, sort_key, texts
from perfdesk.ui.models.finding_filter import FindingFilter
from perfdesk.ui.models.finding_sections import FindingSection, sections
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.session import Session


class FindingsModel(QAbstractTableModel):
    """A heading for each of the four heads, and under it one row a finding, the gravest first, else in the order in
    which the checks give them; or by a column that was chosen. A section can be folded. The answered ones are the last
    section, their places struck through.

    Follows an edit by the rows of the projects that it touched, so that it costs the same in a book of thousands.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._filter = FindingFilter()
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
    def rule(self) -> str:
        """The rule to which the list is narrowed; "" for none."""
        return self._filter.rule

    @property
    def project(self) -> str:
        """The id of the project to which the list is narrowed; "" for none."""
        return self._filter.project

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
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if isinstance(row, FindingSection):
            return heading_data(row, index.column(), role)
        return finding_data(self._session.document, row, index.column(), role)

    def texts(self, finding: Finding) -> tuple[str, ...]:
        """A finding's row."""
        return texts(self._session.document, finding)

    @property
    def heads(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return COLUMNS

    def show_only(self, severities: Collection[Severity], heads: Collection[Head]) -> None:
        """Filters the list."""
        self._filter = replace(self._filter, severities=frozenset(severities), heads=frozenset(heads))
        self._show_all()

    def narrow(self, rule: str = "", project: str = "") -> None:
        """Shows findings of one rule, of one project (its id), or of all ("")."""
        self._filter = replace(self._filter, rule=rule, project=project)
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
            key = sort_key(self._session.document, self._session.form.vocabulary.order, column)
            found.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        return found

    def _grades(self) -> list[tuple[FindingSection, int]]:
        """Each section with each of its grades, as ProjectFindings.grouped has them."""
        return [(section, grade) for section in self.sections for grade in range(len(section.sizes))]

    def _show_all(self) -> None:
        """Lists everything anew, as the filter wants it."""
        self._found = [*self._session.found.parts()]
        grouped = [part.grouped for part in self._found]
        for group, (section, grade) in enumerate(self._grades()):
            parts = self._filter.wanted(one[group] for one in grouped)
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
            self._replace(section, grade, first, end, self._filter.wanted(part.grouped[group] for part in found))

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
            self.dataChanged.emit(self.index(row, 0), self.index(row + stay - 1, len(COLUMNS) - 1))
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
            last = self.index(len(self.rows) - 1, COLUMNS.index("位置"))
            self.dataChanged.emit(self.index(0, COLUMNS.index("项目")), last, [Qt.ItemDataRole.DisplayRole])


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
