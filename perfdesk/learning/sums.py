"""Sums in a source: whoever reads a cell as a total or as one of its parts is wrong where the numbers do not add up, or
the source is. Either has to be looked at."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.grid_totals import wrong_totals
from perfdesk.learning.matrix import Spot
from perfdesk.learning.money import funds_key
from perfdesk.learning.repeated import FoundBand
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.keys import SCORE, WEIGHT
from perfdesk.model.values import Amount

# Sources that make up the whole, as annexes print them side by side: those of a budget, those of a transfer.
_WHOLES: Final = (("fiscal", "other", "carry", "unit", "own"), ("central", "local"))
# Money of the province may be part of the local money of a transfer or stand beside it, and so may other money.
_BESIDE: Final = {"central": ("province", "city", "county", "other")}
_MEASURES: Final = ("plan", "mid", "initial", "adjusted", "executed", "executed@july", "expected")
_TOTALS: Final = {"total_weight": WEIGHT, "total_score": SCORE}
# What the execution of the budget counts beside the indicators, whether or not a row says so.
_EXECUTION: Final = Decimal(10)

_Numbers = Mapping[tuple[Owner, str], tuple[Spot, Decimal]]


def wrong_sums(bands: Sequence[FoundBand], answers: Sequence[Answer]) -> dict[Spot, str]:
    """The cells with a sum that is not the sum of its parts, each with what to say."""
    inside = {row for band in bands if band.grid for row in range(band.body, band.end)}
    alone = (one for one in answers if one.spot.row not in inside)
    numbers = {(one.owner, one.key): (one.spot, amount) for one in alone if (amount := _amount(one)) is not None}
    return {**dict(_wrong_funds(numbers)), **dict(_wrong_columns(bands, answers)), **dict(wrong_totals(bands, answers))}


def _amount(one: Answer) -> Decimal | None:
    if one.role is not CellRole.VALUE or one.template:
        return None
    amount = Amount.parse(one.spot.text)
    return None if amount is None else amount.value


def _wrong_funds(numbers: _Numbers) -> Iterator[tuple[Spot, str]]:
    """Totals of money that are not the sum of the sources beside them. One part alone need not be the whole."""
    for measure in _MEASURES:
        total = numbers.get((Owner.PROJECT, funds_key("total", measure)))
        for sources in _WHOLES if total is not None else ():
            parts = _parts(numbers, sources, measure)
            beside = _parts(numbers, _BESIDE.get(sources[0], ()), measure)
            if total is not None and len(parts) > 1 and total[1] not in (sum(parts), sum(parts) + sum(beside)):
                yield total[0], f"各项资金相加是 {sum(parts)}"


def _parts(numbers: _Numbers, sources: Sequence[str], measure: str) -> list[Decimal]:
    keys = ((Owner.PROJECT, funds_key(source, measure)) for source in sources)
    return [numbers[key][1] for key in keys if key in numbers]


def _wrong_columns(bands: Sequence[FoundBand], answers: Sequence[Answer]) -> Iterator[tuple[Spot, str]]:
    """Totals below rows that are not the sum of their column."""
    for one in answers:
        amount = _amount(one)
        key = _TOTALS.get(one.key, one.key if one.owner in RECORDS else "")
        band = _band_over(bands, one, Owner.INDICATOR if one.key in _TOTALS else one.owner)
        if amount is None or not key or band is None:
            continue
        column = [other for other in answers if other.key == key and band.body <= other.spot.row < band.end]
        parts = [part for part in map(_amount, column) if part is not None]
        most = _EXECUTION if one.key in _TOTALS else Decimal(0)
        if len(parts) > 1 and not sum(parts) <= amount <= sum(parts) + most:
            yield one.spot, f"上面一列相加是 {sum(parts)}"


def _band_over(bands: Sequence[FoundBand], one: Answer, owner: Owner) -> FoundBand | None:
    return next((band for band in bands if band.owner is owner and band.end <= one.spot.row), None)
