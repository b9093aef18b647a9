"""The index of findings: one edit costs what it touches, however many projects there are."""

from typing import Any

from notation import document as written

from perfdesk.forms.loader import form
from perfdesk.rules.check import Checker
from perfdesk.rules.finding import Finding
from perfdesk.rules.index import FindingIndex, ProjectFindings


class _Unwalked(dict[str, Any]):
    """Whoever goes through all entries of it fails; keys may be looked up and set."""

    def __iter__(self) -> Any:
        raise AssertionError("goes through all projects")

    keys = values = items = __iter__  # type: ignore[assignment]


def _some() -> tuple[Finding, ...]:
    book = written("department_name=青禾县档案馆 | fiscal_year=2025\n# 甲\n# 乙")
    found = Checker(form(book.form)).findings(book)
    assert found
    return found


def test_one_part_is_taken_in_without_going_through_the_others() -> None:
    index, part = FindingIndex(), ProjectFindings(_some())
    index.replace({"a": ProjectFindings(()), "b": ProjectFindings(())})
    index._found = _Unwalked(index._found)
    index.replace({"b": part})
    assert index.of("b") is part
    assert not index.of("a").all


def test_parts_stand_in_the_order_of_the_projects_also_of_those_that_nothing_is_said_of() -> None:
    index, part = FindingIndex(), ProjectFindings(_some())
    index.replace({"b": part, "c": ProjectFindings(())})
    index.arrange(["c", "a", "b"], ())
    assert [len(one.all) for one in index.parts()] == [0, 0, 0, len(part.all)]


def test_parts_that_are_gone_are_given_up_and_not_counted() -> None:
    index, part = FindingIndex(), ProjectFindings(_some())
    index.replace({"a": part, "b": part})
    both = dict(index.counts())
    index.arrange(["b"], ["a"])
    assert not index.of("a").all
    assert {mark: 2 * count for mark, count in index.counts().items() if count} == both
