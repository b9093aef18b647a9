"""Everything a user can do to a document, one small class each: a label and a function from document to document.

Edits hold ids and plain values, never nodes of the document they change and never Qt indexes. An edit that changes
nothing returns the very same document, and then there is no step to undo.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from perfdesk.model.document import Document, Indicator, Project, derived_id
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.keys import CODE
from perfdesk.model.vocabulary import vocabulary


class Edit(Protocol):
    """One thing a user does."""

    def label(self, document: Document) -> str:
        """What it is called in 撤销 …, given the document before it."""
        ...

    def apply(self, document: Document) -> Document:
        """The document after it."""
        ...


@dataclass(frozen=True, slots=True)
class SetFields:
    """Sets texts of any nodes by (node id, key)."""

    texts: dict[tuple[str, str], str]
    title: str = ""

    def label(self, document: Document) -> str:
        """Names the field when all texts are of one field."""
        kinds = {(document.owner_of(node), key) for node, key in self.texts}
        if self.title or len(kinds) != 1:
            return self.title or f"修改 {len(self.texts)} 处"
        owner, key = next(iter(kinds))
        return f"修改{vocabulary().title(owner, key)}" if owner else "修改"

    def apply(self, document: Document) -> Document:
        """See Document.with_fields."""
        return document.with_fields(self.texts)


@dataclass(frozen=True, slots=True)
class AddProject:
    """Puts a new project before the project `before`, or at the end."""

    id: str
    fields: Fields = field(default_factory=Fields)
    before: str | None = None

    def label(self, document: Document) -> str:
        """The menu's own words."""
        return "加项目"

    def apply(self, document: Document) -> Document:
        """An id that is already there changes nothing."""
        if document.owner_of(self.id):
            return document
        return document.with_projects(_inserted(document.projects, [Project(self.id, self.fields)], self.before))


@dataclass(frozen=True, slots=True)
class AddIndicator:
    """Puts a new indicator into a project before the indicator `before`, or at the end."""

    id: str
    project: str
    fields: Fields = field(default_factory=Fields)
    before: str | None = None

    def label(self, document: Document) -> str:
        """The menu's own words."""
        return "加指标"

    def apply(self, document: Document) -> Document:
        """An id that is already there, or a project that is not, changes nothing."""
        if document.owner_of(self.id):
            return document
        new = [Indicator(self.id, self.fields)]
        return _in_project(document, self.project, lambda row: _inserted(row, new, self.before))


@dataclass(frozen=True, slots=True)
class AddProjects:
    """Puts whole projects at the end, as an import or a paste brings them. One whose id is taken gets another."""

    projects: tuple[Project, ...]
    title: str = "装入"

    def label(self, document: Document) -> str:
        """The action that brought them."""
        return self.title

    def apply(self, document: Document) -> Document:
        """Nothing is replaced, so nothing can be lost."""
        taken: set[str] = set()
        new = [_fresh(project, document, taken) for project in self.projects]
        return document.with_projects([*document.projects, *new]) if new else document


@dataclass(frozen=True, slots=True)
class ReplaceContent:
    """Puts another document's content in place of this one's: what adopting an import into an empty document does."""

    content: Document
    title: str = "装入"

    def label(self, document: Document) -> str:
        """The action that brought it."""
        return self.title

    def apply(self, document: Document) -> Document:
        """Keeps this document's own id, which its file is known by."""
        new = replace(self.content, id=document.id)
        return document if new == document else new


