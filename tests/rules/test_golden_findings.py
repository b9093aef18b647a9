"""What the rules say about documents of each shipped form, kept as text, so that a review sees each change of what is
asked of a clerk.

`pytest tests/rules/test_golden_findings.py --rewrite-golden` writes the files anew; the diff is read before it is
committed.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from chance import books
from reviewed import EXAMPLES, GOLDEN, assert_as_reviewed, digests

from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.model.fields import Fields
from perfdesk.paths import resources
from perfdesk.rules.check import check


def _lines(document: Document) -> Iterator[str]:
    for one in check(document, form(document.form)):
        place = f"{one.project} {one.indicator} {one.field}"
        yield f"{one.rule} {one.severity} {place}: {one.message} [{one.evidence}] {one.facts} {one.cure}"


def _spoilt(document: Document) -> Document:
    """An example whose amounts and levels went wrong: every third field of each project and indicator is blank."""

    def thinned(fields: Fields) -> Fields:
        return Fields({key: text for at, (key, text) in enumerate(sorted(fields.items())) if at % 3 or key == "name"})

    projects = []
    for one in document.projects[:2]:
        rows = tuple(replace(row, fields=thinned(row.fields)) for row in one.indicators)
        projects.append(replace(one, fields=thinned(one.fields), indicators=rows))
    return document.with_projects(tuple(projects))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_spoilt_example_is_judged_as_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    document = read_source(resources() / "examples" / f"{name}.txt").document
    lines = [*_lines(document), *_lines(_spoilt(document))]
    assert_as_reviewed(request, GOLDEN / document.form / "findings.txt", lines)


@pytest.mark.parametrize("name", ["hebei-book-2024", "ningxia-annex2-2024"])
def test_many_documents_are_judged_as_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    lines = (line for one in books(name, 6) for line in digests(one.id, _lines(one)))
    assert_as_reviewed(request, GOLDEN / name / "findings-of-many.txt", lines)
