"""Inputs by seeded chance: bytes and parts of a good input exchanged, doubled, cut, nested. A seed is an input."""

import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any, Final

from damages import journal_of, journal_parts
from samples import sample
from zip_faults import FAULTS

Mutation = Callable[[bytes, random.Random], bytes]
_BYTES: Final = (
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"PK\x03\x04",
    b"\xff\xff\xff\xff",
    b"\0\0\0\x80",
    b"<",
    b"&",
    b'"',
    b"\n",
)
_TEXTS: Final = (
    "", "文", "≥95%", "-1", "0", "1e999", "99999999999999999999", "\u202e", "\ue5e5", "😀", "A" * 3_000, "=1+1",
    "#REF!", "1048577", "XFD1048576", "A1:XFD1048576", "&#x110000;", "]]>", "<x/>", "&a;", "\\f(1,2", "true", "NaN",
    "%s%n",     "../../x", "2031-02-30", "[h]:mm;;@", "0" * 300, "☑", "项目名称", "指标值", "[]", "{}", '"x"', "''",
)  # fmt: skip
_TAGS: Final = re.compile(rb"<[^<>]{0,2000}>")
_ATTRIBUTE: Final = re.compile(rb'="([^"<>]{0,200})"')
_TEXT: Final = re.compile(rb">([^<>]{1,500})<")
_WORD: Final = re.compile(rb"([^\s<>\"'=,\[\](){}]{1,60})")
_MOST_STEPS: Final = 5


def mutated(kind: str, seed: int) -> bytes:
    """An input of a kind."""
    chance = random.Random(f"{kind} {seed}")
    content = sample(kind)
    if chance.random() < _BY_STRUCTURE[kind]:
        return _of_structure(kind, content, chance)
    for _ in range(chance.randint(1, _MOST_STEPS)):
        content = chance.choice(_STEPS)(content, chance)
    return content


# --- bytes ------------------------------------------------------------------------------------------------------------


def _span(content: bytes, chance: random.Random, most: int = 64) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.randint(0, most))


def _flipped(content: bytes, chance: random.Random) -> bytes:
    at, _ = _span(content, chance)
    return (
        content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
        if at < len(content)
        else content
    )


def _removed(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _doubled(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance, 400)
    return content[:end] + content[start:end] * chance.choice((1, 1, 2, 50)) + content[end:]


def _inserted(content: bytes, chance: random.Random) -> bytes:
    at, end = _span(content, chance, 6)
    piece = chance.choice((*_BYTES, chance.choice(_TEXTS).encode("utf-8")))
    return content[:at] + piece + content[end:]


def _spliced(content: bytes, chance: random.Random) -> bytes:
    (start, end), (at, _) = _span(content, chance, 300), _span(content, chance)
    return content[:at] + content[start:end] + content[at:]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: _span(content, chance)[0]]


_STEPS: Final = (_flipped, _flipped, _removed, _doubled, _inserted, _inserted, _spliced, _cut)


# --- parts ------------------------------------------------------------------------------------------------------------


def _of_structure(kind: str, content: bytes, chance: random.Random) -> bytes:
    if kind == "pdf":
        return _pdf(content, chance)
    if kind == "journal":
        return _journal(content, chance)
    if kind not in ("docx", "xlsx", "perfdesk"):
        return _steps(content, _MARKUP_STEPS if kind == "clipboard.html" else _TEXT_STEPS, chance)
    if chance.random() < 0.05:
        return chance.choice(list(FAULTS.values()))(content, chance.choice(_names(content)))
    return _zipped(content, chance)


def _names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.namelist()


