"""What the backups hold, as it is offered: every version with who, when and what is different; documents whose file is
gone; what cannot be read is said, and nothing of it is in the way."""

from dataclasses import replace
from pathlib import Path

import pytest
from notation import document as written

from perfdesk.model.document import Document
from perfdesk.model.edits import Remove, SetFields
from perfdesk.store import file
from perfdesk.store.backups import Backups, about_file, backups_of
from perfdesk.work.older_versions import (
    OlderVersion,
    clean,
    difference,
    kept_at,
    kept_documents,
    kept_of,
    older_versions,
    usage,
)

BOOK = "department_name=青禾县档案馆\n# 网站维护费 | budget_total=1\n# 库房租金\n# 查档服务"
T0 = 1_700_000_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def book() -> Document:
    return written(BOOK)


def goal(text: str, project: str = "p1") -> SetFields:
    return SetFields({(project, "goal"): text})


def keep(root: Path, path: Path, document: Document, author: str = "", time: int = T0) -> Backups:
    """Saves a document and makes a backup of it."""
    opened = file.save(path, document, author=author)
    those = backups_of(root, document.id, path)
    those.add(path.read_bytes(), about_file(opened, path), time)
    return those


def go_on() -> None:
    """Nobody gives up."""


def of(root: Path, path: Path, now: Document | None) -> list[OlderVersion]:
    return older_versions(kept_of([root], "d", path), now, go_on)


# --- in few words ---------------------------------------------------------------------------------------------------


def test_what_is_different_in_few_words(book: Document) -> None:
    now = Remove(frozenset({"p3"})).apply(book)
    assert difference(book, book) == "与现在相同"
    assert difference(goal("改").apply(book), book) == "1 处不同：1 网站维护费"
    assert difference(book, now) == "1 处不同，现在少 1 个项目：3 查档服务"
    all_three = goal("甲", "p1").apply(goal("乙", "p2").apply(goal("丙", "p3").apply(book)))
    assert difference(all_three, book) == "3 处不同：1 网站维护费、2 库房租金等"
    assert difference(now, book) == "1 处不同：3 查档服务"
    with_row = written(BOOK.replace("budget_total=1", "budget_total=1\n- 数量 | 维护次数 | 4次"))
    assert difference(with_row, book) == "1 处不同：1 网站维护费"
    assert difference(replace(book, id="e"), book) == "另一份表"
    assert difference(replace(book, form="ningxia-annex-2"), book) == "表样不同"


# --- versions -------------------------------------------------------------------------------------------------------


def test_versions_from_the_newest_on_with_who_and_when(root: Path, tmp_path: Path, book: Document) -> None:
    path = tmp_path / "书.perfdesk"
    keep(root, path, book, "甲")
    keep(root, path, goal("改").apply(book), "乙")
    found = of(root, path, book)
    assert [(one.author, one.difference, one.fits) for one in found] == [
        ("乙", "1 处不同：1 网站维护费", True),
        ("甲", "与现在相同", True),
    ]
    assert all(one.time == file.read(one.path).baggage.header.time[:16].replace("T", " ") for one in found)


def test_without_an_open_document_they_are_told_apart_from_the_newest(
    root: Path, tmp_path: Path, book: Document
) -> None:
    path = tmp_path / "书.perfdesk"
    keep(root, path, book)
    those = keep(root, path, goal("改").apply(book))
    assert [one.difference for one in of(root, path, None)] == ["与现在相同", "1 处不同：1 网站维护费"]
    newest = those.all()[-1].path
    newest.write_bytes(newest.read_bytes()[:-40])
    found = of(root, path, None)
    assert [one.difference for one in found] == ["读不出", "与现在相同"]
    assert found[0].why


def test_what_was_set_aside_is_named(root: Path, tmp_path: Path, book: Document) -> None:
    those = keep(root, tmp_path / "书.perfdesk", book)
    (those.folder / "x.perfdesk-damaged").touch()
    found = of(root, tmp_path / "书.perfdesk", book)
    assert [(one.difference, bool(one.why)) for one in found] == [("与现在相同", False), ("读不出", True)]


