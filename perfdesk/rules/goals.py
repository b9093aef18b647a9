"""相关性: what the goal of a project says, and what it leaves out."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import has_any, parsed, plain
from perfdesk.rules.settings import settings

_LONGEST: Final = 5000
_CLAUSE: Final = re.compile(r"[，,。；;、\n]|和|及")
_SENTENCE: Final = re.compile(r"[，,。；;：:、\n]")
_EXPENSE: Final = re.compile("费|补助|补贴|工资|支出|经费|租金|款|津贴|奖金|保险|公积金")
_SPENDING: Final = re.compile("(?:用于|支付|支出|列支|发放|主要用于)")
_ASIDE: Final = re.compile(r"\d[\d.,]*(?:亿|万)?元|等|支出|共计|合计")
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)年(?!以来|起|底?文)")
_EARLIER: Final = re.compile("上年|去年|较|比|基础|以来|同期|〔|文件|截至|自|规划")
_MOST: Final = 40
_DIGIT: Final = re.compile("[0-9]")


def goal_nothing_to_check(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal has no number, no document and no state that anybody could check."""
    goal = plain(project.fields["goal"][:_LONGEST])
    if goal and not _DIGIT.search(goal) and not has_any(goal, "checkable") and not _only_expenses(goal):
        message = "绩效目标里没有数量、时间、文件或验收这样可以核对的内容，应写明做多少、做到什么程度。"
        yield _at("goal-nothing-to-check", Severity.INFO, message, project, "goal", goal)


def goal_only_expenses(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal lists what the money is spent on, and no result."""
    goal = plain(project.fields["goal"][:_LONGEST])
    if _only_expenses(goal) and goal.rstrip("。") != plain(project.fields["purpose"][:_LONGEST]).rstrip("。"):
        message = "绩效目标只写了钱花在哪里，应写明花钱要达到的结果。"
        yield _at("goal-only-expenses", Severity.WARNING, message, project, "goal", goal)


def _only_expenses(goal: str) -> bool:
    if not _SPENDING.match(goal):
        return False
    clauses = (_ASIDE.sub("", clause).strip("：:") for clause in _CLAUSE.split(goal))
    return all(_EXPENSE.search(clause) and not has_any(clause, "results") for clause in clauses if clause)


def goal_quantity_missing(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal promises a quantity in a unit that no indicator has."""
    goal = plain(project.fields["goal"][:_LONGEST])
    if not _DIGIT.search(goal) or not project.indicators:
        return
    texts = "".join(plain(f"{one.fields['name'][:100]}{one.fields['target'][:100]}|") for one in project.indicators)
    units = {one.read.unit for one in parsed(project)}
    counted = {unit.name for unit in units} | {part for unit in units for part in unit.per}
    for clause in [*_SENTENCE.split(goal)][:_MOST]:
        if has_any(clause, "of_each") or "不" in clause:
            continue
        for number, scale, unit in _quantities().findall(clause):
            if not _is_told(number + scale, settings().unit_names.get(unit, unit), unit, counted, texts):
                message = f"绩效目标里的“{shortened(number + scale + unit)}”没有对应的指标，应补一条数量指标。"
                facts = ("missing", number + scale + unit)
                place = (project.id, "", "goal")
                evidence = shortened(clause)
                yield Finding("goal-quantity-missing", Severity.WARNING, message, *place, evidence, facts=facts)
                return


def _is_told(number: str, name: str, unit: str, counted: set[str], texts: str) -> bool:
    """Whether an indicator counts in this unit or one that people exchange for it, or has the very number."""
    alike = settings().words["alike_counts"]
    near = any(name in row and any(one in row for one in counted if one) for row in alike)
    return name in counted or near or f"{number}{unit}" in texts or number in texts


@cache
def _quantities() -> re.Pattern[str]:
    """A number of things that are counted one by one, of persons, of a length or an area."""
    families = {"person", "visit", "household", "length", "area"}
    known = {*settings().units, *settings().family_of}
    wanted = [one for one in known if settings().family_of.get(one, "person") in families and one not in _NO_COUNT]
    units = "|".join(map(re.escape, sorted(wanted, key=len, reverse=True)))
    return re.compile(rf"(?<![\d.第〔年A-Za-z-])(\d{{1,9}}(?:\.\d{{1,4}})?)(万?)({units})(?![次/·每均岁级度以])")


_NO_COUNT: Final = frozenset({"分", "度", "m", "里", "人员", "人数", "m2", "km", "km2", "级", "克"})


def goal_of_other_year(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Goal or purpose speak of another year only, as happens when last year's text is copied. Said by other-year."""
    year = plain(document.fields["fiscal_year"])
    if not re.fullmatch(r"20\d\d", year):
        return
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
