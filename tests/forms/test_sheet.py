from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents

from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.book import book, entries
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.forms.loader import form, forms
from perfdesk.forms.sections import ContentsBlock, Paragraph, TableBlock
from perfdesk.forms.sheet import PlacedCell, Role, Sheet, front_sheet, sheet
from perfdesk.forms.template import template
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.vocabulary import vocabulary

ANY_DOCUMENT = st.one_of(documents("hebei-book-2024"), documents("ningxia-annex2-2024"))


def two_levels(*rows: tuple[str, str]) -> Project:
    cells = (Indicator(f"i{n}", Fields({"level1": one, "level2": two})) for n, (one, two) in enumerate(rows))
    return Project("p", Fields(), tuple(cells))


def placed(table: Sheet, key: str) -> list[PlacedCell]:
    return [cell for cell in table.cells if cell.key == key]


@given(ANY_DOCUMENT)
@settings(max_examples=60, deadline=None)
def test_the_cells_of_a_sheet_fill_its_grid_exactly_once(document: Document) -> None:
    layout = form(document.form)
    for table in (front_sheet(layout, document), *(sheet(layout, document, p) for p in document.projects)):
        covered = Counter(
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        )
        assert set(covered.values()) <= {1}
        assert len(covered) == table.rows * len(table.widths)


@given(ANY_DOCUMENT)
@settings(max_examples=40, deadline=None)
def test_every_value_cell_is_bound_to_the_text_it_shows(document: Document) -> None:
    layout = form(document.form)
    for project in document.projects:
        for cell in sheet(layout, document, project).cells:
            assert cell.editable == bool(cell.key)
            for node in cell.nodes:
                assert document.fields_of(node)[cell.key] in cell.text


def test_level_cells_merge_over_equal_neighbours_below_an_equal_first_level() -> None:
    project = two_levels(("产出", "数量"), ("产出", "数量"), ("产出", "质量"), ("效益", "质量"), ("产出", "数量"))
    document = Document("d", "hebei-book-2024", Fields(), (project,))
    table = sheet(form(document.form), document, project)
    first = table.header or 0
    assert [(c.row - first, c.rows) for c in placed(table, "level1")] == [(1, 3), (4, 1), (5, 1)]
    assert [(c.row - first, c.rows) for c in placed(table, "level2")] == [(1, 2), (3, 1), (4, 1), (5, 1)]
    assert placed(table, "level1")[0].nodes == ("i0", "i1", "i2")


def test_marks_are_printed_and_not_stored() -> None:
    project = two_levels(("产出指标", "数量指标"), ("产出指标", "自拟指标"))
    document = Document("d", "ningxia-annex2-2024", Fields(), (project,))
    table = sheet(form(document.form), document, project)
    assert [cell.text for cell in placed(table, "level2")] == ["数量指标（必填硬性指标）", "自拟指标"]


def test_the_fixed_cell_beside_the_indicators_runs_down_to_the_end() -> None:
    project = two_levels(("产出指标", "数量指标"), ("产出指标", "质量指标"))
    document = Document("d", "ningxia-annex2-2024", Fields(), (project,))
    side = [cell for cell in sheet(form(document.form), document, project).cells if cell.text == "绩效指标"]
    assert [(cell.rows, cell.role) for cell in side] == [(2, Role.LABEL)]


def test_columns_fill_the_text_area_of_the_page() -> None:
    for layout in forms().values():
        assert sum(layout.widths) == pytest.approx(layout.page.text_width / 25.4 * 72, abs=2)


def test_a_blank_project_has_a_row_for_every_mandatory_class() -> None:
    for layout in forms().values():
        document = new_document(layout, "2031")
        project = new_project(layout, document)
        wanted = {child.name for level in layout.levels for child in level.children if child.mandatory}
        assert wanted <= {indicator.level2 for indicator in project.indicators}
        assert document.fields["fiscal_year"] == "2031"
        after = document.with_projects([Project("p", Fields({"unit_name": "水务站", "name": "旧"}))])
        assert new_project(layout, after).fields == Fields({"unit_name": "水务站"})


def test_every_key_of_a_form_is_in_the_vocabulary() -> None:
    for layout in forms().values():
        asked = {*layout.table.printed, *((Owner.PROJECT, key) for key in layout.required)}
        assert [place for place in asked if not vocabulary().knows(*place)] == []


