"""The structure of a tagged PDF (ISO 32000-2, 14.7 and 14.8): what a screen reader reads, in the order of the book.

Headings have their outline level, and each begins a Sect. There are paragraphs, contents with links, and tables with
rows, cells and spans. An element ends when the next one begins, so a paragraph or a row may continue on the next page.
Repeated or decorative contents (borders, dots, page numbers, repeated headers) are in no element.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from pypdf import PdfWriter
from pypdf.generic import (
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
)

from perfdesk.forms.definition import Form
from perfdesk.forms.sections import ContentsBlock, TableBlock
from perfdesk.forms.sheet import PlacedCell, Role, Sheet
from perfdesk.paper.pages import Spoken, TablePiece, TextPiece
from perfdesk.paper.pdf_objects import PackedObjects

# The links of the contents, by id() of the pieces that they cover.
Links = Mapping[int, DictionaryObject]
_DEEPEST_HEADING: Final = 6
_VALUES: Final = (Role.VALUE, Role.COMPUTED)


class _Element:
    """An element that has not ended. `page` is the object number of the page of its first content."""

    __slots__ = ("_attributes", "_kids", "_page", "_parent", "number", "role")

    def __init__(self, number: int, role: bytes, parent: int, attributes: bytes = b"") -> None:
        self.number, self.role = number, role
        self._parent, self._attributes = parent, attributes
        self._page = 0
        self._kids: list[bytes] = []

    def add(self, kid: bytes) -> None:
        self._kids.append(kid)

    def mark(self, page: int, mcid: int) -> None:
        """Adds marked content of a page. Content on the element's own page is written as a number only."""
        self._page = self._page or page
        own = page == self._page
        self.add(b"%d" % mcid if own else b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page, mcid))

    def tie(self, page: int, note: int) -> None:
        """Adds a link on a page."""
        self.add(b"<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>" % (page, note))

    def body(self) -> bytes:
        page = b"/Pg %d 0 R" % self._page if self._page else b""
        kids = b" ".join(self._kids)
        held = b"/K[%s]" % kids if len(self._kids) > 1 else b"/K %s" % kids if kids else b""
        return b"<</S/%s/P %d 0 R%s%s%s>>" % (self.role, self._parent, page, held, self._attributes)


