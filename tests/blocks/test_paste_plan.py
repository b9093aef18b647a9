"""What a paste would change, in tables: the block, where it is pasted, and what comes of it."""

from typing import Final

import pytest
from cells import block
from notation import document as written
from small_forms import small_form

from perfdesk.blocks.clip import Clip, read_clip
from perfdesk.blocks.clip_limits import MOST_NEW_ROWS, MOST_TEXT
from perfdesk.blocks.destination import Destination, ListDestination, SheetDestination
from perfdesk.blocks.paste_plan import AS_COLUMN, AS_TABLE, AS_TEXT, Aim, PastePlan, plans, text_plan
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import front_sheet, sheet
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner

BOOK: Final = """
department_name=青禾县档案馆
# 网站维护费 | budget_total=22.20
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95%
# 库房租金
- 数量 | 库房面积 | ≥200平方米
"""
NINGXIA: Final = "ningxia-annex2-2024"


def annex(document: Document, project: int = 0) -> SheetDestination:
    layout = form(document.form)
    return SheetDestination(layout, document, sheet(layout, document, document.projects[project]))


def listing(document: Document) -> ListDestination:
    layout = form(document.form)
    rows = [row.id for project in document.projects for row in project.indicators]
    keys = ("project", *layout.table.keys_of(Owner.INDICATOR))
    return ListDestination(layout, document, rows, keys, {"project": lambda row: rows[row][:2]})


def place(table: Destination, node: str, key: str) -> tuple[int, int]:
    every = (cell for row in range(table.rows) for cell in table.across(row))
    found = next(cell for cell in every if (cell.node, cell.key) == (node, key))
    return found.row, found.column


def pasted(table: Destination, node: str, key: str, text: str, **clip: bool) -> PastePlan:
    """The first plan for a block on the cell of a field, all rows in sight."""
    made = Clip("", block(text), **clip)
    return plans(made, Aim(table, place(table, node, key), (), range(table.rows)))[0]


def changes(plan: PastePlan) -> dict[tuple[str, str], str]:
    return {(one.node, one.key): one.after for one in plan.entries if one.changes and not one.new}


def new_rows(plan: PastePlan) -> list[dict[str, str]]:
    return [{one.key: one.after for one in plan.entries if one.node == node and one.after} for node in plan.new_rows]


@pytest.mark.parametrize("view", [annex, listing])
def test_a_span_is_one_text_for_all_its_rows(view: type[Destination]) -> None:
    plan = pasted(view(written(BOOK)), "p1.1", "level1", "效益指标|社会效益指标|甲\n^|^|乙\n^|生态效益指标|丙")
    assert plan.plain
    assert changes(plan) == {
        **{(f"p1.{n}", "level1"): "效益指标" for n in (1, 2, 3)},
        ("p1.1", "level2"): "社会效益指标",
        ("p1.2", "level2"): "社会效益指标",
        ("p1.3", "level2"): "生态效益指标",
        ("p1.1", "name"): "甲",
        ("p1.2", "name"): "乙",
        ("p1.3", "name"): "丙",
    }
    assert plan.places == [(f"p1.{n}", key) for n in (1, 2, 3) for key in ("level1", "level2", "name")]


def test_columns_are_counted_by_cells_not_by_the_lines_of_the_form() -> None:
    """依据 spans two columns of the form, and its neighbour one."""
    plan = pasted(annex(written(BOOK)), "p1.1", "target", "8次|合同")
    assert changes(plan) == {("p1.1", "target"): "8次", ("p1.1", "basis"): "合同"}


def test_nothing_leaves_what_is_there_and_a_blank_does_not() -> None:
    plan = pasted(annex(written(BOOK)), "p1.1", "name", "-|甲\n|乙", ours=True)
    assert changes(plan) == {("p1.1", "description"): "甲", ("p1.2", "name"): "", ("p1.2", "description"): "乙"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲|乙|丙|丁|戊", "1 行 5 列，从这一格起只有 4 列，放不下，没有粘贴"),
        ("\n".join(["甲|乙"] * (MOST_NEW_ROWS + 4)), "没有那么多格，放不下，没有粘贴"),
        ("|\n|", "都是空的，没有粘贴"),
    ],
)
def test_what_has_no_room_is_refused_whole(text: str, words: str) -> None:
    plan = pasted(annex(written(BOOK)), "p1.1", "name", text)
    assert words in plan.refusal
    assert plan.entries == ()


