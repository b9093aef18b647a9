"""What a drawing, picture or embedded object in a Word text is, so that the report can name it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers import tally
from perfdesk.importers.namespaces import W, local
from perfdesk.importers.tally import RemarkKind

_BOX: Final = f"{W}txbxContent"
# The first of these that is found inside tells the kind of the drawing.
_KINDS: Final = (
    ("control", tally.CONTROL),
    ("OLEObject", tally.OBJECT),
    ("objectEmbed", tally.OBJECT),
    ("objectLink", tally.OBJECT),
    ("chart", tally.CHART),
    ("relIds", tally.DIAGRAM),
    ("contentPart", tally.INK),
    ("textpath", tally.WORD_ART),
    ("pic", tally.PICTURE),
    ("blip", tally.PICTURE),
    ("imagedata", tally.PICTURE),
    ("movie", tally.PICTURE),
)
_FALLBACK: Final = "Fallback"


class _Seen(NamedTuple):
    """The names of the elements in a drawing, and its text; `boxed` where it is a text box."""

    names: set[str]
    texts: list[str]
    boxed: bool


def kinds(node: etree._Element) -> Iterator[tuple[RemarkKind, str]]:
    """The kinds of contents in a drawing, with the text in it. Nothing for a text box, because its text is read as
    paragraphs."""
    names, texts, boxed = _seen(node)
    text = "".join(texts)
    kind = next((kind for name, kind in _KINDS if name in names), None)
    if kind is not None:
        yield kind, text
    elif text:
        yield tally.WORD_ART, text
    elif not boxed:
        yield tally.SHAPE, ""


def _seen(node: etree._Element) -> _Seen:
    names: set[str] = set()
    texts: list[str] = []
    boxed = False
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.tag == _BOX:
            boxed = True
            continue
        name = local(one)
        names.add(name)
        texts.append(_text(one, name))
        waiting.extend(child for child in reversed(one) if isinstance(child.tag, str) and local(child) != _FALLBACK)
    return _Seen(names, texts, boxed)


def _text(node: etree._Element, name: str) -> str:
    if name == "textpath":
        return str(node.get("string") or "")
    return node.text if name in ("t", "v") and node.text and node.text.strip() else ""
