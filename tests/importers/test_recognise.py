"""Recognition of annexes that look different from how this program prints them."""

import re
from pathlib import Path

import pytest
from notation import document
from sources import HEBEI, NINGXIA, save_text, tabbed

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.importers.grid import Grid, GridCell, GridRow, Line, Source
from perfdesk.importers.load import Imported, ImportFailure, read_source
from perfdesk.importers.recognise import recognise
from perfdesk.importers.text import read_text
from perfdesk.model.diff import aligned, diff
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields

BOOK = document(HEBEI)
ANNEX = document(NINGXIA, "ningxia-annex2-2024")


def _read(folder: Path, text: str, form_id: str = "") -> Imported:
    return read_source(save_text(folder, text), form(form_id) if form_id else None)


def _contents(one: Document) -> list[object]:
    """What the tables show: project fields without the unit line above the table, and indicators."""
    outside = ("unit_code", "unit_name") if one.form == BOOK.form else ()
    return [
        (
            {k: t for k, t in p.fields.items() if k not in outside and not k.startswith("unread.")},
            [dict(i.fields) for i in p.indicators],
        )
        for p in one.projects
    ]


def _texts(notes: tuple[object, ...]) -> str:
    return "\n".join(f"{note.place} {note.text}" for note in notes)


@pytest.mark.parametrize("one", [BOOK, ANNEX], ids=["hebei", "ningxia"])
def test_tables_alone_are_enough(tmp_path: Path, one: Document) -> None:
    imported = _read(tmp_path, tabbed(one))
    assert imported.document.form == one.form
    assert _contents(imported.document) == _contents(one)
    assert imported.complete


@pytest.mark.parametrize("one", [BOOK, ANNEX], ids=["hebei", "ningxia"])
def test_several_projects_in_one_table_are_told_apart(tmp_path: Path, one: Document) -> None:
    imported = _read(tmp_path, re.sub("\n\n+", "\n", tabbed(one)))
    assert _contents(imported.document) == _contents(one)


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("项目编码", "项 目 编 码："),
        ("资金支出计划（%）", "资金支出计划 (%)"),
        ("资金支出计划（%）", "资金支出计划"),
        ("其中：财政资金", "其中:财政拨款"),
        ("3月底", "３ 月底"),
        ("指标值确定依据", "指标值确定 依据"),
        ("绩效指标描述", "指标描述"),
        ("绩效目标\t", "年度绩效目标\t"),
    ],
)
def test_labels_are_known_in_other_spellings(tmp_path: Path, printed: str, typed: str) -> None:
    text = tabbed(BOOK)
    assert printed in text
    imported = _read(tmp_path, text.replace(printed, typed))
    assert _contents(imported.document) == _contents(BOOK)
    assert imported.complete


def test_a_table_whose_merged_columns_are_dropped_is_read_by_its_own_header(tmp_path: Path) -> None:
    narrow = "\n".join(line.removesuffix("\t") for line in tabbed(BOOK).splitlines())
    assert narrow != tabbed(BOOK).rstrip()
    assert _contents(_read(tmp_path, narrow).document) == _contents(BOOK)


def test_a_table_broken_over_a_page_is_joined_with_and_without_its_header(tmp_path: Path) -> None:
    lines = tabbed(BOOK).partition("\n\n")[0].splitlines()
    for repeated in ([lines[6]], []):
        text = "\n".join([*lines[:9], "", *repeated, *lines[9:]])
        imported = _read(tmp_path, text)
        assert _contents(imported.document) == _contents(BOOK)[:1]
        assert imported.complete
        assert "接在项目“雷达站维护”后面" in _texts(imported.guessed)


def test_a_table_of_indicators_alone_belongs_to_the_table_before_it(tmp_path: Path) -> None:
    lines = tabbed(ANNEX).splitlines()
    narrow = ["\t".join(cell for cell in line.split("\t")[:4]) for line in lines[:9]]
    header = next(at for at, line in enumerate(lines) if line.startswith("名称"))
    imported = _read(tmp_path, "\n".join([*narrow[:header], "", *lines[header:]]))
    assert len(imported.document.projects) == 1
    assert len(imported.document.projects[0].indicators) == 4


