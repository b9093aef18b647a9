"""What is printed behind an opinion is the form's; what is filled in below a table is read."""

from pathlib import Path

import pytest

from learning.grids import parsed, save_excel, save_word
from learning.reading import flags, proposed
from perfdesk.importers.load import read_source
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch
from perfdesk.learning.stamps import stamp_behind

TEXT = """
> 某表
项目名称 | {name}桥^3
主管部门 | {supervisor}交通局 | 联系人 | {contact}李
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座
主管部门审核意见 | {d:opinion_supervisor}@^3
"""
STAMP = "\\n（盖章）　　年　月　日"


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("同意。\n（盖章）　年　月　日", "\n（盖章）　年　月　日"),
        ("同意　（公章）", "　（公章）"),
        ("同意。 年 月 日", " 年 月 日"),
        ("同意。\n负责人（签字）：  年 月 日", "\n负责人（签字）：  年 月 日"),
        ("（盖章） 年 月 日", "（盖章） 年 月 日"),
        ("同意。\n村主任（签名）：　年　月　日", "\n村主任（签名）：　年　月　日"),
        ("张局长（签字）", "张局长（签字）"),
        ("同意延长（盖章）", "（盖章）"),
        ("同意。（盖章）2032年3月1日", ""),
        ("同意。\n负责人签字：　　（盖章）　年　月　日", "\n负责人签字：　　（盖章）　年　月　日"),
        ("全体同意。\n签字：　　年　月　日", "\n签字：　　年　月　日"),
        ("同意。村民代表签名：", "村民代表签名："),
        ("同意负责人签字： 年 月 日", " 年 月 日"),
        ("情况属实并签章：", ""),
        ("同意。签字：柳知行 年 月 日", " 年 月 日"),
        ("请在（盖章）后报来", ""),
        ("今年某月某日", ""),
    ],
)
def test_a_stamp_without_a_date_ends_a_text(text: str, stamp: str) -> None:
    assert stamp_behind(text) == stamp


@pytest.mark.parametrize("excel", [True, False])
@pytest.mark.parametrize("learned_blank", [True, False])
def test_the_learned_form_reads_the_opinion_without_the_stamp(excel: bool, learned_blank: bool, tmp_path: Path) -> None:
    save, name = (save_excel, "a.xlsx") if excel else (save_word, "a.docx")
    one = parsed(99, TEXT.replace("@", f"[同意。]{STAMP}"))
    sketch = read_sketch(save(one, tmp_path / name, filled=not learned_blank))
    form = learned_form(draft(propose(sketch.source, sheets=sketch.sheets), sketch.look, "a"))
    other = parsed(99, TEXT.replace("@", f"[不同意。]{STAMP}"))
    document = read_source(save(other, tmp_path / f"b{name}", filled=True), form).document
    assert document.fields["opinion_supervisor"] == "不同意。"
    empty = read_source(save(other, tmp_path / f"c{name}", filled=False), form).document
    assert empty.fields["opinion_supervisor"] == ""


def test_where_somebody_has_entered_the_date_nothing_is_lost(tmp_path: Path) -> None:
    one = parsed(99, TEXT.replace("@", f"[同意。]{STAMP}"))
    sketch = read_sketch(save_word(one, tmp_path / "a.docx", filled=True))
    form = learned_form(draft(propose(sketch.source, sheets=False), sketch.look, "a"))
    dated = parsed(99, TEXT.replace("@", "[不同意。]\\n（盖章）2032年3月1日"))
    document = read_source(save_word(dated, tmp_path / "b.docx", filled=True), form).document
    assert "".join(document.fields["opinion_supervisor"].split()) == "不同意。（盖章）2032年3月1日"


def test_a_label_beside_a_stamp_is_not_asked_about_and_other_texts_keep_what_looks_like_one(tmp_path: Path) -> None:
    found = proposed(TEXT.replace("@", f"[同意。]{STAMP}").replace("桥^3", "桥（盖章）^3"), tmp_path)
    assert "主管部门审核意见" not in flags(found)
    templates = {one.spot.text: one.template for one in found.tables[0].answers}
    assert templates["桥（盖章）"] == ""
    assert [text for text in templates.values() if text] == ["{opinion_supervisor}\n（盖章）　　年　月　日"]


BELOW = TEXT.replace("@", "[同意。]") + "< 填报人：@　　联系电话：%　　填报日期：$\n"


def _below(*said: str) -> str:
    text = BELOW
    for sign, one in zip("@%$", said, strict=True):
        text = text.replace(sign, one)
    return text


@pytest.mark.parametrize(
    "first", [("张三", "0571-1", "2032年3月1日"), ("　　　", "　　　", "　　　")], ids=["filled", "blank"]
)
def test_labels_and_values_in_a_line_below_a_table_are_read(first: tuple[str, ...], tmp_path: Path) -> None:
    sketch = read_sketch(save_word(parsed(99, _below(*first)), tmp_path / "a.docx", filled=True))
    content = draft(propose(sketch.source, sheets=False), sketch.look, "a")
    assert "张三" not in content.decode()
    other = save_word(parsed(99, _below("王五", "0571-2", "2032年4月2日")), tmp_path / "b.docx", filled=True)
    document = read_source(other, learned_form(content)).document
    (project,) = document.projects
    assert (project.fields["own.填报人"], project.fields["phone"]) == ("王五", "0571-2")
    assert document.fields["fill_date"] == "2032年4月2日"
