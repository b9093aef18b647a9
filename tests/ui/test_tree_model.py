"""The tree follows every edit, undo and redo, and says exactly what changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notation import document as written
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt
from PySide6.QtGui import QDragMoveEvent
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from small_forms import small_form
from strategies import documents, edits

from perfdesk.forms import loader
from perfdesk.model.document import Document
from perfdesk.model.edits import AddProject, AddRecord, Duplicate, Move, Remove, SetFields
from perfdesk.model.fields import Fields, Owner
from perfdesk.ui import node_actions
from perfdesk.ui.models import shown_projects, tree_drop
from perfdesk.ui.models.outline import What
from perfdesk.ui.models.tree import NODE, TreeModel
from perfdesk.ui.session import Session
from perfdesk.ui.views.project_tree import ProjectTree

pytestmark = pytest.mark.usefixtures("qapp")

Shown = tuple[What, str, str, list[Any]]

BOOK = """
department_name=青禾县档案馆
# 网站维护费 | unit_name=档案馆
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95%
- 社会效益 | 查档人次 | ≥300人次
# 库房租金 | unit_name=档案馆
- 数量 | 库房面积 | ≥200平方米
"""


def shown(model: TreeModel, parent: QModelIndex | None = None) -> list[Shown]:
    """Everything below an index, as Qt sees it."""
    above = parent or QModelIndex()
    if model.canFetchMore(above):
        model.fetchMore(above)
    found = []
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        assert model.node(index).row() == row
        found.append((model.node(index).what, model.node(index).id, index.data(), shown(model, index)))
    return found


def counts(model: TreeModel, parent: QModelIndex | None = None) -> list[str]:
    """What the lines below an index count, as far as these are made."""
    above = parent or QModelIndex()
    found: list[str] = []
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        found += [index.siblingAtColumn(1).data(), *(() if model.canFetchMore(index) else counts(model, index))]
    return found


def opened(document: Document) -> tuple[Session, TreeModel, QAbstractItemModelTester]:
    session = Session()
    session.start(document)
    model = TreeModel(session, session)
    return session, model, QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, session)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_after_any_edit_undo_and_redo_the_tree_is_the_one_a_new_model_shows(data: st.DataObject) -> None:
    document = data.draw(documents())
    session, model, _tester = opened(document)
    if data.draw(st.booleans()):
        shown(model)  # makes what is below the projects, which is else made when looked at
    for _ in range(data.draw(st.integers(1, 6))):
        step = data.draw(st.sampled_from(["edit", "edit", "edit", "undo", "redo"]))
        if step == "edit":
            session.run(data.draw(edits(session.document)))
        else:
            session.undo() if step == "undo" else session.redo()
        fresh = TreeModel(session)
        assert shown(model) == shown(fresh)
        assert counts(model) == counts(fresh)


def told(model: TreeModel) -> list[str]:
    """What the model tells its views, from now on."""
    heard: list[str] = []
    model.modelReset.connect(lambda: heard.append("reset"))
    model.layoutChanged.connect(lambda *_: heard.append("order"))
    model.rowsInserted.connect(lambda parent, first, last: heard.append(f"in {parent.data()} {first}-{last}"))
    model.rowsRemoved.connect(lambda parent, first, last: heard.append(f"out {parent.data()} {first}-{last}"))
    model.dataChanged.connect(lambda first, last: heard.append(f"text {first.data()}") if not first.column() else None)
    return heard


def test_a_changed_text_is_told_for_exactly_its_line() -> None:
    session, model, _tester = opened(written(BOOK))
    shown(model)
    heard = told(model)
    session.run(SetFields({("p1.2", "target"): "2个"}))
    session.run(SetFields({("p1", "goal"): "不在树里"}))
    session.run(SetFields({("p2", "name"): "库房租赁"}))
    assert heard == ["text 网站数量  2个", "text 2 库房租赁"]


def test_only_what_came_or_went_is_told() -> None:
    session, model, _tester = opened(written(BOOK))
    shown(model)
    heard = told(model)
    session.run(Duplicate((("p1.2", "new"),)))
    session.run(Remove(frozenset({"p1.3"})))
    assert heard == ["in 数量指标 2-2", "out 产出指标 1-1"]


def test_another_order_keeps_every_line() -> None:
    session, model, _tester = opened(written(BOOK))
    before = model.node(model.index_of("p1.4"))
    heard = told(model)
    session.run(Move(("p2",), None, "p1"))
    assert heard == ["order", "text 封面与总体目标"]
    assert model.node(model.index_of("p1.4")) is before
    assert [model.index_of(node).data() for node in ("p2", "p1")] == ["1 库房租金", "2 网站维护费"]


def test_a_second_unit_makes_a_level_of_units() -> None:
    session, model, _tester = opened(written(BOOK))
    assert [what for what, *_ in shown(model)] == [What.FRONT, What.PROJECT, What.PROJECT]
    session.run(SetFields({("p2", "unit_name"): "方志办"}))
    assert [(what, text) for what, _, text, _ in shown(model)][1:] == [(What.UNIT, "档案馆"), (What.UNIT, "方志办")]
    session.undo()
    assert [what for what, *_ in shown(model)] == [What.FRONT, What.PROJECT, What.PROJECT]


def test_the_first_indicator_of_a_project_can_be_opened() -> None:
    session, model, _tester = opened(written("# 空项目"))
    assert not model.hasChildren(model.index_of("p1"))
    heard = told(model)
    session.select("p1")
    node_actions.add_indicator(session)
    assert heard == ["in 1 空项目 0-0"]
    assert model.hasChildren(model.index_of("p1"))


def test_the_filter_looks_into_indicators_and_stays_through_edits() -> None:
    session, model, _tester = opened(written(BOOK))
    model.filter("库房面积")
    assert [text for *_, text, _ in shown(model)] == ["封面与总体目标", "2 库房租金"]
    session.run(AddProject("new", session.document.fields_of("p1"), None))
    assert [text for *_, text, _ in shown(model)] == ["封面与总体目标", "2 库房租金"]
    model.filter("")
    assert model.rowCount() == 4


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A book is long if it has more than two projects."""
    monkeypatch.setattr(shown_projects, "_AT_ONCE", 2)


