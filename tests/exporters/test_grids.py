"""All projects of a document in one table: on the grid, on paper, in Word, Excel and PDF, on screen, and read back."""

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from notation import document
from packages import W, part
from PySide6.QtCore import Qt
from small_forms import small_form

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms import loader
from perfdesk.forms.bands import Column
from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.book import entries
from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import Role, sheet
from perfdesk.forms.soundness import faults
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.paper.pager import Pager
from perfdesk.paper.pages import TablePiece, pages
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.printer import _pages_of
from perfdesk.ui.session import Session

HEAD = "部门名称^2 | {department_name}^4\n"
COLUMNS = (
    "H 项目名称>!name | 预算数>!budget_total | 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target\n"
)
BELOW = "填表说明^2 | {compiler}^4\n> 填表日期：{fill_date}"
TEXT = f"> （{{fiscal_year}}年度）\n{HEAD}{COLUMNS}{BELOW}"
LAYOUT = small_form(TEXT, grid=True, repeat_header=True)
BOOK = document(
    """
    fiscal_year=2031 | department_name=清水县图书馆 | annex_number=2 | compiler=王青 | fill_date=2031年1月5日
    # 书库改造 | budget_total=30.00
    - 数量 | 书架 | 42组
    - 数量 | 册数 | 900册
    - 质量 | 合格率 | 100%
    # 讲座 | budget_total=2.00
    # 网络 | budget_total=7.5
    - 质量 | 通畅率 | 99%
    """,
    "ningxia-annex2-2024",
)


def many(projects: int, each: int = 3) -> Document:
    rows = "\n".join(
        f"# 项目{at} | budget_total={at}\n" + "\n".join(f"- 数量 | 指标{at}-{n} | {n}个" for n in range(each))
        for at in range(projects)
    )
    return document(f"fiscal_year=2031 | department_name=清水县图书馆 | compiler=王青\n{rows}", "ningxia-annex2-2024")


def pieces(layout: Form, one: Document) -> list[list[TablePiece]]:
    """Those of each page."""
    return [[piece for piece in page.pieces if isinstance(piece, TablePiece)] for page in pages(layout, one)]


# --- the sheet of a project, as the screen shows it ----------------------------------------------------------------


def test_the_projects_own_fields_stand_beside_all_of_its_rows() -> None:
    table = sheet(LAYOUT, BOOK, BOOK.projects[0])
    own = [cell for cell in table.cells if cell.owner is Owner.PROJECT]
    assert [(cell[:4], cell.text, cell.key, cell.nodes) for cell in own] == [
        ((2, 0, 3, 1), "书库改造", "name", (BOOK.projects[0].id,)),
        ((2, 1, 3, 1), "30.00", "budget_total", (BOOK.projects[0].id,)),
    ]
    assert (table.rows, table.header) == (6, 1)


def test_a_project_without_indicators_has_a_row() -> None:
    table = sheet(LAYOUT, BOOK, BOOK.projects[1])
    assert [(cell.text, cell.rows, cell.role) for cell in table.cells if cell.row == 2] == [
        ("讲座", 1, Role.VALUE), ("2.00", 1, Role.VALUE), *[("", 1, Role.NOTE)] * 4,
    ]  # fmt: skip


def test_fields_of_both_kinds_are_printed() -> None:
    assert LAYOUT.table.keys_of(Owner.PROJECT) == ("name", "budget_total")
    assert LAYOUT.table.keys_of(Owner.INDICATOR) == ("level1", "level2", "name", "target")
    assert [column.field for column in LAYOUT.table.columns_of_indicators] == ["level1", "level2", "name", "target"]


