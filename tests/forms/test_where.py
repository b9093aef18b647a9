"""Bands that print only some of the records: every record stands in just one of them, or the form is refused."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document
from small_forms import small_form

from perfdesk.forms.blank import new_project
from perfdesk.forms.conversion import convert
from perfdesk.forms.definition import Form
from perfdesk.forms.printed import unprinted
from perfdesk.forms.shares import RecordFilter
from perfdesk.forms.sheet import sheet
from perfdesk.forms.soundness import faults
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields, Owner

TOP = "项目名称 | {name}^2\n"
OUTPUT = "H where:level1=产出指标/效益指标 一级指标>level1+ | 三级指标>name | 指标值>target\n"
SERVED = "H where:level1=满意度指标 三级指标>name^2 | 指标值>target\n"
LAYOUT = small_form(TOP + OUTPUT + SERVED)
BOOK = document(
    """
    # 讲座
    - 服务 | 听众满意度 | ≥90%
    - 数量 | 讲座场次 | 6场
    - | 没有类别的 | 1项
    - 社会 | 媒体报道 | 2次
    - 服务 | 讲师满意度 | ≥95%
    """,
    "ningxia-annex2-2024",
)


def bands_of(layout: Form, one: Document) -> list[list[str]]:
    """The ids of the records in each band, in printed order."""
    table = sheet(layout, one, one.projects[0])
    rows: dict[int, str] = {c.row: c.nodes[0] for c in table.cells if c.key == "name" and c.owner is Owner.INDICATOR}
    found: list[list[str]] = [[]]
    for row in range(table.rows):
        if row in rows:
            found[-1].append(rows[row])
        elif found[-1]:
            found.append([])
    return [ids for ids in found if ids]


def test_each_band_prints_its_own_and_one_of_them_the_rest() -> None:
    assert bands_of(LAYOUT, BOOK) == [["p1.2", "p1.3", "p1.4"], ["p1.1", "p1.5"]]


def test_the_band_that_asks_for_none_takes_the_rest() -> None:
    layout = small_form(TOP + SERVED + OUTPUT.replace("where:level1=产出指标/效益指标 ", ""))
    assert bands_of(layout, BOOK) == [["p1.1", "p1.5"], ["p1.2", "p1.3", "p1.4"]]


def test_a_class_that_a_band_prints_is_known_whatever_it_is_called() -> None:
    """What it does not print must be the very text, because that is what is read back."""
    other = BOOK.with_fields({("p1.2", "level1"): "项目产出", ("p1.1", "level1"): "满意度（10分）"})
    assert bands_of(LAYOUT, other) == [["p1.1", "p1.2", "p1.3", "p1.4"], ["p1.5"]]
    printed = small_form(TOP + OUTPUT + SERVED.replace("三级指标>name^2", "一级指标>level1+ | 三级指标>name"))
    assert bands_of(printed, other) == [["p1.2", "p1.3", "p1.4"], ["p1.1", "p1.5"]]


def test_second_levels_are_known_by_their_class_too() -> None:
    layout = small_form(
        TOP + "H where:level2=数量指标 二级指标>level2 | 三级指标>name^2\nH 二级指标>level2 | 三级指标>name^2"
    )
    other = BOOK.with_fields({("p1.2", "level2"): "数量"})
    assert bands_of(layout, other) == [["p1.2"], ["p1.1", "p1.3", "p1.4", "p1.5"]]


MID = "H where:phase=mid 一级指标>level1+ | 三级指标>name@mid | 指标值>target@mid\n"
YEAR = "H 一级指标>level1+ | 三级指标>name | 指标值>target\n"
PHASES = small_form(TOP + MID + "T 二、年度\n" + YEAR)


def test_each_phase_may_have_a_band_of_its_own() -> None:
    one = BOOK.with_fields({("p1.1", "name@mid"): "三年", ("p1.3", "target@mid"): "9", ("p1.2", "note@mid"): "记"})
    table = sheet(PHASES, one, one.projects[0])
    rows = [(cell.key, cell.nodes[0]) for cell in table.cells if cell.key.partition("@")[0] == "name" and cell.row]
    assert rows == [
        ("name@mid", "p1.1"), ("name@mid", "p1.3"), ("name", "p1.2"), ("name", "p1.4"), ("name", "p1.5"),
    ]  # fmt: skip
    told = {(left.key, left.nodes) for left in unprinted(PHASES, one) if left.owner is Owner.INDICATOR}
    assert {("name", 2), ("target", 2), ("note@mid", 1)} <= told


def test_a_row_begun_where_a_phase_has_its_band_goes_on_with_the_class_of_the_last_one() -> None:
    assert "" not in PHASES.alike(Owner.INDICATOR)
    layout = small_form(TOP + MID.replace("phase=mid", "phase=mid least:2") + YEAR)
    assert sheet(layout, BOOK, BOOK.projects[0]).begun == {2: {}, 3: {}}
    one = BOOK.with_fields({("p1.2", "name@mid"): "三年"})
    (begun,) = sheet(layout, one, one.projects[0]).begun.values()
    assert begun["level1"] == "产出指标"


def test_a_new_project_has_first_rows_for_each_phase_that_has_its_own_band() -> None:
    mid = MID.replace("三级指标>name@mid", "二级指标>level2@mid | 三级指标>name@mid").replace(
        " | 指标值>target@mid", ""
    )
    layout = small_form(TOP + mid + YEAR)
    made = new_project(layout, BOOK)
    kinds = Counter("level2@mid" if row.fields["level2@mid"] else "level2" for row in made.indicators)
    assert kinds["level2@mid"] == kinds["level2"] > 0
    assert not any(row.fields["level2@mid"] and row.level2 for row in made.indicators)


def test_records_of_other_kinds_are_shared_out_too() -> None:
    layout = small_form(
        "H of:tasks where:content=常规 任务>item | 金额>total\nH of:tasks 任务>item | 内容>content\nH 三级指标>name^2"
    )
    one = document(
        "# 讲座\n+ tasks | 甲 | content=常规\n+ tasks | 乙 | content=新增\n+ tasks | 丙 | content=常规",
        "ningxia-annex2-2024",
    )
    cells = [cell for cell in sheet(layout, one, one.projects[0]).cells if cell.key == "item"]
    assert [cell.text for cell in cells] == ["甲", "丙", "乙"]


_TEXTS = st.sampled_from(
    ["产出指标", "效益指标", "满意度指标", "满意度指标 ", "社会公众满意度", "产出指标（50分）", "别的", "", "★产出"]
)
_LAYOUTS = st.sampled_from([
    LAYOUT,
    small_form(TOP + SERVED + OUTPUT),
    small_form(TOP + SERVED + OUTPUT.replace("where:level1=产出指标/效益指标 ", "")),
    small_form(
        TOP + OUTPUT.replace("/效益指标", "") + "T 二、效益\n" + OUTPUT.replace("产出指标/", "") + "T 三、\n" + SERVED
    ),
])  # fmt: skip


@given(_LAYOUTS, st.lists(_TEXTS, max_size=12))
@settings(max_examples=80)
def test_every_record_is_printed_just_once_whatever_it_says(layout: Form, texts: list[str]) -> None:
    rows = tuple(Indicator(f"r{at}", Fields({"level1": text, "name": f"名{at}"})) for at, text in enumerate(texts))
    one = BOOK.with_projects([Project("p", Fields(), rows)])
    names = [cell for cell in sheet(layout, one, one.projects[0]).cells if cell.key == "name" and cell.row]
    assert Counter(node for cell in names for node in cell.nodes) == Counter(row.id for row in rows)


# --- what stands beside the rows -----------------------------------------------------------------------------------


def test_the_field_that_tells_records_apart_is_printed_by_where_they_stand() -> None:
    layout = small_form(
        TOP
        + SERVED.replace("level1", "goal_number").replace("满意度指标", "2")
        + "H 目标>goal_number | 三级指标>name | 指标值>target"
    )
    assert "goal_number" in layout.table.keys_of(Owner.INDICATOR)
    assert unprinted(layout, BOOK.with_fields({("p1.1", "goal_number"): "2"})) == unprinted(layout, BOOK)


def test_a_text_that_only_another_band_has_a_column_for_is_told_as_not_printed() -> None:
    layout = small_form(TOP + OUTPUT.replace("指标值>target", "备注>note") + SERVED)
    one = document("# 讲座\n- 服务 | 甲 | 1 | note=记\n- 数量 | 乙 | 2 | note=记", "ningxia-annex2-2024")
    told = {(left.owner, left.key): left.nodes for left in unprinted(layout, one)}
    assert told == {(Owner.INDICATOR, "note"): 1, (Owner.INDICATOR, "target"): 1, (Owner.INDICATOR, "level2"): 2}


def test_a_new_project_has_its_first_rows_in_their_bands() -> None:
    made = new_project(LAYOUT, BOOK)
    one = BOOK.with_projects([made])
    classes = [[one.row(node).level1 for node in ids] for ids in bands_of(LAYOUT, one)]  # type: ignore[union-attr]
    assert [sorted(set(some)) for some in classes] == [["产出指标", "效益指标"], ["满意度指标"]]


def test_a_document_changes_into_such_a_form_with_nothing_deleted() -> None:
    other = replace(BOOK, form="ningxia-annex2-2024")
    changed = convert(other, small_form(TOP + "H 三级指标>name^3"), replace(LAYOUT, id="other"))
    assert [row.name for row in changed.document.projects[0].indicators] == [
        r.name for r in BOOK.projects[0].indicators
    ]


# --- what is refused -----------------------------------------------------------------------------------------------

_FIRST = "H where:level1=产出指标 一级指标>level1 | 三级指标>name^2\n"


@pytest.mark.parametrize(
    ("bands", "fault"),
    [
        (OUTPUT, 'table.bands 第 2 项：of = "indicators" 只有这一段，写了 where 别的记录就没有地方印'),
        (
            OUTPUT + SERVED.replace("满意度指标", "效益指标"),
            "table.bands 第 3 项的 where：“效益指标”在 table.bands 第 2 项的 where 里已经有了，同一条不能印两次",
        ),
        (
            OUTPUT.replace("/效益指标", "/产出指标") + "H 一级指标>level1 | 三级指标>name^2",
            "table.bands 第 2 项的 where：“产出指标”在 table.bands 第 2 项的 where 里已经有了，同一条不能印两次",
        ),
        (
            OUTPUT + SERVED + SERVED.replace("满意度指标", "满意度"),
            "table.bands 第 4 项的 where：“满意度”在 table.bands 第 3 项的 where 里已经有了，同一条不能印两次",
        ),
        (
            OUTPUT + SERVED.replace("满意度指标", "满意渡指标"),
            "table.bands 第 3 项的 where：levels 里没有这一类，不认识“满意渡指标”，是不是“满意度指标”",
        ),
        (
            OUTPUT.replace("/效益指标", "") + SERVED,
            "levels 里的“效益指标”没有写进哪一段的 where，这些指标没有地方印",
        ),
        (
            SERVED + SERVED.replace("满意度指标", "产出指标/效益指标"),
            "table.bands 第 3 项的 where：这一段没有 level1 这一列，one_of 只能有一个，否则装入时分不清",
        ),
        (
            SERVED + SERVED.replace("满意度指标", "产出指标") + SERVED.replace("满意度指标", "效益指标"),
            'of = "indicators" 的各段只印 level1 是“满意度指标”“产出指标”“效益指标”的，'
            "别的和没有填的没有地方印：要有一段有这一列",
        ),
        (
            OUTPUT + "H 三级指标>name^3",
            "table.bands 第 3 项没有 where，要有 level1 这一列，否则装入时分不清",
        ),
        (
            OUTPUT + SERVED.replace("level1", "level2").replace("满意度指标", "数量指标"),
            "table.bands 第 3 项的 where：field 要和别的段一样是 level1，否则同一条可能印两次",
        ),
        (
            OUTPUT + SERVED.replace("level1=满意度指标", "levle1=满意度指标"),
            "table.bands 第 3 项的 where：没有“levle1”这个字段，是否指“level1”",
        ),
        (
            MID + MID + YEAR,
            "table.bands 第 3 项的 where：phase“mid”在前面已经有了，同一条不能印两次",
        ),
        (MID.replace("@mid", "") + YEAR, "table.bands 第 2 项的 where：这一段没有一列是 @mid 的"),
        (
            MID + MID.replace("phase=mid", "phase=long").replace("@mid", "@long"),
            "table.bands：各段都写了 phase，当年的指标没有地方印：要有一段不写 where",
        ),
        (MID + OUTPUT + YEAR, "table.bands 第 3 项的 where：要和别的段一样写 phase，否则同一条可能印两次"),
        (
            OUTPUT + MID + YEAR,
            "table.bands 第 3 项的 where：field 要和别的段一样是 level1，否则同一条可能印两次",
        ),
        (
            "H each:goals 一级指标>level1 | 三级指标>name^2\n" + SERVED,
            'table.bands：each = "goals" 的一段印全部指标，不能再有 of = "indicators" 的一段',
        ),
        (
            "H of:tasks where:item=甲 任务>item^3\nH of:tasks 任务>content^3\nH 三级指标>name^3",
            "table.bands 第 3 项没有 where，要有 item 这一列，否则装入时分不清",
        ),
    ],
)  # fmt: skip
def test_bands_that_would_print_a_record_twice_or_not_at_all_are_named(bands: str, fault: str) -> None:
    assert fault in [*faults(small_form(TOP + bands, sound=False))]


def test_a_field_that_is_ticked_tells_nothing_of_a_text_that_is_no_option() -> None:
    ticked = "H 有可能?likelihood | 三级指标>name^2\n"
    layout = small_form(TOP + "H where:likelihood=有可能 三级指标>name^3\n" + ticked, sound=False)
    assert [*faults(layout)] == ["table.bands 第 3 项没有 where，要有 likelihood 这一列，否则装入时分不清"]


def test_two_hundred_words_in_forty_bands_are_looked_at_once() -> None:
    """As many as a form file may have."""
    words = [f"类{at}" for at in range(3900)]
    bands = [f"H where:note={'/'.join(words[at::39])} 备注>note | 三级指标>name^2\n" for at in range(39)]
    layout = small_form(TOP + "".join(bands))
    rows = tuple(Indicator(f"r{at}", Fields({"note": word, "name": word})) for at, word in enumerate(words))
    one = BOOK.with_projects([Project("p", Fields(), rows)])
    assert len(bands_of(layout, one)) == 39


@pytest.mark.parametrize(
    "words", [{}, {"field": "level1"}, {"one_of": ("甲",)}, {"field": "a", "one_of": ("甲",), "phase": "mid"}]
)
def test_a_band_asks_for_a_field_or_for_a_phase(words: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^where 要么写 field 和 one_of，要么写 phase$"):
        RecordFilter(**words)
