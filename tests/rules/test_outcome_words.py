"""Outcomes in words: which band of marks each says, what is left to the clerk, and the bureau's own words."""

import re
from dataclasses import replace as changed
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import document

from perfdesk import paths
from perfdesk.forms.bands import Cell, Row, RowsBand
from perfdesk.forms.definition import Scoring
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.office import office
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.grades import grade_of
from perfdesk.rules.outcome_words import band
from perfdesk.rules.scoring import Outcome, ScoreRange, proposals, score_ranges
from perfdesk.rules.settings import in_force, settings

SELF = form("mof-10-self")
TOP, MIDDLE, LOW = (80, 100), (60, 80), (0, 60)


def row(target: str, actual: str, score: str = "", weight: str = "10", deviation: str = "已说明") -> Document:
    return document(
        f"# 渠道清淤\n- 社会 | 灌溉条件改善 | {target} | actual={actual} | weight={weight} | score={score}"
        f" | deviation={deviation}",
        SELF.id,
    )


def outcome(target: str, actual: str, weight: str = "10") -> Outcome:
    return Outcome(row(target, actual, weight=weight).projects[0].indicators[0])


def ranges(one: Document) -> list[ScoreRange]:
    return [*score_ranges(one.projects[0])]


def found(one: Document, rule: str = "score-outcome") -> list[Finding]:
    return [finding for finding in check(one, SELF) if finding.rule == rule]


@pytest.mark.parametrize(
    ("target", "actual", "wanted"),
    [
        # The ministry's three, whatever the target is.
        ("长期", "全部达成目标", TOP),
        ("长期", "基本达成目标", TOP),
        ("长期", "部分达成目标并具有一定效果", MIDDLE),
        ("长期", "未达成目标且效果较差", LOW),
        ("灌溉条件得到改善", "达成预期目标。", TOP),
        ("灌溉条件得到改善", "已 完成", TOP),
        ("灌溉条件得到改善", "部分完成", MIDDLE),
        ("灌溉条件得到改善", "未完成", LOW),
        # Degrees, beside a target that is one.
        ("显著提升", "显著提升", TOP),
        ("显著提升", "明显改善", TOP),
        ("显著提升", "有所提升", MIDDLE),
        ("显著提升", "一般", MIDDLE),
        ("显著提升", "提升", MIDDLE),
        ("显著提升", "不明显", LOW),
        ("效果显著", "效果较差", LOW),
        ("好", "较好", TOP),
        ("好", "一般", MIDDLE),
        ("好", "差", LOW),
        # As much as the target says, or more.
        ("有所提升", "一般", TOP),
        ("有所提升", "显著提升", TOP),
        ("有所提升", "较差", LOW),
        # Nothing is more than the best degree of the same.
        ("灌溉条件持续改善", "显著改善", TOP),
        # The worst clause counts; all of them must be known.
        ("长期", "已完成，部分达成", MIDDLE),
        ("效果显著", "已完成，效果一般", MIDDLE),
        ("效果显著，水平较高", "效果一般", MIDDLE),
        ("效果显著，水平一般", "效果一般", MIDDLE),  # the most that the target wants
        ("效果一般，水平显著", "效果一般", MIDDLE),
        # The same words as the target, whatever they are.
        ("群众普遍认可", "群众普遍认可", TOP),
        ("达到国家标准", "达到国家标准", TOP),
    ],
)
def test_words_say_a_band(target: str, actual: str, wanted: tuple[int, int]) -> None:
    assert band(target, actual) == wanted


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("长期", ""),
        ("", "已完成"),
        ("长期", "群众普遍认可"),
        ("长期", "尚未全部完成"),  # a known word inside others says nothing
        ("长期", "已完成，群众认可"),
        ("长期", "显著"),
        ("长期稳定", "显著提升"),
        ("灌溉条件持续改善", "有所改善"),
        ("效果显著，群众认可", "效果一般"),
        ("长期", "完成80%"),
        ("≥100公里", "部分完成"),
        ("2031年12月底前", "已完成"),
        ("10-20人", "已完成"),
        ("不适用", "已完成"),
        ("长期", "不适用"),
        ("长期", "，。"),
        ("长期", "已完成，" * 30),
    ],
)
def test_what_is_not_known_is_left_to_the_clerk(target: str, actual: str) -> None:
    assert band(target, actual) is None
    assert ranges(row(target, actual)) == []


