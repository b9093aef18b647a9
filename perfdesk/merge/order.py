"""The order of the nodes below one parent. A moved node keeps its new place, and an added node stands behind the
node it followed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from heapq import merge
from itertools import chain, combinations, pairwise
from operator import is_
from typing import Any, Final

from perfdesk.model.diff import longest_increasing

_FRONT: Final = ""
_NOTHING: Final[Mapping[int, Set[str]]] = {}


def merged_order(
    rows: Sequence[Sequence[str]],
    bases: Sequence[Sequence[str] | None],
    kept: Set[str],
    rank: Callable[[str], Any],
    undecided: Mapping[int, Set[str]] = _NOTHING,
    superseded: Set[int] = frozenset(),
) -> tuple[list[str], dict[str, tuple[int, ...]]]:
    """The ids in order, and the ids that were moved to different places, with the sides that moved them.

    `rows` are the children on each side, OURS first. `bases[i]` are the children in the version that side i and OURS
    share. `kept` are the ids of the result. `rank` sorts nodes that several files added at one place; it must not
    depend on the files, and must be different for each id. `undecided` has, by side, the ids whose place in the base is
    open. If two sides have such an id at different places, both count as having moved it. What `superseded` sides moved
    does not count: others have seen it, and moved more.
    """

    def place(side: int) -> tuple[object, ...]:
        return side in superseded, tuple(rows[side]), tuple(bases[side] or ())

    # Sorted by content, so that names and order of the files do not matter.
    sides = [0, *sorted(range(1, len(rows)), key=place)]
    lists = [[node for node in rows[side] if node in kept] for side in sides]
    old = [None if (base := bases[side]) is None else [node for node in base if node in kept] for side in sides]
    known = _known_to_several(lists, old)
    shared = _shared_rows(lists, known & {*lists[0], *chain.from_iterable(base or () for base in old)})
    passed = {at for at, side in enumerate(sides) if side in superseded}
    unknown = [undecided.get(side, frozenset()) for side in sides]
    shared, disputed = _with_moves(shared, lists, _wanted(lists, old, unknown, passed))
    # What is new to OURS stands behind what it followed, wherever that was moved.
    return _with_additions(_with_more(shared, lists, known), lists, rank), {
        node: tuple(sorted(sides[at] for at in movers)) for node, movers in disputed.items()
    }


def _shared_rows(lists: Sequence[Sequence[str]], known: Set[str]) -> Sequence[str]:
    """The nodes that several sides know, in the order of OURS and then of the others. What only OURS added is treated
    like what any other side added."""
    return _with_more([node for node in lists[0] if node in known], lists[1:], known)


def _with_more(shared: Sequence[str], lists: Iterable[Sequence[str]], known: Set[str]) -> Sequence[str]:
    """The shared nodes with those that are known and missing, each behind the node that it follows."""
    for row in lists:
        shared = with_missing(shared, [node for node in row if node in known])
    return shared


def with_missing(order: Sequence[str], other: Iterable[str]) -> list[str]:
    """An order with the nodes that only another one has, each behind the node that it follows there. In linear
    time."""
    here, anchor = set(order), _FRONT
    behind: dict[str, list[str]] = defaultdict(list)
    for node in other:
        if node in here:
            anchor = node
        else:
            behind[anchor].append(node)
    if not behind:
        return [*order]
    return [*behind[_FRONT], *chain.from_iterable((node, *behind.get(node, ())) for node in order)]


def are_same(one: Sequence[object], other: Sequence[object]) -> bool:
    """Whether these are the very same objects in the same order."""
    return len(one) == len(other) and all(map(is_, one, other))


def _known_to_several(lists: Sequence[Sequence[str]], bases: Sequence[Sequence[str] | None]) -> set[str]:
    count = Counter(node for row in lists for node in row)
    known = {node for base in bases if base is not None for node in base}
    known |= {node for node, number in count.items() if number > 1}
    return known if any(base is not None for base in bases) else known | set(lists[0])


def _with_moves(
    shared: Sequence[str], lists: Sequence[Sequence[str]], wanted: Mapping[str, Mapping[int, str]]
) -> tuple[Sequence[str], dict[str, tuple[int, ...]]]:
    """The shared nodes after all moves; and the nodes that were moved to different places, with the sides that moved
    them."""
    movers = {side for places in wanted.values() for side in places}
    disputed = {node: tuple(sorted(wanted[node])) for node in _apart(wanted, lists)}
    if len(movers) == 1 and 0 not in movers:
        return _as_one_has_it(shared, lists[movers.pop()]), disputed
    # A node that OURS moved stays where OURS has it.
    moved = {node: _mover(places, lists) for node, places in wanted.items() if 0 not in places}
    return _with_moved(shared, lists, moved), disputed


def _apart(wanted: Mapping[str, Mapping[int, str]], lists: Sequence[Sequence[str]]) -> list[str]:
    """The nodes that two sides moved to different places. Where one removed what the other has in front of a node, it
    is the same place."""
    found = set[str]()
    for one, other in combinations(range(len(lists)), 2):
        both = {
            node for node, places in wanted.items() if one in places and places[one] != places.get(other, places[one])
        }
        found |= _disagreeing(lists[one], lists[other], both).keys() if both else set()
    return [node for node in wanted if node in found]


def _mover(places: Mapping[int, str], lists: Sequence[Sequence[str]]) -> int:
    """The side whose place for a node counts: rather one that has it behind a node that the others removed."""

    def is_vague(side: int) -> bool:
        after = places[side]
        return not after or any(after in lists[other] for other, place in places.items() if place != after)

    return min(places, key=lambda side: (is_vague(side), side))


def _as_one_has_it(shared: Sequence[str], row: Sequence[str]) -> list[str]:
    """The shared nodes in the order of one side. A node that the side lacks stands behind the node it followed."""
    shared_ids = set(shared)
    return with_missing([node for node in row if node in shared_ids], shared)


def _with_moved(shared: Sequence[str], lists: Sequence[Sequence[str]], movers: Mapping[str, int]) -> Sequence[str]:
    """The nodes with some at the places that the given sides have them at. Each comes after those before it in its
    side's list: several that one side turned round stand behind each other as there, not behind their old places."""
    shared = [node for node in shared if node not in movers]
    for side in sorted(set(movers.values())):
        here = set(shared)
        shared = with_missing(shared, [one for one in lists[side] if one in here or movers.get(one) == side])
    return shared


