"""Tagged PDF: a screen reader finds the book's headings, paragraphs, contents and tables in the book's order."""

import io
import re
import struct
from itertools import pairwise

import pytest
from notation import document
from pdf_reading import copied, made, marked, pdf_bytes
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NullObject, NumberObject
from pytestqt.qtbot import QtBot
from small_forms import small_form
from structure_reading import Element, structure

from perfdesk.forms.book import book
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.forms.sections import ContentsBlock, TableBlock
from perfdesk.forms.sheet import PlacedCell, Role, Sheet
from perfdesk.forms.style import Align
from perfdesk.model.document import Document
from perfdesk.model.radicals import radicals
from perfdesk.paper import pdf, pdf_marks, pdf_objects
from perfdesk.paper.pages import Page, TablePiece, TextPiece, pages
from perfdesk.paper.pdf_marks import NOBODY, Run
from perfdesk.paper.pdf_objects import PackedObjects

LONG = "".join(f"第{number}条，看好天气，报准雨雪。" for number in range(400))
INDICATORS = "\n".join(
    f"- {kind} | 指标{number} | ≥{number}台" for kind in ("数量", "成本", "社会") for number in range(20)
)
HEAD = "fiscal_year=2031 | department_name=东岭县气象局 | draft_mark=草案 | money_unit=万元"
BOOK = document(f"""
    {HEAD} | overall_goal=看好天气。
    # 雷达站维护 | code=13990031P00010110001A | unit_name=东岭县气象局本级 | budget_total=12.50 | goal=雷达正常。
    - 数量 | 维护雷达数量 | ≥2台 | description=部门 龙门 | basis=合同约定
    - 数量 | 巡检次数 | ≥12次
    # 人工增雨 | goal=缓解旱情。
    - 成本 | 每次作业成本 | ≤1.2万元
""")
BOOKS = {
    "two projects": BOOK,
    "nothing in it": document("# 空"),
    "rows on many pages": document(f"# 长表 | goal=好\n{INDICATORS}\n# 短表\n- 质量 | 准 | 是"),
    "a cell higher than a page": document(
        f"# 长格 | goal={LONG[:1500]}\n- 数量 | 条 | 400\n- 数量 | {LONG[:240]} | 一\n# 短表"
    ),
    "a long text": document(f"{HEAD} | overall_goal={LONG}\n# 项目\n- 数量 | 条 | 400"),
    "odd letters": document("# 𠮷野家 | goal=办结😀率～和〜 ⽬\n- 数量 | שלום | ≥①"),
    "no cover and no caption": document("# 图书采购 | goal=有书\n- 数量 | 图书 | ≥9册\n# 讲座", "ningxia-annex2-2024"),
}


def tree(one: Document) -> Element:
    """The structure of a document's PDF."""
    return structure(made(one))


def sheets(one: Document) -> list[Sheet]:
    """The tables that a document prints."""
    blocks = [block for section in book(form(one.form), one) for block in section.blocks]
    return [block.sheet for block in blocks if isinstance(block, TableBlock)]


def printed(text: str) -> str:
    """A text as it stands on paper, whatever its lines."""
    return text.replace("\n", "").translate(radicals())


def expected_rows(sheet: Sheet) -> list[list[tuple[str, int, int, str]]]:
    """Role, spans and text of each cell, row by row."""
    rows: list[list[tuple[str, int, int, str]]] = [[] for _ in range(sheet.rows)]
    for cell in sheet.cells:
        role = "TH" if cell.role is Role.LABEL else "TD"
        rows[cell.row].append((role, cell.rows, cell.columns, printed(cell.text)))
    return rows


def read_rows(table: Element) -> list[list[tuple[str, object, object, str]]]:
    """The same as a screen reader finds it."""
    rows = [kid for kid in table.kids if kid.role != "Caption"]
    assert {row.role for row in rows} == {"TR"}
    return [
        [
            (cell.role, cell.attributes.get("/RowSpan", 1), cell.attributes.get("/ColSpan", 1), cell.text)
            for cell in row.kids
        ]
        for row in rows
    ]


@pytest.mark.parametrize("name", BOOKS)
def test_tables_have_the_rows_and_cells_of_their_sheets(qtbot: QtBot, name: str) -> None:
    one = BOOKS[name]
    tables = tree(one).all("Table")
    assert [read_rows(table) for table in tables] == [expected_rows(sheet) for sheet in sheets(one)]


