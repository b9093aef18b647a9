"""Rows of a workbook come and go with the records: what computes, checks, colours and breaks below them follows."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from learning.originals import Learned, annex, learned_from, parts, saved_sheet, with_parts, with_rows
from perfdesk.exporters.original.cell_references import moved_by, moved_formula, shifted

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
# Three records in rows 9 to 11, a total in row 12.
FIRST, LAST, TOTAL = 9, 11, 12


def below(book: Any) -> None:
    """What stands below the records and beside them, and what names their rows."""
    page = book.active
    page[f"A{TOTAL}"], page["A13"] = "合计", "审核"
    page[f"H{TOTAL}"] = f"=SUM(H{FIRST}:H{LAST})"
    page["I12"] = f"=COUNTA(F{FIRST}:F{LAST})&H12"
    page["H13"] = "=IF(H12>0,H12/$H$12,0)"
    for row in range(FIRST, LAST + 1):
        page[f"H{row}"] = f"=LEN(F{row})*$C$6"
    page.conditional_formatting.add(f"H{FIRST}:H{LAST}", FormulaRule(formula=[f"H{FIRST}>$H${TOTAL}"]))
    for cells in (f"F{FIRST}:F{LAST}", f"H{TOTAL}:H13"):
        check = DataValidation("custom", formula1=f"$H${TOTAL}>0")
        check.add(cells)
        page.add_data_validation(check)
    page.print_area = "A1:I13"
    page.print_title_rows = "1:3"
    page.auto_filter.ref = f"A8:F{LAST}"
    for row in (LAST, TOTAL):
        page.row_breaks.append(Break(id=row))
    book.defined_names["总数"] = DefinedName("总数", attr_text=f"'{page.title}'!$H${TOTAL}")


def by_libreoffice(content: bytes) -> bytes:
    """As LibreOffice writes formulas and rows."""
    sheet = parts(content)[SHEET].replace(b"<f>", b'<f aca="false">')
    return with_parts(
        content, {SHEET: re.sub(rb'<row r="(\d+)"', rb'<row r="\1" customHeight="false" hidden="false"', sheet)}
    )


def by_excel(content: bytes) -> bytes:
    """As Excel writes a formula that was filled down: the cells share it."""
    sheet = parts(content)[SHEET].decode()
    for row in range(FIRST, LAST + 1):
        said = (
            f'<f t="shared" ref="H{FIRST}:H{LAST}" si="0">LEN(F{row})*$C$6</f>'
            if row == FIRST
            else '<f t="shared" si="0"/>'
        )
        sheet = sheet.replace(f"<f>LEN(F{row})*$C$6</f>", said)
    assert sheet.count('si="0"') == LAST - FIRST + 1
    return with_parts(content, {SHEET: sheet.encode()})


def same(content: bytes) -> bytes:
    """As openpyxl writes it."""
    return content


@pytest.fixture(scope="module", params=[same, by_libreoffice, by_excel])
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Learned:
    """The annex with all that, by three hands."""
    path = saved_sheet(annex(), tmp_path_factory.mktemp("moved") / "a.xlsx", below)
    path.write_bytes(request.param(path.read_bytes()))
    return learned_from(path)


def book(content: bytes, folder: Path) -> Any:
    path = folder / "seen.xlsx"
    path.write_bytes(content)
    return openpyxl.load_workbook(path)


def span(cells: str) -> str:
    """A range of one cell as a range."""
    return cells if ":" in cells else f"{cells}:{cells}"


@pytest.mark.parametrize("count", [1, 2, 3, 4, 20])
def test_all_that_names_rows_follows_them(count: int, one: Learned, tmp_path: Path) -> None:
    filled = book(one.filled(with_rows(one.first, count)), tmp_path)
    page, last, total = filled.active, FIRST + count - 1, FIRST + count
    assert (page[f"A{total}"].value, page[f"A{total + 1}"].value) == ("合计", "审核")
    assert page[f"H{total}"].value == f"=SUM(H{FIRST}:H{last})"
    assert page[f"I{total}"].value == f"=COUNTA(F{FIRST}:F{last})&H{total}"
    assert page[f"H{total + 1}"].value == f"=IF(H{total}>0,H{total}/$H${total},0)"
    (rule,) = page.conditional_formatting
    assert (span(str(rule.sqref)), rule.rules[0].formula) == (f"H{FIRST}:H{last}", [f"H{FIRST}>$H${total}"])
    checks = [(span(str(check.sqref)), check.formula1) for check in page.data_validations.dataValidation]
    assert checks == [(f"F{FIRST}:F{last}", f"$H${total}>0"), (f"H{total}:H{total + 1}", f"$H${total}>0")]
    assert (page.print_area, page.print_title_rows) == (f"'Sheet'!$A$1:$I${total + 1}", "$1:$3")
    assert page.auto_filter.ref == f"A8:F{last}"
    # Of two records the last row is the office's last one.
    assert [one.id for one in page.row_breaks.brk] == ([last, total] if count > 1 else [total])
    assert filled.defined_names["总数"].attr_text == f"'Sheet'!$H${total}"


@pytest.mark.parametrize("count", [1, 2, 3, 4, 20])
def test_a_row_that_is_copied_computes_with_itself(count: int, one: Learned, tmp_path: Path) -> None:
    page = book(one.filled(with_rows(one.first, count)), tmp_path).active
    assert [page[f"H{row}"].value for row in range(FIRST, FIRST + count)] == [
        f"=LEN(F{row})*$C$6" for row in range(FIRST, FIRST + count)
    ]


def test_a_sum_of_no_records_is_nothing(one: Learned, tmp_path: Path) -> None:
    page = book(one.filled(with_rows(one.first, 0)), tmp_path).active
    assert (page["H9"].value, page["I9"].value) == ("=0", "=0&H9")


def test_what_excel_adds_to_a_sheet_follows_too(tmp_path: Path) -> None:
    xm, x14 = "http://schemas.microsoft.com/office/excel/2006/main", "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"
    added = f"""<extLst><ext uri="{x14}"><v:dataValidations xmlns:v="urn:x14" xmlns:xm="{xm}"><v:dataValidation>
