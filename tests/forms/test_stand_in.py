"""A document whose form this computer lacks: nothing of it is hidden, nothing of it is lost."""

from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document as written
from openpyxl import load_workbook
from strategies import documents

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.book import book
from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import columns, rows
from perfdesk.forms.loader import form_of
from perfdesk.forms.sheet import front_sheet, sheet
from perfdesk.forms.soundness import faults
from perfdesk.forms.stand_in import StandIn, grown, stand_in
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import ANSWER, QUESTION, Fields
from perfdesk.paper.pages import pages
from perfdesk.rules.check import check

STRANGE = "qingshui-2031"
BOOK = """
department_name=青水县图书馆 | fiscal_year=2031 | own.contact=何某
# 书库改造 | budget_total=12.50 | own.site=东街
- 数量 | 书架 | ≥40组 | own.unit=组
# 夜间开放 | goal=每周开放五晚
"""


def strange(text: str = BOOK) -> Document:
    return replace(written(text), form=STRANGE)


OWN_KEYS = st.text(min_size=1, max_size=8).map("own.".__add__)


@st.composite
def foreign(draw: st.DrawFn) -> Document:
    """Documents of a form that nobody has, with keys that nobody knows."""
    document = draw(documents(STRANGE, projects=3))
    nodes = [document.id, *document.places]
    # With the usual seven no more than there is room for.
    texts = st.dictionaries(st.tuples(st.sampled_from(nodes), OWN_KEYS), st.text("天地ab12", max_size=8), max_size=7)
    return document.with_fields(draw(texts))


def shown(layout: Form, document: Document) -> set[tuple[str, str]]:
    """The fields (node, key) that are on some table."""
    tables = [front_sheet(layout, document), *(sheet(layout, document, one) for one in document.projects)]
    return {(node, cell.key) for table in tables for cell in table.cells for node in cell.nodes}


def nodes(document: Document) -> list[tuple[str, Fields]]:
    projects = [(one.id, one.fields) for one in document.projects]
    indicators = [(row.id, row.fields) for one in document.projects for row in one.rows]
    return [(document.id, document.fields), *projects, *indicators]


@given(foreign())
@settings(max_examples=60)
def test_every_text_of_a_document_without_form_is_on_its_table(document: Document) -> None:
    wanted = {(node, key) for node, fields in nodes(document) for key in fields}
    assert wanted <= shown(form_of(document), document)


@given(foreign())
@settings(max_examples=40)
def test_a_stand_in_is_as_whole_as_a_form_file_must_be(document: Document) -> None:
    layout = stand_in(document)
    wrong = [one for one in faults(layout) if "没有“own." not in one]
    assert wrong == []
    for table in (sheet(layout, document, project) for project in document.projects):
        covered = Counter(
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        )
        assert set(covered.values()) <= {1}
        assert len(covered) == table.rows * len(table.widths)


def test_labels_are_the_titles_of_the_vocabulary_and_own_keys_stand_under_their_names() -> None:
    document = strange()
    layout = form_of(document)
    table = sheet(layout, document, document.projects[0])
    texts = [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]
    assert texts == [
        ["项目名称", "书库改造"],
        ["预算数", "12.50"],
        ["绩效目标", ""],
        ["own.site", "东街"],
        ["一级指标", "二级指标", "三级指标", "指标值", "own.unit"],
        ["产出指标", "数量指标", "书架", "≥40组", "组"],
    ]
    front = front_sheet(layout, document)
    assert [cell.text for cell in front.cells] == ["部门名称", "青水县图书馆", "年度", "2031", "own.contact", "何某"]


def test_answers_and_open_questions_are_no_fields_of_the_table() -> None:
    document = strange().with_fields({("p1", QUESTION + "goal"): "{}", ("p1.1", ANSWER + "x"): "已核实"})
    assert stand_in(document) == stand_in(strange())


