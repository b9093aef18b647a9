"""A small model checker: programs that save one file at once, in every order of their system calls, and a crash of any
of them before any call.

The programs run the real code of the store, each in a thread of its own; what is not real is the disk, which stands in
for perfdesk.store.disk. A call that others can notice waits there until the scheduler lets it happen. So one order of
choices gives one run, and all orders give all runs. A state that was seen before is not gone on from: it is what the
disk holds, and what each program has been answered so far, since a program is a function of these answers.

A crash is the death of the process: its marks and descriptors go, what it put on the disk stays, and no clearing up of
its own runs. (That power fails is another matter; see fsync in test_atomic.)
"""

import _thread
import errno
import hashlib
import os
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

TARGET: Final = Path("/model/书.perfdesk")
# The calls that another program can notice, or that notice another program.
_SHARED: Final = {
    "digest",
    "create",
    "open_shared",
    "open_there",
    "mark",
    "is_still",
    "replace",
    "remove",
    "names",
}


class Killed(BaseException):
    """The program is dead: whatever it still calls does nothing."""


class Broken(AssertionError):
    """A promise that does not hold in one order of events."""


@dataclass(slots=True, eq=False)
class _File:
    """What a name leads to, and an open descriptor too when the name is gone."""

    content: bytes
    marked_by: "tuple[Program, int] | None" = None


class World:
    """The disk: names, and whoever holds what is behind them."""

    def __init__(self, names: dict[str, bytes], refusals: int = 0) -> None:
        self.names = {name: _File(content) for name, content in names.items()}
        # So many attempts to replace the target fail, because antivirus or Word holds it.
        self.refusals = refusals
        self.saved: list[str] = []

    def content(self, name: str = TARGET.name) -> bytes | None:
        found = self.names.get(name)
        return None if found is None else found.content

    def key(self, programs: Sequence["Program"]) -> Hashable:
        """Equal for states that nobody can tell apart. Files without a name are numbered as they are met."""
        numbers: dict[int, int] = {}
        order = {id(program): at for at, program in enumerate(programs)}

        def number(one: _File) -> tuple[int, int | None]:
            mark = None if one.marked_by is None else order.get(id(one.marked_by[0]))
            return numbers.setdefault(id(one), len(numbers)), mark

        named = tuple((name, one.content, number(one)) for name, one in sorted(self.names.items()))
        held = tuple(tuple((at, number(one)) for at, one in sorted(p.open.items())) for p in programs)
        return named, held, self.refusals, tuple((p.state, p.history) for p in programs)


@dataclass(eq=False)
class Program:
    """One program that saves, with its own thread."""

    name: str
    body: Callable[["Program"], str]
    state: str = "new"
    history: int = 0
    said: str = ""
    asked: tuple[str, tuple[Any, ...]] | None = None
    last: tuple[str, Any] = ("", None)
    open: dict[int, _File] = field(default_factory=dict)
    made: int = 0
    error: BaseException | None = None
    granted: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _back: threading.Lock = field(default_factory=threading.Lock)

    def start(self, disk: "Disk") -> None:
        self._turn.acquire()
        self._back.acquire()
        self.state = "runs"
        # Forty thousand of them are started: a Thread object, which waits until it has begun, costs twice as much.
        _thread.start_new_thread(self._run, (disk,))
        self._back.acquire()

    def _run(self, disk: "Disk") -> None:
        disk.here.program = self
        try:
            self.said = self.body(self)
            self.state = "ended"
        except Killed:
            self.state = "dead"
        except BaseException as error:  # noqa: BLE001 -- the scheduler raises it again
            self.error, self.state = error, "ended"
        self._back.release()

    def wait(self, asked: tuple[str, tuple[Any, ...]]) -> None:
        """In the program's thread: until the scheduler lets the call happen."""
        self.asked = asked
        if self.granted:
            self.granted -= 1
            return
        self._back.release()
        self._turn.acquire()

    def step(self, calls: int = 1) -> None:
        """In the scheduler's: until the program has made so many shared calls and waits with the next, or its end."""
        self.granted = calls - 1
        self._turn.release()
        self._back.acquire()

    def kill(self) -> None:
        for one in self.open.values():
            if one.marked_by is not None and one.marked_by[0] is self:
                one.marked_by = None
        self.open.clear()
        self.state = "dead"
        self.step()

    def answered(self, call: str, result: Any) -> None:
        self.last = (call, result)
        self.history = hash((self.history, call, repr(result)))


