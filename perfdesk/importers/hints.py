"""Proposes which label of the form an unknown label may mean. Nothing is read because of a proposal; a person
decides."""

from difflib import get_close_matches
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.importers.known_labels import LONGEST_LABEL, bare, known_labels, labelled, spellings

# Two short labels with a lower ratio have hardly more than their last word in common.
_LIKE: Final = 0.6


class Hints:
    """Proposes labels of the form that the source does not have."""

    def __init__(self, form: Form, seen: frozenset[str]) -> None:
        """`seen` is everything that stands in cells of the source."""
        self._missing = {bare(cell.label): cell.label for cell in labelled(form) if seen.isdisjoint(spellings(cell))}

    def __call__(self, text: str) -> str:
        """A clause for a remark; "" where nothing is like it."""
        proposed = self._proposed(bare(text)) if len(text) <= LONGEST_LABEL else ""
        return f"，可能是“{proposed}”" if proposed else ""

    def _proposed(self, text: str) -> str:
        known = (bare(one) for one in known_labels().hints.get(text, ()))
        found = next((one for one in known if one in self._missing), None)
        if found is None:
            found = next(iter(get_close_matches(text, self._missing, n=1, cutoff=_LIKE)), None)
        return self._missing[found].rstrip("：") if found is not None else ""
