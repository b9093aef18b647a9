"""What a screen reader says of a cell: the field, its value, what a number of money is in, how many findings it has."""

from collections.abc import Sequence

from perfdesk.forms.definition import Form
from perfdesk.forms.money_units import unit_of
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.values import number_of
from perfdesk.rules.finding import Finding


def spoken_field(form: Form, document: Document, owner: Owner, key: str, text: str) -> str:
    """ "预算数 1.80 万元"; a blank is said to be one."""
    words = [printed_title(form, key, owner), text.strip() or "空"]
    if form.vocabulary.kind(owner, key) is Kind.MONEY and number_of(text.strip()) is not None:
        words.append(unit_of(document, form))
    return " ".join(words)


def with_findings(said: str, findings: Sequence[Finding]) -> str:
    """The same, and how many findings there are; what they say is the cell's description."""
    return f"{said}，有 {len(findings)} 条意见" if findings else said
