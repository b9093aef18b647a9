"""The labels of a form in the rows of a source: which row is the indicators' header, and which cells lie between."""

from pathlib import Path

import pytest

from perfdesk.forms.loader import form
from perfdesk.importers.band_header import header_of
from perfdesk.importers.form_likeness import FormLikeness, refusal
from perfdesk.importers.grid import GridCell, GridRow
from perfdesk.importers.known_labels import LONGEST_LABEL, are_all_labels, is_column, is_label, is_label_or_level
from perfdesk.importers.layout import between_labels, doubled_labels, read_slots, shapes
from perfdesk.importers.layout import width as width_of

HEBEI, NINGXIA = form("hebei-book-2024"), form("ningxia-annex2-2024")


def row(text: str) -> GridRow:
    """Cells parted by "|"; "^2" behind a text is a cell over two columns, "~" before it one merged down from above."""
    cells: list[GridCell] = []
    column = 0
    for part in text.split("|"):
        written, _, columns = part.strip().partition("^")
        cells.append(GridCell(column, int(columns or 1), written.removeprefix("~"), written.startswith("~")))
        column += int(columns or 1)
    return GridRow("第1行", tuple(cells))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "一级指标|二级指标|三级指标|绩效指标描述|指标值|指标值确定依据",
            {"level1": 0, "level2": 1, "name": 2, "description": 3, "target": 4, "basis": 5},
        ),
        # More than half of the six columns, and the name among them.
        ("一级指标|二级指标|三级指标|指标值", {"level1": 0, "level2": 1, "name": 2, "target": 3}),
        ("二级指标|三级指标|指标值", None),
        ("一级指标|二级指标|绩效指标描述|指标值|指标值确定依据", None),
        ("", None),
        # Whatever stands between and around them, in whatever spelling.
        ("序号|一级\n指标|二级 指标^2|三级指标：|备注|年度指标值", {"level1": 1, "level2": 2, "name": 4, "target": 6}),
        # A label that stands twice where the form has it once is nobody's.
        ("一级指标|二级指标|三级指标|指标值|指标值", {"level1": 0, "level2": 1, "name": 2}),
    ],
)
def test_the_header_of_the_indicators(text: str, columns: dict[str, int] | None) -> None:
    header = header_of(HEBEI, row(text))
    assert (None if header is None else dict(header.columns)) == columns


def test_a_header_tells_whose_columns_are_whose() -> None:
    header = header_of(HEBEI, row("序号|一级指标|二级指标^2|三级指标|指标值|指标值|备注"))
    assert header is not None
    assert header.doubled == ("指标值",)
    assert header.width == 8
    assert [header.over(column) for column in range(9)] == [0, 1, 2, 2, 4, 5, 6, 7, -1]
    assert list(header.extra) == ["序号", "指标值", "指标值", "备注"]


def test_a_row_reaches_as_far_as_its_last_cell() -> None:
    assert width_of(row("甲|乙^3")) == 4
    assert width_of(GridRow("第1行", ())) == 0


def between(text: str, number: int = 1) -> list[tuple[str, str]]:
    """The fields and the texts between two labels each, of a row of the form of Hebei."""
    pairs = between_labels(shapes(HEBEI)[number], row(text))
    made = ((",".join(cell.field for cell in fields), ",".join(cell.text for cell in cells)) for fields, cells in pairs)
    return [pair for pair in made if pair != ("", "")]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("预算数|12|其中：财政资金|10|其他资金|2", ["budget_total 12", "budget_fiscal 10", "budget_other 2"]),
        ("~用途|预算数|12|其中：财政资金|10|其他资金|2", ["budget_total 12", "budget_fiscal 10", "budget_other 2"]),
        # A label that the source lacks leaves its field nothing, not the next one's value.
        ("预算数|12|其他资金|2", ["budget_total 12", "budget_other 2"]),
        ("预算数|12|专户资金|10|其他资金|2", ["budget_total 12,专户资金,10", "budget_other 2"]),
        # What stands before the first label is nobody's.
        ("甲|预算数|12", [" 甲", "budget_total 12"]),
        # Of a doubled label nobody knows which is meant.
        ("预算数|12|预算数|13|其他资金|2", [" 预算数,12,预算数,13", "budget_other 2"]),
    ],
)
def test_what_lies_between_two_labels(text: str, pairs: list[str]) -> None:
    assert [f"{fields} {texts}" for fields, texts in between(text)] == pairs


