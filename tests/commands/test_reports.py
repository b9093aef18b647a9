"""The shapes that are printed as JSON, by example: other programs build on their keys."""

from dataclasses import replace

import pytest
from notation import document as written

from perfdesk.commands import merge_reports, reports
from perfdesk.importers.load import Imported, Note
from perfdesk.merge.analyse import analyse
from perfdesk.merge.origins import Decided, Origin
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields
from perfdesk.model.revisions import Revision
from perfdesk.rules.finding import Finding, Severity

BOOK = written("""
department_name=青禾县档案馆
# 网站维护 | code=QH01 | budget_total=5
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
# 库房租金 | budget_total=3
""")
FIRST = {"number": 1, "code": "QH01", "name": "网站维护"}
SECOND = {"number": 2, "code": "", "name": "库房租金"}


def put(node: str, key: str, text: str) -> Edit:
    return SetFields({(node, key): text})


def test_a_document_is_its_form_fields_and_projects_with_their_indicators() -> None:
    levels = {"level1": "产出指标", "level2": "数量指标"}
    rows = [("p1.1", "维护次数", "≥4次"), ("p1.2", "网站数量", "1个")]
    assert reports.document_json(BOOK) == {
        "form": "hebei-book-2024",
        "fields": {"department_name": "青禾县档案馆"},
        "projects": [
            {
                "id": "p1",
                "fields": {"name": "网站维护", "code": "QH01", "budget_total": "5"},
                "indicators": [
                    {"id": node, "fields": {**levels, "name": name, "target": target}} for node, name, target in rows
                ],
            },
            {"id": "p2", "fields": {"name": "库房租金", "budget_total": "3"}, "indicators": []},
        ],
    }


@pytest.mark.parametrize(
    ("node", "shape"), [("p1", FIRST), ("p1.2", FIRST), ("p2", SECOND), ("d", None), ("nobody", None)]
)
def test_a_project_is_named_by_number_code_and_name(node: str, shape: object) -> None:
    assert reports.project_json(BOOK, node) == shape


@pytest.mark.parametrize(
    ("edit", "shape"),
    [
        (
            put("d", "department_name", "青禾县林业局"),
            ("set", None, None, "department_name", "青禾县档案馆", "青禾县林业局"),
        ),
        (put("p2", "goal", "租用"), ("set", SECOND, None, "goal", "", "租用")),
        (put("p1.2", "target", "2个"), ("set", FIRST, "p1.2", "target", "1个", "2个")),
        (
            AddProject("q", Fields({"name": "宣传"})),
            ("add", {"number": 3, "code": "", "name": "宣传"}, None, None, "", "宣传"),
        ),
        (
            AddIndicator("x", "p2", Fields({"name": "面积"})),
            ("add", SECOND, "x", None, "", "面积"),
        ),
        # What is gone is named as it was.
        (Remove(frozenset({"p1"})), ("remove", FIRST, None, None, "网站维护", "")),
        (Remove(frozenset({"p1.1"})), ("remove", FIRST, "p1.1", None, "维护次数", "")),
    ],
)
def test_a_change_is_kind_place_field_and_both_texts(edit: Edit, shape: tuple[object, ...]) -> None:
    after = edit.apply(BOOK)
    (change,) = diff(BOOK, after)
    keys = ("kind", "project", "indicator", "field", "before", "after")
    assert reports.change_json(BOOK, after, change) == dict(zip(keys, shape, strict=True))


def test_a_moved_project_has_its_new_number() -> None:
    after = Move(("p2",), None, "p1").apply(BOOK)
    (change,) = diff(BOOK, after)
    shape = reports.change_json(BOOK, after, change)
    assert (shape["kind"], shape["field"]) == ("move", None)
    assert shape["project"]["number"] == after.places[change.project][0] + 1


