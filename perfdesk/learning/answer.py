"""What the recogniser says of a cell, and what a person says of it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from perfdesk.learning.matrix import Spot
from perfdesk.model.fields import OWN, Owner

# What is less sure than this has to be looked at.
SURE: Final = 0.75


class CellRole(StrEnum):
    """What a cell is for. A value has a key, also where it is still empty."""

    LABEL = "label"
    VALUE = "value"
    HEADER = "header"
    NOTE = "note"
    BLANK = "blank"


# What is printed in a form, and never filled in.
PRINTED: Final = (CellRole.LABEL, CellRole.HEADER)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cell is: its role; of a value whose field it is, and what it is called if no owner knows the key."""

    spot: Spot
    role: CellRole
    owner: Owner = Owner.PROJECT
    key: str = ""
    confidence: float = 1.0
    reason: str = ""
    flag: bool = False
    title: str = ""
    # How a value prints that stands in one cell with its label: 联系人：{contact}.
    template: str = ""
    choices: tuple[str, ...] = ()
    # The printed label by which a value of the fixed rows was named.
    label: str = ""
    # What a flag asks together with the flags of other cells that say the same: a column, a row, one key.
    question: str = ""

    def doubted(self, reason: str, question: str = "") -> "Answer":
        """The same, to be looked at."""
        told = f"{self.reason}；{reason}" if self.reason else reason
        asked = self.question or question
        return replace(self, flag=True, confidence=min(self.confidence, 0.5), reason=told, question=asked)


def answer(
    spot: Spot,
    role: CellRole,
    confidence: float,
    reason: str,
    owner: Owner = Owner.PROJECT,
    key: str = "",
    title: str = "",
    *,
    settled: bool = False,
) -> Answer:
    """An answer that is flagged where it is not sure enough; a value without a key of the program always is, unless
    the user has `settled` that elsewhere."""
    flag = confidence < SURE or (role is CellRole.VALUE and key.startswith(OWN) and not settled)
    return Answer(spot, role, owner, key, round(confidence, 2), reason, flag, title)
