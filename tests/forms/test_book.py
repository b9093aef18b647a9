"""What a document prints, in order: lines that may be blank, titles, texts, headings, contents."""

from dataclasses import replace

import pytest
from notation import document

from perfdesk.forms.book import annex, book, book_title, document_keys_of_projects, entries, heading
from perfdesk.forms.definition import Contents, Cover, Form, Projects, Texts, TextSection
from perfdesk.forms.loader import form
from perfdesk.forms.sections import ContentsBlock, Paragraph, TableBlock
from perfdesk.forms.style import FormLine
from perfdesk.model.document import Document

HEBEI, NINGXIA = form("hebei-book-2024"), form("ningxia-annex2-2024")
ONE = document("""
    fiscal_year=2031 | department_name=青禾县水务局 | overall_goal=清淤。
    # 清淤 | unit_code=101 | unit_name=水渠所
    # 护坡
""")


def lines(layout: Form, one: Document) -> list[str]:
    """Every paragraph, with its style; "↓" before what begins a page; tables and contents by name."""
    made = []
    for section in book(layout, one):
        for block in section.blocks:
            match block:
                case Paragraph():
                    made.append(f"{'↓' * block.new_page}{block.style}: {block.text}")
                case ContentsBlock():
                    made.append(f"contents of {len(block.entries)}")
                case TableBlock():
                    made.append(f"table of {block.sheet.project}: {block.left}|{block.right}")
    return made


def of_parts(*parts: Cover | Contents | Texts | Projects) -> Form:
    return replace(HEBEI, parts=parts)


TABLES = Projects(kind="projects", heading=FormLine(text="{number}.{name}", style="text"))
LINE = FormLine(text="{department_name}的书", style="text")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{department_name}的书", "青禾县水务局的书"),
        ("{compiler}编制", ""),  # its field is blank: an empty line holds the place
        ("{compiler}{department_name}编制", "青禾县水务局编制"),
        ("绩效文本", "绩效文本"),
    ],
)
def test_a_line_whose_fields_are_all_blank_is_empty(text: str, printed: str) -> None:
    cover = Cover(kind="cover", lines=(FormLine(text=text, style="text"),))
    assert lines(of_parts(cover, TABLES), ONE)[0] == f"text: {printed}"


def test_the_foot_of_a_cover_stands_below_its_lines() -> None:
    cover = Cover(kind="cover", lines=(LINE,), foot=(FormLine(text="日期", style="text"),))
    assert lines(of_parts(cover, TABLES), ONE)[:2] == ["text: 青禾县水务局的书", "text: 日期"]


def texts(**changes: object) -> Texts:
    sections = (TextSection(heading="一、总体", lead="目标如下：", field="overall_goal"),
                TextSection(heading="二、分项", field="itemised_goals"))  # fmt: skip
    titles = (LINE, replace(LINE, text="第一部分"))
    whole = Texts(kind="texts", titles=titles, sections=sections, heading_style="section", lead_style="lead",
                  text_style="text")  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("own_page", [False, True])
def test_texts_have_their_titles_a_heading_each_and_a_paragraph_for_each_line(own_page: bool) -> None:
    one = ONE.with_fields({("d", "itemised_goals"): "其一\n其二"})
    assert lines(of_parts(texts(own_page=own_page), TABLES), one)[:7] == [
        "text: 青禾县水务局的书\n第一部分",
        f"{'↓' * own_page}section: 一、总体",
        "lead: 目标如下：",
        "text: 清淤。",
        "section: 二、分项",
        "text: 其一",
        "text: 其二",
    ]


def test_titles_of_two_styles_are_two_headings() -> None:
    part = texts(titles=(LINE, replace(LINE, style="part"), LINE))
    made = lines(of_parts(part, TABLES), ONE)[:3]
    assert made == ["text: 青禾县水务局的书", "part: 青禾县水务局的书", "text: 青禾县水务局的书"]


