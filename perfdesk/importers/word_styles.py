"""The effects of the styles of a Word file: struck out, hidden, raised, in a symbol font, numbered."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.namespaces import VALUE, W, on, value
from perfdesk.importers.symbols import is_symbol_font

_ID: Final = f"{W}styleId"
# In half points. Word raises and lowers by 3 points unless told otherwise; less is done to centre text in its line, as
# our own writer does.
RISEN: Final = 6
# The size of text without a stated size (ECMA-376, 17.3.2.38): 10 points.
_USUAL_SIZE: Final = 20
# A longer chain of styles is a circle.
_LONGEST_CHAIN: Final = 30


class TextEffects(NamedTuple):
    """The properties of a run that change what is read. None and "" mean that a property is not set."""

    struck: bool | None = None
    hidden: bool | None = None
    shift: str = ""
    font: str = ""
    rise: int | None = None
    size: int | None = None

    @property
    def is_shifted(self) -> bool:
        """Whether text is raised or lowered so much that it may be a superscript or subscript."""
        return self.shift not in ("", "baseline") or abs(self.rise or 0) >= RISEN


class _Style(NamedTuple):
    above: str
    look: TextEffects
    list_id: str
    level: str


_STRUCK: Final = (f"{W}strike", f"{W}dstrike")
_HIDDEN, _SHIFT, _FONTS = f"{W}vanish", f"{W}vertAlign", f"{W}rFonts"
_RISE, _SIZE = f"{W}position", f"{W}sz"
_HALF_POINTS: Final = re.compile("-?[0-9]{1,4}")
_SLOTS: Final = tuple(f"{W}{slot}" for slot in ("ascii", "hAnsi", "eastAsia", "cs"))


def look(properties: etree._Element | None) -> TextEffects:
    """What w:rPr says."""
    if properties is None:
        return TextEffects()
    struck: bool | None = None
    hidden: bool | None = None
    shift = font = ""
    rise: int | None = None
    size: int | None = None
    for node in properties:
        tag = node.tag
        if tag in _STRUCK:
            struck = bool(struck) or on(node)
        elif tag == _HIDDEN:
            hidden = on(node)
        elif tag == _SHIFT:
            shift = str(node.get(VALUE) or "")
        elif tag == _FONTS:
            font = _font(node)
        elif tag == _RISE:
            rise = _half_points(node)
        elif tag == _SIZE:
            size = _half_points(node)
    return TextEffects(struck, hidden, shift, font, rise, size)


def _half_points(node: etree._Element) -> int | None:
    text = str(node.get(VALUE) or "")
    return int(text) if _HALF_POINTS.fullmatch(text) else None


def _font(node: etree._Element) -> str:
    """The symbol font among the fonts of a run, else the one of its Latin letters."""
    fonts = [str(node.get(slot) or "") for slot in _SLOTS]
    return next((font for font in fonts if is_symbol_font(font)), fonts[0])


def over(lower: TextEffects, upper: TextEffects) -> TextEffects:
    """What is set directly goes before what a style says."""
    return TextEffects(
        lower.struck if upper.struck is None else upper.struck,
        lower.hidden if upper.hidden is None else upper.hidden,
        *_nearest(lower, upper),
    )


def _nearest(lower: TextEffects, upper: TextEffects) -> tuple[str, str, int | None, int | None]:
    """Shift, font, rise and size: what the upper one does not say, the lower one does."""
    return (
        upper.shift or lower.shift,
        upper.font or lower.font,
        lower.rise if upper.rise is None else upper.rise,
        lower.size if upper.size is None else upper.size,
    )


def _toggled(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - two of a kind
    """If both styles set it, the second one turns it off (ECMA-376, 17.7.3)."""
    return other if one is None else one if other is None else one != other


class WordStyles:
    """The styles of a document by id."""

    def __init__(self, root: etree._Element | None) -> None:
        """`root` is the root of styles.xml."""
        self._styles: dict[str, _Style] = {}
        self.usual = ""
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self.size = look(defaults).size or _USUAL_SIZE
        for node in root.findall(f"{W}style") if root is not None else ():
            key = str(node.get(_ID) or "")
            self._styles[key] = _style(node)
            if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true", "on"):
                self.usual = key

    def look(self, key: str) -> TextEffects:
        """What a style says with all that it is based on."""
        found = TextEffects()
        for style in self._chain(key):
            found = over(style.look, found)
        return found

    def both(self, paragraph: TextEffects, character: str) -> TextEffects:
        """The look of a paragraph's style and a character style together."""
        if not character:
            return paragraph
        upper = self.look(character)
        return TextEffects(
            _toggled(paragraph.struck, upper.struck),
            _toggled(paragraph.hidden, upper.hidden),
            *_nearest(paragraph, upper),
        )

    def numbering(self, key: str) -> tuple[str, str, str]:
        """The list and the level a paragraph style asks for, and the style that asks."""
        name = key
        for style in self._chain(key):
            if style.list_id:
                return style.list_id, style.level, name
            name = style.above
        return "", "", ""

    def notable(self) -> Iterator[str]:
        """The styles that change what is read."""
        for key in self._styles:
            one = self.look(key)
            symbols = bool(one.font) and is_symbol_font(one.font)
            if one.struck or one.hidden or one.is_shifted or symbols or self.numbering(key)[0]:
                yield key

    def _chain(self, key: str) -> Iterator[_Style]:
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(key)
            if style is None:
                return
            yield style
            key = style.above


def _style(node: etree._Element) -> _Style:
    numbers = node.find(f"{W}pPr/{W}numPr")
    return _Style(value(node, "basedOn"), look(node.find(f"{W}rPr")), value(numbers, "numId"), value(numbers, "ilvl"))
