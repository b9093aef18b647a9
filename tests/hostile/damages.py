"""Every kind of damage at every place of a file: cut, wrong type at each node, too deep, twice, lone surrogates, too
large, and faults of the zip."""

import io
import itertools
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from samples import sample
from zip_faults import FAULTS, doubled

from perfdesk.store import atomic
from perfdesk.store.container import pack, unpack

# What it is, and what makes its bytes: most runs make only some of them.
Make = Callable[[], bytes]
Damaged = Iterator[tuple[str, Make]]
# What stands in the place of a node of JSON.
JSON_VALUES: Final = {
    "null": "null", "true": "true", "a number": "1", "a negative number": "-1", "a fraction": "1.5", "no text": '""',
    "a text": '"文"', "no list": "[]", "no members": "{}", "a list of lists": "[[]]", "a member": '{"a":1}',
    "5,000 digits": "9" * 5_000, "1e999": "1e999", "not a number": "NaN", "half a character": '"\\ud800"',
    "control characters": '"\\u0000\\u202e\\u000b"', "a long text": json.dumps("文" * 50_000, ensure_ascii=False),
    "a deep list": "[" * 2_000 + "]" * 2_000, "deep members": '{"a":' * 500 + "1" + "}" * 500,
    "a list without end": "[" * 30_000, "a date": '"2031-02-30T25:61:00"', "a path": '"/dev/zero"',
}  # fmt: skip
# What stands behind the sign of a line of TOML.
TOML_VALUES: Final = {
    "a number": "1", "a fraction": "-1.5", "true": "true", "a text": '"文"', "no text": '""', "no list": "[]",
    "no table": "{}", "a list": '["a", "b"]', "a table": "{a = 1}", "5,000 digits": "9" * 5_000, "1e999": "1e999",
    "not a number": "nan", "infinity": "-inf", "a date": "1979-05-27", "half a character": '"\\ud800"',
    "a zero": '"\\u0000"', "no end": '"x', "a deep list": "[" * 1_500 + "]" * 1_500,
    "a deep table": "{a=" * 900 + "1" + "}" * 900,
    "a long text": '"' + "文" * 30_000 + '"', "nothing": "", "a list of everything": '[1, "a", [], {}, 2.5, true]',
}  # fmt: skip
INI_VALUES: Final = {
    "nothing": "", "nothing known": "@Invalid()", "no bytes": "@ByteArray()", "bytes": "@ByteArray(\\xff\\xfe\\0)",
    "a size": "@Size(1 2)", "a rectangle": "@Rect(9999999 -1 0 0)", "a broken rectangle": "@Rect(1)",
    "a variant": "@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\xff\\xff\\xff\\xff)", "a cut variant": "@Variant(\\0)",
    "commas": "," * 2_000, "a long text": "x" * 200_000, "no end": '"x', "a number": "99999999999999999999",
    "a negative number": "-5", "a fraction": "1.5", "odd signs": "\\x110000;%%@", "a zero": "a\\0b", "a list": "a, b",
    "true": "true", "no text": '""',
}  # fmt: skip
CSV_VALUES: Final = {
    "nothing": "", "a quote": '"', "a quote inside": 'a"b', "a zero": "a\0b", "a long text": "文" * 2_000,
    "longer than csv takes": "x" * 140_000, "control characters": "\x01\u202e\x0b", "many cells": "," * 5_000,
    "line ends": '"a\r\nb\rc\nd"', "a formula": "=1+1", "a tab": "\t", "half a pair": '"a""',
}  # fmt: skip


def damaged(kind: str) -> Damaged:
    """All damages of a kind of file."""
    return itertools.chain(_DAMAGES[kind](sample(kind)), _of_bytes(sample(kind)))


