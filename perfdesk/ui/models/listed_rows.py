"""Which indicators, records or projects 清单 lists, and in which order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project, Row
from perfdesk.model.fields import Owner
from perfdesk.model.keys import CODE, NAME, NAMED_BY, UNIT_CODE, UNIT_NAME
from perfdesk.ui.models.ordering import ordered

# The first column, which is no field: the project of a row, the number of a project.
HEAD: Final = "project"
# These begin a list of projects where the form prints them; the others follow in the vocabulary's order.
_FIRST: Final = (NAME, CODE, UNIT_CODE, UNIT_NAME)


class ColumnFilter(NamedTuple):
    """Which texts of a column are listed: those with `contains` in them, of these `values` if any are chosen."""

    contains: str = ""
    values: frozenset[str] = frozenset()

    def passes(self, text: str) -> bool:
        """Whether a text is listed."""
        return self.contains in text and (not self.values or text in self.values)


@dataclass(slots=True)
class RowChoice:
    """What somebody chose: the project ("" for all), a text that stands anywhere, filters by field, the order."""

    scope: str = ""
    text: str = ""
    columns: dict[str, ColumnFilter] = field(default_factory=dict)
    # The field, and whether from the end.
    sort: tuple[str, bool] | None = None


def columns(form: Form, owner: Owner) -> tuple[str, ...]:
    """The fields of a row, as the form prints them."""
    if owner is not Owner.PROJECT:
        return (HEAD, *form.table.keys_of(owner))
    printed = {*form.table.keys_of(Owner.PROJECT), NAME}
    order = form.vocabulary.order
    rest = sorted(printed.difference(_FIRST), key=lambda key: order.get((owner, key), len(order)))
    units = {UNIT_CODE, UNIT_NAME}
    return (HEAD, *(key for key in _FIRST if key in printed | units), *rest)


def head(owner: Owner, at: int, project: Project) -> str:
    """What stands in the first column, of the project at a place counted from 0."""
    return str(at + 1) if owner is Owner.PROJECT else f"{at + 1} {project.name}"


def called(owner: Owner) -> str:
    """The field that a row is called by."""
    return NAMED_BY.get(owner, NAME)


def listed(document: Document, form: Form, owner: Owner, wanted: RowChoice, keys: Sequence[str]) -> list[str]:
    """The ids of what is listed."""
    rows = _chosen(document, owner, wanted, keys)
    if wanted.sort is None:
        return [row.id for _, row in rows]
    key, falling = wanted.sort
    if key == HEAD:
        # As the document goes; turned, the indicators of a project still stand in order.
        return [row.id for _, row in sorted(rows, key=lambda pair: pair[0], reverse=falling)]
    texts = {row.id: row.fields[key] for _, row in rows}
    return ordered(texts, form.vocabulary.kind(owner, key), falling=falling)


# More that come at once, by a merge or an import, are sorted in with the others.
_MOST_FOLLOWED: Final = 200


def followed(rows: Sequence[str], place: Mapping[str, int], here: Sequence[str]) -> list[str] | None:
    """Sorted rows after nodes came or went, without sorting 80,000 again: who went is gone, who came stands below the
    one before it in the document, as the copy below its original. None where so many came that all are sorted anew.

    `place` is where each of `rows` stands in them; `here` are all ids in the document's order.
    """
    came = [at for at, node in enumerate(here) if node not in place]
    if len(came) > _MOST_FOLLOWED:
        return None
    below: list[tuple[int, str]] = []
    row = 0
    for at in came:
        if at and (above := place.get(here[at - 1])) is not None:
            row = above + 1  # else it follows another that came
        below.append((row, here[at]))
    found = list(rows)
    below.sort(key=lambda pair: pair[0])
    for row, node in reversed(below):
        found.insert(row, node)
    if len(found) == len(here):
        return found
    there = set(here)
    return [node for node in found if node in there]


def texts_of(document: Document, owner: Owner, wanted: RowChoice, key: str) -> Counter[str]:
    """How often each text stands in a column, of the rows in scope."""
    projects = _in_scope(document, wanted.scope)
    if key == HEAD:
        return Counter(head(owner, at, project) for at, project in projects for _ in _rows(owner, project))
    return Counter(row.fields[key] for _, project in projects for row in _rows(owner, project))


def _in_scope(document: Document, scope: str) -> list[tuple[int, Project]]:
    if not scope:
        return [*enumerate(document.projects)]
    project = document.project(scope)
    # One that was just removed has no rows, until another node is looked at.
    return [(document.places[project.id][0], project)] if project else []


def _rows(owner: Owner, project: Project) -> Sequence[Project | Row]:
    return (project,) if owner is Owner.PROJECT else project.rows_of(owner)


def _chosen(
    document: Document, owner: Owner, wanted: RowChoice, keys: Sequence[str]
) -> list[tuple[int, Project | Row]]:
    """The rows that the filters let through, each with the place of its project."""
    projects = _in_scope(document, wanted.scope)
    if not wanted.text and not wanted.columns:
        return [(at, row) for at, project in projects for row in _rows(owner, project)]
    return [
        (at, row)
        for at, project in projects
        for row in _rows(owner, project)
        if _passes(owner, wanted, keys, at, project, row)
    ]


def _passes(
    owner: Owner, wanted: RowChoice, keys: Sequence[str], at: int, project: Project, row: Project | Row
) -> bool:
    fields: Mapping[str, str] = row.fields
    for key, one in wanted.columns.items():
        if not one.passes(head(owner, at, project) if key == HEAD else fields[key]):
            return False
    text = wanted.text
    return not text or text in head(owner, at, project) or any(text in fields[key] for key in keys if key != HEAD)
