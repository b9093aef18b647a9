"""Where two versions of a row differ is found once for all who ask, and let go when the book is closed."""

import pytest

from perfdesk.model import spans


def test_two_versions_are_compared_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    differing = spans._differing
    monkeypatch.setattr(spans, "_differing", lambda old, new: asked.append(new) or differing(old, new))
    old, new, newer = ("a", "b"), ("a", "c"), ("a", "d")
    for _ in range(3):
        assert spans.changed_places(old, new) == [1]
    assert spans.changed_places(new, newer) == [1]
    assert spans.changed_places(old, old) == []
    assert asked == [new, newer, old]


def test_a_closed_book_is_not_kept() -> None:
    spans.changed_places(("a",), ("b",))
    spans.forget()
    assert spans._last == ((), (), ())
    assert spans.changed_places((), ()) == []
