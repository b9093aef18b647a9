"""Corrupt and hostile input of every kind: opened, or refused in one sentence, in bounded time and memory.

Each run is a process of its own (trial.py), whose memory is measured as a whole, with what makes the inputs.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from trust import Promise

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
FILES: Final = ("perfdesk", "journal", "form.toml", "library.csv", "settings.ini")
SOURCES: Final = ("docx", "xlsx", "txt", "pdf", "clipboard.html", "clipboard.tsv")
ALL: Final = (*FILES, *SOURCES)
MOST_MEMORY: Final = 512 * 1024  # KiB
# Of each kind, so that all have 100,000 and more.
MUTATIONS: Final = 9_100
# How many times as long as promised an input may take where the machine may be slow or shared. What never ends, or
# takes time with the square of its length, is noticed all the same. The slow runs have the limit that is promised.
PATIENCE: Final = 12


def tried(
    folder: Path, mode: str, kinds: tuple[str, ...], step: int = 1, last: int = 0, patience: int = PATIENCE
) -> dict[str, Any]:
    """What a run counted for each kind. Nothing failed, and it had not more memory than it may."""
    order = (mode, ",".join(kinds), 0, step, last, patience)
    paths = (ROOT, HERE.parent, HERE.parent / "importers", HERE)
    places = {name: str(folder) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "TMPDIR")}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", str(HERE / "trial.py"), *map(str, order)],
        cwd=ROOT, env={**os.environ, **places, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    answer = json.loads(done.stdout)
    assert [line for found in answer["kinds"].values() for line in found["failed"]] == []
    assert answer["peak"] < MOST_MEMORY
    return answer["kinds"]


def _counted(promise: Promise, row: str, what: str, found: dict[str, Any]) -> int:
    """Counts a run for the table; gives how many inputs it had."""
    for kind, one in found.items():
        promise(row, f"{what}: {kind}", sum(one["counts"].values()), sum(one["counts"].values()))
    return sum(sum(one["counts"].values()) for one in found.values())


def test_files_damaged_at_every_place_are_opened_or_refused(tmp_path: Path, promise: Promise) -> None:
    """Every 15th of them; all are tried below."""
    assert _counted(promise, "T6", "damages, every 15th", tried(tmp_path, "damages", FILES, step=15)) > 450


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_all_damages_are_opened_or_refused(tmp_path: Path, kind: str, promise: Promise) -> None:
    least = {"perfdesk": 2_000, "journal": 900, "form.toml": 2_500, "library.csv": 1_000, "settings.ini": 400}
    assert _counted(promise, "T6", "damages", tried(tmp_path, "damages", (kind,), patience=1)) > least[kind]


def test_inputs_made_by_chance_are_opened_or_refused(tmp_path: Path, promise: Promise) -> None:
    found = tried(tmp_path, "mutations", ALL, last=80)
    assert _counted(promise, "T6", "by chance", found) == 80 * len(ALL)
    # Chance that only breaks files tries nothing but the first check.
    assert all(one["counts"].get("opened", 0) >= 3 for one in found.values())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ALL)
def test_a_hundred_thousand_inputs_made_by_chance_are_opened_or_refused(
    tmp_path: Path, kind: str, promise: Promise
) -> None:
    assert (
        _counted(promise, "T6", "by chance", tried(tmp_path, "mutations", (kind,), last=MUTATIONS, patience=1))
        == MUTATIONS
    )


PACKAGES: Final = ("docx", "xlsx")
ZIPS: Final = (*PACKAGES, "perfdesk")


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_xml_that_grows_or_reaches_out_is_refused_in_every_part(tmp_path: Path, step: int, promise: Promise) -> None:
    """Or the part is not looked at, and what is read is to the letter what it is without it."""
    found = tried(tmp_path, "doctypes", PACKAGES, step, patience=1 if step == 1 else PATIENCE)
    assert _counted(promise, "T8", "DOCTYPE, entities, includes in the parts", found) > 800 // step


def test_a_zip_with_a_fault_is_refused_or_read_to_the_letter(tmp_path: Path, promise: Promise) -> None:
    assert _counted(promise, "T8", "faults of a zip", tried(tmp_path, "zips", ZIPS)) >= 60 * len(ZIPS)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ZIPS)
def test_too_much_of_one_thing_is_refused_or_read(tmp_path: Path, kind: str, promise: Promise) -> None:
    """In CI the bounds are tried one by one, in tests/importers and tests/store."""
    assert _counted(promise, "T8", "too much of one thing", tried(tmp_path, "much", (kind,), patience=1)) >= 3
