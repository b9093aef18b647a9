"""文件 → 表样管理…, by keyboard alone."""

from pathlib import Path

import pytest
from clerk import Do, User
from own_form import own_book, put_into
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from perfdesk.forms.catalogue import forget
from perfdesk.forms.loader import carrying
from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.ui.dialogs import manage_forms
from perfdesk.ui.dialogs.manage_forms import ManageFormsDialog
from perfdesk.ui.dialogs.new_document import NewDocumentDialog
from perfdesk.ui.form_notices import missing_form
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.views.brought_form import BroughtForm
from perfdesk.ui.views.missing_form import MissingForm
from perfdesk.work.managed_forms import managed_forms, remove

TITLE = "青水县项目自评表"


@pytest.fixture(autouse=True)
def own(own_forms: Path) -> Path:
    put_into(own_forms)
    return own_forms


@pytest.fixture
def dialog(qtbot: QtBot, user: User, tmp_path: Path) -> ManageFormsDialog:
    made = ManageFormsDialog(None, tmp_path, None)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    choose(made, TITLE)
    return made


def titles(dialog: ManageFormsDialog) -> list[str]:
    return [dialog.list.model().index(at, 0).data() for at in range(dialog.list.model().rowCount())]


def choose(dialog: ManageFormsDialog, title: str) -> None:
    dialog.list.selectRow(titles(dialog).index(title))


def source(dialog: ManageFormsDialog) -> str:
    return str(dialog.list.currentIndex().siblingAtColumn(2).data())


def enabled(dialog: ManageFormsDialog) -> str:
    buttons: tuple[QPushButton, ...] = (dialog.rename, dialog.export, dialog.take_in, dialog.remove, dialog.put_back)
    return " ".join(one.text()[:2] for one in buttons if one.isEnabled())


def press(dialog: ManageFormsDialog, key: Qt.Key) -> None:
    QTest.keyClick(dialog.list, key)


def press_button(button: QPushButton) -> None:
    """Reached with Tab or its letter; a platform without a display knows no letters."""
    assert button.shortcut().toString().startswith("Alt+")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(button, Qt.Key.Key_Space)


def test_a_form_is_renamed_by_keyboard_and_new_documents_offer_it_by_that_name(
    dialog: ManageFormsDialog, user: User, qtbot: QtBot
) -> None:
    user.answers = ["我的自评"]
    press(dialog, Qt.Key.Key_F2)
    assert dialog.list.currentIndex().data() == "我的自评"
    assert dialog.list.hasFocus()
    assert dialog.sentence.text() == f"“{TITLE}”改名为“我的自评”。"
    new = NewDocumentDialog()
    qtbot.addWidget(new)
    assert any(new._form.itemText(at).startswith("我的自评（") for at in range(new._form.count()))


def test_a_form_is_removed_and_put_back_by_keyboard(dialog: ManageFormsDialog, own: Path) -> None:
    press(dialog, Qt.Key.Key_Delete)
    assert not (own / "自评.toml").exists()
    assert dialog.sentence.text() == f"“{TITLE}”已删除，列在最后，可以放回。"
    assert (titles(dialog)[-1], source(dialog), enabled(dialog)) == (TITLE, "已删除", "装入 放回")
    press_button(dialog.put_back)
    assert (own / "自评.toml").is_file()
    assert (dialog.list.currentIndex().data(), source(dialog)) == (TITLE, "自己的")
    assert enabled(dialog) == "改名 导出 装入 删除"


