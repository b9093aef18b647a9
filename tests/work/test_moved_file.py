"""A file that is renamed while it is open is found again by its number; one that is gone is not taken for another."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from notation import document as written

from perfdesk.model.edits import SetFields
from perfdesk.store import file, whereabouts
from perfdesk.work.moved_file import FilePlace
from perfdesk.work.workspace import Workspace

BOOK = "fiscal_year=2031 | department_name=青禾县档案馆\n# 网站维护费 | budget_total=1\n- 数量 | 网站数量 | 1个"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "局里" / "2031" / "书.perfdesk"
    path.parent.mkdir(parents=True)
    file.save(path, written(BOOK), author="甲")
    return path


@pytest.fixture
def work(book: Path) -> Workspace:
    return Workspace.open(book)


def where(work: Workspace) -> tuple[FilePlace, Path]:
    found = work.whereabouts()
    assert found is not None
    return found.place, found.path


def typed(work: Workspace, text: str) -> None:
    work.run(SetFields({("p1", "goal"): text}))


def other_at(path: Path) -> Path:
    file.save(path, replace(written(BOOK), id="other"))
    return path


def test_a_file_that_stays_is_where_it_was(work: Workspace, book: Path) -> None:
    assert where(work) == (FilePlace.HERE, book)
    typed(work, "甲的")
    work.save(book)
    assert where(work) == (FilePlace.HERE, book)
    somebody = Workspace.open(book)
    typed(somebody, "别人的")
    somebody.save(book)
    assert where(work) == (FilePlace.HERE, book), "somebody saved it: another file by number, the same document"


def test_a_document_without_a_file_is_nowhere() -> None:
    assert Workspace(written(BOOK)).whereabouts() is None


@pytest.mark.parametrize("name", ["书改.perfdesk", "新名字.perfdesk", "a.bak", "书"])
def test_a_renamed_file_is_found(work: Workspace, book: Path, name: str) -> None:
    new = book.rename(book.with_name(name))
    assert where(work) == (FilePlace.MOVED, new)
    work.follow(new)
    assert (work.path, where(work)) == (new, (FilePlace.HERE, new))
    typed(work, "改名以后")
    work.save(new)
    assert not book.exists()
    assert file.read(new).document.projects[0].fields["goal"] == "改名以后"


def test_a_file_is_found_after_it_was_saved_here(work: Workspace, book: Path) -> None:
    typed(work, "一")
    work.save(book)
    new = book.rename(book.with_name("书改.perfdesk"))
    assert where(work) == (FilePlace.MOVED, new)


@pytest.mark.parametrize(("above", "name"), [(0, "2031年"), (1, "财务科")])
def test_a_renamed_folder_is_found(work: Workspace, book: Path, above: int, name: str) -> None:
    folder = book.parents[above]
    folder.rename(folder.with_name(name))
    new = folder.with_name(name) / book.relative_to(folder)
    assert where(work) == (FilePlace.MOVED, new)


def test_file_and_folders_may_all_be_renamed(work: Workspace, book: Path) -> None:
    one = book.rename(book.with_name("表.perfdesk"))
    two = one.parent.rename(one.parent.with_name("今年"))
    three = two.parent.rename(two.parent.with_name("本局"))
    (book.parents[1] / "2031").mkdir(parents=True)
    assert where(work) == (FilePlace.MOVED, three / "今年" / "表.perfdesk")


def test_another_document_under_the_old_name_hides_nothing(work: Workspace, book: Path) -> None:
    new = book.rename(book.with_name("书改.perfdesk"))
    other_at(book)
    assert where(work) == (FilePlace.MOVED, new)
    new.rename(new.parent.parent / "移走.perfdesk")
    assert where(work) == (FilePlace.REPLACED, book)


def test_the_same_document_under_the_old_name_is_where_it_was(work: Workspace, book: Path) -> None:
    new = book.rename(book.with_name("书-DESKTOP-7QK2.perfdesk"))
    shutil.copy(new, book)
    assert where(work) == (FilePlace.HERE, book), "as a sync program does it; saving compares the content"


def test_what_cannot_be_read_is_where_it_was(work: Workspace, book: Path) -> None:
    book.unlink()
    book.write_bytes(b"damaged")
    assert where(work) == (FilePlace.HERE, book)


def test_a_number_that_another_file_was_given_is_not_followed(
    work: Workspace, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = whereabouts.identity_of(book)
    book.unlink()
    other = other_at(book.with_name("别的.perfdesk"))
    whole = whereabouts.identity_of
    monkeypatch.setattr(whereabouts, "identity_of", lambda path: number if path == other else whole(path))
    assert where(work) == (FilePlace.GONE, book)


def test_of_a_file_that_is_gone_a_copy_beside_it_is_named(work: Workspace, book: Path) -> None:
    copy = Path(shutil.copy(book, book.with_name("书 副本.perfdesk")))
    other = Path(shutil.copy(book, book.with_name("书 副本 (2).perfdesk")))
    book.unlink()
    other.rename(other.with_suffix(".bak"))
    assert where(work) == (FilePlace.COPIED, copy), "deleted, or renamed on a disk that gives no numbers"
    other.with_suffix(".bak").rename(other)
    assert where(work) == (FilePlace.GONE, book), "nobody knows which"


def test_copies_are_looked_for_only_if_they_are_wanted(work: Workspace, book: Path) -> None:
    shutil.copy(book, book.with_name("书 副本.perfdesk"))
    book.unlink()
    assert work.whereabouts(copies=False) == (FilePlace.GONE, book)


def test_another_revision_is_not_the_same_file(work: Workspace, book: Path) -> None:
    copy = Path(shutil.copy(book, book.with_name("书 副本.perfdesk")))
    later = Workspace.open(copy)
    typed(later, "以后")
    later.save(copy)
    book.unlink()
    assert where(work) == (FilePlace.GONE, book)


def test_without_its_folder_saving_says_what_is_wrong(work: Workspace, book: Path) -> None:
    shutil.rmtree(book.parent)
    assert where(work) == (FilePlace.HERE, book)


def test_without_numbers_nothing_is_followed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whereabouts, "identity_of", lambda path: None)
    work = Workspace.open(book)
    assert where(work) == (FilePlace.HERE, book)
    new = book.rename(book.with_name("书改.perfdesk"))
    assert where(work) == (FilePlace.COPIED, new)


def test_a_zero_is_no_number(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.stat
    monkeypatch.setattr(Path, "stat", lambda path, **more: os.stat_result((0, 0, *real(path, **more)[2:])))
    assert whereabouts.identity_of(book) is None


def test_in_a_large_folder_nobody_is_looked_for(work: Workspace, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book.rename(book.with_name("书改.perfdesk"))
    other_at(book.with_name("别的.perfdesk"))
    monkeypatch.setattr(whereabouts, "_MOST_NAMES", 1)
    assert where(work)[0] is FilePlace.GONE


def test_in_a_folder_of_that_size_it_is(work: Workspace, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = book.rename(book.with_name("书改.perfdesk"))
    other_at(book.with_name("别的.perfdesk"))
    monkeypatch.setattr(whereabouts, "_MOST_NAMES", 2)
    assert where(work) == (FilePlace.MOVED, new)


def test_a_renamed_file_that_holds_garbage_now_is_not_followed(work: Workspace, book: Path) -> None:
    book.rename(book.with_name("书改.perfdesk")).write_bytes(b"garbage")
    assert where(work) == (FilePlace.GONE, book)


# --- what goes along ---------------------------------------------------------------------------------------------


def test_the_journal_goes_along(work: Workspace, book: Path, tmp_path: Path) -> None:
    work.keep_journal(tmp_path / "journals")
    typed(work, "没有保存的")
    work.settle_journal()
    new = book.rename(book.with_name("书改.perfdesk"))
    work.follow(new)
    work.settle_journal()
    [journal] = (tmp_path / "journals").iterdir()
    assert "书改.perfdesk" in journal.read_bytes().splitlines()[0].decode("utf-8")
    work.end_journal(forget=False)


def test_a_document_without_changes_needs_no_journal_after_that(work: Workspace, book: Path, tmp_path: Path) -> None:
    work.keep_journal(tmp_path / "journals")
    work.follow(book.rename(book.with_name("书改.perfdesk")))
    work.settle_journal()
    assert not (tmp_path / "journals").exists() or not list((tmp_path / "journals").iterdir())


def test_the_backups_go_along(work: Workspace, book: Path, tmp_path: Path) -> None:
    work.keep_backups(tmp_path / "backups")
    work.settle_backups()
    before = {*(tmp_path / "backups").iterdir()}
    work.follow(book.rename(book.with_name("书改.perfdesk")))
    work.settle_backups()
    assert len({*(tmp_path / "backups").iterdir()} - before) == 1
