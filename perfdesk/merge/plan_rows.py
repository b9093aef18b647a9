"""A plan in words, one row for each difference. The window shows the rows and the report prints them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from perfdesk.forms.loader import vocabulary_of
from perfdesk.forms.printed_words import words_of
from perfdesk.merge.plan import Decision, Plan, together_title
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind, longest_increasing
from perfdesk.model.document import Document, Indicator, Project, Row
from perfdesk.model.fields import BESIDE, Kind, Owner
from perfdesk.model.titles import KINDS, field_text, place_title, project_title, shortened, signed
from perfdesk.model.vocabulary import row_title

_ABSENT, _UNKNOWN = "（没有）", "（不详）"
_WRITTEN = "自己写的"
_GONE, _REMOVED_AND_EDITED = "（删除）", "有删有改，待定"


class PlanRow(NamedTuple):
    """A decision in words. `texts` are those of the sides, OURS first."""

    project: str
    place: str
    base: str
    texts: tuple[str, ...]
    result: str
    source: str
    why: str


def side_title(number: int, side: Side) -> str:
    """The name of a file with its author. OURS is marked."""
    who = signed(side.name, side.author)
    return who if number else f"本文件 {who}".strip()


def plan_row(plan: Plan, one: Decision) -> PlanRow:
    """A decision in words, with the choices made so far."""
    there = _holder(plan, one.indicator or one.project)
    place = place_title(words_of(there), there, one.project, one.indicator, one.key)
    if one.kind is not ChangeKind.SET:
        place = f"{KINDS[one.kind]}{_node(there, one, place)}"
    texts = tuple(said(one, text) for text in one.texts)
    return PlanRow(
        project_title(_holder(plan, one.project), one.project),
        place,
        _base(one),
        texts,
        result(plan, one),
        "" if is_open(plan, one) else _names(plan, plan.standing(one)),
        _why(plan, one),
    )


def _why(plan: Plan, one: Decision) -> str:
    """The reason of what stands, in words."""
    if one.place in plan.written:
        return together_title(one) if plan.keeps_all(one) else _WRITTEN
    if one.place in plan.choices:
        return "选定"
    if one.open and one.kind is ChangeKind.REMOVE:
        return _REMOVED_AND_EDITED
    return (
        f"{one.why.value}；其余段落已合入" if any(not part.open for part in one.parts) and one.open else one.why.value
    )


def _node(there: Document, one: Decision, place: str) -> str:
    """ "指标 年服务费", "任务2 修缮库房", "项目": a node as a whole. What is new has no number yet, because another one
    may have it in OURS."""
    row = there.row(one.indicator)
    if row is None:
        return place if one.indicator else "项目"
    new = one.kind is ChangeKind.ADD or isinstance(row, Indicator)
    return f"{row_title(row.owner)} {shortened(row.name)}".strip() if new else place


def contents(plan: Plan, one: Decision, side: int) -> str:
    """What a file has in a node that came or went, for whoever decides about it: "主要内容：造林；总额：20.00".

    It is "" where the file lacks the node, and for a decision about a field.
    """
    document, node = plan.sides[side].document, one.indicator or one.project
    owner = document.owner_of(node)
    if one.kind not in (ChangeKind.ADD, ChangeKind.REMOVE) or owner is None:
        return ""
    known, fields = words_of(document), document.fields_of(node)
    keys = sorted(fields, key=lambda key: (known.order.get((owner, key), len(known.order)), key))
    said = [f"{known.title(owner, key)}：{fields[key]}" for key in keys if fields[key] and not key.startswith(BESIDE)]
    return "；".join((*said, *_counted(document, one)))


def _counted(document: Document, one: Decision) -> Iterator[str]:
    """ "指标 9 条": the rows of a project."""
    project = document.project(one.project) if not one.indicator else None
    for kind, number in Counter(row.owner for row in project.rows).items() if project else ():
        yield f"{row_title(kind)} {number} 条"


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
    if one.kind is ChangeKind.ADD and (side := plan.choices.get(one.place)) is not None and one.texts[side] is None:
        return "不新增"
    return _text(one, plan.text(one)) or "（空）"


def said(one: Decision, text: str | None) -> str:
    """What a side has, in words."""
    if text is None:
        return _GONE if one.kind is ChangeKind.REMOVE else _ABSENT
    return _text(one, text)


def _text(one: Decision, text: str) -> str:
    """A text in full length, because somebody has to decide on it. For a whole node it is the name in quotes."""
    return field_text(one.key, text) if one.kind is ChangeKind.SET else shortened(text)


def is_open(plan: Plan, one: Decision) -> bool:
    """Whether nobody has decided yet."""
    return one.open and not plan.is_answered(one)


def kind_of(plan: Plan, one: Decision) -> Kind:
    """What the text that is decided about is meant to be."""
    there = _holder(plan, one.indicator or one.project)
    owner = there.owner_of(one.indicator or one.project) or Owner.DOCUMENT
    return vocabulary_of(there).kind(owner, one.key)


def summary(plan: Plan) -> str:
    """How many differences are taken, alike, answered, and open, and how much stands elsewhere, in one sentence."""
    taken = sum(one.taken and not _is_refused(plan, one) for one in plan.decisions)
    alike = sum(not one.open for one in plan.decisions) - taken
    answered = sum(one.open and plan.is_answered(one) for one in plan.decisions)
    chosen = f"选定 {answered} 处，" if answered else ""
    return f"合入 {taken} 处，不用改 {alike} 处，{chosen}待定 {len(plan.open)} 处。{reordered(plan)}"


def reordered(plan: Plan) -> str:
    """How many projects and rows stand at another place among their neighbours: no question of anybody's, but whoever
    sorted a sheet turns a whole book."""
    before, after = plan.sides[0].document, plan.document
    end = "在别的文件里换了位置，照本文件的顺序。" if plan.keeps_order else "换了位置。"
    projects = _moved(_ids(before.projects), _ids(after.projects))
    pairs = ((one, before.project(one.id)) for one in after.projects)
    rows = sum(
        _moved([r.id for r in old.rows], [r.id for r in new.rows]) for new, old in pairs if old and old is not new
    )
    said = [f"{number} {what}" for number, what in ((projects, "个项目"), (rows, "条指标")) if number]
    return f"另有 {'、'.join(said)}{end}" if said else ""


def _ids(nodes: Iterable[Project | Row]) -> list[str]:
    return [one.id for one in nodes]


def _moved(before: Sequence[str], after: Sequence[str]) -> int:
    """How few ids have to move to get from one order to the other."""
    places = {one: at for at, one in enumerate(after)}
    known = [places[one] for one in before if one in places]
    return len(known) - len(longest_increasing(known))


def _is_refused(plan: Plan, one: Decision) -> bool:
    """Whether a person leaves OURS as it is."""
    side = plan.choices.get(one.place)
    return side is not None and one.texts[side] == one.texts[0]


def _names(plan: Plan, sides: Iterable[int]) -> str:
    return "、".join("本文件" if side == 0 else plan.sides[side].name for side in sides)


def _holder(plan: Plan, node: str) -> Document:
    """OURS, whose names and numbers the reader knows; if the node is not in it, the result, or a side that has it."""
    ours, *theirs = (side.document for side in plan.sides)
    versions = (ours, plan.document, *theirs)
    return next((version for version in versions if node in version.places), plan.document)
