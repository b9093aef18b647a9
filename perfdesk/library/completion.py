"""What is offered while somebody types an indicator: names, targets, bases and descriptions that are known.

Known are, in this order, the document itself, the clerk's own indicators and the shipped ones. Nothing is put in by
itself: an offer is a text that a person may take.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Final, NamedTuple

from perfdesk.library.entry import Direction, Entry
from perfdesk.library.search import rank_in_name
from perfdesk.model.document import Document
from perfdesk.model.fields import Fields
from perfdesk.model.keys import BASIS, DESCRIPTION, LEVEL2, NAME, TARGET
from perfdesk.model.values import number_of
from perfdesk.rules.reading import reading

# A person reads so many at a glance.
MOST: Final = 8
# What is longer is being written, not looked for.
_LONGEST: Final = 30
# Of a document of 80,000 indicators so many are known, so that no letter waits: these take 0.1 seconds at most.
_MOST_ROWS: Final = 20_000
SIGNS: Final = ("≥", "≤", "=")
OFFERED: Final = (NAME, DESCRIPTION, TARGET, BASIS)


class _Known(NamedTuple):
    """An indicator that is known somewhere."""

    level2: str
    name: str
    description: str
    basis: str


class Completion:
    """Offers for one version of a document. Made when somebody begins to type; what it needs it works out once."""

    def __init__(self, document: Document, entries: Sequence[Entry]) -> None:
        """`entries` are those of the library, the clerk's own first."""
        self._document = document
        self._entries = entries

    def offers(self, key: str, row: Fields, typed: str) -> list[str]:
        """The texts offered for one of the fields OFFERED, best first; `row` has the indicator's other texts, `typed`
        what stands in the field now."""
        wanted = typed.strip()
        if len(wanted) > _LONGEST:
            return []
        if key == NAME:
            found = self._names(wanted, row[LEVEL2])
        elif key == TARGET:
            found = self._targets(wanted, row)
        else:
            found = self._texts(key, wanted, row[NAME])
        offered = [text for text in dict.fromkeys(found) if text != wanted]
        return offered[:MOST]

    # --- names and texts --------------------------------------------------------------------------------------

    def _names(self, wanted: str, level2: str) -> Iterator[str]:
        """Names that fit what is typed; of those that fit alike first the same class, then as they are known."""
        if not wanted:
            return (one for one, classes in self._classes.items() if level2 in classes)
        ranked = _ranked(wanted, self._classes)
        ranked.sort(key=lambda pair: (pair[0], level2 not in self._classes[pair[1]]))
        return (name for _, name in ranked)

    def _texts(self, key: str, wanted: str, name: str) -> Iterator[str]:
        """What this indicator has elsewhere, then what any has."""
        same = _blankless(getattr(one, key) for one in self._named(name))
        if not wanted:
            return iter(same)
        others = self._bases if key == BASIS else ()
        return chain(_fitting(wanted, same), _fitting(wanted, others))

    @cached_property
    def _classes(self) -> dict[str, set[str]]:
        """The known names, in the order in which they are known, with their classes."""
        found: dict[str, set[str]] = {}
        for one in self._known():
            if one.name:
                found.setdefault(one.name, set()).add(one.level2)
        return found

    @cached_property
    def _bases(self) -> list[str]:
        return _blankless(one.basis for one in self._known())

    def _known(self) -> Iterator[_Known]:
        every = (row.fields for project in self._document.projects for row in project.indicators)
        rows = islice(every, _MOST_ROWS)
        here = (_Known(row[LEVEL2], row[NAME].strip(), row[DESCRIPTION], row[BASIS]) for row in rows)
        return chain(here, (_Known(one.level2, one.name, one.description, one.basis) for one in self._entries))

    def _named(self, name: str) -> list[_Known]:
        return [one for one in self._known() if one.name == name.strip()] if name.strip() else []

    # --- targets ----------------------------------------------------------------------------------------------

    def _targets(self, wanted: str, row: Fields) -> Iterator[str]:
        """A bare number as this indicator has it elsewhere, "≥95%" for 95; then each sign before it."""
        bare = wanted.lstrip("≥≤=<> ")
        sign = wanted[: len(wanted) - len(bare)].strip()
        if bare and not bare[:1].isdigit():
            return
        unit_known = ""
        if number_of(bare) is not None:
            for known_sign, unit in self._shapes(row):
                if not sign or sign == known_sign:
                    unit_known = unit_known or unit
                    yield f"{known_sign}{bare}{unit}"
        if not sign:
            yield from (f"{one}{bare}{unit_known}" for one in SIGNS)

    def _shapes(self, row: Fields) -> Iterator[tuple[str, str]]:
        """Sign and unit that an indicator of this name and class has; then those of the same name elsewhere."""
        name, level2 = row[NAME].strip(), row[LEVEL2]
        if not name:
            return
        entries = [one for one in self._entries if one.name == name]
        shapes = [*self._shapes_here(name), *((one.level2, _shape(one)) for one in entries)]
        for _, shape in sorted(shapes, key=lambda pair: pair[0] != level2):
            if shape is not None:
                yield shape

    def _shapes_here(self, name: str) -> Iterator[tuple[str, tuple[str, str] | None]]:
        for project in self._document.projects:
            for row in project.indicators:
                if row.name.strip() == name:
                    target = reading(row.target).target
                    is_plain = target is not None and target.operator in ("", *SIGNS)
                    yield row.level2, (target.operator, target.unit) if target and is_plain else None


def _shape(entry: Entry) -> tuple[str, str] | None:
    """Sign and unit of a library's entry; None if its target is no number."""
    sign = "" if entry.direction is Direction.UNKNOWN else entry.direction.value
    return (sign, entry.unit) if sign in ("", *SIGNS) else None


def _ranked(wanted: str, texts: Iterable[str]) -> list[tuple[int, str]]:
    """The texts that have every word that is typed, each with the rank of the word that fits worst, 0 the best."""
    words = wanted.lower().split()
    found: list[tuple[int, str]] = []
    for text in texts:
        ranks = [rank_in_name(word, text) for word in words]
        if None not in ranks:
            found.append((max(rank or 0 for rank in ranks), text))
    return found


def _fitting(wanted: str, texts: Iterable[str]) -> list[str]:
    return [text for _, text in sorted(_ranked(wanted, texts), key=lambda pair: pair[0])]


def _blankless(texts: Iterable[str]) -> list[str]:
    return [*dict.fromkeys(text.strip() for text in texts if text.strip())]
