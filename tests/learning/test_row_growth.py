"""Rows of a workbook that is filled become higher where a text would be cut, and only there."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl.styles import Alignment, Font

from learning.originals import Learned, annex, learned_from, parts, saved_sheet, with_parts
from perfdesk.exporters.original.cell_looks import CellLook
from perfdesk.exporters.original.sheet_measures import digit_width, line_height
from perfdesk.model.document import Document

SHEET = "xl/worksheets/sheet1.xml"


def heights(content: bytes) -> dict[int, tuple[float, bool]]:
    """Of each row that names one its height, and whether that is set."""
    rows = [row for row in etree.fromstring(parts(content)[SHEET]).iter("{*}row") if row.get("ht")]
    return {int(row.get("r", "")): (float(row.get("ht", "")), row.get("customHeight") == "1") for row in rows}


def with_texts(one: Learned, **texts: str) -> Document:
    """The first document with other texts: `goal` of the project, all others of each indicator."""
    project = one.first.projects[0]
    fields, rows = project.fields, list(project.indicators)
    for key, text in texts.items():
        fields = fields.with_text(key, text) if key == "goal" else fields
        rows = rows if key == "goal" else [replace(row, fields=row.fields.with_text(key, text)) for row in rows]
    return replace(one.first, projects=(replace(project, fields=fields, indicators=tuple(rows)),))


def in_song(book: Any) -> None:
    """Type of twelve points, columns of ten of its characters, and rows: one set to two lines, one that Excel made as
    high as one."""
    page = book.active
    for row in page.iter_rows():
        for cell in row:
            cell.font = Font(name="宋体", size=12)
    for letter in "ABCDEF":
        # Of Calibri, which is the book's own: 7 pixels a digit; 10 characters of 16 pixels and 5 around them.
        page.column_dimensions[letter].width = 165 / 7
    page.row_dimensions[9].height = 30
    page.row_dimensions[10].height = 14.25


def by_program(content: bytes) -> bytes:
    """The workbook with the height of row 10 as the program's own."""
    sheet = parts(content)[SHEET].replace(b' ht="14.25" customHeight="1"', b' ht="14.25"')
    return with_parts(content, {SHEET: sheet})


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Learned:
    """The annex in 宋体."""
    path = saved_sheet(annex(), tmp_path_factory.mktemp("song") / "青溪.xlsx", in_song)
    path.write_bytes(by_program(path.read_bytes()))
    return learned_from(path)


def test_rows_whose_texts_fit_are_left_alone(song: Learned) -> None:
    assert heights(song.filled()) == {9: (30, True), 10: (14.25, False)}
    fits = with_texts(song, note="分" * 10, goal="年" * 40)
    assert heights(song.filled(fits)) == {9: (30, True), 10: (14.25, False)}


def test_a_row_is_as_high_as_its_texts_need_and_stays_set_or_not(song: Learned) -> None:
    two = heights(song.filled(with_texts(song, note="分" * 11)))
    assert two == {9: (30, True), 10: (28.5, False), 11: (28.5, False)}
    three = heights(song.filled(with_texts(song, note="分" * 21)))
    assert three == {9: (42.75, True), 10: (42.75, False), 11: (42.75, False)}


@pytest.mark.parametrize(("height", "after"), [(26.25, 26.25), (26, 28.5)])
def test_a_row_may_lack_what_is_empty_around_the_characters(height: float, after: float, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        in_song(book)
        book.active.row_dimensions[9].height = height

    one = learned_from(saved_sheet(annex(), tmp_path / "青溪.xlsx", change))
    assert heights(one.filled(with_texts(one, note="分" * 20)))[9] == (after, True)


@pytest.mark.parametrize(("height", "after"), [(26.25, 26.25), (26, 28.5)])
def test_so_may_a_row_below_merged_columns(height: float, after: float, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        in_song(book)
        book.active.row_dimensions[7].height = height

    one = learned_from(saved_sheet(annex(), tmp_path / "青溪.xlsx", change))
    assert heights(one.filled(with_texts(one, goal="年" * 41)))[7] == (after, True)


def test_a_text_in_merged_columns_sets_the_height_that_no_program_finds(song: Learned) -> None:
    assert heights(song.filled(with_texts(song, goal="年" * 41)))[7] == (28.5, True)
    assert 7 not in heights(song.filled(with_texts(song, goal="年" * 40)))


def test_a_text_beside_several_rows_makes_the_last_higher_by_what_is_missing(song: Learned) -> None:
    # The rows are 30, 14.25 and, as the sheet says of rows that say nothing, 15 points high.
    assert heights(song.filled(with_texts(song, level1="产" * 40))) == {9: (30, True), 10: (14.25, False)}
    five = heights(song.filled(with_texts(song, level1="产" * 41)))
    assert five == {9: (30, True), 10: (14.25, False), 11: (27, True)}


def test_a_text_that_does_not_break_makes_no_row_higher(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        in_song(book)
        for row in book.active.iter_rows():
            for cell in row:
                cell.alignment = Alignment(shrink_to_fit=cell.row == 9)

    one = learned_from(saved_sheet(annex(), tmp_path / "青溪.xlsx", change))
    before = heights(one.filled())
    assert heights(one.filled(with_texts(one, note="分" * 60, goal="年" * 300))) == before


@pytest.mark.parametrize(
    ("font", "size", "height", "digit"),
    [("宋体", 9, 11.25, 6), ("宋体", 10.5, 12.75, 7), ("仿宋_GB2312", 11, 13.5, 8), ("黑体", 12, 14.25, 8),
     ("SimSun", 14, 18.75, 10), ("宋体", 16, 20.25, 11), ("宋体", 18, 22.5, 12), ("宋体", 22, 27, 15),
     ("Calibri", 11, 15, 7), ("Arial", 10, 12.75, 7), ("Times New Roman", 12, 15.75, 8)],
)  # fmt: skip
def test_lines_and_digits_are_as_excel_has_them(font: str, size: float, height: float, digit: int) -> None:
    look = CellLook(font, size)
    assert (line_height(look), digit_width(look)) == (height, digit)
