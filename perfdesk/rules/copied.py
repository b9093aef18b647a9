"""相关性: a goal or a table of indicators that stands in another project too."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity, Sharing
from perfdesk.rules.reading import plain

# A shorter goal may be right for two projects.
_TELLING: Final = 14
_LEAST_ROWS: Final = 3
_LONGEST: Final = 2000
# A goal that stands in more projects than this was meant for all of them; and comparing them all takes too long.
_MOST: Final = 20


def nothing_alone(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Nothing can be said of a project alone."""
    return iter(())


def _goal(project: Project) -> str:
    goal = plain(project.fields["goal"][:_LONGEST])
    return goal if len(goal) >= _TELLING else ""


def _rows(project: Project) -> str:
    """Names and targets of all indicators in short, for an index keeps them of every project."""
    if len(project.indicators) < _LEAST_ROWS:
        return ""
    return str(hash(tuple([(one.fields["name"], one.fields["target"]) for one in project.indicators])))


def _copied(rule: str, what: str, key: str, document: Document, numbers: Sequence[int]) -> Iterator[Finding]:
    """Says of each project but the first which one it repeats. Projects of one name are one work in several units."""
    first = document.projects[numbers[0] - 1]
    for number in numbers[1:]:
        project = document.projects[number - 1]
        if plain(project.name) == plain(first.name):
            continue
        message = f"{what}与第{numbers[0]}个项目“{shortened(first.name)}”的一字不差，多半是抄来没有改，请核对。"
        place, facts = (project.id, "", key), ("copied", key, first.name)
        yield Finding(rule, Severity.WARNING, message, *place, shortened(first.name), facts=facts)


COPIED_GOAL: Final = Sharing(_goal, partial(_copied, "copied-project", "绩效目标", "goal"), _MOST)
COPIED_ROWS: Final = Sharing(_rows, partial(_copied, "copied-rows", "全部指标", ""), _MOST)
