"""Which label stands beside or above a cell, and which cell a label stands beside or above."""

from perfdesk.learning.answer import PRINTED, Answer, CellRole
from perfdesk.learning.confirming import column_at
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.roles import TITLE
from perfdesk.model.vocabulary import vocabulary


def label_of(table: ProposedTable, one: Answer) -> str:
    """The words that say what a cell is for: of a column its header; else the nearest to the left, else above; of a
    label its own, where nothing else says it, and so of what fills a whole row."""
    return next(iter(labels_of(table, one)), one.spot.text if one.role is CellRole.LABEL else one.title)


def labels_of(table: ProposedTable, one: Answer) -> list[str]:
    """All words that may say it: in a table of sources and measures the label to the left and the one above."""
    found = column_at(table, one.spot)
    if found is not None:
        return [" ".join(filter(None, (found[1].under, found[1].spot.text)))]
    if one.template:
        return [one.title or vocabulary().title(one.owner, one.key)]
    if one.spot.columns == table.cells.columns:
        return [one.spot.text]
    return [text for text in (_nearest(table, one, 0, -1), _nearest(table, one, -1, 0)) if text]


def _nearest(table: ProposedTable, one: Answer, down: int, across: int) -> str:
    """The next label to the left, or above; what stands in rows of records says nothing of other rows."""
    roles = {other.spot: other for other in table.answers}
    inside = {row for band in table.bands for row in range(band.top, band.end)} - {one.spot.row}
    row, column = one.spot.row + down, one.spot.column + across
    while (spot := table.cells.at(row, column)) is not None and row not in inside:
        if roles[spot].role in PRINTED and not spot.blank and roles[spot].reason != TITLE:
            return spot.text
        row, column = (spot.row - 1, column) if down else (row, spot.column - 1)
    return ""


def governed(table: ProposedTable, label: Answer) -> Answer | None:
    """The cell that a label is the label of: the next to the right that is none itself, else the one below."""
    by_spot = {other.spot: other for other in table.answers}
    spot = label.spot
    beside = table.cells.at(spot.row, spot.end), table.cells.at(spot.bottom, spot.column)
    near = (by_spot[one] for one in beside if one is not None and column_at(table, one) is None)
    return next((one for one in near if one.role not in PRINTED), None)
