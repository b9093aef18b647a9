"""Puts text into paragraphs and cells of an original as a clerk would: with the type that stands there."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from lxml import etree

from perfdesk.exporters.original.word_table import VALUE, P, W, children

_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_RUN, _TEXT, _MARK, _SETTINGS, _CONTROL = f"{W}r", f"{W}t", f"{W}rPr", f"{W}pPr", f"{W}sdt"
_BREAKS: Final = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# Settings of a paragraph that belong to it alone, or to the section that it ends.
_OWN_SETTINGS: Final = (f"{W}sectPr", f"{W}pPrChange")
_OWN_NUMBERS: Final = (f"{_W14}paraId", f"{_W14}textId")
# The grey prompt of a content control is no type of the office's.
_PROMPT: Final = ("PlaceholderText", "placeholder")
_DELETED: Final = (f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr")
_GLYPHS: Final = {True: ("☑", "F0FE"), False: ("☐", "F0A8")}
_SYMBOL_BOXES: Final = {"F06F": "□", "F0A8": "□", "F071": "□", "F072": "□", "F0FE": "☑", "F052": "☑", "F0FD": "☑"}


# --- the pieces of a paragraph's text --------------------------------------------------------------------------------


@dataclass(slots=True)
class Piece:
    """A part of the text of some paragraphs, and what sets it anew; None where that cannot be."""

    text: str
    put: Callable[[str], None] | None = None

    def set(self, text: str) -> None:
        """From now on it says this."""
        if self.put is not None:
            self.put(text)
            self.text = text


def pieces(paragraphs: Sequence[etree._Element]) -> list[Piece]:
    """The text in order, a line feed between two paragraphs."""
    found: list[Piece] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            found.append(Piece("\n"))
        found += _pieces(paragraph)
    return found


def _pieces(node: etree._Element) -> Iterator[Piece]:
    for child in node:
        if child.tag == _TEXT:
            yield Piece(child.text or "", _TextNodes(child).put)
        elif child.tag in _BREAKS:
            yield Piece(_BREAKS[str(child.tag)], _TextNodes(child).put)
        elif (box := _box(child)) is not None:
            yield box
        elif child.tag not in _DELETED:
            yield from _pieces(child)


def _box(node: etree._Element) -> Piece | None:
    """A box to tick that is no character: a content control, a legacy form field, a glyph of a symbol font."""
    if node.tag == _CONTROL and (box := node.find(f"{W}sdtPr/{_W14}checkbox")) is not None:
        checked = box.find(f"{_W14}checked")
        ticked = checked is not None and checked.get(f"{_W14}val", "1") in ("1", "true", "on")
        return Piece("☑" if ticked else "☐", lambda text: _tick_control(node, box, ticked=text == "☑"))
    if node.tag == f"{W}sym" and (shown := _SYMBOL_BOXES.get(str(node.get(f"{W}char", "")).upper())):
        is_box = "wingdings" in str(node.get(f"{W}font", "")).lower()
        return Piece(shown, lambda text: node.set(f"{W}char", _GLYPHS[text == "☑"][1])) if is_box else None
    return None


def _tick_control(control: etree._Element, box: etree._Element, *, ticked: bool) -> None:
    checked = box.find(f"{_W14}checked")
    if checked is None:
        checked = etree.SubElement(box, f"{_W14}checked")
        box.insert(0, checked)
    checked.set(f"{_W14}val", "1" if ticked else "0")
    state = box.find(f"{_W14}{'checkedState' if ticked else 'uncheckedState'}")
    code = str(state.get(f"{_W14}val", "")) if state is not None else ""
    glyph = chr(int(code, 16)) if len(code) == 4 and code.isalnum() and code.isascii() else _GLYPHS[ticked][0]
    for text in list(control.iter(_TEXT))[:1]:
        text.text = glyph


class _TextNodes:
    """The w:t and w:br that a piece is written as; at first one of them."""

    def __init__(self, node: etree._Element) -> None:
        self._nodes = [node]

    def put(self, text: str) -> None:
        """Others take their place."""
        before, self._nodes = self._nodes, [*written(text)]
        for node in self._nodes:
            before[0].addprevious(node)
        for node in before:
            _remove(node)


def written(text: str) -> Iterator[etree._Element]:
    """A text as w:t, with a w:br for each line feed."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield etree.Element(f"{W}br")
        made = etree.Element(_TEXT, {_SPACE: "preserve"})
        made.text = line
        yield made


