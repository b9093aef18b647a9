"""What is filled into a cell of several lines stands on the lines on which a person would write it; boxes stay."""

from pathlib import Path

import docx
import openpyxl
import pytest

from learning.originals import ANNEX, annex, learned_from, saved, saved_sheet
from perfdesk.exporters.original.slots import has_boxes, put_slots
from perfdesk.exporters.original.word_text import Piece

STAMP = "（盖章）　　年　月　日"
TEXT = (
    (
        ANNEX
        + f"""
单位意见^2 | {{opinion_1}}同意上报。\\n{STAMP}^4
财政局意见：同意安排，请尽快实施。\\n　　{STAMP}^6
项目属性：☑新增　□延续^6
"""
    )
    .replace("财政局意见：同", "{opinion_finance}财政局意见：同")
    .replace("项目属性：☑", "{attribute}项目属性：☑")
)


def lines_of(*texts: str) -> list[Piece]:
    """Paragraphs of one run each."""
    found: list[Piece] = []
    for number, text in enumerate(texts):
        found += [Piece("\n")] * bool(number) + [Piece(text, lambda _: None)]
    return found


# The printed lines before, the template and the text, and the lines afterwards.
LINES = {
    "an empty line above a stamp": (["", STAMP], f"{{x}}\n{STAMP}", "同意。", ["同意。", STAMP]),
    "behind its label, above a stamp": (
        ["意见：", f"　{STAMP}"],
        f"意见：{{x}}\n　{STAMP}",
        "好。",
        ["意见：好。", f"　{STAMP}"],
    ),
    "below its label": (["意见：", ""], "意见：\n{x}", "好。", ["意见：", "好。"]),
    "two lines below its label": (["意见：", "", ""], "意见：\n\n{x}", "好。", ["意见：", "", "好。"]),
    "two lines on the two that wait": (["意见：", ""], "意见：{x}", "好。\n一月", ["意见：好。", "一月"]),
    "more lines than wait": (["意见：", "", ""], "意见：{x}", "一\n二\n三\n四", ["意见：一", "二", "三\n四"]),
    "fewer lines than wait": (["意见：", "", ""], "意见：{x}", "一\n二", ["意见：一", "二", ""]),
    "no line waits": (["意见："], "意见：{x}", "一\n二", ["意见：一\n二"]),
    "words below": (["意见：", "备注"], "意见：{x}\n备注", "一\n二", ["意见：一\n二", "备注"]),
    "the room behind what stands there": (
        ["年度：2037　　　单位：元"],
        "年度：{x}　　　单位：元",
        "2038",
        ["年度：2038　　　单位：元"],
    ),
    "the room behind an empty slot": (
        ["年度：　　　单位：元"],
        "年度：{x}　　　单位：元",
        "2038",
        ["年度：2038　　　单位：元"],
    ),
    "what stands there is replaced": (["意见：无", STAMP], f"意见：{{x}}\n{STAMP}", "好。", ["意见：好。", STAMP]),
}


@pytest.mark.parametrize(("printed", "shape", "text", "after"), LINES.values(), ids=LINES)
def test_a_text_stands_on_its_line(printed: list[str], shape: str, text: str, after: list[str]) -> None:
    found = lines_of(*printed)
    assert put_slots(found, shape, {"x": text})
    assert [piece.text for piece in found if piece.put is not None] == after


@pytest.mark.parametrize(
    ("printed", "boxes"),
    [
        ("属性：□新增 □延续", True),
        ("属性:☑新增 □延续", True),
        ("属性：新增 □延续 □结转", False),
        ("属性：□新增", False),
        ("同意：√，√", False),
    ],
)
def test_boxes_are_those_right_behind_the_label(printed: str, boxes: bool) -> None:
    assert has_boxes(printed, "属性：{x}") is boxes
    assert not has_boxes(printed, "属性：{x} {y}")


def test_word_is_filled_on_the_lines_that_a_person_wrote_on(tmp_path: Path) -> None:
    path = saved(annex(TEXT), tmp_path / "a.docx")
    one = learned_from(path)

    def cells(content: Path) -> list[list[str]]:
        table = docx.Document(str(content)).tables[0]
        texts = ([paragraph.text for paragraph in row.cells[-1].paragraphs] for row in table.rows)
        return [*texts][-3:]

    (tmp_path / "blank.docx").write_bytes(one.original)
    assert cells(tmp_path / "blank.docx") == [["", STAMP], ["财政局意见：", f"　　{STAMP}"], ["项目属性：□新增　□延续"]]
    (tmp_path / "ours.docx").write_bytes(one.filled())
    assert cells(tmp_path / "ours.docx") == cells(path)
    assert cells(path)[1] == ["财政局意见：同意安排，请尽快实施。", f"　　{STAMP}"]


def test_so_is_a_workbook(tmp_path: Path) -> None:
    path = saved_sheet(annex(TEXT), tmp_path / "a.xlsx")
    one = learned_from(path)
    (tmp_path / "ours.xlsx").write_bytes(one.filled())

    def texts(content: Path) -> list[str]:
        page = openpyxl.load_workbook(content).active
        return [str(page.cell(row, column).value) for row, column in ((12, 3), (13, 1), (14, 1))]

    assert texts(tmp_path / "ours.xlsx") == texts(path)
    assert texts(path)[2] == "项目属性：☑新增　□延续"
