import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.model.target import Target
from perfdesk.model.values import normal
from perfdesk.rules import reading as reading_module
from perfdesk.rules.reading import TargetKind, reading


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
        ("25598平方米", TargetKind.NUMBER, ""),
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
    monkeypatch.setattr(reading_module, "_MOST_REMEMBERED", 3)
    remembered = reading_module._Plain()
    texts = [*(f" 名 称 {number}" for number in range(5)), "长" * 200, "长" * 30_000]
    assert [remembered[text] for text in (*texts, *texts)] == [normal(text[:20_000]) for text in (*texts, *texts)]
    assert len(remembered) <= 3
    assert max(map(len, remembered)) < 200
