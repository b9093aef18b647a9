"""Where each project and row of a document stands, by id; worked out for a version from the version before it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Final, Protocol

from perfdesk.model.spans import changed_span

# So many rows may have a project other than in the version that shares its dictionary.
_MOST_OWN: Final = 4096


class HasId(Protocol):
    """A node of a document."""

    @property
    def id(self) -> str:
        """Its permanent id."""
        ...


class HasRows(HasId, Protocol):
    """A project, as far as places go."""

    @property
    def rows(self) -> Sequence[HasId]:
        """Its indicators and records in printed order."""
        ...


# Where a node stands: (project, None) for a project, (project, row) for an indicator or record; both count from 0.
Place = tuple[int, int | None]


class Places(Mapping[str, Place]):
    """Places by id, in the document's order. For a book of 80,000 indicators they take 20 ms to work out and 1 ms to
    bring to the next version: which project a row belongs to is kept apart from where the project stands, so
    that a project that comes in the middle moves no row."""

    def __init__(self, projects: Sequence[HasRows]) -> None:
        self.row = projects
        self.projects: dict[str, int] = {project.id: at for at, project in enumerate(projects)}
        # Which project has a row: shared by the versions since some earlier one, and where this one differs.
        self._shared: Mapping[str, str] = dict(_held(projects))
        self._own: dict[str, str | None] = {}
        self._rows = len(self._shared)
        # Of the projects that somebody asked about.
        self._below: dict[str, dict[str, int]] = {}

    def following(self, projects: Sequence[HasRows], base: Sequence[HasRows] | None = None) -> "Places":
        """The places of another version, for the price of the projects between the first and the last that differ.

        They are compared with `base`, a version in which every node stands where it stands here; usually the newest.
        """
        base = self.row if base is None else base
        first, old_end, new_end = changed_span(base, projects)
        gone, came = base[first:old_end], projects[first:new_end]
        left, entered = dict(_held(gone)), dict(_held(came))
        own = {**self._own, **dict.fromkeys(left), **entered}
        if len(own) > _MOST_OWN:
            return Places(projects)
        made = Places(())
        made.projects = _spliced(self.projects, first, old_end, [project.id for project in came])
        made.row, made._shared, made._own = projects, self._shared, own
        made._rows = self._rows + len(entered) - len(left)
        return made

    def alike(self, other: "Places") -> bool:
        """Whether the same nodes stand at the same places."""
        first, end, other_end = changed_span(self.row, other.row)
        pairs = zip(self.row[first:end], other.row[first:other_end], strict=False)
        return end == other_end and all(_ids(one) == _ids(two) for one, two in pairs)

    def __getitem__(self, node: str) -> Place:
        at = self.projects.get(node)
        if at is not None:
            return at, None
        holder = self._holder(node)
        if holder is None:
            raise KeyError(node)
        below = self._below.get(holder)
        if below is None:
            rows = self.row[self.projects[holder]].rows
            below = self._below[holder] = {row.id: number for number, row in enumerate(rows)}
        return self.projects[holder], below[node]

    def _holder(self, row: str) -> str | None:
        """The id of the project that has an indicator or record."""
        return self._own[row] if row in self._own else self._shared.get(row)

    def __contains__(self, node: object) -> bool:
        return node in self.projects or self._holder(str(node)) is not None

    def __iter__(self) -> Iterator[str]:
        for project in self.row:
            yield project.id
            yield from [row.id for row in project.rows]

    def __len__(self) -> int:
        return len(self.projects) + self._rows


def _spliced(places: dict[str, int], first: int, end: int, came: Sequence[str]) -> dict[str, int]:
    """The projects' places after those from `first` to before `end` were replaced; the same object if they stay."""
    if [*islice(places, first, end)] == came:
        return places
    ids = [*places]
    ids[first:end] = came
    return dict(zip(ids, count()))


def _held(projects: Sequence[HasRows]) -> Iterator[tuple[str, str]]:
    for project in projects:
        node = project.id
        yield from [(row.id, node) for row in project.rows]


def _ids(project: HasRows) -> list[str]:
    return [project.id, *[row.id for row in project.rows]]
