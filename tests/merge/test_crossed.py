"""Histories that cross: two files that share several newest versions. What is open among these is asked, never decided
by the chance of a hash."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from histories import edited, keep, merged, saved, sent
from notation import document as written

from perfdesk.merge import bases as limits
from perfdesk.merge.analyse import analyse
from perfdesk.merge.bases import Base, Bases
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.delta import Delta, Splice
from perfdesk.model.document import Document, Indicator
from perfdesk.model.edits import AddIndicator, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields
from perfdesk.model.questions import PLACE, REMOVED
from perfdesk.model.revisions import Revisions, newest_common

# The chance of a hash shows only in many histories.
TIMES = 100


def book(number: int = 0) -> Document:
    return written(f"""
    department_name=第{number}局 | overall_goal=旧
    # 网站维护 | budget_total=5
    - 数量 | 维护次数 | ≥4次
    - 数量 | 网站数量 | 1个
    - 质量 | 正常运行率 | ≥95%
    # 库房租金 | budget_total=3
    - 数量 | 面积 | 200平方米
    """)


def put(text: str, node: str = "d", key: str = "overall_goal") -> Edit:
    return SetFields({(node, key): text})


def exchanged(number: int, mine: Edit, theirs: Edit, *, decide: bool = True) -> tuple[Side, Side]:
    """Two who edit the file that was sent, exchange their files, and each keep their own where it is asked."""
    start = sent(book(number))
    one, other = edited("甲", start, mine), edited("乙", start, theirs)
    answer = keep(0) if decide else None
    return merged("甲", one, [other], answer), merged("乙", other, [one], answer)


def both_ways(one: Side, other: Side) -> Sequence[Plan]:
    return analyse(one, [other]), analyse(other, [one])


@pytest.mark.parametrize("number", range(TIMES))
def test_who_each_kept_their_own_are_asked(number: int) -> None:
    """Was decided 51 to 49."""
    one, other = exchanged(number, put("甲"), put("乙"))
    assert one.revisions is not None
    assert other.revisions is not None
    assert len(newest_common(one.revisions, other.revisions)) == 2
    for plan, ours in zip(both_ways(one, other), ("甲", "乙"), strict=True):
        (asked,) = plan.open
        assert (asked.place, asked.base, sorted(str(text) for text in asked.texts)) == (
            ("", "overall_goal"),
            None,
            ["乙", "甲"],
        )
        assert plan.result().fields["overall_goal"] == ours


@pytest.mark.parametrize("number", range(20))
def test_two_heads_who_decide_differently_are_asked(number: int) -> None:
    """处长 and 副处长 each merge both files."""
    start = sent(book(number))
    one, other = edited("甲", start, put("甲")), edited("乙", start, put("乙"))
    first, second = merged("处长", start, [one, other], keep(1)), merged("副处长", start, [one, other], keep(2))
    assert first.document.fields["overall_goal"] != second.document.fields["overall_goal"]
    for plan in both_ways(first, second):
        assert [asked.place for asked in plan.open] == [("", "overall_goal")]
    same = merged("副处长", start, [one, other], keep(1))
    assert both_ways(first, same)[0].open == ()


@pytest.mark.parametrize("number", range(TIMES))
def test_a_correction_saved_with_the_merge_is_kept(number: int) -> None:
    """乙's edit came with the merge, and 甲 took it back before saving: one revision. It was lost in 52 of 100."""
    start = sent(book(number))
    one, other = edited("甲", start, put("6", "p1", "budget_total")), edited("乙", start, put("乙"))
    corrected = saved("甲", one, put("旧").apply(analyse(one, [other]).result()), [other])
    theirs = saved("乙", other, analyse(other, [one]).result(), [one])
    for plan in both_ways(corrected, theirs):
        assert plan.open == ()
        assert plan.result().fields["overall_goal"] == "旧"
        assert plan.result().projects[0].budget_total == "6"


def test_an_open_question_on_both_sides_stays_open() -> None:
    one, other = exchanged(0, put("甲"), put("乙"), decide=False)
    for plan in both_ways(one, other):
        assert [asked.place for asked in plan.open] == [("", "overall_goal")]


def test_a_field_that_one_emptied_is_asked_too() -> None:
    """Empty against filled is no question where the base was empty, but here nobody knows the base."""
    for plan in both_ways(*exchanged(0, put(""), put("乙"))):
        assert [asked.place for asked in plan.open] == [("", "overall_goal")]


