"""What two people have added alike to one project is added once: two rows that say the same, under two ids.

The smaller id stays, whoever merges, so that two who merge the same files make the same row. Rows of one name that say
different things both stay: nobody knows whether they are one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Final

from perfdesk.merge.field_decision import Why, exactly, meaning_of
from perfdesk.merge.plan import Decision
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Row
from perfdesk.model.vocabulary import Vocabulary

_TWO: Final = 2


def without_twins(
    found: Mapping[str, Row], decisions: Sequence[Decision], known: Vocabulary, asked: Set[str]
) -> tuple[Mapping[str, Row], Sequence[Decision]]:
    """The rows of a project with each addition once, and the decisions about them. `decisions` are those about this
    project, and `asked` are the rows of which it is open whether they belong to it."""
    added = _added(found, decisions, asked)
    if len(added) < _TWO:
        return found, decisions
    rows, changed, gone = dict(found), dict[str, Decision](), set[str]()
    for kept, *others in _twins(found, added, known):
        ours = next((one for one in (kept, *others) if 0 in added[one].sources), kept)
        rows[kept] = replace(found[ours], id=kept)
        changed[kept] = _joined([added[one] for one in (kept, *others)])
        gone.update(others)
    left = [one for one in decisions if one.indicator not in gone]
    return _without(rows, gone), [changed.get(one.indicator, one) if _adds(one) else one for one in left]


def _without(rows: Mapping[str, Row], gone: Set[str]) -> dict[str, Row]:
    return {node: row for node, row in rows.items() if node not in gone}


def _adds(decision: Decision) -> bool:
    return decision.kind is ChangeKind.ADD


def _added(found: Mapping[str, Row], decisions: Sequence[Decision], asked: Set[str]) -> dict[str, Decision]:
    """The additions that are in the result, and about which nobody is asked."""
    added = [one for one in decisions if _adds(one)]
    if not added:
        return {}  # as in nearly all projects
    there = found.keys() - {one.indicator for one in decisions if one.open} - asked
    return {one.indicator: one for one in added if one.indicator in there}


def _twins(found: Mapping[str, Row], added: Mapping[str, Decision], known: Vocabulary) -> Iterator[list[str]]:
    """The ids of rows that say the same, the smallest first; the nth that one side has with the nth of the others."""
    alike: dict[object, list[str]] = defaultdict(list)
    for node in sorted(added):
        if found[node].name:
            alike[_meaning(found[node], known)].append(node)
    for nodes in alike.values():
        before: dict[int, int] = defaultdict(int)
        together: dict[int, list[str]] = defaultdict(list)
        for node in nodes:
            number = max(before[side] for side in added[node].sources)
            before.update(dict.fromkeys(added[node].sources, number + 1))
            together[number].append(node)
        yield from (ids for ids in together.values() if len(ids) > 1)


def _meaning(row: Row, known: Vocabulary) -> object:
    def said(key: str, text: str) -> object:
        kind = known.kind(row.owner, key)
        return (exactly if kind is None else meaning_of(kind))(text)

    return row.owner, row.extra, frozenset((key, said(key, text)) for key, text in row.fields.items() if text)


def _joined(decisions: Iterable[Decision]) -> Decision:
    """One addition by all who made it."""
    first, *others = decisions
    said = zip(*(one.texts for one in (first, *others)), strict=True)
    texts = (next((text for text in each if text is not None), None) for each in said)
    sources = sorted({side for one in (first, *others) for side in one.sources})
    return replace(first, texts=tuple(texts), sources=tuple(sources), why=Why.ALIKE)
