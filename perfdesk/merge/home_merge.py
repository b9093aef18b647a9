"""Decides which project a row belongs to, because people move rows from project to project."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from perfdesk.merge.decision_list import DecisionList
from perfdesk.merge.field_decision import Before, FieldDecision, Undecided, decide, exactly, former
from perfdesk.merge.versions import Versions
from perfdesk.model.diff import ChangeKind
from perfdesk.model.questions import PLACE


class HomeMerge:
    """The projects of all rows of one merge."""

    def __init__(self, versions: Versions, decisions: DecisionList) -> None:
        self._versions = versions
        self._decisions = decisions
        # The rows about whose project a person is asked.
        self.open: set[str] = set()

    def home(self, row: str, kept: Collection[str]) -> str:
        """The project that a row belongs to in the result. `kept` are the projects of the result."""
        homes = [tree.homes.get(row) for tree in self._versions.trees]
        if homes[0] and len(set(homes)) == 1:
            return homes[0]  # where all sides have it; so all have this project, and it stays

        def before(one: int, other: int) -> Before:
            base = self._versions.base(one, other)
            home = base.homes.get(row) if base else None
            return Undecided.OPEN if home and base and base.is_open(row, PLACE) else home

        settled = decide(homes, before, exactly)
        found = settled.text if settled.text in kept else self._other_home(homes, kept)
        if len(set(homes) - {None}) > 1:
            self.open |= {row} if settled.open else set()
            self._tell(row, found, settled, homes, former(homes, before, settled))
        return found

    def _other_home(self, homes: Sequence[str | None], kept: Collection[str]) -> str:
        """Where a row goes if its project is gone: to its project in OURS, else to the project with the smallest id, so
        that the order of the files does not matter."""
        there = [home for home in homes if home in kept]
        return (homes[0] if homes[0] in kept else min(filter(None, there), default="")) or ""

    def _tell(self, row: str, found: str, settled: FieldDecision, homes: Sequence[str | None], old: str | None) -> None:
        name = self._versions.name
        names = [None if home is None else name(home) for home in homes]
        moved = replace(settled, text=name(found))
        self._decisions.settled(ChangeKind.MOVE, (found, row), "", moved, names, name(old) if old else None)
