"""Decides which form the merged document has. Forms are not mixed: two that differ are one question."""

from collections.abc import Sequence
from dataclasses import replace

from perfdesk.forms.catalogue import DIGITS
from perfdesk.forms.loader import has_its_form, names_of_forms
from perfdesk.merge.decision_list import DecisionList
from perfdesk.merge.field_decision import Before, Undecided, decide, exactly, former
from perfdesk.merge.versions import Versions
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document
from perfdesk.model.form_copy import FORM


def laid_out(versions: Versions, decisions: DecisionList) -> Document:
    """The side whose form the result has. A form that OURS cannot be laid out by comes from a side that brings it."""
    sides, olds = ([tree.document for tree in trees] for trees in (versions.trees, versions.old))
    if all(one.form == sides[0].form and one.form_copy == sides[0].form_copy for one in (*sides, *olds)):
        return sides[0]
    names = names_of_forms([*sides, *olds])
    settled = _settled(versions, decisions, names[: len(sides)], names[len(sides) :])
    taken = [side for side, name in zip(sides, names, strict=False) if name == settled]
    return next(filter(has_its_form, taken), taken[0])


def _settled(versions: Versions, decisions: DecisionList, names: Sequence[str], old_names: Sequence[str]) -> str:
    """The name of the form of the result."""

    def before(one: int, other: int) -> Before:
        number = versions.bases.number(one, other)
        if number is None:
            return None
        return Undecided.OPEN if versions.old[number].is_open("", FORM) else old_names[number]

    settled = decide(names, before, exactly)
    if len(set(names)) > 1:
        base = former(names, before, settled)
        told = replace(settled, text=_short_name(settled.text))
        short = [*map(_short_name, names)]
        decisions.settled(ChangeKind.SET, ("", ""), FORM, told, short, base and _short_name(base))
    return settled.text


def _short_name(form: str) -> str:
    """The id of a form with the beginning of its digest, if it has one there."""
    name, sign, digest = form.partition("#")
    return f"{name}{sign}{digest[:DIGITS]}"
