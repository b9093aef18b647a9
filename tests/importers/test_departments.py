"""A form of a whole department: one node from any number of tables, found again in another import; no second one."""

from dataclasses import replace
from pathlib import Path

import pytest
from notation import document
from small_forms import small_form
from sources import save_word

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms import loader
from perfdesk.forms.blank import new_document
from perfdesk.forms.sheet import sheet
from perfdesk.importers.load import read_source
from perfdesk.model.diff import aligned
from perfdesk.model.edits import AddProjects
from perfdesk.ui import node_actions
from perfdesk.ui.actions import ROWS, When
from perfdesk.ui.session import Session

TEXT = """
    部门名称 | {department_name} | 年度总体目标 | {goal}
    H of:tasks least:2 任务名称>item | 主要内容>content | 金额>total^2
    H 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target
"""
LAYOUT = replace(small_form(TEXT), subject="department")
BOOK = document(
    "department_name=清水县图书馆\n# | goal=办好全县图书馆。\n- 数量 | 书架 | 42组\n- 质量 | 合格率 | 100%",
    "ningxia-annex2-2024",
)
OTHER = document(
    "department_name=清水县图书馆\n# | goal=办好全县图书馆。\n- 时效 | 完成时间 | 年底", "ningxia-annex2-2024"
)


def test_several_tables_are_about_one_department(tmp_path: Path) -> None:
    source = save_word(tmp_path, *(sheet(LAYOUT, one, one.projects[0]) for one in (BOOK, OTHER)))
    imported = read_source(source, LAYOUT)
    (node,) = imported.document.projects
    assert [row.name for row in node.indicators] == ["书架", "合格率", "完成时间"]
    assert (node.fields["goal"], imported.left_out) == ("办好全县图书馆。", ())


def test_the_department_s_own_annex_may_be_several_tables(tmp_path: Path) -> None:
    tasks, indicators = TEXT.strip().splitlines()[1:]
    served = "H where:level1=满意度指标 二级指标>level2+^2 | 三级指标>name | 指标值>target"
    text = TEXT.replace(tasks, f"T 二、年度主要任务\n{tasks}\nT~ 三、{{goal}}").replace(
        indicators, f"{indicators}\nT 四、满意度指标\n{served}"
    )
    layout = replace(small_form(text), subject="department")
    one = document(
        "department_name=清水县图书馆\n# | goal=办好全县图书馆。\n+ tasks | 编目 | content=古籍\n- 数量 | 书架 | 42组"
        "\n- 服务 | 读者满意度 | ≥90%",
        "ningxia-annex2-2024",
    )
    for name, write in (("a.docx", write_document), ("a.xlsx", write_workbook)):
        with (tmp_path / name).open("wb") as stream:
            write(layout, one, stream)
        imported = read_source(tmp_path / name, layout)
        (node,) = imported.document.projects
        assert [dict(row.fields) for row in node.rows] == [dict(row.fields) for row in one.projects[0].rows]
        assert (node.fields["goal"], imported.left_out) == ("办好全县图书馆。", ())


def test_what_a_later_table_says_otherwise_is_left_out(tmp_path: Path) -> None:
    other = OTHER.with_fields({(OTHER.projects[0].id, "goal"): "另一目标。"})
    source = save_word(tmp_path, *(sheet(LAYOUT, one, one.projects[0]) for one in (BOOK, other)))
    imported = read_source(source, LAYOUT)
    assert [one.fields["goal"] for one in imported.document.projects] == ["办好全县图书馆。"]
    assert [note.text for note in imported.left_out] == ["绩效目标“另一目标。”与前面的“办好全县图书馆。”不同"]


def test_tables_of_projects_stay_projects(tmp_path: Path) -> None:
    source = save_word(tmp_path, *(sheet(LAYOUT, one, one.projects[0]) for one in (BOOK, OTHER)))
    assert len(read_source(source, small_form(TEXT)).document.projects) == 2


def test_a_document_that_was_typed_and_one_that_was_imported_are_about_the_same_node(tmp_path: Path) -> None:
    typed = new_document(LAYOUT, "2031", "清水县图书馆")
    imported = read_source(save_word(tmp_path, sheet(LAYOUT, BOOK, BOOK.projects[0])), LAYOUT).document
    assert imported.projects[0].id != typed.projects[0].id == aligned(typed, imported).projects[0].id


@pytest.mark.parametrize("text", ["# 甲", "# | code=1", "#\n#"])
def test_projects_with_a_name_or_several_are_not_taken_for_the_department(text: str) -> None:
    one, other = document("#", "ningxia-annex2-2024"), document(text, "ningxia-annex2-2024")
    other = other.with_projects([replace(p, id=f"other-{p.id}") for p in other.projects])
    for before, after in ((one, other), (other, one)):
        assert [p.id for p in aligned(before, after).projects] == [p.id for p in after.projects]


def test_a_new_document_has_its_node_with_the_classes_of_the_form_and_the_rows_that_it_prints() -> None:
    begun = new_document(LAYOUT)
    (node,) = begun.projects
    assert [row.fields["level2"] for row in node.indicators] != []
    table = sheet(LAYOUT, begun, node)
    assert table.rows == 1 + 3 + 1 + len(node.indicators)


@pytest.fixture
def session(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(loader, "_given", {"small": LAYOUT})
    made = Session()
    made.start(replace(BOOK, form="small"))
    return made


def test_no_second_node_is_added_and_none_is_copied(session: Session) -> None:
    node = session.document.projects[0]
    node_actions.add_project(session)
    node_actions.duplicate(session, [node.id])
    assert session.document.projects == (node,)
    node_actions.duplicate(session, [node.indicators[0].id])
    assert [row.name for row in session.document.projects[0].indicators] == ["书架", "书架", "合格率"]


def test_where_the_node_is_missing_it_can_be_added(session: Session) -> None:
    session.start(replace(BOOK, form="small").with_projects(()))
    node_actions.add_project(session)
    assert len(session.document.projects) == 1


def test_adding_projects_asks_for_a_form_of_projects() -> None:
    asking = {row.id for row in ROWS if row.when & When.PROJECTS}
    assert asking == {"add-project", "add-unit"}
    assert AddProjects(())
