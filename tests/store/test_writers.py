"""Several programs save one file at once, and any of them may die at any step: no saved work is lost, the file is
always a whole version, and nobody is stopped by what a dead program left.

The real code of saving, in every order of its system calls (interleavings.py); then real processes.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from interleavings import TARGET, Broken, Disk, Found, Program, Scene, World, alone, explore, litter
from trust import Promise

from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields
from perfdesk.store import atomic, file, lock
from perfdesk.store.failures import BEING_SAVED, WriteError

ROOT = Path(__file__).parents[2]

SAVED, OVERTAKEN, BUSY = "saved", "overtaken", "busy"


def save(content: bytes, replaces: str) -> str:
    """What a save says to its user."""
    try:
        atomic.write(TARGET, lambda stream: stream.write(content), replaces=replaces)
    except atomic.ChangedOnDisk:
        return OVERTAKEN
    except WriteError as error:
        if BEING_SAVED not in str(error):
            raise Broken(f"a wrong reason was given: {error}") from error
        return BUSY
    return SAVED


def window(program: Program) -> str:
    """Opened when the file held b"0"; adds its letter; is told if somebody else was first."""
    return save(b"0" + program.name.encode(), atomic.digest(b"0"))


def newcomer(program: Program) -> str:
    """Makes a file that nobody has made yet."""
    return save(program.name.encode(), atomic.NOTHING)


def command(program: Program) -> str:
    """As `perfdesk set`: reads, adds its letter, and begins again if somebody was faster."""
    for _ in range(3):
        content = DISK[0].world.content() or b""
        # Reading is one step of its own, so that others may come between.
        if DISK[0].digest(TARGET) != atomic.digest(content):
            continue
        if (said := save(content + program.name.encode(), atomic.digest(content))) != OVERTAKEN:
            return said
    return OVERTAKEN


def opener(program: Program) -> str:
    """Opens the file: sweeps what the dead have left."""
    lock.sweep(TARGET)
    return "opened"


DISK: list[Disk] = []


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[Disk], None]:
    monkeypatch.setattr(lock, "_PAUSES", (0.0,))
    monkeypatch.setattr(atomic, "_PAUSES", (0.0,))

    def put(disk: Disk) -> None:
        DISK[:] = [disk]
        atomic.disk = lock.disk = disk  # type: ignore[assignment]

    monkeypatch.setattr(atomic, "disk", atomic.disk)
    monkeypatch.setattr(lock, "disk", lock.disk)
    return put


def ending(world: World, programs: Sequence[Program], disk: Disk) -> None:
    """What must hold whenever all have ended or died."""
    content = world.content()
    told_saved = [program.name for program in programs if program.said == SAVED]
    if not set(told_saved) <= set((content or b"").decode()):
        raise Broken(f"{told_saved} were told that they saved; the file holds {content!r}")
    if all(program.said in (BUSY, OVERTAKEN) for program in programs):
        raise Broken("nobody could save")
    if all(program.state == "ended" for program in programs) and (left := list(litter(world))):
        raise Broken(f"nobody died, and there is {left}")
    survivor = (content or b"") + b"s"
    said = alone(disk, "s", lambda: save(survivor, atomic.digest(content) if content is not None else atomic.NOTHING))
    if (said, world.content()) != (SAVED, survivor):
        raise Broken(f"the survivor's next save: {said}, {world.content()!r}")
    if left := list(litter(world)):
        raise Broken(f"after the survivor's next save there is {left}")


def scene(
    install: Callable[[Disk], None], names: dict[str, bytes], *bodies: Callable[[Program], str], **more: Any
) -> Scene:
    refusals = more.pop("refusals", 0)
    return Scene(
        lambda: World(names, refusals),
        dict(zip("abc", bodies, strict=False)),
        install,
        more.pop("ending", ending),
        **more,
    )


HERE = {TARGET.name: b"0"}
LEFT = {
    **HERE,
    lock.lock_of(TARGET).name: b"",
    f"{lock.prefix_of(TARGET)}0000.tmp": b"half",
}

LEFT_ALONE = {name: content for name, content in LEFT.items() if name != TARGET.name}

SCENES: dict[str, tuple[dict[str, bytes], tuple[Callable[[Program], str], ...], dict[str, Any]]] = {
    "two windows": (HERE, (window, window), {}),
    "two commands": (HERE, (command, command), {}),
    "a window and a command": (HERE, (window, command), {}),
    "the file is gone": ({}, (window, window), {}),
    "two new files of one name": ({}, (newcomer, newcomer), {}),
    "what the dead have left": (LEFT, (window, window), {}),
    "what the dead have left, two commands": (LEFT, (command, command), {}),
    "what the dead have left, a window and a command": (LEFT, (window, command), {}),
    "what the dead have left, two new files": (LEFT_ALONE, (newcomer, newcomer), {}),
    "one opens while one saves": (LEFT, (window, opener), {}),
    "the target is held for a moment": (HERE, (window, window), {"refusals": 1}),
}


# Every order of three takes hours; of these, the orders in which so often one is put off for another.
BOUNDED: dict[str, tuple[dict[str, bytes], tuple[Callable[[Program], str], ...], dict[str, Any]]] = {
    "three windows": (HERE, (window, window, window), {"most_switches": 2, "deaths": 0}),
    "three windows, one dies": (HERE, (window, window, window), {"most_switches": 1}),
    "three commands": (HERE, (command, command, command), {"most_switches": 1, "deaths": 0}),
}


def count(name: str, found: Found, promise: Promise) -> None:
    """Where one ending does not hold, there was Broken."""
    promise("T5", f"endings of all orders of system calls and deaths: {name}", found.endings, found.endings)
    assert found.states > found.endings


# Long, and new only together.
TOGETHER = ("what the dead have left, two commands", "what the dead have left, a window and a command")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in TOGETHER else name for name in SCENES]
)
def test_no_order_and_no_crash_loses_anything(name: str, install: Callable[[Disk], None], promise: Promise) -> None:
    names, bodies, more = SCENES[name]
    found = explore(scene(install, names, *bodies, **more))
    count(name, found, promise)
    assert 0 < found.crashes < found.endings
    assert any(SAVED in outcome for outcome in found.outcomes)


@pytest.mark.parametrize("name", BOUNDED)
def test_three_lose_nothing_either(name: str, install: Callable[[Disk], None], promise: Promise) -> None:
    names, bodies, more = BOUNDED[name]
    count(name, explore(scene(install, names, *bodies, **more)), promise)


@pytest.mark.slow
@pytest.mark.parametrize("body", [window, command])
def test_three_lose_nothing_in_many_more_orders(
    body: Callable[[Program], str], install: Callable[[Disk], None], promise: Promise
) -> None:
    found = explore(scene(install, HERE, body, body, body, most_switches=2))
    count(f"three of {body.__name__}, many more", found, promise)


# --- the checker sees what it looks for --------------------------------------------------------------------------


@contextmanager
def _no_lock(_: Path) -> Iterator[None]:
    yield


def _no_second_comparison(path: Path, temporary: Any, target: Path, replaces: str) -> None:
    atomic.disk.replace(temporary.path, target)


def _compared_once(path: Path, temporary: Any, target: Path, replaces: str) -> None:
    """As it was: compared before the first attempt only."""
    atomic._require_unchanged(path, target, replaces)
    for _ in range(2):
        try:
            atomic.disk.replace(temporary.path, target)
        except PermissionError:
            atomic.disk.pause(0.0)
        else:
            return


def _mark_before_name(lock_file: Path, descriptor: int) -> None:
    lock.disk.close(descriptor)
    lock.disk.remove(lock_file)


def _lock_by_presence(lock_file: Path) -> int | None:
    try:
        return lock.disk.create(lock_file, 0o666)
    except FileExistsError:
        return None


def _left_there(_: Path, descriptor: int) -> None:
    lock.disk.close(descriptor)


def _taken_from_the_living(left: Path) -> None:
    lock.disk.remove(left)


FAULTS: dict[str, tuple[str, Any, str, Any]] = {
    "no lock": ("two windows", lock, "locked", _no_lock),
    "no second comparison": ("two windows", atomic, "_take_place", _no_second_comparison),
    "compared before the first attempt only": (
        "the target is held for a moment",
        atomic,
        "_take_place",
        _compared_once,
    ),
    "whoever opens the lock has it": ("two windows", lock, "is_ours", lambda descriptor, path: True),
    "the mark counts, not the name": (
        "two commands",
        lock,
        "is_ours",
        lambda descriptor, _: lock.disk.mark(descriptor),
    ),
    "the mark goes before the name": ("two windows", lock, "_release", _mark_before_name),
    "the lock is the presence of a file": ("two windows", lock, "_opened", _lock_by_presence),
    "the lock file stays": ("two windows", lock, "_release", _left_there),
    "nothing is swept": ("two windows", lock, "sweep_locked", lambda target: None),
    "what the living write is swept": ("one opens while one saves", lock, "_remove_unmarked", _taken_from_the_living),
    "an existing file is no obstacle to a new one": ("two new files of one name", atomic, "NOTHING", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, install: Callable[[Disk], None], monkeypatch: pytest.MonkeyPatch) -> None:
    name, room, what, planted = FAULTS[fault]
    names, bodies, more = SCENES[name]
    monkeypatch.setattr(room, what, planted)
    with pytest.raises(Broken):
        explore(scene(install, names, *bodies, **more))


# --- real processes ----------------------------------------------------------------------------------------------

# Sets the goal of project argv[2] argv[3] times once it is told to begin, and says which sets were done.
SETTING = """
import sys
from perfdesk.commands.cli import main
path, project, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
for number in range(rounds):
    text = f"{project}.{number}"
    if main(["set", path, "--project", project, f"goal={text}"]) == 0:
        print(text, flush=True)
"""


def race(path: Path, processes: int, rounds: int) -> None:
    projects = tuple(Project(f"p{number}", Fields({"name": f"项目{number}"})) for number in range(processes))
    file.save(path, Document("d", "hebei-book-2024", Fields(), projects))
    commands = [[sys.executable, "-c", SETTING, str(path), str(one + 1), str(rounds)] for one in range(processes)]
    children = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for command in commands
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    answers = [child.communicate(timeout=300) for child in children]
    done = [text for said, _ in answers for text in said.split()]
    history = file.revisions(file.read(path)).versions()
    there = {project.fields["goal"] for _, document in history for project in document.projects}
    assert not set(done) - there, "what was said to be saved is nowhere"
    assert len(done) == processes * rounds, [complaint for _, complaint in answers]
    assert [*path.parent.iterdir()] == [path]


def test_four_processes_that_set_fields_of_one_file_lose_none(tmp_path: Path) -> None:
    race(tmp_path / "书.perfdesk", 4, 4)


@pytest.mark.slow
@pytest.mark.parametrize("processes", [2, 4, 8])
def test_many_rounds_of_many_processes_lose_none(tmp_path: Path, processes: int) -> None:
    race(tmp_path / "书.perfdesk", processes, 40)
