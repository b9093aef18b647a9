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
