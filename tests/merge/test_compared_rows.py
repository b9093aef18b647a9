"""Two annexes side by side: rows without ids are known by their names, then by likeness, never by their class alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from notation import document

from perfdesk.commands.cli import main
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form_of
from perfdesk.merge.analyse import analyse
from perfdesk.merge.compared import as_version_of
from perfdesk.merge.same_nodes import rows_to_merge
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind, diff
from perfdesk.model.document import Document
from perfdesk.store import file

ROADS = """
# 公路养护 | code=A1
- 数量 | 养护里程 | ≥30公里
- 数量 | 巡查次数 | ≥12次
+ tasks | 补坑槽 | total=3
"""


def typed(text: str) -> Document:
    """The document with ids that no other has."""
    one = document(text)
    projects = [
        replace(project, id=f"x{project.id}").with_rows(replace(row, id=f"x{row.id}") for row in project.rows)
        for project in one.projects
    ]
    return replace(one.with_projects(projects), id="x")


def changes(before: Document, after: Document) -> list[tuple[str, str, str, str]]:
    """What a reader is shown: kind, key, before, after."""
    found = diff(before, as_version_of(before, after))
    return [(str(one.kind), one.key, one.before, one.after) for one in found]


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        (
            "养护里程 | ≥30公里", "新增标志牌数量 | ≥12块",
            [("remove", "", "养护里程", ""), ("add", "", "", "新增标志牌数量")],
        ),
        # One text of three is the same.
        (
            "养护里程 | ≥30公里 | basis=计划", "新增标志牌数量 | ≥12块 | basis=计划",
            [("remove", "", "养护里程", ""), ("add", "", "", "新增标志牌数量")],
        ),
        # Of the rest only the names are alike.
        (
            "养护里程 | ≥30公里", "公路养护里程 | ≥35公里",
            [("set", "name", "养护里程", "公路养护里程"), ("set", "target", "≥30公里", "≥35公里")],
        ),
        ("补坑槽 | total=3", "刷标线 | total=4", [("remove", "", "补坑槽", ""), ("add", "", "", "刷标线")]),
        ("养护里程 | ≥30公里", "养护里程 | ≥35公里", [("set", "target", "≥30公里", "≥35公里")]),
        ("养护里程 | ≥30公里", "公路养护里程 | ≥30公里", [("set", "name", "养护里程", "公路养护里程")]),
        ("补坑槽 | total=3", "补坑槽等 | total=3", [("set", "item", "补坑槽", "补坑槽等")]),
    ],
)  # fmt: skip
def test_a_row_typed_over_another_of_its_class_is_one_removed_and_one_added(
    was: str, now: str, shown: list[tuple[str, str, str, str]]
) -> None:
    first = was.split(" | basis")[0]
    assert first in ROADS
    before, after = (ROADS.replace(first, row) for row in (was, now))
    assert changes(document(before), typed(after)) == shown


def test_rows_with_known_ids_are_the_same_whatever_became_of_them() -> None:
    other = ROADS.replace("养护里程 | ≥30公里", "新增标志牌数量 | ≥12块")
    assert changes(document(ROADS), document(other)) == [
        ("set", "name", "养护里程", "新增标志牌数量"),
        ("set", "target", "≥30公里", "≥12块"),
    ]


def test_a_row_whose_id_is_known_is_nobody_elses_twin() -> None:
    """The first row keeps its id; a new one that is named as it was is an addition."""
    now = document(ROADS.replace("养护里程 | ≥30公里", "桥梁检测数 | ≥2座"))
    (project,) = now.projects
    copy = replace(document(ROADS).projects[0].indicators[0], id="new")
    now = now.with_projects([project.with_rows([copy, *project.rows])])
    assert ("add", "", "", "养护里程") in changes(document(ROADS), now)


def test_the_command_shows_it_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = document(ROADS), typed(ROADS.replace("养护里程 | ≥30公里", "新增标志牌数量 | ≥12块"))
    paths = [str(tmp_path / f"{name}.perfdesk") for name in "ab"]
    for path, one in zip(paths, (before, after), strict=True):
        file.save(Path(path), one)
    assert main(["diff", *paths, "--json"]) == 0
    assert [one["kind"] for one in json.loads(capsys.readouterr().out)["changes"]] == ["remove", "add"]


# --- rows that went to another project ---------------------------------------------------------------------------

TWO = """
# 公路养护 | code=A1
- 数量 | 养护里程 | ≥30公里 | basis=计划
- 数量 | 巡查次数 | ≥12次
- 质量 | 合格率 | ≥95%
# 桥梁检测 | code=A2
- 数量 | 检测座数 | ≥8座
- 质量 | 合格率 | ≥95%
# 隧道照明 | code=A3
- 数量 | 灯具数 | ≥60盏
"""
ROW = "- 数量 | 养护里程 | ≥30公里 | basis=计划\n"


def moved(row: str, after: str, now: str = "") -> str:
    """The annexes with a row behind another line."""
    return TWO.replace(row, "").replace(after, after + (now or row))


MOVE = ("move", "", "公路养护", "桥梁检测")


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (moved(ROW, "# 桥梁检测 | code=A2\n"), [MOVE]),
        (
            moved(ROW, "# 桥梁检测 | code=A2\n", ROW.replace("30公里", "35公里")),
            [MOVE, ("set", "target", "≥30公里", "≥35公里")],
        ),
        # With another text and another name it is another row.
        (
            moved(ROW, "# 桥梁检测 | code=A2\n", "- 数量 | 桥梁养护数 | ≥3座\n"),
            [("remove", "", "养护里程", ""), ("add", "", "", "桥梁养护数")],
        ),
        # What several projects have alike is not moved where one drops it and another takes it up.
        (
            TWO.replace("≥12次\n- 质量 | 合格率 | ≥95%\n", "≥12次\n") + "- 质量 | 合格率 | ≥95%\n",
            [("remove", "", "合格率", ""), ("add", "", "", "合格率")],
        ),
        # Into a project that is new, and out of one that is gone.
        (
            TWO.replace(ROW, "") + f"# 新项目 | code=A4\n{ROW}",
            [("add", "", "", "新项目"), ("move", "", "公路养护", "新项目")],
        ),
        (
            moved("- 数量 | 灯具数 | ≥60盏\n", "# 桥梁检测 | code=A2\n").replace("# 隧道照明 | code=A3\n", ""),
            [("remove", "", "隧道照明", ""), ("move", "", "隧道照明", "桥梁检测")],
        ),
        # A project in the place of another: nothing is said of its rows.
        (
            TWO.replace("# 隧道照明 | code=A3", "# 亮化工程 | code=B7"),
            [("remove", "", "隧道照明", ""), ("add", "", "", "亮化工程")],
        ),
    ],
)  # fmt: skip
def test_a_row_in_another_project_was_moved(now: str, shown: list[tuple[str, str, str, str]]) -> None:
    assert sorted(changes(document(TWO), typed(now))) == sorted(shown)


def test_of_two_rows_of_one_name_the_one_with_all_its_texts_is_known_first() -> None:
    other = "- 数量 | 养护里程 | ≥9公里 | basis=合同\n"
    twice, edited = TWO.replace(ROW, ROW + other), other.replace("9公里", "7公里")
    now = TWO.replace(ROW, "").replace("# 桥梁检测 | code=A2\n", f"# 桥梁检测 | code=A2\n{edited}{ROW}")
    assert changes(document(twice), typed(now)) == [MOVE, ("set", "target", "≥9公里", "≥7公里"), MOVE]


def test_a_row_without_a_name_was_not_moved() -> None:
    row = "- 数量 | | ≥30公里\n"
    now = TWO.replace("# 桥梁检测 | code=A2\n", f"# 桥梁检测 | code=A2\n{row}")
    found = changes(document(TWO.replace(ROW, ROW + row)), typed(now))
    assert found == [("remove", "", "", ""), ("add", "", "", "")]


def test_two_equal_rows_that_go_together_were_moved() -> None:
    twice = TWO.replace(ROW, ROW * 2)
    now = TWO.replace(ROW, "").replace("# 桥梁检测 | code=A2\n", f"# 桥梁检测 | code=A2\n{ROW * 2}")
    assert changes(document(twice), typed(now)) == [MOVE, MOVE]


@pytest.mark.slow
def test_the_command_says_that_a_row_of_two_annexes_was_moved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [str(tmp_path / f"{name}.docx") for name in "ab"]
    for path, text in zip(paths, (TWO, moved(ROW, "# 桥梁检测 | code=A2\n")), strict=True):
        one = document(text)
        with Path(path).open("wb") as stream:
            write_document(form_of(one), one, stream)
    assert main(["diff", *paths]) == 0
    assert capsys.readouterr().out == "2 桥梁检测 移动养护里程：“公路养护” → “桥梁检测”\n"


# --- merges of files that share no version -----------------------------------------------------------------------


def merged(ours: str, theirs: str) -> tuple[list[str], int]:
    """The rows of the result, and how many questions there are."""
    plan = analyse(Side("我", document(ours)), [Side("甲", typed(theirs))])
    return [f"{row.name} {row.fields['target']}" for row in plan.result().projects[0].rows], len(plan.open)


ONE = "# 公路养护 | code=A1\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "rows", "questions"),
    [
        # Another row of the class is an addition and no question.
        ("养护里程 | ≥30公里", "新增标志牌数量 | ≥12块", ["养护里程 ≥30公里", "新增标志牌数量 ≥12块"], 0),
        ("养护里程 | ≥30公里", "养护里程 | ≥35公里", ["养护里程 ≥30公里"], 1),
        ("养护里程 | ≥30公里", "公路养护里程 | ≥30公里", ["养护里程 ≥30公里"], 1),
        # Who leaves a row empty says nothing.
        (" | ", "养护里程 | ≥30公里", ["养护里程 ≥30公里"], 0),
        ("养护里程 | ≥30公里", " | ", ["养护里程 ≥30公里"], 0),
        ("养护里程 | ", " | ≥30公里", ["养护里程 ≥30公里"], 0),
    ],
)
def test_rows_of_one_class_are_merged_only_if_they_are_alike(
    ours: str, theirs: str, rows: list[str], questions: int
) -> None:
    found, asked = merged(f"{ONE}- 数量 | {ours}", f"{ONE}- 数量 | {theirs}")
    assert (sorted(found), asked) == (sorted(rows), questions)


def test_rows_without_a_name_are_paired_in_their_class_and_order() -> None:
    old = document(f"{ONE}- 数量 | | 1\n- 质量 | | 2\n- 质量 | 正常率 | 3").projects[0].rows
    new = typed(f"{ONE}- 质量 | 优良率 | 7\n- 质量 | | 8\n- 数量 | | 9\n- 数量 | | 10").projects[0].rows
    assert rows_to_merge(old, new) == {"xp1.1": "p1.2", "xp1.2": "p1.3", "xp1.3": "p1.1"}
    assert rows_to_merge(old, old) == {}


def test_of_a_thousand_rows_typed_anew_the_likeness_costs_little() -> None:
    """More are not compared one by one; equal names are found all the same."""
    rows = [f"- 数量 | {one} | ≥{one}个" for one in range(300)]
    ours, theirs = document(ONE + "\n".join(rows)), typed(ONE + "\n".join(row.replace("≥", "≤") for row in rows))
    found = diff(ours, as_version_of(ours, theirs))
    assert [one.kind for one in found] == [ChangeKind.SET] * 300
    other = typed(ONE + "\n".join(row.replace("| ", "| 另").replace("≥", "≤") for row in rows))
    assert len(diff(ours, as_version_of(ours, other))) == 600
