"""The list of findings, filtered by severity and head."""

from collections.abc import Collection
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QFont

from perfdesk.rules.finding import WORDS, Finding, Head, Severity
from perfdesk.rules.place import place_of, project_of
from perfdesk.rules.table import rule
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.session import Session

SEVERITY: Final = Qt.ItemDataRole.UserRole
_COLUMNS: Final = ("程度", "类别", "项目", "位置", "意见", "依据")


class FindingsModel(QAbstractTableModel):
    """One row a finding, in the order in which the checks give them; the answered ones at the end, struck through."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._severities: frozenset[Severity] = frozenset(Severity)
        self._heads: frozenset[Head] = frozenset(Head)
        self.rule = self.project = ""
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
        self._reset()

    def narrow(self, rule: str = "", project: str = "") -> None:
        """Shows findings of one rule, of one project (its id), or of all ("")."""
        self.rule, self.project = rule, project
        self._reset()

    def _is_wanted(self, finding: Finding) -> bool:
        return (
            finding.severity in self._severities
            and rule(finding.rule).head in self._heads
            and self.rule in ("", finding.rule)
            and self.project in ("", finding.project)
        )

    def _reset(self) -> None:
        new = tuple(filter(self._is_wanted, (*self._session.findings, *self._session.answered)))
        if new != self.shown:
            self.beginResetModel()
            self.shown = new
            self.endResetModel()
