"""Rows that say what others come to: what they are called by, and whether it is so."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.importers.found import Found
from perfdesk.importers.grid import label
from perfdesk.importers.report import Report
from perfdesk.model.values import Amount

SUMS: Final = ("合计", "总计", "小计", "共计")
# A sum of a department is called after it: 教育局小计.
_LONGEST: Final = 14


def is_sum(text: str) -> bool:
    """Whether a text is what a sum is called by."""
    said = label(text).strip(":：")
    return said in SUMS or (len(said) <= _LONGEST and said.endswith(SUMS))


class SumRow(NamedTuple):
    """A row of a sum between projects: what it says, by the fields of these, and how many projects stand above it."""

    place: str
    label: str
    texts: Mapping[str, str]
    above: int


def compare_sums(sums: Sequence[SumRow], projects: Sequence[Found], report: Report) -> None:
    """Reports each sum that neither all projects make, nor those up to the next sum above or below."""
    edges = [0, *(one.above for one in sums), len(projects)]
    for at, one in enumerate(sums, 1):
        groups = [projects, projects[edges[at - 1] : one.above], projects[one.above : edges[at + 1]]]
        for key, text in one.texts.items():
            if not any(_is_sum_of(text, group, key) for group in groups):
                report.leave(one.place, f"“{one.label}”写的是“{text}”，与各项目相加的不同，请核对")


def _is_sum_of(text: str, projects: Sequence[Found], key: str) -> bool:
    amount = Amount.parse(text)
    parts = [*_amounts(projects, key)]
    return amount is not None and None not in parts and amount.value == sum(filter(None, parts), Decimal(0))


def _amounts(projects: Sequence[Found], key: str) -> Iterator[Decimal | None]:
    """The numbers of the projects; None of a text that is none."""
    for text in (one.fields.get(key, "") for one in projects):
        amount = Amount.parse(text)
        if text.strip():
            yield None if amount is None else amount.value
