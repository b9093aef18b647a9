"""Applying a plan: one edit, and so one step to undo."""

from dataclasses import dataclass

from perfdesk.merge.plan import Plan
from perfdesk.model.document import Document


@dataclass(frozen=True, slots=True)
class Merge:
    """Puts what a plan makes in place of the version it was made for."""

    plan: Plan

    def label(self, document: Document) -> str:
        """Names the file, or how many."""
        names = [side.name for side in self.plan.sides[1:]]
        return f"合并 {names[0]}" if len(names) == 1 else f"合并 {len(names)} 个文件"

    def apply(self, document: Document) -> Document:
        """Of a version that the plan does not know nothing is changed."""
        return self.plan.result() if document is self.plan.sides[0].document else document
