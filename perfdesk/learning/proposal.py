"""propose(source): what a foreign annex seems to be, cell by cell, for a person to confirm."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from perfdesk.forms.loader import forms
from perfdesk.importers.form_likeness import Labels
from perfdesk.importers.grid import Grid, Line, Source
from perfdesk.learning import lexicon
from perfdesk.learning.annex_tables import SourceTables
from perfdesk.learning.inline import Inline, inline, knows_label, line_parts
from perfdesk.learning.labels import told
from perfdesk.learning.matrix import matrix, year_in
from perfdesk.learning.proposed_table import ProposedTable, understood
from perfdesk.learning.record_shares import RecordShares
from perfdesk.model.fields import Owner
from perfdesk.model.titles import shortened

_LIKE: Final = 5
# Above this two forms share more than the words that all share.
_LEAST_LIKE: Final = 0.3
# Bold tells labels from values if half of the known labels are bold, and not nearly everything.
_LEAST_BOLD, _MOST_BOLD = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A line outside the tables: the field in it, if there is one, and how many tables of the proposal have come before
    it."""

    text: str
    after: int
    inline: Inline | None = None

    @property
    def key(self) -> str:
        """The first field in it."""
        return self.inline.slots[0][1] if self.inline else ""

    @property
    def below(self) -> bool:
        """Whether a table has come before it."""
        return self.after > 0


@dataclass(frozen=True)
class FormProposal:
    """What was found in a source. `like` are the known forms with how alike they are, the nearest first; `sheets` tells
    that the tables are sheets, which have no lines outside their cells; `title` is what a person called the form,
    `replaces` the id of the form whose place it takes."""

    tables: tuple[ProposedTable, ...]
    lines: tuple[ProposedLine, ...]
    like: tuple[tuple[str, float], ...]
    sheets: bool = False
    title: str = ""
    replaces: str = ""

    @property
    def flagged(self) -> int:
        """How many cells have to be looked at of the annex that the form is made of. What is doubtful in other tables
        of the source is nobody's question."""
        return sum(self.tables[at].flagged for at in self.annex)

    @property
    def asked(self) -> int:
        """How many questions that are."""
        return sum(self.tables[at].asked for at in self.annex)

    @cached_property
    def main(self) -> int:
        """The number of the table, from 0, of which the program knows most, in the annex of which it knows most. A form
        is made of that annex. What is known are fields and not cells: a list of all indicators behind the annexes, as
        some workbooks have it, says few things many times."""
        known: dict[int, set[tuple[Owner, str]]] = {}
        first = [number for number, table in enumerate(self.tables) if table.repeats is None]
        for number in first:
            known.setdefault(self.tables[number].annex, set()).update(self.tables[number].keys)
        return max(first, key=lambda number: (len(known[self.tables[number].annex]), self.tables[number].keyed))

    @cached_property
    def shares(self) -> RecordShares:
        """Which bands of the annex print which records."""
        annex = self.tables[self.main].annex
        own = {at: one for at, one in enumerate(self.tables) if one.annex == annex and one.repeats is None}
        return RecordShares(own, {at: self.above(at) for at in own})

    @property
    def annex(self) -> tuple[int, ...]:
        """The numbers of the tables, from 0, of the annex that the form is made of."""
        return self.shares.tables if self.tables else ()

    @property
    def printed(self) -> tuple[int, ...]:
        """Those of them that the form prints, one below the other."""
        return tuple(at for at in self.annex if at not in self.shares.left_out)

    @property
    def further(self) -> Iterator[ProposedTable]:
        """The tables like one of them, which are those of further projects."""
        return (one for one in self.tables if one.repeats in self.printed)

    def above(self, number: int) -> list[str]:
        """The lines right above a table."""
        return [one.text for one in self.lines if one.after == number]

    @property
    def left_out(self) -> list[str]:
        """What a form of this does not print, in sentences."""
        return [*_left_out(self)]


def _left_out(proposal: FormProposal) -> Iterator[str]:
    printed = proposal.printed
    numbers = "、".join(str(at + 1) for at in printed)
    for number, table in enumerate(proposal.tables):
        if number not in printed and table.repeats not in printed:
            like = "" if table.repeats is None else f"（与第 {table.repeats + 1} 张相同）"
            first = next((one.spot.text for one in table.answers if not one.spot.blank), "")
            why = proposal.shares.left_out.get(number, "")
            told = f"：{why}" if why else ""
            yield f"第 {number + 1} 张表“{shortened(first)}”{like}没有写进表样，表样只按第 {numbers} 张表写成{told}。"
        if number in printed:
            yield from _rows_between(number, table)


def _rows_between(number: int, table: ProposedTable) -> Iterator[str]:
    """The rows of a grid that are no projects. Which and where they are depends on these, so a form has none."""
    for band in table.bands:
        told = {*band.groups.heads, *band.groups.feet} if band.groups else set()
        rows = sorted((band.others.sums | band.others.heads) - told)
        if rows:
            first = next(one.text for one in table.cells.row(rows[0]) if not one.blank)
            count = f"等 {len(rows)} 行" if len(rows) > 1 else "一行"
            yield f"第 {number + 1} 张表里“{shortened(first)}”{count}在各项目之间，不是项目，没有写进表样。"


def propose(source: Source, *, sheets: bool, bold: Iterable[str] = ()) -> FormProposal:
    """The proposal; without tables where nothing looks like one. `sheets` tells that grids are sheets of a workbook;
    `bold` are the texts that only stand bold in it."""
    lexicon.refresh()
    found = SourceTables(sheets=sheets)
    lines: list[ProposedLine] = []
    marked = frozenset(bold)
    place = year = 0
    for element in source.elements:
        if isinstance(element, Grid):
            bold_texts, number = _telling(element, marked), len(found.tables)
            found.add(understood(matrix(element, numbered=sheets, bold=bold_texts, table=number, year=year)), place)
            place += 1
        elif element.text.strip():
            line = _line(element, len(found.tables))
            lines.append(line)
            found.add_line(line.text, line.inline)
            year = year or year_in(line.text)
    return FormProposal(found.whole(), tuple(lines), tuple(_like(source)), sheets)


def _telling(grid: Grid, bold: Set[str]) -> Set[str]:
    """The bold texts of a table, if bold tells its labels from all else: most that are known are, and not all is."""
    texts = {told(cell.text) for row in grid.rows for cell in row.written}
    marked = texts & bold
    known = {text for text in texts if lexicon.is_known(text)}
    is_told = len(marked) <= _MOST_BOLD * len(texts) and len(marked & known) >= _LEAST_BOLD * len(known) > 0
    return marked if is_told else frozenset()


def _line(line: Line, after: int) -> ProposedLine:
    parts = (inline(line.text), *(found for _, found in line_parts(line.text)))
    return ProposedLine(
        line.text.strip(), after, next((one for one in parts if one is not None and knows_label(one)), None)
    )


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
