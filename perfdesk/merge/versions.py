"""The versions of a merge side by side: what each side and each base has of the nodes that differ."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from perfdesk.forms.loader import vocabulary_of
from perfdesk.merge.bases import Bases
from perfdesk.merge.field_decision import meaning_of
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.questions import Place
from perfdesk.model.vocabulary import Vocabulary


class Tree:
    """The part of a version that has to be looked at: projects by id, indicators with their project's id."""

    def __init__(
        self, document: Document, projects: Iterable[Project], open_places: Set[Place] | None = frozenset()
    ) -> None:
        """`open_places` are those at which a base is not known; None for all."""
        self.document = document
        self.projects = {project.id: project for project in projects}
        self.rows = {row.id: (node, row) for node, project in self.projects.items() for row in project.indicators}
        self._open = open_places
        nodes = {node for node, _ in open_places or ()}
        self._open_nodes = nodes | {self.rows[node][0] for node in nodes if node in self.rows}

    def find(self, node: str) -> Project | Indicator | None:
        """A project or indicator by its id; None where this version does not have it."""
        row = self.rows.get(node)
        return row[1] if row else self.projects.get(node)

    def fields(self, node: str) -> Fields | None:
        """The fields of the document or of a node; None where this version does not have it."""
        if node == self.document.id:
            return self.document.fields
        found = self.find(node)
        return None if found is None else found.fields

    def rows_of(self, project: str) -> Sequence[Indicator]:
        """The indicators of a project; none where this version does not have it."""
        found = self.projects.get(project)
        return found.indicators if found else ()

    def is_open(self, node: str, key: str) -> bool:
        """Whether it is not known what this base has here; `node` is "" for the document."""
        return self._open is None or (node, key) in self._open

    def is_node_open(self, node: str) -> bool:
        """Whether anything about a node, or what is in it, is open in this base."""
        return self._open is None or node in self._open_nodes


class Versions:
    """All sides and bases. What all sides have alike is left out of the trees from the beginning.

    `maps` are the projects of each side by id, `ids` those of all, `touched` those that differ; `trees` and `old` are
    the sides and the bases; `same` are the indicators of OURS that stand alike in the same project on all sides;
    `known` are the fields that the form of OURS knows.
    """

    def __init__(self, sides: Sequence[Side], bases: Bases) -> None:
        """Side 0 is OURS."""
        self.bases = bases
        self.known = vocabulary_of(sides[0].document)
        documents = [replace(side.document, id=sides[0].document.id) for side in sides]
        self.maps = [{project.id: project for project in document.projects} for document in documents]
        self.ids = list(dict.fromkeys(node for known in self.maps for node in known))
        self.touched = {node for node in self.ids if not _all_same([known.get(node) for known in self.maps])}
        self.trees = [
            Tree(document, (known[node] for node in known if node in self.touched))
            for document, known in zip(documents, self.maps, strict=True)
        ]
        self.old = [
            Tree(
                replace(base.document, id=documents[0].id),
                self._differing(base.document),
                base.open,
            )
            for base in bases
        ]
        self.same = self._same_rows()

    def _differing(self, old: Document) -> Iterator[Project]:
        """The projects of a base that have to be looked at: one that stands alike on all sides may have lost a row to
        another, too."""
        ours, touched = self.maps[0], self.touched
        for project in old.projects:
            # What was rebuilt from OURS mostly is the very same object, which is quickly seen.
            if project.id in touched or ((now := ours.get(project.id)) is not project and now != project):
                yield project

    def _same_rows(self) -> dict[str, Indicator]:
        ours, *others = (tree.rows for tree in self.trees)
        return {
            node: row[1]
            for node, row in ours.items()
            if all((other := rows.get(node)) is not None and other == row for rows in others)
        }

    def base(self, one: int, other: int) -> Tree | None:
        """What two sides share; None if nobody knows."""
        number = self.bases.number(one, other)
        return None if number is None else self.old[number]

    def name(self, project: str) -> str:
        """The name of a project, as the first side that has it writes it."""
        return next((p.name for known in self.maps if (p := known.get(project))), "")


def _all_same(versions: Sequence[Project | None]) -> bool:
    first = versions[0]
    return first is not None and all(one is first or one == first for one in versions[1:])


def alike(known: Vocabulary, before: Project | Indicator, now: Project | Indicator) -> bool:
    """Whether two versions of a node mean the same, with all that is in it."""
    owner = Owner.PROJECT if isinstance(before, Project) else Owner.INDICATOR
    if before.extra != now.extra:
        return False
    if before.fields != now.fields:
        for key in {*before.fields, *now.fields}:
            meaning = meaning_of(known.kind(owner, key))
            if meaning(before.fields[key]) != meaning(now.fields[key]):
                return False
    if isinstance(before, Project) and isinstance(now, Project):
        pairs = zip(before.indicators, now.indicators, strict=False)
        same = len(before.indicators) == len(now.indicators)
        return same and all(a.id == b.id and alike(known, a, b) for a, b in pairs)
    return True
