"""An annex of several tables becomes one form: each of its tables is printed, filled and read back."""

import tomllib
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet

from learning import measure
from learning.confirming_all import reads_all_back, second
from learning.grids import Layout, layout, layouts, parsed, save_excel, save_word
from learning.originals import body, contents, learned_from, parts, proposed, saved_sheet, with_rows
from perfdesk import paths
from perfdesk.exporters.word import write_document
from perfdesk.forms.catalogue import forget
from perfdesk.forms.definition import Form
from perfdesk.importers.annex_position import AnnexPosition
from perfdesk.importers.grid import Grid, GridCell, GridRow, Line, Source
from perfdesk.importers.load import read_source
from perfdesk.learning import annex_tables
from perfdesk.learning.answer import CellRole
from perfdesk.learning.confirming import confirmed
from perfdesk.learning.decisions import Said, SaidBand
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.record_shares import heading_class
from perfdesk.learning.sketch import read_sketch
from perfdesk.learning.stacked_tables import gaps
from perfdesk.model.fields import Owner
from perfdesk.work.own_forms import keep_form

Save = Callable[..., Path]
BASIC = """
> 桥梁项目绩效目标申报表
项目名称 | {name}石桥 | 实施单位 | {unit_name}石桥乡路桥所
年度目标 | {goal}修桥一座，方便村民出行。^3
"""
FUNDS = """
>> 二、项目资金
资金来源^2 | 金额^2
资金总额^2 | {budget_total}50^2
其中：财政拨款^2 | {budget_fiscal}50^2
"""
OUTPUT = """
>> 三、产出指标
二级指标 | 三级指标 | 指标值^2
{i:level2}数量指标 | {i:name}桥梁 | {i:target}1座^2
{i:level2}质量指标 | {i:name}合格率 | {i:target}100%^2
"""
BENEFIT = """
>> 四、效益指标
二级指标 | 三级指标 | 指标值^2
{i:level2}社会效益指标 | {i:name}受益村民 | {i:target}≥300人^2
"""
LEVELS = """
>> 三、产出指标
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座
>> 四、效益指标
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益村民 | {i:target}≥300人
"""


def annex(*texts: str) -> Layout:
    return parsed(99, "".join(texts))


def read(one: Layout, folder: Path, *, filled: bool = True, excel: bool = False) -> FormProposal:
    sketch = read_sketch(
        (save_excel if excel else save_word)(one, folder / ("a.xlsx" if excel else "a.docx"), filled=filled)
    )
    return propose(sketch.source, sheets=sketch.sheets)


def learned(one: Layout, folder: Path, *, filled: bool = True, excel: bool = False) -> Form:
    path = (save_excel if excel else save_word)(one, folder / ("a.xlsx" if excel else "a.docx"), filled=filled)
    sketch = read_sketch(path)
    return learned_form(draft(propose(sketch.source, sheets=sketch.sheets), sketch.look, "a"))


def between(form: Form) -> list[str]:
    return [line.text for line in form.table.lines_between]


def printed(form: Form) -> set[str]:
    return {key for _, key in form.table.printed}


def fields(proposal: FormProposal, key: str) -> list[tuple[int, str]]:
    """The table and the text of each value with a key."""
    answers = (one for table in proposal.tables for one in table.answers if one.role is CellRole.VALUE)
    return [(one.spot.table, one.spot.text) for one in answers if one.key == key]


# --- what becomes of the tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize("filled", [False, True])
def test_each_table_of_an_annex_is_one_of_its_form_below_its_line(filled: bool, excel: bool, tmp_path: Path) -> None:
    form = learned(annex(BASIC, FUNDS, LEVELS), tmp_path, filled=filled, excel=excel)
    assert between(form) == ["二、项目资金", "三、产出指标", "四、效益指标"]
    assert {"name", "goal", "budget_total", "budget_fiscal", "level1", "level2", "target"} <= printed(form)
    assert form.title == "桥梁项目绩效目标申报表"
    assert len(form.table.rows) == 5


