"""parsed(shape): the Form that the tables of a form file describe; the one place where such a file becomes a form.

pydantic's own core validates, by a schema that is made of the classes in `definition`: their annotations say the kinds
and limits, so that none stands twice. The classes stay plain, because a process that gets its forms from another one
(`loader.use`) would import pydantic for nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from enum import EnumMeta
from functools import cache, partial
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import CoreSchema, SchemaValidator
from pydantic_core import core_schema as core

from perfdesk.forms.annex_table import Table
from perfdesk.forms.bands import Cell
from perfdesk.forms.definition import Form
from perfdesk.forms.limits import Limits
from perfdesk.forms.names import not_known
from perfdesk.forms.shorthand import with_bands, with_template

_PLAIN: Final[Mapping[type, Callable[..., CoreSchema]]] = {
    str: core.str_schema,
    int: core.int_schema,
    bool: core.bool_schema,
    float: partial(core.float_schema, allow_inf_nan=False),
}
# What pydantic calls the limits.
_NAMES: Final = {
    "above": "gt", "least": "ge", "most": "le", "shortest": "min_length", "longest": "max_length", "pattern": "pattern",
}  # fmt: skip
# What a file may write otherwise, by the class that it becomes.
_TURNED: Final[Mapping[type, Callable[[Any], Any]]] = {Table: with_bands, Cell: with_template}


def parsed(shape: object) -> Form:
    """The form; pydantic_core.ValidationError tells each thing that is wrong, with its place."""
    form: Form = _validator().validate_python(shape)
    return form


@cache
def _validator() -> SchemaValidator:
    return SchemaValidator(_class(Form))


def _of(kind: Any, **limits: Any) -> CoreSchema:
    """The schema of an annotation."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _of(arguments[0], **_limits(arguments[1]))
    if origin is tuple:
        return _tuple(arguments, limits)
    if origin is dict:
        return core.dict_schema(*map(_of, arguments), **limits)
    if origin is Literal:
        return core.literal_schema([*arguments])
    if origin in (UnionType, Union):  # the latter where one of the kinds has limits
        return _union(arguments)
    if isinstance(kind, EnumMeta):
        return core.enum_schema(kind, [*kind], sub_type="str")
    return _PLAIN[kind](**limits) if kind in _PLAIN else _class(kind)


def _limits(limits: Limits) -> dict[str, float | str]:
    return {_NAMES[name]: value for name, value in limits._asdict().items() if value is not None}


def _tuple(arguments: tuple[Any, ...], limits: Mapping[str, Any]) -> CoreSchema:
    """One of any length, or one with a kind for each place."""
    if arguments[1] is Ellipsis:
        return core.tuple_schema([_of(arguments[0])], variadic_item_index=0, **limits)
    return core.tuple_schema([*map(_of, arguments)])


def _union(kinds: tuple[Any, ...]) -> CoreSchema:
    """What may be left out, or classes that are told apart by their `kind`."""
    if kinds[1] is type(None):
        return core.nullable_schema(_of(kinds[0]))
    tags = {get_args(get_type_hints(one)["kind"])[0]: _class(one) for one in kinds}
    return core.tagged_union_schema(tags, discriminator="kind")


def _class(kind: type) -> CoreSchema:
    """A table of the file."""
    hints = get_type_hints(kind, include_extras=True)
    written = [one for one in fields(kind) if one.metadata.get("in_file", True)]
    members = [_member(one, hints[one.name]) for one in written]
    names = [one.name for one in written]
    plain = core.dataclass_schema(
        kind,
        core.dataclass_args_schema(kind.__name__, members),
        names,
        post_init=hasattr(kind, "__post_init__"),
        config=core.CoreConfig(extra_fields_behavior="forbid"),
    )
    known = core.no_info_before_validator_function(partial(_known_keys, names), plain)
    turned = _TURNED.get(kind)
    return core.no_info_before_validator_function(turned, known) if turned else known


def _member(field: "Field[Any]", kind: Any) -> core.DataclassField:
    schema = _of(kind)
    if field.default is not MISSING:
        schema = core.with_default_schema(schema, default=field.default)
    elif field.default_factory is not MISSING:
        schema = core.with_default_schema(schema, default_factory=field.default_factory)
    return core.dataclass_field(field.name, schema, kw_only=True)


def _known_keys(names: Iterable[str], shape: Any) -> Any:
    """Refuses a key that is none of this table's, naming the nearest that is; pydantic alone names none."""
    if isinstance(shape, dict) and (strange := [key for key in shape if key not in names]):
        raise ValueError(not_known(strange, [*names]))
    return shape
