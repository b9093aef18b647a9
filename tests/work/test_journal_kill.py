"""A program that is killed while it edits: what it knew to be in the journal comes back, and nothing else than one of
its versions; and the thread that writes the journal, which nobody waits for. At every call: tests/test_killed.py."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from notation import document as written
from trust import Promise

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import disk, file
from perfdesk.store.replay import Leftover, leftovers
from perfdesk.work import journal_keeper
from perfdesk.work.workspace import Workspace

ROOT = Path(__file__).parents[2]
WHAT = "SIGKILL at random instants: the thread that writes the journal"
LONG = "为群众查档。" * 2_000

# Edits without end, at most 100 ahead of the disk, and prints the number of each edit that the keeper says is written
# by its thread. argv: the document's file or "", the folder of journals, the pause between edits, and a long text.
EDITING = """
import sys, time
from pathlib import Path
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.work import journal_keeper
from perfdesk.work.workspace import Workspace
path, folder, pause = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
journal_keeper._PAUSE = 0.02
journal_keeper._MOST_VERSIONS = 30  # written anew every now and then
work = Workspace.open(Path(path)) if path else Workspace(Document("d", "hebei-book-2024"))
work.keep_journal(folder)
number, kept = 0, 0
while True:
    number += 1
    work.run(SetFields({("d", "compiler"): str(number), ("d", "safeguards"): f"{number}\\n" + sys.argv[4]}))
    before = number
    time.sleep(pause)
    while before - kept >= 100 and not work._journal.kept.all:
        time.sleep(0.001)  # the disk is slower than this program; nobody types so
    if work._journal.kept.all and before > kept:
        kept = before
        print(kept, flush=True)
"""


def start(path: Path | None, folder: Path, pause: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", EDITING, str(path or ""), str(folder), str(pause), LONG]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def killed(path: Path | None, folder: Path, dice: random.Random) -> int:
    """The last edit that the child said was kept."""
    with start(path, folder, dice.choice([0.0, 0.001, 0.03])) as child:
        assert child.stdout is not None
        said = [child.stdout.readline()]
        time.sleep(dice.random() * 0.3)
        child.kill()
        said += child.stdout.readlines()
    return int([line for line in said if line.endswith("\n")][-1])


def attack(path: Path | None, folder: Path, times: int) -> None:
    dice = random.Random(times)
    for _ in range(times):
        kept = killed(path, folder, dice)
        [one] = leftovers(folder)
        found = one.replayed()
        number, rest = found.document.fields["safeguards"].split("\n", 1)
        assert found.document.fields["compiler"] == number
        assert rest == LONG
        assert int(number) >= kept
        assert found.notice == ""
        assert (found.path, found.opened is not None) == (path, path is not None)
        one.remove()
        assert list(folder.iterdir()) == []


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "绩效.perfdesk"
    file.save(path, Document("d", "hebei-book-2024"))
    return path


@pytest.mark.parametrize("has_file", [True, False])
def test_killed_at_any_time_what_was_kept_comes_back(
    saved: Path, tmp_path: Path, has_file: bool, promise: Promise
) -> None:
    attack(saved if has_file else None, tmp_path / "journals", 3)
    promise("T2", WHAT, 3, 3)


@pytest.mark.slow
@pytest.mark.parametrize("has_file", [True, False])
def test_killed_a_hundred_times_what_was_kept_comes_back(
    saved: Path, tmp_path: Path, has_file: bool, promise: Promise
) -> None:
    attack(saved if has_file else None, tmp_path / "journals", 100)
    promise("T2", WHAT, 100, 100)


# --- the thread -----------------------------------------------------------------------------------------------------


@pytest.fixture
def work(saved: Path, tmp_path: Path) -> Iterator[Workspace]:
    work = Workspace.open(saved)
    work.keep_journal(tmp_path / "journals")
    yield work
    work.end_journal(forget=True)


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(12_000):
        if is_so():
            return
        time.sleep(0.01)
    pytest.fail("it never came to that")


def edit(work: Workspace, text: str) -> None:
    work.run(SetFields({("d", "compiler"): text}))


def test_nobody_asks_and_it_is_written(work: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_keeper, "_PAUSE", 0.01)
    keeper = work._journal
    assert keeper is not None
    for number in range(3):
        edit(work, str(number))
        wait_until(lambda: keeper.kept.all)
    work.end_journal(forget=False)
    assert only(tmp_path).replayed().document.fields["compiler"] == "2"


def only(tmp_path: Path) -> Leftover:
    [one] = leftovers(tmp_path / "journals")
    return one


def test_it_is_written_within_a_second() -> None:
    assert journal_keeper._PAUSE <= 0.8


def test_who_edits_does_not_wait_for_the_disk(work: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_keeper, "_PAUSE", 0)
    forces: list[bool] = []
    held = journal_keeper.threading.Event()
    force = disk.force

    def slow(descriptor: int) -> None:
        forces.append(True)
        held.wait()
        force(descriptor)

    monkeypatch.setattr(disk, "force", slow)
    edit(work, "一")
    wait_until(lambda: bool(forces))
    for text in "二三四":
        edit(work, text)
    keeper = work._journal
    assert keeper is not None
    assert not keeper.kept.all
    held.set()
    wait_until(lambda: keeper.kept.all)
    work.end_journal(forget=False)
    assert only(tmp_path).replayed().document.fields["compiler"] == "四"


def test_the_thread_ends_with_the_document(work: Workspace, saved: Path) -> None:
    for forget in (True, False):
        edit(work, f"改{forget}")
        keeper = work._journal
        assert keeper is not None
        assert keeper._thread is not None
        work.end_journal(forget=forget)
        wait_until(lambda thread=keeper._thread: not thread.is_alive())
        work.keep_journal(saved.parent / "journals")


def test_after_a_mistake_of_the_program_the_next_edit_is_written_again(
    work: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_keeper, "_PAUSE", 0)
    caught: list[object] = []
    monkeypatch.setattr(journal_keeper.threading, "excepthook", caught.append)
    with monkeypatch.context() as broken:
        broken.setattr(journal_keeper, "delta", lambda *_: 1 / 0)
        edit(work, "一")
        wait_until(lambda: bool(caught))
    keeper = work._journal
    assert keeper is not None
    wait_until(lambda: not keeper._thread.is_alive())
    edit(work, "二")
    wait_until(lambda: keeper.kept.all)
    work.end_journal(forget=False)
    assert only(tmp_path).replayed().document.fields["compiler"] == "二"


def test_a_book_of_another_name_is_another_journal(tmp_path: Path) -> None:
    folder = tmp_path / "journals"
    works = [Workspace(written(f"department_name={name}")) for name in "甲乙"]
    for work in works:
        work.keep_journal(folder)
        work.mark_unsaved()
    for work in works:
        work.end_journal(forget=False)
    found = leftovers(folder)
    assert {one.replayed().document.fields["department_name"] for one in found} == {"甲", "乙"}
