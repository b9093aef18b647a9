"""draft(proposal): the form file of a proposal. What is not understood stays a field under its printed label."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from perfdesk.forms.definition import Form
from perfdesk.forms.form_file import form_in
from perfdesk.learning.answer import OWN, Answer, CellRole
from perfdesk.learning.band_columns import FoundColumn, slug
from perfdesk.learning.band_end import is_tail
from perfdesk.learning.draft_levels import levels
from perfdesk.learning.draft_page import lines, page, table_look
from perfdesk.learning.inline import Inline, inline, titled_year, unnamed
from perfdesk.learning.labels import plain
from perfdesk.learning.look import Look
from perfdesk.learning.proposal import FormProposal, ProposedTable
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.roles import TITLE
from perfdesk.learning.toml import toml_text
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.form_copy import DEFINITION, FormCopy, FormFile
from perfdesk.model.keys import GOAL, LEVELS
from perfdesk.model.vocabulary import vocabulary

Shape = dict[str, Any]
_STYLES: Final[Mapping[str, Shape]] = {
    "heading": {"font": "方正小标宋简体", "size": 18, "align": "center", "line": 30, "outline": 1},
    "caption": {"font": "仿宋", "size": 12, "line": 20},
    "page-number": {"font": "宋体", "size": 14, "align": "center", "line": 20},
}
_LONGEST_TITLE: Final = 60
_LONGEST_LABEL: Final = 500
_NOT_IN_ID: Final = re.compile(r"[^\w]+")
_YEAR: Final = re.compile(r"20\d\d")
_STAGES: Final = (("监控", "monitoring"), ("自评", "evaluation"), ("评价", "evaluation"))


def draft(proposal: FormProposal, look: Look, stem: str, original: Mapping[str, Any] | None = None) -> bytes:
    """The form file. `stem` is the name of the source, for a form that has no title; `original` says which file is
    filled, and where the table stands in it."""
    return _Draft(proposal, proposal.tables[proposal.main], look, stem).content(original)


def learned_form(content: bytes) -> Form:
    """The form in a form file; FormError if it cannot be used."""
    return form_in(FormCopy((FormFile.of(DEFINITION, content),)))


class _Draft:
    """One form in the making."""

    def __init__(self, proposal: FormProposal, table: ProposedTable, look: Look, stem: str) -> None:
        self._proposal = proposal
        self._table = table
        self._cells = table.cells
        self._look = look
        self._stem = stem
        self._own: dict[tuple[Owner, str], str] = {}
        self._made: set[Owner] = set()
        self._grid = any(band.grid for band in table.bands)
        # How many rows of the source each band stands for.
        self._taken: list[int] = []
        self._left, self._right = _extent(table)
        self._first, self._captions = captions(table) if proposal.sheets else (0, [])

    def content(self, original: Mapping[str, Any] | None) -> bytes:
        """The file's bytes."""
        shape = self._shape()
        if original is not None:
            shape["original"] = {"row": self._first, "left": self._left, "bands": self._with_body(), **original}
        text = toml_text(shape)
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        name = _NOT_IN_ID.sub("-", shape["title"]).strip("-")[:60] or "own"
        return toml_text({"id": f"{name}-{digest}", **shape}).encode()

    def _with_body(self) -> list[int]:
        """How many rows each band takes. A sheet ends where nothing is written any more, also right below a header."""
        *others, last = self._taken
        bands = self._table.bands
        ends = bool(bands) and self._proposal.sheets and bands[-1].body == bands[-1].end == self._cells.rows
        return [*others, last + 1] if ends else self._taken

    def _shape(self) -> Shape:
        above = self._above()
        bands = self._bands()
        table = table_look(self._look, self._table.place, (self._left, self._right))
        return {
            "title": above["title"], "place": "学来的表样", "year": above["year"],
            "required": [], **_stage(above["title"]),
            "own_fields": [_own_field(*place, title) for place, title in self._own.items()],
            "page": page(self._look), "styles": _STYLES, "levels": levels(self._table.answers),
            "parts": [above["part"]],
            "table": {**table, **({"grid": True} if self._grid else {}), "bands": bands},
        }  # fmt: skip

    # --- above the table ----------------------------------------------------------------------------------------

    def _above(self) -> Shape:
        """Title and year of the form, and what stands above its tables."""
        lines = [one.text for one in self._proposal.lines if not one.below] + self._captions
        title = max((one for one in lines if plain(one).endswith("表")), key=len, default="")
        named = " ".join((title or self._inner_title() or self._stem).split())[:_LONGEST_TITLE]
        year = _YEAR.search(" ".join((named, *lines)))
        part: Shape = {"kind": "projects", "restart": True, "heading": {"text": titled_year(title), "style": "heading"}}
        part |= _captioned([self._line(one) for one in lines if one != title])
        return {
            "title": self._proposal.title or _without_year(named) or named,
            "year": int(year[0]) if year else 0,
            "part": part,
        }

    def _inner_title(self) -> str:
        return next((one.spot.text for one in self._table.answers if one.reason == TITLE), "")

    def _line(self, text: str) -> str:
        """A line with slots for what the program knows; own fields stay as they are printed on blank paper. Of a row
        that has become a line a person may have said what it holds."""
        said = next((one for one in self._table.answers if one.template and one.spot.text == text), None)
        if said is not None and said.owner is Owner.DOCUMENT and not said.key.startswith(OWN):
            return said.template
        found = inline(text)
        known = found is not None and self._prints(found)
        return found.template if found is not None and known else unnamed(text).replace("{", "（").replace("}", "）")

    # --- bands --------------------------------------------------------------------------------------------------

    def _bands(self) -> list[Shape]:
        made: list[Shape] = []
        row = self._first
        for band in self._table.bands:
            made += self._rows(row, band.top)
            made += self._records(band)
            self._taken += [size for size in (band.top - row, band.end - band.top) if size > 0]
            row = band.end
        made += self._rows(row, self._cells.rows)
        self._taken += [self._cells.rows - row] if row < self._cells.rows else []
        below = [self._note(one.text, one.inline) for one in self._proposal.lines if one.below]
        if below:
            made.append({"kind": "rows", "rows": below})
            self._taken.append(0)
        return made

    def _prints(self, found: Inline) -> bool:
        """Whether a line outside the rows can have slots for what stands in it; beside a grid only the document's."""
        owners = (Owner.DOCUMENT,) if self._grid else (Owner.DOCUMENT, Owner.PROJECT)
        return all(owner in owners and not key.startswith(OWN) for owner, key, _ in found.slots)

    def _note(self, text: str, found: Inline | None) -> Shape:
        """A line below the table as a row of it, for the form language has no other place."""
        at = [1, self._right - self._left]
        if found is not None and self._prints(found):
            owner, key, _ = found.slots[0]
            return {
                "cells": [{"at": at, "field": key, "template": found.template, "owner": owner.value, "align": "left"}]
            }
        return {"cells": [{"at": at, "note": unnamed(text), "align": "left"}]}

    def _rows(self, start: int, end: int, *, second: bool = False) -> list[Shape]:
        """A band of fixed rows, cells that reach out of it cut off."""
        if start >= end:
            return []
        placed = map(_by_place, self._table.answers) if second else self._table.answers
        by_spot = {one.spot: _printed_once(one) if self._grid else one for one in placed}
        rows = []
        for row in range(start, end):
            begins = [one for one in self._cells.row(row) if one.row == row or row == start]
            cells = [
                self._cell(by_spot[one], row, end)
                for one in begins
                if one.end > self._left and one.column < self._right
            ]
            high = lines(self._look, self._table.place, range(row, row + 1))[0]
            rows.append({"cells": cells, **({"lines": high} if high > 1 else {})})
        return [{"kind": "rows", "rows": rows}]

    def _cell(self, one: Answer, row: int, end: int) -> Shape:
        spot = one.spot
        shape: Shape = {"at": [max(spot.column, self._left) - self._left + 1, min(spot.end, self._right) - self._left]}
        if min(spot.bottom, end) - row > 1:
            shape["down"] = min(spot.bottom, end) - row
        if one.role in (CellRole.LABEL, CellRole.HEADER) and not spot.blank:
            return {
                **shape,
                "label": spot.text[:_LONGEST_LABEL],
                **({"heading": True} if one.reason == TITLE else {}),
            }
        if one.role is CellRole.VALUE and row == spot.row:
            return {**shape, **self._field(one)}
        if one.role is CellRole.NOTE and not spot.blank:
            return {**shape, "note": spot.text[:_LONGEST_LABEL], "align": "left" if len(spot.text) > 20 else "center"}
        return {**shape, "blank": True}

    def _field(self, one: Answer) -> Shape:
        if one.owner in RECORDS:
            return {"computed": {"how": "sum", "of": [f"{one.owner.value}.{one.key}"]}}
        key = self._known(one.owner, one.key, one.title)
        shape: Shape = {"field": key}
        if one.owner is Owner.DOCUMENT:
            shape["owner"] = one.owner.value
        if one.template:
            found = inline(one.spot.text)
            for owner, other, title in found.slots[1:] if found else ():
                self._known(owner, other, title)
            shape["template"] = one.template
        if one.choices:
            shape["choices"] = [*one.choices]
        if len(one.spot.text) > 30 or one.key.startswith(GOAL):
            shape["align"] = "left"
        return shape

    def _known(self, owner: Owner, key: str, title: str) -> str:
        """The key; what the vocabulary lacks becomes a field of the form's own."""
        if not vocabulary().knows(owner, key) and (owner, key) not in self._own:
            self._own[owner, key] = self._free_title(owner, title or key.removeprefix(OWN))
        return key

    def _free_title(self, owner: Owner, title: str) -> str:
        """A title that no other field of the owner has."""
        taken = {field.title for field in vocabulary().usual if field.owner is owner}
        taken |= {one for (whose, _), one in self._own.items() if whose is owner}
        wanted = "".join(title.split())[:50] or "栏目"
        number, found = 1, wanted
        while found in taken:
            number += 1
            found = f"{wanted}（{number}）"
        return found

    # --- records ------------------------------------------------------------------------------------------------

    def _records(self, band: FoundBand) -> list[Shape]:
        """A band of records; a second one of a kind, of which a form has one, becomes fixed rows with own fields."""
        if band.owner in self._made or (self._grid and not band.grid):
            return self._rows(band.top, band.end, second=True)
        self._made.add(band.owner)
        shape: Shape = {"kind": "records", "of": "indicators" if band.owner is Owner.INDICATOR else band.owner.value}
        shape["header"] = 2 if any(one.under for one in band.columns) else 1
        if band.owner is not Owner.INDICATOR:
            shape["least"] = min(band.end - band.body, 100)
        if (high := self._high(band)) > 1:
            shape["lines"] = high
        if band.side is not None:
            shape["side"] = {"at": self._at(band.side.column, band.side.end), "label": " ".join(band.side.text.split())}
        tail = next(
            (
                one.spot.text
                for one in self._table.answers
                if band.body <= one.spot.row < band.end and is_tail(one.spot.text)
            ),
            "",
        )
        if tail:
            shape["tail"] = tail
        shape["columns"] = [*self._columns(band)]
        return [shape]

    def _high(self, band: FoundBand) -> float:
        """How many lines most rows of a band are high at least."""
        heights = sorted(lines(self._look, self._table.place, range(band.body, band.end)))
        return heights[len(heights) // 2] if heights else 1.0

    def _at(self, start: int, end: int) -> list[int]:
        return [max(start, self._left) - self._left + 1, min(end, self._right) - self._left]

    def _columns(self, band: FoundBand) -> Iterator[Shape]:
        """The columns with the gaps between them filled."""
        column = band.side.end if band.side is not None else self._left
        for one in band.columns:
            if one.spot.column > column:
                yield {"at": self._at(column, one.spot.column), "blank": True}
            yield self._column(band.owner_of(one), one)
            column = one.spot.end
        if column < self._right:
            yield {"at": self._at(column, self._right), "blank": True}

    def _column(self, owner: Owner, one: FoundColumn) -> Shape:
        shape: Shape = {"at": self._at(one.spot.column, one.spot.end)}
        if not one.spot.blank:
            shape["label"] = one.spot.text[:_LONGEST_LABEL]
        if one.under:
            shape["under"] = one.under
        if one.fixed:
            return {**shape, "fixed": one.fixed}
        if not one.key:
            return {**shape, "blank": True}
        if one.project and not self._grid:
            title = one.title or vocabulary().title(owner, one.key)
            return {**shape, "field": self._known(Owner.INDICATOR, OWN + slug(title), title)}
        shape["field"] = self._known(owner, one.key, one.title)
        if one.project:
            return {**shape, "project": True}
        if one.choice:
            shape["choice"] = one.choice
        elif one.key in LEVELS:
            shape["merge"] = True
        return shape


def _by_place(one: Answer) -> Answer:
    """A value in rows that are no records of the form: a field of the project's, named after its place."""
    if one.role is not CellRole.VALUE:
        return one
    title = one.title or vocabulary().title(one.owner, one.key)
    key = f"{OWN}{slug(title)[:30]}_{one.spot.row}_{one.spot.column}"
    return replace(one, owner=Owner.PROJECT, key=key, title=title, template="", choices=())


def _printed_once(one: Answer) -> Answer:
    """A value outside the rows of a grid, which prints once for all projects: a field of the document's own."""
    if one.role is not CellRole.VALUE or one.owner is Owner.DOCUMENT:
        return one
    if one.template.count("{") > 1:
        return replace(one, role=CellRole.NOTE)
    title = one.title or vocabulary().title(one.owner, one.key)
    key = one.key if one.key.startswith(OWN) else OWN + slug(title)
    template = one.template.replace(f"{{{one.key}}}", f"{{{key}}}")
    return replace(one, owner=Owner.DOCUMENT, key=key, title=title, template=template)


def _own_field(owner: Owner, key: str, title: str) -> Shape:
    return {"key": key, "owner": owner.value, "title": title}


def _captioned(lines: list[str]) -> Shape:
    """The lines left and right above a table; of several the last stands right."""
    if not lines:
        return {}
    left, right = ("  ".join(lines[:-1]), lines[-1]) if len(lines) > 1 else (lines[0], "")
    return {"left": left, "right": right, "caption_style": "caption"}


def _extent(table: ProposedTable) -> tuple[int, int]:
    """The columns between the first and the last that any cell with text or over several places touches."""
    used = [one for one in table.cells.spots if not one.blank or one.columns > 1 or one.rows > 1]
    values = [one.spot for one in table.answers if one.role is CellRole.VALUE]
    return min(one.column for one in [*used, *values]), max(one.end for one in [*used, *values])


def captions(table: ProposedTable) -> tuple[int, list[str]]:
    """The rows of a sheet that stand above its table, as lines: a title over all columns, and words without borders
    below it. In a table of Word's they are rows of it."""
    lines: list[str] = []
    by_spot = {one.spot: one for one in table.answers}
    for row in range(min(table.cells.rows, 6)):
        spots = table.cells.row(row)
        written = [one for one in spots if not one.blank]
        alone = len(written) <= 1 and len(spots) > 1
        captions = all(_is_caption(by_spot[one]) for one in written)
        if (table.bands and row >= table.bands[0].top) or not (alone or captions):
            return row, lines
        if any(by_spot[one].role is CellRole.VALUE and not by_spot[one].template for one in spots):
            return row, lines
        lines += [one.text for one in written]
    return 0, []


def _is_caption(one: Answer) -> bool:
    """Whether a cell is the title, or says something of the document: the year, the unit of money, who fills it in."""
    return one.reason == TITLE or (bool(one.template) and one.owner is Owner.DOCUMENT)


def _without_year(title: str) -> str:
    return re.sub(r"[（(]?\s*(?:20\d\d|20[×xX_*]{2})\s*年?度?\s*[）)]?", "", title)


def _stage(title: str) -> Shape:
    return next(({"stage": stage} for word, stage in _STAGES if word in title), {})
