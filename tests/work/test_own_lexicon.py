"""What a person confirms of one annex is known at the next, says where it was confirmed, and can be withdrawn."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from learning.annexes import annex, beside, cell, choice

from perfdesk import paths
from perfdesk.forms.catalogue import forget
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.learning import lexicon
from perfdesk.learning.answer import CellRole
from perfdesk.learning.cell_choices import ChoiceKind, found_fields
from perfdesk.learning.confirmed_words import confirmed_words
from perfdesk.learning.decisions import Said
from perfdesk.learning.lexicon import full_label
from perfdesk.learning.mapping import AnnexMapping, CellState, begun
from perfdesk.learning.own_words import (
    CELLS,
    LONGEST_ORIGIN,
    MOST_BYTES,
    MOST_WORDS,
    OwnWord,
    OwnWords,
    own_words,
    words_in,
    words_text,
)
from perfdesk.learning.sketch import Sketch, read_sketch
from perfdesk.model.fields import Owner
from perfdesk.model.form_copy import LEXICON
from perfdesk.work.exchanged_forms import export_form, import_form
from perfdesk.work.mapping_result import install
from perfdesk.work.own_lexicon import forget_word, listed_words, put_back, remember

# The odd labels of these annexes are known to no lexicon; the second has another layout than the first.
FIRST = """
> 青溪乡项目申报表
项目名称 | {name}石桥^2 | 牵头股室 | {own}水利股^2
惠及农户 | {own}三百户^2 | 村口情况 | {own}路窄^2
资金总额 | {budget_total}50^2 | 财政资金 | {budget_fiscal}50^2
绩效目标 | {goal}修桥一座，方便村民出行。^5
一级指标 | 二级指标 | 三级指标 | 指标值 | 考核口子 | 内部号
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座 | {own}乡建办 | {own}7
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益村民 | {i:target}≥300人 | {own}乡建办 | {own}9
备注 | {remarks}无^5
"""
SECOND = """
> 云山县专项资金目标表
项目名称 | {name}水渠^3 | 惠及农户 | {own}五百户
村口情况 | {own}路平^3 | 牵头股室 | {own}农业股
绩效目标 | {goal}修渠一条，浇灌农田。^5
一级指标 | 二级指标 | 三级指标 | 内部号 | 考核口子 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}渠道 | {own}3 | {own}农经站 | {i:target}2公里
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益农户 | {own}4 | {own}农经站 | {i:target}≥500户
"""
ORIGIN = "青溪乡项目申报表"


pytestmark = pytest.mark.usefixtures("own_forms")


_sketches: dict[tuple[str, bool], Sketch] = {}


def fresh(text: str, folder: Path, *, excel: bool = False) -> AnnexMapping:
    """The mapping as it is begun now. What a file holds is the same for all tests."""
    asked = (text, excel)
    if asked not in _sketches:
        _sketches[asked] = read_sketch(annex(text, folder, excel=excel))
    found = begun(_sketches[asked], "表")
    assert found is not None
    return found


def taken(one: AnnexMapping, text: str, query: str) -> AnnexMapping:
    """The mapping after a person has looked a field up for the cell with a text."""
    return one.decided(*found_fields(one, cell(one, text), query)[0].decisions)


def said(one: AnnexMapping, text: str, kind: ChoiceKind, words: str = "") -> AnnexMapping:
    return one.decided(*choice(one, [cell(one, text)], kind, words).decisions)


def learned(one: AnnexMapping) -> None:
    """What is confirmed stays; there is no form, so that no annex is a variant of it."""
    remember(confirmed_words(one.proposal, one.decisions, one.form.title))


def asked(one: AnnexMapping) -> set[str]:
    return {found.spot.text for found in one.open}


def words() -> list[tuple[str, str, str]]:
    return [(one.of, one.label, one.key) for one in listed_words()]


def answered(folder: Path) -> AnnexMapping:
    """The first annex with each of its odd labels answered."""
    one = taken(fresh(FIRST, folder), "水利股", "主管部门")
    one = said(one, "三百户", ChoiceKind.OWN)
    one = taken(one, "考核口子", "数据来源") if found_fields(one, cell(one, "考核口子"), "数据来源") else one
    one = said(one, "考核口子", ChoiceKind.OWN) if "考核口子" in asked(one) else one
    return said(one, "内部号", ChoiceKind.NOTE)


# --- the next annex ----------------------------------------------------------------------------------------------


def test_a_label_that_was_given_a_field_has_it_in_an_annex_of_another_layout_and_is_not_asked_about(
    tmp_path: Path,
) -> None:
    assert {"农业股", "五百户", "路平", "考核口子", "内部号"} <= asked(fresh(SECOND, tmp_path))
    learned(answered(tmp_path))
    found = fresh(SECOND, tmp_path)
    one = cell(found, "农业股")
    assert (one.owner, one.key, one.flag) == (Owner.PROJECT, "supervisor", False)
    assert f"您在《{ORIGIN}》里这样定过“牵头股室”" in one.reason
    assert asked(found) == {"路平"}


def test_a_field_of_the_form_s_own_is_one_again_without_a_question(tmp_path: Path) -> None:
    learned(answered(tmp_path))
    found = fresh(SECOND, tmp_path)
    one = cell(found, "五百户")
    assert (one.key, one.title, one.flag) == ("own.惠及农户", "惠及农户", False)
    assert found.state(one) is CellState.OWN
    assert ("own.惠及农户", "惠及农户") in [(own.key, own.title) for own in found.form.own_fields]


def test_a_column_is_known_by_its_header_be_it_filled_or_not(tmp_path: Path) -> None:
    learned(answered(tmp_path))
    found = fresh(SECOND, tmp_path)
    header, below = cell(found, "考核口子"), cell(found, "农经站")
    assert (header.owner, header.flag, below.key) == (Owner.INDICATOR, False, header.key)
    assert header.key.startswith("own.")
    unfilled, number = cell(found, "内部号"), cell(found, "3")
    assert (unfilled.key, unfilled.flag, number.role, number.flag) == ("", False, CellRole.NOTE, False)


def test_in_excel_as_in_word(tmp_path: Path) -> None:
    learned(answered(tmp_path))
    assert asked(fresh(SECOND, tmp_path, excel=True)) == {"路平"}


def test_what_was_left_as_guessed_is_not_remembered(tmp_path: Path) -> None:
    learned(fresh(FIRST, tmp_path))
    assert words() == []


def test_a_text_that_was_said_to_be_a_label_or_a_note_is_one(tmp_path: Path) -> None:
    text = FIRST.replace("备注 | {remarks}无^5", "本表一式三份。 | {own}存档^5")
    one = said(said(fresh(text, tmp_path), "三百户", ChoiceKind.LABEL), "本表一式三份。", ChoiceKind.NOTE)
    learned(one)
    assert set(words()) == {(CELLS, "三百户", "label"), (CELLS, "本表一式三份。", "note")}
    found = fresh(SECOND.replace("五百户", "三百户") + "本表一式三份。 | {own}交^5\n", tmp_path)
    label, note = cell(found, "三百户"), cell(found, "本表一式三份。")
    assert (label.role, label.flag, note.role, note.flag) == (CellRole.LABEL, False, CellRole.NOTE, False)
    assert ORIGIN in label.reason


MONEY = """
项目名称 | {name}石桥^3
来源 | 年初预算数 | 执行数 | 说明
财政拨款 | {own}50 | {own}40 | {own}无
乡里凑的 | {own}12 | {own}10 | {own}无
绩效目标 | {goal}修桥一座，方便村民出行。^3
"""


def test_in_a_table_of_money_the_source_is_learned_and_serves_in_every_measure(tmp_path: Path) -> None:
    one = fresh(MONEY, tmp_path)
    spot = cell(one, "12").spot
    decision = Said(1, spot.row, spot.column, key="funds.other.initial", owner=Owner.PROJECT)
    learned(one.decided(decision))
    assert words() == [("sources", "乡里凑的", "other")]
    found = fresh(MONEY, tmp_path)
    assert [beside(found, "乡里凑的").key, cell(found, "10").key] == ["funds.other.initial", "funds.other.executed"]
    assert "您在" in beside(found, "乡里凑的").reason
    alone = fresh("项目名称 | {name}桥 | 乡里凑的 | {own}7\n绩效目标 | {goal}修桥一座，方便出行。^3", tmp_path)
    assert (cell(alone, "7").key, cell(alone, "7").flag) == ("budget_other", False)


def test_an_amount_beside_its_one_label_teaches_the_source(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥 | 乡里凑的 | {own}7\n绩效目标 | {goal}修桥一座，方便出行。^3"
    one = fresh(text, tmp_path)
    spot = cell(one, "7").spot
    learned(one.decided(Said(1, spot.row, spot.column, key="budget_other", owner=Owner.PROJECT)))
    assert words() == [("sources", "乡里凑的", "other")]


def test_an_amount_of_another_measure_beside_its_one_label_is_learned_as_it_is(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥 | 花在桥上 | {own}7\n绩效目标 | {goal}修桥一座，方便出行。^3"
    one = fresh(text, tmp_path)
    spot = cell(one, "7").spot
    decision = Said(1, spot.row, spot.column, key="funds.county.executed", owner=Owner.PROJECT)
    learned(one.decided(decision))
    assert words() == [("project", "花在桥上", "funds.county.executed")]


def test_a_label_to_the_left_is_learned_also_below_a_table_of_money(tmp_path: Path) -> None:
    text = MONEY.replace("绩效目标", "村口情况 | {own}路窄 | 牵头股室 | {own}水利股\n绩效目标", 1)
    learned(taken(fresh(text, tmp_path), "水利股", "主管部门"))
    assert words() == [("project", "牵头股室", "supervisor")]


def test_where_two_labels_say_together_what_a_cell_is_neither_is_learned(tmp_path: Path) -> None:
    one = fresh(MONEY, tmp_path)
    spot = beside(one, "10").spot
    for decision in (
        Said(1, spot.row, spot.column, key="remarks", owner=Owner.PROJECT),
        Said(1, spot.row, spot.column, key="own.乡里凑的", title="乡里凑的"),
    ):
        learned(one.decided(decision))
    assert words() == []


def test_a_word_that_means_something_by_its_place_only_is_not_learned(tmp_path: Path) -> None:
    text = FIRST.replace("村口情况", "说明")
    learned(taken(fresh(text, tmp_path), "路窄", "项目概况"))
    assert words() == []


def test_a_label_with_its_value_in_one_cell_is_learned_too(tmp_path: Path) -> None:
    text = FIRST.replace("备注 | {remarks}无^5", "{own}驻村干事：[魏二]^6")
    one = fresh(text, tmp_path)
    spot = cell(one, "驻村干事：魏二").spot
    learned(one.decided(Said(1, spot.row, spot.column, key="contact", owner=Owner.PROJECT)))
    assert words() == [("project", "驻村干事", "contact")]
    found = cell(fresh(SECOND + "{own}驻村干事：[高九]^6\n", tmp_path), "驻村干事：高九")
    assert (found.key, found.template, found.flag) == ("contact", "驻村干事：{contact}", False)
    assert ORIGIN in found.reason


# --- never wrongly -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confirmed", "other"),
    [
        ("市级牵头股室", "县级牵头股室"),
        ("牵头股室（市级）", "牵头股室（县级）"),
        ("年度牵头股室", "中期牵头股室"),
        ("牵头股室名称", "牵头股室代码"),
        ("牵头股室", "牵头股室代码"),
        ("牵头股室", "原牵头股室"),
    ],
)
def test_a_label_that_is_nearly_the_same_is_asked_about_as_before(tmp_path: Path, confirmed: str, other: str) -> None:
    second = SECOND.replace("牵头股室", other)
    before = cell(fresh(second, tmp_path), "农业股")
    first = FIRST.replace("牵头股室", confirmed)
    learned(taken(fresh(first, tmp_path), "水利股", "主管部门"))
    assert cell(fresh(first, tmp_path), "水利股").key == "supervisor"
    assert cell(fresh(second, tmp_path), "农业股") == before


def test_white_space_width_and_enumerators_do_not_count(tmp_path: Path) -> None:
    learned(answered(tmp_path))
    found = fresh(SECOND.replace("牵头股室", "（二）牵 头 股 室："), tmp_path)
    assert (cell(found, "农业股").key, cell(found, "农业股").flag) == ("supervisor", False)


def test_a_label_of_a_project_says_nothing_of_a_column_of_indicators(tmp_path: Path) -> None:
    second = SECOND.replace("考核口子", "惠及农户")
    before = cell(fresh(second, tmp_path), "农经站")
    learned(said(fresh(FIRST, tmp_path), "三百户", ChoiceKind.OWN))
    after = cell(fresh(second, tmp_path), "农经站")
    assert (after.owner, after.key, after.reason) == (before.owner, before.key, before.reason)


def test_the_user_s_answer_counts_more_than_the_program_s_lexicon(tmp_path: Path) -> None:
    learned(taken(fresh(FIRST, tmp_path), "无", "项目概况"))
    assert words() == [("project", "备注", "overview")]
    assert cell(fresh(FIRST, tmp_path), "无").key == "overview"


def test_an_answer_that_the_program_gives_by_itself_is_no_word_but_takes_an_older_one_back(tmp_path: Path) -> None:
    learned(taken(fresh(FIRST, tmp_path), "石桥", "项目名称"))
    assert words() == []
    learned(taken(fresh(FIRST, tmp_path), "无", "项目概况"))
    learned(taken(fresh(FIRST, tmp_path), "无", "备注"))
    assert [key for _, label, key in words() if label == "备注"] == ["remarks"]


def test_the_latest_answer_about_a_label_holds(tmp_path: Path) -> None:
    learned(taken(fresh(FIRST, tmp_path), "水利股", "主管部门"))
    learned(said(fresh(FIRST, tmp_path), "水利股", ChoiceKind.OWN))
    assert words() == [("project", "牵头股室", "own.牵头股室")]


@given(st.text(alphabet="资金（中央县级市）()年度20315：其中 一、名称万元★", max_size=20))
def test_a_label_as_it_is_kept_is_kept_as_it_is(text: str) -> None:
    assert full_label(full_label(text)) == full_label(text)


# --- withdrawn ---------------------------------------------------------------------------------------------------


def test_a_word_that_is_removed_leaves_every_proposal_as_it_was_and_can_be_put_back(tmp_path: Path) -> None:
    before = fresh(SECOND, tmp_path).proposal
    learned(answered(tmp_path))
    after = fresh(SECOND, tmp_path).proposal
    removed = listed_words()
    for word in removed:
        forget_word(word)
    assert fresh(SECOND, tmp_path).proposal.tables[0].answers == before.tables[0].answers
    assert listed_words() == ()
    for word in reversed(removed):
        put_back(word)
    assert listed_words() == removed
    assert fresh(SECOND, tmp_path).proposal.tables[0].answers == after.tables[0].answers


def test_words_are_listed_with_the_annex_and_the_latest_first(tmp_path: Path) -> None:
    remember([OwnWord("project", "甲", "name", "甲表"), OwnWord("project", "乙", "name", "乙表")])
    remember([OwnWord("project", "甲", "code", "丙表")])
    assert [(one.label, one.key, one.origin) for one in listed_words()] == [
        ("甲", "code", "丙表"), ("乙", "name", "乙表")
    ]  # fmt: skip


# --- handed on ---------------------------------------------------------------------------------------------------


def test_a_form_takes_its_words_along_and_a_colleague_is_asked_before_they_count(
    tmp_path: Path, own_forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = install(answered(tmp_path), annex(FIRST, tmp_path)).form
    assert form.copy.named(LEXICON) is not None
    assert ("project", "牵头股室", "supervisor") in words()
    assert not any(one.theirs for one in listed_words())
    kept = read_form(next(own_forms.glob("*/form.toml")))
    assert kept.copy == form.copy
    export_form(form, tmp_path / "a.zip")
    monkeypatch.setattr(paths, "own_forms", lambda: tmp_path / "colleague" / "forms")
    forget()
    import_form(tmp_path / "a.zip")
    one = cell(fresh(SECOND, tmp_path), "农业股")
    assert (one.key, one.flag) == ("supervisor", True)
    assert f"同事在《{ORIGIN}》里这样定过，请您确认" in one.reason


def test_a_colleague_s_word_never_counts_against_the_user_s_or_the_program_s(tmp_path: Path) -> None:
    mine = OwnWord("project", "牵头股室", "unit_name", "我的表")
    known = OwnWords((mine,)).with_theirs(
        OwnWord("project", label, "code", "他的表", theirs=True) for label in ("牵头股室", "项目名称", "惠及农户")
    )
    paths.own_words().parent.mkdir(parents=True)
    paths.own_words().write_bytes(words_text(known))
    found = fresh(SECOND, tmp_path)
    keys = [cell(found, text).key for text in ("农业股", "水渠", "五百户")]
    assert keys == ["unit_name", "name", "code"]
    assert [cell(found, text).flag for text in ("农业股", "水渠", "五百户")] == [False, False, True]


# --- the file ----------------------------------------------------------------------------------------------------

ROW = '[[words]]\nof = "project"\nlabel = "牵头股室"\nkey = "supervisor"\nfrom = "表"\n'


def written(text: str) -> bytes:
    path = paths.own_words()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path.read_bytes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("format = 2\n" + ROW, "更新的版本"),
        ("format = ", "不合 TOML"),
        ("a." * 30 + "b = 1", "层次太深"),
        ("format = 1\nwords = 3", "words"),
        ("format = true\n", "不是词库"),
        ("format = 1\n#" + "x" * MOST_BYTES, "KB"),
        ("format = 1\n" + "[[words]]\n" * (MOST_WORDS + 1), "words"),
    ],
)
def test_a_file_that_is_not_understood_stays_and_the_recogniser_goes_on_without(
    tmp_path: Path, text: str, says: str
) -> None:
    before = written(text)
    assert "农业股" in asked(fresh(SECOND, tmp_path))
    remember([OwnWord("project", "甲", "name", "表")])
    assert paths.own_words().read_bytes() == before
    with pytest.raises(FormError, match=says) as wrong:
        listed_words()
    assert str(wrong.value).endswith("没有改动。")
    with pytest.raises(FormError):
        forget_word(OwnWord("project", "甲", "name", "表"))


@pytest.mark.parametrize(
    "row",
    [
        'of = "project"\nlabel = "甲"\nkey = "no_such"\nfrom = "表"\n',
        'of = "sources"\nlabel = "甲"\nkey = "no_such"\nfrom = "表"\n',
        'of = "measures"\nlabel = "甲"\nkey = "fiscal"\nfrom = "表"\n',
        'of = "cells"\nlabel = "甲"\nkey = "value"\nfrom = "表"\n',
        'of = "nobody"\nlabel = "甲"\nkey = "name"\nfrom = "表"\n',
        'of = "project"\nlabel = 3\nkey = "name"\nfrom = "表"\n',
        'of = "project"\nlabel = ""\nkey = "name"\nfrom = "表"\n',
        f'of = "project"\nlabel = "{"长" * 121}"\nkey = "name"\nfrom = "表"\n',
        'of = "project"\nlabel = "甲"\nkey = "own.a b"\nfrom = "表"\n',
    ],
)
def test_a_word_that_is_not_understood_is_kept_and_does_nothing(row: str) -> None:
    written(f"format = 1\n{ROW}\n[[words]]\n{row}")
    remember([OwnWord("project", "乙", "name", "表")])
    assert [label for _, label, _ in words()] == ["乙", "牵头股室"]
    assert len(words_in(paths.own_words().read_bytes()).unknown) == 1


def test_every_kind_of_word_is_read_as_it_was_written() -> None:
    many = OwnWords(
        (
            OwnWord("project", "甲", "funds.county.executed", "表一"),
            OwnWord("indicator", "乙", "target@mid", "表“二”\\"),
            OwnWord("indicator", "丙", "", "表"),
            OwnWord("sources", "丁", "county", "表", theirs=True),
            OwnWord("measures", "戊", "plan", "表"),
            OwnWord("cells", "己", "note", "表"),
            OwnWord("tasks", "庚", "own.庚", "表"),
        )
    )
    assert words_in(words_text(many)) == many


@pytest.mark.parametrize(
    ("before", "after", "stay"),
    [
        (("project", "name"), ("document", "fill_unit"), 1),
        (("sources", "other"), ("project", "name"), 1),
        (("project", "name"), ("sources", "other"), 1),
        (("project", "name"), ("cells", "note"), 1),
        (("cells", "note"), ("document", "fill_unit"), 1),
        # A label may be one, name a field of the project, a column, and a measure.
        (("project", "name"), ("cells", "label"), 2),
        (("project", "name"), ("indicator", "name"), 2),
        (("sources", "other"), ("measures", "plan"), 2),
    ],
)
def test_of_two_meanings_that_contradict_each_other_the_latter_counts(
    before: tuple[str, str], after: tuple[str, str], stay: int
) -> None:
    one, other = (OwnWord(of, "甲", key, "表") for of, key in (before, after))
    found = OwnWords().with_words([one]).with_words([other])
    assert found.words == (one, other)[-stay:]
    assert words_in(words_text(OwnWords((one, other)))).words == (one, other)[-stay:]


def test_a_note_is_no_label_and_a_colleague_s_label_is_none_yet() -> None:
    mine = [("cells", "甲", "note"), ("cells", "乙", "label"), ("tasks", "丙", "item")]
    theirs = OwnWord("project", "丁", "name", "表", theirs=True)
    found = OwnWords((*(OwnWord(*one, "表") for one in mine), theirs))
    assert [found.is_label(label) for label in "甲乙丙丁"] == [False, True, True, False]


def test_as_many_words_as_there_may_be_are_read() -> None:
    many = OwnWords(tuple(OwnWord("project", f"甲{at}", "name", "表") for at in range(MOST_WORDS)))
    assert len(words_in(words_text(many)).words) == MOST_WORDS


def test_the_latest_words_stay_where_they_are_too_many() -> None:
    many = OwnWords().with_words(OwnWord("project", f"甲{at}", "name", "表") for at in range(MOST_WORDS + 3))
    assert len(many.words) == MOST_WORDS
    assert many.words[-1].label == f"甲{MOST_WORDS + 2}"
    full = many.with_theirs([OwnWord("project", "乙", "name", "表", theirs=True)])
    assert full == many


def long_words(text: str, count: int, *, theirs: bool = False) -> list[OwnWord]:
    origin = "二〇三一年青溪县项目支出绩效目标申报表" * 3
    return [OwnWord("project", f"{text}{at}", "name", origin[:LONGEST_ORIGIN], theirs) for at in range(count)]


def test_the_latest_words_stay_where_the_file_would_be_too_large_to_be_read_again() -> None:
    many = OwnWords().with_words(long_words("牵头实施单位", MOST_WORDS))
    assert 1_000 < len(many.words) < MOST_WORDS
    assert many.words == tuple(long_words("牵头实施单位", MOST_WORDS)[-len(many.words) :])
    content = words_text(many)
    assert MOST_BYTES - 1_000 < len(content) <= MOST_BYTES
    assert words_in(content) == many
    more = many.with_words(long_words("协办单位", 5))
    assert more.words[-5:] == tuple(long_words("协办单位", 5))
    assert words_in(words_text(more)) == more
    assert many.with_theirs(long_words("联合实施单位", 5, theirs=True)).words == many.words


def test_what_a_later_version_wrote_takes_its_room_among_the_words() -> None:
    unknown = ({"of": "seals", "label": "甲", "key": "round", "from": "表"},) * 3
    known = OwnWords((), unknown).with_words(OwnWord("project", f"甲{at}", "name", "表") for at in range(MOST_WORDS))
    assert (len(known.words), known.unknown) == (MOST_WORDS - 3, unknown)
    assert words_in(words_text(known)) == known


def test_a_word_written_by_another_window_is_seen_at_the_next_annex(tmp_path: Path) -> None:
    assert "农业股" in asked(fresh(SECOND, tmp_path))
    written(f"format = 1\n{ROW}")
    assert "农业股" not in asked(fresh(SECOND, tmp_path))
    paths.own_words().unlink()
    assert "农业股" in asked(fresh(SECOND, tmp_path))


def test_nothing_is_remembered_of_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    remember([OwnWord("project", "甲", "name", "表")])
    lexicon.refresh()
    assert own_words() == OwnWords()