FIVE = "\n".join(f"# 项目{name} | goal={'找' if name in '甲丁戊' else '不'}" for name in "甲乙丙丁戊")


def _names(model: TreeModel) -> str:
    return "".join(text[-1] for *_, text, _ in shown(model)[1:])


@pytest.mark.usefixtures("two_at_once")
def test_of_a_long_book_the_rest_of_what_is_found_comes_between_events(qtbot: QtBot) -> None:
    session, model, _tester = opened(written(FIVE))
    heard: list[bool] = []
    model.followed.connect(lambda: heard.append(model.is_looking))
    model.filter("找")
    assert (_names(model), model.is_looking) == ("甲", True)
    qtbot.waitUntil(lambda: bool(heard))
    assert (_names(model), heard) == ("甲丁戊", [False])
    model.filter("")
    assert _names(model) == "甲乙"
    model.finish()
    assert (_names(model), model.is_looking, heard) == ("甲乙丙丁戊", False, [False, False])
    model.finish()
    assert heard == [False, False], "there was nothing left"
    model.filter("没有的")
    model.filter("戊")
    model.finish()
    assert _names(model) == "戊"
    session.close()
    assert model.rowCount() == 0


@pytest.mark.usefixtures("two_at_once")
def test_an_edit_meanwhile_is_followed_and_shows_all(qtbot: QtBot) -> None:
    session, model, _tester = opened(written(FIVE))
    model.filter("找")
    session.run(SetFields({("p2", "goal"): "也找"}))
    assert (_names(model), model.is_looking) == ("甲乙丁戊", False)
    model.filter("")
    session.run(Remove(frozenset({"p5"})))
    assert (_names(model), model.is_looking) == ("甲乙丙丁", False)


def test_what_comes_later_counts_at_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_projects, "_AT_ONCE", 1)
    _session, model, _tester = opened(written(UNITS))

    def counts() -> list[str]:
        return [model.index(row, 1).data() for row in range(model.rowCount())]

    whole = counts()
    model.filter("1")
    assert len(counts()) == 2
    assert counts()[1] != whole[1], "the unit has one of its projects"
    model.finish()
    assert counts() == whole


