"""What a label means that is only nearly like a known one, or has one at its beginning or its end.

Nearness is difflib's ratio. Labels have a dozen characters, and a count of common characters shuts out nearly all
pairs before; rapidfuzz would be a compiled dependency more for a thousandth of a second.
"""

from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.learning.lexicon_file import lexicon_file

_NEAR: Final = 0.8
_SHORTEST_HEAD: Final = 4
# How sure a label is at most that is only nearly like a known one: not so sure that nobody is asked (answer.SURE).
LIKELY: Final = 0.74


class Meaning(NamedTuple):
    """What a label means: the key, how sure that is (0 to 1), and why in words."""

    key: str
    confidence: float
    reason: str
    # Whether the user has said so of this very label in another annex: then even a field of a form's own is not asked
    # about again.
    settled: bool = False


def nearest(label: str, known: Mapping[str, str]) -> Meaning | None:
    """The known label that is most alike, if it is alike enough and no telling word differs."""
    best, found = _NEAR, ""
    characters = set(label)
    for other in known:
        most = 2 * sum(c in characters for c in other) / (len(label) + len(other))
        if most >= best and tells(label) == tells(other):
            ratio = SequenceMatcher(None, label, other, autojunk=False).ratio()
            if ratio >= best:
                best, found = ratio, other
    return Meaning(known[found], min(round(best - 0.1, 2), LIKELY), f"“{label}”与“{found}”相近") if found else None


def by_head(label: str, known: Mapping[str, str]) -> Meaning | None:
    """The longest known label that this one ends or begins with."""
    inside = [
        one
        for one in known
        if len(one) >= _SHORTEST_HEAD and (label.endswith(one) or label.startswith(one)) and tells(label) == tells(one)
    ]
    found = max(inside, key=len, default="")
    return Meaning(known[found], 0.7, f"“{label}”里有“{found}”") if found else None


@lru_cache(maxsize=16_384)
def tells(label: str) -> frozenset[str]:
    """The telling words in a label."""
    return frozenset(word for words in lexicon_file().distinguish for word in words if word in label)
