"""A window that is shown does the same work for a long book as for a short one. Work is counted, not timed."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from perfdesk.forms import sheet as sheet_room
from perfdesk.model import spans
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, Duplicate, Move, Remove, SetFields
from perfdesk.rules import check as check_room
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Head, Severity
from perfdesk.rules.table import rule
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.findings_model import FindingsModel
from perfdesk.ui.models.tree import TreeModel
from perfdesk.ui.session import Session
from perfdesk.ui.views.project_tree import _LineDelegate
from tests.benchmarks.books import generated
from tests.effort import steps

Calls = Counter[str]
Counted = tuple[Any, str]
COUNTED: tuple[Counted, ...] = (
    (_LineDelegate, "sizeHint"),
    (TreeModel, "data"),
    (FindingsModel, "data"),
    (sheet_room, "_sheet"),
    (check_room.Checker, "_look"),
    (Document, "project"),
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """How often each function of COUNTED is called."""
    counter: Calls = Counter()

    def counting(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            counter[name] += 1
            return original(*arguments)

        return called

    for owner, name in COUNTED:
        monkeypatch.setattr(owner, name, counting(name, getattr(owner, name)))
    return counter


def _shown(qtbot: QtBot, projects: int) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.session.start(generated(projects), saved=True)
    _settle(qtbot, window)
    return window


def _settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.workbench.page_count.ready and not window.session.waiting)


def _work(qtbot: QtBot, calls: Calls, projects: int, act: Callable[[MainWindow], object]) -> Calls:
    """What an action in the middle of a shown book of so many projects takes."""
    window = _shown(qtbot, projects)
    window.session.select(window.session.document.projects[projects // 2].id)
    _settle(qtbot, window)
    calls.clear()
    act(window)
    qtbot.wait(1)
    _settle(qtbot, window)
    taken = Counter(calls)
    _close(window)
    return taken


def _close(window: MainWindow) -> None:
    """Closes it unasked."""
    window.session.history.mark_saved(window.session.document)
    window.close()


def _edit(window: MainWindow) -> None:
    project = window.session.document.projects[len(window.session.document.projects) // 2]
    window.session.run(SetFields({(project.indicators[2].id, "target"): "≥7%"}))


def _rename(window: MainWindow) -> None:
    project = window.session.document.projects[len(window.session.document.projects) // 2]
    window.session.run(SetFields({(project.id, "name"): "新的名称"}))


def _next_project(window: MainWindow) -> None:
    window.session.select(window.session.document.projects[len(window.session.document.projects) // 2 + 1].id)


@pytest.mark.parametrize("act", [_edit, _rename, _next_project])
def test_an_action_asks_as_much_in_a_long_book_as_in_a_short_one(
    qtbot: QtBot, calls: Calls, act: Callable[[MainWindow], object]
) -> None:
    short, long = (_work(qtbot, calls, projects, act) for projects in (40, 800))
    for name in short | long:
        # A screen of lines more or less may be painted: 600 questions, where one for each project would be 760.
        assert long[name] <= short[name] + 600, (name, short, long)
    assert long["_look"] == (0 if act is _next_project else 1)
    # The table on screen, its pages and the preview are drawn from one sheet.
    assert long["_sheet"] == 1


# Lines of Python for each project that is not concerned. As long as the tree kept its lines itself, an insertion took
# 31 and a copy 77; as long as the list showed all of the document when its project was gone, a removal took 20. Where
# lines move, Qt sorts by ranks that it is given for each.
USUAL: Final = 12
MOST: Final = {"move": 18, "move undone": 18}


def _lines(qtbot: QtBot, projects: int) -> dict[str, int]:
    """What edits that change which nodes there are take, each with its undoing, until all is shown and counted."""
    window = _shown(qtbot, projects)
    session = window.session
    project = session.document.projects[projects // 2]
    session.select(project.id)
    _settle(qtbot, window)
    edits = {
        "insert": AddIndicator("new", project.id, before=project.indicators[3].id),
        "duplicate": Duplicate(((project.id, "copy"),)),
        "remove": Remove(frozenset({project.id})),
        "move": Move((project.id,), None, session.document.projects[projects // 2 - 1].id),
    }
    taken = {}
    for name, edit in edits.items():
        for what, act in ((name, lambda edit=edit: session.run(edit)), (f"{name} undone", session.undo)):
            taken[what] = steps(lambda act=act: (act(), qtbot.wait(1), _settle(qtbot, window)))
    _close(window)
    return taken


def test_what_comes_or_goes_takes_little_for_each_of_the_others(qtbot: QtBot) -> None:
    _lines(qtbot, 20)  # fills caches
    short, long = _lines(qtbot, 100), _lines(qtbot, 1000)
    for name in short:
        assert long[name] <= short[name] + 900 * MOST.get(name, USUAL), (name, short, long)


def test_opening_measures_only_the_lines_in_sight(qtbot: QtBot, calls: Calls) -> None:
    _close(_shown(qtbot, 150))
    short = calls["sizeHint"]
    calls.clear()
    _close(_shown(qtbot, 300))
    # Each hint for new counts measures what is in sight once; before, every line was measured for every project.
    assert calls["sizeHint"] < short + 40 * 20


def test_a_long_book_is_open_before_it_is_judged(qtbot: QtBot) -> None:
    session = Session()
    session.start(generated(250))
    assert session.waiting == 150
    first = session.document.projects[-1]
    assert session.found.of(first.id).all == ()
    session.run(SetFields({(first.id, "budget_total"): "不是数"}))
    assert {finding.rule for finding in session.found.of(first.id).open} >= {"fund-sum"}
    assert session.waiting == 149
    told: list[object] = []
    session.findings_changed.connect(told.append)
    qtbot.waitUntil(lambda: not session.waiting)
    assert len(told) == -(-149 // 16)
    assert session.found.open == tuple(check(session.document, session.form))


def test_who_asks_for_all_findings_gets_all(qtbot: QtBot) -> None:
    session = Session()
    session.start(generated(150))
    assert session.waiting == 50
    assert session.findings == check(session.document, session.form)
    assert session.waiting == 0


@pytest.fixture
def model(qtbot: QtBot) -> Iterator[tuple[Session, FindingsModel]]:
    session = Session()
    model = FindingsModel(session)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield session, model
    tester.setParent(None)


def by_gravity(session: Session) -> list[Finding]:
    """All findings head by head, in each the gravest first, else in the order of the checks."""
    found = check(session.document, session.form)
    return sorted(found, key=lambda one: ([*Head].index(rule(one.rule).head), [*Severity].index(one.severity)))


def test_the_list_of_findings_follows_every_kind_of_change(model: tuple[Session, FindingsModel]) -> None:
    session, shown = model
    session.start(generated(12))
    ids = [project.id for project in session.document.projects]
    edits = (
        SetFields({(ids[3], "budget_total"): "3", (ids[4], "budget_total"): "4", (ids[9], "code"): "1"}),
        SetFields({(ids[3], "code"): "1"}),
        Duplicate(((ids[5], "copy"),)),
        Remove(frozenset({ids[0], ids[7]})),
        SetFields({("book", "fiscal_year"): "2040"}),
        SetFields({("book", "fiscal_year"): ""}),
    )
    for edit in edits:
        assert session.run(edit)
        session.ask_all()
        assert shown.shown == by_gravity(session), edit
    for _ in edits:
        session.undo()
        session.ask_all()
        assert shown.shown == by_gravity(session)
    session.start(generated(3, seed=2))
    assert shown.shown == by_gravity(session)
    session.close()
    assert shown.rowCount() == 0


def test_a_closed_document_is_let_go(window: MainWindow, book: Document) -> None:
    window.session.start(book, saved=True)
    window.session.run(SetFields({("p1", "goal"): "办好网站"}))
    assert spans._last.new is window.session.document.projects
    window.session.history.mark_saved(window.session.document)
    window.session.close()
    assert spans._last.new == ()
