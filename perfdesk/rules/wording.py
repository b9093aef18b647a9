"""相关性 and 适当性: names, targets and texts that say too little or the wrong thing."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from perfdesk import paths
from perfdesk.forms.definition import Form
from perfdesk.model.classes import bare_class
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import BESIDE, Kind, Owner
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.funds import mixed_units
from perfdesk.rules.reading import TargetKind as Reading
from perfdesk.rules.reading import has_any, is_class, name_and_target, name_of, parsed, plain, reading
from perfdesk.rules.settings import settings

_SHORTEST_DOUBLE: Final = 4
_LONGEST: Final = 20_000
_LEADING_NUMBER: Final = re.compile(r"^[\s(（]*\d*[\s、.．)）]*")
# 遵守财务制度: it says that there is a rule.
_RULE_ONLY: Final = re.compile("(?:严格|认真)?(?:遵守|执行|落实|依照|按照)[^,。]{0,12}(?:制度|规定|要求|办法|规范)$")
_YEAR_ONLY: Final = re.compile(r"20\d\d年?(?:度)?(?:内)?")
_DOCUMENT_NUMBER: Final = re.compile(r"[\[〔(（【]\s*(\d{2,5})\s*[\]〕)）】]\s*第?\s*\d{1,4}\s*号")
# A document number of which year or number is missing, or that says 年 in the brackets.
_HALF_NUMBER: Final = re.compile(
    r"[\[〔【]\s*\d{4}\s*[\]〕】]\s*第?\s*(?:号|[×*Xx_]{1,4}\s*号)|[\[〔【]\s*[\]〕】]\s*第?\s*\d{1,4}\s*号"
    r"|[\[〔(（【]\s*(?:19|20)\d\d\s*[\]〕)）】]\s*第\s*号|[\[〔【]\s*\d{4}年\s*[\]〕】]\s*第?\s*\d{1,4}"
)
_FULL_YEAR: Final = re.compile("(?:19|20)\\d\\d")
# Kinds of fields that are written in half-width characters. Full-width punctuation in texts is right.
_HALF_WIDTH: Final = (Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.CODE, Kind.TARGET, Kind.YEAR)
_WIDE: Final = re.compile("[０-９Ａ-Ｚａ-ｚ．％]")
_NARROW: Final = {wide: wide - 0xFEE0 for wide in map(ord, "０１２３４５６７８９．％")} | {
    wide: wide - 0xFEE0 for first, last in ("ＡＺ", "ａｚ") for wide in range(ord(first), ord(last) + 1)
}
_Oddity = tuple[tuple[str, ...], Severity, str, int, SetFields | None]
_CHINESE: Final = "[一-鿿]"


def placeholder(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The name is a class, a method or a regulation and not an indicator."""
    rules = settings().words["rules"]
    for indicator in project.indicators:
        name = plain(indicator.name)
        if not name:
            continue
        if name in _classes_of(indicator):
            message = f"三级指标“{shortened(indicator.name)}”只是重复了指标类别，应写明是谁、对什么。"
            # 服务对象满意度 is printed as a class and is used as an indicator.
            severity = Severity.INFO if is_class(indicator, "满意度") else Severity.WARNING
            yield _at("placeholder", "bare-class", severity, message, project, indicator, "name")
        elif name in (plain(indicator.level1), plain(indicator.level2)):
            message = f"三级指标“{shortened(indicator.name)}”只是重复了指标类别，应写明是谁、对什么。"
            yield _at("placeholder", "class", Severity.ERROR, message, project, indicator, "name")
        elif name in settings().words["methods"]:
            message = f"“{shortened(indicator.name)}”是取数的办法，不是指标，应写明调查什么，如“服务对象满意度”。"
            yield _at("placeholder", "method", Severity.WARNING, message, project, indicator, "name")
        elif name.endswith(rules) and is_class(indicator, "成本"):
            message = f"“{shortened(indicator.name)}”是规定，不是成本指标，应写明哪一项成本。"
            yield _at("placeholder", "rule", Severity.WARNING, message, project, indicator, "name")
        elif _says_the_same(indicator):
            message = f"“{shortened(indicator.name)}”的名称、描述和指标值是同一句话，应分别写明衡量什么和达到多少。"
            yield _at("placeholder", "same", Severity.WARNING, message, project, indicator, "target")


