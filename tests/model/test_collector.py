"""Python's collector rests during large work, and afterwards it is as it was."""

import gc
from collections.abc import Iterator

import pytest

from perfdesk.model.collector import collector_at_rest


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_rests_and_is_then_as_before(enabled: bool) -> None:
    (gc.enable if enabled else gc.disable)()
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled() == enabled


def test_a_file_that_cannot_be_read_leaves_it_as_it_was() -> None:
    with pytest.raises(ValueError, match="damaged"), collector_at_rest():
        raise ValueError("damaged")
    assert gc.isenabled()


def test_one_rest_within_another_does_not_end_it() -> None:
    with collector_at_rest():
        with collector_at_rest():
            pass
        assert not gc.isenabled()


def _is_old(one: object) -> bool:
    return any(other is one for other in gc.get_objects(generation=2))


def test_what_was_made_meanwhile_counts_as_old_and_can_still_be_collected() -> None:
    frozen = gc.get_freeze_count() > 0
    gc.unfreeze()
    try:
        with collector_at_rest():
            made: list[object] = []
            made.append(made)
        assert _is_old(made)
        assert gc.get_freeze_count() == 0
        del made
        assert gc.collect() > 0
    finally:
        if frozen:
            gc.freeze()


def test_what_somebody_froze_stays_frozen() -> None:
    gc.freeze()
    with collector_at_rest():
        made: list[object] = []
    assert gc.get_freeze_count() > 0
    assert not _is_old(made)
