"""Annexes that want to run, fetch or show something from somewhere else, and what a clerk is to be told of it.

Each link leads to a name that is looked for in what is made of the file; `{port}` is that of a listener of the test.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from notation import document
from sources import NINGXIA
from word_sources import exchanged, run, saved_bytes, xml_of
from workbooks import OFFICE

from perfdesk.exporters.excel import write_workbook
from perfdesk.forms.loader import form

FORM: Final = "ningxia-annex2-2024"
TARGET: Final = "≥12类"
FAR: Final = "far-example"
SERVER, SHARE = f"http://127.0.0.1:{{port}}/{FAR}", f"\\\\127.0.0.1\\{FAR}"
# What is told where text was fetched once, and where a part of the file leads away.
FETCHED, OUTSIDE = "没有重新去取", "没有去取"

# Instruction of a field of Word: what is told; "" where nothing is fetched.
FIELDS: Final = {
    rf'DDEAUTO c:\\cmd.exe "/k {FAR}"': FETCHED,
    f'DDE Excel "{FAR}" R1C1': FETCHED,
    f'ddeauto "{FAR}" x': FETCHED,
    f'INCLUDETEXT "{SERVER}"': FETCHED,
    f'INCLUDETEXT "{SHARE}"': FETCHED,
    f'INCLUDEPICTURE "{SERVER}" \\d': FETCHED,
    f'INCLUDE "{SHARE}"': FETCHED,
    f'LINK Excel.Sheet.12 "{SHARE}" R1C1 \\a': FETCHED,
    f'IMPORT "{SERVER}"': FETCHED,
    f'DATABASE \\d "{SHARE}" \\s "select"': FETCHED,
    f'HYPERLINK "{SERVER}"': "",
    f"MACROBUTTON {FAR} x": "",
}
# A part of relationships, the type of one that leads out of the file, and where it leads.
LINKED: Final = (
    ("word/_rels/settings.xml.rels", "attachedTemplate", SERVER),
    ("word/_rels/settings.xml.rels", "attachedTemplate", f"file://///127.0.0.1/{FAR}"),
    ("word/_rels/settings.xml.rels", "mailMergeSource", f"file:///c:/{FAR}"),
    ("word/_rels/webSettings.xml.rels", "frame", SERVER),
    ("word/_rels/header9.xml.rels", "image", SERVER),
    ("word/_rels/footnotes.xml.rels", "oleObject", SHARE),
    ("word/charts/_rels/chart1.xml.rels", "externalLinkPath", SHARE),
    ("xl/drawings/_rels/drawing1.xml.rels", "image", SERVER),
    ("xl/worksheets/_rels/sheet2.xml.rels", "oleObject", SHARE),
    ("xl/_rels/connections.xml.rels", "attachedToolbars", f"file://///127.0.0.1/{FAR}"),
)
# Elements of the text that need such a link, and what is told.
DRAWN: Final = {
    '<w:r><w:drawing><a:blip r:link="out"/></w:drawing></w:r>': "图片没有装入",
    f'<w:r><w:pict><v:imagedata r:href="out" o:href="{FAR}"/></w:pict></w:r>': "图片没有装入",
    '<w:r><w:object><o:OLEObject Type="Link" ProgID="Excel.Sheet" r:id="out"/></w:object></w:r>': "嵌入的对象没有装入",
    '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Package" r:id="out"/></w:object></w:r>': "嵌入的对象没有装入",
    f'<w:r><w:object><w:control r:id="out" w:name="{FAR}"/></w:object></w:r>': "控件没有装入",
    '<w:subDoc r:id="out"/>': "插入的其他文件没有装入",
    '<w:altChunk r:id="out"/>': "插入的其他文件没有装入",
    f'<w:hyperlink r:id="out" w:tooltip="{FAR}"/>': "",
}
# Members that hold no text of an annex.
MEMBERS: Final = {
    "word/vbaProject.bin": "宏没有装入",
    "word/embeddings/oleObject1.bin": "嵌入的对象没有装入",
    "word/activeX/activeX1.bin": "控件没有装入",
    "word/webextensions/webextension1.xml": "加载项没有装入",
    "customUI/customUI14.xml": "加载项没有装入",
    "word/media/image1.wmf": "图片没有装入",
    "xl/vbaProject.bin": "宏没有装入",
    "xl/macrosheets/sheet1.xml": "宏没有装入",
    "xl/embeddings/oleObject1.bin": "嵌入的对象没有装入",
    "xl/activeX/activeX1.bin": "控件没有装入",
    "xl/webextensions/webextension1.xml": "加载项没有装入",
    "xl/externalLinks/externalLink1.xml": "外部数据引用没有装入",
    "xl/connections.xml": "数据连接没有装入",
    "xl/media/image1.emf": "图片没有装入",
}
# Formulas of a cell whose result is stored: the result comes in, the formula is neither worked out nor carried on.
FORMULAS: Final = (
    f"cmd|'/C {FAR}'!A0", f"'{SHARE}\\[a.xlsx]S'!A1", f'HYPERLINK("{SERVER}","x")', f'WEBSERVICE("{SERVER}")',
    f'EXEC("{FAR}")', f'CALL("urlmon","{FAR}")', f'RTD("{FAR}",,"x")', f'FILTERXML("{FAR}","x")',
)  # fmt: skip


def words(port: int) -> Iterator[tuple[str, bytes, str]]:
    """Word files: what the case is, the file, and what is to be told."""
    for code, told in FIELDS.items():
        code = code.replace("{port}", str(port))
        yield code, word(field(code, TARGET)), told
        yield f"{code}, simple", word(f"<w:fldSimple w:instr={quoteattr(code)}>{run(TARGET)}</w:fldSimple>"), told
    for element, told in DRAWN.items():
        yield element, word(run(TARGET) + element), told
    for name, kind, target in LINKED:
        if not name.startswith("xl/"):
            yield (
                f"{name} {kind}",
                word(run(TARGET), {name: away(kind, target.replace("{port}", str(port)))}),
                OUTSIDE,
            )
    for name, told in MEMBERS.items():
        if not name.startswith("xl/"):
            yield name, word(run(TARGET), {name: FAR}), told


def workbooks(port: int) -> Iterator[tuple[str, bytes, str]]:
    """Workbooks, in the same way."""
    for formula in FORMULAS:
        yield formula, _with_formula(formula.replace("{port}", str(port))), ""
    for name, kind, target in LINKED:
        if name.startswith("xl/"):
            yield f"{name} {kind}", book({name: away(kind, target.replace("{port}", str(port)))}), OUTSIDE
    for name, told in MEMBERS.items():
        if not name.startswith("word/"):
            yield name, book({name: FAR}), told


def field(code: str, result: str | None) -> str:
    """A field with a stored result, or none."""
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    shown = "" if result is None else separate + run(result)
    return f"{begin}<w:r><w:instrText> {escape(code)} </w:instrText></w:r>{shown}{end}"


def away(kind: str, target: str) -> str:
    """A part of relationships with one that leads out of the file."""
    link = f'<Relationship Id="out" Type="{OFFICE}/{kind}" Target={quoteattr(target)} TargetMode="External"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{link}</Relationships>'


def word(content: str, parts: Mapping[str, str] | None = None) -> bytes:
    """The annex in Word with something in the place of the target, and with other parts."""
    return saved_bytes(FORM, exchanged(xml_of(FORM), TARGET, content), parts)


@lru_cache
def _printed() -> dict[str, bytes]:
    """The members of the annex as our Excel writer prints it."""
    stream = BytesIO()
    write_workbook(form(FORM), document(NINGXIA, FORM), stream)
    with zipfile.ZipFile(stream) as package:
        return {name: package.read(name) for name in package.namelist()}


def book(members: Mapping[str, str]) -> bytes:
    """The annex in Excel with other members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**_printed(), **members}.items():
            package.writestr(name, content)
    return stream.getvalue()


def _with_formula(formula: str) -> bytes:
    """The target as the stored result of a formula."""
    texts = re.findall("<si>.*?</si>", _printed()["xl/sharedStrings.xml"].decode())
    at = next(number for number, text in enumerate(texts) if f">{TARGET}<" in text)
    sheet = _printed()["xl/worksheets/sheet1.xml"].decode()
    cell = re.compile(rf'(<c r="\w+" s="\d+") t="s"><v>{at}</v></c>')
    assert cell.search(sheet)
    made = cell.sub(lambda found: f'{found[1]} t="str"><f>{escape(formula)}</f><v>{TARGET}</v></c>', sheet)
    return book({"xl/worksheets/sheet1.xml": made})
