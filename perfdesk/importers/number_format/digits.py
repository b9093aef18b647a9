"""Numbers in digits: places, groups of three, scaling commas, per cent, powers of ten and fractions."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from perfdesk.importers.number_format.code import FormatPart, Token, Unknown

# Room for 1E308 with all decimals that 255 characters can ask for.
_EXACT: Final = Context(prec=600)
_MOST_FIGURES: Final = 4
_POINT: Final = Token(FormatPart.POINT, ".")
_NEARLY: Final = Decimal("1e-12")


class _Layout(NamedTuple):
    """Where the digits of a plain number stand among the tokens."""

    whole: tuple[int, ...]
    decimals: tuple[int, ...]
    shift: int
    grouped: bool


def written(tokens: tuple[Token, ...], number: Decimal) -> str:
    """A number that is not negative, with every literal around and inside it. Raises Unknown."""
    parts = [token.part for token in tokens]
    if FormatPart.EXPONENT in parts:
        return _scientific(tokens, number, parts.index(FormatPart.EXPONENT))
    if FormatPart.SLASH in parts:
        return _fraction(tokens, number, parts.index(FormatPart.SLASH))
    return _plain(tokens, number)


def _plain(tokens: tuple[Token, ...], number: Decimal) -> str:
    layout = _layout(tokens)
    digits = _rounded(number.scaleb(layout.shift, _EXACT), len(layout.decimals))
    whole, _, decimals = digits.partition(".")
    placed = _places(tokens, layout, whole.lstrip("0")) | _decimal_places(tokens, layout.decimals, decimals)
    if not layout.whole and whole != "0":  # a format that begins with the point, as .00
        placed[tokens.index(_POINT)] = whole + placed.get(tokens.index(_POINT), "")
    return "".join(_piece(at, token, placed) for at, token in enumerate(tokens))


def _piece(at: int, token: Token, placed: dict[int, str]) -> str:
    if at in placed:
        return placed[at]
    return token.text if token.part in (FormatPart.LITERAL, FormatPart.PERCENT) else ""


def _rounded(number: Decimal, decimals: int) -> str:
    return f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT):f}"


@lru_cache(maxsize=4096)
def _layout(tokens: tuple[Token, ...]) -> _Layout:
    points, percents = _all(FormatPart.POINT, tokens), _all(FormatPart.PERCENT, tokens)
    if len(points) > 1 or len(percents) > 1 or _all(FormatPart.FIGURE, tokens):
        raise Unknown
    point = points[0] if points else len(tokens)
    digits = _all(FormatPart.DIGIT, tokens)
    whole, decimals = tuple(at for at in digits if at < point), tuple(at for at in digits if at > point)
    return _with_commas(tokens, _Layout(whole, decimals, 2 * len(percents), grouped=False))


def _all(part: FormatPart, tokens: Sequence[Token]) -> list[int]:
    """Where the tokens of one kind stand."""
    return [at for at, token in enumerate(tokens) if token.part is part]


def _with_commas(tokens: tuple[Token, ...], layout: _Layout) -> _Layout:
    """A comma between digits groups them by three; behind all digits it divides by a thousand."""
    whole, decimals, shift, grouped = layout
    last = max((*whole, *decimals), default=0)
    for at in _all(FormatPart.COMMA, tokens):
        if at == 0 or tokens[at - 1].part not in (FormatPart.DIGIT, FormatPart.COMMA):
            raise Unknown
        if at > last:
            shift -= 3
        elif whole and at < whole[-1]:
            grouped = True
        else:
            raise Unknown
    if grouped and any(token.part is FormatPart.LITERAL for token in tokens[whole[0] : whole[-1]]):
        raise Unknown
    return _Layout(whole, decimals, shift, grouped)


def _places(tokens: tuple[Token, ...], layout: _Layout, digits: str) -> dict[int, str]:
    """What stands at the point and before it, filled from the right; the leftmost place takes all that is left."""
    placed: dict[int, str] = {}
    first_zero = next((at for at in layout.whole if tokens[at].text == "0"), len(tokens))
    for left, at in enumerate(reversed(layout.whole), 1):
        fill = "0" if at >= first_zero else " " if tokens[at].text == "?" else ""
        digit, digits = (digits, "") if left == len(layout.whole) else (digits[-1:], digits[:-1])
        placed[at] = digit or fill
    if layout.grouped:
        together = "".join(placed[at] for at in layout.whole)
        blank = len(together) - len(together.lstrip(" "))
        placed = dict.fromkeys(layout.whole, "")
        placed[layout.whole[0]] = " " * blank + _grouped(together[blank:])
    return placed


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    pieces = [digits[at : at + 3] for at in range(head, len(digits), 3)]
    return ",".join([digits[:head], *pieces] if head else pieces)


def _decimal_places(tokens: Sequence[Token], places: Sequence[int], digits: str) -> dict[int, str]:
    """What stands behind the point. The point itself goes with them: Excel's bare "2." would be no number here."""
    placed: dict[int, str] = {}
    open_end = True
    for at, digit in zip(reversed(places), reversed(digits), strict=True):
        open_end = open_end and digit == "0" and tokens[at].text != "0"
        placed[at] = ("" if tokens[at].text == "#" else " ") if open_end else digit
    if any(text.strip() for text in placed.values()):
        placed[tokens.index(_POINT)] = "."
    return placed


