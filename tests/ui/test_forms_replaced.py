"""表样管理 → 用新的替换…, and the line above the annex of a document whose form was replaced."""

from pathlib import Path

import pytest
from clerk import Do, User
from learning.annexes import BRIDGE, annex, mapping
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.forms.catalogue import FormOrigin, ListedForm, catalogue
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import forms
from perfdesk.importers.load import read_source
from perfdesk.learning.mapping import AnnexMapping
from perfdesk.store import file
from perfdesk.ui import form_order, learning_forms
from perfdesk.ui.dialogs.change_form import ChangeFormDialog
from perfdesk.ui.dialogs.manage_forms import ManageFormsDialog
from perfdesk.ui.dialogs.new_document import NewDocumentDialog
from perfdesk.ui.form_order import ordered
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.views.newer_form import NewerForm
from perfdesk.work.exchanged_forms import export_form
from perfdesk.work.mapping_result import install

CHANGED = BRIDGE.replace("受益农户 | {own}三百户", "联系电话 | {phone}123").replace("绩效目标", "年度绩效目标")
CHANGED = CHANGED.replace("石桥乡项目申报表", "石桥乡新申报表")


@pytest.fixture(autouse=True)
def _own_folder(own_forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "mapping_drafts", lambda: own_forms.with_name("drafts"))


@pytest.fixture
def old(tmp_path: Path) -> Form:
    return install(mapping(BRIDGE, tmp_path), annex(BRIDGE, tmp_path)).form


def opened(window: MainWindow, tmp_path: Path) -> None:
    """A document of the old form."""
    path = tmp_path / "石桥.perfdesk"
    file.save(path, read_source(annex(BRIDGE, tmp_path)).document)
    window.documents.open_path(path)


def manage(dialog: ManageFormsDialog, title: str) -> None:
    titles = [dialog.list.model().index(at, 0).data() for at in range(dialog.list.model().rowCount())]
    dialog.list.selectRow(titles.index(title))


def changed_annex(tmp_path: Path) -> Path:
    (tmp_path / "新").mkdir()
    return annex(CHANGED, tmp_path / "新")


