"""draft(proposal): the form file of a proposal. What is not understood stays a field under its printed label."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from perfdesk.forms.definition import Form
from perfdesk.forms.form_file import form_in
from perfdesk.learning.draft_around import LinesAround
from perfdesk.learning.draft_cells import USUAL_EDGE, CellStyles
from perfdesk.learning.draft_fields import OwnFields
from perfdesk.learning.draft_levels import levels
from perfdesk.learning.draft_page import TablePlace, page, table_look
from perfdesk.learning.draft_records import DraftRecords, asked_for
from perfdesk.learning.draft_rows import DraftRows
from perfdesk.learning.draft_starts import starts
from perfdesk.learning.draft_styles import HEADING
from perfdesk.learning.form_parts import FormPart, form_parts
from perfdesk.learning.labels import plain
from perfdesk.learning.line_shapes import line_shape, naming, unnamed_title
from perfdesk.learning.lines_around import lines_below
from perfdesk.learning.look import Look
from perfdesk.learning.printed_unit import printed_unit
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.roles import TITLE
from perfdesk.learning.toml import toml_text
from perfdesk.model.fields import Owner
from perfdesk.model.form_copy import DEFINITION, FormCopy, FormFile
from perfdesk.model.keys import MONEY_UNIT

Shape = dict[str, Any]
_LONGEST_TITLE: Final = 60
# Rows above a header that repeat with it.
_MOST_REPEATED: Final = 12
_NOT_IN_ID: Final = re.compile(r"[^\w]+")
# How the line that names an annex ends, the likelier first: 项目绩效目标表, 绩效目标卡, 绩效目标申报书.
_TITLES: Final = ("表", "卡", "书")
_YEAR: Final = re.compile(r"20\d\d")
_STAGES: Final = (("监控", "monitoring"), ("自评", "evaluation"), ("评价", "evaluation"))


def draft(proposal: FormProposal, look: Look, stem: str, original: Mapping[str, Any] | None = None) -> bytes:
    """The form file. `stem` is the name of the source, for a form that has no title; `original` says which file is
    filled, and in which of its `tables` those of the form stand."""
    return _Draft(proposal, look, stem).content(original)


def learned_form(content: bytes) -> Form:
    """The form in a form file; FormError if it cannot be used."""
    return form_in(FormCopy((FormFile.of(DEFINITION, content),)))


class _Draft:
    """One form in the making."""

    def __init__(self, proposal: FormProposal, look: Look, stem: str) -> None:
        self._proposal = proposal
        self._parts = form_parts(proposal)
        answers = [[one for one in part.table.answers if one.spot.row in part.rows] for part in self._parts]
        self._look = look
        self._stem = stem
        self._own = OwnFields()
        self._levels = levels(
            answers, proposal.shares.classes, whole=proposal.shares.by_level2,
            further=(one.answers for one in proposal.further),
        )  # fmt: skip
        self._grid = any(band.grid for part in self._parts for band in part.bands)
        # How many rows of the source each band stands for.
        self._taken: list[int] = []
        places = [TablePlace(one.table.place, one.left, one.right) for one in self._parts]
        self._table, self._columns = table_look(look, places)
        self._cells = CellStyles(look, self._parts, self._table)
        self._around = LinesAround(proposal, look, self._parts, self._rows)

    def content(self, original: Mapping[str, Any] | None) -> bytes:
        """The file's bytes."""
        shape = self._shape()
        if self._proposal.replaces:
            shape = {"replaces": self._proposal.replaces, **shape}
        if original is not None:
            tables = [{**one, "row": part.rows.start, "left": part.left}
                      for one, part in zip(original["tables"], self._parts, strict=True)]  # fmt: skip
            others = {name: one for name, one in original.items() if name != "tables"}
            further = {"further": tables[1:]} if tables[1:] else {}
            between = self._between_projects()
            shape["original"] = {**tables[0], "bands": self._with_body(), **others, **between, **further}
        text = toml_text(shape)
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        name = _NOT_IN_ID.sub("-", shape["title"]).strip("-")[:60] or "own"
        return toml_text({"id": f"{name}-{digest}", **shape}).encode()

    def _between_projects(self) -> Shape:
        """The rows of a grid that are no project's, counted from its first; a copy of none makes a project's."""
        band = next((band for part in self._parts for band in part.bands if band.grid), None)
        if band is None or not self._grid:
            return {}
        heads, feet = (band.groups.heads, band.groups.feet) if band.groups else ((), ())
        others = tuple(sorted((band.others.sums | band.others.heads).difference(heads, feet)))
        found = {"heads": heads, "feet": feet, "others": others}
        return {name: [row - band.top for row in rows] for name, rows in found.items() if rows}

    def _with_body(self) -> list[int]:
        """How many rows each band takes. A sheet ends where nothing is written any more, also right below a header."""
        *others, last = self._taken
        bands, end = self._parts[-1].bands, self._parts[-1].rows.stop
        ends = bool(bands) and self._proposal.sheets and bands[-1].body == bands[-1].end == end
        return [*others, last + 1] if ends else self._taken

    def _shape(self) -> Shape:
        above = self._above()
        bands = self._bands(self._columns, above["styles"])
        styles, frame = above["styles"] | self._cells.styles, self._cells.frame
        error = self._look.error(one.table.place for one in self._parts)
        return self._with_beginnings({
            "title": above["title"], "place": "学来的表样", "year": above["year"],
            "required": [], **_stage(above["title"]),
            "own_fields": self._own.shapes(),
            "page": page(self._look.paper_of(self._parts[0].table.place)), "styles": styles,
            "levels": self._levels, "parts": [above["part"]],
            "table": {"columns": self._columns[0], **self._table, **({"grid": True} if self._grid else {}),
                      **({"frame": frame} if frame != USUAL_EDGE else {}),
                      **({"height_error": error} if error else {}), **self._repeats(self._parts[0]), "bands": bands},
        })  # fmt: skip

    def _repeats(self, part: FormPart) -> Shape:
        """Whether the header of a table's records prints on every page: it is among the rows of a sheet that do; those
        above it in the table do too."""
        place = part.table.place
        titles = range(*self._look.titles[place]) if place < len(self._look.titles) else range(0)
        # That of the indicators, if there are any, as on the Sheet.
        band = min(part.bands, key=lambda one: one.owner is not Owner.INDICATOR, default=None)
        if band is None or band.side is not None or band.top not in titles:
            return {}
        above = min(band.top - max(titles.start, part.rows.start), _MOST_REPEATED)
        return {"repeat_header": True, **({"repeat_above": above} if above > 0 else {})}

    def _with_beginnings(self, shape: Shape) -> Shape:
        """With what a document and a project begin with: the unit of the form's amounts, rows that its paper names."""
        unit = printed_unit(self._parts, lines_below(self._proposal))
        begins = {"defaults": {MONEY_UNIT: unit}} if unit and MONEY_UNIT in str(shape) else {}
        named = starts(self._parts, self._levels)
        rows = {"starts": named} if named else {}
        return {**shape, **({MONEY_UNIT: unit} if unit else {}), **begins, **rows}

    # --- above the tables ---------------------------------------------------------------------------------------

    def _above(self) -> Shape:
        """Title and year of the form, and what stands above its tables."""
        lines = self._parts[0].above
        title = _title(lines)
        names = naming([part.table for part in self._parts])
        heading = line_shape(title, names) or title
        named = " ".join((unnamed_title(title, names) or self._inner_title() or self._stem).split())[:_LONGEST_TITLE]
        year = _YEAR.search(" ".join((named, *lines)))
        part: Shape = {"kind": "projects", "restart": True, "heading": {"text": heading, "style": HEADING}}
        styles, captioned = self._around.above(title)
        part |= captioned | self._around.below(styles)
        return {
            "styles": styles,
            "title": self._proposal.title or _without_year(named) or named,
            "year": int(year[0]) if year else 0,
            "part": part,
        }

    def _inner_title(self) -> str:
        return next((one.spot.text for part in self._parts for one in part.table.answers if one.reason == TITLE), "")

    # --- bands --------------------------------------------------------------------------------------------------

    def _rows(self, part: FormPart) -> DraftRows:
        return DraftRows(part, self._own, self._look, self._cells, grid=self._grid)

    def _bands(self, columns: Sequence[Sequence[float]], styles: dict[str, Shape]) -> list[Shape]:
        made: list[Shape] = []
        asked = self._asked()
        before = self._parts[0]
        for part, widths in zip(self._parts, columns, strict=True):
            if made:
                begins = self._begins(before, part) | self._repeats_too(part)
                made.append(
                    {"kind": "table", "above": self._around.between(before, part, styles), "columns": widths, **begins}
                )
                self._taken.append(0)
            made += self._of_part(part, asked)
            before = part
        return made

    def _begins(self, before: FormPart, part: FormPart) -> Shape:
        """How a table that is not the first begins: on its own paper, on a new page, or below the one before it."""
        table = part.table.place
        own, first = (page(self._look.paper_of(at)) for at in (table, self._parts[0].table.place))
        if own != first:
            return {"page": own}
        if table == before.table.place and before.number == part.number:
            breaks = self._look.breaks[table] if table < len(self._look.breaks) else ()
            begins = any(before.rows.stop <= row <= part.rows.start for row in breaks)
        else:
            begins = table < len(self._look.begins_page) and self._look.begins_page[table]
        return {"new_page": True} if begins else {}

    def _repeats_too(self, part: FormPart) -> Shape:
        """What a table says of its header that is not the first: nothing, if it is as that one."""
        own = self._repeats(part)
        return own if own or not self._repeats(self._parts[0]) else {"repeat_header": False}

    def _of_part(self, part: FormPart, asked: Mapping[tuple[int, int], Shape]) -> list[Shape]:
        made: list[Shape] = []
        fixed, records = self._rows(part), DraftRecords(part, self._own, self._look, self._cells, grid=self._grid)
        row = part.rows.start
        for band in part.bands:
            made += fixed.bands(row, band.top)
            where = asked.get((part.number, band.top))
            if where is None or (self._grid and not band.grid):
                made += fixed.bands(band.top, band.end, unlike=True)
            else:
                made.append(records.shape(band, where))
            self._taken += [size for size in (band.top - row, band.end - band.top) if size > 0]
            row = band.end
        self._taken += [part.rows.stop - row] if row < part.rows.stop else []
        return [*made, *fixed.bands(row, part.rows.stop)]

    def _asked(self) -> dict[tuple[int, int], Shape]:
        """What each band of records asks for, by the number of its table and its first row."""
        shares = self._proposal.shares
        found: dict[tuple[int, int], Shape] = {}
        several = []
        for part in self._parts:
            for band in part.bands:
                if shares.prints(part.number, band):
                    share = shares.share(part.number, band)
                    found[part.number, band.top] = {}
                    several += [((part.number, band.top), share)] if share is not None else []
        if several:
            found |= zip([at for at, _ in several], asked_for([one for _, one in several], self._levels), strict=True)
        return found


def _title(lines: Sequence[str]) -> str:
    """The line that names the annex: the longest that is called 表, else 卡 or 书; "" if none is."""
    for ends in _TITLES:
        if found := [one for one in lines if plain(one).endswith(ends)]:
            return max(found, key=len)
    return ""


def _without_year(title: str) -> str:
    return re.sub(r"[（(]?\s*(?:20\d\d|20[×xX_*]{2})\s*年?度?\s*[）)]?", "", title)


def _stage(title: str) -> Shape:
    return next(({"stage": stage} for word, stage in _STAGES if word in title), {})
