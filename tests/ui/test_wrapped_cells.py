"""Where the lines of a cell end on the screen: as on paper no line begins with a closing sign, and nothing is lost."""

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from perfdesk.paper.breaking import NOT_AT_START
from perfdesk.ui.views.editors import PADDING
from perfdesk.ui.views.paper_delegate import text_height, wrapped

TEXTS = (
    "产出指标（50分）",
    "目标1：完成东干渠清淤。目标2：春灌前通水，“不误农时”。",
    "其中：本年一般公共预算拨款（万元）；其他资金！",
    "𠮷𠮷𠮷𠮷𠮷，𠮷𠮷𠮷𠮷",
    "averyverylongwordwithoutanyspace",
)


@pytest.fixture
def font(qapp: QApplication) -> QFont:
    return qapp.font()


@pytest.mark.parametrize("text", TEXTS)
def test_lines_fit_lose_nothing_and_begin_with_no_closing_sign(font: QFont, text: str) -> None:
    metrics = QFontMetrics(font)
    whole = metrics.horizontalAdvance(text)
    seen = set()
    for width in range(metrics.horizontalAdvance("国国国"), whole + 2):
        lines = wrapped(font, text, width).split("\n")
        seen.add(len(lines))
        assert "".join(lines) == text
        assert all(metrics.horizontalAdvance(line) <= width for line in lines)
        assert not any(line[0] in NOT_AT_START for line in lines[1:])
    assert 1 in seen
    assert max(seen) > 1


def test_line_ends_of_the_text_stay_and_an_empty_line_is_one(font: QFont) -> None:
    assert wrapped(font, "甲\n\n乙", 500) == "甲\n\n乙"
    assert wrapped(font, "", 500) == ""


def test_a_long_text_is_wrapped_too(font: QFont) -> None:
    text = "国" * 5_000
    width = QFontMetrics(font).horizontalAdvance("国" * 100) + 1
    lines = wrapped(font, text, width).split("\n")
    assert "".join(lines) == text
    assert len(lines) >= 50


def test_a_cell_is_as_high_as_its_lines(font: QFont) -> None:
    metrics = QFontMetrics(font)
    one, two = (text_height(font, text, 500) for text in ("甲", "甲\n乙"))
    assert text_height(font, "", 500) == one
    assert two - one == metrics.lineSpacing()
    assert one == metrics.height() + 2 * PADDING
