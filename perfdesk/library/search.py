"""Finding entries by words and by pinyin initials, the best first."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final

from perfdesk.library.entry import Entry
from perfdesk.library.pinyin import may_be_initials, position

# Of what somebody types, so that a pasted page costs no time.
_LONGEST_QUERY: Final = 60
# How far from the best an entry is: by what of it was found.
_NAME_BEGINS, _IN_NAME, _INITIALS_BEGIN, _IN_INITIALS, _ELSEWHERE = range(5)


def find(query: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that have every word of the query, best first, else in the order given. All for a blank query.

    A word is looked for in name, unit, class, field of work and description; one of small Latin letters also among
    the pinyin initials of the name.
    """
    words = query[:_LONGEST_QUERY].lower().split()
    ranked = [(rank, entry) for entry in entries if (rank := _rank(words, entry)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda one: one[0])]


def _rank(words: Sequence[str], entry: Entry) -> int | None:
    """The rank of the word that is found worst; None if one is not found at all."""
    worst = 0
    for word in words:
        rank = _rank_of_word(word, entry)
        if rank is None:
            return None
        worst = max(worst, rank)
    return worst


def _rank_of_word(word: str, entry: Entry) -> int | None:
    rank = rank_in_name(word, entry.name)
    if rank is not None:
        return rank
    return _ELSEWHERE if any(word in text.lower() for text in _others(entry)) else None


def rank_in_name(word: str, name: str) -> int | None:
    """How well a word in small letters fits a name, 0 the best; None if it stands neither in it nor among its
    initials."""
    name = name.lower()
    if word in name:
        return _NAME_BEGINS if name.startswith(word) else _IN_NAME
    if may_be_initials(word) and (at := position(word, name)) >= 0:
        return _IN_INITIALS if at else _INITIALS_BEGIN
    return None


def _others(entry: Entry) -> tuple[str, ...]:
    return entry.level1, entry.level2, entry.work, entry.unit, entry.description


def nearest_works(texts: Iterable[str], entries: Collection[Entry]) -> list[str]:
    """The fields of work that have most to do with a project's texts, nearest first; those with nothing are left out.

    Counted are the pairs of neighbouring characters that the texts share with a field's title and its names; a pair
    that many fields have counts less.
    """
    wanted = frozenset().union(*(_pairs(text[:500]) for text in texts))
    pairs = _pairs_of_works(tuple(entries))
    spread = Counter(pair for have in pairs.values() for pair in have)
    nearness = {work: sum(1 / spread[pair] for pair in wanted & have) for work, have in pairs.items()}
    return sorted((work for work, value in nearness.items() if value), key=lambda work: -nearness[work])


@lru_cache(maxsize=4)
def _pairs_of_works(entries: tuple[Entry, ...]) -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {}
    for one in entries:
        pairs.setdefault(one.work, set(_pairs(one.work))).update(_pairs(one.name))
    return {work: frozenset(have) for work, have in pairs.items()}


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalpha())
