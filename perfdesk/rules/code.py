"""项目编码: length, alphabet, year, check character, and a foreign character repaired by it."""

from collections.abc import Iterator, Sequence
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.values import CODE_ALPHABET, ProjectCode, normal
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.settings import settings

_RULE: Final = "project-code"


def project_code(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A blank code is missing-required's business."""
    text = normal(project.code)
    if not text:
        return
    code = ProjectCode.parse(text)
    if code is None:
        yield _malformed(project, text)
    elif not (code.region.isdigit() and code.text[6:8].isdigit() and code.kind.isalpha()):
        message = "项目编码前6位应是行政区划代码，接着2位年度数字和1位类别字母。"
        yield Finding(_RULE, Severity.ERROR, message, project.id, field="code", evidence=text)
    else:
        yield from _year(project, code, document.fields["fiscal_year"])
        if (code.region[:2], code.kind) in settings().checked_codes and not code.checks:
            yield _wrong_check(project, code)


def _malformed(project: Project, text: str) -> Finding:
    strange = sorted({character for character in text if character not in CODE_ALPHABET})
    if len(text) != 21:
        message = f"项目编码应为21位，现有{len(text)}位。"
    else:
        message = f"项目编码里有不会出现的字符“{'、'.join(strange)}”（字母没有 I、O、S、V、Z，一律大写）。"
    repaired = "".join(settings().look_alikes.get(c, c) for c in text.upper())
    candidate = ProjectCode.parse(repaired)
    checked = candidate is not None and (candidate.region[:2], candidate.kind) in settings().checked_codes
    cure = _cure(project, repaired) if checked and candidate is not None and candidate.checks else None
    return Finding(_RULE, Severity.ERROR, message, project.id, field="code", evidence=text, cure=cure)


def _year(project: Project, code: ProjectCode, year: str) -> Iterator[Finding]:
    """A warning only: carried-over projects keep the code of their first year in some places."""
    if year.isdigit() and len(year) == 4 and code.year != year:
        message = f"项目编码里的年度是{code.year}，预算年度是{year}，请核对。"
        yield Finding(_RULE, Severity.WARNING, message, project.id, field="code", evidence=code.text)


def _wrong_check(project: Project, code: ProjectCode) -> Finding:
    """No cure: some other character at any of the 21 places would make it pass, so which one is wrong is unknown."""
    message = "项目编码的校验码不对，很可能有一位录错了，请对照系统里的编码。"
    evidence = f"末位是 {code.text[20]}，按前20位应为 {code.check_character}"
    return Finding(_RULE, Severity.ERROR, message, project.id, field="code", evidence=evidence)


def _cure(project: Project, code: str) -> SetFields:
    return SetFields({(project.id, "code"): code}, "修正项目编码")


def same_code(project: Project, others: Sequence[int]) -> Finding:
    """`others` are the numbers of the projects with the same code."""
    message = f"项目编码与第{'、'.join(map(str, others))}个项目相同，一个编码只能用于一个项目。"
    return Finding(_RULE, Severity.ERROR, message, project.id, field="code", evidence=normal(project.code))
