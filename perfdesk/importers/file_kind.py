"""What a file is by its first bytes, whatever it is called: systems of offices export web pages as .doc and .xls, and
files are renamed, locked, packed or not there yet.

Each is refused in one sentence with the way out, before any reader wonders at the bytes.
"""

import re
import zipfile
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.importers.package import BROKEN, kind_of

_HEAD: Final = 4096
# The directory of an OLE file lies anywhere in it. Files that are opened with a password are as large as others.
_MOST_OLE: Final = 64 << 20
_LOCKED: Final = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_PDF_WITHIN: Final = 1024

AGAIN: Final = "再装入"
_WORD: Final = "请用 Word 或 WPS 打开，另存为 .docx " + AGAIN
_EXCEL: Final = "请用 Excel 或 WPS 打开，另存为 .xlsx " + AGAIN
_OFFICE: Final = "请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx " + AGAIN
_EMPTY: Final = "是空文件，没有装入；请重新复制或下载，或者请对方再发一份"
_LOCK: Final = "是办公软件打开文件时留下的临时文件，没有内容；请选名称前面没有“{}”的那一份"
_WITH_PASSWORD: Final = "加了打开密码；请用 Word、Excel 或 WPS 输入密码打开它，去掉密码，另存为 .docx 或 .xlsx " + AGAIN
_PARTLY: Final = "还没有下载完；请等它下载完，或者重新下载"
_FORMER: Final = "其实是旧格式（.doc、.xls）的文件，" + _OFFICE
_RENAMED: Final = "其实是 {} 文件；请把扩展名改成 {} " + AGAIN

_SHEETS: Final = (".xls", ".xlsx", ".xlsm", ".et", ".csv")
# Text may begin with anything.
_TEXT: Final = ".txt"
_UNFINISHED: Final = (".crdownload", ".part", ".partial", ".download", ".td", ".tmp")


class _Sign(NamedTuple):
    """How the first bytes of a kind begin, white space apart and in small letters; what it is, and the way out."""

    begins: bytes
    kind: str
    way_out: str
    of_sheets: str = ""

    def words(self, suffix: str) -> str:
        """What to say of a file with this suffix."""
        surprise = "" if suffix in _THEMSELVES else "其实"
        return f"{surprise}是{self.kind}，{self.of_sheets if self.of_sheets and suffix in _SHEETS else self.way_out}"


_THEMSELVES: Final = (
    ".rtf", ".html", ".htm", ".mht", ".mhtml", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".rar", ".7z",
)  # fmt: skip
_WEB: Final = ("网页（多半是从业务系统导出的）", _WORD, _EXCEL)
_PICTURE: Final = ("图片", "读不出表格；请用文字识别软件转成 Word 或 Excel 表格" + AGAIN)
_PACK: Final = ("压缩包", "请先解压，再用里面的文件")
PACKED: Final = "是" + "，".join(_PACK)
_SIGNS: Final = (
    *(_Sign(one, *_WEB) for one in (b"<!doctype html", b"<html", b"<head", b"<meta", b"<body", b"<table", b"<style")),
    _Sign(b"mime-version:", *_WEB), _Sign(b"{\\rtf", " RTF 格式", _WORD),
    *(_Sign(one, *_PICTURE) for one in (b"\x89png", b"\xff\xd8\xff", b"gif8", b"bm", b"ii*\0", b"mm\0*")),
    *(_Sign(one, *_PACK) for one in (b"rar!", b"7z\xbc\xaf", b"\x1f\x8b")),
)  # fmt: skip
_XML_2003: Final = (b"schemas-microsoft-com:office:spreadsheet", b"schemas.microsoft.com/office/word/2003")
_XHTML: Final = b"<html"
# What a package is by one of its members; the rest is a folder of files.
_MEMBERS: Final = (
    ("OFD.xml", "是 OFD，请转换为 .docx " + AGAIN + "（复制的文字没有表格线，一般认不出）"),
    ("ppt/presentation.xml", "是演示文稿，没有可以装入的表格；请把表格放进 Word 或 Excel 文件" + AGAIN),
    ("xl/workbook.bin", "是 Excel 二进制格式，" + _EXCEL),
    ("META-INF/manifest.xml", "是 OpenDocument 格式，" + _OFFICE),
    ("word/document.xml", ""),
    ("xl/workbook.xml", ""),
    ("[Content_Types].xml", ""),
)  # fmt: skip
_OFFICE_KINDS: Final = {".docx": "Word", ".xlsx": "Excel"}
_LOCK_NAME: Final = re.compile(r"~\$|\.~lock\.|\.~")


def why_other(path: Path) -> str:
    """Why a file cannot be read as what it is called; to be put behind its name, without a full stop. "" where it may
    be what it is called. OSError where it cannot be opened."""
    suffix = path.suffix.lower()
    if lock := _LOCK_NAME.match(path.name):
        return _LOCK.format(lock[0])
    if suffix in _UNFINISHED:
        return _PARTLY
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        return _EMPTY
    return _of_content(path, suffix, head)


def _of_content(path: Path, suffix: str, head: bytes) -> str:
    if head.startswith(b"PK"):
        return _of_package(path, suffix)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _of_ole(path, suffix)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "" if suffix in (".pdf", _TEXT) else _RENAMED.format("PDF", ".pdf")
    return "" if suffix == _TEXT else _of_signs(suffix, head)


def _of_signs(suffix: str, head: bytes) -> str:
    # A web page may be in UTF-16.
    begin = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    text = begin.replace(b"\0", b"") if b"<\0" in begin[:_PDF_WITHIN] else begin
    text = text.lstrip().lower()
    sign = next((one for one in _SIGNS if text.startswith(one.begins)), None)
    if sign is not None:
        return sign.words(suffix)
    if text.startswith((b"<?xml", b"<!--")):
        if any(one in text for one in _XML_2003):
            return "其实是 2003 版的 XML 格式，" + _OFFICE
        return _Sign(b"", *_WEB).words(suffix) if _XHTML in text else ""
    return ""


def _of_package(path: Path, suffix: str) -> str:
    kind = kind_of(path)
    if kind:
        wrong = suffix in (*_OFFICE_KINDS, ".pdf") and suffix != kind
        return _RENAMED.format(_OFFICE_KINDS[kind], kind) if wrong else ""
    names = member_names(path)
    found = next((words for member, words in _MEMBERS if member in names), PACKED if names else "")
    return "" if suffix == _TEXT else found


def member_names(path: Path) -> set[str]:
    """The names in a package; none of one that is damaged."""
    try:
        with zipfile.ZipFile(path) as package:
            return set(package.namelist())
    except BROKEN:
        return set()


def _of_ole(path: Path, suffix: str) -> str:
    with path.open("rb") as stream:
        content = stream.read(_MOST_OLE)
    if all(name in content for name in _LOCKED):
        return _WITH_PASSWORD
    return _FORMER if suffix in (*_OFFICE_KINDS, ".pdf") else ""
