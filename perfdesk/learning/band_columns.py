"""What the columns of a band are: the key of each by its header, by what stands below, by what stands over it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.answer import SURE
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import speaks_of_past
from perfdesk.learning.plan_years import YEAR_UNTOLD, plan_year
from perfdesk.learning.project_grid import project_meaning
from perfdesk.model.classes import class_of
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.keys import GOAL, LEVEL1, LEVEL2, LEVELS, NAME, OP, TARGET, UNIT_OF_MEASURE
from perfdesk.model.vocabulary import vocabulary

_MID: Final = "@mid"
_GOAL_OVERALL, _GOAL_MID = "goal_overall", "goal_mid"
CHOICES: Final = frozenset(map(plain, ("确定能", "有可能", "完全不可能", "能完成", "可能完成", "不能完成")))
_MAYBE: Final = "也可能填计算符号"
_MAYBE_SIGN: Final = ("kind", "direction")
_SIGNS: Final = frozenset(("≥", "≤", "=", "＝", ">", "<", "＞", "＜", "定性", "±", ">=", "<=", "==", "≧", "≦"))
_BY_WORDS: Final = (
    (OP, _SIGNS, "计算符号"),
    ("kind", frozenset(("定量", "定性", "定量指标", "定性指标")), "定量和定性"),
    ("direction", frozenset(("正向", "反向", "负向", "逆向", "正向指标", "反向指标", "正", "反")), "方向"),
)
_OTHER_CAUSE: Final = "其他"
# What is left of 调整后指标值 and 调整指标值 without it is a goal; of 调整前指标值 it is none.
_CHANGED: Final = re.compile("调整(?:以?后的?)?")
# What columns of costs hold, by how many years they are behind the annex's own.
_BY_YEAR: Final = {0: "amount", 1: "y1", 2: "y2"}

# A header cell with the label over it and its neighbours.
Leaf = tuple[Spot, str]


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of a band: its header, the key of what stands below, and the label over it and its neighbours. In a
    grid of projects some columns are the `project`'s."""

    spot: Spot
    meaning: Meaning
    title: str = ""
    under: str = ""
    choice: str = ""
    fixed: str = ""
    flag: bool = False
    project: bool = False

    @property
    def key(self) -> str:
        """The field; "" of a column that is none."""
        return self.meaning.key

    def doubted(self, reason: str) -> "FoundColumn":
        """The same, to be looked at."""
        return replace(self, meaning=self.meaning._replace(reason=f"{self.meaning.reason}；{reason}"), flag=True)


def columns_of_projects(leaves: Sequence[Leaf]) -> list[FoundColumn]:
    """The columns of the projects of a grid, each key once."""
    return _with_goal([*_of_projects(leaves)])


def _of_projects(leaves: Sequence[Leaf]) -> Iterator[FoundColumn]:
    seen: set[str] = set()
    for spot, under in leaves:
        label = plain(spot.text)
        found = project_meaning(spot.text, under)
        if found is None or (found.key in seen and found.key):
            own = _own(spot.text, "同一栏目出现了两次" if found else f"“{label}”是这张表自己的栏目")
            flag = not lexicon.is_number(label)
            yield FoundColumn(spot, own, title=label, under=under, flag=flag, project=True)
        else:
            seen.add(found.key)
            title = label if found.key.startswith(OWN) else ""
            yield FoundColumn(spot, found, title, under, flag=found.confidence < SURE, project=True)


def _with_goal(columns: Sequence[FoundColumn]) -> list[FoundColumn]:
    """An overall goal that is the only one of a project is the goal of its year."""
    keys = {one.key for one in columns}
    if keys & {GOAL, _GOAL_MID}:
        return [*columns]
    told = Meaning(GOAL, 0.6, "表里只有这一个目标，作为年度目标")
    return [replace(one, meaning=told, flag=True) if one.key == _GOAL_OVERALL else one for one in columns]


def columns_of_rows(cells: Matrix, owner: Owner, leaves: Sequence[Leaf], body: int, end: int) -> Iterator[FoundColumn]:
    """The columns, each key once; the first of two that are called alike is the mid-term's where both phases stand."""
    columns = [_column(cells, owner, spot, under, body, end) for spot, under in leaves]
    found = _with_sign(_with_level2(columns, cells, body, end))
    found = _adjusted(found) if owner is Owner.INDICATOR else found
    found = [_of_year(cells, one) for one in found] if owner is Owner.COSTS else found
    twice = {key for key, count in Counter(one.key for one in found if not one.choice).items() if key and count > 1}
    phases = owner is Owner.INDICATOR and NAME in twice
    seen: Counter[str] = Counter()
    for one in found:
        alike = one.key in twice and not one.choice
        yield _one_of_two(one, seen[one.key], phases=phases) if alike else one
        seen[one.key] += 1


