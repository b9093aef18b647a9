"""What another form leaves off paper is counted, field by field."""

from dataclasses import replace

from notation import document
from tables import with_rows

from perfdesk.forms.bands import Cell
from perfdesk.forms.loader import form, forms
from perfdesk.forms.printed import Unprinted, printed_keys, unprinted, unprinted_words
from perfdesk.model.fields import ANSWER, QUESTION, Owner

HEBEI, NINGXIA = "hebei-book-2024", "ningxia-annex2-2024"
BOOK = document("""
    fiscal_year=2031 | department_name=东岭县气象局 | draft_mark=草案 | overall_goal=看好天气。
    # 雷达站维护 | code=13990031P00010110001A | unit_name=东岭县气象局本级 | budget_total=12.50 | plan_03=10%
    - 数量 | 维护雷达数量 | ≥2台 | basis=合同约定
    - 数量 | 更换部件数量 | ≥5件 | basis=合同约定
    # 人工增雨 | code=13990031P00010110002B | goal=缓解旱情。
    - 成本 | 每次作业成本 | ≤1.2万元
""")


def test_each_field_is_counted_once_for_each_node_in_the_order_of_the_vocabulary() -> None:
    assert unprinted(form(NINGXIA), BOOK) == [
        Unprinted(Owner.DOCUMENT, "draft_mark", 1),
        Unprinted(Owner.DOCUMENT, "overall_goal", 1),
        Unprinted(Owner.PROJECT, "code", 2),
        Unprinted(Owner.PROJECT, "plan_03", 1),
        Unprinted(Owner.INDICATOR, "basis", 2),
    ]


def test_the_sentence_names_the_form_and_the_fields() -> None:
    assert unprinted_words(form(NINGXIA), BOOK) == (
        "“部门项目支出预算绩效目标表”（宁夏回族自治区）不印已经填写的 5 栏：草案标记、总体绩效目标、"
        "项目编码 2 个项目、3月底支出计划 1 个项目、指标值确定依据 2 条指标。"
    )


def test_a_form_prints_all_of_its_own_document() -> None:
    assert unprinted(form(HEBEI), BOOK) == []
    assert unprinted_words(form(HEBEI), BOOK) == ""


def test_blank_texts_and_what_the_office_wrote_for_itself_are_not_missed() -> None:
    one = document("# 雷达站维护 | basis=\n- 数量 | 甲 | 1台", NINGXIA)
    own = one.with_fields({("p1", f"{ANSWER}x"): "已核实", ("p1.1", f"{QUESTION}y"): "李四", ("p1", "code"): " "})
    assert unprinted(form(NINGXIA), own) == []


def test_a_key_that_no_vocabulary_knows_comes_last() -> None:
    one = BOOK.with_fields({("p1", "own.hint"): "附注"})
    assert unprinted(form(NINGXIA), one)[-1] == Unprinted(Owner.PROJECT, "own.hint", 1)


def test_printed_are_cells_captions_columns_and_the_cover() -> None:
    for layout in forms().values():
        printed = printed_keys(layout)
        assert {(Owner.INDICATOR, "target"), (Owner.DOCUMENT, "fiscal_year")} <= printed
        assert ((Owner.PROJECT, "name") in printed) is (layout.subject == "projects")
    hebei, ningxia = printed_keys(form(HEBEI)), printed_keys(form(NINGXIA))
    assert (Owner.PROJECT, "unit_code") in hebei, "in the caption"
    assert (Owner.DOCUMENT, "compiler") in hebei, "on the cover"
    assert (Owner.DOCUMENT, "annex_number") in ningxia, "in the heading"
    assert (Owner.PROJECT, "code") not in ningxia


def test_a_field_that_only_a_cells_template_names_is_printed() -> None:
    layout = form(NINGXIA)
    rows = [replace(row, cells=tuple(_with_code(cell) for cell in row.cells)) for row in layout.table.rows]
    other = replace(with_rows(layout, rows), id="other")
    assert (Owner.PROJECT, "code") in printed_keys(other)


def _with_code(cell: Cell) -> Cell:
    return replace(cell, template="{name} {code}") if cell.field == "name" else cell
