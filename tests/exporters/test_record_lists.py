"""The lists of records in a workbook: a sheet for each kind, texts that stay texts, and all of it back again."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notation import document
from packages import written
from small_forms import small_form
from strategies import documents

from perfdesk.exporters.excel import LIST_TITLE, write_workbook
from perfdesk.exporters.excel_cells import LONGEST_TEXT
from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.definition import Form, OwnField
from perfdesk.forms.loader import form
from perfdesk.forms.record_list import list_title
from perfdesk.importers.load import Imported, read_source
from perfdesk.model.document import Document, Record
from perfdesk.model.fields import ONE_LINE, RECORDS, Fields, Kind, Owner
from perfdesk.model.vocabulary import vocabulary

BOOK = document("""
department_name=东岭县档案馆 | fiscal_year=2031 | money_unit=万元
# 网站维护 | code=13990031P00010110001A | unit_name=东岭县档案馆本级 | budget_total=12.50
- 数量 | 维护次数 | ≥4次
+ tasks | 修缮库房 | content==1+1 | total=3.00 | fiscal=1,234.5
+ tasks | 其他资金 | total=约2万元
+ costs | @SUM(A1) | amount=-1 | y1=007
+ goals | 总分 | done=第一年完成 | rate=90%
# 库房恒温 | code=13990031P00010110002B | unit_name=东岭县档案馆本级
+ schedule | 招标 | start=2031年3月 | end=2031-05-01
+ tasks | 修缮库房 | total=3.00
""")
DEPARTMENT = """
    部门（单位）名称^2 | {department_name}^2
    H of:tasks 任务名称>item^2 | 金额合计>total^2
    年度总体目标 | {goal}^3
    H 三级指标>name^2 | 指标值>target^2