def test_a_range_is_proposed_with_its_reason_and_the_clerk_s_number_within_it_is_taken() -> None:
    (one,) = ranges(row("显著提升", "有所提升"))
    assert (one.node, one.key, one.words) == ("p1.1", "score", "6～8")
    assert one.evidence == "有所提升：10 × 60%～80%"
    assert [text for text in ("5.99", "6", "7.5分", "8", "8.01", "", "多", "-7") if one.holds(text)] == [
        "6",
        "7.5分",
        "8",
    ]
    assert [*proposals(row("显著提升", "有所提升").projects[0])] == []


def test_what_the_target_says_word_for_word_has_full_marks_proposed_and_the_best_band_to_choose_from() -> None:
    one = outcome("群众普遍认可", "群众普遍认可")
    assert (one.score, one.marks, one.missed) == (10, (8, 10), False)
    assert ranges(row("群众普遍认可", "群众普遍认可")) == []


def test_a_range_is_in_whole_hundredths_and_none_of_the_band_is_cut_off() -> None:
    # 3.33 × 60 % is 1.998, × 80 % is 2.664.
    assert outcome("显著提升", "一般", "3.33").marks == (Decimal("1.99"), Decimal("2.67"))


def test_without_a_weight_there_is_no_range() -> None:
    assert ranges(row("显著提升", "一般", weight="")) == []


@pytest.mark.parametrize(
    ("target", "actual", "score", "said"),
    [
        ("显著提升", "有所提升", "6", ""),
        ("显著提升", "有所提升", "8", ""),
        ("显著提升", "有所提升", "5.9", "6 到 8"),
        ("显著提升", "有所提升", "8.1", "6 到 8"),
        ("显著提升", "有所提升", "10", "6 到 8"),
        ("显著提升", "有所提升", "11", ""),  # said by score-over-weight
        ("长期", "未完成", "0", ""),
        ("长期", "未完成", "6.1", "0 到 6"),
        ("长期", "已完成", "7.9", "8 到 10"),
        ("长期", "已完成", "8", ""),
        ("群众普遍认可", "群众普遍认可", "8", ""),
        ("群众普遍认可", "群众普遍认可", "7", "8 到 10"),
        ("长期", "群众普遍认可", "1", ""),
    ],
)
def test_a_score_outside_the_band_that_its_word_says_is_found(target: str, actual: str, score: str, said: str) -> None:
    wrong = found(row(target, actual, score))
    assert [finding.message for finding in wrong] == (
        [f"“灌溉条件改善”的完成情况是“{actual}”，得分应在 {said} 之间，现在是 {score}。"] if said else []
    )
    for finding in wrong:
        assert (finding.severity, finding.field, finding.cure) == (Severity.WARNING, "score", None)


@pytest.mark.parametrize(
    ("actual", "score", "asked"),
    [("有所提升", "", True), ("显著改善", "", False), ("未完成", "", True), ("群众普遍认可", "", False),
     ("已完成", "9", True)],
)  # fmt: skip
def test_words_that_say_less_than_the_target_need_a_reason(actual: str, score: str, *, asked: bool) -> None:
    assert bool(found(row("显著提升", actual, score, deviation=""), "deviation-missing")) is asked


@given(
    st.text(alphabet="显著提升一般有所未完成达成目标，。 1%较差", max_size=12),
    st.text(alphabet="显著提升较好长期≥9", max_size=8),
)
def test_a_band_is_one_of_the_three_or_none_and_never_invented(actual: str, target: str) -> None:
    one = band(target, actual)
    assert one in (TOP, MIDDLE, LOW, None)
    if one is not None and actual.replace(" ", "") != target:
        assert all(map(is_known, filter(None, re.split("[，。]", actual.replace(" ", "")))))


def is_known(clause: str) -> bool:
    known, phrases = settings(), settings().outcome_phrases
    return clause in known.outcomes_reached or any(
        clause == before + degree + behind
        for before in ("", *phrases.before)
        for degree in known.outcome_degrees
        for behind in ("", *phrases.behind)
    )


# --- the bureau's own words ---------------------------------------------------------------------------------------


@pytest.fixture
def bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "perfdesk-office.toml"
    monkeypatch.setattr(paths, "office_files", lambda: (path,))
    return path


def told(bureau: Path, text: str) -> None:
    bureau.write_text(text, encoding="utf-8")
    for asked in (office, in_force, settings):
        asked.cache_clear()


def test_a_bureau_has_its_own_bands_and_words(bureau: Path) -> None:
    told(
        bureau,
        '[rules]\noutcomes = [{ marks = [70, 100], reached = ["已办妥"] }, { marks = [0, 70], reached = ["没办"] }]\n',
    )
    assert in_force().problems == ()
    assert [band("长期", word) for word in ("已办妥", "没办", "已完成")] == [(70, 100), (0, 70), None]


