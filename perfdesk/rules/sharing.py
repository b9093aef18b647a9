"""Projects that share a key, such as a code: found again after an edit only where the edit touched a key."""

from collections.abc import Iterable, Mapping

from perfdesk.model.document import Document, Project
from perfdesk.rules.finding import Finding, Sharing


class SharingIndex:
    """Which projects have which key, and what one rule says of those that share one. Follows the versions of one
    document."""

    def __init__(self, rule: Sharing) -> None:
        self._rule = rule
        self._keys: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        # By key, then by project.
        self._said: dict[str, Mapping[str, tuple[Finding, ...]]] = {}

    def of(self, project: str) -> tuple[Finding, ...]:
        """What is said of a project, by its id."""
        return self._said.get(self._keys.get(project, ""), {}).get(project, ())

    def follow(self, document: Document, gone: Iterable[str], changed: Iterable[Project], *, moved: bool) -> set[str]:
        """Takes in who is `gone`, the projects that are other values now, and whether some `moved`, also by others
        that came or went before them: what is said names places.

        Returns the ids of the projects of which something may be said otherwise.
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
        """Asks the rule about those that have this key; whom it named before or names now."""
        members = self._members.get(key) or set()
        before = self._said.pop(key, {})
        if not members:
            self._members.pop(key, None)
        if len(members) < 2:
            return set(before)
        found: dict[str, tuple[Finding, ...]] = {}
        for finding in self._rule.said(document, sorted(document.places.projects[node] + 1 for node in members)):
            found[finding.project] = (*found.get(finding.project, ()), finding)
        self._said[key] = found
        return {*before, *found}
