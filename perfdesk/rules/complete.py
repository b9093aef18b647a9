"""完整性: contents that must be filled in and are blank."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from perfdesk.forms.definition import Form, Level1, Level2
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.classes import class_of, twin_of
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Owner
from perfdesk.model.keys import LEVELS, NAME, TARGET, UNIT_NAME
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import Parsed, TargetKind, is_due_later, parsed, plain, reading

_RULE: Final = "missing-required"
# What every annex that prints these cannot do without; the other lines of a cover may stay blank.
WHOLE: Final = ("department_name", "fiscal_year")
_BLANK: Final = ("blank",)
# A sign or a mark alone is read as words, as a blank of a template, or as not applicable (/).
_MAY_SAY_NOTHING: Final = frozenset(
    {TargetKind.BLANK, TargetKind.UNIT, TargetKind.WORDS, TargetKind.TEMPLATE, TargetKind.NOT_APPLICABLE}
)
_COLUMNS: Final = ("description", "basis")
# What each indicator must say, if the form has a column for it: of grades and of lists without levels some are not.
_OF_EACH_ROW: Final = (NAME, TARGET, *LEVELS)


def missing_from_document(document: Document, form: Form) -> Iterator[Finding]:
    """The department, the year, the texts that the form prints, and at least one project must be there."""
    printed = [key for key in WHOLE if key in form.document_keys]
    yield from _blank(document, form, printed, Severity.ERROR, "请填写")
    year = plain(document.fields["fiscal_year"])
    if year and not re.fullmatch("[0-9]{4}", year):
        message = "“年度”应是四位数字，如 2024。"
        yield Finding(_RULE, Severity.ERROR, message, field="fiscal_year", evidence=shortened(year), facts=("year",))
    texts = [section.field for section in form.sections]
    yield from _blank(document, form, texts, Severity.WARNING, "整本上报前请补上")
    if not document.projects:
        yield Finding(_RULE, Severity.ERROR, "还没有项目，请至少加一个项目。", facts=("no-project",))


def _blank(document: Document, form: Form, keys: Iterable[str], severity: Severity, request: str) -> Iterator[Finding]:
    for key in keys:
        if not document.fields[key].strip():
            message = f"“{printed_title(form, key, Owner.DOCUMENT)}”没有填写，{request}。"
            yield Finding(_RULE, severity, message, field=key, facts=_BLANK)


def missing_required(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Blank mandatory fields, mandatory classes without an indicator, indicators without a name or a target."""
    for key in form.required:
        if not project.fields[key].strip():
            message = f"“{printed_title(form, key)}”没有填写，请填写。"
            yield Finding(_RULE, Severity.ERROR, message, project.id, field=key, facts=_BLANK)
    yield from _unit(project, form)
    if project.indicators:
        yield from _classes(project, form)
    else:
        message = "没有绩效指标，请按必填的指标类别逐一填写。"
        yield Finding(_RULE, Severity.ERROR, message, project.id, facts=("no-indicator",))
    for number, (indicator, _, read, _) in enumerate(parsed(project), 1):
        if read.kind in _MAY_SAY_NOTHING or not _is_named(indicator):
            columns = [key for key in _OF_EACH_ROW if key in form.table.keys_of(Owner.INDICATOR)]
            yield from _indicator(project, form, indicator, number, columns)
    yield from _gaps(project, form)


def _is_named(indicator: Indicator) -> bool:
    fields = indicator.fields
    return bool(fields["name"].strip() and fields["level1"].strip() and fields["level2"].strip())


def _unit(project: Project, form: Form) -> Iterator[Finding]:
    """The unit, where it stands above the table: its name, else its code, which many offices leave out. It is asked
    once, and less gravely than what the table itself must have; a form that does not print it does not ask."""
    keys = [key for key in reversed(form.unit_keys) if key not in form.required]
    blank = next((key for key in keys if not project.fields[key].strip()), None)
    if blank is not None:
        message = f"“{printed_title(form, blank)}”没有填写，它印在表的上方，请补上。"
        severity = Severity.WARNING if blank == UNIT_NAME else Severity.INFO
        yield Finding(_RULE, severity, message, project.id, field=blank, facts=_BLANK)


def _gaps(project: Project, form: Form) -> Iterator[Finding]:
    """A description or basis is blank, but most indicators of the project have one. A column that is blank
    everywhere is not reported: some bureaus do not ask for it."""
    printed = form.table.keys_of(Owner.INDICATOR)
    for key in (one for one in _COLUMNS if one in printed):
        rows = _that_print(project, form, key)
        blank = [one.indicator for one in rows if not one.indicator.fields[key].strip() and _applies(one)]
        if 0 < 2 * len(blank) < len(rows):
            title = printed_title(form, key, Owner.INDICATOR)
            for indicator in blank:
                facts = ("gap", indicator.name)
                message = f"“{shortened(indicator.name)}”没有写{title}，同表多数指标都写了，请补上。"
                yield Finding(_RULE, Severity.WARNING, message, project.id, indicator.id, key, facts=facts)