@pytest.mark.usefixtures("two_at_once")
def test_nothing_is_said_to_be_found_only_when_all_was_looked_at(qtbot: QtBot) -> None:
    session = Session()
    tree = ProjectTree(session)
    qtbot.addWidget(tree)
    session.start(written(FIVE))
    session.select("p5")
    tree.filter_box.setText("丁")
    tree._find()
    assert tree._nothing.isHidden()
    qtbot.waitUntil(lambda: not tree.model.is_looking)
    assert tree._nothing.isHidden()
    tree.filter_box.setText("没有的")
    tree._find()
    assert tree._nothing.isHidden()
    qtbot.waitUntil(lambda: not tree._nothing.isHidden())
    tree.filter_box.setText("")
    tree._find()
    assert tree._nothing.isHidden()
    qtbot.waitUntil(lambda: not tree.model.is_looking)
    assert str(tree.view.currentIndex().data(NODE)) == "p5", "who was looked at is shown again"
    tree.filter_box.setText("戊")
    tree._go_to_found()
    assert not tree.model.is_looking, "Enter waits for what is found"


def test_findings_are_counted_at_every_line_above_them() -> None:
    _session, model, _tester = opened(written("fiscal_year=2024\n# 网站维护费 | budget_total=1\n- 数量 | 次数 |"))
    indicator = model.index_of("p1.1")
    count = indicator.siblingAtColumn(1).data()
    assert count == "1错"
    assert (
        indicator.parent().siblingAtColumn(1).data() == indicator.parent().parent().siblingAtColumn(1).data() == count
    )
    own = model.index_of("p1").siblingAtColumn(1)
    assert int(own.data().split("错")[0]) > 1
    assert "个错误" in own.data(Qt.ItemDataRole.AccessibleTextRole)


UNITS = """
fiscal_year=2024
# 网站维护费 | unit_name=档案馆 | budget_total=1
- 数量 | 次数 |
- 质量 | 正常运行率 | ≥95%
# 库房租金 | unit_name=档案馆 | budget_total=1
- 数量 | 面积 |
# 阅览服务 | unit_name=图书馆 | budget_total=1
- 数量 | 人次 |
"""


@pytest.mark.parametrize(
    "texts",
    [
        {("p1.1", "target"): "≥4次"},
        {("p1.2", "target"): ""},
        {("p1.1", "level2"): "质量指标"},
        {("p1.1", "level1"): "效益指标", ("p1.1", "level2"): "社会效益指标"},
        {("p2", "unit_name"): "图书馆"},
        {("p3", "unit_name"): "档案馆"},
        {("p3.1", "target"): "≥1人次", ("p1.1", "target"): "≥1次"},
        {("p1", "code"): "1", ("p2", "code"): "1"},
        {("p1", "name"): ""},
    ],
    ids=str,
)
def test_units_and_levels_count_anew_what_an_edit_concerns(texts: dict[tuple[str, str], str]) -> None:
    session, model, _tester = opened(written(UNITS))
    shown(model)
    before = counts(model)
    steps: list[Callable[[], object]] = [
        lambda: session.run(SetFields(texts)),
        session.undo,
        session.redo,
        session.undo,
    ]
    for step in steps:
        step()
        shown(model)
        fresh = TreeModel(session)
        shown(fresh)
        assert counts(model) == counts(fresh)
    assert counts(model) == before


def drop(model: TreeModel, ids: tuple[str, ...], row: int, parent: QModelIndex) -> None:
    data = model.mimeData([model.index_of(node) for node in ids])
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent)


def test_an_indicator_dropped_into_a_class_takes_the_class() -> None:
    session, model, _tester = opened(written(BOOK))
    quality = model.index_of("p1.3").parent()
    drop(model, ("p1.1",), 0, quality)
    moved = session.document.project("p1")
    assert moved is not None
    assert [(one.id, one.level2) for one in moved.indicators][:3] == [
        ("p1.2", "数量指标"),
        ("p1.1", "质量指标"),
        ("p1.3", "质量指标"),
    ]
    session.undo()
    assert session.document == written(BOOK)


