"""An office's own file from a stranger is refused if it does anything but print."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from perfdesk.importers.checked_original import OriginalRefused, checked_members

BODY = "word/document.xml"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(change: dict[str, bytes] | None = None, kind: str = ".docx") -> bytes:
    """An honest file of the kind, with some members set."""
    stream = io.BytesIO()
    if kind == ".docx":
        document = docx.Document()
        document.add_paragraph("绩效目标表")
        document.save(stream)
    else:
        openpyxl.Workbook().save(stream)
    with zipfile.ZipFile(stream) as one:
        members = {name: one.read(name) for name in one.namelist()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as two:
        for name, data in {**members, **(change or {})}.items():
            two.writestr(name, data)
    return made.getvalue()


def text(xml: str) -> dict[str, bytes]:
    """A body with this in it."""
    return {BODY: f"<w:document {_W}><w:body>{xml}</w:body></w:document>".encode()}


def links(kind: str, target: str, mode: str = "External") -> dict[str, bytes]:
    """A link of the text."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    one = f'<Relationship Id="rId1" Type="http://x/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return {"word/_rels/document.xml.rels": f'<Relationships xmlns="{space}">{one}</Relationships>'.encode()}


def field(*codes: str) -> dict[str, bytes]:
    """A field whose instruction comes in pieces."""
    marks = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    return text(f"<w:p>{marks[0]}{runs}{marks[1]}</w:p>")


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
def test_an_honest_file_is_all_there_in_its_order(kind: str) -> None:
    content = package(kind=kind)
    with zipfile.ZipFile(io.BytesIO(content)) as one:
        assert list(checked_members(content).items()) == [(name, one.read(name)) for name in one.namelist()]


def test_harmless_fields_links_and_formulas_stay() -> None:
    checked_members(package(field(" PAGE ")))
    checked_members(package(field("TO", 'C \\o "1-2"')))
    checked_members(package(links("hyperlink", "https://example.cn/")))
    checked_members(package(links("image", "media/image1.png", "Internal")))
    checked_members(package(formula('IF(A1="|",B1,1)'), ".xlsx"))


def formula(text: str) -> dict[str, bytes]:
    """A sheet with a formula."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = f'<row r="1"><c r="A1"><f>{text}</f></c></row>'
    sheet = f'<worksheet xmlns="{space}"><sheetData>{row}</sheetData></worksheet>'
    return {"xl/worksheets/sheet1.xml": sheet.encode()}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"word/vbaProject.bin": b""}, "宏"),
        ({"word/VbaData.xml": b"<a/>"}, "宏"),
        ({"word/embeddings/a.xlsx": b""}, "嵌入的对象"),
        ({"word/activeX/activeX1.xml": b"<a/>"}, "控件"),
        ({"customUI/customUI.xml": b"<a/>"}, "加载项"),
        (links("attachedTemplate", "file:///C:/a.dotm"), "文件以外"),
        (links("image", "https://example.cn/a.png"), "文件以外"),
        (links("hyperlink", "file://10.0.0.1/share/a.exe"), "文件以外"),
        (field(' DDEAUTO cmd "/c calc"'), "DDEAUTO"),
        (field(' DD', 'E cmd "/c calc"'), "DDE"),
        (field(' IncludeText "C:\\a.docx"'), "IncludeText"),
        (field(""), "域"),
        (text('<w:p><w:fldSimple w:instr="INCLUDEPICTURE x"/></w:p>'), "INCLUDEPICTURE"),
        (text("<w:p><w:r><w:instrText>DDE x</w:instrText></w:r></w:p>"), "DDE"),
        (text('<w:altChunk w:id="x"/>'), "别的文件"),
        ({BODY: b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}, "DOCTYPE"),
        ({BODY: b"<!ENTITY b 'c'><a/>"}, "DOCTYPE"),
        ({BODY: "<a/>".encode("utf-16")}, "特殊编码"),
        ({"../a.xml": b"<a/>"}, "内部结构"),
        ({BODY: f"<w:document {_W}><w:body>{'<w:p/>' * 400_000}</w:body></w:document>".encode()}, "太多"),
        ({"word/media/a.png": bytes(25 << 20)}, "展开后太大"),
        ({"[Content_Types].xml": b"<Types>ms-word.document.macroEnabled.main+xml</Types>"}, "不是不带宏"),
        ({BODY: b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'}, "严格"),
    ],
)  # fmt: skip
def test_what_runs_fetches_or_swells_is_refused(change: dict[str, bytes], why: str) -> None:
    with pytest.raises(OriginalRefused, match=why):
        checked_members(package(change))


def test_a_field_inside_a_field_does_not_make_its_name() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = "<w:r><w:instrText>{}</w:instrText></w:r>".format
    quoted = mark("begin") + mark("begin") + code(' QUOTE "DDE" ') + mark("end") + code(" cmd") + mark("end")
    with pytest.raises(OriginalRefused, match="域"):
        checked_members(package(text(f"<w:p>{quoted}</w:p>")))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (formula("cmd|' /C calc'!A0"), "公式"),
        (formula('WEBSERVICE("http://example.cn/"&amp;A1)'), "公式"),
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, "外部数据"),
        ({"xl/connections.xml": b"<a/>"}, "外部数据"),
        ({"xl/macrosheets/sheet1.xml": b"<a/>"}, "宏"),
    ],
)
def test_a_workbook_that_fetches_is_refused(change: dict[str, bytes], why: str) -> None:
    with pytest.raises(OriginalRefused, match=why):
        checked_members(package(change, ".xlsx"))


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, package()[:-30]):
        with pytest.raises(OriginalRefused):
            checked_members(content)


def test_limits_are_as_they_are_said() -> None:
    for size, why in ((2 << 20, "已损坏"), ((2 << 20) + 1, "超过 2 MB")):
        with pytest.raises(OriginalRefused, match=why):
            checked_members(bytes(size))
    count = len(checked_members(package()))
    more = {f"word/media/{at}.png": b"" for at in range(500 - count)}
    assert len(checked_members(package(more))) == 500
    with pytest.raises(OriginalRefused, match="展开后太大"):
        checked_members(package({**more, "word/media/last.png": b""}))


@pytest.mark.slow
def test_what_is_inflated_is_counted() -> None:
    inflated = sum(map(len, checked_members(package()).values()))
    whole = (24 << 20) - inflated
    assert checked_members(package({"word/media/a.png": bytes(whole)}))
    with pytest.raises(OriginalRefused, match="展开后太大"):
        checked_members(package({"word/media/a.png": bytes(whole + 1)}))


def test_a_field_that_does_not_end_and_one_behind_it_are_looked_at() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = "<w:r><w:instrText>{}</w:instrText></w:r>".format
    whole = mark("begin") + code(" PAGE ") + mark("separate") + mark("end")
    checked_members(package(text(f"<w:p>{whole}{whole}</w:p>")))
    checked_members(package(text(f"<w:p>{mark('begin')}{code(' PAGE ')}<w:r><w:instrText/></w:r></w:p>")))
    for hidden in (whole + mark("begin") + code(" DDE x "), mark("begin") + code(" DDE x ") + mark("separate")):
        with pytest.raises(OriginalRefused, match="DDE"):
            checked_members(package(text(f"<w:p>{hidden}</w:p>")))
