"""propose(source): what a foreign annex seems to be, cell by cell, for a person to confirm."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Final

from perfdesk.forms.loader import forms
from perfdesk.importers.form_likeness import Labels
from perfdesk.importers.grid import Grid, Line, Source
from perfdesk.learning import lexicon
from perfdesk.learning.answer import OWN, SURE, Answer, CellRole, answer
from perfdesk.learning.band_columns import FoundColumn
from perfdesk.learning.band_end import is_tail
from perfdesk.learning.doubts import doubted
from perfdesk.learning.governing import Governing
from perfdesk.learning.inline import Inline, inline, knows_label
from perfdesk.learning.labels import plain, told
from perfdesk.learning.matrix import Matrix, Spot, matrix
from perfdesk.learning.repeated import BandRuling, FoundBand, bands
from perfdesk.learning.roles import guesses
from perfdesk.model.titles import shortened

_LIKE: Final = 5
# Above this two forms share more than the words that all share.
_LEAST_LIKE: Final = 0.3
# The share of their labels that two tables have in common if they are one annex filled in for two projects.
_AGAIN: Final = 0.9
# Bold tells labels from values if half of the known labels are bold, and not nearly everything.
_LEAST_BOLD, _MOST_BOLD = 0.5, 0.8
# No annex has more kinds of tables; each further table is compared with so many.
_MOST_KINDS: Final = 50


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """A table with an answer for each cell, and its bands. `place` is its number among all tables of the source;
    `repeats` the number in the proposal of the one that it is like, as the annex of the next project is."""

    cells: Matrix
    bands: tuple[FoundBand, ...]
    answers: tuple[Answer, ...]
    place: int = 0
    repeats: int | None = None

    @property
    def flagged(self) -> int:
        """How many cells have to be looked at."""
        return sum(one.flag for one in self.answers)

    @property
    def keyed(self) -> int:
        """How many values have a field that the program knows."""
        return sum(one.role is CellRole.VALUE and not one.key.startswith(OWN) for one in self.answers)


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A line outside the tables: the field in it, if there is one, and whether a table has come before it."""

    text: str
    below: bool
    inline: Inline | None = None

    @property
    def key(self) -> str:
        """The first field in it."""
        return self.inline.slots[0][1] if self.inline else ""


@dataclass(frozen=True, slots=True)
class FormProposal:
    """What was found in a source. `like` are the known forms with how alike they are, the nearest first; `sheets` tells
    that the tables are sheets, which have no lines outside their cells; `title` is what a person called the form."""

    tables: tuple[ProposedTable, ...]
    lines: tuple[ProposedLine, ...]
    like: tuple[tuple[str, float], ...]
    sheets: bool = False
    title: str = ""

    @property
    def flagged(self) -> int:
        """How many cells have to be looked at."""
        return sum(table.flagged for table in self.tables)

    @property
    def main(self) -> int:
        """The number of the table, from 0, that a form is made of: the one with most that the program knows."""
        first = [number for number, table in enumerate(self.tables) if table.repeats is None]
        return max(first, key=lambda number: self.tables[number].keyed)

    @property
    def left_out(self) -> list[str]:
        """What a form of this does not print, for a form has one table: in sentences."""
        return [*_left_out(self.tables, self.main)]


def _left_out(tables: Sequence[ProposedTable], main: int) -> Iterator[str]:
    for number, table in enumerate(tables):
        if number != main and table.repeats != main:
            like = "" if table.repeats is None else f"（与第 {table.repeats + 1} 张相同）"
            first = next((one.spot.text for one in table.answers if not one.spot.blank), "")
            yield f"第 {number + 1} 张表“{shortened(first)}”{like}没有写进表样，表样只按第 {main + 1} 张表写成。"


def propose(source: Source, *, sheets: bool, bold: Iterable[str] = ()) -> FormProposal:
    """The proposal; without tables where nothing looks like one. `sheets` tells that grids are sheets of a workbook;
    `bold` are the texts that only stand bold in it."""
    lexicon.refresh()
    tables: list[ProposedTable] = []
    lines: list[ProposedLine] = []
    known: dict[int, frozenset[str]] = {}
    marked = frozenset(bold)
    place = 0
    for element in source.elements:
        if isinstance(element, Grid):
            table = replace(_table(matrix(element, numbered=sheets, bold=_telling(element, marked))), place=place)
            place += 1
            if table.keyed or table.bands:
                tables.append(_unless_again(table, len(tables), known))
        elif element.text.strip():
            lines.append(_line(element, below=bool(tables)))
    return FormProposal(tuple(tables), tuple(lines), tuple(_like(source)), sheets)


def _telling(grid: Grid, bold: Set[str]) -> Set[str]:
    """The bold texts of a table, if bold tells its labels from all else: most that are known are, and not all is."""
    texts = {told(cell.text) for row in grid.rows for cell in row.written}
    marked = texts & bold
    known = {text for text in texts if lexicon.is_known(text)}
    is_told = len(marked) <= _MOST_BOLD * len(texts) and len(marked & known) >= _LEAST_BOLD * len(known) > 0
    return marked if is_told else frozenset()


def _unless_again(table: ProposedTable, number: int, known: dict[int, frozenset[str]]) -> ProposedTable:
    """The table; if it is like one before, that says so, and nobody is asked about its cells again. `known` are the
    words of those that are like none before, by their numbers."""
    words = _words(table)
    for before, others in known.items():
        if len(words & others) >= _AGAIN * len(words | others):
            answers = tuple(replace(answer, flag=False) for answer in table.answers)
            return replace(table, answers=answers, repeats=before)
    if len(known) < _MOST_KINDS:
        known[number] = words
    return table