"""


def sheets(one: Document, layout: Form | None = None) -> openpyxl.Workbook:
    """The workbook as another program opens it."""
    stream = io.BytesIO()
    write_workbook(layout or form(one.form), one, stream)
    return openpyxl.load_workbook(stream)


def back(folder: Path, book: openpyxl.Workbook, layout: Form) -> Imported:
    """What is read of a workbook."""
    book.save(folder / "a.xlsx")
    return read_source(folder / "a.xlsx", layout)


def records(one: Document) -> list[list[tuple[Owner, dict[str, str]]]]:
    """The records of each project."""
    return [[(record.owner, dict(record.fields)) for record in project.records] for project in one.projects]


# --- what is written -------------------------------------------------------------------------------------------------


def test_each_kind_that_there_is_has_a_sheet_behind_that_of_the_indicators() -> None:
    assert sheets(BOOK).sheetnames[3:] == [LIST_TITLE, "任务清单", "进度清单", "费用清单", "目标清单"]
    assert sheets(BOOK.with_projects([replace(BOOK.projects[0], records=())])).sheetnames[-1] == LIST_TITLE


def test_a_row_tells_its_project_as_the_list_of_indicators_does() -> None:
    rows = list(sheets(BOOK)["任务清单"].iter_rows(values_only=True))
    assert rows == [
        ("序号", "实施单位", "项目编码", "项目名称", "任务名称", "主要内容", "总额", "财政拨款", "其他资金"),
        (1, "东岭县档案馆本级", "13990031P00010110001A", "网站维护", "修缮库房", "=1+1", 3, 1234.5, None),
        (1, "东岭县档案馆本级", "13990031P00010110001A", "网站维护", "其他资金", None, "约2万元", None, None),
        (2, "东岭县档案馆本级", "13990031P00010110002B", "库房恒温", "修缮库房", None, 3, None, None),
    ]


def test_amounts_are_numbers_with_their_decimals_and_all_else_is_text() -> None:
    cells = [cell for tab in ("任务清单", "费用清单") for row in sheets(BOOK)[tab].iter_rows(2) for cell in row]
    shown = {cell.value: (cell.data_type, cell.number_format, bool(cell.quotePrefix)) for cell in cells}
    assert shown[3] == ("n", "0.00", False)
    assert shown[1234.5] == ("n", "#,##0.0", False)
    assert shown[-1] == ("n", "0", False)
    assert shown["=1+1"] == shown["@SUM(A1)"] == ("s", "@", True)
    assert shown["007"] == shown["约2万元"] == ("s", "@", False)


def test_a_list_is_filtered_repeats_its_heads_and_says_where_it_is_changed() -> None:
    layout = small_form(DEPARTMENT)
    book = sheets(BOOK, layout)
    for title, said in (("任务清单", "要修改请改各项目的表"), ("目标清单", "可以在这张清单里增删和修改")):
        tab = book[title]
        assert tab.auto_filter.ref == f"A1:{tab.dimensions.split(':')[1]}"
        assert (tab.freeze_panes, tab.print_title_rows, tab.page_setup.orientation) == ("A2", "$1:$1", "landscape")
        assert said in tab.data_validations.dataValidation[0].prompt


def test_a_text_that_no_cell_holds_is_refused_and_not_cut() -> None:
    long = BOOK.with_fields({("p1.costs1", "basis"): "据" * (LONGEST_TEXT + 1)})
    with pytest.raises(ExportFailure, match=str(LONGEST_TEXT)):
        written(write_workbook, long)


def test_what_the_office_wrote_for_itself_stays_at_home_and_an_unknown_field_does_not() -> None:
    one = BOOK.with_fields({("p1.costs1", "answer.x"): "不用改", ("p1.costs1", "frozen.amount"): "9",
                            **{("p1.costs1", f"theirs_{at}"): "另记" for at in range(9)}})  # fmt: skip
    heads = [cell.value for cell in sheets(one)["费用清单"][1]]
    assert heads[-9:] == [f"theirs_{at}" for at in range(9)]
    assert len(heads) == 4 + len(list(vocabulary().of(Owner.COSTS))) + 9


# --- and back ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", ["hebei-book-2024", "ningxia-annex2-2024", "mof-101-project", "mof-10-self"])
def test_records_that_no_table_prints_come_back_equal(tmp_path: Path, form_id: str) -> None:
    imported = back(tmp_path, sheets(BOOK, form(form_id)), form(form_id))
    assert records(imported.document) == records(BOOK)
    assert imported.left_out == ()
    assert imported.recognised[0].text.endswith("个，指标 1 条，任务 3 条，进度 1 条，费用 1 条，目标 1 条")


def test_the_lists_alone_come_back_equal_and_the_projects_with_them(tmp_path: Path) -> None:
    book = sheets(BOOK)
    for name in book.sheetnames[:4]:
        del book[name]
    imported = back(tmp_path, book, form(BOOK.form))
    assert records(imported.document) == records(BOOK)
    assert [project.name for project in imported.document.projects] == ["网站维护", "库房恒温"]
    assert imported.left_out == ()


def test_what_the_table_prints_is_compared_and_the_rest_of_a_record_comes_from_its_list(tmp_path: Path) -> None:
    """A form may print the name and the total of a task; two that are equal on paper need not be equal."""
    layout = small_form(DEPARTMENT)
    one = document(
        """
        department_name=东岭县档案馆
        # | goal=办好档案馆。
        - | 库房 | 1间
        + tasks | 修缮 | total=3.00 | content=东楼
        + tasks | 修缮 | total=3.00 | content=西楼 | fiscal=1.00
        + tasks | 采购 | total=2.00
        + tasks | | content=没有名称
        """,
        "ningxia-annex2-2024",
    )
    imported = back(tmp_path, sheets(one, layout), layout)
    assert records(imported.document) == records(one)
    assert imported.left_out == ()
    book = sheets(one, layout)
    # Heads, then a row for each task: name in the third column, total in the fifth.
    book["任务清单"]["E2"].value, book["任务清单"]["C4"].value = 4, "采购设备"
    imported = back(tmp_path, book, layout)
    assert [note.text for note in imported.left_out] == [
        "“总额”与项目表不同：清单写“4.00”，项目表是“3.00”",
        "“任务名称”与项目表不同：清单写“采购设备”，项目表是“采购”",
    ]
    assert [fields.get("content") for _, fields in records(imported.document)[0]] == [
        "东楼", "西楼", None, "没有名称",
    ]  # fmt: skip


def test_a_form_s_own_name_of_a_field_is_known_when_it_comes_back(tmp_path: Path) -> None:
    own = (
        OwnField(key="item", owner=Owner.TASKS, title="重点工作"),
        OwnField(key="own.leader", owner=Owner.TASKS, title="分管领导", kind=Kind.TEXT),
    )
    layout = replace(form("ningxia-annex2-2024"), id="own", own_fields=own)
    one = BOOK.with_fields({("p1.tasks1", "own.leader"): "某某"})
    book = sheets(one, layout)
    heads = [cell.value for cell in book["任务清单"][1]]
    assert {"重点工作", "分管领导"} <= set(heads)
    assert records(back(tmp_path, book, layout).document) == records(one)


def _survives(record: Record) -> bool:
    """Whether a sheet can say it: a blank row is none, and a code or an amount is on one line."""
    kinds = {key: vocabulary().kind(record.owner, key) for key in record.fields}
    texts = record.fields.items()
    return len(texts) > 0 and all(
        text.strip() and (kinds[key] not in ONE_LINE or "\n" not in text) for key, text in texts
    )


def _come_back(folder: Path, one: Document, *, alone: bool) -> None:
    kept = one.with_projects(
        replace(
            project,
            fields=Fields({**project.fields, "name": f"项目{at}", "code": "", "unit_name": "甲"}),
            records=tuple(filter(_survives, project.records)),
        )
        for at, project in enumerate(one.projects)
    )
    if not any(project.records for project in kept.projects):
        return
    book = sheets(kept)
    lists = {list_title(kind) for kind in RECORDS}
    for name in book.sheetnames if alone else ():
        if name not in lists:
            del book[name]
    found = back(folder, book, form(kept.form)).document
    # The lists alone name the projects in the order in which their records come.
    assert _by_name(found) == _by_name(kept)


def _by_name(one: Document) -> dict[str, list[tuple[Owner, dict[str, str]]]]:
    named = zip(one.projects, records(one), strict=True)
    return {project.name: found for project, found in named if found}


_QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(one=documents(projects=3), alone=st.booleans())
@settings(_QUIET, max_examples=8)
def test_whatever_records_there_are_come_back(tmp_path: Path, one: Document, alone: bool) -> None:
    _come_back(tmp_path, one, alone=alone)


@pytest.mark.slow
@given(one=documents(projects=3), alone=st.booleans())
@settings(_QUIET, max_examples=300)
def test_whatever_records_there_are_come_back_at_length(tmp_path: Path, one: Document, alone: bool) -> None:
    _come_back(tmp_path, one, alone=alone)
