"""The revisions of a document: a graph from each one back to its parents, with what leads there.

A revision's id is a hash of its content and its parents, so two files that know the same id share that version. No
clock decides anything: times are shown only.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from perfdesk.model.delta import Delta, DeltaError, applied, delta
from perfdesk.model.document import Document


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved version. `parents` went into its id; `back` holds what leads from it to older versions that are kept,
    by id: its parents, or where those were thinned out, the nearest before them. `source` is the file it came from,
    where it was merged in; `note` says what was done."""

    id: str
    parents: tuple[str, ...] = ()
    author: str = ""
    time: str = ""
    source: str = ""
    note: str = ""
    back: Mapping[str, Delta] = field(default_factory=dict)


class Revisions:
    """All revisions that one file knows, oldest first, and the version it holds. Immutable."""

    def __init__(self, tip: str, document: Document, known: Iterable[Revision] = ()) -> None:
        """`document` is the version of the revision `tip`."""
        self.tip = tip
        self.document = document
        self._known = {revision.id: revision for revision in known}

    def __iter__(self) -> Iterator[Revision]:
        return iter(self._known.values())

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, revision: object) -> bool:
        return revision in self._known

    def __getitem__(self, revision: str) -> Revision:
        return self._known[revision]

    def ancestors(self, revision: str) -> frozenset[str]:
        """The ids of a revision and of all before it, those that are known by id only among them."""
        found: set[str] = set()
        waiting = [revision]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                if (known := self._known.get(one)) is not None:
                    waiting += [*known.parents, *known.back]
        return frozenset(found)

    def reachable(self) -> Mapping[str, str]:
        """The revisions whose version can be rebuilt, each with the one it is rebuilt from; the tip with ""."""
        found = {self.tip: ""}
        waiting = [self.tip]
        for one in waiting:
            for older in self._known[one].back if one in self._known else ():
                if older not in found:
                    found[older] = one
                    waiting.append(older)
        return found

    def version(self, revision: str) -> Document:
        """The document as it was at a revision; KeyError if it cannot be rebuilt, DeltaError if the file lies."""
        steps = self.reachable()
        path = [revision]
        while steps[path[-1]]:
            path.append(steps[path[-1]])
        document = self.document
        for newer, older in zip(path[:0:-1], path[-2::-1], strict=True):
            document = applied(document, self._known[newer].back[older])
        return document

    def versions(self) -> Iterator[tuple[str, Document]]:
        """Every version that can be rebuilt, none before one that comes after it, at the price of one walk. Those to
        which a damaged delta leads are left out."""
        made = {self.tip: self.document}
        for one, newer in self.reachable().items():
            if newer in made:
                with suppress(DeltaError):
                    made[one] = applied(made[newer], self._known[newer].back[one])
        yield from ((one, made[one]) for one in self._newest_first() if one in made)

    def _newest_first(self) -> Iterator[str]:
        """By what comes after what; no clock is asked."""
        after = Counter(older for one in self.reachable() if one in self._known for older in self._known[one].back)
        ready = [self.tip]
        while ready:
            one = ready.pop()
            yield one
            # What was saved here, the first parent, comes last, so that a colleague's work stands in one piece.
            for older in self._known[one].back if one in self._known else ():
                after[older] -= 1
                if not after[older]:
                    ready.append(older)

    def steps(self) -> Iterator[tuple[Revision, Document | None, Document]]:
        """Each revision that can be rebuilt, the newest first, with its version and the one before it (of several,
        the first); None before the oldest."""
        made = dict(self.versions())
        for one, document in made.items():
            if one in self._known:
                before = next(iter(self._known[one].back), "")
                yield self._known[one], made.get(before), document

    def followed_by(self, revision: Revision, document: Document, merged: Iterable["Revisions"] = ()) -> "Revisions":
        """These with one more, and with all that files merged into it know. `revision.back` is worked out here."""
        known = dict(self._known)
        back = {self.tip: delta(document, self.document)} if self.tip else {}
        for other in merged:
            known.update((one.id, one) for one in other if one.id not in known)
            back[other.tip] = delta(document, other.document)
        new = Revision(
            revision.id, revision.parents, revision.author, revision.time, revision.source, revision.note, back
        )
        return Revisions(revision.id, document, [*known.values(), new])

    def thinned(self, keep: Iterable[str]) -> "Revisions":
        """Only these revisions and the tip, each leading to the nearest kept ones before it."""
        kept = {*keep, self.tip}
        made = {node: document for node, document in self.versions() if node in kept}
        left = []
        for revision in self:
            if revision.id in made:
                before = _nearest(self, revision, set(made))
                back = {node: delta(made[revision.id], made[node]) for node in before}
                parents, who = revision.parents, (revision.author, revision.time, revision.source, revision.note)
                left.append(Revision(revision.id, parents, *who, back))
        return Revisions(self.tip, self.document, left)


def _nearest(revisions: Revisions, revision: Revision, kept: set[str]) -> list[str]:
    found: dict[str, None] = {}
    waiting, seen = [*revision.back], set(revision.back)
    for one in waiting:
        if one in kept:
            found[one] = None
        elif one in revisions:
            new = [older for older in revisions[one].back if older not in seen]
            waiting += new
            seen.update(new)
    return [*found]


def newest_common(ours: Revisions, theirs: Revisions) -> tuple[str, ...]:
    """The newest revisions that both know and one of them can rebuild, sorted; none of them is before another one.

    Mostly one; none where the files share no version; several where histories crossed.
    """
    mine, others = ours.ancestors(ours.tip), theirs.ancestors(theirs.tip)
    shared = (mine & others) & (ours.reachable().keys() | theirs.reachable().keys())
    older = {before for one in shared for before in _parents(one, ours, theirs)}
    while step := {before for one in older for before in _parents(one, ours, theirs)} - older:
        older |= step
    return tuple(sorted(shared - older))


def seen_from(revision: str, document: Document, *files: Revisions) -> Revisions:
    """What files know, with an older one of their versions as the newest; of a revision that several know, what leads
    back from it."""
    known: dict[str, Revision] = {}
    for one in (one for file in files for one in file):
        if one.id not in known or not known[one.id].back:
            known[one.id] = one
    return Revisions(revision, document, known.values())


def _parents(revision: str, *files: Revisions) -> Iterator[str]:
    for known in files:
        if revision in known:
            yield from (*known[revision].parents, *known[revision].back)


def base_version(revision: str, ours: Revisions, theirs: Revisions) -> Document | None:
    """The version of a shared revision, from whichever of the two can give it; None if what is known of it is
    damaged in both."""
    for known in (ours, theirs):
        if revision in known.reachable():
            with suppress(DeltaError):
                return known.version(revision)
    return None