def test_where_both_decided_alike_nobody_is_asked() -> None:
    start = sent(book())
    one, other = edited("甲", start, put("甲")), edited("乙", start, put("乙"))
    kept, gave_in = merged("甲", one, [other], keep(0)), merged("乙", other, [one], keep(1))
    for plan in both_ways(kept, gave_in):
        assert plan.open == ()
        assert plan.result().fields["overall_goal"] == "甲"


def test_what_was_edited_after_the_crossing_is_taken() -> None:
    one, other = exchanged(0, put("6", "p1", "budget_total"), put("4", "p2", "budget_total"))
    later = edited("乙", other, put("新"))
    for plan in both_ways(one, later):
        assert plan.open == ()
        assert plan.result() == later.document


def test_a_row_that_one_removed_and_the_other_edited_is_asked_again() -> None:
    gone, stays = exchanged(0, Remove(frozenset({"p1.1"})), put("≥6次", "p1.1", "target"))
    assert "p1.1" in stays.document.places
    removed = saved("甲", gone, Remove(frozenset({"p1.1"})).apply(gone.document))
    for plan in both_ways(removed, stays):
        assert [asked.place for asked in plan.open] == [("p1.1", REMOVED)]
        assert "p1.1" in plan.result().places


def test_a_project_with_an_open_row_is_not_removed_silently() -> None:
    one, other = exchanged(0, put("5次", "p1.1", "target"), put("6次", "p1.1", "target"))
    removed = edited("甲", one, Remove(frozenset({"p1"})))
    for plan in both_ways(removed, other):
        assert [asked.place for asked in plan.open] == [("p1", REMOVED)]


def test_a_row_moved_to_two_projects_is_asked_again() -> None:
    one, other = exchanged(
        0, Move(("p1.1",), "p2"), Several((Move(("p1.1",), "p2"), Move(("p1.1",), "p2", "p2.1")), "")
    )
    start = sent(book())
    third = written("# 第三个").projects[0]
    wide = start.document.with_projects([*start.document.projects, type(third)("p3", third.fields)])
    start = sent(wide)
    one = edited("甲", start, Move(("p1.1",), "p2"))
    other = edited("乙", start, Move(("p1.1",), "p3"))
    crossed = merged("甲", one, [other], keep(0)), merged("乙", other, [one], keep(0))
    for plan in both_ways(*crossed):
        assert [asked.place for asked in plan.open] == [("p1.1", PLACE)]


def test_a_row_moved_to_two_places_is_asked_again() -> None:
    one, other = exchanged(0, Move(("p1.3",), "p1", "p1.1"), Move(("p1.3",), "p1", "p1.2"))
    orders = [[row.id for row in side.document.projects[0].indicators] for side in (one, other)]
    assert orders[0] != orders[1]
    for plan in both_ways(one, other):
        assert [asked.place for asked in plan.open] == [("p1.3", PLACE)]


def test_what_newer_programs_wrote_is_kept_as_ours_where_it_is_open() -> None:
    def with_extra(side: Side, extra: str) -> Side:
        rows = list(side.document.projects)
        rows[0] = type(rows[0])(rows[0].id, rows[0].fields, rows[0].indicators, extra)
        return saved(side.name, side, side.document.with_projects(rows))

    start = sent(book())
    one, other = with_extra(start, '{"a": 1}'), with_extra(start, '{"a": 2}')
    crossed = merged("甲", one, [other]), merged("乙", other, [one])
    for plan, extra in zip(both_ways(*crossed), ('{"a": 1}', '{"a": 2}'), strict=True):
        assert plan.result().projects[0].extra == extra


def test_rows_that_both_added_stand_once() -> None:
    def add(node: str) -> Edit:
        return AddIndicator(node, "p1", Fields({"level1": "产出指标", "level2": "数量指标", "name": node}), "p1.2")

    one, other = exchanged(0, add("x"), add("y"))
    for plan in both_ways(one, other):
        assert plan.open == ()
        assert isinstance(plan.result().indicator("x"), Indicator)
        assert plan.result() == one.document == other.document


# --- deep and wide ---------------------------------------------------------------------------------------------


def crossed_often(times: int) -> tuple[Side, Side]:
    """Two who exchange files week after week, each keeping their own text of the same field."""
    one, other = exchanged(0, put("甲"), put("乙"))
    for week in range(times):
        mine = edited("甲", one, put(f"甲{week}", "p1", "goal"))
        theirs = edited("乙", other, put(f"乙{week}", "p2", "goal"))
        one, other = merged("甲", mine, [theirs], keep(0)), merged("乙", theirs, [mine], keep(0))
    return one, other


