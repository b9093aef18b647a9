"""Findings kept up to date: what is told, and what is judged again."""

import pytest
from notation import document as written
from pytestqt.qtbot import QtBot

from perfdesk.forms.loader import form_of
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.rules.check import Checker
from perfdesk.ui.judging import Judging

BOOK = "\n".join(f"# 项目{number} | budget_total=3\n- 成本 | 年费 | ≤9万元" for number in range(140))


@pytest.fixture
def document() -> Document:
    return written(BOOK)


@pytest.fixture
def judging(qtbot: QtBot, document: Document) -> Judging:
    made = Judging()
    made.begin(form_of(document))
    return made


@pytest.fixture
def told(judging: Judging) -> list[object]:
    heard: list[object] = []
    judging.changed.connect(heard.append)
    return heard


def test_nothing_is_said_where_nothing_changed_and_all_where_all_may_have(judging: Judging, told: list[object]) -> None:
    judging.tell({})
    assert told == []
    judging.tell(None)
    assert told == [None]


def test_a_version_is_judged_once(
    judging: Judging, document: Document, told: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    judging.judge(document)
    judging.finish()
    told.clear()
    judged: list[Document] = []
    judge = Checker.judge
    monkeypatch.setattr(Checker, "judge", lambda self, one: judged.append(one) or judge(self, one))
    judging.look_at(document)
    assert (judged, told) == ([], [])
    changed = SetFields({("p1", "name"): ""}).apply(document)
    judging.look_at(changed)
    assert judged == [changed]
    assert len(told) == 1


def test_what_waits_is_judged_a_few_at_a_time_between_events(
    judging: Judging, document: Document, qtbot: QtBot
) -> None:
    left: list[int] = []
    judging.changed.connect(lambda _: left.append(judging.waiting))
    judging.judge(document)
    assert judging.waiting == 40
    qtbot.waitUntil(lambda: judging.waiting == 0)
    assert left == [24, 8, 0]
    judged = {finding.project for finding in judging.index.open}
    assert {project.id for project in document.projects} <= judged


def test_what_waits_is_judged_at_once_where_all_is_asked_for(
    judging: Judging, document: Document, told: list[object]
) -> None:
    judging.judge(document)
    judging.finish()
    assert judging.waiting == 0
    assert len(told) == 1
    judging.finish()
    assert len(told) == 1, "there was nothing left to judge"


def test_with_nothing_open_there_is_nothing_to_judge(
    judging: Judging, document: Document, told: list[object], qtbot: QtBot
) -> None:
    judging.judge(document)
    judging.begin(None)
    judging.finish()
    qtbot.wait(1)
    assert (judging.waiting, judging.index.open, told) == (0, (), [])
