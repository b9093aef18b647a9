"""What an annex has otherwise than the known form that it is a variant of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfdesk.forms.loader import forms
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.model.fields import Owner


@dataclass(frozen=True, slots=True)
class FormDifference:
    """The title of the known form; what of the annex it has not, and what of the annex is in doubt; the titles of its
    fields that the annex has not."""

    title: str
    asked: tuple[Answer, ...]
    missing: tuple[str, ...]


def difference(name: str, tables: Sequence[ProposedTable]) -> FormDifference:
    """Between the tables of an annex and the known form of this name."""
    form = forms()[name]
    known = frozenset(form.table.printed)
    met = {(one.owner, one.key) for table in tables for one in table.answers
           if one.role in (CellRole.VALUE, CellRole.HEADER)}  # fmt: skip
    missing = (form.vocabulary.title(owner, key) for owner, key in form.table.printed if (owner, key) not in met)
    return FormDifference(
        form.title, tuple(one for table in tables for one in _asked(table, known)), tuple(dict.fromkeys(missing))
    )


def _asked(table: ProposedTable, known: frozenset[tuple[Owner, str]]) -> Iterator[Answer]:
    """The cells that say something the form does not. Below a header only the header is asked about."""
    below = {one.spot for band in table.bands for one in table.answers if band.body <= one.spot.row < band.end}
    for one in table.answers:
        is_field = bool(one.key) and one.role in (CellRole.VALUE, CellRole.HEADER)
        same = (one.owner, one.key) in known
        if not same and (one.flag or (is_field and one.spot not in below)):
            yield one
