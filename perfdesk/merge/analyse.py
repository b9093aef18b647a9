"""Compares several files with the versions they come from, and plans their merge. The order of the files has no
influence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from perfdesk.merge.bases import Base, Bases, Recursive
from perfdesk.merge.decision_list import DecisionList
from perfdesk.merge.field_merge import FieldMerge
from perfdesk.merge.form_merge import laid_out
from perfdesk.merge.home_merge import HomeMerge
from perfdesk.merge.node_order import NodeOrder
from perfdesk.merge.order import are_same
from perfdesk.merge.plan import Plan
from perfdesk.merge.presence import presence
from perfdesk.merge.same_additions import without_twins
from perfdesk.merge.sides import Side, basis_of, ordered, with_news, with_our_ids
from perfdesk.merge.versions import Versions
from perfdesk.model.collector import collector_at_rest
from perfdesk.model.document import Document, Indicator, Project, Row
from perfdesk.model.fields import Owner


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
    return Base(plan.document, frozenset({*(one.place for one in plan.open), *merger.fields.open_extras}))


class _Merger:
    """One run of a merge."""

    def __init__(self, sides: Sequence[Side], bases: Bases) -> None:
        self._sides = sides
        self._versions = Versions(sides, bases)
        self._decisions = DecisionList()
        self.fields = FieldMerge(self._versions, self._decisions)
        self._homes = HomeMerge(self._versions, self._decisions)
        self._order = NodeOrder(self._versions, self._decisions)

    def plan(self, passed: Sequence[tuple[str, str]]) -> Plan:
        """All decisions, and the document with those decisions that need no person."""
        ours, sides = self._sides[0].document, [tree.document for tree in self._versions.trees]
        fields = self.fields.merged(Owner.DOCUMENT, sides, "", "")
        projects = self._projects()
        extra = self.fields.extra(sides, "")
        form = laid_out(self._versions, self._decisions)
        same = fields is ours.fields and extra == ours.extra and are_same(projects, ours.projects)
        if not same or form is not sides[0]:
            ours = replace(ours, fields=fields, extra=extra, form=form.form, form_copy=form.form_copy)
            ours = ours.with_projects(projects)
        return Plan(tuple(self._sides), ours, tuple(self._decisions.all), tuple(passed))

    def _projects(self) -> list[Project]:
        kept = {*self._versions.ids}
        kept.difference_update([node for node in self._versions.touched if not self._stays(node, node)])
        below = self._rows_below(kept)
        merged = {
            node: self._project(node, sides, below[node])
            for node, sides in self._versions.touched.items()
            if node in kept
        }
        # Two passes without a step of Python for each of 10,000 projects.
        return [*map((self._versions.maps[0] | merged).__getitem__, self._order.of_projects(kept))]

    def _rows_below(self, kept: Set[str]) -> Mapping[str, list[str]]:
        """The rows that have to be compared, by the project that they belong to in the result. `kept` are the
        projects of the result."""
        below: dict[str, list[str]] = defaultdict(list)
        for node in dict.fromkeys(row for tree in self._versions.trees for row in tree.rows):
            below[self._homes.home(node, kept)].append(node)
        return below

    def _project(self, node: str, sides: Sequence[Project | None], rows: Sequence[str]) -> Project:
        """A project merged from its versions. `rows` are those that have to be compared and belong to it."""
        fields = self.fields.merged(Owner.PROJECT, sides, node, "")
        extra = self.fields.extra(sides, node)
        found = dict(self._versions.same[node])
        begun = len(self._decisions.all)
        found.update((row, self._row(row, node)) for row in rows if self._stays(row, node))
        made = self._decisions.all[begun:]
        once, self._decisions.all[begun:] = without_twins(found, made, self._versions.known, self._homes.open)
        merged = [once[row] for row in self._order.of_rows(node, sides, once)]
        ours = sides[0]
        if ours and fields is ours.fields and extra == ours.extra and are_same(merged, ours.rows):
            return ours
        return Project(node, fields, extra=extra).with_rows(merged)

    def _row(self, node: str, project: str) -> Row:
        sides = [tree.rows.get(node) for tree in self._versions.trees]
        first = next(one for one in sides if one is not None)
        fields = self.fields.merged(first.owner, sides, project, node)
        extra = self.fields.extra(sides, node)
        if first is sides[0] and first.fields is fields and first.extra == extra:
            return first
        if isinstance(first, Indicator):  # as nearly all are; to make one anew takes a third of the time of replace
            return Indicator(node, fields, extra)
        return replace(first, fields=fields, extra=extra)

    def _stays(self, node: str, project: str) -> bool:
        """Whether a node that some side lacks is in the result."""
        found = presence(self._versions, node, project)
        if found.kind is not None:
            names = tuple(there.name if (there := tree.find(node)) else None for tree in self._versions.trees)
            text = next((name for name in names if name is not None), "")
            place = (project, node if node != project else "")
            self._decisions.of_node(found.kind, place, names, text, found.sources, found.why)
        return found.stays
