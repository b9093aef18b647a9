"""What the backups hold, to be chosen from: the versions of one document, and all documents that have any."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.model.diff import ChangeKind, diff
from perfdesk.model.document import Document
from perfdesk.model.titles import project_title
from perfdesk.store import file
from perfdesk.store.backups import About, Backup, Backups, all_backups
from perfdesk.store.failures import is_there
from perfdesk.store.format import Known

_UNREADABLE: Final = "读不出"
SAME: Final = "与现在相同"
# So many projects are named where a difference is told in few words.
_MOST_NAMED: Final = 2

GoOn = Callable[[], object]


class KeptBackups(NamedTuple):
    """The backups of a document, with whose they are."""

    backups: Backups
    about: About

    @property
    def path(self) -> Path | None:
        """The document's file, there or not; None if that is not known any more."""
        return Path(self.about.path) if self.about.path else None

    @property
    def place(self) -> str:
        """The file's name and folder, as a list shows them."""
        return f"{self.path.name}（{self.path.parent}）" if self.path else "（不知道原来在哪里）"


class OlderVersion(NamedTuple):
    """A version to choose from. `time` and `author` are those of its save, `difference` tells in few words what is
    different now, and `fits` whether it can take the place of what it is told apart from: the same document, laid out
    by the same form. `why` says why it cannot be read, "" if it can."""

    path: Path
    kept: KeptBackups
    time: str
    author: str
    difference: str
    fits: bool = False
    why: str = ""


class KeptDocument(NamedTuple):
    """A document that has backups: since when there is none newer, how many there are, and whether its file is
    gone."""

    kept: KeptBackups
    time: str
    number: int
    is_gone: bool


def kept_of(roots: Iterable[Path], document: str, path: Path | None) -> list[KeptBackups]:
    """The backups of a document, under whatever path, and of whatever was at its path; those at its path first."""
    here = kept_at(roots, path) if path is not None else []
    return [*here, *(one for one in _all(roots) if one.about.document == document and one not in here)]


def kept_at(roots: Iterable[Path], path: Path) -> list[KeptBackups]:
    """The backups of whatever was at a path."""
    return [one for one in _all(roots) if _is_at(one, path)]


def older_versions(kept: Sequence[KeptBackups], now: Document | None, go_on: GoOn) -> list[OlderVersion]:
    """All versions, those of each file from the newest on. They are told apart from `now`, or, without one, from the
    newest that can be read."""
    known = Known()
    found: list[OlderVersion] = []
    for one in kept:
        for backup in reversed(one.backups.all()):
            go_on()
            try:
                opened = file.read(backup.path, known)
            except file.ReadError as error:
                found.append(OlderVersion(backup.path, one, _shown(backup.time), "", _UNREADABLE, why=str(error)))
                continue
            now = now or opened.document
            found.append(_version(backup, one, opened, now))
    return [*found, *_set_aside(kept)]


def _version(backup: Backup, kept: KeptBackups, opened: file.Opened, now: Document) -> OlderVersion:
    header, then = opened.baggage.header, opened.document
    time = header.time[:16].replace("T", " ") or _shown(backup.time)
    fits = (then.id, then.form) == (now.id, now.form)
    return OlderVersion(backup.path, kept, time, header.author, difference(then, now), fits)


def kept_documents(roots: Iterable[Path], go_on: GoOn) -> list[KeptDocument]:
    """Every document that has backups: those whose file is gone first, and of these the latest."""
    found = []
    for one in _all(roots):
        go_on()
        there = one.backups.all()
        if there:
            gone = one.path is None or not is_there(one.path)
            found.append(KeptDocument(one, _shown(there[-1].time), len(there), gone))
    return sorted(found, key=lambda one: (one.is_gone, one.time), reverse=True)


def difference(then: Document, now: Document) -> str:
    """What is different between two versions, in few words."""
    if then.id != now.id:
        return "另一份表"
    if then.form != now.form:
        return "表样不同"
    changes = diff(then, now)
    if not changes:
        return SAME
    places = list(dict.fromkeys(change.project for change in changes))
    named = [project_title(now if one in now.places else then, one) for one in places[:_MOST_NAMED]]
    lost = sum(change.kind is ChangeKind.REMOVE and not change.indicator for change in changes)
    fewer = f"，现在少 {lost} 个项目" if lost else ""
    return f"{len(changes)} 处不同{fewer}：{'、'.join(named)}{'等' if len(places) > _MOST_NAMED else ''}"


class Usage(NamedTuple):
    """What all backups take."""

    size: int
    documents: int
    versions: int


def usage(roots: Iterable[Path]) -> Usage:
    """Counts them."""
    found = [one for root in roots for one in all_backups(root)]
    return Usage(sum(one.used() for one in found), len(found), sum(len(one.all()) for one in found))


def clean(roots: Iterable[Path]) -> None:
    """Of each document only the newest version stays. OSError if that is not allowed."""
    for root in roots:
        for one in all_backups(root):
            one.shrink(1, float("inf"))


def _all(roots: Iterable[Path]) -> list[KeptBackups]:
    found = (one for root in roots for one in all_backups(root))
    return [KeptBackups(one, about) for one in found if (about := one.about()) is not None]


def _is_at(one: KeptBackups, path: Path) -> bool:
    return one.path is not None and one.path == path.absolute()


def _set_aside(kept: Sequence[KeptBackups]) -> list[OlderVersion]:
    rows = [(one, path) for one in kept for path in one.backups.damaged()]
    return [OlderVersion(path, one, "", "", _UNREADABLE, why=f"“{path.name}”已损坏。") for one, path in rows]


def _shown(time: int) -> str:
    with suppress(OSError, OverflowError, ValueError):
        return datetime.fromtimestamp(time).isoformat(" ", "minutes")
    return ""
