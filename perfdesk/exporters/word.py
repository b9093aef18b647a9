"""Word annexes: the book's sections, paragraphs and Sheets as OOXML, streamed block by block into the package.

The text of a cell, heading or paragraph is written as it is; the same layout reads it back (importers).
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import chain, combinations, pairwise
from typing import BinaryIO, Final

from perfdesk.exporters import word_parts
from perfdesk.exporters.ooxml import DXA, FIELD_END, field_start, run, run_properties
from perfdesk.exporters.readable import Readable
from perfdesk.exporters.word_cells import settings_end, smaller
from perfdesk.forms.book import book
from perfdesk.forms.definition import Form
from perfdesk.forms.sections import Block, ContentsBlock, ContentsEntry, Paragraph, Section, TableBlock
from perfdesk.forms.sheet import PlacedCell, Role, Sheet, cell_edges, cell_style
from perfdesk.forms.style import Align, Edge
from perfdesk.model.document import Document
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.paper.pages import anchors
from perfdesk.paper.row_heights import fitted, split_rows

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_BUFFERED: Final = 200


def write_document(
    form: Form,
    document: Document,
    stream: BinaryIO,
    pages: Mapping[str, int] | None = None,
    origin: ExportOrigin | None = None,
) -> None:
    """Writes a .docx. `pages` are the page numbers by anchor that the contents show; counted if not given. `origin` is
    the saved version that the document comes from.

    The same document gives the same bytes: nothing in the file depends on the clock. Raises ExportFailure if our own
    import would refuse the file for its size.
    """
    numbers = anchors(form, document) if pages is None else pages
    readable = Readable("Word")
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in word_parts.parts(form, document, origin).items():
            _add(package, name, [text], readable)
        _add(package, "word/document.xml", _document(form, document, numbers), readable)


def _add(package: zipfile.ZipFile, name: str, texts: Iterable[str], readable: Readable) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    with package.open(info, "w", force_zip64=False) as member:
        waiting: list[str] = []
        for text in texts:
            waiting.append(text)
            if len(waiting) >= _BUFFERED:
                member.write(readable.encoded("".join(waiting)))
                waiting.clear()
        member.write(readable.encoded("".join(waiting)))


def _document(form: Form, document: Document, numbers: Mapping[str, int]) -> Iterator[str]:
    yield word_parts.DOCUMENT_START
    writer = _Writer(form, numbers)
    for section, following in pairwise(chain(book(form, document), [None])):
        if section is not None:
            yield from writer.section(section, last=following is None)
    yield word_parts.DOCUMENT_END


class _Writer:
    """Writes blocks; remembers only the running number of bookmarks and what the form says once."""

    def __init__(self, form: Form, numbers: Mapping[str, int]) -> None:
        self._form = form
        self._numbers = numbers
        self._bookmark = 0
        self._laid = form
        self._positions = _positions(form)
        self._text_width = round(form.laid.page.text_width * DXA)

    def section(self, section: Section, *, last: bool) -> Iterator[str]:
        """A section; Word keeps its settings in its last paragraph, those of the last one at the body's end."""
        settings = word_parts.section_settings(self._form, section)
        self._laid = self._form.on(section.paper)
        waiting: Block | None = None
        for block in section.blocks:
            if waiting is not None:
                yield self._block(waiting)
            waiting = block
        if last:
            if waiting is not None:
                yield self._block(waiting)
            # Word wants a paragraph behind the last table; it must not need a page of its own, so it is as low as Word
            # allows.
            yield (_glue(_LOWEST) if isinstance(waiting, TableBlock) else "") + settings
        elif isinstance(waiting, Paragraph):
            yield self._paragraph(waiting, settings)
        else:
            if waiting is not None:
                yield self._block(waiting)
            yield _glue(_LOWEST + settings) if isinstance(waiting, TableBlock) else _glue(settings)

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self._paragraph(block)
            case ContentsBlock():
                return self._contents(block)
            case TableBlock():
                return self._caption(block) + self._table(block)

    def _paragraph(self, paragraph: Paragraph, settings: str = "") -> str:
        new_page = "<w:pageBreakBefore/>" if paragraph.new_page else ""
        content = run(paragraph.text)
        if paragraph.anchor:
            self._bookmark += 1
            start = f'<w:bookmarkStart w:id="{self._bookmark}" w:name="{paragraph.anchor}"/>'
            content = f'{start}{content}<w:bookmarkEnd w:id="{self._bookmark}"/>'
        return f'<w:p><w:pPr><w:pStyle w:val="{paragraph.style}"/>{new_page}{settings}</w:pPr>{content}</w:p>'

    # --- contents ---------------------------------------------------------------------------------------------

    def _contents(self, contents: ContentsBlock) -> str:
        """A real TOC field with its cached result, so that the numbers are right on first open without a question.

        Level 1 (part titles) has no page numbers: \\n 1-1.
        """
        start = field_start(r" TOC \h \z \u \n 1-1 ")
        lines = [self._entry(entry) for entry in contents.entries] or [("TOC2", "")]
        lines[0] = (lines[0][0], start + lines[0][1])
        lines[-1] = (lines[-1][0], lines[-1][1] + FIELD_END)
        return "".join(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>' for style, content in lines)

    def _entry(self, entry: ContentsEntry) -> tuple[str, str]:
        if not entry.anchor:
            return "TOC1", run(entry.text)
        number = run(str(self._numbers.get(entry.anchor, "")))
        page = "<w:r><w:tab/></w:r>" + field_start(rf" PAGEREF {entry.anchor} \h ") + number + FIELD_END
        return "TOC2", f'<w:hyperlink w:anchor="{entry.anchor}" w:history="1">{run(entry.text)}{page}</w:hyperlink>'

    # --- tables -----------------------------------------------------------------------------------------------

    def _caption(self, block: TableBlock) -> str:
        if not block.caption_style or not (block.left or block.right):
            return ""
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{self._text_width}"/></w:tabs>'
        content = f"{run(block.left)}<w:r><w:tab/></w:r>{run(block.right)}"
        return f'<w:p><w:pPr><w:pStyle w:val="{block.caption_style}"/>{tab}</w:pPr>{content}</w:p>'

    def _table(self, block: TableBlock) -> str:
        """The rows in one table, or in two glued ones where the indicator header must repeat: Word repeats header
        rows only from a table's first row. The rows of the following projects of a grid go on in the last of them."""
        sheet, rows, framed = (
            block.sheet,
            self._rows(block.sheet),
            partial(self._framed, _dxa_widths(block.sheet.widths)),
        )
        begins, ends = not block.first, not block.goes_on
        if begins and sheet.repeated:
            for at in sheet.repeated:
                rows[at] = rows[at].replace("</w:trPr>", "<w:tblHeader/></w:trPr>", 1)
            top, below = rows[: sheet.repeated.start], rows[sheet.repeated.start : block.rows.stop]
            above = framed(top, open_below=True) + _glue() if top else ""
            return above + framed(below, ends=ends)
        return framed(rows[block.rows.start : block.rows.stop], begins=begins, ends=ends)

    def _framed(
        self, widths: tuple[int, ...], rows: list[str], *, open_below: bool = False, begins: bool = True,
        ends: bool = True,
    ) -> str:  # fmt: skip
        """A table, or a part of it; one that another is glued to leaves the border between them to that one."""
        settings = word_parts.table_settings(self._form, widths, open_below=open_below) if begins else ""
        return f"{'<w:tbl>' * begins}{settings}{''.join(rows)}{'</w:tbl>' * ends}"

    def _rows(self, sheet: Sheet) -> list[str]:
        rows, starts = [[""] * len(sheet.widths) for _ in range(sheet.rows)], _cell_starts(sheet.widths)
        plain = self._form.table.frame is Edge.THIN
        shrinking = {name for name, style in self._form.styles.items() if style.shrink}
        for one in sheet.cells:
            row, column, down, columns, text, role, align, *_, style = one
            start = starts[column, columns]
            name = style or _STYLES[role]
            end = _MIDDLE if not style and plain else self._settings_end(sheet, one)
            begin = f"{start}{_MERGED}{end}" if down > 1 else f"{start}{end}"
            look = self._run_look(sheet, one) if style in shrinking else self._positions[name]
            rows[row][column] = _cell(begin, name, "" if style else _SETTINGS[align], look, text)
            for below in range(row + 1, row + down):
                rows[below][column] = f"{start}<w:vMerge/>{end}{_EMPTY_CELL}</w:tc>"
        split = split_rows(self._laid, sheet)
        made = [
            f"<w:tr>{_SPLIT_ROW if at in split else _WHOLE_ROW}{''.join(row)}</w:tr>" for at, row in enumerate(rows)
        ]
        for at, lines in sheet.lines.items():
            height = f'<w:trHeight w:val="{round(lines * self._form.table.line * 20)}" w:hRule="atLeast"/>'
            made[at] = made[at].replace("</w:trPr>", f"{height}</w:trPr>", 1)
        return made

    def _settings_end(self, sheet: Sheet, cell: PlacedCell) -> str:
        style = self._form.styles[cell.style] if cell.style else None
        return settings_end(style, cell_edges(self._form, sheet, cell))

    def _run_look(self, sheet: Sheet, cell: PlacedCell) -> str:
        """How the run of a cell is set whose text becomes smaller where it does not fit."""
        style = self._form.styles[cell.style]
        room = sum(sheet.widths[cell.column : cell.column + cell.columns]) - 2 * self._form.table.margin
        made = fitted(style, cell.text, room)
        return word_parts.position(made) + (smaller(made) if made is not style else "")


@lru_cache(maxsize=64)
def _cell_starts(points: tuple[float, ...]) -> dict[tuple[int, int], str]:
    """The settings of a cell up to its merge, for every column and span that a grid allows."""
    widths, starts = _dxa_widths(points), {}
    for first, last in combinations(range(len(widths) + 1), 2):
        span = f'<w:gridSpan w:val="{last - first}"/>' if last - first > 1 else ""
        starts[first, last - first] = f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths[first:last])}" w:type="dxa"/>{span}'
    return starts


