"""What a form file may write shorter, and what older files write otherwise, turned into what `bands` has. Whatever is
wrong in it stays as it is, for `schema` to name."""

from collections.abc import Mapping
from typing import Any, Final

from perfdesk.forms.template import template

_OLD: Final = ("rows", "indicators")


def with_bands(table: Any) -> Any:
    """A table with `rows` above its `indicators`, as all files had before there were bands, in two bands."""
    if not isinstance(table, dict) or "bands" in table or not any(name in table for name in _OLD):
        return table
    kept = {name: value for name, value in table.items() if name not in _OLD}
    bands: list[Mapping[str, Any]] = []
    if "rows" in table:
        bands.append({"kind": "rows", "rows": table["rows"]})
    if "indicators" in table:
        bands.append({"kind": "records", "of": "indicators", "columns": table["indicators"]})
    return {**kept, "bands": bands}


def with_template(cell: Any) -> Any:
    """A cell with a `text`: the first of its slots is the field and the text its template. Without a slot the text is a
    label."""
    if not isinstance(cell, dict) or not isinstance(text := cell.get("text"), str):
        return cell
    if "template" in cell or "label" in cell or "field" in cell:
        return cell
    kept = {name: value for name, value in cell.items() if name != "text"}
    keys = template(text).keys
    return {**kept, "field": keys[0], "template": text} if keys and keys[0] else {**kept, "label": text}