def _one_of_two(one: FoundColumn, before: int, *, phases: bool) -> FoundColumn:
    """A column that is called as another is. Of two phases the left is the mid-term's; else either may be the other,
    and is asked about."""
    if phases and not before:
        return replace(one, meaning=Meaning(one.key + _MID, 0.9, f"{one.meaning.reason}，左边的是中期"))
    if before > phases:
        return replace(one, meaning=_own(one.spot.text, "同一栏目出现了两次"), title=plain(one.spot.text), flag=True)
    return one if phases else replace(one, flag=True)


def _adjusted(columns: Sequence[FoundColumn]) -> list[FoundColumn]:
    """The columns where goals were changed in the course of the year: what counts is the goal as it was changed. Both
    are asked about."""
    changed = [one for one in columns if _is_changed(one)]
    if len(changed) != 1 or changed[0].meaning.settled:
        return [*columns]
    goal = Meaning(TARGET, 0.7, f"“{plain(changed[0].spot.text)}”是调整以后的指标值")
    return [
        replace(one, meaning=goal, title="", flag=True) if one is changed[0]
        else _before_change(one) if one.key == TARGET and not one.meaning.settled
        else one
        for one in columns
    ]  # fmt: skip


def _is_changed(one: FoundColumn) -> bool:
    """Whether a header says that it is the goal as it was changed: 调整后指标值."""
    label = plain(one.spot.text)
    is_goal = lexicon.exact(Owner.INDICATOR, _CHANGED.sub("", label)) == TARGET
    return one.key.startswith((OWN, TARGET)) and is_goal and _CHANGED.search(label) is not None


def _before_change(one: FoundColumn) -> FoundColumn:
    own = _own(one.spot.text, f"“{plain(one.spot.text)}”后来调整过")
    return replace(one, meaning=own, title=plain(one.spot.text), flag=True)


def _of_year(cells: Matrix, column: FoundColumn) -> FoundColumn:
    """A column of costs that is called by its year: the amount of the plan's first year, its second or its third."""
    year = plan_year(cells, column.spot)
    if year is None or column.meaning.settled or year.behind not in _BY_YEAR:
        return column
    reason = f"“{column.spot.text.strip()}”是计划的第 {year.behind + 1} 年{'' if year.told else YEAR_UNTOLD}"
    meaning = Meaning(_BY_YEAR[year.behind], 0.9 if year.told else 0.7, reason)
    return replace(column, meaning=meaning, title="", flag=not year.told)


def _with_level2(columns: Sequence[FoundColumn], cells: Matrix, body: int, end: int) -> list[FoundColumn]:
    """The columns where one alone names classes, 指标类别, and 数量指标 stands below it: that is a 二级指标."""
    levels = [one for one in columns if one.key in LEVELS]
    told = _by_content(cells, levels[0].spot, body, end) if [one.key for one in levels] == [LEVEL1] else None
    if told is None or told.key != LEVEL2:
        return [*columns]
    return [replace(one, meaning=told) if one is levels[0] else one for one in columns]


def _with_sign(columns: Sequence[FoundColumn]) -> list[FoundColumn]:
    """The columns where nothing is written below 指标性质: it holds the sign where value and unit stand apart behind it
    and no other column holds the sign."""
    keys = [one.key for one in columns]
    asked = next(
        (at for at, one in enumerate(columns) if one.key == "kind" and one.meaning.reason.endswith(_MAYBE)), None
    )
    if asked is None or OP in keys or keys[asked + 1 : asked + 3] != [TARGET, UNIT_OF_MEASURE]:
        return [*columns]
    found = columns[asked]
    guess = Meaning(OP, 0.7, f"“{plain(found.spot.text)}”下面是空的，右边是数值和单位，可能填计算符号")
    return [replace(one, meaning=guess) if one is found else one for one in columns]


def _column(cells: Matrix, owner: Owner, spot: Spot, under: str, body: int, end: int) -> FoundColumn:
    label = plain(spot.text)
    if label in CHOICES and owner is Owner.INDICATOR:
        return FoundColumn(spot, Meaning("likelihood", 0.95, "勾选完成目标可能性"), under=under, choice=label)
    if label == _OTHER_CAUSE and "原因" in under and owner is Owner.INDICATOR:
        return FoundColumn(spot, Meaning("cause_5", 0.9, f"“{under}”下面的“其他”"), under=under)
    if fixed := _fixed(cells, spot, body, end):
        return FoundColumn(spot, Meaning("", 0.95, "竖排的栏目名称"), fixed=fixed)
    if (said := _said(owner, spot, under)) is not None:
        return FoundColumn(spot, said, label if said.key.startswith(OWN) else "", under)
    found = _known(cells, owner, spot, under, body, end)
    if found is None:
        own = _own(spot.text, f"“{label}”是这张表自己的栏目") if label else Meaning("", 0.8, "没有标题的一列")
        return FoundColumn(spot, own, title=label, under=under, flag=bool(label) and not lexicon.is_number(label))
    found = _of_past(owner, _of_phase(owner, found, under), under)
    return FoundColumn(spot, found, under=under, flag=found.confidence < SURE)


