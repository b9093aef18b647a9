"""On a sheet a table begins where it is drawn, and not where the sheet does."""

from dataclasses import replace
from pathlib import Path

import pytest

from learning.confirming_all import answers
from learning.drawn import drawn, with_margins
from learning.grids import Layout, parsed
from learning.measure import counted
from learning.metamorphic import even
from learning.second_files import keyed, misread
from perfdesk.importers.recognise import recognise
from perfdesk.learning.confirming import confirmed
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.look import Look
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.proposal import propose
from perfdesk.learning.sheet_margins import beside, cut, cut_all, table_columns

MARGINS = [(1, 0), (0, 2), (2, 1)]
# The smallest first: they are proposed soonest.
EVEN = sorted(even(), key=lambda one: sum(len(table.places) for table in one.tables))


def moved(one: Layout, left: int) -> Layout:
    """The layout so many columns further right."""
    places = tuple(replace(place, column=place.column + left) for place in one.places)
    return replace(one, places=places, columns=one.columns + left, more=tuple(moved(table, left) for table in one.more))


def scores(one: Layout, left: int, right: int, *, filled: bool) -> tuple[int, int, int]:
    source = with_margins(drawn(one, sheet=True, filled=filled), left, right)
    found = counted(moved(one, left), propose(source, sheets=True), "", sheet=True)
    return found.right, found.silent, found.labels


@pytest.mark.parametrize("those", [EVEN[:4], pytest.param(EVEN, marks=pytest.mark.slow)], ids=["short", "all"])
@pytest.mark.parametrize(("left", "right"), MARGINS)
@pytest.mark.parametrize("filled", [True, False])
def test_a_table_is_read_as_if_nothing_were_beside_it(those: list[Layout], left: int, right: int, filled: bool) -> None:
    for one in those:
        assert scores(one, left, right, filled=filled) == scores(one, 0, 0, filled=filled)


@pytest.mark.parametrize(("left", "right"), MARGINS)
def test_the_form_of_such_a_sheet_reads_it_and_one_without_margins(left: int, right: int) -> None:
    one = EVEN[1]
    source = with_margins(drawn(one, sheet=True, filled=True), left, right)
    proposal = propose(source, sheets=True)
    here = moved(one, left)
    proposal = confirmed(proposal, [*answers(here, proposal, sheet=True)])
    form, layout = learned_form(draft(proposal, Look(), "a")), keyed(here, proposal, sheet=True)
    for read in (source, drawn(one, sheet=True, filled=True)):
        assert [*misread(layout, recognise(Path("a"), read, form), "")] == []


def test_tables_of_several_widths_on_a_sheet_have_each_their_own() -> None:
    one = parsed(
        2,
        "> 甲表\n项目名称 | {name}石桥^2\n年度目标 | {goal}修桥一座。^2\n资金总额 | {budget_total}5 | -\n"
        ">> 二、绩效指标\n一级指标 | 二级指标 | 三级指标^2 | 指标值\n"
        "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁^2 | {i:target}1座\n备注 | {remarks}^4\n",
    )
    found = counted(one, propose(drawn(one, sheet=True, filled=False), sheets=True), "", sheet=True)
    assert (found.right, found.fields) == (8, 8)


# --- which columns those are --------------------------------------------------------------------------------------


WORDS = {"L": "项目名称", "M": "主管部门", "X": "一级指标", "Y": "二级指标", "Z": "三级指标", "B": "备注"}


def sheet(*rows: str) -> Matrix:
    """A letter or a dot for each cell: the same letter on is one merged cell, a digit an empty merged one, . empty. The
    letters of WORDS stand for these."""
    spots = []
    for number, row in enumerate(rows):
        column = 0
        while column < len(row):
            end = column + 1
            while end < len(row) and row[end] == row[column] and row[column] != ".":
                end += 1
            text = "" if row[column] in ".123" else WORDS.get(row[column], row[column])
            spots.append(Spot(number, column, 1, end - column, text))
            column = end
    return Matrix(tuple(spots), len(rows), len(rows[0]), of_sheet=True)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ((".ab.", ".c.."), (1, 4)),  # nothing tells that the last column is none of values
        ((".abc.", ".d11."), (1, 4)),  # a merged cell does
        ((".XYZ.", ".d..."), (1, 4)),  # a header does
        ((".XYB.", ".d..."), (1, 4)),
        ((".abX.", ".d..."), (1, 5)),  # words are none
        ((".XY..", ".d..."), (1, 5)),
        (("La11.", "Mb11."), (0, 4)),
        (("La11.", "MbLX."), (0, 4)),
        (("La1.", "MbLL."), (0, 4)),  # what a label at the end asks for stands behind it
        (("L11.", "1.B."), (0, 4)),
        (("LaMM.", "Ma11."), (0, 5)),
        ((".ab..", ".cd.."), (1, 5)),  # two words are none
        (("ttttt", "ab11.", "c.de."), (0, 4)),  # a line reaches over
        (("tttt", "a...", "b..."), (0, 4)),  # labels without a value yet
        (("tttt", "a222"), (0, 4)),
        ((".ttt.", ".abc."), (1, 4)),
        (("....", "...."), (0, 4)),
        (("a", "b"), (0, 1)),
        (("..a1", "..b1"), (2, 4)),
        (("11a.", "..b."), (0, 4)),  # a merged cell is drawn
    ],
)
def test_columns_in_which_only_lines_stand_are_none_of_the_table(
    rows: tuple[str, ...], columns: tuple[int, int]
) -> None:
    found = table_columns(sheet(*rows), range(len(rows)))
    assert (found.start, found.stop) == columns


def test_only_the_rows_of_the_table_count() -> None:
    assert table_columns(sheet(".abc.", ".d11.", "efghi"), range(2)) == range(1, 4)


def test_a_cell_that_reaches_over_several_rows_is_drawn() -> None:
    tall = Spot(0, 0, 2, 1, "")
    cells = Matrix((tall, Spot(0, 1, 1, 1, "a"), Spot(1, 1, 1, 1, "b")), 2, 2, of_sheet=True)
    assert table_columns(cells, range(2)) == range(2)


def test_a_cell_is_cut_to_the_table() -> None:
    assert cut(Spot(3, 0, 1, 5, "t"), range(2, 6), range(1, 4)) == Spot(1, 0, 1, 3, "t")
    assert cut(Spot(3, 2, 2, 1, "t"), range(2, 6), range(1, 4)) == Spot(1, 1, 2, 1, "t")
    assert cut(Spot(1, 2, 1, 1, "t"), range(2, 6), range(1, 4)) is None
    assert cut(Spot(3, 0, 1, 1, "t"), range(2, 6), range(1, 4)) is None
    assert cut(Spot(3, 4, 1, 1, "t"), range(2, 6), range(1, 4)) is None


def test_each_cell_is_in_the_table_or_beside_it() -> None:
    cells = sheet("ttttt", ".abc.", ".d11.")
    rows, columns = range(3), range(1, 4)
    inside, outside = cut_all(cells, rows, columns, of_sheet=True), [*beside(cells, rows, columns)]
    assert (inside.rows, inside.columns, len(inside.spots)) == (3, 3, 6)
    assert [(one.row, one.column) for one in outside] == [(1, 0), (1, 4), (2, 0), (2, 4)]
