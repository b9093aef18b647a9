"""In which order texts stand in a sorted list."""

import re
from typing import Final

from perfdesk.model.fields import Kind

# The whole part of a number; what follows the point is in order as it stands.
_WHOLE: Final = re.compile(r"(?<![\d.])\d+")
# More digits than any number here has.
_DIGITS: Final = 24
_AMOUNTS: Final = frozenset({Kind.MONEY, Kind.PERCENT})


def natural(text: str) -> str:
    """A text whose order is that of the numbers in it: 第2行 before 第10行."""
    return _WHOLE.sub(_padded, text)


def _padded(number: re.Match[str]) -> str:
    return number[0].zfill(_DIGITS)
