"""What a workbook is made of: names of columns, and text that no program takes for a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.exporters.excel_cells import ExcelCell, ExcelStyle, column_name, text_cell
from perfdesk.importers.cell_names import column_name as read_name

PLAIN = ExcelStyle("宋体", 10)


@pytest.mark.parametrize(
    ("column", "name"),
    [(0, "A"), (1, "B"), (25, "Z"), (26, "AA"), (27, "AB"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"),
     (16_383, "XFD")],
)  # fmt: skip
def test_columns_are_named_as_excel_names_them(column: int, name: str) -> None:
    assert column_name(column) == name


@given(st.integers(0, 16_383))
def test_reader_and_writer_name_columns_alike(column: int) -> None:
    assert column_name(column) == read_name(column)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("=1+1", True), ("+86", True), ("-5%", True), ("@人", True), ("1=1", False), ("≥95%", False), (" =1", False),
     ("", False)],
)  # fmt: skip
def test_text_that_looks_like_a_formula_stays_text_when_it_is_edited(text: str, quoted: bool) -> None:
    assert text_cell(PLAIN, text) == ExcelCell(PLAIN._replace(quoted=quoted), text)
