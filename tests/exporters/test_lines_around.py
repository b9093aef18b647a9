"""The lines above and below a table: on paper, in Word and Excel, on screen, and read back."""

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from notation import document
from packages import W, part
from PySide6.QtCore import Qt
from small_forms import small_form

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms import loader
from perfdesk.forms.bands import RowsBand
from perfdesk.forms.book import annex, document_keys_of_projects
from perfdesk.forms.definition import Form, Projects
from perfdesk.forms.printed import printed_keys
from perfdesk.forms.sheet import PlacedCell, Role, screen_sheet, sheet
from perfdesk.forms.soundness import faults
from perfdesk.forms.style import FormLine
from perfdesk.importers.load import read_source
from perfdesk.model.fields import Owner
from perfdesk.paper.pager import Pager
from perfdesk.paper.pages import TablePiece, TextPiece, pages
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.session import Session

LAYOUT = small_form(
    """
    > （{fiscal_year}年度）
    > 第{number}号 填报单位：{fill_unit}
    项目名称 | {name}^3
    H 三级指标>name | 指标值>target^3
    > 填表人：{contact} 联系电话：{phone}（盖章）
    > 注：本表一式三份。
    """
)
BOOK = document(
    """
    fiscal_year=2031 | department_name=清水县图书馆 | annex_number=2 | fill_unit=馆办公室
    # 书库改造 | contact=王青 | phone=0301-55
    - | 书架 | 42组
    # 讲座 | contact=李禾
    - | 听众满意率 | 95%
    """,
    "ningxia-annex2-2024",
)
ABOVE = ["（2031年度）", "第1号 填报单位：馆办公室"]
BELOW = ["填表人：王青 联系电话：0301-55（盖章）", "注：本表一式三份。"]


def _with(layout: Form, **changes: Any) -> Form:
    parts = tuple(replace(one, **changes) if isinstance(one, Projects) else one for one in layout.parts)
    return replace(layout, parts=parts)


def test_they_print_in_order_around_the_table() -> None:
    one = annex(LAYOUT, BOOK, 1)
    assert [line.text for line in one.above[1:]] == ABOVE
    assert [line.text for line in one.below] == BELOW
    assert one.blocks == (*one.above, *one.tables, *one.below)


def test_on_paper_they_take_their_lines_and_stay_with_their_project() -> None:
    first, second = pages(LAYOUT, BOOK)
    found = [piece.lines[0] if isinstance(piece, TextPiece) else "" for piece in first.pieces]
    assert found[1:] == [*ABOVE, "", *BELOW]
    table = next(piece for piece in first.pieces if isinstance(piece, TablePiece))
    tops = [piece.top for piece in first.pieces]
    assert tops[4] == pytest.approx(table.top + table.height)
    assert [after - before for before, after in pairwise(tops[1:])][:2] == [20, 20]
    assert "填表人：李禾 联系电话：（盖章）" in [p.lines[0] for p in second.pieces if isinstance(p, TextPiece)]


def test_a_line_that_changes_is_counted_anew() -> None:
    long = _with(LAYOUT, below=(FormLine(text="备注：{remarks} {compiler}", style="line"),))
    pager = Pager(long)
    assert pager.last_number(BOOK) == 2
    for node, key, more in ((BOOK.projects[0].id, "remarks", 3), (BOOK.id, "compiler", 6)):
        changed = BOOK.with_fields({(node, key): "很长。\n" * 60})
        assert pager.last_number(changed) == len([*pages(long, changed)]) == 2 + more
    assert "compiler" in document_keys_of_projects(long)


def test_word_has_them_around_the_table() -> None:
    stream = io.BytesIO()
    write_document(LAYOUT, BOOK, stream)
    body = part(stream.getvalue(), "word/document.xml")[0]
    texts = ["".join(text.text or "" for text in one.iter(W + "t")) if one.tag == W + "p" else "TABLE" for one in body]
    at = texts.index("TABLE")
    assert (texts[at - 2 : at], texts[at + 1 : at + 3]) == (ABOVE, BELOW)
    assert next(body[at + 1].iter(W + "pStyle")).get(W + "val") == "line"


def test_excel_has_them_across_the_table() -> None:
    stream = io.BytesIO()
    write_workbook(LAYOUT, BOOK, stream)
    page = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).worksheets[0]
    assert [page.cell(at, 1).value for at in (2, 3, 7, 8)] == [*ABOVE, *BELOW]
    assert {"A2:D2", "A3:D3", "A7:D7", "A8:D8"} <= {str(one) for one in page.merged_cells.ranges}
    assert page["A7"].alignment.horizontal == "right"


@pytest.mark.parametrize("repeats", [False, True])
def test_they_come_back_from_word_and_excel(tmp_path: Path, *, repeats: bool) -> None:
    layout = replace(LAYOUT, table=replace(LAYOUT.table, repeat_header=repeats))
    for name, write in (("out.docx", write_document), ("out.xlsx", write_workbook)):
        with (tmp_path / name).open("wb") as stream:
            write(layout, BOOK, stream)
        imported = read_source(tmp_path / name, layout)
        assert imported.left_out == ()
        assert [dict(one.fields) for one in imported.document.projects] == [dict(p.fields) for p in BOOK.projects]
        assert imported.document.fields["fiscal_year"] == "2031"


