"""Runs the rules over a document. Findings are remembered by the identity of the project value: an edit re-checks one
project."""

from collections import Counter
from collections.abc import Iterator

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields
from perfdesk.model.values import normal
from perfdesk.rules.finding import Finding
from perfdesk.rules.table import RULES


def check(document: Document, form: Form) -> tuple[Finding, ...]:
    """All findings, the document's own first, then by project in the order of the rules."""
    return Checker(form).findings(document)


class Checker:
    """Checks versions of one document; asked again, it looks only at what changed."""

    def __init__(self, form: Form) -> None:
        """`form` says what is mandatory and how levels are called."""
        self._form = form
        self._known: dict[int, tuple[Project, tuple[Finding, ...]]] = {}
        self._fields: Fields | None = None

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """What `check` gives, for the price of the projects that are new."""
        if document.fields != self._fields:
            self._known.clear()
            self._fields = document.fields
        # The project is kept beside its findings, so that its identity cannot be given to another one.
        known = {id(project): self._look(project, document) for project in document.projects}
        self._known = known
        own = tuple(_same_codes(document))
        return own + tuple(finding for _, found in known.values() for finding in found)

    def _look(self, project: Project, document: Document) -> tuple[Project, tuple[Finding, ...]]:
        known = self._known.get(id(project))
        if known is not None:
            return known
        return project, tuple(finding for rule in RULES for finding in rule.run(project, document, self._form))


def _same_codes(document: Document) -> Iterator[Finding]:
    """The same 项目编码 on two projects, which no rule that sees one project can find."""
    from perfdesk.rules.code import same_code

    count = Counter(normal(project.code) for project in document.projects if project.code)
    if max(count.values(), default=0) < 2:
        return
    for project in document.projects:
        if count[normal(project.code)] > 1:
            others = [
                number
                for number, other in enumerate(document.projects, 1)
                if other is not project and normal(other.code) == normal(project.code)
            ]
            yield same_code(project, others)
