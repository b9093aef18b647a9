"""What the process that reads files answers, asked here: tests of the process itself judge it from outside."""

import io
import json
import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import docx
import pytest
from foreign_annex import NATION
from notation import document as written
from packing import made_newer

from perfdesk import paths
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.paper.pdf import write_pdf
from perfdesk.store import file
from perfdesk.store.attachment import attachment
from perfdesk.store.format import document_bytes
from perfdesk.work import reader_child

EXAMPLE = next(iter(sorted((paths.resources() / "examples").glob("hebei*.txt"))))
BOOK = written("fiscal_year=2031 | department_name=青禾县档案馆\n# 网站维护费 | code=QH01\n- 数量 | 网站数量 | 1个")


# Stands for the forms that the child is given: reading here knows them already.
FORMS = {"hebei-book-2024": "a form\nof two lines"}
Answers = list[tuple[dict[str, Any], bytes]]


def asked(monkeypatch: pytest.MonkeyPatch, *questions: tuple[object, str]) -> Answers:
    """What is answered to a path and the id of a form each, taken apart as the parent does."""
    given = pickle.dumps(FORMS)
    lines = (json.dumps({"path": str(path), "form": form_id}).encode("ascii") + b"\n" for path, form_id in questions)
    said, told = io.BytesIO(b"%d\n%s" % (len(given), given) + b"".join(lines)), io.BytesIO()
    limits: list[float] = []
    forms: list[object] = []
    with monkeypatch.context() as patch:
        patch.setattr(reader_child, "limit_this_process", limits.append)
        patch.setattr(reader_child, "use", forms.append)
        patch.setattr(sys, "stdin", io.TextIOWrapper(said))
        patch.setattr(sys, "stdout", io.TextIOWrapper(told))
        assert reader_child.serve() == 0
        answers = list(taken_apart(io.BytesIO(told.getvalue())))
    assert (limits, forms) == ([120.0], [FORMS]), "both are set once, before the first file"
    return answers


def taken_apart(told: BinaryIO) -> Iterator[tuple[dict[str, Any], bytes]]:
    while sizes := told.readline():
        head, body = map(int, sizes.split())
        yield json.loads(told.read(head).decode("ascii")), told.read(body)


