"""Tells whether an annex was made from a version or from an older one: what it has of what changed between the two.

Two people may make the same edits: they delete the same row, or fill in the same number. So the version of one of them
can be nearer to the annex of the other than what both were sent. But then the annex has still the old text where that
version changed others. If such a version were its base, the annex would seem to take these edits back, and they would
be lost without a question.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.merge.printed_texts import PrintedTexts
from perfdesk.merge.same_nodes import project_name
from perfdesk.model.document import Document
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.values import normal

# For each old text that an annex has kept, so many new ones must be in it, else it is older than the version. Measured
# with `python -m tests.rounds.bases`.
_OUTWEIGHS: Final = 4

# A project, a row of it and its number among those of one name, and a key; "" at the end of what is not one field.
_Place = tuple[object, object, str]
_Facts = Mapping[_Place, object]


class Staleness:
    """An annex, and what the versions that it may come from say at the same places."""

    def __init__(self, form: Form, annex: Document) -> None:
        self._texts = PrintedTexts(form, annex)
        self._annex = self.facts(annex)

    def facts(self, document: Document) -> _Facts:
        """What the form prints of a document, by place; of projects and rows also that they are there."""
        return dict(self._facts(document))

    def _facts(self, document: Document) -> Iterator[tuple[_Place, object]]:
        yield from self._node("", "", Owner.DOCUMENT, document.fields)
        for project in document.projects:
            name = normal(project.code) or project_name(project)
            yield from self._node(name, "", Owner.PROJECT, project.fields)
            count: Counter[object] = Counter()
            for row in project.rows:
                called = (row.owner, normal(row.name))
                count[called] += 1
                yield from self._node(name, (*called, count[called]), row.owner, row.fields)

    def _node(self, project: object, row: object, owner: Owner, fields: Fields) -> Iterator[tuple[_Place, object]]:
        yield (project, row, ""), True
        yield from (((project, row, key), meaning) for key, meaning in self._texts.of(owner, fields).items())

    def is_older(self, version: _Facts, older: _Facts) -> bool:
        """Whether the annex rather comes from the older one of two versions."""
        fresh = stale = 0
        for place in {**version, **older}:
            now, was, here = version.get(place), older.get(place), self._annex.get(place)
            if now != was and all(_has_node(one, place) for one in (version, older, self._annex)):
                fresh += here == now
                stale += here == was
        return _OUTWEIGHS * stale >= fresh


def _has_node(facts: _Facts, place: _Place) -> bool:
    """Whether the node that a place belongs to is there: of one that is gone, only that it is gone counts."""
    project, row, key = place
    if key:
        return (project, row, "") in facts
    return not row or (project, "", "") in facts
