"""Killed at any moment, of whatever it writes: each file is byte for byte the old or the new one and opens, every edit
that was in the journal comes back, and the next opening leaves no litter. Counted in the rows T1, T2 and T14."""

import os
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
import scenes
from killed import Died, Killer, Order
from scenes import BACKUPS, JOURNAL_SCENES, JOURNALS, SCENES
from trust import Promise

from perfdesk.store import atomic, file

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
    "journal of a new document": 100,
    "merge, window": 200,
    "merge, command line": 150,
    "export Word": 150,
    "export Excel": 150,
    "export PDF": 50,
    "import": 100,
}
# Each starts a process of its own, or Qt.
SLOW_TO_START = ("import", "export PDF")


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
        self.name, self.scene, self._killer, self._prepared, self._work = name, SCENES[name], killer, prepared, work
        self.held, self.tried = 0, 0
        # Of these, how many left something to sweep: the kill hit a file being written.
        self.hits = 0
        # Whether the file was found as it was, or as it was to be.
        self.seen: set[str] = set()

    def kill(self, at: int = 0, after: float | None = None, aimed: bool = False) -> Died:
        """One death; fails with the first promise that does not hold."""
        folder = self._work / f"档案 {self.tried}"
        shutil.copytree(self._prepared, folder)
        order = Order(self.name, str(folder), at, after, aimed)
        died = self._killer.kill(order)
        self.tried += 1
        try:
            self._look(folder, died)
        except AssertionError as error:
            raise AssertionError(f"{order}: {error}\nit said {died.said}") from error
        self.held += 1
        shutil.rmtree(folder)
        return died

    def _look(self, folder: Path, died: Died) -> None:
        before = {one.name: atomic.digest(one.read_bytes()) for one in self._prepared.iterdir()}
        for name, right in allowed(died, before).items():
            now = atomic.digest((folder / name).read_bytes()) if (folder / name).exists() else None
            assert now in right, f"{name} is neither the old nor the new file"
            self.seen.add("old" if now == before.get(name) else "new")
        self.hits += bool(litter(folder))
        if self.name in JOURNAL_SCENES:
            kept = max([int(one.split()[1]) for one in died.said if one.startswith("done")], default=0)
            assert scenes.recovered(folder) in (kept, kept + 1)
            assert not list((folder / JOURNALS).glob("*")), "something is left of the journal"
        if self.name == "save with backups":
            scenes.require_backups(folder)
        for name in self.scene.writes:
            open_again(folder / name)
        assert not litter(folder)
        expected = {*before, *self.scene.writes, JOURNALS, BACKUPS}
        assert {one.name for one in folder.iterdir()} <= expected


def allowed(died: Died, before: Mapping[str, str]) -> Mapping[str, set[str | None]]:
    """The contents that each file may have: that of the last act that was done, and what was intended since."""
    old: dict[str, str | None] = {**before}
    new: dict[str, str] = {}
    for word, *rest in map(str.split, died.said):
        if word == "intends":
            name, digest = rest
            old.setdefault(name, None)
            new[name] = digest
        else:
            old |= new
            new.clear()
    return {name: {content, new.get(name, content)} for name, content in old.items()}


def litter(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.startswith(".") and one.suffix == ".tmp"]


def open_again(path: Path) -> None:
    """What is no document of ours is swept when it is written the next time."""
    if path.exists():
        scenes.require_it_opens(path)
    if path.suffix != file.SUFFIX or not path.exists():
        atomic.write(path, partial(_write, path.read_bytes() if path.exists() else b"new"))


def _write(content: bytes, stream: object) -> None:
    stream.write(content)  # type: ignore[attr-defined]


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
    assert one.hits > 10
    assert one.seen == {"old", "new"}
    promise("T1", "killed at every call that changes the disk: save", one.held, one.tried)


@pytest.mark.parametrize("name", [name for name in SCENES if name != "save"])
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


def row_of(name: str) -> str:
    return "T2" if name in JOURNAL_SCENES else "T14" if name == "save with backups" else "T1"


# --- at random instants ----------------------------------------------------------------------------------------------


def at_random(attack: Attack, times: int) -> None:
    """Half of them while a file is being written, the others at any time of the first few acts."""
    dice = random.Random(attack.name)
    for _ in range(times):
        aimed = dice.random() < 0.5
        attack.kill(after=dice.random() * (0.004 if aimed else 0.1), aimed=aimed)


@pytest.mark.parametrize("name", SCENES)
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
