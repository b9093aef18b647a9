"""write_excel(...): the office's own workbook with a document's texts in it, a sheet for each project, and everything
else as it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Final, NamedTuple

from perfdesk.exporters.original.cell_looks import CellLooks
from perfdesk.exporters.original.cell_pieces import Strings
from perfdesk.exporters.original.cell_references import Moved, moved_by
from perfdesk.exporters.original.members import NoFit, serialised, with_origin, write_readable
from perfdesk.exporters.original.model_rows import as_many, models_for, sorted_models
from perfdesk.exporters.original.number_formats import Formats
from perfdesk.exporters.original.office_book import OfficeBook
from perfdesk.exporters.original.printed_copies import (
    PrintedCopy,
    band_cells,
    body_kinds,
    line_texts,
    printed_copies,
)
from perfdesk.exporters.original.row_growth import grow
from perfdesk.exporters.original.sheet_cells import CellRange, OriginalSheet
from perfdesk.exporters.original.slots import put_choices, put_slots
from perfdesk.forms.bands import PLAIN, Band, Cell, RecordsBand, RowsBand
from perfdesk.forms.computed_cells import computed_cell_text
from perfdesk.forms.definition import Form
from perfdesk.forms.original import Original
from perfdesk.forms.placed import PlacedCell, Role
from perfdesk.model.document import Document, Project
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.values import normal

_COUNTED: Final = (Kind.MONEY, Kind.NUMBER)


class _Strip(NamedTuple):
    """The rows of a band in the sheet: the first one, from 1, and how many there are."""

    first: int
    rows: int


def write_excel(
    form: Form, document: Document, members: Mapping[str, bytes], stream: BinaryIO, origin: ExportOrigin | None = None
) -> None:
    """Writes the original, of which these are the checked members, filled. Raises NoFit before anything is written if
    it is not the form's."""
    place = _place(form)
    book = OfficeBook(with_origin(members, origin))
    at = book.sheet(place.table)
    strings = Strings(members.get("xl/sharedStrings.xml"))
    styles = members.get("xl/styles.xml")
    formats, looks = Formats(styles), CellLooks(styles)
    for number, copy in enumerate(printed_copies(form, document)):
        one = OriginalSheet(members[at.member], strings, formats)
        check_fit(form, one)
        filling = _Filling(form, document, copy, one, at.title)
        moved = filling.moved()
        grow(one, looks, filling.filled)
        if number == 0:
            book.put(at, serialised(one.root), moved)
        else:
            book.add(at, one.root, f"{copy.number} {copy.projects[0].name}", moved)
    write_readable(book.members(), stream, "Excel")


def check_excel(form: Form, members: Mapping[str, bytes]) -> None:
    """Raises NoFit unless these are the members of an original that the form can be printed on."""
    at = OfficeBook(members).sheet(_place(form).table)
    check_fit(form, OriginalSheet(members[at.member], Strings(members.get("xl/sharedStrings.xml")), Formats(None)))


def _place(form: Form) -> Original:
    if form.original is None:
        raise NoFit("表样没有写明原件的哪一格是哪一栏")
    return form.original


def strips(form: Form) -> list[_Strip]:
    """Where each band of the form stands. Tables stand below each other on one sheet."""
    place = _place(form)
    if len(place.bands) != len(form.table.bands) or len(place.tables) != len(form.table.parts):
        raise NoFit("原件的行数与表样不同")
    found: list[_Strip] = []
    end = 1
    for part, at in zip(form.table.parts, place.tables, strict=True):
        if at.table != place.table or at.left != place.left or at.row + 1 < end:
            raise NoFit("表样的几张表不在原件的同一张工作表里")
        end = at.row + 1
        found += [_Strip(end, 0)] if part.begins else []
        for band in part.bands:
            found.append(_Strip(end, place.bands[band]))
            end += place.bands[band]
    return found