def test_a_line_between_two_tables_has_slots_for_what_the_program_knows(tmp_path: Path) -> None:
    text = FUNDS.replace(">> 二、项目资金", ">> 二、资金\n>> 单位：[万元]")
    one = annex(BASIC, text, LEVELS)
    form = learned(one, tmp_path)
    assert between(form)[:2] == ["二、资金", "单位：{money_unit}"]
    document = read_source(save_word(one, tmp_path / "b.docx", filled=True), form).document
    assert document.fields["money_unit"] == "万元"


def test_several_lines_above_a_table_stand_each_by_itself_and_are_read(tmp_path: Path) -> None:
    lines = "> 填报日期：[2031年10月9日]\n> 单位：[万元]\n> 一、基本情况\n"
    one = annex(BASIC.replace("项目名称", f"{lines}项目名称"), LEVELS)
    form = learned(one, tmp_path)
    above = [line.text for line in form.projects.above]
    assert above == ["填报日期：{fill_date}", "单位：{money_unit}", "一、基本情况"]
    assert (form.projects.heading.text, form.projects.left) == ("桥梁项目绩效目标申报表", "")
    document = read_source(save_word(one, tmp_path / "b.docx", filled=True), form).document
    assert (document.fields["fill_date"], document.fields["money_unit"]) == ("2031年10月9日", "万元")


def test_of_a_cover_s_many_lines_above_a_table_the_first_are_one(tmp_path: Path) -> None:
    lines = "".join(f"> 封面第{number}行\n" for number in range(15))
    form = learned(annex(lines + BASIC, LEVELS), tmp_path)
    texts = [line.text for line in form.projects.above]
    assert (len(texts), texts[0]) == (10, "  ".join(f"封面第{number}行" for number in range(5)))


@pytest.mark.parametrize("excel", [False, True])
def test_the_classes_in_their_columns_say_which_table_prints_an_indicator(excel: bool, tmp_path: Path) -> None:
    form = learned(annex(BASIC, LEVELS), tmp_path, excel=excel)
    asked = [band.where for band in form.table.records]
    assert [(one.field, one.one_of[0]) for one in asked if one] == [("level1", "产出指标"), ("level1", "效益指标")]


@pytest.mark.parametrize("filled", [False, True])
def test_without_a_column_of_classes_the_line_above_a_table_says_it(filled: bool, tmp_path: Path) -> None:
    form = learned(annex(BASIC, OUTPUT, BENEFIT), tmp_path, filled=filled)
    first, following = (band.where for band in form.table.records)
    assert first is not None
    assert following is not None
    assert (first.field, following.field) == ("level2", "level2")
    assert {"数量指标", "时效指标"} <= {*first.one_of}
    assert {"社会效益指标", "经济效益指标"} <= {*following.one_of}


def test_two_tables_of_the_same_rows_that_nobody_can_tell_apart_are_one_of_records_and_one_of_fields(
    tmp_path: Path,
) -> None:
    again = (
        LEVELS.partition(">> 四")[0].replace("三级指标 | 指标值", "三级指标 | 说明").replace("{i:target}", "{i:note}")
    )
    form = learned(annex(BASIC, LEVELS, again.replace("三、产出", "五、其他")), tmp_path)
    assert len(form.table.records) == 1
    assert len(form.own_fields) >= 3
    assert len(form.table.parts) == 4


def test_a_long_table_of_rows_that_nobody_can_tell_apart_is_left_out_and_said(tmp_path: Path) -> None:
    row = "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁%d | {i:target}1座\n"
    library = ">> 参考\n一级指标 | 二级指标 | 三级指标 | 指标值 \n" + "".join(row % number for number in range(13))
    text = LEVELS.partition(">> 四")[0].replace("三级指标 | 指标值", "三级指标 | 年度指标值")
    found = read(
        annex(BASIC, text, library.replace("指标值 ", "指标值（计划）| 备注").replace("1座", "1座 | {i:note}无")),
        tmp_path,
    )
    assert found.printed == (0, 1)
    (told,) = found.left_out
    assert told.startswith("第 3 张表“一级指标”没有写进表样，表样只按第 1、2 张表写成")
    assert "分不清" in told


