"""Values that are typed behind the label of a fixed row stand in a cell of their own when the row is read."""

import pytest

from perfdesk.importers.grid import GridCell, GridRow
from perfdesk.importers.typed_behind import value_cells

LABELS = frozenset({"主管部门", "项目名称", "其中:财政拨款"})


def row(*cells: tuple[int, int, str]) -> GridRow:
    return GridRow("第1行", tuple(GridCell(*cell) for cell in cells))


def read(*cells: tuple[int, int, str]) -> list[tuple[int, int, str]]:
    return [cell[:3] for cell in value_cells(row(*cells), LABELS).cells]


def test_a_value_behind_a_label_goes_into_the_empty_cell_beside_it() -> None:
    assert read((0, 1, "主管部门：交通局"), (1, 2, ""), (3, 1, "项目名称"), (4, 1, "石桥")) == [
        (0, 1, "主管部门"), (1, 2, "交通局"), (3, 1, "项目名称"), (4, 1, "石桥"),
    ]  # fmt: skip


def test_of_a_merged_cell_the_last_column_is_the_values() -> None:
    assert read((0, 3, "项目名称:石桥：二期"), (3, 1, "主管部门")) == [
        (0, 2, "项目名称"), (2, 1, "石桥：二期"), (3, 1, "主管部门"),
    ]  # fmt: skip


def test_a_cell_that_is_written_in_keeps_its_text() -> None:
    assert read((0, 2, "项目名称：石桥"), (2, 1, "二期")) == [(0, 1, "项目名称"), (1, 1, "石桥"), (2, 1, "二期")]


def test_a_cell_of_one_column_is_parted_too() -> None:
    assert read((0, 1, "项目名称：石桥")) == [(0, 1, "项目名称"), (0, 1, "石桥")]


def test_each_of_two_has_its_own_cell() -> None:
    assert read((0, 1, "项目名称：石桥"), (1, 1, ""), (2, 1, "主管部门：交通局"), (3, 1, "")) == [
        (0, 1, "项目名称"), (1, 1, "石桥"), (2, 1, "主管部门"), (3, 1, "交通局"),
    ]  # fmt: skip


def test_a_label_may_have_a_colon_itself() -> None:
    assert read((0, 1, "其中：财政拨款：12"), (1, 1, "")) == [(0, 1, "其中：财政拨款"), (1, 1, "12")]


@pytest.mark.parametrize(
    "text", ["项目名称：", "项目名称： ", "备注：无", "：石桥", "石桥：项目名称", "项目名称", "其中：12"]
)
def test_other_cells_stay(text: str) -> None:
    whole = row((0, 1, text), (1, 1, ""))
    assert value_cells(whole, LABELS) is whole


def test_what_reaches_down_from_above_is_not_parted_again() -> None:
    whole = GridRow("第2行", (GridCell(0, 1, "项目名称：石桥", below=True), GridCell(1, 1, "主管部门：局")))
    assert [cell.text for cell in value_cells(whole, LABELS).cells] == ["项目名称：石桥", "主管部门", "局"]


def test_a_text_without_end_is_looked_at_no_further_than_a_label_reaches() -> None:
    whole = row((0, 1, "项" * 70 + "项目名称：石桥"))
    assert value_cells(whole, LABELS) is whole
