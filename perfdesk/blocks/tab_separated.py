"""Tab-separated text, quoted as Excel does: the flavour of the clipboard that every program has."""

import csv
import io
from collections.abc import Sequence

from perfdesk.blocks.block import Block


def text_of(block: Block) -> str:
    """A row each line; nothing is blank. A single cell is its text, so that it can go into any box."""
    if len(block.cells) == 1:
        return block.cells[0].text
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows([text or "" for text in row] for row in block.texts)
    return out.getvalue().removesuffix("\n")


def block_of(text: str) -> Block | None:
    """The table that a text is; None for a text that is none.

    Tabs make a table, unless they only indent. Lines alone make none: a text of several paragraphs has them too.
    """
    if "\t" not in text:
        return None
    rows = _records(_without_last_end(text))
    if all(not any(row[:-1]) for row in rows):
        return None
    return Block.of_rows(rows)


def column_of(text: str) -> Block:
    """Each line a cell below the one before."""
    return Block.of_rows([line] for line in _without_last_end(text).split("\n"))


def _records(text: str) -> Sequence[Sequence[str]]:
    """Read by Excel's quoting; a text that breaks its rules ("十四五"规划 at a cell's start) has none."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error:
        return [line.split("\t") for line in text.split("\n")]


def _without_last_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
