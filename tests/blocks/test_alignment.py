"""Which field each cell of a block goes into, in tables: the block, where it is pasted, and what meets what."""

import pytest
from cells import block
from notation import document as written

from perfdesk.blocks.alignment import Alignment, align
from perfdesk.blocks.destination import Destination, FieldCell, ListDestination, SheetDestination
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import front_sheet, sheet
from perfdesk.model.document import Document
from perfdesk.model.fields import Kind, Owner

BOOK = written("""
department_name=青禾县水务局 | fiscal_year=2031
# 清淤 | budget_total=9 | code=A
- 数量 | 长度 | 12公里
- 数量 | 处数 | 3处
- 质量 | 合格率 | ≥95%
""")
HEBEI = form(BOOK.form)


def annex(document: Document = BOOK) -> SheetDestination:
    return SheetDestination(HEBEI, document, sheet(HEBEI, document, document.projects[0]))


def listing(*keys: str) -> ListDestination:
    rows = [row.id for row in BOOK.projects[0].indicators]
    return ListDestination(HEBEI, BOOK, rows, keys or ("no", "name", "target"), {"no": lambda row: str(row + 1)})


def at(table: Destination, node: str, key: str) -> tuple[int, int]:
    """Where a field stands first."""
    cells = (cell for row in range(table.rows) for cell in table.across(row))
    return next((cell.row, cell.column) for cell in cells if (cell.node, cell.key) == (node, key))


def met(found: Alignment) -> list[str]:
    """ "text>node.key" for each field; a row yet to be made has no node."""
    return [f"{goes.text}>{goes.into.node}.{goes.into.key}" for goes in found.goes]


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        ("甲", "name", ["甲>p1.1.name"]),
        ("甲|乙", "name", ["甲>p1.1.name", "乙>p1.1.description"]),
        ("甲\n乙", "target", ["甲>p1.1.target", "乙>p1.2.target"]),
        ("甲\n-\n乙", "target", ["甲>p1.1.target", "乙>p1.3.target"]),
        ("甲|-\n-|乙", "name", ["甲>p1.1.name", "乙>p1.2.description"]),
        # A span over rows is one text for each of them.
        ("甲|子\n^|-", "name", ["甲>p1.1.name", "子>p1.1.description"]),
        ("甲|子\n^|丑", "name", ["甲>p1.1.name", "甲>p1.2.name", "子>p1.1.description", "丑>p1.2.description"]),
        # Below the last row new ones are made.
        ("甲\n乙\n丙\n丁", "target", ["甲>p1.1.target", "乙>p1.2.target", "丙>p1.3.target", "丁>.target"]),
        ("甲\n^\n^\n^\n^", "level1", [*(f"甲>p1.{n}.level1" for n in (1, 2, 3)), "甲>.level1", "甲>.level1"]),
        # Of a column of ours that is two columns wide, a block has one.
        ("甲|<", "basis", ["甲>p1.1.basis"]),
        ("甲|乙", "target", ["甲>p1.1.target", "乙>p1.1.basis"]),
    ],
)
def test_each_cell_meets_its_field(text: str, key: str, fields: list[str]) -> None:
    table = annex()
    found = align(block(text), at(table, "p1.1", key), table)
    assert (met(found), found.refusal) == (fields, "")


@pytest.mark.parametrize(
    ("text", "node", "key", "refusal"),
    [
        ("甲|乙", "p1.1", "basis", "剪贴板里有 1 行 2 列，从这一格起只有 1 列，放不下，没有粘贴。"),
        ("甲|乙\n丙|丁", "p1.1", "basis", "剪贴板里有 2 行 2 列，从这一格起只有 1 列，放不下，没有粘贴。"),
        ("甲|乙", "p1", "code", "从这一格起会碰到表样的文字“项目名称”，没有粘贴；请点在要填的格子上再粘贴。"),
        ("甲\n乙", "p1", "code", "从这一格起会碰到表样的文字“预算数”，没有粘贴；请点在要填的格子上再粘贴。"),
    ],
)
def test_what_has_no_place_is_refused(text: str, node: str, key: str, refusal: str) -> None:
    table = annex()
    found = align(block(text), at(table, node, key), table)
    assert found == Alignment(refusal=refusal)


def test_outside_of_all_cells_there_is_nowhere_to_paste() -> None:
    table = annex()
    for place in ((-1, 0), (table.rows, 0), (0, 99), (table.rows - 1, -1)):
        assert align(block("甲"), place, table) == Alignment(refusal="请先点在要填的格子上，再粘贴。")


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("甲|乙", ()),
        ("甲|<\n丙|丁", ("有横向合并的格子：文字放进最左边一格，右边几格不动。",)),
        ("甲|乙\n^|丁", ("有纵向合并的格子：同一段文字放进它跨过的每一行。",)),
        (
            "甲|<|乙\n丙|丁|^",
            (
                "有横向合并的格子：文字放进最左边一格，右边几格不动。",
                "有纵向合并的格子：同一段文字放进它跨过的每一行。",
            ),
        ),
    ],
)
def test_spans_that_the_table_has_not_are_said(text: str, remarks: tuple[str, ...]) -> None:
    table = annex()
    assert align(block(text), at(table, "p1.1", "name"), table).remarks == remarks


