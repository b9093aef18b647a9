"""Annexes of a known form as offices hand them in: levels written once, broken values, odd headings, torn rows."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from drawn import as_text, drawn
from notation import document
from sources import HEBEI, NINGXIA, save_excel, save_text, save_word, tabbed
from tables import with_rows

from perfdesk.forms.loader import form
from perfdesk.forms.sheet import Sheet, sheet
from perfdesk.importers.load import Imported, read_source
from perfdesk.model.document import Document, Indicator
from perfdesk.model.questions import open_questions
from perfdesk.rules.check import check

BOOK = document(HEBEI)
ANNEX = document(NINGXIA, "ningxia-annex2-2024")
HEBEI_LAYOUT, NINGXIA_LAYOUT = form(BOOK.form), form(ANNEX.form)
Save = Callable[[Path, Sheet], Path]


def _word(folder: Path, one: Sheet) -> Path:
    return save_word(folder, one)


def _excel(folder: Path, one: Sheet) -> Path:
    return save_excel(folder, [([], one)])


def _text(folder: Path, one: Sheet) -> Path:
    return save_text(folder, as_text(one))


@pytest.fixture(params=[_word, _excel], ids=["word", "excel"])
def save(request: pytest.FixtureRequest) -> Save:
    return request.param


def _sheet(one: Document = BOOK) -> Sheet:
    return sheet(form(one.form), one, one.projects[0])


def _levels(imported: Imported) -> list[tuple[str, str]]:
    return [(row.level1, row.level2) for row in imported.document.projects[0].indicators]


def _told(imported: Imported) -> str:
    return "\n".join(note.text for note in (*imported.guessed, *imported.left_out))


def _unmerged(one: Sheet) -> Sheet:
    """Levels stand in the first of their rows, and the cells below are blank and not merged."""
    cells = []
    for cell in one.cells:
        if not cell.key.startswith("level") or cell.rows == 1:
            cells.append(cell)
            continue
        cells.append(cell._replace(rows=1))
        cells += [cell._replace(row=cell.row + down, rows=1, text="") for down in range(1, cell.rows)]
    return one._replace(cells=tuple(sorted(cells)))


def _with_row(one: Sheet, at: int, texts: list[str]) -> Sheet:
    """Another row before the row `at`; cells that reach over it end above it, and those below begin anew."""
    cells = []
    for cell in one.cells:
        below = cell.row + cell.rows - at
        if cell.row >= at:
            cells.append(cell._replace(row=cell.row + 1))
        elif below > 0:
            cells += [cell._replace(rows=cell.rows - below), cell._replace(row=at + 1, rows=below)]
        else:
            cells.append(cell)
    header = [cell for cell in one.cells if cell.row == one.header]
    cells += [cell._replace(row=at, text=text) for cell, text in zip(header, texts, strict=True)]
    return one._replace(cells=tuple(sorted(cells)), rows=one.rows + 1)


# --- levels -----------------------------------------------------------------------------------------------------

EXPECTED = [
    ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
]  # fmt: skip


def test_levels_written_once_without_merging_go_on_and_that_is_said(tmp_path: Path, save: Save) -> None:
    imported = read_source(save(tmp_path, _unmerged(_sheet())))
    assert _levels(imported) == EXPECTED
    assert imported.complete
    assert "2 条指标的级别是空白，按合并单元格沿用上一行" in _told(imported)


def test_they_go_on_behind_a_repeated_header(tmp_path: Path, save: Save) -> None:
    one = _unmerged(_sheet())
    header = [cell.text for cell in one.cells if cell.row == one.header]
    imported = read_source(save(tmp_path, _with_row(one, one.header + 2, header)))
    assert _levels(imported) == EXPECTED


def test_a_blank_level_of_a_table_that_merges_levels_is_blank(tmp_path: Path, save: Save) -> None:
    one = _sheet()
    last = max(cell.row for cell in one.cells)
    cells = tuple(
        cell._replace(text="") if cell.key.startswith("level") and cell.row == last else cell for cell in one.cells
    )
    imported = read_source(save(tmp_path, one._replace(cells=cells)))
    assert _levels(imported) == [*EXPECTED[:-1], ("", "")]


def test_a_blank_class_goes_on_where_only_the_classes_above_are_merged(tmp_path: Path, save: Save) -> None:
    one = _sheet()
    cells = []
    for cell in one.cells:
        if cell.key != "level2" or cell.rows == 1:
            cells.append(cell)
        else:
            cells += [cell._replace(rows=1), cell._replace(row=cell.row + 1, rows=1, text="")]
    imported = read_source(save(tmp_path, one._replace(cells=tuple(sorted(cells)))))
    assert _levels(imported) == EXPECTED


def test_of_two_cells_below_one_label_none_is_the_value(tmp_path: Path, save: Save) -> None:
    one = _sheet()
    cells = []
    for cell in one.cells:
        if cell.key != "basis" or cell.row != one.header + 1:
            cells.append(cell)
        else:
            cells += [cell._replace(columns=1), cell._replace(column=cell.column + 1, columns=1, text="另一份合同")]
    imported = read_source(save(tmp_path, one._replace(cells=tuple(cells))))
    assert imported.document.projects[0].indicators[0].fields["basis"] == ""
    assert [note.text for note in imported.left_out] == [
        "列“指标值确定依据”下面不止一格，分不清是哪一格，2 格（“合同约定”、“另一份合同”）"
    ]


@pytest.mark.parametrize("at", [2, 3])
def test_a_header_repeated_inside_a_merged_level_is_no_level(tmp_path: Path, at: int) -> None:
    """Copied in by hand, the header's own cells go on downwards."""
    one = _sheet()
    assert one.header is not None
    row = one.header + at
    header = [cell.text for cell in one.cells if cell.row == one.header]
    torn = {cell.column for cell in one.cells if cell.key.startswith("level") and cell.row < row < cell.row + cell.rows}
    broken = _with_row(one, row, header)
    rest = {cell.column: cell.rows for cell in broken.cells if cell.row == row + 1 and cell.column in torn}
    cells = [
        cell._replace(rows=1 + rest[cell.column]) if cell.row == row and cell.column in rest else cell
        for cell in broken.cells
        if not (cell.row == row + 1 and cell.column in torn)
    ]
    imported = read_source(save_word(tmp_path, broken._replace(cells=tuple(cells))))
    assert _levels(imported) == EXPECTED
    assert "一级指标" not in str(imported.document)


