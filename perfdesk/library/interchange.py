"""The library's table: entries from the rows of a CSV or Excel file, and entries as rows.

The first row with a cell 三级指标 names the columns; their order does not matter, and other columns are passed over.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Final, NamedTuple

from perfdesk.library.entry import Direction, Entry
from perfdesk.model.fields import clean

HEADS: Final = ("工作领域", "一级指标", "二级指标", "三级指标", "方向", "计量单位", "绩效指标描述", "常用依据")
# A county's whole library has a few thousand rows.
MOST_ROWS: Final = 50_000
# Of one text; what is longer is no name or unit but prose in the wrong column.
LONGEST: Final = 500
_NAME: Final = HEADS.index("三级指标")
# What begins a formula in Excel, also as a Chinese keyboard types it (OWASP, CSV injection).
_BEGINS_FORMULA: Final = tuple("=+-@＝＋－＠")
# Stands before such a text in a CSV file, where a cell has no format that would keep it a text.
_KEEPS_TEXT: Final = "'"
_KNOWN: Final = {direction.value: direction for direction in Direction}
# How other tables write the direction.
_SPELLINGS: Final = {"≧": "≥", ">=": "≥", "正向": "≥", "≦": "≤", "<=": "≤", "反向": "≤", "＝": "=", "定性指标": "定性"}


class LibraryError(Exception):
    """A file is no library; the message is Chinese and for the user."""


class Read(NamedTuple):
    """The entries of a file, and how many of its rows were passed over: without a name, too long, or twice."""

    entries: tuple[Entry, ...]
    passed_over: int


def from_rows(rows: Iterable[Sequence[str]]) -> Read:
    """The entries of a table. LibraryError if no row names the columns, or if there are more than MOST_ROWS."""
    remaining = iter(rows)
    columns = next(filter(None, map(_columns, islice(remaining, MOST_ROWS))), None)
    if columns is None:
        raise LibraryError("这个文件里没有“三级指标”一列，不是指标库。")
    found: dict[tuple[str, str], Entry] = {}
    passed_over = 0
    for number, row in enumerate(remaining):
        if number >= MOST_ROWS:
            raise LibraryError(f"指标库最多 {MOST_ROWS} 行，这个文件超过了，没有导入。")
        entry = _entry(row, columns)
        if entry is not None and entry.key not in found:
            found[entry.key] = entry
        elif any(text.strip() for text in row):
            passed_over += 1
    return Read(tuple(found.values()), passed_over)


def to_rows(entries: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    """The rows of a table without its head, in the order of HEADS."""
    for one in entries:
        yield (one.work, one.level1, one.level2, one.name, one.direction, one.unit, one.description, one.basis)


def from_csv(text: str) -> Read:
    """The entries of a CSV text. Raises LibraryError."""
    try:
        rows = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""))
        return from_rows([_bare(cell) for cell in row] for row in rows)
    except csv.Error as broken:
        raise LibraryError("这个 CSV 文件读不懂，没有导入。") from broken


def to_csv(entries: Iterable[Entry]) -> str:
    """A CSV text that Excel opens: with a byte order mark, lines ended by CR LF (RFC 4180), and no formula."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADS)
    writer.writerows([_kept_text(cell) for cell in row] for row in to_rows(entries))
    return "\ufeff" + text.getvalue()


def _kept_text(text: str) -> str:
    """A text that Excel takes for none but a text."""
    return _KEEPS_TEXT + text if _is_formula(text) else text


def _bare(text: str) -> str:
    """A text of which `_kept_text` made this one."""
    return text[1:] if text[:1] == _KEEPS_TEXT and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """Whether a text would be a formula, or one without the marks before it. A sign alone is none."""
    return len(text) > 1 and text.lstrip(_KEEPS_TEXT).startswith(_BEGINS_FORMULA)


def _columns(row: Sequence[str]) -> list[int | None] | None:
    """Where each of HEADS stands in this row; None if it does not name the columns."""
    heads = ["".join(text.split()) for text in row]
    if HEADS[_NAME] not in heads:
        return None
    return [heads.index(head) if head in heads else None for head in HEADS]


def _entry(row: Sequence[str], columns: Sequence[int | None]) -> Entry | None:
    texts = [_text(row[at]) if at is not None and at < len(row) else "" for at in columns]
    work, level1, level2, name, said, unit, description, basis = texts
    if not name or max(map(len, texts)) > LONGEST:
        return None
    direction = _KNOWN.get(_SPELLINGS.get(said, said), Direction.UNKNOWN)
    return Entry(work, level1, level2, name, direction, unit, description, basis)


def _text(cell: str) -> str:
    """A cell on one line."""
    return " ".join(clean(cell).split())
