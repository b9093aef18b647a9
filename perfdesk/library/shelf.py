"""What the library holds: the shipped entries, and the clerk's own, which grow from the documents that are opened."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from perfdesk import paths
from perfdesk.library.entry import Direction, Entry
from perfdesk.library.interchange import LONGEST, from_csv
from perfdesk.model.document import Document, Indicator
from perfdesk.model.keys import BASIS, DESCRIPTION, LEVEL1, LEVEL2, NAME
from perfdesk.rules.reading import reading

# Under which field of work what comes from documents is found.
OWN_WORK: Final = "本单位用过"
# The oldest of the clerk's own are dropped beyond this number.
MOST_OWN: Final = 20_000
_KEPT: Final = (LEVEL1, LEVEL2, NAME, DESCRIPTION, BASIS)


@cache
def shipped() -> tuple[Entry, ...]:
    """The entries that come with the program (resources/indicators/indicators.csv); all names are general terms."""
    text = (paths.resources() / "indicators" / "indicators.csv").read_text(encoding="utf-8")
    return from_csv(text).entries


def joined(own: Iterable[Entry], others: Iterable[Entry]) -> tuple[Entry, ...]:
    """Both, the clerk's own first; of two for the same indicator the first."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in (*own, *others):
        found.setdefault(entry.key, entry)
    return tuple(found.values())


def grown(own: Iterable[Entry], document: Document) -> tuple[Entry, ...]:
    """The clerk's own with the indicators of a document, newest first. What the program ships is not taken again."""
    known = {entry.key for entry in shipped()}
    new = (_entry(row) for project in document.projects for row in project.indicators if _is_usable(row))
    fresh = (entry for entry in new if entry.key not in known)
    return joined(fresh, own)[:MOST_OWN]


def _is_usable(row: Indicator) -> bool:
    return bool(row.level2.strip() and row.name.strip()) and all(len(text) <= LONGEST for text in row.fields.values())


def _entry(row: Indicator) -> Entry:
    """An indicator without its number; the target's unit and sign are kept where it is one number."""
    target = reading(row.target).target
    level1, level2, name, description, basis = (" ".join(row.fields[key].split()) for key in _KEPT)
    sign, unit = (target.operator, target.unit) if target else ("", "")
    direction = Direction(sign) if sign in ("≥", "≤", "=") else Direction.UNKNOWN
    return Entry(OWN_WORK, level1, level2, name, direction, unit, description, basis)