class _Structure:
    """Makes the elements for origins, which come in printed order."""

    def __init__(self, form: Form, packed: PackedObjects, root: int, origins: Sequence[Spoken], links: Links) -> None:
        self._form = form
        self._packed = packed
        self._origins = origins
        self._walked = 0
        self._links = dict(links)
        self.tied: list[tuple[int, int]] = []
        """The key of each link in the ParentTree, and its element."""
        self._open: list[_Element] = []
        self._levels = [0]
        self._piece: TextPiece | TablePiece | None = None
        self._line: _Element | None = None
        self._sheet: Sheet | None = None
        self._row = -1
        # How many rows of the table stand above the first one of the sheet.
        self._above = 0
        self._cells: dict[int, _Element] = {}
        self._values: dict[int, int] = {}
        self.document = self._begin(b"Document", root)

    def mark(self, owner: int, page: int, mcid: int) -> int:
        """Adds marked content of a page to the element of its origin and returns the element's number."""
        self._pass_by(owner)
        self._walked = owner + 1
        piece, cell = self._origins[owner]
        element = self._text(piece) if isinstance(piece, TextPiece) else self._cell(piece, cast(PlacedCell, cell))
        element.mark(page, mcid)
        link = self._links.pop(id(piece), None)
        if link is not None:
            element.tie(page, cast(IndirectObject, link.indirect_reference).idnum)
            self.tied.append((cast(NumberObject, link["/StructParent"]), element.number))
        return element.number

    def finish(self) -> None:
        """Ends every element."""
        self._pass_by(len(self._origins))
        self._leave()
        self._close(0)

    def _pass_by(self, owner: int) -> None:
        """Of what shows no text before an origin only cells are elements, so that every row has all of its columns."""
        for piece, cell in self._origins[self._walked : owner]:
            if isinstance(piece, TablePiece):
                self._cell(piece, cast(PlacedCell, cell))
            elif piece.first:
                self._line = None

    def _begin(self, role: bytes, parent: int, attributes: bytes = b"") -> _Element:
        made = _Element(self._packed.reserve(), role, parent, attributes)
        self._open.append(made)
        return made

    def _begin_in(self, parent: _Element, role: bytes, attributes: bytes = b"") -> _Element:
        made = self._begin(role, parent.number, attributes)
        parent.add(b"%d 0 R" % made.number)
        return made

    def _close(self, depth: int) -> None:
        """Ends the innermost elements until `depth` elements are open."""
        while len(self._open) > depth:
            done = self._open.pop()
            self._packed.put(done.number, done.body())

    @property
    def _depth(self) -> int:
        """How many of the open elements are the document and its sections."""
        return len(self._levels)

    def _leave(self) -> None:
        """Ends the open elements in the section. A table ends with all of its rows."""
        if self._sheet is not None:
            self._rows_up_to(self._above + self._sheet.rows - 1)
            self._sheet = None
        self._close(self._depth)

    def _text(self, piece: TextPiece) -> _Element:
        if self._line is None or (piece.first and piece is not self._piece):
            self._line = self._begin_text(piece)
        self._piece = piece
        return self._line

    def _begin_text(self, piece: TextPiece) -> _Element:
        if piece.block is ContentsBlock:
            return self._entry(leads=piece.leader)
        self._leave()
        if piece.block is TableBlock:
            return self._begin_in(self._begin_in(self._open[-1], b"Table"), b"Caption")
        level = min(self._form.styles[piece.style].outline, _DEEPEST_HEADING)
        if level:
            self._section(level)
        return self._begin_in(self._open[-1], b"H%d" % level if level else b"P")

    def _section(self, level: int) -> None:
        while self._levels[-1] >= level:
            self._levels.pop()
        self._close(self._depth)
        self._begin_in(self._open[-1], b"Sect")
        self._levels.append(level)

    def _entry(self, *, leads: bool) -> _Element:
        """A line of the contents. The contents continue as long as their lines follow each other."""
        if len(self._open) > self._depth and self._open[self._depth].role == b"TOC":
            self._close(self._depth + 1)
        else:
            self._leave()
            self._begin_in(self._open[-1], b"TOC")
        line = self._begin_in(self._open[-1], b"TOCI")
        return self._begin_in(self._begin_in(line, b"Reference"), b"Link") if leads else self._begin_in(line, b"P")

    def _cell(self, piece: TablePiece, cell: PlacedCell) -> _Element:
        if piece is not self._piece and not piece.first and not piece.skip:
            self._begin_table(piece.sheet)
        elif piece.sheet is not self._sheet:
            self._go_on(piece)
        self._piece = piece
        self._rows_up_to(self._above + cell.row)
        if cell.column not in self._cells:
            role = b"TH" if cell.role is Role.LABEL else b"TD"
            row = self._open[self._depth + 1]
            self._cells[cell.column] = self._begin_in(row, role, self._attributes(cell))
        return self._cells[cell.column]

    def _begin_table(self, sheet: Sheet) -> None:
        """The table stands in the structure below its caption, if the caption is open."""
        if self._sheet is None and self._open[-1].role == b"Caption":
            self._close(self._depth + 1)
        else:
            self._leave()
            self._begin_in(self._open[-1], b"Table")
        self._row, self._line = -1, None
        self._take(sheet, 0)

    def _go_on(self, piece: TablePiece) -> None:
        """The rows of the next project in a table of all."""
        before = cast(TablePiece, self._piece)
        self._rows_up_to(self._above + before.last - 1)
        self._take(piece.sheet, self._row + 1 - piece.first)

    def _take(self, sheet: Sheet, above: int) -> None:
        self._sheet, self._above, self._values = sheet, above, {}
        for cell in sheet.cells:
            if cell.role in _VALUES:
                for row in range(cell.row, cell.row + cell.rows):
                    self._values[row] = max(cell.column, self._values.get(row, 0))

    def _rows_up_to(self, row: int) -> None:
        """A row whose places all belong to cells of rows above has no cell."""
        while self._row < row:
            self._close(self._depth + 1)
            self._begin_in(self._open[-1], b"TR")
            self._row += 1
            self._cells = {}

    def _attributes(self, cell: PlacedCell) -> bytes:
        spans = (b"/RowSpan %d" % cell.rows * (cell.rows > 1), b"/ColSpan %d" % cell.columns * (cell.columns > 1))
        scope = self._scope(cell) if cell.role is Role.LABEL else b""
        names = b"".join((scope, *spans))
        return b"/A<</O/Table%s>>" % names if names else b""

    def _scope(self, cell: PlacedCell) -> bytes:
        """A label belongs to its row if a value follows it there, else to the column below it."""
        rows = range(cell.row, cell.row + cell.rows)
        return b"/Scope/Row" if any(self._values.get(row, 0) > cell.column for row in rows) else b"/Scope/Column"


def add_structure(
    writer: PdfWriter, form: Form, origins: Sequence[Spoken], marks: Sequence[Sequence[int]], links: Links
) -> PackedObjects:
    """Adds the marked content of every page (its origins by MCID) to the structure and returns the objects of the
    structure.

    Nothing may be added to the file afterwards, because these objects are numbered behind its last one.
    """
    root = DictionaryObject()
    held = writer._add_object(root)  # noqa: SLF001  # pypdf has no public way to add an object
    packed = PackedObjects(held.idnum + 1)
    structure = _Structure(form, packed, held.idnum, origins, links)
    parents = [*_page_parents(writer, structure, packed, marks), *structure.tied]
    structure.finish()
    tree = packed.reserve()
    packed.put(tree, b"<</Nums[%s]>>" % b" ".join(b"%d %d 0 R" % pair for pair in parents))
    root.update({
        NameObject("/Type"): NameObject("/StructTreeRoot"),
        NameObject("/K"): IndirectObject(structure.document.number, 0, writer),
        NameObject("/ParentTree"): IndirectObject(tree, 0, writer),
        NameObject("/ParentTreeNextKey"): NumberObject(len(marks) + len(links)),
    })  # fmt: skip
    writer.root_object[NameObject("/StructTreeRoot")] = held
    marked = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})  # noqa: FBT003
    writer.root_object[NameObject("/MarkInfo")] = marked
    return packed


def _page_parents(
    writer: PdfWriter, structure: _Structure, packed: PackedObjects, marks: Sequence[Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """Marks all content. The key of each page in the ParentTree, and the list of its elements by MCID."""
    for at, (page, owners) in enumerate(zip(writer.pages, marks, strict=True)):
        if owners:
            place = cast(IndirectObject, page.indirect_reference).idnum
            elements = [structure.mark(owner, place, mcid) for mcid, owner in enumerate(owners)]
            page[NameObject("/StructParents")] = NumberObject(at)
            found = packed.reserve()
            packed.put(found, b"[%s]" % b" ".join(b"%d 0 R" % element for element in elements))
            yield at, found
