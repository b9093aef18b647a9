from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document
from outlines import order as outlined
from outlines import outline
from strategies import documents, edits

from perfdesk.model.diff import ChangeKind, aligned, diff
from perfdesk.model.document import Document, Indicator, Project, in_order
from perfdesk.model.edits import (
    AddIndicator,
    AddProject,
    AddProjects,
    Duplicate,
    Edit,
    Move,
    Remove,
    ReplaceContent,
    SetFields,
    Several,
)
from perfdesk.model.fields import Fields
from perfdesk.model.history import History


def book() -> Document:
    """Projects a (indicators a1 a2 a3), b (b1), c (none)."""
    rows = {"a": ("a1", "a2", "a3"), "b": ("b1",), "c": ()}
    projects = (
        Project(p, Fields({"name": p, "code": f"code-{p}"}), tuple(Indicator(i, Fields({"name": i})) for i in row))
        for p, row in rows.items()
    )
    return Document("d", "hebei-book-2024", Fields({"fiscal_year": "2025"}), tuple(projects))


def order(document: Document) -> str:
    return " ".join(f"{p.id}({','.join(i.id for i in p.indicators)})" for p in document.projects)


def test_setting_a_text_changes_only_that_node() -> None:
    before = book()
    after = SetFields({("a2", "target"): "≥95%"}).apply(before)
    assert after.fields_of("a2")["target"] == "≥95%"
    assert after.projects[1] is before.projects[1]
    assert after.projects[0].indicators[0] is before.projects[0].indicators[0]


def test_an_edit_that_changes_nothing_is_the_same_document() -> None:
    document = book()
    for edit in (
        SetFields({("a", "name"): "a", ("nowhere", "name"): "x"}),
        SetFields({("d", "fiscal_year"): "2025"}),
        AddProject("a"),
        AddIndicator("new", "nowhere"),
        AddIndicator("new", "a1"),
        AddProjects(()),
        ReplaceContent(book()),
        Remove(frozenset({"nowhere"})),
        Duplicate((("nowhere", "x"),)),
        Move(("a",), None, "b"),
        Move(("a1",), "a", "a2"),
        Move(("nowhere",), "a"),
    ):
        assert edit.apply(document) is document, edit


def test_nodes_are_added_where_they_are_asked_for() -> None:
    assert order(AddProject("x", before="b").apply(book())) == "a(a1,a2,a3) x() b(b1) c()"
    assert order(AddProject("x").apply(book())) == "a(a1,a2,a3) b(b1) c() x()"
    assert order(AddIndicator("x", "a", before="a2").apply(book())) == "a(a1,x,a2,a3) b(b1) c()"
    assert order(AddIndicator("x", "c").apply(book())) == "a(a1,a2,a3) b(b1) c(x)"


def test_removing_a_project_takes_its_indicators_along() -> None:
    after = Remove(frozenset({"a", "b1"})).apply(book())
    assert order(after) == "b() c()"
    assert after.owner_of("a1") is None


def test_a_copy_stands_behind_its_original_and_has_no_code() -> None:
    after = Duplicate((("a", "x"), ("b1", "y"))).apply(book())
    assert [p.id for p in after.projects] == ["a", "x", "b", "c"]
    assert [i.name for i in after.projects[1].indicators] == ["a1", "a2", "a3"]
    assert (after.projects[1].name, after.projects[1].code) == ("a", "")
    assert [i.id for i in after.projects[2].indicators] == ["b1", "y"]


def test_moved_nodes_keep_their_order_and_their_children() -> None:
    assert order(Move(("a", "b"), None, None).apply(book())) == "c() a(a1,a2,a3) b(b1)"
    assert order(Move(("c",), None, "a").apply(book())) == "c() a(a1,a2,a3) b(b1)"
    assert order(Move(("a1", "b1"), "c").apply(book())) == "a(a2,a3) b() c(a1,b1)"
    assert order(Move(("a1", "a2"), "a", "a2").apply(book())) == "a(a1,a2,a3) b(b1) c()"
    assert order(Move(("a3",), "a", "a1").apply(book())) == "a(a3,a1,a2) b(b1) c()"


def test_projects_without_indicators_change_places_too() -> None:
    bare = Document("d", "hebei-book-2024", Fields({}), (Project("a", Fields({})), Project("b", Fields({}))))
    assert order(Move(("b",), None, "a").apply(bare)) == "b() a()"


def test_projects_brought_in_again_get_ids_of_their_own() -> None:
    after = AddProjects(book().projects).apply(book())
    ids = list(after.places)
    assert len(ids) == len(set(ids)) == 14
    assert [p.name for p in after.projects] == ["a", "b", "c", "a", "b", "c"]


