"""convert(document, form): the same document in another form. Nothing that it holds is deleted; what differs is told.

Converting is asked for, so that what is printed from then on is what is stored: classes of indicators take the names of
the new form, and a target is divided into sign, number and unit, or put together from them, as the new form has it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.money_units import Recounted, recounted, unit_of
from perfdesk.forms.printed import Unprinted, counted, printed_keys, unprinted
from perfdesk.forms.printed_labels import printed_labels
from perfdesk.forms.printed_words import printed_words
from perfdesk.model.classes import class_of, twin_of
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import BESIDE, Owner
from perfdesk.model.frozen import frozen
from perfdesk.model.keys import LEVEL1, LEVEL2, MONEY_UNIT, OP, TARGET, UNIT_OF_MEASURE
from perfdesk.model.target import divided
from perfdesk.model.vocabulary import Vocabulary, plan_keys

_IN_COLUMNS: Final = (OP, UNIT_OF_MEASURE)


class Renamed(NamedTuple):
    """What prints under another name: a field, or (then `key` is level2) a class of indicators."""

    owner: Owner
    key: str
    before: str
    after: str
    nodes: int

    @property
    def words(self) -> str:
        """For people: 预算数 → 年度资金总额 13 个项目."""
        return f"{self.before} → {self.after}{counted(self.owner, self.nodes)}"


class AskedFor(NamedTuple):
    """What the new form asks for and is blank: a field of so many nodes, or (then `title` is its name) a class of which
    so many projects have no indicator."""

    owner: Owner
    key: str
    title: str
    nodes: int

    @property
    def words(self) -> str:
        """For people: 项目属性 13 个项目."""
        return self.title + counted(Owner.PROJECT if self.key == LEVEL2 else self.owner, self.nodes)


class Conversion(NamedTuple):
    """The document in its new form, with the report. What is kept is called as the old form calls it: `known`.
    `recounted` says what became of the amounts, "" where they are in the same unit."""

    document: Document
    renamed: tuple[Renamed, ...]
    kept: tuple[Unprinted, ...]
    asked: tuple[AskedFor, ...]
    known: Vocabulary
    recounted: str = ""


def convert(document: Document, old: Form, new: Form, revision: str = "") -> Conversion:
    """The document, which is laid out by `old`, in the form `new`. Where goals begin to be monitored or evaluated, what
    they say is kept as approved; `revision` is the saved version that says it."""
    counted_again = _in_unit_of(new, document, old)
    made = _Converter(counted_again.document, old, new, revision).conversion()
    return made._replace(recounted=counted_again.words)


def _in_unit_of(new: Form, document: Document, old: Form) -> Recounted:
    """The document with its amounts in the unit that the new form prints. One that prints whatever unit the document
    has takes them as they are."""
    before = unit_of(document, old)
    if (Owner.DOCUMENT, MONEY_UNIT) not in printed_keys(new):
        return recounted(document, old, new.money_unit)
    said = document.with_fields({(document.id, MONEY_UNIT): before}) if before != new.money_unit else document
    return Recounted(said)


class _Converter:
    def __init__(self, document: Document, old: Form, new: Form, revision: str) -> None:
        self._document = document
        self._revision = revision
        self._old = old
        self._new = new
        self._classes: Counter[tuple[str, str]] = Counter()

    def conversion(self) -> Conversion:
        projects = tuple(map(self._project, self._document.projects))
        made = _with_defaults(self._in_new_form(projects), self._new)
        renamed = (*self._renamed_fields(), *self._renamed_plans(made), *self._renamed_classes())
        kept = (one for one in unprinted(self._new, made) if not one.key.startswith(BESIDE))
        return Conversion(
            made, renamed, tuple(kept), tuple(_asked(made, self._old, self._new)), printed_words(self._old)
        )

    def _in_new_form(self, projects: Iterable[Project]) -> Document:
        made = replace(self._document.with_projects(projects), form=self._new.id, form_copy=self._new.copy)
        if self._new.stage in ("goal", self._old.stage):
            return made
        return self._begun(frozen(made, self._revision) if self._old.stage == "goal" else made)

    def _begun(self, made: Document) -> Document:
        """With what the year began with: the plan of each source, and the marks for spending the money."""
        texts = {(one.id, key): text for one in made.projects for key, text in self._beginnings(one)}
        return made.with_fields(texts)

    def _beginnings(self, project: Project) -> Iterator[tuple[str, str]]:
        for source, plan in plan_keys().items():
            yield from self._begins(project, f"funds.{source}.initial", project.fields[plan])
        if self._new.scoring is not None:
            yield from self._begins(project, "funds.total.weight", str(self._new.scoring.execution))

    def _begins(self, project: Project, key: str, text: str) -> Iterator[tuple[str, str]]:
        """A text for a field that the new form prints and that is blank."""
        if (Owner.PROJECT, key) in printed_keys(self._new) and text.strip() and not project.fields[key].strip():
            yield key, text

    def _project(self, old: Project) -> Project:
        rows = tuple(map(self._indicator, old.indicators))
        return old if all(a is b for a, b in zip(rows, old.indicators, strict=True)) else replace(old, indicators=rows)

    def _indicator(self, old: Indicator) -> Indicator:
        texts = {**self._level_names(old), **self._target(old)}
        fields = old.fields
        for key, text in texts.items():
            fields = fields.with_text(key, text)
        return old if fields is old.fields else replace(old, fields=fields)

    def _level_names(self, row: Indicator) -> Mapping[str, str]:
        """The names under which the new form prints the indicator's class; none if it does not print such a class."""
        here = (row.level1, row.level2)
        there = form_classes(self._new).get(class_of(*here)) or form_classes(self._new).get(twin_of(class_of(*here)))
        if there is None or there == here:
            return {}
        self._classes[" / ".join(filter(None, here)), " / ".join(there)] += 1
        return dict(zip((LEVEL1, LEVEL2), there, strict=True))

    @cached_property
    def _in_columns(self) -> tuple[bool, bool]:
        """Whether sign and unit stand in columns of their own, before and after."""
        return tuple(  # type: ignore[return-value]
            all((Owner.INDICATOR, key) in printed_keys(form) for key in _IN_COLUMNS) for form in (self._old, self._new)
        )

    def _target(self, row: Indicator) -> Mapping[str, str]:
        before, after = self._in_columns
        sign, unit = (row.fields[key] for key in _IN_COLUMNS)
        if before and not after and (sign or unit):
            return {TARGET: f"{sign}{row.target}{unit}", **dict.fromkeys(_IN_COLUMNS, "")}
        if after and not before and not (sign or unit) and (parts := divided(row.target)):
            return dict(zip((OP, TARGET, UNIT_OF_MEASURE), parts, strict=True))
        return {}

    def _renamed_fields(self) -> Iterator[Renamed]:
        old, new = printed_labels(self._old), printed_labels(self._new)
        for place, after in new.items():
            before = old.get(place, after)
            if before != after and (nodes := _filled(self._document, *place)):
                yield Renamed(*place, before, after, nodes)

    def _renamed_plans(self, made: Document) -> Iterator[Renamed]:
        """Where the year's plan prints as what the year began with."""
        old, new = printed_labels(self._old), printed_labels(self._new)
        for source, plan in plan_keys().items():
            began = (Owner.PROJECT, f"funds.{source}.initial")
            nodes = _filled(made, *began) - _filled(self._document, *began)
            if nodes and (Owner.PROJECT, plan) in old:
                yield Renamed(*began, old[Owner.PROJECT, plan], new[began], nodes)

    def _renamed_classes(self) -> Iterator[Renamed]:
        for (before, after), nodes in self._classes.items():
            yield Renamed(Owner.INDICATOR, LEVEL2, before, after, nodes)


