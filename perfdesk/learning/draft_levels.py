"""The classes of indicators of a learned form: those that its source prints, or the usual ones."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.model.classes import class_of
from perfdesk.model.fields import Owner
from perfdesk.model.keys import LEVEL1, LEVEL2

_USUAL: Final = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
_MARK: Final = re.compile(r"\s*([（(][^（）()]{0,20}[)）])\s*$")
_FEW: Final = 3
# As the form file calls it.
_NAME: Final = "name"


def levels(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """一级指标 with their 二级指标 in printed order, marks apart. A new project starts with those the source prints,
    as its own blank paper does."""
    found: dict[str, dict[str, str]] = {}
    marks: dict[str, str] = {}
    for level1, level2 in _pairs(answers):
        name, mark = parted(level1)
        marks.setdefault(name, mark)
        if level2:
            child, child_mark = parted(level2)
            found.setdefault(name, {}).setdefault(child, child_mark)
    start = {"start": True}
    if sum(map(len, found.values())) < _FEW:
        start = {}
        found, marks = {one: dict.fromkeys(below, "") for one, below in _USUAL.items()}, {}
    return [
        _named(name, marks.get(name, ""), children=[_named(child, mark, **start) for child, mark in below.items()])
        for name, below in found.items()
    ]


def level_names(levels: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """The name of each 一级指标 of a form file, and those of its 二级指标."""
    yield from ((one[_NAME], [child[_NAME] for child in one["children"]]) for one in levels)


def _named(name: str, mark: str, **more: Any) -> dict[str, Any]:
    return {**_shape(name=name), **(_shape(mark=mark) if mark else {}), **more}


def _shape(**shape: Any) -> dict[str, Any]:
    return shape


def _pairs(answers: Iterable[Answer]) -> Iterator[tuple[str, str]]:
    """The levels of each row, the first taken over from above."""
    first = ""
    for one in answers:
        if one.owner is not Owner.INDICATOR or one.role is not CellRole.VALUE or one.spot.blank:
            continue
        if one.key == LEVEL1 and class_of(one.spot.text, ""):
            first = one.spot.text
        elif one.key == LEVEL2 and first and "." in class_of("", one.spot.text):
            yield first, one.spot.text


def parted(text: str) -> tuple[str, str]:
    """A name and the mark behind it."""
    one = "".join(text.split())
    mark = _MARK.search(one)
    return (one[: mark.start()], mark[1]) if mark and mark.start() else (one, "")
