"""Whoever filled a form in is named in one cell below its table: that becomes fields, and stays in no shared form."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from learning.originals import ANNEX, Learned, annex, contents, learned_from, parts, saved, saved_sheet
from perfdesk.learning.inline import inline
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch

NAMES = ("张三", "李四", "王五", "5550100", "13800000000")
SIGNED = {
    "填报人：张三    联系电话：0311-5550100   填报日期：2031年3月5日": ["own.填报人", "phone", "own.填报日期"],
    "填报单位：堤防站   填报人：张三    联系电话：0311-5550100": ["own.填报单位", "own.填报人", "phone"],
    "填报人：张三  联系电话：0311-5550100": ["own.填报人", "phone"],
    "单位负责人：李四  电话：13800000000  填表人：张三  电话：0311-5550100": [
        "own.单位负责人", "phone", "own.填表人", "own.填表人电话",
    ],
}  # fmt: skip
GRID = """
> 项目支出绩效目标汇总表
项目名称 | 资金总额 | 三级指标 | 指标值
{name}河岸加固~2 | {budget_total}30~2 | {i:name}加固长度 | {i:target}≥3公里
{i:name}验收合格率 | {i:target}100%
{name}堤顶绿化~2 | {budget_total}20~2 | {i:name}绿化长度 | {i:target}≥1公里
{i:name}苗木成活率 | {i:target}95%
"""


def signed(text: str, folder: Path, suffix: str = ".xlsx") -> Learned:
    """The annex with this text in one cell below it."""
    save = saved_sheet if suffix == ".xlsx" else saved
    return learned_from(save(annex(f"{ANNEX.rstrip()}\n{text}^6\n"), folder / f"a{suffix}"))


def left(one: Learned) -> list[str]:
    """The names that are left in a form or in the file that it keeps."""
    others = [file.content or b"" for file in one.form.copy.files if not file.name.endswith(one.suffix)]
    whole = b"".join([*others, *parts(one.original).values()]).decode("utf-8", "replace")
    return [name for name in NAMES if name in whole]


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.parametrize("text", SIGNED)
def test_what_is_said_of_several_people_becomes_fields_of_the_project(text: str, suffix: str, tmp_path: Path) -> None:
    one = signed(text, tmp_path, suffix)
    assert left(one) == []
    cell = next(cell for cell in one.form.table.cells if "填" in cell.template)
    assert [*cell.keys] == SIGNED[text]
    fields = one.first.projects[0].fields
    said = [fields[key] for key in cell.keys]
    assert said == list((inline(text) or pytest.fail("no labels")).values)
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)


def test_a_label_twice_that_asks_for_no_person_makes_no_fields() -> None:
    assert inline("说明：甲  说明：乙") is None
    assert inline("电话：1  电话：2") is not None


def test_a_form_that_is_filled_again_has_the_new_names_only(tmp_path: Path) -> None:
    one = signed(next(iter(SIGNED)), tmp_path)
    project = one.first.projects[0]
    fields = project.fields.with_text("own.填报人", "何青").with_text("phone", "")
    document = replace(one.first, projects=(replace(project, fields=fields),))
    sheet = parts(one.filled(document))["xl/worksheets/sheet1.xml"].decode()
    assert re.findall("填报人：[^<]*", sheet) == ["填报人：何青    联系电话：   填报日期：2031年3月5日"]


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.parametrize(
    "text",
    [
        "注：本表由张三填写，电话0311-5550100。",
        "填报说明：按季度填报，本单位的数据有疑问时找李四，手机13800000000。",
        "（盖章）  填表人：张三",
    ],
)
def test_a_text_that_may_name_somebody_is_asked_about_and_not_handed_on(text: str, suffix: str, tmp_path: Path) -> None:
    one = signed(text, tmp_path, suffix)
    assert left(one) == []
    sketch = read_sketch(tmp_path / f"a{suffix}")
    answers = (one for table in propose(sketch.source, sheets=sketch.sheets).tables for one in table.answers)
    assert next(answer for answer in answers if answer.spot.text == text).flag


@pytest.mark.parametrize(
    "text",
    [
        "注：1.分值合计为100分。2.填表人：指实际填写本表的人员，不是单位负责人。",
        "填报说明：填报单位为一级预算单位，联系电话填写座机，填报日期为上报财政部门的日期。",
    ],
)
def test_instructions_stay_as_they_are_printed(text: str, tmp_path: Path) -> None:
    one = signed(text, tmp_path)
    assert text in [cell.note for cell in one.form.table.cells]


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_what_stands_below_a_grid_of_projects_is_the_document_s(suffix: str, tmp_path: Path) -> None:
    save = saved_sheet if suffix == ".xlsx" else saved
    text = "单位负责人：李四   填表人：张三   联系电话：0311-5550100"
    one = learned_from(save(annex(f"{GRID.rstrip()}\n{text}^4\n"), tmp_path / f"a{suffix}"))
    assert one.form.table.grid
    assert left(one) == []
    cell = one.form.table.cells[-1]
    assert (cell.owner, [*cell.keys]) == ("document", ["own.单位负责人", "own.填表人", "own.联系电话"])
    assert [one.first.fields[key] for key in cell.keys] == ["李四", "张三", "0311-5550100"]