def test_as_many_rows_as_may_be_are_added() -> None:
    plan = pasted(annex(written(BOOK)), "p1.1", "name", "\n".join(["甲|乙"] * (MOST_NEW_ROWS + 3)))
    assert len(plan.new_rows) == MOST_NEW_ROWS


def test_words_of_the_form_are_not_pasted_over() -> None:
    assert "“项目名称”" in pasted(annex(written(BOOK)), "p1", "code", "甲|乙").refusal
    assert "“二级指标”" in pasted(annex(written(BOOK)), "p1", "goal", "甲\n乙").refusal
    table = listing(written(BOOK))
    plan = plans(Clip("", block("甲|乙")), Aim(table, (0, 0)))[0]
    assert "“p1”" in plan.refusal


def test_blank_edges_of_whole_columns_do_no_harm_where_there_is_no_room_for_them() -> None:
    plan = pasted(annex(written(BOOK)), "p1.3", "target", "8次||\n||")
    assert changes(plan) == {("p1.3", "target"): "8次"}
    assert plan.plain


def test_blank_edges_are_pasted_where_there_is_room() -> None:
    assert changes(pasted(annex(written(BOOK)), "p1.1", "name", "甲|乙|\n||")) == {
        ("p1.1", "name"): "甲",
        ("p1.1", "description"): "乙",
        ("p1.1", "target"): "",
        ("p1.2", "name"): "",
        ("p1.2", "target"): "",
    }


def test_new_rows_are_of_the_class_above_and_stand_behind_the_last() -> None:
    document = written(BOOK)
    plan = pasted(annex(document), "p1.3", "name", "甲|乙\n丙|丁\n戊|己")
    assert plan.remarks == ("下面少 2 行：会先加 2 条指标。",)
    classes = {"level1": "产出指标", "level2": "质量指标"}
    assert new_rows(plan) == [
        {**classes, "name": "丙", "description": "丁"},
        {**classes, "name": "戊", "description": "己"},
    ]
    after = plan.edit().apply(document)
    assert [row.name for row in after.projects[0].indicators] == ["维护次数", "网站数量", "甲", "丙", "戊"]
    assert after.projects[1] == document.projects[1]


def test_new_rows_take_the_class_that_is_pasted() -> None:
    plan = pasted(
        annex(written(BOOK)), "p1.3", "level1", "效益指标|社会效益指标|甲\n^|^|乙\n满意度指标|服务对象满意度指标|丙"
    )
    assert [row["level1"] for row in new_rows(plan)] == ["效益指标", "满意度指标"]
    assert [row["level2"] for row in new_rows(plan)] == ["社会效益指标", "服务对象满意度指标"]


def test_in_a_list_new_rows_go_into_the_project_of_the_last_row() -> None:
    document = written(BOOK)
    plan = pasted(listing(document), "p2.1", "name", "甲\n乙\n丙")
    after = plan.edit().apply(document)
    assert [row.name for row in after.projects[1].indicators] == ["甲", "乙", "丙"]
    assert after.projects[0] == document.projects[0]


def test_a_row_of_titles_says_which_column_is_which() -> None:
    text = "序号|指标值|三级指标||备注\n1|8次|甲||无\n2|9次|乙||无"
    plan = pasted(annex(written(BOOK)), "p1.1", "level1", text)
    assert changes(plan) == {
        ("p1.1", "target"): "8次",
        ("p1.1", "name"): "甲",
        ("p1.2", "target"): "9次",
        ("p1.2", "name"): "乙",
    }
    assert plan.remarks == (
        "第一行是栏目名称，各列按名称对应，名称这一行不粘贴。",
        "这里没有“序号”、“备注”栏目，那 2 列不粘贴。",
    )


@pytest.mark.parametrize("text", ["三级指标|甲\n乙|丙", "三级指标|三级指标\n乙|丙", "三级指标|指标值"])
def test_one_title_or_one_twice_or_no_row_below_are_texts(text: str) -> None:
    assert not any("栏目名称" in one for one in pasted(annex(written(BOOK)), "p1.1", "name", text).remarks)


