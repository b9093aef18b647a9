"""The versions of a merge: what each side and each common version has of the nodes that differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from perfdesk.forms.loader import vocabulary_of
from perfdesk.merge.bases import Bases
from perfdesk.merge.field_decision import meaning_of
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document, Indicator, Node, Project, Row
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.questions import Place
from perfdesk.model.vocabulary import Vocabulary

_Value = TypeVar("_Value")


class Tree:
    """The part of a version that has to be compared: projects and rows by id. `homes` is the project of each row."""

    def __init__(
        self,
        document: Document,
        projects: Iterable[tuple[Project, Sequence[Row]]],
        open_places: Set[Place] | None = frozenset(),
    ) -> None:
        """Each project comes with those of its rows that have to be compared. `open_places` are the places
        where a base is unknown; None means all."""
        self.document = document
        self.projects: dict[str, Project] = {}
        self.rows: dict[str, Row] = {}
        self.homes: dict[str, str] = {}
        for project, rows in projects:
            self.projects[project.id] = project
            for row in rows:
                self.rows[row.id] = row
                self.homes[row.id] = project.id
        self._open = open_places
        nodes = {node for node, _ in open_places or ()}
        self._open_nodes = nodes | {self.homes[node] for node in nodes if node in self.homes}

    def find(self, node: str) -> Node | None:
        """A project or row by its id; None if this version lacks it."""
        return self.rows.get(node) or self.projects.get(node)

    def at(self, place: str) -> Document | Node | None:
        """The same; "" is the document."""
        return self.find(place) if place else self.document

    def indicators_of(self, project: str) -> Sequence[Indicator]:
        """The indicators of a project; empty if this version lacks the project."""
        found = self.projects.get(project)
        return found.indicators if found else ()

    def is_open(self, node: str, key: str) -> bool:
        """Whether this base is unknown at this place. `node` is "" for the document."""
        return self._open is None or (node, key) in self._open

    def is_node_open(self, node: str) -> bool:
        """Whether this base is unknown anywhere in a node or in what belongs to it."""
        return self._open is None or node in self._open_nodes


class Versions:
    """All sides and common versions. The trees leave out what all sides have alike.

    `maps` are the projects of each side by id, and `ids` the ids of all. `touched` are the versions of the projects
    that are not the same object on all sides; None if a side lacks the project. `trees` are the sides and `old` the
    common versions. `same` are, by project, the rows of OURS that are alike on all sides. `everywhere` are the ids of
    the nodes in the trees that all sides have. `known` is the vocabulary of OURS.
    """

    def __init__(self, sides: Sequence[Side], bases: Bases) -> None:
        """Side 0 is OURS."""
        self.bases = bases
        self.known = vocabulary_of(sides[0].document)
        documents = [replace(side.document, id=sides[0].document.id) for side in sides]
        self.maps = [{project.id: project for project in document.projects} for document in documents]
        self.ids = list(dict.fromkeys(chain.from_iterable(self.maps)))
        touched = _touched(*self.maps)
        self.touched = {node: [known.get(node) for known in self.maps] for node in self.ids if node in touched}
        self.same = {node: _same_rows(found) for node, found in self.touched.items()}
        differing = dict(self._differing())
        self.trees = [
            Tree(document, (differing[id(known[node])] for node in known if node in self.touched))
            for document, known in zip(documents, self.maps, strict=True)
        ]
        self.everywhere = set.intersection(*({*tree.rows, *tree.projects} for tree in self.trees))
        self.old = [
            Tree(replace(base.document, id=documents[0].id), self._looked_at(base.document), base.open)
            for base in bases
        ]

    def _differing(self) -> Iterator[tuple[int, tuple[Project, Sequence[Row]]]]:
        """Each version of a touched project (by its id() in memory) with the rows that are not alike on all
        sides. Most files share the same objects, so this is computed once for all of them."""
        for node, versions in self.touched.items():
            for project in distinct(versions):
                yield id(project), (project, [row for row in project.rows if row.id not in self.same[node]])

    def _looked_at(self, old: Document) -> Iterator[tuple[Project, Sequence[Row]]]:
        """The projects of a base that have to be compared. Also a project that is alike on all sides may have lost
        a row to another project."""
        ours, touched = self.maps[0], self.touched
        for project in old.projects:
            # Most projects of a rebuilt version are the same objects as in OURS, which is quickly compared.
            if project.id in touched or ((now := ours.get(project.id)) is not project and now != project):
                yield project, project.rows

    def base(self, one: int, other: int) -> Tree | None:
        """The version that two sides share; None if there is none."""
        number = self.bases.number(one, other)
        return None if number is None else self.old[number]

    def name(self, project: str) -> str:
        """The name of a project in the first side that has it."""
        return next((p.name for known in self.maps if (p := known.get(project))), "")


def _touched(ours: Mapping[str, Project], *others: Mapping[str, Project]) -> set[str]:
    """The ids of the projects that are not the same object on all sides."""
    found: set[str] = set()
    for known in others:
        found |= ours.keys() - known.keys()
        found |= {node for node, project in known.items() if ours.get(node) is not project}
    return found


def _same_rows(versions: Sequence[Project | None]) -> Mapping[str, Row]:
    """The rows of a project that all versions have alike."""
    first = versions[0]
    if first is None or not all(versions):
        return {}
    same = {row.id: row for row in first.rows}
    for other in distinct(versions[1:]):
        theirs = {row.id: row for row in other.rows}
        same = {node: row for node, row in same.items() if theirs.get(node) == row}
    return same


def distinct(versions: Iterable[_Value | None]) -> list[_Value]:
    """Each object once. Of twenty files most share the same object."""
    return list({id(one): one for one in versions if one is not None}.values())


def _mean_the_same(known: Vocabulary, owner: Owner, before: Fields, now: Fields) -> bool:
    meanings = ((meaning_of(known.kind(owner, key)), key) for key in {*before, *now})
    return all(meaning(before[key]) == meaning(now[key]) for meaning, key in meanings)


def alike(known: Vocabulary, before: Node, now: Node) -> bool:
    """Whether two versions of a node mean the same, including its rows."""
    owner = Owner.PROJECT if isinstance(before, Project) else before.owner
    if before.extra != now.extra:
        return False
    if before.fields != now.fields and not _mean_the_same(known, owner, before.fields, now.fields):
        return False
    if isinstance(before, Project) and isinstance(now, Project):
        pairs = zip(before.rows, now.rows, strict=False)
        same = len(before.rows) == len(now.rows)
        return same and all(a.id == b.id and alike(known, a, b) for a, b in pairs)
    return True
