"""Answers to findings: 不适用 or 已核实, with a reason. They are fields of the node that the finding is about, so that
saving, undoing, comparing and merging keep them like any other text; one is void as soon as what it answered changes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import ANSWER, Fields
from perfdesk.rules.finding import Finding

WORDS: Final = ("不适用", "已核实")


def answer(document: Document, finding: Finding, word: str, reason: str) -> SetFields:
    """The edit that answers a finding; `word` is one of WORDS."""
    node = finding.node or document.id
    text = f"{word}：{' '.join(reason.split())}\n{_seen(document.fields_of(node), finding)}"
    return SetFields({(node, _key(finding)): text}, f"审核答复：{word}")


def withdraw(document: Document, finding: Finding) -> SetFields:
    """The edit that takes an answer back."""
    return SetFields({(finding.node or document.id, _key(finding)): ""}, "取消审核答复")


def answered(finding: Finding, fields: Fields) -> Finding:
    """The finding with its answer, if the node's fields hold one for just what it saw."""
    text, _, seen = fields[_key(finding)].rpartition("\n")
    return replace(finding, answer=text) if text and seen == _seen(fields, finding) else finding


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
    """What tells that the same is found of the same text."""
    text = "\n".join((fields[finding.field] if finding.field else "", finding.message, finding.evidence))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