def test_labels_name_the_field() -> None:
    assert SetFields({("a", "name"): "x"}).label(book()) == "修改项目名称"
    assert SetFields({("a1", "name"): "x", ("b1", "name"): "x"}).label(book()) == "修改三级指标"
    assert SetFields({("a1", "name"): "x", ("a1", "target"): "x"}).label(book()) == "修改 2 处"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_undo_and_redo_give_back_every_version(data: st.DataObject) -> None:
    history = History(data.draw(documents()))
    versions = [history.document]
    for _ in range(12):
        if history.run(data.draw(edits(history.document))):
            versions.append(history.document)
        _is_sound(history.document)
    for version in reversed(versions[:-1]):
        assert history.undo()
        assert history.document is version
    assert history.undo() is None
    for version in versions[1:]:
        assert history.redo()
        assert history.document is version
    assert history.redo() is None


def _is_sound(document: Document) -> None:
    """Ids name one node each, and the places say where."""
    walked = [p.id for p in document.projects] + [row.id for p in document.projects for row in p.rows]
    assert max(Counter(walked).values(), default=1) == 1
    assert set(document.places) == set(walked)
    for project in document.projects:
        assert document.project(project.id) is project
        assert all(document.row(row.id) is row for row in project.rows)
        assert all(document.indicator(row.id) is row for row in project.indicators)
        assert not any(document.indicator(row.id) for row in project.records)
        assert project.records == in_order(project.records)
        assert [document.owner_of(row.id) for row in project.rows] == [row.owner for row in project.rows]


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_diff_is_empty_exactly_when_nothing_changed(data: st.DataObject) -> None:
    before = data.draw(documents())
    after = data.draw(edits(before)).apply(before)
    changes = diff(before, after)
    assert bool(changes) == (before != after)
    for change in changes:
        if change.kind is ChangeKind.SET and change.key != "form":
            node = change.indicator or change.project or before.id
            assert before.fields_of(node)[change.key] == change.before
            assert after.fields_of(node)[change.key] == change.after


def test_the_saved_version_is_remembered_across_undo() -> None:
    history = History(book())
    assert not history.modified
    history.run(SetFields({("a", "name"): "x"}))
    assert history.modified
    history.mark_saved(history.document)
    assert not history.modified
    history.undo()
    assert history.modified
    history.redo()
    assert not history.modified


def test_a_new_edit_forgets_what_was_undone() -> None:
    history = History(book())
    history.run(SetFields({("a", "name"): "x"}))
    history.undo()
    assert history.redo_label == "修改项目名称"
    history.run(AddProject("n"))
    assert (history.undo_label, history.redo_label) == ("加项目", "")


def test_documents_typed_apart_are_compared_by_code_and_name() -> None:
    one = book()
    other = Document(
        "elsewhere",
        one.form,
        one.fields,
        (
            Project("q", Fields({"name": "b", "code": "code-b"}), (Indicator("q1", Fields({"name": "other"})),)),
            Project("r", Fields({"name": "a", "code": "code -a"}), (Indicator("r1", Fields({"name": "a2"})),)),
        ),
    )
    changes = {(c.kind, c.project, c.indicator, c.key) for c in diff(one, aligned(one, other))}
    assert changes == {
        (ChangeKind.SET, "a", "", "code"),
        (ChangeKind.REMOVE, "a", "a1", ""),
        (ChangeKind.REMOVE, "a", "a3", ""),
        (ChangeKind.SET, "b", "b1", "name"),
        (ChangeKind.MOVE, "a", "", ""),
        (ChangeKind.REMOVE, "c", "", ""),
    } or changes == {
        (ChangeKind.SET, "a", "", "code"),
        (ChangeKind.REMOVE, "a", "a1", ""),
        (ChangeKind.REMOVE, "a", "a3", ""),
        (ChangeKind.SET, "b", "b1", "name"),
        (ChangeKind.MOVE, "b", "", ""),
        (ChangeKind.REMOVE, "c", "", ""),
    }


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        (AddProject("x", before="a"), "x a(a1 a2 a3) b(b1) c"),
        (AddProject("x", before="nowhere"), "a(a1 a2 a3) b(b1) c x"),
        (AddIndicator("x", "a", before="a1"), "a(x a1 a2 a3) b(b1) c"),
        (AddIndicator("x", "a", before="b1"), "a(a1 a2 a3 x) b(b1) c"),  # which stands in another project
        (AddIndicator("b", "a"), "a(a1 a2 a3) b(b1) c"),  # the id of a project
        (AddProject("a1"), "a(a1 a2 a3) b(b1) c"),
        (AddProject("d"), "a(a1 a2 a3) b(b1) c"),  # the document's own
        (Remove(frozenset({"a1", "a3"})), "a(a2) b(b1) c"),
        (Remove(frozenset({"a2", "nowhere"})), "a(a1 a3) b(b1) c"),
        (Remove(frozenset({"a", "b", "c"})), ""),
        (Duplicate((("a1", "x"), ("a3", "y"))), "a(a1 x a2 a3 y) b(b1) c"),
        (Duplicate((("c", "x"), ("b1", "y"))), "a(a1 a2 a3) b(b1 y) c x"),
        (Duplicate((("b1", "a"),)), "a(a1 a2 a3) b(b1) c"),  # a copy takes nobody's id
        (Duplicate((("b1", "a"), ("a1", "x"))), "a(a1 x a2 a3) b(b1) c"),
        # A block goes where it is dropped; dropped on itself, before what follows it.
        (Move(("a",), None, "c"), "b(b1) a(a1 a2 a3) c"),
        (Move(("a",), None), "b(b1) c a(a1 a2 a3)"),
        (Move(("c", "a"), None, "b"), "a(a1 a2 a3) c b(b1)"),  # in the order they stand in
        (Move(("a", "b"), None, "b"), "a(a1 a2 a3) b(b1) c"),
        (Move(("a", "c"), None, "a"), "a(a1 a2 a3) c b(b1)"),
        (Move(("b",), None, "nowhere"), "a(a1 a2 a3) c b(b1)"),
        (Move(("nowhere",), None, "b"), "a(a1 a2 a3) b(b1) c"),
        (Move(("a1",), "a"), "a(a2 a3 a1) b(b1) c"),
        (Move(("a1",), "a", "a3"), "a(a2 a1 a3) b(b1) c"),
        (Move(("a1", "a3"), "a", "a3"), "a(a2 a1 a3) b(b1) c"),
        (Move(("a3", "a2"), "b", "b1"), "a(a1) b(a2 a3 b1) c"),
        (Move(("b1", "a2"), "c"), "a(a1 a3) b c(a2 b1)"),
        (Move(("a2", "b1"), "a", "a2"), "a(a1 a2 b1 a3) b c"),
        (Move(("a1",), "b", "c"), "a(a2 a3) b(b1 a1) c"),  # before a project is at the end
        (Move(("a1",), "b1"), "a(a1 a2 a3) b(b1) c"),  # an indicator holds none
        (Move(("a1",), "nowhere"), "a(a1 a2 a3) b(b1) c"),
        (Move(("a",), "b"), "a(a1 a2 a3) b(b1) c"),  # nor does a project hold projects
    ],
)
def test_after_an_edit_they_stand_so(edit: Edit, after: str) -> None:
    before = outline("a(a1 a2 a3) b(b1) c")
    made = edit.apply(before)
    assert outlined(made) == after
    assert (made is before) == (after == outlined(before))