def test_blank_levels_go_on_from_above_in_text(tmp_path: Path) -> None:
    imported = _read(tmp_path, tabbed(ANNEX))
    levels = [(i.level1, i.level2) for i in imported.document.projects[0].indicators]
    assert levels[:2] == [("产出指标", "数量指标")] * 2
    assert "1 条指标的级别是空白" in _texts(imported.guessed)


@pytest.mark.parametrize("mark", ["（必填硬性指标）", "(必填)", "（选填）", " （必填 硬性指标）", ""])
def test_any_printed_mark_behind_a_level_is_taken_off(tmp_path: Path, mark: str) -> None:
    text = tabbed(ANNEX).replace("数量指标（必填硬性指标）", "数量指标" + mark)
    assert _read(tmp_path, text).document.projects[0].indicators[0].level2 == "数量指标"


def test_a_row_with_a_foreign_label_is_listed_with_its_place(tmp_path: Path) -> None:
    lines = tabbed(ANNEX).splitlines()
    lines.insert(8, "\t上年结转资金\t\t7\t\t")
    imported = _read(tmp_path, "\n".join(lines))
    assert _contents(imported.document) == _contents(ANNEX)
    assert [(note.place, note.text) for note in imported.left_out] == [("第9行", "上年结转资金 7")]


def test_a_foreign_label_in_a_known_row_takes_no_fields_place(tmp_path: Path) -> None:
    imported = _read(tmp_path, tabbed(BOOK).replace("其他资金", "专户资金"))
    first, second = imported.document.projects
    assert (first.fields["budget_fiscal"], first.fields["budget_other"]) == ("12.50", "")
    assert (second.fields["budget_fiscal"], second.fields["budget_other"]) == ("6.00", "")
    assert "专户资金" in _texts(imported.left_out)
    assert "2.00" in _texts(imported.left_out)


def test_prose_notes_and_foreign_tables_are_listed_never_dropped(tmp_path: Path) -> None:
    table = tabbed(ANNEX).rstrip()
    foreign = "序号\t设备\t单价\n1\t扫描仪\t2.1"
    text = f"{table}\n填报人：李某\t\t\t电话：0000\t\t\n\n以上各项已经核对。\n\n{foreign}\n"
    imported = _read(tmp_path, text)
    assert _contents(imported.document) == _contents(ANNEX)
    assert not imported.complete
    for piece in ("填报人：李某 电话：0000", "以上各项已经核对。", "序号 设备 单价", "1 扫描仪 2.1"):
        assert piece in _texts(imported.left_out)


def test_an_extra_column_is_listed(tmp_path: Path) -> None:
    lines = tabbed(ANNEX).splitlines()
    lines = [
        line + ("\t备注" if line.startswith("名称") else "\t重要" if "采购册数" in line else "\t") for line in lines
    ]
    imported = _read(tmp_path, "\n".join(lines))
    assert _contents(imported.document) == _contents(ANNEX)
    assert _texts(imported.left_out) == "第10行 列“备注”没有对应的栏，1 格（“重要”）"


def test_a_rate_that_is_called_as_a_label_is_names_an_indicator(tmp_path: Path) -> None:
    imported = _read(tmp_path, tabbed(ANNEX).replace("到馆人次增长率", "预算执行率"))
    assert "预算执行率" in [one.name for one in imported.document.projects[0].indicators]


def test_a_label_in_an_indicator_is_told_and_no_value(tmp_path: Path) -> None:
    text = tabbed(ANNEX).replace("采购种类", "其他资金").replace("到馆人次增长率", "项目名称")
    imported = _read(tmp_path, text)
    assert [i.name for i in imported.document.projects[0].indicators] == ["采购册数", "", "", "读者满意度"]
    assert len(imported.document.projects) == 1
    assert [note.text for note in imported.left_out] == [
        "列“三级指标”里有栏目名称，没有当作内容，2 格（“其他资金”、“项目名称”）"
    ]