def test_spans_down_a_column_of_levels_are_what_that_column_is_for() -> None:
    table = annex()
    found = align(block("产出|数量\n^|^\n^|质量"), at(table, "p1.1", "level1"), table)
    assert found.remarks == ()
    assert met(found)[:3] == ["产出>p1.1.level1", "产出>p1.2.level1", "产出>p1.3.level1"]


# --- by titles -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("指标值|三级指标\n9公里|甲", ["9公里>p1.1.target", "甲>p1.1.name"]),
        ("三级 指标|指标\n值\n甲|9公里".replace("\n值", "⏎值"), ["甲>p1.1.name", "9公里>p1.1.target"]),
        ("三级指标|备注|指标值\n甲|乙|9公里", ["甲>p1.1.name", "9公里>p1.1.target"]),
        ("三级指标|指标值\n甲|9\n乙|8", ["甲>p1.1.name", "9>p1.1.target", "乙>p1.2.name", "8>p1.2.target"]),
        # One title, one twice, or none below: these are texts.
        ("三级指标|乙\n甲|9公里", None),
        ("三级指标|三级指标\n甲|9公里", None),
        ("三级指标|指标值", None),
    ],
)
def test_a_row_of_titles_sends_columns_to_their_fields(text: str, fields: list[str] | None) -> None:
    table = annex()
    found = align(block(text), at(table, "p1.1", "name"), table)
    by_titles = any("按名称对应" in remark for remark in found.remarks)
    assert by_titles is (fields is not None)
    assert fields is None or met(found) == fields


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ("", ()),
        ("甲", ("这里没有“甲”栏目，那 1 列不粘贴。",)),
        ("甲|乙|丙", ("这里没有“甲”、“乙”、“丙”栏目，那 3 列不粘贴。",)),
        ("甲|乙|丙|丁", ("这里没有“甲”、“乙”、“丙”等栏目，那 4 列不粘贴。",)),
    ],
)
def test_columns_that_are_not_here_are_named(others: str, said: tuple[str, ...]) -> None:
    table = annex()
    titles = "三级指标|指标值" + (f"|{others}" if others else "")
    width = titles.count("|") + 1
    found = align(block(f"{titles}\n" + "|".join("一" * width)), at(table, "p1.1", "name"), table)
    assert found.remarks == ("第一行是栏目名称，各列按名称对应，名称这一行不粘贴。", *said)


def test_in_a_list_only_its_own_columns_are_met() -> None:
    table = listing()
    assert met(align(block("三级指标|指标值\n甲|9"), (1, 1), table)) == ["甲>p1.2.name", "9>p1.2.target"]
    missing = align(block("三级指标|指标值确定依据\n甲|合同"), (1, 1), table)
    assert missing.refusal == "剪贴板里有 2 行 2 列，从这一格起往下没有那么多格，放不下，没有粘贴。"


# --- the tables on screen --------------------------------------------------------------------------------------


def test_a_list_has_its_rows_and_its_own_words() -> None:
    table = listing()
    assert [cell.text for cell in table.across(1)] == ["2", "处数", "3处"]
    assert [bool(cell.node) for cell in table.across(1)] == [False, True, True]
    assert [table.record(row) for row in (-1, 0, 2, 3)] == ["", "p1.1", "p1.3", ""]
    assert (table.across(-1), table.across(3)) == ((), ())
    assert [table.at(*place) is None for place in ((0, 0), (2, 2), (3, 0), (0, 3), (-1, 0), (0, -1))] == [
        False, False, True, True, True, True,
    ]  # fmt: skip
    assert table.all_at(9, 9) == ()
    assert [cell.text for cell in table.copied([(0, 1), (2, 2), (9, 9)]).cells] == ["长度", "≥95%"]


def test_an_annex_has_a_record_for_each_row_of_indicators() -> None:
    table = annex()
    first = table.rows - 3
    assert [table.record(row) for row in (0, first - 1, first, table.rows - 1, table.rows)] == [
        "",
        "",
        "p1.1",
        "p1.3",
        "",
    ]
    (level,) = {cell.row for cell in table.across(first) if cell.key == "level1"}
    assert [cell.node for cell in table.all_at(level, 0)] == ["p1.1", "p1.2", "p1.3"]
    assert [cell.text for cell in table.copied([at(table, "p1", "code"), (99, 0)]).cells] == ["A"]


def test_the_cover_has_no_records() -> None:
    table = SheetDestination(HEBEI, BOOK, front_sheet(HEBEI, BOOK))
    assert {table.record(row) for row in range(table.rows + 1)} == {""}
    place = at(table, "d", "department_name")
    assert met(align(block("甲局"), place, table)) == ["甲局>d.department_name"]


@pytest.mark.parametrize(
    ("key", "owner", "kind", "merges"),
    [
        ("level1", Owner.INDICATOR, Kind.LEVEL, True),
        ("level2", Owner.INDICATOR, Kind.LEVEL, True),
        ("target", Owner.INDICATOR, Kind.TARGET, False),
        ("", None, Kind.TEXT, True),
    ],
)
def test_what_a_cell_holds_and_whether_neighbours_print_as_one(
    key: str, owner: Owner | None, kind: Kind, merges: bool
) -> None:
    table, cell = annex(), FieldCell(0, 0, 1, 1, "", owner, key)
    assert (table.kind(cell), table.merges(cell)) == (kind, merges)