def _classes_of(indicator: Indicator) -> tuple[str, ...]:
    """The classes of an indicator without the word 指标, where they are another text than what is printed."""
    return _bare_classes(indicator.fields["level1"], indicator.fields["level2"])


@lru_cache(maxsize=4096)
def _bare_classes(*levels: str) -> tuple[str, ...]:
    return tuple(bare for level in levels if (bare := bare_class(level)) != plain(level))


def _says_the_same(indicator: Indicator) -> bool:
    return bool(indicator.target.strip()) and plain(indicator.name) == plain(indicator.target)


def vague_target(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The target is a benefit in words, or "better" or "good" without an amount."""
    for indicator, _, read, _ in parsed(project):
        if read.kind is not Reading.WORDS or not _lacks_a_measure(indicator.target) or _is_judged_elsewhere(indicator):
            continue
        if is_class(indicator, "效益") or is_class(indicator, "影响") or _is_vague(plain(indicator.target)):
            message = f"“{indicator.target.strip()[:20]}”无法衡量，应写可核对的数值，或写明比较的对象和等级。"
            yield _at("vague-target", "vague", Severity.WARNING, message, project, indicator, "target")


def _lacks_a_measure(target: str) -> bool:
    """Whether a target consists of words without a number or anything measurable."""
    if reading(target).kind is not Reading.WORDS:
        return False
    text = plain(target)
    return not any(map(str.isdigit, text)) and (_RULE_ONLY.match(text) is not None or not has_any(text, "measurable"))


def _is_judged_elsewhere(indicator: Indicator) -> bool:
    """Whether another rule judges the words of an indicator's target."""
    is_time = is_class(indicator, "时效") or name_of(indicator.name).text.endswith("年限")
    is_cost = is_class(indicator, "成本")
    return is_time or is_cost or is_class(indicator, "满意度") or _says_the_same(indicator)


def _is_vague(text: str) -> bool:
    return _RULE_ONLY.match(text) is not None or any(
        text == word or (len(word) > 2 and word in text) for word in settings().words["vague"]
    )


def empty_timeliness(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The target is the whole year, or no time at all. For a duration (服务期限) the whole year is right."""
    for indicator, parts, read, classes in parsed(project):
        if "时效" not in classes or not read.text or _says_the_same(indicator):
            continue
        text, name = plain(indicator.target), parts.text
        whole = _YEAR_ONLY.fullmatch(text) or text in settings().words["whole_year"]
        lasting = name.endswith(("期限", "期", "年限", "周期", "时长")) and not name.endswith("实施期限")
        empty = not any(map(str.isdigit, text)) and has_any(text, "timeless")
        if read.is_period and not lasting:
            message = f"“{indicator.target.strip()[:20]}”只是起止时间，应写明何时完成，如“11月底前”。"
            yield _at("empty-timeliness", "period", Severity.INFO, message, project, indicator, "target")
        elif (whole and not lasting) or empty:
            message = f"“{indicator.target.strip()[:20]}”没有说明何时完成，应写明时点，如“6月底前”，或写及时率。"
            yield _at("empty-timeliness", "no-time", Severity.WARNING, message, project, indicator, "target")


def value_in_name(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The name contains the value, which belongs into its own column."""
    for indicator, name, read, _ in parsed(project):
        target = read.target
        if target is not None and target.unit and target.unit in name.text and _quoted(target) in name.text:
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


def _quoted(target: Target) -> str:
    return f"{target.number:f}{target.unit}"


def description_copies_name(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Most descriptions of a project only repeat the name. Reported once for each project."""
    if "description" not in form.table.keys_of(Owner.INDICATOR):
        return
    copied = [
        i
        for i in project.indicators
        if i.name.strip() and plain(i.name) == plain(i.fields["description"]).rstrip("。;,.")
    ]
    if copied and len(copied) * 2 >= len(project.indicators):
        message = f"{len(copied)} 条指标的描述与名称相同，描述应说明怎么算、从哪里取数。"
        yield _at(
            "description-copies-name", str(len(copied)), Severity.INFO, message, project, copied[0], "description"
        )


def doubled_text(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The same text stands twice in one cell, as happens when pasting."""
    for owner, node, fields in _texts(project):
        for key, text in _printed(fields):
            if len(text) >= 2 * _SHORTEST_DOUBLE and (half := _half(text)):
                title = form.vocabulary.title(owner, key)
                message = f"“{title}”里同一段话写了两遍，应留一遍。"
                cure = SetFields({(node, key): half}, "去掉重复的一遍")
                indicator = "" if owner is Owner.PROJECT else node
                place = (project.id, indicator, key, text[:60], cure)
                yield Finding("doubled-text", Severity.ERROR, message, *place, facts=("twice",))


def _half(text: str) -> str:
    """The half of a text that consists of the same text twice; "" for any other text."""
    text = text.strip()
    if not 2 * _SHORTEST_DOUBLE <= len(text) <= _LONGEST or text.find(text[:_SHORTEST_DOUBLE], 1) < 0:
        return ""
    for mark in ("", "，", "；", "。", "、", ",", ";", "\n", " "):
        half, rest = divmod(len(text) - len(mark), 2)
        if (
            not rest
            and half >= _SHORTEST_DOUBLE
            and text[:half] == text[half + len(mark) :]
            and text[half:].startswith(mark)
        ):
            return "" if len(set(text[:half])) < _SHORTEST_DOUBLE else text[:half]
    return ""


def _texts(project: Project) -> Iterator[tuple[Owner, str, Mapping[str, str]]]:
    yield Owner.PROJECT, project.id, project.fields
    for row in project.rows:
        yield row.owner, row.id, row.fields


def _printed(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The fields with their texts, but not what is kept beside them."""
    return ((key, text) for key, text in fields.items() if not key.startswith(BESIDE))


def goal_copies_purpose(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal repeats the purpose of the money instead of stating the result."""
    goal, purpose = _core(project.fields["goal"]), _core(project.fields["purpose"])
    if goal and goal == purpose:
        message = "绩效目标照抄了资金用途，应写明要达到的结果。"
        yield Finding(
            "goal-copies-purpose", Severity.WARNING, message, project.id, field="goal", facts=("copied", purpose)
        )


def _core(text: str) -> str:
    return "".join(filter(str.isalnum, plain(_LEADING_NUMBER.sub("", text))))


def basis(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The year in a document number has four digits. Each wrong number of a project is reported once."""
    seen: set[str] = set()
    for indicator in project.indicators:
        for number in _DOCUMENT_NUMBER.finditer(indicator.fields["basis"][:_LONGEST]):
            if not _FULL_YEAR.fullmatch(number[1]) and number[0] not in seen:
                seen.add(number[0])
                message = f"文号“{shortened(number[0])}”的年份不是四位数，应写成〔年份〕号数的样式，请核对原文。"
                yield _at("basis", number[0], Severity.WARNING, message, project, indicator, "basis")
        half = _HALF_NUMBER.search(indicator.fields["basis"][:_LONGEST])
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


def leftover(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Remains of a template, a translation or a typing mistake in a project; and 元 in a table of 万元."""
    yield from mixed_units(project, document, form)
    for owner, node, fields in _texts(project):
        if not _may_be_odd("\n".join(fields.values())):
            continue
        indicator = "" if owner is Owner.PROJECT else node
        for key, text in _printed(fields):
            yield from _left(text, project.id, indicator, key, node)
            if form.vocabulary.kind(owner, key) in _HALF_WIDTH and (found := _WIDE.search(text)):
                message = f"“{found[0]}”是全角字符，数字、字母和百分号宜用半角。"
                cure = SetFields({(node, key): text.translate(_NARROW)}, "改为半角")
                place, facts = (project.id, indicator, key, text[:40], cure), ("wide",)
                yield Finding("leftover", Severity.INFO, message, *place, facts=facts)


def _may_be_odd(texts: str) -> bool:
    """Whether one of a node's texts has to be searched by itself. For almost all nodes none has."""
    return len(texts) > _LONGEST or _is_suspicious(texts) or _WIDE.search(texts) is not None


def leftover_in_document(document: Document, form: Form) -> Iterator[Finding]:
    """Remains of a template, a translation or a typing mistake in the department's own texts."""
    for key, text in _printed(document.fields):
        yield from _left(text, "", "", key, document.id)


def _left(text: str, project: str, indicator: str, key: str, node: str) -> Iterator[Finding]:
    if len(text) > _LONGEST or not _is_suspicious(text):
        return
    for facts, severity, message, at, cure in _oddities(text, key, node):
        evidence = text[max(0, at - 10) : at + 20].replace("\n", " ")
        yield Finding("leftover", severity, message, project, indicator, key, evidence, cure, facts=facts)


def _oddities(text: str, key: str, node: str) -> Iterator[_Oddity]:
    """For each finding: facts, severity, message, place in the text, and the cure if there is one."""
    words = next((one for one in settings().words["leftovers"] if one in text), None)
    if words is not None:
        message = f"“{words}”是模板里没有填或没有选的文字，请填上或删去。"
        yield ("template", words), Severity.WARNING, message, text.index(words), None
    foreign = _foreign().search(text)
    if foreign is not None:
        message = f"中文里夹着“{shortened(foreign[1].strip())}”，应改成中文。"
        yield ("foreign", foreign[1].strip()), Severity.WARNING, message, foreign.start(), None
    if old := _traditional().search(text):
        message = f"简体文字里有繁体字“{old[0]}”，请核对。"
        yield ("traditional", old[0]), Severity.INFO, message, old.start(), None
    for pattern, right in settings().mistakes:
        if wrong := pattern.search(text):
            message = f"“{shortened(wrong[0])}”可能是“{right}”，请核对。"
            mended = text[: wrong.start()] + right + text[wrong.end() :]
            cure = SetFields({(node, key): mended}, f"改为“{right}”")
            yield ("mistake", wrong[0], right), Severity.INFO, message, wrong.start(), cure


@cache
def _foreign() -> re.Pattern[str]:
    words = "|".join(map(re.escape, settings().words["foreign"]))
    return re.compile(rf"{_CHINESE}(\s*(?:{words})\s*){_CHINESE}")


@cache
def _traditional() -> re.Pattern[str]:
    """The traditional characters of Unicode's list."""
    source = paths.resources() / "unicode" / "SimplifiedVariants.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    return re.compile(f"[{''.join(line[0] for line in lines if line[:1] not in ('', '#'))}]")


def _is_suspicious(text: str) -> bool:
    """Whether `_oddities` may find something. Almost no text has any of it, so three quick searches are enough for
    most: each begins with a fixed character, which is what the search skips to."""
    return any(pattern.search(text) for pattern in _suspicious())


@cache
def _suspicious() -> tuple[re.Pattern[str], ...]:
    words = [*map(re.escape, settings().words["leftovers"]), *settings().wrong_words]
    return (
        _traditional(),
        re.compile("|".join(words)),
        re.compile("|".join(map(re.escape, settings().words["foreign"]))),
    )


def _at(
    rule: str, case: str, severity: Severity, message: str, project: Project, indicator: Indicator, key: str
) -> Finding:
    shown = name_and_target(indicator) if key == "target" else shortened(indicator.fields[key])
    facts = (case, "" if key == "name" else indicator.name)
    return Finding(rule, severity, message, project.id, indicator.id, key, shown, facts=facts)
