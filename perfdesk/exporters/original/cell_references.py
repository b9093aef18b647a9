"""References to cells (B7, $A$1:$H$20) after rows came and went: in formulas, ranges and names of a workbook."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

_QUOTED: Final = re.compile(r'("(?:[^"]|"")*")')
# A reference with the sheet that it names, or a range; no name of a function, no longer word.
_REFERENCE: Final = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[\w.]+)!)?(?<![\w.$])(?P<first>\$?[A-Z]{1,3}\$?[1-9]\d{0,6})"
    r"(?::(?P<last>\$?[A-Z]{1,3}\$?[1-9]\d{0,6}))?(?![\w(])"
)
_AREA: Final = re.compile(r"!(?P<first>[$A-Z0-9]{1,12})(?::(?P<last>[$A-Z0-9]{1,12}))?")
_LONGEST: Final = 2_000
_PLACE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_GONE: Final = "#REF!"
_PARTED: Final = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([1-9]\d{0,6})")
# Of nothing that is left a sum is nothing too.
_SUM_OF_NONE: Final = re.compile(r"\b(SUM|COUNT|COUNTA|AVERAGE|MAX|MIN)\(#REF!\)")


class Moved(NamedTuple):
    """Where each row, counted from 1, begins and ends now; a row that is gone stands in neither. By how many rows all
    that is below them goes down."""

    begins: Mapping[int, int]
    ends: Mapping[int, int]
    below: int = 0

    @property
    def changes(self) -> bool:
        """Whether any row is somewhere else."""
        return bool(self.below) or any(row != now for one in (self.begins, self.ends) for row, now in one.items())


def moved_by(order: Sequence[int], last: int = 0) -> Moved:
    """The rows after they were put into this order; a row that stands several times was copied. `last` is the last that
    there was, if it is not the last in the order."""
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    for now, row in enumerate(order, 1):
        begins.setdefault(row, now)
        ends[row] = now
    return Moved(begins, ends, len(order) - (last or max(order, default=0)))


def place(reference: str) -> tuple[int, int]:
    """Row and column of B7, from 1; (0, 0) if it is none."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def name(row: int, column: int) -> str:
    """B7 for row 7 and column 2."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def ranges_of(text: str) -> Iterator[tuple[str, str]]:
    """First and last of each range of one sheet in the meaning of a name: $A$1 and $H$20 of '甲'!$A$1:$H$20, $1 and $3
    of '甲'!$1:$3."""
    for one in _AREA.finditer(text[:_LONGEST]):
        yield one["first"], one["last"] or one["first"]


def moved_range(reference: str, moved: Moved) -> str:
    """A cell or a range after the move; "" if nothing of it is left."""
    first, _, last = reference.partition(":")
    top, bottom = place(first)[0], place(last or first)[0]
    rows = [row for row in range(top, bottom + 1) if row in moved.begins] if bottom - top < _MOST else [top, bottom]
    if not top or not rows:
        return ""
    start, end = moved.begins.get(rows[0], rows[0]), moved.ends.get(rows[-1], rows[-1])
    if not last and start == end:
        return _with_row(first, start)
    return f"{_with_row(first, start)}:{_with_row(last or first, end)}"


# A range of so many rows is one of whole columns; nothing in it is looked for.
_MOST: Final = 20_000


def _with_row(reference: str, row: int) -> str:
    return re.sub(r"\d+$", str(row), reference)


def moved_ranges(references: str, moved: Moved) -> str:
    """Several, parted by blanks."""
    return " ".join(filter(None, (moved_range(one, moved) for one in references.split())))


def moved_formula(text: str, moved: Moved, is_here: Callable[[str], bool]) -> str:
    """A formula or the meaning of a name. `is_here` tells whether the sheet that a reference names, "" if it names
    none, is the one whose rows moved."""

    def put(found: re.Match[str]) -> str:
        sheet = found["sheet"] or ""
        if not is_here(sheet.removesuffix("!").strip("'").replace("''", "'")):
            return found[0]
        if found["last"] is None:
            row = place(found["first"])[0]
            return sheet + (
                _with_row(found["first"], moved.begins[row]) if row in moved.begins else _beyond(found, moved)
            )
        return sheet + (moved_range(f"{found['first']}:{found['last']}", moved) or _GONE)

    return _SUM_OF_NONE.sub("0", _outside_quotes(text, put))


def shifted(text: str, rows: int, columns: int = 0) -> str:
    """A formula as it is filled into a cell so many rows below and columns to the right: what is not held by a $ is as
    far from there."""

    def put(found: re.Match[str]) -> str:
        cells = found[0][len(found["sheet"] or "") :].split(":")
        return (found["sheet"] or "") + ":".join(_shifted_cell(one, rows, columns) for one in cells)

    return _outside_quotes(text, put)


def _outside_quotes(text: str, put: Callable[[re.Match[str]], str]) -> str:
    parts = _QUOTED.split(text)
    return "".join(part if at % 2 else _REFERENCE.sub(put, part) for at, part in enumerate(parts))


def _shifted_cell(cell: str, rows: int, columns: int) -> str:
    found = _PARTED.fullmatch(cell)
    if found is None:
        return cell
    row, column = place(cell)
    row, column = row + (0 if found[3] else rows), column + (0 if found[1] else columns)
    if row < 1 or column < 1:
        return _GONE
    letters = name(row, column).rstrip("0123456789")
    return f"{found[1]}{letters}{found[3]}{row}"


def _beyond(found: re.Match[str], moved: Moved) -> str:
    """A row behind all that are there stays behind them; one that is gone is gone."""
    row, last = place(found["first"])[0], max(moved.begins, default=0)
    return _with_row(found["first"], row - last + max(moved.ends.values(), default=0)) if row > last else _GONE