def test_a_revision_tells_who_when_and_what_and_the_first_one_changed_nothing() -> None:
    revision = Revision("r2", ("r1", "s1"), "张三", "2031-03-01T08:00:00+00:00", note="合并 甲.perfdesk")
    after = put("p2", "goal", "租用").apply(BOOK)
    taken = Origin(revision, "租用", (Revision("r1", author="李四"), Revision("r0", author="李四")), is_decided=True)
    shape = reports.revision_json(revision, BOOK, after, [Decided("p2", "goal", taken)])
    assert shape.pop("decided") == [
        {"project": SECOND, "indicator": None, "field": "goal", "value": "租用", "written_by": ["李四"]}
    ]
    (change,) = shape.pop("changes")
    assert (change["project"], change["field"], change["after"]) == (SECOND, "goal", "租用")
    assert shape == {
        "id": "r2",
        "parents": ["r1", "s1"],
        "author": "张三",
        "time": "2031-03-01T08:00:00+00:00",
        "note": "合并 甲.perfdesk",
    }
    assert reports.revision_json(revision, None, after, [])["changes"] == []


def finding(severity: Severity, project: str = "", indicator: str = "", field: str = "") -> Finding:
    return Finding("fund-sum", severity, "不一致。", project, indicator, field, "5 ≠ 3")


def test_a_finding_names_its_place_and_null_stands_for_what_it_has_not() -> None:
    common = {"rule": "fund-sum", "file": "书.perfdesk", "message": "不一致。", "evidence": "5 ≠ 3"}
    shapes = [
        (
            finding(Severity.ERROR, "p1", "p1.2", "target"),
            ("error", FIRST, "p1.2", {"number": 2, "name": "网站数量"}, "target"),
        ),
        (finding(Severity.WARNING, "p2"), ("warning", SECOND, None, None, None)),
        (finding(Severity.INFO), ("info", None, None, None, None)),
    ]
    for one, (severity, project, indicator, row, field) in shapes:
        place = {"severity": severity, "project": project, "indicator": indicator, "row": row, "field": field}
        assert reports.finding_json("书.perfdesk", BOOK, one) == {**common, **place}


def test_counts_name_every_severity() -> None:
    assert reports.counts([]) == {"error": 0, "warning": 0, "info": 0}
    found = [finding(Severity.ERROR), finding(Severity.ERROR), finding(Severity.INFO)]
    assert reports.counts(found) == {"error": 2, "warning": 0, "info": 1}


# --- merging -----------------------------------------------------------------------------------------------------


def plan(*edits: Edit | None) -> Plan:
    versions: list[Document] = [BOOK if edit is None else edit.apply(BOOK) for edit in edits]
    sides = [Side(f"{name}.perfdesk", one) for name, one in zip("我甲乙", versions, strict=False)]
    return analyse(sides[0], sides[1:], BOOK)


def sides(*said: tuple[str, str | None]) -> list[dict[str, str | None]]:
    return [{"file": f"{name}.perfdesk", "value": value} for name, value in said]


def test_a_conflict_has_its_base_and_what_each_side_says_that_nobody_supersedes() -> None:
    made = plan(put("p2", "goal", "甲说"), None, put("p2", "goal", "乙说"))
    assert merge_reports.merge_json(made) == {
        "merged": 0,
        "identical": 0,
        "conflicts": [
            {
                "project": SECOND,
                "indicator": None,
                "field": "goal",
                "base": "",
                "sides": sides(("我", "甲说"), ("乙", "乙说")),
            }
        ],
        "skipped": [],
        "bases": [
            {"file": name, "base": {"revision": None, "why": "指定的文件"}} for name in ("乙.perfdesk", "甲.perfdesk")
        ],
    }


def test_of_a_removal_that_is_asked_every_side_is_named_with_null_for_who_removed_it() -> None:
    made = plan(Remove(frozenset({"p1.1"})), put("p1.1", "target", "6次"), None)
    (shape,) = merge_reports.merge_json(made)["conflicts"]
    assert shape == {
        "project": FIRST,
        "indicator": "p1.1",
        "field": None,
        "base": "维护次数",
        "sides": sides(("我", None), ("乙", "维护次数"), ("甲", "维护次数")),
    }


def test_what_was_taken_and_what_several_did_alike_is_counted() -> None:
    both = put("p2", "goal", "租用")
    made = plan(None, Several((both, put("p1", "goal", "保障")), ""), both)
    assert merge_reports.merge_counts(made) == {"merged": 2, "identical": 1}
    respelled = plan(put("p1", "budget_total", "6"), put("p1", "budget_total", "6.00"))
    assert merge_reports.merge_counts(respelled) == {"merged": 0, "identical": 1}


