"""The list of findings, filtered by severity and head."""

from collections.abc import Collection
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from perfdesk.model.fields import Owner, field_of
from perfdesk.rules.finding import Finding, Head, Severity
from perfdesk.rules.table import rule
from perfdesk.ui.look import WORDS
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.session import Session

SEVERITY: Final = Qt.ItemDataRole.UserRole
_COLUMNS: Final = ("程度", "类别", "项目", "位置", "意见", "依据")


class FindingsModel(QAbstractTableModel):
    """One row a finding, in the order in which the checks give them."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._severities: frozenset[Severity] = frozenset(Severity)
        self._heads: frozenset[Head] = frozenset(Head)
        self.shown: tuple[Finding, ...] = ()
        session.findings_changed.connect(self._reset)
        self._reset()

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
                return self._texts(finding)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return f"{finding.message}\n{rule(finding.rule).explanation}"
            case _ if role == SEVERITY:
                return finding.severity
        return None

    def _texts(self, finding: Finding) -> tuple[str, ...]:
        return (
            WORDS[finding.severity],
            rule(finding.rule).head.value,
            self._project(finding),
            self._place(finding),
            finding.message,
            finding.evidence,
        )

    def _project(self, finding: Finding) -> str:
        document = self._session.document
        place = document.places.get(finding.project)
        return f"{place[0] + 1} {document.projects[place[0]].name}" if place else "全文"

    def _place(self, finding: Finding) -> str:
        indicator = self._session.document.indicator(finding.indicator)
        owner = Owner.INDICATOR if indicator else Owner.PROJECT if finding.project else Owner.DOCUMENT
        if finding.field in ("level1", "level2"):  # a class that a project has no indicator of
            owner = Owner.INDICATOR
        title = field_of(owner, finding.field).title if finding.field else ""
        return " · ".join(filter(None, (indicator.name if indicator else "", title)))

    def show_only(self, severities: Collection[Severity], heads: Collection[Head]) -> None:
        """Filters the list."""
        self._severities, self._heads = frozenset(severities), frozenset(heads)
        self._reset()

    def _reset(self) -> None:
        wanted = (
            finding
            for finding in self._session.findings
            if finding.severity in self._severities and rule(finding.rule).head in self._heads
        )
        new = tuple(wanted)
        if new != self.shown:
            self.beginResetModel()
            self.shown = new
            self.endResetModel()
