"""What clerks do to the form that they hand in: each leaves a file of that form, of which every cell is to be read.

A change is a function as in changes.py.
"""

import re
from dataclasses import replace
from random import Random
from typing import Final

from perfdesk.model.fields import ROW_OWNERS

from .changes import Change, covering, free_above, pairs, records, retold, row_below, whole_row, with_row, without_row
from .grids import Layout, Place

_ROWS: Final = 3
_YEAR: Final = re.compile(r"20[23]\d")


def value_behind_colon(one: Layout, chance: Random) -> Layout | None:
    """The value is written behind the label, whose cells are merged."""
    found = [pair for row in range(one.rows) for pair in pairs(one, row) if _is_words(pair[1])]
    if not found:
        return None
    label, value = chance.choice(found)
    whole = replace(value, column=label.column, columns=label.columns + value.columns)
    return _with(one, label, value, [replace(whole, text=f"{label.text.rstrip('：:')}：[{value.text}]")])


def value_in_label(one: Layout, chance: Random) -> Layout | None:
    """The value is written behind the label, and its own cell is empty."""
    found = [pair for row in range(one.rows) for pair in pairs(one, row) if _is_words(pair[1])]
    if not found:
        return None
    label, value = chance.choice(found)
    told = replace(
        value, column=label.column, columns=label.columns, text=f"{label.text.rstrip('：:')}：[{value.text}]"
    )
    return _with(one, label, value, [told, Place(value.row, value.column, 1, value.columns, "")])


def _is_words(value: Place) -> bool:
    return bool(value.text) and not set(value.text) & set("[]□☑")


def _with(one: Layout, label: Place, value: Place, new: list[Place]) -> Layout:
    kept = [place for place in one.places if place not in (label, value)]
    return replace(one, places=tuple(sorted([*kept, *new], key=lambda place: (place.row, place.column))))


def many_rows(one: Layout, chance: Random) -> Layout | None:
    """Rows of records are added behind the last, filled in as it is."""
    found = records(one)
    if found is None:
        return None
    last = [place for place in covering(one, found.end - 1) if place.column >= found.heads[0].column]
    if any(place.rows > 1 or not place.key for place in last):
        return None
    for end in range(found.end, found.end + _ROWS):
        one = row_below(one, end, [replace(place, row=end, text=_numbered(place, end)) for place in last])
    return one


def _numbered(place: Place, number: int) -> str:
    """Another text of its kind."""
    kept = place.key.startswith(("level", "op", "likelihood")) or not place.key.startswith(
        ("name", "item", "content", "text")
    )
    return place.text if kept else f"{place.text}之{number}"


def spare_rows_gone(one: Layout, chance: Random) -> Layout | None:
    """All rows of records but the first two are deleted."""
    found = records(one)
    if found is None or found.end - found.body < _ROWS:
        return None
    for row in range(found.end - 1, found.body + 1, -1):
        one = without_row(one, row)
    return one


def own_row(one: Layout, chance: Random) -> Layout | None:
    """A row of a clerk's own, which no form has, stands between two of the form's."""
    rows = [row for row in range(one.rows) if free_above(one, row)]
    if not rows or one.columns < 2:
        return None
    row = chance.choice(rows)
    return with_row(one, row, [Place(row, 0, 1, 1, "本单位编号"), Place(row, 1, 1, one.columns - 1, "A-17", note=True)])


def row_gone(one: Layout, chance: Random) -> Layout | None:
    """A row of a label and its value is deleted."""
    rows = [row for row in range(1, one.rows) if free_above(one, row) and len(pairs(one, row)) == 1]
    return without_row(one, chance.choice(rows)) if rows else None


def year_changed(one: Layout, chance: Random) -> Layout | None:
    """The year in the lines above and in labels is another."""

    def other(text: str) -> str:
        return _YEAR.sub("2035", text)

    told = retold(one, lambda place: other(place.text) if not place.key else place.text)
    return replace(told, lines=tuple(map(other, one.lines)), below=tuple(map(other, one.below)))


def lines_gone(one: Layout, chance: Random) -> Layout | None:
    """The lines above and below the table are not copied."""
    return replace(one, lines=(), below=())


def values_short(one: Layout, chance: Random) -> Layout | None:
    """Every text of the fixed rows is one character."""
    return retold(one, lambda place: "略" if _is_text(place) else place.text)


def values_in_lines(one: Layout, chance: Random) -> Layout | None:
    """Texts have several paragraphs, some of them counted."""
    return retold(one, lambda place: f"1.{place.text}\n2.另外：见附件\n3.其他" if _is_text(place) else place.text)


def _is_text(place: Place) -> bool:
    """Whether words stand in a cell of the fixed rows."""
    is_fixed = place.key and place.owner not in ROW_OWNERS and _is_words(place)
    return bool(is_fixed) and place.text.strip("0123456789.,%-—/年月日 ") != ""


CLERKS: Final[dict[str, Change]] = {
    "value behind colon": value_behind_colon,
    "value in label": value_in_label,
    "many rows": many_rows,
    "spare rows gone": spare_rows_gone,
    "own row": own_row,
    "row gone": row_gone,
    "year changed": year_changed,
    "lines gone": lines_gone,
    "values short": values_short,
    "values in lines": values_in_lines,
    "note below": lambda one, chance: whole_row(one, one.rows, "以上情况属实，附件共三份。", note=True),
}
