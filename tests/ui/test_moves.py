"""Where the frame may go: cells of any size on a sheet, and a plain grid."""

import pytest

from perfdesk.ui.views.moves import Box, GridCells, SheetCells, in_reading_order, page

# Row 0 holds a wide cell; below it stands a tall one, with two rows of two beside it.
WIDE, TALL = Box(0, 0, 1, 3), Box(1, 0, 2, 1)
B1, C1, B2, C2 = Box(1, 1), Box(1, 2), Box(2, 1), Box(2, 2)
SHEET = SheetCells([C2, TALL, B1, WIDE, B2, C1])
GRID = GridCells(3, [4, 1, 2])


@pytest.mark.parametrize(
    ("here", "down", "right", "there"),
    [
        (WIDE, 1, 0, TALL), (C1, -1, 0, WIDE), (C1, 0, -1, B1), (B2, 0, -1, TALL), (TALL, 0, 1, B1),
        (TALL, 1, 0, None), (WIDE, 0, 1, None), (C1, 1, 0, C2), (C2, 0, 1, None),
    ],
)  # fmt: skip
def test_the_nearest_cell_of_a_sheet(here: Box, down: int, right: int, there: Box | None) -> None:
    assert SHEET.beside(here, down, right) == there


@pytest.mark.parametrize(
    ("here", "down", "right", "there"),
    [(WIDE, 1, 0, B2), (C1, 1, 0, C2), (C2, -1, 0, WIDE), (TALL, 0, 1, C1), (B2, 0, -1, TALL), (C2, 1, 0, C2)],
)
def test_the_farthest_cell_of_a_sheet(here: Box, down: int, right: int, there: Box) -> None:
    assert SHEET.edge(here, down, right) == there


def test_rows_ends_and_reading_order_of_a_sheet() -> None:
    assert [SHEET.end(-1), SHEET.end(1)] == [WIDE, C2]
    assert [SHEET.row_end(B2, -1), SHEET.row_end(TALL, 1)] == [TALL, C1]
    assert [SHEET.after(TALL, 1), SHEET.after(TALL, -1), SHEET.after(C2, 1), SHEET.after(WIDE, -1)] == [
        B1, WIDE, None, None,
    ]  # fmt: skip
    assert in_reading_order(SHEET, C1, -1, lambda box: box in (B1, TALL)) == WIDE
    assert in_reading_order(SHEET, C1, 1, lambda box: box in (B2, C2)) is None
    assert SheetCells([]).end(1) is None


def test_a_block_grows_until_it_cuts_no_cell() -> None:
    assert SHEET.block(B1, C1) == Box(1, 1, 1, 2)
    assert SHEET.block(TALL, B1) == Box(1, 0, 2, 2)
    assert SHEET.block(WIDE, B1) == Box(0, 0, 3, 3)


def test_a_page_goes_on_at_least_one_cell() -> None:
    assert page(SHEET, WIDE, 1, lambda box: False) == TALL
    assert page(SHEET, C1, 1, lambda box: True) == C2
    assert page(SHEET, C2, 1, lambda box: True) == C2
    assert page(GridCells(9, [0]), Box(1, 0), 1, lambda box: box.row < 5) == Box(4, 0)


def test_a_grid_has_its_columns_only() -> None:
    assert [GRID.end(-1), GRID.end(1)] == [Box(0, 1), Box(2, 4)]
    assert [GRID.at(0, 3), GRID.at(3, 1), GRID.at(-1, 1)] == [None, None, None]
    assert [GRID.after(Box(0, 4), 1), GRID.after(Box(1, 1), -1)] == [Box(1, 1), Box(0, 4)]
    assert [GRID.after(Box(2, 4), 1), GRID.after(Box(0, 1), -1)] == [None, None]
    assert [GRID.beside(Box(0, 2), 0, 1), GRID.beside(Box(0, 2), 0, -1)] == [Box(0, 4), Box(0, 1)]
    assert [GRID.beside(Box(0, 4), 0, 1), GRID.beside(Box(2, 4), 1, 0)] == [None, None]
    assert [GRID.edge(Box(1, 2), *step) for step in ((1, 0), (-1, 0), (0, 1), (0, -1))] == [
        Box(2, 2), Box(0, 2), Box(1, 4), Box(1, 1),
    ]  # fmt: skip
    assert [GRID.row_end(Box(1, 2), 1), GRID.row_end(Box(1, 2), -1)] == [Box(1, 4), Box(1, 1)]
    assert GRID.block(Box(2, 4), Box(0, 2)) == Box(0, 2, 3, 3)
    assert [GridCells(0, [1]).end(1), GridCells(2, []).end(-1)] == [None, None]
