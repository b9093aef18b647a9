"""The state table: every way in which 2, 3 and 4 files can hold a field, for every kind of field."""

import itertools

import pytest
from trust import Promise

from perfdesk.merge.field_decision import Why, decide, meaning_of
from perfdesk.model.fields import Kind

# For each kind: a text, two other ones, and the first spelled differently.
TEXTS = {
    Kind.TEXT: ("网站维护", "网站运维", "网络维护", "网 站维护"),
    Kind.LONG: ("一是保障。\n二是提高。", "一是保障。", "二是提高。", "一是保障。 \n\n二是提高。"),
    Kind.MONEY: ("1.80", "2", "2.5", "１.8"),
    Kind.NUMBER: ("9.5", "9", "10", "9.50"),
    Kind.DATE: ("2031年7月", "2031年8月", "2031年9月", "2031年 7月"),
    Kind.PERCENT: ("50%", "60%", "70%", "50.0 ％"),
    Kind.CODE: ("13032424P0000", "13032424P0001", "13032424P0002", "13032424 p0000"),
    Kind.TARGET: ("≥95%", "≥90%", "≤5天", "≥ 95％"),
    Kind.YEAR: ("2024", "2025", "2026", "２０２４"),
    Kind.LEVEL: ("产出指标", "效益指标", "满意度指标", "产出 指标"),
}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("sides", [2, 3, 4])
@pytest.mark.parametrize("base", ["text", "", None])
def test_every_state(kind: Kind, sides: int, base: str | None, promise: Promise) -> None:
    first, second, third, respelled = TEXTS[kind]
    meaning = meaning_of(kind)
    old = first if base == "text" else base
    for texts in itertools.product((first, second, third, respelled, ""), repeat=sides):
        settled = decide(texts, lambda *_, old=old: old, meaning)
        assert decide(texts, lambda *_, old=old: old, meaning, one_base=True) == settled
        unchanged = meaning(old or "")
        changed = {meaning(text): text for text in texts if meaning(text) != unchanged}
        alike = len({meaning(text) for text in texts}) == 1
        if alike or not changed:
            assert (settled.text, settled.open) == (texts[0], False), texts
        elif len(changed) == 1:
            assert not settled.open, texts
            assert meaning(settled.text) in changed, texts
            assert settled.text in texts
            assert settled.text == texts[0] or meaning(texts[0]) == unchanged
        else:
            assert settled.open, texts
            assert settled.text == texts[0]
            # Nobody's text is lost: each is in the question, or is what all came from.
            asked = {meaning(texts[side]) for side in settled.standing}
            assert {meaning(text) for text in texts} <= asked | {unchanged}, texts
    promise("T12", "states of a field: kinds × sides × what it was", 5**sides, 5**sides)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "text", "why"),
    [
        ("", "", "20", "20", Why.FILLED),
        ("", "20", "", "20", Why.FILLED),
        (None, "", "20", "20", Why.FILLED),
        ("20", "20", "", "", Why.ONE_SIDE),
        ("20", "", "25", "", Why.OPEN),
        ("20", "20.0", "20.00", "20.0", Why.SPELLING),
        ("20", "25", "25", "25", Why.SAME),
        (None, "20", "25", "20", Why.OPEN),
    ],
)
def test_two_files(base: str | None, ours: str, theirs: str, text: str, why: Why, promise: Promise) -> None:
    settled = decide((ours, theirs), lambda *_: base, meaning_of(Kind.MONEY))
    assert (settled.text, settled.why) == (text, why)
    promise("T12", "worked examples of the tables", 1, 1)


def test_what_was_taken_over_and_then_changed_supersedes_its_source() -> None:
    # 乙 had taken 20 over from 甲 and made it 30; 甲's own file still says 20. OURS is as in the beginning.
    shared = {(0, 1): "10", (0, 2): "10", (1, 2): "20"}
    settled = decide(("10", "20", "30"), lambda i, j: shared[min(i, j), max(i, j)], meaning_of(Kind.MONEY))
    assert (settled.text, settled.sources, settled.open) == ("30", (2,), False)
