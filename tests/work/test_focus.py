"""What is looked at after a change: what changed first, or what stands where a removed node stood."""

import pytest
from notation import document as written

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import Edit, Move, Remove, SetFields
from perfdesk.model.history import History, Step
from perfdesk.work.focus import changed_place, first_place, nearest

BOOK = """# 甲
- 数量 | 一 | 1个
- 数量 | 二 | 1个
- 数量 | 三 | 1个
# 乙
- 数量 | 四 | 1个
# 丙"""


@pytest.fixture
def book() -> Document:
    return written(BOOK)


def step_of(book: Document, edit: Edit) -> Step:
    step = History(book).run(edit)
    assert step is not None
    return step


@pytest.mark.parametrize(
    ("removed", "gone", "left"),
    [
        (("p1.2",), "p1.2", "p1.3"),
        (("p1.3",), "p1.3", "p1.2"),
        (("p1.2", "p1.3"), "p1.3", "p1.1"),
        (("p2.1",), "p2.1", "p2"),
        (("p1",), "p1", "p2"),
        (("p3",), "p3", "p2"),
        (("p2", "p3"), "p2", "p1"),
        (("p2",), "p2.1", "p3"),
        (("p1", "p2", "p3"), "p2", "d"),
        (("p1", "p2", "p3"), "p1.2", "d"),
    ],
)
def test_a_sibling_takes_the_place_of_a_removed_node_or_else_what_held_it(
    book: Document, removed: tuple[str, ...], gone: str, left: str
) -> None:
    assert nearest(step_of(book, Remove(frozenset(removed))), gone) == left


def test_what_was_not_there_before_has_the_document_in_its_place(book: Document) -> None:
    assert nearest(step_of(book, Remove(frozenset({"p1"}))), "nobody") == "d"


def test_the_field_that_changed_is_looked_at(book: Document) -> None:
    assert changed_place(step_of(book, SetFields({("p1.2", "target"): "2个"})), "p3") == ("p1.2", "target")
    assert changed_place(step_of(book, SetFields({("p2", "goal"): "好"})), "p3") == ("p2", "goal")
    assert changed_place(step_of(book, SetFields({("d", "fiscal_year"): "2024"})), "p3") == ("d", "fiscal_year")


def test_a_removed_indicator_leaves_its_project_to_look_at(book: Document) -> None:
    step = step_of(book, Remove(frozenset({"p1.2"})))
    assert changed_place(step, "p3") == ("p1", "")
    assert changed_place(step, "p1.1") is None, "the project is looked at already"


def test_a_removed_project_leaves_nothing_to_look_at(book: Document) -> None:
    assert changed_place(step_of(book, Remove(frozenset({"p3"}))), "p1") is None


def test_a_moved_project_is_looked_at(book: Document) -> None:
    place = changed_place(step_of(book, Move(("p3",), None, "p1")), "p1")
    assert place is not None
    assert place[0] == "p3"


def test_versions_that_are_equal_change_nothing_to_look_at(book: Document) -> None:
    assert changed_place(Step("", book, book), "p1") is None


@pytest.mark.parametrize(
    ("form_id", "text", "place"),
    [
        ("hebei-book-2024", "fiscal_year=2031\n#", ("d", "department_name")),
        ("hebei-book-2024", "fiscal_year=2031 | department_name=档案馆\n#", ("d", "department_name")),
        # The ministry's forms of projects print of the document nothing but the year.
        ("mof-88-project", "fiscal_year=2031\n#", ("p1", "name")),
        ("mof-88-project", "fiscal_year=2031\n# 清淤\n#", ("p1", "supervisor")),
        ("mof-88-project", "# 清淤", ("d", "fiscal_year")),
        ("mof-88-project", "fiscal_year=2031", ("d", "")),
        ("mof-88-department", "fiscal_year=2031\n#", ("d", "department_name")),
    ],
)
def test_where_a_new_document_begins(form_id: str, text: str, place: tuple[str, str]) -> None:
    assert first_place(written(text, form_id), form(form_id)) == place
