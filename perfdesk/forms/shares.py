"""Which band prints a record, where a form prints those of a kind in several: 产出指标 in one, 满意度指标 in another.

Every record has just one band, or it would be missing on paper or be read back twice; so one band takes the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Final, NamedTuple

from perfdesk.forms.limits import Limits
from perfdesk.model.classes import class_of
from perfdesk.model.document import Row
from perfdesk.model.keys import LEVEL1, LEVEL2

_ONE_OF: Final = Limits(shortest=1, longest=100)


@dataclass(frozen=True, kw_only=True)
class RecordFilter:
    """A band prints the records whose `field` says `one_of` these texts; or those of a `phase`, which have something in
    one of its columns of that phase."""

    field: str = ""
    one_of: Annotated[tuple[Annotated[str, Limits(shortest=1, longest=60)], ...], _ONE_OF] = ()
    phase: str = ""

    def __post_init__(self) -> None:
        """ValueError if it is neither or both."""
        if bool(self.field) != bool(self.one_of) or bool(self.field) == bool(self.phase):
            raise ValueError("where 要么写 field 和 one_of，要么写 phase")


class Share(NamedTuple):
    """A band's place among those of its table, which records it asks for, whether it has a column for the field that
    tells them apart, and its columns of the phase that it asks for."""

    band: int
    where: RecordFilter | None
    printed: bool
    of_phase: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shares:
    """How the records of a kind are shared out among the bands that print them; `field` tells which takes a record, ""
    if their phases do.

    A 一级指标 or 二级指标 that a band has a column for is known by its class, whatever it is called. What a band has no
    column for is known by the very text, because that is what is read back from there.
    """

    field: str
    bands: Sequence[Share]

    @cached_property
    def rest(self) -> int | None:
        """The band of the records that no other asks for: the one that asks for none, else the first with a column that
        tells them apart. None if there is no such band."""
        return next((one.band for one in sorted(self.bands, key=_asks) if one.printed), None)

    def rows_of(self, band: int, rows: Iterable[Row]) -> list[Row]:
        """Those of the records that a band prints."""
        if not self.field:
            return [row for row in rows if self.band_of(row.fields) == band]
        field, band_of = self.field, self._band_of
        return [row for row in rows if band_of(row.fields[field]) == band]

    def band_of(self, fields: Mapping[str, str]) -> int | None:
        """The band that prints a record with these fields."""
        if self.field:
            return self._band_of(fields[self.field])
        return next((one.band for one in self.bands if any(fields[key] for key in one.of_phase)), self.rest)

    @property
    def phases(self) -> tuple[str, ...]:
        """Those that have bands of their own."""
        return tuple(one.where.phase for one in self.bands if one.where and one.where.phase)

    def begins(self, band: int, rows: Iterable[Row], keys: Iterable[str]) -> Mapping[str, str]:
        """What a new record has to say to stand in a band: in these fields what the last one there says, or what the
        band asks for."""
        for row in reversed(self.rows_of(band, rows)):
            return {key: row.fields[key] for key in keys}
        asked = (one.where for one in self.bands if one.band == band and one.where and one.where.field)
        return next(({where.field: where.one_of[0]} for where in asked), {})

    def _band_of(self, text: str) -> int | None:
        found = self._texts.get(text)
        if found is None and self._classes:
            found = self._classes.get(class_in(self.field, text))
        return self.rest if found is None else found

    @cached_property
    def _texts(self) -> Mapping[str, int]:
        return {text: one.band for one in self.bands if one.where for text in one.where.one_of}

    @cached_property
    def _classes(self) -> Mapping[str, int]:
        printed = ((one.band, one.where) for one in self.bands if one.where and one.printed)
        found = {class_in(self.field, text): band for band, where in printed for text in where.one_of}
        found.pop("", None)
        return found


def class_in(field: str, text: str) -> str:
    """The class of indicators that the text of a field names; "" if it names none."""
    if field == LEVEL1:
        return class_of(text, "")
    return class_of("", text) if field == LEVEL2 else ""


def _asks(share: Share) -> bool:
    return share.where is not None
