"""toml_text(shape): a form file. The standard library reads TOML and writes none; this writes what form files have:
tables of plain values, and lists of tables, each in one line.

tomli-w writes the same values (tried on 50 forms), and three times as many lines: each number on its own, each cell a
table of its own. A form file is read by people, who see a row of the annex in a row of the file.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def toml_text(shape: Mapping[str, Any]) -> str:
    """The text: plain values first, then tables, then lists of tables."""
    plain = [f"{name} = {_value(value)}" for name, value in shape.items() if not _is_table(value)]
    parts = ["\n".join(plain), *(_table(name, value) for name, value in shape.items() if _is_table(value))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))


def _table(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inner = [f"{key} = {_value(one)}" for key, one in value.items() if not _is_list_of_tables(one)]
        lists = [_list(f"{name}.{key}", one) for key, one in value.items() if _is_list_of_tables(one)]
        return "\n\n".join(("\n".join((f"[{name}]", *inner)), *lists))
    return _list(name, value)


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _list(name: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """[[name]] with the lists of tables inside written over several lines."""
    return "\n\n".join("\n".join((f"[[{name}]]", *(_line(key, one) for key, one in table.items()))) for table in tables)


def _line(key: str, value: Any) -> str:
    if not _is_list_of_tables(value):
        return f"{key} = {_value(value)}"
    rows = "".join(f"    {_row(one)},\n" for one in value)
    return f"{key} = [\n{rows}]"


def _row(one: Mapping[str, Any]) -> str:
    if list(one) != ["cells"]:
        return _value(one)
    return "{ cells = [\n" + "".join(f"        {_value(cell)},\n" for cell in one["cells"]) + "    ] }"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        # A string of JSON is one of TOML, but for DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isascii() and key else json.dumps(key, ensure_ascii=False)