@pytest.mark.parametrize("name", BOOKS)
def test_headings_and_paragraphs_are_read_in_printed_order_once(qtbot: QtBot, name: str) -> None:
    one = BOOKS[name]
    layout = form(one.form)
    read = [(e.role, e.text) for e in tree(one).walk() if e.role in {"P", "H1", "H2", "Link", "Caption"}]
    assert read == _paragraphs(layout, one)


def _paragraphs(layout: Form, one: Document) -> list[tuple[str, str]]:
    """Role and text of what stands between the tables, from the pieces of the pages."""
    found: list[tuple[str, str]] = []
    numbers = {anchor: page.number for page in pages(layout, one) for anchor in page.anchors}
    for piece in (piece for page in pages(layout, one) for piece in page.pieces):
        if isinstance(piece, TextPiece):
            right = str(numbers[piece.right]) if piece.leader else piece.right
            text = "".join(piece.lines) + right
            if piece.first:
                found.append((_role(layout, piece), ""))
            found[-1] = (found[-1][0], found[-1][1] + printed(text))
    return [pair for pair in found if pair[1]]


def _role(layout: Form, piece: TextPiece) -> str:
    level = layout.styles[piece.style].outline
    return "Link" if piece.leader else "Caption" if piece.block is TableBlock else f"H{level}" if level else "P"


def test_the_structure_of_a_book(qtbot: QtBot) -> None:
    found = re.sub(r"(TR\([^()]*\) ?)+", "…", str(tree(BOOK)))
    line = "TOCI(Reference(Link[{}{}]))"
    assert found == (
        "Document("
        "P[东岭县气象局] P[2031 年部门预算绩效文本] P[(草案)] P[目 录] "
        "TOC(TOCI(P[第一部分 部门整体绩效目标]) "
        f"{line.format('一、总体绩效目标', 1)} {line.format('二、分项绩效目标', 1)} "
        f"{line.format('三、工作保障措施', 1)} "
        "TOCI(P[第二部分 预算项目绩效目标]) "
        f"{line.format('1.雷达站维护绩效目标表', 2)} {line.format('2.人工增雨绩效目标表', 3)}) "
        "Sect(H1[第一部分部门整体绩效目标] "
        "Sect(H2[一、总体绩效目标] P[部门总体绩效目标：] P[看好天气。]) "
        "Sect(H2[二、分项绩效目标] P[分项绩效目标：]) "
        "Sect(H2[三、工作保障措施] P[工作保障措施：])) "
        "Sect(H1[第二部分预算项目绩效目标] "
        "Sect(H2[1.雷达站维护绩效目标表] Table(Caption[东岭县气象局本级单位：万元] …)) "
        "Sect(H2[2.人工增雨绩效目标表] Table(Caption[单位：万元] …))))"
    )


def test_a_paragraph_over_pages_is_one_element(qtbot: QtBot) -> None:
    (long,) = [element for element in tree(BOOKS["a long text"]).all("P") if element.text == LONG]
    assert len(long.pages) > 3
    assert all(after == before + 1 for before, after in pairwise(long.pages))


def test_a_row_over_pages_is_one_row_and_each_line_is_read_where_it_is_seen(qtbot: QtBot) -> None:
    one = BOOKS["a cell higher than a page"]
    cells = [cell for cell in tree(one).all("TD") if cell.text in {LONG[:1500], LONG[:240]}]
    assert len(cells) == 2
    assert all(len(set(cell.pages)) > 1 for cell in cells)
    cut = [piece for page in pages(form(one.form), one) for piece in page.pieces if isinstance(piece, TablePiece)]
    assert any(piece.cut for piece in cut)


def test_a_repeated_header_is_read_once(qtbot: QtBot) -> None:
    one = BOOKS["rows on many pages"]
    reader = made(one)
    pieces = [piece for page in pages(form(one.form), one) for piece in page.pieces]
    repeated = [piece for piece in pieces if isinstance(piece, TablePiece) and piece.header]
    said = sum(copied(page).count("指标值确定依据") for page in reader.pages)
    heads = [cell for cell in structure(reader).all("TH") if cell.text == "指标值确定依据"]
    assert repeated
    assert said == len(heads) + len(repeated)
    assert len(heads) == 2


def drawn_as(monkeypatch: pytest.MonkeyPatch, *made_pages: Page) -> str:
    """The structure of a file with these pages."""
    monkeypatch.setattr(pdf, "pages", lambda *_: made_pages)
    return str(tree(document("fiscal_year=2031", "ningxia-annex2-2024")))


