"""Lists in Word and Excel: what a reader sees, and text that stays text."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import docx
import openpyxl
from docx.oxml.ns import qn

from perfdesk.exporters.excel_cells import LONGEST_TEXT
from perfdesk.exporters.lists import ListTable, write_list, write_lists

TABLE = ListTable(
    "合并对照表",
    ("合入的文件：甲.perfdesk。",),
    ("项目", "数量", "金额"),
    [("=1+1", 3, Decimal("1.20")), ("≥95%<&>\n第二行", 4, Decimal(2))],
    ("合计", 7, Decimal("3.20")),
)


def test_a_word_list_repeats_its_head_and_tears_no_row() -> None:
    stream = BytesIO()
    write_list(TABLE, stream)
    word = docx.Document(stream)
    assert [paragraph.text for paragraph in word.paragraphs] == ["合并对照表", "合入的文件：甲.perfdesk。", ""]
    (table,) = word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["项目", "数量", "金额"], ["=1+1", "3", "1.20"], ["≥95%<&>\n第二行", "4", "2"], ["合计", "7", "3.20"],
    ]  # fmt: skip
    settings = [row._tr.trPr for row in table.rows]
    assert [one.find(qn("w:tblHeader")) is not None for one in settings] == [True, False, False, False]
    assert all(one.find(qn("w:cantSplit")) is not None for one in settings)
    section = word.sections[0]
    assert section.page_width > section.page_height
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert sum(grid) <= round((section.page_width - section.left_margin - section.right_margin) / 635)


def test_no_style_of_the_list_leaves_a_font_to_the_theme() -> None:
    stream = BytesIO()
    write_list(TABLE, stream)
    word = docx.Document(stream)
    used = {row.cells[0].paragraphs[0].style.name for row in word.tables[0].rows} | {"title", "line", "number"}
    for name in used:
        fonts = word.styles[name].element.rPr.rFonts
        assert len({fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia", "cs")}) == 1, name
    assert word.styles["text-bold"].font.bold
    assert not word.styles["text"].font.bold


def test_text_stays_text_and_numbers_are_numbers() -> None:
    stream = BytesIO()
    long = "长" * (LONGEST_TEXT + 5)
    write_lists([TABLE, ListTable("另一张", (), ("说明",), [(long,), ("@sum(1)",), ("_x000D_",)])], stream)
    book = openpyxl.load_workbook(stream)
    tab = book["合并对照表"]
    assert (tab.auto_filter.ref, tab.freeze_panes, tab.print_title_rows) == ("A3:C5", "A4", "$3:$3")
    rows = [[(cell.value, cell.data_type) for cell in row] for row in book["合并对照表"].iter_rows(min_row=4)]
    assert rows == [
        [("=1+1", "s"), (3, "n"), (1.2, "n")], [("≥95%<&>\n第二行", "s"), (4, "n"), (2, "n")],
        [("合计", "s"), (7, "n"), (3.2, "n")],
    ]  # fmt: skip
    cut, *others = [cell.value for cell in book["另一张"]["A"][2:]]
    assert (len(cut), cut[-1]) == (LONGEST_TEXT, "…")
    assert others == ["@sum(1)", "_x000D_"]
    with ZipFile(stream) as package:
        assert not [name for name in package.namelist() if "sheet" in name and b"<f>" in package.read(name)]