class Disk:
    """Stands in for perfdesk.store.disk."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.here = threading.local()

    def __getattr__(self, call: str) -> Callable[..., Any]:
        act = getattr(type(self), f"_{call}")

        def called(*arguments: Any) -> Any:
            program: Program = self.here.program
            if program.state == "dead":
                raise Killed
            if call in _SHARED and program.state == "runs":
                program.wait((call, arguments))
                if program.state == "dead":
                    raise Killed
            try:
                result = act(self, program, *arguments)
            except OSError as error:
                program.answered(call, error.errno)
                raise
            program.answered(call, result)
            return result

        return called

    # --- what each call does ---------------------------------------------------------------------------------

    def _real(self, _: Program, path: Path) -> Path:
        return path

    def _token(self, program: Program) -> str:
        program.made += 1
        return f"{program.name}{program.made}"

    def _find(self, _: Program, path: Path) -> int | None:
        return 0o100644 if path.name in self.world.names else None

    def _digest(self, _: Program, path: Path) -> str | None:
        content = self.world.content(path.name)
        return None if content is None else hashlib.sha256(content).hexdigest()

    def _digest_written(self, program: Program, path: Path) -> str | None:
        return self._digest(program, path)

    def _opened(self, program: Program, one: _File) -> int:
        program.made += 1
        program.open[program.made] = one
        return program.made

    def _create(self, program: Program, path: Path, _: int) -> int:
        if path.name in self.world.names:
            raise FileExistsError(errno.EEXIST, "")
        return self._open_shared(program, path)

    def _open_shared(self, program: Program, path: Path) -> int:
        return self._opened(program, self.world.names.setdefault(path.name, _File(b"")))

    def _open_there(self, program: Program, path: Path) -> int:
        return self._opened(program, self._named(path))

    def _named(self, path: Path) -> _File:
        if path.name not in self.world.names:
            raise FileNotFoundError(errno.ENOENT, "")
        return self.world.names[path.name]

    def _second(self, program: Program, descriptor: int) -> int:
        again = self._opened(program, program.open[descriptor])
        one = program.open[descriptor]
        if one.marked_by == (program, descriptor):
            one.marked_by = (program, again)
        return again

    def _mark(self, program: Program, descriptor: int) -> bool:
        one = program.open[descriptor]
        if one.marked_by is not None:
            return False
        one.marked_by = (program, descriptor)
        return True

    def _is_still(self, program: Program, descriptor: int, path: Path) -> bool:
        return self.world.names.get(path.name) is program.open[descriptor]

    def _keep_mode(self, *_: Any) -> None:
        pass

    def _write(self, program: Program, descriptor: int, content: memoryview) -> int:
        program.open[descriptor].content += bytes(content)
        return len(content)

    def _force(self, *_: Any) -> None:
        pass

    def _close(self, program: Program, descriptor: int) -> None:
        one = program.open.pop(descriptor)
        if one.marked_by == (program, descriptor):
            one.marked_by = None

    def _replace(self, program: Program, temporary: Path, target: Path) -> None:
        one = self._named(temporary)
        if self.world.refusals:
            self.world.refusals -= 1
            raise PermissionError(errno.EACCES, "")
        before = self.world.content()
        self._require_just_compared(program)
        if not one.content.startswith(before or b""):
            raise Broken(f"{before!r} was replaced by {one.content!r}")
        del self.world.names[temporary.name]
        self.world.names[target.name] = one
        self.world.saved.append(program.name)

    def _require_just_compared(self, program: Program) -> None:
        if program.last[0] != "digest":
            raise Broken(f"{program.name} replaced the file without comparing just before, but after {program.last}")

    def _remove(self, _: Program, path: Path) -> None:
        self._named(path)
        del self.world.names[path.name]

    def _names(self, _: Program, folder: Path) -> list[str]:
        return sorted(self.world.names)

    def _force_folder(self, *_: Any) -> None:
        pass

    def _pause(self, *_: Any) -> None:
        """Others go on before the next shared call in any case."""


# --- all runs ----------------------------------------------------------------------------------------------------

# Which program takes the next step, and whether that step is its death.
Choice = tuple[int, bool]


@dataclass
class Found:
    """What was looked at."""

    states: int = 0
    runs: int = 0
    endings: int = 0
    crashes: int = 0
    outcomes: set[tuple[str, ...]] = field(default_factory=set)


@dataclass
class Scene:
    """A disk to begin with, the programs, and how many of them may die."""

    world: Callable[[], World]
    bodies: dict[str, Callable[[Program], str]]
    install: Callable[[Disk], None]
    ending: Callable[[World, Sequence[Program], Disk], None]
    deaths: int = 1
    # How often a program that could go on is put off for another; None for no limit.
    most_switches: int | None = None


def explore(scene: Scene) -> Found:
    """Runs every order; Broken, with the order, where a promise does not hold."""
    found, seen = Found(), set[Hashable]()
    waiting: list[tuple[Choice, ...]] = [()]
    with _one_core():
        while waiting:
            choices = waiting.pop()
            found.runs += 1
            _run(scene, choices, seen, waiting, found)
    found.states = len(seen)
    return found


@contextmanager
def _one_core() -> Iterator[None]:
    """Threads that take turns and never run together are several times as fast where they need not be woken on
    another core."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class _Order:
    """One run up to now: what was chosen, and how often a program that could go on was put off for another."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = programs
        self.taken: list[Choice] = []
        self.switches = 0

    @property
    def current(self) -> int | None:
        """Who took the last step, if it can go on."""
        last = self.taken[-1][0] if self.taken else None
        return last if last is not None and self.programs[last].state == "runs" else None

    def take(self, choice: Choice) -> None:
        who, dies = choice
        self.switches += self.current not in (None, who)
        self.taken.append(choice)
        (self.programs[who].kill if dies else self.programs[who].step)()
        self.require_no_error()

    def replay(self, choices: Sequence[Choice]) -> None:
        """Takes choices that were taken before. What one program does in a row it does without coming back for each
        call: four of five steps are such."""
        for (who, dies), row in groupby(choices):
            calls = len([*row])
            if calls == 1 or dies:
                self.take((who, dies))
                continue
            self.switches += self.current not in (None, who)
            self.taken += [(who, dies)] * calls
            self.programs[who].step(calls)
            self.require_no_error()

    def require_no_error(self) -> None:
        for program in self.programs:
            if program.error is not None:
                raise Broken(f"{program.name}: {program.error!r}")

    def choices(self, scene: Scene) -> list[Choice]:
        alive = [at for at, program in enumerate(self.programs) if program.state == "runs"]
        if self.switches == scene.most_switches and self.current is not None:
            alive = [self.current]
        may_die = sum(dies for _, dies in self.taken) < scene.deaths
        return [(at, False) for at in alive] + [(at, True) for at in alive if may_die]

    def __str__(self) -> str:
        return " ".join(f"{self.programs[who].name}{'†' if dies else ''}" for who, dies in self.taken)


def _run(
    scene: Scene,
    given: tuple[Choice, ...],
    seen: set[Hashable],
    waiting: list[tuple[Choice, ...]],
    found: Found,
) -> None:
    world = scene.world()
    disk = Disk(world)
    scene.install(disk)
    programs = [Program(name, body) for name, body in scene.bodies.items()]
    order = _Order(programs)
    try:
        for program in programs:
            program.start(disk)
        order.replay(given)
        while choices := order.choices(scene):
            bound = (order.switches, order.current) if scene.most_switches is not None else None
            key = (world.key(programs), bound)
            if key in seen:
                return
            seen.add(key)
            waiting += [(*order.taken, other) for other in choices[1:]]
            order.take(choices[0])
        found.endings += 1
        found.crashes += any(program.state == "dead" for program in programs)
        found.outcomes.add(tuple(p.said if p.state == "ended" else "killed" for p in programs))
        scene.ending(world, programs, disk)
    except Broken as broken:
        raise Broken(f"{broken}\nin this order: {order}") from broken
    finally:
        for program in programs:
            if program.state == "runs":
                program.kill()


def alone(disk: Disk, name: str, act: Callable[[], Any]) -> Any:
    """Runs something without anybody beside it, as the next thing that happens."""
    disk.here.program = Program(name, lambda _: "", state="alone")
    return act()


def litter(world: World) -> Iterator[str]:
    yield from (name for name in world.names if name != TARGET.name)