@pytest.mark.parametrize(
    ("text", "doubled"),
    [
        ("预算数|12|其中：财政资金|10", []),
        ("预算数|12|预算数|13", ["预算数", "预算数"]),
        ("预算数|12|预算数：|13|其他资金|2", ["预算数", "预算数："]),
        ("甲|12|甲|13", []),
    ],
)
def test_labels_that_stand_more_often_than_in_the_form(text: str, doubled: list[str]) -> None:
    assert doubled_labels(shapes(HEBEI)[1], row(text)) == doubled


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("预算规模及资金用途|预算数|12|其中：财政资金|10|其他资金|2", 1.0),
        ("预算数|12|其他资金|2", 0.5),
        ("预算数|预算数|预算数", 0.25),
        ("甲|乙", 0.0),
    ],
)
def test_which_part_of_a_row_s_labels_is_there(text: str, share: float) -> None:
    assert shapes(HEBEI)[1].hits(row(text).cells) == share


def test_a_row_with_a_sentence_around_its_field_is_known_by_that() -> None:
    year = shapes(NINGXIA)[1]
    assert [year.hits(row(text).cells) for text in ("（ 2031 年度）", "2031", "")] == [1.0, 0.0, 0.0]
    assert not year.silent
    assert shapes(HEBEI)[2].silent
    assert shapes(HEBEI)[2].hits(row("维护雷达站。").cells) == 0


def test_a_line_too_long_to_be_printed_is_read_by_no_sentence() -> None:
    assert read_slots("（{fiscal_year}年度）", f"（{'9' * 496}年度）") == {"fiscal_year": "9" * 496}
    assert read_slots("（{fiscal_year}年度）", f"（{'9' * 497}年度）") is None


# --- labels that are known -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label", "level", "column"),
    [
        ("指标值", True, True, True),
        ("项目名称：", True, True, False),
        ("其中：财政资金（万元）", True, True, False),
        ("数量指标", False, True, False),
        ("采购册数", False, False, False),
        ("", False, False, False),
    ],
)
def test_what_is_a_label_a_class_or_a_column(text: str, label: bool, level: bool, column: bool) -> None:
    assert (is_label(text), is_label_or_level(text), is_column(text)) == (label, level, column)


def test_a_long_text_is_no_label() -> None:
    for spaces, is_one in ((LONGEST_LABEL - 3, True), (LONGEST_LABEL - 2, False)):
        text = "指标" + " " * spaces + "值"
        assert (is_label(text), is_column(text)) == (is_one, is_one)


@pytest.mark.parametrize(
    ("texts", "are_all"), [(["项目名称", "指标值"], True), (["项目名称", "采购册数"], False), ([], True)]
)
def test_a_row_of_labels_alone(texts: list[str], are_all: bool) -> None:
    assert are_all_labels(texts) is are_all


# --- why a source is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"foreign": ("分值", "得分", "执行率")}, "有该表样没有的栏目“分值”“得分”“执行率”"),
        ({"foreign": ("分值", "得分", "执行率", "偏差")}, "有该表样没有的“分值”“得分”“执行率”等 4 个栏目"),
        ({"missing": ("项目编码",)}, "缺少该表样的栏目“项目编码”"),
        ({"missing": ("项 目\n编码",)}, "缺少该表样的栏目“项 目 编码”"),
        ({"title": "自评表"}, "是另一种表“自评表”"),
        ({"title": "自评表", "missing": ("项目编码",)}, "是另一种表“自评表”，缺少该表样的栏目“项目编码”"),
    ],
)
def test_a_refusal_says_how_the_closest_form_differs(found: dict[str, str | tuple[str, ...]], words: str) -> None:
    path = Path("表.txt")
    likeness = FormLikeness(HEBEI, 0.5, **found)  # type: ignore[arg-type]
    said = str(refusal(path, likeness))
    assert said == (f"{path} 与已有表样都不相符，最接近“{HEBEI.title}”（{HEBEI.place}），但{words}，没有装入。")


def test_a_label_that_reading_found_doubled_is_not_told_as_foreign() -> None:
    said = str(
        refusal(Path("表.txt"), FormLikeness(HEBEI, 0.5, (), ("得分",)), ("分值", "得分", "预算数"), ("预算数",))
    )
    assert "但有该表样没有的栏目“分值”“得分”，栏目“预算数”重复，分不清是哪一栏，没有装入。" in said


@pytest.mark.parametrize(("share", "insist"), [(0.4, HEBEI.id), (0.39, "")])
def test_a_person_may_insist_on_a_form_that_is_near_enough(share: float, insist: str) -> None:
    assert refusal(Path("表.txt"), FormLikeness(HEBEI, share, ("指标值",))).insist == insist
