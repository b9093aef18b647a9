"""Looks at N files with what they come from, and plans their merge. The order of the files decides nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from operator import is_
from typing import Any

from perfdesk.merge.order import merged_order
from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.settle import Meaning, Settled, Why, exactly, meaning_of, settle
from perfdesk.merge.sides import Bases, Side, ordered, with_news, with_our_ids
from perfdesk.model.collector import collector_at_rest
from perfdesk.model.diff import Kind
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import ANSWER, QUESTION, Fields, Owner, field_of
from perfdesk.model.questions import joined
from perfdesk.model.values import normal


def analyse(ours: Side, theirs: Sequence[Side], base: Document | None = None) -> Plan:
    """What merging these into OURS would do. `base` overrules what the files know of where they come from."""
    with collector_at_rest():
        news, passed = with_news(ours, ordered(theirs))
        others, base = with_our_ids(ours, news, base)
        sides = [ours, *others]
        return _Merger(sides, Bases(sides, base)).plan(passed)


class _Tree:
    """The part of a version that has to be looked at: projects by id, indicators with their project's id."""

    def __init__(self, document: Document, projects: Iterable[Project]) -> None:
        self.document = document
        self.projects = {project.id: project for project in projects}
        self.rows = {row.id: (node, row) for node, project in self.projects.items() for row in project.indicators}

    def find(self, node: str) -> Project | Indicator | None:
        row = self.rows.get(node)
        return row[1] if row else self.projects.get(node)

    def fields(self, node: str) -> Fields | None:
        if node == self.document.id:
            return self.document.fields
        found = self.find(node)
        return None if found is None else found.fields