# --- values -----------------------------------------------------------------------------------------------------


def test_a_code_a_number_and_a_target_broken_over_paragraphs_are_joined_and_that_is_said(
    tmp_path: Path, save: Save
) -> None:
    texts = {"13990031P00010110001A": "13990031P00010\n110001A", "12.50": "12.\n50", "≥95%": "≥9\n5%"}
    one = _sheet()
    cells = tuple(cell._replace(text=texts.get(cell.text, cell.text)) for cell in one.cells)
    imported = read_source(save(tmp_path, one._replace(cells=cells)))
    project = imported.document.projects[0]
    assert (project.code, project.budget_total) == ("13990031P00010110001A", "12.50")
    assert project.indicators[3].target == "≥95%"
    assert "4 处编码、数字或指标值分成了几行，已经连成一行" in _told(imported)


@pytest.mark.parametrize(
    ("field", "text"),
    [("budget_total", "1.80\n20.00"), ("budget_total", "100\n50"), ("plan_03", "25%\n50%"), ("target", "10人\n20人")],
)
def test_two_amounts_in_one_cell_are_not_joined_to_a_third(tmp_path: Path, field: str, text: str) -> None:
    """An amount of 100 above one of 50 came in as 10050."""
    before = {"budget_total": "12.50", "plan_03": "10%", "target": "≥95%"}[field]
    one = _sheet()
    cells = tuple(cell._replace(text=text if cell.text == before else cell.text) for cell in one.cells)
    project = read_source(save_word(tmp_path, one._replace(cells=cells))).document.projects[0]
    texts = [*project.fields.values(), *(t for one in project.indicators for t in one.fields.values())]
    assert text in texts
    assert text.replace("\n", "") not in texts


