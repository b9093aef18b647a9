"""Everything a user can do to a document, one small class each: a label and a function from document to document.

Edits hold ids and plain values, never nodes of the document they change and never Qt indexes. An edit that changes
nothing returns the very same document, and then there is no step to undo.
"""

from dataclasses import dataclass, field, replace
from typing import Protocol

from perfdesk.model import arrangement
from perfdesk.model.document import Document, Indicator, Project, Record
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.vocabulary import row_title, vocabulary


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
        return arrangement.with_project(document, Project(self.id, self.fields), self.before)


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
        return arrangement.with_row(document, Indicator(self.id, self.fields), self.project, self.before)


@dataclass(frozen=True, slots=True)
class AddRecord:
    """Puts a new record of a kind into a project before the record `before` of that kind, or at the end of them."""

    id: str
    project: str
    kind: Owner
    fields: Fields = field(default_factory=Fields)
    before: str | None = None

    def label(self, document: Document) -> str:
        """As with an indicator."""
        return f"加{row_title(self.kind)}"

    def apply(self, document: Document) -> Document:
        """An id that is already there, or a project that is not, changes nothing."""
        return arrangement.with_row(document, Record(self.kind, self.id, self.fields), self.project, self.before)


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
        return arrangement.with_more_projects(document, self.projects)


@dataclass(frozen=True, slots=True)
class ReplaceContent:
    """Puts another document's content in place of this one's, such as an import, an older version, or what a program
    had not saved when it ended."""

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
    """Deletes projects (with their rows), indicators and records."""

    nodes: frozenset[str]

    def label(self, document: Document) -> str:
        """How much is deleted."""
        return f"删除 {len(self.nodes)} 项" if len(self.nodes) > 1 else "删除"

    def apply(self, document: Document) -> Document:
        """Ids that are not here are passed over."""
        return arrangement.without(document, self.nodes)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Copies projects or rows, each copy right behind its original. Pairs are (original id, copy's id)."""

    pairs: tuple[tuple[str, str], ...]

    def label(self, document: Document) -> str:
        """The menu's own word."""
        return "复制一份"

    def apply(self, document: Document) -> Document:
        """A copied project's code is left out: a code names one project only."""
        return arrangement.with_copies(document, self.pairs)


@dataclass(frozen=True, slots=True)
class Move:
    """Moves projects before a project, or indicators and records into `project` before one of its rows of the same
    kind; `before` None is the end."""

    nodes: tuple[str, ...]
    project: str | None = None
    before: str | None = None

    def label(self, document: Document) -> str:
        """The menu's own word."""
        return "移动"

    def apply(self, document: Document) -> Document:
        """Nodes keep the order they have now. Moving to where they stand changes nothing."""
        if self.project is None:
            moved = arrangement.with_moved_projects(document, self.nodes, self.before)
        else:
            moved = arrangement.with_moved_rows(document, frozenset(self.nodes), self.project, self.before)
        return document if arrangement.stand_alike(document.projects, moved.projects) else moved


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
