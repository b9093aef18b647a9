"""What comes of a mapping: its source read, a form among the user's own, a document; and drafts to go on with."""

import json
import os
from pathlib import Path

import docx
import pytest
from learning.annexes import BRIDGE, annex, cell, chosen, mapping

from perfdesk import paths
from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form_of, forms
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.learning.cell_choices import ChoiceKind
from perfdesk.learning.decisions import Named, SaidBand
from perfdesk.learning.mapping import AnnexMapping, begun
from perfdesk.learning.sketch import Sketch, read_sketch
from perfdesk.model.fields import Owner
from perfdesk.work import mapping_drafts
from perfdesk.work.mapping_result import first_document, install, read_through
from perfdesk.work.unknown_annex import learnable

HERE = Path("表.docx")


def with_column(amount: str) -> str:
    """The unequal one, with an amount in a column that only this form has."""
    return UNEQUAL.replace("绩效目标 |", f"企业认缴款 | {{own}}{amount}^3\n绩效目标 |")


def with_county(fiscal: str, county: str) -> str:
    """With money from a source that is no usual part of the total."""
    row = f"县级资金 | {{funds.county.plan}}{county} | 填报人 | {{own}}\n绩效目标"
    return BRIDGE.replace("{budget_fiscal}50", f"{{budget_fiscal}}{fiscal}").replace("绩效目标", row, 1)


QUALITY = "{i:level1}产出指标 | {i:level2}质量指标 | {i:name}合格率 | {i:target}≥95%\n{i:level1}效益"
UNEQUAL = BRIDGE.replace("}50 | 财", "}60 | 财")


@pytest.fixture(autouse=True)
def _own_folder(own_forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "mapping_drafts", lambda: own_forms.with_name("drafts"))


def answered(tmp_path: Path) -> AnnexMapping:
    found = mapping(BRIDGE, tmp_path)
    return chosen(found, [cell(found, "三百户")], ChoiceKind.OWN)


# --- reading through it ------------------------------------------------------------------------------------------


CARD = """
> 附表3
> 石桥乡绩效目标卡
> 单位：元
项目名称 | {name}石桥 | 项目类别 | {category}□基建　☑服务
绩效目标 | {goal}修桥一座。^3
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座
村民议事会意见 | {own}[同意。]\\n主任（签名）：　　　年　月　日^3
"""


@pytest.mark.parametrize("filled", [False, True])
def test_paper_with_open_boxes_and_room_for_stamps_alone_is_blank(tmp_path: Path, filled: bool) -> None:
    text = CARD if filled else CARD.replace("☑", "□")
    found = mapping(text, tmp_path, filled=filled)
    assert found.form.title == "石桥乡绩效目标卡"
    begins = "读出项目 1 个" if filled else "这是空表"
    assert read_through(found, HERE).sentence.startswith(begins)


NAMED_ROWS = """
> 附表3
> 石桥乡绩效目标卡
> 单位：元
项目名称 | {name} | 联系电话 | {phone}
绩效目标 | {goal}^3
绩效指标~4 | 类别 | 指标名称 | 目标值
产出数量 | {i:name} | {i:target}
产出质量 | {i:name} | {i:target}
效益 | {i:name} | {i:target}
"""


