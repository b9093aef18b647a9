"""What was approved: the goals as they were when the document began to be monitored or evaluated.

Beside each goal, target and weight stands the text that was approved, `frozen.<key>`. So it is saved, undone, compared
and merged like any other field, it outlives the older versions in the file, and a program that does not know it keeps
it. The document's own `frozen.revision` names the version in which it was approved, where that was saved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from perfdesk.model.document import Document, Project
from perfdesk.model.fields import FROZEN, Fields, Owner
from perfdesk.model.keys import GOAL, LEVEL1, LEVEL2, NAME, TARGET, WEIGHT

REVISION: Final = FROZEN + "revision"
# What is approved of each kind of node.
_APPROVED: Final[Mapping[Owner, tuple[str, ...]]] = {
    Owner.PROJECT: (GOAL,),
    Owner.INDICATOR: (LEVEL1, LEVEL2, NAME, TARGET, WEIGHT),
}


def frozen(document: Document, revision: str = "") -> Document:
    """The document with what it says now as approved; `revision` is the saved version that says so."""
    made = document.with_projects(map(_project, document.projects))
    return made.with_fields({(made.id, REVISION): revision})


def _project(project: Project) -> Project:
    rows = tuple(replace(row, fields=_with_frozen(row.fields, Owner.INDICATOR)) for row in project.indicators)
    return replace(project, fields=_with_frozen(project.fields, Owner.PROJECT), indicators=rows)


def _with_frozen(fields: Fields, owner: Owner) -> Fields:
    approved = {FROZEN + key: fields[key] for key in _APPROVED[owner] if fields[key].strip()}
    kept = {key: text for key, text in fields.items() if not key.startswith(FROZEN)}
    return Fields({**kept, **approved})


def frozen_texts(fields: Fields) -> Iterator[tuple[str, str]]:
    """The keys of a node's fields that were approved, each with the text that was."""
    yield from ((key.removeprefix(FROZEN), text) for key, text in fields.items() if key.startswith(FROZEN))
