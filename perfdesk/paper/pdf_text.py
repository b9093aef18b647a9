"""The text behind the glyphs of a PDF. What is copied and searched is the text that was drawn, with any font.

Qt takes the text from the font: the first Unicode character with the same glyph. So 目 becomes the radical ⽬, a space
becomes a tab, ～ becomes 〜, and characters above U+FFFF (𠮷) or pictures (😀) are lost. Here the drawn texts are
remembered and matched with the glyphs of the file, run by run.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, cast

from pypdf import PageObject, PdfWriter
from pypdf.generic import DictionaryObject, StreamObject
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from perfdesk.model.radicals import radicals
from perfdesk.paper.pages import Spoken
from perfdesk.paper.pdf_marks import MARK_AT, NOBODY, Run, marked, runs

_CODE: Final = re.compile(rb"<([0-9A-F]{4})> Tj")
_RANGE: Final = re.compile(rb"<([0-9A-F]{4})> <[0-9A-F]{4}> \[([^\]]*)\]")
# Written from right to left, so that the glyphs are not in the order of the text.
_LEFTWARDS: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_NO_SHAPE: Final = b"0000"
# The most lines in one block of a character map (Adobe technical note 5411, 1.4.1).
_BLOCK: Final = 100
_HEAD: Final = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_FOOT: Final = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"

# Font and glyph.
_Shape = tuple[bytes, bytes]


class Scribe(QPainter):
    """A painter that remembers the texts it draws, marks where each begins, and knows the origin of each."""

    def __init__(self, device: object) -> None:
        """`device` is what QPainter takes."""
        super().__init__(device)  # type: ignore[call-overload]
        self.texts: list[str] = []
        self.owners: list[int] = []
        """For each text the number of its origin."""
        self.origins: list[Spoken] = []
        self._owner = NOBODY

    def note(self, origin: Spoken | None) -> None:
        """Notes what the next texts belong to when they are read aloud."""
        if origin is None:
            self._owner = NOBODY
            return
        if not self.origins or self.origins[-1] is not origin:
            self.origins.append(origin)
        self._owner = len(self.origins) - 1

    def drawText(self, start: QPointF, text: str) -> None:  # type: ignore[override]  # noqa: N802
        """Draws a run from a point on. All texts of a page are drawn this way."""
        super().fillRect(QRectF(MARK_AT, len(self.texts), 1, 1), Qt.GlobalColor.black)
        self.texts.append(text)
        self.owners.append(self._owner)
        super().drawText(start, text)


def make_searchable(writer: PdfWriter, scribe: Scribe) -> list[list[int]]:
    """Gives the glyphs of every page the texts that a Scribe drew, and removes its marks.

    Returns for each page the origins of its marked content; the index in the list is the MCID.
    """
    known: dict[_Shape, str] = {}
    marks: list[list[int]] = []
    for page in writer.pages:
        content = cast(StreamObject, page["/Contents"].get_object())
        head, texts = runs(content.get_data())
        data, found = marked(head, [_spoken(run, scribe.texts, known) for run in texts], scribe.owners)
        content.set_data(data)
        marks.append(found)
    maps = {name: found for page in writer.pages for name, found in _character_maps(page)}
    for name, stream in maps.items():
        own = {code: text for (font, code), text in known.items() if font == name}
        stream.set_data(_character_map({**_guessed(stream.get_data()), **own}))
    return marks


def _spoken(run: Run, texts: list[str], known: dict[_Shape, str]) -> Run:
    """If the glyphs of a run do not give its text, the text is stored beside them."""
    text = texts[run.number].translate(radicals())
    if _learnt(run.shown, text, known):
        return run
    return run._replace(said=text.encode("utf-16-be").hex().upper().encode())


def _learnt(shown: bytes, text: str, known: dict[_Shape, str]) -> bool:
    """Adds what the run teaches about its glyphs. Returns whether the glyphs give the text of the run."""
    shapes = _shapes(shown)
    if len(shapes) != len(text) or _LEFTWARDS.search(text):
        return False
    said = [known.setdefault(shape, letter) for shape, letter in zip(shapes, text, strict=True)]
    return "".join(said) == text and all(code != _NO_SHAPE for _, code in shapes)


def _shapes(shown: bytes) -> Sequence[_Shape]:
    """Font and glyph of each letter."""
    return [(font.partition(b" ")[0], code) for font in shown.split(b"/F")[1:] for code in _CODE.findall(font)]


def _character_maps(page: PageObject) -> Iterator[tuple[bytes, StreamObject]]:
    """The map from glyphs to text for each font of a page, by its number. A name such as F11 is the same font in the
    whole file."""
    fonts = cast(DictionaryObject, page["/Resources"]).get("/Font")
    for name, font in fonts.get_object().items() if fonts is not None else ():
        found = font.get_object().get("/ToUnicode")
        if found is not None:
            yield name.removeprefix("/F").encode(), cast(StreamObject, found.get_object())


def _guessed(written: bytes) -> dict[bytes, str]:
    """The text that Qt gives for the glyphs, for readers that do not support text beside glyphs."""
    guesses: dict[bytes, str] = {}
    for first, letters in _RANGE.findall(written):
        codes = re.findall(rb"<([0-9A-F]{4})>", letters)
        for code, letter in enumerate(codes, int(first, 16)):
            guesses[b"%04X" % code] = chr(int(letter, 16)).translate(radicals())
    return guesses


def _character_map(letters: dict[bytes, str]) -> bytes:
    """A map from glyphs to text (ISO 32000-2, 9.10.3). A character above U+FFFF is written as two surrogates."""
    lines = [
        b"<%s> <%s>\n" % (code, letter.encode("utf-16-be", "surrogatepass").hex().upper().encode())
        for code, letter in sorted(letters.items())
        if code != _NO_SHAPE
    ]
    blocks = (lines[at : at + _BLOCK] for at in range(0, len(lines), _BLOCK))
    body = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
    return _HEAD + body + _FOOT
