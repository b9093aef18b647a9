"""Where in the annex of a form a reader is: the place that it read last, and those of the project before it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from perfdesk.forms.bands import NextTable
from perfdesk.forms.definition import Form
from perfdesk.importers.layout import band_places, read_slots


class NextTableLine(NamedTuple):
    """A line above a table that is not the first: its place, and the fields in it."""

    place: int
    slots: Mapping[str, str]


class AnnexPosition:
    """Moves through the places that `band_places` counts. `last` is the one that was read last."""

    def __init__(self, form: Form) -> None:
        """At the end of an annex: the next row of labels begins a project."""
        self._between = [*_lines_between(form)]
        self._indicators = _place_of_indicators(form)
        self._seen: set[int] = set()
        self.last = self._indicators

    def begin(self) -> None:
        """A project begins."""
        self._seen = set()
        self.last = -1

    def reach(self, place: int) -> None:
        """A place has been read."""
        self.last = place
        self._seen.add(place)

    def has_read(self, place: int) -> bool:
        """Whether the project has had a place."""
        return place in self._seen

    def is_below_indicators(self, place: int) -> bool:
        """Whether a place is below the first header of indicators."""
        return place > self._indicators

    def next_header(self, *, new_grid: bool) -> int:
        """The place from which on the band is looked for whose header a row is. In another table of the source it is a
        following one rather than that of the last header again."""
        return self.last + (new_grid and self.last in self._seen)

    def next_table(self, text: str) -> NextTableLine | None:
        """The line, if a text stands above a following table of the project; a line that several have is the next
        one's."""
        for line, place in sorted(self._between, key=lambda one: one[1] <= self.last):
            if (slots := read_slots(line, text)) is not None:
                return NextTableLine(place, slots)
        return None


def _place_of_indicators(form: Form) -> int:
    """Where the indicators begin; the end of the annex if it has none."""
    places = band_places(form)
    bands = zip(places, form.table.bands, strict=False)
    return next((place for place, band in bands if band is form.table.indicators), places[-1])


def _lines_between(form: Form) -> Iterator[tuple[str, int]]:
    """The lines with words above each table that is not the first, with its place."""
    for place, band in zip(band_places(form), form.table.bands, strict=False):
        if isinstance(band, NextTable):
            yield from ((line.text, place) for line in band.above if line.text.strip())
