"""The window on a document whose form this computer does not have, and on form files that cannot be used."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from clerk import Do, User, names
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.forms.catalogue import forget
from perfdesk.merge.analyse import analyse
from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.ui.dialogs.new_document import NewDocumentDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.compare_model import VersionModel
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.views.annex import AnnexTable
from perfdesk.work.gather import gather

_HORIZONTAL = Qt.Orientation.Horizontal
NOTICE = (
    "本机没有表样“qingshui-2031”，按普通表格显示；可以编辑、合并、保存，不会丢内容。"
    "请有它的同事在“表样管理”里导出发来，再在这里的“表样管理”里装入，文件就照原样显示。"
)
BOOK = """
department_name=青水县图书馆 | fiscal_year=2031 | own.contact=何某
# 书库改造 | budget_total=12.50 | budget_fiscal=20 | own.site=东街
- 数量 | 书架 | ≥40组 | own.unit=组
# 夜间开放
"""
STRANGE = replace(written(BOOK), form="qingshui-2031")


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    path = tmp_path / "图书馆.perfdesk"
    file.save(path, STRANGE)
    return path


def model(window: MainWindow) -> SheetModel:
    found = window.findChild(AnnexTable).model()
    assert isinstance(found, SheetModel)
    return found


def shown(window: MainWindow) -> list[str]:
    return [cell.text for cell in model(window).sheet.cells]


def test_it_opens_says_so_and_shows_everything(window: MainWindow, strange: Path, user: User, qtbot: QtBot) -> None:
    window.documents.open_path(strange)
    assert user.heard == [NOTICE]
    assert names(window) == ["书库改造", "夜间开放"]
    assert {"项目名称", "书库改造", "own.site", "东街", "own.unit", "组"} <= {*shown(window)}
    window.session.select("d")
    assert {"部门名称", "own.contact", "何某"} <= {*shown(window)}
    assert window.workbench.tree.model.rowCount() == 3
    headers = [window.workbench.listing.table.model().headerData(n, _HORIZONTAL) for n in range(6)]
    assert headers[-1] == "own.unit"
    qtbot.waitUntil(lambda: window.workbench.page_count.ready)
    assert window.workbench.page_count.last_number() == 3
    assert "fund-sum" in {one.rule for one in window.session.findings}


def test_it_is_edited_undone_and_saved_under_its_own_form(window: MainWindow, strange: Path, do: Do) -> None:
    window.documents.open_path(strange)
    tester = QAbstractItemModelTester(model(window), QAbstractItemModelTester.FailureReportingMode.Warning)
    window.session.select("p1")
    at = model(window).index_of("p1", "own.site")
    assert model(window).setData(at, "")
    assert model(window).index_of("p1", "own.site") == at
    assert model(window).setData(at, "西街")
    do("undo", "undo")
    assert window.session.document == STRANGE
    do("redo", "redo", "save")
    assert file.read(strange).document == STRANGE.with_fields({("p1", "own.site"): "西街"})
    assert tester.model() is model(window)


def test_a_new_key_gets_its_cell_its_column_and_its_pages(window: MainWindow, strange: Path, qtbot: QtBot) -> None:
    window.documents.open_path(strange)
    window.session.run(SetFields({("p1.1", "basis"): "合同", ("d", "own.phone"): "1", ("p2", "goal"): "开放\n" * 90}))
    window.session.select("p1")
    assert {"指标值确定依据", "合同", "绩效目标"} <= {*shown(window)}
    assert "basis" in window.workbench.listing.table.model().keys
    qtbot.waitUntil(lambda: window.workbench.page_count.ready)
    assert (window.workbench.page_count.last_number() or 0) > 4
    window.session.undo()
    assert window.session.document == STRANGE


def test_projects_and_indicators_come_and_go(window: MainWindow, strange: Path, do: Do) -> None:
    window.documents.open_path(strange)
    window.session.select("p2")
    do("add-indicator", "add-project")
    assert len(window.session.document.projects) == 3
    assert len(window.session.document.projects[1].indicators) == 1
    do("undo", "undo")
    assert window.session.document == STRANGE


def test_two_versions_are_shown_beside_each_other(strange: Path) -> None:
    other = STRANGE.with_fields({("p1", "own.site"): "西街"})
    version = VersionModel(other, {("p1", "own.site"): "改"})
    assert version.show("p1")
    assert version.index_of("p1", "own.site").data() == "西街"


def test_a_colleagues_copy_is_merged(window: MainWindow, strange: Path, tmp_path: Path, qtbot: QtBot) -> None:
    theirs = tmp_path / "同事" / "他的.perfdesk"
    theirs.parent.mkdir()
    opened = file.read(strange)
    file.save(theirs, SetFields({("p1", "own.site"): "西街"}).apply(STRANGE), opened)
    window.documents.open_path(strange)
    side = window.session.work.side()
    found = gather([theirs], window.session.document)
    assert found.refused == []
    assert window.session.merge(analyse(side, found.sides, None))
    assert window.session.document.fields_of("p1")["own.site"] == "西街"


@pytest.fixture
def _bad_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "坏.toml").write_text("id = ", encoding="utf-8")
    monkeypatch.setattr(paths, "own_forms", lambda: tmp_path / "forms")
    forget()
    yield
    forget()


@pytest.mark.usefixtures("_bad_form")
def test_the_list_of_forms_names_a_file_that_cannot_be_used(qtbot: QtBot) -> None:
    dialog = NewDocumentDialog()
    qtbot.addWidget(dialog)
    told = [one.text() for one in dialog.findChildren(QLabel) if not one.isHidden()]
    assert any("表样文件 坏.toml 无法读取" in text for text in told)
    assert dialog.form.id == "hebei-book-2024"


def test_nothing_is_said_where_every_form_file_is_whole(qtbot: QtBot) -> None:
    dialog = NewDocumentDialog()
    qtbot.addWidget(dialog)
    assert not [one for one in dialog.findChildren(QLabel) if "表样文件" in one.text()]
