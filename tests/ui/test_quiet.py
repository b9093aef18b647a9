"""A new document is quiet: what is blank is grey until somebody left it so, or asked."""

from pathlib import Path

import pytest
from clerk import Do, User
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from typist import Typist

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.rules.index import TO_FILL
from perfdesk.ui.appearance import muted
from perfdesk.ui.handing_in import HandingIn
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.sheet_model import FINDINGS


@pytest.fixture
def new(window: MainWindow, user: User, do: Do) -> MainWindow:
    """A window with a new document of Hebei."""
    user.answers = [(form("hebei-book-2024"), "2026")]
    do("new")
    return window


def tree_counts(window: MainWindow) -> list[str]:
    model = window.workbench.tree.model
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def found_at(window: MainWindow, node: str, key: str) -> list[object]:
    return list(window.workbench.annex.table.index_of(node, key).data(FINDINGS))


def progress(window: MainWindow) -> str:
    return str(window.workbench.status._progress.text())


def test_the_keyboard_is_in_the_first_thing_a_clerk_knows(new: MainWindow, typist: Typist) -> None:
    session = new.session
    assert (session.current, session.current_key) == (session.document.id, "department_name")
    assert QApplication.focusWidget() is new.workbench.annex.table
    typist.type("QH")
    typist.press("Return")
    assert session.document.fields["department_name"] == "QH"
    session.history.mark_saved(session.document)


def test_nothing_is_said_of_a_new_document_but_how_much_is_to_fill_in(new: MainWindow) -> None:
    assert tree_counts(new) == ["待填 4", "待填 13"]
    assert progress(new) == "已填 1/18 · 待填 17"
    panel = new.workbench.findings
    assert panel.model.shown == []
    assert panel._summary.text() == "待填 17"
    assert found_at(new, new.session.document.id, "department_name") == []
    model = new.workbench.tree.model
    assert model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "待填 13"
    assert new.workbench.tree.view.selectionModel().isSelected(model.index(0, 0))


def test_what_is_to_fill_in_is_grey_and_what_is_found_is_not(new: MainWindow) -> None:
    tree = new.workbench.tree
    option = QStyleOptionViewItem()
    option.palette = tree.palette()
    tree.view.itemDelegate().initStyleOption(option, tree.model.index(1, 1))
    assert option.palette.color(QPalette.ColorRole.Text) == muted(tree.palette())
    new.session.ask_all()
    option = QStyleOptionViewItem()
    option.palette = tree.palette()
    tree.view.itemDelegate().initStyleOption(option, tree.model.index(1, 1))
    assert option.palette.color(QPalette.ColorRole.Text) not in (
        muted(tree.palette()),
        tree.palette().color(QPalette.ColorRole.Text),
    )


def test_a_field_that_was_left_blank_is_an_error_and_no_other(new: MainWindow, typist: Typist) -> None:
    document = new.session.document.id
    typist.press("Down")
    assert len(found_at(new, document, "department_name")) == 1
    assert tree_counts(new)[0] == "1错"
    assert [one.field for one in new.workbench.findings.model.shown] == ["department_name"]
    assert progress(new) == "已填 1/18 · 待填 16"


def test_a_field_that_was_filled_in_and_emptied_is_an_error(new: MainWindow) -> None:
    session = new.session
    project = session.document.projects[0]
    session.run(SetFields({(project.id, "goal"): "办好"}))
    assert session.found.of(project.id).tally[TO_FILL] == 12
    session.run(SetFields({(project.id, "goal"): ""}))
    assert [one.field for one in session.found.of(project.id).open] == ["goal"]
    session.history.mark_saved(session.document)


def test_while_a_blank_field_is_written_in_nothing_is_said_of_it(new: MainWindow) -> None:
    session = new.session
    session.look_ahead({(session.document.id, "department_name"): "青"})
    session.look_ahead({(session.document.id, "department_name"): ""})
    assert session.found.open == ()


@pytest.mark.parametrize("way", ["action", "button"])
def test_a_check_of_everything_says_every_blank(new: MainWindow, do: Do, way: str) -> None:
    panel = new.workbench.findings
    if way == "action":
        do("check-all")
    else:
        assert panel._check.isVisible()
        panel._check.click()
    assert len(panel.model.shown) == 17
    assert tree_counts(new) == ["1错 3提", "12错 1提"]
    assert progress(new) == "已填 1/18"
    assert panel._check.isHidden()
    do("add-project")
    assert tree_counts(new)[2] == "待填 13", "what is added later is quiet again"
    new.session.history.mark_saved(new.session.document)


def test_before_it_goes_out_every_blank_counts_and_is_shown(new: MainWindow, user: User) -> None:
    user.answers = ["先去改"]
    assert not HandingIn(new.session, new).may("导出")
    assert user.heard == ["审核还有 13 处错误，仍要导出？"]
    assert len(new.workbench.findings.model.shown) == 17


def test_an_imported_document_is_asked_for_all_and_a_saved_one_is_quiet_again(
    window: MainWindow, book: Document, saved: Path, user: User
) -> None:
    window.session.start(book, saved=True)
    assert not any(part.to_fill for part in window.session.found.parts())
    window.session.close()
    window.documents.open_path(saved)
    assert any(part.to_fill for part in window.session.found.parts())
    assert {one.rule for one in window.session.findings} >= {"missing-required"}


def test_a_document_to_be_looked_at_only_is_asked_for_all(window: MainWindow, book: Document) -> None:
    window.session.show(book, "只能查看")
    assert not any(part.to_fill for part in window.session.found.parts())


def test_a_rule_that_is_not_asked_leaves_no_progress(new: MainWindow) -> None:
    new.session.ask_without(frozenset({"missing-required"}))
    assert progress(new) == "待填 1"
    new.session.ask_without(frozenset({"missing-required", "plan"}))
    assert progress(new) == ""
    new.session.ask_without(frozenset())
    assert progress(new) == "已填 1/18 · 待填 17"