def test_what_the_line_below_says_otherwise_than_the_table_is_told(tmp_path: Path) -> None:
    layout = small_form("项目名称 | {name} | 联系人 | {contact}\nH 三级指标>name^4\n> 填表人：{contact}")
    other = _with(layout, below=(FormLine(text="填表人：{name}", style="line"),))
    with (tmp_path / "out.docx").open("wb") as stream:
        write_document(other, BOOK, stream)
    imported = read_source(tmp_path / "out.docx", layout)
    assert [one.fields["contact"] for one in imported.document.projects] == ["书库改造", "讲座"]
    assert [note.text[:6] for note in imported.guessed if "表格上方" in note.text] == ["表格上方写的"] * 2


def test_a_line_that_is_none_of_the_forms_is_left_out(tmp_path: Path) -> None:
    other = _with(LAYOUT, below=(FormLine(text="复核人：{contact}", style="line"),))
    with (tmp_path / "out.docx").open("wb") as stream:
        write_document(other, BOOK, stream)
    imported = read_source(tmp_path / "out.docx", LAYOUT)
    assert [note.text for note in imported.left_out] == ["复核人：王青", "复核人：李禾"]


def _rows(cells: tuple[PlacedCell, ...], row: int) -> list[tuple[str, int, int, str, Role]]:
    return [(c.text, c.column, c.columns, c.key, c.role) for c in cells if c.row == row]


def test_on_screen_they_are_rows_with_a_cell_for_each_field() -> None:
    table, shown = (make(LAYOUT, BOOK, BOOK.projects[0]) for make in (sheet, screen_sheet))
    assert (shown.rows, shown.header) == (table.rows + 4, 3)
    assert _rows(shown.cells, 0) == [("（2031年度）", 0, 4, "fiscal_year", Role.VALUE)]
    assert _rows(shown.cells, 1) == [
        ("第1", 0, 2, "", Role.NOTE), ("号 填报单位：馆办公室", 2, 2, "fill_unit", Role.VALUE),
    ]  # fmt: skip
    assert _rows(shown.cells, 5) == [
        ("填表人：王青", 0, 2, "contact", Role.VALUE), ("联系电话：0301-55（盖章）", 2, 2, "phone", Role.VALUE),
    ]  # fmt: skip
    assert _rows(shown.cells, 6) == [("注：本表一式三份。", 0, 4, "", Role.NOTE)]
    assert [cell._replace(row=cell.row - 2) for cell in shown.cells if 2 <= cell.row < 5] == [*table.cells]
    covered = sum(cell.rows * cell.columns for cell in shown.cells)
    assert covered == shown.rows * len(shown.widths)


def test_more_fields_than_columns_take_several_rows_on_screen() -> None:
    text = "人：{contact}{phone}{finance_contact}{category}{type}"
    many = _with(LAYOUT, above=(), below=(FormLine(text=text, style="line"),))
    shown = screen_sheet(many, BOOK, BOOK.projects[0])
    assert [len(_rows(shown.cells, row)) for row in (3, 4)] == [4, 1]


def test_a_high_row_stays_high_on_screen() -> None:
    bands = LAYOUT.table.bands
    assert isinstance(bands[0], RowsBand)
    high = replace(bands[0], rows=tuple(replace(row, lines=4) for row in bands[0].rows))
    layout = replace(LAYOUT, table=replace(LAYOUT.table, bands=(high, *bands[1:])))
    assert screen_sheet(layout, BOOK, BOOK.projects[0]).lines == {2: 4}


def test_a_form_without_them_is_shown_as_it_prints() -> None:
    plain = _with(LAYOUT, above=(), below=())
    assert screen_sheet(plain, BOOK, BOOK.projects[0]) is sheet(plain, BOOK, BOOK.projects[0])


def test_they_are_edited_on_screen(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_given", {"small": LAYOUT})
    session = Session()
    session.start(replace(BOOK, form="small"))
    session.select(BOOK.projects[0].id)
    model = SheetModel(session)
    for at, before, after in (((5, 0), "王青", "填表人：赵云"), ((0, 0), "2031", "（赵云年度）")):
        index = model.index(*at)
        assert model.data(index, Qt.ItemDataRole.EditRole) == before
        assert model.setData(index, "赵云")
        assert model.data(model.index(*at)) == after
    assert model.index_of(BOOK.projects[0].id, "phone").row() == 5


def test_their_fields_count_as_printed() -> None:
    printed = printed_keys(LAYOUT)
    assert {(Owner.PROJECT, "fill_unit"), (Owner.PROJECT, "phone"), (Owner.DOCUMENT, "fiscal_year")} <= printed
    assert "fiscal_year" in LAYOUT.document_keys


@pytest.mark.parametrize(
    ("where", "text", "told"),
    [
        ("above", "{fiscal_year}", "parts 里的“{fiscal_year}”没有印好的字，装入时认不出来"),
        ("below", "（{contact}：{phone}）", "parts 里的“（{contact}：{phone}）”没有印好的字，装入时认不出来"),
        ("below", "填表人：{contakt}", "parts 里项目表上方和下方的文字：没有“contakt”这个字段"),
    ],
)
def test_what_is_wrong_with_them_is_told(where: str, text: str, told: str) -> None:
    wrong = _with(LAYOUT, **{where: (FormLine(text=text, style="line"),)})
    assert [fault[: len(told)] for fault in faults(wrong)] == [told]


def test_their_styles_are_the_forms() -> None:
    wrong = _with(LAYOUT, below=(FormLine(text="填表人", style="lime"),))
    assert [*faults(wrong)] == ["parts（projects）：styles 里没有这个样式，不认识“lime”，是不是“line”"]
