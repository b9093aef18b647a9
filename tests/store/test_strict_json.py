"""What a file's JSON may be, and that a file is read alike whether another one was read before it or not."""

import json
import re
from collections.abc import Callable

import pytest
from packing import DOCUMENT
from trust import Promise

from perfdesk.model.document import Document
from perfdesk.store.format import Damage, Known, document_bytes
from perfdesk.store.parse import parse_document
from perfdesk.store.strict_json import may_have_halves, read_json, require_reasonable

Change = Callable[[bytes], bytes]


def read(content: bytes, known: Known | None = None) -> Document | str:
    """The document in these bytes, or why there is none."""
    try:
        return parse_document(content, "d", known)
    except Damage as damage:
        return str(damage)


def canonical(projects: int = 2) -> bytes:
    """A document as we write it, so that its projects are known apart."""
    base = DOCUMENT["projects"][0]
    rows = [{**base, "id": f"p{n}", "indicators": [{**base["indicators"][0], "id": f"i{n}"}]} for n in range(projects)]
    return document_bytes(parse_document(json.dumps({**DOCUMENT, "projects": rows}).encode(), "d"))


def put(old: str, new: str, times: int = 1) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode("utf-8", "surrogatepass"), times)

    return change


ODD: dict[str, tuple[Change, str]] = {
    "a member twice in fields": (put('"name": ', '"name": "x",\n     "name": '), "写了两次"),
    "an id twice in a project": (put('"id": "p1"', '"id": "p1",\n   "id": "p1"'), "写了两次"),
    "a list twice in a project": (put('"indicators": ', '"indicators": [],\n   "indicators": '), "写了两次"),
    "a member twice around": (put('"form": ', '"form": "x",\n "form": '), "写了两次"),
    "half a character in a project": (put("查档服务", "\\ud800"), "残缺的字符"),
    "the other half, in capitals": (put("查档服务", "\\uDFFF"), "残缺的字符"),
    "half a character behind other escapes": (put("查档服务", "\\\\\\n\\\\\\udfff"), "残缺的字符"),
    "half a character around": (put('"form": "', '"form": "\\ud800'), "残缺的字符"),
    "half a character in a key": (put('"name": ', '"\\ud800": "x",\n     "name": '), "残缺的字符"),
    "a raw half of a character": (put("查档服务", "\ud800"), "UTF-8"),
    "an infinite number": (put('"id": "p0"', '"id": "p0",\n   "later": 1e999'), "太大的数"),
    "no number": (put('"id": "p0"', '"id": "p0",\n   "later": NaN'), "NaN"),
    "an id in two projects": (put('"p1"', '"p0"'), "同一个 id"),
    "an id in two indicators": (put('"i1"', '"i0"'), "同一个 id"),
    "an indicator's id is a project's": (put('"i1"', '"p0"'), "同一个 id"),
    "an indicator's id is the document's": (put('"i1"', '"d"'), "同一个 id"),
    "an indicator without an id": (put('"id": "i0"', '"name": "i0"'), "第 1 个项目第 1 条指标的 id"),
    "an indicator with a blank id": (put('"i1"', '""'), "第 2 个项目第 1 条指标的 id"),
    "an indicator whose id is a number": (put('"i1"', "1"), "第 2 个项目第 1 条指标的 id"),
    "an indicator's text is a number": (put('"name": "查档', '"name": 1, "x": "查档'), "应当是文字"),
    "a project cut in two": (put('   "fields": {', '   "fields": {\n  },\n  {\n'), "JSON"),
}


@pytest.mark.parametrize(("change", "words"), ODD.values(), ids=ODD.keys())
def test_odd_json_is_refused_for_the_same_reason_after_another_file(
    change: Change, words: str, promise: Promise
) -> None:
    content = change(canonical())
    alone = read(content)
    assert isinstance(alone, str)
    assert words in alone
    known = Known()
    assert read(content, known) == alone
    read(canonical(), known)
    assert read(content, known) == alone
    promise("T6", "odd JSON, alone and after another file", 1, 1)


def test_a_character_written_as_two_whole_halves_is_read_after_another_file() -> None:
    known = Known()
    read(canonical(), known)
    found = read(put("查档服务", "查档\\ud83d\\ude00")(canonical()), known)
    assert isinstance(found, Document)
    assert found.projects[0].name == "查档😀"


def test_what_looks_like_an_escape_is_a_text() -> None:
    content = put("查档服务", "\\\\ud800\\n\\\\")(canonical())
    assert not may_have_halves(content)
    found = read(content)
    assert isinstance(found, Document)
    assert found.projects[0].name == "\\ud800\n\\"


