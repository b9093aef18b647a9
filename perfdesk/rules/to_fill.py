"""Which findings are only to fill in: blanks that nobody has visited yet.

A new table is blank everywhere. A dozen errors before the first letter would only discourage. A blank becomes an error
when somebody has left the field blank, or has asked for a full check. The rules themselves do not know about this.
"""

from collections.abc import Callable, Iterator
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.diff import changed_projects
from perfdesk.model.document import Document
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.vocabulary import vocabulary
from perfdesk.rules.complete import WHOLE
from perfdesk.rules.finding import Finding

# The cases, by rule, in which a finding says no more than that something is blank; and how many of the things that
# must be filled in are blank by it. What only most tables have is none of these.
_BLANKS: Final = {
    "missing-required": {"blank": 1, "empty": 1, "no-name": 1, "no-target": 1, "no-level": 0, "gap": 0},
    "plan": {"nothing": 1, "blank": 0},
}
# These rules are needed to know what is blank.
COUNTED: Final = frozenset(_BLANKS)
ToFill = Callable[[Finding], bool]


def blanks(finding: Finding) -> int | None:
    """How many of the things counted by `required` are blank by this finding; None if it is not about a blank."""
    cases = _BLANKS.get(finding.rule)
    return cases.get(str(finding.facts[0])) if cases and finding.facts else None


def required(document: Document, form: Form) -> int:
    """How many things must be filled in: fields of the document and of each project, its unit, plan and indicators."""
    whole = sum(key in form.document_keys for key in WHOLE)
    points = vocabulary().points
    has_plan = any(key in points for key in form.table.keys_of(Owner.PROJECT))
    has_unit = any(key not in form.required for key in form.unit_keys)
    projects = len(document.projects) * (len(form.required) + has_unit + has_plan)
    return whole + len(form.sections) + projects + len(document.places) - len(document.projects)


class Asked:
    """The blanks that count as errors: fields that somebody has left, and all fields of the version that was fully
    checked. The document's own fields have the node ""."""

    def __init__(self) -> None:
        self._left: set[tuple[str, str]] = set()
        self._checked: Document | None = None

    def leave(self, node: str, key: str) -> None:
        """Somebody left this field, or emptied it."""
        self._left.add((node, key))

    def check(self, document: Document) -> None:
        """From now on every blank of this version counts."""
        self._checked = document

    def is_to_fill(self, finding: Finding) -> bool:
        """Whether a finding is about a blank that nobody has visited yet."""
        return (
            blanks(finding) is not None
            and (finding.node, finding.field) not in self._left
            and not self._was_checked(finding.node)
        )

    def _was_checked(self, node: str) -> bool:
        return self._checked is not None and (not node or node in self._checked.places)


def emptied(before: Document, after: Document) -> Iterator[tuple[str, str]]:
    """The fields that have a text before and none after, by (node, key); the document's own have the node ""."""
    yield from _emptied("", before.fields, after.fields)
    for new in changed_projects(before, after):
        old = before.project(new.id)
        if old is None or old.id != new.id:
            continue
        yield from _emptied(new.id, old.fields, new.fields)
        rows = {row.id: row.fields for row in old.rows}
        for row in new.rows:
            yield from _emptied(row.id, rows.get(row.id, row.fields), row.fields)


def _emptied(node: str, old: Fields, new: Fields) -> Iterator[tuple[str, str]]:
    if old is not new:
        yield from ((node, key) for key in old if key not in new)
