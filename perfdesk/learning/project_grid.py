"""Grids of projects: columns in front of the indicators are the project's, each in one cell beside all of its rows."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Spot
from perfdesk.learning.money import funds_key, money_in
from perfdesk.model.classes import class_of
from perfdesk.model.fields import Owner
from perfdesk.model.keys import BUDGET_TOTAL, LEVELS, NAME

_LEAST: Final = 3
_INDICATOR: Final = Owner.INDICATOR


def project_columns(leaves: Sequence[Spot]) -> frozenset[Spot]:
    """The columns of a header that are the project's: none, unless one of them is its name. All in front of the first
    that only indicators have, and behind it those that only projects have."""
    first = next((at for at, one in enumerate(leaves) if _is_indicators(one)), 0)
    found = [*leaves[:first], *(one for one in leaves[first:] if _is_projects_only(one))]
    named = any(_names_project(one.text) for one in found)
    return frozenset(found) if named else frozenset()


def heads_projects(leaves: Sequence[Spot]) -> bool:
    """Whether words side by side are the header of a list of projects: their name, and mostly fields of theirs."""
    texts = [one.text for one in leaves if not one.blank]
    known = [
        bool(lexicon.exact(Owner.PROJECT, text)) or any(money_in(text)) or _stands_in_lists(text) for text in texts
    ]
    named = any(map(_names_project, texts))
    apart = any(one.end != other.column for one, other in pairwise(leaves))
    return named and not apart and len(texts) == len(leaves) and sum(known) >= _LEAST and sum(known) * 2 >= len(known)


def _names_project(text: str) -> bool:
    """Whether a header is the name of a project, alone or written together with another label."""
    return lexicon.exact(Owner.PROJECT, text) == NAME or NAME in lexicon.parts_of(Owner.PROJECT, text)


def _stands_in_lists(text: str) -> bool:
    """Whether a header is a running number, or a class of indicators of which each project tells in one cell."""
    return lexicon.is_number(text) or bool(class_of(text, text))


def _is_indicators(one: Spot) -> bool:
    return lexicon.exact(_INDICATOR, one.text) in (*LEVELS, NAME)


def _is_projects_only(one: Spot) -> bool:
    return bool(lexicon.exact(Owner.PROJECT, one.text)) and lexicon.meaning(_INDICATOR, one.text) is None


def project_meaning(text: str, under: str) -> Meaning | None:
    """What the header of a project's column means, alone or with the label over it and its neighbours."""
    for label in (text, under + plain(text)) if under else (text,):
        money = money_in(label)
        if money.source and not lexicon.exact(Owner.PROJECT, label):
            key = funds_key(money.source, money.measure or money_in(under).measure or "plan")
            return Meaning(key, 0.95, f"“{plain(label)}”：资金")
        if found := lexicon.meaning(Owner.PROJECT, label):
            return found
        if money.measure and not under:
            return Meaning(funds_key("total", money.measure), 0.85, f"“{plain(label)}”：资金")
    whole = lexicon.meaning(Owner.PROJECT, under) if under and lexicon.is_sum(text) else None
    return whole if whole is not None and whole.key == BUDGET_TOTAL else None
