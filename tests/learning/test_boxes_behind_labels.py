"""A label with the boxes of its options in one cell: printed, filled in and read back with the office's own boxes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from learning.grids import parsed
from learning.originals import Learned, learned_from, saved, saved_sheet
from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.bands import RowsBand
from perfdesk.forms.sheet import sheet
from perfdesk.forms.table_soundness import table_faults
from perfdesk.importers.choices import boxes_of
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document

CARD = """
> 项目绩效目标卡
项目名称 | {{name}}桥^3
{{attribute}}项目属性：[{boxes}]^2 | 联系人 | {{contact}}谷一
一级指标 | 二级指标 | 三级指标 | 指标值
{{i:level1}}产出指标 | {{i:level2}}数量指标 | {{i:name}}座数 | {{i:target}}2座
"""
USUAL, TICK, CIRCLE, SQUARE = "□新增　☑延续", "□新增　√延续", "○新增 ●延续", "□新增□延续"


def learned(boxes: str, folder: Path, *, excel: bool = False) -> Learned:
    one = parsed(1, CARD.format(boxes=boxes))
    return learned_from(saved_sheet(one, folder / "a.xlsx") if excel else saved(one, folder / "a.docx"))


def ticked(document: Document, option: str) -> Document:
    project = document.projects[0]
    return document.with_fields({(project.id, "attribute"): option})


def printed(one: Learned, document: Document) -> str:
    cells = sheet(one.form, document, document.projects[0]).cells
    return next(cell.text for cell in cells if cell.key == "attribute")


@pytest.mark.parametrize(
    ("boxes", "first", "now"),
    [
        (USUAL, "延续", "项目属性：☑新增 □延续"),
        (TICK, "延续", "项目属性：√新增 □延续"),
        (CIRCLE, "延续", "项目属性：●新增 ○延续"),
        (SQUARE, "", "项目属性：☑新增 □延续"),
    ],
)
def test_the_boxes_print_behind_their_label(boxes: str, first: str, now: str, tmp_path: Path) -> None:
    one = learned(boxes, tmp_path)
    assert one.first.projects[0].fields["attribute"] == first
    assert printed(one, ticked(one.first, "新增")) == now


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize(
    ("boxes", "now"),
    [(USUAL, "项目属性：☑新增　□延续"), (TICK, "项目属性：√新增　□延续"), (CIRCLE, "项目属性：●新增 ○延续")],
)
def test_the_offices_own_file_has_its_own_mark(boxes: str, now: str, *, excel: bool, tmp_path: Path) -> None:
    one = learned(boxes, tmp_path, excel=excel)
    path = tmp_path / f"filled{one.suffix}"
    path.write_bytes(one.filled(ticked(one.first, "新增")))
    if excel:
        texts = [str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row]
    else:
        texts = [cell.text for row in docx.Document(str(path)).tables[0].rows for cell in row.cells]
    assert now in texts
    assert read_source(path, one.form).document.projects[0].fields["attribute"] == "新增"


@pytest.mark.parametrize(("write", "suffix"), [(write_document, ".docx"), (write_workbook, ".xlsx")])
@pytest.mark.parametrize("option", ["新增", "延续", "新增、延续", ""])
def test_files_of_our_own_are_read_back(write: Callable[..., None], suffix: str, option: str, tmp_path: Path) -> None:
    one = learned(TICK, tmp_path)
    path = tmp_path / f"own{suffix}"
    with path.open("wb") as stream:
        write(one.form, ticked(one.first, option), stream)
    assert read_source(path, one.form).document.projects[0].fields["attribute"] == option


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("□甲 □乙", ""),
        ("□甲 ☑乙", ""),
        ("□甲 √乙", "□√"),
        ("☐甲 ☒乙", "☐☒"),
        ("○甲 ○乙", "○●"),
        ("■甲 ■乙", "□■"),
        ("（ ）甲 （√）乙", ""),
        ("[ ]甲", ""),
        ("甲乙", ""),
    ],
)
def test_which_boxes_an_office_draws(text: str, boxes: str) -> None:
    assert boxes_of(text) == boxes


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"boxes": "□√"}, ""),
        ({"boxes": "√"}, "boxes 是两个不同的符号"),
        ({"boxes": "□□"}, "boxes 是两个不同的符号"),
        ({"boxes": "□√", "choices": ()}, "boxes 是两个不同的符号"),
        ({"template": "{attribute}、{name}"}, "template 和 choices 一起写时"),
    ],
)
def test_boxes_that_cannot_be_told_apart_are_refused(said: dict[str, Any], told: str, tmp_path: Path) -> None:
    table = learned(USUAL, tmp_path).form.table
    (band, *others) = table.bands
    assert isinstance(band, RowsBand)
    cells = [replace(cell, **said) if cell.field == "attribute" else cell for cell in band.rows[1].cells]
    rows = (band.rows[0], replace(band.rows[1], cells=tuple(cells)), *band.rows[2:])
    found = [*table_faults(replace(table, bands=(replace(band, rows=rows), *others)))]
    assert any(told in fault for fault in found) if told else found == []
