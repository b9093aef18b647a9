"""Annexes as other programs write them: made from a Sheet, without any of our writers or readers."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

from perfdesk.forms.loader import form
from perfdesk.forms.sheet import Sheet, sheet
from perfdesk.model.document import Document

# An invented office with what usually goes wrong: merged levels, a blank amount, two indicators of one class.
HEBEI = """
    fiscal_year=2031 | department_name=东岭县气象局 | money_unit=万元
    # 雷达站维护 | code=13990031P00010110001A | unit_code=101001 | unit_name=东岭县气象局本级 | budget_total=12.50 \
        | budget_fiscal=12.50 | purpose=维护雷达站。 | plan_03=10% | plan_06=40% | plan_10=80% | plan_12=100% \
        | goal=1.雷达正常运行。
    - 数量 | 维护雷达数量 | ≥2台 | description=全年维护的雷达 | basis=合同约定
    - 数量 | 更换部件数量 | ≥5件 | description=更换的易损件 | basis=合同约定
    - 质量 | 设备完好率 | ≥98% | description=完好设备占比 | basis=行业标准
    - 社会 | 预警信息覆盖率 | ≥95% | description=收到预警的人口占比 | basis=历史标准
    - 服务 | 群众满意度 | ≥90% | description=问卷调查 | basis=计划标准
    # 人工增雨 | code=13990031P00010110002B | unit_code=101001 | unit_name=东岭县气象局本级 | budget_total=8.00 \
        | budget_fiscal=6.00 | budget_other=2.00 | purpose=开展增雨作业。 | plan_03=0 | plan_06=0 | plan_10=50% \
        | plan_12=100% | goal=1.缓解旱情。
    - 数量 | 作业次数 | ≥6次 | description=增雨作业次数 | basis=计划标准
    - 成本 | 每次作业成本 | ≤1.2万元 | description=平均成本 | basis=市场价格
"""
NINGXIA = """
    fiscal_year=2031 | department_name=石泉县图书馆 | annex_number=3
    # 图书采购 | supervisor=石泉县文化局 021 | unit_name=石泉县图书馆本级 | attribute=延续项目 | period=1年 \
        | budget_total=30 | budget_fiscal=25 | budget_other=5 | goal=采购新书。
    - 数量 | 采购册数 | ≥6000册
    - 数量 | 采购种类 | ≥12类
    - 社会 | 到馆人次增长率 | ≥5%
    - 服务 | 读者满意度 | ≥90%
"""


def table_texts(one: Sheet) -> list[list[str]]:
    """The sheet as rows of texts; what a merged cell covers is blank."""
    rows = [[""] * len(one.widths) for _ in range(one.rows)]
    for cell in one.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def tabbed(document: Document, rows: slice = slice(None)) -> str:
    """The tables as tab-separated text, one after the other; `rows` picks some of each table's rows."""
    chosen = form(document.form)
    tables = (table_texts(sheet(chosen, document, project))[rows] for project in document.projects)
    return "\n\n".join("\n".join("\t".join(row) for row in table) for table in tables) + "\n"


def save_text(folder: Path, text: str) -> Path:
    """A text file."""
    path = folder / "source.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def save_word(folder: Path, *blocks: str | Sheet) -> Path:
    """A Word file of paragraphs and tables, made with python-docx and merged the way Word does it."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            _word_table(document.add_table(block.rows, len(block.widths)), block)
    path = folder / "source.docx"
    document.save(str(path))
    return path


def _word_table(table: Table, one: Sheet) -> None:
    trs = [list(row.findall(qn("w:tc"))) for row in table._tbl.findall(qn("w:tr"))]
    for cell in one.cells:
        for below in range(cell.rows):
            tc = trs[cell.row + below][cell.column]
            settings = tc.get_or_add_tcPr()
            if cell.columns > 1:
                settings.append(_element("w:gridSpan", str(cell.columns)))
            if cell.rows > 1:
                settings.append(_element("w:vMerge", None if below else "restart"))
            for covered in trs[cell.row + below][cell.column + 1 : cell.column + cell.columns]:
                covered.getparent().remove(covered)
        write(trs[cell.row][cell.column], cell.text)


def _element(name: str, value: str | None) -> object:
    node = OxmlElement(name)
    if value is not None:
        node.set(qn("w:val"), value)
    return node


def write(tc: object, text: str) -> None:
    """Text in a bare cell, one paragraph per line."""
    paragraph = tc.find(qn("w:p"))
    for line in text.split("\n"):
        run, node = OxmlElement("w:r"), OxmlElement("w:t")
        node.text = line
        node.set(qn("xml:space"), "preserve")
        run.append(node)
        paragraph.append(run)
        following = OxmlElement("w:p")
        paragraph.addnext(following)
        paragraph = following
    paragraph.getparent().remove(paragraph)


def save_excel(folder: Path, sheets: Iterable[tuple[list[str], Sheet]], first_column: int = 1) -> Path:
    """A workbook: on each sheet lines of text, then a table with merged cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, (lines, one) in enumerate(sheets, 1):
        page = book.create_sheet(f"项目{number}")
        for row, line in enumerate(lines, 1):
            page.cell(row, first_column, line)
        for cell in one.cells:
            row, column = len(lines) + cell.row + 1, cell.column + first_column
            page.cell(row, column, cell.text or None).data_type = "s" if cell.text else "n"
            if cell.rows > 1 or cell.columns > 1:
                page.merge_cells(None, row, column, row + cell.rows - 1, column + cell.columns - 1)
    path = folder / "source.xlsx"
    stream = BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path
