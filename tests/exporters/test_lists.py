"""Lists in Word and Excel: what a reader sees, and text that stays text."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import RGBColor
from openpyxl.worksheet.worksheet import Worksheet

from perfdesk.exporters.excel_cells import LONGEST_TEXT
from perfdesk.exporters.list_in_excel import write_lists
from perfdesk.exporters.list_in_word import write_list
from perfdesk.exporters.lists import Incomplete, ListTable, Value, list_widths, text_of
from perfdesk.model.marked_text import MarkedText, compared

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
        ["项目", "数量", "金额"], ["=1+1", "3", "1.20"], ["≥95%<&>\n第二行", "4", "2.00"], ["合计", "7", "3.20"],
    ]  # fmt: skip
    settings = [row._tr.trPr for row in table.rows]
    assert [one.find(qn("w:tblHeader")) is not None for one in settings] == [True, False, False, False]
    assert all(one.find(qn("w:cantSplit")) is not None for one in settings)
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
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
    # Not a character of it has a width, so it is one line.
    long = "\u0301" * (LONGEST_TEXT + 5)
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


# --- widths, heights and what is cut ---------------------------------------------------------------------------


def sheet_of(*rows: Sequence[Value], intro: Sequence[str] = (), total: Sequence[Value] = ()) -> Worksheet:
    stream = BytesIO()
    write_lists([ListTable("表", intro, [f"栏{at}" for at in range(len(rows[0]))], rows, total)], stream)
    return openpyxl.load_workbook(stream)["表"]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        # In digits, two to a Chinese character, with one character to spare; between 8 and the page.
        ("短", 8),
        ("三个字", 8),
        ("四个字长", 10),
        ("一二三四五六七八九十一二三", 28),
        ("一" * 100, 120),
        ("一二三四五\n一二", 12),
        ("abcdefgh", 10),
    ],
)
def test_a_column_is_as_wide_as_its_longest_line_within_bounds(text: str, width: float) -> None:
    assert sheet_of([text]).column_dimensions["A"].width == width


@pytest.mark.parametrize(
    ("text", "lines"), [("短", 1), ("一\n二", 2), ("一" * 55, 1), ("一" * 56, 2), ("一" * 110, 2), ("一" * 111, 3)]
)
def test_a_row_is_as_high_as_its_lines(text: str, lines: int) -> None:
    tab = sheet_of([text, "短"])
    assert tab.row_dimensions[3].height == pytest.approx((lines + 0.4) * 13)


def test_a_list_has_its_intro_above_its_heads_and_its_sum_below() -> None:
    tab = sheet_of([1, Decimal(2)], [3, Decimal("4.5")], intro=["甲。", "乙。"], total=[4, Decimal("6.5")])
    texts = [[cell.value for cell in row if cell.value is not None] for row in tab.iter_rows()]
    assert texts == [["表"], ["甲。"], ["乙。"], ["栏0", "栏1"], [1, 2], [3, 4.5], [4, 6.5]]
    assert (tab.auto_filter.ref, tab.freeze_panes, tab.print_title_rows) == ("A4:B6", "A5", "$4:$4")
    assert [tab.cell(row, 1).font.b for row in (4, 5, 6, 7)] == [True, False, False, True]
    assert [tab.cell(5, column).number_format for column in (1, 2)] == ["0", "#,##0.00####"]
    assert tab.page_setup.orientation == "landscape"
    assert [tab.row_dimensions[row].height for row in (1, 2)] == [24, pytest.approx(18.2)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\u0301" * LONGEST_TEXT, LONGEST_TEXT),
        ("\u0301" * (LONGEST_TEXT + 1), LONGEST_TEXT - 1),
        # An escape takes seven characters more for each.
        ("\u0301" * 32_700 + "_x000D_" * 6, (LONGEST_TEXT - 1) // 7),
    ],
)
def test_a_text_is_cut_where_a_cell_ends(text: str, kept: int) -> None:
    read = sheet_of([text])["A3"].value
    assert read == (text if kept == len(text) else f"{text[:kept]}…")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("一" * 51 * 30, 1),
        ("一" * 51 * 30 + "二", 2),
        ("一" * 51 * 61, 3),
        ("\n".join("一二三四五六七八九十"[: at % 10 + 1] for at in range(75)), 3),
        ("一\n\n二\n" * 20, 3),
        ("_x000D_" * 2340, 6),
    ],
)
def test_a_text_higher_than_excel_shows_continues_in_the_next_row(text: str, rows: int) -> None:
    """Excel makes no row higher than 409 points: what was below that was neither on the screen nor on paper."""
    tab = sheet_of([text, "短", 3], ["后一行", "", 4])
    read = [tab.cell(row, 1).value or "" for row in range(3, 3 + rows)]
    assert "".join(read).replace("\n", "") == text.replace("\n", "")
    assert [tab.cell(row, 2).value for row in range(3, 3 + rows)] == ["短", *[None] * (rows - 1)]
    assert [tab.cell(row, 3).value for row in range(3, 3 + rows)] == [3, *[None] * (rows - 1)]
    assert tab.cell(3 + rows, 1).value == "后一行"
    assert tab.auto_filter.ref == f"A2:C{3 + rows}"
    assert max(tab.row_dimensions[row].height for row in range(3, 3 + rows)) <= 409


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("\n".join("一" * 30), True),
        ("\n".join("一" * 31), False),
        # Of 267 mm a column of two has what its neighbour leaves, 70 characters and a half with their padding.
        ("一" * 69 * 30, True),
        ("一" * (69 * 30 + 1), False),
    ],
)
def test_a_row_of_word_that_is_higher_than_a_page_is_broken(text: str, stays: bool) -> None:
    stream = BytesIO()
    write_list(ListTable("表", (), ("甲", "乙"), [(text, "短")]), stream)
    (row,) = docx.Document(stream).tables[0].rows[1:]
    assert (row._tr.trPr.find(qn("w:cantSplit")) is not None) is stays


def test_sentences_above_a_list_stand_across_its_columns_and_wrap() -> None:
    tab = sheet_of(["短"] * 3, intro=["一" * 11, "一" * 12])
    assert sorted(map(str, tab.merged_cells.ranges)) == ["A2:C2", "A3:C3"]
    assert [tab.row_dimensions[row].height for row in (2, 3)] == [pytest.approx(18.2), pytest.approx(31.2)]
    assert tab["A2"].alignment.wrap_text
    assert not sheet_of(["短"], intro=["甲。"]).merged_cells.ranges, "a cell cannot be merged with itself"


def test_a_column_has_room_for_its_sum() -> None:
    assert list_widths(ListTable("表", (), ("甲",), [("短",)], ("合计一共是这么多",))) == [9]


def widths_of(needs: Sequence[int], widest: Sequence[float] = ()) -> list[float]:
    texts = ["一" * (need - 1) for need in needs]
    return list_widths(ListTable("表", (), [""] * len(needs), [texts], widest=widest))


@pytest.mark.parametrize(
    ("needs", "widest", "widths"),
    [
        ([5, 14, 20], [], [5, 14, 20]),
        # Narrow columns keep what they need, the others share the rest of the page.
        ([5, 5, 20, 20, 20, 20], [], [5, 5, 12.5, 12.5, 12.5, 12.5]),
        ([12, 20, 20, 20, 20], [], [12] * 5),
        ([10, 12, 20, 20, 20], [], [10, 12, 38 / 3, 38 / 3, 38 / 3]),
        ([20] * 5, [], [12] * 5),
        ([20] * 6, [9, 9, 12, 12, 12, 6], [9, 9, 12, 12, 12, 6]),
        # What was wanted by the list counts among those that share.
        ([20] * 6, [15, 15, 15, 15, 15, 5], [11, 11, 11, 11, 11, 5]),
        ([20, 20, 20, 20, 40], [], [12] * 5),
        ([20, 20, 20, 90, 13], [], [*[840 / 69] * 4, 780 / 69]),
        # Nothing is narrower than its head; the program that prints then makes the letters smaller.
        ([20] * 20, [], [4.0] * 20),
    ],
)
def test_columns_fit_on_a_page(needs: Sequence[int], widest: Sequence[float], widths: Sequence[float]) -> None:
    assert widths_of(needs, widest) == pytest.approx(widths)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0"), "0.00"),
        (Decimal("5170.05"), "5,170.05"),
        (Decimal("2225.692345"), "2,225.692345"),
        (Decimal("1E+3"), "1,000.00"),
        (Decimal("-1234.5000"), "-1,234.50"),
        (Incomplete(Decimal("40142.4")), "40,142.40（不全）"),
        (12345, "12345"),
    ],
)
def test_a_sum_is_printed_as_excel_shows_it(value: Value, text: str) -> None:
    assert text_of(value) == text


# --- words that differ -----------------------------------------------------------------------------------------

GONE, NEW = compared("充分发挥职能=1", "积极发挥职能=1")


def test_words_that_differ_are_struck_through_or_underlined_in_word() -> None:
    stream = BytesIO()
    write_list(ListTable("表", (), ("原来", "现在"), [(GONE, NEW)], ("合计", NEW)), stream)
    table = docx.Document(stream).tables[0]
    looks = [
        [(run.text, run.font.strike, run.font.underline, run.font.color.rgb) for run in cell.paragraphs[0].runs]
        for cell in table.rows[1].cells
    ]
    red = RGBColor(0xC0, 0, 0)
    assert looks == [
        [("充分", True, None, red), ("发挥职能=1", None, None, None)],
        [("积极", None, True, red), ("发挥职能=1", None, None, None)],
    ]
    assert [cell.paragraphs[0].style.name for cell in table.rows[1].cells] == ["text", "text"]


def test_words_that_differ_are_struck_through_or_underlined_in_excel() -> None:
    stream = BytesIO()
    write_lists([ListTable("表", (), ("原来", "现在"), [(GONE, NEW), ("积极发挥职能=1", NEW)])], stream)
    tab = openpyxl.load_workbook(stream, rich_text=True)["表"]
    gone, new = (tab.cell(3, column).value for column in (1, 2))
    for text, word, strike, underline in ((gone, "充分", True, None), (new, "积极", None, "single")):
        block, rest = text
        assert (str(block), block.font.strike, block.font.u, block.font.color.rgb) == (
            word,
            strike,
            underline,
            "FFC00000",
        )
        assert (block.font.rFont, block.font.sz, rest) == ("宋体", 10, "发挥职能=1")
    assert tab.cell(4, 1).value == "积极发挥职能=1", "the same text without marks is another one"
    with ZipFile(stream) as package:
        assert package.read("xl/sharedStrings.xml").count("积极".encode()) == 2


def test_marked_words_are_cleaned_and_stay_no_formula() -> None:
    stream = BytesIO()
    _, new = compared("甲", "乙")
    write_lists([ListTable("表", (), ("一",), [(new.behind("=a\x00\u200b"),)])], stream)
    cell = openpyxl.load_workbook(stream)["表"]["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=a乙", "s", True)
    word = BytesIO()
    write_list(ListTable("表", (), ("一",), [(new.behind("=a\x00\u200b"),)]), word)
    assert docx.Document(word).tables[0].rows[1].cells[0].text == "=a乙"


def test_marks_stay_where_a_text_continues_in_the_next_row() -> None:
    text = "一" * 59 * 30 + "二三四"
    stream = BytesIO()
    marked = MarkedText(text, ((0, 1), (1768, 1771), (1772, 1773)))
    write_lists([ListTable("表", (), ("一",), [(marked,)])], stream)
    tab = openpyxl.load_workbook(stream, rich_text=True)["表"]
    found = [[(str(part), hasattr(part, "font")) for part in tab.cell(row, 1).value] for row in (3, 4)]
    assert found == [
        [("一", True), ("一" * 1767, False), ("一一", True)],
        [("二", True), ("三", False), ("四", True)],
    ]


def test_a_list_in_word_without_a_sum_has_none() -> None:
    stream = BytesIO()
    write_list(TABLE._replace(total=(), intro=()), stream)
    word = docx.Document(stream)
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["项目", "数量", "金额"], ["=1+1", "3", "1.20"], ["≥95%<&>\n第二行", "4", "2.00"],
    ]  # fmt: skip
    assert [paragraph.text for paragraph in word.paragraphs] == ["合并对照表", ""]
    assert (word.core_properties.title, word.core_properties.author) == ("合并对照表", "")


def test_texts_stand_left_and_numbers_right_in_the_fonts_of_the_list() -> None:
    stream = BytesIO()
    write_list(TABLE, stream)
    word = docx.Document(stream)
    names = [[cell.paragraphs[0].style.name for cell in row.cells] for row in word.tables[0].rows]
    assert names == [
        ["head-bold"] * 3, ["text", "number", "number"], ["text", "number", "number"],
        ["text-bold", "number-bold", "number-bold"],
    ]  # fmt: skip
    looks = {
        name: (
            style.font.size.pt,
            bool(style.font.bold),
            style.paragraph_format.alignment,
            style.paragraph_format.space_after.pt,
        )
        for name in ("title", "line", "text", "number", "number-bold", "head-bold")
        for style in (word.styles[name],)
    }
    left, right, centre = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    assert looks == {
        "title": (16, True, centre, 3), "line": (10, False, left, 3), "text": (10, False, left, 1),
        "number": (10, False, right, 1), "number-bold": (10, True, right, 1), "head-bold": (10, True, centre, 1),
    }  # fmt: skip
    stay = {name for name in looks if word.styles[name].paragraph_format.keep_with_next}
    assert stay == {"title", "line", "head-bold"}, "no title stands below a page and its table on the next"


def test_columns_of_a_list_in_word_share_the_page_by_what_they_need() -> None:
    stream = BytesIO()
    write_list(ListTable("表", (), ("甲", "乙", "丙"), [("短", "一" * 7, "一" * 40)]), stream)
    table = docx.Document(stream).tables[0]
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    room = round(267 * 1440 / 25.4)
    assert grid == [int(room * share / 53) for share in (4, 8, 41)]
    assert [int(cell._tc.tcPr.tcW.get(qn("w:w"))) for cell in table.rows[1].cells] == grid
