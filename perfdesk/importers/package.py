"""Opens zip packages (docx, xlsx) of unknown origin. Everything is checked before it is parsed.

Protects against zip bombs, false sizes, entity bombs and external entities (CWE-409, CWE-611, CWE-776): members are
inflated in memory up to a limit, nothing is written to the disk, and XML with a DOCTYPE is refused unread.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from lxml import etree

from perfdesk.importers.grid import ImportFailure, Remark

_FILE_LIMIT: Final = 64 * 1024 * 1024
_PARTS_LIMIT: Final = 128 * 1024 * 1024
# A sheet for each of 10,000 projects, which is also the most that LibreOffice opens, and what a workbook has beside.
_MEMBERS_LIMIT: Final = 10_100
# Tags in a part of which a tree is made: 64,000 cell styles, Excel's most, have half as many.
_TREE_LIMIT: Final = 1_000_000
# Tags between the ends of two elements: a row over all 16,384 columns has half as many.
_PIECE_LIMIT: Final = 200_000
_CHUNK: Final = 64 * 1024
# The end of a zip's directory with the longest comment; the count there where the true one stands elsewhere.
_LONGEST_END: Final = 22 + 0xFFFF
_IN_64_BITS: Final = 0xFFFF
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
# A place outside the package, on any system; orig_filename, because zipfile mends names on Windows.
_ODD_NAME: Final = re.compile(r"^/|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)")
_OLE: Final = b"\xd0\xcf\x11\xe0"
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)
# Members that hold no text of the annex, by a part of their names; the clerk is told, nothing of them is opened.
_FOREIGN: Final = {
    "宏": ("vbaProject.bin", "/macrosheets/"),
    "嵌入的对象": ("/embeddings/",),
    "控件": ("/activeX/",),
    "加载项": ("/webextensions/", "customUI/"),
    "图片": ("/media/",),
    "批注": ("/comments",),
    "外部数据引用": ("/externalLinks/",),
    "数据连接": ("/connections.xml",),
}
_LINKS: Final = ".rels"
_LINK: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN_PART: Final = re.compile(rb"wordprocessingml\.document\.main\+xml|spreadsheetml\.sheet\.main\+xml")
_TYPES: Final = "[Content_Types].xml"
_TYPES_LIMIT: Final = 1024 * 1024


def kind_of(path: Path) -> str:
    """ ".docx" or ".xlsx" if the content is plainly that (no macros, no template), else ""."""
    try:
        with zipfile.ZipFile(path) as package, package.open(_TYPES) as stream:
            found = _MAIN_PART.search(stream.read(_TYPES_LIMIT))
    except (*BROKEN, KeyError):
        return ""
    return "" if found is None else ".docx" if found[0].startswith(b"word") else ".xlsx"


class Package(NamedTuple):
    """The requested members, and remarks on the other contents of the file."""

    parts: dict[str, bytes]
    remarks: tuple[Remark, ...]


def read_package(path: Path, wanted: tuple[str, ...]) -> Package:
    """The members whose names begin with one of `wanted`. Raises ImportFailure for anything odd."""
    if path.stat().st_size > _FILE_LIMIT:
        raise ImportFailure(f"{path} 太大，没有装入。")
    with path.open("rb") as stream:
        if stream.read(4) == _OLE:
            raise ImportFailure(f"{path} 是旧格式或加了密码的文件，请打开后另存为不加密的 .docx 或 .xlsx 再装入。")
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as package:
            check_members(path, package.infolist(), announced(stream))
            parts = _parts(path, package, wanted)
            unread = [name for name in package.namelist() if name not in parts]
    except BROKEN as error:
        raise ImportFailure(
            f"{path} 已损坏，或不是 Word、Excel 文件，没有装入；请重新复制或下载，或者请对方再发一份。"
        ) from error
    return Package(parts, (*_remarks(unread), *_outside(path, parts)))


def announced(stream: BinaryIO) -> int:
    """How many members the end of the directory says it has, in 16 bits. zipfile does not look: where one length is
    wrong, an entry covers the next one, and a member with text is gone without a message."""
    stream.seek(max(0, stream.seek(0, 2) - _LONGEST_END))
    end = stream.read()
    at = end.rfind(b"PK\x05\x06")
    return int.from_bytes(end[at + 10 : at + 12], "little") if at >= 0 else -1


def check_members(path: Path, members: list[zipfile.ZipInfo], counted: int) -> None:
    """ImportFailure if the directory of a package is not as Word, Excel and WPS write it. `counted` is how many members
    its end announces."""
    names = {member.orig_filename for member in members}
    odd = (
        len(members) > _MEMBERS_LIMIT
        or counted not in (len(members), _IN_64_BITS)
        or len(names) < len(members)
        or any(_ODD_NAME.search(name) for name in names)
        or any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members)
    )
    if odd:
        raise ImportFailure(f"{path} 的内部结构不正常，没有装入。")
    if any(member.flag_bits & 1 for member in members):
        raise ImportFailure(f"{path} 加了密码，请去掉密码再装入。")


def _parts(path: Path, package: zipfile.ZipFile, wanted: tuple[str, ...]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    room = _PARTS_LIMIT
    for member in package.infolist():
        if not member.filename.startswith(wanted) and not member.filename.endswith(_LINKS):
            continue
        with package.open(member) as stream:
            data = stream.read(room + 1)
        room -= len(data)
        if room < 0:
            raise ImportFailure(f"{path} 展开后太大，没有装入。")
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or not plainly_encoded(data):
            raise ImportFailure(f"{path} 含有不允许的内容（DOCTYPE 或特殊编码），没有装入。")
        parts[member.filename] = data
    return parts


def plainly_encoded(data: bytes) -> bool:
    """Whether the XML is in an encoding in which the bytes of a DOCTYPE can be searched for."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.startswith(b"<?xml"):
        return data.startswith(b"<") and b"\0" not in data[:4]
    declared = _ENCODING.search(data, 0, max(0, data.find(b"?>")))
    return declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")


