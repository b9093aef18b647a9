"""Decides about one field that several files have."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Final

from perfdesk.model.fields import Kind
from perfdesk.model.target import parts
from perfdesk.model.values import Amount, normal, parse_percent

Meaning = Callable[[str], object]


class Undecided(Enum):
    """The former text of a field is unknown, because the versions that two sides share differ."""

    OPEN = "open"


# The text of a field in the version that two sides share. None if they share none, or if the node was not in it.
Before = str | None | Undecided


class Why(StrEnum):
    """The reason of a decision, as the user reads it."""

    SAME = "各方相同"
    SPELLING = "只是写法不同"
    FILLED = "原来空着，一方填写"
    ONE_SIDE = "只有一方修改"
    ALIKE = "几方改得一样"
    PARAGRAPHS = "各改各的段落"
    OPEN = "改得不一样，待定"


@dataclass(frozen=True, slots=True)
class FieldDecision:
    """The text of the result, the sides it comes from, the sides whose text is not superseded (`standing`), and the
    reason."""

    text: str
    sources: tuple[int, ...]
    standing: tuple[int, ...]
    why: Why

    @property
    def open(self) -> bool:
        """Whether a person has to decide."""
        return self.why is Why.OPEN


def exactly(text: str) -> object:
    """The meaning of a text of an unknown kind: the text itself."""
    return text


def decide(
    texts: Sequence[str | None],
    base: Callable[[int, int], Before],
    meaning: Meaning = normal,
    *,
    one_base: bool = False,
) -> FieldDecision:
    """Decides about the texts of the sides. Side 0 is OURS. A text is None if the side does not have the node. `base(i,
    j)` is the text in the version that sides i and j share.

    A side is superseded by another if it still has the text that both come from; or, if they share no version, if it
    left the field empty. If the common text is unknown, no side supersedes the other. If all remaining sides mean the
    same, their text is taken. Else the question is open and OURS stands until it is answered. `one_base` says that all
    sides share one and the same version.
    """
    said = tuple(side for side, text in enumerate(texts) if text is not None)
    means = {side: meaning(texts[side] or "") for side in said}
    if len(set(means.values())) == 1:
        same = len({texts[side] for side in said}) == 1
        return FieldDecision(_spelling(texts, said), said, said, Why.SAME if same else Why.SPELLING)
    standing = _standing_of_one(means, base, meaning) if one_base else _standing(means, base, meaning)
    if len({means[side] for side in standing}) != 1:
        voices, ours = standing or said, texts[0]
        return FieldDecision(_spelling(texts, voices) if ours is None else ours, (0,), voices, Why.OPEN)
    return FieldDecision(_spelling(texts, standing), standing, standing, _why(standing, means, base))


def former(
    texts: Sequence[str | None],
    base: Callable[[int, int], Before],
    settled: FieldDecision,
    meaning: Meaning = exactly,
    *,
    one_base: bool = False,
) -> str | None:
    """What a decided field was before, for a reader: what those share who differ in the end, or where these do not,
    what the others share with them. None if nobody knows. Of several versions the text that most share is named, so
    that it does not matter which file comes first.
    """
    said = [side for side, text in enumerate(texts) if text is not None]
    if one_base:
        return _text(base(*said[:2]))
    means = {side: meaning(texts[side] or "") for side in said}
    pairs = [(one, other) for one, other in combinations(said, 2) if means[one] != means[other]]
    asked = [pair for pair in pairs if {*pair} <= {*settled.standing}]
    return _most_common(_text(base(*pair)) for pair in asked or pairs or combinations(said, 2))


def _most_common(texts: Iterable[str | None]) -> str | None:
    known = Counter(text for text in texts if text is not None)
    return min(known, key=lambda text: (-known[text], text), default=None)


def _text(before: Before) -> str | None:
    return before if isinstance(before, str) else None


def _standing(means: Mapping[int, object], base: Callable[[int, int], Before], meaning: Meaning) -> tuple[int, ...]:
    """The sides that no other side supersedes."""
    return tuple(side for side in means if not _is_superseded(side, means, base, meaning))


def _standing_of_one(
    means: Mapping[int, object], base: Callable[[int, int], Before], meaning: Meaning
) -> tuple[int, ...]:
    """The same, if all sides share one version: a side is superseded if it still has that version's text."""
    first, second, *_ = means
    old = _meant(base(first, second), meaning)
    return tuple(side for side, meant in means.items() if meant != old)


def _is_superseded(
    side: int, means: Mapping[int, object], base: Callable[[int, int], Before], meaning: Meaning
) -> bool:
    return any(
        said != means[side] and _meant(base(side, other), meaning) == means[side] for other, said in means.items()
    )


def _meant(before: Before, meaning: Meaning) -> object:
    """The meaning of the former text. An unknown text is different from every text."""
    return before if isinstance(before, Undecided) else meaning(before or "")


def _spelling(texts: Sequence[str | None], sides: Sequence[int]) -> str:
    """Of several spellings of one meaning: the one in OURS, else the first in alphabetical order, so that the order
    of the files does not matter."""
    if 0 in sides:
        return texts[0] or ""
    return min((texts[side] or "" for side in sides), key=lambda text: (len(text), text))


def _why(standing: Sequence[int], means: Mapping[int, object], base: Callable[[int, int], Before]) -> Why:
    others = [side for side in means if side not in standing]
    if len(standing) > 1:
        return Why.ALIKE
    return Why.FILLED if all(not base(standing[0], side) for side in others) else Why.ONE_SIDE


def meaning_of(kind: Kind) -> Meaning:
    """The function that gives the meaning of a text, for a kind of field. Two texts with one meaning are the same."""
    return _MEANINGS.get(kind, _lines)


@lru_cache(maxsize=20_000)
def _lines(text: str) -> object:
    """Spaces and character width do not matter; the ends of paragraphs do."""
    if "\n" not in text:
        return normal(text)
    return "\n".join(line for line in map(normal, text.split("\n")) if line)


def _number(text: str) -> object:
    """Numbers count by value: 1.8 and 1.80 are the same."""
    amount = Amount.parse(text)
    return normal(text) if amount is None else amount.value


def _percent(text: str) -> object:
    number: Decimal | None = parse_percent(text)
    return normal(text) if number is None else number


def _code(text: str) -> object:
    return normal(text).upper()


def _target(text: str) -> object:
    """Targets count by value: 1.80% and 1.8% are the same. If a target is more than a number, the spelling counts."""
    return parts(text) or _lines(text)


_MEANINGS: Final[dict[Kind, Meaning]] = {
    Kind.MONEY: _number,
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
    Kind.CODE: _code,
    Kind.TARGET: _target,
}
