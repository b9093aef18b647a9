"""Decides which nodes stay: nodes that one side removed and another side edited, moved, or does not know."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from perfdesk.merge.field_decision import Why
from perfdesk.merge.versions import Versions, alike
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Node


class Presence(NamedTuple):
    """Who added or removed a node; None if there is nothing to say."""

    kind: ChangeKind | None = None
    sources: Sequence[int] = ()
    why: Why = Why.SAME

    @property
    def stays(self) -> bool:
        """Whether the result has the node. Until a question is answered, the node stays."""
        return self.kind is not ChangeKind.REMOVE or self.why is Why.OPEN


_NOTHING: Final = Presence()


def presence(versions: Versions, node: str, project: str) -> Presence:
    """Decides about a node that some sides lack. If one side removed it and another edited it, it stays and a person is
    asked.

    `project` is the project of a row in the result, or the node itself.
    """
    if node in versions.everywhere:
        return _NOTHING
    here = {side: found for side, tree in enumerate(versions.trees) if (found := tree.find(node)) is not None}
    away = _away(versions, node, project, here)
    if not away:
        return _NOTHING
    removers = [side for side in away if any(_knew(versions, side, other, node) for other in here)]
    if not removers:
        return Presence(ChangeKind.ADD, [*here], _by(here))
    # Who removed it as it is somewhere still has decided about that; who knew less has not.
    news = any(all(_is_news(versions, side, now, other) for other in removers) for side, now in here.items())
    return Presence(ChangeKind.REMOVE, removers, Why.OPEN if news else _by(removers))


def _away(versions: Versions, node: str, project: str, here: Collection[int]) -> list[int]:
    """The sides that lack a node and have a say about it."""
    away = [side for side in range(len(versions.trees)) if side not in here]
    if node == project:
        return away
    # A side that removed the whole project has no say about single rows in it, also if they were moved out of it.
    return [side for side in away if _has_a_home(versions, side, node, project, here)]


def _by(sides: Collection[int]) -> Why:
    return Why.ONE_SIDE if len(sides) == 1 else Why.ALIKE


def _has_a_home(versions: Versions, side: int, node: str, project: str, here: Iterable[int]) -> bool:
    """Whether a side has the project of a row, or the project where the side knew it."""
    bases = (versions.base(side, other) for other in here)
    homes = {project, *(base.homes[node] for base in bases if base and node in base.homes)}
    return not homes.isdisjoint(versions.maps[side])


def _knew(versions: Versions, one: int, other: int, node: str) -> bool:
    base = versions.base(one, other)
    return base is not None and base.find(node) is not None


def _is_news(versions: Versions, side: int, now: Node, remover: int) -> bool:
    """Whether a side changed a node since the version that it shares with the side that removed it. Moving a
    row to another project is a change."""
    base = versions.base(side, remover)
    before = base.find(now.id) if base else None
    if base is None or before is None or base.is_node_open(now.id):
        return True
    moved = now.id in base.homes and base.homes[now.id] != versions.trees[side].homes.get(now.id)
    return moved or not alike(versions.known, before, now)
