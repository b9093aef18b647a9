"""A repeated header of two rows, rows below the indicators and a number that is computed, on paper and read aloud."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from notation import document as written
from pencil import Pencil
from pypdf import PdfReader
from small_forms import small_form
from structure_reading import structure

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.paper.pages import anchors, pages
from perfdesk.paper.painter import paint
from perfdesk.paper.pdf import write_pdf

LAYOUT = (
    "项目名称 | {name}^3\nH 一级指标>level1+~2 | 三级指标>name~2 | 完成情况^2\nH2 指标值>target | 实际值>actual\n"
    "合计^3 | [sum indicator.weight]"
)
ROWS = "\n".join(f"- 数量 | 书架{at} | 42组 | weight=1" for at in range(60))
LONG = written(f"# 书库改造\n{ROWS}", "ningxia-annex2-2024")


def drawn(layout: Form, document: Document) -> list[list[str]]:
    """The notes of each page."""
    numbers, found = anchors(layout, document), []
    for page in pages(layout, document):
        pencil: Any = Pencil()
        paint(pencil, layout, page, numbers)
        found.append(pencil.notes)
    return found


def _texts(notes: Sequence[str]) -> list[str]:
    return [note.rpartition(": ")[2] for note in notes if ": " in note]


@pytest.mark.usefixtures("qapp")
def test_both_rows_of_a_header_are_drawn_again() -> None:
    first, *others = drawn(small_form(LAYOUT, repeat_header=True), LONG)
    labels = ["一级指标", "三级指标", "完成情况", "指标值", "实际值"]
    assert [text for text in _texts(first) if text in labels] == labels
    assert others
    for notes in others:
        assert _texts(notes)[:5] == labels
        # The label over both rows reaches from the top of the first to the bottom of the second.
        boxes = [note.split()[1:3] for note in notes if note.startswith("box")][:5]
        assert boxes[0][0].split(",")[1] == boxes[2][0].split(",")[1]
        assert boxes[0][1].split(",")[1] == boxes[3][1].split(",")[1] != boxes[2][1].split(",")[1]
    assert "60" in _texts(others[-1])


@pytest.mark.usefixtures("qapp")
def test_a_label_beside_a_computed_number_is_its_rows_label() -> None:
    stream = io.BytesIO()
    write_pdf(small_form(LAYOUT), LONG.with_projects(LONG.projects[:1]), stream)
    rows = structure(PdfReader(stream)).all("TR")
    label, number = rows[-1].kids
    assert (label.text, number.text, label.attributes.get("/Scope")) == ("合计", "60", "/Row")


GRID = small_form(
    "部门名称^2 | {department_name}^2\n"
    "H 项目名称>!name | 预算数>!budget_total | 三级指标>name | 指标值>target\n填表人^2 | {compiler}^2",
    grid=True,
    repeat_header=True,
)
OF_ALL = written(
    "compiler=王青\n"
    + "\n".join(f"# 项目{at} | budget_total={at}\n- | 甲{at} | 1个\n- | 乙{at} | 2个" for at in range(20)),
    "ningxia-annex2-2024",
)


@pytest.mark.usefixtures("qapp")
def test_a_table_of_all_projects_is_drawn_with_its_header_on_each_page_and_each_text_once() -> None:
    first, *others = drawn(GRID, OF_ALL)
    assert others
    for notes in others:
        assert _texts(notes)[:4] == ["项目名称", "预算数", "三级指标", "指标值"]
    texts = [text for notes in (first, *others) for text in _texts(notes)]
    assert [text for text in texts if text in "甲乙"] == ["甲", "乙"] * 20
    assert (texts.count("部门名称"), texts.count("填表人"), texts.count("王青")) == (1, 1, 1)


@pytest.mark.usefixtures("qapp")
def test_a_table_of_all_projects_is_read_aloud_as_one() -> None:
    stream = io.BytesIO()
    write_pdf(GRID, OF_ALL, stream)
    (table,) = structure(PdfReader(stream)).all("Table")
    rows = [[cell.text for cell in row.kids] for row in table.all("TR")]
    assert rows[2:5] == [["项目0", "0", "甲0", "1个"], ["乙0", "2个"], ["项目1", "1", "甲1", "1个"]]
    assert (len(rows), rows[-1]) == (2 + 40 + 1, ["填表人", "王青"])
    spans = [cell.attributes.get("/RowSpan") for cell in table.all("TR")[2].kids]
    assert spans == [2, 2, None, None]
    assert table.all("TR")[-1].kids[0].attributes.get("/Scope") == "/Row"
