"""A decision in full: what was there, what each file says with whoever says the same, the result, and whose paragraphs
it has; with the words that differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.plan_rows import contents, is_open, plan_row, side_title
from perfdesk.model.diff import ChangeKind
from perfdesk.model.fields import BESIDE
from perfdesk.model.marked_text import MarkedText, compared, without_common
from perfdesk.model.titles import shortened
from perfdesk.model.words import Span

_EMPTY: Final = "（空）"


def in_full(plan: Plan, one: Decision) -> MarkedText:
    """All of a decision, a line or more for each who says something."""
    text, spans = "", list[Span]()
    for who, said in _lines(plan, one):
        line = (said if said.text else MarkedText(_EMPTY)).behind(f"{text}{who}：")
        text, spans = f"{line.text}\n", [*spans, *line.spans]
    return MarkedText(text.removesuffix("\n"), tuple(spans))


def former(one: Decision) -> str:
    """What the texts of a decision are compared with: what was there before, or what OURS has if nobody knows."""
    return (one.base if one.base is not None else one.texts[0]) or ""


def is_compared(one: Decision) -> bool:
    """Whether the texts of the sides are those of a field, which are shown as they are."""
    return one.kind is ChangeKind.SET and not one.key.startswith(BESIDE)


def quoted(plan: Plan, one: Decision) -> Mapping[str, str]:
    """How each text of a field is quoted beside the others: long ones without the paragraphs that all have. Empty for
    what is no field."""
    if not is_compared(one):
        return {}
    offered = (one.offered(side) or "" for side in range(len(one.texts)))
    texts = [former(one), plan.text(one), *(text or "" for text in one.texts), *offered]
    return dict(zip(texts, without_common(texts), strict=True))


def marked(one: Decision, quotes: Mapping[str, str], words: str, text: str | None) -> MarkedText:
    """Words that end with a text of a side, which is quoted with what it says otherwise than what was there."""
    if not text or text not in quotes:
        return MarkedText(words)
    return compared(quotes[former(one)], quotes[text])[1].behind(words.removesuffix(text))


def _lines(plan: Plan, one: Decision) -> Iterator[tuple[str, MarkedText]]:
    """Who says what."""
    row, quotes = plan_row(plan, one), quoted(plan, one)
    yield "原来", MarkedText(row.base if one.base is None else quotes.get(one.base, row.base))
    whose = defaultdict[tuple[str, str], list[str]](list)
    for number, side in enumerate(plan.sides):
        said = contents(plan, one, number) or row.texts[number]
        whose[said, (one.texts[number] or "") if is_compared(one) else ""].append(side_title(number, side))
    known = is_compared(one) and one.base is not None
    same = whose.pop((row.base, one.base or ""), []) if known else []
    held = [*filter(None, (contents(plan, one, number) for number in range(len(plan.sides))))]
    for (said, text), names in whose.items():
        yield "、".join(names), compared(held[0], said)[1] if said in held else marked(one, quotes, said, text)
    if same:
        yield "没有改的", MarkedText("、".join(same))
    yield "结果", marked(one, quotes, row.result, plan.text(one))
    if not plan.is_answered(one):
        yield from ((who, MarkedText(said)) for who, said in _paragraphs(plan, one))


def _paragraphs(plan: Plan, one: Decision) -> Iterator[tuple[str, str]]:
    """Whose paragraphs the result has."""
    for part in one.parts:
        names = "、".join("本文件" if side == 0 else plan.sides[side].name for side in part.sources)
        what = "待定的段落" if part.open and is_open(plan, one) else "段落" if part.text else "删去的段落"
        yield f"{what}（{names}）", shortened(part.text or part.before)
