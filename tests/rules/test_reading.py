import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.model.target import Target
from perfdesk.model.values import normal
from perfdesk.rules import plain as plain_module
from perfdesk.rules.reading import TargetKind, reading
from perfdesk.rules.settings import settings


@pytest.mark.parametrize(
    ("text", "kind", "family"),
    [
        ("", TargetKind.BLANK, ""),
        ("≥95%", TargetKind.NUMBER, "percent"),
        ("不低于 95 ％", TargetKind.NUMBER, "percent"),
        ("0发生率", TargetKind.NUMBER, "percent"),
        ("4.39万元/人/年", TargetKind.NUMBER, "money"),
        ("≤10万元", TargetKind.NUMBER, "money"),
        ("10人", TargetKind.NUMBER, "person"),
        ("≥20人次", TargetKind.NUMBER, "visit"),
        ("30批次", TargetKind.NUMBER, "times"),
        ("1年", TargetKind.NUMBER, "time"),
        ("25598平方米", TargetKind.NUMBER, "area"),
        ("95", TargetKind.NUMBER, ""),
        ("80%~90%", TargetKind.RANGE, "percent"),
        ("3至5万元", TargetKind.RANGE, "money"),
        ("2024年", TargetKind.TIME, "time"),
        ("2031年11月底前", TargetKind.TIME, "time"),
        ("4月底前", TargetKind.TIME, "time"),
        ("2小时内", TargetKind.TIME, "time"),
        ("每月25日", TargetKind.TIME, "time"),
        ("长期", TargetKind.WORDS, ""),
        ("按规定时间及时发放", TargetKind.WORDS, ""),
        ("1.2.3万元", TargetKind.WORDS, ""),
    ],
)
def test_kinds_of_targets(text: str, kind: TargetKind, family: str) -> None:
    assert reading(text)[:1] + reading(text)[2:3] == (kind, family)


@given(st.one_of(st.text(), st.text("0123456789.,-%％万元≥≤~～年月日底前内人次/每至到", max_size=30)))
def test_reading_never_raises(text: str) -> None:
    assert (reading(text).kind is TargetKind.BLANK) == (not normal(text[:200]))


@given(
    st.sampled_from(["", "≥", "≤", "=", ">", "<"]),
    st.decimals(0, 10**9, places=2).map(lambda number: f"{number:f}"),
    st.sampled_from(["", "%", "万元", "元/人/月", "人次", "平方米"]),
)
def test_what_was_read_says_the_same_text_again(operator: str, number: str, unit: str) -> None:
    target = Target.parse(operator + number + unit)
    assert target is not None
    assert f"{target.operator}{target.number:f}{target.unit}" == operator + number + unit


def test_what_is_remembered_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_module, "_MOST_REMEMBERED", 3)
    remembered = plain_module._Plain()
    texts = [*(f" 名 称 {number}" for number in range(5)), "长" * 200, "长" * 30_000]
    assert [remembered[text] for text in (*texts, *texts)] == [normal(text[:6_000]) for text in (*texts, *texts)]
    assert len(remembered) <= 3
    assert max(map(len, remembered)) < 200


@pytest.mark.parametrize(
    ("text", "kind", "family", "rate"),
    [
        # A time is a date, a month, a span of time with an end; a bare number of days counts days.
        ("2031年", TargetKind.TIME, "time", False),
        ("2031年6月", TargetKind.TIME, "time", False),
        ("2031年6月底", TargetKind.TIME, "time", False),
        ("2031年6月30日前", TargetKind.TIME, "time", False),
        ("截至2031年底", TargetKind.TIME, "time", False),
        ("6月", TargetKind.TIME, "time", False),
        ("6月上旬", TargetKind.TIME, "time", False),
        ("每季度10日前", TargetKind.TIME, "time", False),
        ("30天", TargetKind.NUMBER, "time", False),
        ("30天内", TargetKind.TIME, "time", False),
        ("3个工作日内办结", TargetKind.TIME, "time", False),
        ("汛期前完成", TargetKind.WORDS, "", False),
        ("第2批到位前", TargetKind.TIME, "time", False),
        # From one number to another; the unit stands behind either.
        ("3~5万元", TargetKind.RANGE, "money", False),
        ("3万元~5万元", TargetKind.RANGE, "money", False),
        ("3-5元/人", TargetKind.RANGE, "money", True),
        ("90%到95%", TargetKind.RANGE, "percent", False),
        ("3～5", TargetKind.RANGE, "", False),
        ("3~", TargetKind.NUMBER, "", False),
        ("3到5万元", TargetKind.RANGE, "money", False),
        ("3人到户", TargetKind.NUMBER, "", False),
        # A unit for each of something is a rate.
        ("60元/人/月", TargetKind.NUMBER, "money", True),
        ("60元每人", TargetKind.NUMBER, "money", True),
        ("60元·人", TargetKind.NUMBER, "money", True),
        ("60元/", TargetKind.NUMBER, "money", False),
        ("60元左右", TargetKind.NUMBER, "money", False),
        ("60人以内", TargetKind.NUMBER, "person", False),
        ("60%以上", TargetKind.NUMBER, "percent", False),
        ("60发病率", TargetKind.NUMBER, "percent", False),
        ("60眼", TargetKind.NUMBER, "", False),
        ("60眼/村", TargetKind.NUMBER, "", True),
        # Of a text that goes on and on, 200 characters tell enough.
        ("5" + " " * 198 + "人", TargetKind.NUMBER, "person", False),
        ("5" + " " * 199 + "人", TargetKind.NUMBER, "", False),
    ],
)
def test_what_a_target_states(text: str, kind: TargetKind, family: str, rate: bool) -> None:
    read = reading(text)
    assert (read.kind, read.family, read.rate) == (kind, family, rate)
    assert (read.target is not None) is (kind is TargetKind.NUMBER)


@pytest.mark.parametrize(
    ("text", "is_unit"),
    [
        ("元", True),
        ("元/人·月", True),
        ("人次", True),
        ("元人", False),
        ("元/", False),
        ("/元", False),
        ("眼", False),
        ("", False),
    ],
)
def test_what_is_nothing_but_a_unit(text: str, is_unit: bool) -> None:
    assert bool(settings().unit.fullmatch(text)) is is_unit


@pytest.mark.parametrize(
    ("name", "ends"),
    [("合格率", True), ("合格率指标", True), ("合格率情况", False), ("率", True), ("指标", False), ("效率高", False)],
)
def test_what_a_name_ends_in(name: str, ends: bool) -> None:
    assert next(head for head in settings().heads if head.answers == {"percent"}).ends(name) is ends
