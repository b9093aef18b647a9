"""Rows of an original sheet that are copied, and formulas that do not bear that."""

from copy import deepcopy
from typing import Final

from lxml import etree

from perfdesk.exporters.original.cell_references import name, place, shifted
from perfdesk.exporters.original.members import NoFit, S

_CELL, _FORMULA = f"{S}c", f"{S}f"
# Characters of all formulas that shared one.
_LONGEST: Final = 2_000_000


def spread_shared(root: etree._Element) -> None:
    """Formulas that a group of cells shares become each cell's own (ECMA-376 part 1, 18.3.1.40)."""
    first: dict[str, tuple[str, tuple[int, int]]] = {}
    length = 0
    for cell in root.iter(_CELL):
        formula = cell.find(_FORMULA)
        if formula is None or formula.get("t") != "shared":
            continue
        number, at = str(formula.get("si", "")), place(str(cell.get("r")))
        if formula.text:
            first[number] = formula.text, at
        elif number in first:
            text, (row, column) = first[number]
            length += len(text)
            if length > _LONGEST:
                raise NoFit("原件的工作表里公式太多")
            formula.text = shifted(text, at[0] - row, at[1] - column)
        for attribute in ("t", "si", "ref"):
            formula.attrib.pop(attribute, "")


def renumbered(row: etree._Element, now: int) -> etree._Element:
    """The row with this number."""
    row.set("r", str(now))
    for cell in row.iterchildren(_CELL):
        cell.set("r", name(now, place(str(cell.get("r")))[1]))
    return row


def copied(row: etree._Element) -> etree._Element:
    """The row once more, without what its cells say but what they compute."""
    copy = deepcopy(row)
    for cell in copy.iterchildren(_CELL):
        for one in [one for one in cell if one.tag != _FORMULA]:
            cell.remove(one)
        cell.attrib.pop("t", "")
    return copy
