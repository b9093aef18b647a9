"""The order of what several files add, remove and move."""

import itertools
import random
from collections.abc import Sequence

import pytest
from notation import document as written
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.merge.order import merged_order
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields

LEVELS = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))
WORDS = ("第一步", "第二步", "第三步", "采购", "验收", "培训", "巡查", "归档")


def _book(draw: random.Random) -> Document:
    projects = [
        Project(
            f"p{at}", Fields({"name": f"项目{at}"}), tuple(_row(draw, f"p{at}.{n}") for n in range(draw.randint(0, 4)))
        )
        for at in range(draw.randint(1, 4))
    ]
    return Document("d", "hebei-book-2024", Fields(), tuple(projects))


def _row(draw: random.Random, node: str) -> Indicator:
    """A row unlike any other; equal ones of two would be one row."""
    one, two = draw.choice(LEVELS)
    return Indicator(node, Fields({"level1": one, "level2": two, "name": draw.choice(WORDS), "target": node}))


def _with_additions(draw: random.Random, base: Document, who: str) -> tuple[Document, list[list[str]]]:
    """What a colleague makes of a book: rows and projects of their own, some others gone; and the ids of what was
    added below each parent, in their order."""
    projects, added, numbers = [], [], itertools.count()
    for project in base.projects:
        rows = [row for row in project.indicators if draw.random() > 0.1]
        for _ in range(draw.choice((0, 0, 1, 3, 4))):
            rows.insert(draw.choice((len(rows), draw.randint(0, len(rows)))), _row(draw, f"{who}{next(numbers)}"))
        added.append([row.id for row in rows if row.id.startswith(who)])
        projects.append(Project(project.id, project.fields, tuple(rows)))
    for _ in range(draw.choice((0, 1, 3))):
        new = Project(f"{who}{next(numbers)}", Fields({"name": draw.choice(WORDS), "code": str(draw.randint(0, 3))}))
        projects.insert(draw.choice((len(projects), draw.randint(0, len(projects)))), new)
    added.append([project.id for project in projects if project.id.startswith(who)])
    return base.with_projects(projects), added


def _is_in_order(wanted: Sequence[str], there: Sequence[str]) -> bool:
    return [node for node in there if node in set(wanted)] == list(wanted)


@pytest.mark.parametrize("seed", range(300))
def test_what_each_colleague_added_stays_in_their_order(seed: int, promise: Promise) -> None:
    """Rows of one person were sorted among those of the others: 第一步, 第三步, 第二步."""
    draw = random.Random(seed)
    base = _book(draw)
    made = [_with_additions(draw, base, who) for who in "ABCDE"[: draw.randint(2, 5)]]
    sides = [Side(f"{number}.perfdesk", version) for number, (version, _) in enumerate(made)]
    orders = list(itertools.permutations(sides[1:]))[:6]
    results = [analyse(sides[0], order, base).result() for order in orders]
    assert all(result == results[0] for result in results)
    known = {project.id: [row.id for row in project.indicators] for project in results[0].projects}
    for _, added in made:
        *rows, projects = added
        assert _is_in_order(projects, list(known))
        for project, wanted in zip(base.projects, rows, strict=True):
            assert _is_in_order(wanted, known[project.id])
    promise("T12", "rows that several added stay in order", 1, 1)


def test_steps_added_in_order_stay_so_beside_a_row_of_somebody_else() -> None:
    base = written("# 查档\n- 数量 | 份数")
    steps = [("第一步", "A1"), ("第二步", "A2"), ("第三步", "A3")]
    mine, theirs = (_adding(base, names) for names in (steps, [("采购", "B1")]))
    for ours, other in ((mine, theirs), (theirs, mine)):
        result = analyse(Side("a", ours), [Side("b", other)], base).result()
        assert [row.name for row in result.projects[0].indicators] == ["份数", "第一步", "第二步", "第三步", "采购"]


def _adding(base: Document, names: Sequence[tuple[str, str]]) -> Document:
    levels = {"level1": "产出指标", "level2": "数量指标"}
    rows = tuple(Indicator(node, Fields({**levels, "name": name})) for name, node in names)
    project = base.projects[0]
    return base.with_projects([Project(project.id, project.fields, (*project.indicators, *rows))])


def ordered(rows: str, bases: str, kept: str = "abcdefgvwxyz") -> tuple[str, dict[str, tuple[int, ...]]]:
    """The order of the sides "ab cd" with the bases "- ab"; "-" for none, "." for an empty list. The base of OURS
    with itself is not asked for."""
    lists = [list(row.strip(".")) for row in rows.split()]
    old = [None, *(None if base == "-" else list(base.strip(".")) for base in bases.split())]
    order, torn = merged_order(lists, old, set(kept), lambda node: node)
    return "".join(order), torn


