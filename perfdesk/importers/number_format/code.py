"""Reads a number format code into sections of tokens (ECMA-376 part 1, 18.8.31; [MS-XLS] 2.4.126 has the grammar).

What is not known for certain raises Unknown: a value that is shown wrongly is worse than one that a person looks up.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple


class Unknown(Exception):
    """Nobody can say for certain what Excel shows with this format."""


class FormatPart(Enum):
    """What a token stands for."""

    LITERAL = auto()  # shown as it is
    DIGIT = auto()  # 0 # ?
    FIGURE = auto()  # 1 to 9, in a fixed denominator
    POINT = auto()
    COMMA = auto()
    PERCENT = auto()
    EXPONENT = auto()  # E+ E-
    SLASH = auto()
    TEXT = auto()  # @
    GENERAL = auto()
    DATE = auto()  # y m d h s, one letter or several
    ELAPSED = auto()  # [h] [m] [s]
    HALF_DAY = auto()  # AM/PM


class Token(NamedTuple):
    """A piece of a section; `text` of a literal is what is shown."""

    part: FormatPart
    text: str


class Condition(NamedTuple):
    """[>=100]: the section is for the numbers for which this holds."""

    operator: str
    bound: Decimal

    def holds(self, number: Decimal) -> bool:
        """Whether a number is meant."""
        order = (number > self.bound) - (number < self.bound)
        return order in _ORDERS[self.operator]

    @property
    def only_negative(self) -> bool:
        """Whether the section stands where Excel expects that of negative numbers, shown without their sign."""
        return self.operator in ("<", "<=") and self.bound == 0


class FormatSection(NamedTuple):
    """One of the up to four parts between semicolons."""

    tokens: tuple[Token, ...]
    parts: frozenset[FormatPart]
    condition: Condition | None = None
    numerals: str = ""
    locale: str = ""

    def has(self, *parts: FormatPart) -> bool:
        """Whether any token is of one of these parts."""
        return not self.parts.isdisjoint(parts)


# Excel takes no longer one ([MS-OI29500] 2.1.704).
LONGEST: Final = 255
_MOST_SECTIONS: Final = 4
_ORDERS: Final = {"=": (0,), "<>": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}
# The order matters: the first that fits is taken. `!` escapes like `\` where Excel speaks Chinese.
_PIECES: Final = (
    ("quoted", r'"[^"]*"'),
    ("escaped", r"[\\!]."),
    ("gap", r"_."),
    ("filler", r"\*."),
    ("bracket", r"\[[^\]]*\]"),
    ("end", r";"),
    ("general", r"General|G/通用格式"),
    ("half_day", r"AM/PM|A/P|上午/下午"),
    ("exponent", r"E[+-]"),
    ("date", r"y+|m+|d+|h+|s+|e+|aaaa(?!a)"),
    ("digit", r"[0#?]"),
    ("figure", r"[1-9]"),
    ("point", r"\."),
    ("comma", r","),
    ("percent", r"%"),
    ("slash", r"/"),
    ("text", r"@"),
    ("plain", r"[-+ $(){}:^&'~<>=]|[^\x00-\x7f]"),
)
_PIECE: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PIECES), re.IGNORECASE | re.DOTALL)
_PARTS: Final = {
    "general": FormatPart.GENERAL,
    "half_day": FormatPart.HALF_DAY,
    "exponent": FormatPart.EXPONENT,
    "date": FormatPart.DATE,
    "digit": FormatPart.DIGIT,
    "figure": FormatPart.FIGURE,
    "point": FormatPart.POINT,
    "comma": FormatPart.COMMA,
    "percent": FormatPart.PERCENT,
    "slash": FormatPart.SLASH,
    "text": FormatPart.TEXT,
    "plain": FormatPart.LITERAL,
}
_COLOUR: Final = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|color *[0-9]{1,2}|[黑蓝青绿洋红白黄]+色?|颜色 *[0-9]{1,2}",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(r"(<>|<=|>=|<|>|=) *([+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?)")
_ELAPSED: Final = re.compile(r"h+|m+|s+", re.IGNORECASE)
_NUMERALS: Final = re.compile(r"DBNum([12])", re.IGNORECASE)
# A currency sign, a locale, or both: [$¥-804], [$-804], [$€].
_LOCALE: Final = re.compile(r"\$([^-\[\]]{0,20})(?:-([0-9A-Za-z-]{1,20}))?")
_LOCALES: Final = {
    **dict.fromkeys(("", "0", "00"), ""),
    **dict.fromkeys(("804", "0804", "ZH-CN", "ZH-HANS"), "zh"),
    **dict.fromkeys(("409", "0409", "809", "0809", "EN-US", "EN-GB"), "en"),
}
# The clerk's own settings of Windows; these are those that a Chinese Windows comes with.
_SYSTEM: Final = {
    "F800": 'yyyy"年"m"月"d"日"',
    "F400": "h:mm:ss",
    "X-SYSDATE": 'yyyy"年"m"月"d"日"',
    "X-SYSTIME": "h:mm:ss",
}


@lru_cache(maxsize=4096)
def sections(code: str) -> tuple[FormatSection, ...]:
    """The sections of a format code. Raises Unknown."""
    if len(code) > LONGEST:
        raise Unknown
    found = [_Builder()]
    for kind, text in _pieces(code):
        if kind == "end":
            found.append(_Builder())
        else:
            found[-1].add(kind, text)
    if len(found) > _MOST_SECTIONS:
        raise Unknown
    return tuple(one.section() for one in found)


def _pieces(code: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(code):
        piece = _PIECE.match(code, at)
        if piece is None:
            raise Unknown
        yield str(piece.lastgroup), piece[0]
        at = piece.end()


class _Builder:
    """Gathers the tokens and settings of one section."""

    def __init__(self) -> None:
        self._tokens: list[Token] = []
        self._condition: Condition | None = None
        self._numerals = ""
        self._locale = ""
        self._system = ""

    def add(self, kind: str, text: str) -> None:
        if kind in _PARTS:
            self._tokens.append(Token(_PARTS[kind], text))
        elif kind == "bracket":
            self._bracket(text[1:-1])
        elif kind == "filler":
            # How often the character stands there depends on the width of the column; a space is only room.
            if text[1] != " ":
                raise Unknown
        else:
            self._literal({"quoted": text[1:-1], "escaped": text[1:], "gap": " "}[kind])

    def _literal(self, text: str) -> None:
        if text:
            self._tokens.append(Token(FormatPart.LITERAL, text))

    def _bracket(self, text: str) -> None:
        if _COLOUR.fullmatch(text):
            return
        if _ELAPSED.fullmatch(text):
            self._tokens.append(Token(FormatPart.ELAPSED, text.lower()))
        elif condition := _CONDITION.fullmatch(text):
            self._condition = Condition(condition[1], Decimal(condition[2]))
        elif numerals := _NUMERALS.fullmatch(text):
            self._numerals = numerals[1]
        elif locale := _LOCALE.fullmatch(text):
            self._set_locale(locale[1], (locale[2] or "").upper())
        else:
            raise Unknown

    def _set_locale(self, sign: str, locale: str) -> None:
        self._literal(sign)
        if locale in _SYSTEM:
            self._system = _SYSTEM[locale]
        elif locale in _LOCALES:
            self._locale = _LOCALES[locale]
        else:
            # Another language writes its own names of months, another calendar its own years.
            self._locale = "other"

    def section(self) -> FormatSection:
        tokens = sections(self._system)[0].tokens if self._system else tuple(self._tokens)
        parts = frozenset(token.part for token in tokens)
        return FormatSection(tokens, parts, self._condition, self._numerals, self._locale)
