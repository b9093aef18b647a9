"""What a document and a list are written as: by the ending of the file, with or without the document inside."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from notation import document as written
from pypdf import PdfReader

from perfdesk.exporters.lists import ListTable
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.store import file
from perfdesk.store.attachment import attached
from perfdesk.work.exports import EXPORTS, LIST_EXPORTS, Export, ExportSource, export_for

BOOK = written("""
department_name=青禾县档案馆 | fiscal_year=2031
# 网站维护费 | code=QH01 | budget_total=22.20
- 数量 | 维护次数 | ≥4次
# 库房租金 | budget_total=5
""")


def made(export: Export, source: ExportSource) -> io.BytesIO:
    stream = io.BytesIO()
    export.write(source, stream)
    stream.seek(0)
    return stream


def word_text(stream: io.BytesIO) -> str:
    return "".join(docx.Document(stream).element.itertext())


def excel_text(stream: io.BytesIO) -> str:
    book = openpyxl.load_workbook(stream)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize(
    ("suffix", "bare", "key"),
    [
        (".docx", False, "word"),
        (".xlsx", False, "excel"),
        (".pdf", False, "pdf"),
        (".pdf", True, "bare-pdf"),
        (".PDF", True, "bare-pdf"),
        (".docx", True, "bare-word"),
        (".xlsx", True, "bare-excel"),
        (".DocX", True, "bare-word"),
        (".doc", False, None),
        ("", False, None),
    ],
)
def test_the_ending_says_what_is_written(suffix: str, bare: bool, key: str | None) -> None:
    assert export_for(suffix, bare=bare) is (EXPORTS[key] if key else None)


def test_a_kind_of_file_names_its_own_ending() -> None:
    for export in (*EXPORTS.values(), *LIST_EXPORTS.values()):
        assert export.kind.endswith(f"(*{export.suffix})")


@pytest.mark.parametrize(("key", "text_of"), [("word", word_text), ("excel", excel_text)])
def test_word_and_excel_hold_every_project(key: str, text_of: Callable[[io.BytesIO], str]) -> None:
    text = text_of(made(EXPORTS[key], ExportSource(BOOK)))
    assert all(words in text for words in ("网站维护费", "QH01", "≥4次", "库房租金"))


def test_another_form_to_print_in_need_not_be_that_of_the_document() -> None:
    other = form("ningxia-annex2-2024")
    assert ExportSource(BOOK).form is form("hebei-book-2024")
    assert ExportSource(BOOK, layout=other).form is other
    text = word_text(made(EXPORTS["word"], ExportSource(BOOK, layout=other)))
    assert "项目支出预算绩效目标表" in text
    assert "第一部分" not in text


def attachments(source: ExportSource, key: str) -> dict[str, bytes]:
    return {name: content[0] for name, content in PdfReader(made(EXPORTS[key], source)).attachments.items()}


@pytest.mark.usefixtures("qapp")
def test_a_pdf_carries_the_document_and_a_bare_one_does_not() -> None:
    ((name, content),) = attachments(ExportSource(BOOK), "pdf").items()
    assert name == "青禾县档案馆2031年部门预算绩效文本.perfdesk"
    again = attached(name, content).document
    assert (again.form, again.fields) == (BOOK.form, BOOK.fields)
    assert [project.fields for project in again.projects] == [project.fields for project in BOOK.projects]
    assert attachments(ExportSource(BOOK), "bare-pdf") == {}


def named(department: str, year: str = "") -> Document:
    return written("# 甲").with_fields({("d", "department_name"): department, ("d", "fiscal_year"): year})


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("document", "name"),
    [
        (named("青禾县", "2031"), "青禾县2031年部门预算绩效文本.perfdesk"),
        (named(""), "部门预算绩效文本.perfdesk"),
        # What Windows forbids in a name is a space, and none stands at its edges.
        (named('\\甲/乙:丙*丁?"戊<己>庚|'), "甲 乙 丙 丁  戊 己 庚 部门预算绩效文本.perfdesk"),
        (named("一\n二"), "一 二部门预算绩效文本.perfdesk"),
        # 60 characters and the ending.
        (named("长" * 52), "长" * 52 + "部门预算绩效文本.perfdesk"),
        (named("长" * 53), "长" * 53 + "部门预算绩效文.perfdesk"),
        (named("长" * 59 + "/"), "长" * 59 + ".perfdesk"),
    ],
)
def test_the_attached_file_has_a_name_that_every_system_takes(document: Document, name: str) -> None:
    assert list(attachments(ExportSource(document), "pdf")) == [name]


LIST = ListTable("汇总", ("两个单位。",), ("单位", "预算数"), [("青禾县档案馆", Decimal("22.20")), ("林业局", 5)])


def test_a_list_is_written_as_word_and_as_excel() -> None:
    word, excel = io.BytesIO(), io.BytesIO()
    LIST_EXPORTS["word"].write(LIST, word)
    LIST_EXPORTS["excel"].write(LIST, excel)
    (table,) = docx.Document(word).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["单位", "预算数"], ["青禾县档案馆", "22.20"], ["林业局", "5"],
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(excel)["汇总"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["单位", "预算数"] in rows
    assert ["青禾县档案馆", 22.2] in rows
    assert {one.title for one in LIST_EXPORTS.values()} == {"Word 文档", "Excel 工作簿"}


@pytest.mark.parametrize("kind", ["word", "excel"])
def test_a_saved_document_s_annex_carries_its_ids_and_a_bare_one_none(kind: str, tmp_path: Path) -> None:
    saved = file.save(tmp_path / "书.perfdesk", BOOK, author="张三")
    for name, origin in ((kind, (BOOK.id, saved.revision, ())), (f"bare-{kind}", None)):
        data = made(EXPORTS[name], ExportSource(BOOK, saved))
        path = tmp_path / f"a{EXPORTS[name].suffix}"
        path.write_bytes(data.getvalue())
        assert read_source(path).origin == origin
        with zipfile.ZipFile(path) as package:
            assert ("docProps/custom.xml" in package.namelist()) is (origin is not None)
            assert not any("张三" in package.read(one).decode("utf-8") for one in package.namelist())
    assert b"custom.xml" not in made(EXPORTS[kind], ExportSource(BOOK)).getvalue()
