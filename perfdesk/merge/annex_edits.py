"""What a Word, Excel or text annex says, as an edited version of the version that it was made from.

An annex has no ids, and its form prints only a part of what a document holds. So it is compared with the same version
printed in the same form and read again: only where these two differ did somebody edit. All else stays as the version
has it, in its own spelling, and what the form does not print is never "emptied".
"""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

from perfdesk.forms.loader import form_of, vocabulary_of
from perfdesk.forms.printed import printed_keys
from perfdesk.merge.field_decision import exactly, meaning_of
from perfdesk.merge.order import are_same, with_missing
from perfdesk.merge.same_nodes import project_name, row_name, same_projects, same_rows
from perfdesk.merge.stale_list import StaleList
from perfdesk.model.document import Document, Project, Row, derived_id
from perfdesk.model.fields import BESIDE, NO_FIELDS, Fields, Owner

_Item = TypeVar("_Item", bound=Project | Row)
_Waiting = defaultdict[object, deque[str]]
# Marks the ids of an annex while it is matched, because they may be those of other nodes of ours.
_APART: Final = "\x1f"


class Edited(NamedTuple):
    """A version with the edits of an annex. `excerpt` is whether the annex has only a few of its projects, so that the
    others do not count as removed."""

    document: Document
    excerpt: bool


def edited(base: Document, printed: Document, annex: Document, ours: Document) -> Edited:
    """The edits of an annex. `printed` is the base as it is read from its own print. A new node that OURS has added
    too has the id that it has there."""
    printed = _matched(base, _apart(printed))
    return _Edits(base, printed, _matched(printed, _apart(annex)), _Ids(base, ours)).edited()


def same_content(one: Document, other: Document) -> bool:
    """Whether two versions are the same but for the ids of their nodes."""
    return one.fields == other.fields and _shapes(one) == _shapes(other)


def _shapes(document: Document) -> list[object]:
    return [(p.fields, [(row.owner, row.fields) for row in p.rows]) for p in document.projects]


# --- ids ---------------------------------------------------------------------------------------------------------


def _apart(document: Document) -> Document:
    """The document with ids that no other has."""
    return document.with_projects(
        replace(project, id=_APART + project.id).with_rows(replace(row, id=_APART + row.id) for row in project.rows)
        for project in document.projects
    )


def _matched(base: Document, other: Document) -> Document:
    """The other with the ids of the base for the nodes that are the same."""
    pairs = same_projects(base.projects, other.projects)
    twins = {project.id: project for project in base.projects}
    return other.with_projects(_renamed(one, twins.get(pairs.get(one.id, ""))) for one in other.projects)


def _renamed(project: Project, twin: Project | None) -> Project:
    if twin is None:
        return project
    pairs = same_rows(twin.rows, project.rows)
    return replace(project, id=twin.id).with_rows(replace(row, id=pairs.get(row.id, row.id)) for row in project.rows)


class _Ids:
    """Gives new nodes their ids, each only once."""

    def __init__(self, base: Document, ours: Document) -> None:
        self._base = base
        self._ours = ours
        self._given: set[str] = set()
        self._projects = self._new(ours.projects, project_name)
        self._rows: dict[str, _Waiting] = {}

    def of_project(self, project: Project) -> str:
        """The id of the same new project of OURS, else its own."""
        return self._of(project.id, self._projects.get(project_name(project)))

    def of_row(self, row: Row, project: str) -> str:
        """The id of the same new row of OURS, else its own."""
        if project not in self._rows:
            twin = self._ours.project(project)
            self._rows[project] = self._new(twin.rows if twin else (), _kind_and_name)
        return self._of(row.id, self._rows[project].get(_kind_and_name(row)))

    def _new(self, theirs: Sequence[_Item], name: Callable[[_Item], object]) -> _Waiting:
        """The nodes of OURS that the base does not have, by name."""
        found: _Waiting = defaultdict(deque)
        for one in theirs:
            if one.id not in self._base.places and name(one):
                found[name(one)].append(one.id)
        return found

    def _of(self, node: str, same: deque[str] | None) -> str:
        found = same.popleft() if same else self._own(node)
        self._given.add(found)
        return found

    def _own(self, node: str) -> str:
        """The id that the importer gave; another one if another node has it."""
        node = node.removeprefix(_APART)
        while node in self._base.places or node in self._ours.places or node in self._given:
            node = derived_id("annex", node)
        return node


def _kind_and_name(row: Row) -> object:
    name = row_name(row)
    return name and (row.owner, name)


# --- content -----------------------------------------------------------------------------------------------------