def _remarks(names: list[str]) -> tuple[Remark, ...]:
    found = ((what, sum(any(part in name for part in parts) for name in names)) for what, parts in _FOREIGN.items())
    return tuple(Remark("", f"文件里的{what}没有装入（{count} 处）") for what, count in found if count)


def _outside(path: Path, parts: dict[str, bytes]) -> Iterator[Remark]:
    """Says that a file wants to fetch a template, pictures or data from somewhere else. None of it is fetched. What
    may be clicked on (a hyperlink) fetches nothing by itself, and what a workbook refers to is counted already."""
    count = 0
    for name, data in parts.items():
        if name.endswith(_LINKS) and not name.startswith("xl/externalLinks/"):
            links = (node.attrib for node in streamed(path, data, (_LINK,)))
            count += sum(one.get("TargetMode") == "External" and not one.get("Type", "").endswith("/hyperlink")
                         for one in links)  # fmt: skip
    if count:
        yield Remark("", f"文件要从外部取来的内容（模板、图片或数据）没有去取（{count} 处）", lost=False)


def parsed(path: Path, data: bytes) -> etree._Element:
    """The root of a part that is small in honest files. Raises ImportFailure if it is not, or is not well-formed."""
    if data.count(b"<") > _TREE_LIMIT:
        raise ImportFailure(too_much(path))
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise ImportFailure(damaged(path, error)) from None


def streamed(path: Path, data: bytes, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements with these tags, each when it ends. Each is removed after use, because a tree of everything would
    take a hundred times the memory of the file. Raises ImportFailure if the part is not well-formed, or if one
    element is endless."""
    parser = etree.XMLPullParser(
        ("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    open_tags = 0
    try:
        for at in range(0, len(data), _CHUNK):
            chunk = data[at : at + _CHUNK]
            # Counted here, because to count each element would take as long as all the rest.
            open_tags += chunk.count(b"<")
            if open_tags > _PIECE_LIMIT:
                raise ImportFailure(too_much(path))
            parser.feed(chunk)
            for _, node in parser.read_events():
                assert etree.iselement(node)  # the only kind of event asked for
                yield node
                open_tags = 0
                node.clear()
                _forget_before(node)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise ImportFailure(damaged(path, error)) from None


def _forget_before(node: etree._Element) -> None:
    """Removes the elements before this one from the tree."""
    at: etree._Element | None = node
    while at is not None and (parent := at.getparent()) is not None:
        while at.getprevious() is not None:
            del parent[0]
        at = parent


def too_much(path: Path) -> str:
    """What to say of a file that holds more than an annex can."""
    return f"{path} 的内容太多，不像绩效目标表，没有装入。"


def damaged(path: Path, error: etree.XMLSyntaxError) -> str:
    """What to say of XML that breaks off or does not nest."""
    return f"{path} 已损坏，没有装入：内容第 {error.lineno or 1} 行的格式不对。"
