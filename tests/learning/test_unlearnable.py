"""What looks like an annex and has no table to learn from is refused in one sentence, with the way out."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document as WordDocument

from learning.annexes import BRIDGE, annex
from perfdesk.importers.load import ImportFailure
from perfdesk.learning.sketch import read_sketch
from perfdesk.paths import resources

TABBED = "项目名称\t修桥\t主管部门\t交通局"
LISTED = "1.产出指标：桥梁1座\n2.效益指标：受益村民300人"


def with_picture(word: WordDocument) -> None:
    word.add_paragraph("项目支出绩效目标申报表")
    word.add_picture(str(resources() / "help" / "pictures" / "start.png"))


def by_tabs(word: WordDocument) -> None:
    for _ in range(3):
        word.add_paragraph(TABBED)


def by_spaces(word: WordDocument) -> None:
    for _ in range(3):
        word.add_paragraph("项目名称    修桥　　主管部门   交通局")


def nested(word: WordDocument) -> None:
    outer = word.add_table(2, 2)
    outer.cell(0, 0).text = "项目名称"
    outer.cell(1, 1).add_table(2, 4).cell(0, 0).text = "一级指标"


def in_one_cell(word: WordDocument) -> None:
    table = word.add_table(2, 2)
    for at, text in enumerate(["项目名称", "修桥", "绩效指标", LISTED]):
        table.cell(at // 2, at % 2).text = text


@pytest.mark.parametrize(
    ("made", "why", "way_out"),
    [
        (with_picture, "是图片", "文字识别"),
        (by_tabs, "制表符", "文本转换成表格"),
        (by_spaces, "用空格排", "插入一张表格"),
        (nested, "套着表格", "移到外面"),
        (in_one_cell, "写在一格里", "一行一条"),
    ],
)
def test_each_is_one_sentence_with_the_way_out(
    tmp_path: Path, made: Callable[[WordDocument], None], why: str, way_out: str
) -> None:
    word = docx.Document()
    made(word)
    path = tmp_path / "表.docx"
    word.save(str(path))
    with pytest.raises(ImportFailure) as refused:
        read_sketch(path)
    said = str(refused.value)
    assert why in said
    assert way_out in said
    assert said.count("。") == 1


def sheet(*rows: list[str]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def with_media(book: openpyxl.Workbook, folder: Path) -> Path:
    """The workbook with a picture in it."""
    path = folder / "表.xlsx"
    book.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG")
    return path


def test_a_sheet_of_six_cells_beside_a_picture_is_read(tmp_path: Path) -> None:
    rows = [["项目名称", "桥"], ["绩效目标", "修桥"], ["资金总额", "5"]]
    assert read_sketch(with_media(sheet(*rows), tmp_path)).source.elements


def test_a_sheet_with_a_title_and_a_picture_of_the_table_is_one_too(tmp_path: Path) -> None:
    path = with_media(sheet(["项目支出绩效目标申报表"], ["填报单位", "石桥乡"], ["单位", "万元"]), tmp_path)
    with pytest.raises(ImportFailure, match=r"是图片.*文字识别"):
        read_sketch(path)


def test_two_tabbed_lines_beside_no_table_are_a_letter(tmp_path: Path) -> None:
    word = docx.Document()
    for _ in range(2):
        word.add_paragraph(TABBED)
    word.save(str(tmp_path / "信.docx"))
    assert read_sketch(tmp_path / "信.docx").source.elements


@pytest.mark.parametrize("text", [LISTED.split("\n")[0], "产出指标：桥梁1座\n另有产出指标一条"])
def test_one_class_in_a_cell_is_no_list(tmp_path: Path, text: str) -> None:
    word = docx.Document()
    word.add_table(1, 1).cell(0, 0).text = text
    word.save(str(tmp_path / "表.docx"))
    assert read_sketch(tmp_path / "表.docx").source.elements


def test_a_guide_that_names_classes_beside_a_table_of_indicators_refuses_nothing(tmp_path: Path) -> None:
    path = annex(BRIDGE, tmp_path)
    word = docx.Document(str(path))
    word.tables[0].rows[-1].cells[-1].text = LISTED
    word.save(str(path))
    assert read_sketch(path).source.elements


@pytest.mark.parametrize("line", ["项目名称    修桥", "项目名称 修桥 主管部门 交通局", ""])
def test_lines_with_one_gap_or_single_spaces_are_a_letter(line: str, tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("致各单位")
    for _ in range(3):
        word.add_paragraph(line)
    word.save(str(tmp_path / "信.docx"))
    assert read_sketch(tmp_path / "信.docx").source.elements