def test_two_targets_in_one_cell_and_the_lines_of_a_goal_stay(tmp_path: Path) -> None:
    texts = {"≥95%": "≥95%\n≥3次", "1.雷达正常运行。": "1.雷达正常运行。\n2.站房完好。"}
    one = _sheet()
    cells = tuple(cell._replace(text=texts.get(cell.text, cell.text)) for cell in one.cells)
    project = read_source(_word(tmp_path, one._replace(cells=cells))).document.projects[0]
    assert project.indicators[3].target == "≥95%\n≥3次"
    assert project.fields["goal"] == "1.雷达正常运行。\n2.站房完好。"


# --- above the tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["1.", "", "1、", "（一）", "(1) ", "① ", "一、", "1．"])
@pytest.mark.parametrize("caption", ["101001 东岭县气象局本级", "101001东岭县气象局本级"])
def test_heading_and_caption_are_known_whatever_the_number(tmp_path: Path, number: str, caption: str) -> None:
    lines = f"{number}雷达站维护绩效目标表\n{caption}\t单位：万元\n"
    imported = read_source(save_text(tmp_path, lines + tabbed(BOOK)))
    first = imported.document.projects[0].fields
    assert imported.complete
    assert (first["unit_code"], first["unit_name"]) == ("101001", "东岭县气象局本级")
    assert imported.document.fields["money_unit"] == "万元"


@pytest.mark.parametrize("heading", ["总体绩效目标", "1、总体绩效目标", "（一）总体绩效目标", "一、总体绩效目标"])
def test_a_heading_of_a_text_is_known_whatever_the_number(tmp_path: Path, heading: str) -> None:
    text = f"第一部分\n部门整体绩效目标\n{heading}\n雷达站正常运行。\n第二部分\n预算项目绩效目标\n"
    imported = read_source(save_text(tmp_path, text + tabbed(BOOK)))
    assert imported.document.fields["overall_goal"] == "雷达站正常运行。"


@pytest.mark.parametrize("line", ["（续表）", "续表", "续上表", "（续）"])
def test_a_table_that_goes_on_says_so_and_nothing_is_left_out(tmp_path: Path, line: str) -> None:
    lines = tabbed(BOOK).partition("\n\n")[0].splitlines()
    imported = read_source(save_text(tmp_path, "\n".join([*lines[:9], line, lines[6], *lines[9:]])))
    assert imported.complete
    assert len(imported.document.projects[0].indicators) == 5


def _captioned(*units: str) -> str:
    tables = tabbed(BOOK).rstrip("\n").split("\n\n") * 2
    heads = (f"1.项目绩效目标表\n101001 气象局\t单位：{unit}\n" for unit in units)
    return "\n\n".join(head + table for head, table in zip(heads, tables, strict=False))


@pytest.mark.parametrize(
    ("units", "taken"), [(("元", "万元", "万元"), "万元"), (("万元", "万元", "元"), "万元"), (("元", "万元"), "元")]
)
def test_where_captions_disagree_most_decide_and_a_person_is_asked(
    tmp_path: Path, units: tuple[str, ...], taken: str
) -> None:
    imported = read_source(save_text(tmp_path, _captioned(*units)))
    one = imported.document
    assert one.fields["money_unit"] == taken
    assert [key for key, _ in open_questions(one.fields)] == ["money_unit"]
    assert "各表上方的金额单位不一致" in _told(imported)
    # The command line says with its exit code that a person is needed.
    assert not imported.complete
    assert not any("金额单位" in note.text for note in imported.left_out)
    finding = next(found for found in check(one, HEBEI_LAYOUT) if found.rule == "open-question")
    assert finding.message.startswith("装入的文件里“金额单位”填得不一样")
    assert len(finding.choices) == 2


