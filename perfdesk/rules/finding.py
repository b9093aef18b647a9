"""What a check says: the finding, and the row by which a rule is listed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import Edit


class Severity(StrEnum):
    """How sure the program is that the bureau would send the table back."""

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
    """Something to put right. `project` and `indicator` are ids, `field` a key; "" where it concerns the whole.

    `message` is a Chinese sentence that says what is wrong and what would be right; `evidence` shows the sum; `cure`,
    where one is sure, is an ordinary edit; `choices` are edits of which a person has to take one; `answer` is what a
    clerk said to it, "" mostly. `facts` are what the sentence is made of besides the field's own text: which case of
    the rule it is, then numbers and names. By them an answer is kept, however the sentence is worded.
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

    @property
    def node(self) -> str:
        """The id of the innermost node concerned; "" for the document."""
        return self.indicator or self.project


def nothing(document: Document, form: Form) -> Iterator[Finding]:
    """What a rule that looks at projects says of the document's own fields."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a rule finds in several projects together: those that have one `key`, "" standing for none.

    `said` gets the document and the numbers (from 1) of two or more projects with one key, in order. Its findings may
    depend on nothing but these projects and their numbers, so that an edit asks only for the keys that it touched.
    """

    key: Callable[[Project], str]
    said: Callable[[Document, Sequence[int]], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules. Neither function ever raises, whatever the texts. `severity` is the gravest that
    the rule gives; what it is less sure of is less grave.

    `run` sees one project, and of the document its own fields only: it gets no projects, so that its findings may be
    remembered as long as both stay the same. `own` looks at the document's own fields, and `sharing` at projects that
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