def test_each_project_is_edited_on_screen_in_its_own_part(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_given", {"small": LAYOUT})
    session = Session()
    session.start(replace(BOOK, form="small"))
    session.select(BOOK.projects[2].id)
    model = SheetModel(session)
    at = model.index_of(BOOK.projects[2].id, "budget_total")
    assert (at.row(), at.column(), model.data(at)) == (3, 1, "7.5")  # below the line above the table
    assert model.setData(at, "8", Qt.ItemDataRole.EditRole)
    assert [one.fields["budget_total"] for one in session.document.projects] == ["30.00", "2.00", "8.00"]
    assert model.rowCount() == 6


# --- paper ---------------------------------------------------------------------------------------------------------


def test_on_paper_what_stands_above_and_below_prints_once() -> None:
    (page,) = pieces(LAYOUT, BOOK)
    assert [(piece.sheet.project, piece.first, piece.last) for piece in page] == [
        ("p1", 0, 5), ("p2", 2, 3), ("p3", 2, 4),
    ]  # fmt: skip
    for before, after in pairwise(page):
        assert before.top + before.height + (before.first == 0) == pytest.approx(after.top)  # the glue above the first


def test_on_each_page_the_header_stands_once_at_the_top() -> None:
    found = pieces(LAYOUT, many(40))
    assert len(found) > 3
    assert [[piece.header for piece in page] for page in found] == [
        [at > 0 and number == 0 for number in range(len(page))] for at, page in enumerate(found)
    ]
    rows = [(piece.sheet.project, row) for page in found for piece in page for row in range(piece.first, piece.last)]
    assert len(rows) == len({*rows}) == 2 + 40 * 3 + 1
    room = LAYOUT.page.text_height * 72 / 25.4
    for page in found:
        end = page[-1].top + page[-1].height + (page[0].heights[1] if len(page) == 1 and page[0].header else 0)
        assert end <= room + 0.1


def test_the_contents_name_the_table_once() -> None:
    assert len([*entries(LAYOUT, BOOK)]) == 1


@pytest.mark.parametrize("projects", [1, 3, 40])
def test_pages_are_counted_as_they_are_made(projects: int) -> None:
    one, pager = many(projects), Pager(LAYOUT)
    made = [*pages(LAYOUT, one)]
    assert pager.last_number(one) == len(made)
    for number, project in enumerate(one.projects, 1):
        wanted = [
            page.number for page in made
            if any(isinstance(piece, TablePiece) and piece.sheet.project == project.id for piece in page.pieces)
        ]  # fmt: skip
        assert [page.number for page in pager.project_pages(one, number)] == wanted


def test_an_edit_anywhere_counts_the_pages_anew() -> None:
    one, pager = many(20), Pager(LAYOUT)
    before = pager.last_number(one)
    longer = one.with_fields({(one.projects[12].indicators[1].id, "target"): "很长。" * 400})
    assert pager.last_number(longer) == len([*pages(LAYOUT, longer)]) > before
    assert pager.advance(longer, 1)
    assert pager.anchors(longer).keys() == {"_Tocp000001"}


def test_selected_projects_print_each_page_once() -> None:
    one = many(20)
    made = [page.number for page in _pages_of(LAYOUT, one, {project.id for project in one.projects})]
    assert made == [page.number for page in pages(LAYOUT, one)]
    assert [page.number for page in _pages_of(LAYOUT, one, {one.projects[0].id})] == [1]


def test_without_projects_no_table_prints() -> None:
    none = BOOK.with_projects(())
    assert pieces(LAYOUT, none) == [[]]
    assert Pager(LAYOUT).last_number(none) == 0
    for write in (write_document, write_workbook):
        write(LAYOUT, none, io.BytesIO())


# --- Word and Excel ------------------------------------------------------------------------------------------------


def of_word(layout: Form, one: Document) -> etree._Element:
    stream = io.BytesIO()
    write_document(layout, one, stream)
    return part(stream.getvalue(), "word/document.xml")


def merged(row: etree._Element) -> list[tuple[str, str]]:
    """Text and merge of each cell."""
    found = []
    for cell in row.iter(W + "tc"):
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        text = "".join(one.text or "" for one in cell.iter(W + "t"))
        found.append((text, "" if merge is None else merge.get(W + "val", "down")))
    return found


@pytest.mark.parametrize(("repeats", "tables"), [(True, [1, 7]), (False, [8])])
def test_word_has_one_table_with_merged_projects(*, repeats: bool, tables: list[int]) -> None:
    body = of_word(replace(LAYOUT, table=replace(LAYOUT.table, repeat_header=repeats)), BOOK)
    assert [len([*table.iter(W + "tr")]) for table in body.iter(W + "tbl")] == tables
    rows = [*body.iter(W + "tr")]
    assert [merged(row)[0] for row in rows] == [
        ("部门名称", ""), ("项目名称", ""), ("书库改造", "restart"), ("", "down"), ("", "down"), ("讲座", ""),
        ("网络", ""), ("填表说明", ""),
    ]  # fmt: skip
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [at == 1 and repeats for at in range(8)]


def test_excel_has_one_sheet_for_all() -> None:
    stream = io.BytesIO()
    write_workbook(LAYOUT, BOOK, stream)
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    assert book.sheetnames == ["部门项目支出预算绩效目标表", "指标清单"]
    page = book.worksheets[0]
    assert [row[0].value for row in page.iter_rows(min_row=3)] == [
        "部门名称", "项目名称", "书库改造", None, None, "讲座", "网络", "填表说明", "填表日期：2031年1月5日",
    ]  # fmt: skip
    assert {"A5:A7", "B5:B7", "C5:C7", "D5:D6", "A10:B10", "A11:F11"} <= {str(one) for one in page.merged_cells.ranges}
    assert page.print_title_rows == "$4:$4"
    assert page["B8"].value == 2


# --- read back -----------------------------------------------------------------------------------------------------


def texts(one: Document) -> list[Any]:
    return [(dict(p.fields), [dict(row.fields) for row in p.rows]) for p in one.projects]


@pytest.mark.parametrize("repeats", [False, True])
@pytest.mark.parametrize("form", [TEXT, TEXT.replace(HEAD, "").replace("填表说明^2 | {compiler}^4", "! 注^6")])
def test_projects_come_back_from_word_and_excel(tmp_path: Path, form: str, *, repeats: bool) -> None:
    layout = small_form(form, grid=True, repeat_header=repeats)
    for name, write in (("out.docx", write_document), ("out.xlsx", write_workbook)):
        with (tmp_path / name).open("wb") as stream:
            write(layout, BOOK, stream)
        imported = read_source(tmp_path / name, layout)
        assert imported.left_out == ()
        assert texts(imported.document) == texts(BOOK)
        for key in ("fiscal_year", "fill_date", *(["compiler", "department_name"] if HEAD in form else [])):
            assert imported.document.fields[key] == BOOK.fields[key]


def test_many_projects_come_back(tmp_path: Path) -> None:
    one = many(40)
    for name, write in (("out.docx", write_document), ("out.xlsx", write_workbook)):
        with (tmp_path / name).open("wb") as stream:
            write(LAYOUT, one, stream)
        assert texts(read_source(tmp_path / name, LAYOUT).document) == texts(one)


def test_projects_are_told_by_repeated_or_blank_texts_too(tmp_path: Path) -> None:
    rows = [
        ["项目名称", "预算数", "一级指标", "二级指标", "三级指标", "指标值"],
        ["书库改造", "30", "产出指标", "数量指标", "书架", "42组"],
        ["书库改造", "30", "产出指标", "质量指标", "合格率", "100%"],
        ["讲座", "2", "产出指标", "数量指标", "场次", "3次"],
        ["", "", "产出指标", "质量指标", "满意率", "95%"],
    ]
    text = "\n".join("\t".join(row) for row in [["部门名称", "清水县图书馆"], *rows])
    (tmp_path / "source.txt").write_text(text, encoding="utf-8")
    imported = read_source(tmp_path / "source.txt", LAYOUT)
    assert [(p.name, p.fields["budget_total"], [i.name for i in p.indicators]) for p in imported.document.projects] == [
        ("书库改造", "30", ["书架", "合格率"]), ("讲座", "2", ["场次", "满意率"]),
    ]  # fmt: skip
    assert imported.left_out == ()


# --- soundness -----------------------------------------------------------------------------------------------------

WHOLE = 'grid 要有一段 of = "indicators"，其中一列是 field = "name"、project = true；不能再有别的记录段'
ONCE = 'grid 里固定的行只印一次，字段要是 owner = "document"'
SUMS = "grid 里的 computed 是全部项目的，只能写 sum"


@pytest.mark.parametrize(
    ("text", "changes", "told"),
    [
        (TEXT, {"grid": False}, ["table.bands 第 2 项第 1 列：project 只用于 grid = true 的表"] * 1),
        (TEXT.replace(">!name", ">!code"), {}, [WHOLE]),
        (TEXT + "\nH of:goals 目标>text^6", {}, [WHOLE]),
        (TEXT.replace("H 项", "H tail:…… 项"), {}, ["grid 要有表头，不能写 tail 和 side"]),
        (TEXT.replace("H 项", "H header:0 项"), {}, ["grid 要有表头，不能写 tail 和 side"]),
        (TEXT.replace("{compiler}", "{purpose}"), {}, [ONCE]),
        (TEXT.replace("{compiler}", "[rate budget_fiscal budget_total]"), {}, [SUMS]),
        (TEXT.replace("{fill_date}", "{contact}"), {}, ["parts 里项目表上方和下方的文字：没有“contact”这个字段"]),
        (TEXT.replace(">!name", ">!name+"), {}, ["table.bands 第 2 项第 1 列：project 只用于 field"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_grid_is_told(text: str, changes: dict[str, Any], told: list[str]) -> None:
    found = [*faults(small_form(text, sound=False, **{"grid": True, **changes}))]
    assert [fault[: len(told[0])] for fault in found][: len(told)] == told


def test_a_grid_is_of_projects_and_not_of_a_department() -> None:
    assert [*faults(replace(LAYOUT, subject="department"))] == [
        'grid 是全部项目的表，不能和 subject = "department" 一起用'
    ]


def test_a_column_of_the_project_shows_a_field() -> None:
    with pytest.raises(ValueError, match="一列要么有 field"):
        Column(at=(1, 1), project=True)


def test_a_new_project_finds_its_place_in_the_grid() -> None:
    empty = new_document(LAYOUT)
    one = empty.with_projects([new_project(LAYOUT, empty)])
    assert sheet(LAYOUT, one, one.projects[0]).rows == 3 + len(one.projects[0].indicators)


# --- sums of all projects ------------------------------------------------------------------------------------------

SUMMED = small_form(f"{COLUMNS}合计 | [sum budget_total] | () | () | () | ()", grid=True)


def shown_sum(form: Form, one: Document) -> str:
    return next(cell.text for cell in sheet(form, one, one.projects[-1]).cells if cell.role is Role.COMPUTED)


def test_the_sum_is_that_of_all_projects_and_follows_each_of_them() -> None:
    assert shown_sum(SUMMED, BOOK) == "39.50"
    first, *others = BOOK.projects
    dearer = replace(first, fields=first.fields.with_text("budget_total", "31.00"))
    assert shown_sum(SUMMED, BOOK.with_projects((dearer, *others))) == "40.50"
    assert shown_sum(SUMMED, BOOK) == "39.50"


def test_another_form_of_the_same_document_has_its_own_sum() -> None:
    of_weights = small_form(f"{COLUMNS}合计 | [sum budget_total budget_total] | () | () | () | ()", grid=True)
    assert (shown_sum(SUMMED, BOOK), shown_sum(of_weights, BOOK)) == ("39.50", "79.00")