def _zipped(content: bytes, chance: random.Random) -> bytes:
    """Zipped anew with one or two members changed, or one taken out."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    # The member that holds the text is the largest.
    names = sorted(members, key=lambda name: len(members[name]))
    for _ in range(chance.choice((1, 1, 2))):
        name = names[-1] if chance.random() < 0.5 else chance.choice(names)
        change = _json if name.endswith(("json", "jsonl")) else _marked_up
        members[name] = change(members[name], chance)
    if chance.random() < 0.1:
        del members[chance.choice(names)]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED if chance.random() < 0.5 else zipfile.ZIP_DEFLATED) as package:
        for name, inside in members.items():
            package.writestr(name, inside)
    return stream.getvalue()


def _marked_up(content: bytes, chance: random.Random) -> bytes:
    """Tags, attributes and texts exchanged; half of the time elements stay whole."""
    return _steps(content, _MARKUP_STEPS, chance)


def _steps(content: bytes, steps: Sequence[Mutation], chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(steps)(content, chance)
    return content


def _journal(content: bytes, chance: random.Random) -> bytes:
    """A line changed, lost or doubled, with the checksums that belong to what is there then."""
    head, base, rows = journal_parts(content)
    lines = [head, *rows]
    at = chance.randrange(len(lines))
    lines[at] = _json(lines[at], chance).strip()
    if chance.random() < 0.2 and len(lines) > 1:
        lines.insert(chance.randrange(1, len(lines)), lines[chance.randrange(1, len(lines))])
    return journal_of(base, lines)


def _attribute(content: bytes, chance: random.Random) -> bytes:
    return _one_exchanged(content, _ATTRIBUTE, chance)


def _text(content: bytes, chance: random.Random) -> bytes:
    return _one_exchanged(content, _TEXT, chance)


def _word(content: bytes, chance: random.Random) -> bytes:
    return _one_exchanged(content, _WORD, chance)


def _one_exchanged(content: bytes, pattern: re.Pattern[bytes], chance: random.Random) -> bytes:
    found = pattern.search(content, chance.randrange(len(content) + 1)) or pattern.search(content)
    if found is None:
        return _inserted(content, chance)
    start, end = found.span(1)
    return content[:start] + chance.choice(_TEXTS).encode("utf-8") + content[end:]


def _element(content: bytes, chance: random.Random) -> bytes:
    """An element taken out, doubled, nested in itself, or moved into the place of another."""
    one, other = _whole(content, chance), _whole(content, chance)
    if one is None or other is None:
        return _removed(content, chance)
    piece, (start, end) = content[one[0] : one[1]], other
    opening = _TAGS.match(piece)
    inside = piece[: opening.end()] * 60 + piece + b"</x>" * 3 if opening is not None else piece
    made = chance.choice((b"", piece, piece + content[start:end], content[start:end] * chance.choice((2, 40)), inside))
    return content[:start] + made + content[end:]


def _whole(content: bytes, chance: random.Random) -> tuple[int, int] | None:
    """Where an element begins and ends; nested ones of one name end too early, which is a damage too."""
    tag = _TAGS.search(content, chance.randrange(len(content) + 1))
    if tag is None or tag[0].startswith((b"</", b"<?", b"<!")):
        return None
    if tag[0].endswith(b"/>"):
        return tag.span()
    name = re.match(rb"<([^\s/>]+)", tag[0])
    end = content.find(b"</" + name[1] + b">", tag.end()) if name is not None else -1
    return None if name is None or end < 0 else (tag.start(), end + len(name[1]) + 3)


def _line_moved(content: bytes, chance: random.Random) -> bytes:
    rows = content.split(b"\n")
    row = rows.pop(chance.randrange(len(rows)))
    for _ in range(chance.choice((0, 1, 2))):
        rows.insert(chance.randrange(len(rows) + 1), row)
    return b"\n".join(rows)


_MARKUP_STEPS: Final = (_attribute, _attribute, _text, _text, _element, _element, _line_moved, _inserted)
_TEXT_STEPS: Final = (_word, _word, _word, _line_moved, _line_moved, _inserted)


def _json(content: bytes, chance: random.Random) -> bytes:
    rows = content.splitlines() if content.count(b"\n{") else [content]
    at = chance.randrange(len(rows))
    try:
        shape = json.loads(rows[at])
    except ValueError:
        return _inserted(content, chance)
    for _ in range(chance.randint(1, 3)):
        shape = _json_changed(shape, chance, 0)
    rows[at] = json.dumps(shape, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return b"\n".join(rows) + b"\n"


_JSON_VALUES: Final[tuple[Any, ...]] = (None, True, -1, 10**30, 1.5, "", [], {}, [[]], {"id": "p1"}, "\ud800", *_TEXTS)


def _json_changed(shape: Any, chance: random.Random, depth: int) -> Any:
    if not isinstance(shape, dict | list) or not shape or chance.random() < 0.1 * depth:
        return chance.choice(_JSON_VALUES)
    copy = shape.copy()
    key = chance.choice(list(copy)) if isinstance(copy, dict) else chance.randrange(len(copy))
    if chance.random() < 0.15:
        del copy[key]
    elif isinstance(copy, list) and chance.random() < 0.2:
        copy.insert(key, copy[-1])
    else:
        copy[key] = _json_changed(copy[key], chance, depth + 1)
    return copy


def _pdf(content: bytes, chance: random.Random) -> bytes:
    """Numbers and names of the objects exchanged, or the file inside damaged and packed again."""
    for _ in range(chance.randint(1, 4)):
        pattern = chance.choice(
            (rb"/[A-Za-z]{1,16}", rb"\b\d{1,9}\b", rb"<<|>>|\[|\]", rb"\d+ \d+ R", rb"obj|endobj|stream|xref")
        )
        found = list(re.finditer(pattern, content))
        if found:
            one, other = chance.choice(found), chance.choice(found)
            made = chance.choice((b"", other[0], one[0] * 3, b"0", b"-1", b"9999999999", b"/Kids", zlib.compress(b"x")))
            content = content[: one.start()] + made + content[one.end() :]
    return content


# How often a kind is changed by its parts; otherwise by its bytes, which a zip seldom survives.
_BY_STRUCTURE: Final[dict[str, float]] = {
    "docx": 0.9, "xlsx": 0.9, "perfdesk": 0.85, "journal": 0.8, "pdf": 0.6, "form.toml": 0.7, "library.csv": 0.7,
    "settings.ini": 0.7, "txt": 0.7, "clipboard.html": 0.7, "clipboard.tsv": 0.5,
}  # fmt: skip
