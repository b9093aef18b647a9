"""Opens zip packages (docx, xlsx) that anybody may have made: everything is checked before anything is parsed.

Guards against zip bombs, lying sizes, entity bombs and external entities (CWE-409, CWE-611, CWE-776): members are
inflated in memory up to a limit, nothing is unpacked to disk, and XML with a DOCTYPE is refused unread.
"""

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.grid import ImportFailure, Remark

_FILE_LIMIT: Final = 64 * 1024 * 1024
_PARTS_LIMIT: Final = 128 * 1024 * 1024
_MEMBERS_LIMIT: Final = 5_000
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
_OLE: Final = b"\xd0\xcf\x11\xe0"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)
# Members that hold no text of the annex; the clerk is told, nothing of them is opened.
_FOREIGN: Final = (
    ("vbaProject.bin", "宏"),
    ("/embeddings/", "嵌入的对象"),
    ("/activeX/", "控件"),
    ("/media/", "图片"),
    ("/comments", "批注"),
)


class Package(NamedTuple):
    """The members asked for, and remarks on what else the file holds."""

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
        with zipfile.ZipFile(path) as package:
            _check_members(path, package.infolist())
            return Package(_parts(path, package, wanted), _remarks(package.namelist()))
    except _BROKEN as error:
        raise ImportFailure(f"{path} 已损坏，或不是 Word、Excel 文件，没有装入。") from error


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    odd = (
        len(members) > _MEMBERS_LIMIT
        or len(names) < len(members)
        or any(name.startswith("/") or ".." in name.split("/") for name in names)
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
        if not member.filename.startswith(wanted):
            continue
        with package.open(member) as stream:
            data = stream.read(room + 1)
        room -= len(data)
        if room < 0:
            raise ImportFailure(f"{path} 展开后太大，没有装入。")
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or not _plainly_encoded(data):
            raise ImportFailure(f"{path} 含有不允许的内容（DOCTYPE 或特殊编码），没有装入。")
        parts[member.filename] = data
    return parts


def _plainly_encoded(data: bytes) -> bool:
    """Whether the XML is in an encoding in which the bytes of a DOCTYPE can be searched for."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.startswith(b"<?xml"):
        return data.startswith(b"<") and b"\0" not in data[:4]
    declared = _ENCODING.search(data, 0, max(0, data.find(b"?>")))
    return declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")


def _remarks(names: list[str]) -> tuple[Remark, ...]:
    found = ((what, sum(part in name for name in names)) for part, what in _FOREIGN)
    return tuple(Remark("", f"文件里的{what}没有装入（{count} 处）") for what, count in found if count)


def parsed(path: Path, data: bytes) -> etree._Element:
    """The root of a small part. Raises ImportFailure if it is not well-formed."""
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise ImportFailure(damaged(path, error)) from None


def damaged(path: Path, error: etree.XMLSyntaxError) -> str:
    """What to say of XML that breaks off or does not nest."""
    return f"{path} 已损坏，没有装入：内容第 {error.lineno or 1} 行的格式不对。"
