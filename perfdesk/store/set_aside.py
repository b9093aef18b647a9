"""Journals and backups that were found damaged. They are kept for somebody who may read more of them, and go by the
same rules as old backups."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from perfdesk.store import disk
from perfdesk.store.backup_ages import DAY, TIERS, ages
from perfdesk.store.backups import all_backups
from perfdesk.store.replay import ASIDE

_log = logging.getLogger(__name__)
# So many stay, the latest.
_MOST: Final = 20


def set_aside(root: Path, journals: Path | None) -> list[Path]:
    """All that were set aside, the latest first."""
    found = [path for one in all_backups(root) for path in one.damaged()]
    if journals is not None:
        with suppress(OSError):
            found += [journals / name for name in disk.names(journals) if name.endswith(ASIDE)]
    return sorted(found, key=lambda path: (-_time(path), path.name))


def tidy(root: Path, journals: Path | None) -> None:
    """Removes those that are as old as the oldest backups may be, and what is more than a few. Nobody asks the clock
    how old they are: only work that left backups lets time pass."""
    times = sorted(backup.time for one in all_backups(root) for backup in one.all())
    for number, path in enumerate(set_aside(root, journals)):
        if number >= _MOST or _age(_time(path), times) >= TIERS[-1].until * DAY:
            _log.info("removes what was damaged and is old: %s", path.suffix)
            with suppress(OSError):
                disk.remove(path)


def _age(time: int, times: Sequence[int]) -> int:
    return ages([time, *(later for later in times if later > time)])[0]


def _time(path: Path) -> int:
    with suppress(OSError):
        return int(path.stat().st_mtime)
    return 0
