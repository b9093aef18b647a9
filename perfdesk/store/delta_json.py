"""A delta as JSON, for the lines of a file's history and of a journal."""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from perfdesk.model.delta import Delta, Splice
from perfdesk.model.document import Indicator, Project, Record
from perfdesk.store.parse import node_of, rest_of


class JsonShape(BaseModel):
    """The shape of one line of JSON. Unknown members are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class DeltaShape(JsonShape):
    """A delta in JSON, see Delta. `lists` are its splices. `extras` are also what projects have beside their fields
    and indicators, the records among it: this is where a program has them that does not know records."""

    form: str = ""
    texts: tuple[tuple[str, str, str], ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    lists: tuple[tuple[str, Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)], tuple[str, ...]], ...] = ()
    nodes: tuple[dict[str, JsonValue], ...] = ()


def delta_of(shape: DeltaShape) -> Delta:
    """The delta; Damage if one of its nodes is invalid."""
    return Delta(
        shape.form,
        {(node, key): text for node, key, text in shape.texts},
        dict(shape.extras),
        tuple(Splice(*one) for one in shape.lists),
        tuple(node_of(dict(one)) for one in shape.nodes),
        # Which of them are projects, only the document knows. Of the others nobody asks for records.
        {node: rest_of(text) for node, text in shape.extras if node},
    )


def delta_members(one: Delta) -> Mapping[str, object]:
    """The members of a delta. Empty ones are left out."""
    shape = {
        "form": one.form,
        "texts": [[node, key, text] for (node, key), text in one.texts.items()],
        "extras": [[node, extra] for node, extra in {**one.extras, **_rest_texts(one)}.items()],
        "lists": [[splice.parent, splice.start, splice.count, [*splice.ids]] for splice in one.splices],
        "nodes": [_node_json(node) for node in one.nodes],
    }
    return {key: value for key, value in shape.items() if value}


def _rest_texts(one: Delta) -> dict[str, str]:
    shapes = {node: {**_unknown(rest.extra), **_records_json(rest.records)} for node, rest in one.rest.items()}
    return {
        node: json.dumps(shape, ensure_ascii=False, sort_keys=True) if shape else "" for node, shape in shapes.items()
    }


def _node_json(node: Project | Indicator | Record) -> dict[str, Any]:
    shape = {**_unknown(node.extra), "id": node.id, "fields": dict(node.fields)}
    if isinstance(node, Project):
        shape["indicators"] = [_node_json(row) for row in node.indicators]
        shape |= _records_json(node.records)
    return shape


def _records_json(records: Iterable[Record]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for record in records:
        found.setdefault(record.owner, []).append(_node_json(record))
    return found


def _unknown(extra: str) -> dict[str, Any]:
    return dict(json.loads(extra)) if extra else {}