class _Edits:
    """One annex, whose nodes have the ids of the base, beside the base and its print."""

    def __init__(self, base: Document, printed: Document, annex: Document, ids: "_Ids") -> None:
        self._base, self._printed, self._annex, self._ids = base, printed, annex, ids
        self._known = vocabulary_of(base)
        self._list = StaleList(self._known)
        self._unsaid = _unsaid(printed, annex)

    def edited(self) -> Edited:
        """The base with what was edited in the annex; the same object if nothing was."""
        here = {project.id for project in self._annex.projects}
        shown = [project for project in self._printed.projects if project.id in self._base.places]
        gone = [project for project in shown if project.id not in here]
        excerpt = 2 * len(gone) > len(shown)
        removed = [] if excerpt else gone
        for row in (row for project in removed for row in project.rows):
            self._list.edited(row)
        projects = self._projects({project.id for project in removed})
        fields = self._fields(Owner.DOCUMENT, self._base.fields, self._printed.fields, self._annex.fields)
        fields = self._list.without_stale(fields, self._base.fields)
        if fields is self._base.fields and are_same(projects, self._base.projects):
            return Edited(self._base, excerpt)
        return Edited(replace(self._base, fields=fields).with_projects(projects), excerpt)

    def _projects(self, removed: Collection[str]) -> list[Project]:
        bases, prints = ({one.id: one for one in document.projects} for document in (self._base, self._printed))
        made = {project.id: project for project in self._base.projects if project.id not in removed}
        order = []
        for project in self._annex.projects:
            one = self._project(bases.get(project.id), prints.get(project.id), project)
            made[one.id] = one
            order.append(one.id)
        placed = _placed([*bases], [one.id for one in self._printed.projects], order, made)
        return [self._without_stale(project, bases.get(project.id)) for project in placed]

    def _project(self, base: Project | None, printed: Project | None, annex: Project) -> Project:
        """A project of the annex; the same object as in the base if nobody edited it."""
        if base is None or printed is None:
            node = self._ids.of_project(annex)
            rows = [replace(row, id=self._ids.of_row(row, node)) for row in annex.rows]
            return replace(annex, id=node).with_rows(rows)
        fields = self._fields(Owner.PROJECT, base.fields, printed.fields, annex.fields)
        rows = self._rows(base, printed, annex)
        same = fields is base.fields and are_same(rows, base.rows)
        return base if same else replace(base, fields=fields).with_rows(rows)

    def _rows(self, base: Project, printed: Project, annex: Project) -> list[Row]:
        bases, prints = ({row.id: row for row in one.rows} for one in (base, printed))
        here = {row.id for row in annex.rows}
        here |= {row.id for row in printed.records if (row.owner, "") in self._unsaid}
        for node in prints.keys() - here:
            self._list.edited(prints[node])
        made: dict[str, Row] = {node: row for node, row in bases.items() if node in here or node not in prints}
        order = []
        for row in annex.rows:
            new = self._row(bases.get(row.id), prints.get(row.id), row, base.id)
            made[new.id] = new
            order.append(new.id)
        return _placed([*bases], [*prints], order, made)

    def _row(self, base: Row | None, printed: Row | None, annex: Row, project: str) -> Row:
        if base is None or printed is None:
            return replace(annex, id=self._ids.of_row(annex, project))
        fields = self._fields(annex.owner, base.fields, printed.fields, annex.fields)
        if fields is base.fields:
            return base
        self._list.edited(printed)
        return replace(base, fields=fields)

    def _fields(self, owner: Owner, base: Fields, printed: Fields, annex: Fields) -> Fields:
        """The texts of the base, with those that the annex has otherwise than the print. The same object if there are
        none."""
        for key in sorted({*printed, *annex}):
            if printed[key] != annex[key] and (owner, key) not in self._unsaid:
                meaning = exactly if key.startswith(BESIDE) else meaning_of(self._known.kind(owner, key))
                if meaning(printed[key]) != meaning(annex[key]):
                    base = base.with_text(key, annex[key])
                    self._list.edited_field(owner, key, printed[key], annex[key])
        return base

    def _without_stale(self, project: Project, base: Project | None) -> Project:
        fields = self._list.without_stale(project.fields, NO_FIELDS if base is None else base.fields)
        return project if fields is project.fields else replace(project, fields=fields)


def _unsaid(printed: Document, annex: Document) -> frozenset[tuple[Owner, str]]:
    """The fields of records, and with the key "" the kinds, that the form does not print and of which the annex says
    nothing at all. A workbook has them on sheets of their own, which an earlier program did not write and a person may
    leave out: nothing of them was removed."""
    on_paper = printed_keys(form_of(annex))
    kinds = {owner for owner, _ in on_paper}
    had, has = _of_records(printed), _of_records(annex)
    return frozenset(one for one in had - has if (one not in on_paper if one[1] else one[0] not in kinds))


def _of_records(document: Document) -> set[tuple[Owner, str]]:
    records = [record for project in document.projects for record in project.records]
    return {(record.owner, key) for record in records for key in ("", *record.fields)}


def _placed(
    base: Sequence[str], printed: Collection[str], annex: Sequence[str], made: Mapping[str, _Item]
) -> list[_Item]:
    """The nodes in the order of the annex if somebody moved them there, else in that of the base. What the annex does
    not show, and what is new in it, stays behind the node before it."""
    shown, there = set(annex), set(base)
    moved = [node for node in printed if node in shown] != [node for node in annex if node in there]
    first, second = (annex, base) if moved else (base, annex)
    order, others = ([node for node in nodes if node in made] for nodes in (first, second))
    return [made[node] for node in with_missing(order, others)]
