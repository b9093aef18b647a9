"""The files of a case: who saved which version, from what, and what the oracle says that it says."""

import random
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from tests import mailed
from tests.merge import histories
from tests.rounds.oracle import Contents, Ledger, State, asked_in, contents
from tests.rounds.verdict import Fault, Party, Verdict

Made = Callable[[], "Version"]


class Version(NamedTuple):
    """What is known of a saved version: what it holds, what it says, and the versions that it comes from."""

    document: Document
    said: Contents
    state: State
    parents: tuple[str, ...]


class File(NamedTuple):
    """A file of somebody, as a side of a merge."""

    side: Side
    version: Version

    @property
    def tip(self) -> str:
        return self.side.revisions.tip if self.side.revisions else ""


class Resave(NamedTuple):
    """An annex that LibreOffice shall open and save again."""

    data: bytes
    suffix: str


class Letter(NamedTuple):
    """An annex that comes back: as it is read, the version that it was printed from, and what was made of it."""

    annex: mailed.MailedAnnex
    printed: File
    edited: Document
    way: str


@dataclass
class Case:
    """All that happens in one case."""

    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    versions: dict[str, Version] = field(default_factory=dict)

    def sent(self, document: Document) -> File:
        """The file that everything begins with."""
        side = histories.sent(document)
        said = contents(document)
        return self._known(side, lambda: Version(document, said, self.ledger.saved(State(), {}, said), ()))

    def saved(self, file: File, document: Document, name: str) -> File:
        """A file after somebody saved another content."""
        side = histories.saved(name, file.side, document)
        return self._known(side, lambda: self._edited(file, document))

    def _edited(self, file: File, document: Document) -> Version:
        old, said = file.version, contents(document)
        answered = asked_in(old.document).keys() - asked_in(document).keys()
        state = self.ledger.saved(old.state, old.said, said, answered)
        return Version(document, said, state, (file.tip,))

    def _known(self, side: Side, made: Made) -> File:
        """Who saves the same from the same has the same version."""
        assert side.revisions is not None
        tip = side.revisions.tip
        if tip not in self.versions:
            self.versions[tip] = made()
        return File(side, self.versions[tip])

    # --- merges ---------------------------------------------------------------------------------------------------

    def judged(self, files: Sequence[File], made: Document) -> list[Fault]:
        """What is wrong in a merge of files, OURS first, before anybody answers."""
        return self._verdict(files, made).faults()

    def _verdict(self, files: Sequence[File], made: Document) -> Verdict:
        # What another file holds already has no voice of its own, but OURS has: it stands wherever nobody changed it.
        ours, *others = files
        tips = {one.tip for one in files}
        news = [one for one in others if not any(one.tip in self._before(tip) for tip in tips - {one.tip})]
        files = [ours, *news]
        parties = [Party(one.version.document, one.version.said, one.version.state) for one in files]
        return Verdict(self.ledger, parties, lambda one, two: self._shared(files[one].tip, files[two].tip), made)

    def _shared(self, one: str, other: str) -> Contents | None:
        common = self._before(one) & self._before(other)
        newest = [node for node in common if not any(node in self._before(two) for two in common - {node})]
        return self.versions[newest[0]].said if len(newest) == 1 else None

    def knows(self, files: Iterable[File], letter: Letter) -> bool:
        """Whether any of these files knows the version that an annex was printed from."""
        return any(letter.printed.tip in self._before(one.tip) for one in files)

    def _before(self, tip: str) -> frozenset[str]:
        found, waiting = set[str](), [tip]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.versions[one].parents
        return frozenset(found)

    def merged(self, files: Sequence[File], plan: Plan, document: Document, name: str) -> File:
        """The first file after the others were merged into it."""
        ours = files[0]
        side = histories.saved(name, ours.side, document, plan.sides[1:])
        return self._known(side, lambda: self._after_merge(files, plan, document))

    def _after_merge(self, files: Sequence[File], plan: Plan, document: Document) -> Version:
        said = contents(document)
        state = self.ledger.merged(self._verdict(files, document).state, said, asked_in(document).keys())
        parents = [one.revisions.tip for one in plan.sides if one.revisions is not None]
        return Version(document, said, state, tuple(parents))

    # --- annexes --------------------------------------------------------------------------------------------------

    def posted(self, file: File, edited: Document, name: str) -> Generator[Resave, bytes, Letter]:
        """An annex printed from a file, edited, and read when it comes back."""
        suffix = self.chance.choice([".docx", ".xlsx"])
        way = self.chance.choice(["named", "named", "ids dropped", "resaved", "resaved, ids dropped"])
        named = "ids dropped" not in way
        data = mailed.exported(file.side, suffix, named=named, edited=edited)
        data = data if named else mailed.without_ids(data)
        if "resaved" in way:
            data = yield Resave(data, suffix)
        return Letter(mailed.came_back(data, suffix, name), file, edited, f"{suffix} {way}")

    def opened(self, letter: Letter, ours: File, others: Iterable[File]) -> File:
        """An annex as a side of a merge; its new rows have the ids that the program gave them.

        Without ids an older version may be taken for what it was printed from. Then all that differs from that one is
        what the annex says: more is asked, and what was removed in between comes back.
        """
        side = mailed.bases(ours.side, *(one.side for one in others)).side(letter.annex)
        base, document = side.basis.revision if side.basis else "", side.document
        printed = letter.printed
        if base != printed.tip and base in self._before(printed.tip) and letter.annex.origin is None:
            printed = File(printed.side, self.versions[base])
        else:
            document = with_ids_of(letter.edited, document, printed.version.document)
        parents = (base,) if printed is not letter.printed else (printed.tip,)
        if side.revisions is None:
            return File(side, self._edited(printed, document)._replace(parents=parents))
        return self._known(side, lambda: self._edited(printed, document)._replace(parents=parents))


def with_ids_of(edited: Document, read: Document, before: Document) -> Document:
    """A document whose new rows have the ids that they have in another one, by their names."""
    names = {row.name: row.id for project in read.projects for row in project.rows}
    known = before.places
    return edited.with_projects(
        project.with_rows(
            row if row.id in known else replace(row, id=names.get(row.name, row.id)) for row in project.rows
        )
        for project in edited.projects
    )
