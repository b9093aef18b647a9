"""Labels that nobody listed and that are put together of words: what they mean, and that each means one thing."""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from learning.reading import flags, keys, proposed, values
from perfdesk.learning import lexicon
from perfdesk.learning.label_patterns import choice_words, is_other, label_shapes, pattern_key
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon_file import lexicon_file
from perfdesk.learning.money import Money, money_in
from perfdesk.learning.roles import known_label
from perfdesk.model.fields import Owner

_CHOICE = re.compile(r"<([^<>]*)>")
_CODE = re.compile(r"(?:代码|编码)\)?$")
_AND = re.compile("[及和与、/]")


def made(patterns: Sequence[str], chance: random.Random, count: int) -> Iterator[str]:
    """Some labels of patterns, as they are compared."""
    classes = label_shapes()["classes"]
    for _ in range(count):
        parts = _CHOICE.split(chance.choice(patterns))
        yield plain(
            "".join(chance.choice(choice_words(one, classes)) if at % 2 else one for at, one in enumerate(parts))
        )


def tables() -> Iterator[tuple[str, str, Sequence[str]]]:
    """Each key with its patterns, and whose it is."""
    for name, table in label_shapes()["patterns"].items():
        yield from ((name, key, patterns) for key, patterns in table.items())


@pytest.mark.parametrize("count", [12, pytest.param(2000, marks=pytest.mark.slow)], ids=["short", "all"])
def test_each_label_of_a_pattern_means_its_key_and_no_other(count: int) -> None:
    chance = random.Random(15)
    for name, key, patterns in tables():
        listed = lexicon.table(name)
        for label in made(patterns, chance, count):
            if label in listed or label in lexicon_file().groups or lexicon.may_be_answer(label):
                continue
            assert lexicon.exact(name, label) == key, (name, label)


def test_a_label_that_asks_for_a_code_never_means_a_name() -> None:
    chance = random.Random(15)
    for name, key, patterns in tables():
        coded = [one for one in patterns if "码" in one]
        for label in made(coded, chance, 300 * len(coded)):
            if _CODE.search(label) and not _AND.search(label):
                assert key.endswith(("code", "number")), (name, key, label)


def test_all_keys_are_those_of_their_owner() -> None:
    for name, key, _ in tables():
        assert key in {*lexicon.table(name).values()}, (name, key)


def test_labels_without_a_field_are_labels_and_like_no_other() -> None:
    for label in made(label_shapes()["others"], random.Random(15), 300):
        assert is_other(label), label
        assert known_label(label), label
        if not lexicon.exact(Owner.PROJECT, label):
            assert lexicon.meaning(Owner.PROJECT, label) is None, label


@pytest.mark.parametrize(
    ("owner", "label", "key"),
    [
        (Owner.PROJECT, "课题名称", "name"),
        (Owner.PROJECT, "专项资金主管单位名称", "supervisor"),
        (Owner.PROJECT, "政策具体实施单位", "unit_name"),
        (Owner.PROJECT, "存续期绩效目标", "goal_mid"),
        (Owner.PROJECT, "年度目标实际完成情况说明", "goal_done"),
        (Owner.PROJECT, "截至6月底累计支出计划", "plan_06"),
        (Owner.DOCUMENT, "上报部门", "fill_unit"),
        (Owner.INDICATOR, "三级考核指标", "name"),
        (Owner.INDICATOR, "赋分细则", "scoring"),
        (Owner.INDICATOR, "未达预期原因及整改措施", "deviation"),
        (Owner.TASKS, "年度重点工作名称", "item"),
        (Owner.COSTS, "费用核算依据", "basis"),
        (Owner.DOCUMENT, "区财政局预算绩效科审核意见", "opinion_finance"),
        (Owner.DOCUMENT, "行业主管部门推荐意见", "opinion_supervisor"),
        (Owner.DOCUMENT, "用款单位审核意见", "opinion_1"),
        (Owner.DOCUMENT, "村委会意见", ""),
        # A bracket that says nothing more, and one that does.
        (Owner.PROJECT, "主管部门(单位)名称", "supervisor"),
        (Owner.PROJECT, "绩效目标(年度)", "goal"),
        (Owner.PROJECT, "主管部门(代码)", "supervisor_code"),
    ],
)
def test_words_put_together_mean_what_they_say(owner: Owner, label: str, key: str) -> None:
    assert lexicon.exact(owner, label) == key


@pytest.mark.parametrize(
    ("label", "money"),
    [
        ("当年政府性基金安排", Money("govfund", "plan")),
        ("专项资金额度", Money("total", "")),
        ("资金实际到位额", Money("", "received")),
        ("年度预计支出金额", Money("", "expected")),
    ],
)
def test_sources_and_measures_are_put_together_too(label: str, money: Money) -> None:
    assert money_in(label) == money


def test_a_word_for_several_labels_and_a_word_that_is_an_answer_are_no_labels_of_a_pattern() -> None:
    assert pattern_key(Owner.PROJECT, "实施进度") == "process"
    assert lexicon.exact(Owner.PROJECT, "实施进度") == ""
    assert pattern_key(Owner.COSTS, "总额") == "amount"
    assert lexicon.exact(Owner.COSTS, "总额") == ""


@pytest.mark.parametrize("label", ["受益户数", "项目开工时间", "培训人次"])
def test_what_indicators_are_called_by_is_no_label_among_them(label: str) -> None:
    listed = any(label in lexicon.table(owner) for owner in Owner)
    assert lexicon.is_known(label) == listed


NAME = "项目名称 | {name}桥^3\n"


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("excel", [True, False])
def test_a_known_label_without_a_field_is_a_field_of_the_forms_own(filled: bool, excel: bool, tmp_path: Path) -> None:
    text = NAME + "法定代表人 | {own}甲 | 债券发行期限 | {own}十年\n联系人 | {contact}李 | 联系电话 | {phone}12\n"
    found = proposed(text, tmp_path, filled=filled, excel=excel)
    assert keys(found, 1) == ["", "own.法定代表人", "", "own.债券发行期限"]
    assert keys(found, 2) == ["", "contact", "", "phone"]


def test_such_a_label_is_never_a_value_and_not_taken_for_one_that_is_like_it(tmp_path: Path) -> None:
    found = proposed(NAME + "联系人 | 单位负责人 | {own}甲^2\n", tmp_path)
    assert "单位负责人" not in values(found).values()
    found = proposed(NAME + "偿债资金来源 | {own}住宿费^3\n", tmp_path)
    assert values(found)["own.偿债资金来源"] == "住宿费"
    assert "住宿费" in flags(found)