def line(text: str, *, first: bool = True, last: bool = True) -> TextPiece:
    return TextPiece(0, "table-title", (text,), first, last=last)


def test_a_paragraph_that_begins_with_an_empty_line_is_not_read_as_the_end_of_the_one_before(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its empty line is the last of a page, and its text begins the next page."""
    begun = Page(None, [line("前面一段"), line("", last=False)])
    assert drawn_as(monkeypatch, begun, Page(None, [line("后面", first=False)])) == "Document(P[前面一段] P[后面])"
    begun = Page(None, [line("一段的前半", last=False)])
    assert drawn_as(monkeypatch, begun, Page(None, [line("后半", first=False)])) == "Document(P[一段的前半后半])"


def test_contents_without_a_title_are_contents_all_the_same(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = line("第一部分")._replace(block=ContentsBlock)
    assert drawn_as(monkeypatch, Page(None, [entry])) == "Document(TOC(TOCI(P[第一部分])))"
    two = Page(None, [entry, entry._replace(top=40, lines=("第二部分",)), line("表后")._replace(top=80)])
    assert drawn_as(monkeypatch, two) == "Document(TOC(TOCI(P[第一部分]) TOCI(P[第二部分])) P[表后])"


def rows_of(*cells: PlacedCell, rows: int) -> TablePiece:
    sheet = Sheet("p", form("ningxia-annex2-2024").widths, rows, None, cells)
    return TablePiece(0, sheet, (20.5,) * rows, 0, rows)


def value(row: int, column: int, text: str, rows: int = 1) -> PlacedCell:
    return PlacedCell(row, column, rows, 1, text, Role.VALUE, Align.LEFT)


def test_rows_that_belong_to_cells_above_are_rows_all_the_same(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a table and at its end."""
    cells = value(0, 0, "甲", rows=2), value(0, 1, "乙", rows=2), value(2, 0, "丙", rows=2), value(2, 1, "", rows=2)
    read = drawn_as(monkeypatch, Page(None, [rows_of(*cells, rows=4), line("表后")]))
    assert read == "Document(Table(TR(TD[甲] TD[乙]) TR TR(TD[丙] TD) TR) P[表后])"


def test_page_numbers_and_dots_are_not_read(qtbot: QtBot) -> None:
    reader = made(BOOK)
    artifacts = [marked(page).get(-1, "") for page in reader.pages]
    assert artifacts[0] == ""
    assert set(artifacts[1]) == {"."}
    assert artifacts[2:] == [f"— {number} —" for number in range(1, len(artifacts) - 1)]


def test_a_link_of_the_contents_is_part_of_its_line(qtbot: QtBot) -> None:
    links = tree(BOOK).all("Link")
    assert [link.text.rstrip("0123456789") for link in links] == [
        note["/Contents"] for link in links for note in link.links
    ]
    assert len(links) == 5


def test_a_label_names_its_row_where_a_value_follows_else_its_column(qtbot: QtBot) -> None:
    scopes = {cell.text: cell.attributes["/Scope"] for cell in tree(BOOK).all("Table")[0].all("TH")}
    rows = {
        "项目编码",
        "项目名称",
        "预算规模及资金用途",
        "预算数",
        "其中：财政资金",
        "其他资金",
        "资金支出计划（%）",
        "绩效目标",
    }
    assert {text for text, scope in scopes.items() if scope == "/Row"} == rows
    assert {"3月底", "6月底", "10月底", "12月底", "一级指标", "指标值确定依据"} < scopes.keys() - rows
    assert all("/Scope" not in cell.attributes for cell in tree(BOOK).all("TD"))


@pytest.mark.parametrize("name", BOOKS)
def test_marks_are_nested_and_nothing_is_drawn_outside_them(qtbot: QtBot, name: str) -> None:
    ends = {b"Q": b"q", b"ET": b"BT", b"EMC": b"BDC"}
    for page in made(BOOKS[name]).pages:
        inside: list[bytes] = []
        for word in re.sub(rb"BMC", b"BDC", page["/Contents"].get_object().get_data()).split():
            if word in ends.values():
                inside.append(word)
            elif word in ends:
                assert inside.pop() == ends[word]
            elif word in {b"S", b"f", b"f*", b"Tj", b"Do"}:
                assert b"BDC" in inside
        assert not inside


def test_a_text_is_marked_until_another_begins_or_a_line_is_drawn() -> None:
    texts = [Run(0, b"a\n"), Run(1, b"b\n", b"again\n"), Run(2, b"c\n", drawn=b"q\n0 0 m\nS\nQ\n"), Run(3, b"d\n"),
             Run(4, b"e\n", said=b"76EE"), Run(5, b"f\n"), Run(6, b"g\n"), Run(7, b"h\n", said=b"76EE")]  # fmt: skip
    content, marks = pdf_marks.marked(b"q\n0 0 m\nS\nQ\nq\n", texts, [5, 5, 7, 7, 7, 7, NOBODY, NOBODY])
    line = b"/Artifact BMC\nq\n0 0 m\nS\nQ\nEMC\n"
    assert marks == [5, 7, 7, 7, 7]
    assert content == (
        line + b"q\n"
        b"/P << /MCID 0 >> BDC\na\nb\nEMC\n"
        b"/Artifact BMC\nagain\nEMC\n"
        b"/P << /MCID 1 >> BDC\nc\nEMC\n" + line + b"/P << /MCID 2 >> BDC\nd\nEMC\n"
        b"/Span << /ActualText <FEFF76EE> /MCID 3 >> BDC\ne\nEMC\n"
        b"/P << /MCID 4 >> BDC\nf\nEMC\n"
        b"/Artifact BMC\ng\nEMC\n"
        b"/Artifact << /ActualText <FEFF76EE> >> BDC\nh\nEMC\n"
        b"Q\n"
    )


def test_free_objects_of_a_table_are_free_in_the_stream() -> None:
    table = b"xref\n0 4\n0000000002 65535 f \n0000000015 00000 n \n0000000000 00001 f \n0000000700 00000 n \n"
    entries, trailer = pdf_objects._classic(table + b"trailer\n<<\n/Size 4\n/Root 1 0 R\n>>\nstartxref\n9\n%%EOF\n")
    assert [*struct.iter_unpack(">BIH", entries)] == [(0, 0, 0), (1, 15, 0), (0, 0, 0), (1, 700, 0)]
    assert trailer == b"\n/Size 4\n/Root 1 0 R\n"


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
def test_packed_objects_are_read_back(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(pdf_objects, "_MOST_PACKED", 3)
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    gone = writer._add_object(NullObject())
    root = writer._add_object(DictionaryObject({NameObject("/Two"): NumberObject(2)}))
    writer._objects[gone.idnum - 1] = None
    written, stream = io.BytesIO(), io.BytesIO()
    writer.write(written)
    packed = PackedObjects(root.idnum + 1)
    numbers = [packed.reserve() for _ in range(count)]
    for number in reversed(numbers):
        packed.put(number, b"<</Me %d/First %d 0 R>>" % (number, root.idnum))
    packed.complete(written.getvalue(), stream)
    reader = PdfReader(stream, strict=True)
    assert len(reader.pages) == 1
    assert [reader.get_object(number)["/Me"] for number in numbers] == numbers
    assert all(reader.get_object(number)["/First"]["/Two"] == 2 for number in numbers)
    assert reader.xref_free_entry == {} or gone.idnum not in reader.xref[0]


def test_a_book_of_many_objects_is_packed_and_has_one_cross_reference_stream(qtbot: QtBot) -> None:
    data = pdf_bytes(BOOK)
    assert b"\nxref\n" not in data
    assert data.count(b"/Type /XRef") == 1
    assert data.endswith(b"%%EOF\n")
    assert len(structure(PdfReader(io.BytesIO(data), strict=True)).all("TD")) > 30
    assert b"/StructElem" not in data
    assert b"<</S/TD" not in data


def test_each_table_of_an_annex_is_one_with_the_line_between_outside() -> None:
    layout = small_form("项目名称 | {name}^2\nT~ 二、{name}的指标\nH 三级指标>name | 指标值>target", repeat_header=True)
    rows = "\n".join(f"- 数量 | 指标{number} | {number}" for number in range(40))
    stream = io.BytesIO()
    pdf.write_pdf(layout, document(f"# 讲座\n{rows}", "ningxia-annex2-2024"), stream)
    found = structure(PdfReader(stream))
    assert [len(table.all("TR")) for table in found.all("Table")] == [1, 41]
    assert [cell.text for cell in found.all("TH")] == ["项目名称", "三级指标", "指标值"]
    assert "二、讲座的指标" in [line.text for line in found.all("P")]
