"""适当性: units that leave something out: each of whom, every month, 元, or the unit itself."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.left_unread import may_change_money
from perfdesk.rules.reading import Name, Reading, TargetKind, parsed, plain

_LONGEST: Final = 5000
_OF_EACH: Final = re.compile(
    "(?P<one>[人生户亩次台站床村场车件套栋校班])均|每(?P<other>人|生|户|亩|公里|平方米|米|批次|批|台|件|套|场|次|村|栋|株|吨|名|位|个|座|站|床)"
)
_NAMES: Final = {"生": "人", "名": "人", "位": "人", "车": "辆", "校": "所"}
_BARE_SCALES: Final = ("万", "亿", "千")
_ZERO_RATE: Final = re.compile("[0零]?发生率(?:为[0零].{0,2})?|零事故率")


class _Gap(NamedTuple):
    """What a unit leaves out: the case, the sentence, and the whole target where it is certain."""

    case: str
    message: str
    text: str = ""


def unit_incomplete(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The target says 元 where the name or the goal says 元/人·月, 万 for 万元, or a number without a unit."""
    said = plain(project.fields["goal"][:_LONGEST] + project.fields["purpose"][:_LONGEST])
    may_cure = may_change_money(project, document)
    for indicator, name, read, classes in parsed(project):
        gap = _gap(indicator, name, read, classes, said)
        if gap is not None:
            place, facts = (project.id, indicator.id, "target"), (gap.case, indicator.name, gap.text)
            cure = _cure(indicator, gap.text) if gap.text and may_cure else None
            evidence = shortened(indicator.target)
            yield Finding("unit-incomplete", Severity.WARNING, gap.message, *place, evidence, cure, facts=facts)


def _cure(indicator: Indicator, text: str) -> SetFields:
    return SetFields({(indicator.id, "target"): text}, f"改为“{shortened(text)}”")


def _gap(indicator: Indicator, name: Name, read: Reading, classes: frozenset[str], said: str) -> _Gap | None:
    if "率" in read.text and _ZERO_RATE.fullmatch(read.text):
        return _Gap("zero-rate", f"“{shortened(read.text)}”把数和比率混在一起，应写“0起”或“0%”。")
    if "成本" in classes:
        return _gap_of_cost(indicator, name, read, said)
    counted = "数量" in classes and read.kind is TargetKind.NUMBER and not read.unit.written
    if counted and not name.unit and (name.head is None or "percent" not in name.head.answers):
        return _Gap("no-unit", f"“{shortened(indicator.name)}”只有数字，没有单位，请写全。")
    return None


def _gap_of_cost(indicator: Indicator, name: Name, read: Reading, said: str) -> _Gap | None:
    target = read.target
    if target is None:
        return None
    number = f"{target.operator}{target.number:f}"
    if read.unit.name in _BARE_SCALES and not read.unit.scale:
        text = f"{number}{read.unit.name}元{target.unit.removeprefix(read.unit.name)}"
        return _Gap("no-yuan", f"“{shortened(indicator.name)}”的单位没有写“元”，应写“{shortened(text)}”。", text)
    if not target.unit and not name.unit:
        return _Gap("no-unit", f"“{shortened(indicator.name)}”只有数字，没有金额单位，请写全。")
    if read.family != "money":
        return None
    if wanted := _whole_unit(read, f"{target.number:f}", name.text, said):
        text = f"{number}{wanted}"
        return _Gap("incomplete", f"“{shortened(indicator.name)}”的单位不完整，应写“{shortened(text)}”。", text)
    each = _OF_EACH.search(name.text)
    if each and not read.rate and "年均" not in name.text:
        one = each["one"] or each["other"]
        text = f"{target.unit}/{_NAMES.get(one, one)}"
        return _Gap("of-each", f"“{shortened(indicator.name)}”说的是每一个的成本，单位应写成“{shortened(text)}”。")
    return None


def _whole_unit(read: Reading, number: str, name: str, said: str) -> str:
    """The complete unit; "" if name and goal say nothing more than the target."""
    money, per = read.unit.name, read.unit.per
    longer = re.search(rf"(?<![\d.]){re.escape(f'{number}{money}')}((?:/[^\d，。；,;、/]{{1,2}}){{1,2}})", said)
    if longer and set(per) < set(longer[1].strip("/").split("/")):
        return money + longer[1]
    if not per and "每人每月" in name:
        return f"{money}/人/月"
    return ""
