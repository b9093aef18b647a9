"""Where each node stands, also after changes, when only what changed is worked out anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import outline
from strategies import documents, edits

from perfdesk.model import places
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import AddIndicator
from perfdesk.model.places import Places


@pytest.mark.parametrize(
    ("node", "place"),
    [("a", (0, None)), ("a1", (0, 0)), ("a2", (0, 1)), ("b", (1, None)), ("c", (2, None)), ("c1", (2, 0))],
)
def test_a_place_counts_from_nought(node: str, place: tuple[int, int | None]) -> None:
    places = outline("a(a1 a2) b c(c1)").places
    assert node in places
    assert places[node] == place


@pytest.mark.parametrize("node", ["", "d", "a3", "nowhere"])
def test_who_is_not_there_has_no_place(node: str) -> None:
    """The document itself is no node among its nodes."""
    places = outline("a(a1 a2) b").places
    assert node not in places
    assert places.get(node) is None
    with pytest.raises(KeyError):
        places[node]


def test_places_are_walked_as_printed_and_counted() -> None:
    places = outline("a(a1 a2) b c(c1)").places
    assert (" ".join(places), len(places)) == ("a a1 a2 b c c1", 6)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("a(a1) b", "a=x(a1=y) b", True),  # other texts
        ("", "", True),
        ("a(a1) b", "a b(a1)", False),
        ("a b", "b a", False),
        ("a(a1 a2)", "a(a2 a1)", False),
        ("a", "a b", False),
        ("a b", "a", False),
    ],
)
def test_versions_stand_alike_where_nobody_moved(one: str, other: str, alike: bool) -> None:
    assert outline(one).places.alike(outline(other).places) == alike


@given(st.data())
def test_the_places_of_the_next_version_are_those_worked_out_from_scratch(data: st.DataObject) -> None:
    """Whether somebody asked in between or not: a version may be several edits behind the last one asked."""
    document: Document = data.draw(documents())
    asked = document.places
    for _ in range(data.draw(st.integers(1, 4))):
        document = data.draw(edits(document)).apply(document)
    for made in (document.places, asked.following(document.projects)):
        assert dict(made) == dict(Places(document.projects))
        assert [*made] == [*Places(document.projects)]
        assert len(made) == len([*made])


def test_an_indicator_that_changes_hands_is_found_with_its_new_project() -> None:
    before, after = outline("a(a1 a2) b"), outline("a(a2) b(a1)")
    made = before.places.following(after.projects)
    assert (made["a1"], made["a2"]) == ((1, 0), (0, 0))
    assert len(made) == 4


def test_what_went_with_its_project_is_nowhere() -> None:
    made = outline("a(a1) b").places.following(outline("b").projects)
    assert "a1" not in made
    assert [*made] == ["b"]


class _Counted:
    """A project that counts how often its rows are asked for."""

    def __init__(self, node: str) -> None:
        self.id = node
        self.asked = 0

    @property
    def rows(self) -> list[Indicator]:
        self.asked += 1
        return [Indicator(f"{self.id}1")]


def test_the_places_of_the_next_version_cost_what_changed() -> None:
    old = [_Counted(str(at)) for at in range(5)]
    places = Places(old)
    other = _Counted("x")
    asked = [project.asked for project in old]
    places.following([*old[:2], other, *old[3:]])
    assert [project.asked - before for project, before in zip(old, asked, strict=True)] == [0, 0, 1, 0, 0]
    assert other.asked == 1


def test_edits_far_apart_do_not_make_a_node_that_comes_dear(monkeypatch: pytest.MonkeyPatch) -> None:
    """They moved nothing, so that only the project that the node comes into is looked at."""
    rows = [Project(f"p{at}", indicators=(Indicator(f"p{at}.1"),)) for at in range(300)]
    book = Document("d", "f", projects=tuple(rows))
    assert book.places["p7"] == (7, None)
    for at in (0, 150, 299):
        book = book.with_fields({(f"p{at}", "goal"): "x"})
    looked: list[int] = []
    held = places._held
    monkeypatch.setattr(places, "_held", lambda some: looked.append(len(some)) or held(some))
    after = AddIndicator("new", "p9").apply(book)
    assert after.places["new"] == (9, 1)
    assert max(looked) == 1
    again = AddIndicator("newer", "p299").apply(AddIndicator("new2", "p3").apply(after))
    assert (again.places["new2"], again.places["newer"]) == ((3, 1), (299, 1))
    assert list(again.places) == [node for one in again.projects for node in (one.id, *(r.id for r in one.rows))]