def test_who_is_told_nothing_answers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent ended before it said anything."""
    monkeypatch.setattr(reader_child, "limit_this_process", lambda _: None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    assert reader_child.serve() == 0


def test_an_answer_is_what_was_read_and_how_it_was_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_source(EXAMPLE)
    ((head, body),) = asked(monkeypatch, (EXAMPLE, ""))
    assert body == document_bytes(read.document)
    assert (head["id"], head["header"]) == (read.document.id, "")
    for kind in ("recognised", "guessed", "left_out"):
        assert head[kind] == [[note.place, note.text] for note in getattr(read, kind)]
    assert head["recognised"]
    assert head.keys() == {"id", "header", "origin", "files", "recognised", "guessed", "left_out"}


def test_files_are_answered_one_after_the_other_whatever_one_of_them_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"PK")
    first, failed, last = asked(monkeypatch, (EXAMPLE, ""), (bad, ""), (EXAMPLE, ""))
    assert first == last
    assert failed[1] == b""
    assert failed[0].keys() == {"failure", "insist", "unknown"}
    assert "坏.docx" in failed[0]["failure"]
    assert failed[0]["insist"] == ""
    assert asked(monkeypatch) == []


def test_of_a_file_whose_form_nobody_knows_a_second_look_says_why_it_never_will_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = docx.Document()
    for _ in range(3):
        word.add_paragraph("项目名称\t修桥\t主管部门\t交通局")
    word.save(str(tmp_path / "表.docx"))
    ((failed, _),) = asked(monkeypatch, (tmp_path / "表.docx", ""))
    assert (failed["insist"], failed["unknown"]) == ("", False)
    assert "文本转换成表格" in failed["failure"]


def test_a_table_of_an_unknown_form_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = docx.Document()
    word.add_table(2, 2).cell(0, 0).text = "项目名称"
    word.save(str(tmp_path / "表.docx"))
    ((failed, _),) = asked(monkeypatch, (tmp_path / "表.docx", ""))
    assert failed["unknown"] is True


def test_a_form_is_insisted_on_or_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "申报表.txt"
    source.write_text(NATION, encoding="utf-8")
    (refused, _), (head, body) = asked(monkeypatch, (source, ""), (source, "ningxia-annex2-2024"))
    assert refused["insist"] == "ningxia-annex2-2024"
    assert "failure" not in head
    assert json.loads(body)["form"] == "ningxia-annex2-2024"


def test_a_file_that_fills_the_memory_is_said_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = reader_child.read_source

    def full(path: Path, wanted: object) -> object:
        if path.name == "大.txt":
            raise MemoryError
        return plain(path, None)

    monkeypatch.setattr(reader_child, "read_source", full)
    full_one, whole = asked(monkeypatch, ("大.txt", ""), (EXAMPLE, ""))
    assert full_one == ({"full": True}, b"")
    assert len(whole[1]) > 1000


def test_a_place_that_no_file_can_hold_is_told_all_the_same() -> None:
    """A lone surrogate stands for a byte of a file name."""
    stream = io.BytesIO()
    reader_child._tell(stream, {"place": "a\udcff"}, b"body")
    assert list(taken_apart(io.BytesIO(stream.getvalue()))) == [({"place": "a\udcff"}, b"body")]


# --- PDF ---------------------------------------------------------------------------------------------------------


def pdf(path: Path, document: Document, source: tuple[str, bytes] | None) -> Path:
    with path.open("wb") as stream:
        write_pdf(form(document.form), document, stream, source)
    return path


@pytest.mark.usefixtures("qapp")
def test_a_pdf_gives_back_the_document_it_carries_as_the_same_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = file.save(tmp_path / "书.perfdesk", BOOK, author="张三")
    carried = attachment(BOOK, saved)
    path = pdf(tmp_path / "书.PDF", BOOK, ("青禾.perfdesk", carried))
    ((head, body),) = asked(monkeypatch, (path, ""))
    assert (head["id"], body) == (BOOK.id, document_bytes(BOOK))
    assert json.loads(head["header"])["revision_id"] == saved.revision
    assert head["recognised"] == [["", "PDF 附有原来的文件“青禾.perfdesk”，内容原样取出，不是从页面上认出来的"]]
    assert (head["guessed"], head["left_out"]) == ([], [])
    ((same, _),) = asked(monkeypatch, (path, "hebei-book-2024"))
    assert same == head


@pytest.mark.usefixtures("qapp")
def test_a_pdf_of_another_form_than_the_one_that_is_wanted_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pdf(tmp_path / "书.pdf", BOOK, ("青禾.perfdesk", attachment(BOOK)))
    ((head, body),) = asked(monkeypatch, (path, "ningxia-annex2-2024"))
    assert (body, head["insist"]) == (b"", "")
    assert head["failure"] == f"{path} 是“部门预算绩效文本”，不是指定的“部门项目支出预算绩效目标表”，没有装入。"


@pytest.mark.usefixtures("qapp")
def test_a_damaged_or_newer_document_in_a_pdf_is_refused_with_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "新.perfdesk"
    file.save(newer, replace(BOOK, id="n"))
    made_newer(newer)
    for content, why in ((b"no zip", "打不开"), (newer.read_bytes(), "由更新版本的程序保存，请升级程序")):
        path = pdf(tmp_path / "书.pdf", BOOK, ("青禾.perfdesk", content))
        ((head, body),) = asked(monkeypatch, (path, ""))
        assert body == b""
        assert head["failure"].startswith(f"{path} 附的 perfdesk 文件打不开：")
        assert why in head["failure"]
        assert head["failure"].endswith("，没有装入。")