def test_a_row_of_the_plan_has_what_stands_from_whom_and_why() -> None:
    made = plan(put("p1", "goal", "我说"), Several((put("p1", "goal", "甲说"), put("p2", "goal", "租用")), ""))
    shape = merge_reports.plan_json(made)
    assert (shape["version"], shape["files"], shape["skipped"]) == (1, ["我.perfdesk", "甲.perfdesk"], [])
    asked, taken = shape["decisions"]
    assert taken == {
        "kind": "set",
        "project": SECOND,
        "indicator": None,
        "record": None,
        "field": "goal",
        "base": "",
        "sides": sides(("甲", "租用")),
        "values": sides(("我", ""), ("甲", "租用")),
        "result": "租用",
        "from": ["甲.perfdesk"],
        "why": "filled",
        "open": False,
        "paragraphs": [],
    }
    assert (asked["result"], asked["why"], asked["open"]) == ("我说", "open", True)
    answered = made.choose([("p1", "goal")], 1)
    asked = merge_reports.plan_json(answered)["decisions"][0]
    assert (asked["result"], asked["open"]) == ("甲说", False)


def test_a_chosen_removal_has_an_empty_result() -> None:
    made = plan(Remove(frozenset({"p1.1"})), put("p1.1", "target", "6次"))
    (asked,) = merge_reports.plan_json(made.choose([one.place for one in made.open], 0))["decisions"]
    assert (asked["kind"], asked["result"], asked["open"]) == ("remove", "", False)


# --- importing ---------------------------------------------------------------------------------------------------


def test_a_source_is_counted_and_its_notes_are_kept_apart() -> None:
    read = Imported(
        BOOK, (Note("第1行", "部门名称"),), (Note("第2行", "年度"),), (Note("表 3", "备注"), Note("", "页脚"))
    )
    assert reports.import_json(read) == {
        "form": "hebei-book-2024",
        "projects": 2,
        "indicators": 2,
        "recognised": [{"place": "第1行", "text": "部门名称"}],
        "guessed": [{"place": "第2行", "text": "年度"}],
        "left_out": [{"place": "表 3", "text": "备注"}, {"place": "", "text": "页脚"}],
    }
    assert reports.import_json(replace(read, left_out=()))["left_out"] == []


# --- records -----------------------------------------------------------------------------------------------------

TASKS = written("""
# 档案工作
- 数量 | 整理数量 | 1万卷
+ tasks | 修缮库房 | total=3.00 | fiscal=3.00
+ tasks | 购置书架 | total=2.00
+ sites | 青禾县河西路
""")
WORK = {"number": 1, "code": "", "name": "档案工作"}
BUY = {"id": "p1.tasks2", "kind": "tasks", "number": 2, "name": "购置书架"}


def test_the_records_of_a_project_stand_beside_its_indicators_by_kind() -> None:
    shape = reports.document_json(TASKS)
    (project,) = shape["projects"]
    assert list(project) == ["id", "fields", "indicators", "records"]
    assert project["records"] == {
        "tasks": [
            {"id": "p1.tasks1", "fields": {"item": "修缮库房", "total": "3.00", "fiscal": "3.00"}},
            {"id": "p1.tasks2", "fields": {"item": "购置书架", "total": "2.00"}},
        ],
        "sites": [{"id": "p1.sites1", "fields": {"name": "青禾县河西路"}}],
    }
    assert "records" not in shape


def test_a_form_about_the_department_itself_has_its_records_in_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "stands_for_department", lambda form: True)
    shape = reports.document_json(TASKS)
    assert shape["records"] == shape["projects"][0]["records"]
    assert "records" not in reports.document_json(BOOK)


