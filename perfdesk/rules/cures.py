"""Cures of one kind at once: what each would change, and which are sure enough to be done together.

A cure that is looked at alone may change money, because a person reads that one sum. Among many, it may do so only
where the evidence is complete: a sum of all its parts that gives the new amount. All others are held back.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.forms.loader import vocabulary_of
from perfdesk.model.document import Document
from perfdesk.model.edits import Edit, Remove, SetFields
from perfdesk.model.fields import Kind
from perfdesk.model.target import in_unit
from perfdesk.model.values import Amount
from perfdesk.rules.evidence import adds_up_to
from perfdesk.rules.finding import Finding

_REMOVED: Final = "删去"
_AMOUNT: Final = re.compile(r"(\d{1,20}(?:\.\d{1,8})?)(亿元|万元|元)?")
_LONGEST: Final = 2000


class CureShown(NamedTuple):
    """A cure and what it changes: the finding, the text now and the text it becomes."""

    finding: Finding
    cure: Edit
    before: str
    after: str


class Alike(NamedTuple):
    """The cures that may be done together, and how many were held back because they change money on evidence that is
    not complete."""

    cures: Sequence[CureShown]
    held_back: int


def case_of(finding: Finding) -> tuple[str, str]:
    """The rule and the case in it; findings of one case say the same of different places."""
    first = finding.facts[0] if finding.facts else ""
    return finding.rule, first if isinstance(first, str) else ""


def cures_alike(
    document: Document, findings: Iterable[Finding], like: Finding, *, one_case: bool = False, one_project: bool = False
) -> Alike:
    """The cures of the findings of one rule, or of one case of it, in the whole document or in one project. Of two that
    change the same place only the first."""
    found, held_back, places = [], 0, set[tuple[str, str]]()
    for finding in findings:
        if finding.rule != like.rule or finding.cure is None or finding.answer:
            continue
        if (one_case and case_of(finding) != case_of(like)) or (one_project and finding.project != like.project):
            continue
        shown = _shown(document, finding, finding.cure)
        place = (finding.node, finding.field)
        if place in places:
            continue
        places.add(place)
        if _is_sure(document, shown):
            found.append(shown)
        else:
            held_back += 1
    return Alike(found, held_back)


def _shown(document: Document, finding: Finding, cure: Edit) -> CureShown:
    if isinstance(cure, SetFields):
        before = "；".join(document.fields_of(node)[key] for node, key in cure.texts)
        return CureShown(finding, cure, before, "；".join(cure.texts.values()))
    if isinstance(cure, Remove):
        return CureShown(finding, cure, "；".join(_name(document, node) for node in cure.nodes), _REMOVED)
    return CureShown(finding, cure, "", cure.label(document))


def _name(document: Document, node: str) -> str:
    row, project = document.row(node), document.project(node)
    return row.name if row is not None else project.name if project is not None else ""


def _is_sure(document: Document, shown: CureShown) -> bool:
    """Whether a cure changes no money, or its sum is shown with all its parts and gives what is written."""
    before, after = _amounts(shown.before), _amounts(shown.after)
    if not _is_money(document, shown) or _are_same(before, after):
        return True
    amount = Amount.parse(shown.after)
    return amount is not None and adds_up_to(shown.finding.evidence) == amount.value


def _is_money(document: Document, shown: CureShown) -> bool:
    if not isinstance(shown.cure, SetFields):
        return False
    known = vocabulary_of(document)
    owners = ((document.owner_of(node), key) for node, key in shown.cure.texts)
    if any(owner is not None and known.kind(owner, key) is Kind.MONEY for owner, key in owners):
        return True
    return any(unit for _, unit in (*_amounts(shown.before), *_amounts(shown.after)))


def _amounts(text: str) -> list[tuple[Decimal, str]]:
    """The numbers of a text, each with its unit of money or ""."""
    return [(Decimal(number), unit) for number, unit in _AMOUNT.findall(text[:_LONGEST])]


def _are_same(before: Sequence[tuple[Decimal, str]], after: Sequence[tuple[Decimal, str]]) -> bool:
    return len(before) == len(after) and all(map(_is_same, before, after))


def _is_same(one: tuple[Decimal, str], other: tuple[Decimal, str]) -> bool:
    """30000元 and 3万元; the unit may be left out where the number stays."""
    if one[1] and other[1]:
        return in_unit(*one, "元") == in_unit(*other, "元")
    return one[0] == other[0]