def test_blank_levels_go_on_where_the_source_knows_no_spans() -> None:
    text = "产出指标|数量指标|甲\n||乙\n|质量指标|丙"
    plan = pasted(annex(written(BOOK)), "p1.1", "level1", text)
    assert changes(plan) == {("p1.1", "name"): "甲", ("p1.2", "name"): "乙", ("p1.3", "name"): "丙"}
    assert plan.remarks == ("3 格级别是空的，沿用上一行的。",)


def test_a_blank_class_below_another_level_is_no_continuation() -> None:
    plan = pasted(annex(written(BOOK)), "p1.1", "level1", "产出指标|数量指标|甲\n效益指标||乙")
    assert changes(plan)["p1.2", "level2"] == ""
    assert plan.plain


def test_our_own_blank_levels_stay_blank() -> None:
    plan = pasted(annex(written(BOOK)), "p1.1", "level1", "产出指标|数量指标|甲\n||乙", ours=True)
    assert changes(plan)["p1.2", "level1"] == ""


def test_the_mark_that_a_form_prints_is_no_part_of_a_level() -> None:
    document = written(BOOK, NINGXIA)
    plan = pasted(annex(document), "p1.1", "level2", "质量指标（必填）|甲")
    assert changes(plan) == {("p1.1", "level2"): "质量指标", ("p1.1", "name"): "甲"}


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("甲|<|乙\n丙|丁|戊", "有横向合并的格子：文字放进最左边一格，右边几格不动。"),
        ("甲|乙\n^|丙", "有纵向合并的格子：同一段文字放进它跨过的每一行。"),
        ("甲|乙\n丙|-", "各行长短不一：缺的格子保持原样。"),
        ("=SUM(A1:A3)|甲\n=B2|=100%", "2 格是公式（如 =SUM(A1:A3)），会当作文字放进去。"),
        ("甲\u200b|乙\u202e", "2 格里有看不见的控制字符，粘贴时去掉。"),
    ],
)
def test_what_is_odd_is_said_before(text: str, remark: str) -> None:
    plan = pasted(annex(written(BOOK)), "p1.1", "name", text)
    assert plan.remarks == (remark,)
    assert not plan.plain


def test_so_is_what_the_clipboard_has_besides() -> None:
    page = "<p>前</p><table><tr><td>甲<td rowspan=3>乙<tr><td>丙</table>"
    table = annex(written(BOOK))
    plan = plans(read_clip(page, ""), Aim(table, place(table, "p1.1", "name"), (), range(99)))[0]
    assert plan.remarks[-2:] == (
        "有合并的格子伸出了复制的范围，只取范围里的部分。",
        "表格之外还有 1 行文字，不粘贴。",
    )


def test_texts_out_of_sight_are_asked_about_unless_they_are_selected() -> None:
    table = annex(written(BOOK))
    first, last = place(table, "p1.1", "name"), place(table, "p1.3", "name")
    clip = Clip("", block("甲\n乙\n丙"))
    aim = Aim(table, first, (), range(first[0] + 1))
    assert plans(clip, aim)[0].remarks == ("屏幕外的 2 行里有 2 格的文字会被替换。",)
    assert plans(clip, aim._replace(seen=range(last[0] + 1)))[0].plain
    chosen = tuple((row, first[1]) for row in range(first[0], last[0] + 1))
    assert plans(clip, aim._replace(selected=chosen))[0].plain
    same = Clip("", block("甲\n网站数量\n正常运行率"))
    assert plans(same, aim)[0].plain
    blank = Clip("", block("甲|乙\n-|丙"), ours=True)
    assert plans(blank, aim)[0].plain


# --- one text -------------------------------------------------------------------------------------------------------


def of_text(table: Destination, node: str, key: str, text: str, *selected: tuple[str, str]) -> list[PastePlan]:
    chosen = tuple(place(table, *one) for one in selected)
    return list(plans(read_clip("", text), Aim(table, place(table, node, key), chosen)))


