"""How an entry is found: by which of its words, how well, and which field of work lies near."""

import pytest

from perfdesk.library.entry import Direction, Entry
from perfdesk.library.interchange import from_csv, from_rows, to_csv, to_rows
from perfdesk.library.search import find, nearest_works, rank_in_name


def entry(name: str, work: str = "水利", **more: str) -> Entry:
    return Entry(work, "产出指标", more.pop("level2", "数量指标"), name, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "name", "rank"),
    [
        ("清淤", "清淤长度", 0),
        ("长度", "清淤长度", 1),
        ("qy", "清淤长度", 2),
        ("cd", "清淤长度", 3),
        ("护坡", "清淤长度", None),
        ("hp", "清淤长度", None),
        # Letters of the name itself come before initials, in either case.
        ("gis", "GIS系统", 0),
        ("is", "GIS系统", 1),
        ("xt", "GIS系统", 3),
        ("5g", "5G基站", 0),
        ("5", "第5组", 1),
        ("55", "第5组", None),
        # What somebody types in capitals is made small before.
        ("GIS", "GIS系统", None),
    ],
)
def test_how_well_a_word_fits_a_name(word: str, name: str, rank: int | None) -> None:
    assert rank_in_name(word, name) == rank


ENTRIES = (
    entry("护坡长度", description="清淤之后"),
    entry("渠道清淤长度", unit="公里"),
    entry("清淤长度"),
    entry("清污量", work="环卫", level2="质量指标"),
    entry("取样数", unit="GIS点"),
)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("清淤", ["清淤长度", "渠道清淤长度", "护坡长度"]),
        # Every word must be found; the one that is found worst decides.
        ("清淤 长度", ["渠道清淤长度", "清淤长度", "护坡长度"]),
        ("清淤 公里", ["渠道清淤长度"]),
        ("清 环卫", ["清污量"]),
        ("清 质量", ["清污量"]),
        ("清淤 水利 产出", ["护坡长度", "渠道清淤长度", "清淤长度"]),
        ("gis", ["取样数"]),
        ("GIS", ["取样数"]),
        ("QY", ["清淤长度", "取样数", "渠道清淤长度"]),
        ("清淤 没有", []),
        # Of what is typed 60 characters count.
        (" " * 57 + "清淤长 没有", ["清淤长度", "渠道清淤长度"]),
        (" " * 55 + "清淤长 没有", []),
    ],
)
def test_what_a_query_finds_and_in_which_order(query: str, names: list[str]) -> None:
    assert [one.name for one in find(query, ENTRIES)] == names


@pytest.mark.parametrize(
    ("texts", "works"),
    [
        (["渠道清淤工程"], ["水利"]),
        (["清扫街道"], ["环卫", "市政"]),
        (["街道路灯"], ["市政", "环卫"]),
        (["清", "扫"], []),
        (["", "12公里"], []),
        # Of a text 500 characters count, and a pair over its end does not.
        (["一" * 498 + "清淤"], ["水利"]),
        (["一" * 499 + "清淤"], []),
    ],
)
def test_fields_of_work_by_the_pairs_of_characters_they_share(texts: list[str], works: list[str]) -> None:
    """A pair that two fields have counts half for each."""
    entries = (
        entry("清淤长度"),
        entry("清扫街道面积", work="环卫"),
        entry("路灯数", work="市政"),
        entry("街道数", work="市政"),
    )
    assert nearest_works(texts, entries) == works


# --- the library's table ---------------------------------------------------------------------------------------


def test_the_rows_have_the_order_of_the_heads() -> None:
    one = Entry("水利", "产出指标", "数量指标", "清淤长度", Direction.AT_LEAST, "公里", "清淤的长度", "合同")
    assert list(to_rows([one])) == [("水利", "产出指标", "数量指标", "清淤长度", "≥", "公里", "清淤的长度", "合同")]
    assert to_csv([one]).splitlines() == [
        "\ufeff工作领域,一级指标,二级指标,三级指标,方向,计量单位,绩效指标描述,常用依据",
        "水利,产出指标,数量指标,清淤长度,≥,公里,清淤的长度,合同",
    ]


@pytest.mark.parametrize(
    ("rows", "names", "passed_over"),
    [
        ([["三级指标"], ["甲"], ["乙"]], ["甲", "乙"], 0),
        ([["三级指标", "二级指标"], ["甲", "数量"], ["甲", "质量"]], ["甲", "甲"], 0),
        ([["三级指标", "二级指标"], ["甲", "数量"], [" 甲\n", "数 量"]], ["甲", "甲"], 0),
        ([["三级指标", "工作领域"], ["甲", "水利"], ["甲", "环卫"]], ["甲"], 1),
        ([["三级指标", "计量单位"], ["甲", "长" * 500], ["乙", "长" * 501]], ["甲"], 1),
        ([["工作领域", "三级指标"], ["水利"], ["水利", "甲", "多"]], ["甲"], 1),
        ([["三级指标"], [], ["  "], ["\x07"]], [], 1),
        ([["三级指标", "三级指标"], ["甲", "乙"]], ["甲"], 0),
    ],
)
def test_which_rows_are_taken(rows: list[list[str]], names: list[str], passed_over: int) -> None:
    read = from_rows(rows)
    assert ([one.name for one in read.entries], read.passed_over) == (names, passed_over)


def test_a_byte_order_mark_and_quoted_line_ends_are_no_part_of_a_text() -> None:
    for mark in ("", "\ufeff"):
        read = from_csv(mark + '三级指标,计量单位\n"清淤\r\n长度","公,里"\n')
        assert [(one.name, one.unit) for one in read.entries] == [("清淤 长度", "公,里")]
