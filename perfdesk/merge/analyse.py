"""Compares several files with the versions they come from, and plans their merge. The order of the files has no
influence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from operator import is_
from typing import Any, Final

from perfdesk.forms.catalogue import DIGITS
from perfdesk.forms.loader import has_its_form, names_of_forms
from perfdesk.merge.bases import Base, Bases, Recursive
from perfdesk.merge.field_decision import Before, FieldDecision, Meaning, Undecided, Why, decide, exactly, meaning_of
from perfdesk.merge.order import merged_order
from perfdesk.merge.paragraphs import by_paragraphs
from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.presence import presence
from perfdesk.merge.sides import Side, basis_of, ordered, with_news, with_our_ids
from perfdesk.merge.versions import Tree, Versions, distinct
from perfdesk.model import unread
from perfdesk.model.collector import collector_at_rest
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document, Indicator, Node, Project, Row
from perfdesk.model.fields import BESIDE, QUESTION, RECORDS, UNREAD, Fields, Kind, Owner
from perfdesk.model.form_copy import FORM
from perfdesk.model.questions import PLACE, Place, joined, unsigned
from perfdesk.model.values import normal


def analyse(ours: Side, theirs: Sequence[Side], base: Document | None = None) -> Plan:
    """The plan for merging these files into OURS. `base` replaces the common versions that the files know
    themselves."""
    with collector_at_rest():
        bases = tuple((side.name, basis_of(ours, side, base)) for side in ordered(theirs))
        news, passed = with_news(ours, ordered(theirs))
        others, base = with_our_ids(ours, news, base)
        sides = [ours, *others]
        given = None if base is None else Base(base)
        find = Recursive(_joined) if given is None else lambda *_: given
        return replace(_Merger(sides, Bases(sides, find)).plan(passed), bases=bases)


def _joined(sides: Sequence[Side], bases: Bases) -> Base:
    """The common version of two files that share several: these versions merged, with the places that stay open."""
    merger = _Merger(sides, bases)
    plan = merger.plan(())
    return Base(plan.document, frozenset({*(one.place for one in plan.open), *merger.open_extras}))


_Node = Document | Node
# The place of the data that a newer program wrote into a node. It is no field.
_EXTRA: Final = "*extra"
# If such a field is open, the versions are joined into one text, so that nobody is asked about a question.
_JOINED: Final[Mapping[str, Callable[[Iterable[str]], str]]] = {UNREAD: unread.joined, QUESTION: joined}


class _Merger:
    """One run of a merge."""

    def __init__(self, sides: Sequence[Side], bases: Bases) -> None:
        self._sides = sides
        self._versions = Versions(sides, bases)
        self._decisions: list[Decision] = []
        self.open_extras: set[Place] = set()

    # --- the plan ------------------------------------------------------------------------------------------------

    def plan(self, passed: Sequence[tuple[str, str]]) -> Plan:
        """All decisions, and the document with those decisions that need no person."""
        ours, sides = self._sides[0].document, [tree.document for tree in self._versions.trees]
        fields = self._merged_fields(Owner.DOCUMENT, sides, "", "")
        projects = self._projects()
        extra = self._extra(sides, "")
        laid_out = self._laid_out(sides)
        same = fields is ours.fields and extra == ours.extra and _is_same_row(projects, ours.projects)
        if not same or laid_out is not sides[0]:
            form, copy = laid_out.form, laid_out.form_copy
            ours = replace(ours, fields=fields, extra=extra, form=form, form_copy=copy).with_projects(projects)
        return Plan(tuple(self._sides), ours, tuple(self._decisions), tuple(passed))

    def _projects(self) -> list[Project]:
        kept = {node for node in self._versions.ids if node not in self._versions.touched or self._stays(node, node)}
        below = self._rows_below(kept)
        merged = {
            node: self._project(node, sides, below[node])
            for node, sides in self._versions.touched.items()
            if node in kept
        }
        lists = [[*known] for known in self._versions.maps]
        order = self._ordered("", Owner.PROJECT, lists, kept, lambda: self._project_rank)
        return [merged.get(node) or self._versions.maps[0][node] for node in order]

    def _rows_below(self, kept: set[str]) -> dict[str, list[str]]:
        """The rows that have to be compared, by the project that they belong to in the result. `kept` are the
        projects of the result."""
        below: dict[str, list[str]] = defaultdict(list)
        for node in dict.fromkeys(row for tree in self._versions.trees for row in tree.rows):
            below[self._parent(node, kept)].append(node)
        return below

    def _project(self, node: str, sides: Sequence[Project | None], rows: Sequence[str]) -> Project:
        """A project merged from its versions. `rows` are those that have to be compared and belong to it."""
        fields = self._merged_fields(Owner.PROJECT, sides, node, "")
        extra = self._extra(sides, node)
        found = dict(self._versions.same[node])
        found.update((row, self._row(row, node)) for row in rows if self._stays(row, node))
        merged = self._ordered_rows(node, sides, found)
        ours = sides[0]
        if ours and fields is ours.fields and extra == ours.extra and _is_same_row(merged, ours.rows):
            return ours
        return Project(node, fields, extra=extra).with_rows(merged)

    def _ordered_rows(self, node: str, sides: Sequence[Project | None], found: Mapping[str, Row]) -> list[Row]:
        """The rows of a project, kind by kind."""
        indicators = {row.id: row for row in found.values() if isinstance(row, Indicator)}
        rank = partial(self._indicator_rank, node, indicators)
        order = self._ordered(node, Owner.INDICATOR, _lists(sides, Owner.INDICATOR), set(indicators), rank)
        if len(indicators) < len(found):
            for kind in RECORDS:
                records = {row.id: row for row in found.values() if row.owner is kind}
                order += self._ordered(node, kind, _lists(sides, kind), set(records), partial(_record_rank, records))
        return [found[row] for row in order]

    def _row(self, node: str, project: str) -> Row:
        sides = [tree.rows.get(node) for tree in self._versions.trees]
        first = next(one for one in sides if one is not None)
        fields = self._merged_fields(first.owner, sides, project, node)
        extra = self._extra(sides, node)
        if first is sides[0] and first.fields is fields and first.extra == extra:
            return first
        return replace(first, fields=fields, extra=extra)

    # --- nodes ---------------------------------------------------------------------------------------------------

    def _parent(self, node: str, kept: set[str]) -> str:
        """The project that a row belongs to in the result. `kept` are the projects of the result."""
        parents = [tree.homes.get(node) for tree in self._versions.trees]
        if parents[0] and len(set(parents)) == 1:
            return parents[0]  # where all sides have it; so all have this project, and it stays

        def before(one: int, other: int) -> Before:
            base = self._versions.base(one, other)
            home = base.homes.get(node) if base else None
            return Undecided.OPEN if home and base and base.is_open(node, PLACE) else home

        settled = decide(parents, before, exactly)
        found = settled.text if settled.text in kept else self._other_parent(node, kept)
        if len(set(parents) - {None}) > 1:
            name = self._versions.name
            names = tuple(None if parent is None else name(parent) for parent in parents)
            old = _first_known(before, len(parents))
            moved = replace(settled, text=name(found))
            self._decide(ChangeKind.MOVE, found, node, "", moved, names, name(old) if old else None)
        return found

    def _other_parent(self, node: str, kept: set[str]) -> str:
        """Where a row goes if its project is gone: to its project in OURS, else to the project with the
        smallest id, so that the order of the files does not matter."""
        homes = [tree.homes.get(node, "") for tree in self._versions.trees]
        return homes[0] if homes[0] in kept else min((home for home in homes if home in kept), default="")

    def _stays(self, node: str, project: str) -> bool:
        """Whether a node that some side lacks is in the result."""
        found = presence(self._versions, node, project)
        if found.kind is not None:
            self._tell_of_node(found.kind, node, project, found.sources, found.why)
        return found.stays

    def _tell_of_node(self, kind: ChangeKind, node: str, project: str, sources: Sequence[int], why: Why) -> None:
        names = tuple(found.name if (found := tree.find(node)) else None for tree in self._versions.trees)
        text = next((name for name in names if name is not None), "")
        indicator = node if node != project else ""
        base = text if kind is ChangeKind.REMOVE else None
        self._decisions.append(Decision(kind, project, indicator, "", base, names, text, tuple(sources), why))

    # --- fields --------------------------------------------------------------------------------------------------

    def _merged_fields(self, owner: Owner, sides: Sequence[_Node | None], project: str, indicator: str) -> Fields:
        """The merged fields of a node. If nothing changes, this is the same object as in OURS."""
        versions: list[_Node] = distinct(sides)
        known = [one.fields for one in versions]
        result = known[0]  # OURS, if it has the node
        if all(one == result for one in known[1:]):
            return result
        order = self._versions.known.order
        for key in sorted(_differing_keys(known), key=lambda key: (order.get((owner, key), len(order)), key)):
            texts = [None if one is None else one.fields[key] for one in sides]
            result = result.with_text(key, self._field(owner, key, texts, project, indicator))
        return result

    def _field(self, owner: Owner, key: str, texts: Sequence[str | None], project: str, indicator: str) -> str:
        place = indicator or project
        olds = [_before(tree, place, key) for tree in self._versions.old]

        def before(one: int, other: int) -> Before:
            number = self._versions.bases.number(one, other)
            return None if number is None else olds[number]

        kind, meaning = self._read_as(owner, key)
        settled = decide(texts, before, meaning, one_base=self._versions.bases.only_one)
        join = next((one for prefix, one in _JOINED.items() if key.startswith(prefix)), None)
        if join is not None and (settled.open or settled.why is Why.SPELLING):
            return join(text for text in texts if text)
        merge = by_paragraphs(texts, before, settled) if settled.open and kind is Kind.LONG else None
        settled = merge.decision if merge else settled
        self._decide(ChangeKind.SET, project, indicator, key, settled, tuple(texts), _first_known(before, len(texts)))
        if merge is not None:
            self._decisions[-1] = replace(self._decisions[-1], parts=merge.parts, offers=merge.offers)
        return settled.text

    def _read_as(self, owner: Owner, key: str) -> tuple[Kind | None, Meaning]:
        """The kind of a field, if a form knows it, and the meaning of its texts. Of a question what is asked counts,
        not who says it: a clean copy that comes back tells no names."""
        if key.startswith(BESIDE):
            return None, unsigned if key.startswith(QUESTION) else exactly
        kind = self._versions.known.kind(owner, key)
        return kind, exactly if kind is None else meaning_of(kind)

    def _decide(
        self,
        kind: ChangeKind,
        project: str,
        indicator: str,
        key: str,
        settled: FieldDecision,
        texts: tuple[str | None, ...],
        base: str | None,
    ) -> None:
        sources = settled.standing if settled.open else settled.sources
        self._decisions.append(Decision(kind, project, indicator, key, base, texts, settled.text, sources, settled.why))

    def _extra(self, sides: Sequence[_Node | None], place: str) -> str:
        """Data of newer programs cannot be shown, so nobody is asked about it."""
        versions: list[_Node] = distinct(sides)
        if len(known := {one.extra for one in versions}) == 1:
            return known.pop()

        def before(one: int, other: int) -> Before:
            base = self._versions.base(one, other)
            found = base.at(place) if base else None
            if base is None or found is None:
                return None
            return Undecided.OPEN if base.is_open(place, _EXTRA) else found.extra

        settled = decide([one.extra if one else None for one in sides], before, exactly)
        if settled.open:
            self.open_extras.add((place, _EXTRA))
        return settled.text

    def _laid_out(self, sides: Sequence[Document]) -> Document:
        """The side whose form the result has. Forms are not mixed: two that differ are one question. A form that OURS
        cannot be laid out by comes from a side that brings it."""
        olds = [tree.document for tree in self._versions.old]
        if all(one.form == sides[0].form and one.form_copy == sides[0].form_copy for one in (*sides, *olds)):
            return sides[0]
        names = names_of_forms([*sides, *olds])
        settled = self._form_decision(names[: len(sides)], names[len(sides) :])
        taken = [side for side, name in zip(sides, names, strict=False) if name == settled]
        return next(filter(has_its_form, taken), taken[0])

    def _form_decision(self, names: Sequence[str], old_names: Sequence[str]) -> str:
        def before(one: int, other: int) -> Before:
            number = self._versions.bases.number(one, other)
            if number is None:
                return None
            return Undecided.OPEN if self._versions.old[number].is_open("", FORM) else old_names[number]

        settled = decide(names, before, exactly)
        if len(set(names)) > 1:
            base = _first_known(before, len(names))
            short = tuple(map(_short_name, names))
            told = replace(settled, text=_short_name(settled.text))
            self._decide(ChangeKind.SET, "", "", FORM, told, short, base and _short_name(base))
        return settled.text

    # --- order ---------------------------------------------------------------------------------------------------

    def _ordered(
        self,
        parent: str,
        kind: Owner,
        lists: Sequence[Sequence[str]],
        kept: set[str],
        rank: Callable[[], Callable[[str], Any]],
    ) -> list[str]:
        """The children of a kind of a parent ("" for the document) in order. Nodes that were moved to different places
        become questions. `rank` is computed only if something has to be sorted."""
        ours = lists[0]
        if kept == set(ours) and all(row is ours or row == ours for row in lists):
            return [*ours]
        numbers = [self._versions.bases.number(0, side) if side else None for side in range(len(lists))]
        olds = [None if number is None else self._old_row(number, parent, kind) for number in numbers]
        order, disputed = merged_order(lists, olds, kept, rank(), self._undecided(numbers, kept))
        for node, movers in disputed.items():
            self._ask_place(parent, node, lists, movers)
        return order

    def _ask_place(self, parent: str, node: str, lists: Sequence[Sequence[str]], movers: tuple[int, ...]) -> None:
        places = tuple(f"第{row.index(node) + 1}个" if node in row else None for row in lists)
        own, indicator = (parent, node) if parent else (node, "")
        text = places[0] or ""
        self._decisions.append(Decision(ChangeKind.MOVE, own, indicator, "", None, places, text, movers, Why.OPEN))

    def _undecided(self, numbers: Sequence[int | None], kept: set[str]) -> dict[int, set[str]]:
        """For each side, the nodes whose place is open in the version that it shares with OURS."""
        bases = {side: self._versions.old[number] for side, number in enumerate(numbers) if number is not None}
        return {side: {node for node in kept if base.is_open(node, PLACE)} for side, base in bases.items()}

    def _old_row(self, number: int, parent: str, kind: Owner) -> list[str] | None:
        if not parent:
            return [project.id for project in self._versions.bases[number].document.projects]
        project = self._versions.old[number].projects.get(parent)
        return None if project is None else [row.id for row in project.rows_of(kind)]

    def _project_rank(self, node: str) -> Any:
        versions = [project for known in self._versions.maps if (project := known.get(node))]
        return min((normal(project.code) or "~", project.name, node) for project in versions)

    def _indicator_rank(self, parent: str, found: Mapping[str, Indicator]) -> Callable[[str], Any]:
        """New indicators stand beside those of their class. The classes keep their old order."""
        known = self._classes(parent)

        def rank(node: str) -> Any:
            row = found[node]
            return known.get((row.level1, row.level2), len(known)), row.level1, row.level2, row.name, node

        return rank

    def _classes(self, parent: str) -> dict[tuple[str, str], int]:
        known = (
            [(old.level1, old.level2) for old in rows]
            for tree in self._versions.old
            if (rows := tree.indicators_of(parent))
        )
        # Sorted by content, so that it does not matter which file has which base.
        return {one: number for number, one in enumerate(dict.fromkeys(chain.from_iterable(sorted(known))))}


def _short_name(form: str) -> str:
    """The id of a form with the beginning of its digest, if it has one there."""
    name, sign, digest = form.partition("#")
    return f"{name}{sign}{digest[:DIGITS]}"


def _lists(sides: Sequence[Project | None], kind: Owner) -> list[list[str]]:
    """The ids of the rows of a kind on each side. Sides that share a version share its list: it is compared by
    identity."""
    lists = {id(one): [row.id for row in one.rows_of(kind)] if one else [] for one in sides}
    return [lists[id(one)] for one in sides]


def _record_rank(found: Mapping[str, Row]) -> Callable[[str], Any]:
    """New records stand in the order of their names."""
    return lambda node: (found[node].name, node)


def _differing_keys(different: Sequence[Fields]) -> Iterator[str]:
    for key in dict.fromkeys(chain.from_iterable(different)):
        if len({one[key] for one in different}) > 1:
            yield key


def _before(base: Tree, place: str, key: str) -> Before:
    """The text of a field in a base."""
    found = base.at(place)
    if found is None:
        return None
    return Undecided.OPEN if base.is_open(place, key) else found.fields[key]


def _first_known(before: Callable[[int, int], Before], sides: int) -> str | None:
    """The text in the version that OURS shares with the first other side that has one; None if there is none."""
    found = (before(0, side) for side in range(1, sides))
    return next((text for text in found if isinstance(text, str)), None)


def _is_same_row(one: Sequence[object], other: Sequence[object]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))
