"""The bands of fixed rows of a learned form, and what stands in lines outside of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from perfdesk.importers.choices import boxes_of
from perfdesk.learning.answer import PRINTED, Answer, CellRole
from perfdesk.learning.band_columns import slug
from perfdesk.learning.draft_cells import COUNTED, CellStyles
from perfdesk.learning.draft_fields import OwnFields
from perfdesk.learning.draft_page import lines
from perfdesk.learning.draft_records import LONGEST_LABEL
from perfdesk.learning.form_parts import FormPart, said_in_line
from perfdesk.learning.grid_totals import is_total
from perfdesk.learning.inline import Inline, all_of_document, asks_for_person, inline, line_parts, unnamed
from perfdesk.learning.look import Look
from perfdesk.learning.matrix import Spot
from perfdesk.learning.roles import TITLE
from perfdesk.model.fields import OWN, RECORDS, Owner
from perfdesk.model.keys import GOAL
from perfdesk.model.vocabulary import vocabulary

Shape = dict[str, Any]
_LONG_TEXT: Final = 30
_LONG_NOTE: Final = 20


class DraftRows:
    """Writes the fixed rows of a part. Beside a `grid` of projects they print once, as fields of the document."""

    def __init__(self, part: FormPart, own: OwnFields, look: Look, styles: CellStyles, *, grid: bool) -> None:
        self._part = part
        self._styles = styles
        self._own = own
        self._look = look
        self._grid = grid

    def bands(self, start: int, end: int, *, unlike: bool = False) -> list[Shape]:
        """A band of these rows, cells that reach out of it cut off; none of no rows. `unlike` tells that they look like
        records and are none."""
        if start >= end:
            return []
        change: Callable[[Answer], Answer] = self._by_place if unlike else lambda one: one
        by_spot = {
            one.spot: printed_once(change(one)) if self._is_of_one(one) else change(one)
            for one in self._part.table.answers
        }
        return [{"kind": "rows", "rows": [self._row(row, start, end, by_spot) for row in range(start, end)]}]

    def _is_of_one(self, one: Answer) -> bool:
        """Whether a value would be a project's own, where all print in one table. A sum is that of all."""
        return self._grid and not is_total(self._part.bands, one)

    def _row(self, row: int, start: int, end: int, by_spot: dict[Any, Answer]) -> Shape:
        begins = [one for one in self._part.table.cells.row(row) if one.row == row or row == start]
        cells = [
            self._styled(self._cell(by_spot[one], row, end), one)
            for one in begins
            if one.end > self._part.left and one.column < self._part.right
        ]
        high = lines(self._look, self._part.table.place, range(row, row + 1))[0]
        return {"cells": cells, **({"lines": high} if high > 1 else {})}

    def _styled(self, shape: Shape, spot: Spot) -> Shape:
        bold = "label" in shape or "heading" in shape
        owner = Owner(shape.get("owner", Owner.PROJECT))
        counts = "computed" in shape or vocabulary().kind(owner, shape.get("field", "")) in COUNTED
        return shape | self._styles.of(self._part, spot, bold=bold, counts=counts)

    def _cell(self, one: Answer, row: int, end: int) -> Shape:
        spot, left, right = one.spot, self._part.left, self._part.right
        shape: Shape = {"at": [max(spot.column, left) - left + 1, min(spot.end, right) - left]}
        if min(spot.bottom, end) - row > 1:
            shape["down"] = min(spot.bottom, end) - row
        # A label beside records that reaches on beside their sum stands beside the records.
        if one.role in PRINTED and not spot.blank and row == spot.row:
            heading = {"heading": True} if one.reason == TITLE else {}
            return {**shape, "label": spot.text[:LONGEST_LABEL], **heading}
        if one.role is CellRole.VALUE and row == spot.row:
            return {**shape, **self._field(one)}
        if one.role is CellRole.NOTE and not spot.blank:
            align = "left" if len(spot.text) > _LONG_NOTE else "center"
            return {**shape, "note": spot.text[:LONGEST_LABEL], "align": align}
        return {**shape, "blank": True}

    def _field(self, one: Answer) -> Shape:
        if one.owner in RECORDS or (self._grid and is_total(self._part.bands, one)):
            of = one.key if one.owner is Owner.PROJECT else f"{one.owner.value}.{one.key}"
            return {"computed": {"how": "sum", "of": [of]}}
        key = self._own.known(one.owner, one.key, one.title)
        shape: Shape = {"field": key}
        if one.owner is Owner.DOCUMENT:
            shape["owner"] = one.owner.value
        if one.template:
            found = inline(one.spot.text) if one.template.count("{") > 1 else None
            found = all_of_document(found) if found is not None and self._grid else found
            for owner, other, title in found.slots[1:] if found else ():
                self._own.known(owner, other, title)
            shape["template"] = one.template
        if one.choices:
            shape |= _options(one)
        if len(one.spot.text) > _LONG_TEXT or one.key.startswith(GOAL):
            shape["align"] = "left"
        return shape

    def _by_place(self, one: Answer) -> Answer:
        """A value in rows that are no records of the form: a field of the project's, named after its place."""
        if one.role is not CellRole.VALUE:
            return one
        title = one.title or vocabulary().title(one.owner, one.key)
        table = f"{self._part.number + 1}_" if self._part.number else ""
        key = f"{OWN}{slug(title)[:30]}_{table}{one.spot.row}_{one.spot.column}"
        return replace(one, owner=Owner.PROJECT, key=key, title=title, template="", choices=())

    # --- lines --------------------------------------------------------------------------------------------------

    def line(self, text: str) -> str:
        """A line with slots for what the program knows and for who fills it in; else as it is printed on blank paper.
        Of a row that has become a line a person may have said what it holds. Its cells are parted by tabs."""
        return "\t".join(map(self._side, text.split("\t")))

    def _side(self, text: str) -> str:
        answers = self._part.table.answers
        if said := next((said_in_line(one) for one in answers if one.template and one.spot.text == text), ""):
            return said
        return "".join(self._in_line(part, found) for part, found in line_parts(text))

    def _in_line(self, text: str, found: Inline | None) -> str:
        found = once(found) if found is not None and self._grid else found
        if found is None or not all(self._prints(*slot) for slot in found.slots):
            return unnamed(text).replace("{", "（").replace("}", "）")
        for slot in found.slots:
            self._own.known(*slot)
        return found.template

    def _prints(self, owner: Owner, key: str, title: str) -> bool:
        """Whether a line outside the rows can have a slot for a field; beside a grid only for the document's."""
        is_there = owner is Owner.DOCUMENT or (owner is Owner.PROJECT and not self._grid)
        return is_there and (not key.startswith(OWN) or asks_for_person(title))


