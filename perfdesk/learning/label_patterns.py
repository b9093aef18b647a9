"""The content of resources/label_patterns.toml: labels that are put together of words, each as good as a listed one.

They are only looked up, by one expression for each owner, so that it costs the same however many labels there are. What
is nearly like a known label is compared with the listed ones of lexicon.toml, which are fewer.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from perfdesk import paths

_CHOICE: Final = re.compile(r"<([^<>]*)>")
_BAR: Final = "|"
# As labels are compared, 截至 and 3月至7月 are written with a dash.
_TILL: Final = "至"

Words = Mapping[str, Sequence[str]]


class Patterns(NamedTuple):
    """An expression with a group for each key, and these keys in their order: the first that matches holds."""

    expression: re.Pattern[str]
    keys: tuple[str, ...]


@cache
def label_shapes() -> Mapping[str, Any]:
    """The file as it is written. A broken file is an installation error and raises."""
    return tomllib.loads((paths.resources() / "label_patterns.toml").read_text(encoding="utf-8"))


def pattern_key(name: str, label: str) -> str:
    """The key of a label, as it is compared, by the patterns of an owner; "" if none stands for it."""
    known = _patterns().get(name)
    found = known.expression.fullmatch(label) if known is not None else None
    return known.keys[found.lastindex - 1] if known is not None and found is not None and found.lastindex else ""


def is_other(label: str) -> bool:
    """Whether a label, as it is compared, is known and names no field of the program."""
    return _others().fullmatch(label) is not None


@cache
def _patterns() -> Mapping[str, Patterns]:
    shapes = label_shapes()
    return {name: _compiled(table, shapes["classes"]) for name, table in shapes["patterns"].items()}


@cache
def _others() -> re.Pattern[str]:
    shapes = label_shapes()
    return re.compile(_any_of(shapes["others"], shapes["classes"]))


def _compiled(table: Words, classes: Words) -> Patterns:
    groups = (f"({_any_of(patterns, classes)})" for patterns in table.values())
    return Patterns(re.compile(_BAR.join(groups)), tuple(table))


def _any_of(patterns: Iterable[str], classes: Words) -> str:
    return _BAR.join(_expression(one.replace(_TILL, "-"), classes) for one in patterns)


def _expression(pattern: str, classes: Words) -> str:
    # Between the words that stand fast, which are every other one, are the choices.
    parts = _CHOICE.split(pattern)
    return "".join(_one_of(choice_words(one, classes)) if at % 2 else re.escape(one) for at, one in enumerate(parts))


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{_BAR.join(map(re.escape, words))})"


def choice_words(choice: str, classes: Words) -> Sequence[str]:
    """The words of a choice; those of a class are named by one word."""
    return choice.split(_BAR) if _BAR in choice else classes.get(choice, (choice,))
