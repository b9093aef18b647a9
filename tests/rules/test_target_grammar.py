"""The grammar of targets: every shape that was seen in print, and what is printed of it is read the same again."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.rules.target_grammar import TargetKind, reading

SHAPES = [
    # Operators before and behind, as signs and as words.
    ("≥95%", "number", "≥95%"),
    (">=95%", "number", "≥95%"),
    ("≧９５％", "number", "≥95%"),
    ("不低于95%", "number", "≥95%"),
    ("不少于95个", "number", "≥95个"),
    ("至少95个", "number", "≥95个"),
    ("达到95%", "number", "≥95%"),
    ("大于等于95%", "number", "≥95%"),
    ("高于95%", "number", ">95%"),
    ("超过95%", "number", ">95%"),
    ("95%以上", "number", "≥95%"),
    ("95%及以上", "number", "≥95%"),
    ("≥95%以上", "number", "≥95%"),
    ("不高于5%", "number", "≤5%"),
    ("不超过5万元", "number", "≤5万元"),
    ("不大于5", "number", "≤5"),
    ("小于等于5", "number", "≤5"),
    ("低于5%", "number", "<5%"),
    ("60人以内", "number", "≤60人"),
    ("60人之内", "number", "≤60人"),
    ("60人以下", "number", "≤60人"),
    ("60元左右", "number", "≈60元"),
    ("约60元", "number", "≈60元"),
    ("控制在60万元以内", "number", "≤60万元"),
    ("★≥95%", "number", "≥95%"),
    # A percentage in words, up to a hundred.
    ("百分之九十", "number", "90%"),
    ("不低于百分之九十八点五", "number", "≥98.5%"),
    ("百分之十五以上", "number", "≥15%"),
    ("百分之二十", "number", "20%"),
    ("百分之五", "number", "5%"),
    ("百分之零点〇五", "number", "0.05%"),
    ("百分之百", "number", "100%"),
    ("百分之九十至百分之九十五", "range", "90%~95%"),
    ("百分之一百二十", "words", "百分之一百二十"),
    ("=95%", "number", "=95%"),
    # Two words behind a number; the sign in front counts.
    ("95%以上左右", "number", "≈95%"),
    ("≤95%以上", "number", "≤95%"),
    ("30人,若干天", "words", "30人,若干天"),
    # Numbers: one, several, from one to another, a whole and its parts.
    ("1,000元", "number", "1000元"),
    ("30万元、15万元", "list", "30万元、15万元"),
    ("30人,5天", "list", "30人、5天"),
    ("≥30人;≤50人", "list", "≥30人、≤50人"),
    ("3~5万元", "range", "3~5万元"),
    ("3万元至5万元", "range", "3万元~5万元"),
    ("90%到95%", "range", "90%~95%"),
    ("60万元,其中30万元用于渠道,15万元用于护坡", "number", "60万元,其中30万元用于渠道,15万元用于护坡"),
    # Units as systems print them, for each of many.
    ("105百分比", "number", "105百分比"),
    ("0.95比例", "number", "0.95比例"),
    ("3百分点", "number", "3百分点"),
    ("60元/人/月", "number", "60元/人/月"),
    ("2次/周", "number", "2次/周"),
    ("2人/十万人", "number", "2人/十万人"),
    ("2次/百公里", "number", "2次/百公里"),
    ("8万/月", "number", "8万/月"),
    # Times.
    ("1-11月", "time", "1-11月"),
    ("2031年1月至12月", "time", "2031年1月至12月"),
    ("2031年6月底前", "time", "2031年6月底前"),
    ("2031年6月30日前完成", "time", "2031年6月30日前完成"),
    ("≤2031年6月", "time", "≤2031年6月"),
    ("2031.6.30前", "time", "2031.6.30前"),
    ("第四季度", "time", "第四季度"),
    ("下半年", "time", "下半年"),
    ("十二月底前", "time", "十二月底前"),
    ("30天内", "time", "30天内"),
    # No numbers.
    ("高于全县平均水平", "compared", "高于全县平均水平"),
    ("不高于上年", "compared", "不高于上年"),
    ("较上年提高5%", "compared", "较上年提高5%"),
    ("达到Ⅲ类", "standard", "达到III类"),
    ("符合GB3838", "standard", "符合GB3838"),
    ("达到二级", "standard", "达到二级"),
    ("不适用", "not-applicable", "不适用"),
    ("不涉及", "not-applicable", "不涉及"),
    ("无", "not-applicable", "无"),
    ("★", "template", "★"),
    ("*", "template", "*"),
    ("≥**%", "template", "≥**%"),
    ("××万元", "template", "××万元"),
    ("＿＿万元", "template", "__万元"),
    ("万人", "unit", "万人"),
    ("≥%", "unit", "≥%"),
    ("元/人·月", "unit", "元/人·月"),
    ("有效提升", "words", "有效提升"),
    ("优", "words", "优"),
    ("", "blank", ""),
]


@pytest.mark.parametrize(("text", "kind", "printed"), SHAPES)
def test_a_shape_that_was_seen_in_print(text: str, kind: str, printed: str) -> None:
    read = reading(text)
    assert (read.kind.value, read.text) == (kind, printed)
    assert reading(read.text) == read


@pytest.mark.parametrize(
    ("text", "scale", "name", "family", "per"),
    [
        ("3.2万人", "万", "人", "person", ()),
        ("8.9万平米", "万", "平方米", "area", ()),
        ("10万页", "万", "页", "", ()),
        ("5万元", "", "万元", "money", ()),
        ("5万元/人/月", "", "万元", "money", ("人", "月")),
        ("5元每人每月", "", "元", "money", ("人", "月")),
        ("3千米", "", "公里", "length", ()),
        ("95百分比", "", "%", "percent", ()),
        ("8万/月", "", "万", "", ("月",)),
        ("12名", "", "人", "person", ()),
    ],
)
def test_what_a_unit_means(text: str, scale: str, name: str, family: str, per: tuple[str, ...]) -> None:
    unit = reading(text).unit
    assert (unit.scale, unit.name, unit.family, unit.per) == (scale, name, family, per)


def test_the_parts_behind_the_whole_are_in_its_unit() -> None:
    read = reading("60万元，其中30万元用于渠道，150000元用于护坡，5万元用于管护")
    assert [f"{share:f}" for share in read.shares] == ["30", "15", "5"]


def test_a_period_is_no_deadline() -> None:
    assert reading("1-11月").is_period
    assert not reading("11月底前").is_period


_TEXT = st.text(
    "0123456789.,-%％万元亿千≥≤~～年月日底前内人次/每至到以上左右约其中、；;（）()*★×Ⅲ类达不低于", max_size=40
)


_WORDS = st.lists(
    st.sampled_from(["≥", "5", "1,000", "万", "元", "人", "/", "以上", "左右", "其中", "~", "、", "月"])
).map("".join)


@given(st.one_of(st.text(), _TEXT, _WORDS))
def test_what_was_read_prints_as_a_text_that_is_read_the_same(text: str) -> None:
    read = reading(text)
    assert reading(read.text) == read
    assert (read.target is not None) is (read.kind is TargetKind.NUMBER)


ENDLESS = [
    "长" * 100_000, "（" * 1000 + "）" * 1000, "★" * 5000, "9" * 1_000_000, "≥" * 5000, "5" + "以上" * 5000,
    "3、" * 5000, "、" * 9999, "其中" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_a_text_without_end_is_read_by_its_beginning(text: str) -> None:
    reading.cache_clear()
    before = time.process_time()
    read = reading(text)
    assert time.process_time() - before < 10  # it takes milliseconds, and hours if a pattern tries all ways
    assert len(read.text) <= 400
