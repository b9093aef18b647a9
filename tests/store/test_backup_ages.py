"""Which backups stay: the table, boundary by boundary; and simulated years of saving, with clocks that jump."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from perfdesk.store.backup_ages import (
    DAY,
    LIMITS,
    LONGEST_STEP,
    NEWEST,
    TIERS,
    BackupLimits,
    Tier,
    ages,
    crowded,
    outgrown,
    superfluous,
)

HOUR = 3_600
ROOMY = BackupLimits(1 << 60, 1 << 30, 1 << 60)


def test_the_table_is_the_promise() -> None:
    """T14: all of 2 days, 12 days, 10 weeks, 9 months."""
    assert [(tier.until, tier.width) for tier in TIERS] == [(2, 0), (14, 1), (84, 7), (354, 30)]
    spans = [(tier.until - before.until) / tier.width for before, tier in pairwise(TIERS)]
    assert spans == [12, 10, 9]


# --- ages -----------------------------------------------------------------------------------------------------------


def test_with_a_clock_that_is_right_an_age_is_the_time_since_then() -> None:
    assert ages([0, 10, 25]) == [25, 15, 0]
    assert ages([5]) == [0]
    assert ages([]) == []


def test_a_step_backwards_takes_no_time() -> None:
    assert ages([1_000, 400]) == [0, 0]


def test_a_step_forwards_counts_no_more_than_a_month() -> None:
    assert ages([0, LONGEST_STEP]) == [LONGEST_STEP, 0]
    assert ages([0, LONGEST_STEP + 1]) == [LONGEST_STEP, 0]


def test_a_clock_that_was_in_2099_for_a_day_costs_one_step() -> None:
    right, wrong = 100 * DAY, 40_000 * DAY
    assert ages([right, wrong, right + 10]) == [LONGEST_STEP + 10, 10, 0]


def test_a_clock_that_begins_in_2009_each_morning_and_is_set_makes_nothing_older() -> None:
    right, wrong = 20_000 * DAY, 14_000 * DAY
    times = [time for day in range(10) for time in (wrong + day, right + day * DAY)]
    assert ages(times)[1] <= 9 * DAY + 10


# --- tiers ----------------------------------------------------------------------------------------------------------


def left(times: list[int]) -> list[int]:
    """The ages of what stays, in whole hours."""
    gone = {one.place for one in outgrown(times)}
    return [age // HOUR for place, age in enumerate(ages(times)) if place not in gone]


def ending(*aged: int) -> list[int]:
    """Times so many hours before now, then the newest ones, which always stay."""
    now = 10_000 * DAY
    return [*(now - age * HOUR for age in aged), *[now] * NEWEST]


NOW = [0] * NEWEST


def test_the_newest_stay_whatever_their_times_are() -> None:
    for times in ([0] * NEWEST, [10**12, 0, 10**11, 5, 10**9], [DAY * 1_000 * n for n in range(NEWEST)]):
        assert outgrown(times) == []


@pytest.mark.parametrize(
    ("aged", "stay"),
    [
        ((47, 46, 45), (47, 46, 45)),  # all of two days
        ((48, 47), (48, 47)),  # only the first is in the next tier
        ((49, 48), (49,)),  # one a day, or a little less
        ((66, 48), (66, 48)),
        ((65, 48), (65,)),
        ((83, 66, 48), (83, 48)),
        ((14 * 24 + 1, 14 * 24 - 17), (14 * 24 + 1, 14 * 24 - 17)),  # the second still is in the days
        ((20 * 24, 20 * 24 - 126), (20 * 24, 20 * 24 - 126)),  # one a week
        ((20 * 24, 20 * 24 - 125), (20 * 24,)),
        ((84 * 24, 84 * 24 - 126), (84 * 24, 84 * 24 - 126)),  # the second still is in the weeks
        ((120 * 24, 120 * 24 - 540), (120 * 24, 120 * 24 - 540)),  # one a month
        ((120 * 24, 120 * 24 - 539), (120 * 24,)),
    ],
)
def test_the_nearest_to_an_older_one_go(aged: tuple[int, ...], stay: tuple[int, ...]) -> None:
    if aged[0] > 24 * 31:  # steps are not cut when something lies between
        between = tuple(range(aged[-1] - 24 * 23, 0, -24 * 23))
        found = left(ending(*aged, *between))
        assert tuple(found[: len(stay)]) == stay
        return
    assert left(ending(*aged)) == [*stay, *NOW]


def test_what_is_older_than_all_tiers_goes_because_of_the_newest() -> None:
    times = [day * DAY for day in range(0, 380, 10)]
    gone = outgrown(times)
    assert gone[0] == (0, len(times) - 1)
    assert {one.place for one in gone if one.because == len(times) - 1} == {0, 1}
    assert 354 * 24 not in left([0, *(n * DAY for n in range(14, 355, 20))])


def test_one_goes_only_because_of_one_that_stays() -> None:
    dice = random.Random(7)
    for _ in range(50):
        times = sorted(dice.randrange(400 * DAY) for _ in range(200))
        gone = outgrown(times)
        assert not {one.place for one in gone} & {one.because for one in gone}


# --- room -----------------------------------------------------------------------------------------------------------


def goes(times: list[int], sizes: list[int], **limits: int) -> list[int]:
    return [one.place for one in crowded(times, sizes, ROOMY._replace(**limits))]


def test_within_the_limits_nothing_goes() -> None:
    assert goes(list(range(10)), [1] * 10, number=10, document=10) == []


def test_the_one_whose_neighbours_are_nearest_goes_first() -> None:
    times = [0, 100, 110, 400, *[1_000] * NEWEST]
    assert goes(times, [1] * 9, number=8) == [1]
    assert goes(times, [1] * 9, number=6) == [1, 2, 3]


def test_bytes_count_too_and_the_newest_go_last() -> None:
    times = [0, 100, *[1_000] * NEWEST]
    assert goes(times, [5] * 7, document=30) == [1]
    assert goes(times, [5] * 7, document=25) == [1, 0]
    assert goes(times, [5] * 7, document=14) == [1, 0, 2, 3, 4]


def test_the_newest_stays_even_where_it_alone_is_too_much() -> None:
    assert goes([0, 1], [5, 50], document=10) == [0]


def test_five_hundred_saves_of_one_day_cost_no_month() -> None:
    months = [day * DAY for day in range(0, 300, 25)]
    today = [300 * DAY + 10 * n for n in range(500)]
    times = [*months, *today]
    gone = {one.place for one in superfluous(times, [1] * len(times))}
    assert not gone & {place for place in range(12) if place not in {one.place for one in outgrown(times)}}
    assert len(times) - len(gone) == LIMITS.number


# --- simulated years ------------------------------------------------------------------------------------------------


def working(dice: random.Random, days: int) -> Iterator[int]:
    """When a clerk saves: some days often, some weeks not at all."""
    busy = 1.0
    for day in range(days):
        if day % 7 == 0:
            busy = dice.choice([0.0, 0.1, 1.0, 1.0])
        for _ in range(dice.randrange(6) if dice.random() < busy else 0):
            yield day * DAY + 9 * HOUR + dice.randrange(8 * HOUR)


def kept_after(times: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """After each of these saves: the places of all so far that are still there, and their times as the clock said."""
    there: list[int] = []
    for place in range(len(times)):
        there.append(place)
        seen = [times[one] for one in there]
        gone = {one.place for one in superfluous(seen, [1] * len(seen))}
        there = [one for at, one in enumerate(there) if at not in gone]
        yield there, seen


@pytest.mark.parametrize("seed", range(4))
def test_in_three_years_of_work_every_version_has_one_near_to_it(seed: int) -> None:
    """Of each version of the last 320 days there is one no further away than its tiers are wide."""
    times = sorted(working(random.Random(seed), 3 * 365))
    most = 0
    for number, (there, _) in enumerate(kept_after(times)):
        most = max(most, len(there))
        if number % 20 and number != len(times) - 1:
            continue
        now, left = times[number], [times[one] for one in there]
        for time in times[: number + 1]:
            reach = reach_of(now - time)
            assert reach is None or min(abs(time - one) for one in left) <= reach, (number, (now - time) / DAY)
    assert most < 70


def reach_of(age: int) -> int | None:
    """How far the next version may be: a span of each tier that it, or an older one that stays for it, went through;
    None for what need not be there."""
    tiers = pairwise((Tier(0, 0), *TIERS))
    widths = [tier.width for before, tier in tiers if age >= (before.until - before.width) * DAY]
    return None if age > 320 * DAY else sum(widths) * DAY


WRONG = (0, -3_650 * DAY, 26_000 * DAY, 200 * DAY, -DAY)


@pytest.mark.parametrize("seed", range(4))
def test_a_clock_that_jumps_costs_none_of_the_newest_and_no_month_of_work(seed: int) -> None:
    dice = random.Random(seed)
    true = sorted(working(dice, 2 * 365))
    start, shift, shown = 20_000 * DAY, 0, []
    for time in true:
        if dice.random() < 0.02:
            shift = dice.choice(WRONG) if shift == 0 else 0
        shown.append(start + time + shift)
    for number, (there, _) in enumerate(kept_after(shown)):
        assert there[-NEWEST:] == list(range(number + 1))[-NEWEST:]
        # Whatever the clock says, something of the month before is there.
        old = [one for one in there if true[number] - true[one] > 7 * DAY]
        had = [one for one in range(number + 1) if 7 * DAY < true[number] - true[one] < 30 * DAY]
        assert old or not had, number


@pytest.mark.parametrize("jump", [-20_000 * DAY, 26_664 * DAY])
def test_a_single_jump_to_1970_or_2099_loses_nothing_but_what_a_month_makes_superfluous(jump: int) -> None:
    times = [20_000 * DAY + day * DAY // 2 for day in range(200)]
    before, _ = list(kept_after(times))[-1]
    after, _ = list(kept_after([*times, times[-1] + jump]))[-1]
    assert {times[one] for one in before[-NEWEST + 1 :]} <= {times[one] for one in after[:-1]}
    assert len(after) >= (len(before) if jump < 0 else len(before) - 15)
    assert min(after) == min(before)
