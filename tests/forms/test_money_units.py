"""In which unit amounts are: by a form, in a new document, in another form, and put together with others."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from learning.originals import Learned, annex, learned_from, saved
from notation import document as written

from perfdesk.forms.blank import new_document
from perfdesk.forms.conversion import convert
from perfdesk.forms.loader import form
from perfdesk.forms.money_units import recounted, unit_of
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.store import file
from perfdesk.work.gather import gather
from perfdesk.work.rollup import roll_up

HEBEI = form("hebei-book-2024")
BOOK = (
    "fiscal_year=2031 | department_name=青禾县档案馆 | money_unit={}\n# 网站维护 | budget_total={} | budget_other={}\n"
)
BAND = (
    "一级指标 | 二级指标 | 三级指标 | 指标值\n{i:level1}产出指标 | {i:level2}数量指标 | {i:name}座数 | {i:target}2座\n"
)


def learned(folder: Path, above: str, label: str, total: str = "385000") -> Learned:
    """The form of an annex with these words above its table and over its sum."""
    text = f"> 项目支出绩效目标表\n{above}\n项目名称 | {{name}}桥^3\n{label} | {{budget_total}}{total}^3\n{BAND}"
    return learned_from(saved(annex(text), folder / "a.docx"))


def book(unit: str, total: str, other: str = "") -> Document:
    return written(BOOK.format(unit, total, other))


# --- of a learned form -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "label", "unit"),
    [
        ("> 单位：元", "资金总额", "元"),
        ("> 填报单位：青溪县水务局    金额单位：人民币元", "资金总额", "元"),
        ("> （单位：千元）", "资金总额", "千元"),
        ("", "资金总额（元）", "元"),
        ("", "资金总额（单位：元）", "元"),
        ("> 单位：万元", "资金总额（元）", "万元"),
        ("> 单位：青溪县水务局", "资金总额", "万元"),
        ("", "资金总额", "万元"),
    ],
)
def test_a_form_has_the_unit_that_its_annex_prints(above: str, label: str, unit: str, tmp_path: Path) -> None:
    assert learned(tmp_path, above, label).form.money_unit == unit


def test_a_target_in_yuan_does_not_make_it_the_unit(tmp_path: Path) -> None:
    one = learned_from(
        saved(annex(f"项目名称 | {{name}}桥^3\n{BAND}人均补助标准（元） | {{own}}30^3"), tmp_path / "a.docx")
    )
    assert one.form.money_unit == "万元"


@pytest.mark.parametrize(("above", "label"), [("> 单位：元", "资金总额"), ("", "资金总额（元）")])
def test_a_new_document_has_the_unit_of_its_form(above: str, label: str, tmp_path: Path) -> None:
    one = learned(tmp_path, above, label)
    assert unit_of(new_document(one.form), one.form) == "元"
    assert unit_of(one.first, one.form) == "元"


def test_what_is_above_the_table_of_a_new_document_is_printed(tmp_path: Path) -> None:
    one = learned(tmp_path, "> 单位：元", "资金总额")
    assert new_document(one.form).fields["money_unit"] == "元"


# --- counted again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "text", "after", "again"),
    [
        ("元", "385000", "万元", "38.5"),
        ("元", "1", "万元", "0.0001"),
        ("元", "380,000.00", "万元", "38"),
        ("万元", "38.50", "元", "385000"),
        ("万元", "0", "元", "0"),
        ("千元", "10", "万元", "1"),
        ("亿元", "1.2", "万元", "12000"),
        ("元", "约三万", "万元", "约三万"),
    ],
)
def test_an_amount_in_another_unit_is_exact(before: str, text: str, after: str, again: str) -> None:
    found = recounted(book(before, text), HEBEI, after)
    assert found.document.projects[0].budget_total == again
    assert found.document.fields["money_unit"] == after


def test_what_is_no_number_is_left_and_said() -> None:
    found = recounted(book("元", "385000", "约三万"), HEBEI, "万元")
    assert (found.amounts, found.left) == (1, 1)
    assert found.words == "金额由元换算成万元：1 处，1 处不是数字，没有换算，请核对"


@pytest.mark.parametrize("unit", ["万元", "美元"])
def test_in_the_same_unit_or_in_none_of_money_it_stays(unit: str) -> None:
    made = book("万元", "38.5")
    assert recounted(made, HEBEI, unit).document is made
    assert recounted(made, HEBEI, unit).words == ""


def test_amounts_of_records_count_and_targets_do_not() -> None:
    made = written("money_unit=元\n# 桥 | budget_total=10000\n- 成本 | 造价 | ≤10000元\n+ tasks | 甲 | total=20000")
    (project,) = recounted(made, HEBEI, "万元").document.projects
    assert (project.budget_total, project.indicators[0].target) == ("1", "≤10000元")
    assert [row.fields["total"] for row in project.rows_of(Owner.TASKS)] == ["2"]


def test_columns_of_the_forms_own_count_where_they_speak_of_money(tmp_path: Path) -> None:
    text = f"""> 单位：元