class _Filling:
    """One sheet on the way to being filled with the projects of a copy."""

    def __init__(self, form: Form, document: Document, copy: PrintedCopy, one: OriginalSheet, title: str) -> None:
        self._form = form
        self._document = document
        self._copy = copy
        self._sheet = one
        self._title = title
        # The cells that were filled, by row and column.
        self.filled: list[tuple[int, int]] = []
        self._left = _place(form).left
        self._bands = list(zip(form.table.bands, strips(form), strict=True))
        self._placed = [
            band_cells(form, at, document, copy) if strip.rows else ([], 0) for at, (_, strip) in enumerate(self._bands)
        ]

    def moved(self) -> Moved:
        """Fills the sheet; where its rows have gone."""
        moved = self._with_rows()
        self._lines(moved)
        merges = self._sheet.merges
        for (band, strip), (placed, count), row in zip(self._bands, self._placed, self._starts(), strict=True):
            if isinstance(band, RecordsBand):
                merges = _with_own(merges, list(self._records(band, row, placed)), range(row, row + count))
            elif isinstance(band, RowsBand) and strip.rows:
                self._rows(band, row)
        self._sheet.merge(merges)
        return moved

    def _starts(self) -> list[int]:
        """The row in which each band begins now."""
        found, grown = [], 0
        for (_, strip), (_, count) in zip(self._bands, self._placed, strict=True):
            found.append(strip.first + grown)
            grown += count - strip.rows
        return found

    def _with_rows(self) -> Moved:
        """Gives each band as many rows as it needs. The first and the last stay, for their borders."""
        order: list[int] = []
        end = 1
        for (band, strip), (_, count) in zip(self._bands, self._placed, strict=True):
            order += range(end, strip.first)
            rows = range(strip.first, strip.first + strip.rows)
            order += self._band_rows(band, rows, count) if isinstance(band, RecordsBand) else rows
            end = rows.stop
        order += range(end, self._sheet.last + 1)
        moved = moved_by(order, self._sheet.last)
        inside = [_body(band, strip) for band, strip in self._bands if isinstance(band, RecordsBand)]
        kept = [one for one in self._sheet.merges if not any(one[0] in rows and one[2] in rows for rows in inside)]
        self._sheet.merge(kept)
        if moved.changes or len(order) != self._sheet.last:
            self._sheet.reorder(order, moved, self._title)
        return moved

    def _band_rows(self, band: RecordsBand, rows: Sequence[int], count: int) -> list[int]:
        kinds = body_kinds(self._form, band, self._document, self._copy)
        if not kinds:
            body, wanted = rows[band.header :], count - band.header
            return [*rows[: band.header], *(as_many(body, wanted) if wanted > 0 else ())]
        sorted_rows = sorted_models(_place(self._form), rows, band.header)
        return [*rows[: band.header], *models_for(kinds, sorted_rows)]

    # --- cells -------------------------------------------------------------------------------------------------

    def _lines(self, moved: Moved) -> None:
        texts = line_texts(self._document, self._copy)
        for line in _place(self._form).lines:
            row = moved.begins.get(line.at + 1, line.at + 1)
            put_slots(self._sheet.pieces(row, line.column + 1), line.text, texts)
            self.filled.append((row, line.column + 1))

    def _rows(self, band: RowsBand, row: int) -> None:
        project = self._copy.of(self._form, band)
        for at, line in enumerate(band.rows):
            for cell in line.cells:
                if cell.field or cell.computed is not None:
                    self._cell(cell, project, row + at, self._left + cell.at[0])

    def _cell(self, cell: Cell, project: Project, row: int, column: int) -> None:
        fields = self._document.fields if cell.owner is Owner.DOCUMENT else project.fields
        found = self._sheet.pieces(row, column)
        self.filled.append((row, column))
        if cell.computed is not None:
            text = computed_cell_text(self._form, self._document, project, cell.computed)
            self._put(row, column, text, counts=True)
        elif cell.choices and put_choices(found, cell.choices, fields[cell.field], cell.boxes):
            return
        elif cell.template == PLAIN or not put_slots(found, cell.template, dict(fields.items())):
            self._put(row, column, fields[cell.field], counts=self._counts(cell.owner, cell.field))

    def _counts(self, owner: Owner, key: str) -> bool:
        return self._form.vocabulary.kind(owner, key) in _COUNTED

    def _put(self, row: int, column: int, text: str, *, counts: bool) -> None:
        if text or not self._sheet.is_blank(row, column):
            self._sheet.put(row, column, text, counts=counts)

    def _records(self, band: RecordsBand, row: int, placed: Sequence[PlacedCell]) -> Iterator[CellRange]:
        """Puts the cells of a band that begins in a row; their merged ranges."""
        for one in placed:
            top, left = row + one.row, self._left + one.column + 1
            in_body = one.row >= band.header
            if in_body:
                self._record_cell(one, top, left)
            if one.rows * one.columns > 1 and (in_body or one.rows > band.header):
                yield top, left, top + one.rows - 1, left + one.columns - 1

    def _record_cell(self, one: PlacedCell, row: int, column: int) -> None:
        self.filled.append((row, column))
        if one.role is Role.COMPUTED:
            # What the office's formula adds up are the projects of one department.
            self._sheet.forget_formula(row, column)
        counts = one.role is Role.COMPUTED or (one.owner is not None and self._counts(one.owner, one.key))
        if one.role is not Role.LABEL or self._sheet.is_blank(row, column):
            self._put(row, column, one.text, counts=counts)
        for below in range(row + 1, row + one.rows):
            self._put(below, column, "", counts=False)


