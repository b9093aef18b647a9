"""Records in files and histories, also in those of programs that do not know them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import outline
from strategies import documents, edits

from perfdesk.model.delta import Delta, applied, delta
from perfdesk.model.document import Document
from perfdesk.store import parse
from perfdesk.store.delta_json import DeltaShape, delta_members, delta_of
from perfdesk.store.format import Damage, document_bytes
from perfdesk.store.parse import parse_document

BOOK = outline("a(a1 tasks:t1=修缮 tasks:t2 sites:s1) b(goals:g1)")


def _read(document: Document) -> Document:
    return parse_document(document_bytes(document), document.id)


def _as_older(document: Document) -> Document:
    """The document as a program has it that does not know records."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "RECORDS", ())
        return _read(document)


def _sent(one: Delta, *, to_older: bool = False) -> Delta:
    """The delta after it was written to a file and read again."""
    text = json.dumps(delta_members(one))
    with pytest.MonkeyPatch.context() as patch:
        if to_older:
            patch.setattr(parse, "RECORDS", ())
        return delta_of(DeltaShape.model_validate_json(text))


def test_a_project_has_a_member_for_each_kind_of_record_that_it_has() -> None:
    shape = json.loads(document_bytes(BOOK))
    assert [sorted(project) for project in shape["projects"]] == [
        ["fields", "id", "indicators", "sites", "tasks"],
        ["fields", "goals", "id", "indicators"],
    ]
    assert shape["projects"][0]["tasks"][0] == {"fields": {"item": "修缮"}, "id": "t1"}
    assert _read(BOOK) == BOOK


def test_a_project_without_records_has_no_member_for_them() -> None:
    shape = json.loads(document_bytes(outline("a(a1) b")))
    assert {key for project in shape["projects"] for key in project} == {"id", "fields", "indicators"}


@given(documents())
def test_a_program_that_does_not_know_records_keeps_them_and_writes_the_same_bytes(document: Document) -> None:
    older = _as_older(document)
    assert not any(project.records for project in older.projects)
    assert document_bytes(older) == document_bytes(document)


@given(st.data())
def test_the_history_of_either_program_is_right_for_the_other(data: st.DataObject) -> None:
    one = data.draw(documents())
    other = data.draw(edits(one)).apply(one)
    assert applied(one, _sent(delta(one, other))) == other
    assert document_bytes(applied(_as_older(one), _sent(delta(one, other), to_older=True))) == document_bytes(other)
    assert applied(one, _sent(delta(_as_older(one), _as_older(other)))) == other


def test_members_that_nobody_knows_stay_beside_the_records() -> None:
    content = document_bytes(BOOK).replace(b'"sites": [', b'"milestones": [{"id": "m"}],\n   "sites": [')
    document = parse_document(content, "d")
    assert json.loads(document.projects[0].extra) == {"milestones": [{"id": "m"}]}
    assert [row.id for row in document.projects[0].records] == ["t1", "t2", "s1"]
    assert _read(document) == document
    without = BOOK.with_projects([document.projects[0].with_rows([]), BOOK.projects[1]])
    assert applied(document, _sent(delta(document, without))) == without
    assert applied(without, _sent(delta(without, document))) == document


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"id": "t2"', b'"id": "t1"', "有两处内容用了同一个 id"),
        (b'"id": "t2"', b'"id": "a1"', "有两处内容用了同一个 id"),
        (b'"id": "t2"', b'"id": ""', "第 1 个项目的 tasks 第 2 条的 id 应当是文字"),
        (b'"item": "t2"', b'"item": 2', "第 1 个项目的 tasks 第 2 条的 item 应当是文字"),
    ],
)
def test_damage_in_records_is_named(old: bytes, new: bytes, said: str) -> None:
    content = document_bytes(BOOK)
    assert old in content
    with pytest.raises(Damage, match=said):
        parse_document(content.replace(old, new), "d")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "历史里的项目"),
        ("[]", "历史里的项目应当是一组字段"),
        ('{"tasks": 1}', "历史里的项目的 tasks 应当是列表"),
        ('{"tasks": [1]}', "历史里的项目的 tasks 第 1 条应当是一组字段"),
        ("[" * 100_000, "嵌套太深"),
    ],
)
def test_damage_in_the_records_of_a_history_is_named(text: str, said: str) -> None:
    with pytest.raises(Damage, match=said):
        delta_of(DeltaShape(extras=(("a", text),)))
