"""Before a document leaves the house its faults are named, once for each version; the first save asks for a name."""

from pathlib import Path

import pytest
from clerk import User

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.questions import Question, Voice
from perfdesk.store import file
from perfdesk.ui import preferences, user_name
from perfdesk.ui.handing_in import HandingIn
from perfdesk.ui.main_window import MainWindow

ASKED = Question("1", (Voice("甲.perfdesk", "甲", "2"), Voice("乙.perfdesk", "乙", "3")))


@pytest.fixture
def leaving(window: MainWindow, book: Document) -> HandingIn:
    window.session.start(book, saved=True)
    return HandingIn(window.session, window)


def _errors(window: MainWindow) -> int:
    return sum(one.severity.value == "error" for one in window.session.findings)


def test_errors_are_named_once_for_each_version(window: MainWindow, user: User, leaving: HandingIn) -> None:
    user.answers = ["仍要导出"]
    assert leaving.may("导出")
    assert user.heard == [f"审核还有 {_errors(window)} 处错误，仍要导出？"]
    assert leaving.may("打印")
    window.session.run(SetFields({("p1", "goal"): "办好网站"}))
    user.answers = ["先去改"]
    assert not leaving.may("打印")
    assert user.heard[-1].endswith("仍要打印？")
    window.session.history.mark_saved(window.session.document)


def test_who_wants_to_mend_first_is_asked_again(user: User, leaving: HandingIn) -> None:
    user.answers = ["先去改", None]
    assert not leaving.may("导出")
    assert not leaving.may("导出")
    assert len(user.heard) == 2


def test_open_questions_are_counted_apart(window: MainWindow, leaving: HandingIn) -> None:
    before = _errors(window)
    window.session.run(SetFields({("p1", "question.goal"): ASKED.text}))
    assert leaving.faults() == f" {before} 处错误、1 处待定"
    window.session.history.mark_saved(window.session.document)


def test_a_document_without_faults_goes_out_unasked(leaving: HandingIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(leaving._session), "findings", ())
    assert leaving.may("导出")


def test_the_answer_is_kept_and_written(
    window: MainWindow, user: User, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences.set_author("")
    (tmp_path / "settings.ini").unlink()
    window.documents.open_path(saved)
    user.answers = ["张三"]
    window.session.run(SetFields({("p1", "goal"): "办好网站"}))
    assert window.documents.save()
    assert file.read(saved).baggage.header.author == "张三"
    assert preferences.author() == "张三"
    window.session.run(SetFields({("p1", "goal"): "办好网站。"}))
    assert window.documents.save()


def test_who_says_no_name_is_not_asked_again(window: MainWindow, user: User, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.ini").unlink(missing_ok=True)
    window.documents.open_path(saved)
    user.answers = [None]
    assert window.documents.save()
    assert preferences.author() == ""
    assert window.documents.save()


@pytest.mark.parametrize(
    ("full", "account", "proposed"),
    [
        ("张三", "zs", "张三"),
        ("", "zs", "zs"),
        ("Administrator", "ADMIN", ""),
        ("用户", "user", ""),
        ("长" * 100, "x", "长" * 64),
    ],
)
def test_the_systems_name_is_proposed_where_it_is_a_persons(
    monkeypatch: pytest.MonkeyPatch, full: str, account: str, proposed: str
) -> None:
    monkeypatch.setattr(user_name, "_full_name", lambda: full)
    monkeypatch.setattr(user_name, "_account", lambda: account)
    assert user_name.proposed_name() == proposed


def test_the_systems_own_answers_are_texts() -> None:
    assert isinstance(user_name._full_name(), str)
    assert isinstance(user_name._account(), str)
