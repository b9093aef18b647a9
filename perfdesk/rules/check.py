"""Runs the rules over a document; what an edit did not touch is not looked at again."""

from collections import defaultdict

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields
from perfdesk.rules.finding import Finding
from perfdesk.rules.table import RULES


def check(document: Document, form: Form) -> tuple[Finding, ...]:
    """All findings, the document's own first, then by project in the order of the rules."""
    return Checker(form).findings(document)


class Checker:
    """Checks versions of one document; asked again, it looks only at the projects that are other values."""

    def __init__(self, form: Form) -> None:
        """`form` says what is mandatory and how levels are called."""
        self._form = form
        self._known: dict[int, tuple[Project, tuple[Finding, ...]]] = {}
        self._fields: Fields | None = None

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """What `check` gives, for the price of the projects that are new."""
        if document.fields != self._fields:
            self._known, self._fields = {}, document.fields
        # Rules that look at one project must not depend on the others, or what is remembered would be wrong.
        alone = document.with_projects(())
        # The project is kept beside its findings, so that its identity cannot be given to another one.
        self._known = {id(project): self._look(project, alone) for project in document.projects}
        whole = self._whole(document)
        found = [*whole.pop("", ())]
        for project, own in self._known.values():
            found += own
            found += whole.get(project.id, ())
        return tuple(found)

    def _look(self, project: Project, alone: Document) -> tuple[Project, tuple[Finding, ...]]:
        known = self._known.get(id(project))
        if known is not None:
            return known
        return project, tuple(finding for rule in RULES for finding in rule.run(project, alone, self._form))

    def _whole(self, document: Document) -> dict[str, list[Finding]]:
        """The findings that need more than one project, by project id."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for rule in RULES:
            for finding in rule.whole(document, self._form):
                found[finding.project].append(finding)
        return found
