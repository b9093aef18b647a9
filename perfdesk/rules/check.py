"""Runs the rules over a document; what an edit did not touch is not looked at again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.rules.answers import answered, with_answers
from perfdesk.rules.finding import WATCHED_BY_WHOLE, Finding, Rule
from perfdesk.rules.settings import settings
from perfdesk.rules.table import RULES


def check(document: Document, form: Form) -> tuple[Finding, ...]:
    """All findings, the document's own first, then by project in the order of the rules."""
    return Checker(form).findings(document)


# The findings of so many projects are kept joined: of 10,000 projects, one by one, that would take half a millisecond.
_BLOCK: Final = 64


class Checker:
    """Checks versions of one document; asked again, it looks only at the projects that are other values."""

    def __init__(self, form: Form) -> None:
        """`form` says what is mandatory and how levels are called."""
        self._form = form
        self._document: Document | None = None
        # What each project's own rules say, and that followed by what rules of the whole say of it; in their order.
        self._own: list[tuple[Finding, ...]] = []
        self._rows: list[tuple[Finding, ...]] = []
        self._blocks: list[list[Finding]] = []
        self._whole: Mapping[str, Sequence[Finding]] = {}

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """What `check` gives, for the price of the projects that are new."""
        changed = self._changed(document)
        before, self._document = self._document, document
        # Rules that look at one project must not depend on the others, or what is remembered would be wrong.
        alone = document.with_projects(())
        if changed is None:
            self._look_at_all(before, document, alone)
        else:
            for at in changed:
                self._own[at] = self._look(document.projects[at], alone)
        if changed is None or before is None or _is_watched(before, document, changed):
            self._whole = self._look_at_whole(document)
            self._rows = [()] * len(document.projects)
            self._blocks = [[] for _ in range(-(-len(document.projects) // _BLOCK))]
            changed = range(len(document.projects))
        for at in changed:
            project = document.projects[at]
            self._rows[at] = with_answers(project, (*self._own[at], *self._whole.get(project.id, ())))
        for block in {at // _BLOCK for at in changed}:
            self._blocks[block] = list(chain.from_iterable(self._rows[block * _BLOCK : (block + 1) * _BLOCK]))
        return self._joined(document)

    def _joined(self, document: Document) -> tuple[Finding, ...]:
        found = [answered(finding, document.fields) for finding in self._whole.get("", ())]
        for block in self._blocks:
            found += block
        return tuple(found)

    def _changed(self, document: Document) -> Sequence[int] | None:
        """The places of the projects that are other values; None if more than values of projects changed."""
        before = self._document
        if before is None or len(before.projects) != len(document.projects) or before.fields != document.fields:
            return None
        changed = list(_differing(before.projects, document.projects))
        same = all(before.projects[at].id == document.projects[at].id for at in changed)
        return changed if same else None

    def _look_at_all(self, before: Document | None, document: Document, alone: Document) -> None:
        known: dict[int, tuple[Finding, ...]] = {}
        if before is not None and before.fields == document.fields:
            # The old projects live as long as their document, so no new one can have the identity of one of them.
            known = dict(zip(map(id, before.projects), self._own, strict=True))
        self._own = [
            found if (found := known.get(id(project))) is not None else self._look(project, alone)
            for project in document.projects
        ]

    def _look(self, project: Project, alone: Document) -> tuple[Finding, ...]:
        return tuple(finding for rule in _asked() for finding in rule.run(project, alone, self._form))

    def _look_at_whole(self, document: Document) -> Mapping[str, Sequence[Finding]]:
        """The findings that need more than one project, by project id."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for rule in _asked():
            for finding in rule.whole(document, self._form):
                found[finding.project].append(finding)
        return dict(found)


def _differing(old: Sequence[Project], new: Sequence[Project]) -> Iterator[int]:
    """The places at which these, of equal length, hold other objects. Slices are compared first, which is quicker."""
    for start in range(0, len(new), _BLOCK):
        before, after = old[start : start + _BLOCK], new[start : start + _BLOCK]
        if before != after:
            yield from (start + at for at, pair in enumerate(zip(before, after, strict=True)) if pair[0] is not pair[1])


def _asked() -> Iterable[Rule]:
    """The rules that are not switched off."""
    off = settings().switched_off
    return [rule for rule in RULES if rule.id not in off] if off else RULES


def _is_watched(before: Document, after: Document, changed: Iterable[int]) -> bool:
    """Whether projects that changed did so in a field that a rule of the whole reads."""
    return any(
        before.projects[at].fields[key] != after.projects[at].fields[key] for at in changed for key in WATCHED_BY_WHOLE
    )