def _of_bytes(content: bytes) -> Damaged:
    """Cut off at some 60 places, and wrong at some 200."""
    for end in range(0, len(content), max(1, len(content) // 60)):
        yield f"cut at {end}", partial(_cut, content, end)
    for at in range(0, len(content), max(1, len(content) // 70)):
        for flip in (0x01, 0x80, 0xFF):
            yield f"byte {at} ^ {flip}", partial(_flipped, content, at, flip)


def _cut(content: bytes, end: int) -> bytes:
    return content[:end]


def _flipped(content: bytes, at: int, flip: int) -> bytes:
    return content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :]


# --- JSON -------------------------------------------------------------------------------------------------------------

_HERE: Final = "\0here"
Place = tuple[Any, ...]


def places(shape: Any, before: Place = ()) -> Iterator[Place]:
    """The way to every value inside a JSON value."""
    yield before
    inside = shape.items() if isinstance(shape, dict) else enumerate(shape) if isinstance(shape, list) else ()
    for key, value in inside:
        yield from places(value, (*before, key))


def _with(shape: Any, place: Place, text: str) -> bytes:
    """The JSON with a text of JSON in the place of one value."""
    if not place:
        return text.encode("utf-8")
    copy = json.loads(json.dumps(shape))
    node = copy
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = _HERE
    return json.dumps(copy, ensure_ascii=False).replace(json.dumps(_HERE), text).encode("utf-8")


def _at(shape: Any, place: Place) -> Any:
    for key in place:
        shape = shape[key]
    return shape


def _of_json(content: bytes) -> Damaged:
    """Each value exchanged for each other kind, each member missing, twice, or of an odd name."""
    shape = json.loads(content)
    for place in places(shape):
        for what, text in JSON_VALUES.items():
            yield f"{place}: {what}", partial(_with, shape, place, text)
        value = _at(shape, place)
        for key in value if isinstance(value, dict) else ():
            inside = {name: one for name, one in value.items() if name != key}
            both = json.dumps(value)[:-1] + f", {json.dumps(key)}: {json.dumps(value[key])}}}"
            odd = json.dumps({**inside, "\udfff": value[key]})
            for what, text in (("without", json.dumps(inside)), ("twice", both), ("half a character for", odd)):
                yield f"{place}: {what} {key}", partial(_with, shape, place, text)


# --- each kind --------------------------------------------------------------------------------------------------------


def _ours(content: bytes) -> Damaged:
    members = unpack(content)
    for name in ("header.json", "document.json"):
        for what, make in _of_json(members[name]):
            yield f"{name} {what}", partial(_packed, members, name, (), make, ())
    name = "history/revisions.jsonl"
    rows = members[name].splitlines()
    for at, row in enumerate(rows):
        others: tuple[tuple[str, bytes], ...] = (("gone", b""), ("twice", row + b"\n" + row), ("cut", row[:-20]))
        known = ((what, partial(bytes, inside)) for what, inside in others)
        for what, make in itertools.chain(_of_json(row), known):
            yield f"{name} {at} {what}", partial(_packed, members, name, rows[:at], make, rows[at + 1 :])
    for what, fault in FAULTS.items():
        yield what, partial(fault, content, "document.json")
    yield "document.json twice", partial(doubled, content, "document.json")


def _packed(
    members: Mapping[str, bytes], name: str, before: Iterable[bytes], make: Make, behind: Iterable[bytes]
) -> bytes:
    """A file with a damaged line in one member, whose zip is sound."""
    stream = io.BytesIO()
    pack({**members, name: b"\n".join([*before, make(), *behind, b""])}.items(), stream)
    return stream.getvalue()


def _journal(content: bytes) -> Damaged:
    """Damaged lines whose checksums are right all the same, lost and doubled lines, another file inside."""
    head, base, rows = journal_parts(content)
    for what, make in _of_json(head):
        yield f"header {what}", partial(_with_line, base, (), make, rows)
    for at, row in enumerate(rows):
        before, behind = [head, *rows[:at]], rows[at + 1 :]
        for what, make in _of_json(row):
            yield f"line {at} {what}", partial(_with_line, base, before, make, behind)
        yield f"line {at} gone", partial(journal_of, base, [*before, *behind])
        yield f"line {at} twice", partial(journal_of, base, [*before, row, row, *behind])
    for what, fault in FAULTS.items():
        yield f"file inside: {what}", partial(_with_file, head, base, rows, fault)


def _with_line(base: bytes, before: Iterable[bytes], make: Make, behind: Iterable[bytes]) -> bytes:
    return journal_of(base, [*before, make(), *behind])


def _with_file(head: bytes, base: bytes, rows: Sequence[bytes], fault: Callable[[bytes, str], bytes]) -> bytes:
    """Another file inside, which the header knows."""
    inside = fault(base, "document.json")
    known = {**json.loads(head), "base": atomic.digest(inside), "size": len(inside)}
    return journal_of(inside, [json.dumps(known).encode(), *rows])


def journal_parts(content: bytes) -> tuple[bytes, bytes, list[bytes]]:
    """The JSON of the header, the file inside, and the JSON of the other lines."""
    head, _, rest = content.partition(b"\n")
    size = json.loads(head[9:])["size"]
    return head[9:], rest[:size], [row[9:] for row in rest[size:].splitlines()]


def journal_of(base: bytes, rows: Iterable[bytes]) -> bytes:
    """A journal of a header and lines, whatever is in them, with the checksums that belong to them."""
    check, pieces = 0, []
    for at, one in enumerate(rows):
        check = zlib.crc32(one, check)
        pieces += [b"%08x %b\n" % (check, one), *([base] if at == 0 else [])]
    return b"".join(pieces)


def _of_lines(content: bytes, sign: str, values: Mapping[str, str]) -> Damaged:
    """Each line gone, twice, moved to the front and end, and with another value behind its sign."""
    rows = content.decode("utf-8").splitlines()
    for at, row in enumerate(rows):
        before, behind = rows[:at], rows[at + 1 :]
        others = {
            "gone": [*before, *behind],
            "twice": [*before, row, row, *behind],
            "first": [row, *before, *behind],
            "last": [*before, *behind, row],
            "joined": [*before, row + "".join(behind[:1]), *behind[1:]],
        }
        name, found, _ = row.partition(sign)
        others |= {what: [*before, f"{name}{sign} {value}", *behind] for what, value in values.items() if found}
        for what, made in others.items():
            yield f"line {at}: {what}", partial(_text, made)


def _text(rows: Iterable[str]) -> bytes:
    return "\n".join(rows).encode("utf-8")


def _form(content: bytes) -> Damaged:
    yield from _of_lines(content, "=", TOML_VALUES)
    yield "another code", lambda: content.decode().encode("utf-16")
    yield "deep names", lambda: b"[" + b"a." * 20_000 + b"a]\nb=1\n"
    yield "a table of every name", lambda: b"".join(b"[a%d]\nb=1\n" % n for n in range(20_000))
    yield "larger than a form", lambda: content + b"#" * (4 << 20)


def _library(content: bytes) -> Damaged:
    rows = [row.split(",") for row in content.decode("utf-8-sig").splitlines()]
    for at, row in enumerate(rows):
        for place in range(len(row)):
            for what, value in CSV_VALUES.items():
                made = [*rows[:at], [*row[:place], value, *row[place + 1 :]], *rows[at + 1 :]]
                yield f"cell {at}, {place}: {what}", partial(_text, map(",".join, made))
    yield from _of_lines(content, "\0", {})
    for code in ("utf-16", "utf-32", "gb18030", "utf-7"):
        yield code, partial(content.decode("utf-8-sig").encode, code)
    yield "rows without end", lambda: content + content.splitlines(keepends=True)[-1] * 60_000
    yield "larger than a library", lambda: content + b"," * (31 << 20)


def _settings(content: bytes) -> Damaged:
    yield from _of_lines(content, "=", INI_VALUES)
    yield "sections without end", lambda: content + b"".join(b"[a%d]\nb=1\n" % n for n in range(20_000))


_DAMAGES: Final[dict[str, Callable[[bytes], Damaged]]] = {
    "perfdesk": _ours, "journal": _journal, "form.toml": _form, "library.csv": _library, "settings.ini": _settings,
}  # fmt: skip
