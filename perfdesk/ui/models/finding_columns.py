"""The columns of the list of findings: what each says of a finding, and what it is sorted by."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.places import Places
from perfdesk.rules.evidence import sum_shown
from perfdesk.rules.finding import WORDS, Finding, Head, Severity
from perfdesk.rules.place import place_of, project_of
from perfdesk.rules.table import rule
from perfdesk.ui.models.finding_sections import FindingSection
from perfdesk.ui.models.ordering import natural
from perfdesk.ui.plain_text import plain

SEVERITY: Final = Qt.ItemDataRole.UserRole
# The role by which a heading gives its section.
SECTION: Final = Qt.ItemDataRole.UserRole + 1
COLUMNS: Final = ("程度", "类别", "项目", "位置", "意见", "依据")
_MESSAGE: Final = COLUMNS.index("意见")
# The text of each column. A cell is asked for its own only: the list is painted at every key that is typed.
_TEXTS: Final[tuple[Callable[[Document, Finding], str], ...]] = (
    lambda _, finding: WORDS[finding.severity],
    lambda _, finding: rule(finding.rule).head.value,
    project_of,
    place_of,
    lambda _, finding: f"{finding.answer}（{finding.message}）" if finding.answer else finding.message,
    lambda _, finding: finding.evidence,
)


def texts(document: Document, finding: Finding) -> tuple[str, ...]:
    """A finding's row."""
    return tuple(text(document, finding) for text in _TEXTS)


def finding_data(document: Document, finding: Finding, column: int, role: int) -> Any:
    """What a cell of a finding's row says in a role."""
    match role:
        case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
            return _cell(document, finding, column)
        case Qt.ItemDataRole.ToolTipRole:
            told = (finding.message, sum_shown(finding.evidence).words, rule(finding.rule).explanation)
            return plain("\n".join(filter(None, told)))
        case Qt.ItemDataRole.FontRole if finding.answer and column != _MESSAGE:  # the answer is to be read
            struck = QFont()
            struck.setStrikeOut(True)
            return struck
        case _ if role == SEVERITY:
            return finding.severity
    return None


def heading_data(section: FindingSection, column: int, role: int) -> Any:
    """What a cell of a heading says in a role."""
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


def _cell(document: Document, finding: Finding, column: int) -> str:
    """The text of a cell; a sum stands on a line of its own below the message."""
    text = _TEXTS[column](document, finding)
    return f"{text}\n{finding.evidence}" if column == _MESSAGE and sum_shown(finding.evidence).is_sum else text


def sort_key(document: Document, fields: Mapping[tuple[Owner, str], int], column: int) -> Callable[[Finding], Any]:
    """What a column is sorted by: ranks and places in the document, not the words for them. `fields` has the order of
    the vocabulary."""
    severities, heads = [*Severity], [*Head]
    places = document.places
    return (
        lambda finding: severities.index(finding.severity),
        lambda finding: heads.index(rule(finding.rule).head),
        lambda finding: places.projects.get(finding.project, -1),
        lambda finding: _place_key(finding, places, fields, document.owner_of(finding.node or document.id)),
        lambda finding: natural(finding.message),
        lambda finding: natural(finding.evidence),
    )[column]


def _place_key(
    finding: Finding, places: Places, fields: Mapping[tuple[Owner, str], int], owner: Owner | None
) -> tuple[int, int, int]:
    """Where a finding is: the project, the row, the field in the order of the vocabulary for what `owner` says."""
    project, row = places.get(finding.node, (-1, None))
    order = len(fields) if owner is None else fields.get((owner, finding.field), len(fields))
    return project, -1 if row is None else row, order
