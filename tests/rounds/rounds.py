"""The two kinds of cases: one file sent out of which many come back, and histories in which files cross."""

import random
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.fields import QUESTION
from perfdesk.model.questions import unsigned
from perfdesk.model.revisions import Revisions
from tests.rounds.files import Case, File, Letter, Resave
from tests.rounds.people import Person, book
from tests.rounds.verdict import UNJUDGED, Fault

MERGES, EDITS, QUESTIONS = "merges", "differences in the plans", "questions"
ANNEXES, RESAVED = "merges with an annex", "merges with one that LibreOffice saved again"
ORDERS, AGAIN = "another result with other names, clocks and order", "news when merged again"
_NAMES: Final = "甲乙丙丁戊己"
Round = Generator[Resave, bytes, "Tally"]


@dataclass
class Tally:
    """What was counted in some cases, and what went wrong, by case."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, Fault]] = field(default_factory=list)

    def __iadd__(self, other: "Tally") -> "Tally":
        self.counts += other.counts
        self.faults += other.faults
        return self


def star(seed: int, *, annexes: float = 0.1) -> Round:
    """One file is sent out, two to six come back and are merged."""
    chance = random.Random(f"star{seed}")
    play = _Play(chance, f"star {seed}")
    out = play.case.sent(book(chance))
    pooled = chance.choice([0, 0, 0.3, 0.9])
    files: list[File | Letter] = []
    for name in _NAMES[: chance.randint(2, 6)]:
        mail = bool(files) and chance.random() < annexes
        person = Person(chance, name, pooled=pooled, annex=mail)
        if mail:
            edited = person.edited(out.version.document, 5)
            files.append((yield from play.case.posted(out, edited, name)))
        else:
            files.append(play.worked(out, person, name))
    first, *rest = files
    assert isinstance(first, File)
    merged = play.merge(first, rest, chance.choice([0, 1]))
    if merged is not None:
        play.again(merged, rest)
    return play.tally


def history(seed: int, *, annexes: float = 0.1) -> Round:
    """Three or four people edit on edits, merge what others have or had, answer questions or leave them, undo, go back
    to older versions, and mail annexes; in the end all is merged."""
    chance = random.Random(f"history{seed}")
    play = _Play(chance, f"history {seed}")
    out = play.case.sent(book(chance))
    pooled = chance.choice([0, 0, 0.3, 0.9])
    names = _NAMES[: chance.randint(3, 4)]
    people = {name: Person(chance, name, pooled=pooled) for name in names}
    desks = {name: [out] for name in names}
    letters: list[Letter] = []
    for step in range(chance.randint(6, 12)):
        name = chance.choice(names)
        desk = desks[name]
        act = chance.choices(["edit", "merge", "undo", "mail"], [5, 5, 1, 10 * annexes])[0]
        if act == "edit":
            desk.append(play.worked(desk[-1], people[name], name))
        elif act == "undo" and len(desk) > 1:
            desk.append(play.case.saved(desk[-1], chance.choice(desk[:-1]).version.document, name))
        elif act == "mail":
            writer = Person(chance, f"{name}信{step}", pooled=pooled, annex=True)
            edited = writer.edited(desk[-1].version.document, 4)
            letters.append((yield from play.case.posted(desk[-1], edited, f"{name}{step}")))
        elif act == "merge":
            others = chance.sample([one for one in names if one != name], chance.randint(1, 2))
            found: list[File | Letter] = [play.one_of(desks[one]) for one in others]
            here = [desk[-1], *(one for one in found if isinstance(one, File))]
            known = [letter for letter in letters if play.case.knows(here, letter)]
            if known and chance.random() < 0.8:
                found.append(chance.choice(known))
            merged = play.merge(desk[-1], found, chance.choice([0, 0.5, 1]), people[name])
            if merged is None:
                return play.tally
            desk.append(merged)
    first, *rest = chance.sample(names, len(names))
    merged = play.merge(desks[first][-1], [desks[one][-1] for one in rest], 0)
    if merged is not None:
        play.again(merged, [desks[one][-1] for one in rest])
    return play.tally


class _Play:
    """One case on its way."""

    def __init__(self, chance: random.Random, title: str) -> None:
        self.case = Case(chance)
        self.tally = Tally()
        self._chance, self._title = chance, title

    def one_of(self, desk: Sequence[File]) -> File:
        """Mostly the newest file of somebody, else an older copy."""
        return desk[-1] if self._chance.random() < 0.7 else self._chance.choice(desk)

    def worked(self, file: File, person: Person, name: str) -> File:
        """A file after its owner worked on it, and saved once or twice."""
        start = file
        for _ in range(self._chance.randint(1, 2)):
            file = self.case.saved(file, person.edited(file.version.document, 4), name)
        back = self._chance.random() < 0.05
        return self.case.saved(file, start.version.document, name) if back else file

    def merge(
        self, ours: File, theirs: Sequence[File | Letter], answers: float, person: Person | None = None
    ) -> File | None:
        """The merged file; None if something was wrong, because all that follows would be."""
        files = self._opened(ours, theirs)
        plan = analyse(ours.side, [one.side for one in files[1:]])
        made = plan.result()
        faults = self.case.judged(files, made)
        self._count(theirs, plan, faults)
        self._in_other_orders(files, plan)
        if any(one.kind != UNJUDGED for one in faults):
            return None
        if person is not None:
            made, _ = person.answers(made, answers)
        elif answers:
            made = self._chosen(plan).result()
        return self.case.merged(files, plan, made, ours.side.name)

    def _opened(self, ours: File, theirs: Iterable[File | Letter]) -> list[File]:
        others = [one for one in theirs if isinstance(one, File)]
        letters = [one for one in theirs if isinstance(one, Letter)]
        found = [*others, *(self.case.opened(one, ours, others) for one in letters)]
        # Each is a file of its own, also where it is a copy of OURS.
        return [ours, *(one._replace(side=replace(one.side)) for one in found)]

    def _chosen(self, plan: Plan) -> Plan:
        for one in plan.open:
            plan = plan.choose([one.place], self._chance.choice(one.sources))
        return plan

    def again(self, merged: File, theirs: Sequence[File | Letter]) -> None:
        """What was merged once has no news."""
        files = self._opened(merged, theirs)
        made = analyse(merged.side, [one.side for one in files[1:]]).result()
        if made != merged.version.document:
            self._fault(Fault(AGAIN, ("", ""), "nothing new"))

    def _in_other_orders(self, files: Sequence[File], plan: Plan) -> None:
        wanted = _anonymous(plan)
        ours, *others = files
        for _ in range(1 if len(others) == 1 else 2):
            order = self._chance.sample(others, len(others))
            names = self._chance.sample("xyzuvw", len(order))
            sides = [self._renamed(one.side, name) for one, name in zip(order, names, strict=True)]
            if _anonymous(analyse(self._renamed(ours.side, "我"), sides)) != wanted:
                self._fault(Fault(ORDERS, ("", ""), "the same"))
                return

    def _renamed(self, side: Side, name: str) -> Side:
        """A file with another name, whose clock was wrong."""
        past = side.revisions
        if past is None:
            return replace(side, name=name)
        clocks = self._chance.choices(["", "1980-01-01T00:00:00", "2099-12-31T23:59:59"], k=len(past))
        known = [replace(one, time=time) for one, time in zip(past, clocks, strict=True)]
        return replace(side, name=name, author=name, revisions=Revisions(past.tip, past.document, known))

    def _fault(self, fault: Fault) -> None:
        self.tally.faults.append((self._title, fault))
        self.tally.counts[fault.kind] += 1

    def _count(self, theirs: Sequence[File | Letter], plan: Plan, faults: Collection[Fault]) -> None:
        letters = [one for one in theirs if isinstance(one, Letter)]
        self.tally.counts[MERGES] += 1
        self.tally.counts[QUESTIONS] += len(plan.open)
        self.tally.counts[EDITS] += len(plan.decisions)
        self.tally.counts[ANNEXES] += bool(letters)
        self.tally.counts[RESAVED] += any("resaved" in one.way for one in letters)
        for one in letters:
            self.tally.counts[one.way] += 1
        ways = " ".join(one.way for one in letters)
        self.tally.faults += [(f"{self._title} {ways}", one) for one in faults if one.kind != UNJUDGED]
        for one in faults:
            self.tally.counts[one.kind] += 1


def _anonymous(plan: Plan) -> object:
    """The result of a merge and what is asked, without names."""
    made = plan.result()
    nodes = [made.id, *made.places]
    texts = {
        (node, key): unsigned(text) if key.startswith(QUESTION) else text
        for node in nodes
        for key, text in made.fields_of(node).items()
    }
    shape = [(project.id, [row.id for row in project.rows]) for project in made.projects]
    return texts, shape, {one.place for one in plan.open}


KINDS: Final = {"star": star, "histories": history}
