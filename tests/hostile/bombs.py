"""XML that grows or reaches out (the samples that defusedxml is tested with, made anew), in every part of a package,
and parts with too much of one thing."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from itertools import pairwise
from typing import Final

from samples import sample
from zip_faults import FAULTS, LARGE, doubled

Make = Callable[[], bytes]
W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# The text that is in the document if an entity was resolved; no sample has it.
RESOLVED: Final = "resolved-entity"


def _laughs(times: int) -> str:
    names = "abcdefghijklmn"
    rows = [f'<!ENTITY {name} "{f"&{before};" * times}">' for before, name in pairwise(names)]
    return f'<!DOCTYPE x [<!ENTITY a "{RESOLVED}">{"".join(rows)}]>'


# What stands before the root, and what is put at the beginning of its content.
DOCTYPES: Final = {
    "a billion laughs": (_laughs(10), "&n;"),
    "quadratic": (f'<!DOCTYPE x [<!ENTITY a "{RESOLVED * 9_000}">]>', "&a;" * 9_000),
    "a ring": ('<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"),
    "one entity": (f'<!DOCTYPE x [<!ENTITY a "{RESOLVED}">]>', "&a;"),
    "an entity of the network": ('<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>', "&a;"),
    "an entity of a file": ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    "an entity of a device": ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///dev/zero">]>', "&a;"),
    "a DTD of the network": ('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', ""),
    "a DTD of a share": ('<!DOCTYPE x PUBLIC "-//x" "file://///127.0.0.1/x.dtd">', ""),
    "an entity of parameters": (
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>', ""),
    "an attribute of the DTD": ("<!DOCTYPE x [<!ATTLIST x y CDATA '" + RESOLVED + "'>]>", ""),
    "a notation": ('<!DOCTYPE x [<!NOTATION n SYSTEM "cmd.exe"><!ENTITY a SYSTEM "x" NDATA n>]>', ""),
    "an included file": (
        "", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
    "a stylesheet": ('<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>', ""),
    "an entity that nobody declared": ("", "&nobody;"),
}  # fmt: skip
CODES: Final = ("utf-8", "utf-16", "utf-16-le", "utf-32", "utf-7", "cp037")
# The codes in which an entity is written besides UTF-8, of the kinds that differ.
_IN_OTHER_CODES: Final = ("a billion laughs", "one entity", "an entity of a file")


def _with_doctype(content: bytes, kind: str, code: str) -> bytes:
    """A part with something before its root and in it."""
    before, inside = DOCTYPES[kind]
    text = content.decode("utf-8").removeprefix("\ufeff")
    head, root = (text[: text.find("?>") + 2], text[text.find("?>") + 2 :]) if text.startswith("<?xml") else ("", text)
    end = root.find(">")
    if root[end - 1] == "/":
        name = root[1:end].split()[0].rstrip("/")
        root, end = f"{root[: end - 1]}></{name}>", end - 1
    made = f"{root[: end + 1]}{inside}{root[end + 1 :]}"
    if code == "utf-8":
        return f"{head}{before}{made}".encode()
    return f'<?xml version="1.0" encoding="{code}"?>{before}{made}'.encode(code, "xmlcharrefreplace")


def members(content: bytes) -> dict[str, bytes]:
    """All members of a zip."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of them."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


# Parts that a reader looks into and the sample does not have.
MORE: Final[dict[str, dict[str, bytes]]] = {
    "docx": {f"word/{name}.xml": f'<w:{root} xmlns:w="{W}"></w:{root}>'.encode() for name, root in (
        ("footnotes", "footnotes"), ("endnotes", "endnotes"), ("numbering", "numbering"), ("header7", "hdr"),
        ("footer7", "ftr"), ("comments", "comments"), ("settings", "settings"),
    )},
    "xlsx": {
        "xl/comments1.xml": f'<comments xmlns="{S}"></comments>'.encode(),
        "xl/drawings/drawing1.xml": b"<d></d>",
        "xl/worksheets/_rels/sheet1.xml.rels": (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="a" Type="x/comments" Target="../comments1.xml"/>'
            b'<Relationship Id="b" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
        ),
    },
}  # fmt: skip


def with_more(kind: str) -> bytes:
    """The good input with those parts."""
    return packed({**MORE[kind], **members(sample(kind))})