def _words(table: ProposedTable) -> frozenset[str]:
    """The labels and the headers of a table."""
    rows = {row for band in table.bands for row in range(band.body, band.end)}
    printed = (one for one in table.answers if one.role in (CellRole.LABEL, CellRole.HEADER))
    return frozenset(plain(one.spot.text) for one in printed if one.spot.row not in rows)


def _line(line: Line, *, below: bool) -> ProposedLine:
    found = inline(line.text)
    return ProposedLine(line.text.strip(), below, found if found is not None and knows_label(found) else None)


def _like(source: Source) -> Iterator[tuple[str, float]]:
    """The share of all labels of a form and a source that both have."""
    labels = Labels(source)
    shares = []
    for name, form in forms().items():
        one = labels.likeness(form)
        own = len(one.missing) / (1 - one.share) if one.share < 1 else _own_labels(one.missing, labels)
        shares.append((round(one.share * own / (own + len(one.foreign)), 2) if own else 0.0, name))
    for share, name in sorted(shares, reverse=True)[:_LIKE]:
        if share >= _LEAST_LIKE:
            yield name, share


def _own_labels(missing: tuple[str, ...], labels: Labels) -> float:
    return float(len(missing) or len(labels.known))


# --- one table ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableRuling:
    """What a person says of a table that others of its cells depend on: bands by the first row of their header, and
    what some cells outside them are."""

    bands: Mapping[int, BandRuling] = field(default_factory=dict)
    roles: Mapping[Spot, CellRole] = field(default_factory=dict)


def proposed_anew(table: ProposedTable, ruling: TableRuling) -> ProposedTable:
    """The table as it is understood with what a person says of it."""
    return replace(_table(table.cells, ruling), place=table.place, repeats=table.repeats)


def _table(cells: Matrix, ruling: TableRuling | None = None) -> ProposedTable:
    said = ruling or TableRuling()
    found = bands(cells, said.bands)
    inside = {row for band in found for row in range(band.top, band.end)}
    seen: set[Spot] = set()
    in_bands = [one for band in found for one in _band_answers(cells, band, seen)]
    taken = {one.spot for one in in_bands}
    spots = [spot for row in range(cells.rows) if row not in inside for spot in cells.starting(row)]
    guessed = guesses(cells, [spot for spot in spots if spot not in taken], said.roles)
    fixed = Governing(cells, guessed, found).answers()
    answers = sorted(doubted(cells, found, in_bands, fixed), key=lambda one: (one.spot.row, one.spot.column))
    return ProposedTable(cells, tuple(found), tuple(answers))


def _band_answers(cells: Matrix, band: FoundBand, seen: set[Spot]) -> Iterator[Answer]:
    """Headers, and the values below them. What begins above a band is none of it, but the label beside it."""
    tops = {column.spot: column for column in band.columns}
    for row in range(band.top, band.end):
        for spot in cells.row(row):
            if spot in seen or (spot.row < band.top and spot is not band.side):
                continue
            seen.add(spot)
            if spot is band.side:
                yield answer(spot, CellRole.LABEL, 0.95, "旁边竖排的栏目名称", band.owner)
            elif spot.row < band.body:
                yield _header_answer(spot, tops.get(spot), band)
            else:
                yield _body_answer(spot, band)


def _header_answer(spot: Spot, column: FoundColumn | None, band: FoundBand) -> Answer:
    if column is None:
        role = CellRole.BLANK if spot.blank else CellRole.HEADER
        return answer(spot, role, 0.9, "表头", band.owner)
    if spot.blank and not column.key:
        return answer(spot, CellRole.BLANK, 0.9, "没有标题的一列", band.owner)
    meaning = column.meaning
    return Answer(
        spot,
        CellRole.HEADER,
        band.owner_of(column),
        meaning.key,
        meaning.confidence,
        meaning.reason,
        column.flag,
        column.title,
    )


def _body_answer(spot: Spot, band: FoundBand) -> Answer:
    column = band.over(spot.column)
    if column is None or column.fixed:
        role = CellRole.BLANK if spot.blank else CellRole.LABEL
        return answer(spot, role, 0.9, "旁边的栏目名称", band.owner)
    if is_tail(spot.text):
        return answer(spot, CellRole.NOTE, 0.9, "省略号表示还可以加行", band.owner)
    if not column.key:
        role = CellRole.BLANK if spot.blank else CellRole.NOTE
        if column.meaning.settled:
            return Answer(spot, role, band.owner, confidence=column.meaning.confidence, reason=column.meaning.reason)
        return Answer(spot, role, band.owner, confidence=0.6 if role is CellRole.NOTE else 0.9, reason="没有标题的一列",
                      flag=role is CellRole.NOTE)  # fmt: skip
    owner = band.owner_of(column)
    if lexicon.exact(owner, spot.text) and lexicon.is_known(spot.text):
        return answer(spot, CellRole.HEADER, 0.8, "重复的表头", band.owner)
    told = f"在“{column.spot.text.strip()[:20]}”一列" if not column.spot.blank else "按内容判断的一列"
    # The header bears the flag of the whole column.
    return Answer(
        spot, CellRole.VALUE, owner, column.key, max(column.meaning.confidence, SURE), told, title=column.title
    )
