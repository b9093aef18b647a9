"""Remarks on a source: what was guessed, and what belongs to no field."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

NO_FIELD: Final = "没有对应的栏"
A_LABEL: Final = "里有栏目名称，没有当作内容"
NO_TITLE: Final = "没有表头的列"
_LONGEST: Final = 200
_SHOWN: Final = 4
_LONGEST_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about a place of the source, both in Chinese; a remark about all of it has no place."""

    place: str
    text: str


@dataclass(slots=True)
class _Column:
    """Cells of one column that found no place: the first place, some texts, and how many each project has."""

    place: str
    why: str
    texts: dict[str, None] = field(default_factory=dict)
    projects: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def note(self, title: str, count: int, hint: str = "") -> Note:
        """One line for all of the column."""
        shown = "、".join(f"“{text[:_LONGEST_SHOWN]}”" for text in list(self.texts)[:_SHOWN])
        more = "等" if len(self.texts) > _SHOWN else ""
        cells = f"，{count} 格（{shown}{more}）" if count else ""
        return Note(self.place, f"列“{title}”{self.why}{cells}{hint}")


def _no_hint(text: str) -> str:
    return ""


@dataclass(slots=True)
class Report:
    """Remarks gathered while reading.

    `project` counts the project that is being read, from 0; what is left out meanwhile is one of its texts. `foreign`
    are labels that an annex of the form would not have where they stand, `doubled` those it has more often than the
    form; `joined` counts values that were broken over
    lines. `hint` proposes a label for another.
    """

    guessed: list[Note] = field(default_factory=list)
    project: int = -1
    joined: int = 0
    foreign: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    hint: Callable[[str], str] = _no_hint
    _left: list[tuple[int, Note | tuple[str, str]]] = field(default_factory=list)
    _columns: dict[tuple[str, str], _Column] = field(default_factory=dict)

    def guess(self, place: str, text: str) -> None:
        """Something that was not certain."""
        self.guessed.append(Note(place, text))

    def leave(self, place: str, text: str, label: str = "") -> None:
        """Reports content that belongs to no field. `label` is the label before it."""
        if text.strip():
            hint = self.hint(label) if label else ""
            self._left.append((self.project, Note(place, " ".join(text.split())[:_LONGEST] + hint)))

    def leave_cell(self, title: str, place: str, text: str, why: str = NO_FIELD) -> None:
        """Reports a cell of a column. All cells of the column become one line. A blank text only names the column."""
        title = " ".join(title.split())[:_LONGEST_SHOWN]
        column = self._columns.get((title, why))
        if column is None:
            column = self._columns[title, why] = _Column(place, why)
            self._left.append((self.project, (title, why)))
        if text.strip():
            column.projects[self.project] += 1
            if len(column.texts) <= _SHOWN:
                column.texts[" ".join(text.split())] = None

    @property
    def left_out(self) -> tuple[Note, ...]:
        """The content that belongs to no field, in the order of the source, with one line for each column."""
        return tuple(one if isinstance(one, Note) else self._note(one) for _, one in self._left)

    def unread(self) -> dict[int, list[Note]]:
        """The same by project; -1 is what belongs to none."""
        found: dict[int, list[Note]] = defaultdict(list)
        for project, one in self._left:
            if isinstance(one, Note):
                found[project].append(one)
        for (title, _), column in self._columns.items():
            for project, count in column.projects.items():
                found[project].append(column.note(title, count))
        return found

    def _note(self, key: tuple[str, str]) -> Note:
        column = self._columns[key]
        return column.note(key[0], sum(column.projects.values()), self.hint(key[0]))
