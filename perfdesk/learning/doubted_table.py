"""The answers of a table with which doubts are looked for, and what a doubt is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.answer import PRINTED, Answer
from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.roles import TITLE


class CellDoubt(NamedTuple):
    """Why a cell is asked about, and with which others; without a reason it is only asked together with them."""

    reason: str
    question: str = ""


@dataclass(frozen=True)
class DoubtedTable:
    """The answers of a table, those in bands and those outside."""

    cells: Matrix
    bands: Sequence[FoundBand]
    in_bands: Sequence[Answer]
    fixed: Sequence[Answer]

    @cached_property
    def answers(self) -> list[Answer]:
        """All of them."""
        return [*self.in_bands, *self.fixed]

    @cached_property
    def by_spot(self) -> Mapping[Spot, Answer]:
        """What each cell is."""
        return {one.spot: one for one in self.answers}

    @cached_property
    def printed(self) -> frozenset[str]:
        """The labels and headers in it, as they are compared; a word that may be an answer too is none of them."""
        found = {plain(one.spot.text) for one in self.answers if one.role in PRINTED and one.reason != TITLE}
        return frozenset(text for text in found if len(text) > 1 and not lexicon.may_be_answer(text))


Doubts = Mapping[Spot, CellDoubt]


def is_called_as_label(text: str, printed: frozenset[str]) -> bool:
    """Whether a text is called as a label is that annexes are known to print, or as one that this table prints."""
    return lexicon.is_known(text) or plain(text) in printed
