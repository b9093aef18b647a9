"""What is on the clipboard: tables of other programs, quoted text, plain text, and what was made to do harm."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cells import cells, shown
from openpyxl import load_workbook
from trust import Promise

from perfdesk.blocks.block import Block, BlockCell
from perfdesk.blocks.clip import read_clip
from perfdesk.blocks.clip_limits import MOST_CELLS, MOST_COLUMNS, MOST_PLACES, MOST_ROWS, BlockRefused
from perfdesk.blocks.html_writer import html_of
from perfdesk.blocks.tab_separated import text_of

RECORDED = Path(__file__).parent / "clipboard"
TABLES = sorted(path.with_suffix(".html") for path in RECORDED.glob("*.txt"))


def table(html: str) -> list[list[str]]:
    block = read_clip(html, "").block
    assert block is not None
    return shown(block)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_what_other_programs_copy_is_read_with_its_spans(path: Path) -> None:
    clip = read_clip(path.read_text(encoding="utf-8"), "")
    assert clip.block is not None
    assert shown(clip.block) == cells(path.with_suffix(".txt").read_text(encoding="utf-8"))
    assert not clip.ours
    assert not clip.clipped


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_and_goes_on_as_it_came(path: Path) -> None:
    """What was pasted from another program and copied here has the same cells again."""
    block = read_clip(path.read_text(encoding="utf-8"), "").block
    assert block is not None
    assert read_clip(html_of(block), "").block == block


def test_paragraphs_of_word_are_no_table() -> None:
    html = (RECORDED / "word-paragraphs.html").read_text(encoding="utf-8")
    text = "保障全县水库安全度汛。\n\t及时处理隐患。\n"
    assert (read_clip(html, text).block, read_clip(html, text).text) == (None, text)
    assert read_clip(html, "").text == "保障全县水库安全度汛。\n及时处理隐患。"


def test_text_beside_a_table_is_counted_and_kept_for_an_import() -> None:
    clip = read_clip("<p>1.水库巡查绩效目标表</p><table><tr><td>甲<td>乙</table><p>&nbsp;</p><p>表后</p>", "")
    assert clip.beside == 2
    assert [one if isinstance(one, str) else shown(one) for one in clip.elements] == [
        "1.水库巡查绩效目标表",
        [["甲", "乙"]],
        "表后",
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<table><tr><td>甲</table><table><tr><td>乙<td>丙</table>", "甲|-\n乙|丙"),
        ("<tr><td>甲<td>乙</tr><tr><td>丙", "甲|乙\n丙|-"),
        ("<td>甲<td>乙", "甲|乙"),
        ("<table><tr><th>甲<td rowspan=0>乙<tr><td>丙</table>", "甲|乙\n丙|^"),
        ("<table><tr><td rowspan=2 colspan=2>甲<td>乙<tr><td>丙</table>", "甲|^|乙\n^|^|丙"),
        ("<table><tr><td colspan=2>甲<td rowspan=2>乙<tr><td>丙<td colspan=3>丁</table>", "甲|^|乙\n丙|丁|^"),
        ("<table><tr><td colspan=-1>甲<td colspan=二>乙<td colspan=''>丙</table>", "甲|乙|丙"),
        ("<table><tr><td>甲<table><tr><td>内<td>里<tr><td>下</table>后<td>乙</table>", "甲⏎内 里⏎下⏎后|乙"),
        ("<table><tr><td>甲<script>x()</script><style>y</style><td style='display: none'>藏<td>乙</table>", "甲|乙"),
        ("<table><tr><td><p>甲</p>乙<td>丙<p>丁</p>", "甲⏎乙|丙⏎丁"),
        ("<table><tr><td><div>甲</div><div>乙</div><td><ul><li>丙<li>丁</ul></table>", "甲⏎乙|丙⏎丁"),
        ("<table><tr><td>甲<br><br>乙<td> <br>丙<br> </table>", "甲⏎⏎乙|丙"),
        ("<table><tr><td>甲&#0;乙&#1;丙<td>😀&hellip;</table>", "甲�乙\x01丙|😀…"),
        ("<table><tr><td>a\nb<td>甲\n乙<td>甲 乙<td>甲&nbsp; 乙</table>", "a b|甲乙|甲 乙|甲  乙"),
        ("<table><tr><td>x\0y</table>", "xy"),
    ],
)  # fmt: skip
def test_tables_that_are_written_oddly(html: str, expected: str) -> None:
    assert table(html) == [row.split("|") for row in expected.split("\n")]


def test_only_the_marked_part_of_a_page_counts() -> None:
    page = "<p>前</p><!--StartFragment--><table><tr><td>甲<td>乙</table><!--EndFragment--><p>后</p>"
    clip = read_clip(page, "")
    assert clip.beside == 0


def test_a_span_over_the_edge_is_cut_and_said() -> None:
    clip = read_clip("<table><tr><td rowspan=3>甲<td>乙<tr><td>丙</table>", "")
    assert clip.clipped
    assert clip.block is not None
    assert shown(clip.block) == [["甲", "乙"], ["^", "丙"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\t二\r\n三\t四\r\n", "一|二\n三|四"),
        ('"两\n行"\t二\n', "两⏎行|二"),
        ('"说""好"""\t二', '说"好"|二'),
        ("一\t二\n三", "一|二\n三|-"),
        ("\t二\n\t四\n五\t", "|二\n|四\n五|"),
        ('"十四五"规划\t二\n三\t四', '"十四五"规划|二\n三|四'),
        ('"没有收尾\t二\n三\t四', '"没有收尾|二\n三|四'),
    ],
)
def test_text_with_tabs_is_a_table(text: str, expected: str) -> None:
    block = read_clip("", text).block
    assert block is not None
    assert shown(block) == [row.split("|") for row in expected.split("\n")]


