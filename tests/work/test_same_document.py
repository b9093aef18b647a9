"""Copies of a document beside it are known by what they hold, whatever they are called."""

import json
import os
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from notation import document as written
from packing import HEADER, made_newer, packed

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import file, peek
from perfdesk.work import same_document
from perfdesk.work.gather import side_of
from perfdesk.work.same_document import Copies, copies_beside, original_of

BOOK = "fiscal_year=2031 | department_name=青禾县档案馆\n# 网站维护费 | budget_total=1\n- 数量 | 网站数量 | 1个"
# What sync programs, mail, Explorer, WPS and people make of “书”, and names that nobody made from it.
NAMES = (
    *("书-DESKTOP-7QK2", "副本 书", "复件 书", "Copy of 书", "书[1]", "书~1", "书 - 复制", "书改", "书最终版", "书_V2"),
    *(
        "书-张敏",
        "书-冲突",
        "书 副本",
        "书 - 副本 (2)",
        "书(1)",
        "书（3）",
        "书-2",
        "书 (conflicted copy)",
        "书 Copy",
        "书二",
    ),
    *("图书-2", "2031年绩效终稿", "新建 文本", "a", "书.sync-conflict-20310101-7QK2", "～书", "📚"),
)


def put(document: Document, key: str, text: str, node: str = "p1") -> Document:
    return SetFields({(node, key): text}).apply(document)


def changed(path: Path, text: str = "另改", key: str = "goal") -> Path:
    """Saves another version of what a file holds."""
    opened = file.read(path)
    file.save(path, put(opened.document, key, text), opened)
    return path


def beside(path: Path) -> Copies:
    return copies_beside(path, side_of(file.read(path), path.name))


def news(path: Path) -> list[Path]:
    return beside(path).news


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "书.perfdesk"
    file.save(path, written(BOOK), author="甲")
    return path


@pytest.fixture
def copied(book: Path) -> Path:
    return Path(shutil.copy(book, book.with_name("书-DESKTOP-7QK2.perfdesk")))


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_with_news_is_found_whatever_it_is_called(book: Path, name: str) -> None:
    copy = Path(shutil.copy(book, book.with_name(f"{name}.perfdesk")))
    assert news(book) == news(copy) == [], "neither has anything that the other does not have"
    changed(copy)
    assert news(book) == [copy]
    changed(book, "主管意见", "note")
    assert news(copy) == [book], "from inside the copy the original is found"


def test_a_copy_that_came_to_the_same_content_by_another_way_is_none(book: Path, copied: Path) -> None:
    changed(copied, "同样的话")
    changed(book, "另外的话")
    assert news(book) == [copied]
    changed(book, "同样的话")
    assert news(book) == []
    changed(copied, " 同样的话　")
    assert news(book) == [], "nor one that means the same"


def test_a_copy_that_was_merged_is_not_found_again(book: Path, copied: Path) -> None:
    changed(copied)
    mine, theirs = file.read(book), file.read(copied)
    file.save(book, theirs.document, mine, merged=[file.Merged("副本", file.revisions(theirs))])
    assert news(book) == []
    assert news(copied) == [], "which says what the merge says"


def test_other_documents_and_other_things_are_no_copies(book: Path) -> None:
    file.save(book.with_name("书 副本.perfdesk"), replace(written(BOOK), id="other"))
    book.with_name("书 (2).perfdesk").write_bytes(b"damaged")
    book.with_name("书 (3).perfdesk").mkdir()
    book.with_name("书 (4).perfdesk").write_bytes(book.read_bytes()[:900])
    for name in ("书 (5).docx", ".书 (6).perfdesk"):
        changed(Path(shutil.copy(book, book.with_name("书 (7).perfdesk")))).rename(book.with_name(name))
    assert news(book) == []


def test_a_damaged_copy_is_none(book: Path, copied: Path) -> None:
    changed(copied)
    copied.write_bytes(copied.read_bytes()[:-9])
    assert peek.header_at(copied) is not None
    assert news(book) == []


def test_a_copy_by_a_newer_program_is_offered_and_merging_says_why_not(book: Path, copied: Path) -> None:
    changed(copied)
    made_newer(copied)
    assert news(book) == [copied]


