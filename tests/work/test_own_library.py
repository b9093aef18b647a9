"""The clerk's own indicators in a file: it grows, it is exchanged, and no damage of it stops the work."""

import logging
from pathlib import Path

import pytest

from perfdesk.importers.grid import ImportFailure
from perfdesk.library.entry import Direction, Entry
from perfdesk.library.interchange import LibraryError, to_csv
from perfdesk.library.shelf import shipped
from perfdesk.work.own_library import OwnLibrary, read_library, write_library
from tests.notation import document

SOURCE = document("# 甲\n- 质量 | 档案完好率 | ≥98%")
ENTRIES = (
    Entry("档案", "产出指标", "质量指标", "完好率", Direction.EXACTLY, "%", "=1+1", "本馆制度"),
    Entry("档案", "产出指标", "数量指标", "卷数", Direction.IN_WORDS),
)


def test_what_was_learned_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "新建" / "indicators.csv"
    OwnLibrary(path).learn(SOURCE)
    again = OwnLibrary(path)
    assert [one.name for one in again.own] == ["档案完好率"]
    assert again.entries == (*again.own, *shipped())


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "indicators.csv"
    library = OwnLibrary(path)
    library.learn(document("# 甲"))
    assert not path.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"no,library\r\n"])
def test_a_damaged_file_is_left_as_it_is_and_the_work_goes_on(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "indicators.csv"
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        library = OwnLibrary(path)
    library.learn(SOURCE)
    assert [one.name for one in library.own] == ["档案完好率"]
    assert path.read_bytes() == content
    assert "cannot be read" in caplog.text


def test_a_place_where_nothing_can_be_written_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with caplog.at_level(logging.WARNING):
        library = OwnLibrary(blocked / "indicators.csv")
        library.learn(SOURCE)
    assert [one.name for one in library.own] == ["档案完好率"]


def test_an_excel_file_comes_back_and_formulas_in_it_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "库.xlsx"
    write_library(path, ENTRIES)
    assert read_library(path) == (ENTRIES, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_that_excel_writes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "库.csv"
    path.write_bytes(to_csv(ENTRIES).removeprefix("\ufeff").encode(encoding))
    assert read_library(path).entries == ENTRIES


def test_taking_in_counts_what_is_new(tmp_path: Path) -> None:
    library = OwnLibrary(tmp_path / "indicators.csv")
    assert library.take_in(ENTRIES) == 2
    assert library.take_in(ENTRIES[:1]) == 0
    assert [one.name for one in library.own] == ["完好率", "卷数"]


def test_what_is_no_library_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = tmp_path / "信.csv"
    letter.write_bytes(b"\xff\xff")
    with pytest.raises(LibraryError, match="文字编码认不出"):
        read_library(letter)
    fake = tmp_path / "假.xlsx"
    fake.write_bytes(b"no zip")
    with pytest.raises(ImportFailure):
        read_library(fake)
    monkeypatch.setattr("perfdesk.work.own_library._LARGEST", 1)
    with pytest.raises(LibraryError, match="太大"):
        read_library(letter)
