"""Headers of rows of which every word is known but the one that says what the rows are: 花费名目 | 测算依据 | 金额.

No row of labels and values has two such labels beside each other behind a word of its own, so that these rows are of
one kind, and that column is their name, whatever an office calls it.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.header_rows import is_year
from perfdesk.learning.label_patterns import label_shapes
from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.roles import known_label
from perfdesk.model.fields import Owner
from perfdesk.model.keys import LEVELS

# Amounts of years, which no lexicon lists.
_YEARS: Final = "years"
_LONGEST: Final = 16
_SENTENCE: Final = frozenset("。；;！？：:，□☑")
# So many columns of the form's own may stand beside those that tell.
_OWN: Final = 1


def unnamed(cells: Matrix, leaves: Sequence[Spot], body: int) -> tuple[Owner, Spot] | None:
    """What the rows below a header are of which only the name is unknown, and the header of that name; None of another
    row."""
    if any(one.blank or one.bottom < body for one in leaves):
        return None
    written = [one for one in leaves if one.bottom == body and not lexicon.is_number(one.text)]
    name = _only([one for one in written if _is_unknown_word(one)])
    if name is None or _has_label_below(cells, name, body):
        return None
    found = (owner for owner in map(Owner, _telling()) if _tells(owner, name, written))
    return next(((owner, name) for owner in found), None)


def _only(words: Sequence[Spot]) -> Spot | None:
    return words[0] if len(words) == 1 else None


def _telling() -> Mapping[str, Sequence[Sequence[str]]]:
    """What stands beside the name in rows of each kind, and in no other rows."""
    return label_shapes()["unnamed"]  # type: ignore[no-any-return]


def _tells(owner: Owner, name: Spot, written: Sequence[Spot]) -> bool:
    """Whether a word stands where the name of such rows does, and all others tell that they are of this kind."""
    keys = [_key(owner, one) for one in written]
    before = keys[: written.index(name)]
    is_first = all(key in LEVELS for key in before) if owner is Owner.INDICATOR else not before
    return is_first and keys.count("") <= 1 + _OWN and any({*keys}.issuperset(way) for way in _telling()[owner])


def _key(owner: Owner, one: Spot) -> str:
    return lexicon.exact(owner, one.text) or (_YEARS if is_year(one.text) else "")


def _is_unknown_word(spot: Spot) -> bool:
    text = plain(spot.text)
    is_word = 0 < len(text) <= _LONGEST and not set(spot.text) & _SENTENCE and not is_year(spot.text)
    return is_word and not known_label(spot.text) and not any(lexicon.exact(owner, text) for owner in Owner)


def _has_label_below(cells: Matrix, name: Spot, body: int) -> bool:
    """Whether the rows begin with labels, as those of a table of sources and measures do, or there are none."""
    below = cells.at(body, name.column)
    return below is None or not below.is_aligned_with(name) or known_label(below.text)