def test_a_class_dropped_on_another_project_moves_all_its_indicators() -> None:
    session, model, _tester = opened(written(BOOK))
    outputs = model.index_of("p1.1").parent()
    data = model.mimeData([outputs])
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, 0, model.index_of("p2"))
    rows = [[one.id for one in project.indicators] for project in session.document.projects]
    assert rows == [["p1.3", "p1.4"], ["p2.1", "p1.1", "p1.2"]]


def test_a_project_dropped_on_a_unit_joins_it(qtbot: QtBot) -> None:
    session, model, _tester = opened(written(BOOK + "# 编志费 | unit_name=方志办 | unit_code=305002"))
    unit = model.index_of("p3").parent()
    drop(model, ("p1",), -1, unit)
    assert [(one.id, one.fields["unit_code"]) for one in session.document.projects] == [
        ("p2", ""),
        ("p3", "305002"),
        ("p1", "305002"),
    ]
    with qtbot.waitSignal(session.document_changed):
        drop(model, ("p3",), 0, QModelIndex())
    assert session.document.projects[0].id == "p3"


MAY = [
    (("p1",), "", True),
    (("p1",), "p2", False),
    (("p1.1",), "p2", True),
    (("p1.1",), "", False),
    (("p1.1", "p1.2"), "class of p2.1", True),
    (("p1",), "class of p2.1", False),
    (("p1.1",), "p2.1", False),
]


@pytest.mark.parametrize(("ids", "where", "may"), MAY)
def test_only_where_a_drop_moves_something_it_is_taken(ids: tuple[str, ...], where: str, may: bool) -> None:
    session, model, _tester = opened(written(BOOK))
    parent = model.index_of(where.split()[-1]) if where else QModelIndex()
    parent = parent.parent() if where.startswith("class") else parent
    data = model.mimeData([model.index_of(node) for node in ids])
    assert model.canDropMimeData(data, Qt.DropAction.MoveAction, -1, 0, parent) == may
    before = session.document
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, 0, parent)
    # A project that stands last stays there when it is dropped behind the last.
    assert (session.document is not before) == may
    assert not model.canDropMimeData(QMimeData(), Qt.DropAction.MoveAction, -1, 0, QModelIndex())


