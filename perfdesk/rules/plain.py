"""Texts as rules compare them: half-width and without white space, worked out once for all rules."""

import re
from collections.abc import Callable
from typing import Final

from perfdesk.model.values import normal

_WHOLE: Final = 6_000
# A longer text is asked for by few rules, and is not kept.
_KEPT: Final = 200
_MOST_REMEMBERED: Final = 10_000


class _Plain(dict[str, str]):
    """Remembers `normal` of texts. A lookup costs a fifth of a call, and the rules ask three million times for a
    large book."""

    def __missing__(self, text: str) -> str:
        made = normal(text[:_WHOLE])
        if len(text) < _KEPT:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[text] = made
        return made


plain: Final[Callable[[str], str]] = _Plain().__getitem__
"""`normal`, remembered: every rule asks it of the same names and values. Of a text that goes on and on, the beginning
tells enough."""

_LETTERS: Final = re.compile(r"[^\W_]+")


def letters(text: str) -> str:
    """The letters and digits of a text, for which str.isalnum is true, in a third of the time."""
    return text if text.isalnum() else "".join(_LETTERS.findall(text))
