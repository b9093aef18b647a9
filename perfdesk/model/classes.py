"""class_of(level1, level2): which class of indicators two printed names mean, whatever a form calls it.

The classes stand in resources/vocabulary.toml, for every annex has names of its own for the same few of them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from perfdesk.model.values import normal
from perfdesk.model.vocabulary import vocabulary_file

# Behind a name: its points (50分), whether it must be filled in （必填）, what it is meant for.
_BRACKETS: Final = re.compile(r"\([^()]{0,24}\)")
_AROUND: Final = "★☆*※:"
_SUFFIX: Final = "指标"
# No name of a class is longer, with all that may stand behind it.
_LONGEST: Final = 60


class _Classes(NamedTuple):
    """Keys by name: of 一级, of 二级 below a 一级, and of 二级 that only one 一级 has."""

    first: Mapping[str, str]
    below: Mapping[tuple[str, str], str]
    alone: Mapping[str, str]


def class_of(level1: str, level2: str) -> str:
    """ "output.quantity"; "output" if only the 一级指标 says something, "" if neither does.

    A 二级指标 that stands below a 一级指标 of another class means what it means by itself.
    """
    return _class_of(level1[:_LONGEST], level2[:_LONGEST])


@lru_cache(maxsize=4096)
def _class_of(level1: str, level2: str) -> str:
    known = _classes()
    first, second = known.first.get(bare_class(level1), ""), bare_class(level2)
    return known.below.get((first, second)) or known.alone.get(second, first)


def bare_class(name: str) -> str:
    """What counts of a printed name: no points, marks and stars, and not the word 指标."""
    return _BRACKETS.sub("", normal(name[:_LONGEST])).strip(_AROUND).removesuffix(_SUFFIX)


@cache
def _classes() -> _Classes:
    rows = vocabulary_file()["classes"]
    first = {name: one["key"] for one in rows for name in one["names"]}
    below = {(key, name): full for key, name, full in _children()}
    names = [name for _, name, _ in _children()]
    alone = {name: full for _, name, full in _children() if names.count(name) == 1}
    return _Classes(first, below, alone)


def _children() -> Iterator[tuple[str, str, str]]:
    """The key of the 一级, a name of the 二级, and the key of both."""
    for one in vocabulary_file()["classes"]:
        for two in one["children"]:
            yield from ((one["key"], name, f"{one['key']}.{two['key']}") for name in two["names"])
