"""Dates and times: a day is 1, and a time is a part of a day.

Without a locale the names of days and months are those that an Excel speaking Chinese shows: Wednesday for dddd,
星期三 for aaaa.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from perfdesk.importers.number_format.code import FormatPart, FormatSection, Token, Unknown
from perfdesk.importers.number_format.dbnum import counted, positional

_LAST: Final = {False: 2_958_466, True: 2_957_004}  # the day behind 9999-12-31
_DAY: Final = 86_400
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK: Final = "一二三四五六日"


class _Moment(NamedTuple):
    year: int
    month: int
    day: int
    weekday: int
    seconds: int
    fraction: str
    total: int

    @property
    def hour(self) -> int:
        return self.seconds // 3600


def written(section: FormatSection, number: Decimal, *, from_1904: bool) -> str:
    """A date, a time or a duration. Raises Unknown."""
    tokens = tuple(_resolved(section.tokens))
    decimals = max((len(token.text) for token in tokens if token.part is FormatPart.DIGIT), default=0)
    seconds = any(token.text[0] == "s" for token in tokens if token.part in (FormatPart.DATE, FormatPart.ELAPSED))
    moment = _moment(number, decimals if seconds else None, from_1904=from_1904)
    halves = any(token.part is FormatPart.HALF_DAY for token in tokens)
    return "".join(_piece(token, moment, section, halves=halves) for token in tokens)


def _moment(number: Decimal, decimals: int | None, *, from_1904: bool) -> _Moment:
    """Seconds are rounded to the decimals that are shown; where no seconds are shown, minutes are not rounded."""
    if not 0 <= number < _LAST[from_1904]:
        raise Unknown
    exact = (number * _DAY).quantize(Decimal("0.001"), ROUND_HALF_UP)
    ticks = int(exact) if decimals is None else int(exact.scaleb(decimals).to_integral_value(ROUND_HALF_UP))
    total, fraction = divmod(ticks, 10 ** (decimals or 0))
    days, seconds = divmod(total, _DAY)
    year, month, day, weekday = _calendar(days, from_1904=from_1904)
    return _Moment(year, month, day, weekday, seconds, str(fraction).zfill(decimals or 0), total)


def _calendar(days: int, *, from_1904: bool) -> tuple[int, int, int, int]:
    """Year, month, day and day of the week. Excel's 1900 begins with a day 0 and has a 29th of February."""
    if from_1904:
        one = date(1904, 1, 1) + timedelta(days)
        return one.year, one.month, one.day, one.weekday()
    if days in (0, 60):
        return (1900, 1, 0, 5) if days == 0 else (1900, 2, 29, 2)
    one = date(1899, 12, 31 if days < 60 else 30) + timedelta(days)
    # Before the day that never was, Excel's week is one day behind.
    return one.year, one.month, one.day, (one.weekday() - (days < 60)) % 7


# What a format of dates cannot have.
_OF_NUMBERS: Final = (
    FormatPart.DIGIT, FormatPart.FIGURE, FormatPart.PERCENT, FormatPart.EXPONENT, FormatPart.TEXT, FormatPart.GENERAL,
)  # fmt: skip


