"""The content of resources/lexicon.toml."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from perfdesk import paths
from perfdesk.learning.labels import plain


class LexiconFile(NamedTuple):
    """Its lists and tables, the labels as they are compared."""

    distinguish: tuple[tuple[str, ...], ...]
    endings: tuple[str, ...]
    project_years: tuple[str, ...]
    several: Mapping[str, frozenset[str]]
    groups: frozenset[str]
    sums: frozenset[str]
    kinds_of_money: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]
    words: frozenset[str]
    describing: frozenset[str]
    worded: frozenset[str]
    numbered: frozenset[str]
    tables: Mapping[str, Mapping[str, str]]


@cache
def lexicon_file() -> LexiconFile:
    """The file's content. A broken file is an installation error and raises."""
    shape = tomllib.loads((paths.resources() / "lexicon.toml").read_text(encoding="utf-8"))
    tables = {name: _turned(table) for name, table in shape.items() if isinstance(table, dict)}
    words = {
        name: frozenset(map(plain, shape[name])) for name in ("groups", "sums", "numbers", "words", "kinds_of_money")
    }
    words |= {name: frozenset(shape[name]) for name in ("describing", "worded", "numbered", "places")}
    several = {name: _of_several(table) for name, table in shape.items() if isinstance(table, dict)}
    years = tuple(map(plain, shape["project_years"]))
    return LexiconFile(
        tuple(map(tuple, shape["distinguish"])), tuple(shape["endings"]), years, several, tables=tables, **words
    )


def _of_several(table: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The labels that stand under more than one key, so that only their place could tell which is meant."""
    count = Counter(label for labels in table.values() for label in {*map(plain, labels)})
    return frozenset(label for label, times in count.items() if times > 1)


def _turned(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, labels in table.items():
        for label in labels:
            found.setdefault(plain(label), key)
    return found
