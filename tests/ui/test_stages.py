"""换表样 and 建议得分: what differs is seen first, each is one step, nothing is deleted."""

from dataclasses import replace

import pytest
from clerk import User
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from perfdesk.forms.definition import Form, Scoring
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.rules.scoring import proposals, score_ranges
from perfdesk.ui import stages
from perfdesk.ui.dialogs import change_form
from perfdesk.ui.dialogs.change_form import ChangeFormDialog
from perfdesk.ui.dialogs.proposed_scores import ProposedScoresDialog
from perfdesk.ui.models.score_rows import PROPOSED
from perfdesk.ui.session import Session
from perfdesk.ui.stages import Stages

HEBEI, NINGXIA = form("hebei-book-2024"), form("ningxia-annex2-2024")
BOOK = written("""
fiscal_year=2031 | department_name=东岭县气象局
# 雷达站维护 | code=13990031P00010110001A | budget_total=12.50
- 数量 | 维护雷达数量 | ≥2台 | actual=1台 | weight=10
- 质量 | 完好率 | ≥95% | actual=96% | weight=10 | score=9
- 质量 | 群众评价 | 好 | actual=一般 | weight=10
""")


def dialog_of(qtbot: QtBot, document: Document = BOOK) -> ChangeFormDialog:
    dialog = ChangeFormDialog(document, HEBEI, "")
    qtbot.addWidget(dialog)
    dialog.forms.setCurrentIndex(dialog.forms.findData(NINGXIA.id))
    return dialog


@pytest.mark.parametrize(
    ("old", "offered"),
    [
        ("mof-88-project", "mof-136-monitoring"),
        ("mof-136-monitoring", "mof-10-self"),
        # Nothing follows on the last stage: the first form of the list.
        ("mof-10-self", "mof-88-department"),
    ],
)
def test_the_form_of_the_next_stage_is_offered_first(qtbot: QtBot, user: User, old: str, offered: str) -> None:
    dialog = ChangeFormDialog(written("# 清淤", old), form(old), "")
    qtbot.addWidget(dialog)
    assert dialog.forms.currentData() == offered
    assert dialog.conversion is not None
    assert dialog.conversion.document.form == offered


def test_a_form_that_cannot_be_used_is_passed_in_the_search_for_the_next_stage(
    qtbot: QtBot, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str) -> Form:
        if name != "mof-136-monitoring":
            raise FormError(name)
        return form(name)

    monkeypatch.setattr(change_form, "form", broken)
    dialog = ChangeFormDialog(written("# 清淤", "mof-88-project"), form("mof-88-project"), "")
    qtbot.addWidget(dialog)
    assert dialog.forms.currentData() == "mof-136-monitoring"


def test_what_will_differ_is_shown_before_anything_is_done(qtbot: QtBot, user: User) -> None:
    dialog = dialog_of(qtbot)
    assert dialog.forms.findData(HEBEI.id) == -1
    assert dialog.summary.text().startswith("内容一条也不删，换了以后可以撤销。1 处名称不同，")
    assert ("名称不同", "预算数 → 年度资金总额 1 个项目") in dialog.model.rows
    assert ("保留，不打印", "项目编码 1 个项目") in dialog.model.rows
    assert ("待填", "项目期 1 个项目") in dialog.model.rows
    assert dialog.conversion is not None
    assert dialog.conversion.document.form == NINGXIA.id


