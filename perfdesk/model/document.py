"""Document, Project, Indicator, Record: frozen values with permanent ids, children in tuples.

The rows of a project are its indicators and, behind them, its records: tasks, schedule, costs, goals, sites. A record
is a node of its own class beside the indicator, not an indicator with a kind: rules, lists and the library speak of
indicators, of which a book has 80,000, and none of them has to ask first what a row is. Whoever means every row
(edits, deltas, differences, merges, search) says `rows`.

A form for a whole department or region has no projects on paper. Its document has one project, which stands for the
department and holds its fields, indicators and records. So there is one place where records are, and nothing that
works on a project has to know of such forms.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from perfdesk.model.fields import NO_FIELDS, RECORDS, Fields, Owner
from perfdesk.model.form_copy import NO_COPY, FormCopy
from perfdesk.model.keys import BUDGET_TOTAL, CODE, LEVEL1, LEVEL2, NAME, NAMED_BY, TARGET
from perfdesk.model.places import Places
from perfdesk.model.target import whole_target

# Never change: ids of imported nodes are derived from it, and two people's imports must agree.
_NAMESPACE: Final = uuid.UUID("6f3d5b0e-5a0c-5c1e-9d0b-3c5f6f0a8e21")


def new_id() -> str:
    """A random id for a node that a person creates."""
    return str(uuid.uuid4())


def derived_id(*parts: str) -> str:
    """The id of an imported node: the same parts give the same id on every machine."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the three-level table. `extra` keeps, as JSON text, file members this version does not know."""

    id: str
    fields: Fields = NO_FIELDS
    extra: str = ""

    @property
    def owner(self) -> Owner:
        """What its fields are fields of."""
        return Owner.INDICATOR

    @property
    def level1(self) -> str:
        """一级指标."""
        return self.fields[LEVEL1]

    @property
    def level2(self) -> str:
        """二级指标, without the mark that a form prints behind it."""
        return self.fields[LEVEL2]

    @property
    def name(self) -> str:
        """三级指标."""
        return self.fields[NAME]

    @property
    def target(self) -> str:
        """指标值, as entered."""
        return self.fields[TARGET]

    @property
    def whole_target(self) -> str:
        """指标值 with the sign and the unit that a form may have in columns of their own."""
        return whole_target(self.fields)


@dataclass(frozen=True, slots=True)
class Record:
    """A repeated row that is no indicator; `owner` is its kind, one of RECORDS. `extra` as of an indicator."""

    owner: Owner
    id: str
    fields: Fields = NO_FIELDS
    extra: str = ""

    @property
    def name(self) -> str:
        """What it is called by: the item of a task, the text of a goal."""
        return self.fields[NAMED_BY[self.owner]]


Row = Indicator | Record


