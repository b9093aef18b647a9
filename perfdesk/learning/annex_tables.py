"""Which tables of a source are parts of one annex, and which are those of the next project's.

An annex names its project once. So a table that names one again begins another annex, and so does one below a title of
its own (项目支出绩效自评表): a notice often has the papers of all stages in one file.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Final

from perfdesk.learning.answer import PRINTED, Answer, CellRole
from perfdesk.learning.inline import Inline
from perfdesk.learning.labels import plain
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.record_shares import classes_in
from perfdesk.learning.settled_answers import again
from perfdesk.model.fields import Owner
from perfdesk.model.keys import CODE, NAME, SUPERVISOR, UNIT

# The share of their labels that two tables have in common if they are one annex filled in for two projects.
_AGAIN: Final = 0.9
# No annex has more kinds of tables; each further table is compared with so many.
_MOST_KINDS: Final = 50
# An annex is part of the form language up to so many tables (forms.table_soundness).
_MOST_TABLES: Final = 8
_NUMBERED: Final = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[附续]?表\s*[一二三四五六七八九十\d])"
)
# What tells whose annex a table is may stand in each of its tables.
_TELLING: Final = (CODE, *UNIT, SUPERVISOR)


class SourceTables:
    """The tables of a source in their order, each with the number of its annex. Sheets are annexes by themselves."""

    def __init__(self, *, sheets: bool) -> None:
        self.tables: list[ProposedTable] = []
        self._sheets = sheets
        self._above: list[Sequence[str]] = []
        # The lines since the last table, and what they say of the next.
        self._lines: list[str] = []
        self._lines_name_project = self._lines_have_title = False
        self._known: dict[int, frozenset[str]] = {}
        self._is_named = False

    def add_line(self, text: str, found: Inline | None) -> None:
        """A line above the next table, and the fields in it."""
        self._lines.append(text)
        self._lines_name_project |= found is not None and _has_name(found)
        self._lines_have_title |= _is_title(text)

    def add(self, table: ProposedTable, place: int) -> None:
        """The next table. One in which the program knows nothing belongs to an annex that has begun and has something
        to fill in, or is none."""
        named = self._lines_name_project or _names_project(table)
        begins = self._begins(table, named=named)
        if not (table.keyed or table.bands) and (begins or not _asks(table)):
            return
        self._is_named = named or (self._is_named and not begins)
        annex = self.tables[-1].annex + begins if self.tables else 0
        self._above.append(self._lines)
        self._lines, self._lines_name_project, self._lines_have_title = [], False, False
        self.tables.append(self._unless_again(replace(table, place=place, annex=annex)))

    def whole(self) -> tuple[ProposedTable, ...]:
        """All of them."""
        return told_apart(self.tables)

    def _begins(self, table: ProposedTable, *, named: bool) -> bool:
        """Whether another annex begins with a table, where it or a line above it may have `named` its project."""
        if not self.tables or self._sheets:
            return True
        grids = any(band.grid for one in (self.tables[-1], table) for band in one.bands)
        count = sum(one.annex == self.tables[-1].annex for one in self.tables[-_MOST_TABLES:])
        return grids or (self._is_named and named) or self._lines_have_title or count == _MOST_TABLES

    def _unless_again(self, table: ProposedTable) -> ProposedTable:
        """The table; if it is like one before, that says so, and nobody is asked about its cells again."""
        words, number = _words(table), len(self.tables)
        found = next((at for at in self._candidates(table) if self._is_again(table, words, at)), None)
        if found is not None:
            answers = tuple(replace(one, flag=False) for one in table.answers)
            return replace(table, answers=answers, repeats=found)
        if len(self._known) < _MOST_KINDS:
            self._known[number] = words
        return table

    def _candidates(self, table: ProposedTable) -> Iterator[int]:
        """The tables that are like none before; first the one behind that which the table before it is like."""
        before = self.tables[-1] if self.tables and self.tables[-1].annex == table.annex else None
        following = before.repeats + 1 if before is not None and before.repeats is not None else None
        yield from (at for at in (following,) if at in self._known)
        yield from (at for at in self._known if at != following)

    def _is_again(self, table: ProposedTable, words: frozenset[str], at: int) -> bool:
        alike = len(words & self._known[at]) >= _AGAIN * len(words | self._known[at])
        return alike and not (self.tables[at].annex == table.annex and self._goes_on(table, at))

    def _goes_on(self, table: ProposedTable, at: int) -> bool:
        """Whether a table has other classes of indicators than one before it with the same header."""
        first, second = classes_in(self.tables[at], self._above[at]), classes_in(table, self._above[-1])
        return bool(first) and bool(second) and not first & second


def _asks(table: ProposedTable) -> bool:
    return any(one.role is CellRole.VALUE for one in table.answers)


def _names_project(table: ProposedTable) -> bool:
    """Whether a table says of which project it is."""
    return any(band.grid for band in table.bands) or any(
        (one.role, one.owner, one.key) == (CellRole.VALUE, Owner.PROJECT, NAME) for one in table.answers
    )


def _has_name(found: Inline) -> bool:
    return any((owner, key) == (Owner.PROJECT, NAME) for owner, key, _ in found.slots)


def _is_title(line: str) -> bool:
    """Whether a line is the title of an annex, and not of a part of it (三、绩效指标表)."""
    words = plain(line)
    return words.endswith("表") and "绩效" in words and not _NUMBERED.match(line)


def _words(table: ProposedTable) -> frozenset[str]:
    """The labels and the headers of a table."""
    rows = {row for band in table.bands for row in range(band.body, band.end)}
    printed = (one for one in table.answers if one.role in PRINTED)
    return frozenset(plain(one.spot.text) for one in printed if one.spot.row not in rows)


# --- one key in several tables -------------------------------------------------------------------------------------


def told_apart(tables: Sequence[ProposedTable]) -> tuple[ProposedTable, ...]:
    """The tables, where a further one of an annex has a label again with a field of its own for it, unless it says the
    same there, or which project it is of."""
    known: dict[tuple[int, Owner, str], str] = {}
    taken: set[str] = set()
    made = []
    for table in tables:
        if table.repeats is None:
            values = (one for one in table.answers if one.role is CellRole.VALUE)
            twice = {one.spot for one in values if _is_other(one, known.get((table.annex, one.owner, one.key)))}
            table = _renamed(table, twice, taken)
            # What stands in rows of records may stand in as many tables.
            inside = {row for band in table.bands for row in range(band.top, band.end)}
            fixed = (one for one in table.answers if one.spot.row not in inside and one.role is CellRole.VALUE)
            said = {(table.annex, one.owner, one.key): _said(one) for one in fixed}
            known |= said
            taken |= {key for _, _, key in said}
        made.append(table)
    return tuple(made)


def _is_other(one: Answer, said: str | None) -> bool:
    """Whether a value is another than the one of the same key before it."""
    if said is None or one.key in _TELLING or one.owner is Owner.DOCUMENT:
        return False
    return not said or _said(one) != said


def _said(one: Answer) -> str:
    return "" if one.template else plain(one.spot.text) or one.spot.text.strip()


def _renamed(table: ProposedTable, twice: Set[object], taken: Set[str]) -> ProposedTable:
    """The table with fields of its own in these cells."""
    if not twice:
        return table
    answers = []
    for one in table.answers:
        number = 2
        while one.spot in twice and again(one, number).key in taken:
            number += 1
        answers.append(again(one, number) if one.spot in twice else one)
    return replace(table, answers=tuple(answers))
