"""Tries many inputs in a process of its own: `trial.py MODE kind,kind first step last patience`, see MODES.

Prints as JSON for each kind how many were opened and refused, what failed (with the input's name, by which it can be
made again), the most processor time that one took, and the most memory that the process had.
"""

import json
import logging
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from bombs import doctypes, much, with_more, zips
from damages import damaged
from mutations import mutated
from opening import OPENED, REFUSED, opened
from samples import sample

from perfdesk.model.document import Document

# Seconds of processor time that an input may take, times the patience of the run. A processor that is shared does half
# as much in a second, so the inputs that come near the limits of the importers have twice as many.
LONGEST: Final = 5.0
LONGEST_OF_MUCH: Final = 10.0
# What one sees of the failures; they are counted all.
_SHOWN: Final = 20


class TooSlowError(Exception):
    """An input took more processor time than it may."""


# Inputs by mode. Where a mode says so, what is opened must be the good document, to the letter.
MODES: Final = {"damages": damaged, "doctypes": doctypes, "zips": zips, "much": much}
TO_THE_LETTER: Final = ("doctypes", "zips")


def _inputs(mode: str, kind: str, first: int, step: int, last: int) -> Iterator[tuple[str, bytes]]:
    if mode == "mutations":
        return ((f"seed {seed}", mutated(kind, seed)) for seed in range(first, last, step))
    return ((name, make()) for name, make in islice(MODES[mode](kind), first, last or None, step))


def _too_slow(*_: object) -> None:
    raise TooSlowError


def _tried(kind: str, path: Path, good: Document | None, longest: float) -> str:
    """What became of an input; a line that tells the failure otherwise. `good` is what it may only be opened as."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, longest)
    try:
        found = opened(kind, path)
        assert good is None or found.document in (None, good), "opened as something else"
        return found.outcome
    except BaseException as error:  # noqa: BLE001 -- whatever it is, it is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} {str(error)[:200]} at {Path(where.filename).name}:{where.lineno}"
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)


def _peak() -> int:
    """KiB of memory at most, where the system tells."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def _tally(mode: str, kind: str, first: int, step: int, last: int, patience: int) -> dict[str, object]:
    """Tries the inputs of one kind."""
    counts: Counter[str] = Counter()
    failed: list[str] = []
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"坏.{kind}"
        path.write_bytes(with_more(kind) if mode == "doctypes" else sample(kind))
        good = opened(kind, path)
        assert good.outcome == OPENED, "the good one is not opened"
        longest = patience * (LONGEST_OF_MUCH if mode == "much" else LONGEST)
        only = good.document if mode in TO_THE_LETTER else None
        for name, content in _inputs(mode, kind, first, step, last):
            path.write_bytes(content)
            began = time.process_time()
            outcome = _tried(kind, path, only, longest)
            slowest = max(slowest, (time.process_time() - began, name))
            counts[outcome if outcome in (OPENED, REFUSED) else "failed"] += 1
            if outcome not in (OPENED, REFUSED):
                failed.append(f"{name}: {outcome}")
    return {"counts": counts, "failed": failed[:_SHOWN], "slowest": slowest}


def main(mode: str, kinds: str, first: int, step: int, last: int, patience: int) -> None:
    """Tries the inputs of these kinds, and prints the results."""
    if hasattr(signal, "SIGPROF"):
        signal.signal(signal.SIGPROF, _too_slow)
    warnings.simplefilter("ignore")
    logging.disable()
    found = {kind: _tally(mode, kind, first, step, last, patience) for kind in kinds.split(",")}
    print(json.dumps({"kinds": found, "peak": _peak()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7]))
