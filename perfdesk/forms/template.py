"""Short printed texts with fields in them, "{number}.{name}绩效目标表": filled for print, read back from a source."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Final

from perfdesk.model.values import normal
from perfdesk.model.vocabulary import vocabulary

_SLOT = re.compile(r"\{([\w.]*)\}")
_FEW_SLOTS = 2
# The running number of a project, which is no field.
NUMBER: Final = "number"
_NUMBER = {NUMBER: r"\d*"}
_OPEN_DATE = re.compile(r"\s*年\s*月\s*日\s*")


def is_open_date(text: str) -> bool:
    """Whether a text is 年 月 日 with room between: paper on which nobody has entered a date."""
    return _OPEN_DATE.fullmatch(text) is not None


class Template:
    """A text with `{key}` slots. Reading back ignores white space and the width of brackets and punctuation."""

    def __init__(self, text: str) -> None:
        """`text` may hold any number of slots."""
        self.text = text
        self.keys: tuple[str, ...] = tuple(_SLOT.findall(text))

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The literals and the key behind each; the last has none."""
        parts = [*_SLOT.split(self.text), ""]
        return list(zip(parts[::2], parts[1::2], strict=True))

    def fill(self, texts: Mapping[str, str]) -> str:
        """The printed text; an absent key prints as nothing."""
        return _SLOT.sub(lambda slot: texts.get(slot[1], ""), self.text)

    def read(self, printed: str) -> dict[str, str] | None:
        """What stands in the slots of a printed text, trimmed; None if the rest does not match."""
        match = self._pattern.fullmatch(printed)
        if match is None:
            return None
        texts = (text.strip() for text in match.groups())
        return {key: "" if is_open_date(text) else text for key, text in zip(self.keys, texts, strict=True)}

    def spans(self, printed: str) -> list[tuple[str, int, int]] | None:
        """Key, begin and end of what stands in each slot of a printed text, be it blank; None if the rest does not
        match."""
        match = self._anything.fullmatch(printed)
        return None if match is None else [(key, *match.span(at)) for at, key in enumerate(self.keys, 1)]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Slots that stand beside another slot need to know where they end.
        return self._compiled({**vocabulary().patterns, **_NUMBER})

    @cached_property
    def _anything(self) -> re.Pattern[str]:
        return self._compiled({})

    def _compiled(self, patterns: Mapping[str, str]) -> re.Pattern[str]:
        pieces = _SLOT.split(self.text)
        literals = [_loose(piece) for piece in pieces[0::2]]
        slots = [f"({patterns.get(key, '.*?')})" for key in pieces[1::2]]
        ways = [slot + literal for slot, literal in zip(slots, literals[1:], strict=True)]
        if len(ways) > _FEW_SLOTS:
            # Each but the last ends where its literal stands first: to try all ways would take the power of their
            # number.
            ways[:-1] = [f"(?>{way})" for way in ways[:-1]]
        return re.compile(rf"\s*{literals[0]}{''.join(ways)}\s*", re.DOTALL)


@lru_cache(maxsize=512)
def template(text: str) -> Template:
    """The Template for a text, compiled once."""
    return Template(text)


def _loose(literal: str) -> str:
    """A pattern for a literal in any width, with white space anywhere."""
    return r"\s*".join(("", *(_any_width(c) for c in normal(literal)), "")) if literal.strip() else r"\s*"


def _any_width(character: str) -> str:
    wide = chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
    return f"[{re.escape(character)}{wide}]" if wide != character else re.escape(character)
