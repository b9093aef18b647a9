"""Which fixed row of a form a row of a source is, by its labels."""

from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.importers.band_header import BandHeader
from perfdesk.importers.grid import GridRow, label
from perfdesk.importers.layout import RowShape, shapes
from perfdesk.importers.typed_behind import value_cells

_ROW_OF_LABELS: Final = 0.5


class LabelledRows:
    """The fixed rows of a form. `reaching` are the labels that reach over several of them."""

    def __init__(self, form: Form) -> None:
        """Works them out once."""
        self.shapes: Final = shapes(form)
        self.reaching: Final = {text for one in self.shapes for text, cell in one.labels.items() if cell.down > 1}
        self._labels: Final = frozenset(text for one in self.shapes for text in one.labels)

    def find(
        self, row: GridRow, last: int, header: BandHeader | None, *, among_records: bool
    ) -> tuple[RowShape, GridRow] | None:
        """The row of the form whose labels a row has, and how it is read: with values that are typed behind their
        labels in cells of their own, where more labels are found then. `last` is the place in the annex that was read
        last, `header` that of indicators above."""
        best, parted = self._best(row, last, header, among_records=among_records), value_cells(row, self._labels)
        other = self._best(parted, last, header, among_records=among_records) if parted is not row else None
        if other is not None and (best is None or other.hits(parted.written) > best.hits(row.written)):
            return other, parted
        return None if best is None else (best, row)

    def _best(self, row: GridRow, last: int, header: BandHeader | None, *, among_records: bool) -> RowShape | None:
        """If several fit equally, the next one in order."""
        cells = row.written
        texts = {label(cell.text) for cell in cells}
        likely = [one for one in self.shapes if one.templated or not texts.isdisjoint(one.labels)]
        likely.sort(key=lambda shape: (shape.number <= last, shape.number))
        best = max(likely, key=lambda shape: shape.hits(cells), default=None)
        if best is None or best.hits(cells) < _ROW_OF_LABELS:
            return None
        if among_records and (best.hits(cells) < 1 or len(cells) > len(best.cells)):
            return None  # a record may be called as a label is
        return best if header is None or self._leads(best, row, header) else None

    def _leads(self, shape: RowShape, row: GridRow, header: BandHeader) -> bool:
        """Whether a row below indicators begins with a label to the left of the names, or has all labels of the form's
        row where the names are the first column. A name may look like a label."""
        first = row.written[0]
        text = label(first.text)
        if first.column == header.columns.get(header.labels.called) == min(header.titles):
            return shape.hits(row.written) == 1
        return first.column < header.columns.get(header.labels.called, header.width) and (
            text in shape.labels or text in self.reaching or shape.begins_with(first)
        )
