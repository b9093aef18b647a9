"""相关性 and 适当性: names, targets and texts that say too little or the wrong thing."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.classes import bare_class
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Owner
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.plain import letters
from perfdesk.rules.reading import Parsed, Reading, TargetKind, has_any, name_and_target, parsed, plain
from perfdesk.rules.settings import settings

_LONGEST: Final = 20_000
_LEADING_NUMBER: Final = re.compile(r"^[\s(（]*\d*[\s、.．)）]*")
# 遵守财务制度: it says that there is a rule.
_RULE_ONLY: Final = re.compile("(?:严格|认真)?(?:遵守|执行|落实|依照|按照)[^,。]{0,12}(?:制度|规定|要求|办法|规范)$")
_YEAR_ONLY: Final = re.compile(r"20\d\d年?(?:度)?(?:内)?")
_ALL_YEAR: Final = re.compile(r"(?:20\d\d年)?1月?(?:1日)?[~～\-–—至到](?:20\d\d年)?12月(?:31日|底|末)?")
# From when to when a thing is open or heated is what is asked of it; of a work the end is.
_OF_WORK: Final = re.compile("实施|完成|执行|建设|施工|项目|工作|开展|进度|任务|工程|采购|改造|整治|活动")
_DOCUMENT_NUMBER: Final = re.compile(r"[\[〔(（【]\s{0,4}(\d{2,5})\s{0,4}[\]〕)）】]\s{0,4}第?\s{0,4}\d{1,4}\s{0,4}号")
# A document number of which year or number is missing, or that says 年 in the brackets.
_HALF_NUMBER: Final = re.compile(
    r"[\[〔【]\s{0,4}\d{4}\s{0,4}[\]〕】]\s{0,4}第?\s{0,4}(?:号|[×*Xx_]{1,4}\s{0,4}号)|[\[〔【]\s{0,4}[\]〕】]\s{0,4}第?\s{0,4}\d{1,4}\s{0,4}号"
    r"|[\[〔(（【]\s{0,4}(?:19|20)\d\d\s{0,4}[\]〕)）】]\s{0,4}第\s{0,4}号|[\[〔【]\s{0,4}\d{4}年\s{0,4}[\]〕】]\s{0,4}第?\s{0,4}\d{1,4}"
    # No 号 at the end; no brackets around the year; brackets of two kinds.
    r"|[\[〔【]\s{0,4}\d{4}\s{0,4}[\]〕】]\s{0,4}第?\s{0,4}\d{0,4}(?![\d\s号、至-])|[发字函办财政规通]\s{0,4}20\d\d[-—年]?\s{0,4}第?\d{1,4}号"
    r"|[\[［]\s{0,4}\d{4}\s{0,4}[〕）)】]|〔\s{0,4}\d{4}\s{0,4}[\]］）)】]|【\s{0,4}\d{4}\s{0,4}[\]］〕）)]"
)
# Between a grade and what it means; a description that goes on for less than this says nothing of it.
_MEANS: Final = (":", "(", "=", "—")
_MEANS_IN_WORDS: Final = ("为", "指", "是指", "即", "的标准")
_SHORTEST_MEANING: Final = 4
# Grades in a description: 分优、良、差三档, 优：90分以上.
_GRADES: Final = re.compile(
    r"分(?:为|成)?[^,。;]{0,24}[二三四五2-5两][个]?[档级等]|(?:优秀?|良好?|较好|差|高|低)[:(]\D{0,6}\d"
)
# A number in a name with the one character behind it that counts.
_NUMBERED: Final = re.compile(r"(?<![\d.第])(\d{1,9}(?:\.\d{1,4})?)(万?)([一-鿿])")
# A goal of at least so many characters that has most of a purpose in it is copied.
_TELLING, _MOST_OF_TEN = 12, 8
# What is so many times as long as a name is no copy of it, however many spaces it has.
_MANY_TIMES: Final = 5
_FOR: Final = re.compile("(?:资金|经费|主要|本项目|项目)*(?:用于|完成|实施|开展|确保|保障|做好|通过)")
_FULL_YEAR: Final = re.compile("(?:19|20)\\d\\d")


def placeholder(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The name is a class, a method or a regulation and not an indicator."""
    rules = settings().words["rules"]
    for indicator, _, _, classes in parsed(project):
        fields = indicator.fields
        name, level1, level2 = plain(fields["name"]), fields["level1"], fields["level2"]
        if not name:
            continue
        if name in _bare_classes(level1, level2):
            message = f"三级指标“{shortened(indicator.name)}”只是重复了指标类别，应写明是谁、对什么。"
            # 服务对象满意度 is printed as a class and is used as an indicator.
            severity = Severity.INFO if "满意度" in classes else Severity.WARNING
            yield _at("placeholder", "bare-class", severity, message, project, indicator, "name")
        elif name in (plain(level1), plain(level2)):
            message = f"三级指标“{shortened(indicator.name)}”只是重复了指标类别，应写明是谁、对什么。"
            yield _at("placeholder", "class", Severity.ERROR, message, project, indicator, "name")
        elif name in settings().words["methods"]:
            message = f"“{shortened(indicator.name)}”是取数的办法，不是指标，应写明调查什么，如“服务对象满意度”。"
            yield _at("placeholder", "method", Severity.WARNING, message, project, indicator, "name")
        elif "成本" in classes and name.endswith(rules):
            message = f"“{shortened(indicator.name)}”是规定，不是成本指标，应写明哪一项成本。"
            yield _at("placeholder", "rule", Severity.WARNING, message, project, indicator, "name")
        elif name == plain(fields["target"]):
            message = f"“{shortened(indicator.name)}”的名称、描述和指标值是同一句话，应分别写明衡量什么和达到多少。"
            yield _at("placeholder", "same", Severity.WARNING, message, project, indicator, "target")


