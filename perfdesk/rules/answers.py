"""Answers to findings: 不适用 or 已核实, with a reason.

An answer is a field of the node that the finding is about. So it is saved, undone, compared and merged like any other
text. An answer holds only as long as the text that was answered stays the same.

The answered case is identified by rule, place and facts. The sentence does not identify it, because a newer program may
word the sentence differently.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from perfdesk.model.carried import LAST_YEAR
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import ANSWER, Fields
from perfdesk.rules.finding import Finding
from perfdesk.rules.nodes import nodes_of
from perfdesk.rules.reading import SIGNS

WORDS: Final = ("不适用", "已核实")
_SIGN: Final = re.compile(f" (?=[{SIGNS}])")
# The labels of the two forms that there were then, and what their fields were called in sentences.
_TITLES_THEN: Final = tuple(
    (re.compile(label), title)
    for label, title in (
        ("预算规模及资金用途", "资金用途"),
        (r"资金支出计划 (\d+月底)", r"\1支出计划"),
        ("年度资金总额", "预算数"),
        ("财政拨款", "财政资金"),
        ("年度总体目标", "绩效目标"),
    )
)
# The most answers that are kept at one place. The cases of older answers are mostly gone.
_MOST: Final = 20


def answer(document: Document, finding: Finding, word: str, reason: str) -> SetFields:
    """The edit that answers a finding; `word` is one of WORDS."""
    fields = document.fields_of(finding.node or document.id)
    left = _others(finding, fields)
    given = [f"{word}：{' '.join(reason.split())}", _seen(fields, finding)]
    return _edit(document, finding, [*left[-2 * (_MOST - 1) :], *given], f"审核答复：{word}")


def withdraw(document: Document, finding: Finding) -> SetFields:
    """The edit that takes an answer back."""
    left = _others(finding, document.fields_of(finding.node or document.id))
    return _edit(document, finding, left, "取消审核答复")


def is_of_last_year(finding: Finding) -> bool:
    """Whether the answer came with last year's document and nobody has repeated it since."""
    return finding.answer.startswith(LAST_YEAR)


def repeated(document: Document, finding: Finding) -> SetFields:
    """The edit by which a clerk says last year's answer again."""
    word, _, reason = finding.answer.removeprefix(LAST_YEAR).partition("：")
    return answer(document, finding, word, reason)


def answered(finding: Finding, fields: Fields) -> Finding:
    """Returns the finding with its answer, if the node has an answer for exactly this case."""
    told = _told(finding, fields)
    if not told:
        return finding
    seen = (_seen(fields, finding), *_seen_by_sentence(fields, finding))
    text = next((told[one] for one in seen if one in told), "")
    return replace(finding, answer=text) if text else finding


def _edit(document: Document, finding: Finding, lines: list[str], label: str) -> SetFields:
    return SetFields({(finding.node or document.id, _key(finding)): "\n".join(lines)}, label)


def _told(finding: Finding, fields: Fields) -> dict[str, str]:
    """The answers at the place of a finding, by the digest of the case. The field holds two lines for each: the
    answer, then the digest."""
    lines = fields[_key(finding)].split("\n")
    return dict(zip(lines[1::2], lines[::2], strict=False))


def _others(finding: Finding, fields: Fields) -> list[str]:
    """The lines of answers to other cases of the same rule at the same place, for example to another missing class."""
    own = (_seen(fields, finding), *_seen_by_sentence(fields, finding))
    return [line for seen, text in _told(finding, fields).items() if seen not in own for line in (text, seen)]


def with_answers(project: Project, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """A project's findings with their answers."""
    found = tuple(findings)
    if not found or not nodes_of(project).has_beside:
        return found
    nodes: Mapping[str, Fields] = {project.id: project.fields, **{row.id: row.fields for row in project.rows}}
    if not any(key.startswith(ANSWER) for fields in nodes.values() for key in fields):
        return found
    return tuple(answered(finding, nodes[finding.node]) if finding.node in nodes else finding for finding in found)


def _key(finding: Finding) -> str:
    return f"{ANSWER}{finding.rule}.{finding.field}"


def _seen(fields: Fields, finding: Finding) -> str:
    """The digest of the case that was answered: the text of the field and the facts of the finding. Numbers count by
    value: 1.8 and 1.80 are the same."""
    facts = [one if isinstance(one, str) else f"{one.normalize():f}" for one in finding.facts]
    return "=" + _digest(json.dumps([_text(fields, finding), *facts], ensure_ascii=False))


def _seen_by_sentence(fields: Fields, finding: Finding) -> tuple[str, ...]:
    """The digests that older versions wrote: of the text, the sentence and the evidence. They are accepted as long as
    the sentence has not been reworded. The evidence had "=" before every target then: 满意度 = ≥90%."""
    shown = (finding.evidence, _SIGN.sub(" = ", finding.evidence, count=1))
    said = dict.fromkeys((finding.message, _formerly(finding.message)))
    return tuple(_digest("\n".join((_text(fields, finding), each, one))) for each in said for one in shown)


def _formerly(sentence: str) -> str:
    """The sentence with the names that older versions had for what the forms print under another label."""
    for label, title in _TITLES_THEN:
        sentence = label.sub(title, sentence)
    return sentence


def _text(fields: Fields, finding: Finding) -> str:
    return fields[finding.field] if finding.field else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
