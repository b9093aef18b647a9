"""Pinyin initials, by which a name is found without an input method: "pxrc" finds 培训人次.

A character with several readings is found by each of them (率: l and s). pypinyin is slow to import (about 0.15 s), so
that is done when somebody first types Latin letters.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

_LETTERS: Final = re.compile("[a-z0-9]+")


@cache
def _initials_of(character: str) -> frozenset[str]:
    """The initials of one character in lower case; a letter or digit is its own initial; a sign has none."""
    from pypinyin import Style, pinyin

    if character.isascii():
        return frozenset(character.lower()) if character.isalnum() else frozenset()
    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return frozenset(reading[:1] for reading in readings[0]) if readings else frozenset()


@lru_cache(maxsize=50_000)
def initials(text: str) -> tuple[frozenset[str], ...]:
    """The initials of each character of a text that has some."""
    return tuple(filter(None, map(_initials_of, text)))


def may_be_initials(word: str) -> bool:
    """Whether a word that somebody typed is lower-case letters and digits, with at least one letter."""
    return _LETTERS.fullmatch(word) is not None and not word.isdigit()


def position(word: str, text: str) -> int:
    """At which character the initials `word` begin in `text`; -1 if they do not."""
    have = initials(text)
    starts = range(len(have) - len(word) + 1)
    return next((at for at in starts if _begins(word, have[at:])), -1)


def _begins(word: str, have: Sequence[frozenset[str]]) -> bool:
    return all(letter in readings for letter, readings in zip(word, have, strict=False))
