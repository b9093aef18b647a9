"""blank_word(...): the Word file that a form was learned from, with the values of its cells taken out, and where the
form's table stands in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from perfdesk.exporters.original.members import NoFit, parsed, serialised
from perfdesk.exporters.original.slots import has_boxes, put_choices
from perfdesk.exporters.original.word_table import TABLE, OriginalRow, P, W, children, table_rows
from perfdesk.exporters.original.word_text import Piece, paragraphs_of, pieces, put_cell, replaced, text_of
from perfdesk.forms.template import is_open_date, template
from perfdesk.importers.choices import boxes_of
from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, ImportFailure, Line, Source
from perfdesk.learning.answer import PRINTED, Answer, CellRole
from perfdesk.learning.joining import joined
from perfdesk.learning.line_shapes import line_shape, naming
from perfdesk.learning.look import Look
from perfdesk.learning.matrix import Matrix, matrix
from perfdesk.learning.one_annex import cut_to
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.word_look import grid_widths
from perfdesk.model.classes import class_of
from perfdesk.model.keys import ANNEX_NUMBER, FISCAL_YEAR, LEVELS
from perfdesk.model.values import normal

Place = dict[str, Any]
_CONTROL: Final = f"{W}sdt"
_ALIKE: Final = 0.8
# What an office prints into its form may stay in it.
_OF_THE_FORM: Final = (FISCAL_YEAR, ANNEX_NUMBER)
# Changes of single cells, which move the others of a row.
_CELL_CHANGES: Final = (f"{W}cellDel", f"{W}cellIns", f"{W}cellMerge")


@dataclass(frozen=True, slots=True)
class _Found:
    """A table of the reader, the rows that it was read from, and which table of the body each of them is in."""

    grid: Grid
    rows: tuple[OriginalRow, ...]
    tables: tuple[int, ...]


def blank_word(data: bytes, proposal: FormProposal) -> tuple[bytes, Place]:
    """The text of a Word file, whose changes are accepted, without values; and where the tables stand in it that the
    form prints. Raises NoFit if that cannot be told."""
    root = parsed(data)
    body = root.find(f"{W}body")
    if body is None or next(root.iter(*_CELL_CHANGES), None) is not None:
        raise NoFit("原件里有单元格的修订")
    _empty_prompts(body)
    found = _paired(body, proposal)
    printed = [found[at] for at in proposal.printed]
    places = [_place(one) for one in printed]
    if _is_repeated(proposal.tables, proposal.printed):
        before = _cut(body, printed)
        places = [{**one, "table": one["table"] - before} for one in places]
    for one, table in zip(found, proposal.tables, strict=True):
        _blank_table(one, table)
    lines = list(_blank_lines(body, proposal, naming([proposal.tables[at] for at in proposal.printed])))
    return serialised(root), {"tables": places, **({"lines": lines} if lines else {})}


def _is_repeated(tables: Sequence[ProposedTable], printed: Sequence[int]) -> bool:
    """Whether a table that the form does not print has nearly all of the labels of one that it prints: then it is of
    the annex of another project."""
    mine = [_labels(tables[at]) for at in printed]
    others = [_labels(one) for at, one in enumerate(tables) if at not in printed]
    return any(len(one & other) >= _ALIKE * len(one | other) for one in mine for other in others)


def _labels(table: ProposedTable) -> set[str]:
    return {normal(one.spot.text) for one in table.answers if one.role in PRINTED}


def _cut(body: etree._Element, printed: Sequence[_Found]) -> int:
    """Leaves only the annex of these tables in the body; how many tables stood before it."""
    before = list(children(body, TABLE))
    kept = [before[at] for at in dict.fromkeys(at for one in printed for at in one.tables)]
    cut_to(body, kept)
    return next(at for at, table in enumerate(before) if table is kept[0]) - next(
        at for at, table in enumerate(children(body, TABLE)) if table is kept[0]
    )


def _place(one: _Found) -> Place:
    place: Place = {"table": one.tables[0]}
    if len(set(one.tables)) > 1:
        place["columns"] = [_edges(one, table) for table in dict.fromkeys(one.tables)]
    return place


def _edges(one: _Found, table: int) -> list[int]:
    """At which columns of the whole the own columns of a table begin and end."""
    known = {0: 0}
    for grid_row, row, own in zip(one.grid.rows, one.rows, one.tables, strict=True):
        if own == table:
            for cell, whole in zip(row.cells, grid_row.cells, strict=True):
                known[cell.column] = whole.column
                known[cell.end] = whole.column + whole.columns
    edges, at = [], 0
    for column in range(max(known) + 1):
        at = known.get(column, at)
        edges.append(at)
    return edges


# --- the tables that the proposal is about -----------------------------------------------------------------------


def _paired(body: etree._Element, proposal: FormProposal) -> list[_Found]:
    """For each table of the proposal the rows that it was made of."""
    tables = list(children(body, TABLE))
    rows = [table_rows(one) for one in tables]
    elements = [*_elements(body, iter(rows))]
    look = Look(tuple(tuple(grid_widths(one)) for one in tables))
    for source in (joined(Source(tuple(elements)), look)[0], Source(tuple(elements))):
        found = _matched(list(_found(source, rows)), proposal.tables)
        if found is not None:
            return found
    raise NoFit("原件里的表格与认出的不同")


def _elements(body: etree._Element, rows: Iterator[Sequence[OriginalRow]]) -> Iterator[Element]:
    for node in children(body, P, TABLE):
        if node.tag == P:
            yield Line("", text_of([node]))
        elif own := next(rows):
            yield Grid(tuple(_grid_row(row) for row in own), merges=True)


def _grid_row(row: OriginalRow) -> GridRow:
    return GridRow("", tuple(GridCell(one.column, one.columns, _text(one.node), one.below) for one in row.cells))


def _text(cell: etree._Element) -> str:
    return text_of(paragraphs_of(cell))


def _found(source: Source, rows: Sequence[Sequence[OriginalRow]]) -> Iterator[_Found]:
    numbered = [(number, row) for number, table in enumerate(rows) for row in table]
    at = 0
    for grid in source.elements:
        if isinstance(grid, Grid):
            own = numbered[at : at + len(grid.rows)]
            at += len(grid.rows)
            yield _Found(grid, tuple(row for _, row in own), tuple(number for number, _ in own))


def _matched(found: Sequence[_Found], tables: Sequence[ProposedTable]) -> list[_Found] | None:
    matched: list[_Found] = []
    left = iter(found)
    for table in tables:
        one = next((one for one in left if _is_of(one, table.cells)), None)
        if one is None:
            return None
        matched.append(one)
    return matched


def _is_of(one: _Found, cells: Matrix) -> bool:
    """Whether the cells stand where the reader saw them and most of them say the same. The reader draws symbols and
    automatic numbers, which are no text here."""
    try:
        own = matrix(one.grid, numbered=False)
    except ImportFailure:
        return False
    if [len(row.cells) for row in one.rows] != [len(row.cells) for row in one.grid.rows]:
        return False
    if [_geometry(spot) for spot in own.spots] != [_geometry(spot) for spot in cells.spots]:
        return False
    same = [normal(a.text) == normal(b.text) for a, b in zip(own.spots, cells.spots, strict=True) if not b.blank]
    return 2 * sum(same) >= len(same)


def _geometry(spot: Any) -> tuple[int, int, int, int]:
    return spot.row, spot.column, spot.rows, spot.columns


# --- what is taken out -----------------------------------------------------------------------------------------------


def _blank_table(one: _Found, table: ProposedTable) -> None:
    nodes = {
        (at, whole.column): cell.node
        for at, (row, grid_row) in enumerate(zip(one.rows, one.grid.rows, strict=True))
        for cell, whole in zip(row.cells, grid_row.cells, strict=True)
        if not cell.below
    }
    for answer in table.answers:
        node = nodes.get((answer.spot.row, answer.spot.column))
        if node is not None and answer.role is CellRole.VALUE:
            _blank_cell(node, answer)


def _blank_cell(node: etree._Element, answer: Answer) -> None:
    """What the form prints in the cell stays: its labels, options, and the classes of indicators."""
    found = pieces(paragraphs_of(node))
    if answer.choices:
        put_choices(found, answer.choices, "", boxes_of(answer.spot.text))
    elif answer.template:
        blank_slots(found, answer.template)
    elif not is_class(answer):
        put_cell(node, "")


def is_class(answer: Answer) -> bool:
    """Whether a cell says a class of indicators, which the office prints."""
    key = answer.key.partition("@")[0]
    level1, level2 = (answer.spot.text if key == one else "" for one in LEVELS)
    return key in LEVELS and bool(class_of(level1, level2))


def blank_slots(found: Sequence[Piece], shape: str) -> None:
    """Takes out what stands in the slots of a line."""
    printed = "".join(piece.text for piece in found)
    if has_boxes(printed, shape):
        put_choices(found, (), "")
        return
    for key, start, end in reversed(template(shape).spans(printed) or []):
        if key not in _OF_THE_FORM and not is_open_date(printed[start:end]):
            replaced(found, start, end, "")


def _blank_lines(body: etree._Element, proposal: FormProposal, named: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """The lines outside the tables that hold fields the program knows, blanked."""
    known = {normal(line.text) for line in proposal.lines}
    for at, paragraph in enumerate(children(body, P)):
        found = pieces([paragraph])
        text = "".join(piece.text for piece in found).strip()
        shape = line_shape(text, named) if text and normal(text) in known else ""
        if shape and template(shape).spans("".join(piece.text for piece in found)) is not None:
            blank_slots(found, shape)
            yield {"at": at, "text": shape}


def _empty_prompts(body: etree._Element) -> None:
    """A content control that shows its prompt is empty; on paper the prompt would stand."""
    for control in list(body.iter(_CONTROL)):
        settings, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
        if settings is None or content is None or settings.find(f"{W}showingPlcHdr") is None:
            continue
        for run in list(content.iter(f"{W}r")):
            parent = run.getparent()
            assert parent is not None
            parent.remove(run)
        for child in list(content):
            control.addprevious(child)
        parent = control.getparent()
        assert parent is not None
        parent.remove(control)
