"""Python's collector of cycles, out of the way of work that makes many objects and no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# A full collection walks through the nodes of fewer projects in a fiftieth of a second.
_MANY: Final = 500
# Whether what is frozen was frozen here.
_frozen: Final[list[bool]] = [False]


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """A million new objects and no garbage among them: the collector would take half of the time to find that out."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def keep_for_good(projects: int) -> None:
    """A document of so many projects is there to stay, with all that was made before it: full collections pass over it
    from now on. Each would take a quarter of a second for 10,000 projects, in the middle of somebody's typing.

    What is garbage by now goes first, else it would stay, too. What somebody else has frozen stays as it is.
    """
    if projects < _MANY or (gc.get_freeze_count() and not _frozen[0]):
        return
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    _frozen[0] = True


def keep_more() -> None:
    """What was made for that document since, such as its findings, stays with it. Nothing is collected, for that would
    walk through all."""
    if _frozen[0]:
        gc.freeze()