def once(found: Inline) -> Inline:
    """A line beside a grid, which prints once for all projects: who fills it in is a field of the document's own."""
    template, slots = found.template, []
    for owner, key, title in found.slots:
        of_all = owner is Owner.PROJECT and asks_for_person(title)
        own = key if key.startswith(OWN) or not of_all else OWN + slug(title)
        template = template.replace(f"{{{key}}}", f"{{{own}}}")
        slots.append((Owner.DOCUMENT if of_all else owner, own, title))
    return found._replace(template=template, slots=tuple(slots))


def _options(one: Answer) -> Shape:
    """The options of a cell, and its boxes where these are the office's own."""
    boxes = boxes_of(one.spot.text)
    return {"choices": [*one.choices], **({"boxes": boxes} if boxes else {})}


def printed_once(one: Answer) -> Answer:
    """A value outside the rows of a grid, which prints once for all projects: a field of the document's own."""
    if one.role is not CellRole.VALUE or one.owner is Owner.DOCUMENT:
        return one
    if one.template.count("{") > 1 and (found := inline(one.spot.text)) is not None:
        found = all_of_document(found)
        owner, key, title = found.slots[0]
        return replace(one, owner=owner, key=key, title=title, template=found.template)
    title = one.title or vocabulary().title(one.owner, one.key)
    key = one.key if one.key.startswith(OWN) else OWN + slug(title)
    template = one.template.replace(f"{{{one.key}}}", f"{{{key}}}")
    return replace(one, owner=Owner.DOCUMENT, key=key, title=title, template=template)