项目名称 | {{name}}桥^3
资金总额 | {{budget_total}}30000 | 专项债券资金 | {{own}}20000
预算完成评分 | {{own}}90 | 受益人数 | {{own}}500
{BAND}"""
    one = learned_from(saved(annex(text), tmp_path / "a.docx"))
    fields = recounted(one.first, one.form, "万元").document.projects[0].fields
    own = {key: fields[key] for key in fields if key.startswith("own.") or key == "budget_total"}
    assert sorted(own.values()) == ["2", "3", "500", "90"]


# --- in another form -------------------------------------------------------------------------------------------


def test_a_document_in_yuan_keeps_its_amounts_in_a_form_that_prints_the_unit() -> None:
    old = form("mof-88-project-annual")
    made = convert(replace(book("元", "385000"), form=old.id), old, HEBEI)
    assert made.document.projects[0].budget_total == "385000"
    assert made.document.fields["money_unit"] == "元"
    assert made.recounted == ""


def test_into_a_form_whose_labels_say_the_unit_amounts_are_counted_again(tmp_path: Path) -> None:
    yuan = learned(tmp_path, "", "资金总额（元）")
    made = convert(yuan.first, yuan.form, form("mof-88-project-annual"))
    assert made.document.projects[0].budget_total == "38.5"
    assert unit_of(made.document, form("mof-88-project-annual")) == "万元"
    assert made.recounted == "金额由元换算成万元：1 处"
    back = convert(made.document, form("mof-88-project-annual"), yuan.form)
    assert back.document.projects[0].budget_total == "385000"


def test_a_unit_that_only_the_old_form_says_is_kept(tmp_path: Path) -> None:
    yuan = learned(tmp_path, "", "资金总额（元）")
    assert not yuan.first.fields["money_unit"]
    made = convert(yuan.first, yuan.form, HEBEI)
    assert (made.document.fields["money_unit"], made.document.projects[0].budget_total) == ("元", "385000")


def put(one: Document, folder: Path) -> None:
    (folder / "乙.perfdesk").write_bytes(file.as_first_saved(one))


# --- put together ----------------------------------------------------------------------------------------------


def test_a_file_in_yuan_is_counted_in_the_unit_of_ours_before_it_is_merged(tmp_path: Path) -> None:
    ours, theirs = book("万元", "38.5"), book("元", "120000")
    put(theirs, tmp_path)
    found = gather([tmp_path / "乙.perfdesk"], ours)
    assert [side.document.projects[0].budget_total for side in found.sides] == ["12"]
    assert found.notices == ["“乙.perfdesk”的金额由元换算成万元：1 处，再合并。"]


def test_so_is_an_annex_whose_form_says_the_unit(tmp_path: Path) -> None:
    yuan = learned(tmp_path, "", "资金总额（元）")
    put(yuan.first, tmp_path)
    found = gather([tmp_path / "乙.perfdesk"], book("万元", "38.5"))
    assert found.sides[0].document.projects[0].budget_total == "38.5"


def test_files_in_one_unit_stay_as_they_are(tmp_path: Path) -> None:
    put(book("万元", "12"), tmp_path)
    found = gather([tmp_path / "乙.perfdesk"], book("万元", "38.5"))
    assert (found.sides[0].document.projects[0].budget_total, found.notices) == ("12", [])


def test_in_a_roll_up_both_are_in_one_unit(tmp_path: Path) -> None:
    yuan = learned(tmp_path, "", "资金总额（元）")
    put(yuan.first, tmp_path)
    (row,) = roll_up([tmp_path / "乙.perfdesk"]).projects
    assert row.money[0] == Decimal("38.5")