def test_a_document_under_another_name_and_another_document_here_are_found(
    root: Path, tmp_path: Path, book: Document
) -> None:
    here, there = tmp_path / "现在.perfdesk", tmp_path / "以前.perfdesk"
    keep(root, there, book)
    keep(root, here, replace(book, id="e"))
    keep(root, tmp_path / "别的.perfdesk", replace(book, id="f"))
    keep(root, here, goal("改").apply(book))
    found = of(root, here, book)
    assert {(one.kept.about.path, one.difference, one.fits) for one in found} == {
        (str(here), "1 处不同：1 网站维护费", True),
        (str(here), "另一份表", False),
        (str(there), "与现在相同", True),
    }
    assert found[-1].kept.path == there
    assert {one.about.document for one in kept_at([root], here)} == {"d", "e"}


def test_who_gives_up_is_not_kept_waiting(root: Path, tmp_path: Path, book: Document) -> None:
    keep(root, tmp_path / "书.perfdesk", book)

    def give_up() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        older_versions(kept_of([root], "d", None), None, give_up)
    with pytest.raises(InterruptedError):
        kept_documents([root], give_up)


# --- documents ------------------------------------------------------------------------------------------------------


def test_documents_whose_file_is_gone_come_first(root: Path, tmp_path: Path, book: Document) -> None:
    for number, name in enumerate("甲乙丙"):
        keep(root, tmp_path / f"{name}.perfdesk", replace(book, id=name), time=T0 + 86_400 * number)
    (tmp_path / "乙.perfdesk").unlink()
    found = kept_documents([root], go_on)
    assert [(one.kept.about.document, one.is_gone, one.number) for one in found] == [
        ("乙", True, 1),
        ("丙", False, 1),
        ("甲", False, 1),
    ]
    assert found[0].kept.about.department == "青禾县档案馆"
    assert found[0].kept.place == f"乙.perfdesk（{tmp_path}）"


def test_without_a_path_the_file_counts_as_gone(root: Path, tmp_path: Path, book: Document) -> None:
    those = keep(root, tmp_path / "书.perfdesk", book)
    (those.folder / "about.json").unlink()
    [one] = kept_documents([root], go_on)
    assert (one.is_gone, one.kept.path, one.kept.place) == (True, None, "（不知道原来在哪里）")


def test_several_places_are_looked_in(root: Path, tmp_path: Path, book: Document) -> None:
    keep(root, tmp_path / "书.perfdesk", book)
    keep(tmp_path / "盘", tmp_path / "书.perfdesk", goal("改").apply(book))
    roots = [tmp_path / "盘", tmp_path / "没有", root]
    assert len(kept_of(roots, "d", tmp_path / "书.perfdesk")) == 2
    assert usage(roots)[1:] == (2, 2)


def test_a_folder_that_says_nothing_is_passed_over(root: Path) -> None:
    those = Backups(root / ("0" * 32))
    those.folder.mkdir(parents=True)
    (those.folder / ("000001-20260101T000000-" + "0" * 64 + ".perfdesk")).write_bytes(b"x")
    assert kept_documents([root], go_on) == []


def test_cleaning_leaves_the_newest_of_each(root: Path, tmp_path: Path, book: Document) -> None:
    for name in "甲乙":
        for text in "一二三":
            keep(root, tmp_path / f"{name}.perfdesk", replace(goal(text).apply(book), id=name))
    assert usage([root])[1:] == (2, 6)
    size = usage([root]).size
    clean([root])
    assert usage([root])[1:] == (2, 2)
    assert usage([root]).size < size / 2
    for one in kept_documents([root], go_on):
        [left] = one.kept.backups.all()
        assert file.read(left.path).document.projects[0].fields["goal"] == "三"
