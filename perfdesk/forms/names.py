"""Names in a form file that nobody knows, and the known one that was probably meant."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import islice
from typing import Final

# A form file full of wrong names is told by its first ones.
_TOLD: Final = 5
# No name of ours is longer; comparing costs the product of two lengths.
_LONGEST: Final = 60


def no_fields(keys: Iterable[str], known: Collection[str]) -> str:
    """A Chinese clause that says which keys are no field's, each with the nearest that is."""
    return "；".join(_no_field(key, known) for key in islice(keys, _TOLD))


def _no_field(key: str, known: Collection[str]) -> str:
    short, nearest = _nearest(key, known)
    return f"没有“{short}”这个字段" + (f"，是否指“{nearest}”" if nearest else "")


def not_known(names: Iterable[str], known: Collection[str]) -> str:
    """A Chinese clause that says which names are not known, each with the nearest of those that are."""
    return "；".join(_not_known(name, known) for name in islice(names, _TOLD))


def _not_known(name: str, known: Collection[str]) -> str:
    short, nearest = _nearest(name, known)
    return f"不认识“{short}”" + (f"，是不是“{nearest}”" if nearest else "")


def _nearest(name: str, known: Collection[str]) -> tuple[str, str]:
    """A name as it is told, and the known one that is most like it; "" if none is."""
    short = name[:_LONGEST]
    return short, next(iter(get_close_matches(short, known, n=1)), "")
