"""What the tests of rules share."""

from collections.abc import Callable

import pytest
from notation import document

from perfdesk.forms.loader import form
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding

Found = Callable[..., list[Finding]]


@pytest.fixture
def found() -> Found:
    """The findings of one rule in a document given in the notation."""

    def found(rule: str, text: str, form_id: str = "hebei-book-2024") -> list[Finding]:
        one = document(text, form_id)
        return [finding for finding in check(one, form(form_id)) if finding.rule == rule]

    return found