def test_a_table_that_names_a_project_again_or_has_a_title_of_its_own_is_another_annex(tmp_path: Path) -> None:
    other = (
        BASIC.replace("> 桥梁项目绩效目标申报表\n", ">> 说明\n")
        .replace("年度目标", "项目概况")
        .replace("{goal}", "{overview}")
    )
    titled = LEVELS.partition(">> 四")[0].replace("三、产出指标", "桥梁项目支出绩效自评表")
    found = read(annex(BASIC, FUNDS, other, titled), tmp_path)
    assert [table.annex for table in found.tables] == [0, 0, 1, 2]
    assert len(found.left_out) == 2
    assert [table.annex for table in read(annex(BASIC, titled.replace(">> 桥", ">> 三、桥")), tmp_path).tables] == [
        0,
        0,
    ]


def test_the_first_table_that_names_the_project_begins_no_annex_and_a_line_that_names_another_does(
    tmp_path: Path,
) -> None:
    head = "> 石桥乡项目绩效目标申报表\n主管部门 | {supervisor}石桥乡政府\n"
    basic = BASIC.replace("> 桥梁项目绩效目标申报表", ">> 一、项目")
    assert [one.annex for one in read(annex(head, basic, LEVELS), tmp_path).tables] == [0, 0, 0, 0]
    lined = "> 项目名称：[石桥]  实施单位：[路桥所]\n年度目标 | {goal}修桥一座，方便村民出行。\n" + LEVELS
    again = lined.replace("> 项目", ">> 项目").replace(">>>", ">>").replace("石桥", "木桥").replace("修桥", "修木桥")
    found = read(annex(lined, again), tmp_path)
    assert [one.annex for one in found.tables] == [0, 0, 0, 1, 1, 1]
    assert [one.repeats for one in found.tables] == [None, None, None, 0, 1, 2]


def test_whose_annex_it_is_may_stand_in_each_table_also_written_otherwise(tmp_path: Path) -> None:
    more = ">> 五、意见\n实施单位 | {unit_name}路桥所\n主管部门 | {supervisor}乡政府\n见证人 | {own}甲\n"
    found = read(annex(BASIC.rstrip() + "\n主管部门 | {supervisor}石桥乡政府^3\n", more), tmp_path)
    assert fields(found, "unit_name") == [(0, "石桥乡路桥所"), (1, "路桥所")]
    assert fields(found, "supervisor") == [(0, "石桥乡政府"), (1, "乡政府")]


def test_what_is_asked_in_one_table_of_a_sheet_is_not_taken_for_what_is_asked_in_the_next(tmp_path: Path) -> None:
    own = "见证人 | {own}甲 | 丈量人 | {own}乙\n"
    found = read(
        annex(own, "年度目标 | {goal}修桥一座，方便村民出行。^3\n", ">> 二、意见\n", own), tmp_path, excel=True
    )
    asked = [one.question for one in found.tables[0].answers if one.flag and one.question]
    assert len(set(asked)) == len(asked) / 2 == 4


def test_a_label_that_stands_again_in_a_further_table_has_a_field_of_its_own(tmp_path: Path) -> None:
    basic = BASIC + "备注 | {remarks}%s^3\n"
    opinions = ">> 五、意见\n项目名称 | {name}石桥\n见证人 | {own}甲\n备注 | {remarks}%s\n"
    for first, following, own in (("无", "见附图", True), ("无", "无", False), ("", "", True)):
        found = read(annex(basic % first, opinions.replace("项目名称 | {name}石桥\n", "") % following), tmp_path)
        assert fields(found, "remarks") == [(0, first)] + [(1, following)] * (not own)
        assert fields(found, "own.remarks_2") == [(1, following)] * own


