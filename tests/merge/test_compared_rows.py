"""Two annexes side by side: rows without ids are known by their names, then by likeness, never by their class alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from notation import document

from perfdesk.commands.cli import main
from perfdesk.merge.same_nodes import alike_rows
from perfdesk.model.diff import aligned, diff
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
    found = diff(before, aligned(before, after, alike_rows))
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
