"""Cells between a label beside and a label above of which neither says by itself what they hold: 基本支出, 年初预算数.

Each is the form's own field by both labels. Under one label alone it would share a name, or a field, with the other
cells of its row or column.
"""

from perfdesk.learning import lexicon
from perfdesk.learning.labels import plain
from perfdesk.learning.labels_around import LabelsAround, NamedField, own_field
from perfdesk.learning.matrix import Spot
from perfdesk.learning.money import money_in
from perfdesk.model.fields import Owner


def crossed(labels: LabelsAround, spot: Spot) -> NamedField | None:
    """The field of a cell by the label of its row and the head of its column; None outside such a table."""
    head, beside = labels.head_over(spot), labels.row_label(spot)
    if head is None or beside is None or not _crosses(labels, head, beside):
        return None
    row, column = plain(beside.text), plain(head.text)
    asked = beside if any(money_in(head.text)) else head
    found = own_field(f"{row}{column}", f"“{row}”一行，“{column}”一列")
    return found._replace(question=f"crossed {asked.row} {asked.column}")


def _crosses(labels: LabelsAround, head: Spot, beside: Spot) -> bool:
    """Whether the label stands below the corner of a header, and names no field of the project."""
    corner = labels.cells.at(head.row, beside.column)
    if corner is None or not corner.is_aligned_with(beside) or beside.row <= head.row:
        return False
    return (corner.blank or labels.is_head(corner)) and not _names(beside) and _is_alone(labels, beside)


def _is_alone(labels: LabelsAround, beside: Spot) -> bool:
    """Whether a row has no label but this and those before it. Below such a table 联系人 and 电话 may stand in one row,
    each with what it asks for."""
    row = [one for one in labels.cells.starting(beside.row) if one is not beside and not one.blank]
    return all(labels.is_label(one) is (one.column < beside.column) for one in row)


def _names(label: Spot) -> bool:
    return any(lexicon.exact(owner, label.text) for owner in (Owner.PROJECT, Owner.DOCUMENT))
