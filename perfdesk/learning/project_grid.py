"""Grids of projects: columns in front of the indicators are the project's, each in one cell beside all of its rows."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.band_end import end_of
from perfdesk.learning.grid_body import ColumnOf, GridBody
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import funds_key, money_in, speaks_of_money
from perfdesk.model.classes import class_of
from perfdesk.model.fields import Owner
from perfdesk.model.keys import BUDGET_TOTAL, LEVELS, NAME, SCORE, TARGET, WEIGHT

_LEAST: Final = 3
_INDICATOR: Final = Owner.INDICATOR
# A header of a grid without levels says what is expected, and what of.
_SAYING: Final = (TARGET, "content")
_LEAST_SAYING: Final = 2
# What is counted of money and not an amount of it: of a project without its source nobody knows what it is.
_NO_AMOUNT: Final = (WEIGHT, SCORE, "reason")

# 批复金额, 申报预算数: of a project its money, whoever has said it.
_MONEY: Final = ("金额", "预算数", "预算额")


class GridColumns(NamedTuple):
    """The columns of a header that are the project's, the one that has its name, and those of which the header and the
    rows below do not say the same; `told` is whether rows or words say that the other columns are the indicators'."""

    projects: frozenset[Spot] = frozenset()
    named: Spot | None = None
    doubted: frozenset[Spot] = frozenset()
    told: bool = False


def grid_columns(cells: Matrix, leaves: Sequence[Spot], body: int) -> GridColumns:
    """The columns of a header that are the project's: none, unless one of them is its name.

    The rows below say it where a project has several. Else all in front of the first that only indicators have, and
    behind it those that only projects have.
    """
    named = _name_among(leaves)
    if named is None:
        return GridColumns()
    rows = GridBody(cells, named, body, end_of(cells, _INDICATOR, body, leaves, None, named))
    said = {one: _whose(rows, one) for one in leaves}
    projects = _projects(leaves, said)
    if named not in projects:
        return GridColumns()
    divided = {one for one in leaves if rows.is_divided(one) and not _is_indicators(one)}
    doubted = divided.union(one for one in leaves if _speaks_against(said[one], one))
    return GridColumns(
        projects, named, frozenset(doubted), _are_told(leaves, said) and _heads_grid(cells, leaves, named, body)
    )


def _projects(leaves: Sequence[Spot], said: Mapping[Spot, ColumnOf | None]) -> frozenset[Spot]:
    """The columns that are the project's, where the rows have `said` whose some are."""
    first = next((at for at, one in enumerate(leaves) if said[one] is ColumnOf.ROW), None)
    if first is None:
        first = _first_by_words(leaves)
    return frozenset(one for at, one in enumerate(leaves) if _is_projects(said[one], one, before=at < first))


def _are_told(leaves: Sequence[Spot], said: Mapping[Spot, ColumnOf | None]) -> bool:
    """Whether rows or words say that some columns are the indicators'."""
    return any(_varies(said[one], one) for one in leaves) or _says_what_is_expected(leaves)


def list_columns(leaves: Sequence[Spot]) -> GridColumns:
    """All columns, of a list of projects that has none of indicators."""
    return GridColumns(frozenset(leaves), _name_among(leaves))


def _name_among(leaves: Sequence[Spot]) -> Spot | None:
    return next((one for one in leaves if _names_project(one.text)), None)


def _whose(rows: GridBody, one: Spot) -> ColumnOf | None:
    """Whose a column is by the words for levels and names in its header, then by its cells."""
    if lexicon.exact(_INDICATOR, one.text) in (*LEVELS, NAME) and not _names_project(one.text):
        return ColumnOf.ROW
    return rows.of(one)


def _varies(said: ColumnOf | None, one: Spot) -> bool:
    """Whether a column has a cell in each row of a project; of blank ones if indicators have it by its header."""
    return said is ColumnOf.ROW or (said is ColumnOf.MAYBE_ROW and _is_indicators_only(one))


def _is_projects(said: ColumnOf | None, one: Spot, *, before: bool) -> bool:
    """`before` tells that a column stands before those of the indicators."""
    if said is not None and said.sure:
        return said is ColumnOf.PROJECT
    if _is_projects_only(one):
        return True
    return before and not (said is ColumnOf.MAYBE_ROW and _is_indicators_only(one))