def test_a_form_goes_to_a_colleague_and_comes_in_there(
    dialog: ManageFormsDialog, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested: list[str] = []
    path = tmp_path / "给同事.zip"
    monkeypatch.setattr(
        manage_forms.ask, "file_to_write", lambda parent, title, kinds, start: (suggested.append(start.name), path)[1]
    )
    press_button(dialog.export)
    assert suggested == [f"{TITLE}.zip"]
    press(dialog, Qt.Key.Key_Delete)
    user.answers = [path]
    press_button(dialog.take_in)
    assert (dialog.list.currentIndex().data(), source(dialog)) == (TITLE, "自己的")
    assert dialog.sentence.text() == "已装入“给同事.zip”，新建时可以选。"


def test_what_fails_is_one_sentence_and_the_list_stays(dialog: ManageFormsDialog, user: User, tmp_path: Path) -> None:
    before = titles(dialog)
    (tmp_path / "坏.zip").write_bytes(b"x")
    user.answers = [tmp_path / "坏.zip", " ", tmp_path / "没有" / "a.zip", None, None]
    for button in (dialog.take_in, dialog.rename, dialog.export, dialog.take_in, dialog.rename):
        button.click()
    assert [one[:9] for one in user.warned] == ["没有装入“坏.zi", "没有改名“青水县项", "没有保存“a.zi"]
    assert titles(dialog) == before


def test_shipped_forms_and_bad_files_offer_what_can_be_done_with_them(
    own: Path, qtbot: QtBot, user: User, tmp_path: Path
) -> None:
    (own / "坏.toml").write_text("id = ", encoding="utf-8")
    forget()
    dialog = ManageFormsDialog(None, tmp_path, None)
    qtbot.addWidget(dialog)
    choose(dialog, "部门预算绩效文本")
    assert (source(dialog), enabled(dialog)) == ("程序自带", "导出 装入")
    dialog.rename.click()
    choose(dialog, "坏.toml")
    assert (source(dialog), enabled(dialog)) == ("不能用", "装入 删除")
    assert "坏.toml 无法读取" in dialog.list.currentIndex().siblingAtColumn(3).data()


def test_a_file_whose_form_was_removed_says_which_and_shows_it_again_when_it_is_put_back(
    window: MainWindow, do: Do, user: User, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = own_book()
    file.save(tmp_path / "旧.perfdesk", book)
    remove(next(one for one in managed_forms() if one.title == TITLE))
    window.show()
    window.documents.open_path(tmp_path / "旧.perfdesk")
    assert user.warned[-1].startswith("本机没有表样“qingshui-self-2031”，按普通表格显示；")
    assert user.warned[-1].endswith(f"它是删除了的“{TITLE}”，在“表样管理”里选中它，按“放回”，文件就照原样显示。")
    line = window.findChild(MissingForm)
    assert line.isVisible()
    assert line.findChild(QLabel).text() == user.warned[-1]

    def act(dialog: ManageFormsDialog) -> int:
        choose(dialog, TITLE)
        dialog.put_back.click()
        return 0

    monkeypatch.setattr(ManageFormsDialog, "exec", act)
    window.session.select("p1", "own.assessor")
    line.button.click()
    assert (window.session.form.title, missing_form(window.session)) == (TITLE, "")
    assert (window.session.document, window.session.current) == (book, "p1")
    assert not line.isVisible()
    assert TITLE in [cell.text for cell in window.findChild(SheetModel).sheet.cells]


def test_typing_into_a_file_whose_form_is_missing_does_not_read_the_removed_forms(
    window: MainWindow, user: User, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.save(tmp_path / "旧.perfdesk", own_book())
    remove(next(one for one in managed_forms() if one.title == TITLE))
    window.show()
    window.documents.open_path(tmp_path / "旧.perfdesk")
    asked: list[str] = []
    monkeypatch.setattr("perfdesk.work.managed_forms.way_back", lambda name: asked.append(name) or "再问了一次")
    line = window.findChild(MissingForm)
    assert window.session.run(SetFields({("p1", "own.assessor"): "赵某"}))
    assert (asked, line.isVisible(), line.findChild(QLabel).text()) == ([], True, user.warned[-1])
    assert window.session.run(SetFields({("p1", "own.new"): "一栏"})), "the plain table gets a row"
    assert line.findChild(QLabel).text().endswith("再问了一次")


def test_the_menu_shows_the_form_that_the_open_file_brought_and_leaves_the_document_its_form(
    window: MainWindow, do: Do, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.save(tmp_path / "自评.perfdesk", carrying(own_book()))
    window.documents.open_path(tmp_path / "自评.perfdesk")
    seen: list[list[str]] = []

    def act(dialog: ManageFormsDialog) -> int:
        choose(dialog, TITLE)
        seen.append([source(dialog), enabled(dialog)])
        dialog.remove.click()
        return 0

    monkeypatch.setattr(ManageFormsDialog, "exec", act)
    line = window.findChild(BroughtForm)
    assert line.isHidden()
    do("manage-forms")
    assert window.session.form.title == TITLE
    assert not line.isHidden()
    do("manage-forms")
    assert seen == [["自己的", "改名 导出 装入 删除"], ["打开的文件带来的", "导出 装入"]]
