"""The annex on screen draws any bands: rows below are edited, what is computed says so and follows, notes stay."""

import pytest
from notation import document
from PySide6.QtCore import Qt
from small_forms import small_form

from perfdesk.forms import loader
from perfdesk.model.fields import Owner
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.session import Session

FORM = (
    "项目名称 | {name} | 属性 | {新增项目/延续项目 attribute}\nH least:3 三级指标>name | 指标值>target | 得分>score^2\n"
    "总分^2 | {total_weight} | [sum indicator.score]\n! 填表说明^4"
)
BOOK = """
    # 书库改造 | attribute=新增项目 | total_weight=90
    - 数量 | 书架 | 42组 | score=48.5
    - 质量 | 合格率 | 100% | score=30
"""


@pytest.fixture
def model(qapp: object, monkeypatch: pytest.MonkeyPatch) -> SheetModel:
    """The annex of the only project."""
    layout = small_form(FORM)
    monkeypatch.setattr(loader, "_given", {"small": layout})
    session = Session()
    session.start(document(BOOK, "small"))
    session.select("p1")
    return SheetModel(session)


def shown(model: SheetModel, row: int, column: int) -> str:
    return str(model.data(model.index(row, column)))


def test_what_is_below_the_indicators_is_edited(model: SheetModel) -> None:
    at = model.index(5, 2)
    assert model.flags(at) & Qt.ItemFlag.ItemIsEditable
    assert model.setData(at, "100")
    assert shown(model, 5, 2) == "100"


def test_what_is_computed_follows_says_so_and_is_not_edited(model: SheetModel) -> None:
    at = model.index(5, 3)
    assert shown(model, 5, 3) == "78.5"
    assert not model.flags(at) & Qt.ItemFlag.ItemIsEditable
    assert model.data(at, Qt.ItemDataRole.ToolTipRole) == "由程序算出，不能改"
    assert not model.setData(at, "1")
    assert model.setData(model.index(2, 2), "50.25")
    assert shown(model, 5, 3) == "80.25"


def test_notes_are_shown_and_not_edited(model: SheetModel) -> None:
    at = model.index(6, 0)
    assert shown(model, 6, 0) == "填表说明"
    assert not model.flags(at) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(at, "甲")


def test_a_blank_in_an_empty_row_is_one_and_a_text_makes_its_record(model: SheetModel) -> None:
    at = model.index(4, 0)
    assert shown(model, 4, 0) == ""
    assert model.flags(at) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(at, "")
    assert model.setData(at, "验收次数")
    assert shown(model, 4, 0) == "验收次数"
    assert model.cell(model.index(4, 0)).nodes  # type: ignore[union-attr]


def test_options_show_their_boxes_and_are_edited_as_the_word(model: SheetModel) -> None:
    at = model.index(0, 3)
    assert shown(model, 0, 3) == "☑新增项目 □延续项目"
    assert model.data(at, Qt.ItemDataRole.EditRole) == "新增项目"
    assert model.setData(at, "延续项目")
    assert shown(model, 0, 3) == "□新增项目 ☑延续项目"
    assert str(model.data(at, Qt.ItemDataRole.AccessibleTextRole)).startswith("属性 □新增项目")
    cell = model.cell(at)
    assert cell is not None
    assert cell.owner is Owner.PROJECT
