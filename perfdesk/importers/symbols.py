"""The glyphs of the old symbol fonts (Symbol, Wingdings, …) as Unicode characters; resources/symbols.toml has them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Final

from perfdesk import paths

# Word stores a glyph of a symbol font as its code, or as its code in this private row.
_ROW: Final = 0xF000
_PRIVATE: Final = range(0xE000, 0xF900)


@cache
def _glyphs() -> Mapping[str, Mapping[int, str]]:
    """The characters of each font by code."""
    table = tomllib.loads((paths.resources() / "symbols.toml").read_text(encoding="utf-8"))
    return {_key(font): _codes(rows) for font, rows in table.items()}


def _codes(rows: Mapping[str, str]) -> dict[int, str]:
    codes = {0x20: " ", 0xA0: " "}
    for start, row in rows.items():
        codes |= {int(start, 16) + at: glyph for at, glyph in enumerate(row.split()) if glyph != "none"}
    return codes


def _key(font: str) -> str:
    return font.casefold().replace(" ", "").removesuffix("mt")


def is_symbol_font(font: str) -> bool:
    """Whether Latin letters in this font are pictures."""
    return _key(font) in _glyphs()


def symbol(font: str, code: int) -> str | None:
    """The character of a glyph; None if it is unknown without the font."""
    glyphs = _glyphs().get(_key(font))
    if glyphs is not None and (code <= 0xFF or _ROW <= code <= _ROW + 0xFF):
        return glyphs.get(code & 0xFF)
    return None if code in _PRIVATE or not _is_character(code) else chr(code)


def holds_private(text: str) -> bool:
    """Whether a text has characters whose meaning depends on the font."""
    return any("\ue000" <= character <= "\uf8ff" for character in text)


def _is_character(code: int) -> bool:
    return 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000


def is_glyph(character: str, font: str) -> bool:
    """Whether a typed character shows a glyph of a symbol font: by its private code, or by the font it is set in."""
    code = ord(character)
    return code in _PRIVATE or (code <= 0xFF and not character.isspace() and is_symbol_font(font))