# What the sides have (OURS first), what each other one shares with OURS, the result, who moved what apart.
ORDERS = [
    # Nobody moved anything.
    ("abc abc", "abc", "abc", {}),
    ("ab abc", "abc", "abc", {}),
    (". .", ".", "", {}),
    # Additions: behind what they followed, the first in front; of several at one place the least first.
    ("abx aby", "ab", "abxy", {}),
    ("aby abx", "ab", "abxy", {}),
    ("xab yab", "ab", "xyab", {}),
    ("axb aby", "ab", "axby", {}),
    ("abzx aby", "ab", "abyzx", {}),
    ("aby abzx", "ab", "abyzx", {}),
    ("ab abzx aby", "ab ab", "abyzx", {}),
    # What several added is in the order of OURS, then of the others, and what stands beside it stays beside it.
    ("axyb ayxb", "ab", "axyb", {}),
    ("ab axyb aywxb", "ab ab", "axywb", {}),
    ("ab abxz abyz", "ab ab", "abxyz", {}),
    # Moves: of OURS, of one, of two alike, of two apart.
    ("cab abc", "abc", "cab", {}),
    ("abc cab", "abc", "cab", {}),
    ("cab cab", "abc", "cab", {}),
    ("cab acb", "abc", "cab", {"c": (0, 1)}),
    ("abc cab acb", "abc abc", "acb", {"c": (1, 2)}),
    ("cabde abdec", "abcde", "cabde", {"c": (0, 1)}),
    # A row that OURS moved is not moved again by another that left it; one that another moved besides is.
    ("dabc bacd", "abcd", "bdac", {}),
    ("bcda abcd", "abcd", "bcda", {}),
    ("bcad dabc", "abcd", "dbca", {}),
    ("adbc bcda", "abcd", "dabc", {}),
    ("abcdef fabcde bacdef", "abcdef abcdef", "fbacde", {}),
    # Two turned the same round, one of them added something.
    ("abc cba xcba", "abc abc", "xcba", {}),
    ("abcd dcbxa dcba", "abcd abcd", "dcbxa", {}),
    ("abcd axdbc adxbc", "abcd abcd", "adxbc", {}),
    # Two moved the same to one place; one of them removed what stands in front of it there.
    ("abcd bcda bca", "abcd abcd", "bcda", {}),
    ("abcd bca bcda", "abcd abcd", "bcda", {}),
    ("bca bcda", "abcd", "bcda", {}),
    ("bcda bca", "abcd", "bcda", {}),
    ("abcd cd cabd", "abcd abcd", "cabd", {}),
    ("abcd bcda bcad", "abcd abcd", "bcad", {"a": (1, 2)}),
    ("abcd dbc adbc", "abcd abcd", "adbc", {}),
    # Moved and added.
    ("abcx cab", "abc", "cxab", {}),
    ("abcx cabz", "abc", "cxabz", {}),
    ("abcy cabx abcy", "abc abc", "cyabx", {}),
    # No base: OURS stands, what is new goes behind what it follows.
    ("ab cb", "-", "cab", {}),
    ("ab cbd", "-", "cabd", {}),
    ("ab ba", "-", "ab", {}),
    ("ab bac bad", "- ab", "bacd", {}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "bases", "wanted", "torn"), ORDERS)
def test_the_order_of_one_parent(
    rows: str, bases: str, wanted: str, torn: dict[str, tuple[int, ...]], promise: Promise
) -> None:
    assert ordered(rows, bases) == (wanted, torn)
    promise("T12", "worked examples of the tables", 1, 1)


@pytest.mark.parametrize("row", ["".join(row) for row in itertools.permutations("abcd")])
def test_the_order_that_one_alone_made_is_taken(row: str, promise: Promise) -> None:
    assert ordered(f"abcd {row}", "abcd") == (row, {})
    assert ordered(f"{row} abcd", "abcd") == (row, {})
    assert ordered(f"abcdz x{row} abcdz", "abcd abcd")[0].replace("z", "") == f"x{row}"
    promise("T12", "orders that one side made", 1, 1)


@pytest.mark.parametrize("row", ["".join(row) for row in itertools.permutations("abcd")])
def test_the_order_that_two_made_alike_is_taken(row: str) -> None:
    assert ordered(f"abcd {row} x{row}", "abcd abcd") == (f"x{row}", {})
    assert ordered(f"abcd {row}z {row} x{row}", "abcd abcd abcd") == (f"x{row}z", {})


@pytest.mark.parametrize(
    ("rows", "undecided", "wanted", "torn"),
    [
        # The place of c is open in what OURS and the first other file share. They agree: only the second one moved it.
        ("abc abc cab", "c", "cab", {}),
        # They do not: both moved it.
        ("abc cab abc", "c", "abc", {"c": (0, 1)}),
        ("abc acb abc", "c", "abc", {"c": (0, 1)}),
    ],
)
def test_where_the_place_in_the_base_is_open_both_moved_what_they_have_at_different_places(
    rows: str, undecided: str, wanted: str, torn: dict[str, tuple[int, ...]]
) -> None:
    lists = [list(row) for row in rows.split()]
    order, found = merged_order(lists, [None, *["abc", "abc"]], set("abc"), str, {1: set(undecided)})
    assert ("".join(order), found) == (wanted, torn)


class _Counted(str):
    """An id that tells how often anybody looks for one."""

    __slots__ = ()
    looked_for = 0

    def __hash__(self) -> int:
        _Counted.looked_for += 1
        return super().__hash__()


def _looked_for(count: int) -> int:
    """How often ids are looked for where a colleague turned a list round, OURS moved one, and both added some."""
    base = [_Counted(f"n{number}") for number in range(count)]
    added = [_Counted(f"x{number}") for number in range(count)]
    rows = [[*base[1:], base[0], *added[::2]], [*base[::-1], *added]]
    kept = {*base, *added}
    _Counted.looked_for = 0
    merged_order(rows, [None, base], kept, str)
    return _Counted.looked_for


def test_a_list_ten_times_as_long_takes_ten_times_as_many_steps() -> None:
    assert _looked_for(400) < 11 * _looked_for(40)
