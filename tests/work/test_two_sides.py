"""Two people and one file: whatever they do in whatever order, nobody overwrites the other without knowing, and what
was saved is in the file or in its history. Every order of opening, editing, saving and closing. Counted in T5; the
system calls of saving in every order are tried in tests/store/test_writers.py."""

import itertools
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from notation import document
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.model.edits import SetFields
from perfdesk.store import file, lock, owner
from perfdesk.store.atomic import ChangedOnDisk, WriteError
from perfdesk.work.workspace import Workspace

ORDERS = sorted({*itertools.permutations("AAAABBBB")})
STEPS = ("open", "edit", "save", "close")
# Who is said to have the file before, who locks it while it is saved, how the two end, and what they edit.
MARKS = ("missing", "there", "stale", "of a dead process")
LOCKS = ("missing", "held", "left by the dead")
ENDS = ("close", "die")
FIELDS = (("goal", "goal"), ("goal", "purpose"))
NOBODY = 2**22 + 1  # a number that no process has
OTHER = "张三"


class Case(NamedTuple):
    """One way in which it may go."""

    order: tuple[str, ...]
    mark: str
    lock: str
    ends: tuple[str, str]
    fields: tuple[str, str]


CASES = [Case(*one) for one in itertools.product(ORDERS, MARKS, LOCKS, itertools.product(ENDS, repeat=2), FIELDS)]


class Side:
    """What a window does with a file, without the window."""

    def __init__(self, name: str, path: Path, field: str, case: Case) -> None:
        self.name, self._path, self._field, self._case = name, path, field, case
        self._key = ""
        self.told = ""
        self.has_merged = False

    @property
    def is_marked(self) -> bool:
        """Whether others are told of this side."""
        return bool(self._key)

    def open(self) -> None:
        self._work = Workspace.open(self._path)
        self._key, found = owner.claim(self._path, self.name)
        self.told = found.author if found else ""

    def edit(self) -> None:
        self._work.run(SetFields({("p1", self._field): f"{self.name}写的"}))

    def save(self) -> None:
        """Who is told that somebody else has saved merges, and saves."""
        if self._case.lock == "held":
            with lock.locked(self._path), pytest.raises(WriteError, match="正在保存这个文件"):
                self._work.save(self._path, self.name)
        try:
            self._work.save(self._path, self.name)
        except ChangedOnDisk:
            theirs = Workspace.open(self._path)
            assert theirs.opened is not None
            self._work.merge(analyse(self._work.side(self.name), [theirs.side()]), theirs.opened.content)
            self._work.save(self._path, self.name)
            self.has_merged = True

    def close(self) -> None:
        owner.release(self._path, self._key)
        self._key = ""

    def die(self) -> None:
        """Its mark stays, and names a process that is no more."""
        if self._key:
            mark = owner.mark_of(self._path)
            mark.write_text(json.dumps({**json.loads(mark.read_text("utf-8")), "process": NOBODY}), "utf-8")
        self._key = ""


def play(case: Case, folder: Path) -> None:
    """One case from the beginning; AssertionError with what does not hold."""
    path = folder / "我们 的书.perfdesk"
    file.save(path, document("# 网站维护费 | budget_total=22.20\n- 数量 | 维护次数 | ≥4次"))
    _put_mark(path, case.mark)
    if case.lock == "left by the dead":
        lock.lock_of(path).touch()
        path.with_name(f"{lock.prefix_of(path)}0000.tmp").write_bytes(b"half")
    sides = {name: Side(name, path, field, case) for name, field in zip("AB", case.fields, strict=True)}
    waiting = {name: iter((*STEPS[:3], end)) for name, end in zip("AB", case.ends, strict=True)}
    saved: list[str] = []
    for name in case.order:
        step = next(waiting[name])
        expected = _who_is_said(name, sides, case)
        getattr(sides[name], step)()
        if step == "open":
            assert sides[name].told == expected
        if step == "save":
            saved.append(name)
    _require_nothing_lost(path, saved, sides, case)


def _who_is_said(name: str, sides: dict[str, Side], case: Case) -> str:
    if case.mark == "there":
        return OTHER
    return next((other for other, side in sides.items() if other != name and side.is_marked), "")


def _require_nothing_lost(path: Path, saved: Sequence[str], sides: dict[str, Side], case: Case) -> None:
    now = file.read(path)
    versions = [one for _, one in file.revisions(now).versions()]
    for name, field in zip("AB", case.fields, strict=True):
        texts = {one.projects[0].fields[field] for one in versions}
        assert f"{name}写的" in texts, f"what {name} saved is nowhere any more"
    last = sides[saved[-1]]
    first_saved_at = [at for at, name in enumerate(case.order) if name == saved[0]][STEPS.index("save")]
    assert last.has_merged == (case.order.index(last.name) < first_saved_at), "who came too late was not told"
    if case.fields[0] != case.fields[1]:
        fields = now.document.projects[0].fields
        assert {fields[field] for field in case.fields} == {"A写的", "B写的"}
    mark = {owner.mark_of(path)} if case.mark == "there" or "die" in case.ends else set()
    assert {*path.parent.iterdir()} <= {path, *mark}, "something is left"


def _put_mark(path: Path, mark: str) -> None:
    if mark == "missing":
        return
    host = owner._HERE if mark == "of a dead process" else "PC-07"
    shape = {"author": OTHER, "host": host, "process": NOBODY, "since": "2026-09-12T09:12:00", "key": "k"}
    there = owner.mark_of(path)
    there.write_text(json.dumps(shape), "utf-8")
    if mark == "stale":
        os.utime(there, (there.stat().st_atime, there.stat().st_mtime - owner._STALE - 5))


@contextmanager
def a_folder(root: Path, number: int) -> Iterator[Path]:
    folder = root / f"{number}"
    folder.mkdir()
    yield folder
    for one in folder.iterdir():
        one.unlink()
    folder.rmdir()


def play_all(cases: Sequence[Case], root: Path) -> None:
    for number, case in enumerate(cases):
        with a_folder(root, number) as folder:
            try:
                play(case, folder)
            except AssertionError as error:
                raise AssertionError(f"{case}: {error}") from error


WHAT = "orders of opening, editing, saving, closing or dying of two × mark × lock"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_PAUSES", (0.0,))


def test_some_orders_of_two_sides_lose_nothing(tmp_path: Path, promise: Promise) -> None:
    """Every order, and every other choice, though not each with each."""
    some = [CASES[at] for at in range(0, len(CASES), 83)]
    play_all(some, tmp_path)
    assert {case.mark for case in some} == {*MARKS}
    assert {case.lock for case in some} == {*LOCKS}
    promise("T5", f"some {WHAT}", len(some), len(some))


@pytest.mark.slow
def test_every_order_of_two_sides_loses_nothing(tmp_path: Path, promise: Promise) -> None:
    play_all(CASES, tmp_path)
    promise("T5", f"all {WHAT}", len(CASES), len(CASES))
