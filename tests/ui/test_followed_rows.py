"""Sorted rows of 清单 follow what comes and goes without being sorted again."""

import pytest

from perfdesk.ui.models import listed_rows
from perfdesk.ui.models.listed_rows import followed


@pytest.mark.parametrize(
    ("rows", "here", "after"),
    [
        ("cab", "abc", "cab"),  # only moved: sorted rows stay
        ("cab", "abxc", "cabx"),  # below the one before it in the document
        ("cab", "axybc", "caxyb"),  # several keep their order
        ("cab", "xabc", "xcab"),  # the first of all stands first
        ("cab", "ac", "ca"),  # gone
        ("cab", "axc", "cax"),  # one came, one went
        ("cab", "x", "x"),
        ("", "xy", "xy"),  # nothing to stand below
        ("cab", "xaybzc", "xcaybz"),  # in three places
        ("cab", "", ""),
    ],
)
def test_who_comes_stands_below_its_neighbour_and_who_goes_is_gone(rows: str, here: str, after: str) -> None:
    place = {node: at for at, node in enumerate(rows)}
    found = followed([*rows], place, [*here])
    assert found is not None
    assert sorted(found) == sorted(here)
    assert "".join(found) == after


def test_many_that_come_are_sorted_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed_rows, "_MOST_FOLLOWED", 2)
    assert followed(["a"], {"a": 0}, ["a", "b", "c"]) == ["a", "b", "c"]
    assert followed(["a"], {"a": 0}, ["a", "b", "c", "d"]) is None