def test_a_document_from_blank_paper_has_its_number_its_unit_of_money_and_its_named_rows(tmp_path: Path) -> None:
    found = mapping(NAMED_ROWS, tmp_path, filled=False)
    one = first_document(found, HERE, found.form, "2033", "")
    assert [one.fields[key] for key in ("annex_number", "money_unit", "fiscal_year")] == ["3", "元", "2033"]
    assert [row.fields["level2"] for row in one.projects[0].indicators] == ["产出数量", "产出质量", "效益"]
    assert one.projects[0].name == ""


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (BRIDGE, "读出项目 1 个，指标 2 条，资金合计相符。"),
        (UNEQUAL, "读出项目 1 个，指标 2 条，“石桥”的资金合计不符（50 ≠ 60 万元）。"),
        (BRIDGE.replace("{budget_fiscal}50", "{budget_fiscal}"), "读出项目 1 个，指标 2 条。"),
        (
            BRIDGE.replace("{name}石桥", "{name}").replace("}50 | 财", "}60 | 财"),
            "读出项目 1 个，指标 2 条，资金合计不符（50 ≠ 60 万元）。",
        ),
        (with_county("40", "10"), "读出项目 1 个，指标 2 条，资金合计相符。"),
        (with_county("40", "5"), "读出项目 1 个，指标 2 条。"),
        (with_county("50", "10"), "读出项目 1 个，指标 2 条，资金合计相符。"),
        (with_column("10"), "读出项目 1 个，指标 2 条。"),
        (with_column("0"), "读出项目 1 个，指标 2 条，“石桥”的资金合计不符（50 ≠ 60 万元）。"),
        (with_column("无"), "读出项目 1 个，指标 2 条，“石桥”的资金合计不符（50 ≠ 60 万元）。"),
    ],
)
def test_what_is_read_through_a_mapping_is_said_with_whether_its_money_adds_up(
    tmp_path: Path, source: str, said: str
) -> None:
    read = read_through(mapping(source, tmp_path), HERE)
    assert (read.sentence, read.usable) == (said, True)