def _body(band: RecordsBand, strip: _Strip) -> range:
    return range(strip.first + band.header, strip.first + strip.rows)


def _with_own(merges: Sequence[CellRange], own: Sequence[CellRange], rows: range) -> list[CellRange]:
    """The merged ranges of the sheet with those of a band that has these rows. One that reaches out of the band, above
    or below, stays as the office drew it."""
    out = [one for one in merges if one[0] < rows.start or one[2] >= rows.stop]
    free = [one for one in merges if one not in out and not any(_overlap(one, other) for other in own)]
    return [*out, *free, *(one for one in own if not any(_overlap(one, other) for other in out))]


def _overlap(one: CellRange, other: CellRange) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


# --- whether it fits -------------------------------------------------------------------------------------------------


def check_fit(form: Form, one: OriginalSheet) -> None:
    """Raises NoFit unless each label of the form stands in the sheet where the form says."""
    left = _place(form).left
    for band, strip in zip(form.table.bands, strips(form), strict=True):
        for row, column, label in _labels(band, strip):
            printed = normal(one.text(row, left + column))
            alike = printed and (printed in normal(label) or normal(label) in printed)
            if not alike and not _is_covered(one, row, left + column):
                raise NoFit(f"原件里没有“{label[:20]}”")


def _labels(band: Band, strip: _Strip) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of each label."""
    if isinstance(band, RowsBand):
        if strip.rows not in (0, len(band.rows)):
            raise NoFit("原件的固定行与表样不同")
        for at, line in enumerate(band.rows if strip.rows else ()):
            yield from ((strip.first + at, cell.at[0], cell.label) for cell in line.cells if cell.label)
        return
    if not isinstance(band, RecordsBand):
        return
    if band.each or strip.rows <= band.header:
        raise NoFit("原件的表头下面没有空行")
    for column in band.columns if band.header else ():
        if column.label:
            yield strip.first + (band.header - 1 if column.under else 0), column.at[0], column.label


def _is_covered(one: OriginalSheet, row: int, column: int) -> bool:
    """Whether a place belongs to a merged cell that begins above it."""
    return any(top < row <= bottom and left <= column <= right for top, left, bottom, right in one.merges)
