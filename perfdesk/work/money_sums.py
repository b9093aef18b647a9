"""Whether the sources of a project's money add up to its total, as far as anybody can tell without its form's rules."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.model.document import Project
from perfdesk.model.fields import OWN, Kind
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount
from perfdesk.model.vocabulary import plan_keys, vocabulary, vocabulary_file

_TOTAL: Final = "total"
_PLAN: Final = "plan"


class _Sum(NamedTuple):
    """A total; what the usual sources give together, and what all do; and whether there are amounts in columns that
    only the form has, which may be sources too (企业自有资金)."""

    total: Decimal
    usual: Decimal
    whole: Decimal
    beside: bool

    @property
    def agrees(self) -> bool:
        """Whether either is the total. Sources may contain each other: 财政资金 those of its budgets."""
        return self.total in (self.usual, self.whole)

    @property
    def differs(self) -> bool:
        """Whether there are no other sources that could be the rest."""
        return self.usual == self.whole and not self.beside and not self.agrees


def money_words(projects: Sequence[Project], unit: str) -> str:
    """In words, with the unit of the amounts; "" where there is nothing to add, or nobody can tell."""
    met = False
    for one in projects:
        for found in _sums(one):
            met = met or found.agrees
            if found.differs:
                name = f"“{shortened(one.name)}”的" if one.name else ""
                return f"{name}资金合计不符（{found.usual:f} ≠ {found.total:f} {unit}）"
    return "资金合计相符" if met else ""


def _sums(project: Project) -> Iterator[_Sum]:
    """Of each measure with a total and a source."""
    sources = [one["key"] for one in vocabulary_file()["funds"]["sources"]]
    usual = set(vocabulary().parts[plan_keys()[_TOTAL]])
    own = (Amount.parse(text) for key, text in project.fields.items() if key.startswith(OWN))
    beside = any(amount is not None and amount.value > 0 for amount in own)
    for measure in vocabulary_file()["funds"]["measures"]:
        if measure["kind"] != Kind.MONEY:
            continue
        amounts = {source: amount.value for source in sources if (amount := _amount(project, source, measure["key"]))}
        total = amounts.pop(_TOTAL, None)
        if total is not None and amounts:
            known = (value for source, value in amounts.items() if plan_keys()[source] in usual)
            yield _Sum(total, sum(known, Decimal(0)), sum(amounts.values(), Decimal(0)), beside)


def _amount(project: Project, source: str, measure: str) -> Amount | None:
    key = plan_keys()[source] if measure == _PLAN else f"funds.{source}.{measure}"
    return Amount.parse(project.fields[key])
