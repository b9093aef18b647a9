"""The parts of a Word package beside its text: styles and numbering, which change the text, and headers and footers."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.grid import ImportFailure, Line
from perfdesk.importers.namespaces import W
from perfdesk.importers.numbering import Numbering
from perfdesk.importers.package import parsed
from perfdesk.importers.runs import RunReader
from perfdesk.importers.tally import Place, Tally
from perfdesk.importers.word_styles import WordStyles

_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
# A style sheet of Word has 20,000 tags.
_MOST_TAGS: Final = 400_000
# Elements in other parts that change the text of a paragraph or a row.
_ALWAYS_WATCHED: Final = frozenset(
    f"{W}{name}"
    for name in ("vanish", "strike", "dstrike", "vertAlign", "numPr", "del", "moveFrom", "hidden", "cellDel",
                 "cellMerge", "txbxContent")
)  # fmt: skip
# Symbol, SymbolMT; Wingdings, Wingdings 2, Wingdings 3, Webdings.
_SYMBOL_FONTS: Final = (b"Symbol", b"dings")
# A run that is raised or lowered by 3 points or more. Smaller values stand on every run of what our own writer prints,
# which is to be read the quick way.
_RISEN: Final = re.compile(rb'<w:position\s[^>]{0,200}val="-?(?:[6-9]|[1-9][0-9])')
_HEADS: Final = (("word/header", "页眉"), ("word/footer", "页脚"))
_PAGE_NUMBERS: Final = re.compile(r"[\s\d\-—–·.第页共/]*")


class Watch(NamedTuple):
    """The elements that show that a block needs the thorough reader. `always` means that all blocks do."""

    tags: frozenset[str]
    always: bool


class Setting(NamedTuple):
    """What the other parts say about the text."""

    runs: RunReader
    styles: WordStyles


def setting(path: Path, parts: Mapping[str, bytes], counts: Tally) -> Setting:
    """The reader of a document's paragraphs, knowing its styles and lists."""
    styles, numbering = (_root(path, parts[name]) if name in parts else None for name in (_STYLES, _NUMBERING))
    sheet = WordStyles(styles)
    return Setting(RunReader(path, sheet, Numbering(numbering), counts), sheet)


def watch(styles: WordStyles, data: bytes) -> Watch:
    """What to look out for in a part. Nearly all blocks of nearly all files need none of it."""
    tags = set(_ALWAYS_WATCHED)
    if any(font in data for font in _SYMBOL_FONTS):
        tags.add(f"{W}rFonts")
    if _RISEN.search(data):
        tags.add(f"{W}position")
    notable = set(styles.notable())
    if any(style.encode() in data for style in notable):
        tags |= {f"{W}pStyle", f"{W}rStyle"}
    return Watch(frozenset(tags), styles.usual in notable)


def _root(path: Path, data: bytes) -> etree._Element:
    """A part that is read whole, if it is as small as such a part is."""
    if data.count(b"<") > _MOST_TAGS:
        raise ImportFailure(f"{path} 的样式或编号太多，不像绩效目标表，没有装入。")
    return parsed(path, data)


def running_lines(path: Path, parts: Mapping[str, bytes], runs: RunReader) -> Iterator[Line]:
    """The lines of headers and footers, each once and without page numbers."""
    seen: set[str] = set()
    for name, data in sorted(parts.items()):
        place = next((place for start, place in _HEADS if name.startswith(start)), "")
        for paragraph in _root(path, data).iter(f"{W}p") if place else ():
            text = " ".join((runs.paragraph(paragraph, Place(place)) or "").split())
            if text not in seen and not _PAGE_NUMBERS.fullmatch(text):
                seen.add(text)
                yield Line(place, text)
