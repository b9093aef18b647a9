"""项目编码: length, alphabet, region, year and check character. One wrong character is corrected where the check
character allows only one correction."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.keys import CODE
from perfdesk.model.titles import shortened
from perfdesk.model.values import CODE_ALPHABET, ProjectCode
from perfdesk.rules.finding import Finding, Severity, Sharing
from perfdesk.rules.plain import plain
from perfdesk.rules.settings import settings

_RULE: Final = "project-code"
_LENGTH: Final = 21
# A longer text is no code with a few wrong characters.
_LONGEST: Final = 3 * _LENGTH
# Region, year and the letter of 人员类, 公用经费, 特定目标类 and the like: no other code begins so.
_BEGINNING: Final = re.compile(r"[1-8]\d{7}[A-Z]")
# In a form of which nobody said what it asks for, a number of about as many characters is one that was mistyped; any
# other is a code of the bureau's own, or of the projects that are built: 2031-450000-76-01-000001.
_ABOUT: Final = re.compile(r"[0-9A-Za-z]{18,24}")


def project_code(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A blank code is reported by the rule missing-required."""
    text = plain(project.code)
    if not text:
        return
    code = ProjectCode.parse(text)
    told = form.prescribes or _BEGINNING.match(text)
    severity = Severity.ERROR if told else Severity.WARNING
    if code is None and not told and not _ABOUT.fullmatch(text):
        return
    if code is None:
        yield _malformed(project, text, severity)
    elif not _well_formed(code):
        message = "项目编码前6位应是行政区划代码，接着2位年度数字和1位类别字母，请对照系统里的编码。"
        yield Finding(_RULE, severity, message, project.id, field=CODE, evidence=text, facts=("region",))
    else:
        yield from _year(project, code, plain(document.fields["fiscal_year"]))
        if _is_checked(code) and not code.checks:
            yield _wrong_check(project, code)


def _same_code(document: Document, numbers: Sequence[int]) -> Iterator[Finding]:
    """Several projects have the same code."""
    for number in numbers:
        other = numbers[0] if number != numbers[0] else numbers[1]
        yield _same(document.projects[number - 1], other, document.projects[other - 1])


def _same(project: Project, number: int, other: Project) -> Finding:
    message = f"项目编码与第{number}个项目“{shortened(other.name)}”相同，一个编码只能用于一个项目。"
    facts, code = ("same", other.id), shortened(plain(project.code))
    return Finding(_RULE, Severity.ERROR, message, project.id, "", "code", code, facts=facts)


same_codes: Final = Sharing(lambda project: plain(project.code), _same_code)


def _well_formed(code: ProjectCode) -> bool:
    return code.text[:8].isdigit() and code.kind.isalpha()


def _is_checked(code: ProjectCode) -> bool:
    return (code.region[:2], code.kind) in settings().checked_codes


def _malformed(project: Project, text: str, severity: Severity) -> Finding:
    """`severity` is that of a text of which nothing shows that it was to be such a code."""
    if len(text) != _LENGTH:
        message = f"项目编码应为{_LENGTH}位，现有{len(text)}位。"
    else:
        strange = "、".join(sorted({character for character in text if character not in CODE_ALPHABET}))
        message = f"项目编码里有不会出现的字符“{shortened(strange)}”（字母一律大写，没有 I、O、S、V、Z）。"
    alike = settings().look_alikes
    repaired = ProjectCode.parse("".join(alike.get(c, c) for c in text.upper())) if len(text) <= _LONGEST else None
    sure = repaired is not None and _well_formed(repaired) and _is_checked(repaired) and repaired.checks
    cure = _cure(project, repaired.text) if sure and repaired is not None else None
    severity = Severity.ERROR if cure else severity
    return Finding(_RULE, severity, message, project.id, "", CODE, shortened(text), cure, facts=("malformed",))


def _year(project: Project, code: ProjectCode, year: str) -> Iterator[Finding]:
    """A warning only: carried-over projects keep the code of their first year in some places."""
    if year.isdigit() and len(year) == 4 and code.year != year:
        message = f"项目编码里的年度是{code.year}，预算年度是{year}，请核对。"
        yield Finding(
            _RULE, Severity.WARNING, message, project.id, field="code", evidence=code.text, facts=("year", year)
        )


def _wrong_check(project: Project, code: ProjectCode) -> Finding:
    message = "项目编码的校验码不对，很可能有一位录错了，请对照系统里的编码。"
    evidence = f"末位是 {code.text[-1]}，按前{_LENGTH - 1}位应为 {code.check_character}"
    repairs = set(_repairs(code))
    cure = _cure(project, repairs.pop()) if len(repairs) == 1 else None
    return Finding(
        _RULE, Severity.ERROR, message, project.id, field="code", evidence=evidence, cure=cure, facts=("check",)
    )


def _repairs(code: ProjectCode) -> Iterator[str]:
    """The valid codes that differ in one character that is easily confused.

    A change at any of the 21 places could make the code valid, so only likely mistakes count: a letter in place of a
    digit, because most places hold digits; at the last place, which holds either, also a digit in place of a letter.
    """
    for at, character in enumerate(code.text):
        for pair in settings().confusable:
            other = pair.replace(character, "")
            if len(other) == 1 and (other.isdigit() or at == _LENGTH - 1):
                one = ProjectCode(code.text[:at] + other + code.text[at + 1 :])
                if _well_formed(one) and _is_checked(one) and one.checks:
                    yield one.text


def _cure(project: Project, code: str) -> SetFields:
    return SetFields({(project.id, "code"): code}, "修正项目编码")
