"""What changed between two versions: each change once, the fewest moves, and nothing of what stayed."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import document
from outlines import order, outline
from strategies import documents, edits

from perfdesk.model.diff import (
    Change,
    ChangeKind,
    aligned,
    changed_projects,
    diff,
    longest_increasing,
    replaced,
)
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Fields
from perfdesk.model.spans import changed_places, changed_span


def said(change: Change) -> str:
    """A change in one word: "+a/a1" came, "-a" went, "a: 第1个>第2个" moved, "a.name: x>y" was set."""
    place = "/".join(filter(None, (change.project, change.indicator)))
    match change.kind:
        case ChangeKind.ADD:
            return f"+{place} {change.after}"
        case ChangeKind.REMOVE:
            return f"-{place} {change.before}"
        case ChangeKind.MOVE:
            return f"{place}: {change.before}>{change.after}"
        case _:
            return f"{place}.{change.key}: {change.before}>{change.after}"


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("a b", "a b", []),
        ("a", "a b", ["+b b"]),
        ("a b", "b", ["-a a"]),
        ("a=旧", "a=新", ["a.name: 旧>新"]),
        ("a(a1)", "a(a1 a2=次数)", ["+a/a2 次数"]),
        ("a(a1=次数 a2)", "a(a2)", ["-a/a1 次数"]),
        # A project that comes or goes speaks for its indicators.
        ("a", "a b(b1 b2)", ["+b b"]),
        ("a b(b1 b2)", "a", ["-b b"]),
        # What goes is named before what comes, and the fields before the order.
        ("a b", "b c", ["-a a", "+c c"]),
        ("a(a1) b=x", "b=y a(a2)", ["b.name: x>y", "-a/a1 a1", "+a/a2 a2", "b: 第2个>第1个"]),
        # The fewest moves: the one that was dragged, not those that it passed.
        ("a b c d", "d a b c", ["d: 第4个>第1个"]),
        ("a b c d", "b c d a", ["a: 第1个>第4个"]),
        ("a b c d e", "a d b c e", ["d: 第4个>第2个"]),
        ("p(1 2 3)", "p(3 1 2)", ["p/3: 第3个>第1个"]),
        # What comes or goes before a node does not move it.
        ("a b c", "x a b c", ["+x x"]),
        ("a b c", "b c", ["-a a"]),
        ("p(1 2 3)", "p(0 2 3)", ["-p/1 1", "+p/0 0"]),
        # Places are counted with what came and went.
        ("a b c", "c x a b", ["+x x", "c: 第3个>第1个"]),
        # An indicator that goes to another project is one change, with what was set in it.
        ("a(a1=次数) b", "a b(a1=人数)", ["b/a1: a>b", "b/a1.name: 次数>人数"]),
        # Also to a project that is new.
        ("a(a1 a2)", "a(a2) b(a1 b1)", ["+b b", "b/a1: a>b"]),
        # And out of one that is gone.
        ("a(a1) b", "b(a1)", ["-a a", "b/a1: a>b"]),
    ],
)
def test_a_change_is_told_once_and_nothing_else(before: str, after: str, changes: list[str]) -> None:
    assert sorted(map(said, diff(outline(before), outline(after)))) == sorted(changes)


def test_changes_come_in_the_order_of_the_newer_document_and_what_is_gone_first() -> None:
    before, after = outline("a b(b1 b2) c"), outline("b=旧名(b2=x b3) d c=y")
    assert [said(change) for change in diff(before, after)] == [
        "-a a", "b.name: b>旧名", "-b/b1 b1", "b/b2.name: b2>x", "+b/b3 b3", "+d d", "c.name: c>y",
    ]  # fmt: skip


def test_the_document_s_own_fields_and_its_form_come_first() -> None:
    before = document("compiler=办公室\n# 网站")
    after = replace(document("fiscal_year=2025\n# 网站 | code=1"), form="ningxia-annex2-2024")
    assert [said(change) for change in diff(before, after)] == [
        ".form: hebei-book-2024>ningxia-annex2-2024",
        ".compiler: 办公室>", ".fiscal_year: >2025", "p1.code: >1",
    ]  # fmt: skip


@given(st.data())
def test_what_comes_and_goes_is_what_is_only_in_one_version(data: st.DataObject) -> None:
    before = data.draw(documents())
    after = before
    for _ in range(data.draw(st.integers(1, 4))):
        after = data.draw(edits(after)).apply(after)
    gone = {c.indicator or c.project for c in diff(before, after) if c.kind is ChangeKind.REMOVE}
    came = {c.indicator or c.project for c in diff(before, after) if c.kind is ChangeKind.ADD}
    assert gone.isdisjoint(after.places)
    assert came.isdisjoint(before.places)
    assert {p.id for p in before.projects} - set(after.places) <= gone
    assert {p.id for p in after.projects} - set(before.places) <= came


# --- which projects are others ----------------------------------------------------------------------------------


def row(count: int) -> list[Project]:
    return [Project(str(at)) for at in range(count)]


def row_of(name: str, count: int) -> list[Project]:
    return [Project(f"{name}{at}") for at in range(count)]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 127, 128, 129, 200])
def test_a_change_is_found_wherever_it_stands(count: int) -> None:
    """Around the ends of the slices that are compared at once."""
    old = row(count)
    assert changed_places(old, list(old)) == []
    for at in range(count):
        new = [*old[:at], Project("other"), *old[at + 1 :]]
        assert changed_places(old, new) == [at]
        assert replaced(old, new) == ([old[at]], [new[at]])


@given(st.integers(1, 150), st.sets(st.integers(0, 149)))
def test_all_changes_are_found_and_no_place_that_stayed(count: int, chosen: set[int]) -> None:
    old = row(count)
    new = [Project("other") if at in chosen else one for at, one in enumerate(old)]
    assert changed_places(old, new) == sorted(at for at in chosen if at < count)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 3), st.integers(0, 3))
def test_a_span_holds_all_that_differs_and_ends_where_both_are_the_same(
    before: int, between: int, after: int, gone: int, came: int
) -> None:
    """Also where what differs is longer than a slice, and where a value stands on both sides at another place."""
    around = row(before + between + after)
    middle = around[before : before + between]
    old = [*around[:before], *row_of("gone", gone), *middle, *around[before + between :]]
    new = [*around[:before], *middle, *row_of("came", came), *around[before + between :]]
    first, old_end, new_end = changed_span(old, new)
    assert old[:first] == new[:first]
    assert old[old_end:] == new[new_end:]
    differ = old[first:old_end], new[first:new_end]
    assert not all(differ) or differ[0][0] != differ[1][0]
    assert not all(differ) or differ[0][-1] != differ[1][-1]


@pytest.mark.parametrize(
    ("before", "after", "span"),
    [
        ("", "", (0, 0, 0)),
        ("a", "a", (1, 1, 1)),
        ("ab", "axb", (1, 1, 2)),
        ("axb", "ab", (1, 2, 1)),
        ("aa", "a", (1, 2, 1)),
        ("abc", "bca", (0, 3, 3)),
        ("", "ab", (0, 0, 2)),
    ],
)
def test_a_span_counts_in_each_row_for_itself(before: str, after: str, span: tuple[int, int, int]) -> None:
    assert changed_span([*before], [*after]) == span


def test_the_same_value_read_twice_is_no_change() -> None:
    """A file that is opened again gives equal projects that are other objects."""
    assert changed_places(row(100), row(100)) == []


@pytest.mark.parametrize(
    ("before", "after", "gone", "came"),
    [
        ("a b c", "a b", "c", ""),
        ("a b", "a b c", "", "c"),
        ("a b c", "c", "a b", ""),
        ("", "a", "", "a"),
    ],
)
def test_of_more_or_fewer_projects_those_count_that_only_one_side_has(
    before: str, after: str, gone: str, came: str
) -> None:
    pool = {name: Project(name) for name in "abc"}
    old, new = ([pool[name] for name in text.split()] for text in (before, after))
    assert replaced(old, new) == ([pool[name] for name in gone.split()], [pool[name] for name in came.split()])


def test_a_changed_project_is_named_as_it_is_now() -> None:
    before = outline("a(a1) b c")
    after = SetFields({("a1", "target"): "5人", ("c", "goal"): "建成"}).apply(before)
    assert changed_projects(before, after) == [after.projects[0], after.projects[2]]
    assert changed_projects(before, before) == []


# --- order ------------------------------------------------------------------------------------------------------


@given(st.permutations(range(7)))
def test_the_longest_run_that_kept_its_order_is_one_of_the_longest(numbers: list[int]) -> None:
    found = longest_increasing(numbers)
    longest = max(
        count
        for count in range(len(numbers) + 1)
        if any(all(a < b for a, b in pairwise(some)) for some in combinations(numbers, count))
    )
    assert len(found) == longest
    assert all(a < b for a, b in pairwise(number for number in numbers if number in found))


def test_nothing_has_no_longest_run() -> None:
    assert longest_increasing([]) == set()


# --- documents typed apart --------------------------------------------------------------------------------------


BEFORE = """
# 网站维护费 | code=1301002024001 | unit_name=信息中心
- 数量 | 维护次数 | ≥4次
- 数量 | 巡检次数 | ≥2次
- 质量 | 合格率 | ≥95%
# 库房租金 | unit_name=馆本级
# 库房租金 | unit_name=信息中心
"""


def apart(text: str) -> Document:
    """As a colleague types it: other ids for everything."""
    made = document(text)
    rows = [tuple(replace(i, id=f"x{i.id}") for i in p.indicators) for p in made.projects]
    projects = [replace(p, id=f"x{p.id}", indicators=r) for p, r in zip(made.projects, rows, strict=True)]
    return replace(made, id="other", projects=tuple(projects))


@pytest.mark.parametrize(
    ("after", "ids"),
    [
        (BEFORE, "p1(p1.1 p1.2 p1.3) p2 p3"),
        # By code, whatever else it is called, and however the code is spaced.
        ("# 门户网站 | code=1301 0020 2400 1", "p1"),
        # By unit and name; the same name in another unit is another project.
        ("# 库房租金 | unit_name=信息中心\n# 库房租金 | unit_name=馆本级", "p3 p2"),
        ("# 库房租金 | unit_name=信息 中心", "p3"),
        ("# 库房租金 | unit_name=别处", "xp1"),
        # A code that nobody has leaves the name to decide; a name alone is too little without the unit.
        ("# 网站维护费 | code=9 | unit_name=信息中心", "p1"),
        ("# 网站维护费", "xp1"),
        # Of equals the nth is the nth, and what is left over stays new.
        ("# 库房租金 | unit_name=馆本级\n# 库房租金 | unit_name=馆本级", "p2 xp2"),
        # No name is nobody's name.
        ("# | unit_name=馆本级", "xp1"),
        # Indicators: by class and name, then by class alone in order; another class is another indicator.
        ("# 网站维护费 | code=1301002024001\n- 数量 | 巡检次数\n- 数量 | 新增栏目", "p1(p1.2 p1.1)"),
        ("# 网站维护费 | code=1301002024001\n- 质量 | 维护次数", "p1(p1.3)"),
        ("# 网站维护费 | code=1301002024001\n- 时效 | 维护次数", "p1(xp1.1)"),
        ("# 网站维护费 | code=1301002024001\n- 质量 | 合格率\n- 质量 | 合格率", "p1(p1.3 xp1.2)"),
    ],
)
def test_what_was_typed_apart_is_known_by_its_code_or_name(after: str, ids: str) -> None:
    made = aligned(document(BEFORE), apart(after))
    assert (made.id, order(made)) == ("d", ids)


def test_an_id_that_both_know_decides_before_any_name() -> None:
    before = Document("d", "f", projects=(Project("a", Fields({"name": "一"})), Project("b", Fields({"name": "二"}))))
    after = Document("e", "f", projects=(Project("b", Fields({"name": "一"})), Project("n", Fields({"name": "一"}))))
    assert order(aligned(before, after)) == "b a"


@given(documents(), documents())
def test_aligning_changes_ids_only_and_none_twice(before: Document, after: Document) -> None:
    made = aligned(before, after)
    assert [(p.fields, [i.fields for i in p.indicators]) for p in made.projects] == [
        (p.fields, [i.fields for i in p.indicators]) for p in after.projects
    ]
    ids = [p.id for p in made.projects]
    assert len(ids) == len(set(ids))
    assert aligned(before, before) == before
