"""A table of a source as the program understands it: an answer for each cell, and the bands of records in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.answer import SURE, Answer, CellRole, answer
from perfdesk.learning.band_columns import FoundColumn
from perfdesk.learning.band_end import is_tail
from perfdesk.learning.doubted_table import DoubtedTable
from perfdesk.learning.doubts import doubted
from perfdesk.learning.flag_questions import questions
from perfdesk.learning.governing import Governing
from perfdesk.learning.grid_groups import is_office, is_sum_in
from perfdesk.learning.grid_rows import is_total
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.repeated import BandRuling, FoundBand, bands
from perfdesk.learning.roles import guesses
from perfdesk.learning.sheet_margins import beside, cut, cut_all, table_columns
from perfdesk.learning.stacked_tables import PartPlaces, gaps, tables_between
from perfdesk.model.fields import OWN, Owner

# What stands between two tables of a sheet, by whether a cell is empty.
_BETWEEN: Final = {True: (CellRole.BLANK, 0.9, "两张表之间的空行"), False: (CellRole.NOTE, 0.9, "下一张表上方的一行")}


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """A table with an answer for each cell, and its bands. `place` is its number among all tables of the source;
    `annex` the number of the annex that it is a part of, of which a source may have several; `repeats` the number in
    the proposal of the table that it is like, as that of the next project's annex is."""

    cells: Matrix
    bands: tuple[FoundBand, ...]
    answers: tuple[Answer, ...]
    place: int = 0
    annex: int = 0
    repeats: int | None = None

    @property
    def flagged(self) -> int:
        """How many cells have to be looked at."""
        return sum(one.flag for one in self.answers)

    @property
    def asked(self) -> int:
        """How many questions that are: a column or a row is one."""
        return len(questions(self.answers))

    @property
    def keyed(self) -> int:
        """How many values have a field that the program knows."""
        return sum(one.role is CellRole.VALUE and not one.key.startswith(OWN) for one in self.answers)

    @property
    def keys(self) -> set[tuple[Owner, str]]:
        """The fields that the program knows of it."""
        values = (one for one in self.answers if one.role is CellRole.VALUE)
        return {(one.owner, one.key) for one in values if not one.key.startswith(OWN)}


@dataclass(frozen=True, slots=True)
class TableRuling:
    """What a person says of a table that others of its cells depend on: bands by the first row of their header, and
    what some cells outside them are."""

    bands: Mapping[int, BandRuling] = field(default_factory=dict)
    roles: Mapping[Spot, CellRole] = field(default_factory=dict)


def proposed_anew(table: ProposedTable, ruling: TableRuling) -> ProposedTable:
    """The table as it is understood with what a person says of it."""
    return replace(understood(table.cells, ruling), place=table.place, annex=table.annex, repeats=table.repeats)


def understood(cells: Matrix, ruling: TableRuling | None = None) -> ProposedTable:
    """The table with what its cells are taken for. Of a sheet each table that stands on it by itself."""
    said = ruling or TableRuling()
    between = gaps(cells)
    if not between and _columns(cells, range(cells.rows)) == range(cells.columns):
        return _understood(cells, said)
    found: list[FoundBand] = []
    answers = [answer(one, *_BETWEEN[one.blank]) for gap in between for row in gap for one in cells.starting(row)]
    for rows in tables_between(cells, between):
        columns = _columns(cells, rows)
        inner = cut_all(cells, rows, columns, of_sheet=cells.of_sheet and not between)
        part, places = _understood(inner, _ruling_in(said, rows, columns)), PartPlaces(cells, rows, columns)
        found += map(places.band, part.bands)
        answers += map(places.answer, part.answers)
        answers += (answer(one, CellRole.BLANK, 0.9, "表格旁边的空列") for one in beside(cells, rows, columns))
    return ProposedTable(cells, tuple(found), _in_order(answers))


def _columns(cells: Matrix, rows: range) -> range:
    """The columns of a table on a sheet, beside which others may be empty."""
    return table_columns(cells, rows) if cells.of_sheet else range(cells.columns)


