"""The same indicator twice in one project."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import Remove
from perfdesk.model.values import normal
from perfdesk.rules.finding import Finding, Severity

_RULE: Final = "duplicate-indicator"
# Verbs that change nothing about what is measured.
_VERB: Final = re.compile(r"^(?:减少|降低|提高|提升|增加|增强|加强|保障|保证|促进|改善|完成|实现|确保)")
_MARKS: Final = re.compile(r"[，。、；：,.;:（）()“”\"]")


def duplicate_indicator(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Equal names in one class; or equal names (but for a leading verb) with equal values in two classes."""
    named = [(number, one, _core(one.name)) for number, one in enumerate(project.indicators, 1)]
    for (first, one, core), (number, other, same) in combinations(named, 2):
        if core and core == same and (finding := _judge(project, first, one, number, other)):
            yield finding


def _core(name: str) -> str:
    text = _MARKS.sub("", normal(name))
    bare = _VERB.sub("", text)
    return bare if len(bare) >= 4 else text


def _judge(project: Project, first: int, one: Indicator, number: int, other: Indicator) -> Finding | None:
    exact = normal(one.name) == normal(other.name)
    same_class = normal(one.level2) == normal(other.level2)
    same_target = bool(one.target.strip()) and normal(one.target) == normal(other.target)
    if not (same_target or (exact and (same_class or len(normal(one.name)) >= 6))):
        return None
    wholly = exact and same_class and same_target
    return Finding(
        _RULE,
        Severity.ERROR,
        f"“{other.name}”与第{first}条指标“{one.name}”重复，应删去一条或改为不同的内容。",
        project.id,
        other.id,
        "name",
        f"第{first}条：{one.name} {one.target}；第{number}条：{other.name} {other.target}",
        cure=Remove(frozenset({other.id})) if wholly else None,
    )
