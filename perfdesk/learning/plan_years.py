"""Columns that are called by their years: of a plan for 2031年, 2032年, 2033年 they are the first, second and third."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from perfdesk.learning.header_rows import year_of
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import speaks_of_past

# Where an annex does not say what year it is for, so many years in a row are a plan; two may be last year and this.
_LEAST: Final = 3
# Behind the reason of a guess, where it does not say so.
YEAR_UNTOLD: Final = "，表上没有说是哪一年的"


class PlanYear(NamedTuple):
    """How many years a column is behind the annex's own, and whether the annex says which that is."""

    behind: int
    told: bool


def plan_year(cells: Matrix, head: Spot) -> PlanYear | None:
    """The year that a column of amounts is for; None of one that is called otherwise, or where nobody can tell."""
    year = year_of(head.text)
    if not year:
        return None
    if cells.year:
        return PlanYear(year - cells.year, told=True)
    run = years_beside(cells, head)
    is_plan = len(run) >= _LEAST and not any(speaks_of_past(one.text) for one in _over(cells, head))
    return PlanYear(year - year_of(run[0].text), told=False) if is_plan else None


def years_beside(cells: Matrix, head: Spot) -> list[Spot]:
    """The heads of one row that are called by one year after the other, this one among them."""
    found: list[Spot] = []
    for one in cells.starting(head.row):
        if found and year_of(one.text) != year_of(found[-1].text) + 1:
            if head in found:
                break
            found = []
        if year_of(one.text):
            found.append(one)
    return found if head in found else []


def years_behind(cells: Matrix, sum_head: Spot) -> list[Spot]:
    """The years that stand directly behind the head of a sum, which is what they come to."""
    behind = cells.at(sum_head.row, sum_head.end)
    run = years_beside(cells, behind) if behind is not None else []
    return run if len(run) > 1 else []


def _over(cells: Matrix, head: Spot) -> Iterator[Spot]:
    """The cells over a head, and those beside it that reach over more rows: the labels of several columns."""
    above = cells.at(head.row - 1, head.column)
    yield from (above,) if above is not None else ()
    yield from (one for one in cells.row(head.row) if one.column < head.column and one.rows > 1)