@pytest.mark.parametrize(
    ("edit", "label"),
    [
        (SetFields({}), "修改 0 处"),
        (SetFields({("d", "compiler"): ""}), "修改编制单位"),
        (SetFields({("nowhere", "name"): ""}), "修改"),
        (SetFields({("a", "name"): "", ("a1", "name"): ""}), "修改 2 处"),  # 项目名称 and 三级指标
        (SetFields({("a", "name"): ""}, "去掉金额单位"), "去掉金额单位"),
        (AddIndicator("x", "a"), "加指标"),
        (AddProjects((), "粘贴"), "粘贴"),
        (AddProjects(()), "装入"),
        (ReplaceContent(book()), "装入"),
        (Remove(frozenset({"a"})), "删除"),
        (Remove(frozenset({"a", "b"})), "删除 2 项"),
        (Duplicate(()), "复制一份"),
        (Move(()), "移动"),
        (Several((), "整理"), "整理"),
    ],
)
def test_the_menu_says_what_undo_takes_back(edit: Edit, label: str) -> None:
    assert edit.label(outline("a(a1 a2 a3) b(b1) c")) == label


def test_a_copied_project_s_indicators_are_new_ones_and_its_texts_the_same() -> None:
    before = document("# 网站 | code=1 | goal=稳定\n- 数量 | 次数 | 4次")
    original, copy = Duplicate((("p1", "x"),)).apply(before).projects
    assert original is before.projects[0]
    assert copy.fields == Fields({"name": "网站", "goal": "稳定"})
    assert [row.fields for row in copy.indicators] == [row.fields for row in original.indicators]
    assert copy.indicators[0].id not in before.places


def test_two_copies_have_nothing_in_common() -> None:
    made = Several(tuple(Duplicate((("a", node),)) for node in "xy"), "").apply(outline("a(a1 a2)"))
    assert len(made.places) == 9


def test_what_is_brought_in_twice_keeps_its_first_ids() -> None:
    projects = outline("a(a1)").projects
    once = AddProjects(projects).apply(outline(""))
    assert outlined(once) == "a(a1)"
    twice = AddProjects((*projects, *projects)).apply(outline(""))
    assert twice.projects[0] == projects[0]
    assert len(twice.places) == 4
    # What two people bring in again is the same on both machines.
    assert AddProjects((*projects, *projects)).apply(outline("")) == twice


def test_another_document_s_content_takes_this_one_s_place_and_not_its_id() -> None:
    before, other = outline("a(a1)"), replace(outline("x(x1) y"), id="other", form="ningxia-annex2-2024", extra="{}")
    made = ReplaceContent(other).apply(before)
    assert (made.id, made.form, made.extra, outlined(made)) == ("d", "ningxia-annex2-2024", "{}", "x(x1) y")


def test_several_edits_see_each_other_and_are_one_step() -> None:
    edit = Several((AddProject("x"), AddIndicator("y", "x"), SetFields({("y", "name"): "次数"})), "加一个")
    history = History(outline("a"))
    assert history.run(edit) is not None
    assert history.document.fields_of("y")["name"] == "次数"
    history.undo()
    assert outlined(history.document) == "a"
