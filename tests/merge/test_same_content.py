"""Whether an annex was merged before: a version with the same content, whatever the ids of its nodes are."""

import pytest
from notation import document as written

from perfdesk.merge.annex_edits import same_content
from perfdesk.model.document import Document

BOOK = """
department_name=青禾县档案馆
# 网站维护 | goal=旧
- 数量 | 次数 | 4次
- 数量 | 网站数量 | 1个
+ tasks | 修缮库房 | total=3.00
# 租金
"""


def with_other_ids(document: Document) -> Document:
    projects = []
    for project in document.projects:
        rows = [type(row)(row.id + "x", row.fields) if row in project.indicators else row for row in project.rows]
        projects.append(type(project)(project.id + "x", project.fields).with_rows(rows))
    return document.with_projects(projects)


def test_ids_do_not_count() -> None:
    assert same_content(written(BOOK), with_other_ids(written(BOOK)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("department_name=青禾县档案馆", "department_name=青禾县文化馆"),
        ("goal=旧", "goal=新"),
        ("4次", "5次"),
        ("- 数量 | 次数 | 4次\n", ""),
        ("- 数量 | 次数 | 4次\n", "- 数量 | 次数 | 4次\n- 数量 | 次数 | 4次\n"),
        ("- 数量 | 次数 | 4次\n- 数量 | 网站数量 | 1个\n", "- 数量 | 网站数量 | 1个\n- 数量 | 次数 | 4次\n"),
        ("total=3.00", "total=4.00"),
        ("+ tasks | 修缮库房 | total=3.00", "+ costs | 修缮库房 | total=3.00"),
        ("# 租金\n", ""),
        ("# 租金\n", "# 租金\n# 租金\n"),
    ],
)
def test_every_content_counts(old: str, new: str) -> None:
    assert BOOK.count(old) == 1
    changed = written(BOOK.replace(old, new))
    assert not same_content(written(BOOK), changed)
    assert not same_content(changed, written(BOOK))


def test_the_order_of_projects_counts() -> None:
    document = written(BOOK)
    assert not same_content(document, document.with_projects(reversed(document.projects)))
