"""适当性: names that are slogans or sentences, and names and values that do not answer each other."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.titles import shortened
from perfdesk.rules.certainty import as_sure
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import (
    Name,
    Parsed,
    Reading,
    TargetKind,
    name_and_target,
    name_of,
    parsed,
    plain,
    reading,
)
from perfdesk.rules.settings import settings
from perfdesk.rules.target_grammar import unit_of

_LONG: Final = 12
_SHORT: Final = 2
_BEGINNING: Final = 3
_GROWTH: Final = Decimal(50)
_OPENING: Final = re.compile(
    "通过|为(?!期|民)|让|使(?!用)|确保|认真|对(?!象|外|口|口)|(?:本)?项目(?:实施|建成|完成)|按照|根据|依据|做好|切实|进一步|开展.{6,}等|全面|积极|大力|不断|严格"
    "|扎实|深入|持续|保质保量|把|将|向.{2,}(?:提供|发放|开展)|给.{2,}(?:提供|发放)|帮助|协助|配合|督促|支持.{4,}(?:开展|建设|发展)|保障.{6,}(?:正常|顺利|安全|有序)|解决|落实|贯彻"
    "|提供.{4,}(?:服务|保障)$|加强.{6,}(?:管理|建设|工作|培训)$|推进.{6,}(?:建设|工作|发展)$|建立.{4,}(?:机制|制度|体系)$|完善.{4,}(?:机制|制度|体系)$|组织.{6,}(?:参加|开展)"
)
_TWO: Final = re.compile(
    r"以及|(?<![普涉惠以波危顾])及(?![时格])|(?<![共总人饱温缓柔])和(?!谐|睦|平|解)|(?<!参)与(?!会|否)|并(?!网|购|轨|列)|[、/;,]"
)
# Each of them has one of these, which is searched for four times as fast; almost no name has any.
_ANY_OF_TWO: Final = re.compile("[及和与并、/;,]")
_ALL_COSTS: Final = re.compile(
    "^(?:项目|工程|年度|全年)?总(?:成本|费用|支出|投资|造价|经费|额)|(?:成本|费用|支出|经费)(?:总额|合计)"
)
# What begins anew after its last: 20时-8时 is a night.
_TURNS: Final = ("时", "点", "点钟", "月", "日", "号")
_COUNTED: Final = re.compile(r"([^数])数$")
_RULES_OF_SPENDING: Final = re.compile("按|突破|执行|控制|不超|以内|节约|合理|最低|市场|为准")


def slogan_percent(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A percentage of what no share can be taken of: 促进教育公平 ≥90%."""
    slogans = settings().words["slogans"]
    for indicator, name, read, _ in parsed(project):
        if not name.text.startswith(slogans) or read.family != "percent" or not read.numbers:
            continue
        is_share = name.head is not None and "percent" in name.head.answers
        if is_share or name.text.endswith(settings().words["rates_end"]) or _grows(name, read) or _is_sentence(name):
            continue
        message = f"“{shortened(indicator.name)}”是一句口号，不能算出百分比，应写明哪一项的比率，如“……覆盖率”。"
        yield _at("slogan-percent", Severity.WARNING, message, project, indicator)


def _grows(name: Name, read: Reading) -> bool:
    """Whether the percentage may say by how much something grows: 提升用水效率 ≥5%."""
    return name.text.startswith(settings().words["may_grow"]) and read.numbers[0].number <= _GROWTH


