"""What the command line prints as JSON, in the shapes that other programs build on. Keys never change. What
merging says is in merge_reports."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from perfdesk.forms.catalogue import CatalogueEntry, Fault
from perfdesk.forms.conversion import AskedFor, Conversion, Renamed
from perfdesk.forms.loader import form_of
from perfdesk.forms.printed import Unprinted, stands_for_department
from perfdesk.importers.load import Imported, Note
from perfdesk.merge.origins import Decided
from perfdesk.model.diff import Change, diff
from perfdesk.model.document import Document, Node, Project
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.revisions import Revision
from perfdesk.rules.finding import Finding, Severity

Json = dict[str, Any]


def form_json(entry: CatalogueEntry) -> Json:
    """A row of `forms` of `perfdesk forms --json`. The digest tells forms of one id apart."""
    form = entry.form
    row = {"id": form.id, "title": form.title, "place": form.place, "origin": entry.origin.value}
    return {**row, "digest": form.digest}


def fault_json(fault: Fault) -> Json:
    """A row of `faults` of `perfdesk forms --json`: a form file that is not used, and why."""
    return {"file": str(fault.path), "message": fault.message}


def document_json(document: Document) -> Json:
    """The whole content: `perfdesk show --json`."""
    shape = {
        "form": document.form,
        "fields": dict(document.fields),
        "projects": [_project_json(project) for project in document.projects],
    }
    if any(project.records for project in document.projects) and stands_for_department(form_of(document)):
        shape["records"] = _records_of_department(document)
    return shape


def _records_of_department(document: Document) -> Json:
    """All records of a form about the department, which is one project. Where there are several, as after another
    form was chosen, each row names its project as `set --project` counts it."""
    if len(document.projects) == 1:
        return _records_json(document.projects[0])
    found: Json = {}
    for number, project in enumerate(document.projects, 1):
        for kind, rows in _records_json(project).items():
            found.setdefault(kind, []).extend({**row, "project": number} for row in rows)
    return {kind.value: found[kind.value] for kind in RECORDS if kind.value in found}


def _project_json(project: Project) -> Json:
    shape = {**_node_json(project), "indicators": [_node_json(indicator) for indicator in project.indicators]}
    return {**shape, "records": _records_json(project)} if project.records else shape


def _records_json(project: Project) -> Json:
    rows = {kind.value: project.rows_of(kind) for kind in RECORDS}
    return {kind: [_node_json(row) for row in found] for kind, found in rows.items() if found}


def _node_json(node: Node) -> Json:
    return {"id": node.id, "fields": dict(node.fields)}


def place_json(node: str, *documents: Document) -> Json:
    """How a finding or change names its indicator or record; of the documents the first that has it says its number.
    `record` is there only if it is one."""
    holder = next((one for one in documents if one.row(node) is not None), None)
    row = holder.row(node) if holder else None
    if holder is None or row is None or row.owner is Owner.INDICATOR:
        return {"indicator": node or None}
    named = {"id": node, "kind": row.owner.value, "number": holder.number_of(node), "name": row.name}
    return {"indicator": None, "record": named}


def _row_json(document: Document, node: str) -> Json | None:
    """The number of an indicator or record among those of its kind in its project, and its name."""
    row = document.row(node)
    return None if row is None else {"number": document.number_of(node), "name": row.name}


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
        **place_json(finding.indicator, document),
        "row": _row_json(document, finding.indicator),
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
        **place_json(change.indicator, after, before),
        "field": change.key or None,
        "before": change.before,
        "after": change.after,
    }


def conversion_json(made: Conversion) -> Json:
    """`perfdesk convert --json`: what prints under another name, what is kept and does not print, what is asked for."""
    return {
        "renamed": [{**_about(one), "before": one.before, "after": one.after} for one in made.renamed],
        "kept": [{**_about(one), "title": made.known.title(one.owner, one.key)} for one in made.kept],
        "asked": [{**_about(one), "title": one.title} for one in made.asked],
    }


def _about(one: Renamed | Unprinted | AskedFor) -> Json:
    return {"owner": one.owner.value, "field": one.key, "nodes": one.nodes}


def revision_json(revision: Revision, before: Document | None, document: Document, decided: Iterable[Decided]) -> Json:
    """One member of `revisions` of `perfdesk history --json`; the first one changed nothing. `decided` are the fields
    where its author chose between what several files said."""
    changes = [] if before is None else [change_json(before, document, one) for one in diff(before, document)]
    return {
        "id": revision.id,
        "parents": [*revision.parents],
        "author": revision.author,
        "time": revision.time,
        "note": revision.note,
        "changes": changes,
        "decided": [_decided_json(document, one) for one in decided],
    }


def _decided_json(document: Document, one: Decided) -> Json:
    """The field, the text that was taken, and who wrote it."""
    row = "" if document.row(one.node) is None else one.node
    return {
        "project": project_json(document, one.node),
        **place_json(row, document),
        "field": one.key,
        "value": one.origin.text,
        "written_by": list(dict.fromkeys(each.author for each in one.origin.wrote)),
    }


def import_json(imported: Imported) -> Json:
    """What `perfdesk import --json` understood of a source, guessed and left out. `records` is there only if there are
    any: how many of each kind."""
    document = imported.document
    records = Counter(record.owner.value for project in document.projects for record in project.records)
    return {
        "form": document.form,
        "projects": len(document.projects),
        "indicators": sum(len(project.indicators) for project in document.projects),
        **({"records": dict(records)} if records else {}),
        "recognised": _notes(imported.recognised),
        "guessed": _notes(imported.guessed),
        "left_out": _notes(imported.left_out),
    }


def _notes(notes: Iterable[Note]) -> list[Json]:
    return [{"place": note.place, "text": note.text} for note in notes]
