"""帮助, 选项, 关于: F1 opens the topic of the place; every page and picture is there; options hold at once."""

import re
from pathlib import Path

import pytest
from clerk import Do
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from perfdesk import __version__, paths
from perfdesk.forms.catalogue import Catalogue, catalogue
from perfdesk.model.document import Document
from perfdesk.rules.check import Checker
from perfdesk.rules.settings import Settings, settings
from perfdesk.ui import preferences
from perfdesk.ui.appearance import set_text_size
from perfdesk.ui.dialogs import about, options
from perfdesk.ui.dialogs.guide import TOPICS, GuideDialog, set_topic, topic_of
from perfdesk.ui.dialogs.options import SIZES, Options, OptionsDialog
from perfdesk.ui.main_window import MainWindow

HELP = paths.resources() / "help"
NOTHING_OFF = Options("张三", 100, frozenset())


def _guide(window: MainWindow) -> GuideDialog:
    return next(one for one in window.findChildren(GuideDialog) if one.isVisible())


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_has_a_page_that_begins_with_its_title(topic: str) -> None:
    text = (HELP / f"{topic}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {TOPICS[topic]}\n")
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", text):
        assert (HELP / picture).is_file(), picture


def test_no_page_and_no_picture_is_left_over() -> None:
    assert {path.stem for path in HELP.glob("*.md")} == set(TOPICS)
    shown = {name for path in HELP.glob("*.md") for name in re.findall(r"pictures/(\w+\.png)", path.read_text("utf-8"))}
    assert {path.name for path in (HELP / "pictures").iterdir()} == shown


@pytest.mark.parametrize(("panel", "topic"), [("annex", "fill"), ("listing", "list"), ("findings", "check")])
def test_f1_opens_the_topic_of_the_place(
    qtbot: QtBot, window: MainWindow, book: Document, do: Do, panel: str, topic: str
) -> None:
    window.session.start(book, saved=True)
    window.session.select("p1")
    window.workbench.show_view(1 if panel == "listing" else 0)
    qtbot.waitUntil(window.isActiveWindow)
    place: QWidget = getattr(window.workbench, panel).table
    place.setFocus()
    place.setCurrentIndex(place.model().index(-1, -1))
    do("help")
    guide = _guide(window)
    assert guide.topics.currentItem().text() == TOPICS[topic]
    assert guide.page.toPlainText().startswith(TOPICS[topic])


def test_a_place_that_says_nothing_opens_the_beginning(qtbot: QtBot, window: MainWindow) -> None:
    assert topic_of(None) == "start"
    inner = QWidget(window)
    assert topic_of(inner) == "start"
    set_topic(window, "merge")
    assert topic_of(inner) == "merge"


def test_what_is_new_stands_in_the_guide(window: MainWindow, do: Do) -> None:
    do("whats-new")
    assert _guide(window).page.toPlainText().startswith("新的内容")


def test_what_is_new_begins_with_this_version() -> None:
    text = (HELP / "whats-new.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE)[0] == __version__.rpartition(".")[0]


def test_keys_turn_the_pages(qtbot: QtBot, window: MainWindow, do: Do) -> None:
    do("help")
    guide = _guide(window)
    qtbot.keyClick(guide.topics, Qt.Key.Key_End)
    assert guide.page.toPlainText().startswith("新的内容")


# --- options -----------------------------------------------------------------------------------------------------


def test_the_dialog_gives_back_what_it_got(qtbot: QtBot) -> None:
    now = Options("张三", 125, frozenset({"leftover"}))
    dialog = OptionsDialog(now, catalogue(), None)
    qtbot.addWidget(dialog)
    assert dialog.options == now


def test_a_size_that_is_not_offered_becomes_the_usual_one(qtbot: QtBot) -> None:
    dialog = OptionsDialog(NOTHING_OFF._replace(text_size=77), Catalogue({}, ()), None)
    qtbot.addWidget(dialog)
    assert dialog.options.text_size == 100


def test_what_the_bureau_switched_off_can_not_be_switched_on(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    changed: Settings = settings().model_copy(update={"switched_off": frozenset({"leftover"})})
    monkeypatch.setattr(options, "settings", lambda: changed)
    dialog = OptionsDialog(NOTHING_OFF, Catalogue({}, ()), None)
    qtbot.addWidget(dialog)
    row = next(
        dialog.rules.item(at) for at in range(dialog.rules.count()) if "遗留文字" in dialog.rules.item(at).text()
    )
    assert not row.flags() & Qt.ItemFlag.ItemIsEnabled
    assert row.checkState() is Qt.CheckState.Unchecked


def test_the_fonts_of_the_forms_are_listed_with_whether_they_are_there(qtbot: QtBot) -> None:
    dialog = OptionsDialog(NOTHING_OFF, catalogue(), None)
    qtbot.addWidget(dialog)
    rows = [dialog.fonts.item(at).text() for at in range(dialog.fonts.count())]
    assert any(row.startswith("方正小标宋简体") for row in rows)
    assert all(row.endswith(("有", "没有")) for row in rows)


def test_options_hold_at_once_and_at_the_next_start(
    window: MainWindow, book: Document, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.start(book, saved=True)
    before = {one.rule for one in window.session.findings}
    assert "missing-required" in before
    chosen = Options("李四", 110, frozenset({"missing-required"}))
    monkeypatch.setattr("perfdesk.ui.choosing_options.ask_options", lambda *_: chosen)
    usual = QApplication.font().pointSizeF()
    do("options")
    assert {one.rule for one in window.session.findings} == before - {"missing-required"}
    assert (window.session.author, preferences.author()) == ("李四", "李四")
    assert QApplication.font().pointSizeF() == pytest.approx(usual * 1.1)
    assert (preferences.text_size(), preferences.rules_off()) == (110, frozenset({"missing-required"}))
    set_text_size(100)
    assert QApplication.font().pointSizeF() == pytest.approx(usual)


def test_who_thinks_better_of_it_changes_nothing(window: MainWindow, do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfdesk.ui.choosing_options.ask_options", lambda *_: None)
    do("options")
    assert preferences.rules_off() == frozenset()


def test_a_rule_that_is_off_finds_nothing_alone_or_shared(book: Document) -> None:
    form = catalogue().entries[book.form].form
    every = {one.rule for one in Checker(form).findings(book)}
    for rule in every:
        assert {one.rule for one in Checker(form, {rule}).findings(book)} == every - {rule}


@pytest.mark.parametrize(("kept", "size"), [("125", 125), ("", 100), ("x", 100), ("10", 100), ("9999", 100)])
def test_a_damaged_size_is_the_usual_one(window: MainWindow, kept: str, size: int) -> None:
    preferences._store().setValue("text-size", kept)
    assert preferences.text_size() == size


def test_the_usual_size_is_offered() -> None:
    assert SIZES[1] == 100


# --- about -------------------------------------------------------------------------------------------------------


def test_every_library_that_the_lock_installs_is_named_with_its_licence() -> None:
    lock = Path(__file__).parents[2] / "requirements.lock"
    installed = re.findall(r"^([\w-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    named = {name.lower().replace("_", "-") for name in about.LIBRARIES}
    assert {name.lower() for name in installed} == named
    found = {name: licence for name, _, licence in about.libraries()}
    assert "见其网站" not in found.values(), found
    assert "MIT" in found["pypinyin"]


def test_the_page_has_version_libraries_and_licence_texts() -> None:
    page = about.page()
    assert "不连接网络" in page
    assert "pypdf" in page
    assert "Permission is hereby granted" in page
