"""Finds the nodes of a version in an annex, which has no ids: by content, then by code or name, then by likeness.

A row that was typed anew in the place of another is not that other one, although both are of one class: it is matched
only if enough of its texts are the same. What is left over was removed there, or added.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple, TypeVar

from perfdesk.model.document import Indicator, Project, Row
from perfdesk.model.fields import Fields
from perfdesk.model.keys import LEVELS, UNIT_NAME
from perfdesk.model.values import normal

_Item = TypeVar("_Item", bound=Project | Row)
_Key = Callable[[_Item], object]
# The least share of equal texts, or likeness of names, with which a node is the same one after an edit.
_ALIKE: Final = 0.5
_NAMES: Final = 0.6
# To compare all that is left of two large files would take minutes.
_MOST_PAIRS: Final = 40_000
_LONGEST_NAME: Final = 200


def same_projects(old: Sequence[Project], new: Sequence[Project]) -> dict[str, str]:
    """The id of each new project to that of the old one that it is."""
    return _pairs(old, new, (_project_code, project_name), _project_texts)


def same_rows(old: Sequence[Row], new: Sequence[Row]) -> dict[str, str]:
    """The same for the rows of a project, kind by kind."""
    found: dict[str, str] = {}
    for kind in dict.fromkeys(row.owner for row in new):
        olds, news = ([row for row in rows if row.owner is kind] for rows in (old, new))
        found |= _pairs(olds, news, (whole_row, row_name, _bare_name), _row_texts)
    return found


def alike_rows(old: Sequence[Row], new: Sequence[Row]) -> dict[str, str]:
    """The same where ids may be known: for a reader who compares two versions, a row whose text was typed anew over
    another of its class is one removed and one added."""
    ids = {row.id for row in old} & {row.id for row in new}
    return same_rows(*([row for row in rows if row.id not in ids] for rows in (old, new)))


def rows_to_merge(old: Sequence[Row], new: Sequence[Row]) -> dict[str, str]:
    """The same where two files are merged that share no version. A row without a name is not another row: whoever
    filled it in, or left it empty, has the one of its class that is left."""
    pairs = alike_rows(old, new)
    taken = {*pairs.values(), *(row.id for row in new)}
    known = {row.id for row in old}
    nameless, named = defaultdict[object, deque[str]](deque), defaultdict[object, deque[str]](deque)
    for row in old:
        if row.id not in taken:
            (named if row.name else nameless)[_class(row)].append(row.id)
    for row in new:
        if row.id not in pairs and row.id not in known:
            left = nameless[_class(row)]
            if not left and not row.name:
                left = named[_class(row)]
            if left:
                pairs[row.id] = left.popleft()
    return pairs


def _pairs(
    old: Sequence[_Item], new: Sequence[_Item], keys: Iterable[_Key[_Item]], texts: Callable[[_Item], Counter[object]]
) -> dict[str, str]:
    """Each key in turn pairs what the keys before it left, the nth with the nth. Likeness pairs the rest."""
    pairs: dict[str, str] = {}
    for key in keys:
        taken = set(pairs.values())
        waiting: dict[object, deque[str]] = defaultdict(deque)
        for item in old:
            if item.id not in taken and key(item):
                waiting[key(item)].append(item.id)
        for item in new:
            if item.id not in pairs and (same := waiting.get(key(item))):
                pairs[item.id] = same.popleft()
    taken = set(pairs.values())
    left = [item for item in old if item.id not in taken]
    return pairs | dict(_alike(left, [item for item in new if item.id not in pairs], texts))


def _alike(
    old: Sequence[_Item], new: Sequence[_Item], texts: Callable[[_Item], Counter[object]]
) -> Iterator[tuple[str, str]]:
    """The pairs that are alike, the most alike first; of equally alike ones, in their order."""
    if len(old) * len(new) > _MOST_PAIRS:
        return
    olds, news = ([_Shown(_cut_name(item), texts(item)) for item in items] for items in (old, new))
    scored = [(-score, at, by) for by, other in enumerate(olds) for at, score in _scores(other, news)]
    taken_new, taken_old = set[int](), set[int]()
    for _, at, by in sorted(scored):
        if at not in taken_new and by not in taken_old:
            taken_new.add(at)
            taken_old.add(by)
            yield new[at].id, old[by].id


class _Shown(NamedTuple):
    """What of a node is compared: its name, and all its texts."""

    name: str
    texts: Counter[object]


def _cut_name(item: Project | Row) -> str:
    return normal(item.name)[:_LONGEST_NAME]


def _scores(other: _Shown, news: Sequence[_Shown]) -> Iterator[tuple[int, float]]:
    """How much new nodes are alike an old one; those left out are not the same one."""
    # It prepares its second text once for all the first ones.
    matcher = SequenceMatcher(None, "", other.name, autojunk=False)
    most = other.texts.total()
    for at, one in enumerate(news):
        total = max(1, one.texts.total() + most)
        common = 0 if one.texts.keys().isdisjoint(other.texts) else (one.texts & other.texts).total()
        shared, names = 2 * common / total, 0.0
        if one.name and other.name:
            matcher.set_seq1(one.name)
            names = matcher.ratio() if matcher.real_quick_ratio() >= _NAMES and matcher.quick_ratio() >= _NAMES else 0.0
        if shared >= _ALIKE or names >= _NAMES:
            yield at, shared + names


def _row_texts(row: Row) -> Counter[object]:
    """The texts of a row that tell it from others of its class."""
    return Counter((key, normal(text)) for key, text in row.fields.items() if text and key not in LEVELS)


def _project_texts(project: Project) -> Counter[object]:
    found: Counter[object] = Counter((key, normal(text)) for key, text in project.fields.items() if text)
    for row in project.rows:
        found += _row_texts(row)
    return found


def _project_code(project: Project) -> object:
    return normal(project.code)


def project_name(project: Project) -> object:
    """The unit and name of a project; None if it has no name."""
    return (normal(project.fields[UNIT_NAME]), normal(project.name)) if project.name else None


def whole_row(row: Row) -> object:
    """All texts of a row."""
    return frozenset((key, normal(text)) for key, text in _filled(row.fields))


def _filled(fields: Fields) -> Iterator[tuple[str, str]]:
    return ((key, text) for key, text in fields.items() if text)


def row_name(row: Row) -> object:
    """The class and name of a row; None if it has no name."""
    return (*_class(row), normal(row.name)) if row.name else None


def _class(row: Row) -> tuple[str, ...]:
    return (normal(row.level1), normal(row.level2)) if isinstance(row, Indicator) else (row.owner,)


def _bare_name(row: Row) -> object:
    return normal(row.name)
