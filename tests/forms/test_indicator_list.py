"""The list of all indicators, and what a form starts with."""

import pytest
from notation import document

from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import columns, rows
from perfdesk.forms.loader import form
from perfdesk.model.document import Document

BOOK, ANNEX = form("hebei-book-2024"), form("ningxia-annex2-2024")


def test_a_list_has_the_number_the_short_fields_and_those_of_indicators() -> None:
    titles = " ".join(column.title for column in columns(BOOK))
    assert titles == (
        "序号 单位代码 实施单位 项目编码 项目名称 预算数 财政资金 其他资金 "
        "一级指标 二级指标 三级指标 绩效指标描述 指标值 指标值确定依据"
    )
    assert [column.key for column in columns(ANNEX)][-4:] == ["level1", "level2", "name", "target"]


def test_each_indicator_is_a_row_and_a_project_without_one_has_a_row_all_the_same() -> None:
    one = document(
        "# 网站 | budget_total=5\n- 数量 | 次数 | 4次\n- 质量 | 率 | 95%\n# 库房\n# 宣传\n- 数量 | 场次 | 2场"
    )
    made = [" ".join(filter(None, row)) for row in rows(BOOK, one)]
    assert made == [
        "1 网站 5 产出指标 数量指标 次数 4次",
        "1 网站 5 产出指标 质量指标 率 95%", "2 库房", "3 宣传 产出指标 数量指标 场次 2场",
    ]  # fmt: skip


def test_projects_of_an_extract_keep_their_numbers_in_the_list() -> None:
    one = document("# 网站\n# 库房\n# 宣传").extract({"p1", "p3"})
    assert [row[0] for row in rows(BOOK, one)] == ["1", "3"]


@pytest.mark.parametrize(("year", "found"), [("", str(BOOK.year)), ("2031", "2031")])
def test_a_new_document_is_of_the_year_that_is_asked_for(year: str, found: str) -> None:
    made = new_document(BOOK, year)
    assert (made.form, made.fields["fiscal_year"], made.projects) == (BOOK.id, found, ())
    assert all(made.fields[key] == text for key, text in BOOK.defaults.items())
    assert new_document(BOOK).id != new_document(BOOK).id


def test_a_new_project_has_the_office_of_the_last_one_and_nothing_of_its_matter() -> None:
    one = document(
        "# 甲 | unit_code=1 | unit_name=旧\n# 网站 | unit_code=101 | unit_name=本级 | code=A | budget_total=5"
    )
    made = new_project(BOOK, one)
    assert dict(made.fields) == {"unit_code": "101", "unit_name": "本级"}
    assert dict(new_project(BOOK, Document("d", BOOK.id)).fields) == {}


@pytest.mark.parametrize("one", [BOOK, ANNEX])
def test_a_new_project_starts_with_a_row_of_each_class_that_must_be(one: Form) -> None:
    made = new_project(one, Document("d", one.id))
    assert {(row.level1, row.level2) for row in made.indicators} == {
        (level.name, child.name) for level in one.levels for child in level.children if child.mandatory or child.start
    }
    assert len({row.id for row in made.indicators}) == len(made.indicators) > 0
