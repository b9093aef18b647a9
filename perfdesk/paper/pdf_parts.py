"""The parts of a PDF besides its pages: title and language, outline, links, page labels, and the attached document.

QPdfWriter can write none of these.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    Fit,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from perfdesk.forms.definition import Form
from perfdesk.forms.sections import ContentsEntry
from perfdesk.paper.pages import Page, TextPiece

_POINTS_PER_MM: Final = 72 / 25.4
# PDF 1.7 with associated files, as PDF/A-3 has them.
_HEADER: Final = "%PDF-1.7"
_MIME: Final = "/application/x-perfdesk"


class _Label(NamedTuple):
    """From a page on (counted from 0) the pages have numbers that begin with `number`."""

    at: int
    style: str
    number: int


def add_properties(writer: PdfWriter, title: str, texts: Sequence[str]) -> None:
    """Title and language. Nothing depends on time or chance: the same document always gives the same file. The id of
    the file is made from its texts."""
    writer.pdf_header = _HEADER
    writer.metadata = {"/Title": title, "/Creator": "perfdesk", "/Producer": "perfdesk"}
    number = ByteStringObject(hashlib.sha256("\0".join(texts).encode("utf-8")).digest()[:16])
    writer._ID = ArrayObject([number, number])  # noqa: SLF001  # pypdf would draw lots
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject("zh-CN")
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}  # noqa: FBT003
    )


def add_outline(writer: PdfWriter, entries: Sequence[ContentsEntry], made: Sequence[Page]) -> None:
    """The outline has the parts of the contents, and in each part what begins on a page."""
    places = _places(made)
    part: IndirectObject | None = None
    title = ""
    for entry in entries:
        if not entry.anchor:
            part, title = None, entry.text
            continue
        at = places[entry.anchor]
        if title and part is None:
            part = writer.add_outline_item(title=title, page_number=at)
        writer.add_outline_item(title=entry.text, page_number=at, parent=part)


def add_links(writer: PdfWriter, form: Form, made: Sequence[Page]) -> dict[int, DictionaryObject]:
    """A line of the contents leads to its page. The links, by the identity of their pieces; as parts of the structure
    their numbers follow those of the pages."""
    places = _places(made)
    links: dict[int, DictionaryObject] = {}
    for at, page in enumerate(made):
        paper = form.on(page.paper).page
        left, right = paper.left, paper.left + paper.text_width
        for piece in page.pieces:
            if isinstance(piece, TextPiece) and piece.leader:
                top = (paper.height - paper.top) * _POINTS_PER_MM - piece.top
                bottom = top - form.styles[piece.style].line * len(piece.lines)
                box = (left * _POINTS_PER_MM, bottom, right * _POINTS_PER_MM, top)
                target = Link(rect=box, target_page_index=places[piece.right], fit=Fit.fit_horizontally())
                target[NameObject("/Border")] = ArrayObject([NumberObject(0)] * 3)
                target[NameObject("/Contents")] = TextStringObject("".join(piece.lines))
                target[NameObject("/StructParent")] = NumberObject(len(made) + len(links))
                links[id(piece)] = writer.add_annotation(at, target)
                writer.pages[at][NameObject("/Tabs")] = NameObject("/S")
    return links


def _places(made: Sequence[Page]) -> dict[str, int]:
    return {anchor: at for at, page in enumerate(made) for anchor in page.anchors}


def add_page_labels(writer: PdfWriter, made: Sequence[Page]) -> None:
    """A viewer calls each page by its printed number, and the pages before page 1 by Roman numbers."""
    if all(page.number is None for page in made):
        return
    rows: list[NumberObject | DictionaryObject] = []
    for label in _labels(made):
        names = {"/S": NameObject(label.style), "/St": NumberObject(label.number)}
        rows += [NumberObject(label.at), DictionaryObject({NameObject(key): one for key, one in names.items()})]
    writer.root_object[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): ArrayObject(rows)})


def _labels(made: Sequence[Page]) -> Iterator[_Label]:
    """Where the numbering changes. A page without a number is counted towards the next numbered page."""
    numbers = _counted(made)
    for at, number in enumerate(numbers):
        before = numbers[at - 1] if at else None
        if number is None and (at == 0 or before is not None):
            yield _Label(at, "/r", 1)
        elif number is not None and (before is None or number != before + 1):
            yield _Label(at, "/D", number)


def _counted(made: Sequence[Page]) -> list[int | None]:
    numbers: list[int | None] = []
    behind: int | None = None
    for page in reversed(made):
        behind = page.number if page.number is not None else behind - 1 if behind is not None and behind > 1 else None
        numbers.append(behind)
    return numbers[::-1]


def attach(writer: PdfWriter, name: str, content: bytes) -> None:
    """Attaches the file that the pages were made from (ISO 32000-2, 7.11.4 and 14.13). Acrobat and WPS list it."""
    stream = StreamObject()
    stream.set_data(content)
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    stream[NameObject("/Subtype")] = NameObject(_MIME)
    size = DictionaryObject({NameObject("/Size"): NumberObject(len(content))})
    stream[NameObject("/Params")] = size
    file = writer._add_object(stream)  # noqa: SLF001  # pypdf has no public way to add an object
    spec = DictionaryObject({
        NameObject("/Type"): NameObject("/Filespec"),
        NameObject("/F"): TextStringObject(f"document{name[name.rindex('.') :]}"),
        NameObject("/UF"): TextStringObject(name),
        NameObject("/AFRelationship"): NameObject("/Source"),
        NameObject("/EF"): DictionaryObject({NameObject("/F"): file, NameObject("/UF"): file}),
    })  # fmt: skip
    held = writer._add_object(spec)  # noqa: SLF001
    files = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject(name), held])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): files})
    writer.root_object[NameObject("/AF")] = ArrayObject([held])
