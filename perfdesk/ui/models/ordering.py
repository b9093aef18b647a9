"""In which order texts stand in a sorted list."""

import re
from collections.abc import Hashable, Mapping
from typing import Any, Final, TypeVar

from perfdesk.model.fields import Kind
from perfdesk.model.values import Amount, normal

# The whole part of a number; what follows the point is in order as it stands.
_WHOLE: Final = re.compile(r"(?<![\d.])\d+")
# More digits than any number here has.
_DIGITS: Final = 24
# What is a number and nothing else.
AMOUNTS: Final = frozenset({Kind.MONEY, Kind.NUMBER, Kind.PERCENT})
_Row = TypeVar("_Row", bound=Hashable)


def natural(text: str) -> str:
    """A text whose order is that of the numbers in it: 第2行 before 第10行."""
    return _WHOLE.sub(_padded, text)


def _padded(number: re.Match[str]) -> str:
    return number[0].zfill(_DIGITS)


def ordered(texts: Mapping[_Row, str], kind: Kind, *, falling: bool) -> list[_Row]:
    """The rows by their texts; equal ones stay as they stand, blank ones are last in either direction, as in Excel.

    What the order goes by is worked out once for each text: 80,000 rows have few.
    """
    rank = _by_size if kind in AMOUNTS else natural
    ranks = {text: rank(text) for text in set(texts.values())}
    filled = {row: ranks[text] for row, text in texts.items() if text}
    return [*sorted(filled, key=filled.__getitem__, reverse=falling), *(row for row in texts if row not in filled)]


def _by_size(text: str) -> tuple[Any, ...]:
    """Numbers before what is none."""
    amount = Amount.parse(normal(text).removesuffix("%"))
    return (0, amount.value) if amount is not None else (1, natural(text))
