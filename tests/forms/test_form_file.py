"""Form files that are wrong, by mistake or on purpose: each is refused in one sentence that names place and remedy."""

from pathlib import Path

import pytest
from trust import Promise

from perfdesk import paths
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.forms.loader import forms
from perfdesk.forms.names import no_fields, not_known
from perfdesk.forms.soundness import faults

HEBEI, NINGXIA = (
    (paths.resources() / "forms" / f"{name}.toml").read_text(encoding="utf-8")
    for name in ("hebei-book-2024", "ningxia-annex2-2024")
)


def refusal(folder: Path, text: str | bytes) -> str:
    """What is said of a form file with this text; "" if it is taken."""
    path = folder / "错.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    try:
        read_form(path)
    except FormError as error:
        said = str(error)
    else:
        return ""
    assert said.startswith("表样文件 错.toml ")
    assert said.endswith("。")
    assert len(said) < 1_000
    return said


def changed(old: str, new: str, text: str = HEBEI) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


@pytest.mark.parametrize("name", ["hebei-book-2024", "ningxia-annex2-2024"])
def test_the_shipped_forms_are_sound(name: str) -> None:
    assert [*faults(forms()[name])] == []


# Every place of a form file where a key of the vocabulary, a style or a key of the file's own is expected.
WRONG_NAMES = {
    "field of a cell": ('field = "budget_fiscal"', 'field = "budget_fiscl"', "第 1 项第 2 行", "budget_fiscal"),
    "field of a column": ('field = "target"', 'field = "tagret"', "table.bands 第 2 项第 5 列", "target"),
    "field of a text": ('field = "safeguards"', 'field = "safeguard"', "parts.sections", "safeguards"),
    "required": ('required = ["code"', 'required = ["cde"', "required", "code"),
    "defaults": ('draft_mark = "草案"', 'draft_marc = "草案"', "defaults", "draft_mark"),
    "slot of a line": ("{compiler}编制", "{complier}编制", "parts 里的“{complier}编制”", "compiler"),
    "slot of a caption": ("{unit_code} ", "{unit_cod} ", "项目表上方", "unit_code"),
    "slot of a heading": ("{number}.{name}", "{nummer}.{name}", "项目表上方", "number"),
    "style of a line": ('style = "cover-unit"', 'style = "cover-unti"', "parts（cover）", "cover-unit"),
    "style of a heading": ('绩效目标表", style = "heading"', '绩效目标表", style = "hading"', "projects", "heading"),
    "style of a part": ('lead_style = "lead"', 'lead_style = "leed"', "parts（texts）", "lead"),
    "contents": ('line_style = "contents-line"', 'line_style = "contents-lin"', "contents）", "contents-line"),
    "style of a caption": ('caption_style = "caption"', 'caption_style = "captoin"', "projects", "caption"),
    "style of the number": ('number_style = "page-number"', 'number_style = "page-numbr"', "page", "page-number"),
    "style of a cell": ('field = "purpose"', 'field = "purpose", style = "txt"', "table.bands", "text"),
    "slot of the number": ("{page}", "{paeg}", "page.number_text", "page"),
    "key of the form": ("money_unit = ", "mony_unit = ", "有误", "money_unit"),
    "key of the page": ('number_style = "page', 'nummber_style = "page', "page：", "number_style"),
    "key of a style": ('cover-mark    = { font = "楷体"', 'cover-mark    = { fnot = "楷体"', "cover-mark", "font"),
    "key of a level": ("mandatory = true\nchildren", "mandatry = true\nchildren", "levels 第 1 项", "mandatory"),
    "key of a class": ("start = true", "strat = true", "children 第 2 项", "start"),
    "key of a part": ("restart = true", "restrat = true", "parts 第 3 项", "restart"),
    "key of a line": ('{ text = "{reviewer}审核"', '{ txt = "{reviewer}审核"', "foot 第 2 项", "text"),
    "key of a text": ('{ heading = "一、', '{ haeding = "一、', "sections 第 1 项", "heading"),
    "key of the table": ("repeat_header = true", "repeat_headers = true", "table：", "repeat_header"),
    "key of a row": ('cells = [{ at = [2, 7], field', 'cell = [{ at = [2, 7], field', "rows 第 3 项", "cells"),
    "key of a cell": ("down = 2,", "dwon = 2,", "cells 第 1 项", "down"),
    "key of a column": ("merge = true", "merg = true", "bands 第 2 项.columns 第 1 项", "merge"),
    "name of a table": ("[defaults]", "[default]", "有误", "defaults"),
    "name of an array of tables": ("[[table.bands.columns]]", "[[table.bands.colunms]]", "bands 第 2 项", "columns"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_NAMES)
def test_a_name_that_is_not_known_is_refused_with_its_place_and_the_nearest_one(tmp_path: Path, case: str) -> None:
    old, new, place, nearest = WRONG_NAMES[case]
    said = refusal(tmp_path, changed(old, new))
    assert place in said
    assert f"是不是“{nearest}”" in said or f"这个字段，是否指“{nearest}”" in said


def test_a_slot_of_a_cell_is_of_the_cells_own_node_and_shows_its_field(tmp_path: Path) -> None:
    old = 'template = "（ {fiscal_year} 年度）"'
    assert "没有“fiscal_yaer”这个字段，是否指“fiscal_year”" in refusal(
        tmp_path, changed(old, 'template = "{fiscal_yaer}{fiscal_year}"', NINGXIA)
    )
    assert "没有“name”这个字段" in refusal(tmp_path, changed(old, 'template = "{fiscal_year}{name}"', NINGXIA))
    assert "没有 {fiscal_year}" in refusal(tmp_path, changed(old, 'template = "{annex_number}年"', NINGXIA))
    assert refusal(tmp_path, changed(old, 'template = "{annex_number}{fiscal_year}"', NINGXIA)) == ""


def test_a_key_of_another_owner_is_not_known(tmp_path: Path) -> None:
    assert "没有“target”这个字段" in refusal(tmp_path, changed('field = "purpose"', 'field = "target"'))
    assert "没有“code”这个字段" in refusal(tmp_path, changed('field = "basis"', 'field = "code"'))
    assert "没有“name”这个字段" in refusal(tmp_path, changed("{compiler}编制", "{name}编制"))
    assert "没有“number”这个字段" in refusal(tmp_path, changed("{compiler}编制", "{number}编制"))
    owner = changed('owner = "document"', 'owner = "indicator"', NINGXIA)
    assert "owner" in refusal(tmp_path, owner)


def test_several_wrong_names_are_all_told_but_not_without_end(tmp_path: Path) -> None:
    many = ", ".join(f"'k{n}'" for n in range(90))
    said = refusal(tmp_path, changed("required = [", f"required = [{many}, "))
    assert said.count("这个字段") == 5
    text = HEBEI
    for month in ("03", "06", "10"):
        text = changed(f'field = "plan_{month}"', f'field = "pln_{month}"', text)
    assert refusal(tmp_path, text).count("这个字段") == 3


def test_a_name_like_no_other_is_refused_without_a_guess() -> None:
    assert not_known(["甲乙丙"], ["code", "name"]) == "不认识“甲乙丙”"
    assert not_known(["c" * 100_000], ["code"]) == f"不认识“{'c' * 60}”"


def test_a_key_that_no_field_has_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    said = refusal(tmp_path, changed('field = "budget_fiscal"', 'field = "budget_fiscl"'))
    assert (
        said == "表样文件 错.toml 有误：table.bands 第 1 项第 2 行：没有“budget_fiscl”这个字段，是否指“budget_fiscal”。"
    )
    assert no_fields(["甲乙丙"], ["code"]) == "没有“甲乙丙”这个字段"
    assert no_fields(["c" * 100_000] * 9, ["code"]).count("c" * 60) == 5


OWN_FIELD = '[[own_fields]]\nkey = "{}"\nowner = "project"\ntitle = "{}"\n'
# What the file says instead, and what is said of it.
LIES = {
    "no end of the table": ("columns = [5.1,", "columns = [", "没有正好占满"),
    "cells over each other": ("at = [4, 4], label = \"项目名称\"", "at = [3, 4], label = \"项目名称\"", "重叠"),
    "a cell that hangs out below": ('down = 2, label = "资金支出计划', 'down = 9, label = "资金支出计划', "伸出"),
    "a cell that goes backwards": ('at = [5, 7], field = "name"', 'at = [7, 5], field = "name"', "占满"),
    "a column 0": ("at = [5, 7]", "at = [0, 7]", "不能小于 1"),
    "a column a million": ("at = [5, 7]", "at = [5, 1000000]", "不能大于 64"),
    "a million rows down": ('down = 2, label = "资金', 'down = 1000000, label = "资金', "不能大于 200"),
    "a span of three": ("at = [5, 7]", "at = [5, 6, 7]", "最多 2 项"),
    "a span of one": ("at = [5, 7]", "at = [5]", "没有第 2 项"),
    "a table wider than the paper": ("columns = [5.1,", "columns = [50.1,", "超出了纸张"),
    "a line higher than the page": ("line = 26 ", "line = 199, before = 600 ", "一行比一页还高"),
    "a table line higher than the page": ("[page]", "[page]\ntext_height = 5", "一行比一页还高"),
    "letters on top of each other": ("size = 22, ", "size = 22, spacing = -12, ", "字叠在一起"),
    "text beside the paper": ("[page]", "[page]\nleft = 100", "超出了纸张"),
    "text below the paper": ("[page]", "[page]\ntext_height = 280", "超出了纸张"),
    "no size": ("size = 10.5\n", "size = 0\n", "应大于 0"),
    "a size below nothing": ("size = 10.5\n", "size = -3\n", "应大于 0"),
    "an endless size": ("size = 10.5\n", "size = inf\n", "数字"),
    "no number for a size": ("size = 10.5\n", "size = nan\n", "数字"),
    "a size of a house": ("size = 10.5\n", "size = 9e9\n", "不能大于 200"),
    "a number of 5,000 digits": ("year = 2024", f"year = {'9' * 5000}", "有误|无法读取"),
    "a text for a number": ("year = 2024", 'year = "今年"', "应是整数"),
    "a number for a text": ('title = "部门', 'title = 5 # "部门', "应是文字"),
    "no title": ('title = "部门预算绩效文本"\n', "", "没有“title”"),
    "no table": ("[table]", "[tables]", "table"),
    "an unknown kind of part": ('kind = "cover"', 'kind = "covers"', "kind 应是"),
    "a part without kind": ('kind = "cover"', "", "没有 kind"),
    "no projects": ('kind = "projects"', 'kind = "project"', "kind 应是"),
    "an unknown align": ('align = "left"', 'align = "middle"', "应是 'left', 'center', 'right'、'both' 之一"),
    "label and field": ('label = "项目编码"', 'label = "项目编码", field = "code"', "只能有一样"),
    "neither label nor field": (', label = "项目编码"', "", "只能有一样"),
    "field and fixed": ('field = "basis"', 'field = "basis"\nfixed = "甲"', "只能有一样"),
    "weights turned round": ('name = "经济效益指标"', 'name = "经济效益指标", weights = [9, 1]', "最小值大于最大值"),
    "an id that is a path": ('id = "hebei-book-2024"', 'id = "../../x"', "id“../../x”"),
    "an id that is hidden": ('id = "hebei-book-2024"', 'id = ".x"', "id“.x”"),
    "no id": ('id = "hebei-book-2024"', 'id = ""', "id“”"),
    "a key of its own in capitals": ("[defaults]", f"{OWN_FIELD.format('A', '甲')}\n[defaults]", "开头应是小写字母"),
    "a key of its own of 61 letters": ("[defaults]", f"{OWN_FIELD.format('a' * 61, '甲')}\n[defaults]", "最多 60 个字"),
    "a field of its own without a title": ("[defaults]", f"{OWN_FIELD.format('a', '')}\n[defaults]", "title：不能空着"),
    "an endless text": ('title = "部门', f'title = "{"长" * 3000}', "太长"),
    "an endless key": ("[defaults]\n", f"[defaults]\n{'k' * 3000} = \"\"\n", "太长"),
    "a control character": ('label = "项目编码"', 'label = "项目\\u0007编码"', "控制字符"),
    "a text turned round": ('label = "项目编码"', 'label = "项目\\u202e编码"', "控制字符"),
    "no TOML": ('id = "hebei', "id = hebei", "第 4 行第 6 列不合 TOML 的写法"),
    "a key twice": ("year = 2024", "year = 2024\nyear = 2025", "不合 TOML 的写法"),
}  # fmt: skip


@pytest.mark.parametrize("case", LIES)
def test_a_form_file_that_lies_is_refused_in_a_sentence(tmp_path: Path, case: str, promise: Promise) -> None:
    old, new, says = LIES[case]
    said = refusal(tmp_path, changed(old, new))
    assert any(one in said for one in says.split("|")), said
    promise("T6", "forms that lie, each with its reason", 1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [("size = 10.5\n", "size = 0.5\n"), ("[page]", "[page]\nleft = 0.5"), ("line = 26 ", "line = 26, after = 0.5 ")],
)
def test_any_size_above_nothing_may_be(tmp_path: Path, old: str, new: str) -> None:
    assert refusal(tmp_path, changed(old, new)) == ""


BOMBS = {
    "10,000 rows": changed("\n[[table.bands.rows]]", "\n[[table.bands.rows]]\ncells = []\n" * 10_000),
    "10,000 bands": HEBEI + '\n[[table.bands]]\nkind = "rows"\nrows = []\n' * 10_000,
    "10,000 columns": changed("columns = [", f"columns = [{'1, ' * 10_000}"),
    "10,000 styles": changed("[styles]\n", "[styles]\n" + "".join(f"s{n} = {{}}\n" for n in range(10_000))),
    "10,000 wrong keys": "".join(f"k{n} = 1\n" for n in range(10_000)) + HEBEI,
    "100,000 brackets": "x = " + "[" * 100_000,
    "tables in tables": f"[{'a.' * 20_000}a]\nb = 1",
    "a megabyte": HEBEI + "#" * 2**20,
    "nothing": "",
    "noise": b"\x00\xff" * 1000,
}


@pytest.mark.parametrize("case", BOMBS)
def test_a_form_file_made_to_fill_the_memory_is_refused(tmp_path: Path, case: str, promise: Promise) -> None:
    assert refusal(tmp_path, BOMBS[case])
    promise("T8", "too much of one thing: forms", 1, 1)


def test_the_largest_form_that_is_taken_is_read_whole(tmp_path: Path) -> None:
    records = '\n[[table.bands]]\nkind = "records"'
    row = '\n[[table.bands.rows]]\ncells = [{ at = [1, 7], label = "行" }]'
    assert refusal(tmp_path, changed(records, f"{row * 194}\n{records}")) == ""
    assert "最多 200 项" in refusal(tmp_path, changed(records, f"{row * 195}\n{records}"))
    below = f'\n[[table.bands]]\nkind = "rows"\n{row * 194}'
    assert refusal(tmp_path, HEBEI + below) == ""
    assert "一共有 201 行，最多 200 行" in refusal(tmp_path, HEBEI + below + row)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(FormError, match="无法读取"):
            read_form(path)


def test_line_ends_of_windows_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    assert refusal(tmp_path, HEBEI.replace("\n", "\r\n")) == ""
    assert refusal(tmp_path, "\ufeff" + HEBEI) == ""
