import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packing import DOCUMENT, HEADER, packed
from strategies import documents
from trust import Promise

from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Fields
from perfdesk.store import file
from perfdesk.store.atomic import WriteError
from perfdesk.store.file import ReadError
from perfdesk.store.format import document_bytes, revision_of
from perfdesk.store.parse import parse_document

FIXTURE = Path(__file__).parent / "fixtures" / "format-1.0.perfdesk"
SMALL = Document(
    "d",
    "hebei-book-2024",
    Fields({"department_name": "青禾县档案馆"}),
    (Project("p1", Fields({"name": "查档"}), (Indicator("i1", Fields({"target": "≥3人"})),)),),
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
UNKNOWN = st.dictionaries(st.text(min_size=1).map("x-".__add__), VALUES, max_size=3)
EXTRA = UNKNOWN.map(lambda members: json.dumps(members, ensure_ascii=False, sort_keys=True) if members else "")


@st.composite
def strange_documents(draw: st.DrawFn) -> Document:
    """Documents with fields and members that this version does not know."""
    one = draw(documents())
    projects = [
        replace(
            project,
            extra=draw(EXTRA),
            fields=Fields({**project.fields, **draw(st.dictionaries(st.text(), st.text(), max_size=2))}),
            indicators=tuple(replace(row, extra=draw(EXTRA)) for row in project.indicators),
        )
        for project in one.projects
    ]
    return replace(one.with_projects(projects), extra=draw(EXTRA))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "绩效 目标.perfdesk"


@given(strange_documents())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read(one: Document) -> None:
    assert parse_document(document_bytes(one), one.id) == one


@given(strange_documents())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_the_bytes_are_canonical_json(one: Document) -> None:
    content = document_bytes(one)
    assert content == document_bytes(parse_document(content, one.id))
    text = content.decode("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def test_the_order_of_filling_in_leaves_no_trace() -> None:
    one = SetFields({("d", "compiler"): "甲", ("d", "reviewer"): "乙"}).apply(SMALL)
    two = SetFields({("d", "reviewer"): "乙", ("d", "compiler"): "甲"}).apply(SMALL)
    assert document_bytes(one) == document_bytes(two)


def test_a_saved_document_is_opened_equal(path: Path) -> None:
    saved = file.save(path, SMALL, author="甲")
    opened = file.read(path)
    assert opened == saved
    assert (opened.document, opened.read_only, opened.notice) == (SMALL, False, "")


def test_the_same_content_is_the_same_revision(path: Path) -> None:
    first = file.save(path, SMALL, author="甲")
    before = path.read_bytes()
    again = file.save(path, file.read(path).document, file.read(path), author="乙")
    assert again.revision == first.revision
    assert path.read_bytes() == before


def test_a_change_is_a_revision_with_its_parent(path: Path) -> None:
    first = file.save(path, SMALL)
    changed = SetFields({("p1", "name"): "展览"}).apply(SMALL)
    second = file.save(path, changed, first, author="乙")
    header = file.read(path).baggage.header
    assert second.revision != first.revision
    assert (header.parents, header.author) == ([first.revision], "乙")
    back = file.save(path, SMALL, second)
    assert back.revision not in (first.revision, second.revision)


def test_two_people_s_equal_first_save_is_one_revision(tmp_path: Path) -> None:
    one = file.save(tmp_path / "1", SMALL, author="甲")
    two = file.save(tmp_path / "2", SMALL, author="乙")
    assert one.revision == two.revision


def test_another_document_starts_its_own_history(path: Path) -> None:
    first = file.save(path, SMALL)
    second = file.save(path, replace(SMALL, id="e"), first)
    assert second.baggage.header.parents == []


def test_the_file_tells_what_it_is(path: Path) -> None:
    file.save(path, SMALL)
    with zipfile.ZipFile(path) as archive:
        assert [(one.filename, one.date_time[0]) for one in archive.infolist()] == [
            ("mimetype", 1980),
            ("header.json", 1980),
            ("document.json", 1980),
            ("history/revisions.jsonl", 1980),
        ]
    assert path.read_bytes()[30:].startswith(b"mimetypeapplication/x-perfdesk")


def test_an_author_s_odd_characters_cannot_stop_saving(path: Path) -> None:
    file.save(path, SMALL, author="甲\udcff\0乙")
    assert file.read(path).baggage.header.author == "甲乙"


def test_unknown_members_of_file_header_and_nodes_are_carried_over(path: Path, promise: Promise) -> None:
    strange = json.loads(json.dumps(DOCUMENT))
    for node in (strange, strange["projects"][0], strange["projects"][0]["indicators"][0]):
        node["later"] = {"b": [1, None, "文"], "a": 1.5}
    strange["fields"]["later_field"] = "新字段"
    written = json.dumps(strange).encode("ascii")
    header = {**HEADER, "revision_id": revision_of(written, []), "format_version": "1.7", "later": ["x"]}
    path.write_bytes(packed(written, header, **{"history/r.json": b"\0\1"}))
    opened = file.read(path)
    assert (opened.read_only, opened.notice) == (False, "")
    file.save(path, SetFields({("i1", "target"): "≥400人"}).apply(opened.document), opened)
    with zipfile.ZipFile(path) as archive:
        after = json.loads(archive.read("document.json"))
        later = json.loads(archive.read("header.json"))
        assert archive.read("history/r.json") == b"\0\1"
    strange["projects"][0]["indicators"][0]["fields"]["target"] = "≥400人"
    assert after == strange
    assert (later["later"], later["format_version"], later["parents"]) == (["x"], "1.7", [header["revision_id"]])
    promise("T7", "newer minor version: what is not known is kept", 1, 1)


def test_a_newer_major_version_may_be_looked_at_only(path: Path, promise: Promise) -> None:
    path.write_bytes(packed(header={**HEADER, "format_version": "2.0"}))
    before = path.read_bytes()
    opened = file.read(path)
    assert opened.read_only
    assert "2.0" in opened.notice
    assert opened.document.projects[0].name == "查档服务"
    with pytest.raises(WriteError, match="只能查看"):
        file.save(path, SMALL, opened)
    assert path.read_bytes() == before
    promise("T7", "newer major version: only looked at, never overwritten", 1, 1)


def test_a_newer_major_version_that_cannot_be_understood_is_refused(path: Path, promise: Promise) -> None:
    path.write_bytes(packed({"pages": []}, {**HEADER, "format_version": "2.0"}))
    with pytest.raises(ReadError, match="升级"):
        file.read(path)
    promise("T7", "newer major version: only looked at, never overwritten", 1, 1)


def test_the_file_of_format_1_0_opens_for_ever(path: Path) -> None:
    opened = file.read(FIXTURE)
    assert not opened.read_only
    first, second = opened.document.projects
    assert opened.document.fields["department_name"] == "青禾县档案馆"
    assert (first.name, first.budget_total, len(first.indicators)) == ("查档服务", "12.80", 6)
    assert first.indicators[0].target == "≥300人次"
    assert second.fields["later_field"] == "这一版不认识的字段"
    assert json.loads(second.extra) == {"later": {"a": [1, "二"]}}
    assert dict(opened.baggage.members) == {"history/later.json": b"{}\n"}
    assert opened.revision == revision_of(document_bytes(opened.document), [])
    # Saved by today's program, it still says the same.
    assert file.read(_saved(path, opened)).document == opened.document


def _saved(path: Path, opened: file.Opened) -> Path:
    file.save(path, opened.document, opened)
    return path


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    cases = {"没有.perfdesk": "文件不存在", ".": "文件夹", "没有/没有": "文件不存在", "a\0b": "文件名"}
    for name, words in cases.items():
        with pytest.raises(ReadError, match=words):
            file.read(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="devices have other names there")
def test_a_device_is_not_read() -> None:
    with pytest.raises(ReadError, match="不是普通文件"):
        file.read(Path("/dev/zero"))


def test_a_file_that_may_not_be_read_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    file.save(path, SMALL)
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(ReadError, match="没有读取权限"):
        file.read(path)


def test_what_could_not_be_opened_again_is_not_saved(path: Path) -> None:
    file.save(path, SMALL)
    before = path.read_bytes()
    huge = SetFields({("d", "safeguards"): "," * 1_100_000}).apply(SMALL)
    with pytest.raises(WriteError, match="分成几个文件"):
        file.save(path, huge)
    assert path.read_bytes() == before
