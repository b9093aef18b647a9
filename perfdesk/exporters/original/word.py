"""write_word(...): the office's own Word file with a document's texts in it, and everything else as it is."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import accumulate, pairwise
from typing import BinaryIO, Final

from lxml import etree

from perfdesk.exporters.original.copies import begin_page, end_section, has_sections, made_distinct
from perfdesk.exporters.original.members import NoFit, parsed, serialised, with_origin, write_readable
from perfdesk.exporters.original.printed_copies import PrintedCopy, band_cells, body_kinds, line_texts, printed_copies
from perfdesk.exporters.original.slots import put_choices, put_slots
from perfdesk.exporters.original.word_rows import fill_records
from perfdesk.exporters.original.word_table import TABLE, OriginalRow, P, W, children, moved, table_rows
from perfdesk.exporters.original.word_text import paragraphs_of, pieces, put_cell, text_of
from perfdesk.forms.bands import PLAIN, Cell, RecordsBand, RowsBand
from perfdesk.forms.computed_cells import computed_cell_text
from perfdesk.forms.definition import Form
from perfdesk.forms.original import Original, OriginalTable
from perfdesk.model.document import Document, Project
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.fields import Owner
from perfdesk.model.values import normal

BODY: Final = "word/document.xml"
_SECTION: Final = f"{W}sectPr"


def write_word(
    form: Form, document: Document, members: Mapping[str, bytes], stream: BinaryIO, origin: ExportOrigin | None = None
) -> None:
    """Writes the original, of which these are the checked members, filled. Raises NoFit before anything is written if
    it is not the form's."""
    parts = with_origin(members, origin)
    parts[BODY] = filled_body(form, document, members[BODY])
    write_readable(parts, stream, "Word")


def filled_body(form: Form, document: Document, data: bytes) -> bytes:
    """word/document.xml with all projects, each on pages of its own."""
    root = parsed(data)
    body, blocks, last = _parted(root)
    check_fit(form, blocks)
    for one in blocks:
        body.remove(one)
    made = list(_copies(form, document, blocks, last))
    for at, one in enumerate(made):
        body.insert(at, one)
    return serialised(root)


def _parted(root: etree._Element) -> tuple[etree._Element, list[etree._Element], etree._Element | None]:
    """The body, what stands in it, and how its last section is set."""
    body = root.find(f"{W}body")
    if body is None or not len(body):
        raise NoFit("原件没有正文")
    last = body[-1] if body[-1].tag == _SECTION else None
    return body, [one for one in body if one is not last], last


def _copies(
    form: Form, document: Document, blocks: Sequence[etree._Element], last: etree._Element | None
) -> Iterator[etree._Element]:
    by_sections = last is not None and has_sections(blocks)
    copies = printed_copies(form, document)
    for at, copy in enumerate(copies):
        own = [deepcopy(one) for one in blocks]
        if at:
            made_distinct(own, at)
            own = own if by_sections else begin_page(own)
        _fill(form, document, copy, own)
        yield from own
        if by_sections and last is not None and at < len(copies) - 1:
            yield end_section(last)


# --- one copy --------------------------------------------------------------------------------------------------------


def _fill(form: Form, document: Document, copy: PrintedCopy, blocks: Sequence[etree._Element]) -> None:
    place = _place(form)
    _fill_lines(place, document, copy, blocks)
    slices = _slices(form, place, blocks)
    for at, (band, rows) in enumerate(zip(form.table.bands, slices, strict=True)):
        if isinstance(band, RecordsBand):
            kinds = body_kinds(form, band, document, copy)
            fill_records(band, rows, *band_cells(form, at, document, copy), kinds, place)
        elif isinstance(band, RowsBand) and rows:
            _fill_rows(form, band, rows, document, copy.of(form, band))


def _place(form: Form) -> Original:
    if form.original is None:
        raise NoFit("表样没有写明原件的哪一格是哪一栏")
    return form.original


def _fill_lines(place: Original, document: Document, copy: PrintedCopy, blocks: Sequence[etree._Element]) -> None:
    lines = list(children(blocks, P))
    texts = line_texts(document, copy)
    for line in place.lines:
        if line.at < len(lines):
            put_slots(pieces([lines[line.at]]), line.text, texts)