def _resolved(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """The tokens with m told from minutes (next to hours or seconds), and parts of seconds put together."""
    units = [at for at, token in enumerate(tokens) if token.part in (FormatPart.DATE, FormatPart.ELAPSED)]
    decimals = ""
    for at, token in enumerate(tokens):
        if token.part in (FormatPart.DATE, FormatPart.ELAPSED):
            yield Token(token.part, "n" * len(token.text) if _is_minute(tokens, units, at) else token.text.lower())
        elif token.part is FormatPart.DIGIT and token.text == "0" and (decimals or _ends_seconds(tokens, at)):
            decimals += "0"
            if at + 1 == len(tokens) or tokens[at + 1].part is not FormatPart.DIGIT:
                yield Token(FormatPart.DIGIT, decimals)
                decimals = ""
        else:
            yield _between_units(token)


def _between_units(token: Token) -> Token:
    if token.part in _OF_NUMBERS:
        raise Unknown
    return token if token.part is FormatPart.HALF_DAY else Token(FormatPart.LITERAL, token.text)


def _is_minute(tokens: tuple[Token, ...], units: list[int], at: int) -> bool:
    """Whether this is an m or mm behind hours or before seconds."""
    if tokens[at].part is not FormatPart.DATE or tokens[at].text.lower() not in ("m", "mm"):
        return False
    place = units.index(at)
    before = tokens[units[place - 1]].text[0].lower() if place else ""
    after = tokens[units[place + 1]].text[0].lower() if place + 1 < len(units) else ""
    return before == "h" or after == "s"


def _ends_seconds(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the two tokens before are seconds and a point."""
    return (
        at >= 2
        and tokens[at - 1].part is FormatPart.POINT
        and tokens[at - 2].part in (FormatPart.DATE, FormatPart.ELAPSED)
        and tokens[at - 2].text[0].lower() == "s"
    )


def _piece(token: Token, moment: _Moment, section: FormatSection, *, halves: bool) -> str:
    if token.part is FormatPart.LITERAL:
        return token.text
    if token.part is FormatPart.DIGIT:
        return positional(moment.fraction, section.numerals) if section.numerals else moment.fraction
    if token.part is FormatPart.HALF_DAY:
        return _half_day(token.text, moment, section)
    if token.part is FormatPart.ELAPSED:
        length = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
        return _figure(moment.total // length, len(token.text), section)
    return _unit(token.text, moment, section, halves=halves)


def _half_day(text: str, moment: _Moment, section: FormatSection) -> str:
    if section.locale == "other":
        raise Unknown
    late = moment.hour >= 12
    if text == "上午/下午" or (section.locale == "zh" and len(text) > 3):
        return "下午" if late else "上午"
    return (text if len(text) == 3 else text.upper()).split("/")[late]


def _unit(text: str, moment: _Moment, section: FormatSection, *, halves: bool) -> str:
    letter, length = text[0], len(text)
    if letter in "ye":
        year = f"{moment.year:04}" if letter == "e" or length > 2 else f"{moment.year % 100:02}"
        return positional(year, section.numerals) if section.numerals else year
    if letter == "a" or (letter in "md" and length > 2):
        return _name(letter, length, moment, section)
    hour = (moment.hour % 12 or 12) if halves else moment.hour
    numbers = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.seconds // 60 % 60, "s": moment.seconds % 60}
    return _figure(numbers[letter], length, section)


def _figure(number: int, length: int, section: FormatSection) -> str:
    if not section.numerals:
        return str(number).zfill(length)
    if length > 1:  # what [DBNum1]mm shows differs between versions
        raise Unknown
    return counted(number, section.numerals)


# mmmmm is the first letter of a month; no letter says that of a day.
_LONGEST_NAME: Final = {"m": 5, "d": 4, "a": 5}


def _name(letter: str, length: int, moment: _Moment, section: FormatSection) -> str:
    """The name of a day or a month."""
    chinese = letter == "a" or (section.locale == "zh" and letter == "d" and length == 4)
    if chinese and section.locale in ("", "zh"):
        return "星期" + _WEEK[moment.weekday]
    if section.locale not in ("", "en") or length > _LONGEST_NAME[letter]:
        raise Unknown
    name = _MONTHS[moment.month - 1] if letter == "m" else _DAYS[moment.weekday]
    return name if length == 4 else name[: {3: 3, 5: 1}[length]]


def serial(text: str, *, from_1904: bool) -> Decimal | None:
    """The number of days of a date written as ISO 8601 (cells of type d); None for anything else."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if moment.tzinfo is not None or moment < datetime(1900, 3, 1):
        return None
    gone = moment - start
    seconds = gone.seconds + Decimal(gone.microseconds) / 1_000_000
    return gone.days + (seconds / _DAY).quantize(Decimal("1e-12"), ROUND_FLOOR)