@dataclass(frozen=True, slots=True)
class Project:
    """One project with its indicators in printed order, and its records: kind by kind, each in printed order."""

    id: str
    fields: Fields = NO_FIELDS
    indicators: tuple[Indicator, ...] = ()
    extra: str = ""
    records: tuple[Record, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The indicators, and behind them the records."""
        return self.indicators + self.records

    def with_rows(self, rows: Iterable[Row]) -> "Project":
        """The same project with other rows. Each takes its place among those of its kind, in the order given."""
        indicators: list[Indicator] = []
        records: list[Record] = []
        for row in rows:
            if isinstance(row, Indicator):
                indicators.append(row)
            else:
                records.append(row)
        return Project(self.id, self.fields, tuple(indicators), self.extra, in_order(records) if records else ())

    def rows_of(self, kind: Owner) -> tuple[Row, ...]:
        """The rows of a kind, in printed order."""
        if kind is Owner.INDICATOR:
            return self.indicators
        return tuple(record for record in self.records if record.owner is kind)

    @property
    def code(self) -> str:
        """项目编码, as entered."""
        return self.fields[CODE]

    @property
    def name(self) -> str:
        """项目名称."""
        return self.fields[NAME]

    @property
    def budget_total(self) -> str:
        """预算数, as entered, in the document's money unit."""
        return self.fields[BUDGET_TOTAL]


Node = Project | Row

_KIND_ORDER: Final = {kind: number for number, kind in enumerate(RECORDS)}


def in_order(records: Iterable[Record]) -> tuple[Record, ...]:
    """Records kind by kind, as a project keeps them; inside a kind in the order given."""
    return tuple(sorted(records, key=lambda record: _KIND_ORDER[record.owner]))


@dataclass(slots=True)
class _Known:
    """The places of a version, or those of an earlier one from which they can be worked out: every node of the projects
    `base` stands where `earlier` says, though some may have been edited since."""

    places: Places | None = None
    earlier: Places | None = None
    base: Sequence["Project"] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A department's whole goal table or performance book, laid out by the form named `form`.

    `form_copy` is that form, if the document carries it; without it, the form of that name which is here.
    `numbers` are what the projects of an extract are numbered with in the whole; without it they count from 1.
    """

    id: str
    form: str
    fields: Fields = NO_FIELDS
    projects: tuple[Project, ...] = ()
    extra: str = ""
    numbers: tuple[int, ...] = ()
    form_copy: FormCopy = NO_COPY
    # Worked out on first need, and handed on by every change that moves no node.
    _known: _Known = field(default_factory=_Known, compare=False, repr=False)

    @property
    def places(self) -> Places:
        """Where each project, indicator and record stands, by id."""
        known = self._known
        if known.places is None:
            earlier, base = known.earlier, known.base
            known.places = earlier.following(self.projects, base) if earlier else Places(self.projects)
            known.earlier, known.base = None, ()
        return known.places

    def owner_of(self, node: str) -> Owner | None:
        """What kind of node an id names here; None if it names none."""
        if node == self.id:
            return Owner.DOCUMENT
        place = self.places.get(node)
        if place is None:
            return None
        return Owner.PROJECT if place[1] is None else self.projects[place[0]].rows[place[1]].owner

    def project(self, node: str) -> Project | None:
        """The project with this id, or the one that holds the row with this id."""
        place = self.places.get(node)
        return None if place is None else self.projects[place[0]]

    def indicator(self, node: str) -> Indicator | None:
        """The indicator with this id."""
        row = self.row(node)
        return row if isinstance(row, Indicator) else None

    def row(self, node: str) -> Row | None:
        """The indicator or record with this id."""
        place = self.places.get(node)
        if place is None or place[1] is None:
            return None
        return self.projects[place[0]].rows[place[1]]

    def number_of(self, row: str) -> int:
        """Which of its project's rows of its kind a row is, counted from 1; 0 for an id that names no row."""
        place = self.places.get(row)
        if place is None or place[1] is None:
            return 0
        rows = self.projects[place[0]].rows[: place[1] + 1]
        return sum(one.owner is rows[-1].owner for one in rows)

    def fields_of(self, node: str) -> Fields:
        """The fields of the document itself, a project or a row; none for an id that is not here."""
        if node == self.id:
            return self.fields
        found = self.row(node) or self.project(node)
        return found.fields if found else NO_FIELDS

    def with_projects(self, projects: Iterable[Project]) -> "Document":
        """The same document with other projects, whatever moved."""
        row = tuple(projects)
        if _stand_alike(row, self.projects):
            return replace(self, projects=row, numbers=())
        known = self._known
        # Edits far apart would else count as what came and went, and all be worked out anew.
        known = _Known(None, known.places, self.projects) if known.places else _Known(None, known.earlier, known.base)
        return replace(self, projects=row, numbers=(), _known=known)

    def extract(self, wanted: Collection[str]) -> "Document":
        """The document with only the projects of these ids, for print: each keeps its number."""
        kept = [at for at, project in enumerate(self.projects) if project.id in wanted]
        numbers = tuple(self.number(at) for at in kept)
        return replace(self.with_projects(self.projects[at] for at in kept), numbers=numbers)

    def number(self, place: int) -> int:
        """What the project at a place, counted from 0, is numbered with in print."""
        return self.numbers[place] if self.numbers else place + 1

    def with_fields(self, texts: Mapping[tuple[str, str], str]) -> "Document":
        """Sets texts by (node id, key); ids that are not here are passed over. The same object if nothing changes."""
        document = self
        projects: dict[int, Project] = {}
        for (node, key), text in texts.items():
            if node == self.id:
                document = _with_text(document, key, text)
            elif (place := self.places.get(node)) is not None:
                project = projects.get(place[0], self.projects[place[0]])
                projects[place[0]] = _set_in_project(project, place[1], key, text)
        return _with_changed(document, projects)


def _stand_alike(one: Sequence[Project], other: Sequence[Project]) -> bool:
    """Whether every project and row has the same place in both."""
    return len(one) == len(other) and all(
        a is b or (a.id == b.id and [row.id for row in a.rows] == [row.id for row in b.rows])
        for a, b in zip(one, other, strict=True)
    )


def _with_changed(document: Document, projects: Mapping[int, Project]) -> Document:
    changed = {at: project for at, project in projects.items() if project is not document.projects[at]}
    if not changed:
        return document
    row = list(document.projects)
    for at, project in changed.items():
        row[at] = project
    return replace(document, projects=tuple(row))


_Owned = TypeVar("_Owned", Document, Project, Indicator, Record)
_Any = TypeVar("_Any")


def _with_text(node: _Owned, key: str, text: str) -> _Owned:
    fields = node.fields.with_text(key, text)
    return node if fields is node.fields else replace(node, fields=fields)


def _set_in_project(project: Project, below: int | None, key: str, text: str) -> Project:
    if below is None:
        return _with_text(project, key, text)
    number = below - len(project.indicators)
    if number >= 0:
        record = _with_text(project.records[number], key, text)
        same = record is project.records[number]
        return project if same else replace(project, records=_exchanged(project.records, number, record))
    indicator = _with_text(project.indicators[below], key, text)
    same = indicator is project.indicators[below]
    return project if same else replace(project, indicators=_exchanged(project.indicators, below, indicator))


def _exchanged(rows: tuple[_Any, ...], at: int, new: _Any) -> tuple[_Any, ...]:
    return (*rows[:at], new, *rows[at + 1 :])
