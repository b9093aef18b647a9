"""Labels that no list has, put together of words that tell what they mean."""

import pytest

from perfdesk.learning import composed_labels, lexicon
from perfdesk.learning.money import Money, money_in
from perfdesk.model.fields import Owner


@pytest.mark.parametrize(
    ("label", "source"),
    [
        ("县级奖补资金", "county"),
        ("区本级财政投入资金", "county"),
        ("省补贴", "province"),
        ("其中：市级财政预算资金（万元）", "city"),
        ("社会出资", "other"),
    ],
)
def test_who_gives_and_a_word_for_money_name_a_source(label: str, source: str) -> None:
    assert money_in(label).source == source


@pytest.mark.parametrize("label", ["县级", "省级主管部门", "市级专项资金管理办法", "资金", "区级补助对象"])
def test_other_words_behind_who_gives_name_none(label: str) -> None:
    assert composed_labels.source(lexicon.plain(label), lexicon.table(lexicon.SHORT_SOURCES)) == ""


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("全年实际执行", "executed"),
        ("1-7月支出", "executed@july"),
        ("1-7月支出进度", "rate@july"),
        ("1—7月实际支出", "executed@july"),
    ],
)
def test_a_measure_is_known_without_its_last_word_and_with_months_before_it(label: str, measure: str) -> None:
    assert money_in(label) == Money("", measure)


def test_a_short_word_is_no_measure() -> None:
    assert composed_labels.measure("决算", {"决算数": "executed"}) == ""


@pytest.mark.parametrize("label", ["乡镇财政所意见", "旗财政局审核意见", "县财政部门意见"])
def test_the_opinion_of_an_office_of_some_place_is_that_of_the_office(label: str) -> None:
    assert lexicon.exact(Owner.DOCUMENT, label) == "opinion_finance"


@pytest.mark.parametrize("label", ["村财政小组意见", "县财政局日期", "市填报单位"])
def test_what_is_no_such_opinion_is_none(label: str) -> None:
    assert lexicon.exact(Owner.DOCUMENT, label) == ""


def test_of_two_words_joined_one_tells() -> None:
    told = [lexicon.meaning(Owner.PROJECT, one) for one in ("项目可行性及其论证", "立项缘由和依据")]
    assert [one and one.key for one in told] == ["feasibility", "basis"]


def test_of_two_known_labels_joined_none_tells() -> None:
    assert [*composed_labels.joined("存在问题和改进措施", {"存在问题", "改进措施"})] == []


@pytest.mark.parametrize(
    ("label", "money"),
    [
        ("资金总额（全年预算数）", Money("total", "adjusted")),
        ("资金总额（中期金额）", Money("total", "mid")),
        ("财政拨款（执行数）", Money("fiscal", "executed")),
        ("年度资金总额（执行数）", Money("total", "executed")),
        ("资金总额（1-7月执行数）", Money("total", "executed@july")),
        ("年度资金总额（A）", Money("total", "plan")),
        ("资金总额（万元）", Money("total", "")),
        ("财政拨款（补助）", Money("fiscal", "")),
        ("（执行数）财政拨款", Money("fiscal", "")),
        ("执行数（A）", Money("", "executed")),
    ],
)
def test_a_measure_in_a_bracket_behind_its_source_is_its_measure(label: str, money: Money) -> None:
    assert money_in(label) == money