def test_a_form_is_replaced_and_an_open_document_of_it_is_offered_the_new_one_and_changes_when_asked(
    window: MainWindow, user: User, do: Do, qtbot: QtBot, old: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(window, tmp_path)
    window.show()
    line = window.findChild(NewerForm)
    assert not line.isVisible()

    def act(dialog: ManageFormsDialog) -> int:
        manage(dialog, old.title)
        dialog.replace.click()
        return 0

    monkeypatch.setattr(ManageFormsDialog, "exec", act)
    monkeypatch.setattr(learning_forms, "ask_mapping", lambda found, path, parent: found)
    user.answers = [changed_annex(tmp_path)]
    do("manage-forms")
    qtbot.waitUntil(line.isVisible)
    assert window.session.form == old
    assert line.findChild(QLabel).text() == "这份文件用的表样“石桥乡项目申报表”已有新版“石桥乡新申报表”，要换才换。"
    told: list[list[str]] = []

    def change(dialog: ChangeFormDialog) -> int:
        told.append([" ".join(row) for row in dialog.model.rows])
        return 1

    monkeypatch.setattr(ChangeFormDialog, "exec", change)
    line.button.click()
    assert told == [
        ["名称不同 绩效目标 → 年度绩效目标 1 个项目", "保留，不打印 受益农户 1 个项目", "待填 联系电话 1 个项目"]
    ]
    assert (window.session.form.title, line.isVisible()) == ("石桥乡新申报表", False)
    window.session.undo()
    assert (window.session.form, line.isVisible()) == (old, True)


def test_the_same_annex_replaces_nothing(
    window: MainWindow, user: User, qtbot: QtBot, old: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning_forms, "ask_mapping", lambda found, path, parent: pytest.fail("asked"))
    window.workbench.learning_forms.replace(old, "我的表", annex(BRIDGE, tmp_path))
    qtbot.waitUntil(lambda: bool(user.heard))
    assert user.heard == ["“表.docx”与表样“我的表”印得完全一样，没有替换。"]


def test_who_puts_the_window_aside_has_the_old_form(
    window: MainWindow, qtbot: QtBot, old: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[AnnexMapping] = []
    monkeypatch.setattr(learning_forms, "ask_mapping", lambda found, path, parent: asked.append(found))
    window.workbench.learning_forms.replace(old, old.title, changed_annex(tmp_path))
    qtbot.waitUntil(lambda: bool(asked))
    assert [one.title for one in catalogue().entries.values() if one.origin is FormOrigin.OWN] == [old.title]


def test_a_dropped_file_takes_the_place_of_the_chosen_form(qtbot: QtBot, old: Form, tmp_path: Path) -> None:
    path = changed_annex(tmp_path)
    dialog = ManageFormsDialog(None, tmp_path, None)
    qtbot.addWidget(dialog)
    dialog.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    manage(dialog, "项目支出绩效自评表")
    entering = QDragEnterEvent(dialog.rect().center(), *rest)
    entering.ignore()
    dialog.dragEnterEvent(entering)
    assert not entering.isAccepted()
    manage(dialog, old.title)
    dialog.dragEnterEvent(entering)
    assert entering.isAccepted()
    dialog.dropEvent(QDropEvent(QPointF(dialog.rect().center()), *rest))
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert dialog.replacing == (old, old.title, path)


def test_a_form_that_is_dropped_is_taken_in_whatever_is_chosen(qtbot: QtBot, old: Form, tmp_path: Path) -> None:
    new, path = mapping(CHANGED, tmp_path).form, tmp_path / "同事的.zip"
    export_form(new, path)
    dialog = ManageFormsDialog(None, tmp_path, None)
    qtbot.addWidget(dialog)
    dialog.show()
    manage(dialog, "项目支出绩效自评表")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(dialog.rect().center(), *rest)
    entering.ignore()
    dialog.dragEnterEvent(entering)
    assert entering.isAccepted()
    dialog.dropEvent(QDropEvent(QPointF(dialog.rect().center()), *rest))
    qtbot.waitUntil(lambda: new.id in forms())
    assert dialog.isVisible()
    assert dialog.replacing is None


# --- the order of the lists --------------------------------------------------------------------------------------


def listed_form(title: str, origin: FormOrigin = FormOrigin.OWN, stage: str = "") -> ListedForm:
    return ListedForm(title, title, "", origin, stage)


def test_own_forms_come_first_then_the_shipped_ones_as_the_year_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = FormOrigin.SHIPPED
    rows = [
        listed_form("c", shipped, "evaluation"), listed_form("b", shipped, "monitoring"), listed_form("d", shipped),
        listed_form("z"), listed_form("a", shipped), listed_form("y"), listed_form("x", FormOrigin.OWN, "evaluation"),
    ]  # fmt: skip
    assert [one.title for one in ordered(rows)] == ["y", "z", "x", "a", "d", "b", "c"]


def test_numbers_in_titles_are_sorted_by_their_value() -> None:
    titles = ["附件10", "附件2", "附件1"]
    assert [one.title for one in ordered(map(listed_form, titles))] == ["附件1", "附件2", "附件10"]


def test_titles_are_sorted_as_the_system_sorts_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    by_pinyin = {"阿坝": 1, "北镇": 2, "重庆": 3, "赵县": 4}
    monkeypatch.setattr(form_order, "collated", by_pinyin.__getitem__)
    assert [one.title for one in ordered(map(listed_form, reversed(by_pinyin)))] == [*by_pinyin]


def test_the_lists_for_a_new_document_and_of_all_forms_begin_alike(qtbot: QtBot, old: Form, tmp_path: Path) -> None:
    new, manager = NewDocumentDialog(), ManageFormsDialog(None, tmp_path, None)
    qtbot.addWidget(new)
    qtbot.addWidget(manager)
    rows = manager.list.model()
    titles = [str(rows.index(at, 0).data()) for at in range(rows.rowCount())]
    assert titles[0] == old.title
    assert [new._form.itemText(at).partition("（学来")[0] for at in range(1)] == [old.title]
    offered = [new._form.itemText(at) for at in range(new._form.count())]
    assert all(text.startswith(title) for text, title in zip(offered, titles, strict=True))
    assert titles.index("项目支出绩效自评表") > titles.index("项目支出绩效目标执行监控表")
