"""Python's collector rests during large work, and afterwards it is as it was."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from perfdesk.model import collector
from perfdesk.model.collector import collector_at_rest, keep_for_good, keep_more


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


# --- what is kept for good ------------------------------------------------------------------------------------------


class _Ring:
    """Refers to itself, so that only the collector takes it away."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def thawed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody has frozen anything, as where the program runs; the run of tests has."""
    monkeypatch.setattr(collector, "_frozen", [False])
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.freeze()


def _walked() -> int:
    return sum(len(gc.get_objects(generation)) for generation in range(3))


@pytest.mark.usefixtures("thawed")
def test_no_collection_walks_through_a_long_document_any_more() -> None:
    before = _walked()
    keep_for_good(500)
    assert gc.get_freeze_count() > before // 2
    assert _walked() < before // 10
    keep_for_good(500)  # another document
    assert _walked() < before // 10


@pytest.mark.usefixtures("thawed")
def test_of_a_short_document_nothing_is_kept() -> None:
    keep_for_good(499)
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("thawed")
def test_what_is_garbage_by_then_goes_also_if_it_was_kept_before() -> None:
    rings = [_Ring(), _Ring()]
    seen = [weakref.ref(ring) for ring in rings]
    gc.disable()
    del rings[0]
    keep_for_good(500)
    assert seen[0]() is None
    del rings[0]
    assert seen[1]() is not None, "it is kept"
    keep_for_good(500)
    assert seen[1]() is None


@pytest.mark.usefixtures("thawed")
def test_what_somebody_else_froze_is_left_alone() -> None:
    gc.freeze()
    frozen = gc.get_freeze_count()
    keep_for_good(500)
    assert gc.get_freeze_count() == frozen


@pytest.mark.usefixtures("thawed")
def test_what_is_made_for_it_later_is_kept_with_it() -> None:
    keep_more()
    assert gc.get_freeze_count() == 0, "there is no long document"
    keep_for_good(500)
    made = [[] for _ in range(1_000)]
    before = _walked()
    keep_more()
    assert _walked() < before - len(made) // 2