def test_rows_that_are_taken_away_are_read_no_more(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    after = chosen(found, [cell(found, "受益村民")], ChoiceKind.ROWS)
    assert "指标 1 条" in read_through(after, HERE).sentence


def test_rows_below_a_header_that_a_person_saw_are_read_though_no_word_of_it_is_known(tmp_path: Path) -> None:
    text = f"{BRIDGE}步骤^2 | 由谁 | 何时\n测量^2 | 水利站 | 三月\n施工^2 | 施工队 | 五月"
    found = mapping(text, tmp_path)
    after = found.decided(SaidBand(1, cell(found, "步骤").spot.row, Owner.SCHEDULE))
    first = after.table.bands[-1].columns[0]
    assert (first.key, first.flag) == ("content", True)
    read = read_through(after, HERE)
    assert "其他各行 2 条" in read.sentence
    assert read.imported is not None
    assert [one.fields["content"] for one in read.imported.document.projects[0].records] == ["测量", "施工"]


def test_blank_paper_is_said_to_be_blank(tmp_path: Path) -> None:
    read = read_through(mapping(BRIDGE, tmp_path, filled=False), HERE)
    assert "空表" in read.sentence
    assert (read.usable, read.imported) == (True, None)


TASKS = """
序号 | 任务名称 | 主要内容 | 预算金额
{own}1 | {t:item} | {t:content} | {t:total}
{own}2 | {t:item} | {t:content} | {t:total}
一级指标 |"""


def test_numbered_rows_of_blank_paper_are_blank(tmp_path: Path) -> None:
    text = BRIDGE.replace("\n一级指标 |", TASKS)
    found = begun(read_sketch(with_numbers(annex(text, tmp_path, filled=False))), "表")
    assert found is not None
    read = read_through(found, HERE)
    assert ("空表" in read.sentence, read.imported) == (True, None)


def with_numbers(path: Path) -> Path:
    """Blank paper on which the rows of tasks are numbered."""
    word = docx.Document(str(path))
    [table] = word.tables
    first = next(at for at, row in enumerate(table.rows) if row.cells[0].text == "序号")
    for number in (1, 2):
        table.cell(first + number, 0).text = str(number)
    word.save(str(path))
    return path


def test_a_mapping_of_which_no_form_comes_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(content: bytes) -> Form:
        raise FormError("有误：太大。")

    monkeypatch.setattr("perfdesk.learning.mapping.learned_form", refused)
    read = read_through(mapping(BRIDGE, tmp_path), HERE)
    assert (read.sentence, read.usable) == ("这样还不能用：有误：太大。", False)


# --- the form and the document -----------------------------------------------------------------------------------


@pytest.mark.parametrize("excel", [False, True])
def test_a_form_that_is_installed_reads_the_same_annex_at_the_next_time(tmp_path: Path, excel: bool) -> None:
    path = annex(BRIDGE, tmp_path, excel=excel)
    found = chosen(one := mapping(BRIDGE, tmp_path, excel=excel), [cell(one, "三百户")], ChoiceKind.OWN)
    form = install(found, path).form
    assert form.id in forms()
    document = read_source(path).document
    assert document.form == form.id
    assert document.projects[0].fields["own.受益农户"] == "三百户"


def test_the_source_is_the_first_document_and_carries_its_form(tmp_path: Path) -> None:
    found = answered(tmp_path)
    form = install(found, annex(BRIDGE, tmp_path)).form
    document = first_document(found, HERE, form, "2031", "石桥乡")
    assert [project.name for project in document.projects] == ["石桥"]
    assert len(document.projects[0].indicators) == 2
    assert form_of(document) == form
    assert document.form_copy.definition is not None


def test_of_blank_paper_the_document_is_empty_with_one_project(tmp_path: Path) -> None:
    found = mapping(BRIDGE.replace("{i:level1}效益", QUALITY, 1), tmp_path, filled=False)
    form = install(found, annex(BRIDGE, tmp_path, filled=False)).form
    document = first_document(found, HERE, form, "2031", "石桥乡")
    assert [project.name for project in document.projects] == [""]
    assert [row.fields["level2"] for row in document.projects[0].indicators] == ["数量指标", "质量指标", "社会效益指标"]
    assert (document.fields["fiscal_year"], document.fields["department_name"]) == ("2031", "石桥乡")


# --- drafts ------------------------------------------------------------------------------------------------------


def test_a_draft_goes_on_where_it_was_left_when_the_same_file_comes(tmp_path: Path) -> None:
    left = answered(tmp_path).decided(SaidBand(1, 3, Owner.INDICATOR, 5), Named("石桥表"))
    mapping_drafts.keep(left)
    again = mapping_drafts.resumed(mapping(BRIDGE, tmp_path))
    assert again is not None
    assert again.meaning == left.meaning
    assert again.proposal.title == "石桥表"
    assert mapping_drafts.resumed(mapping(BRIDGE.replace("石桥", "木桥"), tmp_path)) is None


def test_a_mapping_in_which_nothing_is_decided_leaves_no_draft(tmp_path: Path) -> None:
    mapping_drafts.keep(answered(tmp_path))
    mapping_drafts.keep(mapping(BRIDGE, tmp_path))
    assert [*paths.mapping_drafts().iterdir()] == []


def test_a_form_that_is_made_needs_no_draft(tmp_path: Path) -> None:
    found = answered(tmp_path)
    mapping_drafts.keep(found)
    mapping_drafts.drop(found.sketch)
    mapping_drafts.drop(found.sketch)
    assert mapping_drafts.resumed(mapping(BRIDGE, tmp_path)) is None


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b'{"cells": 1}', b"\xff", b" " * ((1 << 20) + 1)])
def test_a_draft_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    mapping_drafts.keep(answered(tmp_path))
    next(paths.mapping_drafts().iterdir()).write_bytes(content)
    assert mapping_drafts.resumed(mapping(BRIDGE, tmp_path)) is None


def test_of_a_draft_what_no_longer_fits_is_passed_over(tmp_path: Path) -> None:
    mapping_drafts.keep(answered(tmp_path))
    path = next(paths.mapping_drafts().iterdir())
    shape = json.loads(path.read_bytes())
    shape["cells"].insert(0, {"table": 7, "row": 0, "column": 0, "role": "note"})
    path.write_text(json.dumps(shape), encoding="utf-8")
    again = mapping_drafts.resumed(mapping(BRIDGE, tmp_path))
    assert again is not None
    assert again.open == ()


