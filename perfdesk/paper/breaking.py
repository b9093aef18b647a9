"""Where lines of Chinese text break, by counting: in 宋体, 仿宋, 黑体 and 楷体 a Chinese character is 1 em wide and a
half-width one ½ em.

Our Word files contain the same rules (kinsoku with these two sets, no spacing between scripts, no hanging or compressed
punctuation), so that a word processor breaks lines at the same places. Where Word and LibreOffice differ, this follows
Word: an address that is longer than a line is cut anywhere (LibreOffice cuts behind "/"), and a number may break behind
its hyphen ("Keep text together", Microsoft's help on nonbreaking hyphens).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

# The default sets of Word for Simplified Chinese, and signs of comparison: ≥ at the end of a line would be separated
# from its number.
NOT_AT_START: Final = frozenset(
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
)
NOT_AT_END: Final = frozenset("$([{£¥·‘“〈《「『【〔〖〝﹗﹙﹛﹝＄（．［｛￡￥" + "≥≤≧≦＞＜±≈≠")

_IDEOGRAPHS: Final = re.compile("[一-鿿]+")
# Sums of decimal widths are not exact, so a text may be wider than its space by this much.
_HAIR: Final = 1e-6


@lru_cache(maxsize=65536)
def width(character: str) -> float:
    """The width of a character in em. Ambiguous characters (≥ ≤ “ ” × …) are set in the Chinese font, which
    makes them full width."""
    if unicodedata.combining(character):
        return 0
    return 1 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def measure(text: str, spacing: float = 0) -> float:
    """The width of a line in em; `spacing` is added to each character."""
    return sum(map(width, text)) + len(text) * spacing


def broken(text: str, room: float, first: float | None = None, spacing: float = 0) -> Iterator[str]:
    """The lines of a text in a space that is `room` em wide. The first line has `first` em, if it is indented.

    Yields at least one line. A line feed ends a line, and an empty paragraph is an empty line.
    """
    for paragraph in text.split("\n"):
        yield from _paragraph(paragraph, room, room if first is None else first, spacing)


def stretched(line: str) -> list[int]:
    """The places in a line behind which room is added when the line is set to both edges, as in Word. Words of Latin
    letters and digits are not stretched."""
    pairs = enumerate(pairwise(line))
    return [at for at, (left, right) in pairs if left == " " or not (_sticks(left) and _sticks(right))]


@lru_cache(maxsize=8192)
def line_count(text: str, room: float) -> int:
    """How many lines `broken` makes of a text."""
    if room >= 1 and _IDEOGRAPHS.fullmatch(text):  # all of one width, and a line may end anywhere
        return -(-len(text) // int(room + _HAIR))
    return sum([len(_ends(paragraph, room, room)) for paragraph in text.split("\n")])


def _paragraph(text: str, room: float, first: float, spacing: float) -> Iterator[str]:
    if measure(text, spacing) <= first:
        yield text
        return
    start = 0
    for end in _ends(text, room, first, spacing):
        yield text[start:end].rstrip(" ")
        start = end


def _ends(text: str, room: float, first: float, spacing: float = 0) -> list[int]:
    """Where each line of a paragraph ends; an empty paragraph has one line."""
    ends: list[int] = []
    end, space = 0, first
    while end < len(text):
        start, end = end, _fitting(text, end, space, spacing)
        if end < len(text):
            end = _allowed(text, start, end)
        ends.append(end)
        space = room
    return ends or [0]


def _fitting(text: str, start: int, room: float, spacing: float) -> int:
    """The last place where the line can end. Spaces at the end may be wider than the line. At least one character
    fits."""
    # No character is wider than 1 em, so this many always fit.
    at = min(start + int(room / (1 + max(0.0, spacing))), len(text))
    used = measure(text[start:at], spacing)
    while at < len(text):
        used += width(text[at]) + spacing
        if used > room + _HAIR and text[at] != " ":
            break
        at += 1
    return max(at, start + 1)


def _allowed(text: str, start: int, end: int) -> int:
    """The last place up to `end` where a break is allowed; `end` if the line has none."""
    return next((at for at in range(end, start, -1) if _may_break(text, at)), end)


def _may_break(text: str, at: int) -> bool:
    left, right = text[at - 1], text[at]
    if right in NOT_AT_START or left in NOT_AT_END or right == " ":
        return False
    if left == " ":
        return True
    return not (_sticks(left) and _sticks(right)) or _behind_hyphen(text, at)


def _behind_hyphen(text: str, at: int) -> bool:
    """A break is allowed behind the hyphen of 2024-2026 or A-1, but not behind a sign (-5)."""
    if text[at - 1] != "-" or at < 2:
        return False
    before, behind = text[at - 2], text[at]
    return before.isascii() and before.isalnum() and behind.isalnum()


def _sticks(character: str) -> bool:
    """Whether no break is allowed, because Latin letters, digits and signs between them form a word."""
    return width(character) == 0.5
