"""What an import left unread: kept in few lines, joined in an order that no file decides, brought along by 装入."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import document

from perfdesk.model.edits import AddProjects
from perfdesk.model.fields import Fields
from perfdesk.model.unread import KEY, added, joined, unread_lines, unread_text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], ""),
        (["一"], "一"),
        (["一", "二"], "一\n二"),
        # Each once, in the order of the source; in one line each.
        (["二", "一", "二"], "二\n一"),
        (["第一行\n第二行", " 前后  空格\t"], "第一行 第二行\n前后 空格"),
    ],
)
def test_each_line_is_kept_once_and_in_one_line(lines: list[str], text: str) -> None:
    assert unread_text(lines) == text


@pytest.mark.parametrize(("count", "last"), [(29, "第29处"), (30, "第30处"), (31, "还有 1 处"), (1000, "还有 970 处")])
def test_after_thirty_lines_the_rest_is_counted(count: int, last: str) -> None:
    text = unread_text(f"第{at}处" for at in range(1, count + 1)).splitlines()
    assert (len(text), text[-1]) == (min(count, 31), last)
    assert text[:29] == [f"第{at}处" for at in range(1, 30)]


def test_a_node_without_anything_unread_has_no_lines() -> None:
    assert unread_lines(Fields()) == []
    assert unread_lines(Fields({KEY: "一\n二"})) == ["一", "二"]


@given(st.lists(st.lists(st.sampled_from(["第1行", "第2行", "第3行"]), max_size=3)))
def test_joining_does_not_depend_on_who_comes_first(parts: list[list[str]]) -> None:
    texts = ["\n".join(lines) for lines in parts]
    assert joined(texts) == joined(reversed(texts)) == "\n".join(sorted({one for lines in parts for one in lines}))
    assert joined([joined(texts), *texts]) == joined(texts)


HERE = f"{KEY}=第2行\n# 网站"


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("# 网站", "# 宣传", []),
        ("# 网站", f"{KEY}=第1行\n# 宣传", ["第1行"]),
        (HERE, f"{KEY}=第1行\n# 宣传", ["第1行", "第2行"]),
        (HERE, f"{KEY}=第2行\n# 宣传", ["第2行"]),
        (HERE, "# 宣传", ["第2行"]),
    ],
)
def test_projects_that_are_added_bring_along_what_was_not_read(old: str, new: str, left: list[str]) -> None:
    before, other = document(old), document(new)
    edit = added(before, other, "装入 甲.docx")
    after = edit.apply(before)
    assert edit.label(before) == "装入 甲.docx"
    assert [project.name for project in after.projects] == ["网站", "宣传"]
    assert unread_lines(after.fields) == left
    assert after.projects == AddProjects(other.projects).apply(before).projects
