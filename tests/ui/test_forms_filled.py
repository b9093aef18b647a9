"""The ministry's forms filled in by keys: where a new one begins, what Tab passes, which class a new row has."""

import pytest
from clerk import Do, User
from notation import document as written
from typist import Typist

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner

PHASES = """
fiscal_year=2031
# 水渠清淤
- 数量 | 清淤长度 | ≥12公里 | level2@mid=数量指标 | name@mid=总长度 | target@mid=≥36公里
- 质量 | 合格率 | 100% | level2@mid=质量指标 | name@mid=合格率 | target@mid=100%
"""


@pytest.fixture
def phases() -> Document:
    return written(PHASES, "mof-88-project")


@pytest.mark.parametrize(
    ("form_id", "field"), [("mof-88-project", "name"), ("mof-10-self", "name"), ("hebei-book-2024", "department_name")]
)
def test_a_new_document_begins_where_something_is_to_be_filled_in(
    typist: Typist, user: User, do: Do, form_id: str, field: str
) -> None:
    user.answers = [(form(form_id), "2031")]
    do("new")
    assert typist.table.hasFocus()
    assert typist.places().split()[1] == field
    typist.type("a")
    typist.press("Return")
    session = typist.window.session
    assert {**session.document.fields, **session.document.projects[0].fields}[field] == "a"


def test_tab_goes_from_the_cover_to_the_first_table(typist: Typist, phases: Document) -> None:
    typist.window.session.start(phases, saved=True)
    typist.window.session.select("d", "fiscal_year")
    typist.table.setFocus()
    typist.press("Tab")
    assert typist.places() == "p1 name"
    typist.press("Ctrl+Home")
    typist.window.session.start(written("fiscal_year=2031", "mof-88-project"), saved=True)
    typist.window.session.select("d", "fiscal_year")
    typist.press("Tab")
    assert typist.places() == "d fiscal_year"


def test_tab_goes_from_a_department_s_cover_to_its_first_empty_task(typist: Typist) -> None:
    typist.window.session.start(written("department_name=水务局\n# | goal=供水", "mof-88-department"), saved=True)
    typist.window.session.select("d", "fiscal_year")
    typist.table.setFocus()
    typist.press("Tab")
    typist.type("a")
    typist.press("Tab")
    (task,) = typist.window.session.document.projects[0].records
    assert (task.owner, task.name) == (Owner.TASKS, "a")
    assert typist.places() == f"{task.id} content"


def test_an_empty_row_looks_as_what_can_be_filled_in(typist: Typist) -> None:
    typist.window.session.start(written("# 甲 | goal=供水\n+ tasks | 一", "mof-88-department"), saved=True)
    typist.window.session.select("p1", "goal")
    table = typist.table
    filled = table.index_of("p1.tasks1", "item")

    def ground(row: int, column: int) -> str:
        picture = table.viewport().grab(table.visualRect(table.model().index(row, column))).toImage()
        return picture.pixelColor(4, 4).name()

    row, column = filled.row(), filled.column()
    assert ground(row + 1, column) == ground(row, column) == table.palette().base().color().name()
    assert ground(row, 0) != ground(row, column)


def test_tab_passes_the_classes_of_both_phases(typist: Typist, phases: Document) -> None:
    typist.begin("annex", "p1 goal", phases)
    seen = []
    for _ in range(5):
        typist.press("Tab")
        seen.append(typist.places())
    assert seen == ["p1.1 name@mid", "p1.1 target@mid", "p1.1 name", "p1.1 target", "p1.2 name@mid"]


@pytest.mark.parametrize("add", ["Ctrl+Return", "menu"])
def test_a_new_indicator_has_the_class_of_both_phases(typist: Typist, phases: Document, do: Do, add: str) -> None:
    typist.begin("annex", "p1.1 target", phases)
    if add == "menu":
        do("add-indicator")
    else:
        typist.press(add)
    made = typist.window.session.document.projects[0].indicators[1]
    assert dict(made.fields) == {"level1": "产出指标", "level2": "数量指标", "level2@mid": "数量指标"}
    assert typist.places() == f"{made.id} name@mid"
