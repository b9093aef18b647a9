"""What is looked at in a merge: only what differs. A hundred files of a thousand projects differ in a few."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from notation import document as written

from perfdesk.forms.loader import vocabulary_of
from perfdesk.merge.bases import Base, Bases
from perfdesk.merge.sides import Side
from perfdesk.merge.versions import Tree, Versions, alike
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import AddProject, Edit, Move, Remove, SetFields
from perfdesk.model.fields import Fields

BOOK = written("""
# 网站维护 | budget_total=5
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
# 库房租金 | budget_total=3
- 数量 | 面积 | 200平方米
# 宣传 | budget_total=1
- 数量 | 期数 | 12期
""")
KNOWN = vocabulary_of(BOOK)


def put(node: str, key: str, text: str) -> Edit:
    return SetFields({(node, key): text})


def versions(*edits: Edit | None, base: Document = BOOK) -> Versions:
    """Sides that are each an edit away from the book; every two of them come from the base."""
    made = [BOOK if edit is None else edit.apply(BOOK) for edit in edits]
    shared = Base(base)
    sides = [Side(name, replace(one, id=name)) for name, one in zip("我ABC", made, strict=False)]
    return Versions(sides, Bases(sides, lambda *_: shared))


def test_projects_that_all_have_alike_are_not_looked_at() -> None:
    known = versions(None, put("p2", "budget_total", "4"), AddProject("q", Fields({"name": "新"})))
    assert known.ids == ["p1", "p2", "p3", "q"]
    assert [*known.touched] == ["p2", "q"]
    assert known.touched["q"] == [None, None, known.maps[2]["q"]]
    assert [[*tree.projects] for tree in known.trees] == [["p2"], ["p2"], ["p2", "q"]]
    assert [*known.old[0].projects] == ["p2"]
    assert [[*one] for one in known.maps] == [["p1", "p2", "p3"], ["p1", "p2", "p3"], ["p1", "p2", "p3", "q"]]


@pytest.mark.parametrize("remover", [0, 1, 2])
def test_a_project_that_a_side_does_not_have_is_looked_at(remover: int) -> None:
    edits = [Remove(frozenset({"p1"})) if side == remover else None for side in range(3)]
    known = versions(*edits)
    assert {node: [one is not None for one in found] for node, found in known.touched.items()} == {
        "p1": [side != remover for side in range(3)]
    }
    assert known.same["p1"] == {}


def test_of_a_project_that_is_equal_and_another_object_no_indicator_is_looked_at() -> None:
    """Each file is read for itself."""
    rows = [replace(row, fields=Fields(dict(row.fields))) for row in BOOK.projects[0].indicators]
    again = replace(BOOK.projects[0], indicators=tuple(rows))
    copied = BOOK.with_projects([again, *BOOK.projects[1:]])
    sides = [Side("我", BOOK), Side("A", copied)]
    known = Versions(sides, Bases(sides, lambda *_: Base(copied)))
    assert [*known.touched] == ["p1"]
    assert [*known.same["p1"]] == ["p1.1", "p1.2"]
    assert [(tree.rows, tree.homes) for tree in known.trees] == [({}, {}), ({}, {})]


def test_indicators_that_all_have_alike_in_one_project_are_not_looked_at() -> None:
    def same(*edits: Edit | None) -> dict[str, list[str]]:
        return {node: [*rows] for node, rows in versions(*edits).same.items()}

    known = versions(None, put("p1.1", "target", "6次"), put("p2.1", "target", "9平方米"))
    assert {node: [*rows] for node, rows in known.same.items()} == {"p1": ["p1.2"], "p2": []}
    assert known.same["p1"]["p1.2"] is BOOK.projects[0].indicators[1]
    assert [tree.homes for tree in known.trees] == [{"p1.1": "p1", "p2.1": "p2"}] * 3
    assert same(None, Move(("p1.2",), "p2")) == {"p1": ["p1.1"], "p2": ["p2.1"]}, "moved is not alike"
    assert same(None, Remove(frozenset({"p1.2"}))) == same(Remove(frozenset({"p1.2"})), None) == {"p1": ["p1.1"]}


def test_a_project_that_stands_alike_on_all_sides_is_looked_at_where_its_base_differs() -> None:
    """It may have lost a row to another project; what the base has like all is left out."""
    known = versions(None, put("p2", "budget_total", "4"), base=put("p3.1", "target", "6期").apply(BOOK))
    assert [*known.old[0].projects] == ["p2", "p3"]
    gone = versions(None, None, base=AddProject("q", Fields()).apply(BOOK))
    assert [*gone.old[0].projects] == ["q"]


def test_a_name_is_that_of_the_first_side_that_has_the_project() -> None:
    known = versions(Remove(frozenset({"p1"})), put("p1", "name", "网站运维"), None)
    assert [known.name(node) for node in ("p1", "p2", "nobody")] == ["网站运维", "库房租金", ""]


def whole() -> list[tuple[Project, Sequence[Indicator]]]:
    return [(project, project.indicators) for project in BOOK.projects]


def test_a_tree_tells_nodes_and_rows_of_what_it_has() -> None:
    tree = Tree(BOOK, whole())
    assert tree.at("") is BOOK
    assert tree.at("p1.1") is tree.find("p1.1") is BOOK.projects[0].indicators[0]
    assert (tree.at("nobody"), tree.find("nobody"), tree.indicators_of("nobody")) == (None, None, ())
    assert [row.id for row in tree.indicators_of("p1")] == ["p1.1", "p1.2"]


def test_what_is_open_in_a_base_is_known_by_place_and_by_node() -> None:
    known = Tree(BOOK, whole(), {("p1.1", "target"), ("", "goal")})
    assert [known.is_open(*place) for place in (("p1.1", "target"), ("p1.1", "name"), ("", "goal"))] == [
        True, False, True,
    ]  # fmt: skip
    assert [known.is_node_open(node) for node in ("p1.1", "p1", "p1.2", "p2")] == [True, True, False, False]
    unknown = Tree(BOOK, whole(), None)
    assert unknown.is_open("p2", "goal")
    assert unknown.is_node_open("p2")


@pytest.mark.parametrize(
    ("edit", "same"),
    [
        (put("p1", "budget_total", "5.00"), True),
        (put("p1", "budget_total", "5.01"), False),
        (put("p1", "goal", "保障"), False),
        (put("p1.2", "target", "1 个"), True),
        (put("p1.2", "target", "2个"), False),
        (Remove(frozenset({"p1.2"})), False),
        (Move(("p1.2",), "p1", "p1.1"), False),
        (Move(("p2.1",), "p1"), False),
        (put("p2", "budget_total", "9"), True),
    ],
)
def test_two_versions_of_a_project_are_alike_if_they_mean_the_same(edit: Edit, same: bool) -> None:
    now = edit.apply(BOOK).projects[0]
    assert alike(KNOWN, BOOK.projects[0], now) is same
    assert alike(KNOWN, now, BOOK.projects[0]) is same


def test_what_a_newer_program_wrote_is_a_difference() -> None:
    row = BOOK.projects[0].indicators[0]
    assert alike(KNOWN, row, replace(row, extra="")) is True
    assert alike(KNOWN, row, replace(row, extra='{"a":1}')) is False
