"""Texts of cells on the way to and from the clipboard: white space, line ends, quotes, tabs, spans that are nothing."""

import pytest
from cells import block, shown
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.blocks.block import Block
from perfdesk.blocks.cell_text import CellText, folded
from perfdesk.blocks.clip import read_clip
from perfdesk.blocks.html_writer import html_of
from perfdesk.blocks.tab_separated import block_of, column_of, text_of


@pytest.mark.parametrize(
    ("text", "as_shown"),
    [
        ("清淤 水渠", "清淤 水渠"),
        ("清淤  \t水渠", "清淤 水渠"),
        (" 清淤 ", "清淤"),
        # A line of the file ends for layout only between two wide characters.
        ("清淤\n水渠", "清淤水渠"),
        ("清淤 \r\n  水渠", "清淤水渠"),
        ("清淤，\n水渠", "清淤，水渠"),
        ("清淤\n12公里", "清淤 12公里"),
        ("GIS\n系统", "GIS 系统"),
        ("GIS\nmap", "GIS map"),
        ("\n清淤\n", "清淤"),
        # A hard space is one that was meant, and stays where it does not stand at the ends.
        ("清淤\xa0\xa0水渠", "清淤  水渠"),
        ("清淤\xa0 水渠", "清淤  水渠"),
        ("\xa0清淤\xa0", "清淤"),
        ("\u3000清淤", "\u3000清淤"),
        ("", ""),
    ],
)
def test_white_space_folds_as_it_is_shown(text: str, as_shown: str) -> None:
    assert folded(text) == as_shown


def gathered(told: str, *, ours: bool = False) -> str:
    """What comes of pieces parted by "|": "br", "p" for where a paragraph begins or ends, else characters; "~" before
    characters says that their spaces are meant."""
    text = CellText()
    for piece in told.split("|"):
        if piece == "br":
            text.line_end()
        elif piece == "p":
            text.paragraph()
        else:
            text.add(piece.removeprefix("~"), spaces=piece.startswith("~"))
    return text.taken(ours=ours)


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ("甲|乙", "甲乙"),
        ("甲|br|乙", "甲\n乙"),
        ("甲|br|br|乙", "甲\n\n乙"),
        ("p|甲|p|p|乙|p", "甲\n乙"),
        # Between paragraphs white space is layout; the first of a cell has nothing above it.
        ("p|甲|p| \n |p|乙", "甲\n乙"),
        (" |p|甲", "甲"),
        ("甲|p|br|乙", "甲\n\n乙"),
        ("br|p|甲", "甲"),
        ("甲|br", "甲"),
        ("br|甲|br|br", "甲"),
        ("甲 |p", "甲"),
        ("", ""),
    ],
)
def test_breaks_and_paragraphs_end_lines(told: str, lines: str) -> None:
    assert gathered(told) == lines


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ("甲|br|", "甲\n"),
        ("br|甲", "\n甲"),
        ("甲|~\xa0\xa0|乙", "甲  乙"),
        ("~\xa0|甲|~\xa0", " 甲 "),
        ("甲\xa0乙", "甲\xa0乙"),
        ("甲 乙", "甲 乙"),
    ],
)
def test_what_we_wrote_comes_back_to_the_letter(told: str, lines: str) -> None:
    assert gathered(told, ours=True) == lines


def test_a_text_that_was_taken_is_gone() -> None:
    text = CellText()
    text.add("甲", spaces=False)
    text.paragraph()
    assert [text.taken(ours=False), text.taken(ours=False)] == ["甲", ""]
    text.add("乙", spaces=False)
    assert text.taken(ours=False) == "乙"


@given(st.lists(st.lists(st.text("甲a \xa0\n\t<&\"'=", max_size=8), min_size=2, max_size=2), min_size=1, max_size=3))
def test_our_html_comes_back_to_the_letter(rows: list[list[str]]) -> None:
    one = Block.of_rows([[text.replace("\t", "") for text in row] for row in rows])
    clip = read_clip(html_of(one), "")
    assert clip.ours
    assert clip.block == one


@pytest.mark.parametrize(
    "text",
    [
        "甲|<|乙\n丙|丁|戊",
        "甲|乙\n^|丙",
        "甲|-\n-|乙",
        "甲|-|乙\n-|-|-\n丙|-|丁",
        "甲|<|-\n^|<|乙\n-|丙|<",
        "-|甲\n乙|^",
    ],
)
def test_spans_and_what_is_nothing_come_back(text: str) -> None:
    one = block(text)
    read = read_clip(html_of(one), "").block
    assert read is not None
    assert shown(read) == shown(one)


def test_one_cell_is_written_with_its_span_and_as_a_text() -> None:
    page = html_of(block("=1|<\n^|<"))
    assert "<td rowspan='2' colspan='2' " in page
    assert "mso-number-format:'\\@'" in page
    assert "rowspan" not in html_of(block("甲|乙"))
    assert "colspan" not in html_of(block("甲|乙"))


# --- tabs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("甲\t乙", [["甲", "乙"]]),
        ("甲\t乙\r丙\t丁\r", [["甲", "乙"], ["丙", "丁"]]),
        ("甲\t乙\n\n", [["甲", "乙"], []]),
        ("甲\t", [["甲", ""]]),
        ('"甲""乙"\t丙', [['甲"乙', "丙"]]),
        ('甲"乙\t丙', [['甲"乙', "丙"]]),
        ('"甲\t乙"\t丙', [["甲\t乙", "丙"]]),
        # Tabs that only indent make no table, nor do lines.
        ("\t甲\n\t\t乙", None),
        ("\t甲\n乙\t丙", [["", "甲"], ["乙", "丙"]]),
        ("甲\n乙", None),
        ("", None),
    ],
)
def test_which_text_is_a_table(text: str, rows: list[list[str]] | None) -> None:
    assert block_of(text) == (None if rows is None else Block.of_rows(rows))


@pytest.mark.parametrize(
    ("text", "lines"),
    [("甲\r\n乙\n", ["甲", "乙"]), ("甲\n\n乙", ["甲", "", "乙"]), ("", [""]), ("甲\t乙", ["甲\t乙"])],
)
def test_lines_go_one_below_the_other(text: str, lines: list[str]) -> None:
    assert column_of(text) == Block.of_rows([[line] for line in lines])


@given(st.lists(st.lists(st.text("甲a \n\t\"'=", max_size=6), min_size=2, max_size=3), min_size=1, max_size=3))
def test_a_table_written_with_tabs_is_read_again(rows: list[list[str]]) -> None:
    wide = [[*row, ""][:3] for row in rows]
    read = block_of(text_of(Block.of_rows([["头", *row] for row in wide])))
    assert read == Block.of_rows([["头", *row] for row in wide])