@pytest.mark.parametrize(
    "bands",
    [
        "[]",
        '[{ marks = [80, 100] }]',
        '[{ marks = [0, 90] }]',
        '[{ marks = [80, 100] }, { marks = [0, 70] }]',
        '[{ marks = [0, 60] }, { marks = [60, 100] }]',
        '[{ marks = [100, 100] }, { marks = [0, 100] }]',
        '[{ marks = [50, 120] }, { marks = [0, 50] }]',
        '[{ marks = [50, 100], reached = ["甲"] }, { marks = [0, 50], reached = ["甲"] }]',
        '[{ marks = [50, 100], degrees = ["甲"] }, { marks = [0, 50], degrees = ["甲"] }]',
        '[{ marks = [0, 100], reached = [""] }]',
        '[{ marks = [0, 100], words = ["甲"] }]',
    ],
)  # fmt: skip
def test_bands_that_cannot_be_leave_the_program_s_own(bureau: Path, bands: str) -> None:
    told(bureau, f"[rules]\noutcomes = {bands}\n")
    assert len(in_force().problems) == 1
    assert "outcomes" in in_force().problems[0]
    assert band("长期", "部分完成") == MIDDLE


# --- grades -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_begin_where_the_form_says(percent: str, grade: str) -> None:
    assert grade_of(Decimal(percent), SELF) == grade


def test_a_form_has_edges_of_its_own_and_one_without_scores_no_grades() -> None:
    assert grade_of(Decimal(85), changed(SELF, scoring=Scoring(grades=(85, 70, 50)))) == "优"
    assert grade_of(Decimal(85), form("mof-88-project")) == ""


def concluded(text: str, score: str) -> list[str]:
    asked = RowsBand(kind="rows", rows=(Row(cells=(Cell(at=(1, 9), field="conclusion"),)),))
    layout = changed(SELF, id="concluded", table=changed(SELF.table, bands=(*SELF.table.bands, asked)))
    one = row("≥100公里", "100公里", score, weight="100").with_fields({("p1", "conclusion"): text})
    return [finding.message for finding in check(one, layout) if finding.rule == "score-sum"]


@pytest.mark.parametrize(
    ("text", "score", "other"),
    [
        ("自评等级为“优”。", "95", ""),
        ("自评等级为“优”。", "85", "优"),
        ("评定结果：优秀", "85", "优"),
        ("评为良好，予以公开", "95", "良"),
        ("综合评价为良", "85", ""),
        ("优", "85", "优"),
        ("等级为中等", "85", "中"),
        ("自评结果为较差", "70", "差"),
        ("效果良好，群众满意", "95", ""),  # no grade
        ("优化了流程，差额已经补足", "70", ""),
        ("上年评价为良，今年评价为优", "95", ""),
        ("完成较好", "70", ""),
    ],
)
def test_a_conclusion_names_the_grade_that_the_marks_give(text: str, score: str, other: str) -> None:
    grade = grade_of(Decimal(score), SELF)
    assert concluded(text, score) == ([f"“自评结论”里写的是“{other}”，按得分应为“{grade}”。"] if other else [])


def test_one_place_with_an_explanation_is_enough() -> None:
    asked = tuple(Row(cells=(Cell(at=(1, 9), field=key),)) for key in ("problems", "measures"))
    bands = (*SELF.table.bands, RowsBand(kind="rows", rows=asked))
    layout = changed(SELF, id="explained", table=changed(SELF.table, bands=bands))
    poor = row("≥100公里", "70公里", "70", weight="100")
    for key, wanted in (("problems", 0), ("measures", 0), ("purpose", 1)):
        one = poor.with_fields({("p1", key): "人手不足"})
        assert len([finding for finding in check(one, layout) if finding.rule == "score-sum"]) == wanted


def test_while_a_score_is_missing_no_grade_is_given() -> None:
    assert concluded("评为差", "") == []


def test_a_long_text_is_prose_of_which_nothing_is_read() -> None:
    assert band("长期", "已完成" + "，已完成" * 14) == TOP
    assert band("长期", "已完成" + "，已完成" * 15) is None


def test_a_poor_grade_without_a_conclusion_is_asked_for_one() -> None:
    assert concluded("", "70") == ["自评为“中”，应在“自评结论”里说明原因。"]
    assert concluded("", "80") == []
