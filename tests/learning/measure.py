"""python -m tests.learning.measure [N ... | even]: how well layouts never seen are read, even and odd apart.

Last come those that somebody wrote who did not know the rules, "unseen" and, written later, "unmet", "untried" and
"fresh": in all four kinds of files as the others, even and odd apart, and "sent" only as the office sends them out.

A field is a value cell of the fixed rows, or a column of records. It is right if every cell of it has the role and the
key that the layout says, and nobody has touched it. It is wrong without a flag if it is not right and neither its cells
nor its header are flagged; so is an empty cell or a note that is taken for a field. "flagged" are the questions that a
person is asked, of which one may be about a whole column.

"confirmed" is the share of cells with a value that the learned form reads from the same file after all has been said
that the layout says; "second" the share it reads from another file of the same form.
"""

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.sketch import read_sketch

from .confirming_all import ReadBack, read_back
from .grids import SETS, Layout, Place, layouts, save_excel, save_word

_RECORDS: Final = ("indicator", "tasks", "schedule", "costs", "goals")
KINDS: Final = tuple((kind, filled) for kind in (".docx", ".xlsx") for filled in (True, False))


@dataclass
class Score:
    """What was counted over some files."""

    files: int = 0
    fields: int = 0
    right: int = 0
    silent: int = 0
    flagged: int = 0
    labels: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        """Both together."""
        numbers = ("files", "fields", "right", "silent", "flagged", "labels")
        whole = {name: getattr(self, name) + getattr(other, name) for name in numbers}
        return Score(**whole, seconds=max(self.seconds, other.seconds), wrong=self.wrong + other.wrong)


def measured(one: Layout, folder: Path, kind: str, *, filled: bool) -> Score:
    """The score of one file."""
    save = save_word if kind == ".docx" else save_excel
    path = save(one, folder / f"{one.number:02}-{'filled' if filled else 'blank'}{kind}", filled=filled)
    sketch = read_sketch(path)
    began = time.process_time()
    proposal = propose(sketch.source, sheets=sketch.sheets)
    seconds = time.process_time() - began
    return replace(counted(one, proposal, path.name, sheet=kind == ".xlsx"), seconds=seconds)


def counted(one: Layout, proposal: FormProposal, name: str, *, sheet: bool) -> Score:
    """The score of what a file with this name, a sheet or not, has been taken for."""
    score = Score(1, flagged=proposal.asked)
    for part, number, first in one.stands(sheet=sheet):
        met = [a for table in proposal.tables if table.place == number for a in table.answers]
        rows = range(first, first + part.rows)
        answers = {(a.spot.row - first, a.spot.column): a for a in met if a.spot.row in rows}
        for field_name, places in _fields(part):
            _count(score, f"{name} {field_name}", places, answers)
        for place in part.places:
            if not place.key:
                _count_other(score, name, place, answers.get((place.row, place.column)))
    return score


def _fields(one: Layout) -> Iterator[tuple[str, list[Place]]]:
    """The fields with their cells: each of the fixed rows, each column of records."""
    columns: dict[tuple[str, str, int], list[Place]] = {}
    owners = {place.row: place.owner for place in one.places if place.owner in _RECORDS}
    for place in one.places:
        if not place.key:
            continue
        if place.row in owners:
            columns.setdefault((owners[place.row], place.key, place.column), []).append(place)
        else:
            yield f"{place.row},{place.column} {place.key}", [place]
    yield from ((f"{owner}.{key} {column}", places) for (owner, key, column), places in columns.items())


def _count(score: Score, name: str, places: Sequence[Place], answers: dict[tuple[int, int], Answer]) -> None:
    score.fields += 1
    met = [answers.get((place.row, place.column)) for place in places]
    if all(one is None for one in met):
        # A sheet has no rows below a header as long as nothing is written there; then the header says it.
        head = next((one for one in answers.values() if _heads(one, places[0])), None)
        score.right += head is not None
        return
    # Nor has it empty rows behind the last.
    there = [(place, one) for place, one in zip(places, met, strict=True) if one is not None or place.text]
    if all(_is_right(place, one) for place, one in there):
        score.right += 1
        return
    heads = [one for one in answers.values() if one.role is CellRole.HEADER and one.spot.column == places[0].column]
    flagged = any(one is not None and one.flag for one in (*met, *heads))
    score.silent += not flagged
    got = next((one for place, one in there if not _is_right(place, one)), None)
    told = "nothing" if got is None else f"{got.role} {got.owner}.{got.key} “{got.spot.text}” {got.reason}"
    score.wrong.append(f"{'SILENT' if not flagged else 'flagged'} {name}: {told}")


