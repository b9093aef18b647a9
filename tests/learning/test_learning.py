"""Layouts never seen become proposals and forms. The figures of the odd half are measured and never made to fit."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from notation import document

from learning import measure
from learning.confirming_all import reads_all_back
from learning.grids import layouts, parsed, save_blank, save_excel, save_word, unseen
from learning.reading import flags, proposed, roles, values
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form, forms
from perfdesk.importers.grid import Grid, GridCell, GridRow, Line, Source
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.learning import lexicon
from perfdesk.learning.answer import CellRole
from perfdesk.learning.confirming import WrongAnswers, answers_in, confirmed
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.look import Look
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.sketch import parse_sketch, read_sketch, sketch_json
from perfdesk.model.fields import Owner

# Not there as they stand in the cell.
_OTHERWISE = ("", "own", "likelihood", "fill_date", "money_unit")


MORE = {"own.名称", "total_weight", "total_score"}


# The figures as they were when the rules had last been worked on; python -m tests.learning.measure prints them all.
@pytest.mark.parametrize(
    ("step", "kinds", "flagged"),
    [(8, measure.KINDS[:2], 2.5), pytest.param(2, measure.KINDS, 1.5, marks=pytest.mark.slow)],
    ids=["short", "all"],
)
def test_the_half_that_rules_were_made_on_stays_as_well_read_as_it_is(
    step: int, kinds: Sequence[tuple[str, bool]], flagged: float, tmp_path: Path
) -> None:
    those = [one for one in layouts() if one.number in range(2, 51, step)]
    even = measure.half(measure.scored(those, tmp_path, kinds), 0)
    assert even.files == len(range(2, 51, step)) * len(kinds)
    assert even.right / even.fields >= 0.99
    assert even.silent == 0
    assert even.flagged / even.files <= flagged
    assert even.labels == 0


@pytest.mark.slow
def test_of_the_layouts_by_another_hand_the_even_half_stays_as_well_read_as_it_is(tmp_path: Path) -> None:
    even = measure.half(measure.scored(unseen(), tmp_path, measure.KINDS), 0)
    assert (even.files, even.right, even.silent, even.labels) == (40, even.fields, 0, 0)
    assert even.flagged / even.files <= 3.2


# Several of these lost a cell at first: a sum beside empty cells of a sheet, a row of labels with their values below
# the indicators, a line above a sheet that a person had named, the unit of money in a cell of its own.
@pytest.mark.parametrize(
    ("numbers", "kinds"),
    [((19, 27, 37, 47), (".xlsx",)), pytest.param(range(1, 51), (".docx", ".xlsx"), marks=pytest.mark.slow)],
    ids=["short", "all"],
)
def test_after_all_is_confirmed_the_form_reads_every_cell_and_every_cell_of_a_second_file(
    tmp_path: Path, numbers: Sequence[int], kinds: Sequence[str]
) -> None:
    read = [one.cells for one in reads_all_back(numbers, kinds, tmp_path)]
    assert len(read) == len(numbers) * len(kinds)
    assert min(read) >= 10


@pytest.mark.parametrize("number", [2, 7, 13, 14, 30])
def test_the_learned_form_of_a_layout_reads_the_layout(number: int, tmp_path: Path) -> None:
    one = layouts()[number - 1]
    for save, name in ((save_word, "a.docx"), (save_excel, "a.xlsx")):
        path = save(one, tmp_path / name, filled=True)
        sketch = read_sketch(path)
        learned = learned_form(draft(propose(sketch.source, sheets=sketch.sheets), sketch.look, "a"))
        project = read_source(path, learned).document.projects[0]
        rows = {Owner.INDICATOR: [row.fields for row in project.indicators]}
        for record in project.records:
            rows.setdefault(record.owner, []).append(record.fields)
        for place in one.places:
            if place.key in _OTHERWISE or set(place.text) & set("[□") or not place.text:
                continue
            if place.owner == "project":
                assert project.fields[place.key] == place.text
            elif place.owner != "document" and not place.key.startswith("level1"):
                assert place.text in [row[place.key] for row in rows[Owner(place.owner)]]


GRID = (
    """
