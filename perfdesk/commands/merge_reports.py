"""What the command line prints and writes of a merge as JSON: what is in conflict, and the whole plan. Keys never
change."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from perfdesk.commands.reports import Json, place_json, project_json
from perfdesk.merge.field_decision import Why
from perfdesk.merge.plan import Decision, Plan
from perfdesk.model.diff import ChangeKind


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
        "bases": _bases_json(plan),
    }


def _bases_json(plan: Plan) -> list[Json]:
    """What each other file was compared with, and why; the revision is null if there is none."""
    return [{"file": name, "base": {"revision": one.revision or None, "why": one.why}} for name, one in plan.bases]


def decision_json(plan: Plan, one: Decision) -> Json:
    """One member of `conflicts`: what the files say that nobody supersedes. Of a removed node a side's value is its
    name, or null where it was removed."""
    asked = one.sources if one.kind is ChangeKind.SET or not one.open else range(len(plan.sides))
    return {
        "project": project_json(plan.document, one.project),
        **place_json(one.indicator, plan.document, *(side.document for side in plan.sides)),
        "field": one.key or None,
        "base": one.base,
        "sides": [{"file": plan.sides[side].name, "value": one.texts[side]} for side in asked],
    }


def _paragraphs_json(plan: Plan, one: Decision) -> list[Json]:
    """The places of a long text that was merged by paragraphs: what stands there now, and whose it is; if it is open,
    the files that differ there."""
    return [
        {
            "before": part.before,
            "result": part.text,
            "from": [plan.sides[side].name for side in part.sources],
            "open": part.open and not plan.is_answered(one),
        }
        for part in one.parts
    ]


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
            "open": one.open and not plan.is_answered(one),
            "paragraphs": _paragraphs_json(plan, one),
        }
        for one in plan.decisions
    ]
    skipped = [{"file": name, "reason": reason} for name, reason in plan.passed]
    shape = {"version": 1, "files": [side.name for side in plan.sides], "skipped": skipped, "decisions": rows}
    shape["bases"] = _bases_json(plan)
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


class BasisReport(_Shape):
    """The saved version that a file was compared with, null if there is none, and why this one."""

    revision: str | None
    why: str


class BaseReport(_Shape):
    """A file other than OURS with what it was compared with."""

    file: str
    base: BasisReport


class RecordReport(_Shape):
    """Which record, by its number from 1 among those of its kind."""

    id: str
    kind: str
    number: int
    name: str


class ParagraphReport(_Shape):
    """A place of a long text that was merged by paragraphs: its former paragraphs, those of the result before a person
    decides, and whose they are; if it is open, which files differ there."""

    before: str
    result: str
    from_: list[str] = Field(alias="from")
    open: bool


class DecisionReport(_Shape):
    """One difference: what all files hold, what the result holds, from which files, and why."""

    kind: Literal["set", "add", "remove", "move"]
    project: ProjectReport | None
    indicator: str | None
    record: RecordReport | None = None
    field: str | None
    base: str | None
    sides: list[SideReport]
    values: list[SideReport]
    result: str
    from_: list[str] = Field(alias="from")
    why: Literal["same", "spelling", "filled", "one_side", "alike", "paragraphs", "open"]
    open: bool
    paragraphs: list[ParagraphReport] = Field(default_factory=list)


class PlanReport(_Shape):
    """A plan of merging: `files` begins with OURS."""

    version: Literal[1]
    files: list[str]
    skipped: list[SkippedReport]
    bases: list[BaseReport] = Field(default_factory=list)
    decisions: list[DecisionReport]
