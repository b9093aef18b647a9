"""The same indicator twice in one project."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import Remove
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.plain import letters
from perfdesk.rules.reading import plain, reading
from perfdesk.rules.settings import settings

_RULE: Final = "duplicate-indicator"
# A name this short ("年度内", "满意度") may stand in two classes and mean two things.
_TELLING: Final = 6
# Of a text that goes on and on, the beginning tells enough.
_LONGEST: Final = 1000
# The fewest characters that must be left when the leading verb is taken off.
_CORE: Final = 4

# An indicator is compared with at most so many of the same name. No person writes more, and comparing all would take
# hours.
_NAMESAKES: Final = 50

# An indicator with its number in the table, from 1.
_Numbered = tuple[int, Indicator]


def duplicate_indicator(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Two indicators have the same name; or they have equal targets, and their names differ only in a leading verb."""
    seen: dict[str, list[_Numbered]] = defaultdict(list)
    for number, indicator in enumerate(project.indicators, 1):
        core = _core(indicator.name)
        if not core:
            continue
        namesakes = seen[core]
        first = next((one for one in namesakes[:_NAMESAKES] if _is_repeated(one[1], indicator)), None)
        if first is None:
            namesakes.append((number, indicator))
        else:
            yield _finding(project, first, (number, indicator))


def _core(name: str) -> str:
    text = _letters(name)
    verb = settings().leading_verb.match(text)
    return text[verb.end() :] if verb and len(text) - verb.end() >= _CORE else text


def _letters(text: str) -> str:
    return letters(plain(text[:_LONGEST]))


def _is_repeated(one: Indicator, other: Indicator) -> bool:
    """Whether two indicators with the same core of the name are the same indicator."""
    same_target = bool(one.whole_target.strip()) and plain(one.whole_target) == plain(other.whole_target)
    if _letters(one.name) != _letters(other.name):
        return same_target
    if not same_target and (_told_apart(one, other) or _are_rates(one, other)):
        return False
    return same_target or _same_class(one, other) or len(_letters(one.name)) >= _TELLING


def _are_rates(one: Indicator, other: Indicator) -> bool:
    """Whether both state what one of many costs: two 补助标准 are for two kinds of things."""
    first, second = reading(one.whole_target), reading(other.whole_target)
    return first.rate and second.rate and first.family == second.family == "money"


def _same_class(one: Indicator, other: Indicator) -> bool:
    return plain(one.level2) == plain(other.level2)


def _told_apart(one: Indicator, other: Indicator) -> bool:
    """Whether the descriptions of two indicators with one name differ, so that they measure different things."""
    descriptions = plain(one.fields["description"]), plain(other.fields["description"])
    return all(descriptions) and descriptions[0] != descriptions[1]


def _finding(project: Project, first: _Numbered, second: _Numbered) -> Finding:
    (number, one), (own, other) = first, second
    same = dict(one.fields) == dict(other.fields)
    return Finding(
        _RULE,
        Severity.ERROR,
        f"“{shortened(other.name)}”与第{number}条指标“{shortened(one.name)}”重复，应删去一条，或改成不同的指标。",
        project.id,
        other.id,
        "name",
        f"第{number}条 {_shown(one)}；第{own}条 {_shown(other)}",
        cure=Remove(frozenset({other.id})) if same else None,
        facts=("twice", one.level2, one.name, one.whole_target, other.level2, other.whole_target),
    )


def _shown(one: Indicator) -> str:
    return f"{shortened(one.level2)}“{shortened(one.name)}”{shortened(one.whole_target)}"
