"""Which row of an original each row of a grid is made of: one of its own kind, so that no project looks as a sum."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from perfdesk.exporters.original.members import NoFit
from perfdesk.forms.group_rows import RowKind
from perfdesk.forms.original import Original

_Row = TypeVar("_Row")


def sorted_models(place: Original, rows: Sequence[_Row], header: int) -> Mapping[RowKind, Sequence[_Row]]:
    """The rows of a band below its header by their kind. Those of sums that the form does not print are of none."""
    heads, feet = ([rows[at] for at in some if header <= at < len(rows)] for some in (place.heads, place.feet))
    taken = {*place.heads, *place.feet, *place.others}
    own = [row for at, row in enumerate(rows) if at >= header and at not in taken]
    return {RowKind.HEAD: heads, RowKind.FOOT: feet, RowKind.PROJECT: own}


def models_for(kinds: Sequence[RowKind], models: Mapping[RowKind, Sequence[_Row]]) -> list[_Row]:
    """For each row its model: the first and the last of a kind are the first and the last there, whose borders may be
    others; between them stands the second, or the first where there are two. NoFit where there is none."""
    count = {kind: kinds.count(kind) for kind in RowKind}
    queues = {kind: iter(as_many(models[kind], count[kind])) for kind in RowKind if count[kind]}
    return [next(queues[kind]) for kind in kinds]


def as_many(rows: Sequence[_Row], count: int) -> list[_Row]:
    """So many rows of these, of which one between stands several times."""
    if not rows:
        raise NoFit("原件里没有这样的一行")
    if count <= len(rows):
        return [*rows[: count - 1], rows[-1]] if count > 1 else [*rows[:count]]
    at = 1 if len(rows) > 2 else 0
    return [*rows[:at], *([rows[at]] * (count - len(rows) + 1)), *rows[at + 1 :]]
