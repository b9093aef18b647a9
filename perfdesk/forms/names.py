"""Names in a form file that nobody knows, and the known one that was probably meant."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import islice
from typing import Final

# A form file full of wrong names is told by its first ones.
_TOLD: Final = 5
# No name of ours is longer; comparing costs the product of two lengths.
_LONGEST: Final = 60


def not_known(names: Iterable[str], known: Collection[str]) -> str:
    """A Chinese clause that says which names are not known, each with the nearest of those that are."""
    return "；".join(_not_known(name, known) for name in islice(names, _TOLD))


def _not_known(name: str, known: Collection[str]) -> str:
    short = name[:_LONGEST]
    nearest = get_close_matches(short, known, n=1)
    return f"不认识“{short}”" + (f"，是不是“{nearest[0]}”" if nearest else "")
