"""Who knew what another one wrote, and changed it, has decided about it, also among files that OURS never met. Found by
the random rounds (tests/rounds)."""

import itertools

import pytest
from histories import edited, merged, sent
from notation import document as written

from perfdesk.merge.analyse import analyse
from perfdesk.merge.field_decision import FieldDecision, Why, former
from perfdesk.merge.sides import Side
from perfdesk.model.edits import AddIndicator, Edit, Move, Remove, SetFields
from perfdesk.model.fields import Fields
from perfdesk.model.questions import REMOVED

BOOK = written("""
# 网站维护 | budget_total=5
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95%
""")


def put(text: str, key: str = "target", node: str = "p1.1") -> Edit:
    return SetFields({(node, key): text})


def rows(side: Side, *others: Side) -> list[str]:
    return [row.id for row in analyse(side, others).result().projects[0].rows]


def test_what_a_question_says_it_was_does_not_depend_on_names_and_order() -> None:
    """OURS shares a newer version with one file and an older one with the other."""
    start = sent(BOOK)
    first = edited("丙", start, put("≥5次"))
    ours, near, far = edited("我", first, put("甲", "goal", "p1")), edited("近", first, put("乙", "goal", "p1")), None
    far = edited("远", start, put("≥9次"))
    for names in itertools.permutations("xy"):
        sides = [Side(name, one.document, "", one.revisions) for name, one in zip(names, (near, far), strict=True)]
        (asked,) = [one for one in analyse(ours, sides).open if one.key == "target"]
        assert asked.base == "≥4次"


@pytest.mark.parametrize(
    ("texts", "standing", "bases", "was"),
    [
        ("甲乙", (0, 1), {(0, 1): "旧"}, "旧"),
        ("甲乙", (0, 1), {}, None),
        # Those who are asked, not those who have been superseded.
        ("甲乙旧", (0, 1), {(0, 1): "旧", (0, 2): "更旧", (1, 2): "更旧"}, "旧"),
        # Nobody else differs: what the others had in common with the one that is taken.
        ("甲旧旧", (0,), {(0, 1): "旧", (0, 2): "旧", (1, 2): "更旧"}, "旧"),
        # Of several the one that most share, then the first by itself.
        ("甲乙丙", (0, 1, 2), {(0, 1): "丑", (0, 2): "寅", (1, 2): "寅"}, "寅"),
        ("甲乙丙", (0, 1, 2), {(0, 1): "丑", (0, 2): "寅"}, "丑"),
        ("甲甲", (0, 1), {(0, 1): "旧"}, "旧"),
    ],
)
def test_what_a_field_was_is_what_those_who_differ_share(
    texts: str, standing: tuple[int, ...], bases: dict[tuple[int, int], str], was: str | None
) -> None:
    settled = FieldDecision(texts[0], (0,), standing, Why.OPEN)
    assert former([*texts], lambda one, two: bases.get((min(one, two), max(one, two))), settled) == was


def new(node: str) -> Edit:
    return AddIndicator(node, "p1", Fields({"level1": "产出指标", "level2": "数量指标", "name": node}), "p1.1")


def test_a_move_of_what_ours_never_saw_counts() -> None:
    """乙 added two rows, 丙 took them in, and 乙 put the first one behind the second: OURS knows none of that."""
    start = sent(BOOK)
    added = edited("乙", edited("乙", start, new("x")), new("y"))
    taken = merged("丙", edited("丙", start, put("≥5次")), [added])
    moved = edited("乙", added, Move(("x",), "p1"))
    ours = edited("我", start, put("甲", "goal", "p1"))
    for order in itertools.permutations([taken, moved]):
        assert rows(ours, *order) == ["y", "p1.1", "p1.2", "p1.3", "x"]


def test_who_moved_back_what_another_moved_is_followed() -> None:
    start = sent(BOOK)
    moved = edited("丙", start, Move(("p1.3",), "p1", "p1.1"))
    back = edited("乙", moved, Move(("p1.3",), "p1"))
    later = edited("丙", moved, put("≥5次"))
    ours = edited("我", start, put("甲", "goal", "p1"))
    for side, others in ((ours, [later, back]), (later, [ours, back]), (back, [later, ours])):
        for order in itertools.permutations(others):
            plan = analyse(side, order)
            assert plan.open == ()
            assert [row.id for row in plan.result().projects[0].rows] == ["p1.1", "p1.2", "p1.3"]


def test_who_removed_a_row_that_they_knew_as_it_is_has_decided() -> None:
    """One removed the row as it was sent; another one saw what 丙 had made of it, and removed that."""
    start = sent(BOOK)
    wrote = edited("丙", start, put("≥5次"))
    unaware = edited("乙", start, Remove(frozenset({"p1.1"})))
    aware = edited("丁", wrote, Remove(frozenset({"p1.1"})))
    later = edited("丙", wrote, put("甲", "goal", "p1"))
    assert [one.place for one in analyse(later, [unaware]).open] == [("p1.1", REMOVED)]
    for side, others in ((later, [unaware, aware]), (unaware, [later, aware])):
        for order in itertools.permutations(others):
            plan = analyse(side, order)
            assert plan.open == ()
            assert "p1.1" not in plan.result().places
    rewrote = edited("丙", later, put("≥6次"))
    assert [one.place for one in analyse(rewrote, [unaware, aware]).open] == [("p1.1", REMOVED)]
