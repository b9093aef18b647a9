"""Fonts in the Word files that python-docx makes: lists and opinions."""

from typing import Any

from docx.oxml.ns import qn
from docx.shared import Pt


def set_font(element: Any, font: str, size: float) -> None:
    """Gives a run's or a style's element a font, in points, for all four kinds of characters, or WPS takes those of
    the theme."""
    properties = element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), font)
    properties.sz_val = Pt(size)
