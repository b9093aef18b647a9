"""What Word says of a paragraph and its text, with all that it inherits: defaults of the document, style of the table,
style of the paragraph, the paragraph itself, style of the run, the run itself (ECMA-376 part 1, 17.7.2)."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.namespaces import VALUE, W, on, value

# What is said, by a name of our own; of what is not said there is nothing.
Said = Mapping[str, str]
NOTHING: Final[Said] = {}
_THEME: Final = "{*}"
# A longer chain of styles is a circle.
_LONGEST_CHAIN: Final = 30
_TWIPS, _HUNDREDTHS, _SINGLE = 20.0, 100.0, 240
# The size of text that nothing is said of (17.3.2.38).
_USUAL_SIZE: Final = 10.0
# A line of a Chinese font is so much higher than its type.
NATURAL: Final = 1.3
_LARGEST: Final = 200.0
_ALIGNS: Final = {"center": "center", "right": "right", "end": "right", "both": "both", "distribute": "both"}
_SPACING: Final = ("line", "lineRule", "before", "after")
_INDENTS: Final = {
    "left": "left", "start": "left", "leftChars": "leftChars", "startChars": "leftChars", "right": "right",
    "end": "right", "rightChars": "rightChars", "endChars": "rightChars", "firstLine": "first",
    "firstLineChars": "firstChars",
}  # fmt: skip


class WordType(NamedTuple):
    """How a paragraph is set: sizes in points; indents in characters, on both sides and of the first line."""

    font: str
    size: float
    bold: bool
    italic: bool
    align: str
    line: float
    before: float
    after: float
    left: float
    right: float
    first: float


class WordSettings:
    """Those of a file. `theme` names fonts that styles name by what they are for."""

    def __init__(self, styles: etree._Element | None, theme: etree._Element | None) -> None:
        self._fonts = dict(_theme_fonts(theme))
        self._own: dict[str, tuple[str, Said]] = {}
        self.tables: dict[str, etree._Element] = {}
        self._usual = {"paragraph": "", "table": ""}
        self._whole: dict[str, Said] = {"": NOTHING}
        self._defaults: Said = NOTHING
        if styles is not None:
            self._read(styles)

    def _read(self, styles: etree._Element) -> None:
        defaults = (styles.find(f"{W}docDefaults/{W}{one}Default/{W}{one}") for one in ("pPr", "rPr"))
        self._defaults = self._said(*defaults)
        for node in styles.iterfind(f"{W}style"):
            name, kind = str(node.get(f"{W}styleId") or ""), str(node.get(f"{W}type") or "")
            self._own[name] = value(node, "basedOn"), self._said(node.find(f"{W}pPr"), node.find(f"{W}rPr"))
            if kind == "table":
                self.tables[name] = node
            if kind in self._usual and node.get(f"{W}default") in ("1", "true", "on"):
                self._usual[kind] = name

    def table_style(self, table: etree._Element) -> str:
        """The style of a table."""
        return value(table.find(f"{W}tblPr"), "tblStyle") or self._usual["table"]

    def chain(self, name: str) -> Iterator[str]:
        """A style, and the ones that it is based on, the nearest first."""
        for _ in range(_LONGEST_CHAIN):
            if name not in self._own:
                return
            yield name
            name = self._own[name][0]

    def paragraph(self, node: etree._Element, table: str = "") -> Said:
        """What is said of a paragraph and of its first text, or of its mark where it has none; in cells of a table also
        by the style of that."""
        settings = node.find(f"{W}pPr")
        run = next((one for one in node.iter(f"{W}r") if any(text.text for text in one.iterfind(f"{W}t"))), None)
        own = run.find(f"{W}rPr") if run is not None else settings.find(f"{W}rPr") if settings is not None else None
        styles = (table, value(settings, "pStyle") or self._usual["paragraph"])
        lower: dict[str, str] = {**self._defaults}
        for name in styles:
            lower |= self._of(name)
        return {**lower, **self._said(settings, None), **self._of(value(own, "rStyle")), **self._said(None, own)}

    def _of(self, name: str) -> Said:
        """What a style says with all that it is based on."""
        if name not in self._whole:
            whole: dict[str, str] = {}
            for one in reversed([*self.chain(name)]):
                whole |= self._own[one][1]
            self._whole[name] = whole
        return self._whole[name]

    def _said(self, paragraph: etree._Element | None, run: etree._Element | None) -> Said:
        """What w:pPr and w:rPr say."""
        found = dict(_of_paragraph(paragraph)) if paragraph is not None else {}
        for node in run if run is not None else ():
            if node.tag in (f"{W}b", f"{W}i"):
                found[node.tag[len(W) :]] = "1" if on(node) else "0"
            elif node.tag == f"{W}sz":
                found["size"] = str(node.get(VALUE) or "")
            elif node.tag == f"{W}rFonts" and (font := self._font(node)):
                found["font"] = font
        return found

    def _font(self, node: etree._Element) -> str:
        """The font of Chinese characters; a theme goes before a name."""
        theme = str(node.get(f"{W}eastAsiaTheme") or "")
        return self._fonts.get(theme[:5], "") or str(node.get(f"{W}eastAsia") or "")


def _of_paragraph(settings: etree._Element) -> Iterator[tuple[str, str]]:
    for node in settings:
        if node.tag == f"{W}jc":
            yield "align", str(node.get(VALUE) or "")
        elif node.tag == f"{W}snapToGrid":
            yield "snaps", "1" if on(node) else "0"
        elif node.tag == f"{W}spacing":
            yield from ((name, str(text)) for name in _SPACING if (text := node.get(f"{W}{name}")) is not None)
        elif node.tag == f"{W}ind":
            yield from ((own, str(text)) for name, own in _INDENTS.items() if (text := node.get(f"{W}{name}")))


def _theme_fonts(theme: etree._Element | None) -> Iterator[tuple[str, str]]:
    """The Chinese fonts of a theme, of headings ("major") and of texts ("minor")."""
    for name in ("major", "minor"):
        fonts = next(theme.iter(f"{_THEME}{name}Font"), None) if theme is not None else None
        if fonts is None:
            continue
        own = next((str(one.get("typeface") or "") for one in fonts.iterchildren(f"{_THEME}ea")), "")
        chinese = (one for one in fonts.iterchildren(f"{_THEME}font") if one.get("script") == "Hans")
        yield name, own or next((str(one.get("typeface") or "") for one in chinese), "")


def typed(said: Said, pitch: float) -> WordType:
    """What is said in points and characters. `pitch` is how far the lines of the page's grid are apart, 0 where there
    is none."""
    size = min(_number(said, "size") / 2 or _USUAL_SIZE, _LARGEST)
    return WordType(
        said.get("font", "")[:40], size, said.get("b") == "1", said.get("i") == "1",
        _ALIGNS.get(said.get("align", ""), "left"), _line(said, size, pitch),
        *(min(_number(said, name) / _TWIPS, _LARGEST) for name in ("before", "after")),
        *(_characters(said, name, size) for name in ("left", "right", "first")),
    )  # fmt: skip


def _line(said: Said, size: float, pitch: float) -> float:
    """How far the lines are apart: as many lines of the grid as the type needs, so many times as high as is said."""
    height, value = NATURAL * size, _number(said, "line")
    rule = said.get("lineRule", "auto")
    if value and rule == "exact":
        return round(min(value / _TWIPS, _LARGEST), 2)
    if pitch and said.get("snaps", "1") == "1":
        height = ceil(round(height / pitch, 3)) * pitch
    if value and rule == "atLeast":
        height = max(height, value / _TWIPS)
    elif value:
        height *= value / _SINGLE
    return round(min(height, _LARGEST), 2)


def _characters(said: Said, name: str, size: float) -> float:
    return round(_number(said, f"{name}Chars") / _HUNDREDTHS or _number(said, name) / _TWIPS / size, 2)


def _number(said: Said, name: str) -> float:
    text = said.get(name, "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
