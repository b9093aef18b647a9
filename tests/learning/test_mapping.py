"""A mapping is a value: what is decided takes the place of what was guessed, and everything follows from it."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from learning.annexes import BRIDGE, annex, beside, cell, choice, chosen, mapping
from learning.grids import layouts, save_excel, save_word, unmet, unseen
from perfdesk.learning.answer import CellRole
from perfdesk.learning.cell_choices import ChoiceKind, choices, end_at, found_fields, taking
from perfdesk.learning.confirming import confirmed
from perfdesk.learning.decisions import Named, Said, SaidBand, WrongAnswers, answers_in, answers_json
from perfdesk.learning.fitting import _alike
from perfdesk.learning.mapping import AnnexMapping, CellState, begun
from perfdesk.learning.mapping_history import MappingHistory
from perfdesk.learning.sketch import read_sketch
from perfdesk.learning.surroundings import label_of
from perfdesk.model.fields import Owner


def open_texts(one: AnnexMapping) -> list[str]:
    return [found.spot.text for found in one.open]


def printed(one: AnnexMapping) -> set[str]:
    return {key for _, key in one.form.table.printed}


# --- one cell ----------------------------------------------------------------------------------------------------


def test_what_has_no_field_is_asked_about_and_nothing_else(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    assert open_texts(found) == ["三百户"]
    assert found.state(cell(found, "三百户")) is CellState.OWN
    assert found.state(cell(found, "石桥")) is CellState.UNDERSTOOD
    assert found.state(cell(found, "项目名称")) is CellState.LABEL


def test_the_program_s_own_guess_is_among_the_choices_and_ends_the_question(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    one = cell(found, "三百户")
    guess = choices(found, [one])[taking(found, [one])]
    assert (guess.kind, guess.guessed) == (ChoiceKind.OWN, True)
    after = found.decided(*guess.decisions)
    assert open_texts(after) == []
    assert [(own.key, own.title) for own in after.form.own_fields] == [("own.受益农户", "受益农户")]


def test_a_cell_offers_three_fields_its_own_name_a_title_and_a_note(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    kinds = [one.kind.value for one in choices(found, [cell(found, "三百户")])]
    assert kinds == ["field", "field", "field", "own", "label", "note"]


def test_the_field_that_is_called_nearly_so_is_the_best(tmp_path: Path) -> None:
    found = mapping("项目名称 | {name}桥\n建设内容摘要 | {own}建桥。\n绩效目标 | {goal}修桥铺路，方便村民。", tmp_path)
    best = choices(found, [cell(found, "建桥。")])[0]
    assert (best.words, "建设内容" in best.reason) == ("项目概况", True)


def test_in_a_table_of_sources_and_measures_both_labels_say_which_field_fits(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^2\n来源 | 年初预算数 | 剩余原因\n资金总额 | {funds.total.initial}64 | {own}雨季"
    found = mapping(f"{text}\n绩效目标 | {{goal}}修桥铺路，方便村民。^2", tmp_path)
    fields = [one.decisions[0].key for one in choices(found, [cell(found, "雨季")]) if one.kind is ChoiceKind.FIELD]
    assert "funds.total.reason" in fields


def test_a_cell_with_its_label_is_called_by_it_and_rows_of_records_say_nothing_of_what_stands_below(
    tmp_path: Path,
) -> None:
    found = mapping(BRIDGE.replace("备注 | {remarks}无^3", "{own}填表人：[魏二]^2 | {own}修桥的人 | -"), tmp_path)
    assert label_of(found.table, cell(found, "填表人：魏二")) == "填表人"
    assert label_of(found.table, cell(found, "修桥的人")) != "三级指标"


@pytest.mark.parametrize("number", [3, 19, 43, 62, 88])
def test_who_keeps_what_the_program_thinks_answers_each_question_once_and_then_nothing_is_in_doubt(
    tmp_path: Path, number: int
) -> None:
    one = next(one for one in (*layouts(), *unseen(), *unmet()) if one.number == number)
    found = begun(read_sketch(save_word(one, tmp_path / "a.docx", filled=True)), "a")
    assert found is not None
    count, keys = len(found.open), [answer.key for answer in found.answers]
    for left in range(count, 0, -1):
        assert len(found.open) == left
        first = found.open[0]
        kept = choices(found, [first])[taking(found, [first])]
        assert kept.guessed, first.spot
        found = found.decided(*kept.decisions)
    assert found.open == ()
    assert [answer.key for answer in found.answers] == keys
    assert CellState.GUESSED not in {found.state(answer) for answer in found.answers}


def test_a_row_that_is_unlike_the_others_is_one_question_with_its_own_reason(tmp_path: Path) -> None:
    strange = BRIDGE.replace("备注 |", "{i:level1}管理 | {i:level2}制度 | {i:name}制度健全 | {i:target}健全\n备注 |")
    found = mapping(strange, tmp_path)
    row = cell(found, "管理")
    assert found.in_doubted_row(row)
    assert {found.state(cell(found, text)) for text in ("管理", "制度", "健全")} == {CellState.GUESSED}
    assert open_texts(found) == ["三百户", "管理"]
    assert "可能不是指标" in row.reason
    also, end = choices(found, [row])
    assert (also.words, also.guessed, end.words) == ("这一行也是指标", True, "逐行填的只到第 6 行")
    after = found.decided(*also.decisions)
    assert open_texts(after) == ["三百户"]
    assert not after.in_doubted_row(cell(after, "管理"))
    assert not any(cell(after, text).flag for text in ("管理", "制度", "健全"))
    assert len(choices(after, [cell(after, "管理")])) > 2, "then it is a cell of its column"
    assert beside(found.decided(*end.decisions), "管理").owner is Owner.PROJECT


def test_a_field_that_another_cell_has_comes_later(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    fields = [one.decisions[0].key for one in choices(found, [cell(found, "三百户")]) if one.kind is ChoiceKind.FIELD]
    assert not {"name", "budget_total", "goal", "remarks"} & set(fields)


def test_two_cells_of_one_label_are_two_own_fields(tmp_path: Path) -> None:
    found = mapping(
        "项目名称 | {name}桥^2\n受益农户 | {own}三百户 | -\n绩效目标 | {goal}修桥铺路，方便村民。^2", tmp_path
    )
    spot = cell(found, "三百户").spot
    empty = found.at(spot.row, spot.end)
    assert empty is not None
    assert choice(found, [empty], ChoiceKind.OWN).decisions[0].key == "own.受益农户_2"


def test_words_that_tell_fields_apart_count_more_than_letters_alike() -> None:
    assert _alike("县级资金", "市级资金") < _alike("县级资金", "县级投资") < _alike("县级资金", "县级资金") == 1


def test_a_field_that_is_chosen_is_in_the_form(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    wanted = next(one for one in found_fields(found, cell(found, "三百户"), "xmgk") if one.words == "项目概况")
    after = found.decided(*wanted.decisions)
    assert "overview" in printed(after)
    assert "own.受益农户" not in printed(after)
    assert after.state(cell(after, "三百户")) is CellState.UNDERSTOOD


def test_fields_are_found_by_letters_and_by_initials_and_only_those_of_the_rows_for_a_column(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    assert [one.words for one in found_fields(found, cell(found, "三百户"), "联系 电话")][:1] == ["联系电话"]
    columns = {one.decisions[0].owner for one in found_fields(found, cell(found, "1座"), "zbz")}
    assert columns == {Owner.INDICATOR}
    assert found_fields(found, cell(found, "三百户"), "  ") == []


def test_a_label_is_asked_about_as_the_value_beside_it(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    after = chosen(found, [cell(found, "备注")], ChoiceKind.OWN)
    assert cell(after, "无").key == "own.备注"


def test_a_note_that_is_said_to_be_a_label_makes_a_field_of_the_empty_cell_beside(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^2\n绩效目标 | {goal}修桥铺路，方便村民。^2\n共同见证 | 甲乙丙丁 | -"
    found = mapping(text, tmp_path)
    one = cell(found, "甲乙丙丁")
    assert one.role is not CellRole.LABEL
    after = chosen(found, [one], ChoiceKind.LABEL)
    assert cell(after, "甲乙丙丁").role is CellRole.LABEL
    assert (beside(after, "甲乙丙丁").role, beside(after, "甲乙丙丁").title) == (CellRole.VALUE, "甲乙丙丁")
    assert beside(after, "甲乙丙丁") in after.open


def test_a_value_that_is_said_to_be_a_note_prints_and_is_no_field(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    after = chosen(found, [cell(found, "三百户")], ChoiceKind.NOTE)
    assert after.state(cell(after, "三百户")) is CellState.NOTE
    assert "own.受益农户" not in printed(after)


def test_the_name_in_a_cell_with_its_label_changes_with_its_field(tmp_path: Path) -> None:
    found = mapping("项目名称 | {name}桥^2\n绩效目标 | {goal}修桥铺路，方便村民。^2\n{own}填表人：[魏二]^3", tmp_path)
    wanted = next(one for one in found_fields(found, cell(found, "填表人：魏二"), "联系人") if "联系人" in one.words)
    after = found.decided(*wanted.decisions)
    assert cell(after, "填表人：魏二").template == f"填表人：{{{wanted.decisions[0].key}}}"
    assert wanted.decisions[0].key in printed(after)


# --- columns and rows of records ---------------------------------------------------------------------------------


def test_what_is_said_of_any_cell_of_a_column_is_the_whole_column_s(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    wanted = next(one for one in found_fields(found, cell(found, "1座"), "实际完成值"))
    after = found.decided(*wanted.decisions)
    assert (cell(after, "1座").key, cell(after, "≥300人").key, cell(after, "指标值").key) == ("actual",) * 3


def test_a_column_that_is_not_filled_is_printed_and_empty(tmp_path: Path) -> None:
    after = chosen(mapping(BRIDGE, tmp_path), [cell(mapping(BRIDGE, tmp_path), "指标值")], ChoiceKind.NOTE)
    assert "target" not in printed(after)
    labels = [column.label for band in after.form.table.records for column in band.columns]
    assert "指标值" in labels


@pytest.mark.parametrize(("wanted", "rows"), [(5, 1), (6, 2), (7, 3), (99, 3), (0, 1)])
def test_the_end_of_rows_moves_between_the_header_and_the_end_of_the_table(
    tmp_path: Path, wanted: int, rows: int
) -> None:
    found = mapping(BRIDGE, tmp_path)
    band = found.table.bands[0]
    after = found.decided(*end_at(found, band, wanted))
    assert after.table.bands[0].end - after.table.bands[0].body == rows


def test_rows_that_end_earlier_leave_fixed_rows_behind(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    after = chosen(found, [cell(found, "受益村民")], ChoiceKind.ROWS)
    assert after.table.bands[0].end == 5
    assert cell(after, "受益村民").owner is not Owner.INDICATOR


def test_the_end_of_rows_stays_above_the_next_header(tmp_path: Path) -> None:
    text = BRIDGE + "任务名称 | 主要内容 | 金额 | 完成时间\n{t:item}勘察 | {t:content}测量 | {t:total}2 | {t:end}三月"
    found = mapping(text, tmp_path)
    first, second = found.table.bands
    after = found.decided(*end_at(found, first, second.end))
    assert [band.owner for band in after.table.bands] == [Owner.INDICATOR, Owner.TASKS]
    assert after.table.bands[0].end == second.top


def test_cells_that_are_said_to_be_a_header_begin_rows_of_records(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^2\n绩效目标 | {goal}修桥铺路，方便村民。^2\n步骤 | 由谁 | 何时\n"
    text += "勘察 | 甲队 | 三月\n施工 | 乙队 | 五月"
    found = mapping(text, tmp_path)
    assert not found.table.bands
    header = [cell(found, one) for one in ("步骤", "由谁", "何时")]
    after = chosen(found, header, ChoiceKind.ROWS, "进度")
    band = after.table.bands[0]
    assert (band.owner, band.body, band.end, len(band.columns)) == (Owner.SCHEDULE, 3, 5, 3)
    back = chosen(
        after, [after.asked_of(cell(after, one)) for one in ("步骤", "由谁", "何时")], ChoiceKind.ROWS, "不是"
    )
    assert not back.table.bands


def test_several_cells_become_labels_at_once(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    after = chosen(found, [cell(found, "三百户"), cell(found, "石桥")], ChoiceKind.LABEL)
    assert {cell(after, one).role for one in ("三百户", "石桥")} == {CellRole.LABEL}


def test_what_was_said_of_a_column_is_void_once_its_rows_are_no_records(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    after = chosen(found, [cell(found, "指标值")], ChoiceKind.OWN).decided(SaidBand(1, 3, None))
    assert not after.table.bands
    assert cell(after, "指标值").owner is not Owner.INDICATOR
    assert after.form.title
    with pytest.raises(WrongAnswers, match="逐行"):
        after.decided(Said(1, 4, 3, key="target", owner=Owner.INDICATOR))


def test_a_second_table_of_indicators_becomes_fixed_rows_of_own_fields(tmp_path: Path) -> None:
    rows = (
        "一级指标 | 二级指标 | 三级指标 | 指标值\n{i:level1}产出指标 | {i:level2}数量指标 | {i:name}路 | {i:target}2条"
    )
    found = mapping(f"{BRIDGE}其他情况 | -^3\n{rows}", tmp_path)
    assert [band.owner for band in found.table.bands] == [Owner.INDICATOR] * 2
    titles = [own.title for own in found.form.own_fields]
    assert {"三级指标", "指标值"} <= set(titles)


# --- the value ---------------------------------------------------------------------------------------------------


def test_the_order_of_answers_does_not_matter(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    decisions = [
        *choice(found, [cell(found, "三百户")], ChoiceKind.NOTE).decisions,
        *end_at(found, found.table.bands[0], 5),
        Named("石桥表"),
    ]
    one, other = found.decided(*decisions), found.decided(*reversed(decisions))
    assert one.proposal == other.proposal
    assert one.definition == other.definition


def test_what_changes_nothing_is_the_same_value(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    assert found.decided(Said(1, 0, 1, key="name")) is found.decided() is found
    assert found.decided(Named("")) is found


def test_a_form_is_called_as_a_person_says(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    assert found.form.title == "石桥乡项目申报表"
    assert found.decided(Named("石桥乡 项目表")).form.title == "石桥乡 项目表"


def test_undo_and_redo_go_through_the_values(tmp_path: Path) -> None:
    history = MappingHistory(mapping(BRIDGE, tmp_path))
    first = history.mapping
    assert history.run("这是说明", *choice(first, [cell(first, "三百户")], ChoiceKind.NOTE).decisions)
    assert not history.run("同样", Said(1, 0, 1, key="name"))
    second = history.mapping
    assert (history.undo_label, history.redo_label) == ("这是说明", "")
    assert history.undo()
    assert history.mapping is first
    assert not history.undo()
    assert (history.undo_label, history.redo_label) == ("", "这是说明")
    assert history.redo()
    assert history.mapping is second
    assert not history.redo()
    history.undo()
    history.run("改名", Named("甲表"))
    assert not history.redo()


def test_decisions_come_back_from_json_the_same(tmp_path: Path) -> None:
    said = [
        Said(1, 0, 3, key="own.x", owner=Owner.PROJECT, title="甲"), Said(1, 6, 0, CellRole.NOTE),
        SaidBand(1, 3, Owner.INDICATOR, 5), SaidBand(1, 5, None), Named("石桥表"),
    ]  # fmt: skip
    assert set(answers_in(answers_json(said))) == set(said)
    again = [Said(1, 0, 3, key="name"), Said(1, 0, 3, CellRole.NOTE)]
    assert answers_in(answers_json(again)) == again[1:]


@pytest.mark.parametrize(
    ("shape", "word"),
    [
        ({"cells": [], "bands": [{"table": 1, "row": 0, "of": "甲"}]}, "of 应是"),
        ({"cells": [], "bands": [{"table": 1, "row": True}]}, "table、row、end"),
        ({"cells": [], "title": 3}, "title"),
        ({"cells": [], "title": "甲" * 61}, "title"),
        ({"cells": [{"table": 1, "row": 0, "column": 0, "owner": "甲"}]}, "owner"),
        ({"cells": [{"table": 1, "row": 0, "column": 0, "title": "甲" * 61}]}, "title"),
        ({"cells": [], "bands": [1] * 5001}, "cells"),
    ],
)
def test_answers_of_a_wrong_shape_are_named(shape: object, word: str) -> None:
    with pytest.raises(WrongAnswers, match=word):
        answers_in(shape)


@pytest.mark.parametrize("said", [SaidBand(1, 99, None), SaidBand(1, 3, Owner.INDICATOR, 99), SaidBand(2, 0, None)])
def test_bands_outside_the_table_are_refused(tmp_path: Path, said: SaidBand) -> None:
    with pytest.raises(WrongAnswers, match="表"):
        _ = mapping(BRIDGE, tmp_path).decided(said).proposal


@pytest.mark.parametrize("each", [20, pytest.param(1, marks=pytest.mark.slow)])
def test_whatever_is_chosen_a_form_comes_of_it(tmp_path: Path, each: int) -> None:
    """Random choices for random cells of many layouts."""
    for one in layouts()[::each]:
        path = save_word(one, tmp_path / "a.docx", filled=one.number % 2 == 0)
        found = begun(read_sketch(path), "a")
        assert found is not None
        chance = random.Random(one.number)
        for _ in range(12):
            cells = chance.sample(found.table.answers, chance.choice([1, 1, 1, 2]))
            found = found.decided(*chance.choice(choices(found, cells)).decisions)
            assert [answer.spot for answer in found.table.answers] == list(found.table.cells.spots)
        assert found.form.title


# --- a variant of a known form -----------------------------------------------------------------------------------


def test_of_a_variant_only_what_differs_is_asked_about(tmp_path: Path) -> None:
    one = layouts()[29]
    found = begun(read_sketch(save_excel(one, tmp_path / "a.xlsx", filled=True)), "a")
    assert found is not None
    assert found.guessed.flagged == 0
    assert found.difference is not None
    assert found.difference.title == "项目支出绩效目标表（成本为一级指标）"
    assert found.difference.missing == ("权重(分值)",)
    assert {answer.key for answer in found.open} == {
        "funds.total.mid", "funds.fiscal.mid", "funds.other.mid", "goal_mid", "level2@mid", "name@mid", "target@mid",
    }  # fmt: skip
    # A label over several columns is none of them.
    assert found.state(cell(found, "中期绩效指标")) is CellState.LABEL
    asked = len(found.open)
    while found.open:
        first = found.open[0]
        found = found.decided(*choices(found, [first])[taking(found, [first])].decisions)
        asked -= 1
        assert len(found.open) == asked


@pytest.mark.parametrize(("likeness", "variant"), [(0.59, False), (0.6, True), (0.89, True), (0.9, False)])
def test_how_alike_a_form_is_tells_a_variant_from_the_same_form_and_from_another(
    tmp_path: Path, likeness: float, variant: bool
) -> None:
    found = mapping(BRIDGE, tmp_path)
    made = replace(found, guessed=replace(found.guessed, like=(("mof-88-project", likeness),)))
    assert (made.difference is not None) is variant


def test_what_is_said_of_one_table_is_not_said_of_another(tmp_path: Path) -> None:
    found = mapping(BRIDGE, tmp_path)
    twice = replace(found.guessed, tables=found.guessed.tables * 2)
    tables = confirmed(twice, [Said(1, 0, 1, key="name"), Said(2, 0, 3, CellRole.NOTE)]).tables
    roles = [next(one.role for one in table.answers if one.spot.text == "三百户") for table in tables]
    assert roles == [CellRole.VALUE, CellRole.NOTE]


def test_an_annex_that_is_no_variant_differs_from_nothing(tmp_path: Path) -> None:
    assert mapping(BRIDGE, tmp_path).difference is None


def test_a_file_without_a_table_of_goals_gives_no_mapping(tmp_path: Path) -> None:
    path = annex("姓名 | 年龄\n张三 | 40", tmp_path)
    assert begun(read_sketch(path), "a") is None