@pytest.mark.parametrize("escapes", [0, 1, 99_999, 100_000, 100_001])
@pytest.mark.parametrize("half", ["\\ud800", "\\uDC00"])
def test_half_a_character_is_found_behind_any_number_of_escapes(escapes: int, half: str) -> None:
    content = b'["%b%b"]' % (b"\\n" * escapes, half.encode())
    assert may_have_halves(content)
    with pytest.raises(Damage, match="残缺的字符"):
        read_json(content, "document.json")


@pytest.mark.parametrize("escapes", [99_999, 100_000, 100_001])
def test_other_escapes_are_no_halves_however_many(escapes: int) -> None:
    assert not may_have_halves(b'["%b"]' % (b"\\n" * escapes))


@pytest.mark.parametrize(("sign", "most"), [(b"[", 300_000), (b"{", 300_000), (b",", 1_000_000)])
def test_all_parts_together_may_have_so_many(sign: bytes, most: int) -> None:
    require_reasonable(sign * most)
    require_reasonable(sign * (most // 2), b"x", sign * (most - most // 2))
    for parts in ((sign * (most + 1),), (sign * (most // 2), sign * (most - most // 2 + 1))):
        with pytest.raises(Damage, match="多得不合常理"):
            require_reasonable(*parts)


def test_lists_and_objects_count_together() -> None:
    require_reasonable(b"[" * 150_000, b"{" * 150_000)
    with pytest.raises(Damage, match="多得不合常理"):
        require_reasonable(b"[" * 150_000, b"{" * 150_001)


def with_projects(number: int, around: bytes = b"[]") -> bytes:
    """In the layout of ours: projects without anything, of three lists and objects each, and an unknown member."""
    pieces = [b'   "fields": {},\n   "id": "%d",\n   "indicators": []' % at for at in range(number)]
    row = b"\n  },\n  {\n".join(pieces)
    return b'{\n "fields": {},\n "form": "x",\n "later": %b,\n "projects": [\n  {\n%b\n  }\n ]\n}\n' % (around, row)


@pytest.mark.parametrize(
    "content",
    [
        with_projects(100_000),
        with_projects(310_000),
        with_projects(50_000, b"[%b0]" % (b"[]," * 150_000)),
        with_projects(1, b"[%b0]" % (b"0," * 1_000_000)),
        put('"fields": {},\n   "id"', '"x": [' + "[]," * 300_000 + '0],\n   "id"')(with_projects(2)),
    ],
    ids=["projects", "many times as many", "half of it around", "values around", "lists in a project"],
)
def test_too_much_is_refused_after_another_file(content: bytes, promise: Promise) -> None:
    known = Known()
    read(canonical(), known)
    assert read(content, known) == read(content) == "内容多得不合常理"
    promise("T8", "too much of one thing, alone and after another file", 1, 1)


def test_what_looks_like_the_end_of_a_project_may_stand_in_one() -> None:
    """Two indicators that another program moved out to where projects stand."""
    content = canonical(1).replace(b"\n    ", b"\n ").replace(b'"indicators": [\n {', b'"indicators": [\n  {')
    row = b'\n  {\n "fields": {},\n "id": "%b"\n  }'
    begin, end = (
        content.index(b'"indicators": [') + len(b'"indicators": ['),
        content.index(b"]", content.index(b'"i0"')),
    )
    content = content[:begin] + row % b"i8" + b"," + row % b"i9" + b"\n   " + content[end:]
    alone = read(content)
    assert isinstance(alone, Document)
    assert [row.id for row in alone.projects[0].indicators] == ["i8", "i9"]
    known = Known()
    assert read(content, known) == alone
    assert read(content, known) == alone


def test_projects_below_another_member_of_that_name_are_read_as_a_whole() -> None:
    content = b'{"fields": {}, "form": "x", "later": %b, "projects": []}' % with_projects(1)
    alone = read(content)
    assert isinstance(alone, Document)
    assert alone.projects == ()
    assert read(content, Known()) == alone


def test_what_is_known_is_the_same_object_and_what_is_new_is_read() -> None:
    known = Known()
    first, second = read(canonical(2), known), read(canonical(5), known)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert [a is b for a, b in zip(first.projects, second.projects, strict=False)] == [True, True]
    assert second == parse_document(canonical(5), "d")
    assert document_bytes(second, known) == canonical(5)


def test_a_file_with_nothing_new_is_read() -> None:
    known = Known()
    assert read(canonical(3), known) == read(canonical(3), known) == read(canonical(3))


def test_indicators_with_members_of_their_own_keep_them_beside_plain_ones() -> None:
    known = Known()
    content = put('"id": "i1"', '"id": "i1",\n     "later": 1')(canonical(3))
    found = read(content, known)
    assert isinstance(found, Document)
    assert [row.extra for project in found.projects for row in project.indicators] == ["", '{"later": 1}', ""]
    assert re.sub(rb"\s", b"", document_bytes(found)) == re.sub(rb"\s", b"", content)
