"""Which fields a check asked for: what it found holds as long as these texts stay."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import TEXTS

from perfdesk.model.fields import Fields, WatchedFields

FILLED = Fields({"code": "1", "name": "网站"})


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (lambda fields: None, ""),
        (lambda fields: fields["code"], "code"),
        (lambda fields: fields.get("code"), "code"),
        # What is blank may be filled in, and then the answer is another one.
        (lambda fields: fields["goal"], "goal"),
        (lambda fields: "goal" in fields, "goal"),
        (lambda fields: "code" in fields, "code"),
        (lambda fields: fields["code"] or fields["goal"], "code"),
        (list, "code name"),
        (lambda fields: list(fields.keys()), "code name"),
        (lambda fields: fields.values(), "code name"),
        (lambda fields: fields.items(), "code name"),
        (dict, "code name"),
    ],
)
def test_a_key_that_is_read_is_noted(question: Callable[[Fields], object], asked: str) -> None:
    noted: set[str] = set()
    question(WatchedFields(FILLED, noted))
    assert noted == set(asked.split())


@given(st.dictionaries(st.sampled_from(["code", "name", "goal"]), TEXTS), st.sampled_from(["code", "name", "x"]))
def test_whoever_is_watched_answers_as_ever(texts: dict[str, str], key: str) -> None:
    plain, watched = Fields(texts), WatchedFields(Fields(texts), set())
    assert watched[key] == plain[key]
    assert (key in watched) == (key in plain)
    assert list(watched) == list(plain)
    assert list(watched.items()) == list(plain.items())
    assert list(watched.values()) == list(plain.values())
    assert len(watched) == len(plain)


def test_watching_takes_nothing_from_the_fields() -> None:
    """A text set in what is watched leaves the original alone."""
    fields = Fields({"code": "1"})
    assert WatchedFields(fields, set()).with_text("code", "2") == Fields({"code": "2"})
    assert fields["code"] == "1"
