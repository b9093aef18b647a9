"""Nodes by id, extracts, and texts that are set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import document
from outlines import outline
from strategies import TEXTS, documents

from perfdesk.model.document import Document, derived_id
from perfdesk.model.fields import Owner, clean

BOOK = document("# 甲\n# 乙\n# 丙\n# 丁")


def test_projects_of_an_extract_keep_their_numbers() -> None:
    some = BOOK.extract({"p4", "p2"})
    assert [project.name for project in some.projects] == ["乙", "丁"]
    assert [some.number(0), some.number(1)] == [2, 4]
    assert BOOK.number(1) == 2


def test_an_extract_of_an_extract_keeps_them_too() -> None:
    assert BOOK.extract({"p4", "p2"}).extract({"p4"}).number(0) == 4


def test_other_projects_are_numbered_anew() -> None:
    some = BOOK.extract({"p4"})
    assert [some.with_projects(BOOK.projects).number(at) for at in range(4)] == [1, 2, 3, 4]


def test_every_kind_of_node_is_known_by_its_id() -> None:
    book = outline("a(a1 a2) b")
    owners = {node: book.owner_of(node) for node in ("d", "a", "a2", "b", "nowhere", "")}
    assert owners == {
        "d": Owner.DOCUMENT, "a": Owner.PROJECT, "a2": Owner.INDICATOR, "b": Owner.PROJECT, "nowhere": None, "": None,
    }  # fmt: skip


def test_an_indicator_leads_to_its_project_and_nobody_else_to_an_indicator() -> None:
    book = outline("a(a1 a2) b")
    assert book.project("a2") is book.project("a") is book.projects[0]
    assert book.indicator("a2") is book.projects[0].indicators[1]
    assert [book.indicator(node) for node in ("a", "d", "nowhere")] == [None] * 3
    assert [book.project(node) for node in ("d", "nowhere")] == [None] * 2


def test_fields_are_those_of_the_node_that_is_asked_for() -> None:
    book = outline("a=网站(a1=次数) b")
    assert [book.fields_of(node)["name"] for node in ("a", "a1", "b", "nowhere")] == ["网站", "次数", "b", ""]
    assert book.fields_of("d")["department_name"] == "青禾县档案馆"


@pytest.mark.parametrize(
    ("wanted", "kept", "numbers"),
    [("a b c", "a b c", (1, 2, 3)), ("c a", "a c", (1, 3)), ("b", "b", (2,)), ("x", "", ()), ("", "", ())],
)
def test_an_extract_keeps_the_numbers_of_the_whole(wanted: str, kept: str, numbers: tuple[int, ...]) -> None:
    made = outline("a(a1) b c").extract(wanted.split())
    assert " ".join(project.id for project in made.projects) == kept
    assert tuple(made.number(at) for at in range(len(made.projects))) == numbers


def test_ids_of_imported_nodes_are_the_same_on_every_machine() -> None:
    """Two people who import the same Word file get the same ids; these must never change."""
    assert derived_id("13", "网站") == "9a7cd5d3-d087-5b1b-9fac-76c2146184c4"
    made = {derived_id("1", "23"), derived_id("12", "3"), derived_id("123"), derived_id("1", "2", "3")}
    assert len(made) == 4


@given(documents(), st.data())
def test_texts_set_together_are_those_set_one_by_one(book: Document, data: st.DataObject) -> None:
    nodes = st.sampled_from([book.id, "nowhere", *book.places])
    texts = data.draw(st.dictionaries(st.tuples(nodes, st.sampled_from(["name", "goal", "target"])), TEXTS))
    one_by_one = book
    for place, text in texts.items():
        one_by_one = one_by_one.with_fields({place: text})
    together = book.with_fields(texts)
    assert together == one_by_one
    assert (together is book) == (together == book)
    for (node, key), text in texts.items():
        assert together.fields_of(node)[key] == (clean(text) if node != "nowhere" else "")


def test_a_text_that_is_set_leaves_everybody_else_the_same_object() -> None:
    book = outline("a(a1 a2) b(b1)")
    made = book.with_fields({("a2", "target"): "5人", ("a", "goal"): "建成"})
    assert made.projects[1] is book.projects[1]
    assert made.projects[0].indicators[0] is book.projects[0].indicators[0]
    assert made.fields is book.fields
    assert made.places is book.places