def test_what_a_person_says_of_a_further_table_is_said_of_that_one(tmp_path: Path) -> None:
    found = read(annex(BASIC, FUNDS, LEVELS), tmp_path)
    after = confirmed(found, [Said(2, 2, 2, key="funds.central.plan", owner=Owner.PROJECT), SaidBand(3, 0, None)])
    assert fields(after, "funds.central.plan") == [(1, "50")]
    assert [len(table.bands) for table in after.tables] == [0, 0, 0, 1]
    assert after.tables[0] == found.tables[0]


# --- which records a band asks for ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("（一）产出指标", "output"), ("产出", "output"), ("产出指标完成情况", "output"), ("效益指标和满意度指标", ""),
        ("产出情况说明", ""), ("三、绩效指标", ""),
    ],
)  # fmt: skip
def test_a_line_names_one_class_or_none(line: str, meant: str) -> None:
    assert heading_class(line) == meant


def test_a_table_without_a_column_of_classes_says_one_class_by_its_line_beside_one_that_has_the_column(
    tmp_path: Path,
) -> None:
    with_column = LEVELS.partition(">> 四")[0]
    form = learned(annex(BASIC, with_column, BENEFIT), tmp_path)
    asked = [one for one in (band.where for band in form.table.records) if one]
    assert [(one.field, one.one_of) for one in asked] == [
        ("level1", ("产出指标", "满意度指标")), ("level1", ("效益指标",))
    ]  # fmt: skip
    document = read_source(
        save_word(annex(BASIC, with_column, BENEFIT), tmp_path / "b.docx", filled=True), form
    ).document
    assert [one.fields["level1"] for one in document.projects[0].indicators] == ["产出指标", "效益指标"]


def test_two_classes_of_a_table_without_their_column_are_told_by_the_other_level(tmp_path: Path) -> None:
    both = (
        BENEFIT.replace("四、效益指标", "四、其余")
        + "{i:level2}服务对象满意度指标 | {i:name}村民满意度 | {i:target}≥90%^2\n"
    )
    form = learned(annex(BASIC, LEVELS.partition(">> 四")[0], both), tmp_path)
    asked = [one for one in (band.where for band in form.table.records) if one]
    assert [one.field for one in asked] == ["level2", "level2"]
    assert "服务对象满意度指标" in asked[1].one_of


# --- tables below each other on one sheet ---------------------------------------------------------------------------


def sheet_of(*rows: Sequence[str | int]) -> Matrix:
    """A sheet: a row of texts; a number instead of a text says over how many columns the one before goes."""
    spots = []
    for number, row in enumerate(rows):
        column = 0
        for text, following in zip(row, [*row[1:], ""], strict=True):
            if isinstance(text, str):
                wide = following if isinstance(following, int) else 1
                spots.append(Spot(number, column, 1, wide, text))
                column += wide
    return Matrix(tuple(spots), len(rows), 4, of_sheet=True)


PAIR, EMPTY = ("项目名称", "石桥", "联系人", "王二"), ("", "", "", "")
HEAD, RECORD = ("一级指标", "二级指标", "三级指标", "指标值"), ("产出指标", "数量指标", "桥梁", "1座")