def _slices(form: Form, place: Original, blocks: Sequence[etree._Element]) -> list[Sequence[OriginalRow]]:
    """The rows of each band."""
    if len(place.bands) != len(form.table.bands) or len(place.tables) != len(form.table.parts):
        raise NoFit("原件的表格与表样不同")
    tables = list(children(blocks, TABLE))
    found: list[Sequence[OriginalRow]] = []
    for part, at in zip(form.table.parts, place.tables, strict=True):
        rows = _rows(at, tables)
        ends = [*accumulate((place.bands[band] for band in part.bands), initial=at.row)]
        if ends[-1] > len(rows):
            raise NoFit("原件的表格行数与表样不同")
        # What begins a table of the form takes no rows.
        found += [[]] if part.begins else []
        found += [rows[start:end] for start, end in pairwise(ends)]
    return found


def _rows(place: OriginalTable, tables: Sequence[etree._Element]) -> list[OriginalRow]:
    """The rows of a table of the form, at its columns."""
    rows: list[OriginalRow] = []
    for number, table in enumerate(tables[place.table : place.table + max(1, len(place.columns))]):
        own = table_rows(table)
        rows += [moved(row, place.columns[number]) for row in own] if place.columns else own
    cells = [[one._replace(column=one.column - place.left) for one in row.cells] for row in rows]
    return [OriginalRow(row.node, tuple(some)) for row, some in zip(rows, cells, strict=True)]


def _fill_rows(form: Form, band: RowsBand, rows: Sequence[OriginalRow], document: Document, project: Project) -> None:
    for line, row in zip(band.rows, rows, strict=True):
        for cell in line.cells:
            found = row.at(cell.at[0] - 1)
            if found is not None and (cell.field or cell.computed is not None):
                _fill_cell(form, cell, found.node, document, project)


def _fill_cell(form: Form, cell: Cell, node: etree._Element, document: Document, project: Project) -> None:
    fields = document.fields if cell.owner is Owner.DOCUMENT else project.fields
    found = pieces(paragraphs_of(node))
    if cell.computed is not None:
        put_cell(node, computed_cell_text(form, document, project, cell.computed))
    elif cell.choices and put_choices(found, cell.choices, fields[cell.field], cell.boxes):
        return
    elif cell.template == PLAIN or not put_slots(found, cell.template, dict(fields.items())):
        put_cell(node, fields[cell.field])


# --- whether it fits -------------------------------------------------------------------------------------------------


def check_word(form: Form, members: Mapping[str, bytes]) -> None:
    """Raises NoFit unless these are the members of an original that the form can be printed on."""
    check_fit(form, _parted(parsed(members.get(BODY, b"")))[1])


def check_fit(form: Form, blocks: Sequence[etree._Element]) -> None:
    """Raises NoFit unless each label of the form stands in the original where the form says, and each value has a
    cell."""
    slices = _slices(form, _place(form), blocks)
    for band, rows in zip(form.table.bands, slices, strict=True):
        if isinstance(band, RecordsBand):
            _check_header(band, rows)
        elif isinstance(band, RowsBand) and rows:
            _check_rows(band, rows)


def _check_rows(band: RowsBand, rows: Sequence[OriginalRow]) -> None:
    if len(band.rows) != len(rows):
        raise NoFit("原件的固定行与表样不同")
    for line, row in zip(band.rows, rows, strict=True):
        for cell in line.cells:
            found = row.at(cell.at[0] - 1)
            if cell.label:
                _check_label(row, cell.at[0] - 1, cell.label)
            elif cell.field and (found is None or found.below):
                raise NoFit(f"原件里没有“{cell.field}”的格子")


def _check_header(band: RecordsBand, rows: Sequence[OriginalRow]) -> None:
    if band.each or len(rows) <= band.header:
        raise NoFit("原件的表头下面没有空行")
    for column in band.columns if band.header else ():
        if column.label:
            row = rows[band.header - 1 if column.under else 0]
            _check_label(row, column.at[0] - 1, column.label)


def _check_label(row: OriginalRow, column: int, label: str) -> None:
    """The reader puts automatic numbers before a text, and draws symbols, which here are not there."""
    found = row.at(column)
    printed = normal(text_of(paragraphs_of(found.node))) if found is not None else ""
    if found is None or (not found.below and printed not in normal(label) and normal(label) not in printed):
        raise NoFit(f"原件里没有“{label[:20]}”")
