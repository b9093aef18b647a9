"""Which words differ between two versions of a text: what a reader looks for where a long text is said to be changed.

A word is a Chinese character, a number with its point, commas and percent sign, or a word in letters. Paragraphs are
laid beside each other first, so a paragraph that came in marks nothing of its neighbours.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from perfdesk.model.long_text import joined, meanings, regions
from perfdesk.model.values import normal

_WORD: Final = re.compile(r"\d+(?:[.,．，]\d+)*[%％]?|[A-Za-z]+|\S")
# Limit for hostile texts: how many pairs of words are compared; beyond, all from the first changed word to the last
# counts as changed.
_MOST_PAIRS: Final = 9_000_000
# Of paragraphs with less in common than this, what is common is chance.
_LEAST_COMMON: Final = 0.3

# From which character on, and before which.
Span = tuple[int, int]


class ChangedWords(NamedTuple):
    """Where the words are that only the one version has, and those that only the other has."""

    before: Sequence[Span]
    after: Sequence[Span]


def changed_words(before: str, after: str) -> ChangedWords:
    """The words that differ. Spaces and character width do not count."""
    old_spans: list[Span] = []
    new_spans: list[Span] = []
    old_at = new_at = 0
    for old, new in regions(before, [after]):
        old_text, new_text = joined(old), joined(new)
        if meanings(old) != meanings(new):
            olds, news = _of_paragraphs(old_text, new_text)
            old_spans += [(start + old_at, end + old_at) for start, end in olds]
            new_spans += [(start + new_at, end + new_at) for start, end in news]
        old_at += len(old_text) + bool(old)
        new_at += len(new_text) + bool(new)
    return ChangedWords(old_spans, new_spans)


class _Word(NamedTuple):
    meaning: str
    start: int
    end: int


def _words(text: str) -> list[_Word]:
    return [_Word(_meaning(found[0]), *found.span()) for found in _WORD.finditer(text)]


def _meaning(word: str) -> str:
    return normal(word).replace(",", "") if word[0].isdecimal() else normal(word)


def _of_paragraphs(before: str, after: str) -> ChangedWords:
    old, new = _words(before), _words(after)
    same = _same([one.meaning for one in old], [one.meaning for one in new])
    gone = {at for at, _ in same}
    came = {at for _, at in same}
    return ChangedWords([*_spans(old, gone)], [*_spans(new, came)])


def _spans(words: Sequence[_Word], same: set[int]) -> Iterator[Span]:
    """The runs of words that are not the same."""
    start: int | None = None
    for at, word in enumerate(words):
        if at in same and start is not None:
            yield start, words[at - 1].end
            start = None
        elif at not in same and start is None:
            start = word.start
    if start is not None:
        yield start, words[-1].end


def _same(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of equal words, in order in both: what is the same at both ends, and most of what lies between."""
    least = min(len(old), len(new))
    first = next((at for at in range(least) if old[at] != new[at]), least)
    last = next((at for at in range(least - first) if old[-1 - at] != new[-1 - at]), least - first)
    ends = [*((at, at) for at in range(first)), *((len(old) - at, len(new) - at) for at in range(last, 0, -1))]
    between, other = old[first : len(old) - last], new[first : len(new) - last]
    if len(between) * len(other) > _MOST_PAIRS:
        return ends
    found = [(one + first, two + first) for one, two in _longest_common(between, other)]
    common = len(found) / max(1, min(len(between), len(other)))
    return ends + found if common >= _LEAST_COMMON else ends


def _longest_common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as pairs of places from the last to the first.

    A row of the usual table is one whole number, a bit for each word (Hyyrö 2004): 3,000 by 3,000 words take
    milliseconds.
    """
    places: dict[str, int] = defaultdict(int)
    for at, word in enumerate(new):
        places[word] |= 1 << at
    whole = (1 << len(new)) - 1
    row, rows = whole, []
    for word in old:
        both = row & places.get(word, 0)
        row = ((row + both) | (row - both)) & whole
        rows.append(row)
    return [*_pairs(rows, len(new))]


def _pairs(rows: Sequence[int], column: int) -> Iterator[tuple[int, int]]:
    """Goes the table back from its end. A bit that is 0 says that a longer sequence ends at this word."""
    at = len(rows)
    while at and column:
        if rows[at - 1] >> (column - 1) & 1:
            column -= 1
            continue
        at -= 1
        if at == 0 or rows[at - 1] >> (column - 1) & 1:
            column -= 1
            yield at, column
