"""A change between two versions for the screen: in a line of a list, and in full."""

from perfdesk.model.marked_text import MarkedText, compared, in_sequence, without_common
from perfdesk.model.quoting import quoted_apart
from perfdesk.model.titles import ChangeRow

_EMPTY = "（空）"


def change_cells(row: ChangeRow) -> tuple[str | MarkedText, ...]:
    """A change in one line, with the words that differ: long texts from where they begin to."""
    before, after = quoted_apart([" ".join(text.split()) for text in (row.before, row.after)])
    return row.project, row.place, before, after


def change_in_full(row: ChangeRow) -> MarkedText:
    """Both texts with the words that differ; of long ones without the paragraphs that both have."""
    before, after = compared(*without_common([row.before, row.after]))
    return in_sequence(["原来：", before if row.before else _EMPTY, "\n现在：", after if row.after else _EMPTY])