def test_rows_may_be_missing_or_in_another_order(tmp_path: Path) -> None:
    lines = tabbed(ANNEX).splitlines()
    without = [line for line in lines if not line.startswith("项目属性")]
    imported = _read(tmp_path, "\n".join([without[0], without[1], without[3], without[2], *without[4:]]))
    found = imported.document.projects
    assert len(found) == 1
    assert found[0].name == "图书采购"
    assert found[0].fields["attribute"] == ""
    assert len(found[0].indicators) == 4


def test_a_cut_off_table_says_so(tmp_path: Path) -> None:
    imported = _read(tmp_path, tabbed(BOOK, slice(0, 5)), BOOK.form)
    assert [project.name for project in imported.document.projects] == ["雷达站维护", "人工增雨"]
    assert _texts(imported.left_out).count("的表格不完整，没有找到指标") == 2


def test_equal_projects_and_indicators_get_ids_of_their_own(tmp_path: Path) -> None:
    twice = tabbed(ANNEX) + "\n" + tabbed(ANNEX).replace("采购种类", "采购册数")
    imported = _read(tmp_path, twice).document
    assert len(imported.places) == sum(1 + len(project.indicators) for project in imported.projects) == 10


def test_ids_come_from_what_identifies_a_node_and_nothing_else(tmp_path: Path) -> None:
    one = _read(tmp_path, tabbed(BOOK)).document
    other = _read(tmp_path, tabbed(BOOK).replace("12.50", "13.00").replace("≥2台", "≥3台")).document
    assert list(one.places) == list(other.places)
    assert diff(one, other)


COVER = """东岭县气象局
2031年部门预算绩效文本
（草案）
东岭县气象局编制
东岭县财政局审核
目录
第一部分 部门整体绩效目标
一、总体绩效目标……1
第二部分 预算项目绩效目标
1.雷达站维护绩效目标表\t2
第一部分
部门整体绩效目标
一、总体绩效目标
部门总体绩效目标：
1.编制全局绩效目标表，做好 weather radar 维护。
- 3 -
第二段。
三、工作保障措施
保障到位。
第二部分
预算项目绩效目标
1．雷达站维护绩效目标表
101001 东岭县气象局本级\t单位：万元
"""


def test_cover_contents_texts_and_captions_are_read_by_the_forms_own_lines(tmp_path: Path) -> None:
    imported = _read(tmp_path, COVER + tabbed(BOOK))
    fields = imported.document.fields
    assert imported.complete
    assert dict(fields) == {
        "department_name": "东岭县气象局",
        "fiscal_year": "2031",
        "draft_mark": "草案",
        "compiler": "东岭县气象局",
        "reviewer": "东岭县财政局",
        "money_unit": "万元",
        "overall_goal": "1.编制全局绩效目标表，做好 weather radar 维护。\n第二段。",
        "safeguards": "保障到位。",
    }
    first = imported.document.projects[0].fields
    assert (first["unit_code"], first["unit_name"]) == ("101001", "东岭县气象局本级")
    assert "“- 3 -”当作页码" in _texts(imported.guessed)


def test_a_heading_begins_a_project_whose_top_is_cut_off(tmp_path: Path) -> None:
    tables = tabbed(BOOK).split("\n\n")
    below = "\n".join(tables[1].splitlines()[6:])
    imported = _read(tmp_path, f"1.雷达站维护绩效目标表\n{tables[0]}\n\n2.人工增雨绩效目标表\n{below}")
    assert [(p.name, len(p.indicators)) for p in imported.document.projects] == [("雷达站维护", 5), ("人工增雨", 2)]


def test_a_heading_that_contradicts_its_table_is_told(tmp_path: Path) -> None:
    imported = _read(tmp_path, "1.旧名称绩效目标表\n" + tabbed(BOOK))
    assert imported.document.projects[0].name == "雷达站维护"
    assert "“旧名称”，与表中的“雷达站维护”不同" in _texts(imported.guessed)


