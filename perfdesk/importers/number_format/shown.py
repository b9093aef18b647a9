"""What Excel shows in a cell: chooses the section of the number format and writes the value by it."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.importers.number_format import dates, digits
from perfdesk.importers.number_format.code import FormatPart, FormatSection, Token, Unknown, sections
from perfdesk.importers.number_format.dbnum import positional, spoken


class Shown(NamedTuple):
    """The text of a cell. `doubt` says in Chinese why it may not be what Excel shows; `lost` that something is gone."""

    text: str
    doubt: str = ""
    lost: bool = True


# As Excel writes them: 15 digits are exact, and 17 are stored.
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
_GREATEST: Final = 308
_KEPT: Final = Context(prec=15, rounding=ROUND_HALF_UP)
_QUOTED: Final = 40
_DATES: Final = (FormatPart.DATE, FormatPart.ELAPSED, FormatPart.HALF_DAY)
# From here Excel shows powers of ten in cells that have no format, and from there it no longer keeps all digits.
_LONG, _TOO_LONG = Decimal(10) ** 11, Decimal(10) ** 15


@lru_cache(maxsize=16_384)
def shown(value: str, code: str, *, from_1904: bool = False) -> Shown:
    """The text of a stored number."""
    number = _number(value)
    if number is None:
        return Shown(value, "存储的不是正确的数，按原样装入")
    try:
        return _formatted(number, code, from_1904=from_1904)
    except Unknown:
        return Shown(_general(number).text, f"数字格式“{_short(code)}”显示成什么样不能确定，按没有格式的数装入")


def shown_text(text: str, code: str) -> Shown:
    """What a cell of text shows: most formats leave it alone, some add words or hide it."""
    if code in ("General", "@"):
        return Shown(text)
    try:
        section = _text_section(sections(code))
    except Unknown:
        # Even what cannot be read may be told to say nothing about texts.
        return Shown(text) if "@" not in code and code.count(";") < 3 else Shown(text, _doubtful(code))
    if section is None:
        return Shown(text)
    if section.has(*(set(FormatPart) - {FormatPart.TEXT, FormatPart.LITERAL, FormatPart.GENERAL})):
        return Shown(text, _doubtful(code))
    words = "".join(token.text if token.part is FormatPart.LITERAL else text for token in section.tokens).strip(" ")
    return Shown(words) if words else Shown("", f"数字格式“{_short(code)}”不显示这里的文字，没有装入")


def _doubtful(code: str) -> str:
    return f"数字格式“{_short(code)}”怎样显示文字不能确定，按原文装入"


def _short(code: str) -> str:
    return code if len(code) <= _QUOTED else code[:_QUOTED] + "…"


def _number(value: str) -> Decimal | None:
    """The number as Excel has it: 0.1 is stored as 0.10000000000000001."""
    if not _NUMBER.fullmatch(value):
        return None
    number = _KEPT.create_decimal(value)
    return number if number.adjusted() <= _GREATEST else None


def _formatted(number: Decimal, code: str, *, from_1904: bool) -> Shown:
    section, absolute = _section(sections(code), number)
    if section.has(*_DATES):
        return Shown(dates.written(section, number, from_1904=from_1904).strip(" "))
    sign = "-" if number < 0 and not absolute else ""
    if section.has(FormatPart.GENERAL, FormatPart.TEXT) or (section.numerals and not section.tokens):
        return _with_general(section, abs(number), sign)
    if not section.has(FormatPart.DIGIT):
        return _words(section, number, sign, code)
    if section.numerals and section.has(FormatPart.COMMA, FormatPart.SLASH, FormatPart.EXPONENT):
        raise Unknown
    text = digits.written(section.tokens, abs(number))
    # Blanks around a number only line it up with those above and below.
    return Shown(sign + (positional(text, section.numerals) if section.numerals else text).strip(" "))


_GENERAL: Final = FormatSection((Token(FormatPart.GENERAL, "General"),), frozenset((FormatPart.GENERAL,)))


def _section(all_sections: tuple[FormatSection, ...], number: Decimal) -> tuple[FormatSection, bool]:
    """The section for a number, and whether it is for negative numbers, which it shows without their sign."""
    numeric = all_sections[:3]
    if len(all_sections) < 4 and all_sections[-1].has(FormatPart.TEXT):
        numeric = all_sections[:-1]
    if not numeric:
        return _GENERAL, False
    if any(section.condition for section in numeric):
        return _conditional(numeric, number)
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    return numeric[2 if number == 0 and len(numeric) > 2 else 0], False


def _conditional(numeric: tuple[FormatSection, ...], number: Decimal) -> tuple[FormatSection, bool]:
    """The first section whose condition holds; the last may do without one.

    Whether the sign is shown of a negative number is agreed on only for [<0]: elsewhere LibreOffice and SheetJS differ.
    """
    for section in numeric:
        if section.condition is None and section is not numeric[-1]:
            raise Unknown
        if section.condition is None or section.condition.holds(number):
            absolute = section.condition is not None and section.condition.only_negative
            if number < 0 and not absolute:
                raise Unknown
            return section, absolute
    raise Unknown  # Excel fills the cell with ####


def _text_section(all_sections: tuple[FormatSection, ...]) -> FormatSection | None:
    return all_sections[-1] if len(all_sections) == 4 or all_sections[-1].has(FormatPart.TEXT) else None


def _with_general(section: FormatSection, number: Decimal, sign: str) -> Shown:
    """A number without a format, and words around it."""
    if section.has(*(set(FormatPart) - {FormatPart.GENERAL, FormatPart.TEXT, FormatPart.LITERAL})):
        raise Unknown
    plain, doubt, lost = _general(number)
    text = spoken(plain, section.numerals) if section.numerals else plain
    pieces = [token.text if token.part is FormatPart.LITERAL else text for token in section.tokens or _GENERAL.tokens]
    return Shown(sign + "".join(pieces).strip(" "), doubt, lost)


def _words(section: FormatSection, number: Decimal, sign: str, code: str) -> Shown:
    """A section of words alone; an empty one hides the number, as many do with zeros."""
    if any(token.part is not FormatPart.LITERAL for token in section.tokens):
        raise Unknown
    text = "".join(token.text for token in section.tokens).strip(" ")
    if text or not number:
        return Shown(sign + text if text else "")
    return Shown("", f"数字格式“{_short(code)}”不显示这里的数，没有装入")


def _general(number: Decimal) -> Shown:
    """A number, not negative, in a cell without a format: Excel shows up to 11 characters.

    From 12 digits on Excel shows powers of ten, for want of room; a code of 12 digits is taken whole.
    """
    if number >= _TOO_LONG:
        return Shown(_power_of_ten(number), "数超过 15 位，Excel 已经没有保存后面的数字")
    if number >= _LONG:
        doubt = f"Excel 显示为 {_power_of_ten(number)}，按存储的全部数字装入"
        return Shown(_stripped(f"{number:f}"), doubt, lost=False)
    if number and number.adjusted() < -4:
        return Shown(_power_of_ten(number))
    place = number.adjusted() if number else 0
    figures = 10 + place if place < 0 else 10 if place < 10 else 11
    return Shown(_stripped(f"{Context(prec=figures, rounding=ROUND_HALF_UP).plus(number):f}"))


def _power_of_ten(number: Decimal) -> str:
    rounded = Context(prec=6, rounding=ROUND_HALF_UP).plus(number)
    exponent = rounded.adjusted()
    mantissa = _stripped(f"{rounded.scaleb(-exponent):f}")
    return f"{mantissa}E{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def _stripped(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
