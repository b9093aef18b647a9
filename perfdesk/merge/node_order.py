"""Puts the nodes of a merged document in order, and asks where one was moved to two places."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import chain
from typing import Any

from perfdesk.merge.decision_list import DecisionList
from perfdesk.merge.field_decision import Why
from perfdesk.merge.order import is_moved, merged_order
from perfdesk.merge.versions import Versions
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Indicator, Project, Row
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.questions import PLACE
from perfdesk.model.values import normal


class NodeOrder:
    """The order of the projects and of the rows of each."""

    def __init__(self, versions: Versions, decisions: DecisionList) -> None:
        self._versions = versions
        self._decisions = decisions

    def of_projects(self, kept: Set[str]) -> list[str]:
        """The projects of the result in order."""
        lists = [[*known] for known in self._versions.maps]
        return self._ordered("", Owner.PROJECT, lists, kept, lambda: self._project_rank)

    def of_rows(self, node: str, sides: Sequence[Project | None], found: Mapping[str, Row]) -> list[str]:
        """The rows of a project in order, kind by kind. `found` are those of the result."""
        indicators = {row.id: row for row in found.values() if isinstance(row, Indicator)}
        rank = partial(self._indicator_rank, node, indicators)
        order = self._ordered(node, Owner.INDICATOR, _lists(sides, Owner.INDICATOR), indicators.keys(), rank)
        if len(indicators) < len(found):
            for kind in RECORDS:
                records = {row.id: row for row in found.values() if row.owner is kind}
                rank = partial(_record_rank, records)
                order += self._ordered(node, kind, _lists(sides, kind), records.keys(), rank)
        return order

    def _ordered(
        self,
        parent: str,
        kind: Owner,
        lists: Sequence[Sequence[str]],
        kept: Set[str],
        rank: Callable[[], Callable[[str], Any]],
    ) -> list[str]:
        """The children of a kind of a parent ("" for the document) in order. Nodes that were moved to different places
        become questions. `rank` is computed only if something has to be sorted."""
        ours = lists[0]
        if kept == set(ours) and all(row is ours or row == ours for row in lists):
            return [*ours]
        numbers = [self._versions.bases.number(0, side) if side else None for side in range(len(lists))]
        olds = [None if number is None else self._old_row(number, parent, kind) for number in numbers]
        passed = self._superseded(parent, kind, lists, kept)
        order, disputed = merged_order(lists, olds, kept, rank(), self._undecided(numbers, kept), passed)
        for node, movers in disputed.items():
            self._ask_place(parent, node, lists, movers)
        return order

    def _superseded(self, parent: str, kind: Owner, lists: Sequence[Sequence[str]], kept: Set[str]) -> Set[int]:
        """The sides whose order somebody else knew and changed: they still have the order that the two share.

        With one common version for all, who moved nothing needs not be told apart.
        """
        if self._versions.bases.only_one:
            return frozenset()
        known = {number: self._base_row(number, parent, kind, kept) for number in range(len(self._versions.old))}

        def is_superseded(one: int, other: int) -> bool:
            number = self._versions.bases.number(one, other)
            base = None if number is None else known[number]
            return base is not None and is_moved(base, lists[other]) and not is_moved(base, lists[one])

        sides = range(len(lists))
        return {one for one in sides if any(is_superseded(one, other) for other in sides if lists[other] != lists[one])}

    def _base_row(self, number: int, parent: str, kind: Owner, kept: Set[str]) -> list[str] | None:
        """The children in a common version; None if it lacks the parent, or a place in it is open."""
        row = self._old_row(number, parent, kind)
        if row is None or any(self._versions.old[number].is_open(node, PLACE) for node in row):
            return None
        return [node for node in row if node in kept]

    def _ask_place(self, parent: str, node: str, lists: Sequence[Sequence[str]], movers: tuple[int, ...]) -> None:
        places = tuple(f"第{row.index(node) + 1}个" if node in row else None for row in lists)
        place = (parent, node) if parent else (node, "")
        self._decisions.of_node(ChangeKind.MOVE, place, places, places[0] or "", movers, Why.OPEN)

    def _undecided(self, numbers: Sequence[int | None], kept: Set[str]) -> dict[int, set[str]]:
        """For each side, the nodes whose place is open in the version that it shares with OURS."""
        bases = {side: self._versions.old[number] for side, number in enumerate(numbers) if number is not None}
        return {side: {node for node in kept if base.is_open(node, PLACE)} for side, base in bases.items()}

    def _old_row(self, number: int, parent: str, kind: Owner) -> list[str] | None:
        if not parent:
            return [project.id for project in self._versions.bases[number].document.projects]
        project = self._versions.old[number].projects.get(parent)
        return None if project is None else [row.id for row in project.rows_of(kind)]

    # --- what several files added at one place ------------------------------------------------------------------------

    def _project_rank(self, node: str) -> Any:
        versions = [project for known in self._versions.maps if (project := known.get(node))]
        return min((normal(project.code) or "~", project.name, node) for project in versions)

    def _indicator_rank(self, parent: str, found: Mapping[str, Indicator]) -> Callable[[str], Any]:
        """New indicators stand beside those of their class. The classes keep their old order."""
        known = self._classes(parent)

        def rank(node: str) -> Any:
            row = found[node]
            return known.get((row.level1, row.level2), len(known)), row.level1, row.level2, row.name, node

        return rank

    def _classes(self, parent: str) -> dict[tuple[str, str], int]:
        # Sorted by content, so that it does not matter which file has which base.
        known = sorted(self._old_classes(parent))
        return {one: number for number, one in enumerate(dict.fromkeys(chain.from_iterable(known)))}

    def _old_classes(self, parent: str) -> Iterator[list[tuple[str, str]]]:
        for tree in self._versions.old:
            if rows := tree.indicators_of(parent):
                yield [(old.level1, old.level2) for old in rows]


def _record_rank(found: Mapping[str, Row]) -> Callable[[str], Any]:
    """New records stand in the order of their names."""
    return lambda node: (found[node].name, node)


def _lists(sides: Sequence[Project | None], kind: Owner) -> list[list[str]]:
    """The ids of the rows of a kind on each side. Sides that share a version share its list: it is compared by
    identity."""
    lists = {id(one): [row.id for row in one.rows_of(kind)] if one else [] for one in sides}
    return [lists[id(one)] for one in sides]
