"""Files with a past, in memory: what tests of crossed histories need."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import Edit
from perfdesk.model.revisions import Revision, Revisions
from perfdesk.store.format import document_bytes, revision_of


def sent(document: Document) -> Side:
    """The file that is sent round."""
    node = revision_of(document_bytes(document), [])
    return Side("发出", document, "", Revisions(node, document, [Revision(node)]))


def saved(name: str, side: Side, document: Document, merged: Sequence[Side] = ()) -> Side:
    """A side saved with another content, or with what was merged in."""
    assert side.revisions is not None
    if document == side.document and not merged:
        return replace(side, name=name)
    past = [one.revisions for one in merged if one.revisions is not None]
    parents = [side.revisions.tip, *(one.tip for one in past)]
    node = revision_of(document_bytes(document), parents)
    return Side(name, document, "", side.revisions.followed_by(Revision(node, tuple(parents)), document, past))


def edited(name: str, side: Side, edit: Edit) -> Side:
    """A side saved after an edit."""
    return saved(name, side, edit.apply(side.document))


def merged(name: str, ours: Side, theirs: Sequence[Side], decide: Callable[[Plan], Plan] | None = None) -> Side:
    """A side saved after others were merged into it; `decide` answers what is open."""
    plan = analyse(ours, theirs)
    plan = decide(plan) if decide else plan
    return saved(name, ours, plan.result(), plan.sides[1:])


def keep(side: int) -> Callable[[Plan], Plan]:
    """Every open question answered with what a side says."""
    return lambda plan: plan.choose([one.place for one in plan.open], side)
