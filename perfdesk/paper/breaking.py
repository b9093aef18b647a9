"""Where lines of Chinese text break, by counting: 宋体, 仿宋, 黑体 and 楷体 are 1 em wide, half-width characters ½ em.

The same rules are written into our Word files (kinsoku with these two sets, no spacing between scripts, no hanging
or compressed punctuation), so that a word processor breaks where we do. Where Word and LibreOffice differ, as Word:
an address that has a line to itself but is longer is cut anywhere (LibreOffice cuts behind "/"), and a number may
part behind its hyphen ("Keep text together", Microsoft's help on nonbreaking hyphens).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

# The sets that Word uses for Simplified Chinese when none are given, and signs of comparison: ≥ at the end of a line
# and its number at the start of the next one are not read together.
NOT_AT_START: Final = frozenset(
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
)
NOT_AT_END: Final = frozenset("$([{£¥·‘“〈《「『【〔〖〝﹗﹙﹛﹝＄（．［｛￡￥" + "≥≤≧≦＞＜±≈≠")

_IDEOGRAPHS: Final = re.compile("[一-鿿]+")
# Sums of decimal widths are not exact; what fits to the hair fits.
_HAIR: Final = 1e-6


@lru_cache(maxsize=65536)
def width(character: str) -> float:
    """In em. Ambiguous characters (≥ ≤ “ ” × …) are set in the Chinese font, which draws them full width."""
    if unicodedata.combining(character):
        return 0
    return 1 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def measure(text: str, spacing: float = 0) -> float:
    """The width of a line in em; `spacing` is added to each character."""
    return sum(map(width, text)) + len(text) * spacing


def broken(text: str, room: float, first: float | None = None, spacing: float = 0) -> Iterator[str]:
    """The lines of a text in a space `room` em wide; the first line has `first` em if that differs (an indent).

    Yields at least one line. A line feed ends a line; an empty paragraph is an empty line.
    """
    for paragraph in text.split("\n"):
        yield from _paragraph(paragraph, room, room if first is None else first, spacing)


def stretched(line: str) -> list[int]:
    """The places in a line that give way when it is set to both edges, as Word does it: behind each of these characters
    room is added. Words of Latin letters and digits stay as they are."""
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
    """Where the line must end at the latest; spaces at the end may hang. At least one character fits."""
    # No character is wider than 1, so that many fit in any case.
    at = min(start + int(room / (1 + max(0.0, spacing))), len(text))
    used = measure(text[start:at], spacing)
    while at < len(text):
        used += width(text[at]) + spacing
        if used > room + _HAIR and text[at] != " ":
            break
        at += 1
    return max(at, start + 1)


def _allowed(text: str, start: int, end: int) -> int:
    """The last place up to `end` where a break is allowed; `end` itself where the line has none."""
    return next((at for at in range(end, start, -1) if _may_break(text, at)), end)


def _may_break(text: str, at: int) -> bool:
    left, right = text[at - 1], text[at]
    if right in NOT_AT_START or left in NOT_AT_END or right == " ":
        return False
    if left == " ":
        return True
    return not (_sticks(left) and _sticks(right)) or _behind_hyphen(text, at)


def _behind_hyphen(text: str, at: int) -> bool:
    """Between the halves of 2024-2026 or A-1; a sign (-5) holds to its number."""
    if text[at - 1] != "-" or at < 2:
        return False
    before, behind = text[at - 2], text[at]
    return before.isascii() and before.isalnum() and behind.isalnum()


def _sticks(character: str) -> bool:
    """Latin letters, digits and what stands between them hold together as a word."""
    return width(character) == 0.5
