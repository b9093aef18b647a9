"""What the recogniser makes of a table in the notation of grids.py."""

from pathlib import Path

from learning.grids import parsed, save_excel, save_word
from perfdesk.learning.answer import CellRole
from perfdesk.learning.flag_questions import is_about_pair
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.sketch import read_sketch


def proposed(text: str, folder: Path, *, filled: bool = True, excel: bool = False) -> FormProposal:
    """The proposal for the file of a layout."""
    one = parsed(99, text)
    name = folder / ("a.xlsx" if excel else "a.docx")
    sketch = read_sketch((save_excel if excel else save_word)(one, name, filled=filled))
    return propose(sketch.source, sheets=sketch.sheets)


def values(proposal: FormProposal) -> dict[str, str]:
    """The texts of the values by their keys."""
    return {one.key: one.spot.text for table in proposal.tables for one in table.answers if one.role is CellRole.VALUE}


def roles(proposal: FormProposal) -> dict[str, CellRole]:
    """What each text is."""
    return {one.spot.text: one.role for table in proposal.tables for one in table.answers if one.spot.text}


def keys(proposal: FormProposal, row: int) -> list[str]:
    """The keys of a row of the first table, from left to right; "" of what is no value."""
    answers = [one for one in proposal.tables[0].answers if one.spot.row == row]
    return [one.key if one.role is CellRole.VALUE else "" for one in answers]


def flags(proposal: FormProposal) -> dict[str, str]:
    """What is asked about, and why: the last reason. A label that is asked about with its value is not said twice."""
    asked = [one for table in proposal.tables for one in table.answers if one.flag]
    pairs = {one.question for one in asked if one.role is CellRole.VALUE and is_about_pair(one.question)}
    told = (one for one in asked if one.role is CellRole.VALUE or one.question not in pairs)
    return {one.spot.text: one.reason.split("；")[-1] for one in told}
