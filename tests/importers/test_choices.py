"""Ticked options of a printed choice: what is ticked is the text, and where nobody can tell all of it stays."""

import pytest

from perfdesk.importers.choices import chosen
from perfdesk.model.fields import Owner
from perfdesk.model.vocabulary import vocabulary

ATTRIBUTE = vocabulary().field(Owner.PROJECT, "attribute")
GOAL = vocabulary().field(Owner.PROJECT, "goal")


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        # Boxes before all options, or behind all of them.
        ("☑新增项目 □延续项目", "新增项目"), ("□新增项目 ☑延续项目", "延续项目"),
        ("新增项目☑ 延续项目□", "新增项目"), ("新增项目□ 延续项目☑", "延续项目"),
        ("新增项目（√） 延续项目（ ）", "新增项目"), ("（×）新增项目（√）延续项目", "延续项目"),
        ("□√新增项目 □延续项目", "新增项目"), ("√□新增项目 □延续项目", "新增项目"), ("●新增项目 ○延续项目", "新增项目"),
        ("属性：☑新增项目 □延续项目", "新增项目"), ("属性:□新增项目 ☑延续项目", "延续项目"),
        # None, and several.
        ("□新增项目 □延续项目", ""), ("☑新增项目 ☑延续项目", "新增项目、延续项目"), ("☑新增项目", "新增项目"),
        ("新增项目、延续项目", "新增项目、延续项目"), ("√", "√"), ("", ""),
        # What stands before and behind belongs to nobody.
        ("新增 ☑ 延续 □ 其他", "新增 ☑ 延续 □ 其他"), ("☑ □延续项目", "☑ □延续项目"),
        # Marks between options are no part of them.
        ("☑新增项目；□延续项目。", "新增项目"), ("☑ 新增项目 / □ 延续项目", "新增项目"),
    ],
)  # fmt: skip
def test_of_printed_options_the_ticked_one_is_the_text(text: str, choice: str) -> None:
    assert chosen(ATTRIBUTE, text) == choice


@pytest.mark.parametrize(("length", "read"), [(299, True), (300, True), (301, False)])
def test_a_long_text_is_no_choice(length: int, read: bool) -> None:
    text = "☑" + "甲" * (length - 1)
    assert chosen(ATTRIBUTE, text) == (text[1:] if read else text)


def test_boxes_in_prose_are_prose() -> None:
    assert chosen(GOAL, "☑建成 □在建") == "☑建成 □在建"
