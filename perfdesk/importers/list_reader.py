"""Reads a plain list of indicators: one row for each, with columns named as in the vocabulary, in any order."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import NUMBER
from perfdesk.forms.printed import printed_keys
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Element, Grid, GridRow, Source, label
from perfdesk.importers.known_labels import is_column, is_label
from perfdesk.importers.levels import Levels, blank_goes_on, inherited
from perfdesk.importers.report import A_LABEL, NO_FIELD, NO_TITLE, Report
from perfdesk.importers.typed_text import Typing
from perfdesk.model.fields import Owner
from perfdesk.model.keys import CODE, LEVELS, NAME, UNIT_NAME
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import Field, vocabulary

NUMBER_SLOT: Final = (None, "")
Slot = tuple[Owner | None, str]
_TELLS_PROJECT: Final = {(Owner.PROJECT, NAME), (Owner.PROJECT, CODE)}


def split(elements: Iterable[Element]) -> tuple[list[Element], list[Grid]]:
    """The elements of a source without its lists, and the lists."""
    rest: list[Element] = []
    lists: list[Grid] = []
    for element in elements:
        if isinstance(element, Grid) and _is_list(element):
            lists.append(element)
        else:
            rest.append(element)
    return rest, lists


def split_for(form: Form, elements: Iterable[Element]) -> tuple[list[Element], list[Grid]]:
    """The same for a form. A table of all projects looks like a list, but no projects are numbered in it."""
    if not form.table.grid:
        return split(elements)
    lists = [one for one in split(elements)[1] if NUMBER_SLOT in _columns(one.rows[0], _usual_labels()).values()]
    return [one for one in elements if not any(one is other for other in lists)], lists


def _is_list(grid: Grid) -> bool:
    """Whether the first row has columns for the project and the indicator, which no annex has."""
    slots = set(_columns(grid.rows[0], _usual_labels()).values()) if grid.rows else set()
    return (Owner.INDICATOR, NAME) in slots and not slots.isdisjoint(_TELLS_PROJECT)


@cache
def _usual_labels() -> Mapping[str, Slot]:
    return _labels(vocabulary().usual)


@lru_cache(maxsize=64)
def _form_labels(form: Form) -> Mapping[str, Slot]:
    """The titles of the columns in a list of this form: the usual fields, and other fields that the form prints."""
    printed, known = printed_keys(form), form.vocabulary
    of_phases = [known.field(*place) for place in sorted(printed) if place not in known.order and known.knows(*place)]
    return _labels((*(f for f in known.fields if not f.on_request or f.place in printed), *of_phases))


def _labels(fields: Iterable[Field]) -> Mapping[str, Slot]:
    shown = [field for field in fields if field.owner is not Owner.DOCUMENT]
    called = {label(field.title): field.place for field in shown}
    also = {label(other): field.place for field in shown for other in field.also}
    return {**also, **called, label(NUMBER): NUMBER_SLOT}


def _columns(row: GridRow, labels: Mapping[str, Slot]) -> dict[int, Slot]:
    found: dict[int, Slot] = {}
    for cell in row.written:
        slot = labels.get(label(cell.text))
        if slot is not None and slot not in found.values():
            found[cell.column] = slot
    return found


class ListReader:
    """Collects the projects in lists."""

    def __init__(self, form: Form, source: Source, report: Report) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._form = form
        self._levels = Levels(form)
        self._options: Mapping[Slot, frozenset[str]] = dict(form.table.options.items())
        self._typed = Typing(report, form.vocabulary, wrapped=source.wrapped)
        self._report = report

    def projects(self, lists: Iterable[Grid]) -> list[Found]:
        """The projects in the order of their first rows. In a sorted list the rows of a project need not be
        together."""
        found: dict[tuple[str, ...], Found] = {}
        numbers: dict[tuple[str, ...], int] = {}
        for grid in lists:
            columns = self.columns(grid)
            self._report_unknown(grid, columns)
            goes_on = {key: blank_goes_on(grid, at, ()) for at, (_, key) in columns.items() if key in LEVELS}
            above: dict[Slot, str] = {}
            for row in grid.rows[1:]:
                texts = self.texts(row, columns)
                above = _with_project(texts, above)
                key = tuple(normal(above.get(slot, "")) for slot in (NUMBER_SLOT, *_TELLS))
                project = found.setdefault(key, Found(row.place, has_header=True))
                self._report.project = numbers.setdefault(key, len(numbers))
                self._report_extra(row, grid.rows[0], columns)
                self._take(project, above, goes_on)
        self._report.project = -1
        return list(found.values())

    def columns(self, grid: Grid) -> dict[int, Slot]:
        """The field of each column of a list. If a title stands twice, the first column counts."""
        return _columns(grid.rows[0], _form_labels(self._form))

    def texts(self, row: GridRow, columns: Mapping[int, Slot]) -> dict[Slot, str]:
        """The texts of a list row by field."""
        texts: dict[Slot, str] = {}
        for column, (owner, key) in columns.items():
            cell = row.at(column)
            if cell is not None and not cell.blank and not (owner and self._is_label((owner, key), cell.text)):
                texts[owner, key] = self._typed(owner, key, cell.text) if owner else cell.text
        return texts

    def _is_label(self, slot: Slot, text: str) -> bool:
        """Whether a text is a label where a value should be. A word that the form prints to be ticked may be both."""
        return is_label(text) and text.strip() not in self._options.get(slot, ())

    def _take(self, project: Found, texts: dict[Slot, str], goes_on: Mapping[str, bool]) -> None:
        for (owner, key), text in texts.items():
            if owner is Owner.PROJECT:
                project.fields.setdefault(key, text)
        row = {key: text for (owner, key), text in texts.items() if owner is Owner.INDICATOR}
        if row:
            self._take_indicator(project, row, goes_on)

    def _take_indicator(self, project: Found, row: dict[str, str], goes_on: Mapping[str, bool]) -> None:
        """Blank levels are those of the row above, where `goes_on` says that a blank cell means that."""
        row.update({key: self._levels.bare(key, row[key]) for key in LEVELS if key in row})
        if project.rows:
            levels = inherited(row, project.rows[-1])
            taken = {key: levels[key] for key in LEVELS if not row.get(key) and goes_on.get(key, True)}
            project.inherited += any(taken.values())
            row.update(taken)
        project.rows.append({key: text for key, text in row.items() if text})

    def _report_unknown(self, grid: Grid, columns: dict[int, Slot]) -> None:
        for cell in grid.rows[0].written:
            if cell.column not in columns:
                self._report.leave_cell(cell.text, grid.rows[0].place, "")
                if is_column(cell.text):
                    self._report.foreign.append(cell.text)

    def _report_extra(self, row: GridRow, header: GridRow, columns: dict[int, Slot]) -> None:
        """Cells below labels that are no field, and labels where values should be."""
        for cell in row.written:
            if cell.column in columns and not self._is_label(columns[cell.column], cell.text):
                continue
            title = header.at(cell.column)
            why = A_LABEL if cell.column in columns and columns[cell.column][0] else NO_FIELD
            if title is None or title.column not in columns or why == A_LABEL:
                self._report.leave_cell(title.text if title else NO_TITLE, row.place, cell.text, why)


_TELLS: Final[tuple[Slot, ...]] = tuple((Owner.PROJECT, key) for key in (CODE, UNIT_NAME, NAME))


def _with_project(texts: dict[Slot, str], above: dict[Slot, str]) -> dict[Slot, str]:
    """A row that names no project belongs to that of the row above."""
    if any(slot in texts for slot in (*_TELLS_PROJECT, NUMBER_SLOT)):
        return texts
    return {**{slot: text for slot, text in above.items() if slot[0] is not Owner.INDICATOR}, **texts}