@pytest.mark.parametrize("text", ["", "只一个", "一\n二\n三\n", '"十四五"规划\n第二段', "\t首行缩进的一段\n\t另一段"])
def test_text_without_tabs_between_words_is_none(text: str) -> None:
    clip = read_clip("", text)
    assert clip.block is None
    assert clip.text == text


def test_the_text_of_a_block_is_quoted_and_one_cell_is_not() -> None:
    block = Block((BlockCell(0, 0, 2, 1, "甲\n乙"), BlockCell(0, 1, 1, 1, '"丙"'), BlockCell(1, 1, 1, 1, "=1")))
    assert text_of(block) == '"甲\n乙"\t"""丙"""\n\t=1'
    assert text_of(Block.of_rows([["甲\n乙"]])) == "甲\n乙"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<table><tr>" + "<td>" * (MOST_COLUMNS + 1), "列"),
        ("<table>" + "<tr>" * (MOST_ROWS + 1), "行"),
        ("<table>" + ("<tr>" + "<td>x" * 100) * (MOST_CELLS // 100 + 1), "格"),
        ("<table>" + "<tr><td colspan=1000000000 rowspan=1000000000>x" * 3, "列"),
        ("<table><tr><td>" * 500, "套得太深"),
        ("<p><div></p>" * 200_000, "套得太深"),
        ("<b>" * 300, "套得太深"),
    ],
    ids=["columns", "rows", "cells", "spans", "tables", "blocks", "letters"],
)
def test_what_was_made_to_fill_the_memory_is_refused_in_a_sentence(html: str, words: str, promise: Promise) -> None:
    with pytest.raises(BlockRefused, match=words):
        read_clip(html, "")
    promise("T8", "too much of one thing: clipboard", 1, 1)


def test_as_much_as_may_be_is_read() -> None:
    assert table("<table><tr>" + "<td>" * MOST_COLUMNS) == [[""] * MOST_COLUMNS]
    assert len(table("<table>" + "<tr><td>" * MOST_ROWS)) == MOST_ROWS
    assert table("<table><tr><td colspan=" + "9" * 5000 + ">x") == [["x"] + ["^"] * (MOST_COLUMNS - 1)]


def test_spans_cover_no_more_places_than_there_may_be() -> None:
    first = "<table><tr><td colspan=200 rowspan=0>x"
    assert len(table(first + "<tr>" * (MOST_PLACES // 200 - 1))) == MOST_PLACES // 200
    with pytest.raises(BlockRefused, match="太多"):
        read_clip(first + "<tr>" * (MOST_PLACES // 200), "")


def test_a_text_of_many_columns_is_refused_too() -> None:
    with pytest.raises(BlockRefused, match="太多"):
        read_clip("", "x\t" * (MOST_COLUMNS + 1))
    with pytest.raises(BlockRefused, match="太大"):
        read_clip("", "x" * 16_000_001)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_reads_the_same_cells_from_ours(tmp_path: Path) -> None:
    read = read_clip((RECORDED / "excel.html").read_text(encoding="utf-8"), "").block
    assert read is not None
    texts = ("001", "=1+1", "1,234.50", "50%", "2024-1-1", "两  格", "第一行\n第二行", "<b>&amp;")
    odd = [BlockCell(read.rows + at, 0, 1, 1, text) for at, text in enumerate(texts)]
    block = Block((*read.cells, *odd))
    (tmp_path / "ours.html").write_text(html_of(block), encoding="utf-8")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--infilter=HTML (StarCalc)", "--convert-to", "xlsx", "ours.html"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    sheet = load_workbook(tmp_path / "ours.xlsx").active
    assert sheet is not None
    for cell in block.cells:
        assert str(sheet.cell(cell.row + 1, cell.column + 1).value or "") == cell.text
    merged = {(one.min_row - 1, one.min_col - 1, one.size["rows"], one.size["columns"]) for one in sheet.merged_cells}
    assert merged == {cell[:4] for cell in block.cells if cell.rows * cell.columns > 1}
