"""What offices have filled in gets no error from a form that was learned of it."""

from pathlib import Path

import pytest

from learning.grids import layouts, unmet, unseen
from learning.judged import judged
from perfdesk.rules.finding import Severity

# Forms with weights to 90, sign and unit in columns, grades, no level columns, own sources of money, own codes.
ALL = {one.number: one for one in (*layouts(), *unseen(), *unmet())}
OFFICES = (2, 6, 10, 16, 20, 22, 24, 26, 64, 70, 80, 82, 84)


@pytest.mark.parametrize("number", OFFICES)
def test_a_filled_annex_has_no_error_in_the_form_learned_of_it(number: int, tmp_path: Path) -> None:
    errors = [one for one in judged(ALL[number], tmp_path) if one.severity is Severity.ERROR]
    # A code that begins as the treasury's codes do and is shorter is one that somebody mistyped.
    assert {one.rule for one in errors} <= {"project-code"}, errors