def test_a_deep_criss_cross_asks_what_is_open_and_nothing_else() -> None:
    for plan in both_ways(*crossed_often(12)):
        assert [asked.place for asked in plan.open] == [("", "overall_goal")]


def test_each_crossing_is_merged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = crossed_often(12)
    merges: list[int] = []
    real = limits.Recursive._base
    monkeypatch.setattr(limits.Recursive, "_base", lambda self, *rest: merges.append(1) or real(self, *rest))
    analyse(one, [other, edited("丙", other, put("丙", "p2", "purpose"))])
    assert len(merges) <= 16


@pytest.mark.parametrize(("limit", "value"), [("_MOST_MERGES", 0), ("_MOST_MERGES", 3), ("_MOST_NEWEST", 1)])
def test_beyond_the_limits_more_is_asked_and_nothing_lost(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    one, other = crossed_often(6)
    one = edited(
        "甲",
        one,
        Several((Remove(frozenset({"p1.2"})), Move(("p1.3",), "p1", "p1.1"), put("7", "p1", "budget_total")), ""),
    )
    monkeypatch.setattr(limits, limit, value)
    for plan in both_ways(one, other):
        places = {asked.place for asked in plan.open}
        assert ("", "overall_goal") in places
        assert {node for node, _ in places} <= {"", "p1", "p1.1", "p1.2", "p1.3", "p2"}
        result = plan.result()
        assert ("p1.2" in result.places) == (("p1.2", REMOVED) in places)
        assert result.projects[0].budget_total == "7" or ("p1", "budget_total") in places
        assert [row.id for row in result.projects[0].indicators][:2] == ["p1.3", "p1.1"] or ("p1.3", PLACE) in places


def test_more_newest_versions_than_a_person_makes_are_asked() -> None:
    start = sent(book())
    files = [edited(f"{n}", start, put(f"{n}", f"p{1 + n % 2}", f"plan_{n}")) for n in range(12)]
    one = saved("甲", files[0], put("甲").apply(analyse(files[0], files[1:]).result()), files[1:])
    other = saved(
        "乙", files[1], put("乙").apply(analyse(files[1], [files[0], *files[2:]]).result()), [files[0], *files[2:]]
    )
    for plan in both_ways(one, other):
        assert [asked.place for asked in plan.open] == [("", "overall_goal")]


@pytest.mark.parametrize(
    ("most", "places"), [(2, [("", "overall_goal")]), (1, [("", "overall_goal"), ("p1", "goal"), ("p2", "goal")])]
)
def test_as_many_newest_versions_as_allowed_are_merged_and_no_more(
    monkeypatch: pytest.MonkeyPatch, most: int, places: list[tuple[str, str]]
) -> None:
    """Two crossed versions, and both sides changed since what the other one left."""
    monkeypatch.setattr(limits, "_MOST_NEWEST", most)
    one, other = exchanged(0, put("甲"), put("乙"))
    mine, theirs = edited("甲", one, put("新", "p1", "goal")), edited("乙", other, put("新", "p2", "goal"))
    assert [asked.place for asked in analyse(mine, [theirs]).open] == places


def test_that_every_two_sides_share_one_version_is_known() -> None:
    sides = [Side(name, book()) for name in "我甲乙"]
    shared, other = Base(book()), Base(book())
    first, second, third = sides
    assert Bases(sides, lambda *_: shared).only_one
    assert not Bases(sides, lambda *_: None).only_one
    assert not Bases(sides, lambda one, two: shared if one is first else other).only_one
    assert not Bases(sides, lambda one, two: None if (one, two) == (second, third) else shared).only_one


def torn(side: Side, *versions: str) -> Side:
    """A side in whose file what leads back to these versions is damaged."""
    assert side.revisions is not None
    lie = Delta(splices=(Splice("", 0, 0, ("nowhere",)),))
    known = [
        replace(one, back={node: lie if node in versions else way for node, way in one.back.items()})
        for one in side.revisions
    ]
    return replace(side, revisions=Revisions(side.revisions.tip, side.document, known))


def test_a_version_that_is_damaged_in_both_files_is_no_base() -> None:
    """Then all that differs is asked, as of files that share nothing; where one can give it, it is taken from there."""
    start = sent(book())
    assert start.revisions is not None
    one, other = edited("甲", start, put("6", "p1", "budget_total")), edited("乙", start, put("乙"))
    mine, theirs = torn(one, start.revisions.tip), torn(other, start.revisions.tip)
    asked = [asked.place for asked in analyse(mine, [theirs]).open]
    assert asked == [("", "overall_goal"), ("p1", "budget_total")]
    for plan in (*both_ways(mine, other), *both_ways(one, theirs)):
        assert plan.open == ()
        assert plan.result().fields["overall_goal"] == "乙"
    third = edited("丙", start, put("3.5", "p2", "budget_total"))
    assert analyse(mine, [theirs, third]).result().projects[1].budget_total == "3.5"


def test_where_one_of_two_newest_versions_is_damaged_all_that_differs_is_asked() -> None:
    one, other = exchanged(0, put("甲"), put("乙"))
    assert one.revisions is not None
    assert other.revisions is not None
    older = newest_common(one.revisions, other.revisions)
    assert len(older) == 2
    later = edited("乙", other, put("4", "p2", "budget_total"))
    for version in older:
        assert [asked.place for asked in analyse(torn(one, version), [later]).open] == [("", "overall_goal")]
        asked = [asked.place for asked in analyse(torn(one, version), [torn(later, version)]).open]
        assert asked == [("", "overall_goal"), ("p2", "budget_total")]


def test_names_and_the_order_of_files_decide_nothing() -> None:
    one, other = exchanged(3, put("甲"), put("乙"))
    third = edited("丙", other, put("丙"))
    answers = set()
    for order in itertools.permutations([other, third]):
        for names in itertools.permutations("xyz", 2):
            sides = [Side(name, side.document, "", side.revisions) for name, side in zip(names, order, strict=True)]
            plan = analyse(one, sides)
            answers.add((plan.document.fields["overall_goal"], tuple(asked.place for asked in plan.open)))
    assert answers == {("甲", (("", "overall_goal"),))}


def test_who_save_the_same_have_one_version_and_a_later_change_follows_it() -> None:
    """A version is known by what it holds and comes from, so two byte-equal files are one version, whoever saved them,
    just as if one were a copy of the other. Who then changes it, changes what both had; that is no second opinion."""
    start = sent(book())
    one, other = edited("甲", start, put("新")), edited("乙", start, put("新"))
    assert one.revisions is not None
    assert other.revisions is not None
    assert one.revisions.tip == other.revisions.tip
    later = edited("乙", other, put("更新"))
    plan = analyse(one, [later])
    assert (plan.open, plan.result().fields["overall_goal"]) == ((), "更新")
    assert analyse(later, [one]).passed == (("甲", "已在“乙”里，没有新内容"),)


def test_files_that_share_a_past_with_each_other_and_not_with_ours_are_merged_by_it() -> None:
    start = sent(written("# 绿化养护 | goal=旧"))
    one, other = (edited(name, start, put("新", "p1", key)) for name, key in (("甲", "goal"), ("乙", "purpose")))
    ours = Side("我", Document("mine", start.document.form, start.document.fields, ()))
    for theirs in itertools.permutations((one, other)):
        plan = analyse(ours, theirs)
        assert plan.open == ()
        fields = plan.result().projects[0].fields
        assert (fields["goal"], fields["purpose"]) == ("新", "新")


def test_the_past_of_a_file_says_nothing_where_it_gets_our_ids() -> None:
    start = sent(written("# 绿化养护 | goal=旧"))
    one, other = (edited(name, start, put("新", "p1", key)) for name, key in (("甲", "goal"), ("乙", "purpose")))
    project = start.document.projects[0]
    own = type(project)("own", project.fields.with_text("goal", "我们的"))
    ours = Side("我", Document("mine", start.document.form, start.document.fields, (own,)))
    plan = analyse(ours, [one, other])
    assert [asked.place for asked in plan.open] == [("own", "goal")]
    assert plan.open[0].texts == ("我们的", "旧", "新")


def test_what_a_file_is_compared_with_is_said() -> None:
    start = sent(book())
    assert start.revisions is not None
    later = edited("乙", start, put("乙"))
    ((name, basis),) = analyse(start, [later]).bases
    assert (name, basis) == ("乙", (start.revisions.tip, "两个文件共同的版本"))
    one, other = exchanged(0, put("甲"), put("乙"))
    ((_, crossed),) = analyse(one, [other]).bases
    assert crossed.why == "2 个共同的版本，先把它们合并"
    stranger = replace(other, revisions=None)
    assert [why.revision for _, why in analyse(one, [stranger]).bases] == [""]