def test_a_text_of_paragraphs_goes_into_one_cell_and_the_column_is_offered() -> None:
    document = written(BOOK)
    layout = form(document.form)
    table = SheetDestination(layout, document, front_sheet(layout, document))
    whole, column = of_text(table, "d", "money_unit", "\n第一段\r\n\r\n第二段\r\n")
    assert whole.plain
    assert changes(whole) == {("d", "money_unit"): "第一段\n\n第二段"}
    assert (whole.name, column.name) == (AS_TEXT, AS_COLUMN)


def test_several_lines_for_a_field_of_one_line_are_asked_about() -> None:
    whole, column = of_text(annex(written(BOOK)), "p1.1", "target", "8次\n 9次")
    assert whole.remarks == ("这一栏只有一行：剪贴板里的 2 行会连成一行。",)
    assert changes(whole) == {("p1.1", "target"): "8次 9次"}
    assert changes(column) == {("p1.1", "target"): "8次", ("p1.2", "target"): " 9次".strip()}


def test_a_text_fills_what_is_selected_and_a_merged_cell_as_a_whole() -> None:
    table = annex(written(BOOK))
    (plan,) = of_text(table, "p1.1", "level2", "时效指标")
    assert changes(plan) == {("p1.1", "level2"): "时效指标", ("p1.2", "level2"): "时效指标"}
    (plan,) = of_text(table, "p1.1", "target", "同前", ("p1.1", "target"), ("p1.3", "target"))
    assert changes(plan) == {("p1.1", "target"): "同前", ("p1.3", "target"): "同前"}