> 2031年项目绩效目标汇总表
> 部门名称：松溪县交通运输局
序号~2 | 项目名称~2 | 项目资金^2 | 年度绩效目标~2 | 绩效指标^3 | 项目负责人~2
资金总额 | 财政拨款 | 一级指标 | 三级指标 | 指标值
{own}1~2 | {name}渡口~2 | $36~2 | %30~2 | {goal}改造三处。~2 | @ | {i:name}渡口 | {i:target}3处 | {contact}陈一~2
{i:level1}效益指标 | {i:name}受益村民 | {i:target}≥6000人
{own}2 | {name}公交 | $12 | %12 | {goal}维持线路。 | @ | {i:name}线路 | {i:target}12条 | {contact}陈二
""".replace("@", "{i:level1}产出指标")
    .replace("$", "{budget_total}")
    .replace("%", "{budget_fiscal}")
)


@pytest.mark.parametrize("excel", [False, True])
def test_a_grid_of_projects_becomes_a_form_that_reads_each_project_with_its_rows(excel: bool, tmp_path: Path) -> None:
    path = (save_excel if excel else save_word)(parsed(99, GRID), tmp_path / "a", filled=True)
    path = path.rename(path.with_suffix(".xlsx" if excel else ".docx"))
    sketch = read_sketch(path)
    proposal = propose(sketch.source, sheets=sketch.sheets)
    learned = learned_form(draft(proposal, sketch.look, "a"))
    assert (learned.table.grid, proposal.flagged) == (True, 0)
    read = [
        ({key: project.fields[key] for key in ("own.序号", "name", "budget_total", "budget_fiscal", "goal", "contact")},
         [(row.level1, row.name, row.target) for row in project.indicators])
        for project in read_source(path, learned).document.projects
    ]  # fmt: skip
    keys = ("own.序号", "name", "budget_total", "budget_fiscal", "goal", "contact")
    assert read == [
        (dict(zip(keys, ("1", "渡口", "36", "30", "改造三处。", "陈一"), strict=True)),
         [("产出指标", "渡口", "3处"), ("效益指标", "受益村民", "≥6000人")]),
        (dict(zip(keys, ("2", "公交", "12", "12", "维持线路。", "陈二"), strict=True)), [("产出指标", "线路", "12条")]),
    ]  # fmt: skip


def test_a_sum_below_the_budget_of_a_grid_is_the_project_s_total(tmp_path: Path) -> None:
    found = proposed(GRID.replace("项目资金", "预算数").replace("资金总额", "小计"), tmp_path)
    assert (found.flagged, values(found)["budget_total"]) == (0, "12")


def test_what_is_said_of_a_project_s_column_is_the_project_s(tmp_path: Path) -> None:
    found = proposed(GRID.replace("年度绩效目标", "想做什么"), tmp_path)
    assert found.flagged == 1
    said = confirmed(found, answers_in({"cells": [{"table": 1, "row": 0, "column": 4, "key": "goal"}]}))
    cells = [one for table in said.tables for one in table.answers if one.key == "goal"]
    assert [(one.owner, one.flag) for one in cells] == [(Owner.PROJECT, False)] * 3
    assert learned_form(draft(said, Look(), "a")).table.grid


# --- several tables ----------------------------------------------------------------------------------------------

FIRST = "项目名称 | {name}桥^2\n绩效目标 | {goal}修桥铺路，方便村民。^2\n一级指标 | 三级指标 | 指标值\n"
ROWS = "{i:level1}产出指标 | {i:name}桥梁数量 | {i:target}1座\n"


def several(folder: Path, *parts: str) -> FormProposal:
    """Tables and lines (those that begin with >) one after the other in one Word file."""
    whole = docx.Document()
    for part in parts:
        if part.startswith(">"):
            whole.add_paragraph(part[1:])
        else:
            made = docx.Document(str(save_word(parsed(99, part), folder / "part.docx", filled=True)))
            whole.element.body.insert(len(whole.element.body) - 1, made.tables[0]._tbl)
    whole.save(str(folder / "a.docx"))
    sketch = read_sketch(folder / "a.docx")
    return propose(sketch.source, sheets=False)


@pytest.mark.parametrize("between", ["> ", "> 附件2（续）", "> 续表"])
def test_a_table_that_goes_on_below_an_empty_line_or_one_that_says_so_is_one(between: str, tmp_path: Path) -> None:
    found = several(tmp_path, FIRST + ROWS, between, ROWS.replace("桥梁数量", "桥梁长度") + ROWS)
    (table,) = found.tables
    assert [(band.top, band.end) for band in table.bands] == [(2, 6)]


def test_a_header_printed_again_is_a_header(tmp_path: Path) -> None:
    again = "一级指标 | 三级指标 | 指标值\n"
    (table,) = several(tmp_path, again + ROWS, "> ", again + ROWS).tables
    assert [one.role for one in table.answers if one.spot.text == "三级指标"] == [CellRole.HEADER] * 2
    assert [one.key for one in table.answers if one.role is CellRole.VALUE] == ["level1", "name", "target"] * 2


def test_the_annex_of_the_next_project_is_asked_about_once_and_is_no_loss(tmp_path: Path) -> None:
    unknown = FIRST.replace("绩效目标", "受益农户") + ROWS
    found = several(tmp_path, unknown, "> ", unknown.replace("桥", "路"), "> ", unknown.replace("桥", "渠") + ROWS)
    assert [table.repeats for table in found.tables] == [None, 0, 0]
    assert (found.asked, found.left_out) == (1, [])


def test_the_table_of_another_annex_is_named_as_left_out(tmp_path: Path) -> None:
    other = "年度主要任务 | 主要内容 | 预算金额\n{t:item}修路 | {t:content}三条 | {t:total}5\n"
    found = several(tmp_path, FIRST + ROWS, "> 2031年绩效任务表", other, "> 说明", "请于月底前报送。")
    assert [(table.place, table.repeats) for table in found.tables] == [(0, None), (1, None)]
    assert found.left_out == ["第 2 张表“年度主要任务”没有写进表样，表样只按第 1 张表写成。"]


@pytest.mark.parametrize("name", ["hebei-book-2024", "ningxia-annex2-2024"])
def test_the_form_learned_from_a_shipped_form_s_own_output_has_its_fields(name: str, tmp_path: Path) -> None:
    shipped = form(name)
    written = document(
        """
        fiscal_year=2031 | department_name=东岭县气象局
        # 雷达站维护 | unit_name=东岭县气象局本级 | supervisor=东岭县气象局 | budget_total=12.50 | goal=雷达不停机。
        - 数量 | 维护雷达数量 | ≥2台 | description=全年维护的雷达 | basis=合同约定
        - 质量 | 设备完好率 | ≥98% | description=完好设备占比 | basis=行业标准
        """,
        name,
    )
    path = tmp_path / "a.docx"
    with path.open("wb") as stream:
        write_document(shipped, written, stream)
    sketch = read_sketch(path)
    proposal = propose(sketch.source, sheets=sketch.sheets)
    learned = learned_form(draft(proposal, sketch.look, "a"))
    assert set(learned.table.printed) == set(shipped.table.printed)
    assert proposal.like[0] == (name, 1.0)
    assert proposal.flagged == 0


def test_every_shipped_form_is_learned_from_its_own_blank_paper(tmp_path: Path) -> None:
    for name, shipped in forms().items():
        sketch = read_sketch(save_blank(shipped, tmp_path / f"{name}.docx"))
        proposal = propose(sketch.source, sheets=sketch.sheets)
        learned = set(learned_form(draft(proposal, sketch.look, "a")).table.printed)
        assert set(shipped.table.printed) - learned == set(), name
        # 名称 has nothing below it on blank paper; the sums are computed in the form.
        assert {key for _, key in learned - set(shipped.table.printed)} <= MORE, name


# --- what must never be ------------------------------------------------------------------------------------------


def test_sign_number_and_unit_in_three_columns_stay_three_fields(tmp_path: Path) -> None:
    found = proposed(
        """
        项目名称 | {name}桥^4
        一级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位
        {i:level1}产出指标 | {i:name}桥梁数量 | {i:op}≥ | {i:target}2 | {i:unit}座
        """,
        tmp_path,
    )
    assert values(found) == {
        "level1": "产出指标", "name": "桥梁数量", "op": "≥", "target": "2", "unit": "座"
    }  # fmt: skip


def test_an_empty_column_of_natures_is_not_taken_for_signs(tmp_path: Path) -> None:
    found = proposed(
        "项目名称 | {name}桥^2\n一级指标 | 三级指标 | 指标性质\n{i:level1}产出指标 | {i:name}桥梁数量 | {i:kind}≥",
        tmp_path,
        filled=False,
    )
    assert "kind" in values(found)
    assert "op" not in values(found)


def test_a_label_behind_a_label_is_no_value(tmp_path: Path) -> None:
    found = proposed("项目名称 | 实施单位 | {x}甲\n绩效目标 | {goal}修桥铺路，方便村民。^2", tmp_path)
    assert roles(found)["实施单位"] is CellRole.LABEL


@pytest.mark.parametrize(
    ("label", "other"),
    [("市级财政补贴资金", "县级"), ("项目主管单位代码", "名称"), ("中期指标完成数值", "年度")],
)
def test_words_that_tell_labels_apart_are_never_passed_over(label: str, other: str) -> None:
    for name in (Owner.PROJECT, Owner.INDICATOR, lexicon.SOURCES):
        found = lexicon.meaning(name, label)
        assert found is None or other not in found.reason.split("“")[-1]


def test_an_unknown_label_keeps_its_name_and_is_asked_about(tmp_path: Path) -> None:
    found = proposed("项目名称 | {name}桥\n受益农户数量 | {own}三百户\n绩效目标 | {goal}修桥铺路，方便村民。", tmp_path)
    assert values(found)["own.受益农户数量"] == "三百户"
    assert list(flags(found)) == ["三百户"]


def test_one_label_twice_is_two_fields_and_both_are_asked_about(tmp_path: Path) -> None:
    found = proposed("项目名称 | {name}桥\n联系电话 | {phone}1\n联系电话 | {own}2", tmp_path)
    flagged = {one.key for table in found.tables for one in table.answers if one.flag}
    assert flagged == {"phone", "own.phone_2"}


FUNDS = """
项目名称 | {name}桥^2
项目资金（万元）~3 | 年度资金总额 | {budget_total}@
其中：财政拨款 | {budget_fiscal}10
其他资金 | {budget_other}2.50
"""


@pytest.mark.parametrize(("total", "wrong"), [("12.5", ""), ("12.50", ""), ("12", "各项资金相加是 12.50"), ("", "")])
def test_a_total_of_money_that_its_parts_do_not_make_is_asked_about(total: str, wrong: str, tmp_path: Path) -> None:
    assert flags(proposed(FUNDS.replace("@", total), tmp_path)) == ({total: wrong} if wrong else {})


def test_one_part_of_the_money_need_not_be_the_whole(tmp_path: Path) -> None:
    assert flags(proposed(FUNDS.replace("@", "12").replace("2.50", ""), tmp_path)) == {}


TRANSFER = """
项目名称 | {name}桥^2
项目资金（万元）~5 | 年度资金总额 | {budget_total}@
其中：中央补助 | {funds.central.plan}200
省级资金 | {funds.province.plan}50
地方资金 | {funds.local.plan}40
其他资金 | {funds.other.plan}10
"""


@pytest.mark.parametrize(("total", "asked"), [("240", False), ("300", False), ("250", True), ("290", True)])
def test_money_of_the_province_is_part_of_the_local_money_of_a_transfer_or_stands_beside_it(
    total: str, asked: bool, tmp_path: Path
) -> None:
    found = flags(proposed(TRANSFER.replace("@", total), tmp_path))
    assert found == ({total: "各项资金相加是 240"} if asked else {})


@pytest.mark.parametrize(("total", "wrong"), [("89", 1), ("90", 0), ("100", 0), ("101", 1)])
def test_a_sum_of_points_is_that_of_its_column_or_has_those_of_the_budget_too(
    total: str, wrong: int, tmp_path: Path
) -> None:
    rows = "{i:level1}产出指标 | {i:name}里程 | {i:weight}60\n{i:level1}效益指标 | {i:name}村民 | {i:weight}30\n"
    text = "项目名称 | {name}桥^2\n一级指标 | 三级指标 | 分值\n" + rows + "合计^2 | {total_weight}" + total
    assert len(flags(proposed(text, tmp_path))) == wrong


def test_a_sum_of_tasks_is_that_of_its_column(tmp_path: Path) -> None:
    text = """
        部门名称 | {d:department_name}局^2
        任务名称 | 主要内容 | 预算金额
        {t:item}修路 | {t:content}三条 | {t:total}5
        {t:item}修桥 | {t:content}一座 | {t:total}7.5
        金额合计^2 | {t:total}13
    """
    assert flags(proposed(text, tmp_path)) == {"13": "上面一列相加是 12.5"}
    assert flags(proposed(text.replace("13", "12.50"), tmp_path)) == {}


def test_a_label_that_nothing_can_be_written_beside_is_asked_about(tmp_path: Path) -> None:
    found = proposed(
        "项目名称 | 实施单位 | {x}甲\n绩效目标 | {goal}修桥铺路，方便村民。^2\n备注 | - | 联系电话", tmp_path
    )
    assert flags(found) == dict.fromkeys(("项目名称", "联系电话"), "右边和下面都没有可填的一格")


def test_corners_of_tables_of_amounts_and_labels_beside_several_rows_need_no_value(tmp_path: Path) -> None:
    found = proposed(
        """
        项目名称 | {name}桥^3
        资金来源 | 年初预算数 | 全年预算数 | 全年执行数
        年度资金总额 | {funds.total.initial}5 | {funds.total.adjusted}5 | {funds.total.executed}4
        绩效目标~2 | 预期目标^3
        {goal}修桥铺路，方便村民。^3
        """,
        tmp_path,
    )
    assert flags(found) == {}


def test_a_year_alone_behind_a_label_is_what_the_label_asks_for(tmp_path: Path) -> None:
    found = proposed("项目名称 | {name}桥^2\n项目期限 | {period}2031年^2\n（2031年度）^3", tmp_path)
    assert (values(found)["period"], values(found)["fiscal_year"]) == ("2031年", "（2031年度）")


def test_an_unknown_word_in_a_row_of_known_labels_is_a_label(tmp_path: Path) -> None:
    text = """
        项目名称 | {name}桥^4
        项目资金（万元）~2 | 年初预算数 | 全年预算数 | 全年执行数 | 没有用完的缘由
        {funds.total.initial}5 | {funds.total.adjusted}5 | {funds.total.executed}4 | {own}结余
    """
    found = proposed(text, tmp_path)
    assert roles(found)["没有用完的缘由"] is CellRole.LABEL
    assert values(found)["own.没有用完的缘由"] == "结余"


def test_a_sum_in_one_row_with_its_sources_is_the_total(tmp_path: Path) -> None:
    found = proposed("项目名称 | {name}桥^5\n合计 | {x}15 | 财政资金 | {x}12 | 其他资金 | {x}3", tmp_path)
    assert values(found) == {"name": "桥", "budget_total": "15", "budget_fiscal": "12", "budget_other": "3"}


def test_a_text_that_no_label_stands_beside_is_asked_about(tmp_path: Path) -> None:
    found = proposed("项目名称 | {name}桥^2\n绩效目标 | {goal}修桥铺路。 | !去年也修过，今年接着修完。", tmp_path)
    assert list(flags(found)) == ["去年也修过，今年接着修完。"]


def test_whatever_stands_where_in_a_table_each_cell_is_answered_and_the_form_can_be_used() -> None:
    tables = 0
    for seed in range(120):
        found = propose(_random_source(random.Random(seed)), sheets=seed % 2 == 0)
        for table in found.tables:
            assert [one.spot for one in table.answers] == list(table.cells.spots)
        if found.tables:
            assert learned_form(draft(found, Look(), "a")).title
            tables += 1
    assert tables > 40


_WORDS = [
    *lexicon.table("project"), *lexicon.table("indicator"), *lexicon.table(lexicon.SOURCES), *lexicon.table("tasks"),
    *[""] * 80, *["12.5", "≥5", "产出指标", "数量指标", "修桥铺路，方便村民。", "甲", "填报人：李", "……", "总分"] * 5,
    *["经常性□ 一次性☑", "长期□ 短期□"] * 5,
    *["绩效指标", "（2031年度）", "—", "注：填写", "长" * 70, "项目名称：桥 联系人：李", "{x}"] * 5,
]  # fmt: skip


def _random_source(chance: random.Random) -> Source:
    """A table of random cells, merged at random, between two lines."""
    width = chance.randint(2, 9)
    above: dict[int, GridCell] = {}
    rows = []
    for number in range(chance.randint(2, 14)):
        cells: list[GridCell] = []
        column = 0
        while column < width:
            over = above.get(column)
            if over is not None and chance.random() < 0.25:
                cell = over._replace(below=True)
            else:
                columns = min(chance.choice([1, 1, 1, 2, 3, 9]), width - column)
                cell = GridCell(column, columns, chance.choice(_WORDS))
            cells.append(cell)
            column += cell.columns + (chance.random() < 0.05)
        above = {cell.column: cell for cell in cells}
        rows.append(GridRow(f"第1张表第{number + 1}行", tuple(cells)))
    return Source((Line("", chance.choice(_WORDS)), Grid(tuple(rows), merges=True), Line("", chance.choice(_WORDS))))


def test_a_file_without_a_table_like_an_annex_has_no_tables(tmp_path: Path) -> None:
    assert proposed("会议时间 | {x}三月\n参加人员 | {x}五人", tmp_path).tables == ()


def table_of(rows: int, columns: int, text: str) -> Source:
    """A project's name, then cells that all say the same."""
    first = GridRow("", (GridCell(0, 1, "项目名称"), GridCell(1, columns - 1, "桥")))
    row = GridRow("", tuple(GridCell(at, 1, text) for at in range(columns)))
    return Source((Grid((first, *[row] * (rows - 1)), merges=True),))


