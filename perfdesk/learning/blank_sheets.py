"""blank_excel(...): the workbook that a form was learned from, with the values of its cells taken out, and where the
form's table stands in it."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Final

from lxml import etree

from perfdesk.exporters import opc
from perfdesk.exporters.original.cell_pieces import Strings
from perfdesk.exporters.original.members import NoFit, S, changed, serialised
from perfdesk.exporters.original.number_formats import Formats
from perfdesk.exporters.original.office_book import BookSheet, OfficeBook
from perfdesk.exporters.original.sheet_cells import OriginalSheet
from perfdesk.exporters.original.slots import put_choices
from perfdesk.forms.template import template
from perfdesk.importers.choices import boxes_of
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.blanking import Place, blank_slots, is_class
from perfdesk.learning.form_parts import form_parts, said_in_line
from perfdesk.learning.line_shapes import line_shape, naming
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.proposed_table import ProposedTable

STRINGS: Final = "xl/sharedStrings.xml"
_R: Final = f"{{{opc.OFFICE}}}id"
# What leads to a part that only people or computers have left.
_LEADING: Final = (f"{S}legacyDrawing",)
_ENOUGH: Final = 0.8


def blank_excel(members: dict[str, bytes], proposal: FormProposal) -> Place:
    """Blanks the sheets of the proposal; where the table stands that the form prints. Raises NoFit if that cannot be
    told."""
    strings = Strings(members.get(STRINGS))
    sheets = OfficeBook(members).sheets
    trees = {one.member: OriginalSheet(members[one.member], strings, Formats(None)) for one in sheets if _is_table(one)}
    places = _paired([one for one in sheets if one.member in trees], trees, proposal.tables)
    parts = form_parts(proposal)
    place: Place = {"tables": [{"table": places[one.number].number} for one in parts]}
    main = proposal.tables[proposal.main]
    lines = list(_lines(trees[places[proposal.main].member], main, [one.rows for one in parts]))
    shaped = {(one["at"], one["column"]) for one in lines}
    for at, table in zip(places, proposal.tables, strict=True):
        _blank(trees[at.member], table, shaped if table is main else frozenset())
    for name, one in trees.items():
        _forget_left(one.root)
        members[name] = serialised(one.root)
    if STRINGS in members:
        members[STRINGS] = changed(members[STRINGS], lambda root: _forget_strings(root, trees.values()))
    return {**place, **({"lines": lines} if lines else {})}


def _is_table(one: BookSheet) -> bool:
    return one.member.startswith("xl/worksheets/")


def _paired(
    sheets: Sequence[BookSheet], trees: Mapping[str, OriginalSheet], tables: Sequence[ProposedTable]
) -> list[BookSheet]:
    """The sheet of each table of the proposal, in order."""
    left = iter(sheets)
    found = [next((one for one in left if _is_of(trees[one.member], table)), None) for table in tables]
    if None in found:
        raise NoFit("原件里的工作表与认出的不同")
    return [one for one in found if one is not None]


def _is_of(one: OriginalSheet, table: ProposedTable) -> bool:
    """Whether something is written where the reader saw something written. How a number is shown is not looked at."""
    written = [not one.is_blank(spot.row + 1, spot.column + 1) for spot in table.cells.written]
    return bool(written) and sum(written) >= _ENOUGH * len(written)


def _blank(one: OriginalSheet, table: ProposedTable, lines: Set[tuple[int, int]]) -> None:
    """Takes out the values but those of lines, in which the form's own words say otherwise what stays."""
    for answer in table.answers:
        is_line = (answer.spot.row, answer.spot.column) in lines
        if answer.role is CellRole.VALUE and not answer.spot.blank and not is_line:
            _blank_cell(one, answer)


def _blank_cell(one: OriginalSheet, answer: Answer) -> None:
    row, column = answer.spot.row + 1, answer.spot.column + 1
    if answer.choices:
        put_choices(one.pieces(row, column), answer.choices, "", boxes_of(answer.spot.text))
    elif answer.template:
        blank_slots(one.pieces(row, column), answer.template)
    elif not is_class(answer):
        one.put(row, column, "")


def _lines(one: OriginalSheet, table: ProposedTable, parts: Sequence[range]) -> Iterator[Mapping[str, Any]]:
    """The cells above the tables of a form, which take these rows, that hold fields the program knows."""
    named = naming([table])
    for answer in table.answers:
        row, column, text = answer.spot.row, answer.spot.column, answer.spot.text.strip()
        outside = not any(row in rows for rows in parts)
        shape = (said_in_line(answer) or line_shape(text, named)) if outside and text else ""
        if shape and template(shape).spans(text) is not None:
            blank_slots(one.pieces(row + 1, column + 1), shape)
            yield {"at": row, "column": column, "text": shape}


def _forget_left(root: etree._Element) -> None:
    """Takes away what leads to parts that are gone: comments, and the settings of a printer."""
    for node in list(root.iter(*_LEADING)):
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)
    for setup in root.iter(f"{S}pageSetup"):
        setup.attrib.pop(_R, "")


def _forget_strings(root: etree._Element, sheets: Any) -> bool:
    """Empties the shared texts that no cell shows any more. Their numbers stay."""
    shown = {cell.findtext(f"{S}v", "") for one in sheets for cell in one.root.iter(f"{S}c") if cell.get("t") == "s"}
    gone = [item for at, item in enumerate(root.iter(f"{S}si")) if str(at) not in shown]
    for item in gone:
        for node in list(item):
            item.remove(node)
        etree.SubElement(item, f"{S}t")
    return bool(gone)
