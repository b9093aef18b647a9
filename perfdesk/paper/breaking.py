"""Where lines of Chinese text break, by counting: 宋体, 仿宋, 黑体 and 楷体 are 1 em wide, half-width characters ½ em.

The same rules are written into our Word files (kinsoku with these two sets, no spacing between scripts, no hanging
or compressed punctuation), so that a word processor breaks where we do.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

# The sets that Word uses for Simplified Chinese when none are given; our files state them all the same.
NOT_AT_START: Final = frozenset(
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
)
NOT_AT_END: Final = frozenset("$([{£¥·‘“〈《「『【〔〖〝﹗﹙﹛﹝＄（．［｛￡￥")

_IDEOGRAPHS: Final = re.compile("[一-鿿]+")
# Sums of decimal widths are not exact; what fits to the hair fits.
_HAIR: Final = 1e-6


@lru_cache(maxsize=65536)
def width(character: str) -> float:
    """In em. Ambiguous characters (≥ ≤ “ ” × …) are set in the Chinese font, which draws them full width."""
    if " " <= character <= "~":
        return 0.5
    if unicodedata.combining(character):
        return 0
    return 1 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def measure(text: str) -> float:
    """The width of a line in em."""
    if text.isascii():
        return len(text) / 2
    return sum(map(width, text))


def broken(text: str, room: float, first: float | None = None) -> Iterator[str]:
    """The lines of a text in a space `room` em wide; the first line has `first` em if that differs (an indent).

    Yields at least one line. A line feed ends a line; an empty paragraph is an empty line.
    """
    for paragraph in text.split("\n"):
        yield from _paragraph(paragraph, room, room if first is None else first)


@lru_cache(maxsize=8192)
def line_count(text: str, room: float) -> int:
    """How many lines `broken` makes of a text."""
    if room >= 1 and _IDEOGRAPHS.fullmatch(text):  # all of one width, and a line may end anywhere
        return -(-len(text) // int(room + _HAIR))
    return sum([len(_ends(paragraph, room, room)) for paragraph in text.split("\n")])


def _paragraph(text: str, room: float, first: float) -> Iterator[str]:
    if measure(text) <= first:
        yield text
        return
    start = 0
    for end in _ends(text, room, first):
        yield text[start:end].rstrip(" ")
        start = end


def _ends(text: str, room: float, first: float) -> list[int]:
    """Where each line of a paragraph ends; an empty paragraph has one line."""
    if measure(text) <= first:
        return [len(text)]
    ends: list[int] = []
    end, space = 0, first
    while end < len(text):
        start, end = end, _fitting(text, end, space)
        if end < len(text) and not _may_break(text[end - 1], text[end]):
            end = _allowed(text, start, end)
        ends.append(end)
        space = room
    return ends


def _fitting(text: str, start: int, room: float) -> int:
    """Where the line must end at the latest; spaces at the end may hang. At least one character fits."""
    # No character is wider than 1, so that many fit in any case.
    at = min(start + int(room), len(text))
    used = sum(map(width, text[start:at]))
    while at < len(text):
        used += width(text[at])
        if used > room + _HAIR and text[at] != " ":
            break
        at += 1
    return max(at, start + 1)


def _allowed(text: str, start: int, end: int) -> int:
    """The last place up to `end` where a break is allowed; `end` itself where the line has none."""
    at = end
    while at > start + 1 and not _may_break(text[at - 1], text[at]):
        at -= 1
    return at if _may_break(text[at - 1], text[at]) else end


def _may_break(left: str, right: str) -> bool:
    if right in NOT_AT_START or left in NOT_AT_END or right == " ":
        return False
    if left == " ":
        return True
    return not (_sticks(left) and _sticks(right))


def _sticks(character: str) -> bool:
    """Latin letters, digits and what stands between them hold together as a word."""
    return width(character) == 0.5