def test_a_text_that_is_blank_has_its_heading_alone() -> None:
    made = lines(of_parts(texts(), TABLES), ONE)
    assert made[4:6] == ["section: 二、分项", "text: 1.清淤"]


@pytest.mark.parametrize(("own_page", "first"), [(False, ""), (True, "↓")])
def test_each_project_but_the_first_begins_a_page(own_page: bool, first: str) -> None:
    part = replace(TABLES, own_page=own_page, left="{unit_code} {unit_name}", right="{fiscal_year}年")
    assert lines(of_parts(part), ONE) == [
        f"{first}text: 1.清淤",
        "table of p1: 101 水渠所|2031年",
        "↓text: 2.护坡",
        "table of p2: |2031年",
    ]


@pytest.mark.parametrize(
    ("restart", "numbered"), [((False, False), [False, False, True, True]), ((True, True), [False, False, True, True])]
)
def test_cover_and_contents_have_no_numbers(restart: tuple[bool, bool], numbered: list[bool]) -> None:
    cover = Cover(kind="cover", lines=(LINE,))
    contents = Contents(kind="contents", title=LINE, part_style="text", line_style="text")
    parts = (cover, contents, texts(restart=restart[0]), replace(TABLES, restart=restart[1]))
    sections = list(book(of_parts(*parts), ONE))
    assert [section.numbered for section in sections] == numbered
    assert [section.restart for section in sections] == [False, False, *restart]


def test_contents_list_titles_sections_and_projects() -> None:
    listed = list(entries(of_parts(texts(), replace(TABLES, titles=(FormLine(text="第二部分", style="text"),))), ONE))
    assert [(one.text, one.anchor) for one in listed] == [
        ("青禾县水务局的书 第一部分", ""),
        ("一、总体", "_Tocs000000"),
        ("二、分项", "_Tocs000001"),
        ("第二部分", ""),
        ("1.清淤", "_Tocp000001"),
        ("2.护坡", "_Tocp000002"),
    ]
    untitled = entries(of_parts(texts(titles=()), TABLES), ONE)
    assert next(untitled).text == "一、总体"


@pytest.mark.parametrize(
    ("pairs", "title"),
    [
        ("department_name=青禾县水务局 | fiscal_year=2031", "青禾县水务局2031年部门预算绩效文本"),
        ("department_name=青禾县水务局", "青禾县水务局部门预算绩效文本"),
        ("fiscal_year=2031", "2031年部门预算绩效文本"),
        ("compiler=甲", "部门预算绩效文本"),
    ],
)
def test_a_book_is_called_after_office_year_and_form(pairs: str, title: str) -> None:
    assert book_title(HEBEI, document(pairs)) == title


def test_a_heading_takes_from_the_document_what_its_project_lacks() -> None:
    one = document("annex_number=3 | department_name=水务局 | name=全局\n# 清淤\n# ", NINGXIA.id)
    layout = of_parts(replace(TABLES, heading=FormLine(text="{number} {department_name} {name}", style="text")))
    made = [heading(layout, one, project, number) for number, project in enumerate(one.projects, 8)]
    assert made == ["8 水务局 清淤", "9 水务局 全局"]


def test_a_project_of_an_extract_keeps_the_number_it_is_printed_with() -> None:
    one = document("# 清淤\n# 护坡\n# 绿化").extract({"p2", "p3"})
    assert [annex(HEBEI, one, number).above[0].text[:4] for number in (1, 2)] == ["2.护坡", "3.绿化"]


def test_which_fields_of_the_document_print_with_the_projects() -> None:
    assert document_keys_of_projects(HEBEI) == ("money_unit", "name", "number", "unit_code", "unit_name")
    ningxia = document_keys_of_projects(NINGXIA)
    assert {"annex_number", "department_name", "fiscal_year"} <= set(ningxia)
    titled = of_parts(replace(TABLES, titles=(LINE,), right="{money_unit}"))
    assert document_keys_of_projects(titled) == ("department_name", "money_unit", "name", "number")
