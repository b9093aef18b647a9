"""A form that brings fields of its own: named, listed, checked, merged, set, written and read as the program's."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from command import Run
from openpyxl import load_workbook
from own_form import FORM_ID, own_book, own_form_text, put_into

from perfdesk.exporters.excel import LIST_TITLE, write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.catalogue import catalogue, forget
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.forms.indicator_list import columns
from perfdesk.forms.loader import form, vocabulary_of
from perfdesk.forms.printed import unprinted_words
from perfdesk.forms.sheet import front_sheet, sheet
from perfdesk.importers.load import read_source
from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan_rows import plan_row
from perfdesk.merge.sides import Side
from perfdesk.model.diff import aligned, diff
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.titles import change_row
from perfdesk.model.vocabulary import vocabulary
from perfdesk.rules.check import check
from perfdesk.rules.place import place_of
from perfdesk.store import file


@pytest.fixture(autouse=True)
def _own_form(own_forms: Path) -> None:
    put_into(own_forms)


def test_the_form_is_used_and_knows_its_fields() -> None:
    assert catalogue().faults == ()
    known = vocabulary_of(own_book())
    assert known is form(FORM_ID).vocabulary
    points = known.field(Owner.INDICATOR, "own.points")
    assert (points.title, points.kind) == ("得分", Kind.NUMBER)
    assert known.title(Owner.INDICATOR, "actual") == "全年完成值"
    assert known.kind(Owner.INDICATOR, "actual") is Kind.TARGET
    assert vocabulary().title(Owner.INDICATOR, "actual") == "实际完成值"


def test_the_list_and_its_excel_show_titles_and_numbers(tmp_path: Path) -> None:
    heads = [head.title for head in columns(form(FORM_ID))]
    assert {"自评人", "自评总分"} <= {*heads}
    assert heads[-2:] == ["全年完成值", "得分"]
    stream = BytesIO()
    write_workbook(form(FORM_ID), own_book(), stream)
    table = [*load_workbook(stream)[LIST_TITLE].rows]
    assert [cell.value for cell in table[0]] == heads
    points, total = table[1][-1], table[1][heads.index("自评总分")]
    assert [(cell.value, cell.number_format, cell.alignment.horizontal) for cell in (points, total)] == [
        (9.5, "0.0", "right"),
        (95.5, "0.00", "right"),
    ]


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_what_was_written_comes_back(tmp_path: Path, ending: str) -> None:
    stream = BytesIO()
    {".docx": write_document, ".xlsx": write_workbook}[ending](form(FORM_ID), own_book(), stream)
    path = tmp_path / f"自评{ending}"
    path.write_bytes(stream.getvalue())
    read = read_source(path)
    assert read.document.form == FORM_ID
    assert read.left_out == ()
    assert diff(own_book(), aligned(own_book(), read.document)) == ()


def test_a_plain_list_with_its_columns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "清单.txt"
    path.write_text(
        "序号\t项目名称\t自评人\t一级指标\t二级指标\t三级指标\t全年完成值\t得分\n"
        "1\t书库改造\t何某\t产出指标\t数量指标\t新增书架\t42组\t9.5\n",
        encoding="utf-8",
    )
    row = read_source(path, form(FORM_ID)).document.projects[0]
    assert row.fields["own.assessor"] == "何某"
    assert dict(row.indicators[0].fields)["own.points"] == "9.5"
    assert row.indicators[0].fields["actual"] == "42组"


def test_a_column_may_be_called_by_another_name_that_the_vocabulary_knows(tmp_path: Path) -> None:
    path = tmp_path / "清单.txt"
    path.write_text(
        "序号\t项目代码\t项目名称\t预算数\t财政资金\t一级指标\t二级指标\t三级指标\t指标描述\t年度指标值\t指标依据\n"
        "1\t13990031P00010110001A\t书库\t3\t3\t产出指标\t数量指标\t书架\t新增的书架\t≥40组\t合同\n",
        encoding="utf-8",
    )
    read = read_source(path, form("hebei-book-2024"))
    project = read.document.projects[0]
    assert project.code == "13990031P00010110001A"
    row = project.indicators[0]
    assert [row.fields[key] for key in ("description", "target", "basis")] == ["新增的书架", "≥40组", "合同"]
    assert read.left_out == ()


def test_a_title_counts_more_than_another_name(own_forms: Path, tmp_path: Path) -> None:
    text = own_form_text().replace('"自评人"', '"项目代码"')
    (own_forms / "自评.toml").write_text(text, encoding="utf-8")
    forget()
    path = tmp_path / "清单.txt"
    path.write_text(
        "序号\t项目名称\t项目代码\t一级指标\t二级指标\t三级指标\t全年完成值\t得分\n"
        "1\t书库\t何某\t产出指标\t数量指标\t书架\t42组\t9.5\n",
        encoding="utf-8",
    )
    project = read_source(path, form(FORM_ID)).document.projects[0]
    assert (project.code, project.fields["own.assessor"]) == ("", "何某")


def test_a_difference_a_finding_and_what_is_not_printed_are_told_by_title() -> None:
    book = own_book()
    changed = book.with_fields({("p1.1", "own.points"): "8", ("p1", "own.assessor"): ""})
    rows = [change_row(vocabulary_of(changed), book, changed, change) for change in diff(book, changed)]
    assert [row.place for row in rows] == ["自评人", "新增书架 · 得分"]
    blank = [found for found in check(changed, form(FORM_ID)) if found.field == "own.assessor"]
    assert [found.message for found in blank] == ["“自评人”没有填写，请填写。"]
    assert place_of(changed, blank[0]) == "自评人"
    assert "own." not in "".join(found.message for found in check(changed, form(FORM_ID)))
    said = unprinted_words(form("ningxia-annex2-2024"), book)
    assert "自评人 1 个项目" in said
    assert "得分 2 条指标" in said


def test_a_wide_figure_in_a_number_is_found() -> None:
    odd = own_book().with_fields({("p1.1", "own.points"): "９"})
    assert [f.message for f in check(odd, form(FORM_ID)) if f.field == "own.points" and "全角" in f.message]


def test_two_spellings_of_one_number_are_no_question_and_two_numbers_are() -> None:
    ours, same, other = (
        Side(name, own_book().with_fields({("p1.1", "own.points"): text})) for name, text in
        (("甲", "9.50"), ("乙", "9.500"), ("丙", "7"))
    )  # fmt: skip
    assert [*analyse(ours, [same], own_book()).open] == []
    plan = analyse(ours, [other], own_book().with_fields({("p1.1", "own.points"): "8"}))
    assert [plan_row(plan, one).place for one in plan.open] == ["新增书架 · 得分"]


def test_the_command_line_sets_shows_and_compares_them(tmp_path: Path, run: Run) -> None:
    before, after = tmp_path / "前.perfdesk", tmp_path / "后.perfdesk"
    for path in (before, after):
        file.save(path, own_book())
    assert run("set", after, "--project", "1", "own.assessor=王某", "goal_done=x")[0] == 2, "goal_done does not print"
    assert run("set", after, "--project", "1", "own.assessor=王某")[0] == 0
    assert run("set", after, "--project", "1", "--indicator", "2", "own.points=8", "actual=90%")[0] == 0
    assert run("set", after, "own.round=3")[0] == 0
    assert "这里的字段有" in run("set", after, "--project", "1", "own.asessor=王某")[2]
    code, out, _ = run("diff", before, after)
    assert code == 0
    assert [line.split("：")[0] for line in out.splitlines()] == [
        "全文 自评轮次", "1 书库改造 自评人", "1 书库改造 验收合格率 · 全年完成值", "1 书库改造 验收合格率 · 得分",
    ]  # fmt: skip
    shown = run("show", after)[1]
    assert "自评人：王某" in shown
    assert "      得分：8" in shown
    assert "own." not in shown
    assert "三级指标：" not in shown, "what the line of the indicator says is not said again"


def test_the_screen_shows_titles_and_texts() -> None:
    book = own_book()
    texts = [cell.text for cell in sheet(form(FORM_ID), book, book.projects[0]).cells]
    assert texts[texts.index("自评人") + 1] == "何某"
    assert {"得分", "9.5", "全年完成值", "42组"} <= {*texts}
    front = [cell.text for cell in front_sheet(form(FORM_ID), book).cells]
    assert front[front.index("自评轮次") + 1] == "2"


# What is said instead in the file, and what is said of it.
WRONG = {
    "a key that is nearly a known one": ('"own.points"', '"scroe"', "没有“scroe”这个字段，是否指“score”"),
    "a key without its beginning": ('"own.points"', '"stars"', "表样自己的字段以 own. 开头"),
    "a key twice": ('"own.sum_points"', '"own.assessor"', "own_fields 第 3 项（own.assessor）：写了两遍"),
    "another kind of a known one": ('"全年完成值"', '"值"\nkind = "money"', "kind 是 target，不能改为 money"),
    "a kind that there is not": ('kind = "number"', 'kind = "nummer"', "kind"),
    "a title of another field": ('title = "自评人"', 'title = "项目名称"', "title“项目名称”与字段“name”的名称相同"),
    "a title twice": ('title = "自评总分"', 'title = "自评人"', "title“自评人”与字段“own.assessor”的名称相同"),
    "a title of two lines": ('title = "得分"', 'title = "得\\n分"', "不能有空格和换行"),
    "a field in the wrong node": ('owner = "indicator"\nkind', 'owner = "project"\nkind', "没有“own.points”这个字段"),
    "a field that is not brought": ('field = "own.points"', 'field = "own.point"', "是否指“own.points”"),
    "a slot that is not brought": ("{own.round}", "{own.rund}", "没有“own.rund”这个字段，是否指“own.round”"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_field_of_its_own_is_refused_by_name(tmp_path: Path, case: str) -> None:
    old, new, said = WRONG[case]
    text = own_form_text()
    assert old in text
    path = tmp_path / "错.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError) as refused:
        read_form(path)
    assert said in str(refused.value)


def test_a_known_kind_may_be_said_again(tmp_path: Path) -> None:
    path = tmp_path / "对.toml"
    path.write_text(
        own_form_text().replace('title = "全年完成值"', 'title = "值"\nkind = "target"', 1), encoding="utf-8"
    )
    assert read_form(path).vocabulary.title(Owner.INDICATOR, "actual") == "值"


def test_without_the_form_nothing_is_lost() -> None:
    strange = replace(own_book(), form="gone")
    assert vocabulary_of(strange) is vocabulary()
    assert vocabulary_of(strange).title(Owner.INDICATOR, "own.points") == "own.points"
