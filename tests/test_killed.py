"""Killed at any moment, of whatever it writes: each file is byte for byte the old or the new one and opens, every edit
that was in the journal comes back, and the next opening leaves no litter. Counted in the rows T1, T2 and T14."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import scenes
from aftermath import Aftermath, digests, look
from killed import Died, Killer, Order
from scenes import SCENES, row_of
from trust import Promise

if not hasattr(os, "fork"):
    pytest.skip("processes cannot be forked there; store/test_kill.py kills without", allow_module_level=True)

# Kills at random instants in the long run, 2,000 in all.
RANDOM = {
    "save": 300,
    "save with backups": 100,
    "save as": 200,
    "save a clean copy": 100,
    "set, command line": 100,
    "journal": 300,
    "journal of a new document": 50,
    "recover from a journal": 50,
    "merge, window": 200,
    "merge, command line": 150,
    "export Word": 150,
    "export Excel": 150,
    "export PDF": 50,
    "import": 100,
}
# Starts a process of its own.
SLOW_TO_START = ("import",)
# Starts Qt.
LONG = ("export PDF",)


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as killer:
        yield killer


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    scenes.prepare(folder)
    return folder


class Attack:
    """Kills one scene again and again, each time in a folder as it was before, and looks at what is there then."""

    def __init__(self, name: str, killer: Killer, prepared: Path, work: Path) -> None:
        self.name, self._killer, self._prepared, self._work = name, killer, prepared, work
        self._before = digests(prepared)
        self.held, self.tried = 0, 0
        self.seen: list[Aftermath] = []

    def kill(self, at: int = 0, after: float | None = None, aimed: bool = False) -> Died:
        """One death; fails with the first promise that does not hold."""
        folder = self._work / f"档案 {self.tried}"
        shutil.copytree(self._prepared, folder)
        order = Order(self.name, str(folder), at, after, aimed)
        died = self._killer.kill(order)
        self.tried += 1
        try:
            found = look(self.name, folder, self._before, died.said)
        except AssertionError as error:
            raise AssertionError(f"{order}: {error}\nit said {died.said}") from error
        self.held += 1
        self.seen.append(found)
        shutil.rmtree(folder)
        return died


@pytest.fixture
def attack(killer: Killer, prepared: Path, tmp_path: Path) -> Callable[[str], Attack]:
    return lambda name: Attack(name, killer, prepared, tmp_path)


# --- at every call ---------------------------------------------------------------------------------------------------


def at_every_call(attack: Attack, first: int = 1, step: int = 1) -> None:
    """Before, in the midst of and after each call that changes the disk, or each so many of them."""
    at = first
    while not attack.kill(at).ended:
        at += step
    assert at > 20 or step > 1, "hardly a call was seen"


def test_killed_at_every_call_of_saving(attack: Callable[[str], Attack], promise: Promise) -> None:
    one = attack("save")
    at_every_call(one)
    assert sum(found.had_litter for found in one.seen) > 10
    assert any(found.has_old for found in one.seen)
    assert any(found.has_new for found in one.seen)
    promise("T1", "killed at every call that changes the disk: save", one.held, one.tried)


@pytest.mark.parametrize("name", [name for name in SCENES if name not in ("save", *LONG)])
def test_killed_at_some_calls(name: str, attack: Callable[[str], Attack], promise: Promise) -> None:
    one, step = attack(name), 17 if name not in SLOW_TO_START else 100
    at_every_call(one, first=random.Random(name).randint(1, 17), step=step)
    promise(row_of(name), f"killed at some calls that change the disk: {name}", one.held, one.tried)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SCENES if name != "save"])
def test_killed_at_every_call_of_the_others(name: str, attack: Callable[[str], Attack], promise: Promise) -> None:
    one = attack(name)
    at_every_call(one)
    promise(row_of(name), f"killed at every call that changes the disk: {name}", one.held, one.tried)


# --- at random instants ----------------------------------------------------------------------------------------------


def at_random(attack: Attack, times: int) -> None:
    """Half of them while a file is being written, the others at any time of the first few acts."""
    dice = random.Random(attack.name)
    for _ in range(times):
        aimed = dice.random() < 0.5
        attack.kill(after=dice.random() * (0.004 if aimed else 0.1), aimed=aimed)


@pytest.mark.parametrize("name", [name for name in SCENES if name not in LONG])
def test_killed_at_a_few_instants(name: str, attack: Callable[[str], Attack], promise: Promise) -> None:
    one = attack(name)
    at_random(one, 1 if name in SLOW_TO_START else 2)
    promise(row_of(name), f"SIGKILL at random instants: {name}", one.held, one.tried)


@pytest.mark.slow
@pytest.mark.parametrize("name", RANDOM)
def test_killed_at_many_instants(name: str, attack: Callable[[str], Attack], promise: Promise) -> None:
    one = attack(name)
    at_random(one, RANDOM[name])
    promise(row_of(name), f"SIGKILL at random instants: {name}", one.held, one.tried)


def test_the_long_run_kills_two_thousand_times() -> None:
    assert sum(RANDOM.values()) == 2_000
    assert RANDOM.keys() == SCENES.keys()
