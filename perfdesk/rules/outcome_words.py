"""Outcomes in words: the band of marks that they say beside a target in words (定性指标 of 财预〔2020〕10号). The words
are data (resources/rules/outcomes.toml). A text with a word that is not there says nothing."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.model.values import normal
from perfdesk.rules.settings import settings
from perfdesk.rules.target_grammar import TargetKind, reading

# Longer ones are prose, which may say anything.
_LONGEST: Final = 60
_CLAUSES: Final = re.compile(r"[,;、。!.]")
_WORDS: Final = (TargetKind.WORDS, TargetKind.STANDARD, TargetKind.COMPARED)


class Band(NamedTuple):
    """A share of the marks, from and to, in per cent."""

    least: Decimal
    most: Decimal

    @property
    def is_missed(self) -> bool:
        """Whether full marks are out of it."""
        return self.most < 100


def band(target: str, outcome: str) -> Band | None:
    """The band that an outcome says; None if target or outcome is no text of words, or a word is not known. The same
    words as the target are in the best band, whatever they are. Of several clauses the worst counts."""
    if not _in_words(target) or not _in_words(outcome):
        return None
    bands = settings().outcomes
    if normal(target) == normal(outcome):
        return Band(*bands[0].marks)
    places = [_place(target, clause) for clause in _clauses(outcome)]
    known = [place for place in places if place is not None]
    return Band(*bands[max(known)].marks) if known and len(known) == len(places) else None


def _in_words(text: str) -> bool:
    return reading(text).kind in _WORDS and not any(map(str.isdigit, text))


def _clauses(text: str) -> Sequence[str]:
    """The clauses of a text; none of one that goes on and on."""
    bare = normal(text[: 4 * _LONGEST])
    return [clause for clause in _CLAUSES.split(bare) if clause] if len(bare) <= _LONGEST else []


def _place(target: str, clause: str) -> int | None:
    """Which of the bands a clause says, from 0, the best."""
    known = settings()
    if clause in known.outcomes_reached:
        return known.outcomes_reached[clause]
    said = known.outcome_phrase.fullmatch(clause)
    if said is None:
        return None
    place = known.outcome_degrees[said["degree"]]
    if place == 0 and said["behind"] and said["behind"] in normal(target[:_LONGEST]):
        return 0  # nothing is more than that, whichever degree of the same the target wants
    wanted = [known.outcome_phrase.fullmatch(one) for one in _clauses(target)]
    degrees = [known.outcome_degrees[one["degree"]] for one in wanted if one]
    if not degrees or len(degrees) < len(wanted):
        return None
    return 0 if place <= min(degrees) else place
