"""Pinyin initials, by which a name is found without an input method: "pxrc" finds 培训人次.

A character with several readings is found by each of them (率: l and s). A word of initials becomes a pattern with a
class of characters for each letter, so that the names of 80,000 indicators are searched at the speed of `re`. pypinyin
is slow to import (about 0.15 s), so that is done when somebody first types Latin letters.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

_LETTERS: Final = re.compile("[a-z0-9]+")
# Signs that stand in a name and are not typed.
_SIGNS: Final = r"\W*"


def may_be_initials(word: str) -> bool:
    """Whether a word that somebody typed is lower-case letters and digits, with at least one letter."""
    return _LETTERS.fullmatch(word) is not None and not word.isdigit()


def position(word: str, text: str) -> int:
    """At which character of a text in small letters the initials `word` begin; -1 if they do not."""
    found = _pattern(word).search(text)
    return found.start() if found else -1


@lru_cache(maxsize=256)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(_SIGNS.join(_class(letter) for letter in word))


def _class(letter: str) -> str:
    """Every character that begins with this letter in one of its readings, and the letter itself."""
    return f"[{re.escape(letter)}{_characters().get(letter, '')}]"


@cache
def _characters() -> dict[str, str]:
    """The characters of each initial, by the readings of the Unihan data that pypinyin has."""
    from pypinyin.pinyin_dict import pinyin_dict

    found: dict[str, list[str]] = {}
    for code, readings in pinyin_dict.items():
        for initial in {unicodedata.normalize("NFD", one)[:1] for one in readings.split(",")}:
            found.setdefault(initial, []).append(chr(code))
    return {initial: "".join(characters) for initial, characters in found.items()}