_STYLES: Final = {role: word_parts.LABEL if role.bold else word_parts.CELL for role in Role}
_SETTINGS: Final = {
    Align.LEFT: '<w:jc w:val="left"/>',
    Align.CENTER: "",
    Align.RIGHT: '<w:jc w:val="right"/>',
    Align.BOTH: '<w:jc w:val="both"/>',
}
_MERGED: Final = '<w:vMerge w:val="restart"/>'
_MIDDLE: Final = settings_end(None, None)
_LOWEST: Final = '<w:spacing w:line="14" w:lineRule="exact"/>'
# Programs differ in where they begin a row that may not split and fits on no page; split, it begins where it stands.
_SPLIT_ROW: Final = "<w:trPr></w:trPr>"
_WHOLE_ROW: Final = "<w:trPr><w:cantSplit/></w:trPr>"
_EMPTY_CELL: Final = f'<w:p><w:pPr><w:pStyle w:val="{word_parts.CELL}"/></w:pPr></w:p>'


# Labels, levels and short values come again in every project.
@lru_cache(maxsize=4096)
def _cell(start: str, style: str, setting: str, position: str, text: str) -> str:
    """What is typed into an empty cell takes the settings of its paragraph's end."""
    end = "" if text else run_properties(position)
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{setting}{end}</w:pPr>{run(text, position)}</w:p>'
    return f"{start}{paragraph}</w:tc>"


def _positions(form: Form) -> dict[str, str]:
    """How far the text of each style of cells is raised."""
    own = {name: form.styles[name] for name in form.table.styles}
    usual = {name: cell_style(form, role, "") for role, name in _STYLES.items()}
    return {name: word_parts.position(style) for name, style in (own | usual).items()}


def _glue(settings: str = "") -> str:
    """A paragraph one point high: without it Word makes one table of two."""
    return f'<w:p><w:pPr><w:pStyle w:val="{word_parts.GLUE}"/>{settings}</w:pPr></w:p>'


@lru_cache(maxsize=64)
def _dxa_widths(points: tuple[float, ...]) -> tuple[int, ...]:
    """Column widths in twentieths of a point that add up."""
    edges = [round(sum(points[:n]) * 20) for n in range(len(points) + 1)]
    return tuple(right - left for left, right in pairwise(edges))
