"""The backups of a document: older versions of its file, whole, in a folder of their own in the user's folder.

A folder holds the versions of one document at one path. Every version is a file that opens like any other; its name
says what is needed to decide which may go: its number (the order in which they came), the time, and the hash of its
content. So there is no list that could be damaged, and the same content is not stored twice. `about.json` says whose
backups they are; without it only the path is unknown.

A backup is written, read again and checked before an older one goes, and so is the one because of which it goes. One
that is damaged meanwhile gets another name and stands in for nothing.
"""

import logging
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO, Final, NamedTuple

from pydantic import StringConstraints, ValidationError

from perfdesk.model.keys import DEPARTMENT_NAME
from perfdesk.store import atomic, disk, file, lock
from perfdesk.store.backup_ages import LIMITS, NEWEST, BackupLimits, Superfluous, superfluous
from perfdesk.store.delta_json import JsonShape
from perfdesk.store.journal import path_text

_log = logging.getLogger(__name__)
DAMAGED: Final = ".perfdesk-damaged"
_ABOUT: Final = "about.json"
# A backup that is being written. The name is always the same, so that the next one sweeps what a killed one left.
_BEGUN: Final = "begun.tmp"
_LOCK: Final = "backups"
_NAME: Final = re.compile(r"(\d{6,12})-(\d{8}T\d{6})-([0-9a-f]{64})\.perfdesk")
_TIME: Final = "%Y%m%dT%H%M%S"
_OWN_FILE: Final = 0o600
_OWN_FOLDER: Final = 0o700
_LONGEST_ABOUT: Final = 1 << 18
_LONGEST_NAME: Final = 200
_Text = Annotated[str, StringConstraints(max_length=40_000)]


class About(JsonShape):
    """Whose backups a folder holds. `path` is the document's file."""

    document: _Text
    path: _Text = ""
    department: _Text = ""


class Backup(NamedTuple):
    """A version. `time` is when it was put there, in seconds of the world's time; `digest` is the hash of the whole
    file."""

    path: Path
    number: int
    time: int
    digest: str
    size: int

    @property
    def is_sound(self) -> bool:
        """Whether it can be read and is still what was written."""
        with suppress(OSError):
            return disk.digest(self.path) == self.digest
        return False


