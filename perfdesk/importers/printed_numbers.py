"""Numbers that a source prints where the form computes them (金额合计, 总分): compared with what the rows give that
were read, and not stored."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from perfdesk.forms.computed import computed_text
from perfdesk.importers.found import Found
from perfdesk.importers.report import Report
from perfdesk.model.document import Indicator, Project, Record, in_order
from perfdesk.model.fields import Fields
from perfdesk.model.values import parse_percent

_LONGEST_SHOWN: Final = 40


def compare_numbers(projects: Sequence[Found], report: Report, *, of_all: bool = False) -> None:
    """Reports each number that is another one than the rows give: it was read nowhere, and a person should look.
    `of_all` tells that a number is that of all projects, which stand in one table."""
    for report.project, found in enumerate(projects):
        for place, told in _differing(found, projects if of_all else (found,)) if found.numbers else ():
            report.leave(place, told)
    report.project = -1


def _differing(found: Found, of: Sequence[Found]) -> Iterator[tuple[str, str]]:
    projects = [_project(one) for one in of]
    for one in found.numbers:
        made = computed_text(one.computed, *projects)
        if one.text.strip() and (not made or _number(one.text) != _number(made)):
            given = f"算出的是“{made}”" if made else "算不出来"
            yield one.place, f"“{one.label[:_LONGEST_SHOWN]}”写的是“{one.text[:_LONGEST_SHOWN]}”，按各行{given}，请核对"


def _number(text: str) -> Decimal | None:
    return parse_percent(text.strip().removesuffix("分"))


def _project(found: Found) -> Project:
    rows = tuple(Indicator(f"i{at}", Fields(row)) for at, row in enumerate(found.rows))
    records = in_order(Record(owner, f"r{at}", Fields(row)) for at, (owner, row) in enumerate(found.records))
    return Project("p", Fields(found.fields), rows, records=records)
