"""Tables that are worked out from what is there: the stand-in for a form that is not here, the list, the columns."""

from dataclasses import replace

import pytest
from notation import document

from perfdesk.forms.blank import new_project
from perfdesk.forms.definition import Level1, Level2
from perfdesk.forms.indicator_list import columns, rows
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import PlacedCell, Role, cell_style, sheet
from perfdesk.forms.soundness import faults
from perfdesk.forms.stand_in import StandIn, grown, own_keys, stand_in
from perfdesk.forms.style import Align
from perfdesk.model.document import Document, Indicator, Project, Record
from perfdesk.model.fields import Fields, Owner

HEBEI, NINGXIA = form("hebei-book-2024"), form("ningxia-annex2-2024")


def of_keys(*, own: int = 0, project: int = 0, indicator: int = 0) -> Document:
    """A document with so many keys besides those that every one has."""
    row = Indicator("i", Fields({"name": "甲", "target": "1", **{f"x{at:03}": "1" for at in range(indicator)}}))
    fields = Fields({"name": "乙", **{f"y{at:03}": "1" for at in range(project)}})
    return Document("d", "无此表样", Fields({f"z{at:03}": "1" for at in range(own)}), (Project("p", fields, (row,)),))


@pytest.mark.parametrize(
    ("more", "width", "shown", "hidden"),
    [(0, 210, 2, 0), (6, 210, 8, 0), (7, 297, 9, 0), (12, 297, 14, 0), (13, 297, 14, 1), (900, 297, 14, 888)],
)
def test_many_columns_lie_on_their_side_and_more_are_told(more: int, width: float, shown: int, hidden: int) -> None:
    made = stand_in(of_keys(indicator=more))
    assert (made.page.width, len(made.table.columns_of_indicators)) == (width, shown)
    assert (f"有 {hidden} 个没有显示" in made.notice) is bool(hidden)
    assert sum(made.widths) == pytest.approx(made.page.text_width * 72 / 25.4)


@pytest.mark.parametrize(("more", "shown", "hidden"), [(199, 200, 0), (200, 200, 1)])
def test_so_many_fields_of_a_project_are_shown(more: int, shown: int, hidden: int) -> None:
    made = stand_in(of_keys(project=more))
    assert len(made.table.rows) == shown
    assert (f"有 {hidden} 个没有显示" in made.notice) is bool(hidden)


@pytest.mark.parametrize(("own", "hidden"), [(200, 0), (201, 1)])
def test_so_many_fields_of_the_department_are_shown(own: int, hidden: int) -> None:
    made = stand_in(of_keys(own=own))
    assert len(made.document_keys) >= 200
    assert (f"有 {hidden} 个没有显示" in made.notice) is bool(hidden)


@pytest.mark.parametrize(("more", "labels"), [(0, 1), (1, 1), (2, 2), (6, 2)])
def test_labels_take_a_column_or_two(more: int, labels: int) -> None:
    label, field = stand_in(of_keys(indicator=more)).table.rows[0].cells
    assert (label.at, field.at) == ((1, labels), (labels + 1, more + 2))


def test_classes_stand_in_the_middle_and_print_once_for_all_their_rows() -> None:
    made = stand_in(document("# 清淤\n- 数量 | 长度 | 1米"))
    looks = {column.field: (column.align, column.merge) for column in made.table.columns_of_indicators}
    assert looks == {
        "level1": (Align.CENTER, True), "level2": (Align.CENTER, True),
        "name": (Align.LEFT, False), "target": (Align.LEFT, False),
    }  # fmt: skip


@pytest.mark.parametrize(("own", "kinds"), [(0, ["projects"]), (1, ["texts", "projects"])])
def test_texts_of_the_department_stand_before_the_tables_if_there_are_any(own: int, kinds: list[str]) -> None:
    assert [part.kind for part in stand_in(of_keys(own=own)).parts] == kinds


def test_a_new_key_gets_a_place_and_an_emptied_one_keeps_it() -> None:
    before = of_keys(indicator=1)
    made = stand_in(before)
    assert grown(made, before, before) is made
    emptied = before.with_fields({("i", "x000"): ""})
    assert grown(made, before, emptied) is made
    more = grown(made, before, before.with_fields({("p", "goal"): "清淤。"}))
    assert isinstance(more, StandIn)
    assert more.keys.project == ("name", "goal")
    assert more.keys.indicator == made.keys.indicator


def test_a_long_name_of_a_form_is_cut_where_it_is_told() -> None:
    for length, told in ((60, 60), (61, 60)):
        made = stand_in(replace(of_keys(), form="表" * length))
        assert f"“{'表' * told}”" in made.notice


def test_keys_of_nobody_are_told_from_those_of_the_vocabulary() -> None:
    fields = Fields({"goal": "清淤。", "own.area": "5", "answer.x.y": "z", "target": "1"})
    assert own_keys(Owner.PROJECT, fields) == ["own.area", "target"]
    assert own_keys(Owner.INDICATOR, fields) == ["goal", "own.area"]


# --- the list --------------------------------------------------------------------------------------------------