def test_a_known_form_is_used_and_an_unknown_one_keeps_its_name() -> None:
    assert not isinstance(form_of(written(BOOK)), StandIn)
    layout = form_of(strange())
    assert isinstance(layout, StandIn)
    assert layout.id == STRANGE
    assert layout.notice == "本机没有表样“qingshui-2031”，按普通表格显示；可以编辑、合并、保存，不会丢内容。"


def test_a_key_that_was_emptied_keeps_its_cell_and_a_new_one_gets_one() -> None:
    before = strange()
    layout = stand_in(before)
    emptied = SetFields({("p1", "own.site"): "", ("p1", "budget_total"): ""}).apply(before)
    assert grown(layout, before, emptied) is layout
    more = SetFields({("p2", "own.phone"): "1", ("p1.1", "basis"): "合同"}).apply(emptied)
    wider = grown(layout, emptied, more)
    assert {("p1", "own.site"), ("p2", "own.phone"), ("p1.1", "basis")} <= shown(wider, more)
    assert grown(wider, more, before) is wider


def test_a_project_without_indicators_can_get_one() -> None:
    document = Document("d", STRANGE, projects=(Project("p", Fields({"own.a": "一"})),))
    layout = stand_in(document)
    with_row = document.with_projects([replace(document.projects[0], indicators=(Indicator("i"),))])
    assert {("p", "name"), ("i", "name"), ("i", "target")} <= shown(layout, with_row)


def test_what_does_not_fit_is_counted_and_kept() -> None:
    many = Fields({f"own.k{n}": "一" for n in range(30)})
    document = Document("d", STRANGE, projects=(Project("p", Fields(), (Indicator("i", many),)),))
    layout = stand_in(document)
    shown = [column.field for column in layout.table.columns_of_indicators]
    assert shown == ["name", "target", *(f"own.k{n}" for n in range(12))]
    assert "有 18 个没有显示，保存时都在" in layout.notice
    assert layout.page.width > layout.page.height
    assert stand_in(strange()).page.width < stand_in(strange()).page.height


@pytest.mark.parametrize("key", ["", "\x00\x01", "长" * 10_000, "a{b}", "\n", "{", "𠮷"])
def test_any_key_can_be_printed(key: str) -> None:
    document = Document("d", STRANGE, Fields({key: "一"}), (Project("p", Fields({key: "二"})),))
    layout = form_of(document)
    assert ("p", key) in shown(layout, document) or key == ""
    stream = BytesIO()
    write_document(layout, document, stream)
    assert [*pages(layout, document)]


def test_a_plain_table_goes_to_excel_with_its_own_keys() -> None:
    document = strange()
    layout = form_of(document)
    titles = ["序号", "项目名称", "预算数", "own.site", "一级指标", "二级指标", "三级指标", "指标值", "own.unit"]
    assert [head.title for head in columns(layout)] == titles
    assert next(rows(layout, document))[-1] == "组"
    stream = BytesIO()
    write_workbook(layout, document, stream)
    cells = [str(cell) for one in load_workbook(stream) for row in one.iter_rows(values_only=True) for cell in row]
    for text in ("青水县图书馆", "何某", "东街", "≥40组", "组"):
        assert text in cells


def test_a_plain_book_prints_the_departments_own_fields_and_each_project() -> None:
    document = strange()
    blocks = [block for section in book(form_of(document), document) for block in section.blocks]
    texts = [getattr(block, "text", "") for block in blocks]
    assert texts == [
        "部门名称",
        "青水县图书馆",
        "年度",
        "2031",
        "own.contact",
        "何某",
        "1. 书库改造",
        "",
        "2. 夜间开放",
        "",
    ]


def test_the_checks_that_need_no_form_are_made() -> None:
    document = strange("fiscal_year=2031\n# 书库改造 | budget_total=5 | budget_fiscal=9\n- 数量 | 书架 | ")
    found = check(document, form_of(document))
    assert {one.rule for one in found} >= {"fund-sum", "missing-required"}
    assert not [one for one in found if one.field in ("level1", "level2")]