def test_a_text_of_a_whole_book_is_refused() -> None:
    table = annex(written(BOOK))
    chosen = [("p1.1", "target"), ("p1.2", "target")]
    (plan,) = of_text(table, "p1", "goal", "字" * MOST_TEXT)
    assert plan.plain
    assert "太长" in of_text(table, "p1", "goal", "字" * (MOST_TEXT + 1))[0].refusal
    assert "太长" in of_text(table, "p1.1", "target", "字" * (MOST_TEXT // 2 + 1), *chosen)[0].refusal


def test_a_word_of_the_form_takes_no_text() -> None:
    assert "不能改" in plans(read_clip("", "甲"), Aim(annex(written(BOOK)), (0, 0)))[0].refusal


def test_an_empty_clipboard_is_said_to_be_empty() -> None:
    assert plans(read_clip("", ""), Aim(annex(written(BOOK)), (0, 1)))[0].refusal == "剪贴板里没有文字，没有粘贴。"


def test_a_table_can_go_into_one_cell_as_text() -> None:
    table = annex(written(BOOK))
    clip = read_clip("<table><tr><td>甲<td>乙</table>", "甲\t乙\r\n")
    aim = Aim(table, place(table, "p1", "goal"))
    assert changes(text_plan(clip, aim)) == {("p1", "goal"): "甲 乙"}
    assert [one.name for one in plans(clip, aim)] == [AS_TABLE, AS_TEXT]


def test_one_cell_of_a_table_is_a_text() -> None:
    table = annex(written(BOOK))
    (plan,) = plans(read_clip("<table><tr><td>甲</table>", ""), Aim(table, place(table, "p1.1", "name")))
    assert changes(plan) == {("p1.1", "name"): "甲"}


def test_pasting_what_is_there_changes_nothing_at_all() -> None:
    document = written(BOOK)
    plan = pasted(annex(document), "p1.1", "name", "维护次数||≥4次\n网站数量||1个")
    assert plan.edit().apply(document) is document
    assert changes(plan) == {}
    assert plan.places[0] == ("p1.1", "name")


def test_the_upper_part_of_an_annex_with_its_words_goes_onto_the_next_one() -> None:
    """The printed words must be the same; the fields between them are filled."""
    document = written(BOOK)
    one, other = annex(document), annex(document, 1)
    every = [(cell.row, cell.column) for row in range(7) for cell in one.across(row)]
    plan = plans(Clip("", one.copied(every), ours=True), Aim(other, (0, 0), (), range(99)))[0]
    assert plan.plain
    assert changes(plan) == {("p2", "name"): "网站维护费", ("p2", "budget_total"): "22.20"}


def test_a_whole_annex_brings_the_rows_that_the_next_one_lacks() -> None:
    document = written(BOOK)
    one, other = annex(document), annex(document, 1)
    every = [(row, column) for row in range(one.rows) for column in range(7)]
    plan = plans(Clip("", one.copied(every), ours=True), Aim(other, (0, 0), (), range(99)))[0]
    assert plan.remarks == ("下面少 2 行：会先加 2 条指标。",)
    after = plan.edit().apply(document).projects
    assert [row.fields for row in after[1].indicators] == [row.fields for row in after[0].indicators]


def test_other_words_of_a_form_do_not_fit() -> None:
    document = written(BOOK)
    table = annex(document)
    wrong = block("项目代号|甲|<|项目名称|乙|<|<")
    assert "“项目编码”" in plans(Clip("", wrong), Aim(table, (0, 0)))[0].refusal
    wrong = block("项目编码|甲|<\n^|预算数|22.20")
    assert "“项目编码”" in plans(Clip("", wrong), Aim(table, (0, 0)))[0].refusal


def test_the_cover_gets_no_new_rows() -> None:
    document = written(BOOK)
    layout = form(document.form)
    table = SheetDestination(layout, document, front_sheet(layout, document))
    plan = pasted(table, "d", "safeguards", "甲\n乙")
    assert "没有那么多格" in plan.refusal
    assert changes(pasted(table, "d", "itemised_goals", "甲\n乙")) == {
        ("d", "itemised_goals"): "甲",
        ("d", "safeguards"): "乙",
    }


def test_beside_a_table_the_whole_text_is_offered_for_one_cell_only() -> None:
    """A list of 8,000 rows that is selected would be filled with 8,000 times its own text."""
    table = annex(written(BOOK))
    first = place(table, "p1.1", "name")
    chosen = (first, (first[0] + 1, first[1]))
    _, whole = plans(Clip("甲\t乙", block("甲|乙")), Aim(table, first, chosen))
    assert whole.places == [("p1.1", "name")]


@pytest.mark.parametrize("view", [annex, listing])
def test_beyond_the_edge_there_is_no_cell(view: type[Destination]) -> None:
    table = view(written(BOOK))
    for at in ((-1, 3), (table.rows, 3), (0, 99), (0, -1)):
        assert (table.at(*at), list(table.all_at(*at)), table.copied([at]).cells) == (None, [], ())
    assert (table.record(-1), table.record(table.rows)) == ("", "")
    assert (list(table.across(-1)), list(table.across(table.rows))) == ([], [])
    assert "先点在要填的格子上" in plans(Clip("", block("甲|乙")), Aim(table, (table.rows, 0)))[0].refusal


def test_a_code_that_was_broken_over_lines_is_one_text_and_what_is_there_stays() -> None:
    document = written(BOOK).with_fields({("p1.1", "target"): "≥4次\n（全年）"})
    table = annex(document)
    assert changes(pasted(table, "p1.1", "target", "≥4次⏎（全年）|合同")) == {("p1.1", "basis"): "合同"}
    assert changes(pasted(table, "p1.2", "target", "≥4次⏎（全年）|合同"))["p1.2", "target"] == "≥4次 （全年）"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("产出指标|时效指标|甲|乙\n||丙|", ("产出指标", "时效指标")),
        ("-|时效指标|甲\n||乙", ("", "")),
        ("效益指标|-|甲\n||乙", ("效益指标", "")),
        ("效益指标|社会效益指标|甲\n-||乙", ("产出指标", "")),
    ],
)
def test_short_rows_of_levels(text: str, levels: tuple[str, str]) -> None:
    """A row that lacks a level says nothing of it to the row below."""
    document = written(BOOK)
    after = pasted(annex(document), "p1.1", "level1", text).edit().apply(document).projects[0].indicators[1]
    assert (after.level1, after.level2) == levels


def test_a_new_row_without_levels_is_of_the_class_that_the_row_above_gets() -> None:
    plan = pasted(annex(written(BOOK)), "p1.3", "level1", "效益指标|社会效益指标|甲\n-|-|乙\n-|-|丙")
    assert [(row["level1"], row["level2"]) for row in new_rows(plan)] == [("效益指标", "社会效益指标")] * 2
    assert sorted({one.new for one in plan.entries}) == [0, 1, 2]