def replaced(found: Sequence[Piece], start: int, end: int, text: str) -> None:
    """Sets the characters from `start` to `end` anew, in the type of the first of them; where there are none, of the
    empty piece that waits there, or of the character before."""
    place, touched = 0, []
    for piece in found:
        first, last = max(start - place, 0), min(end - place, len(piece.text))
        if piece.put is not None and (first < last or (start == end and first <= last)):
            touched.append((piece, first, last))
        place += len(piece.text)
    if start == end:
        touched = sorted(touched, key=lambda one: bool(one[0].text))[:1]
    for piece, first, last in touched:
        piece.set(piece.text[:first] + text + piece.text[last:])
        text = ""


# --- whole cells -----------------------------------------------------------------------------------------------------


def paragraphs_of(cell: etree._Element) -> list[etree._Element]:
    """The paragraphs of a cell, tables in it left out."""
    return list(children(cell, P))


def text_of(paragraphs: Sequence[etree._Element]) -> str:
    """What they say."""
    return "".join(piece.text for piece in pieces(paragraphs))


def put_cell(cell: etree._Element, text: str) -> None:
    """The cell says just this, each line in a paragraph like its first. An empty text leaves an empty cell as it is,
    so that it keeps its height."""
    paragraphs = paragraphs_of(cell)
    if not text and not text_of(paragraphs).strip():
        return
    _unwrap(cell)
    first, *others = paragraphs_of(cell) or [etree.SubElement(cell, P)]
    look = _look(first, others)
    for one in others:
        _remove(one)
    put_paragraph(first, "", look)
    at = first
    for number, line in enumerate(text.split("\n")):
        if number:
            following = _like(first)
            at.addnext(following)
            at = following
        put_paragraph(at, line, look)


def put_paragraph(paragraph: etree._Element, text: str, look: etree._Element | None) -> None:
    """The paragraph says just this. Without a text a run without text stays, so that the type is known later."""
    for child in list(paragraph):
        if child.tag != _SETTINGS:
            paragraph.remove(child)
    if text or look is not None:
        run = etree.SubElement(paragraph, _RUN)
        run.extend([deepcopy(look)] if look is not None else [])
        run.extend(written(text) if text else ())


def _look(first: etree._Element, others: Sequence[etree._Element]) -> etree._Element | None:
    """The type of the first characters in a cell; where there are none, of the end of its first paragraph."""
    runs = (run.find(_MARK) for one in (first, *others) for run in one.iter(_RUN))
    mark = first.find(f"{_SETTINGS}/{_MARK}")
    found = next((one for one in (*runs, mark) if one is not None and not _is_prompt(one)), None)
    if found is None:
        return None
    look = deepcopy(found)
    for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange"):
        for one in look.findall(f"{W}{name}"):
            look.remove(one)
    return look


def _is_prompt(look: etree._Element) -> bool:
    style = look.find(f"{W}rStyle")
    return style is not None and str(style.get(VALUE, "")) in _PROMPT


def _like(paragraph: etree._Element) -> etree._Element:
    """An empty paragraph with the same settings."""
    made = etree.Element(P)
    settings = paragraph.find(_SETTINGS)
    if settings is not None:
        copy = deepcopy(settings)
        for name in _OWN_SETTINGS:
            for one in copy.findall(name):
                copy.remove(one)
        made.append(copy)
    return made


def without_numbers(node: etree._Element) -> None:
    """Takes the numbers away that Word gives to one paragraph only."""
    for one in node.iter(f"{W}p", f"{W}tr"):
        for name in _OWN_NUMBERS:
            if name in one.attrib:
                del one.attrib[name]


def _unwrap(cell: etree._Element) -> None:
    """Content controls around what is going to be set are gone: they may be bound to data that Word would show
    instead, or take no text of several lines."""
    for control in list(cell.iter(_CONTROL)):
        content = control.find(f"{W}sdtContent")
        for child in list(content) if content is not None else ():
            control.addprevious(child)
        _remove(control)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    assert parent is not None
    parent.remove(node)
