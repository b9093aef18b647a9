"""Cells that Excel and WPS put in quotes when they are copied, and texts in UTF-16 without a mark."""

import contextlib
from pathlib import Path

import pytest
from notation import document
from sources import HEBEI, save_text, tabbed

from perfdesk.importers.grid import Grid, ImportFailure, Line
from perfdesk.importers.load import read_source
from perfdesk.importers.text import read_text

TABLES = tabbed(document(HEBEI))


def _cells(folder: Path, text: str) -> list[list[str]]:
    """The cells of each row; a line outside tables is a row of one."""
    found: list[list[str]] = []
    for element in read_text(save_text(folder, text)).elements:
        if isinstance(element, Grid):
            found += [[cell.text for cell in row.cells] for row in element.rows]
        else:
            assert isinstance(element, Line)
            found.append([element.text])
    return found


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('目标\t"1.建站。\n2.运行。"\t', [["目标", "1.建站。\n2.运行。", ""]]),
        ('目标\t"1.租""房""补助"', [["目标", '1.租"房"补助']]),
        ('"1.建站。\r\n2.运行。"\t目标', [["1.建站。\n2.运行。", "目标"]]),
        ('a\t"""b"""\tc', [["a", '"b"', "c"]]),
        ('a\t"1\n2"\t"3\n""4"""\nb\tc', [["a", "1\n2", '3\n"4"'], ["b", "c"]]),
        # What Excel cannot have quoted was typed so.
        ('a\t"好"\tc', [["a", '"好"', "c"]]),
        ('a\t"好"项目\tc', [["a", '"好"项目', "c"]]),
        ('a\t项目"好""中"', [["a", '项目"好""中"']]),
        ('a\t"没有完\nb\tc', [["a", '"没有完'], ["b", "c"]]),
        ('a\t"没有完\nb\tc"', [["a", '"没有完'], ["b", 'c"']]),
        # Running text.
        ('"甲方的话\n乙方的话"\n完', [['"甲方的话'], ['乙方的话"'], ["完"]]),
        ('他说""好""', [['他说""好""']]),
    ],
)
def test_cells_are_unquoted_and_other_quotes_stay(tmp_path: Path, text: str, rows: list[list[str]]) -> None:
    assert _cells(tmp_path, text) == rows


def test_places_count_the_lines_inside_a_quoted_cell(tmp_path: Path) -> None:
    elements = read_text(save_text(tmp_path, 'a\t"1\n2\n3"\nb\tc\n完')).elements
    places = [row.place for element in elements if isinstance(element, Grid) for row in element.rows]
    assert [*places, *(element.place for element in elements if isinstance(element, Line))] == [
        "第1行",
        "第4行",
        "第5行",
    ]


def test_a_goal_of_two_lines_comes_in_with_its_line_end(tmp_path: Path) -> None:
    goal = '1.雷达正常运行。\n2.及时发布"暴雨"预警。'
    quoted = '"' + goal.replace('"', '""') + '"'
    imported = read_source(save_text(tmp_path, TABLES.replace("1.雷达正常运行。", quoted)))
    assert imported.complete
    assert imported.document.projects[0].fields["goal"] == goal


@pytest.mark.parametrize("piece", ['\t"', '\t"""', '\n"a\t', '\t"a\n""', '\n"', '\t""""\n', '"\n'])
def test_quotes_without_end_take_no_endless_time(tmp_path: Path, piece: str) -> None:
    with contextlib.suppress(ImportFailure):
        read_text(save_text(tmp_path, "a\tb\n" + piece * 60_000))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TABLES.replace("\n", "\r\n").encode(encoding))
    imported = read_source(path)
    assert imported.complete
    assert imported.document.projects[0].name == "雷达站维护"


@pytest.mark.parametrize(
    "data",
    [
        "绩效\n".encode("utf-16-le") + b"\n",  # half a character
        "绩效\n\x01".encode("utf-16-le"),
        "ab".encode("utf-16-le"),  # in the other order these are characters too
        b"\x00\x00\n\x00",
        b"a\x00\n\x00\x00\xd8\n\x00",  # half of a pair
    ],
)
def test_what_may_not_be_utf_16_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(ImportFailure, match="不是文本文件"):
        read_text(tmp_path / "a.txt")