@lru_cache(maxsize=4096)
def _bare_classes(*levels: str) -> tuple[str, ...]:
    """The classes of an indicator without the word 指标, where they are another text than what is printed."""
    return tuple(bare for level in levels if (bare := bare_class(level)) != plain(level))


def _says_the_same(indicator: Indicator) -> bool:
    return bool(indicator.whole_target.strip()) and plain(indicator.name) == plain(indicator.whole_target)


def vague_target(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The target is a benefit in words, or "better" or "good" without an amount."""
    for one in parsed(project):
        indicator, _, read, classes = one
        if read.kind is not TargetKind.WORDS or not _lacks_a_measure(read.text) or _is_judged_elsewhere(one):
            continue
        if _has_scale(read.text, plain(indicator.fields["description"][:_LONGEST])):
            continue
        if "效益" in classes or "影响" in classes or _is_vague(read.text):
            message = f"“{indicator.whole_target.strip()[:20]}”无法衡量，应写可核对的数值，或写明比较的对象和等级。"
            yield _at("vague-target", "vague", Severity.WARNING, message, project, indicator, "target")


def _lacks_a_measure(text: str) -> bool:
    """Whether words have no number or anything measurable."""
    if any(map(str.isdigit, text)):
        return False
    return _RULE_ONLY.match(text) is not None or has_any(text, "by_and_by") or not has_any(text, "measurable")


def _has_scale(text: str, description: str) -> bool:
    """Whether the description says what a grade means: 明显改善：回访中70%以上认为好转."""
    if _GRADES.search(description):
        return True
    at = description.find(text.removesuffix("及以上").removesuffix("以上"))
    rest = description[at + len(text) :]
    return at >= 0 and (rest[:1] in _MEANS or rest.startswith(_MEANS_IN_WORDS)) and len(rest) > _SHORTEST_MEANING


def _is_judged_elsewhere(one: Parsed) -> bool:
    """Whether another rule judges the words of an indicator's target."""
    by_class = not one.classes.isdisjoint(("时效", "成本", "满意度"))
    return by_class or one.name.text.endswith("年限") or _says_the_same(one.indicator)


def _is_vague(text: str) -> bool:
    return _RULE_ONLY.match(text) is not None or any(
        text == word or (len(word) > 2 and word in text) for word in settings().words["vague"]
    )


def empty_timeliness(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The target is the whole year, or no time at all. For a duration (服务期限) the whole year is right."""
    for indicator, parts, read, classes in parsed(project):
        if "时效" not in classes or not read.text or _says_the_same(indicator):
            continue
        text, shown = plain(indicator.whole_target), indicator.whole_target.strip()[:20]
        if (severity := _only_a_period(parts.text, text)) is not None and read.is_period:
            message = f"“{shown}”只是起止时间，应写明何时完成，如“11月底前”。"
            yield _at("empty-timeliness", "period", severity, message, project, indicator, "target")
        elif _says_no_time(parts.text, text):
            message = f"“{shown}”没有说明何时完成，应写明时点，如“6月底前”，或写及时率。"
            yield _at("empty-timeliness", "no-time", Severity.WARNING, message, project, indicator, "target")


def _lasts(name: str) -> bool:
    """Whether a name asks how long something lasts."""
    return name.endswith(("期限", "期", "年限", "周期", "时长")) and not name.endswith("实施期限")


def _only_a_period(name: str, text: str) -> Severity | None:
    """How much it matters that a period is given: all the year says nothing; of a work the end is asked."""
    if _lasts(name):
        return None
    if _ALL_YEAR.fullmatch(text):
        return Severity.WARNING
    return Severity.INFO if _OF_WORK.search(name) else None


def _says_no_time(name: str, text: str) -> bool:
    if not any(map(str.isdigit, text)) and has_any(text, "timeless"):
        return True
    whole = _YEAR_ONLY.fullmatch(text) is not None or text in settings().words["whole_year"]
    return whole and not _lasts(name)


def value_in_name(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The name contains the value, which belongs into its own column."""
    for indicator, name, read, _ in parsed(project):
        target = read.target
        if target is not None and target.unit and read.family != "percent" and _is_quoted(read, target, name.text):
            message = f"指标值“{shortened(f'{target.number:f}{target.unit}')}”写进了名称，名称只写衡量什么。"
            yield _at(
                "value-in-name",
                f"{target.number:f}{target.unit}",
                Severity.WARNING,
                message,
                project,
                indicator,
                "name",
            )


def _is_quoted(read: Reading, target: Target, name: str) -> bool:
    """Whether the number stands in the name with its unit, or with another word for it (3所, 3个)."""
    if name.isalpha():
        return False  # no number at all
    if f"{target.number:f}{target.unit}" in name:
        return True
    alike = settings().words["alike_counts"]
    for number, scale, unit in _NUMBERED.findall(name):
        if Decimal(number) == target.number and scale == read.unit.scale:
            canonical = settings().unit_names.get(unit, unit)
            if canonical == read.unit.name or any(unit in row and read.unit.name in row for row in alike):
                return True
    return False


def description_copies_name(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Most descriptions of a project only repeat the name. Reported once for each project."""
    if "description" not in form.table.keys_of(Owner.INDICATOR):
        return
    copied = [one for one in project.indicators if _is_described_by_its_name(one)]
    if copied and len(copied) * 2 >= len(project.indicators):
        message = f"{len(copied)} 条指标的描述与名称相同，描述应说明怎么算、从哪里取数。"
        yield _at(
            "description-copies-name", str(len(copied)), Severity.INFO, message, project, copied[0], "description"
        )


def _is_described_by_its_name(one: Indicator) -> bool:
    name, description = one.fields["name"].strip(), one.fields["description"]
    if not name or len(description) > _MANY_TIMES * len(name) or _begin_unlike(name, description.lstrip()):
        return False
    return plain(name) == plain(description).rstrip("。;,.")


def _begin_unlike(one: str, other: str) -> bool:
    """Whether two texts begin with different Chinese characters, which are the same in `plain`: seen at once."""
    return one[:1] != other[:1] and "一" <= one[:1] <= "鿿" and "一" <= other[:1] <= "鿿"


def goal_copies_purpose(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal repeats the purpose of the money instead of stating the result."""
    goal, purpose = project.fields["goal"], project.fields["purpose"]
    # Most are of so different length that one cannot be the other.
    if min(len(goal), len(purpose)) * 2 < max(len(goal), len(purpose)):
        return
    goal, purpose = _core(goal), _core(purpose)
    if goal and _is_copied(goal, purpose):
        message = "绩效目标照抄了资金用途，应写明要达到的结果。"
        yield Finding(
            "goal-copies-purpose", Severity.WARNING, message, project.id, field="goal", facts=("copied", purpose)
        )


def _is_copied(goal: str, purpose: str) -> bool:
    """Whether one is the other, but for a few words at its ends."""
    if goal == purpose:
        return True
    short, long = sorted((goal, purpose), key=len)
    return len(short) >= _TELLING and len(short) * 10 >= len(long) * _MOST_OF_TEN and short in long


def _core(text: str) -> str:
    core = letters(plain(_LEADING_NUMBER.sub("", text[:_LONGEST])))
    return _FOR.sub("", core, count=1)


def basis(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The year in a document number has four digits. Each wrong number of a project is reported once."""
    seen: set[str] = set()
    for indicator in project.indicators:
        text = indicator.fields["basis"][:_LONGEST]
        if text.isalpha():
            continue  # no digit and no bracket
        for number in _DOCUMENT_NUMBER.finditer(text):
            if not _FULL_YEAR.fullmatch(number[1]) and number[0] not in seen:
                seen.add(number[0])
                message = f"文号“{shortened(number[0])}”的年份不是四位数，应写成〔年份〕号数的样式，请核对原文。"
                yield _at("basis", number[0], Severity.WARNING, message, project, indicator, "basis")
        half = _HALF_NUMBER.search(text)
        if half and half[0] not in seen:
            seen.add(half[0])
            message = f"文号“{shortened(half[0])}”不完整，应写成〔年份〕号数的样式，请核对原文。"
            yield _at("basis", half[0], Severity.WARNING, message, project, indicator, "basis")


def attribute(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """项目属性 says whether a project is new or continues."""
    text = plain(project.fields["attribute"])
    if text and not has_any(text, "attributes"):
        message = f"项目属性应写新增、延续、一次性或经常性，现在是“{project.fields['attribute'].strip()[:20]}”。"
        yield Finding("attribute", Severity.WARNING, message, project.id, field="attribute", facts=("unknown",))


def _at(
    rule: str, case: str, severity: Severity, message: str, project: Project, indicator: Indicator, key: str
) -> Finding:
    shown = name_and_target(indicator) if key == "target" else shortened(indicator.fields[key])
    facts = (case, "" if key == "name" else indicator.name)
    return Finding(rule, severity, message, project.id, indicator.id, key, shown, facts=facts)