def _ruling_in(said: TableRuling, rows: range, columns: range) -> TableRuling:
    """What is said of some rows and columns, which are a table of their own."""
    bands = {row - rows.start: one._replace(end=max(0, one.end - rows.start)) for row, one in said.bands.items()
             if row in rows}  # fmt: skip
    inside = ((cut(spot, rows, columns), role) for spot, role in said.roles.items())
    return TableRuling(bands, {spot: role for spot, role in inside if spot is not None})


def _understood(cells: Matrix, said: TableRuling) -> ProposedTable:
    found = bands(cells, said.bands)
    inside = {row for band in found for row in range(band.top, band.end)}
    seen: set[Spot] = set()
    in_bands = [one for band in found for one in _band_answers(cells, band, seen)]
    taken = {one.spot for one in in_bands}
    spots = [spot for row in range(cells.rows) if row not in inside for spot in cells.starting(row)]
    guessed = guesses(cells, [spot for spot in spots if spot not in taken], said.roles)
    fixed = Governing(cells, guessed, found).answers()
    return ProposedTable(cells, tuple(found), _in_order(doubted(DoubtedTable(cells, found, in_bands, fixed))))


def _in_order(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    return tuple(sorted(answers, key=lambda one: (one.spot.row, one.spot.column)))


def _band_answers(cells: Matrix, band: FoundBand, seen: set[Spot]) -> Iterator[Answer]:
    """Headers, and the values below them. What begins above a band is none of it, but the label beside it."""
    tops = {column.spot: column for column in band.columns}
    for row in range(band.top, band.end):
        again = row >= band.body and _is_header_again(cells, band, row)
        for spot in cells.row(row):
            if spot in seen or (spot.row < band.top and spot is not band.side):
                continue
            seen.add(spot)
            if spot is band.side:
                yield answer(spot, CellRole.LABEL, 0.95, "旁边竖排的栏目名称", band.owner)
            elif spot.row < band.body:
                yield _header_answer(spot, tops.get(spot), band)
            elif row in band.others:
                yield _other_answer(spot, band)
            elif again and not spot.blank:
                yield answer(spot, CellRole.HEADER, 0.8, "重复的表头", band.owner)
            else:
                yield _body_answer(spot, band)


def _is_header_again(cells: Matrix, band: FoundBand, row: int) -> bool:
    """Whether all that is written in a row are headers of columns."""
    texts = [one.text for one in cells.starting(row) if not one.blank and one is not band.side]
    return len(texts) > 1 and all(lexicon.exact(band.owner, text) and lexicon.is_known(text) for text in texts)


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


def _other_answer(spot: Spot, band: FoundBand) -> Answer:
    """A cell of a row between projects. Whose a sum is need not be said; what stands over projects may be told of
    them."""
    if spot.blank:
        return answer(spot, CellRole.BLANK, 0.9, "不是项目的一行", band.owner)
    if spot.row in band.others.sums:
        return answer(
            spot, CellRole.LABEL if is_total(spot.text) else CellRole.NOTE, 0.9, "合计的一行，不是项目", band.owner
        )
    if band.groups is None or not band.groups.is_named(spot.row):
        made = answer(spot, CellRole.NOTE, 0.6, "下面各项目的部门或分类，不装进项目", band.owner)
        return replace(made, question="heads")
    if is_sum_in(spot, band.over(spot.column)):
        return answer(spot, CellRole.LABEL, 0.9, "一个部门的合计", band.owner)
    sure = 0.9 if is_office(spot.text) else 0.6
    told = "下面各项目的部门" if is_office(spot.text) else "下面各项目的部门或分类"
    return replace(answer(spot, CellRole.VALUE, sure, told, Owner.PROJECT, band.groups.field), question="heads")


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
                      flag=role is CellRole.NOTE, question=_column_question(column))  # fmt: skip
    owner = band.owner_of(column)
    told = f"在“{column.spot.text.strip()[:20]}”一列" if not column.spot.blank else "按内容判断的一列"
    # The header bears the flag of the whole column.
    return Answer(
        spot, CellRole.VALUE, owner, column.key, max(column.meaning.confidence, SURE), told, title=column.title
    )


def _column_question(column: FoundColumn) -> str:
    return f"column {column.spot.row} {column.spot.column}"
