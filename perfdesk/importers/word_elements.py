"""The meaning of the elements of a Word text for the reader: which show nothing, which only group, and which are
reported."""

from collections.abc import Mapping
from typing import Final

from lxml import etree

from perfdesk.importers import tally
from perfdesk.importers.namespaces import MC, W14, M, W, on
from perfdesk.importers.symbols import holds_private
from perfdesk.importers.tally import RemarkKind


def _names(space: str, names: str) -> frozenset[str]:
    return frozenset(space + name for name in names.split())


# Marks, ranges and settings: they show nothing, whatever they hold.
EMPTY: Final = _names(
    W,
    "pPr rPr tcPr trPr tblPr tblPrEx tblGrid sdtPr sdtEndPr sectPr smartTagPr customXmlPr fldData proofErr "
    "bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd permStart permEnd lastRenderedPageBreak softHyphen "
    "moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd "
    "customXmlDelRangeStart customXmlDelRangeEnd customXmlMoveFromRangeStart customXmlMoveFromRangeEnd "
    "customXmlMoveToRangeStart customXmlMoveToRangeEnd annotationRef footnoteRef endnoteRef separator "
    "continuationSeparator",
) | _names(W14, "customXmlConflictInsRangeStart customXmlConflictInsRangeEnd customXmlConflictDelRangeStart "
                "customXmlConflictDelRangeEnd")  # fmt: skip
# Elements that only group: their contents are read as if the element were not there.
WRAPPERS: Final = _names(
    W, "ins moveTo hyperlink smartTag customXml sdtContent dir bdo rubyBase"
) | {f"{W14}conflictIns", f"{MC}Choice", f"{MC}Fallback"}  # fmt: skip
GONE: Final[Mapping[str, RemarkKind]] = {
    f"{W}del": tally.DELETED, f"{W}moveFrom": tally.MOVED, f"{W14}conflictDel": tally.DELETED,
}  # fmt: skip
DRAWN: Final = _names(W, "drawing pict object control contentPart") | {f"{W14}contentPart"}
REFERENCES: Final[Mapping[str, RemarkKind]] = {
    f"{W}commentReference": tally.COMMENT, f"{W}footnoteReference": tally.NOTE, f"{W}endnoteReference": tally.NOTE,
    f"{W}altChunk": tally.CHUNK, f"{W}subDoc": tally.CHUNK,
}  # fmt: skip
BREAKS: Final[Mapping[str, str]] = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
RUN, TEXT, RUN_SETTINGS, SETTINGS = f"{W}r", f"{W}t", f"{W}rPr", f"{W}pPr"
MATH_RUN, MATH_TEXT, MATH = f"{M}r", f"{M}t", _names(M, "oMath oMathPara")
CODE: Final = _names(W, "instrText delInstrText")
# The choice for these name spaces. Word does not read those of other makers either.
_KNOWN_SPACES: Final = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/")


def plain(paragraph: etree._Element) -> str | None:
    """The text of a paragraph that contains only text; None for all others. Most paragraphs are plain, and this way
    is quick."""
    texts: list[str] = []
    for child in paragraph:
        tag = child.tag
        if tag == RUN:
            for piece in child:
                tag = piece.tag
                if tag == TEXT:
                    texts.append(piece.text or "")
                elif tag in BREAKS:
                    texts.append(BREAKS[tag])
                elif tag not in EMPTY:
                    return None
        elif tag not in EMPTY:
            return None
    text = "".join(texts)
    # Private characters, which may be glyphs of a symbol font, are not printable.
    return text if text.isprintable() or not holds_private(text) else None


def alternative(node: etree._Element) -> etree._Element | None:
    """The choice of mc:AlternateContent that Word shows."""
    for choice in node.findall(f"{MC}Choice"):
        spaces = [str(choice.nsmap.get(name) or "") for name in str(choice.get("Requires") or "").split()]
        if all(space.startswith(_KNOWN_SPACES) for space in spaces):
            return choice
    return node.find(f"{MC}Fallback")


def is_prompt(settings: etree._Element | None) -> bool:
    """Whether a content control shows its prompt, because nothing has been filled in."""
    return settings is not None and bool(on(settings.find(f"{W}showingPlcHdr")))


def is_elsewhere(settings: etree._Element | None, content: etree._Element | None) -> bool:
    """Whether a content control has no text of its own and is bound to data beside the text, which Word shows."""
    bound = settings is not None and settings.find(f"{W}dataBinding") is not None
    return bound and (content is None or not "".join(map(str, content.itertext())).strip())


def mark_is_gone(paragraph: etree._Element) -> bool:
    """Whether the paragraph mark is deleted or hidden, so that the next paragraph continues in the same line."""
    mark = paragraph.find(f"{SETTINGS}/{RUN_SETTINGS}")
    if mark is None:
        return False
    deleted = mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
    return deleted or bool(on(mark.find(f"{W}vanish")))