@pytest.mark.parametrize(
    ("rows", "parted"),
    [
        ((PAIR, EMPTY, ("二、指标", 4), HEAD, RECORD), [range(1, 3)]),
        ((PAIR, EMPTY, EMPTY, ("二、指标", "", "", ""), HEAD, RECORD), [range(1, 4)]),
        ((PAIR, EMPTY, HEAD, RECORD), [range(1, 2)]),
        # A spare row, a label beside its place, a sum, a row to be filled in below labels, lines at the end.
        ((PAIR, EMPTY, PAIR, HEAD, RECORD), []),
        ((PAIR, EMPTY, ("备注", "", 3), HEAD, RECORD), []),
        ((PAIR, EMPTY, ("备注", "", "", ""), HEAD, RECORD), []),
        ((HEAD, RECORD, EMPTY, ("合计", "", "", ""), PAIR), []),
        ((PAIR, ("资金总额", "财政拨款", "其他资金", "上级资金"), EMPTY, ("二、指标", 4), HEAD, RECORD), []),
        (
            (PAIR, ("资金总额", "财政拨款", "其他资金", "上级资金"), EMPTY, EMPTY, ("二、指标", 4), HEAD, RECORD),
            [range(3, 5)],
        ),
        ((PAIR, ("", "", 3), ("二、指标", 4), HEAD, RECORD), []),
        ((HEAD, EMPTY, EMPTY, ("三、其他", 4), PAIR), [range(2, 4)]),
        ((HEAD, RECORD, EMPTY, ("填表说明", 4)), []),
        ((("标题", 4), EMPTY, ("二、指标", 4), HEAD, RECORD), []),
    ],
)
def test_empty_rows_and_lines_part_the_tables_of_a_sheet_and_other_empty_rows_do_not(
    rows: Sequence[Sequence[str | int]], parted: list[range]
) -> None:
    assert gaps(sheet_of(*rows)) == parted


def test_a_table_of_word_s_is_not_parted() -> None:
    one = sheet_of(PAIR, EMPTY, ("二、指标", 4), HEAD, RECORD)
    assert gaps(Matrix(one.spots, one.rows, one.columns)) == []


def test_a_line_is_looked_at_once_however_many_tables_that_are_no_annex_follow_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def table(*texts: str) -> Grid:
        return Grid((GridRow("", tuple(GridCell(at, 1, text) for at, text in enumerate(texts))),), merges=True)

    def looked_at(line: str) -> bool:
        seen.append(line)
        return False

    seen: list[str] = []
    monkeypatch.setattr(annex_tables, "_is_title", looked_at)
    lines = [f"这里说第{at}件事" for at in range(30)]
    others = [one for line in lines for one in (Line("", line), table(line, "3"))]
    found = propose(Source((table("项目名称", "石桥", "年度目标", "修桥"), *others)), sheets=False)
    assert (seen, len(found.lines)) == (lines, 30)


# --- reading back --------------------------------------------------------------------------------------------------


def test_an_empty_line_between_two_tables_is_read_from_nowhere(tmp_path: Path) -> None:
    path = save_excel(
        annex(BASIC, LEVELS.replace(">> 三、产出指标", ">> -").replace(">> 四、效益指标", ">> -")),
        tmp_path / "a.xlsx",
        filled=True,
    )
    sketch = read_sketch(path)
    form = learned_form(draft(propose(sketch.source, sheets=True), sketch.look, "a"))
    assert between(form) == ["", ""]
    assert AnnexPosition(form).next_table(" ") is None
    assert len(read_source(path, form).document.projects[0].indicators) == 2


def test_a_line_with_slots_below_rows_that_grow_is_filled_where_it_is_now(tmp_path: Path) -> None:
    one = annex(BASIC, LEVELS, FUNDS.replace("项目资金", "资金\n>> 单位：[万元]"))
    found = learned_from(save_excel(one, tmp_path / "a.xlsx", filled=True))
    document = with_rows(found.first, 7)
    assert document.fields["money_unit"] == "万元"
    assert contents(found.read(found.filled(document), tmp_path)) == contents(document)


@pytest.mark.parametrize(
    ("numbers", "kinds"),
    [((72, 80), (".docx", ".xlsx")), pytest.param(range(71, 81), (".docx", ".xlsx"), marks=pytest.mark.slow)],
    ids=["short", "all"],
)
def test_the_form_reads_every_cell_of_all_tables_and_of_a_second_file(
    tmp_path: Path, numbers: Sequence[int], kinds: Sequence[str]
) -> None:
    assert len(list(reads_all_back(numbers, kinds, tmp_path))) == len(numbers) * len(kinds)


