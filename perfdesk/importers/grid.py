"""What every reader produces: lines of text and tables of cells, each with its place in the source."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.values import normal


class ImportFailure(Exception):
    """A source cannot be read, or is no annex. The message is a Chinese sentence that names the file.

    `insist` is the id of the form by which it can still be read if a person wants it; "" if there is none. `unknown`
    tells that the source could be read, and only is no annex of the forms there are.
    """

    def __init__(self, message: str, insist: str = "", *, unknown: bool = False) -> None:
        super().__init__(message)
        self.insist: Final = insist
        self.unknown: Final = unknown


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside tables. `place` is in words ("第12行")."""

    place: str
    text: str


class GridCell(NamedTuple):
    """A cell at a source column, over `columns` columns. `below` marks the part of a cell merged down from above,
    which has that cell's text. A named tuple, because an annex of 10,000 projects has 750,000 of them."""

    column: int
    columns: int
    text: str
    below: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.text.strip()


@dataclass(frozen=True)
class GridRow:
    """The cells of one row from left to right."""

    place: str
    cells: tuple[GridCell, ...]

    def at(self, column: int) -> GridCell | None:
        """The cell that covers a source column."""
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.columns:
                return cell
        return None

    @cached_property
    def written(self) -> tuple[GridCell, ...]:
        """The cells that have text of their own."""
        return tuple([cell for cell in self.cells if not cell.below and cell.text.strip()])

    @property
    def text(self) -> str:
        """What is written in the row, for a report or for reading it as a line."""
        return "\t".join(cell.text.strip() for cell in self.written)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `merges` tells whether the source says which cells are merged; if not, a blank cell may be either."""

    rows: tuple[GridRow, ...]
    merges: bool


Element = Line | Grid


class Remark(NamedTuple):
    """A remark of a reader on a place, both in Chinese. The place "" is the whole file.

    `lost` says that content was not read and a person has to look at it. Otherwise content was read in a changed form.
    """

    place: str
    text: str
    lost: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """A file's elements in order.

    `wrapped` tells that lines were broken by layout, which left spaces in texts; `remarks` name what the file has
    besides plain text (pictures, macros, hidden rows), and what became of it; `running` are the lines that each page
    repeats (headers and footers), which are no part of the text but may name the unit; `origin` is the version of ours
    that it was made from, if it says so.
    """

    elements: tuple[Element, ...]
    wrapped: bool = False
    remarks: tuple[Remark, ...] = ()
    running: tuple[Line, ...] = ()
    origin: ExportOrigin | None = None


# What a book of 10,000 projects needs, and a file made to fill the memory exceeds.
_MOST_ELEMENTS: Final = 500_000
MOST_CELLS: Final = 3_000_000
WIDEST_ROW: Final = 500


def limited(path: Path, elements: Iterable[Element]) -> Iterator[Element]:
    """The elements as they come; ImportFailure as soon as there are more than an annex can have."""
    cells = 0
    for number, element in enumerate(elements):
        if isinstance(element, Grid):
            cells += sum(len(row.cells) for row in element.rows)
            wide = next((row for row in element.rows if len(row.cells) > WIDEST_ROW), None)
            if wide is not None:
                raise ImportFailure(too_wide(path, wide.place, len(wide.cells)))
        if number > _MOST_ELEMENTS or cells > MOST_CELLS:
            raise ImportFailure(f"{path} 的段落或单元格太多，不像绩效目标表，没有装入。")
        yield element


def too_wide(path: Path, place: str, cells: int) -> str:
    """What to say of a row that no annex has."""
    return f"{path} {place}有 {cells} 个单元格，不像绩效目标表，没有装入。"


_YEAR: Final = "20(?:[0-9]{2}|[×xX*]{2})"
# 88号 prints the years of the middle term; a blank form has 20××年—20××+n年.
_YEARS: Final = re.compile(rf"(?<=[^(])\({_YEAR}年[-—–~至]{{1,2}}{_YEAR}(?:\+n)?年\)$")


@lru_cache(maxsize=4096)
def label(text: str) -> str:
    """The text by which labels are compared: without white space, the colon at the end and years behind the words (of
    中期目标（2030年—2032年）), in half-width characters."""
    printed = normal(text).rstrip(":")
    return _YEARS.sub("", printed) if printed.endswith("年)") else printed
