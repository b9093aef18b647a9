"""One indicator of the library."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from perfdesk.model.values import number_of


class Direction(StrEnum):
    """On which side of its target an indicator is good; the value is what the library's table says."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EXACTLY = "="
    IN_WORDS = "定性"
    DEADLINE = "期限"
    UNKNOWN = ""


# Those that stand before the number of a target.
_SIGNS: Final = (Direction.AT_LEAST, Direction.AT_MOST, Direction.EXACTLY)


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator without its number: field of work, class, name, direction, unit, what it measures, usual basis."""

    work: str
    level1: str
    level2: str
    name: str
    direction: Direction = Direction.UNKNOWN
    unit: str = ""
    description: str = ""
    basis: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What two entries for the same indicator have in common: class and name."""
        return self.level2, self.name

    def target(self, number: str) -> str:
        """A target of this indicator from a bare number: "95" becomes "≥95%". Any other text stays as it is."""
        bare = number.strip()
        if number_of(bare) is None or self.direction not in _SIGNS:
            return number
        return f"{self.direction}{bare}{self.unit}"
