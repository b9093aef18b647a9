"""Finds projects that share a key, for example a project code. After an edit it asks only for the keys that the edit
touched."""

from collections.abc import Iterable, Mapping

from perfdesk.model.document import Document, Project
from perfdesk.rules.finding import Finding, Sharing


class SharingIndex:
    """Keeps which projects have which key, and the findings of one rule about projects with the same key. It follows
    the versions of one document."""

    def __init__(self, rule: Sharing) -> None:
        self._rule = rule
        self._keys: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        # By key, then by project.
        self._said: dict[str, Mapping[str, tuple[Finding, ...]]] = {}

    def of(self, project: str) -> tuple[Finding, ...]:
        """The findings about a project, by its id."""
        return self._said.get(self._keys.get(project, ""), {}).get(project, ())

    def follow(self, document: Document, gone: Iterable[str], changed: Iterable[Project], *, moved: bool) -> set[str]:
        """Takes in the ids that are gone, the projects that changed, and whether projects `moved` (also because others
        were added or removed before them). A move matters because messages contain the numbers of projects.

        Returns the ids of the projects whose findings may have changed.
        """
        touched = {*self._said} if moved else set()
        touched.update(self._leave(project) for project in gone)
        for project in changed:
            touched |= {self._leave(project.id), self._enter(project)}
        return {node for key in touched - {""} for node in self._ask(document, key)}

    def _leave(self, project: str) -> str:
        key = self._keys.pop(project, "")
        if key:
            self._members[key].discard(project)
        return key

    def _enter(self, project: Project) -> str:
        key = self._rule.key(project)
        if key:
            self._keys[project.id] = key
            self._members.setdefault(key, set()).add(project.id)
        return key

    def _ask(self, document: Document, key: str) -> set[str]:
        """Asks the rule about the projects with this key. Returns the ids that it named before or names now."""
        members = self._members.get(key) or set()
        before = self._said.pop(key, {})
        if not members:
            self._members.pop(key, None)
        if not 2 <= len(members) <= self._rule.most:
            return set(before)
        found: dict[str, tuple[Finding, ...]] = {}
        for finding in self._rule.said(document, sorted(document.places.projects[node] + 1 for node in members)):
            found[finding.project] = (*found.get(finding.project, ()), finding)
        self._said[key] = found
        return {*before, *found}