def test_columns_of_projects_stand_before_those_of_indicators_and_long_texts_are_left_out() -> None:
    heads = columns(HEBEI)
    owners = [head.owner for head in heads[1:]]
    assert owners == sorted(owners, key=lambda owner: owner is Owner.INDICATOR)
    assert {head.key for head in heads}.isdisjoint({"purpose", "goal", "plan_03", "plan_12", "department_name"})
    assert "description" in {head.key for head in heads}, "long, but of the indicator itself"


def test_a_list_repeats_the_project_in_the_row_of_each_indicator() -> None:
    one = document("# 清淤 | budget_total=9\n- 数量 | 长度 | 1米\n- 数量 | 处数 | 3处\n# 护坡", NINGXIA.id)
    made = [[cell for cell in row if cell] for row in rows(NINGXIA, one)]
    assert made == [
        ["1", "清淤", "9", "产出指标", "数量指标", "长度", "1米"],
        ["1", "清淤", "9", "产出指标", "数量指标", "处数", "3处"],
        ["2", "护坡"],
    ]


# --- cells -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "bold"), [(Role.LABEL, True), (Role.HEADING, True), (Role.VALUE, False)])
def test_labels_are_bold_and_a_named_style_counts_more(role: Role, bold: bool) -> None:
    style = cell_style(NINGXIA, role, "")
    assert (style.bold, style.size, style.line, style.align) == (
        bold,
        NINGXIA.table.size,
        NINGXIA.table.line,
        Align.CENTER,
    )
    assert cell_style(NINGXIA, role, "table-title") == NINGXIA.styles["table-title"]


def test_sheets_asked_for_last_are_remembered_while_nothing_they_show_changes() -> None:
    one = document("fiscal_year=2031\n# 清淤\n- 数量 | 长度 | 1米")
    first = sheet(HEBEI, one, one.projects[0])
    assert sheet(HEBEI, one, one.projects[0]) is first
    assert sheet(HEBEI, one.with_projects([*one.projects, Project("q")]), one.projects[0]) is first
    other = one.with_fields({("p1.1", "target"): "2米"})
    assert "2米" in [cell.text for cell in sheet(HEBEI, other, other.projects[0]).cells]
    later = one.with_fields({("d", "fiscal_year"): "2032"})
    assert sheet(HEBEI, later, later.projects[0]) is not first


@pytest.mark.parametrize(
    ("mandatory", "start", "begins"),
    [(True, False, True), (False, True, True), (False, False, False), (True, True, True)],
)
def test_a_class_begins_with_a_row_if_it_must_be_there_or_usually_is(
    mandatory: bool, start: bool, begins: bool
) -> None:
    two = Level2(name="数量指标", mandatory=mandatory, start=start)
    layout = replace(HEBEI, levels=(Level1(name="产出指标", children=(two,)),))
    made = new_project(layout, Document("d", layout.id))
    assert [(row.level1, row.level2) for row in made.indicators] == [("产出指标", "数量指标")] * begins


def test_a_cell_without_node_is_a_label() -> None:
    cell = PlacedCell(0, 0, 1, 1, "甲", Role.LABEL, Align.LEFT)
    assert not cell.editable
    assert cell._replace(nodes=("p",)).editable


def unsound(made: StandIn) -> list[str]:
    """What is wrong with a form, but that it asks for keys that no vocabulary has."""
    return [one for one in faults(made) if "这个字段" not in one]


def test_records_stand_above_the_indicators_kind_by_kind_below_what_they_are() -> None:
    text = """
        # 甲
        - 数量 | 次数 | 4次
        + tasks | 修缮库房 | total=3.50 | odd=丁
        + sites | 河西路
    """
    one = replace(document(text), form="无此表样")
    made = stand_in(one)
    assert [*unsound(made)] == []
    table = sheet(made, one, one.projects[0])
    rows = [[cell.text for cell in table.cells if cell.row == row] for row in range(1, table.rows)]
    assert rows == [
        ["任务"], ["任务名称", "总额", "odd"], ["修缮库房", "3.50", "丁"], ["地点"], ["实施地点"], ["河西路"],
        ["一级指标", "二级指标", "三级指标", "指标值"], ["产出指标", "数量指标", "次数", "4次"],
    ]  # fmt: skip
    after = one.with_fields({("p1.tasks1", "total"): "", ("p1.tasks1", "fiscal"): "1"})
    assert grown(made, one, after).keys.tasks == ("item", "total", "fiscal", "odd")


@pytest.mark.parametrize(("more", "shown", "hidden"), [(12, 13, 0), (14, 14, 1), (900, 14, 887)])
def test_so_many_columns_of_records_are_shown(more: int, shown: int, hidden: int) -> None:
    task = Record(Owner.TASKS, "t", Fields({f"x{at:03}": "1" for at in range(more)}))
    made = stand_in(Document("d", "无此表样", projects=(Project("p", records=(task,)),)))
    assert len(made.table.records[0].columns) == shown
    assert (f"有 {hidden} 个没有显示" in made.notice) is bool(hidden)
    assert [*unsound(made)] == []