@pytest.mark.parametrize(
    "text", ["12.5", "", "其他资金", "修桥", "一级指标", "联系人：李 电话：1", "县级财政", "产出指标"]
)
def test_the_work_grows_with_the_rows_and_not_with_their_square(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    at = Matrix.at

    def counted(self: Matrix, row: int, column: int) -> Spot | None:
        nonlocal asked
        asked += 1
        return at(self, row, column)

    monkeypatch.setattr(Matrix, "at", counted)
    work = []
    for rows in (60, 240):
        asked = 0
        propose(table_of(rows, 8, text), sheets=False)
        work.append(asked)
    assert work[1] < 6 * work[0] + 100


@pytest.mark.parametrize(("rows", "columns"), [(2, 65), (2, 1000), (601, 2), (300, 41)])
def test_a_table_that_no_annex_has_is_refused(rows: int, columns: int) -> None:
    with pytest.raises(ImportFailure, match="太大"):
        propose(table_of(rows, columns, "甲"), sheets=False)


def test_a_table_of_thousands_of_rows_is_refused(tmp_path: Path) -> None:
    text = "\n".join(["项目名称 | {name}桥", *["甲 | 乙"] * 700])
    with pytest.raises(ImportFailure, match="太大"):
        proposed(text, tmp_path)


def test_the_sketch_survives_its_way_from_the_child(tmp_path: Path) -> None:
    path = save_excel(layouts()[1], tmp_path / "a.xlsx", filled=True)
    sketch = read_sketch(path)
    back = parse_sketch(sketch_json(sketch))
    assert (back.source.elements, back.look, back.sheets) == (sketch.source.elements, sketch.look, True)


@pytest.mark.parametrize(
    "spoilt", [b"{}", b'{"elements": [{"merges": 1, "rows": [["", [[-1, 1, "", false]]]]}]}', b"["]
)
def test_a_sketch_that_is_none_is_an_error(spoilt: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        parse_sketch(spoilt)


def test_every_shipped_form_is_still_known() -> None:
    assert {"hebei-book-2024", "ningxia-annex2-2024"} <= set(forms())


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"table": 9, "row": 0, "column": 0}, "第 9 张表"),
        ({"table": 1, "row": 99, "column": 0}, "表外"),
        ({"table": 1, "row": 0, "column": 1, "key": "nothing"}, "nothing"),
        ({"table": 1, "row": 2, "column": 1, "key": "goal"}, "goal"),
    ],
)
def test_answers_that_do_not_fit_are_named(tmp_path: Path, said: object, word: str) -> None:
    found = proposed("项目名称 | {name}桥\n一级指标 | 三级指标\n{i:level1}产出指标 | {i:name}桥梁数量", tmp_path)
    with pytest.raises(WrongAnswers, match=word):
        confirmed(found, answers_in({"cells": [said]}))


def test_answers_are_json_that_a_person_can_write() -> None:
    for wrong in ("{}", '{"cells": [1]}', '{"cells": [{"table": 1, "row": 0, "column": 0, "role": "x"}]}'):
        with pytest.raises(WrongAnswers):
            answers_in(json.loads(wrong))
