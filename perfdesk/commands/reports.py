"""What the command line prints as JSON, in the shapes that other programs build on. Keys never change."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from perfdesk.forms.catalogue import CatalogueEntry, Fault
from perfdesk.importers.load import Imported, Note
from perfdesk.merge.field_decision import Why
from perfdesk.merge.plan import Decision, Plan
from perfdesk.model.diff import Change, ChangeKind, diff
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.revisions import Revision
from perfdesk.rules.finding import Finding, Severity

Json = dict[str, Any]


def form_json(entry: CatalogueEntry) -> Json:
    """A row of `forms` of `perfdesk forms --json`."""
    form = entry.form
    return {"id": form.id, "title": form.title, "place": form.place, "origin": entry.origin.value}


def fault_json(fault: Fault) -> Json:
    """A row of `faults` of `perfdesk forms --json`: a form file that is not used, and why."""
    return {"file": str(fault.path), "message": fault.message}


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


def revision_json(revision: Revision, before: Document | None, document: Document) -> Json:
    """One member of `revisions` of `perfdesk history --json`; the first one changed nothing."""
    changes = [] if before is None else [change_json(before, document, one) for one in diff(before, document)]
    return {
        "id": revision.id,
        "parents": [*revision.parents],
        "author": revision.author,
        "time": revision.time,
        "note": revision.note,
        "changes": changes,
    }


def merge_counts(plan: Plan) -> Json:
    """How much was taken from other files, and how much several files changed alike."""
    return {
        "merged": sum(one.taken for one in plan.decisions),
        "identical": sum(one.why in (Why.ALIKE, Why.SAME, Why.SPELLING) for one in plan.decisions),
    }


def merge_json(plan: Plan) -> Json:
    """`perfdesk merge --json`. `skipped` names files that had nothing new."""
    return {
        **merge_counts(plan),
        "conflicts": [decision_json(plan, one) for one in plan.open],
        "skipped": [{"file": name, "reason": reason} for name, reason in plan.passed],
    }


def decision_json(plan: Plan, one: Decision) -> Json:
    """One member of `conflicts`: what the files say that nobody supersedes. Of a removed node a side's value is its
    name, or null where it was removed."""
    asked = one.sources if one.kind is ChangeKind.SET or not one.open else range(len(plan.sides))
    return {
        "project": project_json(plan.document, one.project),
        "indicator": one.indicator or None,
        "field": one.key or None,
        "base": one.base,
        "sides": [{"file": plan.sides[side].name, "value": one.texts[side]} for side in asked],
    }


def plan_json(plan: Plan) -> Json:
    """The whole plan as resources/schemas/merge-plan.json describes it."""
    rows = [
        {
            **decision_json(plan, one),
            "kind": one.kind.value,
            "values": [{"file": side.name, "value": text} for side, text in zip(plan.sides, one.texts, strict=True)],
            "result": plan.text(one),
            "from": [plan.sides[side].name for side in one.sources],
            "why": one.why.name.lower(),
            "open": one.open and one.place not in plan.choices,
        }
        for one in plan.decisions
    ]
    skipped = [{"file": name, "reason": reason} for name, reason in plan.passed]
    shape = {"version": 1, "files": [side.name for side in plan.sides], "skipped": skipped, "decisions": rows}
    return PlanReport.model_validate(shape).model_dump(by_alias=True)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProjectReport(_Shape):
    """Which project, by its number from 1."""

    number: int
    code: str
    name: str


class SideReport(_Shape):
    """What a file holds; null where it does not have the project or indicator."""

    file: str
    value: str | None


class SkippedReport(_Shape):
    """A file that had nothing new."""

    file: str
    reason: str


class DecisionReport(_Shape):
    """One difference: what all files hold, what the result holds, from which files, and why."""

    kind: Literal["set", "add", "remove", "move"]
    project: ProjectReport | None
    indicator: str | None
    field: str | None
    base: str | None
    sides: list[SideReport]
    values: list[SideReport]
    result: str
    from_: list[str] = Field(alias="from")
    why: Literal["same", "spelling", "filled", "one_side", "alike", "open"]
    open: bool


class PlanReport(_Shape):
    """A plan of merging: `files` begins with OURS."""

    version: Literal[1]
    files: list[str]
    skipped: list[SkippedReport]
    decisions: list[DecisionReport]


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
