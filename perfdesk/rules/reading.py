"""How rules read an indicator: its name and its target by their grammars, its class by the names of its levels."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.model.classes import class_of
from perfdesk.model.document import Indicator, Project
from perfdesk.model.titles import shortened
from perfdesk.rules.name_grammar import Name, name_of
from perfdesk.rules.plain import plain
from perfdesk.rules.settings import settings
from perfdesk.rules.target_grammar import ENOUGH, Reading, TargetKind, reading

__all__ = [
    "NO_NUMBER", "SIGNS", "Name", "Parsed", "Reading", "TargetKind", "has_any", "is_complaint", "name_and_target",
    "name_of", "parsed", "plain", "reading",
]  # fmt: skip

# Kinds of targets that state something else than a number or a time.
NO_NUMBER: Final = frozenset({
    TargetKind.BLANK, TargetKind.NOT_APPLICABLE, TargetKind.TEMPLATE, TargetKind.UNIT, TargetKind.COMPARED,
    TargetKind.STANDARD, TargetKind.WORDS,
})  # fmt: skip
# A sign of comparison before a number, as people write it.
SIGNS: Final = "≥≤≧≦⩾⩽><=＞＜＝"


def name_and_target(indicator: Indicator) -> str:
    """ "年服务费 ≤9万元", "完工时间 = 全年": an indicator as evidence shows it. A target that has a sign needs none."""
    target = shortened(indicator.whole_target)
    return f"{shortened(indicator.name)} {target if target.startswith(tuple(SIGNS)) else f'= {target}'}"


# The words by which rules ask for a class, and the keys of the classes that are meant, or how those keys begin.
_CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "成本": ("output.cost", "cost"),
    "时效": ("output.timeliness",),
    "数量": ("output.quantity",),
    "质量": ("output.quality",),
    "满意度": ("satisfaction",),
    "效益": ("benefit",),
    "影响": ("benefit.lasting",),
}


_DASHES: Final = frozenset({"-", "--", "—", "——", "–", "/"})
_MID_TARGET: Final = "target@mid"


class Parsed(NamedTuple):
    """An indicator with what its grammar says: its name, its target, and the words of its classes."""

    indicator: Indicator
    name: Name
    read: Reading
    classes: frozenset[str]


# The project that was asked for last. All rules are asked about one project before the next.
_LAST: Final[list[tuple[Project | None, tuple[Parsed, ...]]]] = [(None, ())]


def parsed(project: Project) -> tuple[Parsed, ...]:
    """The indicators of a project, each parsed once for all rules."""
    known, rows = _LAST[0]
    if known is not project:
        rows = tuple([_parsed(indicator) for indicator in project.indicators])
        _LAST[0] = (project, rows)
    return rows


def _parsed(indicator: Indicator) -> Parsed:
    fields = indicator.fields
    name = fields["name"]
    classes = _words_of(fields["level1"], fields["level2"]) or _words_of_name(name)
    read = reading(indicator.whole_target)
    if read.target is None and is_due_later(indicator):
        read = Reading(TargetKind.NOT_APPLICABLE, None, text=read.text)
    return Parsed(indicator, name_of(name), read, classes)


def is_due_later(indicator: Indicator) -> bool:
    """Whether a dash as this year's target stands beside that of the mid-term: what is built is measured later."""
    return indicator.target.strip() in _DASHES and bool(indicator.fields[_MID_TARGET].strip())


@lru_cache(maxsize=4096)
def _words_of(level1: str, level2: str) -> frozenset[str]:
    key = class_of(level1, level2)
    if "." in key or key in ("satisfaction", "cost"):
        return _asked_for(key)
    said = f"{level1} {level2}"[:ENOUGH]
    return frozenset(word for word in _CLASSES if word in said)


def _asked_for(key: str) -> frozenset[str]:
    return frozenset(word for word, keys in _CLASSES.items() if key.startswith(keys))


def _words_of_name(name: str) -> frozenset[str]:
    head = name_of(name).head
    return _asked_for(head.classes[0]) if head is not None and len(head.classes) == 1 else frozenset()


def has_any(text: str, words: str) -> bool:
    """Whether a text contains one of the words in a list of the settings."""
    for word in settings().words[words]:  # noqa: SIM110 -- any() with a generator takes half as long again
        if word in text:
            return True
    return False


def is_complaint(name: str) -> bool:
    """Whether a lower value is better although satisfaction is asked, as for 投诉率. 信访群众满意度 is satisfaction."""
    satisfied = name.endswith(("满意度", "满意率")) and "不满意" not in name
    return has_any(name, "complaints") and not satisfied