def _speaks_against(said: ColumnOf | None, one: Spot) -> bool:
    """Whether the cells of a column are whose its header does not say."""
    if said is None or lexicon.is_number(one.text):
        return False
    return _is_projects_only(one) if said is ColumnOf.ROW else said is ColumnOf.PROJECT and _is_indicators_only(one)


def _first_by_words(leaves: Sequence[Spot]) -> int:
    """The first column that only indicators have: a level, their name, or, where several say what is expected, the
    first of these; 0 if there is none."""
    first = next((at for at, one in enumerate(leaves) if _is_indicators(one)), 0)
    if first or not _says_what_is_expected(leaves):
        return first
    return next(at for at, one in enumerate(leaves) if _is_indicators_only(one))


def _says_what_is_expected(leaves: Sequence[Spot]) -> bool:
    """Whether several columns that only indicators have stand there, one of them for what is expected."""
    keys = [lexicon.exact(_INDICATOR, one.text) for one in leaves if _is_indicators_only(one)]
    return len(keys) >= _LEAST_SAYING and not {*_SAYING}.isdisjoint(keys)


def _heads_grid(cells: Matrix, leaves: Sequence[Spot], named: Spot, body: int) -> bool:
    """Whether words side by side, most of them known, stand over rows that begin with no label."""
    known = sum(_is_known(one) for one in leaves)
    below = cells.at(body, named.column)
    is_label = below is not None and lexicon.is_known(below.text)
    return not is_label and not any(one.blank for one in leaves) and known >= _LEAST and known * 2 > len(leaves)


def _is_known(one: Spot) -> bool:
    owners = (Owner.PROJECT, _INDICATOR)
    known = any(lexicon.exact(owner, one.text) for owner in owners) or any(money_in(one.text))
    return known or _stands_in_lists(one.text) or plain(one.text).endswith(_MONEY)


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
    return lexicon.exact(_INDICATOR, one.text) in (*LEVELS, NAME) and not _names_project(one.text)


def _is_indicators_only(one: Spot) -> bool:
    return bool(lexicon.exact(_INDICATOR, one.text)) and not lexicon.exact(Owner.PROJECT, one.text)


def _is_projects_only(one: Spot) -> bool:
    return bool(lexicon.exact(Owner.PROJECT, one.text)) and lexicon.meaning(_INDICATOR, one.text) is None


def project_meaning(text: str, under: str) -> Meaning | None:
    """What the header of a project's column means, alone or with the label over it and its neighbours."""
    if key := lexicon.exact(lexicon.GRID, text):
        return Meaning(key, lexicon.LIKELY, f"各项目的“{plain(text)}”")
    for label in (text, under + plain(text)) if under else (text,):
        if found := _of_money(label, under) or lexicon.meaning(Owner.PROJECT, label) or _of_all_money(label, under):
            return found
    return _of_sum(text, under) if under else _of_amount(text)


def _of_money(label: str, under: str) -> Meaning | None:
    """The money of one source. 财政 alone is one below a label that speaks of money."""
    money = money_in(label)
    source = money.source or (speaks_of_money(under) and lexicon.exact(lexicon.SHORT_SOURCES, label))
    if not source or lexicon.exact(Owner.PROJECT, label):
        return None
    key = funds_key(source, money.measure or money_in(under).measure or "plan")
    return Meaning(key, 0.95, f"“{plain(label)}”：资金")


def _of_all_money(label: str, under: str) -> Meaning | None:
    """The money of all sources, by its measure."""
    measure = money_in(label).measure
    if not measure or under or measure in _NO_AMOUNT:
        return None
    return Meaning(funds_key("total", measure), 0.85, f"“{plain(label)}”：资金")


def _of_sum(text: str, under: str) -> Meaning | None:
    """The money of all sources, as the sum of what stands beside it."""
    if not lexicon.is_sum(text):
        return None
    measure = money_in(under).measure
    if measure and measure not in _NO_AMOUNT:
        return Meaning(funds_key("total", measure), 0.9, f"“{under}”的“{plain(text)}”：资金")
    whole = lexicon.meaning(Owner.PROJECT, under)
    return whole if whole is not None and whole.key == BUDGET_TOTAL else None


def _of_amount(text: str) -> Meaning | None:
    """The money of a project by words that nobody has met: 批复金额."""
    is_money = plain(text).endswith(_MONEY)
    return Meaning(BUDGET_TOTAL, lexicon.LIKELY, f"“{plain(text)}”是项目的金额") if is_money else None