@pytest.mark.parametrize(
    "kinds", [measure.KINDS[:1], pytest.param(measure.KINDS, marks=pytest.mark.slow)], ids=["short", "all"]
)
def test_annexes_of_several_tables_stay_as_well_read_as_they_are(
    tmp_path: Path, kinds: Sequence[tuple[str, bool]]
) -> None:
    those = [one for one in layouts() if one.more and one.number % 2 == 0]
    even = measure.half(measure.scored(those, tmp_path, kinds), 0)
    assert even.files == 5 * len(kinds)
    assert even.right / even.fields >= 0.98
    assert (even.silent, even.labels) == (0, 0)
    assert even.flagged / even.files <= 2.5


# --- filling the original ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "save", "name"),
    [
        (74, save_word, "a.docx"),
        (78, save_excel, "a.xlsx"),
        *(pytest.param(number, save, name, marks=pytest.mark.slow)
          for number in range(71, 81) for save, name in ((save_word, "a.docx"), (save_excel, "a.xlsx"))),
    ],
)  # fmt: skip
def test_a_filled_original_of_several_tables_comes_back_equal(
    number: int, save: Save, name: str, tmp_path: Path
) -> None:
    one = learned_from(save(layout(number), tmp_path / name, filled=True))
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)
    for count in (0, 1, 7):
        document = with_rows(one.first, count)
        assert contents(one.read(one.filled(document), tmp_path)) == contents(document)


def rows_of_tables(content: bytes) -> list[int]:
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return [len(table.findall(f"{space}tr")) for table in body(content).iter(f"{space}tbl")]


def test_rows_grow_in_the_table_that_prints_them_and_in_no_other(tmp_path: Path) -> None:
    one = learned_from(save_word(annex(BASIC, FUNDS, LEVELS), tmp_path / "a.docx", filled=True))
    assert rows_of_tables(one.filled()) == [2, 3, 2, 2]
    project = one.first.projects[0]
    first, last = project.indicators
    more = tuple(replace(last, id=f"i{at}", fields=last.fields.with_text("name", f"指标{at}")) for at in range(4))
    document = replace(one.first, projects=(replace(project, indicators=(first, *more)),))
    assert rows_of_tables(one.filled(document)) == [2, 3, 2, 5]
    before, after = parts(one.original), parts(one.filled(document))
    assert {name for name, data in before.items() if after[name] != data} == {"word/document.xml"}


def with_next(one: Layout, folder: Path) -> Path:
    """The file of a layout with the annex of another project behind it, on a page of its own."""
    path = save_word(one, folder / "a.docx", filled=True)
    whole, other = docx.Document(str(path)), docx.Document(str(save_word(second(one), folder / "b.docx", filled=True)))
    blocks: list[Any] = list(other.element.body)[:-1]
    blocks[0].get_or_add_pPr().append(OxmlElement("w:pageBreakBefore"))
    for block in blocks:
        whole.element.body.insert(len(whole.element.body) - 1, block)
    whole.sections[0].header.paragraphs[0].text = "石桥乡财政所"
    whole.save(str(path))
    return path


def test_several_projects_repeat_all_tables_and_their_section_stands_once(tmp_path: Path) -> None:
    path = with_next(annex(BASIC, FUNDS, LEVELS), tmp_path)
    sketch = read_sketch(path)
    found = propose(sketch.source, sheets=False)
    assert [table.repeats for table in found.tables] == [None] * 4 + [0, 1, 2, 3]
    assert (found.printed, found.left_out) == ((0, 1, 2, 3), [])
    one = learned_from(path)
    assert rows_of_tables(one.original) == [2, 3, 2, 2]
    assert len(one.first.projects) == 2
    three = replace(one.first, projects=(*one.first.projects, replace(one.first.projects[0], id="x")))
    filled = one.filled(three)
    assert rows_of_tables(filled) == [2, 3, 2, 2] * 3
    assert [node.tag.rpartition("}")[2] for node in body(filled)[0]].count("sectPr") == 1
    back = one.read(one.filled(), tmp_path)
    assert contents(back) == contents(one.first)


