"""The names of the indicator levels in a source: without printed marks, and inherited if cells are merged."""

import re
from collections.abc import Container, Mapping
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.importers.grid import Grid, Source, label
from perfdesk.importers.known_labels import bare
from perfdesk.model.classes import class_of
from perfdesk.model.keys import LEVEL1, LEVEL2

_MARK: Final = re.compile(r"[（(](?:[^（）()]{0,20}填[^（）()]{0,20}|\s*\d{1,3}(?:\.\d)?\s*分\s*)[)）]$")

# Among so many cells at the beginning of a row its classes stand; a class in one row alone may be anything.
_LEVEL_CELLS: Final = 3
_LEAST_ROWS: Final = 2


class Levels:
    """A form's 一级指标 and 二级指标 as a source may print them."""

    def __init__(self, form: Form) -> None:
        """Marks are those of the form, and any （必填…）, （选填…） or （50分）."""
        self._names = {
            LEVEL1: {label(level.name): level.name for level in form.levels},
            LEVEL2: {label(child.name): child.name for level in form.levels for child in level.children},
        }
        self._marked = {
            key: {label(name + mark): name for name, mark in marks.items()} for key, marks in form.marks.items()
        }

    def known(self, key: str, text: str) -> bool:
        """Whether the form has a level of that name, marked or not."""
        return label(self.bare(key, text)) in self._names[key]

    def bare(self, key: str, text: str) -> str:
        """The name of a level without the mark behind it and without line breaks. An unknown name stays as it is."""
        printed = label(text)
        if known := self._marked.get(key, {}).get(printed):
            return known
        marked = _MARK.search(text.strip()[-50:])
        names = self._names.get(key, {})
        if marked is not None and (name := names.get(label(text.strip()[: -len(marked[0])]))):
            return name
        return names.get(printed, text) if "\n" in text else text


def has_classes(source: Source) -> bool:
    """Whether a source has rows of indicators: such as begin with names of classes, 产出指标, 数量指标."""
    rows = (row for grid in source.elements if isinstance(grid, Grid) for row in grid.rows)
    first = (row.written[:_LEVEL_CELLS] for row in rows)
    return sum(any(class_of(cell.text, cell.text) for cell in cells) for cells in first) >= _LEAST_ROWS


def blank_goes_on(grid: Grid, column: int | None, labels: Container[str]) -> bool:
    """Whether a blank level continues the one above: the source does not say which cells are merged, or merges none
    of the column. Cells below a label do not count, because the label reaches down and not a level."""
    if column is None or not grid.merges:
        return True
    cells = (row.at(column) for row in grid.rows)
    return not any(cell is not None and cell.below and bare(cell.text) not in labels for cell in cells)


def inherited(texts: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """The levels, with blank ones taken from the row above. A new 一级指标 does not take the 二级指标 above."""
    level1, level2 = texts.get(LEVEL1, ""), texts.get(LEVEL2, "")
    if level1:
        return {LEVEL1: level1, LEVEL2: level2}
    return {LEVEL1: above.get(LEVEL1, ""), LEVEL2: level2 or above.get(LEVEL2, "")}
