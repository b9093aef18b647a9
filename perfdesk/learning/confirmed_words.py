"""confirmed_words(...): what a person's answers about one annex say of labels that other annexes may have too."""

from collections.abc import Iterable, Iterator
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.band_columns import slug
from perfdesk.learning.confirming import column_at
from perfdesk.learning.decisions import Decision, Said
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import full_label
from perfdesk.learning.money import funds_key, money_in
from perfdesk.learning.own_words import (
    CELLS,
    LABEL,
    LONGEST_LABEL,
    LONGEST_ORIGIN,
    MEASURES,
    NOTE,
    SOURCES,
    OwnWord,
    is_meaning,
    own_words,
)
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.surroundings import labels_of
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.vocabulary import plan_keys

_PLAN: Final = "plan"
_ROLES: Final = {CellRole.LABEL: LABEL, CellRole.NOTE: NOTE}
# Whose field, the words that name it, and its key.
_Named = tuple[str, str, str]


def confirmed_words(proposal: FormProposal, decisions: Iterable[Decision], origin: str) -> tuple[OwnWord, ...]:
    """The words, each once, without those that the program knows by itself. `proposal` has the `decisions` in it;
    `origin` is what the annex is called."""
    last = {(one.table, one.row, one.column): one for one in decisions if isinstance(one, Said)}
    found: dict[tuple[str, str], OwnWord] = {}
    for one in last.values():
        for of, text, key in _named(proposal.tables[one.table - 1], one):
            label = full_label(text)
            word = OwnWord(of, label, key, origin[:LONGEST_ORIGIN])
            if 0 < len(label) <= LONGEST_LABEL and is_meaning(of, key) and _is_news(word):
                found[word.slot] = word
    return tuple(found.values())


def _is_news(word: OwnWord) -> bool:
    """Whether the program does not know it by itself, or the user has said otherwise before."""
    if own_words().mine(word.of, word.label) is not None:
        return True
    known = lexicon.is_known(word.label) if word.of == CELLS else lexicon.shipped(word.of, word.label) == word.key
    return not known or word.key in ("", NOTE)


def _named(table: ProposedTable, said: Said) -> Iterator[_Named]:
    """What an answer says of labels; nothing where it does not hold any more."""
    spot = table.cells.at(said.row, said.column)
    one = next((found for found in table.answers if found.spot is spot), None)
    if spot is None or one is None:
        return
    found = column_at(table, spot)
    if found is not None:
        band, column = found
        if said.key is not None and not column.spot.blank:
            yield band.owner_of(column).value, column.under + column.spot.text, _unnumbered(column.key, column.title)
    elif one.role is CellRole.VALUE:
        yield from _of_value(table, one)
    elif one.role in _ROLES and said.role is one.role and not spot.blank:
        yield CELLS, spot.text, _ROLES[one.role]


def _of_value(table: ProposedTable, one: Answer) -> Iterator[_Named]:
    """The label of a value; of an amount in a table of sources and measures the one that the program did not know."""
    parts = _funds(one.key) if one.owner is Owner.PROJECT else None
    labels = labels_of(table, one)
    if parts is not None and len(labels) == 2:
        matrix = _in_matrix(parts, labels)
        if matrix is not None:
            yield matrix
            return
    label = _label(table, one, labels)
    if not label or lexicon.may_be_answer(plain(label)):
        return
    key = _unnumbered(one.key, one.title)
    if parts is not None and parts[1] == _PLAN:
        yield SOURCES, label, parts[0]
    elif not key.startswith(OWN) or key == OWN + slug(label):
        yield one.owner.value, label, key


def _label(table: ProposedTable, one: Answer, labels: list[str]) -> str:
    """The one label that says what a value is; "" where two do, as in a table of sources and measures, for there
    neither says it elsewhere."""
    if one.label and len(labels) == 2 and full_label(one.label) != full_label(labels[0]):
        return ""
    return one.label or (labels[0] if len(labels) == 1 and one.spot.columns < table.cells.columns else "")


def _funds(key: str) -> tuple[str, str] | None:
    """The source and the measure of an amount."""
    source = next((source for source in plan_keys() if funds_key(source, _PLAN) == key), None)
    if source is not None:
        return source, _PLAN
    parts = key.split(".")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == "funds" else None


def _in_matrix(parts: tuple[str, str], labels: list[str]) -> _Named | None:
    source, measure = parts
    for one, other in (labels, labels[::-1]):
        known, unknown = money_in(one), money_in(other)
        if known.measure == measure and not known.source and unknown.source in ("", source):
            return SOURCES, other, source
        if known.source == source and not known.measure and unknown.measure in ("", measure):
            return MEASURES, other, measure
    return None


def _unnumbered(key: str, title: str) -> str:
    """The key of a field of a form's own without what tells it from another one that is called alike."""
    return OWN + slug(title) if key.startswith(OWN) else key
