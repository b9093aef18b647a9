"""Bold tells labels, if it does so in the whole table: a word that no lexicon has, a value that looks like a label."""

from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Pt
from docx.table import _Cell
from openpyxl.styles import Font

from learning.grids import parsed, save_excel, save_word
from perfdesk.learning.answer import CellRole
from perfdesk.learning.bold import only_bold
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.sketch import parse_sketch, read_sketch, sketch_json

TEXT = """
项目名称 | {name}桥^2
实施单位 | {unit_name}东岭县交通局^2
资金 | {budget_total}12 | {own}惠民程度高
绩效目标 | {goal}修桥铺路，方便村民。^2
"""
LABELS = ("项目名称", "实施单位", "绩效目标")


def word(folder: Path, bold: Callable[[str], bool], mark: Callable[[_Cell], None] | None = None) -> FormProposal:
    path = save_word(parsed(99, TEXT), folder / "a.docx", filled=True)
    whole = docx.Document(str(path))
    style = whole.styles.add_style("表头", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = whole.styles["Heading 1"]
    for cell in whole.tables[0]._cells:
        if cell.text and bold(cell.text):
            (mark or by_run)(cell)
    whole.save(str(path))
    return understood(path)


def by_run(cell: _Cell) -> None:
    for paragraph in cell.paragraphs:
        for run in paragraph.runs:
            run.bold = True


def by_style(cell: _Cell) -> None:
    cell.paragraphs[0].style = "表头"


def by_half(cell: _Cell) -> None:
    by_run(cell)
    if cell.text not in LABELS:
        cell.paragraphs[0].add_run("等").font.size = Pt(10)


def excel(folder: Path, bold: Callable[[str], bool]) -> FormProposal:
    path = save_excel(parsed(99, TEXT), folder / "a.xlsx", filled=True)
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value and bold(str(cell.value)):
                cell.font = Font(bold=True)
    book.save(path)
    return understood(path)


def understood(path: Path) -> FormProposal:
    """As the window gets it, on its way from the child."""
    sketch = parse_sketch(sketch_json(read_sketch(path)))
    return propose(sketch.source, sheets=sketch.sheets, bold=sketch.look.bold)


def role(found: FormProposal, text: str) -> CellRole:
    return next(one.role for table in found.tables for one in table.answers if one.spot.text.startswith(text))


def flagged(found: FormProposal) -> list[str]:
    return [one.spot.text for table in found.tables for one in table.answers if one.flag]


WAYS = {"Word": word, "Excel": excel}


@pytest.mark.parametrize("made", WAYS.values(), ids=WAYS)
def test_an_unknown_word_is_a_label_if_it_is_bold_as_labels_are(
    made: Callable[[Path, Callable[[str], bool]], FormProposal], tmp_path: Path
) -> None:
    assert role(made(tmp_path, lambda _: False), "惠民程度高") is not CellRole.LABEL
    assert role(made(tmp_path, lambda text: text in (*LABELS, "惠民程度高")), "惠民程度高") is CellRole.LABEL


@pytest.mark.parametrize("made", WAYS.values(), ids=WAYS)
def test_a_value_that_is_bold_as_labels_are_is_asked_about(
    made: Callable[[Path, Callable[[str], bool]], FormProposal], tmp_path: Path
) -> None:
    found = made(tmp_path, lambda text: text in (*LABELS, "东岭县交通局"))
    assert role(found, "东岭县交通局") is CellRole.VALUE
    assert "东岭县交通局" in flagged(found)
    assert "东岭县交通局" not in flagged(made(tmp_path, lambda text: text in LABELS))


def test_a_text_that_also_stands_plain_is_not_bold() -> None:
    assert only_bold([("甲", True), ("甲", False), ("甲", True), ("乙", True)]) == ("乙",)
    assert only_bold([("甲", False), ("甲", True)]) == ()


def test_a_style_is_bold_as_what_it_is_based_on(tmp_path: Path) -> None:
    found = word(tmp_path, lambda text: text in (*LABELS, "惠民程度高"), by_style)
    assert role(found, "惠民程度高") is CellRole.LABEL


def test_a_cell_that_is_bold_in_part_is_not_bold(tmp_path: Path) -> None:
    found = word(tmp_path, lambda text: text in (*LABELS, "东岭县交通局"), by_half)
    assert role(found, "东岭县交通局等") is CellRole.VALUE
    assert "东岭县交通局等" not in flagged(found)


@pytest.mark.parametrize(
    "bold", [lambda _: True, lambda text: text not in LABELS], ids=["everything", "what is filled in"]
)
def test_where_labels_are_no_bolder_than_the_rest_bold_says_nothing(
    bold: Callable[[str], bool], tmp_path: Path
) -> None:
    plain = word(tmp_path, lambda _: False)
    assert [table.answers for table in word(tmp_path, bold).tables] == [table.answers for table in plain.tables]
