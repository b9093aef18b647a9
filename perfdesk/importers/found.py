"""A project while it is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from perfdesk.forms.computed import Computed
from perfdesk.model.fields import Owner


class PrintedNumber(NamedTuple):
    """A computed cell of the form with the text that the source has there; `label` is the first text of its row."""

    computed: Computed
    text: str
    label: str
    place: str


@dataclass(slots=True)
class Found:
    """`place` is the place of its first row. `rows` are the texts of its indicators, without blank ones,
    `records` those of its other repeated rows. `numbers` are those that the form computes. `inherited` counts the
    indicators that took their class from above. `aligned` counts those with missing cells that were placed."""

    place: str
    fields: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    records: list[tuple[Owner, dict[str, str]]] = field(default_factory=list)
    numbers: list[PrintedNumber] = field(default_factory=list)
    has_header: bool = False
    inherited: int = 0
    aligned: int = 0

    @property
    def all_fields(self) -> Iterator[Mapping[str, str]]:
        """Its own texts and those of its rows."""
        yield self.fields
        yield from self.rows
        yield from (texts for _, texts in self.records)
