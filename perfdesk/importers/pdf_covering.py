"""Lines that something painted later hides: some programs draw all lines of a grid, then a merged cell over them.
Arithmetic, no file."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from perfdesk.importers.pdf_visibility import Box
from perfdesk.importers.ruling import NEAR, Segment

Corners = list[tuple[float, float]]


def is_rectangle(corners: Corners) -> bool:
    """Whether an outline has four sides, each level or upright."""
    sides = [(a, b) for a, b in pairwise(corners) if a != b]
    return len(sides) in (3, 4) and all(abs(a[0] - b[0]) < 1 or abs(a[1] - b[1]) < 1 for a, b in sides)


def left_of_level(lines: Iterable[Segment], box: Box) -> list[Segment]:
    """What a box leaves of level lines."""
    return list(_left(lines, (box[1], box[3]), (box[0], box[2])))


def left_of_upright(lines: Iterable[Segment], box: Box) -> list[Segment]:
    """What a box leaves of upright lines."""
    return list(_left(lines, (box[0], box[2]), (box[1], box[3])))


def _left(lines: Iterable[Segment], over: tuple[float, float], along: tuple[float, float]) -> Iterator[Segment]:
    """Lines at the edges of a box stay: they are its frame."""
    for one in lines:
        if not over[0] + NEAR < one.at < over[1] - NEAR or one.end <= along[0] or one.start >= along[1]:
            yield one
            continue
        if one.start < along[0]:
            yield one._replace(end=along[0])
        if one.end > along[1]:
            yield one._replace(start=along[1])
