"""Which backups of a document stay, and which one makes another one superfluous. A table and arithmetic, no file.

Here alone times decide something, so a wrong clock must not cost a backup. The age of a backup is not what the clock
says now minus what it said then. It is the time that passed from one backup to the next, added up: a step backwards
counts nothing, and a step forwards no more than LONGEST_STEP. A clock that jumps to 2099 and back makes older backups
older by that, once; one that starts in 2009 every morning makes none older. The newest ones stay whatever their times.
"""

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

DAY: Final = 86_400


class Tier(NamedTuple):
    """Backups younger than `until` days, and not in the tier before: one stays for each `width` days, all for 0."""

    until: int
    width: int


# All of 2 days, then one a day for 12 days, one a week for 10 weeks, one a month (30 days) for 9 months.
TIERS: Final = (Tier(2, 0), Tier(14, 1), Tier(84, 7), Tier(354, 30))
# Seconds. A clerk who comes back after half a year finds the backups of that time as if it had been a month.
LONGEST_STEP: Final = 31 * DAY
# Of the width of a tier. Who saves once a day, today a little earlier than yesterday, keeps both.
_ENOUGH: Final = 0.75
# So many stay whatever their times are.
NEWEST: Final = 5


class BackupLimits(NamedTuple):
    """How much room backups take: bytes and number of one document's, and bytes of all together."""

    document: int
    number: int
    overall: int


# A usual file has 20 to 200 KB, the largest that can be read 48 MiB. The newest backup stays even where it alone is
# more than a limit.
LIMITS: Final = BackupLimits(document=200 << 20, number=400, overall=1 << 30)


class Superfluous(NamedTuple):
    """A backup that may go because another one stays; both by their place in the list."""

    place: int
    because: int


def ages(times: Sequence[int]) -> list[int]:
    """The seconds that have passed since each of these times, the last of which is now. They are in the order in which
    they came.

    A step is counted from the latest time before that is not later. So a clock that was wrong for a while, and was set
    right again, goes on where it had been right.
    """
    seen: list[int] = []
    passed, found = 0, []
    for time in times:
        at = bisect_right(seen, time)
        passed += min(time - seen[at - 1], LONGEST_STEP) if at else 0
        found.append(passed)
        insort(seen, time)
    return [passed - one for one in found]


def superfluous(times: Sequence[int], sizes: Sequence[int], limits: BackupLimits = LIMITS) -> list[Superfluous]:
    """All that may go, of backups in the order in which they came: by the tiers, and then for the room."""
    old = outgrown(times)
    gone = {one.place for one in old}
    left = [place for place in range(len(times)) if place not in gone]
    full = crowded([times[place] for place in left], [sizes[place] for place in left], limits)
    return [*old, *(Superfluous(left[one.place], left[one.because]) for one in full)]


def outgrown(times: Sequence[int]) -> list[Superfluous]:
    """The backups that the tiers do not keep, oldest first: those that are too near to the next older one that stays.
    So one that stayed in a tier stays to its end, and what goes has another one within the span of its tier."""
    found: list[Superfluous] = []
    since, stays = ages(times), -1
    for place, age in enumerate(since[:-NEWEST]):
        apart = _apart(age)
        if apart is None:
            found.append(Superfluous(place, len(times) - 1))
        elif stays >= 0 and since[stays] - age < apart:
            found.append(Superfluous(place, stays))
        else:
            stays = place
    return found


def _apart(age: int) -> float | None:
    """The seconds that must lie between a backup of this age and the one before; None for an age beyond all tiers."""
    return next((tier.width * DAY * _ENOUGH for tier in TIERS if age < tier.until * DAY), None)


def crowded(times: Sequence[int], sizes: Sequence[int], limits: BackupLimits = LIMITS) -> Iterator[Superfluous]:
    """The backups that have to go until those of one document fit into its limits: again and again the one whose
    neighbours are nearest to each other in age. Newest and oldest go last."""
    left, since = list(range(len(times))), ages(times)
    room = sum(sizes)
    while len(left) > 1 and (room > limits.document or len(left) > limits.number):
        at = _most_crowded([since[place] for place in left])
        place = left.pop(at)
        room -= sizes[place]
        yield Superfluous(place, left[-1])


def _most_crowded(since: Sequence[int]) -> int:
    inner = range(1, len(since) - NEWEST)
    return min(inner, key=lambda at: since[at - 1] - since[at + 1], default=0)
