"""Forms like a shipped one, with other rows or columns."""

from collections.abc import Iterable
from dataclasses import replace

from perfdesk.forms.bands import Band, Column, RecordsBand, Row, RowsBand
from perfdesk.forms.definition import Form


def with_bands(form: Form, *bands: Band) -> Form:
    """The form with these bands."""
    return replace(form, table=replace(form.table, bands=bands))


def with_rows(form: Form, rows: Iterable[Row]) -> Form:
    """The form with other fixed rows in its only band of them, above the indicators."""
    _, records = form.table.bands
    return with_bands(form, RowsBand(kind="rows", rows=tuple(rows)), records)


def with_columns(form: Form, columns: Iterable[Column]) -> Form:
    """The form with other columns of its indicators."""
    above, records = form.table.bands
    assert isinstance(records, RecordsBand)
    return with_bands(form, above, replace(records, columns=tuple(columns)))
