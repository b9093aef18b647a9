"""Corrupt and hostile files: refused with the reason or opened equal; never a traceback, a hang or a full memory."""

import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import DOCUMENT, HEADER, packed
from trust import Promise

from perfdesk.store.container import pack
from perfdesk.store.file import Opened, ReadError, read

FIXTURE = Path(__file__).parent / "fixtures" / "format-1.0.perfdesk"
# One that carries a form.
WITH_FORM = Path(__file__).parent / "fixtures" / "format-1.1.perfdesk"
MIB = 1 << 20


def opened(path: Path, content: bytes) -> Opened | str:
    """What opening gives, or why not."""
    path.write_bytes(content)
    try:
        return read(path)
    except ReadError as refusal:
        reason = str(refusal)
    assert path.name in reason
    assert "\n" not in reason
    return reason


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "坏.perfdesk"


def test_a_file_cut_off_anywhere_is_refused(path: Path, promise: Promise) -> None:
    whole = FIXTURE.read_bytes()
    for length in range(len(whole)):
        assert isinstance(opened(path, whole[:length]), str)
    promise("T6", "a file cut off at each byte", len(whole), len(whole))


FLIPS: Final = (0x01, 0x80, 0xFF)


def with_wrong_bytes(path: Path, fixture: Path, flips: Callable[[int], Sequence[int]]) -> int:
    """How many files were opened, each with one byte wrong. The form that a document carries may be lost; then it is
    known that it is."""
    whole, good, tried = fixture.read_bytes(), read(fixture).document, 0
    for at in range(len(whole)):
        for flip in flips(at):
            found = opened(path, whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
            if not isinstance(found, str) and found.document != good:
                assert replace(found.document, form_copy=good.form_copy) == good
                assert found.document.form_copy.bare == good.form_copy.bare
            tried += 1
    return tried


both = pytest.mark.parametrize("fixture", [FIXTURE, WITH_FORM], ids=["plain", "with a form"])


@both
def test_any_byte_may_be_wrong(path: Path, promise: Promise, fixture: Path) -> None:
    tried = with_wrong_bytes(path, fixture, lambda at: [FLIPS[at % len(FLIPS)]])
    promise("T6", "a file with each byte wrong", tried, tried)


@pytest.mark.slow
@both
def test_any_byte_may_be_wrong_in_each_way(path: Path, promise: Promise, fixture: Path) -> None:
    tried = with_wrong_bytes(path, fixture, lambda _: FLIPS)
    promise("T6", "a file with each byte wrong in three ways", tried, tried)


@pytest.mark.slow
def test_any_bytes_may_be_wrong_together(path: Path, promise: Promise) -> None:
    whole, good, dice = FIXTURE.read_bytes(), read(FIXTURE).document, random.Random(1)
    for _ in range(50_000):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        found = opened(path, bytes(content))
        assert isinstance(found, str) or found.document == good
    promise("T6", "a file with some bytes wrong by chance", 50_000, 50_000)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert isinstance(opened(tmp_path_factory.getbasetemp() / "any.perfdesk", content), str)


def places(shape: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a JSON value."""
    yield before
    inside = shape.items() if isinstance(shape, dict) else enumerate(shape) if isinstance(shape, list) else ()
    for key, value in inside:
        yield from places(value, (*before, key))


def with_value(shape: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    copy = json.loads(json.dumps(shape))
    node = copy
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = value
    return copy


WRONG = [None, True, 1, 1.5, "", "文", [], {}, [[]], [{}], {"a": 1}, [None]]


@pytest.mark.parametrize("place", list(places(DOCUMENT)), ids=str)
def test_a_wrong_type_anywhere_in_the_document_is_refused_or_kept(
    path: Path, place: tuple[Any, ...], promise: Promise
) -> None:
    for value in WRONG:
        found = opened(path, packed(with_value(DOCUMENT, place, value)))
        right = not isinstance(found, str)
        # What a node's type allows is content; everything else is refused.
        assert right == (type(value) is type(value_at(place)) and value not in ([[]], [{}], [None], {"a": 1})
                         and allowed(place, value)), (place, value, found)  # fmt: skip
    promise("T6", "wrong type at each node", len(WRONG), len(WRONG))


def value_at(place: tuple[Any, ...]) -> Any:
    node: Any = DOCUMENT
    for key in place:
        node = node[key]
    return node


def allowed(place: tuple[Any, ...], value: Any) -> bool:
    """Whether this value of the right type may stand here: nodes need their members, ids and forms a text."""
    if isinstance(value, dict):
        return bool(place) and place[-1] == "fields"
    return value != "" or "fields" in place


@pytest.mark.parametrize("key", ["form", "fields", "projects"])
def test_a_member_that_is_missing_is_named(path: Path, key: str) -> None:
    found = opened(path, packed({name: value for name, value in DOCUMENT.items() if name != key}))
    assert isinstance(found, str)
    assert key in found


@pytest.mark.parametrize("place", list(places(HEADER)), ids=str)
def test_a_wrong_type_anywhere_in_the_header_is_refused(path: Path, place: tuple[Any, ...], promise: Promise) -> None:
    for value in (value for value in WRONG if value != "文"):
        assert isinstance(opened(path, packed(header=with_value(HEADER, place, value))), str)
    promise("T6", "wrong type at each node", len(WRONG) - 1, len(WRONG) - 1)


def text(replaced: str, by: str) -> bytes:
    content = json.dumps(DOCUMENT, ensure_ascii=False)
    assert replaced in content
    return content.replace(replaced, by).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (text('"i1"', '"p1"'), "同一个 id"),
        (text('"i1"', '"d"'), "同一个 id"),
        (text('"form"', '"form": "x", "form"'), "写了两次"),
        (text('"name"', '"name": "x", "name"'), "写了两次"),
        (text("查档服务", "\\ud800"), "残缺的字符"),
        (text('"name"', '"\\udfff"'), "残缺的字符"),
        (text("查档服务", "\ud800"), "UTF-8"),
        (text('"form"', f'"later": {"9" * 5000}, "form"'), "太大的数"),
        (text('"form"', '"later": 1e999, "form"'), "太大的数"),
        (text('"form"', '"later": NaN, "form"'), "NaN"),
        (text('"form"', '"later": -Infinity, "form"'), "Infinity"),
        (text('"form"', f'"later": {"[" * 60 + "]" * 60}, "form"'), "嵌套太深"),
        (b"[" * 100_000, "嵌套太深"),
        (b'{"a":' * 100_000, "嵌套太深"),
        (json.dumps(DOCUMENT).encode("utf-16"), "UTF-8"),
        (b"\xef\xbb\xbf" + json.dumps(DOCUMENT).encode(), "JSON"),
        (b"", "JSON"),
        (b"{}{}", "JSON"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_odd_json_is_refused_by_its_reason(path: Path, document: bytes, words: str, promise: Promise) -> None:
    found = opened(path, packed(document))
    assert isinstance(found, str)
    assert words in found
    promise("T6", "odd JSON and zips, each with its reason", 1, 1)


def test_control_characters_are_cleaned_and_whole_surrogate_pairs_kept(path: Path) -> None:
    found = opened(path, packed(text("查档服务", "\\u0000查\\u202e档\\ud83d\\ude00")))
    assert not isinstance(found, str)
    assert found.document.projects[0].name == "查档😀"


def rezipped(**changes: Any) -> bytes:
    """The members of a good file, zipped with other settings for document.json."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(packed())) as source, zipfile.ZipFile(stream, "w") as archive:
        for info in source.infolist():
            other = zipfile.ZipInfo(info.filename, info.date_time)
            other.compress_type = changes.get("compress_type", info.compress_type)
            archive.writestr(other, source.read(info))
        archive.comment = changes.get("comment", b"")
    return stream.getvalue()


def with_flag(content: bytes, bit: int) -> bytes:
    """Every directory entry with one more flag."""
    parts = content.split(b"PK\x01\x02")
    return parts[0] + b"".join(b"PK\x01\x02" + p[:4] + bytes([p[4] | bit]) + p[5:] for p in parts[1:])


def repeated_member() -> bytes:
    stream = BytesIO(packed())
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("document.json", "{}")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"", "空的"),
        (lambda: b"hello", "不是 perfdesk 文件"),
        (lambda: b"<html>" * 100, "不是 perfdesk 文件"),
        (lambda: rezipped(comment=b"x"), "损坏"),
        (lambda: rezipped(compress_type=zipfile.ZIP_BZIP2), "压缩方式"),
        (lambda: rezipped(compress_type=zipfile.ZIP_LZMA), "压缩方式"),
        (lambda: with_flag(packed(), 1), "加了密"),
        (repeated_member, "同名"),
        (lambda: packed(**{"../x": b""}), "名称不正常"),
        (lambda: packed(**{"/etc/x": b""}), "名称不正常"),
        (lambda: packed(**{"C:\\x": b""}), "名称不正常"),
        (lambda: packed(header={**HEADER, "format": "zip"}), "不是 perfdesk 文件"),
        (lambda: packed(header={**HEADER, "format_version": "one"}), "format_version"),
        (lambda: packed() + b"x", "损坏"),
    ],
)
def test_odd_zips_are_refused_by_their_reason(
    path: Path, content: Callable[[], bytes], words: str, promise: Promise
) -> None:
    found = opened(path, content())
    assert isinstance(found, str)
    assert words in found
    promise("T6", "odd JSON and zips, each with its reason", 1, 1)