def name_is_sentence(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The name says what is to be done, in a sentence, and not what is measured."""
    for indicator, name, _, _ in parsed(project):
        if _is_sentence(name):
            message = f"“{shortened(indicator.name)}”是一句话或一项任务，三级指标应是一个能衡量的名称。"
            yield _at("name-is-sentence", Severity.WARNING, message, project, indicator, "name")


def _is_sentence(name: Name) -> bool:
    text = name.text
    if len(text) < _LONG:
        return False
    told = _OPENING.match(text) is not None or text.endswith(settings().words["tasks_end"])
    return "," in text or "。" in text or ";" in text or (name.head is None and told)


def name_value_disagree(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The name counts one thing and the value another: 改造厕所座数 = 3公里."""
    for indicator, name, read, _ in parsed(project):
        if read.target is None or read.rate or not read.unit.name or read.family in ("money", "percent"):
            continue  # unit-mismatch says what is no count at all
        wanted = _wanted(name, read)
        if wanted:
            now = f"{read.target.number:f}{read.unit.written}"
            message = f"名称“{shortened(indicator.name)}”说的是{wanted}，指标值是“{shortened(now)}”，两处请改一致。"
            yield _at("name-value-disagree", Severity.INFO, message, project, indicator)


def _wanted(name: Name, read: Reading) -> str:
    """What the name counts, if the value counts another thing; else ""."""
    if name.counted is not None:
        number, unit = name.counted
        same = read.target is not None and Decimal(number) == read.target.number
        return "" if same and _alike(unit_of(unit).name, read.unit.name) else f"“{number}{unit}”"
    if found := _COUNTED.search(name.text):
        return "" if _alike(found[1], read.unit.name) or not _told_apart(found[1], read) else f"多少{found[1]}"
    measured = name.kind == "measure" and read.family == "" and read.unit.name in settings().units
    return "长度或面积" if measured else ""


def _alike(one: str, other: str) -> bool:
    names = settings().unit_names
    one, other = names.get(one, one), names.get(other, other)
    return one == other or any(one in row and other in row for row in settings().words["alike_counts"])


def _told_apart(counted: str, read: Reading) -> bool:
    """Whether a name that counts by this word cannot mean the unit of the value."""
    if read.family in ("length", "area", "weight", "volume"):
        return len(counted) == 1 and settings().family_of.get(counted) != read.family
    known = settings().counts
    return counted in known and read.unit.name in known


def two_things(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Two things share one value, so that nobody can say which of them was missed."""
    for indicator, name, read, _ in parsed(project):
        mixed = read.kind is TargetKind.LIST and len({unit_of(one.unit).name for one in read.numbers if one.unit}) > 1
        if read.numbers and (mixed or (_names_two(name) and read.kind is not TargetKind.LIST)):
            message = f"“{shortened(indicator.name)}”像是两件事共用一个指标值，宜分成两条。"
            yield _at("two-things", Severity.INFO, message, project, indicator)


def _names_two(name: Name) -> bool:
    """Whether two things that are measured stand in one name: 节电率与节水率; 用水户、管理单位满意度."""
    first, *others = _TWO.split(name.text, maxsplit=1) if _ANY_OF_TWO.search(name.text) else (name.text,)
    if not others or len(first) < _SHORT:
        return False
    # Pupils and their parents may be asked together; a list of those who are asked hides who is not content.
    if name.kind == "satisfaction" and "、" in name.text:
        return True
    shared = name.kind in ("time", "deadline") or first.endswith(settings().words["shares_of"])
    return shared or name_of(first).ending != "" or _are_two_works(first, others[0])


def _are_two_works(first: str, second: str) -> bool:
    """Whether each half of a name begins with a verb of its own: 维修道路和安装路灯."""
    works = settings().words["works"]
    return first.startswith(works) and second.startswith(works) and len(first) > _SHORT


def words_cost(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A cost in words. What costs how much has to be a number."""
    for indicator, name, read, classes in parsed(project):
        if "成本" not in classes or read.kind not in (TargetKind.WORDS, TargetKind.COMPARED):
            continue
        has_number = any(map(str.isdigit, read.text))
        if (
            name.kind != "deviation"
            and "%" not in read.text
            and (not has_number or _RULES_OF_SPENDING.search(read.text[:_BEGINNING]))
        ):
            message = (
                f"“{shortened(indicator.name)}”是成本指标，应写金额，现在是“{indicator.whole_target.strip()[:20]}”。"
            )
            yield _at("words-cost", Severity.WARNING, message, project, indicator)


def part_above_whole(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """What is named behind 其中 is more than the whole, in one value or in the row below."""
    whole: Parsed | None = None
    total = _total_cost(project)
    for one in parsed(project):
        indicator, name, read, classes = one
        if read.shares:
            yield from _parts_in(project, indicator)
        if not name.is_part:
            whole = one
            if total is not None and one is not total and "成本" in classes and _is_cost_above(one, total):
                message = f"“{shortened(indicator.name)}”大于“{shortened(total.indicator.name)}”，请核对。"
                severity = as_sure("part-above-whole", Severity.ERROR, one)
                yield _at("part-above-whole", severity, message, project, indicator)
        elif whole is not None and _is_above(read, whole.read) and not _may_hold_more(read, whole.read):
            message = f"“{shortened(indicator.name)}”是“{shortened(whole.indicator.name)}”的一部分，不应超过它。"
            severity = as_sure("part-above-whole", Severity.ERROR, one)
            yield _at("part-above-whole", severity, message, project, indicator)


def _total_cost(project: Project) -> Parsed | None:
    """The one indicator that names the cost of all together."""
    found = [one for one in parsed(project) if "成本" in one.classes and _ALL_COSTS.search(one.name.text)]
    return found[0] if len(found) == 1 else None


def _is_cost_above(one: Parsed, total: Parsed) -> bool:
    is_amount = one.read.family == total.read.family == "money" and not one.read.rate
    kinds = {one.name.kind, total.name.kind}
    return is_amount and kinds.isdisjoint(("saving", "deviation", "benefit")) and _is_above(one.read, total.read)


def _parts_in(project: Project, indicator: Indicator) -> Iterator[Finding]:
    read = reading(indicator.whole_target)
    if read.target is None or not read.shares:
        return
    added, whole = sum(read.shares, Decimal(0)), read.target.number
    shown = " + ".join(f"{share:f}" for share in read.shares)
    if max(read.shares) > whole or (read.family == "money" and added > whole):
        message = f"“{shortened(indicator.name)}”里其中的部分大于全部。"
        yield _at("part-above-whole", Severity.ERROR, message, project, indicator, evidence=f"{shown} > {whole:f}")
    elif read.family == "money" and len(read.shares) > 1 and added != whole:
        message = f"“{shortened(indicator.name)}”里各部分合计 {added:f}，与 {whole:f} 不等，请核对。"
        evidence = f"{shown} = {added:f} ≠ {whole:f}"
        yield _at("part-above-whole", Severity.WARNING, message, project, indicator, evidence=evidence)


def _is_above(part: Reading, whole: Reading) -> bool:
    if part.target is None or whole.target is None or part.unit.per != whole.unit.per:
        return False
    into = whole.target.unit
    if part.unit.name == whole.unit.name and part.unit.scale == whole.unit.scale:
        return part.target.number > whole.target.number
    money = part.target.money(into)
    return money is not None and money > whole.target.number


def _may_hold_more(part: Reading, whole: Reading) -> bool:
    """Whether both can be right: at least 80 together, at most 90 of them."""
    signs = [one.target.operator if one.target else "" for one in (part, whole)]
    return signs[0] in ("≤", "<") and signs[1] in ("≥", ">")


def limits_contradict(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """No number lies between the limits: ≥48小时，≤24小时; 500亩-300亩."""
    for indicator, _, read, _ in parsed(project):
        if len(read.numbers) > 1 and _is_empty(read):
            message = f"“{shortened(indicator.name)}”的上限小于下限，没有数能同时满足，请核对。"
            yield _at("limits-contradict", Severity.ERROR, message, project, indicator)


def _is_empty(read: Reading) -> bool:
    if read.kind is TargetKind.RANGE:
        low, high = read.numbers
        if high.unit in _TURNS:
            return False
        return low.number > high.number and low.unit in ("", high.unit)
    if read.kind is not TargetKind.LIST or len({one.unit for one in read.numbers}) > 1:
        return False
    least = [one.number for one in read.numbers if one.operator in ("≥", ">")]
    most = [one.number for one in read.numbers if one.operator in ("≤", "<")]
    return bool(least and most) and max(least) > min(most)


def _at(
    rule: str, severity: Severity, message: str, project: Project, indicator: Indicator, key: str = "target",
    evidence: str = "",
) -> Finding:  # fmt: skip
    facts = (
        rule,
        plain(indicator.name) if key != "name" else "",
        plain(indicator.whole_target) if key == "name" else "",
    )
    place = (project.id, indicator.id, key)
    return Finding(rule, severity, message, *place, evidence or name_and_target(indicator), facts=facts)