def test_captions_that_agree_ask_nothing(tmp_path: Path) -> None:
    one = read_source(save_text(tmp_path, _captioned("元", "元", "元"))).document
    assert one.fields["money_unit"] == "元"
    assert list(open_questions(one.fields)) == []


# --- labels of other manners ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("项目编码", "项目代码"), ("预算数", "预算总额"), ("其中：财政资金", "财政拨款"), ("指标值\t", "年度指标值\t"),
        ("指标值确定依据", "指标依据"),
    ],
)  # fmt: skip
def test_a_certain_synonym_is_read(tmp_path: Path, printed: str, typed: str) -> None:
    imported = read_source(save_text(tmp_path, tabbed(BOOK).replace(printed, typed)))
    assert imported.complete
    assert imported.document == read_source(save_text(tmp_path, tabbed(BOOK))).document


@pytest.mark.parametrize(
    ("printed", "typed", "told"),
    [
        ("3月底", "一季度", "，可能是“3月底”"),
        ("绩效指标描述", "指标解释", "列“指标解释”没有对应的栏，7 格（"),
        ("绩效指标描述", "绩效指标的描述", "列“绩效指标的描述”没有对应的栏，7 格（"),
        ("指标值确定依据", "指标值依据", "，可能是“指标值确定依据”"),
    ],
)
def test_other_labels_are_told_once_with_what_they_may_be(tmp_path: Path, printed: str, typed: str, told: str) -> None:
    imported = read_source(save_text(tmp_path, tabbed(BOOK).replace(printed, typed)), HEBEI_LAYOUT)
    lines = [note.text for note in imported.left_out if typed in note.text]
    assert any(told in line for line in lines)
    if not typed.startswith("一季度"):
        assert len(lines) == 1
        assert "可能是“" in lines[0]


# --- torn rows --------------------------------------------------------------------------------------------------


def _torn(lines: list[str], drop: Callable[[int], bool]) -> list[str]:
    """The rows below the header without some of their blank cells."""
    header = next(at for at, line in enumerate(lines) if line.startswith("一级指标"))
    torn = []
    for line in lines[header + 1 :]:
        cells = line.split("\t")
        torn.append("\t".join(cell for at, cell in enumerate(cells) if cell or not drop(at)))
    return [*(line.rstrip("\t") for line in lines[: header + 1]), *torn]


def test_rows_whose_merged_levels_vanished_are_aligned_and_that_is_said(tmp_path: Path) -> None:
    lines = _torn(tabbed(BOOK).partition("\n\n")[0].splitlines(), lambda at: True)
    assert "更换部件数量\t更换的易损件\t≥5件\t合同约定" in lines
    imported = read_source(save_text(tmp_path, "\n".join(lines)))
    assert [dict(row.fields) for row in imported.document.projects[0].indicators] == [
        dict(row.fields) for row in BOOK.projects[0].indicators
    ]
    assert "2 行缺少单元格，按级别名称和指标值对齐到栏目" in _told(imported)


def test_a_row_that_may_be_read_in_two_ways_is_left_to_a_person(tmp_path: Path) -> None:
    lines = tabbed(BOOK).partition("\n\n")[0].splitlines()
    header = next(at for at, line in enumerate(lines) if line.startswith("一级指标"))
    lines[header:] = [lines[header].rstrip("\t"), "产出指标\t数量指标\t维护雷达\t及时\t合同约定"]
    imported = read_source(save_text(tmp_path, "\n".join(lines)))
    assert imported.document.projects[0].indicators == ()
    assert "产出指标 数量指标 维护雷达 及时 合同约定" in _told(imported)


@pytest.mark.parametrize("torn", ["10%\t80%\t100%", "\t10%\t\t80%\t100%"])
def test_a_plan_with_a_vanished_quarter_is_left_to_a_person(tmp_path: Path, torn: str) -> None:
    text = tabbed(BOOK).partition("\n\n")[0].replace("\t10%\t\t40%\t80%\t100%\t", torn)
    imported = read_source(save_text(tmp_path, text))
    assert [key for key in imported.document.projects[0].fields if key.startswith("plan_")] == []
    assert "10% 80% 100%" in _told(imported)


