"""What a check says: the finding, and the row by which a rule is listed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import Edit
from perfdesk.model.words import Span


class Severity(StrEnum):
    """How likely it is that the bureau sends the table back."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


WORDS: Final = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "提示"}


class Head(StrEnum):
    """The four heads under which a reviewer writes."""

    COMPLETE = "完整性"
    RELEVANT = "相关性"
    SUITABLE = "适当性"
    FEASIBLE = "可行性"


Fact = str | Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to correct. `project` and `indicator` are ids and `field` is a key; "" means the whole document,
    project or node. `indicator` may be the id of a record too.

    `message` is a Chinese sentence that says what is wrong and what would be right. `evidence` shows the calculation.
    `cure` is an edit that corrects it, if there is one that is certain. `choices` are edits of which a person picks
    one. `answer` is the clerk's answer, or "". `facts` are the case of the rule and the numbers and names in the
    sentence, without the text of the field. An answer is stored with the facts, so that it survives when the sentence
    is reworded. `differing` is where words of the message stand in which the texts that it quotes differ.
    """

    rule: str
    severity: Severity
    message: str
    project: str = ""
    indicator: str = ""
    field: str = ""
    evidence: str = ""
    cure: Edit | None = None
    answer: str = ""
    choices: tuple[Edit, ...] = ()
    facts: tuple[Fact, ...] = ()
    differing: tuple[Span, ...] = ()

    @property
    def node(self) -> str:
        """The id of the innermost node concerned; "" for the document."""
        return self.indicator or self.project


def nothing(document: Document, form: Form) -> Iterator[Finding]:
    """The findings for the document's own fields of a rule that judges only projects."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Sharing:
    """A rule that compares projects with the same `key`. Projects with the key "" are not compared.

    `said` gets the document and the numbers (from 1) of two or more projects with one key, in order. Its findings may
    depend only on these projects and their numbers, so that an edit asks again only for the keys it touched. Of a key
    that more than `most` projects share nothing is said.
    """

    key: Callable[[Project], str]
    said: Callable[[Document, Sequence[int]], Iterator[Finding]]
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules. No function of a rule ever raises, whatever the texts are. `severity` is the
    highest that the rule gives; cases that are less certain get a lower one.

    `run` judges one project and sees only the document's own fields, no other projects. So its findings can be
    remembered as long as both stay the same. `own` judges the document's own fields. `sharing` compares projects that
    have something in common.
    """

    id: str
    head: Head
    severity: Severity
    title: str
    explanation: str
    run: Callable[[Project, Document, Form], Iterator[Finding]]
    own: Callable[[Document, Form], Iterator[Finding]] = nothing
    sharing: Sharing | None = None
