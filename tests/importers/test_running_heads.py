"""What headers and footers say: used where nothing else says it, silent where it is known, else named."""

from dataclasses import replace
from pathlib import Path

import pytest
from notation import document
from sources import HEBEI, NINGXIA, save_text, tabbed

from perfdesk.forms.definition import Cover
from perfdesk.forms.loader import form
from perfdesk.importers.grid import Line
from perfdesk.importers.load import Imported
from perfdesk.importers.recognise import recognise
from perfdesk.importers.text import read_text

BOOK, ANNEX = "hebei-book-2024", "ningxia-annex2-2024"
SOURCES = {BOOK: HEBEI, ANNEX: NINGXIA}


def read(folder: Path, form_id: str, *heads: str, without: str = "\0") -> Imported:
    """The form's tables alone, without a text, under these headers."""
    path = save_text(folder, tabbed(document(SOURCES[form_id], form_id)).replace(without, ""))
    running = tuple(Line("页眉", text) for text in heads)
    return recognise(path, replace(read_text(path), running=running), form(form_id))


def said(imported: Imported) -> list[str]:
    lost = [f"! {note.text}" for note in imported.left_out if note.place == "页眉"]
    return [*lost, *(f"? {note.text}" for note in imported.guessed if note.place == "页眉")]


@pytest.mark.parametrize(
    ("head", "texts", "notes"),
    [
        ("东岭县气象局", {"department_name": "东岭县气象局"}, ["? “东岭县气象局”当作部门名称"]),
        ("部门名称：东岭县气象局", {"department_name": "东岭县气象局"}, ["? “东岭县气象局”当作部门名称"]),
        # What the form prints on its cover is read as there.
        ("2031年部门预算绩效文本", {"fiscal_year": "2031"}, []),
        # What the tables say already, or the form's title, is nothing new.
        ("雷达站维护", {}, []),
        ("部门预算绩效文本", {}, []),
        ("雷达站维护 人工增雨（2031年）", {}, []),
        # All else is named.
        ("内部资料", {}, ["! 没有装入：“内部资料”"]),
        ("办公室", {}, ["! 没有装入：“办公室”"]),
    ],
)
def test_a_header_of_a_book(tmp_path: Path, head: str, texts: dict[str, str], notes: list[str]) -> None:
    imported = read(tmp_path, BOOK, head)
    fields = imported.document.fields
    assert {key: text for key, text in fields.items() if not key.startswith("unread.")} == texts
    assert said(imported) == notes
    assert [project.fields["unit_name"] for project in imported.document.projects] == ["", ""]


def test_an_office_is_no_department_where_the_form_prints_none(tmp_path: Path) -> None:
    layout = form(BOOK)
    nameless = replace(layout, parts=tuple(part for part in layout.parts if not isinstance(part, Cover)))
    assert "department_name" not in nameless.document_keys
    path = save_text(tmp_path, tabbed(document(HEBEI)))
    source = replace(read_text(path), running=(Line("页眉", "东岭县气象局"),))
    imported = recognise(path, source, nameless)
    assert "department_name" not in imported.document.fields
    assert [project.fields["unit_name"] for project in imported.document.projects] == ["东岭县气象局"] * 2
    assert said(imported) == ["? “东岭县气象局”当作 2 个项目的单位"]


def test_the_first_header_that_says_something_counts(tmp_path: Path) -> None:
    imported = read(tmp_path, BOOK, "2031年部门预算绩效文本", "2032年部门预算绩效文本", "东岭县气象局", "石泉县图书馆")
    assert (imported.document.fields["fiscal_year"], imported.document.fields["department_name"]) == (
        "2031",
        "东岭县气象局",
    )
    assert [note.text for note in imported.left_out if "不同" in note.text] == []


def test_code_and_name_of_the_unit_are_those_of_projects_without_one(tmp_path: Path) -> None:
    imported = read(tmp_path, BOOK, "101001 东岭县气象局本级")
    units = [(p.fields["unit_code"], p.fields["unit_name"]) for p in imported.document.projects]
    assert units == [("101001", "东岭县气象局本级")] * 2
    assert said(imported) == ["? “101001 东岭县气象局本级”当作 2 个项目的单位"]


def test_a_year_before_a_title_is_no_unit_s_code(tmp_path: Path) -> None:
    """The year became the code of a unit called 年部门预算绩效文本."""
    imported = read(tmp_path, BOOK, "2031 年部门预算绩效文本 雷达站维护")
    assert [project.fields["unit_name"] for project in imported.document.projects] == ["", ""]
    assert [project.fields["unit_code"] for project in imported.document.projects] == ["", ""]


@pytest.mark.parametrize(
    ("without", "heads", "unit", "notes"),
    [
        # Who has a unit keeps it; the department is another thing.
        ("\0", ["石泉县图书馆"], "石泉县图书馆本级", ["? “石泉县图书馆”当作部门名称"]),
        ("石泉县图书馆本级", ["石泉县文化局", "石泉县图书馆"], "石泉县图书馆",
         ["? “石泉县文化局”当作部门名称", "? “石泉县图书馆”当作 1 个项目的单位"]),
        ("\0", ["石泉县文化局", "石泉县图书馆"], "石泉县图书馆本级",
         ["! 没有装入：“石泉县图书馆”", "? “石泉县文化局”当作部门名称"]),
        ("\0", ["石泉县文化局", "石泉县文化局"], "石泉县图书馆本级", ["? “石泉县文化局”当作部门名称"]),
    ],
)  # fmt: skip
def test_offices_in_headers_of_an_annex(
    tmp_path: Path, without: str, heads: list[str], unit: str, notes: list[str]
) -> None:
    imported = read(tmp_path, ANNEX, *heads, without=without)
    assert imported.document.projects[0].fields["unit_name"] == unit
    assert said(imported) == notes