def test_new_rows_of_a_filtered_list_stand_behind_the_last_that_is_shown() -> None:
    document = written(BOOK)
    layout = form(document.form)
    table = ListDestination(layout, document, ["p1.1", "p1.2"], ["name", "target"], {})
    after = pasted(table, "p1.2", "name", "甲\n乙").edit().apply(document)
    assert [row.name for row in after.projects[0].indicators] == ["维护次数", "甲", "乙", "正常运行率"]


def test_titles_over_two_rows_and_levels_over_several_are_understood() -> None:
    text = "一级指标|三级指标|指标值\n^|^|说明\n效益指标|甲|8次\n^|乙|9次"
    plan = pasted(annex(written(BOOK)), "p1.1", "name", text)
    assert changes(plan) == {
        ("p1.1", "level1"): "效益指标",
        ("p1.2", "level1"): "效益指标",
        ("p1.1", "name"): "甲",
        ("p1.2", "name"): "乙",
        ("p1.1", "target"): "8次",
        ("p1.2", "target"): "9次",
    }


def test_one_row_below_titles_is_enough_and_a_level_over_all_rows_hides_none() -> None:
    table = annex(written(BOOK))
    assert changes(pasted(table, "p1.1", "level1", "指标值|三级指标\n8次|甲")) == {
        ("p1.1", "target"): "8次",
        ("p1.1", "name"): "甲",
    }
    plan = pasted(table, "p1.1", "level1", "一级指标|三级指标\n效益指标|甲\n^|乙\n^|丙")
    assert [text for (_, key), text in changes(plan).items() if key == "name"] == ["甲", "乙", "丙"]


def test_too_many_rows_below_titles_are_refused() -> None:
    text = "三级指标|指标值\n" + "\n".join(["甲|8次"] * (MOST_NEW_ROWS + 4))
    assert "没有那么多格" in pasted(annex(written(BOOK)), "p1.1", "name", text).refusal


def test_titles_on_a_field_above_the_indicators_are_texts() -> None:
    plan = pasted(annex(written(BOOK)), "p1", "plan_03", "三级指标|指标值|依据|描述\n甲|乙|丙|丁")
    assert "2 行 4 列，从这一格起往下没有那么多格，放不下" in plan.refusal


def test_white_space_alone_is_blank() -> None:
    table = annex(written(BOOK))
    for clip in (read_clip("", " \n "), read_clip("<table><tr><td>&nbsp;</table>", "")):
        assert "都是空的" in plans(clip, Aim(table, place(table, "p1.1", "name")))[0].refusal


# --- a form with rows below its indicators ---------------------------------------------------------------------------

BELOW = "项目名称 | {name}^2\nH least:4 三级指标>name | 指标值>target | 分值>weight\n总分^2 | {total_weight}"


def with_rows_below() -> SheetDestination:
    layout = small_form(BELOW)
    rows = "- | 维护次数 | 4次 | weight=10\n- | 网站数量 | 1个 | weight=10"
    one = written(f"# 网站维护费 | total_weight=20\n{rows}", NINGXIA)
    return SheetDestination(layout, one, sheet(layout, one, one.projects[0]))


def test_a_paste_among_indicators_makes_new_ones_and_never_runs_into_the_rows_below() -> None:
    table = with_rows_below()
    assert (table.rows, table.repeated(2), table.repeated(6)) == (7, (Owner.INDICATOR, 6), None)
    plan = pasted(table, "p1.2", "name", "甲|5个|1\n乙|6个|2\n丙|7个|3\n丁|8个|4\n戊|9个|5")
    assert changes(plan) == {("p1.2", "name"): "甲", ("p1.2", "target"): "5个", ("p1.2", "weight"): "1"}
    assert [row["name"] for row in new_rows(plan)] == ["乙", "丙", "丁", "戊"]
    assert [one.new for one in plan.entries if one.key == "name"] == [0, 1, 2, 3, 4]
    assert (plan.project, plan.before) == ("p1", None)


def test_a_paste_into_the_rows_below_is_one_into_them() -> None:
    plan = pasted(with_rows_below(), "p1", "total_weight", "100")
    assert changes(plan) == {("p1", "total_weight"): "100"}
    assert new_rows(plan) == []
