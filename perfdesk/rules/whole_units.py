"""适当性: units that leave something out: each of whom, how often, 元, %, or the unit itself."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.left_unread import may_change_money
from perfdesk.rules.reading import Name, Parsed, Reading, TargetKind, parsed, plain
from perfdesk.rules.settings import settings

_LONGEST: Final = 5000
_OF_EACH: Final = re.compile(
    "(?P<one>[人生户亩次台站床村场车件套栋校班])均"
    "|(?:每|单(?!位))(?P<other>人|生|户|亩|公里|平方米|米|批次|批|台|件|套|场|次|村|栋|株|吨|名|位|个|座|站|床|册|条|辆)"
)
_NAMES: Final = {"生": "人", "名": "人", "位": "人", "车": "辆", "校": "所"}
# What is paid every month or day says so in its unit. 节假日补贴 and 按月补助 say something else.
_OFTEN: Final = re.compile(
    "(?<![当按逐整])(?P<month>月)(?:均)?(?:租金|租赁费|工资|薪|补贴|补助|津贴|费|成本|标准|生活费|护理费)"
    "|(?<![假节生作当即])(?P<day>日)(?:均)?(?:租金|租赁费|工资|薪|补贴|补助|津贴|费|成本|标准)"
)
_IN_WORDS: Final = {"month": "月", "day": "天"}
_SAME_TIME: Final = {"月": ("月", "个月"), "天": ("天", "日")}
_BARE_SCALES: Final = ("万", "亿", "千")
_FULL: Final = Decimal(100)
_YEAR: Final = re.compile(r"20\d\d")


class _Gap(NamedTuple):
    """What a unit leaves out: the case, the sentence, and the whole target where it is certain."""

    case: str
    message: str
    text: str = ""


def unit_incomplete(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The target says 元 where the name or the goal says 元/人·月, 万 for 万元, or a number without a unit."""
    for one in parsed(project):
        target = one.read.target
        gap = None if target is None else _gap(one, target, project)
        if gap is not None:
            indicator = one.indicator
            place, facts = (project.id, indicator.id, "target"), (gap.case, indicator.name, gap.text)
            may_cure = gap.text and (gap.case == "no-percent" or may_change_money(project, document))
            cure = _cure(indicator, gap.text) if may_cure else None
            evidence = shortened(indicator.whole_target)
            yield Finding("unit-incomplete", Severity.WARNING, gap.message, *place, evidence, cure, facts=facts)


def _cure(indicator: Indicator, text: str) -> SetFields:
    return SetFields({(indicator.id, "target"): text}, f"改为“{shortened(text)}”")


def _gap(one: Parsed, target: Target, project: Project) -> _Gap | None:
    name, read = one.name, one.read
    if not target.unit:
        return _no_unit(one, target)
    if "成本" in one.classes:
        return _gap_of_cost(one, target, project)
    often = name.kind == "frequency" and read.family == "times" and not read.rate
    if often and not any(word in read.text for word in "每一"):
        return _Gap("how-often", f"“{shortened(one.indicator.name)}”没有写每多久{target.number:f}次，如“次/月”。")
    return None


def _no_unit(one: Parsed, target: Target) -> _Gap | None:
    """A number and nothing else."""
    name, shown = one.name, shortened(one.indicator.name)
    if name.head is not None and name.head.answers == {"percent"}:
        # 十万人口死亡率 ≤0.19 is no share of all.
        return None if name.of_many else _no_percent(one, target)
    if "成本" in one.classes:
        return None if name.unit else _Gap("no-unit", f"“{shown}”只有数字，没有金额单位，请写全。")
    if name.unit or name.of_many or not target.number or name.text.endswith(settings().words["pure_numbers"]):
        return None
    if one.read.kind is not TargetKind.NUMBER or _YEAR.fullmatch(one.read.text):
        return None
    return _Gap("no-unit", f"“{shown}”只有数字，没有单位，请写全。")


def _no_percent(one: Parsed, target: Target) -> _Gap | None:
    """A share without its sign. A number up to 1 is a share of one; 1 itself may be either."""
    if not 0 < target.number <= _FULL:
        return None
    shown = f"“{shortened(one.indicator.name)}”的指标值没有写“%”"
    percent = target.number if target.number > 1 else target.number * _FULL
    text = f"{target.operator}{percent if target.number > 1 else percent.normalize():f}%"
    if target.number == 1:
        return _Gap("no-percent", f"{shown}，请写全。")
    return _Gap("no-percent", f"{shown}，应写“{shortened(text)}”。", text)


def _gap_of_cost(one: Parsed, target: Target, project: Project) -> _Gap | None:
    name, read, shown = one.name, one.read, shortened(one.indicator.name)
    number = f"{target.operator}{target.number:f}"
    if read.unit.name in _BARE_SCALES and not read.unit.scale:
        text = f"{number}{read.unit.name}元{target.unit.removeprefix(read.unit.name)}"
        return _Gap("no-yuan", f"“{shown}”的单位没有写“元”，应写“{shortened(text)}”。", text)
    if read.family != "money":
        return None
    if wanted := _whole_unit(read, f"{target.number:f}", name.text, project):
        text = f"{number}{wanted}"
        return _Gap("incomplete", f"“{shown}”的单位不完整，应写“{shortened(text)}”。", text)
    return _of_each(name, read, target, shown)


def _of_each(name: Name, read: Reading, target: Target, shown: str) -> _Gap | None:
    """The name says that the cost is that of one thing or one month, and the unit does not."""
    each = _OF_EACH.search(name.text)
    if each and not read.rate and "年均" not in name.text:
        one = each["one"] or each["other"]
        text = f"{target.unit}/{_NAMES.get(one, one)}"
        return _Gap("of-each", f"“{shown}”说的是每一个的成本，单位应写成“{shortened(text)}”。")
    often = _OFTEN.search(name.text)
    time = "" if often is None else _IN_WORDS[str(often.lastgroup)]
    if time and not any(part.endswith(_SAME_TIME[time]) for part in read.unit.per):
        text = f"{target.unit}/{time}"
        return _Gap("of-each", f"“{shown}”说的是每{time}的成本，单位应写成“{shortened(text)}”。")
    if not read.rate and _of_one().search(name.text):
        return _Gap("of-each", f"“{shown}”的单位没有写是每一个什么的，如“元/人”“元/台”，请写全。")
    return None


@cache
def _of_one() -> re.Pattern[str]:
    """The last words of names that state what one thing costs."""
    return re.compile(f"(?:{'|'.join(map(re.escape, settings().words['of_one']))})$")


def _whole_unit(read: Reading, number: str, name: str, project: Project) -> str:
    """The complete unit; "" if name and goal say nothing more than the target."""
    money, per = read.unit.name, read.unit.per
    said = plain(project.fields["goal"][:_LONGEST]) + plain(project.fields["purpose"][:_LONGEST])
    longer = None
    if f"{number}{money}/" in said:  # for few targets is it worth a pattern of their own
        longer = re.search(rf"(?<![\d.]){re.escape(f'{number}{money}')}((?:/[^\d，。；,;、/]{{1,2}}){{1,2}})", said)
    if longer and set(per) < set(longer[1].strip("/").split("/")):
        return money + longer[1]
    if not per and "每人每月" in name:
        return f"{money}/人/月"
    return ""
