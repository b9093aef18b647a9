"""Lists for people: what changed, what was merged from whom, the roll-up of many files. Written in Word by
list_in_word.py and in Excel by list_in_excel.py.

Text stays text, as in the annexes; only what is given as a number becomes one.
"""

from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.model.fields import clean
from perfdesk.model.marked_text import MarkedText
from perfdesk.paper.breaking import measure

# The paper in millimetres, the type in points.
WIDTH, HEIGHT, MARGIN = 297, 210, 15
FONT, TITLE_FONT, SIZE = "宋体", "黑体", 10
# So many lines of a row stay together on a page; Excel makes no row higher than 31.
MOST_LINES: Final = 30
# Of columns, in Chinese characters: beyond so many a longer text has no larger share of the page.
_WIDEST: Final = 14.0
_NARROWEST: Final = 4.0
# Of a page: 267 mm in Excel's digits of 11 points, two of which are meant for a character of 10 points.
_ROOM: Final = 60.0


class Incomplete(NamedTuple):
    """A sum that lacks something. Its own cell says so in words, for a colour is lost in print and in a copy."""

    amount: Decimal


# What stands behind a sum that lacks something.
INCOMPLETE: Final = "（不全）"
Value = str | MarkedText | int | Decimal | Incomplete


class ListTable(NamedTuple):
    """A list: sentences above it, titles of the columns, rows. `total` is a last row in bold, or empty. `widest` is how
    wide each column may become, in Chinese characters, where that is not the same for all."""

    title: str
    intro: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] = ()
    widest: Sequence[float] = ()

    @property
    def all_rows(self) -> Iterator[Sequence[Value]]:
        """The rows and the total."""
        yield from self.rows
        if self.total:
            yield self.total


def text_of(value: Value) -> str:
    """A value as it is printed, sums as Excel shows them; what a file cannot hold is taken out."""
    if isinstance(value, Incomplete):
        return f"{text_of(value.amount)}{INCOMPLETE}"
    if isinstance(value, Decimal):
        whole, _, decimals = f"{value:,f}".partition(".")
        return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
    if isinstance(value, MarkedText):
        value = value.text
    return clean(value) if isinstance(value, str) else f"{value}"


def is_text(value: Value) -> bool:
    return isinstance(value, str | MarkedText)


def list_widths(table: ListTable) -> list[float]:
    """The widths of the columns in Chinese characters. If they do not fit on the page, narrow ones have what they need
    and the others share the rest, so that no program makes the letters small."""
    needs = [max(_NARROWEST, width) for width in _needs(table)]
    wanted = [min(pair) for pair in zip(table.widest or needs, needs, strict=True)]
    room, sharing = _ROOM, set(range(len(wanted)))
    while sharing and sum(wanted) > _ROOM:
        content = {at for at in sharing if wanted[at] <= max(_NARROWEST, room / len(sharing))}
        if not content:
            return _shared_out(wanted, sharing, room)
        room -= sum(wanted[at] for at in content)
        sharing -= content
    return wanted


def _shared_out(wanted: Sequence[float], sharing: Set[int], room: float) -> list[float]:
    """Of the columns that share the rest a longer one has more, but not ten times as much."""
    part = room / sum(min(_WIDEST, wanted[at]) for at in sharing)
    return [max(_NARROWEST, min(_WIDEST, width) * part) if at in sharing else width for at, width in enumerate(wanted)]


def _columns(table: ListTable) -> Iterator[tuple[str, ...]]:
    return zip(table.heads, *([text_of(value) for value in row] for row in table.all_rows), strict=True)


def _needs(table: ListTable) -> list[float]:
    """How wide the longest line of each column is, in Chinese characters."""
    return [max(measure(line) for text in column for line in text.split("\n")) + 1 for column in _columns(table)]