class _Merger:
    """One merge at work. What all sides have alike is left out from the beginning."""

    def __init__(self, sides: Sequence[Side], bases: Bases) -> None:
        self._sides = sides
        self._bases = bases
        documents = [replace(side.document, id=sides[0].document.id) for side in sides]
        maps = [{project.id: project for project in document.projects} for document in documents]
        self._maps = maps
        self._ids = list(dict.fromkeys(node for known in maps for node in known))
        self._touched = {node for node in self._ids if not _all_same([known.get(node) for known in maps])}
        self._trees = [
            _Tree(document, (known[node] for node in known if node in self._touched))
            for document, known in zip(documents, maps, strict=True)
        ]
        self._old = [
            _Tree(
                replace(document, id=documents[0].id),
                (project for project in document.projects if project.id in self._touched),
            )
            for document in bases.documents
        ]
        self._same = self._same_rows()
        self._decisions: list[Decision] = []

    def _same_rows(self) -> dict[str, Indicator]:
        """The indicators that stand alike in the same project on all sides; ours of them."""
        ours, *others = (tree.rows for tree in self._trees)
        return {
            node: row[1]
            for node, row in ours.items()
            if all((other := rows.get(node)) is not None and other == row for rows in others)
        }

    def _base(self, one: int, other: int) -> _Tree | None:
        number = self._bases.number(one, other)
        return None if number is None else self._old[number]

    # --- the plan ------------------------------------------------------------------------------------------------

    def plan(self, passed: Sequence[tuple[str, str]]) -> Plan:
        """All decisions, and the document with those that need nobody."""
        ours = self._sides[0].document
        fields = self._merged_fields(Owner.DOCUMENT, ours.id, "", "")
        projects = self._projects()
        extra = self._extra([tree.document.extra for tree in self._trees], ours.id)
        same = fields is ours.fields and extra == ours.extra and _is_same_row(projects, ours.projects)
        if not same:
            ours = replace(ours, fields=fields, extra=extra).with_projects(projects)
        return Plan(tuple(self._sides), ours, tuple(self._decisions), tuple(passed))

    def _projects(self) -> list[Project]:
        kept = {node for node in self._ids if node not in self._touched or self._stays(node, Owner.PROJECT, node)}
        below: dict[str, list[str]] = defaultdict(list)
        for node in dict.fromkeys(row for tree in self._trees for row in tree.rows):
            parent = self._trees[0].rows[node][0] if node in self._same else self._parent(node)
            below[parent if parent in kept else self._other_parent(node, kept)].append(node)
        merged = {
            node: self._project(node, below[node]) for node in self._ids if node in kept and node in self._touched
        }
        order = self._ordered("", [[*known] for known in self._maps], kept, self._project_rank)
        return [merged.get(node) or self._maps[0][node] for node in order]

    def _project(self, node: str, rows: Sequence[str]) -> Project:
        fields = self._merged_fields(Owner.PROJECT, node, node, "")
        extra = self._extra([p.extra if (p := tree.projects.get(node)) else None for tree in self._trees], node)
        found = {
            row: self._same.get(row) or self._indicator(row, node)
            for row in rows
            if row in self._same or self._stays(row, Owner.INDICATOR, node)
        }
        lists = [_row_ids(tree, node) for tree in self._trees]
        order = self._ordered(node, lists, set(found), self._indicator_rank(node, found))
        indicators = tuple(found[row] for row in order)
        ours = self._trees[0].projects.get(node)
        if ours and fields is ours.fields and extra == ours.extra and _is_same_row(indicators, ours.indicators):
            return ours
        return Project(node, fields, indicators, extra)

    def _indicator(self, node: str, project: str) -> Indicator:
        fields = self._merged_fields(Owner.INDICATOR, node, project, node)
        extra = self._extra([r[1].extra if (r := tree.rows.get(node)) else None for tree in self._trees], node)
        ours = self._trees[0].rows.get(node)
        if ours is not None and ours[1].fields is fields and ours[1].extra == extra:
            return ours[1]
        return Indicator(node, fields, extra)

    # --- nodes ---------------------------------------------------------------------------------------------------

    def _parent(self, node: str) -> str:
        """The project that an indicator belongs to in the result."""
        parents = [row[0] if (row := tree.rows.get(node)) else None for tree in self._trees]

        def before(one: int, other: int) -> str | None:
            base = self._base(one, other)
            row = base.rows.get(node) if base else None
            return row[0] if row else None

        settled = settle(parents, before, exactly)
        if len(set(parents) - {None}) > 1:
            names = tuple(None if parent is None else self._name(parent) for parent in parents)
            old = next((text for side in range(1, len(parents)) if (text := before(0, side)) is not None), None)
            self._decide(Kind.MOVE, settled.text, node, "", settled, names, self._name(old) if old else None)
        return settled.text

    def _other_parent(self, node: str, kept: set[str]) -> str:
        parents = (row[0] for tree in self._trees if (row := tree.rows.get(node)))
        return next((parent for parent in parents if parent in kept), "")

    def _stays(self, node: str, owner: Owner, project: str) -> bool:
        """Whether the result has a node that not all sides have; what one removed and another edited stays."""
        here = [side for side, tree in enumerate(self._trees) if tree.find(node) is not None]
        away = [side for side in range(len(self._trees)) if side not in here]
        if owner is Owner.INDICATOR:
            # Who removed the whole project has nothing to say about what is in it.
            away = [side for side in away if project in self._trees[side].projects]
        removers = [side for side in away if any(self._knew(side, other, node) for other in here)]
        if not removers:
            if away:
                self._tell_of_node(Kind.ADD, node, owner, project, here, Why.ONE_SIDE if len(here) == 1 else Why.ALIKE)
            return True
        keepers = [side for side in here if any(self._is_news(side, other, node) for other in removers)]
        why = Why.OPEN if keepers else Why.ONE_SIDE if len(removers) == 1 else Why.ALIKE
        self._tell_of_node(Kind.REMOVE, node, owner, project, removers, why)
        return bool(keepers)

    def _knew(self, one: int, other: int, node: str) -> bool:
        base = self._base(one, other)
        return base is not None and base.find(node) is not None

    def _is_news(self, side: int, remover: int, node: str) -> bool:
        """Whether a side did something to a node since the version it shares with the one that removed it."""
        base = self._base(side, remover)
        before = base.find(node) if base else None
        now = self._trees[side].find(node)
        return before is None or now is None or not _alike(before, now)

    def _tell_of_node(
        self, kind: Kind, node: str, owner: Owner, project: str, sources: Sequence[int], why: Why
    ) -> None:
        names = tuple(found.fields["name"] if (found := tree.find(node)) else None for tree in self._trees)
        text = next((name for name in names if name is not None), "")
        indicator = node if owner is Owner.INDICATOR else ""
        base = text if kind is Kind.REMOVE else None
        self._decisions.append(Decision(kind, project, indicator, "", base, names, text, tuple(sources), why))

    def _name(self, project: str) -> str:
        return next((p.name for known in self._maps if (p := known.get(project))), "")

    # --- fields --------------------------------------------------------------------------------------------------

    def _merged_fields(self, owner: Owner, node: str, project: str, indicator: str) -> Fields:
        """The fields of a node; the very object of OURS if nothing changes."""
        sides = [tree.fields(node) for tree in self._trees]
        ours, known = sides[0], [one for one in sides if one is not None]
        result = known[0] if ours is None else ours
        if all(one is result or one == result for one in known):
            return result
        different = {id(one): one for one in known}.values()  # of twenty files most hold the very same object
        for key in dict.fromkeys(key for one in (*different, *self._base_fields(node)) for key in one):
            if len({one[key] for one in different}) > 1:
                texts = [None if one is None else one[key] for one in sides]
                result = result.with_text(key, self._field(owner, node, key, texts, project, indicator))
        return result

    def _base_fields(self, node: str) -> Iterator[Fields]:
        return (found for tree in self._old if (found := tree.fields(node)) is not None)

    def _field(
        self, owner: Owner, node: str, key: str, texts: Sequence[str | None], project: str, indicator: str
    ) -> str:
        olds = [None if (fields := tree.fields(node)) is None else fields[key] for tree in self._old]

        def before(one: int, other: int) -> str | None:
            number = self._bases.number(one, other)
            return None if number is None else olds[number]

        meaning = exactly if key.startswith((QUESTION, ANSWER)) else meaning_of(field_of(owner, key).kind)
        settled = settle(texts, before, meaning, one_base=self._bases.only_one)
        if settled.open and key.startswith(QUESTION):
            # Two that are open about the same field become one with all that is said.
            return joined(text for text in texts if text)
        old = next((text for side in range(1, len(texts)) if (text := before(0, side)) is not None), None)
        self._decide(Kind.SET, project, indicator, key, settled, tuple(texts), old)
        return settled.text

    def _decide(
        self,
        kind: Kind,
        project: str,
        indicator: str,
        key: str,
        settled: Settled,
        texts: tuple[str | None, ...],
        base: str | None,
    ) -> None:
        sources = settled.standing if settled.open else settled.sources
        text = texts[settled.sources[0]] if kind is Kind.MOVE else settled.text
        self._decisions.append(Decision(kind, project, indicator, key, base, texts, text or "", sources, settled.why))

    def _extra(self, texts: Sequence[str | None], node: str) -> str:
        """What newer programs wrote is not understood, and so not asked about."""
        if len(known := {text for text in texts if text is not None}) == 1:
            return known.pop()

        def before(one: int, other: int) -> str | None:
            base = self._base(one, other)
            if base is None:
                return None
            found = base.document if node == base.document.id else base.find(node)
            return found.extra if found else None

        return settle(texts, before, exactly).text

    # --- order ---------------------------------------------------------------------------------------------------

    def _ordered(
        self, parent: str, lists: Sequence[Sequence[str]], kept: set[str], rank: Callable[[str], Any]
    ) -> list[str]:
        """The children of a parent, "" for the document, in order; who moved what to two places is asked."""
        ours = list(lists[0])
        if kept == set(ours) and all(list(row) == ours for row in lists[1:]):
            return ours
        numbers = [self._bases.number(0, side) if side else None for side in range(len(lists))]
        olds = [None if number is None else self._old_row(number, parent) for number in numbers]
        order, torn = merged_order(lists, olds, kept, rank)
        for node, movers in torn.items():
            places = tuple(f"第{row.index(node) + 1}个" if node in row else None for row in lists)
            own, indicator = (parent, node) if parent else (node, "")
            text = places[0] or ""
            self._decisions.append(Decision(Kind.MOVE, own, indicator, "", None, places, text, movers, Why.OPEN))
        return order

    def _old_row(self, number: int, parent: str) -> list[str] | None:
        if not parent:
            return [project.id for project in self._bases.documents[number].projects]
        project = self._old[number].projects.get(parent)
        return None if project is None else [row.id for row in project.indicators]

    def _project_rank(self, node: str) -> Any:
        versions = [project for known in self._maps if (project := known.get(node))]
        return min((normal(project.code) or "~", project.name, node) for project in versions)

    def _indicator_rank(self, parent: str, found: dict[str, Indicator]) -> Callable[[str], Any]:
        """Beside those of its own class, in the order that the classes had."""
        # Worked out only where something has to be put in order.
        classes = cache(partial(self._classes, parent))

        def rank(node: str) -> Any:
            row, known = found[node], classes()
            return known.get((row.level1, row.level2), len(known)), row.level1, row.level2, row.name, node

        return rank

    def _classes(self, parent: str) -> dict[tuple[str, str], int]:
        classes: dict[tuple[str, str], int] = {}
        for tree in self._old:
            for old in tree.projects[parent].indicators if parent in tree.projects else ():
                classes.setdefault((old.level1, old.level2), len(classes))
        return classes


def _row_ids(tree: _Tree, project: str) -> list[str]:
    found = tree.projects.get(project)
    return [row.id for row in found.indicators] if found else []


def _all_same(versions: Sequence[Project | None]) -> bool:
    first = versions[0]
    return first is not None and all(one is first or one == first for one in versions[1:])


def _is_same_row(one: Sequence[object], other: Sequence[object]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))


def _alike(before: Project | Indicator, now: Project | Indicator) -> bool:
    """Whether two versions of a node mean the same, with all that is in it."""
    owner = Owner.PROJECT if isinstance(before, Project) else Owner.INDICATOR
    if before.fields != now.fields:
        for key in {*before.fields, *now.fields}:
            meaning: Meaning = meaning_of(field_of(owner, key).kind)
            if meaning(before.fields[key]) != meaning(now.fields[key]):
                return False
    if isinstance(before, Project) and isinstance(now, Project):
        pairs = zip(before.indicators, now.indicators, strict=False)
        same = len(before.indicators) == len(now.indicators)
        return same and all(a.id == b.id and _alike(a, b) for a, b in pairs)
    return True
