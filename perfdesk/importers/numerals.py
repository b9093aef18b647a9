"""Numbers written as Word's numbering writes them: 一, （二）, ③, iv, 壹 (ECMA-376, ST_NumberFormat)."""

from collections.abc import Callable, Mapping
from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
_UNITS: Final = ("", "十", "百", "千")
_FORMAL: Final = (str.maketrans("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟"),
                  str.maketrans("〇一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟"))  # fmt: skip
# Longer than any list in an annex; what counts further prints plain digits.
_MOST: Final = 9_999
_MOST_LETTERS: Final = 26 * 8
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _thousands(number: int, zero: str = "零") -> str:
    """一百零五: with units, and one zero for a gap."""
    if number > _MOST:
        return str(number)
    text, gap = "", False
    for at, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if digit:
            text += (zero if gap and text else "") + _DIGITS[digit] + _UNITS[at]
            gap = False
        else:
            gap = True
    return (text[1:] if text.startswith("一十") else text) or zero


def _digits(number: int) -> str:
    """一〇五: digit by digit."""
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _counting(number: int) -> str:
    """With units below a hundred, digit by digit from there on, as Word counts."""
    return _thousands(number) if number < 100 else _digits(number)


def _japanese(number: int) -> str:
    """百五: with units and no zero; a hundred is 百."""
    text = _thousands(number, "")
    return text[1:] if text[:2] in ("一百", "一千") else text


def _formal(letters: int) -> Callable[[int], str]:
    def write(number: int) -> str:
        text = _thousands(number)
        return ("一" + text if text.startswith("十") else text).translate(_FORMAL[letters])

    return write


def _roman(number: int) -> str:
    if number > _MOST or number < 1:
        return str(number)
    text = ""
    for one, letters in _ROMAN:
        count, number = divmod(number, one)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """a … z, aa, bb, …"""
    if not 0 < number <= _MOST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _series(letters: str) -> Callable[[int], str]:
    """Numbers that are single characters, one after the other; beyond them plain digits."""

    def write(number: int) -> str:
        return letters[number - 1] if 0 < number <= len(letters) else str(number)

    return write


def _run(first: str, count: int) -> str:
    """Characters that follow each other in Unicode."""
    return "".join(chr(ord(first) + at) for at in range(count))


def _sexagenary(number: int) -> str:
    """甲子, 乙丑, …: sixty pairs."""
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]


def _ordinal(number: int) -> str:
    last = 0 if 10 < number % 100 < 14 else number % 10
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(last, 'th')}"


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED: Final = _series(_run("①", 20) + _run("㉑", 15) + _run("㊱", 15))

_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalZero": lambda number: f"{number:02}",
    "numberInDash": lambda number: f"- {number} -",
    "hex": lambda number: f"{number:X}",
    "ordinal": _ordinal,
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": _series(_run("⒈", 20)),
    "decimalEnclosedParen": _series(_run("⑴", 20)),
    "ideographEnclosedCircle": _series(_run("㊀", 10)),
    "chineseCounting": _counting,
    "chineseCountingThousand": _thousands,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _thousands,
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _digits,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "koreanDigital2": _digits,
    "chineseLegalSimplified": _formal(0),
    "japaneseLegal": _formal(1),
    "ideographLegalTraditional": _formal(1),
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "none": lambda number: "",
}


def numeral(number: int, style: str) -> str | None:
    """A number in a numbering format; None for a format that is not known here."""
    write = _FORMATS.get(style)
    return None if write is None else write(number)
