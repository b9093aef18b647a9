"""Opens zip packages (docx, xlsx) that anybody may have made: everything is checked before anything is parsed.

Guards against zip bombs, lying sizes, entity bombs and external entities (CWE-409, CWE-611, CWE-776): members are
inflated in memory up to a limit, and XML with a DOCTYPE is refused unread.
"""

import zipfile
import zlib
from pathlib import Path
from typing import Final

from perfdesk.importers.grid import ImportFailure

_FILE_LIMIT: Final = 64 * 1024 * 1024
_PART_LIMIT: Final = 128 * 1024 * 1024
_MEMBERS_LIMIT: Final = 5_000
_OLE: Final = b"\xd0\xcf\x11\xe0"


def read_parts(path: Path, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """The members whose names begin with one of `wanted`. Raises ImportFailure for anything odd."""
    if path.stat().st_size > _FILE_LIMIT:
        raise ImportFailure(f"{path} 太大，没有装入。")
    with path.open("rb") as stream:
        if stream.read(4) == _OLE:
            raise ImportFailure(f"{path} 是旧格式或加了密码的文件，请打开后另存为不加密的 .docx 或 .xlsx 再装入。")
    try:
        with zipfile.ZipFile(path) as package:
            return _checked(path, package, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise ImportFailure(f"{path} 已损坏，或不是 Word、Excel 文件，没有装入。") from error


def _checked(path: Path, package: zipfile.ZipFile, wanted: tuple[str, ...]) -> dict[str, bytes]:
    infos = package.infolist()
    names = {info.filename for info in infos}
    if len(infos) > _MEMBERS_LIMIT or len(names) < len(infos) or any(info.flag_bits & 1 for info in infos):
        raise ImportFailure(f"{path} 的内部结构不正常，没有装入。")
    parts: dict[str, bytes] = {}
    room = _PART_LIMIT
    for info in infos:
        if info.filename.startswith(wanted):
            with package.open(info) as member:
                data = member.read(room + 1)
            room -= len(data)
            if room < 0:
                raise ImportFailure(f"{path} 展开后太大，没有装入。")
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data or _hides_doctype(data):
                raise ImportFailure(f"{path} 含有不允许的内容（DOCTYPE），没有装入。")
            parts[info.filename] = data
    return parts


def _hides_doctype(data: bytes) -> bool:
    """Whether XML is in an encoding that would hide a DOCTYPE from a search for its bytes."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")) or b"encoding='UTF-7'" in data[:200].upper()
