"""Whether the text at the top of a page is the rest of one that the end of the page before has broken off.

Only the lines of both pieces and their words tell. That a piece filled its line to the last place is asked for by
whoever calls; in narrow columns many do by chance, so it is never enough.
"""

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Final

# What a text cannot end with, and what none begins with.
_OPEN_END: Final = frozenset("，、：（《“‘〈【—-＋+/／")
_NO_BEGIN: Final = frozenset("，。、；：）》”’〉】%％!！?？…")
_STOPS: Final = frozenset("。！？；!?;")
_PROSE: Final = re.compile(r"[，。；：、]")
# Words of one letter that fill a cell by themselves.
_WHOLE_WORDS: Final = frozenset("无有是否优良中差高低对错同上等个人元项次户年月日")
# A value: a bound, a number and its unit.
_QUANTITY: Final = re.compile(r"[≥≤<>=＞＜＝≧≦]?\s*\d[\d.,，]*\s*\S{0,4}")
# A number that was wider than its cell: its decimals, or a digit behind a nought that begins no number.
_CUT_NUMBER: Final = re.compile(r"\d\.\n\d{1,2}|\d\.\d\n\d|\d\n0\d")
_LONGEST: Final = 8
# Names that end alike, such as those of classes, stand in rows of their own.
_ALIKE: Final = 2


def stand_alone(text: str, rest: str) -> bool:
    """Whether each of two texts is whole: both are amounts, or they end alike."""
    if _is_cut_number(text, rest):
        return False
    if _QUANTITY.fullmatch(text) and _QUANTITY.fullmatch(rest):
        return True
    return _common_end(text, rest) >= _ALIKE


def is_broken_off(text: str, rest: str) -> bool:
    """Whether the words tell that one text goes on in the other: it ends where none ends, or the other begins where
    none begins, or is one letter, or prose has its full stop only there."""
    if _is_cut_number(text, rest):
        return True
    if text[-1:] in _OPEN_END or rest[:1] in _NO_BEGIN:
        return True
    if len(rest) == 1:
        return len(text) > 1 and rest.isalpha() and not rest.isascii() and rest not in _WHOLE_WORDS
    return text[-1:] not in _STOPS and rest[-1:] in _STOPS and bool(_PROSE.search(text + rest[:-1]))


def _is_cut_number(text: str, rest: str) -> bool:
    return bool(_CUT_NUMBER.search(f"{text[-_LONGEST:]}\n{rest[:_LONGEST]}"))


def _common_end(one: str, other: str) -> int:
    pairs: Iterable[tuple[str, str]] = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
