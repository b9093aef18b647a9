"""The layouts that were written by somebody who had not read the rules say of each cell what it is, and say it rightly.

How well they are read is no test, or rules would be made to fit them: python -m tests.learning.measure says it.
"""

from collections import defaultdict
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from learning.grids import Layout, Place, fresh, layouts, parsed, save_excel, save_word, unmet, unseen, untried
from perfdesk.model.fields import ROW_OWNERS, Owner
from perfdesk.model.vocabulary import vocabulary

OWN = "own"
UNSEEN = unseen()
UNMET = unmet()
UNTRIED = untried()
FRESH = fresh()
ALL = [*UNSEEN, *UNMET, *UNTRIED, *FRESH]


def ids(one: Layout) -> str:
    return str(one.number)


def values(one: Layout) -> list[Place]:
    return [place for place in one.places if place.key]


def test_there_are_twenty_twelve_and_twice_twenty_four_and_none_has_the_number_of_another() -> None:
    numbers = [one.number for one in ALL]
    assert numbers == [*range(51, 71), *range(81, 93), *range(101, 149)]
    assert not {one.number for one in layouts()} & set(numbers)


@pytest.mark.parametrize(
    ("those", "excel", "blank"),
    [(UNSEEN, 8, 6), (UNMET, 4, 3), (UNTRIED, 9, 7), (FRESH, 8, 6)],
    ids=["unseen", "unmet", "untried", "fresh"],
)
def test_they_come_in_word_and_excel_blank_and_filled(those: list[Layout], excel: int, blank: int) -> None:
    assert [one.kind for one in those].count(".xlsx") == excel
    assert [one.filled for one in those].count(False) == blank


@pytest.mark.parametrize("one", ALL, ids=ids)
def test_every_key_is_a_field_of_its_owner(one: Layout) -> None:
    wrong = [
        place for place in values(one)
        if place.key != OWN and not vocabulary().knows(Owner(place.owner), place.key)
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("one", ALL, ids=ids)
def test_no_field_stands_in_two_cells_of_a_project(one: Layout) -> None:
    found = defaultdict(list)
    projects = [place.row for place in values(one) if place.key == "name" and place.owner == "project"]
    for place in values(one):
        if place.key != OWN and place.owner not in ROW_OWNERS:
            number = sum(row <= place.row for row in projects) if len(projects) > 1 else 0
            found[number, place.owner, place.key].append(place)
    assert [places for places in found.values() if len(places) > 1] == []


@pytest.mark.parametrize("one", ALL, ids=ids)
def test_a_column_of_records_is_one_field_of_them(one: Layout) -> None:
    found = defaultdict(set)
    for place in values(one):
        if place.owner in ROW_OWNERS:
            found[place.owner, place.column].add(place.key)
    assert [keys for keys in found.values() if len(keys) > 1] == []


@pytest.mark.parametrize("one", ALL, ids=ids)
def test_the_file_that_is_sent_has_the_texts_where_the_notation_has_them(one: Layout, tmp_path: Path) -> None:
    save = save_word if one.kind == ".docx" else save_excel
    path = save(one, tmp_path / f"a{one.kind}", filled=one.filled)
    found = in_word(path) if one.kind == ".docx" else in_excel(path, one)
    assert {(p.row, p.column): p.shown(filled=one.filled) for p in one.places if p.shown(filled=one.filled)} == found


def in_word(path: Path) -> dict[tuple[int, int], str]:
    """The texts of a table; a merged cell says its text once."""
    table, found, met = docx.Document(str(path)).tables[0], {}, set()
    for row in range(len(table.rows)):
        for column, cell in enumerate(table.rows[row].cells):
            if cell._tc not in met and cell.text:
                found[row, column] = cell.text
            met.add(cell._tc)
    return found


def in_excel(path: Path, one: Layout) -> dict[tuple[int, int], str]:
    above = len(one.lines)
    rows = openpyxl.load_workbook(path).active.iter_rows(min_row=above + 1, max_row=above + one.rows)
    return {
        (cell.row - above - 1, cell.column - 1): cell.value for row in rows for cell in row if cell.value is not None
    }


def test_lines_above_and_below_and_what_is_sent_are_read_from_the_notation() -> None:
    one = parsed(1, "% xlsx blank\n> 上[一]\n> 下\n名称 | {name}某\\n某\n< 说明\n")
    assert (one.lines, one.below, one.kind, one.filled) == (("上一", "下"), ("说明",), ".xlsx", False)
    assert [place.text for place in one.places] == ["名称", "某\n某"]
    plain = parsed(1, "名称 | {name}某")
    assert (plain.below, plain.kind, plain.filled) == ((), ".docx", True)


def test_lines_below_a_table_stand_between_it_and_the_next(tmp_path: Path) -> None:
    one = parsed(1, "名称 | {name}某\n< 说明\n>> 下表\n备注 | {remarks}无\n< 注")
    page = openpyxl.load_workbook(save_excel(one, tmp_path / "a.xlsx", filled=True)).active
    assert [cell.value for cell in page["A"]] == ["名称", "说明", None, "下表", "备注", "注"]
    body = docx.Document(str(save_word(one, tmp_path / "a.docx", filled=True))).element.body
    assert ["".join(text.text for text in part.iter(qn("w:t"))) for part in body] == [
        "名称某",
        "说明",
        "下表",
        "备注无",
        "注",
        "",
    ]