def test_a_word_file_is_no_file_of_ours(path: Path) -> None:
    stream = BytesIO()
    pack([("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")], stream)
    found = opened(path, stream.getvalue())
    assert isinstance(found, str)
    assert "不是 perfdesk 文件" in found


def lying(content: bytes, size: int) -> bytes:
    """document.json declared to be smaller than it is, in both places."""
    real = len(zipfile.ZipFile(BytesIO(content)).read("document.json")).to_bytes(4, "little")
    return content.replace(real, size.to_bytes(4, "little"))


def many_members() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"{number}", b"")
    return stream.getvalue()


WEN = "文".encode() * 27


@cache
def many_fields() -> bytes:
    """As many as a file may have."""
    return b",".join([b'"%d":"x%d"' % (n, n) for n in range(990_000)])


def large_file() -> bytes:
    """Stored as it is: chance cannot be compressed, and trying takes longer than all else."""
    stream = BytesIO(packed())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("history", random.Random(1).randbytes(70 * MIB))
    return stream.getvalue()


BOMBS: dict[str, Callable[[], bytes]] = {
    "100 MiB of blanks": lambda: packed(b" " * (100 * MIB)),
    "60 MiB of blanks": lambda: packed(b" " * (60 * MIB)),
    "60 MiB of zeros beside": lambda: packed(history=bytes(60 * MIB)),
    "a size that lies": lambda: lying(packed(b" " * (60 * MIB)), 10),
    "one text of 60 MiB": lambda: packed(b'{"form": "' + b"x" * (60 * MIB) + b'"}'),
    "one text of 20 million characters": lambda: packed(b'{"form": "' + "文".encode() * (20 * MIB) + b'"}'),
    "a million lists": lambda: packed(b"[" + b"[]," * 1_000_000 + b"[]]"),
    "as many lists as allowed": lambda: packed(b"[" + b"[]," * 299_000 + b"[]]"),
    "as many texts as allowed": lambda: packed(b"[" + b'"abc",' * 990_000 + b"0]"),
    "as many fields as allowed": lambda: packed(b'{"form":"x","projects":[],"fields":{%s}}' % many_fields()),
    "as many unknown members as allowed": lambda: packed(b'{"form":"x","projects":[],"fields":{},%s}' % many_fields()),
    "as much of everything as allowed": lambda: packed(
        b'{"form":"x","projects":[],"fields":{%s}}'
        % b",".join([b'"%d":"%s%d"' % (n, WEN[: 3 * (n % 27)], n) for n in range(990_000)])
    ),
    "wrong projects": lambda: packed({**DOCUMENT, "projects": [1] * 990_000}),
    "60,000 members": many_members,
    "70 MiB of file": large_file,
}

CHILD = """
import sys, time
from pathlib import Path
from perfdesk.store.file import ReadError, read
before = time.process_time()
try:
    read(Path(sys.argv[1]))
    print("opened")
except ReadError as refusal:
    print("refused")
print(time.process_time() - before)
if sys.platform == "linux":
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


# A slow or shared processor may take twelve times as long. A file that takes time with the square of its size is
# noticed all the same.
@pytest.mark.parametrize("seconds", [60, pytest.param(5, marks=pytest.mark.slow)])
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_no_file_takes_five_seconds_or_512_mib(
    path: Path, bomb: Callable[[], bytes], seconds: int, promise: Promise
) -> None:
    path.write_bytes(bomb())
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", CHILD, str(path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    _, taken, *kib = done.stdout.split()
    assert float(taken) < seconds
    assert all(int(one) < 512 * 1024 for one in kib), kib
    promise("T8", f"too much of one thing: perfdesk, in {seconds} s and 512 MiB", 1, 1)
