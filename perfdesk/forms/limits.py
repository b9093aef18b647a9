"""How large a number, a text or a list of a form file may be. The limits keep a form file that somebody sends from
filling memory or paper; the largest published annex has 31 rows and 14 columns."""

from typing import Annotated, NamedTuple


class Limits(NamedTuple):
    """Stands in an annotation; what is None is not limited. `schema` holds a form file to it.

    For numbers: `above` and not equal, `least`, `most`. For texts and lists: `shortest`, `longest`;
    for texts also `pattern`, in the grammar of Rust's regular expressions.
    """

    above: float | None = None
    least: float | None = None
    most: float | None = None
    shortest: int | None = None
    longest: int | None = None
    pattern: str | None = None


# Points; 200 is larger than any type on a page.
Size = Annotated[float, Limits(above=0, most=200)]
# Points between lines.
Space = Annotated[float, Limits(least=0, most=600)]
# Millimetres of paper, up to A0.
Length = Annotated[float, Limits(least=0, most=1200)]

_Column = Annotated[int, Limits(least=1, most=64)]
Span = tuple[_Column, _Column]
Spellings = Annotated[tuple[str, ...], Limits(longest=50)]
_Weight = Annotated[int, Limits(least=0, most=1000)]
Weights = tuple[_Weight, _Weight]