def _scientific(tokens: tuple[Token, ...], number: Decimal, at: int) -> str:
    mantissa = _layout(tokens[:at])
    power, tail = _power(tokens[at + 1 :])
    if not mantissa.whole or mantissa.shift or mantissa.grouped:
        raise Unknown
    exponent = _exponent(number, len(mantissa.whole), len(mantissa.decimals))
    sign = "-" if exponent < 0 else "+" if tokens[at].text[1] == "+" else ""
    digits = str(abs(exponent)).zfill(sum(token.text == "0" for token in power))
    head = _plain(tokens[:at], number.scaleb(-exponent, _EXACT))
    return f"{head}E{sign}{digits}{tail}"


def _power(tokens: Sequence[Token]) -> tuple[Sequence[Token], str]:
    """The digits of the exponent, and the text behind them."""
    count = next((at for at, token in enumerate(tokens) if token.part is not FormatPart.DIGIT), len(tokens))
    if not count:
        raise Unknown
    return tokens[:count], _literals(tokens[count:])


def _literals(tokens: Sequence[Token]) -> str:
    if any(token.part is not FormatPart.LITERAL for token in tokens):
        raise Unknown
    return "".join(token.text for token in tokens)


def _exponent(number: Decimal, whole: int, decimals: int) -> int:
    """The power of ten that leaves up to `whole` digits before the point: ##0.0E+0 counts in thousands."""
    if not number:
        return 0
    exponent = number.adjusted() // whole * whole
    if Decimal(_rounded(number.scaleb(-exponent, _EXACT), decimals)).adjusted() >= whole:
        exponent += whole
    return exponent


def _fraction(tokens: tuple[Token, ...], number: Decimal, at: int) -> str:
    """# ?/? and # ?/8. Only what is exact, for how Excel comes near the others is not documented."""
    upper, whole = _upper(tokens, at)
    lower, end = _lower(tokens, at)
    tail = _literals(tokens[end:])
    fixed = "".join(token.text for token in lower)
    value, scale = _of_denominator(number, fixed) if fixed.strip("0#?") else (_nearest(number, len(lower)), 1)
    integer = value.numerator // value.denominator if whole else 0
    rest = (value.numerator - integer * value.denominator) * scale
    head = _plain(tokens[: upper[0]], Decimal(integer))
    if whole and not rest:
        return (head.rstrip() or "0") + tail
    shown = str(rest).rjust(len(upper) if "#" not in "".join(tokens[n].text for n in upper) else 0)
    return f"{head}{shown}/{str(value.denominator * scale).ljust(len(lower))}{tail}"


def _of_denominator(number: Decimal, fixed: str) -> tuple[Fraction, int]:
    """The fraction of a denominator that the format fixes, and by how much it was reduced."""
    if not fixed.isdigit():
        raise Unknown
    value = Fraction(_rounded(number * int(fixed), 0)) / int(fixed)
    return value, int(fixed) // value.denominator


def _nearest(number: Decimal, figures: int) -> Fraction:
    """The fraction whose denominator has so many figures at most, if it is the number itself."""
    value = Fraction(number).limit_denominator(10**figures - 1)
    if abs(Decimal(value.numerator) / value.denominator - number) > _NEARLY * max(number, Decimal(1)):
        raise Unknown
    return value


def _upper(tokens: Sequence[Token], at: int) -> tuple[list[int], bool]:
    """The places of the numerator, and whether a whole number stands before it."""
    start = at
    while start and tokens[start - 1].part is FormatPart.DIGIT:
        start -= 1
    before = [token.part for token in tokens[:start]]
    if start == at or set(before) - {FormatPart.DIGIT, FormatPart.LITERAL}:
        raise Unknown
    runs = sum(
        one is not FormatPart.DIGIT and other is FormatPart.DIGIT
        for one, other in pairwise([FormatPart.LITERAL, *before])
    )
    if runs > 1:
        raise Unknown
    return list(range(start, at)), bool(runs)


def _lower(tokens: Sequence[Token], at: int) -> tuple[Sequence[Token], int]:
    end = at + 1
    while end < len(tokens) and tokens[end].part in (FormatPart.DIGIT, FormatPart.FIGURE):
        end += 1
    if not 0 < end - at - 1 <= _MOST_FIGURES:
        raise Unknown
    return tokens[at + 1 : end], end