def test_changing_the_form_is_one_step_and_undone(qtbot: QtBot, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    session.start(BOOK)
    monkeypatch.setattr(stages, "ask_change_of_form", lambda *_: dialog_of(qtbot).conversion.document)  # type: ignore[union-attr]
    Stages(session, None).change_form()  # type: ignore[arg-type]
    assert (session.document.form, session.form.id, session.document.id) == (NINGXIA.id, NINGXIA.id, BOOK.id)
    assert session.history.undo_label == "换表样"
    session.undo()
    assert (session.document, session.form.id) == (BOOK, HEBEI.id)


def test_whoever_thinks_better_of_it_changes_nothing(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    session.start(BOOK)
    monkeypatch.setattr(stages, "ask_change_of_form", lambda *_: None)
    Stages(session, None).change_form()  # type: ignore[arg-type]
    assert session.document is BOOK


def test_blank_scores_are_ticked_and_others_only_shown(qtbot: QtBot, user: User) -> None:
    found = [*proposals(BOOK.projects[0])]
    dialog = ProposedScoresDialog(HEBEI.vocabulary, BOOK, found)
    qtbot.addWidget(dialog)
    assert dialog.model.rows == [
        ("1 雷达站维护", "维护雷达数量 · 得分", "", "5", "10 × 1 ÷ 2"),
        ("1 雷达站维护", "完好率 · 得分", "9", "10", "96% 达到 ≥95%，得满分"),
    ]
    assert dialog.texts == {("p1.1", "score"): "5"}
    assert dialog.count.text() == "2 处建议，采用 1 处。"
    dialog.model.setData(dialog.model.index(1, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    dialog.model.setData(dialog.model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.texts == {("p1.2", "score"): "10"}
    dialog.model.setData(dialog.model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.texts == {}


def ranged(qtbot: QtBot) -> tuple[ProposedScoresDialog, list[str]]:
    """The dialog for an outcome in words, and what it says besides how many are taken."""
    dialog = ProposedScoresDialog(HEBEI.vocabulary, BOOK, [*score_ranges(BOOK.projects[0])])
    qtbot.addWidget(dialog)
    refused: list[str] = []
    dialog.model.refused.connect(refused.append)
    return dialog, refused


def test_for_words_the_number_is_typed(qtbot: QtBot, user: User) -> None:
    dialog, refused = ranged(qtbot)
    assert [row[:4] for row in dialog.model.rows] == [("1 雷达站维护", "群众评价 · 得分", "", "6～8")]
    assert (dialog.texts, dialog.count.text()) == ({}, "1 处建议，采用 0 处。")
    dialog.table.setCurrentIndex(dialog.model.index(0, PROPOSED))
    for text, taken in (("9", {}), ("7.5", {("p1.3", "score"): "7.5"})):
        qtbot.keyClicks(dialog.table, text[0])
        editor = dialog.table.indexWidget(dialog.table.currentIndex())
        assert isinstance(editor, QLineEdit)
        qtbot.keyClicks(editor, text[1:])
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        # Qt commits an editor's text a turn of the event loop later.
        qtbot.waitUntil(lambda: dialog.table.state() is not QTableView.State.EditingState)
        assert dialog.texts == taken
    assert refused == ["第 1 行请填 6～8 之间的分数。"]
    assert dialog.model.data(dialog.model.index(0, PROPOSED)) == "7.5"
    assert dialog.count.text() == "1 处建议，采用 1 处。"


def test_a_range_is_not_taken_without_a_number_nor_after_it_was_taken_out(qtbot: QtBot, user: User) -> None:
    dialog, refused = ranged(qtbot)
    tick = dialog.model.index(0, 0)
    assert not dialog.model.setData(tick, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert (dialog.texts, len(refused)) == ({}, 1)
    assert dialog.count.text() == refused[0]
    proposed = dialog.model.index(0, PROPOSED)
    assert dialog.model.setData(proposed, " 8 ")
    assert dialog.model.setData(tick, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.texts == {}
    assert dialog.model.setData(tick, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.texts == {("p1.3", "score"): "8"}
    assert dialog.model.setData(proposed, "")
    assert (dialog.texts, dialog.model.data(proposed)) == ({}, "6～8")


def test_only_what_a_number_is_asked_for_can_be_typed(qtbot: QtBot, user: User) -> None:
    dialog = ProposedScoresDialog(
        HEBEI.vocabulary, BOOK, [*proposals(BOOK.projects[0]), *score_ranges(BOOK.projects[0])]
    )
    qtbot.addWidget(dialog)
    editable = Qt.ItemFlag.ItemIsEditable
    cells = [(row, column) for row in range(3) for column in range(5)]
    assert [at for at in cells if dialog.model.flags(dialog.model.index(*at)) & editable] == [(2, PROPOSED)]
    assert dialog.texts == {("p1.1", "score"): "5"}


def scored(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(session), "form", replace(HEBEI, scoring=Scoring()))


def test_taken_scores_are_one_step_and_what_is_the_same_is_not_offered_again(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session()
    session.start(BOOK)
    scored(session, monkeypatch)
    typed = {"p1.3": "7"}
    monkeypatch.setattr(
        stages, "ask_scores", lambda *given: {(one.node, one.key): typed.get(one.node) or one.text for one in given[2]}
    )
    Stages(session, None).propose_scores()  # type: ignore[arg-type]
    assert [row.fields["score"] for row in session.document.projects[0].indicators] == ["5", "10", "7"]
    assert session.history.undo_label == "采用建议得分"
    Stages(session, None).propose_scores()  # type: ignore[arg-type]
    assert "没有可以推算的得分" in user.heard[-1]


def test_a_form_without_scores_says_where_to_go(user: User) -> None:
    session = Session()
    session.start(BOOK)
    Stages(session, None).propose_scores()  # type: ignore[arg-type]
    assert "文件 → 换表样" in user.heard[-1]
