"""Numbers that a form prints and nobody types: a sum, a rate, a proposed score. They are computed from the texts as
entered, with decimal.Decimal, and stored nowhere."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Annotated, Final, Literal

from perfdesk.forms.limits import Limits
from perfdesk.model.document import Project, Row
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.values import Amount

_Key = Annotated[str, Limits(shortest=1, longest=60)]
# Of the rows of a kind: "indicator.weight" is every weight.
_COLUMN: Final[Mapping[str, Owner]] = {f"{owner}.": owner for owner in (Owner.INDICATOR, *RECORDS)}


@dataclass(frozen=True, kw_only=True)
class Computed:
    """`how` a number is made `of` fields: their sum; the rate of the first to the second, in per cent; the score of a
    weight (the first) for the rate of the second to the third, which never exceeds the weight.

    A key that begins with "indicator.", "tasks." … stands for that column of all rows of the kind, and may only be
    summed.
    """

    how: Literal["sum", "rate", "score"]
    of: Annotated[tuple[_Key, ...], Limits(shortest=1, longest=20)]

    def __post_init__(self) -> None:
        """ValueError if there are too few or too many fields."""
        wanted = {"rate": 2, "score": 3}.get(self.how)
        if wanted is not None and len(self.of) != wanted:
            raise ValueError(f"{self.how} 要由 {wanted} 个字段算出")

    @property
    def fields(self) -> Iterator[tuple[Owner, str]]:
        """Owner and key of the fields."""
        return map(_place, self.of)


def _place(name: str) -> tuple[Owner, str]:
    for prefix, owner in _COLUMN.items():
        if name.startswith(prefix):
            return owner, name.removeprefix(prefix)
    return Owner.PROJECT, name


def computed_text(one: Computed, *projects: Project) -> str:
    """The printed number of a project, or of all in whose table it stands; "" as long as a text that it needs is no
    number."""
    return _HOW[one.how]([_amounts(projects, *place) for place in one.fields])


def _amounts(projects: Sequence[Project], owner: Owner, key: str) -> list[Amount] | None:
    """The numbers of a field or a column, without the blanks; None if a text is no number."""
    texts = [node.fields[key] for project in projects for node in _nodes(project, owner)]
    read = [Amount.parse(text.strip().rstrip("%％分")) for text in texts if text.strip()]
    known = [amount for amount in read if amount is not None]
    return known if len(known) == len(read) else None


def _nodes(project: Project, owner: Owner) -> Sequence[Project | Row]:
    return (project,) if owner is Owner.PROJECT else project.rows_of(owner)


_Parts = Sequence[list[Amount] | None]


def _sum(parts: _Parts) -> str:
    """With as many decimals as the part that has most."""
    amounts = [amount for part in parts for amount in part or ()]
    if None in parts or not amounts:
        return ""
    with localcontext(prec=60):
        return f"{sum((amount.value for amount in amounts), Decimal(0)):f}"


def _numbers(parts: _Parts) -> list[Decimal] | None:
    """The one number of each field; None if one is missing."""
    return [part[0].value for part in parts if part] if all(parts) else None


def _rate(parts: _Parts) -> str:
    """In per cent with two decimals, as executed money is reported."""
    numbers = _numbers(parts)
    return "" if numbers is None or numbers[1] <= 0 else f"{_rounded(numbers[0] * 100 / numbers[1])}%"


def _score(parts: _Parts) -> str:
    numbers = _numbers(parts)
    if numbers is None or numbers[2] <= 0:
        return ""
    weight, done, whole = numbers
    return f"{_rounded(weight * max(Decimal(0), min(done / whole, Decimal(1))))}"


def _rounded(number: Decimal) -> str:
    with localcontext(prec=60):
        return f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


_HOW: Final[Mapping[str, Callable[[_Parts], str]]] = {"sum": _sum, "rate": _rate, "score": _score}
