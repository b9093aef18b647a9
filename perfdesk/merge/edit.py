"""The edit that applies a plan, so that a merge is one step to undo."""

from dataclasses import dataclass

from perfdesk.merge.plan import Plan
from perfdesk.model.document import Document


@dataclass(frozen=True, slots=True)
class Merge:
    """Replaces the version that a plan was made for by the plan's result."""

    plan: Plan

    def label(self, document: Document) -> str:
        """Names the file, or how many."""
        names = [side.name for side in self.plan.sides[1:]]
        return f"合并 {names[0]}" if len(names) == 1 else f"合并 {len(names)} 个文件"

    def apply(self, document: Document) -> Document:
        """If the document has changed since the plan was made, nothing is done."""
        return self.plan.result() if document is self.plan.sides[0].document else document