def test_records_of_a_department_with_several_projects_name_the_project_of_each() -> None:
    two = replace(
        written("# 甲\n+ sites | 全县\n+ tasks | 改版\n# 乙\n+ tasks | 修缮\n+ tasks | 巡检"), form="mof-88-department"
    )
    shape = reports.document_json(two)
    assert list(shape["records"]) == ["tasks", "sites"]
    assert [(row["id"], row["project"]) for row in shape["records"]["tasks"]] == [
        ("p1.tasks1", 1), ("p2.tasks1", 2), ("p2.tasks2", 2),
    ]  # fmt: skip
    assert shape["records"]["sites"] == [{"id": "p1.sites1", "fields": {"name": "全县"}, "project": 1}]
    assert "project" not in shape["projects"][0]["records"]["tasks"][0]
    none = replace(written("# 甲\n# 乙"), form="mof-88-department")
    assert "records" not in reports.document_json(none)
    of_projects = replace(two, form="hebei-book-2024")
    assert "records" not in reports.document_json(of_projects), "each project has its own"


@pytest.mark.parametrize(
    ("edit", "shape"),
    [
        (put("p1.tasks2", "total", "4.00"), ("set", BUY, "total", "2.00", "4.00")),
        (Remove(frozenset({"p1.tasks2"})), ("remove", BUY, None, "购置书架", "")),
        (Move(("p1.tasks2",), "p1", "p1.tasks1"), ("move", {**BUY, "number": 1}, None, "第2个", "第1个")),
    ],
)
def test_a_change_of_a_record_names_its_kind_and_number(edit: Edit, shape: tuple[object, ...]) -> None:
    after = edit.apply(TASKS)
    (change,) = diff(TASKS, after)
    kind, record, field, before, now = shape
    assert reports.change_json(TASKS, after, change) == {
        "kind": kind,
        "project": WORK,
        "indicator": None,
        "record": record,
        "field": field,
        "before": before,
        "after": now,
    }


def test_a_finding_of_a_record_names_it_and_its_row() -> None:
    one = Finding("task-sum", Severity.ERROR, "不一致。", "p1", "p1.tasks2", "total")
    shape = reports.finding_json("书.perfdesk", TASKS, one)
    assert (shape["indicator"], shape["record"]) == (None, BUY)
    assert shape["row"] == {"number": 2, "name": "购置书架"}


def test_a_conflict_about_a_record_names_it_also_where_somebody_removed_it() -> None:
    ours = put("p1.tasks2", "total", "4.00").apply(TASKS)
    theirs = Remove(frozenset({"p1.tasks2"})).apply(TASKS)
    made = analyse(Side("我", ours), [Side("甲", theirs)], TASKS)
    (asked,) = merge_reports.merge_json(made)["conflicts"]
    assert (asked["indicator"], asked["record"], asked["base"]) == (None, BUY, "购置书架")
    assert [side["value"] for side in asked["sides"]] == ["购置书架", None]
    (row,) = merge_reports.plan_json(made)["decisions"]
    assert row["record"] == BUY


def test_what_was_imported_counts_its_records_by_kind() -> None:
    assert reports.import_json(Imported(TASKS, (), (), ()))["records"] == {"tasks": 2, "sites": 1}


def test_a_plan_says_whose_paragraphs_a_long_text_has() -> None:
    lines = ["一是完善制度。", "二是加强业务培训。", "三是公开结果。"]
    base = put("p1", "goal", "\n".join(lines)).apply(BOOK)
    texts = ["\n".join([lines[0] + "甲", *lines[1:]]), "\n".join([lines[0] + "乙", *lines[1:], "四是考核。"])]
    versions = [put("p1", "goal", text).apply(base) for text in texts]
    plan = analyse(Side("我.perfdesk", versions[0]), [Side("甲.perfdesk", versions[1])], base)
    (row,) = merge_reports.plan_json(plan)["decisions"]
    assert [side["value"] for side in row["sides"]] == texts
    assert row["result"] == texts[0] + "\n四是考核。"
    assert row["paragraphs"] == [
        {
            "before": lines[0],
            "result": lines[0] + "甲",
            "from": ["我.perfdesk", "甲.perfdesk"],
            "open": True,
        },
        {"before": "", "result": "四是考核。", "from": ["甲.perfdesk"], "open": False},
    ]
    answered = plan.choose([("p1", "goal")], 1)
    (row,) = merge_reports.plan_json(answered)["decisions"]
    assert (row["result"], [part["open"] for part in row["paragraphs"]]) == (texts[1], [False, False])
