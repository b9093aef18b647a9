from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document as written
from strategies import documents, edits

from perfdesk.forms.definition import Projects
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.model.edits import Duplicate, Remove, SetFields
from perfdesk.paper import pager as room
from perfdesk.paper.pager import Pager
from perfdesk.paper.pages import anchors, pages


def _whole(document: Document) -> list[tuple[int | None, int, list[str]]]:
    return [(page.number, len(page.pieces), page.anchors) for page in pages(form(document.form), document)]


def _pieced_together(pager: Pager, document: Document) -> list[tuple[int | None, int, list[str]]]:
    made = list(pager.front_pages(document))
    for number in range(1, len(document.projects) + 1):
        made += pager.project_pages(document, number)
    return [(page.number, len(page.pieces), page.anchors) for page in made]


def _assert_same(pager: Pager, document: Document) -> None:
    assert pager.anchors(document) == anchors(form(document.form), document)
    if document.projects:  # without any, the part's titles have a page that belongs to no project
        assert _pieced_together(pager, document) == _whole(document)
        assert pager.last_number(document) == _whole(document)[-1][0]


def test_a_real_book_has_its_printed_numbers(lulong: Path) -> None:
    document = read_source(lulong).document
    pager = Pager(form(document.form))
    _assert_same(pager, document)
    assert [page.number for page in pager.project_pages(document, 6)] == [11, 12]
    assert pager.last_number(document) == 19


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_after_any_edit_pages_are_those_of_a_fresh_count(data: st.DataObject) -> None:
    form_id = data.draw(st.sampled_from(["hebei-book-2024", "ningxia-annex2-2024"]))
    document = data.draw(documents(form_id, projects=4))
    pager = Pager(form(form_id))
    for _ in range(3):
        _assert_same(pager, document)
        edited = data.draw(edits(document)).apply(document)
        if edited.form == document.form:  # a pager is for one form
            document = edited
    _assert_same(pager, document)


def test_an_edit_counts_one_project_again(lulong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_source(lulong).document
    pager = Pager(form(document.form))
    pager.last_number(document)
    counted = []
    original = room.project_flows
    monkeypatch.setattr(room, "project_flows", lambda f, d, number: counted.append(number) or original(f, d, number))
    changed = SetFields({(document.projects[7].id, "goal"): "改了"}).apply(document)
    assert pager.last_number(changed) == 19
    assert pager.anchors(changed) == anchors(form(document.form), changed)
    # The pages of the first one are always laid out, to see which places are on them.
    assert counted == [8, 1]


def test_where_numbers_go_on_a_longer_front_moves_the_projects() -> None:
    layout = form("hebei-book-2024")
    parts = tuple(replace(part, restart=False) if isinstance(part, Projects) else part for part in layout.parts)
    layout = replace(layout, parts=parts)
    document = written("overall_goal=旧\n# 网站维护\n# 租金")
    pager = Pager(layout)
    for text in ("旧", "目标" * 2000, "短", ""):
        document = SetFields({("d", "overall_goal"): text}).apply(document)
        assert pager.anchors(document) == anchors(layout, document)
        assert [page.number for page in pager.project_pages(document, 2)] == [anchors(layout, document)["_Tocp000002"]]
        assert pager.last_number(document) == list(pages(layout, document))[-1].number


def test_a_text_of_the_document_that_stands_with_each_project_counts_all_again() -> None:
    layout = form("ningxia-annex2-2024")
    document = written("fiscal_year=2031\n# 网站维护\n# 租金", layout.id)
    pager = Pager(layout)
    for year in ("2031", "2031" * 300, "2032"):
        document = SetFields({("d", "fiscal_year"): year}).apply(document)
        assert pager.anchors(document) == anchors(layout, document)
        assert pager.last_number(document) == list(pages(layout, document))[-1].number


def test_counting_goes_on_in_steps_until_all_is_counted() -> None:
    document = written("# 网站维护\n# 租金\n# 宣传")
    pager = Pager(form("hebei-book-2024"))
    assert [pager.advance(document, 2), pager.advance(document, 2), pager.advance(document, 0)] == [False, True, True]
    assert pager.advance(written("# 网站维护"), 0) is False
    assert Pager(form("hebei-book-2024")).advance(document, 3) is True


FRONT = """
department_name=青禾县档案馆 | overall_goal=旧
# 网站维护费
- 数量 | 维护次数 | ≥4次
# 库房租金
"""


def shown(pager: Pager, document: Document) -> tuple[list[list[str]], dict[str, int]]:
    """The lines of the front, and the numbers beside its contents."""
    made, numbers = pager.front(document)
    lines = [[line for piece in page.pieces for line in getattr(piece, "lines", ())] for page in made]
    return lines, numbers


@pytest.mark.parametrize(
    ("node", "key", "text", "kept"),
    [
        ("p1.1", "target", "≥5次", True),
        ("p2", "goal", "房租按时支付。", True),
        ("p2", "name", "库房租赁费", False),  # stands in the contents
        ("d", "department_name", "青禾县方志办", False),  # stands on the cover
        ("d", "overall_goal", "目标" * 4000, False),  # moves what follows
        ("p1", "goal", "目标" * 4000, False),  # moves the next project
    ],
)
def test_the_front_is_made_again_where_an_edit_touches_what_it_shows(
    node: str, key: str, text: str, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written(FRONT)
    after = SetFields({(node, key): text}).apply(before)
    pager, fresh = Pager(form(before.form)), Pager(form(before.form))
    pager.front(before)
    pager.last_number(after)
    pages = pager.front(before)[0]
    assert (pager.front(after)[0] is pages) == kept
    assert shown(pager, after) == shown(fresh, after)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_after_any_edit_the_front_is_the_one_of_a_fresh_count(data: st.DataObject) -> None:
    document = data.draw(documents("hebei-book-2024", projects=4))
    pager = Pager(form("hebei-book-2024"))
    for _ in range(4):
        pager.last_number(document)
        assert shown(pager, document) == shown(Pager(form("hebei-book-2024")), document)
        edited = data.draw(edits(document)).apply(document)
        if edited.form == document.form:
            document = edited


@pytest.mark.parametrize("count", [1, 8, 9, 10, 97, 98, 99])
def test_a_project_that_comes_or_goes_is_counted_alone_but_for_those_with_wider_numbers(count: int) -> None:
    """Its number may be one digit longer or shorter for the last that moved."""
    document = written("\n".join(f"# 项目{at}" for at in range(count)))
    pager = Pager(form(document.form))
    for edit in (Duplicate((("p1", "copy"),)), Remove(frozenset({"p1"})), Remove(frozenset({"copy"}))):
        pager.last_number(document)
        document = edit.apply(document)
        assert pager.advance(document, 4)
        fresh = Pager(form(document.form))
        assert fresh.last_number(document) == pager.last_number(document)
        assert pager._pages == fresh._pages
        assert [pager._counted[one.id].digits for one in document.projects] == [
            room._digits(at + 1) for at in range(len(document.projects))
        ]