@lru_cache(maxsize=64)
def form_classes(form: Form) -> Mapping[str, tuple[str, str]]:
    """The names (一级, 二级) under which a form prints each class; of two that mean one class the first."""
    found: dict[str, tuple[str, str]] = {}
    for one in form.levels:
        for two in one.children:
            found.setdefault(class_of(one.name, two.name), (one.name, two.name))
    found.pop("", None)
    return found


def _with_defaults(document: Document, form: Form) -> Document:
    blank = {(document.id, key): text for key, text in form.defaults.items() if not document.fields[key].strip()}
    return document.with_fields(blank)


def _filled(document: Document, owner: Owner, key: str) -> int:
    return sum(bool(fields[key].strip()) for fields in _fields(document, owner))


def _fields(document: Document, owner: Owner) -> Iterator[Mapping[str, str]]:
    match owner:
        case Owner.DOCUMENT:
            yield document.fields
        case Owner.PROJECT:
            yield from (project.fields for project in document.projects)
        case _:
            yield from (row.fields for project in document.projects for row in project.rows_of(owner))


def _asked(document: Document, old: Form, new: Form) -> Iterator[AskedFor]:
    """The fields that only the new form prints or that it requires, where they are blank; then its classes."""
    known = printed_words(new)
    wanted = printed_keys(new) - printed_keys(old) | {(Owner.PROJECT, key) for key in new.required}
    for owner, key in sorted(wanted, key=lambda place: (known.order.get(place, len(known.order)), place)):
        nodes = sum(not fields[key].strip() for fields in _fields(document, owner))
        if nodes and known.knows(owner, key):
            yield AskedFor(owner, key, known.title(owner, key), nodes)
    yield from _missing_classes(document, new)


def _missing_classes(document: Document, form: Form) -> Iterator[AskedFor]:
    for one in form.levels:
        for two in one.children:
            name = (one.name, two.name)
            nodes = sum(all((r.level1, r.level2) != name for r in p.indicators) for p in document.projects)
            if two.mandatory and nodes:
                yield AskedFor(Owner.INDICATOR, LEVEL2, " / ".join(name), nodes)