def doctypes(kind: str) -> Iterator[tuple[str, Make]]:
    """The samples in every part."""
    parts = members(with_more(kind))
    for name, content in parts.items():
        for what in DOCTYPES:
            for code in CODES if what in _IN_OTHER_CODES else ("utf-8",):
                yield f"{name}: {what}, {code}", partial(_with_part, parts, name, content, what, code)


def _with_part(parts: Mapping[str, bytes], name: str, content: bytes, what: str, code: str) -> bytes:
    return packed({**parts, name: _with_doctype(content, what, code)})


def zips(kind: str) -> Iterator[tuple[str, Make]]:
    """The faults of a zip, for each member that holds text."""
    for member in _TEXTS[kind]:
        for what, fault in {**FAULTS, "a member twice": doubled}.items():
            yield f"{member}: {what}", partial(fault, sample(kind), member)


_TEXTS: Final = {
    "docx": ("word/document.xml",),
    "xlsx": ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"),
    "perfdesk": ("document.json", "history/revisions.jsonl"),
}


# --- too much of one thing --------------------------------------------------------------------------------------------


def _word_body(inside: Callable[[], str]) -> Callable[[Mapping[str, bytes]], dict[str, bytes]]:
    def change(parts: Mapping[str, bytes]) -> dict[str, bytes]:
        part = f'<w:document xmlns:w="{W}"><w:body>{inside()}</w:body></w:document>'
        return {**parts, "word/document.xml": part.encode()}

    return change