def _said(owner: Owner, spot: Spot, under: str) -> Meaning | None:
    """What the user has said of this header in another annex, with the label over it or alone."""
    whole = lexicon.settled(owner, under + plain(spot.text)) if under else None
    alone = None if whole else lexicon.settled(owner, spot.text)
    return whole or (alone and _of_phase(owner, alone, under))


def _known(cells: Matrix, owner: Owner, spot: Spot, under: str, body: int, end: int) -> Meaning | None:
    """What a header means by itself, by what stands below, or with the label over it."""
    by_content = _by_content(cells, spot, body, end) if owner is Owner.INDICATOR else None
    found = lexicon.meaning(owner, spot.text) or by_content
    if by_content is not None and found is not None and found.key not in LEVELS:
        # 指标 or 指标类型 may be anything; the names of classes below it say which.
        found = by_content
    if found is not None and found.key in _MAYBE_SIGN:
        found = _by_words(found, spot, _texts(cells, spot, body, end))
    return found or (_with_over(owner, plain(spot.text), under) if under else None)


def _with_over(owner: Owner, label: str, under: str) -> Meaning | None:
    """What a header means with the label over it, before it or behind it, if it is more than what that label means by
    itself: 上年 below 指标值 is 上年指标值."""
    if key := lexicon.table(owner).get(label + under):
        return Meaning(key, 0.7, f"“{label}”在“{under}”下面")
    both, alone = lexicon.meaning(owner, under + label), lexicon.meaning(owner, under)
    return None if both is not None and alone is not None and both.key == alone.key else both


def _of_past(owner: Owner, found: Meaning, under: str) -> Meaning:
    """The same, but asked about where the label over the column speaks of years gone by."""
    if owner is not Owner.INDICATOR or not speaks_of_past(under):
        return found
    return found._replace(confidence=0.7, reason=f"{found.reason}，在“{under}”下面，可能不是本年的")


def _of_phase(owner: Owner, found: Meaning, under: str) -> Meaning:
    """The same, of the mid-term where the label over the column says so."""
    is_mid = owner is Owner.INDICATOR and any(word in under for word in lexicon.mid_term_words())
    if not is_mid or found.key.endswith(_MID) or found.key == LEVEL1 or not vocabulary().knows(owner, found.key + _MID):
        return found
    return found._replace(key=found.key + _MID, reason=f"{found.reason}，在“{under}”下面")


def _own(text: str, reason: str) -> Meaning:
    return Meaning(OWN + slug(text), 0.7, reason)


def slug(text: str) -> str:
    """The part of an own field's key behind own., made of its label."""
    return slug_of(plain(text))


def slug_of(title: str) -> str:
    """The same of a title of which every word counts."""
    letters = "".join(c for c in title if c.isalnum() or c == "_")
    return letters[:40] or "栏目"


def _fixed(cells: Matrix, spot: Spot, body: int, end: int) -> str:
    """The one text that runs down a column, as 绩效指标 does below 名称."""
    below = cells.at(body, spot.column)
    if below is None or below.blank or below.column != spot.column or class_of(below.text, below.text):
        return ""
    reaches = below.rows >= max(2, end - body) or (end - body > 1 and below.rows == 1 and all(
        other is not None and (other.blank or plain(other.text) == plain(below.text))
        for other in (cells.at(row, spot.column) for row in range(body + 1, end))
    ))  # fmt: skip
    return " ".join(below.text.split()) if reaches and lexicon.is_group(below.text) else ""


def _texts(cells: Matrix, spot: Spot, body: int, end: int) -> list[str]:
    """What is written below a header."""
    return [one.text for one in (cells.at(row, spot.column) for row in range(body, end)) if one and not one.blank]


def _by_words(found: Meaning, spot: Spot, texts: Sequence[str]) -> Meaning:
    """指标性质, 指标类型 and 指标方向 hold signs, natures or directions: what stands below says which."""
    label = plain(spot.text)
    if not texts:
        return Meaning(found.key, 0.7, f"“{label}”下面是空的，{_MAYBE}")
    for key, words, told in _BY_WORDS:
        if all(text.strip() in words for text in texts):
            return found if key == found.key else Meaning(key, 0.9, f"“{label}”下面都是{told}")
    return found


def _by_content(cells: Matrix, spot: Spot, body: int, end: int) -> Meaning | None:
    """A column of levels is known by the names of classes in it."""
    texts = _texts(cells, spot, body, end)
    second = sum("." in class_of("", text) for text in texts)
    first = sum(bool(class_of(text, "")) for text in texts)
    if texts and max(first, second) * 2 > len(texts):
        return Meaning(LEVEL2 if second > first else LEVEL1, 0.85, "下面是指标的级别名称")
    return None