def _heads(one: Answer, place: Place) -> bool:
    is_key = one.key == place.key or (place.key == "own" and one.key.startswith("own."))
    return one.role is CellRole.HEADER and one.spot.column == place.column and is_key


def _is_right(place: Place, one: Answer | None) -> bool:
    if one is None or one.role is not CellRole.VALUE:
        return False
    if place.key == "own":
        return one.key.startswith("own.")
    return one.key == place.key and one.owner.value == place.owner


def _count_other(score: Score, name: str, place: Place, one: Answer | None) -> None:
    """A label, note or empty cell that is taken for a field."""
    if one is None or one.role is not CellRole.VALUE:
        return
    if place.text and not place.note:
        score.labels += 1
    score.silent += not one.flag
    score.wrong.append(
        f"{'flagged' if one.flag else 'SILENT'} {name} {place.row},{place.column} “{place.text}” is no value: {one.key}"
    )


def scored(those: Iterable[Layout], folder: Path, kinds: Sequence[tuple[str, bool]] = KINDS) -> dict[int, Score]:
    """The score of each layout, over Word and Excel, blank and filled."""
    return {one.number: _sum(measured(one, folder, kind, filled=filled) for kind, filled in kinds) for one in those}


def half(scores: dict[int, Score], odd: int) -> Score:
    """The even (0) or the odd (1) layouts together."""
    return _sum(score for number, score in scores.items() if number % 2 == odd)


def _sum(scores: Iterable[Score]) -> Score:
    return sum(scores, Score())


def read_all(those: Iterable[Layout], folder: Path) -> dict[int, ReadBack]:
    """What the learned form of each layout reads, as Word and as Excel."""
    return {one.number: read_back(one, folder, ".docx") + read_back(one, folder, ".xlsx") for one in those}


@dataclass
class Measured:
    """A set of layouts, measured: the score of each, and what its learned form reads."""

    name: str
    scores: dict[int, Score]
    backs: dict[int, ReadBack]

    @classmethod
    def of(cls, name: str, those: Sequence[Layout], folder: Path) -> "Measured":
        """In all kinds of files."""
        return cls(name, scored(those, folder), read_all(those, folder))

    def rows(self, before: str = "") -> Iterator[str]:
        """Each layout, and the halves."""
        yield from (_row(f"{number:02}", score, self.backs[number]) for number, score in self.scores.items())
        for odd, half_name in enumerate(("even", "odd")):
            backs = (back for number, back in self.backs.items() if number % 2 == odd)
            yield _row(before + half_name, half(self.scores, odd), sum(backs, ReadBack()))

    def whole(self) -> str:
        """All together."""
        return _row(self.name, _sum(self.scores.values()), sum(self.backs.values(), ReadBack()))

    def faults(self, wanted: Sequence[str]) -> Iterator[str]:
        """What is wrong in those layouts."""
        for number, score in self.scores.items():
            if str(number) in wanted or ("even" in wanted and number % 2 == 0):
                yield from (*score.wrong, *self.backs[number].wrong)


def _sent(those: Sequence[Layout], folder: Path) -> str:
    """The row of all as they are sent out."""
    score = _sum(measured(one, folder, one.kind, filled=one.filled) for one in those)
    return _row("sent", score, sum((read_back(one, folder, one.kind) for one in those), ReadBack()))


def _row(name: str, one: Score, back: ReadBack) -> str:
    share = f"{one.right / one.fields:7.1%} {one.silent / one.fields:7.1%}"
    flagged = f"{one.flagged / one.files:8.1f}"
    read = f"{back.right / back.cells:9.1%} {back.second_right / back.second_cells:8.1%}"
    return f"{name:12} {one.files:5} {one.fields:7} {share} {flagged} {one.labels:7} {read} {one.seconds:8.3f}"


_OTHERS: Final = {called: those for called, those in SETS.items() if called != "layouts"}


def main(arguments: Sequence[str]) -> None:
    """Prints the table; with numbers behind it, or "even", what is wrong in those layouts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = Measured.of("layouts", layouts(), folder)
        others = [(Measured.of(called, those(), folder), _sent(those(), folder)) for called, those in _OTHERS.items()]
    print("layouts      files  fields   right  silent  flagged  labels confirmed  second  slowest")
    print("                                             a file as values                   CPU s")
    print(*own.rows(), sep="\n")
    for one, sent in others:
        print(*one.rows(f"{one.name} "), one.whole(), sent, sep="\n")
    for one in (own, *(other for other, _ in others)):
        for fault in one.faults(arguments):
            print(fault)


if __name__ == "__main__":
    main(sys.argv[1:])
