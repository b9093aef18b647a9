"""What tests of filled originals share: an annex by another hand, the form learned from it, and the file filled."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import docx
import openpyxl
from lxml import etree
from openpyxl.styles import Alignment, Border, Side

from perfdesk.exporters.original.excel import write_excel
from perfdesk.exporters.original.word import write_word
from perfdesk.forms.definition import Form
from perfdesk.importers.checked_original import checked_members
from perfdesk.importers.load import read_source
from perfdesk.learning.keeping import LearnedForm, learned
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.document import Document, Project
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.fields import Fields, Kind, Owner
from perfdesk.model.vocabulary import vocabulary

from .grids import Layout, Place, parsed, save_excel, save_word

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY: Final = "word/document.xml"
ANNEX: Final = """
> 项目支出绩效目标申报表
> （2031年度）
> 填报单位：青溪县水务局
项目名称^2 | {name}河岸加固^4
主管部门^2 | {supervisor}青溪县水务局^2 | 实施单位 | {unit_name}青溪县堤防站
资金总额（万元）^2 | {budget_total}30.00^2 | 其中：财政拨款 | {budget_fiscal}25.00
年度目标^2 | {goal}加固河岸三公里。^4
绩效指标~4 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
{i:level1}产出指标~2 | {i:level2}数量指标 | {i:name}加固长度 | {i:target}≥3公里 | {i:note}分两段
{i:level2}质量指标 | {i:name}验收合格率 | {i:target}100% | {i:note}无
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益人口 | {i:target}≥1万人 | {i:note}无
"""
Change = Callable[[Any], None]


def annex(text: str = ANNEX) -> Layout:
    """A layout in the notation."""
    return parsed(99, text)


def saved(one: Layout, path: Path, change: Change = lambda _: None, *, filled: bool = True) -> Path:
    """As a Word file, changed as somebody else would."""
    save_word(one, path, filled=filled)
    document = docx.Document(str(path))
    for table in document.tables:
        table.style = "Table Grid"
    change(document)
    document.save(str(path))
    return path


def saved_sheet(one: Layout, path: Path, change: Change = lambda _: None, *, filled: bool = True) -> Path:
    """As a workbook with borders, changed as somebody else would."""
    save_excel(one, path, filled=filled)
    book = openpyxl.load_workbook(path)
    thin = Side("thin")
    for table, _, start in one.stands(sheet=True):
        for row in book.active.iter_rows(start + 1, start + table.rows):
            for cell in row:
                cell.border = Border(thin, thin, thin, thin)
                cell.alignment = Alignment(wrap_text=True, vertical="center")
        for place in table.places if filled else ():
            if _counts(place) and _NUMBER.fullmatch(place.text):
                page = book.active.cell(start + place.row + 1, place.column + 1)
                page.value = float(place.text) if "." in place.text else int(place.text)
    change(book)
    book.save(path)
    path.write_bytes(shared(path.read_bytes()))
    return path


# As a clerk types it, and Excel shows it again.
_NUMBER: Final = re.compile(r"(?:0|[1-9]\d{0,6})(?:\.\d{0,3}[1-9])?")


def _counts(place: Place) -> bool:
    owner = Owner(place.owner) if place.owner in [*Owner] else None
    return owner is not None and vocabulary().kind(owner, place.key) in (Kind.MONEY, Kind.NUMBER)


_SHEET, _STRINGS, _TYPES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "[Content_Types].xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"


def shared(content: bytes) -> bytes:
    """A workbook with its texts among the shared ones, as Excel and WPS write it; openpyxl writes them into the
    cells."""
    members = parts(content)
    sheet = etree.fromstring(members[_SHEET])
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    strings = etree.Element(f"{space}sst", nsmap={None: space[1:-1]})
    known: dict[str, int] = {}
    for cell in [one for one in sheet.iter(f"{space}c") if one.get("t") == "inlineStr"]:
        text = "".join(map(str, cell.itertext()))
        if text not in known:
            known[text] = len(known)
            etree.SubElement(etree.SubElement(strings, f"{space}si"), f"{space}t").text = text
        cell.remove(cell[0])
        cell.set("t", "s")
        etree.SubElement(cell, f"{space}v").text = str(known[text])
    kind = '<Override PartName="/{}" ContentType="{}"/></Types>'.format
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    entry = f'<Relationship Id="rIdS" Type="{link}" Target="sharedStrings.xml"/></Relationships>'
    named = _STRINGS.encode() in members[_TYPES]
    return with_parts(content, {
        _SHEET: etree.tostring(sheet), _STRINGS: etree.tostring(strings, encoding="UTF-8"),
        _TYPES: members[_TYPES] if named else members[_TYPES].replace(b"</Types>", kind(_STRINGS, types).encode()),
        _LINKS: members[_LINKS] if named else members[_LINKS].replace(b"</Relationships>", entry.encode()),
    })  # fmt: skip


class Learned(NamedTuple):
    """A form, what its file held, and the file that it keeps, with its suffix."""

    form: Form
    first: Document
    original: bytes
    suffix: str = ".docx"

    def filled(self, document: Document | None = None, origin: ExportOrigin | None = None) -> bytes:
        """The original with a document in it."""
        stream = io.BytesIO()
        write = write_word if self.suffix == ".docx" else write_excel
        write(self.form, document or self.first, checked_members(self.original), stream, origin)
        return stream.getvalue()

    def read(self, content: bytes, folder: Path) -> Document:
        """A file as a document of the form."""
        path = folder / f"back{self.suffix}"
        path.write_bytes(content)
        return read_source(path, self.form).document


def proposed(path: Path) -> LearnedForm:
    """The form of a file, as `learn --install` makes it."""
    sketch = read_sketch(path)
    return learned(propose(sketch.source, sheets=sketch.sheets), sketch, path.stem, path.read_bytes())


def learned_from(path: Path) -> Learned:
    """The same, with an original."""
    form, why = proposed(path)
    assert why == ""
    file = form.copy.named(f"original{path.suffix}")
    assert file is not None
    assert file.content is not None
    return Learned(form, read_source(path, form).document, file.content, path.suffix)


def parts(content: bytes) -> dict[str, bytes]:
    """The members of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def body(content: bytes) -> etree._Element:
    """The text of a Word file."""
    return etree.fromstring(parts(content)[BODY])


def with_parts(content: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A package with other members, new ones behind."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in {**parts(content), **changed}.items():
            package.writestr(name, data)
    return stream.getvalue()


def contents(document: Document) -> list[Any]:
    """What a document says, without ids and without what was met on the way in."""
    return [_fields(document.fields), *(_said(one) for one in document.projects)]


def _said(project: Project) -> list[Any]:
    return [_fields(project.fields), *((row.owner.value, _fields(row.fields)) for row in project.rows)]


def _fields(fields: Fields) -> list[tuple[str, str]]:
    return sorted((key, text) for key, text in fields.items() if not key.startswith("unread."))


def with_rows(document: Document, count: int) -> Document:
    """The first project with so many indicators, each level in one run."""
    project = document.projects[0]
    rows = list(_rows(project, count))
    return replace(document, projects=(replace(project, indicators=tuple(rows)),))


def _rows(project: Project, count: int) -> Iterator[Any]:
    kinds = project.indicators
    for at in range(count if kinds else 0):
        one = kinds[at * len(kinds) // max(1, count)]
        yield replace(one, id=f"i{at}", fields=one.fields.with_text("name", f"指标{at + 1}"))
