"""相关性: what the goal of a project says, and what it leaves out."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import has_any, parsed, plain
from perfdesk.rules.settings import settings

_LONGEST: Final = 5000
_CLAUSE: Final = re.compile(r"[，,。；;、\n]|和|及")
_SENTENCE: Final = re.compile(r"[，,。；;：:、\n]")
_EXPENSE: Final = re.compile("费|补助|补贴|工资|薪|支出|经费|租金|款|津贴|奖金|保险|公积金|利息|酬|办公用品|耗材")
_SPENDING: Final = re.compile(
    r"(?:20\d\d年度?|全年|本年度?|主要|计划|拟|资金|预算|本项目|项目|按时|及时|按月|足额|财政)*"
    "(?:用于|支付|支出|列支|发放|缴纳|安排|开支|报销|拨付|结算|偿还|兑付|购买)"
)
_AMOUNT: Final = re.compile(r"\d[\d.,]{0,20}(?:亿|万)?元")
_ASIDE: Final = re.compile(r"\d[\d.,]{0,20}(?:亿|万)?元|等|支出|共计|合计|各项|开支")
# So many amounts of expenses tell a list of them, also without a verb.
_LISTED: Final = 2
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)年(?!以来|起|底?文)")
_EARLIER: Final = re.compile("上年|去年|较|比|基础|以来|同期|〔|文件|截至|自|规划")
_MOST: Final = 40
# What stands behind each where they are joined.
_NAME_AND_TARGET: Final = (("name", ""), ("target", "|"))
_DIGIT: Final = re.compile("[0-9]")


def goal_nothing_to_check(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal has no number, no document and no state that anybody could check."""
    goal = plain(project.fields["goal"][:_LONGEST])
    is_told = _DIGIT.search(goal) or _in_words().search(goal) or has_any(goal, "checkable")
    if goal and not is_told and not _only_expenses(goal):
        message = "绩效目标里没有数量、时间、文件或验收这样可以核对的内容，应写明做多少、做到什么程度。"
        yield _at("goal-nothing-to-check", Severity.INFO, message, project, "goal", goal)


def goal_only_expenses(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal lists what the money is spent on, and no result."""
    goal = plain(project.fields["goal"][:_LONGEST])
    if _only_expenses(goal) and goal.rstrip("。") != plain(project.fields["purpose"][:_LONGEST]).rstrip("。"):
        message = "绩效目标只写了钱花在哪里，应写明花钱要达到的结果。"
        yield _at("goal-only-expenses", Severity.WARNING, message, project, "goal", goal)


def _only_expenses(goal: str) -> bool:
    begun = _SPENDING.match(goal)
    if begun is None and len(_AMOUNT.findall(goal)) < _LISTED:
        return False
    rest = goal[begun.end() :] if begun else goal
    clauses = [_ASIDE.sub("", clause).strip("：:") for clause in _CLAUSE.split(rest)]
    told = [clause for clause in clauses if clause]
    return bool(told) and all(_EXPENSE.search(clause) and not has_any(clause, "results") for clause in told)


def goal_quantity_missing(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal promises a quantity in a unit that no indicator has."""
    goal = plain(project.fields["goal"][:_LONGEST])
    if not _DIGIT.search(goal) or not project.indicators:
        return
    promised = [*_promised(goal)]
    if not promised:
        return
    # Each text by itself, because other rules have asked for it too.
    told = (plain(one.fields[key][:100]) + end for one in project.indicators for key, end in _NAME_AND_TARGET)
    texts = "".join(told)
    counted = _units_left(project, {one.number for one in promised})
    for one in promised:
        if one.number not in texts and not _is_counted(one.unit, counted):
            message = f"绩效目标里的“{shortened(one.number + one.written)}”没有对应的指标，应补一条数量指标。"
            facts, place = ("missing", one.number + one.written), (project.id, "", "goal")
            evidence = shortened(one.clause)
            yield Finding("goal-quantity-missing", Severity.WARNING, message, *place, evidence, facts=facts)
            return


class _Promised(NamedTuple):
    """A quantity of the goal: its number with 万, its unit by name and as it is written, and the clause."""

    number: str
    unit: str
    written: str
    clause: str


def _promised(goal: str) -> Iterator[_Promised]:
    for clause in [*_SENTENCE.split(goal)][:_MOST]:
        if not has_any(clause, "of_each") and "不" not in clause:
            for number, scale, unit in _quantities().findall(clause):
                yield _Promised(number + scale, settings().unit_names.get(unit, unit), unit, clause)


def _units_left(project: Project, promised: set[str]) -> set[str]:
    """The units of the indicators that may count something of the goal that has another number there. An indicator
    with the very number of one thing does not count another thing too."""
    units = [
        one.read.unit
        for one in parsed(project)
        if not any(f"{number.number:f}{one.read.unit.scale}" in promised for number in one.read.numbers)
    ]
    rates = {part for one in parsed(project) for part in one.read.unit.per}
    return {unit.name for unit in units if unit.name} | rates


def _is_counted(name: str, counted: set[str]) -> bool:
    """Whether an indicator counts in this unit or one that people exchange for it."""
    alike = settings().words["alike_counts"]
    return name in counted or any(name in row and any(one in row for one in counted) for row in alike)


@cache
def _quantities() -> re.Pattern[str]:
    """A number of things that are counted one by one, of persons, of a length or an area."""
    return re.compile(
        rf"(?<![\d.第〔年A-Za-z-])(\d{{1,9}}(?:\.\d{{1,4}})?)(万?)({_counted_units()})(?![次/·每均岁级度以])"
    )


@cache
def _in_words() -> re.Pattern[str]:
    """二十公里, 两万亩, 三百余个: a number in Chinese with its unit. 一个 and 一批 count nothing, nor does 千家万户."""
    few, many = "[二两三四五六七八九]", "[十百千万亿一二两三四五六七八九零〇]"
    number = f"(?:{few}|{few}?十|{many}{{2,12}})"
    return re.compile(rf"(?<![第十百千万一二两三四五六七八九]){number}[余多]?(?:{_counted_units()})")


@cache
def _counted_units() -> str:
    families = {"person", "visit", "household", "length", "area", "weight", "times"}
    known = {*settings().units, *settings().family_of}
    wanted = [one for one in known if settings().family_of.get(one, "person") in families and one not in _NO_COUNT]
    return "|".join(map(re.escape, sorted(wanted, key=len, reverse=True)))


_NO_COUNT: Final = frozenset({"分", "度", "m", "里", "人员", "人数", "m2", "km", "km2", "级", "克"})


def goal_of_other_year(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Goal or purpose speak of another year only, as happens when last year's text is copied. Said by other-year,
    which knows that the document names a year."""
    year = plain(document.fields["fiscal_year"])
    period = plain(project.fields["period"])
    for key in ("goal", "purpose"):
        text = plain(project.fields[key][:_LONGEST])
        if "20" not in text:
            continue
        years = set(_YEAR.findall(text))
        if not years or year in years or _EARLIER.search(text) or any(one in period for one in years):
            continue
        message = f"文中的年份是 {max(years)} 年，预算年度是 {year} 年，请核对是不是上年的文字。"
        facts = ("text", key, max(years), year)
        yield Finding("other-year", Severity.WARNING, message, project.id, "", key, shortened(text), facts=facts)


def _at(rule: str, severity: Severity, message: str, project: Project, key: str, text: str) -> Finding:
    return Finding(rule, severity, message, project.id, "", key, shortened(text), facts=(rule, text[:_MOST]))
