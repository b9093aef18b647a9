"""Amounts and percents as the document prints them: 120 becomes 120.00 beside 12.00, 40 becomes 40% beside 25%.

Digits are only added: nothing is rounded, and what is no plain number stays as it was entered.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final

from perfdesk.model.document import Document, Node
from perfdesk.model.fields import RECORDS, Kind, Owner
from perfdesk.model.values import Amount, normal, parse_percent
from perfdesk.model.vocabulary import Vocabulary

# What most other amounts have decides; so many are enough to see it, and cost nothing in a book of 1,000 projects.
_ENOUGH: Final = 60
_DECIMALS: Final = 2
_Place = tuple[str, str]


def shaped(document: Document, vocabulary: Vocabulary, texts: Mapping[_Place, str]) -> dict[_Place, str]:
    """Those of the entered texts, by (node, key), that print in another shape."""
    new = {place: _shape(document, vocabulary, place, text) for place, text in texts.items()}
    return {place: text for place, text in new.items() if text != texts[place]}


def _shape(document: Document, vocabulary: Vocabulary, place: _Place, text: str) -> str:
    owner = document.owner_of(place[0])
    kind = vocabulary.kind(owner, place[1]) if owner else Kind.TEXT
    if kind not in (Kind.MONEY, Kind.PERCENT):
        return text
    known = {Owner.PROJECT: vocabulary.usual, **{one: tuple(vocabulary.of(one)) for one in RECORDS}}
    keys = {one: [f.key for f in fields if f.owner is one and f.kind is kind] for one, fields in known.items()}
    others = _others(document, place, keys)
    return _amount(text, others) if kind is Kind.MONEY else _percent(text, others)


def _amount(text: str, others: Iterable[str]) -> str:
    amount = Amount.parse(text)
    if amount is None:
        return text
    amounts = filter(None, map(Amount.parse, others))
    counts = Counter(one.decimals for one in islice(amounts, _ENOUGH))
    usual = max(counts, key=lambda decimals: (counts[decimals], decimals), default=_DECIMALS)
    missing = usual - amount.decimals
    if missing <= 0:
        return text
    return normal(text) + ("" if amount.decimals else ".") + "0" * missing


def _percent(text: str, others: Iterable[str]) -> str:
    """A bare 0 is printed as 0: nothing is spent by then."""
    bare = normal(text)
    if not parse_percent(text) or bare.endswith("%"):
        return text
    percents = [one for one in islice(others, _ENOUGH) if parse_percent(one)]
    marked = sum(normal(one).endswith("%") for one in percents)
    return f"{bare}%" if 2 * marked >= len(percents) else text


def _others(document: Document, place: _Place, keys: Mapping[Owner, Sequence[str]]) -> Iterator[str]:
    """Texts of the same kind of projects and records: those of the same project first."""
    own = document.project(place[0])
    projects = chain([own] if own else [], islice(document.projects, _ENOUGH))
    seen: set[str] = set()
    for project in projects:
        if project.id not in seen:
            seen.add(project.id)
            nodes: list[tuple[Owner, Node]] = [(Owner.PROJECT, project)]
            nodes += [(record.owner, record) for record in project.records]
            texts = (node.fields[key] for owner, node in nodes for key in keys[owner] if (node.id, key) != place)
            yield from filter(None, texts)
