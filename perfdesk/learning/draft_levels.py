"""The classes of indicators of a learned form: those that its source prints, or the usual ones."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
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


def levels(
    tables: Iterable[Iterable[Answer]],
    asked: Set[str] = frozenset(),
    *,
    whole: bool = False,
    further: Iterable[Iterable[Answer]] = (),
) -> list[dict[str, Any]]:
    """一级指标 with their 二级指标 in printed order, marks apart. A new project starts with those the source prints, as
    its own blank paper does. Beside them stand those that only the annexes of `further` projects print, the classes
    that some rows have been `asked` for, and with `whole` all 二级指标 of each, for a row is known by its own."""
    found: dict[str, dict[str, str]] = {}
    marks: dict[str, str] = {}
    for level1, level2 in (pair for table in tables for pair in _pairs(table)):
        name, mark = parted(level1)
        marks.setdefault(name, mark)
        if level2:
            child, child_mark = parted(level2)
            found.setdefault(name, {}).setdefault(child, child_mark)
    printed = {child for below in found.values() for child in below}
    if len(printed) < _FEW:
        found, marks, printed = {one: dict.fromkeys(below, "") for one, below in _USUAL.items()}, {}, set()
    for table in further:
        _add_printed(found, marks, table)
    _add_usual(found, asked, whole=whole)
    return [_level(name, marks.get(name, ""), below, printed) for name, below in found.items()]


def _add_printed(found: dict[str, dict[str, str]], marks: dict[str, str], table: Iterable[Answer]) -> None:
    """Adds the classes that the annex of another project prints, each behind the one that it follows there."""
    before: dict[str, str] = {}
    for level1, level2 in _pairs(table):
        (name, mark), (child, child_mark) = parted(level1), parted(level2)
        marks.setdefault(name, mark)
        below = found.setdefault(name, {})
        if child not in below:
            found[name] = _with(below, child, child_mark, before.get(name, ""))
        elif child_mark and not below[child]:
            below[child] = child_mark
        before[name] = child


def _with(below: Mapping[str, str], child: str, mark: str, before: str) -> dict[str, str]:
    """The 二级指标 of a class with one more, behind another or first."""
    names = list(below)
    at = names.index(before) + 1 if before in below else 0
    return {one: below.get(one, mark) for one in (*names[:at], child, *names[at:])}


def _add_usual(found: dict[str, dict[str, str]], asked: Set[str], *, whole: bool) -> None:
    for name, below in _USUAL.items():
        meaning = class_of(name, "")
        known = next((one for one in found if class_of(one, "") == meaning), None)
        if known is None and meaning in asked:
            found[name] = dict.fromkeys(below, "")
        elif known is not None and whole:
            found[known] = {**dict.fromkeys(below, ""), **found[known]}


def _level(name: str, mark: str, below: Mapping[str, str], printed: Set[str]) -> dict[str, Any]:
    start = {"start": True}
    children = [_named(one, own, **(start if one in printed else {})) for one, own in below.items()]
    return _named(name, mark, children=children)


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