@dataclass(frozen=True)
class Backups:
    """The backups of one document at one path."""

    folder: Path

    def all(self) -> list[Backup]:
        """Every backup, in the order in which they came; none if the folder cannot be read."""
        with suppress(OSError):
            return self._listed()
        return []

    def _listed(self) -> list[Backup]:
        """The same; OSError if the folder cannot be read. Who numbers a new one must not take it for an empty one."""
        found = [_backup(self.folder / name) for name in disk.names(self.folder)]
        return sorted((one for one in found if one is not None), key=lambda one: (one.number, one.time, one.digest))

    def damaged(self) -> list[Path]:
        """The backups that were found damaged and are kept for a while."""
        with suppress(OSError):
            return [self.folder / name for name in sorted(disk.names(self.folder)) if name.endswith(DAMAGED)]
        return []

    def used(self) -> int:
        """How many bytes they take, damaged ones too."""
        return sum(one.size for one in self.all()) + sum(_size(path) for path in self.damaged())

    def about(self) -> About | None:
        """Whose they are; None if nothing here says it."""
        with suppress(OSError, ValidationError), (self.folder / _ABOUT).open("rb") as stream:
            return About.model_validate_json(stream.read(_LONGEST_ABOUT))
        for one in reversed(self.all()):
            with suppress(file.ReadError):
                return about_file(file.read(one.path), None)
        return None

    def add(self, content: bytes, about: About, time: int, limits: BackupLimits = LIMITS) -> bool:
        """Stores a version, unless it is stored already, and lets older ones go; whether it was stored.

        Raises store.atomic.WriteError or OSError if it cannot be written, Damage if it could not be opened. Then
        everything is as before.
        """
        disk.make_folder(self.folder.parent, _OWN_FOLDER)
        disk.make_folder(self.folder, _OWN_FOLDER)
        with lock.locked(self.folder / _LOCK):
            self._sweep()
            there = self._listed()
            digest = atomic.digest(content)
            if there and there[-1].digest == digest and there[-1].is_sound:
                return False
            self._describe(about)
            self._store(content, digest, there, time)
            self._thin(limits)
        return True

    def remove(self) -> None:
        """Removes all of them, damaged ones too. OSError if that is not allowed."""
        if not self.folder.is_dir():
            return
        with lock.locked(self.folder / _LOCK):
            for path in (*(one.path for one in self.all()), *self.damaged(), self.folder / _ABOUT):
                with suppress(FileNotFoundError):
                    disk.remove(path)
            self._sweep()
        with suppress(OSError):
            self.folder.rmdir()

    def shrink(self, most: int, wanted: float) -> int:
        """Removes the oldest but the `most` newest, if the newest is sound, until so many bytes are free; how many
        are."""
        with lock.locked(self.folder / _LOCK):
            there, freed = self.all(), 0
            while there and not self._stands(there[-1]):
                there.pop()
            for one in there[: -max(1, most)]:
                if freed < wanted:
                    self._let_go([one])
                    freed += one.size
        return freed

    # --- helpers ----------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        """Removes what a killed program left."""
        for name in (_BEGUN, _ABOUT):
            lock.sweep(self.folder / name)

    def _describe(self, about: About) -> None:
        text = about.model_dump_json().encode("utf-8")
        if disk.digest(self.folder / _ABOUT) != atomic.digest(text):
            atomic.write(self.folder / _ABOUT, lambda stream: stream.write(text), new_mode=_OWN_FILE)

    def _store(self, content: bytes, digest: str, there: list[Backup], time: int) -> None:
        begun = self.folder / _BEGUN
        number = there[-1].number + 1 if there else 1
        written = datetime.fromtimestamp(time, UTC).strftime(_TIME)
        named = self.folder / f"{number:06}-{written}-{digest}{file.SUFFIX}"
        atomic.write(begun, lambda stream: stream.write(content), _require_sound, new_mode=_OWN_FILE)
        disk.replace(begun, named)
        with suppress(OSError):
            disk.force_folder(self.folder)
        _log.info("made a backup: %d bytes", len(content))
        # What came back is the newest now.
        self._let_go([one for one in there if one.digest == digest])

    def _thin(self, limits: BackupLimits) -> None:
        """Lets those go that others stand in for. If one of these is damaged, it is put aside, and it is asked again
        who stays."""
        known: dict[str, bool] = {}
        while True:
            there = [one for one in self.all() if known.get(one.digest, True)]
            rows = superfluous([one.time for one in there], [one.size for one in there], limits)
            if all(self._give_up(there, one, known) for one in rows):
                return

    def _give_up(self, there: list[Backup], one: Superfluous, known: dict[str, bool]) -> bool:
        """Removes one if those that stay for it are sound; whether they are."""
        stays = (there[one.because], there[-1])
        for backup in stays:
            if backup.digest not in known:
                known[backup.digest] = self._stands(backup)
        if not all(known[backup.digest] for backup in stays):
            return False
        self._let_go([there[one.place]])
        return True

    def _stands(self, one: Backup) -> bool:
        """Whether a backup is sound. It is put aside if it is damaged; not if the disk only cannot be read now."""
        try:
            if disk.digest(one.path) == one.digest:
                return True
            _log.warning("a backup is damaged: number %d", one.number)
            disk.replace(one.path, one.path.with_suffix(DAMAGED))
        except OSError as error:
            _log.warning("a backup cannot be read: %s", error)
        return False

    def _let_go(self, those: Iterable[Backup]) -> None:
        for one in those:
            try:
                disk.remove(one.path)
            except OSError as error:
                _log.info("a backup was not removed: %s", error)


def backups_of(root: Path, document: str, path: Path) -> Backups:
    """The backups of a document at a path, below a folder for all documents; they need not be there."""
    where = os.path.normcase(path.absolute())
    key = atomic.digest(b"\0".join((document.encode("utf-8"), os.fsencode(where))))
    return Backups(root / key[:32])


def all_backups(root: Path) -> list[Backups]:
    """Those of every document that has one."""
    with suppress(OSError):
        found = [Backups(root / name) for name in sorted(disk.names(root)) if len(name) == 32]
        return [one for one in found if one.all() or one.damaged()]
    return []


def about_file(opened: file.Opened, path: Path | None) -> About:
    """Whose a file is."""
    named = opened.document.fields[DEPARTMENT_NAME][:_LONGEST_NAME]
    return About(document=opened.document.id, path=path_text(path), department=named)


def used(root: Path) -> int:
    """How many bytes all backups take."""
    return sum(one.used() for one in all_backups(root))


def make_room(root: Path, wanted: int, limits: BackupLimits = LIMITS) -> bool:
    """Lets old backups go, of the document that has most first, until so many bytes fit into the limit of all together.
    The newest of each document stays. Whether they fit."""
    over = used(root) + wanted - limits.overall
    for most in (NEWEST, 1):
        for one in sorted(all_backups(root), key=Backups.used, reverse=True):
            if over > 0:
                over -= one.shrink(most, over)
    return over <= 0


def _backup(path: Path) -> Backup | None:
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        time = datetime.strptime(found[2], _TIME).replace(tzinfo=UTC)
        return Backup(path, int(found[1]), int(time.timestamp()), found[3], path.stat().st_size)
    except (OSError, ValueError):
        return None


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _require_sound(finished: BinaryIO) -> None:
    file.checked_header(finished.read())
