"""How much work something is, counted and not timed: the same on a busy machine as on a quiet one."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python run while `work` does; each turn of a loop counts, also of one on a single line."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def grows_no_faster_than_its_input(work: Callable[[int], Callable[[], object]], size: int) -> bool:
    """Whether twice as much input is about twice as much work, not four times. `work(size)` is what to do for a size.

    The first run fills caches and reads settings, so it is not counted.
    """
    work(1)()
    return steps(work(2 * size)) < 2.5 * steps(work(size))
