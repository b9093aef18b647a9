"""A plan in words, one row for each difference. The window shows the rows and the report prints them."""

from collections.abc import Iterable
from typing import NamedTuple

from perfdesk.forms.loader import vocabulary_of
from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document
from perfdesk.model.titles import KINDS, field_text, place_title, project_title, shortened, signed

_ABSENT, _UNKNOWN = "（没有）", "（不详）"


class PlanRow(NamedTuple):
    """A decision in words. `texts` are those of the sides, OURS first."""

    project: str
    place: str
    base: str
    texts: tuple[str, ...]
    result: str
    source: str
    why: str

    @property
    def cells(self) -> tuple[str, ...]:
        """All of it, as `heads` names it."""
        return self.project, self.place, self.result, self.base, *self.texts, self.source, self.why


def heads(plan: Plan) -> tuple[str, ...]:
    """What the columns of the rows are called."""
    return "项目", "位置", "结果", "原来", *(side_title(*one) for one in enumerate(plan.sides)), "来自", "说明"


def side_title(number: int, side: Side) -> str:
    """The name of a file with its author. OURS is marked."""
    who = signed(side.name, side.author)
    return who if number else f"本文件 {who}".strip()


def plan_row(plan: Plan, one: Decision) -> PlanRow:
    """A decision in words, with the choices made so far."""
    there = _holder(plan, one)
    place = place_title(vocabulary_of(there), there, one.project, one.indicator, one.key)
    if one.kind is not ChangeKind.SET:
        what = "指标 " if there.indicator(one.indicator) else "" if one.indicator else "项目"
        place = f"{KINDS[one.kind]}{what}{place if one.indicator else ''}"
    texts = tuple(_ABSENT if text is None else _text(one, text) for text in one.texts)
    side = plan.choices.get(one.place)
    return PlanRow(
        project_title(there, one.project),
        place,
        _base(one),
        texts,
        result(plan, one),
        _names(plan, one.sources if side is None else (side,)) if not is_open(plan, one) else "",
        one.why.value if side is None else "选定",
    )


def _base(one: Decision) -> str:
    """The former text of a field. A text that no file knows is not shown as blank."""
    if one.base is None:
        return _UNKNOWN if one.kind is ChangeKind.SET else ""
    return _text(one, one.base)


def result(plan: Plan, one: Decision) -> str:
    """The text of the result, in words."""
    return f"【待定】{_result(plan, one)}" if is_open(plan, one) else _result(plan, one)


def _result(plan: Plan, one: Decision) -> str:
    if one.kind is ChangeKind.REMOVE:
        side = plan.choices.get(one.place)
        gone = not one.open if side is None else one.texts[side] is None
        return "删除" if gone else "保留"
    return _text(one, plan.text(one)) or "（空）"


def _text(one: Decision, text: str) -> str:
    """A text in full length, because somebody has to decide on it. For a whole node it is the name in quotes."""
    return field_text(one.key, text) if one.kind is ChangeKind.SET else shortened(text)


def is_open(plan: Plan, one: Decision) -> bool:
    """Whether nobody has decided yet."""
    return one.open and one.place not in plan.choices


def summary(plan: Plan) -> str:
    """How many differences are taken, alike, and open, in one sentence."""
    taken = sum(one.taken for one in plan.decisions)
    alike = sum(not one.taken and not one.open for one in plan.decisions)
    return f"合入 {taken} 处，不用改 {alike} 处，待定 {len(plan.open)} 处。"


def _names(plan: Plan, sides: Iterable[int]) -> str:
    return "、".join("本文件" if side == 0 else plan.sides[side].name for side in sides)


def _holder(plan: Plan, one: Decision) -> Document:
    """The result; or, if the node is not in it, a side that has it."""
    node = one.indicator or one.project
    versions = (plan.document, *(side.document for side in plan.sides))
    return next((version for version in versions if node in version.places), plan.document)