def _wanted(
    lists: Sequence[Sequence[str]],
    bases: Sequence[Sequence[str] | None],
    undecided: Sequence[Set[str]],
    superseded: Set[int],
) -> dict[str, dict[int, str]]:
    """The moved nodes: which sides moved each of them, and behind which node."""
    wanted: dict[str, dict[int, str]] = defaultdict(dict)
    for side in range(1, len(lists)):
        base = bases[side]
        decided = [node for node in base or () if node not in undecided[side]]
        for mover in sorted({0, side} - superseded) if base is not None else ():
            for node, after in _moved(decided, lists[mover]).items():
                wanted[node][mover] = after
        if undecided[side]:
            for node, afters in _disagreeing(lists[0], lists[side], undecided[side]).items():
                wanted[node] |= dict(zip((0, side), afters, strict=True))
    return dict(wanted)


def _disagreeing(one: Sequence[str], other: Sequence[str], asked: Set[str]) -> Mapping[str, tuple[str, str]]:
    """Those of some nodes that two sides have behind different nodes, of those that both have; with these nodes."""
    common = set(one) & set(other)
    rows = [[node for node in row if node in common] for row in (one, other)]
    behind = [dict(zip(row, [_FRONT, *row], strict=False)) for row in rows]
    found = ((node, (behind[0][node], behind[1][node])) for node in rows[0] if node in asked)
    return {node: afters for node, afters in found if afters[0] != afters[1]}


def is_moved(base: Sequence[str], row: Sequence[str]) -> bool:
    """Whether what a version and its base both have stands in another order."""
    return bool(_moved(base, row))


def _moved(base: Sequence[str], row: Sequence[str]) -> Mapping[str, str]:
    """The nodes that a side moved, each with the old node that it now follows."""
    was = {node: at for at, node in enumerate(base)}
    old = [node for node in row if node in was]
    places = [was[node] for node in old]
    if all(a < b for a, b in pairwise(places)):
        return {}
    still = longest_increasing(places)
    return {node: old[at - 1] if at else _FRONT for at, node in enumerate(old) if was[node] not in still}


def _with_additions(shared: Sequence[str], lists: Sequence[Sequence[str]], rank: Callable[[str], Any]) -> list[str]:
    shared_ids = set(shared)
    runs: dict[str, list[list[str]]] = defaultdict(list)
    for row in lists:
        anchor, here = _FRONT, defaultdict[str, list[str]](list)
        for node in row:
            if node in shared_ids:
                anchor = node
            else:
                here[anchor].append(node)
        for anchor, run in here.items():
            runs[anchor].append(run)
    result: list[str] = []
    for anchor in (_FRONT, *shared):
        result += [anchor] if anchor else []
        found = runs.get(anchor, [])
        # The nodes of each file keep their order. Of the first nodes that are left in each run, the one with the lowest
        # rank comes next. So merging the files one by one gives the same as merging all at once.
        result += merge(*found, key=rank)
    return result
