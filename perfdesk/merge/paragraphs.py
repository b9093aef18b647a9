"""Decides about a long text paragraph by paragraph, where its versions as a whole differ.

So two people who write in different paragraphs are no conflict. What git does by lines and diff3, this does by the
paragraphs of the common version: neighbours are told apart too, and every two sides may share another version.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from perfdesk.merge.field_decision import Before, FieldDecision, Why, decide, meaning_of
from perfdesk.model.fields import Kind
from perfdesk.model.long_text import Chunk, added, is_part, joined, meanings, paragraphs, regions, union

_MEANING = meaning_of(Kind.LONG)


class ParagraphDecision(NamedTuple):
    """A place of a long text where anybody changed something: the former paragraphs, those of the result, and the
    sides that these come from. If it is open, these are the sides that differ."""

    before: str
    text: str
    sources: tuple[int, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class ParagraphMerge:
    """The decision about a text, and its parts. `offers` are the texts that an answer takes, by side: where it is open
    the paragraphs of that side, or all that others wrote if it wrote none; elsewhere those of the result. There are
    none if nothing is open, and None for a side without a voice."""

    decision: FieldDecision
    parts: tuple[ParagraphDecision, ...]
    offers: tuple[str | None, ...] = ()


def by_paragraphs(
    texts: Sequence[str | None], base: Callable[[int, int], Before], whole: FieldDecision
) -> ParagraphMerge | None:
    """An open decision, paragraph by paragraph. None if only the text as a whole can be asked: some sides share no text
    that is known, one emptied the text or nothing would be left of it, or a paragraph would be there twice because it
    was brought to two places.

    Only the sides that are not superseded as a whole have a voice. OURS stands wherever it is open.
    """
    voices = whole.standing
    shared = _shared(voices, base)
    if shared is None or any(not paragraphs(texts[side] or "") for side in voices):
        return None
    places = [_decided(place) for place in _places(texts, voices, shared)]
    merge = _merged(texts, voices, places)
    return merge if all(_is_sound(text, texts) for text in (merge.decision.text, *merge.offers)) else None


def _shared(voices: Sequence[int], base: Callable[[int, int], Before]) -> dict[tuple[int, int], str] | None:
    """The text that each two sides share; None if it is unknown or empty for any."""
    found = {pair: base(*pair) for pair in combinations(voices, 2)}
    known = {pair: text for pair, text in found.items() if isinstance(text, str) and paragraphs(text)}
    return known if known and len(known) == len(found) else None


class _Place(NamedTuple):
    """What stands at one place in each side, OURS included, and in what each two sides share."""

    chunks: Mapping[int, Chunk]
    voices: Sequence[int]
    olds: Mapping[tuple[int, int], Chunk]

    def before(self, one: int, other: int) -> Chunk:
        """What stands there in the version that two sides share."""
        return self.olds[min(one, other), max(one, other)]


def _places(
    texts: Sequence[str | None], voices: Sequence[int], shared: Mapping[tuple[int, int], str]
) -> Iterator[_Place]:
    # Sorted by content, so that the order of the files does not matter.
    olds = sorted(set(shared.values()))
    sides = [side for side, text in enumerate(texts) if text is not None and (side in voices or not side)]
    for found in regions(olds[0], [*olds[1:], *(texts[side] or "" for side in sides)]):
        was = dict(zip(olds, found, strict=False))
        now = dict(zip(sides, found[len(olds) :], strict=True))
        yield _Place(now, voices, {pair: was[text] for pair, text in shared.items()})


class _Decided(NamedTuple):
    """The text of a place. If it is open, `said` are the texts that are asked, by side; else it is empty. `all` is
    what they say together."""

    before: str
    text: str
    sources: tuple[int, ...]
    said: Mapping[int, str]
    changed: bool
    all: str = ""


def _decided(place: _Place) -> _Decided:
    said = {side: joined(chunk) for side, chunk in place.chunks.items()}
    voices = _without_parts(place)
    texts = [said[side] if side in voices else None for side in range(max(voices) + 1)]
    settled = decide(texts, lambda one, other: joined(place.before(one, other)), _MEANING)
    before = min(map(joined, place.olds.values()))
    if settled.open:
        asked = {side: said[side] for side in settled.standing}
        both = joined(union(place.chunks[side] for side in asked))
        return _Decided(before, said.get(0, settled.text), settled.standing, asked, changed=True, all=both)
    same = 0 in said and _MEANING(said[0]) == _MEANING(settled.text)
    was = {_MEANING(joined(chunk)) for chunk in place.olds.values()}
    changed = was != {_MEANING(settled.text)}
    return _Decided(before, said[0] if same else settled.text, settled.standing, {}, changed)


def _without_parts(place: _Place) -> list[int]:
    """The sides that have a voice about a place: not those that only added what another one has too."""

    def is_contained(side: int, other: int) -> bool:
        now, more = place.chunks[side], place.chunks[other]
        new = added(place.before(side, other), now) if meanings(now) != meanings(more) else None
        return new is not None and is_part(new, more)

    others = {side: [other for other in place.voices if other != side] for side in place.voices}
    return [side for side, rest in others.items() if not any(is_contained(side, other) for other in rest)]


def _merged(texts: Sequence[str | None], voices: Sequence[int], places: Sequence[_Decided]) -> ParagraphMerge:
    text = _text(one.text for one in places)
    parts = tuple(ParagraphDecision(one.before, one.text, one.sources, bool(one.said)) for one in places if one.changed)
    asked = tuple(sorted({side for one in places for side in one.said}))
    if asked:
        decision = FieldDecision(text, (0,), asked, Why.OPEN)
        offers = (_offer(side, places) if side in voices else None for side in range(len(texts)))
        return ParagraphMerge(decision, parts, tuple(offers))
    sources = tuple(sorted({side for part in parts for side in part.sources}))
    return ParagraphMerge(FieldDecision(text, sources, sources, Why.PARAGRAPHS), parts)


def _offer(side: int, places: Sequence[_Decided]) -> str:
    return _text(one.said.get(side, one.all or one.text) for one in places)


def _text(pieces: Iterator[str]) -> str:
    return "\n".join(piece for piece in pieces if piece)


def _is_sound(text: str | None, texts: Sequence[str | None]) -> bool:
    """Whether something is left of a text, and no paragraph is in it more often than in any side."""
    if text is None:
        return True
    most: Counter[str] = Counter()
    for one in texts:
        most |= Counter(meanings(paragraphs(one or "")))
    return bool(text) and not Counter(meanings(paragraphs(text))) - most
