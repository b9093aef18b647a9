"""A program that is killed while it saves: the file is the old or the new one, and the next save leaves no litter.

By the means of every system; tests/test_killed.py kills at every call, and whatever else writes files."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from trust import Promise

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import file

ROOT = Path(__file__).parents[2]
WHAT = "SIGKILL at random instants: save, by a process of its own"
LONG = "为群众查档。" * 50_000

# Saves document after document, the text's first characters counting them.
SAVING = """
import sys
from pathlib import Path
from perfdesk.model.edits import SetFields
from perfdesk.store import file
path = Path(sys.argv[1])
opened = file.read(path)
# Goes on from the last number, so that every save changes the file.
first, rest = opened.document.fields["safeguards"].split("\\n", 1)
number = int(first)
while True:
    number += 1
    text = f"{number}\\n{rest}"
    document = SetFields({(opened.document.id, "safeguards"): text}).apply(opened.document)
    opened = file.save(path, document, opened)
    print(number, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "绩效.perfdesk"
    document = Document("d", "hebei-book-2024")
    file.save(path, SetFields({("d", "safeguards"): f"0\n{LONG}"}).apply(document))
    return path


def assert_clean_after_the_next_save(path: Path) -> None:
    opened = file.read(path)
    file.save(path, opened.document, opened)
    assert list(path.parent.iterdir()) == [path]


def killed_while_saving(path: Path, seconds: float) -> int:
    """The number of the last save that the child said was done, from 0."""
    command = [sys.executable, "-c", SAVING, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:
        assert child.stdout is not None
        said = [child.stdout.readline()]
        time.sleep(seconds)
        child.kill()
        said += child.stdout.readlines()
    return int([line for line in said if line.endswith("\n")][-1])


def attack(path: Path, times: int) -> None:
    dice = random.Random(times)
    for _ in range(times):
        before = path.read_bytes()
        done = killed_while_saving(path, dice.random() * 0.2)
        number, rest = file.read(path).document.fields["safeguards"].split("\n", 1)
        assert int(number) in (done, done + 1)
        assert rest == LONG
        assert path.read_bytes() != before
        assert_clean_after_the_next_save(path)


def test_killed_at_any_time_the_file_is_the_last_save_or_the_one_before(path: Path, promise: Promise) -> None:
    attack(path, 4)
    promise("T1", WHAT, 4, 4)


@pytest.mark.slow
def test_killed_a_hundred_times_the_file_is_still_whole(path: Path, promise: Promise) -> None:
    attack(path, 100)
    promise("T1", WHAT, 100, 100)
