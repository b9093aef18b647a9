"""The vocabulary: every field key once, with its Chinese names, its kind, and what else is known of it.

The table is resources/vocabulary.toml; a form may bring fields of its own to it. Nothing else in the program says what
a field is called or what kind of text it holds.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final

from perfdesk import paths
from perfdesk.model.fields import ANSWER, CARRIED, FROZEN, QUESTION, UNREAD, Kind, Owner, clean


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the vocabulary; what its columns mean stands in the file."""

    key: str
    title: str
    owner: Owner
    kind: Kind = Kind.TEXT
    also: tuple[str, ...] = ()
    inherited: bool = False
    choice: bool = False
    coded: bool = False
    source: bool = False
    pattern: str = ""
    part_of: str = ""
    point: int = 0
    on_request: bool = False

    @property
    def place(self) -> tuple[Owner, str]:
        """What names the field among those of all owners."""
        return self.owner, self.key


_KEPT: Final = {
    ANSWER: "审核答复", QUESTION: "合并待定", UNREAD: "装入时没有读到的", CARRIED: "上年内容", FROZEN: "申报时的内容",
}  # fmt: skip
_LONGEST_TITLE: Final = 60


class Vocabulary:
    """Fields in the order in which they are shown. A vocabulary never changes; each form has one."""

    def __init__(self, fields: Iterable[Field]) -> None:
        """Each field once."""
        self._rows: dict[tuple[Owner, str], Field] = {field.place: field for field in fields}

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All fields."""
        return tuple(self._rows.values())

    @cached_property
    def usual(self) -> tuple[Field, ...]:
        """Those that lists, labels and questions speak of without a form's asking for them."""
        return tuple(field for field in self.fields if not field.on_request)

    @cached_property
    def order(self) -> Mapping[tuple[Owner, str], int]:
        """Where each field comes among the others, by owner and key."""
        return MappingProxyType({place: at for at, place in enumerate(self._rows)})

    def field(self, owner: Owner, key: str) -> Field:
        """The row for a key; an unknown key is a plain text named by itself, on one line of bounded length."""
        return self._rows.get((owner, key)) or self._of_phase(owner, key) or _unknown(owner, key)

    def title(self, owner: Owner, key: str) -> str:
        """What a field is called."""
        return self.field(owner, key).title

    def kind(self, owner: Owner, key: str) -> Kind:
        """What kind of text a field holds."""
        return self.field(owner, key).kind

    def knows(self, owner: Owner, key: str) -> bool:
        """Whether there is a row for the key, or for the one that it has of another phase."""
        return (owner, key) in self._rows or self._of_phase(owner, key) is not None

    def _of_phase(self, owner: Owner, key: str) -> Field | None:
        """The field of an indicator, or an amount, in another phase: target@mid is 中期指标值."""
        base, _, phase = key.partition("@")
        has_phases = owner is Owner.INDICATOR or (owner is Owner.PROJECT and base.startswith("funds."))
        known = self._rows.get((owner, base)) if phase in phases() and has_phases else None
        return known and replace(known, key=key, title=phases()[phase] + known.title, also=(), on_request=True)

    def of(self, owner: Owner) -> Iterator[Field]:
        """The fields of one kind of node."""
        return (field for field in self.fields if field.owner is owner)

    @cached_property
    def patterns(self) -> Mapping[str, str]:
        """What stands in a slot of a printed line, by key; whose field it is, a line does not say."""
        return MappingProxyType({field.key: field.pattern for field in self.fields if field.pattern})

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of the amounts that add up to a total, by the key of the total."""
        found: dict[str, tuple[str, ...]] = {}
        for field in self.fields:
            if field.part_of:
                found[field.part_of] = (*found.get(field.part_of, ()), field.key)
        return MappingProxyType(found)

    @cached_property
    def points(self) -> tuple[str, ...]:
        """The keys of the cumulative shares of the year's money, in time order."""
        return tuple(field.key for field in sorted(self.fields, key=lambda one: one.point) if field.point)

    def with_own(self, own: Iterable[Field]) -> "Vocabulary":
        """These and a form's own, which come last. A field that is known keeps all but its title."""
        rows = dict(self._rows)
        for field in own:
            known = rows.get(field.place)
            rows[field.place] = replace(known, title=field.title) if known else field
        return Vocabulary(rows.values())


def _unknown(owner: Owner, key: str) -> Field:
    for prefix, title in _KEPT.items():
        if key.startswith(prefix):
            return Field(key, title, owner)
    return Field(key, " ".join(clean(key)[:_LONGEST_TITLE].split()) or "（无名）", owner)


@cache
def vocabulary_file() -> Mapping[str, Any]:
    """What resources/vocabulary.toml says. A broken file is an installation error and raises."""
    return tomllib.loads((paths.resources() / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def plan_keys() -> Mapping[str, str]:
    """The key of the year's plan of each source of money, which has a short one of its own for the usual sources."""
    sources = vocabulary_file()["funds"]["sources"]
    return {one["key"]: one.get("plan", f"funds.{one['key']}.plan") for one in sources}


@cache
def vocabulary() -> Vocabulary:
    """The program's own fields."""
    table = vocabulary_file()
    return Vocabulary(field for owner in Owner for row in table[owner] for field in _fields(owner, row, table))


def row_title(owner: Owner) -> str:
    """What a row of a project is called before its number: 指标, 任务."""
    return str(vocabulary_file()["rows"][owner])


@cache
def phases() -> Mapping[str, str]:
    """What the fields of another phase are called before their own title, by what stands behind their keys."""
    found: Mapping[str, str] = vocabulary_file()["phases"]
    return found


_NAMED: Final = ("key", "titles", "kind")


def _fields(owner: Owner, row: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Field]:
    """The field of a row; of a row that names a family all its fields."""
    if family := row.get("family"):
        yield from _family(owner, family, table[family])
    else:
        title, *also = row["titles"]
        known = {name: value for name, value in row.items() if name not in _NAMED}
        yield Field(row["key"], title, owner, Kind(row.get("kind", Kind.TEXT)), tuple(also), **known)


def _family(owner: Owner, name: str, family: Mapping[str, Any]) -> Iterator[Field]:
    """A field for each source in each measure, but those that have a key of their own. The plan, which comes first, is
    called as its source is."""
    for number, measure in enumerate(family["measures"]):
        key, kind = measure["key"], Kind(measure["kind"])
        for source in family["sources"]:
            if key in source:
                continue
            title = f"{source['title']}（{measure['title']}）" if number else source["title"]
            part_of = "" if number else source.get("part_of", "")
            on_request = bool(number) or not source.get("usual", False)
            full = f"{name}.{source['key']}.{key}"
            yield Field(full, title, owner, kind, part_of=part_of, on_request=on_request)
