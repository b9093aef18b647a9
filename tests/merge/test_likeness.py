"""Which projects of a file that was typed apart are asked about: pairs on both sides of each bound."""

import pytest
from histories import edited, sent
from notation import document as written

from perfdesk.merge import likeness
from perfdesk.merge.likeness import likenesses
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import AddProject
from perfdesk.model.fields import Fields


def named(who: str, *projects: tuple[str, str]) -> Document:
    """A document that shares no id with others: projects by name, indicators by letter, "_" without one."""
    return Document(
        who,
        "hebei-book-2024",
        Fields(),
        tuple(
            Project(f"{who}{at}", Fields({"name": name}), tuple(row(f"{who}{at}.{letter}", letter) for letter in rows))
            for at, (name, rows) in enumerate(projects)
        ),
    )


def row(node: str, name: str) -> Indicator:
    return Indicator(node, Fields({"name": name.strip("_")}))


def asked(ours: Document, theirs: Document) -> list[tuple[str, str]]:
    return [(one.their_name, one.our_name) for one in likenesses(Side("我", ours), [Side("甲", theirs)])]


@pytest.mark.parametrize(
    ("ours", "theirs", "are_alike"),
    [
        # Names: 2 * common characters / all characters is at least 0.6.
        (("一二三四五", ""), ("一二三六七", ""), True),
        (("一二三四五", ""), ("一二六七八", ""), False),
        (("", ""), ("", ""), False),
        # Only those in the same order count.
        (("一二三四五", ""), ("五四三二一", ""), False),
        # Of long names each character counts, however often it stands there.
        (("维护" * 100, ""), ("维护" * 100 + "费", ""), True),
        # Indicators: at least two, and half of those of the longer list.
        (("甲项", "ab"), ("乙事", "abcd"), True),
        (("甲项", "abcd"), ("乙事", "ab"), True),
        (("甲项", "ab"), ("乙事", "abcde"), False),
        (("甲项", "a"), ("乙事", "a"), False),
        (("甲项", "ab"), ("乙事", "ab"), True),
        (("甲项", ""), ("乙事", ""), False),
        (("甲项", "a_"), ("乙事", "a_"), False),
    ],
)
def test_at_each_bound(ours: tuple[str, str], theirs: tuple[str, str], are_alike: bool) -> None:
    found = asked(named("o", ours, ("别的工作", "xyz")), named("t", theirs))
    assert found == ([(theirs[0], ours[0])] if are_alike else [])


def test_each_project_is_asked_about_once_with_the_most_alike() -> None:
    ours = named("o", ("网站运行维护", "ab"), ("网站运行费用", ""))
    theirs = named("t", ("网站运行保障", "ab"), ("网站运行维保", "ab"))
    assert asked(ours, theirs) == [("网站运行维保", "网站运行维护"), ("网站运行保障", "网站运行费用")]


def test_of_a_file_with_our_past_nothing_is_asked() -> None:
    start = sent(written("# 网站运行维护"))
    theirs = edited("甲", start, AddProject("new", Fields({"name": "网站运行保障"})))
    ours = edited("我", start, AddProject("own", Fields({"name": "网站运行保险"})))
    assert likenesses(ours, [theirs]) == []


def test_too_many_pairs_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = named("o", ("网站维护", ""), ("租金", "")), named("t", ("网站维修", ""), ("绿化", ""))
    monkeypatch.setattr(likeness, "_MOST_PAIRS", 4)
    assert asked(ours, theirs) == [("网站维修", "网站维护")]
    monkeypatch.setattr(likeness, "_MOST_PAIRS", 3)
    assert asked(ours, theirs) == []
