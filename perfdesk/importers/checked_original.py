"""checked_members(content): the members of an office's own file that is to be filled; refused if it does anything but
print.

An original comes from a colleague, inside a form or a document, and what is filled is handed on. So it may hold nothing
that runs, fetches or asks: no macros, objects, controls, outside data or templates (CWE-829), and no field or formula
that brings in another file (DDE). Only as much is inflated as an annex can have.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers.cell_styles import S
from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.namespaces import W, transitional
from perfdesk.importers.package import BROKEN, announced, check_members, parsed, plainly_encoded

WORD_BODY: Final = "word/document.xml"
WORKBOOK: Final = "xl/workbook.xml"
# The largest published annex has 200 KB, its text 2 MB.
_MOST_BYTES: Final = 2 << 20
_MOST_INFLATED: Final = 24 << 20
_MOST_MEMBERS: Final = 500
_MOST_TAGS: Final = 400_000
_MARKED_UP: Final = (".xml", ".rels", ".vml")
_TYPES: Final = "[Content_Types].xml"
_PLAIN: Final = {
    WORD_BODY: b"wordprocessingml.document.main+xml",
    WORKBOOK: b"spreadsheetml.sheet.main+xml",
}
_STRICT: Final = b"http://purl.oclc.org/ooxml"
_FORBIDDEN: Final = {
    "宏": ("vbaproject", "/macrosheets/", "vbadata"),
    "嵌入的对象": ("/embeddings/", "/afchunk", ".bin.rels"),
    "控件": ("/activex/", "/ctrlprops/"),
    "加载项": ("/webextensions/", "customui/"),
    "外部数据": ("/externallinks/", "/connections.xml", "/querytables/", "/customdata/", "/model/"),
}
_LINK: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CLICKED: Final = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
# Fields that show what is in the document itself, or ask nothing (ECMA-376 part 1, 17.16.5).
_FIELDS: Final = frozenset(
    ("=", "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ", "TOC", "TC",
     "HYPERLINK", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "EQ", "SYMBOL", "DATE", "TIME", "CREATEDATE", "SAVEDATE",
     "PRINTDATE", "ADVANCE", "TITLE", "AUTHOR", "FILENAME", "LISTNUM", "XE", "INDEX")
)  # fmt: skip
_NAME: Final = re.compile(r"\s*(=|\w+)")
_TEXT_IN_QUOTES: Final = re.compile(r'"[^"]*"')
_FETCHES: Final = re.compile(r"\||\b(?:WEBSERVICE|CALL|REGISTER|REGISTER\.ID|EXEC|RTD|IMAGE)\s*\(", re.IGNORECASE)


class OriginalRefused(Exception):
    """An original that may not be filled. The message is a Chinese clause that says why."""


def checked_members(content: bytes) -> dict[str, bytes]:
    """Name and content of each member, in the order of the file. Raises OriginalRefused."""
    members = inflated(content)
    _refuse(_kind_fault(members))
    for name, data in members.items():
        _refuse(_name_fault(name))
        if name.endswith(_MARKED_UP):
            _check_markup(name, data)
    return members


def inflated(content: bytes) -> dict[str, bytes]:
    """The members of any package that is small enough and soundly built, whatever they say. Raises OriginalRefused."""
    if len(content) > _MOST_BYTES:
        raise OriginalRefused(f"文件超过 {_MOST_BYTES >> 20} MB")
    stream = io.BytesIO(content)
    try:
        with zipfile.ZipFile(stream) as package:
            check_members(Path("original"), package.infolist(), announced(stream))
            members = dict(_inflated(package))
    except (*BROKEN, ImportFailure) as error:
        raise OriginalRefused("文件已损坏或内部结构不正常") from error
    return members


def _inflated(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    room = _MOST_INFLATED
    for member in [one for one in package.infolist() if not one.is_dir()]:
        with package.open(member) as stream:
            data = stream.read(room + 1)
        room -= len(data)
        if room < 0 or len(package.infolist()) > _MOST_MEMBERS:
            raise OriginalRefused("展开后太大")
        if member.filename.endswith(_MARKED_UP):
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data or not plainly_encoded(data):
                raise OriginalRefused("含有不允许的内容（DOCTYPE 或特殊编码）")
            if data.count(b"<") > _MOST_TAGS:
                raise OriginalRefused("内容太多，不像一张表")
        yield member.filename, data


def _refuse(why: str) -> None:
    if why:
        raise OriginalRefused(why)


def _kind_fault(members: Mapping[str, bytes]) -> str:
    types = members.get(_TYPES, b"")
    main = next((name for name, kind in _PLAIN.items() if name in members and kind in types), "")
    if not main or b"macroEnabled" in types:
        return "不是不带宏的 Word 或 Excel 文件"
    return "是“严格 Open XML”格式" if _STRICT in members[main] else ""


def _name_fault(name: str) -> str:
    whole = f"/{name}".lower()
    found = next((what for what, parts in _FORBIDDEN.items() if any(part in whole for part in parts)), "")
    return f"里面有{found}" if found else ""


def _check_markup(name: str, data: bytes) -> None:
    try:
        if name.endswith(".rels"):
            _refuse(_link_fault(data))
        elif b"instrText" in data or b"fldSimple" in data or b"altChunk" in data or b"subDoc" in data:
            _refuse(_field_fault(parsed(Path(name), transitional(data))))
        elif S[1:-1].encode() in data:
            _refuse(_formula_fault(parsed(Path(name), data)))
    except ImportFailure:
        raise OriginalRefused("文件已损坏") from None


def _link_fault(data: bytes) -> str:
    """What is outside the file, but for what somebody has to click on."""
    for link in parsed(Path(), data).iter(_LINK):
        if str(link.get("TargetMode", "")).lower() == "external":
            clicked = str(link.get("Type", "")).endswith("/hyperlink") and _CLICKED.match(str(link.get("Target", "")))
            if not clicked:
                return "要从文件以外取内容（模板、图片或数据）"
    return ""


def _field_fault(root: etree._Element) -> str:
    """A field that fetches something, or whose name cannot be told, because another field makes it."""
    if next(root.iter(f"{W}altChunk", f"{W}subDoc"), None) is not None:
        return "要从别的文件插入内容"
    strange = [code for code in _field_codes(root) if _field_name(code) not in _FIELDS]
    return f"里面有会取用别处内容的域（{strange[0].strip()[:20]}）" if strange else ""


def _field_name(code: str) -> str:
    found = _NAME.match(code)
    return found[1].upper() if found else ""


def _field_codes(root: etree._Element) -> Iterator[str]:
    """The instruction of each field; what stands in a field inside it is not part of it."""
    open_fields: list[list[str]] = []
    for node in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"):
        kind = str(node.get(f"{W}fldCharType", ""))
        if node.tag == f"{W}fldSimple":
            yield str(node.get(f"{W}instr", ""))
        elif node.tag == f"{W}instrText":
            if not open_fields:
                yield node.text or ""
            else:
                open_fields[-1].append(node.text or "")
        elif kind == "begin":
            open_fields.append([])
        elif kind == "end" and open_fields:
            yield "".join(open_fields.pop())
    yield from ("".join(one) for one in open_fields)


def _formula_fault(root: etree._Element) -> str:
    for node in root.iter(f"{S}f", f"{S}definedName", f"{S}formula", f"{S}formula1", f"{S}formula2"):
        text = _TEXT_IN_QUOTES.sub("", node.text or "")
        if _FETCHES.search(text):
            return f"里面有会取用别处内容的公式（{text[:20]}）"
    return ""
