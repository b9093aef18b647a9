"""资金来源 is answered with 财政拨款, which elsewhere is a label: where it is the answer every file is read so."""

from pathlib import Path

import pytest

from learning.confirming_all import read_back
from learning.grids import Layout, parsed, save_word
from perfdesk.forms.definition import Form
from perfdesk.importers.load import read_source
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch

NAME = "项目名称 | {name}桥^4\n"
TARGETS = "三级指标^2 | 指标值 | 度量单位^2\n{i:name}长^2 | {i:target}5 | {i:unit}米^2\n"


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
@pytest.mark.parametrize(
    "row",
    [
        "资金来源 | {source}财政拨款^4",
        "联系电话 | {phone}12 | 资金性质 | {funds_class}政府性基金预算^2",
        "资金性质 | {funds_class}其他资金^2 | 联系电话 | {phone}12",
    ],
)
def test_the_name_of_a_source_is_read_where_a_field_asks_for_one(row: str, kind: str, tmp_path: Path) -> None:
    back = read_back(parsed(99, NAME + row + "\n" + TARGETS), tmp_path, kind)
    assert (back.wrong, back.right, back.second_right) == ([], back.cells, back.cells)


@pytest.mark.parametrize(
    ("asked", "row", "read"),
    [
        ("资金来源 | {source}县里^4", "资金来源 | 财政拨款^4", "财政拨款"),
        ("资金来源 | {source}县里^4", "资金来源 | 财政拨款 | 5^3", ""),
        ("资金来源 | {source}县里^4", "资金来源 | 联系电话^4", ""),
        ("项目类型 | {type}修建^4", "项目类型 | 财政拨款^4", ""),
    ],
)
def test_elsewhere_it_is_a_label_and_no_value(asked: str, row: str, read: str, tmp_path: Path) -> None:
    form = learned(parsed(99, NAME + asked + "\n" + TARGETS), tmp_path)
    other = save_word(parsed(99, NAME + row + "\n" + TARGETS), tmp_path / "b.docx", filled=True)
    fields = read_source(other, form).document.projects[0].fields
    assert (fields["source"] or fields["type"], "财政拨款" in fields["unread.import"]) == (
        read,
        not read and "财政" in row,
    )


def learned(one: Layout, folder: Path) -> Form:
    """The form of a layout, as the program proposes it."""
    sketch = read_sketch(save_word(one, folder / "a.docx", filled=True))
    return learned_form(draft(propose(sketch.source, sheets=sketch.sheets), sketch.look, "a"))
