"""What the command line prints as JSON, in the shapes that other programs build on. Keys never change."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from perfdesk.forms.definition import Form
from perfdesk.importers.load import Imported, Note
from perfdesk.model.diff import Change
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.rules.finding import Finding, Severity

Json = dict[str, Any]


def form_json(form: Form) -> Json:
    """A row of `perfdesk forms --json`."""
    return {"id": form.id, "title": form.title, "place": form.place}


def document_json(document: Document) -> Json:
    """The whole content: `perfdesk show --json`."""
    return {
        "form": document.form,
        "fields": dict(document.fields),
        "projects": [_node_json(project) for project in document.projects],
    }


def _node_json(node: Project | Indicator) -> Json:
    shape: Json = {"id": node.id, "fields": dict(node.fields)}
    if isinstance(node, Project):
        shape["indicators"] = [_node_json(indicator) for indicator in node.indicators]
    return shape


def project_json(document: Document, node: str) -> Json | None:
    """How a finding or change names its project; None for the document itself."""
    place = document.places.get(node)
    if place is None:
        return None
    project = document.projects[place[0]]
    return {"number": place[0] + 1, "code": project.code, "name": project.name}


def finding_json(file: str, document: Document, finding: Finding) -> Json:
    """One member of `findings`."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": file,
        "project": project_json(document, finding.project),
        "indicator": finding.indicator or None,
        "field": finding.field or None,
        "message": finding.message,
        "evidence": finding.evidence,
    }


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity, zeros included."""
    found = Counter(finding.severity for finding in findings)
    return {severity.value: found[severity] for severity in Severity}


def change_json(before: Document, after: Document, change: Change) -> Json:
    """One member of `changes`; a removed project is named as it was."""
    project = project_json(after, change.project) or project_json(before, change.project)
    return {
        "kind": change.kind.value,
        "project": project,
        "indicator": change.indicator or None,
        "field": change.key or None,
        "before": change.before,
        "after": change.after,
    }


def import_json(imported: Imported) -> Json:
    """What `perfdesk import --json` understood of a source, guessed and left out."""
    document = imported.document
    return {
        "form": document.form,
        "projects": len(document.projects),
        "indicators": sum(len(project.indicators) for project in document.projects),
        "recognised": _notes(imported.recognised),
        "guessed": _notes(imported.guessed),
        "left_out": _notes(imported.left_out),
    }


def _notes(notes: Iterable[Note]) -> list[Json]:
    return [{"place": note.place, "text": note.text} for note in notes]
