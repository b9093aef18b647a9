"""合并对照表: a merge on paper. A row for each difference: what was there, each thing that is said with all who say it,
the result and whose it is; with the words that differ.

As in the window each text is said once, so twelve files with three opinions are three columns. More of them continue in
the rows below, for a column for each would not be legible on A4."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from perfdesk.merge.opinions import Opinion, names_of, opinions
from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.plan_rows import PlanRow, contents, is_open, plan_row, said, side_title, summary
from perfdesk.merge.plan_text import is_compared, marked, quoted
from perfdesk.model.diff import ChangeKind
from perfdesk.model.marked_text import LEFT_OUT, MarkedText, compared

# So many opinions stand beside each other.
_BESIDE: Final = 3
_LEGEND: Final = f"有下划线的字是新写的，有删除线的字没有采用；{LEFT_OUT}处各份相同。"
_FOLLOWS: Final = "（续）"

# The columns with what they may take of a page, in characters. What is compared is equally wide.
_WIDE: Final = 12.0
_FIRST: Final = (("项目", 9.0), ("位置", 9.0), ("原来", _WIDE))
_LAST: Final = (("结果", _WIDE), ("来自", 7.0), ("说明", 7.0))

ReportRow = tuple[str | MarkedText, ...]


class PrintedPlan(NamedTuple):
    """The report as a list: sentences above it, titles of the columns, rows, how wide the columns may be."""

    intro: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[ReportRow]
    widest: Sequence[float]


def plan_report(plan: Plan, refused: Sequence[str] = ()) -> PrintedPlan:
    """All differences of a plan with the choices made so far: what is open first, then what a person answered, then
    what is taken. `refused` are sentences on files that were not read."""
    listed = sorted(plan.decisions, key=lambda one: (not is_open(plan, one), not one.open, not one.taken))
    said_of = [opinions(one) for one in listed]
    columns = min(_BESIDE, max((len(found) - 1 for found in said_of), default=1))
    said_in = [(f"说法 {at + 1}", _WIDE) for at in range(columns)]
    heads, widest = zip(*_FIRST, *said_in, *_LAST, strict=True)
    rows = chain.from_iterable(_rows(plan, one, found, columns) for one, found in zip(listed, said_of, strict=True))
    return PrintedPlan([*_intro(plan, refused)], heads, [*rows], widest)


def _intro(plan: Plan, refused: Sequence[str]) -> Iterator[str]:
    yield f"合入的文件：{'、'.join(side_title(*one) for one in enumerate(plan.sides) if one[0])}。"
    yield from refused
    yield from (f"“{name}”{reason}。" for name, reason in plan.passed)
    yield from (f"“{side.name}”原来的版本：{side.basis.why}。" for side in plan.sides if side.basis is not None)
    yield f"{summary(plan)}{_LEGEND}"


def _rows(plan: Plan, one: Decision, found: Sequence[Opinion], columns: int) -> Iterator[ReportRow]:
    """A row, and further ones for opinions that it has no room for."""
    row, quotes = plan_row(plan, one), quoted(plan, one)
    texts = [_said(plan, one, opinion, quotes) for opinion in found[1:]]
    for at in range(0, max(1, len(texts)), columns):
        beside = texts[at : at + columns]
        blank = ("",) * (columns - len(beside))
        if at:
            yield row.project, f"{row.place}{_FOLLOWS}", "", *beside, *blank, "", "", ""
        else:
            yield (
                row.project,
                row.place,
                _before(plan, one, row, quotes),
                *beside,
                *blank,
                *_result(plan, one, row, quotes),
            )


def _said(plan: Plan, one: Decision, opinion: Opinion, quotes: Mapping[str, str]) -> MarkedText:
    names = f"{'、'.join(names_of(plan.sides, opinion.sides))}："
    words = contents(plan, one, opinion.sides[0]) or said(one, opinion.text) or "（空）"
    return marked(one, quotes, words, opinion.text).behind(names)


def _before(plan: Plan, one: Decision, row: PlanRow, quotes: Mapping[str, str]) -> str | MarkedText:
    """What was there, with the words that the result does not have."""
    if one.kind is ChangeKind.ADD:
        return said(one, None)
    if not is_compared(one) or one.base is None:
        return row.base
    now = "" if is_open(plan, one) else quotes[plan.text(one)]
    return compared(quotes[one.base], now)[0]


def _result(plan: Plan, one: Decision, row: PlanRow, quotes: Mapping[str, str]) -> tuple[str | MarkedText, str, str]:
    words = marked(one, quotes, row.result, plan.text(one))
    return words, "、".join(names_of(plan.sides, plan.standing(one))) if row.source else "", row.why
