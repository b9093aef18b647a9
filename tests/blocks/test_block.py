"""Blocks of cells: what is covered, what is nothing, and what is left when lines are taken out."""

import pytest
from cells import block, shown

from perfdesk.blocks.block import Block, BlockCell


@pytest.mark.parametrize(
    ("text", "rows", "columns", "ragged"),
    [("甲|乙\n^|丙", 2, 2, False), ("甲|<\n乙|-", 2, 2, True), ("-|甲", 1, 2, True), ("甲", 1, 1, False)],
)
def test_a_block_reaches_as_far_as_its_cells(text: str, rows: int, columns: int, ragged: bool) -> None:
    one = block(text)
    assert (one.rows, one.columns, one.ragged) == (rows, columns, ragged)


def test_no_cells_are_no_rows() -> None:
    none = Block.of_cells([])
    assert (none.rows, none.columns, none.texts, none.blank) == (0, 0, [], True)


def test_cells_are_counted_from_the_first_that_is_picked() -> None:
    picked = Block.of_cells([BlockCell(5, 4, 1, 2, "乙"), BlockCell(3, 6, 2, 1, "甲")])
    assert picked.cells == (BlockCell(0, 2, 2, 1, "甲"), BlockCell(2, 0, 1, 2, "乙"))


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("甲|-|乙\n-|-|-\n丙|-|丁", "甲|乙\n丙|丁"),
        ("甲|<|-|乙", "甲|<|乙"),
        ("甲|-\n^|-\n-|乙", "甲|-\n^|-\n-|乙"),
    ],
)
def test_lines_of_which_nothing_is_picked_are_closed_up(text: str, closed: str) -> None:
    assert shown(block(text).closed_up()) == shown(block(closed))


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("甲|<|乙\n丙|<|丁", "甲|乙\n丙|丁"),
        ("甲|<|乙\n丙|丁|戊", "甲|<|乙\n丙|丁|戊"),
        ("甲|乙\n^|^\n丙|丁", "甲|乙\n丙|丁"),
        ("甲|<|<|乙\n丙|丁|<|戊", "甲|<|乙\n丙|丁|戊"),
    ],
)
def test_lines_at_which_no_cell_begins_are_taken_out(text: str, narrow: str) -> None:
    assert shown(block(text).compressed()) == shown(block(narrow))


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("甲||\n乙|丙|\n||", "甲|\n乙|丙"),
        ("|甲\n|", "|甲"),
        ("甲|乙\n^|\n^|", "甲|乙\n^|\n^|"),
        ("甲|<\n| ", "甲|<"),
        ("甲|乙\n丙|丁", "甲|乙\n丙|丁"),
    ],
)
def test_blank_edges_are_trimmed_below_and_at_the_right(text: str, trimmed: str) -> None:
    assert shown(block(text).trimmed()) == shown(block(trimmed))


def test_a_blank_span_over_the_edge_of_what_is_written_is_cut_with_it() -> None:
    assert block("甲|\n乙|^\n|^").trimmed().cells == (
        BlockCell(0, 0, 1, 1, "甲"),
        BlockCell(1, 0, 1, 1, "乙"),
    )
    assert block("甲|乙|\n|<|^").trimmed() == block("甲|乙")
    assert block("|甲\n^|乙\n^|").trimmed() == block("|甲\n^|乙")
    assert block("|\n|").trimmed().cells == ()
