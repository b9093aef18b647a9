"""How figures are taken and printed.

Times are processor time of this process and of the children that have ended, because several programs share a
machine. Both sides of a ratio take turns in one run, and the least of each counts.
"""

import gc
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

_ROUNDS: Final = 5
_HERE: Final = Path(__file__).resolve().parents[2]


def spent() -> float:
    """The processor time used until now, in seconds."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def best(*works: Callable[[], object], rounds: int = _ROUNDS) -> list[float]:
    """The least time of each, in seconds; they take turns. What was made before is no matter of the collector's."""
    least = [float("inf")] * len(works)
    for _ in range(rounds):
        for at, work in enumerate(works):
            gc.collect()
            begin = spent()
            work()
            least[at] = min(least[at], spent() - begin)
    return least


def half(times: Sequence[float]) -> float:
    """The time that half of them stay within."""
    return sorted(times)[len(times) // 2]


def nearly_all(times: Sequence[float]) -> float:
    """The time that 99 of 100 stay within; of fewer, the longest."""
    return sorted(times)[min(len(times) - 1, len(times) * 99 // 100)]


def show(what: str, figure: str, aim: str = "-") -> None:
    """One line of the table."""
    print(f"{what:<72}{figure:>18}   aim: {aim}", flush=True)


def show_ratio(what: str, ours: float, measure: float, aim: str = "-") -> None:
    """One line: how much longer ours takes than its measure."""
    show(what, f"{ours / measure:.2f} x", aim)


def in_child(*arguments: str, **environment: str) -> str:
    """What a Python process of its own prints: memory and start-up are those of a whole process."""
    command = [sys.executable, *arguments]
    made = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=_HERE, env={**os.environ, **environment}
    )
    return made.stdout.strip()
