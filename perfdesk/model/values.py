"""What entered text means: amounts, percents, project codes; targets are in target.py. The text never changes.

Everything is Decimal: a sum of 0.10 and 0.20 must be the 0.30 that was printed.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

# More digits than any budget has; Decimal would take a million of them and minutes to multiply.
NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3}){1,8}|\d{1,30})(?:\.\d{1,12})?")

# No number and no code is as long, spaces between its characters included.
_LONGEST: Final = 1000


# The marks that Chinese texts are full of, with what NFKC makes of them. To exchange them beforehand spares most texts
# the normalization, which takes ten times as long.
_FULL_WIDTH: Final = tuple(zip("，：；（）％", ",:;()%", strict=True))


def normal(text: str) -> str:
    """Half-width forms, no white space: what two spellings of the same thing have in common."""
    if text.isascii():  # numbers and dates mostly; NFKC changes nothing of these
        return "".join(text.split())
    folded = text if unicodedata.is_normalized("NFKC", text) else _folded(text)
    if " " not in folded and folded.isprintable():
        return folded  # all other white space is not printable
    bare = "".join(folded.split())
    # A mark that stood behind a space (t ¨) now stands on the letter and is one with it.
    return bare if len(bare) == len(folded) else unicodedata.normalize("NFKC", bare)


def _folded(text: str) -> str:
    for wide, narrow in _FULL_WIDTH:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)


def _line(text: str) -> str:
    """`normal` of what may be a number or a code; "" for a text that is too long for either."""
    bare = text.strip()
    return normal(bare) if len(bare) <= _LONGEST else ""


def number_of(text: str) -> Decimal | None:
    """The number that a half-width text is, with or without commas between thousands; None for anything else."""
    return Decimal(text.replace(",", "")) if text.isascii() and NUMBER.fullmatch(text) else None


def _number_in(text: str, mark: str = "") -> Decimal | None:
    bare = text.strip()
    return _remembered(bare, mark) if len(bare) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _remembered(text: str, mark: str) -> Decimal | None:
    """The number that a text is, with or without a mark behind it. Several rules ask for the same budget, and all
    projects have the same percents."""
    return number_of(normal(text).removesuffix(mark))


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in the unit its form states, or a percentage: the number and how many decimals were written."""

    value: Decimal

    @classmethod
    def parse(cls, text: str) -> "Amount | None":
        """Reads "1.80", "1,234.5", "１．８０"; None for anything that is not just a number."""
        number = _number_in(text)
        return None if number is None else cls(number)

    @property
    def decimals(self) -> int:
        """How many digits stand behind the point: 43.3800 has 4."""
        exponent = self.value.as_tuple().exponent
        return -exponent if isinstance(exponent, int) else 0


def half_unit(decimals: int) -> Decimal:
    """How far what was printed with so many decimals may be from what it was: 0.005 for two."""
    return Decimal(5).scaleb(-decimals - 1)


def rounding(total: Amount, parts: Sequence[Amount]) -> Decimal:
    """How far a total and the sum of its parts may differ because one of the two was printed with fewer decimals. If
    both have the same number of decimals, any real difference is at least twice as large."""
    return half_unit(min(total.decimals, max(part.decimals for part in parts)))


def parse_percent(text: str) -> Decimal | None:
    """Reads "50%", "50 ％" and a bare "0" as percents; None for anything else."""
    return _number_in(text, "%")


# GB 32100-2015's alphabet (no I, O, S, V, Z); a character's value is its place.
CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A 21-character project code: region 6, year 2, class letter, 12 more; the last may be a check character."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "ProjectCode | None":
        """None unless there are 21 characters of the alphabet after spaces are taken out."""
        code = _line(text)
        return cls(code) if len(code) == 21 and set(code) <= set(CODE_ALPHABET) else None

    @property
    def region(self) -> str:
        """The administrative division, 6 digits."""
        return self.text[:6]

    @property
    def year(self) -> str:
        """The budget year, four digits."""
        return "20" + self.text[6:8]

    @property
    def kind(self) -> str:
        """The class letter, P for a project."""
        return self.text[8]

    @property
    def check_character(self) -> str:
        """What the 21st character must be where the code family has one: (30 − Σ value·3^i mod 31) mod 31."""
        total = sum(CODE_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(self.text[:20]))
        return CODE_ALPHABET[(30 - total) % 31]

    @property
    def checks(self) -> bool:
        """Whether the last character is the check character; so in Hebei's and Tianjin's codes, not in Sichuan's."""
        return self.text[20] == self.check_character