def _that_print(project: Project, form: Form, key: str) -> Sequence[Parsed]:
    """The indicators that are printed with a field. In almost every form one band has all indicators."""
    rows, table = parsed(project), form.table
    if Owner.INDICATOR not in table.shares:
        return rows
    return [one for one in rows if table.prints(Owner.INDICATOR, one.indicator.fields, key)]


def _applies(one: Parsed) -> bool:
    """Of what does not apply (不涉及) nothing has to be said."""
    return one.read.kind is not TargetKind.NOT_APPLICABLE


def _classes(project: Project, form: Form) -> Iterator[Finding]:
    ones = {plain(indicator.level1) for indicator in project.indicators}
    twos = {plain(indicator.level2) for indicator in project.indicators}
    for level in form.levels:
        yield from _class(project, level, ones, twos)


def _is_there(project: Project, level: Level1, child: Level2) -> bool:
    """Whether the project has the class by another of its names."""
    key = class_of(level.name, child.name)
    keys = {class_of(indicator.level1, indicator.level2) for indicator in project.indicators}
    return "." in key and (key in keys or twin_of(key) in keys)


def _class(project: Project, level: Level1, ones: set[str], twos: set[str]) -> Iterator[Finding]:
    """What is missing of a 一级指标. `ones` and `twos` are the classes of both levels that the project has."""
    asked = [child for child in level.children if child.mandatory and plain(child.name) not in twos]
    missing = [child.name for child in asked if not _is_there(project, level, child)]
    for name in missing:
        message = f"缺少必填的{name}，应至少填一条。"
        yield Finding(_RULE, Severity.ERROR, message, project.id, field="level2", facts=("class", name))
    if level.mandatory and not missing and not _has_any(project, level, ones, twos):
        choice = "、".join(child.name for child in level.children)
        message = f"缺少{level.name}，应在{choice}中至少填一条。"
        yield Finding(_RULE, Severity.ERROR, message, project.id, field="level1", facts=("class", level.name))


def _has_any(project: Project, level: Level1, ones: set[str], twos: set[str]) -> bool:
    printed = plain(level.name) in ones or any(plain(child.name) in twos for child in level.children)
    return printed or any(_is_there(project, level, child) for child in level.children)


def _is_of_other_phase(indicator: Indicator) -> bool:
    """Whether only something in another phase than the year itself is filled in: a mid-term indicator."""
    named = (key.partition("@") for key, text in indicator.fields.items() if text.strip())
    return any(at and key in (NAME, TARGET) for key, at, _ in named)


def _indicator(
    project: Project, form: Form, indicator: Indicator, number: int, columns: Collection[str]
) -> Iterator[Finding]:
    """What is blank in the `columns` that the form has for it."""
    name, target = indicator.name.strip(), plain(indicator.target)
    if not name and not target:
        if _is_of_other_phase(indicator):
            return
        yield _at(project, indicator, "name", "empty", f"第{number}条指标还没有填写，请填写或删去。")
    elif not name and NAME in columns:
        message = f"第{number}条指标没有三级指标名称，请填写。"
        yield _at(project, indicator, "name", "no-name", message, indicator.target)
    else:
        yield from _without_target(project, indicator, columns)
    for key in (one for one in LEVELS if one in columns and not indicator.fields[one].strip()):
        what = f"“{shortened(name)}”" if name else f"第{number}条指标"
        title = printed_title(form, key, Owner.INDICATOR)
        yield _at(project, indicator, key, "no-level", f"{what}没有写明{title}，请选择。")


def _without_target(project: Project, indicator: Indicator, columns: Collection[str]) -> Iterator[Finding]:
    what, target = f"“{shortened(indicator.name.strip())}”", plain(indicator.target)
    if not target and TARGET in columns:
        yield _at(project, indicator, "target", "no-target", f"{what}没有指标值，请填写。")
    elif target and _says_nothing(target) and not is_due_later(indicator):
        message = f"{what}的指标值只有单位或符号，应写明数值，如“≥95%”。"
        yield _at(project, indicator, "target", "only-unit", message, indicator.target)


def _says_nothing(target: str) -> bool:
    return not any(map(str.isalnum, target)) or reading(target).kind is TargetKind.UNIT


def _at(project: Project, indicator: Indicator, key: str, case: str, message: str, evidence: str = "") -> Finding:
    facts = (case, indicator.name if key != "name" else "", evidence)
    return Finding(_RULE, Severity.ERROR, message, project.id, indicator.id, key, shortened(evidence), facts=facts)
