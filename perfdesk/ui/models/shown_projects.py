"""Which projects the tree shows: all, or those in whose own or rows' texts a needle stands."""

from collections.abc import Sequence
from typing import Final

from perfdesk.model.document import Project

# So many are looked through, and get their lines, at once; the others follow between events. All of 10,000 at once
# would take a third of a second, for each needle that somebody tries.
_AT_ONCE: Final = 1_000


class ShownProjects:
    """Their `ids`, as far as was looked; `waiting` while some were not looked at."""

    def __init__(self) -> None:
        self.needle = ""
        self.ids: list[str] = []
        self._projects: Sequence[Project] = ()
        self._looked = 0

    @property
    def waiting(self) -> bool:
        """Whether there are projects that were not looked at."""
        return self._looked < len(self._projects)

    def begin(self, projects: Sequence[Project], needle: str) -> None:
        """Looks anew, at the first of these."""
        self.needle, self.ids, self._projects, self._looked = needle, [], projects, 0
        self.go_on()

    def go_on(self) -> None:
        """Looks at the next."""
        self._look(self._looked + _AT_ONCE)

    def finish(self) -> None:
        """Looks at all that are waiting."""
        self._look(len(self._projects))

    def _look(self, end: int) -> None:
        needle = self.needle.casefold()
        projects = self._projects[self._looked : end]
        self.ids += [project.id for project in projects if not needle or _has(project, needle)]
        self._looked = end


def _has(project: Project, needle: str) -> bool:
    nodes = (project.fields, *(row.fields for row in project.rows))
    return any(needle in text.casefold() for fields in nodes for text in fields.values())
