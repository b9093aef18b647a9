"""A decision in full: what was there, what each file says with whoever says the same, the result, and whose paragraphs
it has; with the words that differ."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.plan_rows import contents, is_open, plan_row, side_title
from perfdesk.model.diff import ChangeKind
from perfdesk.model.fields import BESIDE
from perfdesk.model.titles import shortened
from perfdesk.model.words import Span, changed_words

_EMPTY: Final = "（空）"


class MarkedText(NamedTuple):
    """A text, and where words stand in it that a reader shall see."""

    text: str
    spans: Sequence[Span]


def in_full(plan: Plan, one: Decision) -> MarkedText:
    """All of a decision, a line or more for each who says something."""
    text, spans = "", []
    for who, said, old, new in _lines(plan, one):
        line = f"{who}：{said or _EMPTY}"
        if new:
            start = len(text) + len(line) - len(new)
            spans += [(first + start, last + start) for first, last in changed_words(old, new).after]
        text += f"{line}\n"
    return MarkedText(text.removesuffix("\n"), spans)


class _Line(NamedTuple):
    """Who says what. Where the line ends with a text that is compared: the old text, and the new one."""

    who: str
    said: str
    old: str = ""
    new: str = ""


def _lines(plan: Plan, one: Decision) -> Iterator[_Line]:
    row, compared = plan_row(plan, one), _is_compared(one)
    old = one.base if one.base is not None else one.texts[0] or ""
    yield _Line("原来", row.base)
    whose = defaultdict[tuple[str, str], list[str]](list)
    for number, side in enumerate(plan.sides):
        said = contents(plan, one, number) or row.texts[number]
        whose[said, one.texts[number] or "" if compared else ""].append(side_title(number, side))
    yield from (_Line("、".join(names), said, old, new) for (said, new), names in whose.items())
    yield _Line("结果", row.result, old, plan.text(one) if compared else "")
    if not plan.is_answered(one):
        yield from _paragraphs(plan, one)


def _is_compared(one: Decision) -> bool:
    """Whether the texts of the sides are those of a field, which are shown as they are."""
    return one.kind is ChangeKind.SET and not one.key.startswith(BESIDE)


def _paragraphs(plan: Plan, one: Decision) -> Iterator[_Line]:
    """Whose paragraphs the result has."""
    for part in one.parts:
        names = "、".join("本文件" if side == 0 else plan.sides[side].name for side in part.sources)
        what = "待定的段落" if part.open and is_open(plan, one) else "段落" if part.text else "删去的段落"
        yield _Line(f"{what}（{names}）", shortened(part.text or part.before))
