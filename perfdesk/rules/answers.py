"""Answers to findings: 不适用 or 已核实, with a reason. They are fields of the node that the finding is about, so that
saving, undoing, comparing and merging keep them like any other text; one is void as soon as what it answered changes.

What it answered is told by rule, place and facts, not by the sentence, which a newer program may word differently.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import ANSWER, Fields
from perfdesk.rules.finding import Finding

WORDS: Final = ("不适用", "已核实")
# So many answers are kept at one place; what older ones were given to is mostly gone.
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


def answered(finding: Finding, fields: Fields) -> Finding:
    """The finding with its answer, if the node's fields hold one for just what it saw."""
    told = _told(finding, fields)
    if not told:
        return finding
    text = told.get(_seen(fields, finding)) or told.get(_seen_by_sentence(fields, finding))
    return replace(finding, answer=text) if text else finding


def _edit(document: Document, finding: Finding, lines: list[str], label: str) -> SetFields:
    return SetFields({(finding.node or document.id, _key(finding)): "\n".join(lines)}, label)


def _told(finding: Finding, fields: Fields) -> dict[str, str]:
    """The answers that a rule was given at a place, by what each was given to: a line each, and a line for that."""
    lines = fields[_key(finding)].split("\n")
    return dict(zip(lines[1::2], lines[::2], strict=False))


def _others(finding: Finding, fields: Fields) -> list[str]:
    """The lines of the answers to something else that the same rule finds at the same place: a class that is missing
    besides another one."""
    own = (_seen(fields, finding), _seen_by_sentence(fields, finding))
    return [line for seen, text in _told(finding, fields).items() if seen not in own for line in (text, seen)]


def with_answers(project: Project, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """A project's findings with their answers."""
    found = tuple(findings)
    if not found:
        return found
    nodes: Mapping[str, Fields] = {project.id: project.fields, **{row.id: row.fields for row in project.indicators}}
    if not any(key.startswith(ANSWER) for fields in nodes.values() for key in fields):
        return found
    return tuple(answered(finding, nodes[finding.node]) if finding.node in nodes else finding for finding in found)


def _key(finding: Finding) -> str:
    return f"{ANSWER}{finding.rule}.{finding.field}"


def _seen(fields: Fields, finding: Finding) -> str:
    """What tells that the same is found of the same text. 1.8 and 1.80 are one number."""
    facts = [one if isinstance(one, str) else f"{one.normalize():f}" for one in finding.facts]
    return "=" + _digest(json.dumps([_text(fields, finding), *facts], ensure_ascii=False))


def _seen_by_sentence(fields: Fields, finding: Finding) -> str:
    """What files hold that were answered when the sentence told; honoured as long as the sentence is worded so."""
    return _digest("\n".join((_text(fields, finding), finding.message, finding.evidence)))


def _text(fields: Fields, finding: Finding) -> str:
    return fields[finding.field] if finding.field else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