def test_on_a_sheet_what_stands_below_a_table_that_grows_moves_down(tmp_path: Path) -> None:
    one = annex(BASIC, LEVELS, FUNDS)
    path = saved_sheet(one, tmp_path / "a.xlsx", lambda book: setattr(book.active, "print_area", "A1:D16"))
    found = learned_from(path)
    document = with_rows(found.first, 6)
    (tmp_path / "b.xlsx").write_bytes(found.filled(document))
    before, after = (openpyxl.load_workbook(name).active for name in (path, tmp_path / "b.xlsx"))
    assert isinstance(before, Worksheet)
    assert isinstance(after, Worksheet)
    grown = after.max_row - before.max_row
    assert grown == 4
    place = {cell.value: cell.row for row in before for cell in row if cell.value}
    now = {cell.value: cell.row for row in after for cell in row if cell.value}
    assert now["二、项目资金"] - place["二、项目资金"] == grown
    merged = {str(one) for one in after.merged_cells.ranges}
    assert f"A{now['二、项目资金']}:D{now['二、项目资金']}" in merged
    assert str(after.print_area).endswith(f"${16 + grown}")
    assert contents(found.read((tmp_path / "b.xlsx").read_bytes(), tmp_path)) == contents(document)


def divided(path: Path, before: str, *, kind: str, landscape: bool) -> Path:
    """The file with a section that ends before the paragraph with these words; the following one is of a kind."""
    document = docx.Document(str(path))
    paragraph: Any = next(one._p for one in document.paragraphs if one.text == before)
    section: Any = document.sections[0]._sectPr
    end = OxmlElement("w:p")
    paragraph.addprevious(end)
    end.get_or_add_pPr().append(deepcopy(section))
    following = document.sections[1]
    following.start_type = WD_SECTION[kind]
    if landscape:
        following.page_width, following.page_height = following.page_height, following.page_width
    document.save(str(path))
    return path


def test_a_table_that_lies_across_has_pages_of_its_own_in_the_form_and_in_the_original(tmp_path: Path) -> None:
    one = annex(BASIC, FUNDS, LEVELS)
    path = save_word(one, tmp_path / "a.docx", filled=True)
    found = learned_from(divided(path, "三、产出指标", kind="NEW_PAGE", landscape=True))
    assert [paper.landscape for paper in found.form.papers] == [False, False, True, True]
    both = replace(found.first, projects=(*found.first.projects, replace(found.first.projects[0], id="x")))
    filled = found.filled(both)
    assert body(filled).xpath("count(//*[local-name()='sectPr'])") == 4
    assert contents(found.read(filled, tmp_path)) == contents(both)
    assert contents(found.read(found.filled(), tmp_path)) == contents(found.first)


@pytest.mark.parametrize(("kind", "begins"), [("CONTINUOUS", False), ("NEW_PAGE", True)])
def test_a_section_between_two_tables_begins_a_page_unless_it_goes_on(kind: str, begins: bool, tmp_path: Path) -> None:
    path = save_word(annex(BASIC, FUNDS, LEVELS), tmp_path / "a.docx", filled=True)
    form, _ = proposed(divided(path, "三、产出指标", kind=kind, landscape=False))
    assert [one.begins.new_page for one in form.table.parts if one.begins] == [False, begins, False]


@pytest.mark.parametrize(("said", "begins"), [(None, True), ("1", True), ("0", False), ("false", False)])
def test_a_paragraph_between_two_tables_begins_a_page_if_it_says_so(
    said: str | None, begins: bool, tmp_path: Path
) -> None:
    path = save_word(annex(BASIC, FUNDS, LEVELS), tmp_path / "a.docx", filled=True)
    document = docx.Document(str(path))
    paragraph: Any = next(one._p for one in document.paragraphs if one.text == "三、产出指标")
    mark = OxmlElement("w:pageBreakBefore")
    if said is not None:
        mark.set(qn("w:val"), said)
    paragraph.get_or_add_pPr().append(mark)
    document.save(str(path))
    form, _ = proposed(path)
    assert [one.begins.new_page for one in form.table.parts if one.begins] == [False, begins, False]