def test_of_many_drafts_the_newest_stay(tmp_path: Path) -> None:
    mapping_drafts.keep(answered(tmp_path))
    own = next(paths.mapping_drafts().iterdir())
    for number in range(45):
        other = own.with_name(f"{number}.json")
        other.write_text("{}")
        os.utime(other, (number, number))
    mapping_drafts.keep(answered(tmp_path))
    names = {path.name for path in paths.mapping_drafts().iterdir()}
    assert len(names) == 40
    assert {own.name, "44.json"} <= names
    assert "5.json" not in names


def test_where_nothing_can_be_written_a_draft_is_not_kept_and_nobody_is_stopped(tmp_path: Path) -> None:
    paths.mapping_drafts().parent.mkdir(parents=True)
    paths.mapping_drafts().write_text("a file")
    mapping_drafts.keep(answered(tmp_path))
    assert mapping_drafts.resumed(mapping(BRIDGE, tmp_path)) is None


# --- a second look -----------------------------------------------------------------------------------------------


class LooksAgain:
    """A reader that says how often it is asked."""

    def __init__(self, source: Path) -> None:
        self.source, self.asked = source, 0

    def sketch(self, path: Path, go_on: object) -> Sketch:
        self.asked += 1
        return read_sketch(self.source)


def test_a_file_is_looked_at_again_only_if_it_could_be_read(tmp_path: Path) -> None:
    reader = LooksAgain(annex(BRIDGE, tmp_path))
    assert learnable(HERE, ImportFailure("坏了。"), reader) is None
    assert learnable(HERE, OSError(), reader) is None
    assert reader.asked == 0
    found = learnable(HERE, ImportFailure("不认得。", unknown=True), reader)
    assert found is not None
    assert (found.path, reader.asked) == (HERE, 1)


@pytest.mark.parametrize(("also", "named"), [("", "指标内容"), ("三级指标 | ", "三级指标")])
def test_where_no_column_is_the_name_the_content_names_the_indicators(tmp_path: Path, also: str, named: str) -> None:
    """Without a name no row would be read."""
    text = f"""
> 石桥乡项目申报表
项目名称 | {{name}}石桥^{3 if also else 2}
一级指标 | 二级指标 | {also}指标内容
{{i:level1}}产出指标 | {{i:level2}}数量指标 | {"{i:name}桥 | " if also else ""}{{i:content}}修桥
{{i:level1}}效益指标 | {{i:level2}}社会效益指标 | {"{i:name}人 | " if also else ""}{{i:content}}过河
"""
    found = mapping(text, tmp_path)
    names = [one.spot.text for one in found.table.bands[0].columns if one.key == "name"]
    assert names == [named]
    assert "指标 2 条" in read_through(found, HERE).sentence


def test_a_project_that_is_added_begins_with_the_rows_that_the_paper_names(tmp_path: Path) -> None:
    found = mapping(NAMED_ROWS, tmp_path, filled=False)
    document = first_document(found, HERE, found.form, "2031", "")
    added = new_project(found.form, document)
    assert [row.fields["level2"] for row in added.indicators] == ["产出数量", "产出质量", "效益"]
    assert [row.fields for row in added.indicators] == [row.fields for row in document.projects[0].indicators]


@pytest.mark.parametrize("change", [("{i:name}", "{i:name}座数"), ("产出质量", "质量指标")])
def test_rows_of_a_filled_paper_are_no_beginning(change: tuple[str, str], tmp_path: Path) -> None:
    text = NAMED_ROWS.replace(*change)
    assert mapping(text, tmp_path, filled=True).form.starts == (() if "座数" in text else NAMED)


NAMED = ({"level2": "产出数量"}, {"level2": "质量指标"}, {"level2": "效益"})


def test_a_form_whose_classes_start_rows_names_no_others(tmp_path: Path) -> None:
    rows = "".join(
        f"{{i:level1}}{one} | {{i:level2}}{two} | {{i:name}} | {{i:target}}\n"
        for one, two in (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))
    )
    text = f"项目名称 | {{name}}^3\n一级指标 | 二级指标 | 三级指标 | 指标值\n{rows}"
    form = mapping(text, tmp_path, filled=False).form
    assert (form.starts, len(new_project(form, new_document(form)).indicators) > 0) == ((), True)
