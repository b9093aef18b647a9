"""A form file as it was written before there were bands, and what may be written shorter, becomes the same form."""

import re
from pathlib import Path

import pytest

from perfdesk.forms.bands import Cell, RecordsBand, RowsBand
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.forms.loader import form
from perfdesk.forms.shorthand import with_bands, with_template
from perfdesk.paths import resources

FORMS = ("hebei-book-2024", "ningxia-annex2-2024")


def text_of(name: str) -> str:
    return (resources() / "forms" / f"{name}.toml").read_text(encoding="utf-8")


def as_before(text: str) -> str:
    """The file with rows and indicators in place of bands."""
    text = re.sub(r"\[\[table\.bands\]\]\nkind = .*\n(of = .*\n)?\n", "", text)
    return text.replace("[[table.bands.rows]]", "[[table.rows]]").replace(
        "[[table.bands.columns]]", "[[table.indicators]]"
    )


def read(folder: Path, text: str) -> object:
    path = folder / "表样.toml"
    path.write_text(text, encoding="utf-8")
    return read_form(path)


@pytest.mark.parametrize("name", FORMS)
def test_a_file_from_before_there_were_bands_is_the_same_form(tmp_path: Path, name: str) -> None:
    old = as_before(text_of(name))
    assert "bands" not in old
    assert old.count("[[table.indicators]]") == len(form(name).table.columns_of_indicators)
    assert read(tmp_path, old) == form(name)


def test_a_file_with_both_is_refused_by_the_old_names(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="不认识“rows”"):
        read(tmp_path, text_of(FORMS[0]) + "\n[[table.rows]]\ncells = []\n")


@pytest.mark.parametrize("shape", [None, 3, [], {}, {"font": "宋体"}, {"bands": 1, "rows": 2}])
def test_what_is_no_old_table_stays_as_it_is(shape: object) -> None:
    assert with_bands(shape) is shape


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ({"text": "总额{budget_total}万元"}, {"field": "budget_total", "template": "总额{budget_total}万元"}),
        ({"text": "总额"}, {"label": "总额"}),
        ({"text": "{}"}, {"label": "{}"}),
        ({"text": 3}, {"text": 3}),
        ({"text": "甲", "label": "乙"}, {"text": "甲", "label": "乙"}),
        ({"text": "{a}", "template": "{a}"}, {"text": "{a}", "template": "{a}"}),
        ([], []),
    ],
)
def test_a_text_is_a_template_if_it_has_slots(cell: object, made: object) -> None:
    assert with_template(cell) == made


def test_a_file_says_all_kinds_of_cells_and_columns(tmp_path: Path) -> None:
    head = text_of(FORMS[1]).partition("[[table.bands]]")[0]
    made = read(
        tmp_path,
        head
        + """
[[table.bands]]
kind = "records"
of = "tasks"
header = 2
least = 3
tail = "……"
side = { at = [1, 1], label = "任务" }
columns = [
    { at = [2, 3], label = "名称", field = "item", merge = true },
    { at = [4, 4], label = "总额", field = "total", under = "金额" },
    { at = [5, 5], label = "财政", field = "fiscal", under = "金额" },
    { at = [6, 6], blank = true },
]

[[table.bands]]
kind = "rows"
rows = [{ cells = [
    { at = [1, 1], text = "总额{budget_total}" },
    { at = [2, 2], computed = { how = "sum", of = ["tasks.total"] } },
    { at = [3, 3], note = "说明" },
    { at = [4, 4], blank = true },
    { at = [5, 6], field = "attribute", choices = ["新", "旧"] },
] }]
""",
    )
    tasks, rows = made.table.bands  # type: ignore[attr-defined]
    assert isinstance(tasks, RecordsBand)
    assert isinstance(rows, RowsBand)
    assert (tasks.of, tasks.header, tasks.least, tasks.tail, tasks.side.label) == ("tasks", 2, 3, "……", "任务")
    assert [type(cell) for cell in rows.rows[0].cells] == [Cell] * 5
    assert made.table.indicators is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('of = "indicators"', 'of = "indicator"', "table.bands 第 2 项.of：应是"),
        ('of = "indicators"', 'of = "indicators"\nheader = 3', "table.bands 第 2 项.header：不能大于 2"),
        ('of = "indicators"', 'of = "indicators"\nleast = 101', "table.bands 第 2 项.least：不能大于 100"),
        ('kind = "records"', 'kind = "record"', "table.bands 第 2 项：kind 应是"),
        ('label = "其他资金" }', 'label = "其他资金", down = 0 }', "第 8 项.cells 第 1 项.down：不能小于 1"),
    ],
)
def test_what_is_wrong_in_a_band_is_told_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = text_of(FORMS[1])
    assert old in text
    with pytest.raises(FormError) as caught:
        read(tmp_path, text.replace(old, new))
    assert says in str(caught.value)