def _sheet(inside: Callable[[], str]) -> Callable[[Mapping[str, bytes]], dict[str, bytes]]:
    def change(parts: Mapping[str, bytes]) -> dict[str, bytes]:
        return {**parts, "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{inside()}</worksheet>'.encode()}

    return change


def _in_part(name: str, inside: Callable[[], str]) -> Callable[[Mapping[str, bytes]], dict[str, bytes]]:
    def change(parts: Mapping[str, bytes]) -> dict[str, bytes]:
        content = parts[name].decode()
        end = content.rindex("</")
        return {**parts, name: (content[:end] + inside() + content[end:]).encode()}

    return change


def _nested(name: str, times: int, inside: str = "") -> str:
    return f"<{name}>" * times + inside + f"</{name}>" * times


_CELL: Final = '<c t="str"><v>1</v></c>'
_ROW: Final = f"<row>{_CELL}</row>"
_OVER_ALL: Final = '<mergeCell ref="A1:XFD1048576"/>'
_HIDDEN: Final = '<col min="1" max="16384" hidden="1"/>'
_BEGIN: Final = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_RUN: Final = "<r><t>1</t></r>"
_LINK: Final = '<Relationship Id="x" Target="y"/>'
_DIGITS: Final = "9" * 5_000
_TAB: Final = '<sheet name="x"/>'
_NUMBER: Final = "<row><c><v>{}</v></c></row>"
_FAR_TABLE: Final = '<sheetData><row r="1048576"><c r="XFD1048576" t="str"><v>远</v></c></row></sheetData>'
_TABLE: Final = "<w:tbl><w:tr>{}</w:tr></w:tbl>"
# Each makes other parts of the good ones. Sizes are such that an importer without a limit would take gigabytes.
MUCH: Final[dict[str, dict[str, Callable[[Mapping[str, bytes]], dict[str, bytes]]]]] = {
    "docx": {
        "3 million paragraphs": _word_body(lambda: "<w:p/>" * 3_000_000),
        "a million runs": _word_body(lambda: f"<w:p>{'<w:r><w:t>1</w:t></w:r>' * 1_000_000}</w:p>"),
        "a million cells": _word_body(lambda: _TABLE.format("<w:tc><w:p/></w:tc>" * 1_000_000)),
        "400,000 rows": _word_body(lambda: f"<w:tbl>{'<w:tr><w:tc><w:p/></w:tc></w:tr>' * 400_000}</w:tbl>"),
        "a table in a table in a table": _word_body(lambda: _nested("w:tbl", 200)),
        "tables in cells": _word_body(lambda: "<w:tbl><w:tr><w:tc>" * 150 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 150),
        "250 nested controls": _word_body(lambda: _nested("w:sdt", 250)),
        "a million breaks": _word_body(lambda: f"<w:p><w:r>{'<w:br/>' * 1_000_000}</w:r></w:p>"),
        "a text of 60 MiB": _word_body(lambda: f"<w:p><w:r><w:t>{'文' * 20_000_000}</w:t></w:r></w:p>"),
        "a span of a billion columns": _word_body(lambda: _TABLE.format(
            '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p/></w:tc>' * 50)),
        "a million comments of XML": _word_body(lambda: "<!--x-->" * 1_000_000),
        "a million attributes": _word_body(lambda: "<w:p " + " ".join(f"a{n}=''" for n in range(200_000)) + "/>"),
        "a million name spaces": _word_body(lambda: "".join(f'<a{n}:b xmlns:a{n}="u{n}"/>' for n in range(200_000))),
        "styles without end": _in_part("word/styles.xml", lambda: f'<w:style xmlns:w="{W}"/>' * 300_000),
        "fields in fields": _word_body(lambda: f"<w:p>{_BEGIN * 100_000}</w:p>"),
        "an equation of 100 levels": _word_body(lambda: '<w:p xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:oMath>'
            + _nested("m:sSup", 100) + "</m:oMath></w:p>"),
    },
    "xlsx": {
        "a cell at the end of the sheet": _sheet(lambda: _FAR_TABLE),
        "dimensions that lie": _sheet(lambda: f'<dimension ref="A1:XFD1048576"/>{_FAR_TABLE}'),
        "a merged range over all": _sheet(lambda: _FAR_TABLE + f"<mergeCells>{_OVER_ALL}</mergeCells>"),
        "100,000 merged ranges": _sheet(lambda: _FAR_TABLE + f"<mergeCells>{_OVER_ALL * 100_000}</mergeCells>"),
        "2 million cells in a row": _sheet(lambda: f"<sheetData><row>{_CELL * 2_000_000}</row></sheetData>"),
        "a million rows": _sheet(lambda: f"<sheetData>{_ROW * 1_000_000}</sheetData>"),
        "2 million rows without cells": _sheet(lambda: f"<sheetData>{'<row/>' * 2_000_000}</sheetData>"),
        "240 rows in rows": _sheet(lambda: f"<sheetData>{_nested('row', 240, _CELL)}</sheetData>"),
        "rows in cells": _sheet(lambda: f"<sheetData>{'<row><c>' * 120}{'</c></row>' * 120}</sheetData>"),
        "hidden columns without end": _sheet(lambda: f"<cols>{_HIDDEN * 200_000}</cols>{_FAR_TABLE}"),
        "a number of a million digits": _sheet(lambda: f"<sheetData>{_NUMBER.format('9' * 1_000_000)}</sheetData>"),
        "a million texts": _in_part("xl/sharedStrings.xml", lambda: "<si><t>1</t></si>" * 1_000_000),
        "a text of a million runs": _in_part("xl/sharedStrings.xml", lambda: f"<si>{_RUN * 1_000_000}</si>"),
        "styles without end": _in_part("xl/styles.xml", lambda: "<x><y/></x>" * 300_000),
        "sheets without end": _in_part("xl/workbook.xml", lambda: f"<sheets>{_TAB * 200_000}</sheets>"),
        "links without end": _in_part("xl/_rels/workbook.xml.rels", lambda: _LINK * 300_000),
        "a format of 400,000 signs": lambda parts: {**parts, "xl/styles.xml": (
            f'<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="200" formatCode="' + "#,x" * 130_000 + '"/></numFmts>'
            '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>').encode(),
            **_sheet(lambda: f"<sheetData>{_NUMBER.format(5) * 2_000}</sheetData>")(parts)},
        "escapes without end": _in_part("xl/sharedStrings.xml", lambda: f"<si><t>{'_x000D_' * 300_000}</t></si>"),
        "a row number of 5,000 digits": _sheet(lambda: f'<sheetData><row r="{_DIGITS}">{_CELL}</row></sheetData>'),
    },
}  # fmt: skip


def much(kind: str) -> Iterator[tuple[str, Make]]:
    """The parts with too much of one thing."""
    parts = members(sample(kind))
    for what, change in MUCH.get(kind, {}).items():
        yield what, partial(_changed, change, parts)
    for what, fault in LARGE.items():
        yield what, partial(fault, sample(kind), _TEXTS[kind][0])


def _changed(change: Callable[[Mapping[str, bytes]], dict[str, bytes]], parts: Mapping[str, bytes]) -> bytes:
    return packed(change(parts))
