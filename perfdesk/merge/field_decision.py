"""What becomes of one field that several files hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Final

from perfdesk.model.fields import Kind
from perfdesk.model.target import parts
from perfdesk.model.values import Amount, normal, parse_percent

Meaning = Callable[[str], object]


class Undecided(Enum):
    """What a field was before, where the versions that two sides share say different things."""

    OPEN = "open"


# What a field was in the version that two sides share; None if there is none, or the node was not in it.
Before = str | None | Undecided


class Why(StrEnum):
    """The reason of a decision, as a reader is told."""

    SAME = "各方相同"
    SPELLING = "只是写法不同"
    FILLED = "原来空着，一方填写"
    ONE_SIDE = "只有一方修改"
    ALIKE = "几方改得一样"
    OPEN = "改得不一样，待定"


@dataclass(frozen=True, slots=True)
class FieldDecision:
    """The text that stands, the sides it comes from, the sides that nobody else supersedes, and why."""

    text: str
    sources: tuple[int, ...]
    standing: tuple[int, ...]
    why: Why

    @property
    def open(self) -> bool:
        """Whether a person has to decide."""
        return self.why is Why.OPEN


def decide(
    texts: Sequence[str | None],
    base: Callable[[int, int], Before],
    meaning: Meaning = normal,
    *,
    one_base: bool = False,
) -> FieldDecision:
    """Side 0 is OURS; None where a side does not have the node. `base(i, j)` is the text in the version that sides
    i and j share.

    A side has nothing to say against another if it still has what both came from, or, with nothing known of where
    they came from, if it left the field empty. Where it is open what they came from, each has something to say. What
    all others say the same is taken; else the question is open and OURS stands meanwhile. `one_base` says that every
    two sides share one and the same version.
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


def _standing(means: Mapping[int, object], base: Callable[[int, int], Before], meaning: Meaning) -> tuple[int, ...]:
    """The sides that no other supersedes."""
    return tuple(side for side in means if not _is_superseded(side, means, base, meaning))


def _standing_of_one(
    means: Mapping[int, object], base: Callable[[int, int], Before], meaning: Meaning
) -> tuple[int, ...]:
    """The same where every two sides share one version: what still stands there is superseded."""
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
    """What was meant before; what is open is like nothing that a side says."""
    return before if isinstance(before, Undecided) else meaning(before or "")


def _spelling(texts: Sequence[str | None], sides: Sequence[int]) -> str:
    """Of spellings that mean the same OURS stays; else the one that comes first by itself, not by its file."""
    if 0 in sides:
        return texts[0] or ""
    return min((texts[side] or "" for side in sides), key=lambda text: (len(text), text))


def _why(standing: Sequence[int], means: Mapping[int, object], base: Callable[[int, int], Before]) -> Why:
    others = [side for side in means if side not in standing]
    if len(standing) > 1:
        return Why.ALIKE
    return Why.FILLED if all(not base(standing[0], side) for side in others) else Why.ONE_SIDE


def meaning_of(kind: Kind) -> Meaning:
    """What two texts of a kind of field must have in common to be the same."""
    return _MEANINGS.get(kind, _lines)


def exactly(text: str) -> object:
    """For texts of which nothing is known: only the same is the same."""
    return text


@lru_cache(maxsize=20_000)
def _lines(text: str) -> object:
    """Spaces and width mean nothing, where a paragraph ends does."""
    if "\n" not in text:
        return normal(text)
    return "\n".join(line for line in map(normal, text.split("\n")) if line)


def _number(text: str) -> object:
    """1.8 and 1.80 are one number."""
    amount = Amount.parse(text)
    return normal(text) if amount is None else amount.value


def _percent(text: str) -> object:
    number: Decimal | None = parse_percent(text)
    return normal(text) if number is None else number


def _code(text: str) -> object:
    return normal(text).upper()


def _target(text: str) -> object:
    """1.80% and 1.8% are one target; of what is not only numbers the spelling counts."""
    return parts(text) or _lines(text)


_MEANINGS: Final[dict[Kind, Meaning]] = {
    Kind.MONEY: _number,
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
    Kind.CODE: _code,
    Kind.TARGET: _target,
}
