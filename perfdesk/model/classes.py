"""class_of(level1, level2): which class of indicators two printed names mean, whatever a form calls it.

The classes stand in resources/vocabulary.toml, for every annex has names of its own for the same few of them.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from perfdesk.model.values import normal
from perfdesk.model.vocabulary import vocabulary_file

# Behind a name: its points (50分), whether it must be filled in （必填）, what it is meant for.
_BRACKETS: Final = re.compile(r"\([^()]{0,24}\)")
_AROUND: Final = "★☆*※:"
# Some annexes say 一级目标 for 一级指标, and 产出目标.
_SUFFIXES: Final = ("指标", "目标")
# No name of a class is longer, with all that may stand behind it.
_LONGEST: Final = 60


def class_of(level1: str, level2: str) -> str:
    """ "output.quantity"; "output" if only the 一级指标 says something, "" if neither does.

    A 二级指标 means what it means by itself, also below a 一级指标 of another class.
    """
    return _class_of(level1[:_LONGEST], level2[:_LONGEST])


@lru_cache(maxsize=4096)
def _class_of(level1: str, level2: str) -> str:
    first, second = _classes()
    return second.get(bare_class(level2)) or first.get(bare_class(level1), "")


def twin_of(key: str) -> str:
    """The class that says the same in annexes divided otherwise: of 成本 below 产出 it is 经济成本. "" if there is
    none."""
    return _twins().get(key, "")


@cache
def _twins() -> Mapping[str, str]:
    return {
        f"{one['key']}.{two['key']}": two["twin"]
        for one in vocabulary_file()["classes"]
        for two in one["children"]
        if "twin" in two
    }


def bare_class(name: str) -> str:
    """What counts of a printed name: no points, marks and stars, and not the words 指标 and 目标."""
    bare = _BRACKETS.sub("", normal(name[:_LONGEST])).strip(_AROUND)
    return bare[:-2] if bare.endswith(_SUFFIXES) else bare


@cache
def _classes() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Keys by the names of 一级, and by those of 二级, of which no two classes share one."""
    first: dict[str, str] = {}
    second: dict[str, str] = {}
    for one in vocabulary_file()["classes"]:
        first |= dict.fromkeys(one["names"], one["key"])
        for two in one["children"]:
            second |= dict.fromkeys(two["names"], f"{one['key']}.{two['key']}")
    return first, second
