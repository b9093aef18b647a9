"""The window on a file that brings its form to a computer that lacks the form."""

from dataclasses import replace
from pathlib import Path

import pytest
from own_form import FORM_ID, own_book, own_form_text, put_into
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.forms.catalogue import catalogue, forget
from perfdesk.forms.loader import form, form_of
from perfdesk.merge.analyse import analyse
from perfdesk.model.form_copy import FormCopy, FormFile
from perfdesk.store import file
from perfdesk.ui import ask
from perfdesk.ui.dialogs.new_document import NewDocumentDialog
from perfdesk.ui.dialogs.options import Options, OptionsDialog
from perfdesk.ui.form_notices import missing_form
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.views.brought_form import BroughtForm
from perfdesk.work.gather import gather
from perfdesk.work.own_forms import folder_name, keep_form


@pytest.fixture
def brought(window: MainWindow, own_forms: Path, tmp_path: Path) -> MainWindow:
    put_into(own_forms)
    path = tmp_path / "自评.perfdesk"
    file.save(path, replace(own_book(), form_copy=form(FORM_ID).copy))
    (own_forms / "自评.toml").unlink()
    forget()
    window.show()
    window.documents.open_path(path)
    return window


def line(window: MainWindow) -> BroughtForm:
    return window.findChild(BroughtForm)


def test_it_is_shown_by_its_own_form_edited_saved_and_merged(brought: MainWindow, tmp_path: Path) -> None:
    session = brought.session
    model = brought.findChild(SheetModel)
    assert session.form.title == "青水县项目自评表"
    assert missing_form(session) == ""
    assert model.setData(model.index_of("p1", "own.assessor"), "赵某")
    theirs = tmp_path / "同事.perfdesk"
    theirs.write_bytes((tmp_path / "自评.perfdesk").read_bytes())
    brought.documents.save()
    side = session.work.side()
    assert session.merge(analyse(side, gather([theirs], session.document).sides)) is False
    assert form_of(file.read(tmp_path / "自评.perfdesk").document) is session.form
    assert file.read(tmp_path / "自评.perfdesk").document.fields_of("p1")["own.assessor"] == "赵某"


def test_the_form_that_is_chosen_in_a_merge_lays_the_document_out_until_it_is_undone(
    brought: MainWindow, tmp_path: Path
) -> None:
    session = brought.session
    text = own_form_text().replace('label = "自评人"', 'label = "填表人"')
    copy = FormCopy((FormFile.of("form.toml", text.encode()),))
    path = tmp_path / "同事.perfdesk"
    file.save(path, replace(session.document, form_copy=copy))
    plan = analyse(session.work.side(), gather([path], session.document).sides)
    [asked] = plan.open
    labels = brought.findChild(SheetModel)

    def shown() -> set[str]:
        return {
            str(labels.index(row, column).data())
            for row in range(labels.rowCount())
            for column in range(labels.columnCount())
        }

    assert "自评人" in shown()
    assert session.merge(plan.choose([asked.place], 1))
    assert "填表人" in shown()
    session.undo()
    session.select("p1")
    assert "自评人" in shown()


def test_a_quiet_line_offers_to_keep_the_form_and_goes_when_it_is_kept(brought: MainWindow) -> None:
    assert line(brought).isVisible()
    assert line(brought).findChild(QLabel).text() == "表样“青水县项目自评表”是这个文件带来的，本机没有。"
    kept = brought.session.form
    line(brought).findChild(QToolButton).click()
    assert not line(brought).isVisible()
    assert form(FORM_ID) == kept
    written = paths.own_forms() / folder_name(kept) / "form.toml"
    assert written.read_bytes() == kept.copy.files[0].content
    brought.documents.close()
    assert not line(brought).isVisible()


def test_where_the_form_is_nothing_is_said(brought: MainWindow, tmp_path: Path) -> None:
    keep_form(brought.session.form)
    brought.documents.open_path(tmp_path / "自评.perfdesk")
    assert not line(brought).isVisible()


def test_a_file_in_the_place_of_the_folder_is_one_sentence(
    brought: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(ask, "warn", lambda _, text: said.append(text))
    paths.own_forms().rmdir()
    paths.own_forms().write_bytes(b"")
    line(brought).findChild(QToolButton).click()
    assert [text.startswith("没有保存表样“青水县项目自评表”：") for text in said] == [True]
    assert line(brought).isVisible()


def test_a_new_document_may_be_of_the_form_of_the_open_file(brought: MainWindow, qtbot: QtBot) -> None:
    dialog = NewDocumentDialog(None, brought.session.form)
    qtbot.addWidget(dialog)
    combo = dialog._form
    place = brought.session.form.place
    assert combo.itemText(combo.count() - 1) == f"青水县项目自评表（{place}），来自打开的文件"
    combo.setCurrentIndex(combo.count() - 1)
    assert dialog.form is brought.session.form
    keep_form(brought.session.form)
    again = NewDocumentDialog(None, brought.session.form)
    qtbot.addWidget(again)
    assert again._form.count() == combo.count()
    assert "来自" not in again._form.itemText(combo.count() - 1)


def test_a_form_that_turns_out_to_be_bad_is_named_when_it_is_chosen(brought: MainWindow, qtbot: QtBot) -> None:
    text = (paths.resources() / "forms" / "hebei-book-2024.toml").read_text(encoding="utf-8")
    bad = text.replace("hebei-book-2024", "bad-book-2024").replace('font = "', 'fond = "', 1)
    (paths.own_forms() / "坏.toml").write_text(bad, encoding="utf-8")
    forget()
    dialog = NewDocumentDialog()
    qtbot.addWidget(dialog)
    told = dialog._faults
    assert told.isHidden()
    assert dialog._create.isEnabled()
    dialog._form.setCurrentIndex(dialog._form.findData("bad-book-2024"))
    assert "表样文件 坏.toml 有误" in told.text()
    assert not dialog._create.isEnabled()
    dialog._form.setCurrentIndex(dialog._form.findData("hebei-book-2024"))
    assert told.isHidden()
    assert dialog._create.isEnabled()


def test_the_options_list_the_forms_and_name_the_files_that_are_none(brought: MainWindow, qtbot: QtBot) -> None:
    (paths.own_forms() / "坏.toml").write_text("id = ", encoding="utf-8")
    keep_form(brought.session.form)
    dialog = OptionsDialog(Options("", 100, frozenset()), catalogue(), None)
    qtbot.addWidget(dialog)
    rows = [dialog.forms.item(at).text() for at in range(dialog.forms.count())]
    assert rows[0] == "部门预算绩效文本（河北省）　程序自带　hebei-book-2024"
    assert any(row.startswith("青水县项目自评表（") and f"自己的　{FORM_ID}" in row for row in rows)
    assert "表样文件 坏.toml 无法读取" in rows[-1]
