"""A delta as JSON, for the lines of a file's history and of a journal."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from perfdesk.model.delta import Delta, Splice
from perfdesk.model.document import Indicator, Project, Record
from perfdesk.model.form_copy import FormCopy, FormFile
from perfdesk.store.format import Damage
from perfdesk.store.parse import node_of, require_form_file, rest_of


class JsonShape(BaseModel):
    """The shape of one line of JSON. Unknown members are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class FormCopyShape(JsonShape):
    """The copy of a form in JSON: name, digest and content of each file. A lost content is null."""

    files: tuple[tuple[str, str, str | None], ...] = ()


class DeltaShape(JsonShape):
    """A delta in JSON, see Delta. `lists` are its splices. `extras` are also what projects have beside their fields
    and indicators, the records among it: this is where a program has them that does not know records."""

    form: str = ""
    texts: tuple[tuple[str, str, str], ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    lists: tuple[tuple[str, Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)], tuple[str, ...]], ...] = ()
    nodes: tuple[dict[str, JsonValue], ...] = ()
    form_copy: FormCopyShape | None = None


def delta_of(shape: DeltaShape) -> Delta:
    """The delta; Damage if one of its nodes or files is invalid."""
    return Delta(
        shape.form,
        {(node, key): text for node, key, text in shape.texts},
        dict(shape.extras),
        tuple(Splice(*one) for one in shape.lists),
        tuple(node_of(dict(one)) for one in shape.nodes),
        # Which of them are projects, only the document knows. Of the others nobody asks for records.
        {node: rest_of(text) for node, text in shape.extras if node},
        None if shape.form_copy is None else FormCopy(tuple(_file(*one) for one in shape.form_copy.files)),
    )


def _file(name: str, digest: str, content: str | None) -> FormFile:
    require_form_file(name, digest)
    try:
        return FormFile(name, digest).filled(None if content is None else base64.b64decode(content, validate=True))
    except binascii.Error as error:
        raise Damage("表样的内容读不懂") from error


def delta_members(one: Delta) -> Mapping[str, object]:
    """The members of a delta. Empty ones are left out."""
    shape: dict[str, object] = {
        "form": one.form,
        "texts": [[node, key, text] for (node, key), text in one.texts.items()],
        "extras": [[node, extra] for node, extra in {**one.extras, **_rest_texts(one)}.items()],
        "lists": [[splice.parent, splice.start, splice.count, [*splice.ids]] for splice in one.splices],
        "nodes": [_node_json(node) for node in one.nodes],
    }
    if one.form_copy is not None:
        shape["form_copy"] = {"files": [_file_json(file) for file in one.form_copy.files]}
    return {key: value for key, value in shape.items() if value}


def _file_json(file: FormFile) -> list[str | None]:
    content = None if file.content is None else base64.b64encode(file.content).decode("ascii")
    return [file.name, file.digest, content]


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