def test_a_second_year_in_one_source_is_told(tmp_path: Path) -> None:
    imported = _read(tmp_path, tabbed(ANNEX) + "\n" + tabbed(ANNEX).replace("2031", "2032"))
    assert imported.document.fields["fiscal_year"] == "2031"
    assert "年度“2032”与前面的“2031”不同" in _texts(imported.left_out)


def test_a_source_is_no_annex_of_a_form_that_shares_some_labels(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match="是“部门预算绩效文本”，不是指定的"):
        _read(tmp_path, tabbed(BOOK), ANNEX.form)


def test_a_document_read_twice_aligns_with_itself(tmp_path: Path) -> None:
    one = _read(tmp_path, COVER + tabbed(BOOK)).document
    assert diff(one, aligned(one, _read(tmp_path, COVER + tabbed(BOOK)).document)) == ()


@pytest.mark.parametrize(
    ("strange", "read"),
    [
        ([], True),
        (["其他资金"], True),
        (["其他资金", "预算规模及资金用途"], True),  # two labels of four: half of the row
        (["其他资金", "预算规模及资金用途", "其中：财政资金"], False),
    ],
)
def test_a_row_is_known_by_half_of_its_labels(tmp_path: Path, strange: list[str], read: bool) -> None:
    first, _, rest = tabbed(BOOK).partition("\n\n")
    for label in strange:
        first = first.replace(label, f"某{label[-1]}", 1)
    imported = _read(tmp_path, f"{first}\n\n{rest}", BOOK.form)
    project = imported.document.projects[0]
    assert project.budget_total == ("12.50" if read else "")
    assert project.fields["goal"] == "1.雷达正常运行。"
    assert ("12.50" in _texts(imported.left_out)) == (not read)


def test_a_blank_line_in_a_long_text_of_a_word_file_is_meant(tmp_path: Path) -> None:
    text = "第一段。\n\n第三段。"
    path = tmp_path / "a.docx"
    with path.open("wb") as stream:
        write_document(form(BOOK.form), SetFields({("d", "overall_goal"): text}).apply(BOOK), stream)
    assert read_source(path).document.fields["overall_goal"] == text


@pytest.mark.parametrize(("name", "wrapped"), [("a.txt", True), ("a.docx", False)])
def test_that_spaces_of_line_ends_are_gone_is_said_of_texts_only(tmp_path: Path, name: str, wrapped: bool) -> None:
    path = tmp_path / name
    if wrapped:
        path.write_text(tabbed(BOOK), encoding="utf-8")
    else:
        with path.open("wb") as stream:
            write_document(form(BOOK.form), BOOK, stream)
    assert ("因换行和排版留下的空格已经去掉" in _texts(read_source(path).guessed)) == wrapped


def _grid(*rows: str) -> Grid:
    """A table of these rows, their cells parted by "|"."""
    cells = ([GridCell(at, 1, text) for at, text in enumerate(row.split("|"))] for row in rows)
    return Grid(tuple(GridRow(f"第{at}行", tuple(row)) for at, row in enumerate(cells, 1)), merges=True)


@pytest.mark.parametrize(
    ("table", "goal", "left"),
    [
        # A row alone is a line that somebody put into a box; several rows of several cells are a table.
        (("甲",), "甲", []),
        (("甲|乙",), "甲 乙", []),
        (("甲|乙|丙",), "", ["甲 乙 丙"]),
        (("甲", "乙"), "甲\n乙", []),
        (("甲|乙", "丙|丁"), "", ["甲 乙", "丙 丁"]),
        (("甲|乙", "丙"), "丙", ["甲 乙"]),
    ],
)
def test_a_table_within_a_text_of_the_book(tmp_path: Path, table: tuple[str, ...], goal: str, left: list[str]) -> None:
    path = save_text(tmp_path, tabbed(BOOK))
    heading = Line("第1段", "一、总体绩效目标")
    imported = recognise(path, Source((heading, _grid(*table), *read_text(path).elements)), form(BOOK.form))
    assert imported.document.fields["overall_goal"] == goal
    assert [note.text for note in imported.left_out] == left
    assert len(imported.document.projects) == 2
