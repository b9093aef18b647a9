"""Runs the rules over a document. After an edit only the projects that changed are judged again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.collector import collector_at_rest
from perfdesk.model.diff import replaced
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import WatchedFields
from perfdesk.model.spans import changed_places
from perfdesk.rules.answers import answered, with_answers
from perfdesk.rules.finding import Finding, Rule
from perfdesk.rules.in_columns import in_columns
from perfdesk.rules.index import FindingIndex, ProjectFindings
from perfdesk.rules.settings import settings
from perfdesk.rules.sharing import SharingIndex
from perfdesk.rules.table import RULES
from perfdesk.rules.to_fill import ToFill


def check(document: Document, form: Form) -> tuple[Finding, ...]:
    """All findings, the document's own first, then by project in the order of the rules."""
    return Checker(form).findings(document)


class _Judged(NamedTuple):
    """The result for one project: the findings of the rules for single projects, and the findings of the rules that
    compare projects."""

    project: Project
    own: tuple[Finding, ...]
    shared: tuple[Finding, ...]


# The most projects that one call of `judge` judges. The others wait for `advance`, for example after a book of
# thousands was opened. An edit changes fewer.
_AT_ONCE: Final = 100


class Checker:
    """Checks versions of one document. It judges only the projects that are other objects than in the version before.

    `waiting` has the ids of the projects that are not judged yet, or not since a field changed that all projects depend
    on.
    """

    def __init__(self, form: Form, off: Collection[str] = (), is_to_fill: ToFill | None = None) -> None:
        """`form` says what is mandatory and how levels are called. `off` names rules that are switched off besides
        those in the settings. `is_to_fill` tells which findings are about blanks that nobody has visited yet."""
        self._form = form
        self._is_to_fill = is_to_fill
        self._rules = _in_force(off)
        self._document: Document | None = None
        self._judged: dict[str, _Judged] = {}
        # The projects as they were compared with each other. What the document's own fields say has no part in that.
        self._compared: dict[str, Project] = {}
        self._sharing = [SharingIndex(rule.sharing) for rule in self._rules if rule.sharing is not None]
        # The keys of the document's fields that the rules for single projects read. An edit of any other field, such as
        # the long texts of part 1, keeps the findings of all 10,000 projects.
        self._asked: set[str] = set()
        self.waiting: dict[str, None] = {}
        self.index = FindingIndex()

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """The same findings as `check` gives. The cost is judging the changed projects and joining all findings."""
        with collector_at_rest():
            self.judge(document)
            self.finish()
            return self.index.all()

    def judge(self, document: Document) -> Mapping[str, ProjectFindings] | None:
        """Brings `index` up to date, except for the projects in `waiting`.

        Returns the former findings of the projects whose findings changed, by project id ("" for the document's own
        fields). Returns None if projects were added, removed or moved, or if all projects had to be judged again.
        """
        before, self._document = self._document, document
        if not self._still_hold(before, document):
            self._judged.clear()
        places = self._changed(before, document)
        gone, changed = self._other_projects(before, document, places)
        shared = self._share(document, gone, changed, moved=places is None)
        self.waiting |= dict.fromkeys(project.id for project in changed[_AT_ONCE:])
        found = self._rejudged(document, [*changed[:_AT_ONCE], *shared])
        found |= self._own_fields(document)
        if places is not None:
            return self._take_in(found)
        for node in gone:
            self._judged.pop(node, None)
            self.waiting.pop(node, None)
        self.index.replace(found)
        self.index.arrange(document.places.projects, gone)
        return None

    def advance(self, most: int) -> Mapping[str, ProjectFindings]:
        """Judges at most so many of the waiting projects. Returns the same as `judge`."""
        document = self._document
        if document is None or not self.waiting:
            return {}
        found = (document.project(node) for node in [*islice(self.waiting, most)])
        return self._take_in(self._rejudged(document, [project for project in found if project is not None]))

    def finish(self) -> None:
        """Judges all that are waiting."""
        self.advance(len(self.waiting))

    def divide(self, projects: Iterable[str]) -> Mapping[str, ProjectFindings]:
        """Decides again which findings of these projects are only to fill in ("" for the document's own fields).
        Returns the same as `judge`."""
        old = {node: self.index.of(node) for node in projects}
        new = {node: ProjectFindings(part.all, self._is_to_fill) for node, part in old.items() if part.to_fill}
        return self._take_in({node: part for node, part in new.items() if len(part.to_fill) != len(old[node].to_fill)})

    def _take_in(self, found: Mapping[str, ProjectFindings]) -> Mapping[str, ProjectFindings]:
        before = {node: self.index.of(node) for node in found}
        self.index.replace(found)
        return before

    def _changed(self, before: Document | None, document: Document) -> Sequence[int] | None:
        """The places of the projects that are other objects now; None if all projects have to be compared."""
        if before is None or len(before.projects) != len(document.projects) or (before.projects and not self._judged):
            return None
        changed = changed_places(before.projects, document.projects)
        same = all(before.projects[at].id == document.projects[at].id for at in changed)
        return changed if same else None

    def _other_projects(
        self, before: Document | None, document: Document, places: Sequence[int] | None
    ) -> tuple[Collection[str], Sequence[Project]]:
        """The ids of the projects that were removed, and the projects that have to be judged."""
        if places is not None:
            return (), [document.projects[at] for at in places]
        old: Sequence[Project] = before.projects if before else ()
        new: Sequence[Project] = document.projects
        if self._judged:
            old, new = replaced(old, new)
        there = document.places.projects
        gone = [project.id for project in old if project.id not in there]
        return gone, [project for project in new if not self._is_judged(project)]

    def _still_hold(self, before: Document | None, document: Document) -> bool:
        """Whether the findings of a project stay valid as long as the project is the same object."""
        if before is None or before.fields is document.fields:
            return True
        return all(before.fields[key] == document.fields[key] for key in self._asked)

    def _is_judged(self, project: Project) -> bool:
        known = self._judged.get(project.id)
        return known is not None and known.project is project

    def _share(
        self, document: Document, gone: Collection[str], changed: Sequence[Project], *, moved: bool
    ) -> list[Project]:
        """The unchanged projects whose findings from comparing projects changed."""
        others = [project for project in changed if self._compared.get(project.id) is not project]
        touched = {node for one in self._sharing for node in one.follow(document, gone, others, moved=moved)}
        for node in gone:
            self._compared.pop(node, None)
        self._compared |= {project.id: project for project in others}
        touched.difference_update(project.id for project in changed)
        return [project for project in map(document.project, touched) if project is not None]

    def _rejudged(self, document: Document, projects: Iterable[Project]) -> dict[str, ProjectFindings]:
        """Judges these projects and returns those whose findings changed."""
        # A rule for single projects must not depend on other projects, because its findings are remembered for each
        # project.
        alone = replace(document.with_projects(()), fields=WatchedFields(document.fields, self._asked))
        found: dict[str, ProjectFindings] = {}
        for project in projects:
            own = self._judged[project.id].own if self._is_judged(project) else self._look(project, alone)
            shared = tuple([finding for one in self._sharing for finding in one.of(project.id)])
            self._judged[project.id] = _Judged(project, own, shared)
            self.waiting.pop(project.id, None)
            part = ProjectFindings(with_answers(project, _graded((*own, *shared))), self._is_to_fill)
            if part.all != self.index.of(project.id).all:
                found[project.id] = part
        return found

    def _own_fields(self, document: Document) -> dict[str, ProjectFindings]:
        """The findings of the document's own fields, if they changed."""
        own = _graded(tuple([finding for rule in self._rules for finding in rule.own(document, self._form)]))
        part = ProjectFindings(tuple([answered(finding, document.fields) for finding in own]), self._is_to_fill)
        return {"": part} if part.all != self.index.of("").all else {}

    def _look(self, project: Project, alone: Document) -> tuple[Finding, ...]:
        found = [finding for rule in self._rules for finding in rule.run(project, alone, self._form)]
        return in_columns(found, self._form)


def _graded(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings as grave as the bureau says, if it says so of their rules."""
    told = settings()
    if not told.severities:
        return findings
    return tuple([replace(one, severity=told.severity(one.rule, one.severity)) for one in findings])


def _in_force(off: Collection[str]) -> tuple[Rule, ...]:
    """The rules that are not switched off."""
    everywhere = settings().switched_off
    return tuple(rule for rule in RULES if rule.id not in off and rule.id not in everywhere)
