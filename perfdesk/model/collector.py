"""Python's collector of cycles, out of the way of work that makes many objects and no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """A million new objects and no garbage among them: the collector would take half of the time to find that out.

    Afterwards it takes them for old ones, so that it does not walk through all of them at once. Only a full collection
    looks at them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            _take_for_old()
            gc.enable()


def _take_for_old() -> None:
    """Moves all objects to the oldest generation without a walk. What somebody else has frozen stays frozen."""
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