def _with_rows(*rows: str) -> str:
    lines = tabbed(BOOK).partition("\n\n")[0].splitlines()
    header = next(at for at, line in enumerate(lines) if line.startswith("一级指标"))
    return "\n".join([*lines[:header], lines[header].rstrip("\t"), *rows])


def test_a_bound_with_a_number_tells_which_cell_vanished(tmp_path: Path) -> None:
    text = _with_rows("产出指标\t数量指标\t维护雷达\t全年维护\t≥3台")
    (row,) = read_source(save_text(tmp_path, text)).document.projects[0].indicators
    assert (row.name, row.target, row.fields["basis"]) == ("维护雷达", "≥3台", "")


def test_a_class_that_the_form_lacks_tells_nothing_of_a_torn_row(tmp_path: Path) -> None:
    imported = read_source(save_text(tmp_path, _with_rows("协同指标\t衔接指标\t维护雷达\t及时")))
    assert imported.document.projects[0].indicators == ()
    assert "协同指标 衔接指标 维护雷达 及时" in _told(imported)


_CLASSES = [(one.name, two.name) for one in HEBEI_LAYOUT.levels for two in one.children]


def _random_row(chance: random.Random, number: int) -> dict[str, str]:
    level1, level2 = chance.choice(_CLASSES)
    texts = {
        "level1": level1, "level2": level2, "name": f"名称{number}", "description": f"描述{number}",
        "target": chance.choice([f"≥{number}台", f"{number}%", "及时", "显著提升"]), "basis": f"依据{number}",
    }  # fmt: skip
    return {key: "" if chance.random() < 0.25 else text for key, text in texts.items()}


@pytest.mark.parametrize("seed", range(40))
def test_no_value_of_a_torn_row_lands_in_another_field_unsaid(tmp_path: Path, seed: int) -> None:
    """Rows with blank cells anywhere, of which some vanished: each is read as it was, or is left to a person."""
    chance = random.Random(seed)
    lines = tabbed(BOOK).partition("\n\n")[0].splitlines()
    header = next(at for at, line in enumerate(lines) if line.startswith("一级指标"))
    rows = [_random_row(chance, number) for number in range(2, 40)]
    torn = ["\t".join(text for text in row.values() if text or chance.random() < 0.3) for row in rows]
    body = [line for line in torn if "\t" in line]
    text = "\n".join([*lines[:header], lines[header].rstrip("\t"), *body])
    imported = read_source(save_text(tmp_path, text), HEBEI_LAYOUT)
    found = [row for project in imported.document.projects for row in project.indicators]
    assert [wrong for row in found if (wrong := _misplaced(row))] == []
    numbered = "\n".join(
        [*(row.fields[key] for row in found for key in ("name", "description", "basis")), _told(imported)]
    )
    assert [piece for piece in re.findall(r"(?:名称|描述|依据)\d+", "\n".join(body)) if piece not in numbered] == []


def _misplaced(row: Indicator) -> list[str]:
    """The texts that stand in another field than the one they were written in."""
    belongs = {"名称": "name", "描述": "description", "依据": "basis", "及时": "target", "显著": "target"}
    wrong = [text for key, text in row.fields.items() if belongs.get(text[:2], key) != key]
    wrong += [text for key, text in row.fields.items() if re.match(r"≥|\d+%", text) and key != "target"]
    return wrong + [text for key, text in row.fields.items() if text.endswith("指标") and not key.startswith("level")]


# --- what is left unread ----------------------------------------------------------------------------------------


def _with_carry_over() -> str:
    lines = tabbed(ANNEX).splitlines()
    lines.insert(8, "\t上年结转资金\t\t7\t\t")
    return "\n".join(lines).replace("年度资金总额：\t\t30", "年度资金总额：\t\t37")