@dataclass(frozen=True, slots=True)
class Remove:
    """Deletes projects (with their indicators) and indicators."""

    nodes: frozenset[str]

    def label(self, document: Document) -> str:
        """How much is deleted."""
        return f"删除 {len(self.nodes)} 项" if len(self.nodes) > 1 else "删除"

    def apply(self, document: Document) -> Document:
        """Ids that are not here are passed over."""
        if not any(node in document.places for node in self.nodes):
            return document
        concerned = _concerned(document, self.nodes)
        kept = [project for project in document.projects if project.id not in self.nodes]
        return document.with_projects(
            [_without(project, self.nodes) if project.id in concerned else project for project in kept]
        )


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Copies projects or indicators, each copy right behind its original. Pairs are (original id, copy's id)."""

    pairs: tuple[tuple[str, str], ...]

    def label(self, document: Document) -> str:
        """The menu's own word."""
        return "复制一份"

    def apply(self, document: Document) -> Document:
        """A copied project's code is left out: a code names one project only."""
        copies = {old: new for old, new in self.pairs if document.owner_of(new) is None}
        if not any(node in document.places for node in copies):
            return document
        projects: list[Project] = []
        concerned = _concerned(document, copies)
        for project in document.projects:
            projects.append(_with_copies(project, copies) if project.id in concerned else project)
            if project.id in copies:
                projects.append(_copy_of_project(project, copies[project.id]))
        return document.with_projects(projects)


@dataclass(frozen=True, slots=True)
class Move:
    """Moves projects before a project, or indicators into `project` before an indicator; `before` None is the end."""

    nodes: tuple[str, ...]
    project: str | None = None
    before: str | None = None

    def label(self, document: Document) -> str:
        """The menu's own word."""
        return "移动"

    def apply(self, document: Document) -> Document:
        """Nodes keep the order they have now. Moving to where they stand changes nothing."""
        moved = self._move_projects(document) if self.project is None else self._move_indicators(document)
        return document if _stand_alike(document.projects, moved.projects) else moved

    def _move_projects(self, document: Document) -> Document:
        return document.with_projects(_moved(document.projects, set(self.nodes), self.before))

    def _move_indicators(self, document: Document) -> Document:
        nodes, concerned = frozenset(self.nodes), _concerned(document, self.nodes)
        leaving = [project for project in document.projects if project.id in concerned]
        moving = [i for project in leaving for i in project.indicators if i.id in nodes]
        before = _next_kept(document, self.before, set(self.nodes))
        if document.owner_of(target := str(self.project)) is not Owner.PROJECT or not moving:
            return document
        left = document.with_projects(
            [_without(project, nodes) if project.id in concerned else project for project in document.projects]
        )
        return _in_project(left, target, lambda row: _inserted(row, moving, before))


@dataclass(frozen=True, slots=True)
class Several:
    """Edits that are one step to the user."""

    edits: tuple[Edit, ...]
    title: str

    def label(self, document: Document) -> str:
        """The action's name."""
        return self.title

    def apply(self, document: Document) -> Document:
        """One after the other."""
        for edit in self.edits:
            document = edit.apply(document)
        return document


_Item = TypeVar("_Item", bound=Project | Indicator)


def _inserted(row: Sequence[_Item], new: Iterable[_Item], before: str | None) -> tuple[_Item, ...]:
    at = next((at for at, item in enumerate(row) if item.id == before), len(row))
    return (*row[:at], *new, *row[at:])


def _moved(row: Sequence[_Item], ids: set[str], before: str | None) -> tuple[_Item, ...]:
    at = next((at for at, item in enumerate(row) if item.id == before), len(row))
    stay = [item for item in row[at:] if item.id not in ids]
    return _inserted(
        [item for item in row if item.id not in ids],
        [item for item in row if item.id in ids],
        stay[0].id if stay else None,
    )


def _next_kept(document: Document, before: str | None, moving: set[str]) -> str | None:
    """The first indicator from `before` on that does not move itself."""
    project = document.project(before) if before else None
    if project is None:
        return None
    ids = [indicator.id for indicator in project.indicators]
    start = ids.index(str(before)) if before in ids else len(ids)
    return next((node for node in ids[start:] if node not in moving), None)


def _in_project(
    document: Document, project: str, change: Callable[[tuple[Indicator, ...]], tuple[Indicator, ...]]
) -> Document:
    place = document.places.get(project)
    if place is None or place[1] is not None:
        return document
    row = list(document.projects)
    row[place[0]] = replace(row[place[0]], indicators=change(row[place[0]].indicators))
    return document.with_projects(row)


def _stand_alike(one: Sequence[Project], other: Sequence[Project]) -> bool:
    """Whether the same projects with the same indicators stand in the same order."""
    return len(one) == len(other) and all(
        a is b or (a.id == b.id and a.indicators == b.indicators) for a, b in zip(one, other, strict=True)
    )


def _concerned(document: Document, nodes: Iterable[str]) -> set[str]:
    """The ids of the projects that are, or hold, one of these nodes."""
    found = (document.project(node) for node in nodes)
    return {project.id for project in found if project is not None}


def _without(project: Project, nodes: frozenset[str]) -> Project:
    kept = tuple(indicator for indicator in project.indicators if indicator.id not in nodes)
    return project if len(kept) == len(project.indicators) else replace(project, indicators=kept)


def _with_copies(project: Project, copies: dict[str, str]) -> Project:
    if not any(indicator.id in copies for indicator in project.indicators):
        return project
    row: list[Indicator] = []
    for indicator in project.indicators:
        row.append(indicator)
        if indicator.id in copies:
            row.append(replace(indicator, id=copies[indicator.id]))
    return replace(project, indicators=tuple(row))


def _copy_of_project(project: Project, new: str) -> Project:
    indicators = tuple(replace(i, id=derived_id(new, i.id)) for i in project.indicators)
    return replace(project, id=new, fields=project.fields.with_text(CODE, ""), indicators=indicators)


def _fresh(project: Project, document: Document, taken: set[str]) -> Project:
    """The project with ids that neither the document has nor `taken`, into which they go."""
    new = _untaken(project.id, document, taken)
    indicators = tuple(replace(i, id=_untaken(i.id, document, taken)) for i in project.indicators)
    return replace(project, id=new, indicators=indicators)


def _untaken(node: str, document: Document, taken: set[str]) -> str:
    while node in taken or document.owner_of(node):
        node = derived_id(node, "again")
    taken.add(node)
    return node