@pytest.mark.parametrize(
    ("text", "printed", "read"),
    [
        ("{number}.{name}绩效目标表", "3.道路养护绩效目标表", {"number": "3", "name": "道路养护"}),
        (
            "{unit_code} {unit_name}",
            "305001 清禾县文旅局 本级",
            {"unit_code": "305001", "unit_name": "清禾县文旅局 本级"},
        ),
        ("（ {fiscal_year} 年度）", "( 2025年度 )", {"fiscal_year": "2025"}),
        ("单位：{money_unit}", "单位: 元", {"money_unit": "元"}),
        ("{reviewer}审核", "清禾县财政局 审核", {"reviewer": "清禾县财政局"}),
        (
            "附件 {annex_number}：{department_name}项目表",
            "附件12:文旅局项目表",
            {"annex_number": "12", "department_name": "文旅局"},
        ),
        ("（{draft_mark}）", "不是草案", None),
    ],
)
def test_printed_lines_are_read_back_in_any_width_and_spacing(
    text: str, printed: str, read: dict[str, str] | None
) -> None:
    assert template(text).read(printed) == read


NAMES = st.text("天地abc12", min_size=1)


@given(st.fixed_dictionaries({"unit_code": st.text("abc12-", min_size=1), "unit_name": NAMES, "money_unit": NAMES}))
def test_what_a_template_prints_it_reads_back(texts: dict[str, str]) -> None:
    for text in ("单位：{money_unit}", "{unit_code} {unit_name}"):
        shape = template(text)
        assert shape.read(shape.fill(texts)) == {key: texts[key] for key in shape.keys}


def test_a_name_that_begins_with_a_chinese_word_is_no_code() -> None:
    assert template("{unit_code} {unit_name}").read("地 1") == {"unit_code": "", "unit_name": "地 1"}


def test_the_book_lists_in_its_contents_what_it_prints() -> None:
    layout = form("hebei-book-2024")
    rows = tuple(Project(f"p{n}", Fields({"name": f"项目{n}"})) for n in range(3))
    document = Document("d", layout.id, Fields({"overall_goal": "一段\n二段"}), rows)
    blocks = [block for section in book(layout, document) for block in section.blocks]
    listed = [entry for entry in entries(layout, document) if entry.anchor]
    anchored = [(b.text, b.anchor) for b in blocks if isinstance(b, Paragraph) and b.anchor]
    assert [(entry.text, entry.anchor) for entry in listed] == anchored
    assert [b.entries for b in blocks if isinstance(b, ContentsBlock)] == [tuple(entries(layout, document))]
    assert [b.sheet.project for b in blocks if isinstance(b, TableBlock)] == ["p0", "p1", "p2"]
    assert [b.text for b in blocks if isinstance(b, Paragraph) and b.style == "text"] == ["一段", "二段"]


def test_numbering_starts_with_the_first_part() -> None:
    document = new_document(form("hebei-book-2024"))
    numbering = [(section.numbered, section.restart) for section in book(form("hebei-book-2024"), document)]
    assert numbering == [(False, False), (False, False), (True, True), (True, False)]


def test_a_line_whose_fields_are_blank_prints_nothing() -> None:
    layout = form("hebei-book-2024")
    cover = next(iter(book(layout, Document("d", layout.id)))).blocks
    assert {block.text for block in cover if isinstance(block, Paragraph)} == {""}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('at = [5, 7], field = "name"', 'at = [5, 6], field = "name"'), "第 1 行"),
        (('style = "heading"', 'style = "no-such"'), "no-such"),
        (('label = "项目编码"', 'label = "项目编码", field = "code"'), "只能有一样"),
        (("[page]", "[pages]"), "pages"),
        (('id = "hebei', "id = hebei"), "无法读取"),
    ],
)
def test_a_wrong_form_file_is_named_with_what_is_wrong(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    source = Path(__file__).resolve().parents[2] / "resources" / "forms" / "hebei-book-2024.toml"
    text = source.read_text(encoding="utf-8")
    assert change[0] in text
    wrong = tmp_path / "错.toml"
    wrong.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(FormError, match="错") as caught:
        read_form(wrong)
    assert says in str(caught.value)


def test_an_unknown_form_lists_the_known_ones() -> None:
    with pytest.raises(FormError, match="hebei-book-2024"):
        form("nowhere")