def test_a_sum_is_not_judged_while_a_fund_was_left_unread(tmp_path: Path) -> None:
    one = read_source(save_text(tmp_path, _with_carry_over())).document
    findings = {found.rule: found for found in check(one, NINGXIA_LAYOUT)}
    unread = findings["unread-source"]
    assert "上年结转资金 7" in unread.message
    assert "合计没有判断" in findings["fund-sum"].message
    assert findings["fund-sum"].severity.value == "info"
    assert findings["fund-sum"].cure is None
    (checked,) = unread.choices
    after = {found.rule: found for found in check(checked.apply(one), NINGXIA_LAYOUT)}
    assert "unread-source" not in after
    assert after["fund-sum"].severity.value == "error"
    assert after["fund-sum"].cure is not None


def test_what_is_unread_belongs_to_the_project_whose_table_it_stands_in(tmp_path: Path) -> None:
    text = tabbed(BOOK).rstrip("\n") + "\n填报人：李某\t\t\t\t电话：0000\t\t\n"
    one = read_source(save_text(tmp_path, text)).document
    assert [[key for key in project.fields if key.startswith("unread.")] for project in one.projects] == [
        [], ["unread.import"],
    ]  # fmt: skip


def test_a_form_that_prints_what_is_carried_over_has_it_in_the_sum(tmp_path: Path) -> None:
    layout = NINGXIA_LAYOUT
    rows = layout.table.rows
    other, carried = rows[7].cells, []
    for cell in other:
        change = {"label": "上年结转资金"} if cell.label else {"field": "funds.carry.plan"}
        carried.append(replace(cell, **change))
    top = replace(rows[5].cells[0], down=4)
    fund = replace(rows[5], cells=(top, *rows[5].cells[1:]))
    extra = replace(rows[7], cells=tuple(carried))
    wide = replace(with_rows(layout, (*rows[:5], fund, *rows[6:8], extra, *rows[8:])), id="with-carry-over")
    imported = read_source(save_text(tmp_path, _with_carry_over()), wide)
    project = imported.document.projects[0]
    assert imported.complete
    assert project.fields["funds.carry.plan"] == "7"
    assert [found.message for found in check(imported.document, wide) if found.rule == "fund-sum"] == []
    less = replace(project, fields=project.fields.with_text("budget_total", "30"))
    found = [one for one in check(imported.document.with_projects([less]), wide) if one.rule == "fund-sum"]
    assert [one.evidence for one in found] == ["25 + 5 + 7 = 37 ≠ 30"]


def test_a_drawn_table_is_text_word_and_excel_alike(tmp_path: Path) -> None:
    one = drawn("一级指标 | =产出指标\n二级指标^2")
    assert as_text(one) == "一级指标\t产出指标\n二级指标\t\n"
    assert {path.suffix for path in (_word(tmp_path, one), _excel(tmp_path, one), _text(tmp_path, one))} == {
        ".docx", ".xlsx", ".txt",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("质量指标\t设备完好率\t完好设备占比\t≥98%", False),  # a column less, and so each value would stand one off
        ("产出指标\t质量指标\t设备完好率\t完好设备占比\t≥98%", False),
        ("产出指标\t质量指标\t设备完好率\t完好设备占比\t≥98%\t行业标准", True),
        ("产出指标\t质量指标\t设备完好率\t完好设备占比\t≥98%\t行业标准\t监测科", False),
    ],
)
def test_a_table_without_a_header_goes_on_only_with_as_many_columns(tmp_path: Path, row: str, read: bool) -> None:
    first = _with_rows("产出指标\t数量指标\t维护雷达\t全年维护\t≥3台\t合同约定")
    imported = read_source(save_text(tmp_path, f"{first}\n\n{row}"))
    names = [one.name for one in imported.document.projects[0].indicators]
    assert names == ["维护雷达", *["设备完好率"] * read]
    assert ("设备完好率" in "\n".join(note.text for note in imported.left_out)) is not read
