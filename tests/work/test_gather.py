"""Which files are read for a merge or a roll-up, what they are called, and why one is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from notation import document as written
from packing import made_newer, repacked
from trust import Promise

from perfdesk.importers.load import ImportFailure
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.work.gather import (
    files_in,
    files_to_merge,
    gather,
    is_document,
    is_same_file,
    names,
    read_document,
)

BOOK = "fiscal_year=2031 | department_name=青禾县档案馆\n# 网站维护费 | budget_total=1\n- 数量 | 网站数量 | 1个"
TEXT = Path(__file__).resolve().parents[2] / "resources" / "examples"


def put(document: Document, key: str, text: str, node: str = "p1") -> Document:
    return SetFields({(node, key): text}).apply(document)


def touched(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


# --- which files -------------------------------------------------------------------------------------------------


def test_a_folder_gives_all_that_can_be_read_in_one_order(tmp_path: Path) -> None:
    touched(tmp_path, "丙.perfdesk", "子/甲.docx", "乙.XLSX", "a.txt", "子/深/b.Perfdesk")
    touched(tmp_path, "~$甲.docx", ".隐.txt", "图.png", "旧.doc", "说明.pdf", "没有后缀")
    (tmp_path / "是文件夹.docx").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in files_in(tmp_path)]
    assert set(found) == {"丙.perfdesk", "子/甲.docx", "乙.XLSX", "a.txt", "子/深/b.Perfdesk"}
    assert found == sorted(found)


def test_a_path_that_is_no_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    """Reading it says what is wrong with it."""
    assert files_in(tmp_path / "没有.docx") == [tmp_path / "没有.docx"]
    touched(tmp_path, "图.png")
    assert files_in(tmp_path / "图.png") == [tmp_path / "图.png"]


def test_who_gives_up_is_heard_at_every_file(tmp_path: Path) -> None:
    touched(tmp_path, "a.txt", "b.png", "c.txt")
    asked: list[int] = []

    def enough() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files_in(tmp_path, enough)
    assert len(asked) == 3


def test_the_own_file_is_not_merged_into_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touched(tmp_path, "书.perfdesk", "甲.perfdesk", "外/乙.perfdesk")
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "外" / ".." / "书.perfdesk"
    paths = [Path(), tmp_path / "外" / "乙.perfdesk"]
    assert files_to_merge(paths, own) == [Path("外/乙.perfdesk"), Path("甲.perfdesk"), tmp_path / "外" / "乙.perfdesk"]
    assert Path("书.perfdesk") in files_to_merge(paths, None)


def test_one_file_is_the_same_by_whatever_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_same_file(Path("没有.perfdesk"), tmp_path / "没有.perfdesk")
    assert not is_same_file(Path("没有.perfdesk"), tmp_path / "别的.perfdesk")


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [("书.perfdesk", True), ("书.PERFDESK", True), ("书", True), ("表.docx", False), ("表.perfdesk.txt", False)],
)
def test_a_document_is_known_by_its_name(name: str, is_ours: bool) -> None:
    assert is_document(Path(name)) is is_ours


def test_files_of_one_name_are_called_with_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = [Path("一/甲.docx"), Path("二/甲.docx"), Path("乙.docx"), Path("甲.docx")]
    assert list(names(paths).values()) == ["一/甲.docx", "二/甲.docx", "乙.docx", f"{tmp_path.name}/甲.docx"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "书.perfdesk"
    file.save(path, written(BOOK), author="甲")
    return path


def changed(path: Path) -> None:
    """Saves another version of what a file holds."""
    opened = file.read(path)
    file.save(path, put(opened.document, "goal", "另改"), opened)


# --- reading -----------------------------------------------------------------------------------------------------


def test_a_colleagues_file_is_a_side_with_its_name_author_and_past(book: Path) -> None:
    copy = book.with_name("乙.perfdesk")
    shutil.copy(book, copy)
    opened = file.read(copy)
    file.save(copy, put(opened.document, "goal", "乙写的"), opened, author="乙")
    found = gather([copy], file.read(book).document)
    (side,) = found.sides
    assert (found.refused, found.notices) == ([], [])
    assert (side.name, side.author, side.document) == ("乙.perfdesk", "乙", file.read(copy).document)
    assert side.revisions is not None
    assert len(side.revisions) == 2


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ("2031", "2031", ""),
        ("2031", "２０３１ ", ""),
        ("2031", "2030", "没有合并“乙.perfdesk”：年度是 2030，与本文件的 2031 不同。"),
        ("", "2030", ""),
        ("2031", "", ""),
    ],
)
def test_a_file_of_another_year_is_refused_and_one_without_a_year_is_not(
    book: Path, ours: str, theirs: str, why: str
) -> None:
    copy = book.with_name("乙.perfdesk")
    file.save(copy, put(written(BOOK), "fiscal_year", theirs, "d"))
    found = gather([copy], put(written(BOOK), "fiscal_year", ours, "d"))
    assert found.refused == ([why] if why else [])
    assert [side.name for side in found.sides] == ([] if why else ["乙.perfdesk"])


def test_a_file_of_another_form_comes_in_so_that_the_form_can_be_asked_about(book: Path) -> None:
    other = written("fiscal_year=2031\n# 书库", "ningxia-annex2-2024")
    found = gather([book], other)
    assert (found.refused, [side.document.form for side in found.sides]) == ([], ["hebei-book-2024"])


def test_a_file_of_a_newer_program_is_refused_and_stops_no_other(book: Path, promise: Promise) -> None:
    newer, good = book.with_name("新.perfdesk"), book.with_name("乙.perfdesk")
    for path in (newer, good):
        shutil.copy(book, path)
    made_newer(newer)
    found = gather([newer, book.with_name("没有.perfdesk"), good], file.read(book).document)
    assert found.refused[0] == "没有合并“新.perfdesk”：由更新版本的程序保存，请先升级程序。"
    assert "打不开“没有.perfdesk”" in found.refused[1]
    assert [side.name for side in found.sides] == ["乙.perfdesk"]
    promise("T7", "newer major version: only looked at, never overwritten", 1, 1)


def test_what_must_be_known_about_a_file_is_told_and_it_is_merged(book: Path) -> None:
    changed(book)
    hurt = book.with_name("乙.perfdesk")
    shutil.copy(book, hurt)
    repacked(hurt, "history/revisions.jsonl", b"[]\n")
    found = gather([hurt], file.read(book).document)
    assert [side.name for side in found.sides] == ["乙.perfdesk"]
    assert len(found.notices) == 1
    assert "修订历史" in found.notices[0]


def test_giving_up_is_heard_between_files_and_comes_through(book: Path) -> None:
    left = iter((None,))
    calls: list[Path] = []

    def go_on() -> None:
        calls.append(book)
        if next(left, "over") == "over":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gather([book, book.with_name("乙.perfdesk")], written(BOOK), go_on)
    assert len(calls) == 2


def test_an_annex_is_read_as_the_document_that_it_becomes(tmp_path: Path) -> None:
    source = next(iter(sorted(TEXT.glob("*.txt"))))
    found = gather([source], read_document(source))
    (side,) = found.sides
    assert (side.name, side.author, side.revisions) == (source.name, "", None)
    assert len(side.document.projects) > 1
    with pytest.raises(ImportFailure):
        read_document(tmp_path / "没有.docx")


READ: list[Callable[[Path], Document]] = [read_document, lambda path: file.read(path).document]


@pytest.mark.parametrize("read", READ, ids=["gather", "store"])
def test_a_document_of_ours_is_read_as_it_is(book: Path, read: Callable[[Path], Document]) -> None:
    bare = book.with_name("没有后缀")
    shutil.copy(book, bare)
    assert read(bare) == read(book) == written(BOOK)
