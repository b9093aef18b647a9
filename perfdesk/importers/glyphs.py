"""Characters for what a word processor shows by layout: m with a raised 2 is m²."""

from typing import Final

_RAISED: Final = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED: Final = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))


def superscript(text: str) -> str | None:
    """The text in raised characters; None if Unicode lacks one of them."""
    return _converted(text, _RAISED)


def subscript(text: str) -> str | None:
    """The text in lowered characters; None if Unicode lacks one of them."""
    return _converted(text, _LOWERED)


def _converted(text: str, table: dict[str, str]) -> str | None:
    return "".join(table[character] for character in text) if set(text) <= set(table) else None
