"""Finds the nodes of a version in an annex, which has no ids: by content, then by code or name, then by likeness.

A row that was typed anew in the place of another is not that other one, although both are of one class: it is matched
only if enough of its texts are the same. What is left over was removed there, or added.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, TypeVar

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
        found |= _pairs(olds, news, (_whole, row_name, _bare_name), _row_texts)
    return found


def alike_rows(old: Sequence[Row], new: Sequence[Row]) -> dict[str, str]:
    """The same where ids may be known: for a reader who compares two versions, a row whose text was typed anew over
    another of its class is one removed and one added."""
    ids = {row.id for row in old} & {row.id for row in new}
    return same_rows(*([row for row in rows if row.id not in ids] for rows in (old, new)))


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
    known = {id(item): texts(item) for item in (*old, *new)}
    scored = [
        (-score, at, by)
        for at, one in enumerate(new)
        for by, other in enumerate(old)
        if (score := _likeness(one, other, known[id(one)], known[id(other)]))
    ]
    taken_new, taken_old = set[int](), set[int]()
    for _, at, by in sorted(scored):
        if at not in taken_new and by not in taken_old:
            taken_new.add(at)
            taken_old.add(by)
            yield new[at].id, old[by].id


def _likeness(one: Project | Row, other: Project | Row, texts: Counter[object], others: Counter[object]) -> float:
    """How much two nodes are alike; 0 if they are not the same one."""
    shared = 2 * (texts & others).total() / max(1, texts.total() + others.total())
    names = _ratio(normal(one.name)[:_LONGEST_NAME], normal(other.name)[:_LONGEST_NAME])
    return shared + names if shared >= _ALIKE or names >= _NAMES else 0.0


def _ratio(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _NAMES else 0.0


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


def _whole(row: Row) -> object:
    return frozenset((key, normal(text)) for key, text in _filled(row.fields))


def _filled(fields: Fields) -> Iterator[tuple[str, str]]:
    return ((key, text) for key, text in fields.items() if text)


def row_name(row: Row) -> object:
    """The class and name of a row; None if it has no name."""
    levels = (normal(row.level1), normal(row.level2)) if isinstance(row, Indicator) else ()
    return (*levels, normal(row.name)) if row.name else None


def _bare_name(row: Row) -> object:
    return normal(row.name)
