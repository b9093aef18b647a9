"""Collects the decisions of one merge."""

from collections.abc import Sequence
from dataclasses import replace

from perfdesk.merge.field_decision import FieldDecision, Why
from perfdesk.merge.paragraphs import ParagraphMerge
from perfdesk.merge.plan import Decision
from perfdesk.model.diff import ChangeKind


class DecisionList:
    """The decisions in the order in which they are made."""

    def __init__(self) -> None:
        self.all: list[Decision] = []

    def settled(
        self,
        kind: ChangeKind,
        node: tuple[str, str],
        key: str,
        settled: FieldDecision,
        texts: Sequence[str | None],
        base: str | None,
    ) -> None:
        """A decision about the texts of the sides. `node` is the project and the row."""
        sources = settled.standing if settled.open else settled.sources
        self.all.append(Decision(kind, *node, key, base, tuple(texts), settled.text, sources, settled.why))

    def by_paragraphs(self, merge: ParagraphMerge) -> None:
        """The last decision is about a long text, which was merged by paragraphs."""
        self.all[-1] = replace(self.all[-1], parts=merge.parts, offers=merge.offers)

    def of_node(
        self,
        kind: ChangeKind,
        node: tuple[str, str],
        texts: Sequence[str | None],
        text: str,
        sources: Sequence[int],
        why: Why,
    ) -> None:
        """A decision about a whole node. What is removed was there before."""
        base = text if kind is ChangeKind.REMOVE else None
        self.all.append(Decision(kind, *node, "", base, tuple(texts), text, tuple(sources), why))