def test_a_link_to_the_document_itself_is_none(book: Path) -> None:
    link = book.with_name("书 副本.perfdesk")
    link.symlink_to(book)
    mine = file.read(book)
    changed(book)
    assert copies_beside(book, side_of(mine, book.name)).news == []


def test_other_files_are_not_read_beyond_their_headers(
    book: Path, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(copied)
    for number in range(5):
        file.save(book.with_name(f"别的{number}.perfdesk"), replace(written(BOOK), id=f"other{number}"))
    read: list[str] = []
    whole = file.content_to_keep

    def noted(path: Path) -> bytes:
        read.append(path.name)
        return whole(path)

    ours = side_of(file.read(book), book.name)
    monkeypatch.setattr(same_document.file, "content_to_keep", noted)
    assert copies_beside(book, ours).news == [copied]
    assert read == [copied.name]


def test_only_so_many_copies_are_read_and_the_others_are_believed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = side_of(file.read(book), book.name)
    for number in range(3):
        copy = changed(Path(shutil.copy(book, book.with_name(f"书{number}.perfdesk"))))
        changed(copy, "")
    assert copies_beside(book, ours).news == []
    monkeypatch.setattr(same_document, "_MOST_READ", 2)
    assert [one.name for one in copies_beside(book, ours).news] == ["书2.perfdesk"]
    monkeypatch.setattr(same_document, "_MOST_READ", 20)
    monkeypatch.setattr(same_document, "_MOST_BYTES", 0)
    assert len(copies_beside(book, ours).news) == 3


def test_only_so_many_files_are_looked_at_those_of_like_names_first(
    book: Path, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(copied)
    changed(Path(shutil.copy(book, book.with_name("a.perfdesk"))))
    monkeypatch.setattr(same_document, "_MOST_FILES", 1)
    assert news(book) == [copied]


def test_who_gives_up_stops_the_look(book: Path, copied: Path) -> None:
    def go_on() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        copies_beside(book, side_of(file.read(book), book.name), go_on)


# --- the original ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "others", "wanted"),
    [
        ("副本 书", ["书"], "书"),
        ("书-DESKTOP-7QK2", ["书", "书-DESKTOP"], "书"),
        ("书", ["书 副本"], None),
        ("书", ["书"], None),
        ("书-张敏", ["书-李强"], None),
    ],
)
def test_the_original_is_called_by_a_part_of_the_name(name: str, others: Iterable[str], wanted: str | None) -> None:
    found = original_of(Path(f"{name}.perfdesk"), [Path(f"{other}.perfdesk") for other in others])
    assert found == (None if wanted is None else Path(f"{wanted}.perfdesk"))


def test_an_original_that_lacks_what_the_copy_has_is_behind(book: Path, copied: Path) -> None:
    assert beside(copied) == Copies([], book)
    changed(copied)
    assert beside(copied) == Copies([], book, is_behind=True)
    changed(copied, "")
    assert beside(copied) == Copies([], book), "it says the same again"


def test_without_its_past_a_copy_does_not_know_what_is_behind(book: Path, copied: Path) -> None:
    changed(copied)
    file.save_clean(copied, file.read(copied))
    assert not beside(copied).is_behind


# --- headers -----------------------------------------------------------------------------------------------------


def test_a_header_is_read_from_the_beginning_of_a_file(book: Path) -> None:
    assert peek.header_at(book) == file.read(book).baggage.header
    cut = book.with_name("cut.perfdesk")
    for size in range(0, 1000, 41):
        cut.write_bytes(book.read_bytes()[:size])
        assert peek.header_at(cut) in (None, file.read(book).baggage.header)


def test_a_long_header_takes_a_second_look(tmp_path: Path) -> None:
    parents = [os.urandom(32).hex() for _ in range(300)]
    path = tmp_path / "many.perfdesk"
    path.write_bytes(packed(header={**HEADER, "parents": parents}))
    found = peek.header_at(path)
    assert found is not None
    assert found.parents == parents


def zipped(path: Path, *members: tuple[str, bytes, int], declared: int | None = None) -> Path:
    """A zip whose last member declares another length than it has."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content, method in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    if declared is not None:
        at = path.read_bytes().rindex(b"PK\x03\x04")
        with path.open("r+b") as stream:
            stream.seek(at + 22)
            stream.write(declared.to_bytes(4, "little"))
    return path


HEADER_BYTES = json.dumps(HEADER).encode()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_header_is_read_stored_or_deflated(tmp_path: Path, method: int) -> None:
    found = peek.header_at(zipped(tmp_path / "a.perfdesk", ("header.json", HEADER_BYTES, method)))
    assert found is not None
    assert found.document_id == "d"


@pytest.mark.parametrize(
    ("content", "method", "declared"),
    [
        (b"0" * (2 << 20), zipfile.ZIP_DEFLATED, None),  # more than any header has
        (b"0" * (2 << 20), zipfile.ZIP_DEFLATED, 100),  # and says that it is less
        (HEADER_BYTES, zipfile.ZIP_BZIP2, None),
        (HEADER_BYTES, zipfile.ZIP_DEFLATED, len(HEADER_BYTES) + 1),
        (b"[]", zipfile.ZIP_DEFLATED, None),
        (b"{" * 900, zipfile.ZIP_DEFLATED, None),
    ],
)
def test_no_other_header_is_believed(tmp_path: Path, content: bytes, method: int, declared: int | None) -> None:
    assert peek.header_at(zipped(tmp_path / "a.perfdesk", ("header.json", content, method), declared=declared)) is None


def test_a_header_with_a_wrong_checksum_is_not_believed(book: Path) -> None:
    content = bytearray(book.read_bytes())
    content[content.rindex(b"PK\x03\x04", 0, 200) + 14] ^= 1
    book.write_bytes(content)
    assert peek.header_at(book) is None


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.perfdesk")
    assert peek.header_at(tmp_path / "a.perfdesk") is None
    assert peek.header_at(tmp_path / "a\0.perfdesk") is None
    assert peek.names_in(tmp_path / "none") == []


@pytest.mark.parametrize(("at", "mask"), [(0, 0xFF), (6, 0x01), (6, 0x08)])
def test_a_member_that_is_signed_otherwise_encrypted_or_without_lengths_is_not_read(
    tmp_path: Path, at: int, mask: int
) -> None:
    path = zipped(tmp_path / "a.perfdesk", ("header.json", HEADER_BYTES, zipfile.ZIP_STORED))
    content = bytearray(path.read_bytes())
    content[at] ^= mask
    path.write_bytes(content)
    assert peek.header_at(path) is None


def test_a_header_that_no_file_of_ours_has_is_not_inflated(tmp_path: Path) -> None:
    content = b" " * (2 << 20) + HEADER_BYTES
    assert peek.header_at(zipped(tmp_path / "a.perfdesk", ("header.json", content, zipfile.ZIP_DEFLATED))) is None


# --- what is read first ------------------------------------------------------------------------------------------


def test_a_copy_that_names_an_unknown_version_is_read_before_the_others(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(book, book.with_name("书 a.perfdesk"))
    changed(changed(Path(shutil.copy(book, book.with_name("书 b.perfdesk")))), "")
    monkeypatch.setattr(same_document, "_MOST_READ", 1)
    assert news(book) == []


def test_a_file_whose_name_is_in_the_name_is_looked_at_first(
    book: Path, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(book)
    changed(Path(shutil.copy(book, book.with_name("a.perfdesk"))), "另外")
    monkeypatch.setattr(same_document, "_MOST_FILES", 1)
    assert news(copied) == [book]


def test_as_many_bytes_as_are_allowed_are_read(book: Path, copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(changed(copied), "")
    monkeypatch.setattr(same_document, "_MOST_BYTES", copied.stat().st_size)
    assert news(book) == []
    monkeypatch.setattr(same_document, "_MOST_BYTES", copied.stat().st_size - 1)
    assert news(book) == [copied]


def test_a_copy_of_a_known_version_is_not_taken_apart(
    book: Path, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = side_of(file.read(book), book.name)
    monkeypatch.delattr(same_document.file, "parsed_file")
    assert copies_beside(book, ours).news == []