def test_of_two_annexes_with_a_table_across_one_stays_with_its_sections(tmp_path: Path) -> None:
    one = annex(BASIC, LEVELS)
    path = divided(save_word(one, tmp_path / "a.docx", filled=True), "三、产出指标", kind="NEW_PAGE", landscape=True)
    whole, other = (
        docx.Document(str(path)),
        docx.Document(str(save_word(second(one), tmp_path / "b.docx", filled=True))),
    )
    end: Any = OxmlElement("w:p")
    end.get_or_add_pPr().append(deepcopy(whole.element.body[-1]))
    for block in (end, *list(other.element.body)[:-1]):
        whole.element.body.insert(len(whole.element.body) - 1, block)
    whole.save(str(path))
    found = learned_from(path)
    assert rows_of_tables(found.original) == [2, 2, 2]
    assert body(found.original).xpath("count(//*[local-name()='sectPr'])") == 2
    assert [paper.landscape for paper in found.form.papers] == [False, True, True]
    assert len(found.first.projects) == 2


@pytest.mark.parametrize("numbers", [(74,), pytest.param(range(71, 81), marks=pytest.mark.slow)], ids=["short", "all"])
def test_what_the_program_writes_by_a_form_of_several_tables_is_read_back(
    numbers: Sequence[int], tmp_path: Path
) -> None:
    for number in numbers:
        one = learned_from(save_word(layout(number), tmp_path / "a.docx", filled=True))
        path = tmp_path / "own.docx"
        with path.open("wb") as stream:
            write_document(one.form, one.first, stream)
        assert contents(read_source(path, one.form).document) == contents(one.first), number


@pytest.mark.parametrize("numbers", [(72,), pytest.param(range(71, 81), marks=pytest.mark.slow)], ids=["short", "all"])
def test_another_file_of_a_form_that_is_kept_is_known_by_all_its_tables(
    numbers: Sequence[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "own_forms", lambda: tmp_path / "forms")
    forms = {number: proposed(save_word(layout(number), tmp_path / "a.docx", filled=True))[0] for number in numbers}
    for form in forms.values():
        keep_form(form)
    forget()
    try:
        for number, form in forms.items():
            for save, name in ((save_word, "b.docx"), (save_excel, "b.xlsx")):
                found = read_source(save(second(layout(number)), tmp_path / name, filled=True))
                assert (found.document.form, found.left_out) == (form.id, ())
    finally:
        forget()


def test_of_several_sheets_one_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    path = save_excel(annex(BASIC, LEVELS), tmp_path / "a.xlsx", filled=True)
    book, other = (
        openpyxl.load_workbook(path),
        annex("任务名称 | 主要内容 | 预算金额\n{t:item}修路 | {t:content}三条 | {t:total}5\n"),
    )
    rows = openpyxl.load_workbook(save_excel(other, tmp_path / "b.xlsx", filled=True)).active
    assert rows is not None
    page = book.create_sheet("任务")
    for row in rows.iter_rows(values_only=True):
        page.append(row)
    book.save(path)
    sketch = read_sketch(path)
    found = propose(sketch.source, sheets=True)
    assert found.printed == (0,)
    assert found.left_out == ["第 2 张表“任务名称”没有写进表样，表样只按第 1 张表写成。"]


def test_the_form_file_says_where_each_table_stands(tmp_path: Path) -> None:
    form, why = proposed(save_word(annex(BASIC, FUNDS, LEVELS), tmp_path / "a.docx", filled=True))
    definition = form.copy.definition
    assert why == ""
    assert definition is not None
    assert definition.content is not None
    original = tomllib.loads(definition.content.decode())["original"]
    assert (original["table"], [one["table"] for one in original["further"]]) == (0, [1, 2, 3])
    assert original["bands"] == [2, 0, 3, 0, 2, 0, 2]
