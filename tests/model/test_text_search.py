"""Finding and replacing in a document: folding, whole characters, scope, order, one edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.text_search import LONGEST, Hit, Wanted, replacement, search
from tests.notation import document

BOOK = document(
    """
    department_name=青禾县水务局 | overall_goal=水务局牵头
    # 水务局运维费 | goal=县水务局完成
    - 数量 | 水务局巡检 | ≥４次
    # 库房租金 | purpose=付给水务局和ABC公司
    """
)


def places(hits: list[Hit]) -> list[tuple[str, str]]:
    return [(hit.node, hit.key) for hit in hits]


@pytest.mark.parametrize(
    ("wanted", "text", "spans"),
    [
        (Wanted("水务"), "县水务局和水务站", [(1, 3), (5, 7)]),
        (Wanted("aa"), "aaaaa", [(0, 2), (2, 4)]),
        (Wanted("abc"), "ＡＢＣ", [(0, 3)]),
        (Wanted("abc", case=True), "ABC abc", [(4, 7)]),
        (Wanted("ABC", width=True), "ＡＢＣabc", [(3, 6)]),
        (Wanted("4次"), "≥４次", [(1, 3)]),
        (Wanted("m2"), "9㎡", [(1, 2)]),
        (Wanted("m"), "9㎡", []),
        (Wanted("2"), "㎡2", [(1, 2)]),
        (Wanted("ss"), "Straße", [(4, 5)]),
        (Wanted("é"), "cafe\u0301", []),
        (Wanted(""), "甲", []),
        (Wanted("乙"), "甲", []),
        (Wanted("乙"), "", []),
    ],
)
def test_where_it_stands(wanted: Wanted, text: str, spans: list[tuple[int, int]]) -> None:
    assert wanted.spans(text) == spans


@given(
    st.text("aA１1㎡m2甲", max_size=12), st.text("aA１1㎡m2甲", min_size=1, max_size=3), st.booleans(), st.booleans()
)
def test_what_is_found_reads_the_same_and_is_in_order(text: str, needle: str, case: bool, width: bool) -> None:
    wanted = Wanted(needle, case, width)
    at = 0
    for first, last in wanted.spans(text):
        assert at <= first < last
        assert wanted.folded(text[first:last]) == wanted.folded(needle)
        at = last


@given(st.text("ab甲", max_size=12), st.text("ab甲", min_size=1, max_size=3), st.text("ab乙", max_size=3))
def test_with_exact_spelling_it_replaces_as_python_does(text: str, needle: str, by: str) -> None:
    spans = tuple(Wanted(needle, case=True, width=True).spans(text))
    assert Hit("", "", Owner.PROJECT, "", text, spans).replaced(by) == text.replace(needle, by)


def test_finds_in_the_order_of_the_document() -> None:
    assert places(list(search(BOOK, Wanted("水务局")))) == [
        ("d", "department_name"),
        ("d", "overall_goal"),
        ("p1", "name"),
        ("p1", "goal"),
        ("p1.1", "name"),
        ("p2", "purpose"),
    ]


@pytest.mark.parametrize(
    ("projects", "field", "found"),
    [
        ({"p2"}, None, [("p2", "purpose")]),
        ({""}, None, [("d", "department_name"), ("d", "overall_goal")]),
        (None, (Owner.PROJECT, "name"), [("p1", "name")]),
        (None, (Owner.INDICATOR, "name"), [("p1.1", "name")]),
        ({"p2"}, (Owner.PROJECT, "name"), []),
    ],
)
def test_scope(projects: set[str] | None, field: tuple[Owner, str] | None, found: list[tuple[str, str]]) -> None:
    assert places(list(search(BOOK, Wanted("水务局"), projects, field))) == found


def test_what_is_kept_beside_the_fields_is_left_alone() -> None:
    kept = {f"{prefix}.goal": "水务局" for prefix in ("answer", "question", "unread", "carried")}
    noted = BOOK.with_fields({("p2", key): text for key, text in kept.items()})
    assert len(list(search(noted, Wanted("水务局")))) == 6


def test_one_edit_replaces_all() -> None:
    edit = replacement(search(BOOK, Wanted("水务局")), "水利局")
    after: Document = edit.apply(BOOK)
    assert edit.label(BOOK) == "替换"
    assert list(search(after, Wanted("水务局"))) == []
    assert after.projects[0].fields["goal"] == "县水利局完成"
    assert after.projects[1].fields["purpose"] == "付给水利局和ABC公司"


def test_a_needle_without_end_is_cut() -> None:
    assert Wanted("长" * (LONGEST + 1)).spans("长" * LONGEST) == [(0, LONGEST)]
