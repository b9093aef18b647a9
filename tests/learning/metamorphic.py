"""python -m tests.learning.metamorphic [SEEDS [CHANGE ...]]: how well changed layouts are read, change by change.

Every layout of an even number is changed in each of the ways of changes.py that leave the truth as it is, and then
proposed as Word and as a sheet, blank and filled. Behind names of changes follows what was wrong. "refused" are the
tables in which nothing was found. Last come the layouts after three changes of those that keep the words.
"""

import sys
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from perfdesk.learning.proposal import propose

from .changes import CHANGES, changed
from .drawn import drawn
from .grids import Layout, layouts, unmet, unseen, untried
from .measure import Score, counted

# Changes after which not all words are known any more, or a person's own words stand there.
OF_WORDS: Final = ("headers renamed", "row renamed", "fixed renamed", "sources renamed", "beside renamed")
_MIXED: Final = 3
KINDS: Final = tuple((sheet, filled) for sheet in (False, True) for filled in (True, False))


def even() -> list[Layout]:
    """The layouts that may be looked at."""
    return [one for those in (layouts(), unseen(), unmet(), untried()) for one in those if one.number % 2 == 0]


def score(one: Layout, names: Sequence[str], seed: int) -> Iterator[Score]:
    """The scores of a layout after changes, in all kinds."""
    for after in changed(one, names, Random(f"{one.number} {names!r} {seed}")):
        for sheet, filled in KINDS:
            proposal = propose(drawn(after, sheet=sheet, filled=filled), sheets=sheet)
            kind = ("word", "sheet")[sheet], ("blank", "filled")[filled]
            yield counted(after, proposal, f"{one.number} {'+'.join(names)} {seed} {' '.join(kind)}", sheet=sheet)


def mixed(seed: int) -> tuple[str, ...]:
    """Several changes by chance."""
    return tuple(Random(seed).sample([name for name in CHANGES if name not in OF_WORDS], _MIXED))


def scored(names: Sequence[str], seeds: range, those: Sequence[Layout]) -> Score:
    """All of these layouts after the same changes."""
    return sum((one for number in seeds for each in those for one in score(each, names, number)), Score())


def row(name: str, one: Score) -> str:
    """A line of the table."""
    fields, files = max(one.fields, 1), max(one.files, 1)
    share = f"{one.right / fields:7.1%} {one.silent / fields:7.2%} {one.silent:5}"
    return f"{name:22} {one.files:6} {one.fields:7} {share} {one.labels:6} {one.flagged / files:7.1f}"


def main(arguments: Sequence[str]) -> None:
    """Prints the table; with names of changes behind the number of seeds what was wrong after them."""
    seeds = range(int(arguments[0]) if arguments else 2)
    wanted = [*arguments[1:]] or [*CHANGES]
    print("change                  files  fields   right  silent       labels questions")
    whole = Score()
    for name in wanted:
        one = scored([name], seeds, even())
        whole += one
        print(row(name, one))
        if arguments[1:]:
            print(*one.wrong, sep="\n")
    if not arguments[1:]:
        several = sum((scored(mixed(100 + at), range(at, at + 1), even()) for at in range(8 * len(seeds))), Score())
        print(row("three at once", several), row("all", whole + several), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