<v:formula1><xm:f>Sheet!$H$12:$H$13</xm:f></v:formula1><xm:sqref>E9:E11 F12</xm:sqref></v:dataValidation>
</v:dataValidations></ext></extLst></worksheet>"""
    path = saved_sheet(annex(), tmp_path / "a.xlsx", below)
    sheet = parts(path.read_bytes())[SHEET].replace(b"</worksheet>", added.encode())
    path.write_bytes(with_parts(path.read_bytes(), {SHEET: sheet}))
    one = learned_from(path)
    filled = parts(one.filled(with_rows(one.first, 5)))[SHEET].decode()
    assert re.findall("<xm:(?:f|sqref)>([^<]*)", filled) == ["Sheet!$H$14:$H$15", "E9:E13 F14"]


# --- references ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows", "columns", "after"),
    [
        ("B2", 1, 0, "B3"), ("$B2", 1, 1, "$B3"), ("B$2", 1, 1, "C$2"), ("$B$2", 5, 5, "$B$2"), ("Z9", 0, 1, "AA9"),
        ("SUM(B2:B$9)*2", 3, 0, "SUM(B5:B$9)*2"), ("'甲 乙'!B2+B2", 1, 0, "'甲 乙'!B3+B3"),
        ('"B2"&B2', 1, 0, '"B2"&B3'),
        ("B2", -2, 0, "#REF!"), ("A2", 0, -1, "#REF!"), ("LOG10(B2)", 1, 0, "LOG10(B3)"),
    ],
)  # fmt: skip
def test_a_formula_that_is_filled_down_names_what_is_as_far_away(
    text: str, rows: int, columns: int, after: str
) -> None:
    assert shifted(text, rows, columns) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [("SUM(B2:B3)", "0"), ("SUM(B2:B3,B1)", "SUM(#REF!,B1)"), ("B2:B3", "#REF!"), ("XSUM(B2:B2)", "XSUM(#REF!)")],
)
def test_of_nothing_that_is_left_only_a_sum_is_known(text: str, after: str) -> None:
    assert moved_formula(text, moved_by([1, 4]), lambda _: True) == after