def test_the_view_shows_where_a_drop_goes(qtbot: QtBot) -> None:
    session = Session()
    session.start(written(BOOK), saved=True)
    tree = ProjectTree(session)
    qtbot.addWidget(tree)
    tree.resize(300, 400)
    tree.show()
    view = tree.view
    assert view.showDropIndicator()
    data = tree.model.mimeData([tree.model.index_of("p1.1")])
    line = view.visualRect(tree.model.index_of("p2"))

    def over(x: int, y: int) -> bool:
        event = QDragMoveEvent(
            QPoint(x, y), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        event.ignore()
        view.dragMoveEvent(event)
        return event.isAccepted()

    view.setDragDropMode(view.DragDropMode.DragDrop)  # an internal move asks for a real drag
    view.setState(view.State.DraggingState)
    assert over(line.center().x(), line.center().y())
    assert view.dropIndicatorPosition() == view.DropIndicatorPosition.OnItem
    assert not over(line.center().x(), line.top()), "an indicator stands not between projects"


def test_a_project_that_nobody_looked_into_gains_and_loses_lines() -> None:
    session = Session()
    session.start(written(BOOK))
    model = TreeModel(session, session)
    at = model.index(1, 0)
    assert model.rowCount(at) == 2
    session.run(Remove(frozenset({"p1.4"})))
    assert model.rowCount(at) == 1
    session.run(Remove(frozenset({"p1.1", "p1.2", "p1.3"})))
    assert not model.hasChildren(at)


def test_what_was_put_in_order_once_is_not_put_in_order_again_by_another() -> None:
    session, model, _tester = opened(written(BOOK))
    session.run(Move(("p1.4",), "p1", "p1.1"))
    session.undo()
    session.run(Duplicate((("p1.1", "new"),)))
    session.run(Move(("p2",), None, "p1"))
    assert shown(model) == shown(TreeModel(session))


def test_in_a_document_that_may_only_be_looked_at_nothing_is_dragged() -> None:
    session, model, _tester = opened(written(BOOK))
    drag = Qt.ItemFlag.ItemIsDragEnabled
    for column in (0, 1):
        assert model.flags(model.index_of("p1").siblingAtColumn(column)) & drag
        assert not model.flags(model.index_of("p1").siblingAtColumn(column)) & Qt.ItemFlag.ItemIsEditable
    session.show(written(BOOK), "旧版本")
    assert not model.flags(model.index_of("p1")) & drag
    model.set_read_only(False)
    assert model.flags(model.index_of("p1.1")) & drag
    model.set_read_only(True)
    assert not model.flags(model.index_of("p1.1")) & drag


# --- records -----------------------------------------------------------------------------------------------------

RECORDS_BOOK = """
# 档案工作 | unit_name=档案馆
- 数量 | 整理数量 | 1万卷
+ tasks | 修缮库房 | total=3.50 | fiscal=3.00
+ tasks |
+ goals | 库房达标
"""


def test_records_stand_below_the_indicators_by_kind() -> None:
    _session, model, _tester = opened(written(RECORDS_BOOK))
    project = model.index_of("p1")
    assert model.rowCount(project) == 3, "as many lines as come when somebody looks"
    level, tasks, goals = shown(model, project)
    assert level[0] is What.LEVEL1
    assert tasks == (
        What.RECORDS,
        "p1.tasks1",
        "任务",
        [(What.RECORD, "p1.tasks1", "修缮库房", []), (What.RECORD, "p1.tasks2", "（未填写）", [])],
    )
    assert goals[2:] == ("目标", [(What.RECORD, "p1.goals1", "库房达标", [])])
    assert model.members([model.index_of("p1.tasks2"), model.index_of("p1.tasks1").parent()]) == (
        "p1.tasks1",
        "p1.tasks2",
    )


def test_a_record_that_is_renamed_or_comes_is_told_and_its_findings_are_counted_with_its_kind() -> None:
    session, model, _tester = opened(written(RECORDS_BOOK))
    shown(model)
    heard = told(model)
    session.run(SetFields({("p1.tasks2", "item"): "购置书架"}))
    session.run(SetFields({("p1.tasks2", "content"): "不在树里"}))
    session.run(AddRecord("new", "p1", Owner.SITES, Fields({"name": "河西路"})))
    assert heard == ["text 购置书架", "in 1 档案工作 3-3"]
    record = model.index_of("p1.tasks1")
    assert record.siblingAtColumn(1).data() == record.parent().siblingAtColumn(1).data() == "1错"


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        (("p1.tasks1",), "任务"),
        (("p1.tasks1", "p1.tasks2"), " 2 个任务"),
        (("p1.tasks1", "p1.goals1"), " 2 项"),
        (("p1.1",), "指标"),
        (("p1",), "项目"),
        (("p1", "p1.1"), " 2 项"),
        ((), ""),
    ],
)
def test_a_menu_names_records_by_their_kind(nodes: tuple[str, ...], words: str) -> None:
    assert node_actions.named(written(RECORDS_BOOK), nodes) == words


def test_records_go_up_and_down_among_those_of_their_kind_and_are_never_taken_for_projects() -> None:
    session, model, _tester = opened(written(RECORDS_BOOK))
    node_actions.shift(session, ("p1.tasks2",), -1)
    assert [row.id for row in session.document.projects[0].records] == ["p1.tasks2", "p1.tasks1", "p1.goals1"]
    before = session.document
    node_actions.shift(session, ("p1.tasks1",), 1)
    assert session.document is before
    assert not tree_drop.may_drop(session, tree_drop.dragged(["p1.tasks1"]), model.root)


def test_the_only_node_of_a_department_s_form_is_called_as_the_department(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = replace(small_form("项目名称 | {name}"), subject="department")
    monkeypatch.setattr(loader, "_given", {"small": layout})
    session, model, _tester = opened(written(RECORDS_BOOK, "small"))
    heard = told(model)
    session.run(SetFields({("d", "department_name"): "青禾县档案馆"}))
    assert heard
    assert model.index_of("p1").data() == "青禾县档案馆"
    session.run(SetFields({("d", "department_name"): ""}))
    assert model.index_of("p1").data() == "（未填部门名称）"
