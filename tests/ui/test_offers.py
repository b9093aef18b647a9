"""What is offered while one types: it is there to be taken, and takes no key away."""

import pytest
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from typist import Typist

from perfdesk.library.entry import Direction, Entry
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.views.editors import LineEditor, TextEditor
from perfdesk.ui.views.offer_list import OfferList

BOOK = """
# 培训
- 数量 | ABC人次 | ≥120人次 | basis=XY计划
- 数量 | ABD期数 | 6期 | basis=XZ方案
- 数量 | | | basis=
"""
LIBRARY = (Entry("自己", "产出指标", "数量指标", "ABE学时", Direction.AT_LEAST, "学时"),)
VIEWS = pytest.mark.parametrize("view", ["annex", "list"])


@pytest.fixture(autouse=True)
def _library(window: MainWindow) -> None:
    window.session.library = lambda: LIBRARY


def editor(typist: Typist) -> TextEditor | LineEditor:
    found = typist.table.delegate.editor
    assert isinstance(found, TextEditor | LineEditor)
    return found


def offered(typist: Typist) -> list[str]:
    offers = editor(typist).offers
    assert offers is not None
    return offers.list.texts


@VIEWS
def test_names_are_offered_from_the_document_and_the_library(typist: Typist, view: str) -> None:
    typist.begin(view, "p1.3 name", written(BOOK))
    typist.type("AB")
    assert offered(typist) == ["ABC人次", "ABD期数", "ABE学时"]
    typist.type("E")
    assert offered(typist) == ["ABE学时"]
    typist.type("?")
    assert offered(typist) == []
    typist.press("Backspace Backspace Backspace Backspace")
    assert typist.editor() == ""
    assert offered(typist) == [], "a blank is offered something only on demand"


@VIEWS
def test_a_bare_number_is_offered_as_the_indicator_has_it(typist: Typist, view: str) -> None:
    typist.begin(view, "p1.1 target", written(BOOK))
    typist.type("95")
    assert offered(typist)[0] == "≥95人次"
    typist.press("Alt+Down Down Return")
    assert typist.text("p1.1 target") == "≥95人次"


@VIEWS
@pytest.mark.parametrize(
    ("keys", "text", "places"),
    [
        ("Return", "AB", "p1.2 name"),
        ("Shift+Return", "AB", "p1.1 name"),
        ("Tab", "AB", "p1.2 description"),
        ("Up", "AB", "p1.1 name"),
        ("Down", "AB", "p1.3 name"),
        ("Escape", "ABD期数", "p1.2 name"),
    ],
)
def test_no_key_is_taken_by_what_is_offered(typist: Typist, view: str, keys: str, text: str, places: str) -> None:
    typist.begin(view, "p1.2 name", written(BOOK))
    typist.type("AB")
    assert offered(typist)
    open_editor = editor(typist)
    assert QApplication.focusWidget() is open_editor
    assert QApplication.activePopupWidget() is None, "a popup would take the shortcuts"
    typist.press(keys)
    assert typist.text("p1.2 name") == text
    if keys != "Return":
        assert typist.places() == places
    assert typist.mode == "ready"
    assert not [one for one in typist.window.findChildren(OfferList) if one.isVisible()]


@VIEWS
@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("Alt+Down Down", "ABC人次"),
        ("Alt+Down Down Down", "ABD期数"),
        ("Alt+Down Up", "ABE学时"),
        ("Alt+Down Down Up", "ABE学时"),
        ("Alt+Down Down Down Down Down", "ABC人次"),
    ],
)
def test_after_alt_down_arrows_choose_and_enter_takes(typist: Typist, view: str, keys: str, text: str) -> None:
    typist.begin(view, "p1.3 name", written(BOOK))
    typist.type("AB")
    typist.press(keys)
    assert typist.editor() == text
    typist.press("Return")
    assert typist.text("p1.3 name") == text
    typist.press("Ctrl+Z")
    assert typist.text("p1.3 name") == ""


def test_who_types_on_after_choosing_is_offered_anew_and_arrows_move_again(typist: Typist) -> None:
    typist.begin("annex", "p1.2 name", written(BOOK))
    typist.type("AB")
    typist.press("Alt+Down Down Backspace Backspace")
    assert typist.editor() == "ABC"
    assert offered(typist) == ["ABC人次"]
    typist.press("Up")
    assert typist.text("p1.2 name") == "ABC"


def test_a_blank_basis_offers_on_demand_what_the_indicator_has_elsewhere(typist: Typist) -> None:
    book = written(BOOK).with_fields({("p1.3", "name"): "ABC人次"})
    typist.begin("annex", "p1.3 basis", book)
    typist.press("F2")
    assert offered(typist) == []
    typist.press("Alt+Down")
    assert offered(typist) == ["XY计划"]
    typist.press("Down Tab")
    assert typist.text("p1.3 basis") == "XY计划"


def test_a_click_takes_a_line_and_the_keyboard_stays(typist: Typist) -> None:
    typist.begin("annex", "p1.3 name", written(BOOK))
    typist.type("AB")
    offers = editor(typist).offers
    assert offers is not None
    where = offers.list.visualRect(offers.list.model().index(1, 0)).center()
    QTest.mouseClick(offers.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert typist.editor() == "ABD期数"
    assert offered(typist) == []
    assert QApplication.focusWidget() is editor(typist)
    typist.press("Tab")
    assert typist.text("p1.3 name") == "ABD期数"


@VIEWS
def test_a_composition_is_not_disturbed(typist: Typist, view: str) -> None:
    typist.begin(view, "p1.3 name", written(BOOK))
    typist.compose("ren")
    assert offered(typist) == []
    typist.compose("", "人次")
    assert offered(typist) == ["ABC人次"]
    typist.compose("qi")
    assert offered(typist) == [], "the input method has a list of its own"
    typist.compose("", "期")
    assert typist.editor() == "人次期"
    typist.press("Tab")
    assert typist.text("p1.3 name") == "人次期"


def test_other_fields_are_offered_nothing(typist: Typist) -> None:
    typist.begin("annex", "p1 goal", written(BOOK))
    typist.type("AB")
    assert editor(typist).offers is None


def test_opening_a_cell_offers_nothing(typist: Typist) -> None:
    typist.begin("annex", "p1.1 name", written(BOOK))
    typist.press("F2")
    assert offered(typist) == []


def test_the_list_stays_inside_the_window(typist: Typist) -> None:
    typist.begin("annex", "p1.3 name", written(BOOK))
    window = typist.window
    typist.type("AB")
    shown = editor(typist).offers
    assert shown is not None
    below = shown.list.geometry()
    assert window.rect().contains(below)
    window.resize(window.width(), shown.list.y() + 5)
    typist.type("C")
    assert window.rect().contains(shown.list.geometry())
    assert shown.list.geometry().bottom() < editor(typist).mapTo(window, editor(typist).rect().bottomLeft()).y()
