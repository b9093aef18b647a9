"""A learned form lies as its file does: rows as high, lines as far apart, texts as far from the borders."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from learning.grids import parsed, save_word
from learning.originals import Learned, annex, learned_from, saved, with_rows
from perfdesk.forms.sheet import sheet
from perfdesk.paper.pages import pages
from perfdesk.paper.row_heights import row_heights

HEIGHTS = (560, 560, 700, 1800, 400, 560, 600, 560)


def drawn(document: Any) -> None:
    """A4, type of 10.5 points, rows of given heights, in twentieths of a point."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(25)
    for row, height in zip(document.tables[0].rows, HEIGHTS, strict=True):
        made = OxmlElement("w:trHeight")
        made.set(qn("w:val"), str(height))
        row._tr.get_or_add_trPr().append(made)
        for cell in row._tr.tc_lst:
            for run in cell.p_lst[0].r_lst:
                run.get_or_add_rPr().sz_val = Pt(10.5)


def learned(folder: Path, more: Callable[[Any], None] = lambda _: None) -> Learned:
    def change(document: Any) -> None:
        drawn(document)
        more(document)

    return learned_from(saved(annex(), folder / "a.docx", change))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Learned:
    """Without more."""
    return learned(tmp_path_factory.mktemp("plain"))


def heights(one: Learned) -> list[float]:
    return [round(height) for height in row_heights(one.form, sheet(one.form, one.first, one.first.projects[0]))]


def test_rows_are_as_high_as_in_the_file(plain: Learned) -> None:
    # Those of the records are as high as most of them, and the header as it is; with their borders, as LibreOffice 7.4
    # has them.
    assert heights(plain)[:8] == [28, 28, 35, 90, 20, 28, 28, 28]
    assert (plain.form.table.line, plain.form.table.size, plain.form.table.margin) == (13.65, 10.5, 5.4)


@pytest.mark.parametrize(("count", "printed"), [(3, 1), (12, 1), (20, 2), (35, 2), (40, 3), (60, 3)])
def test_the_pages_are_as_many_as_of_the_filled_file(count: int, printed: int, plain: Learned) -> None:
    """As many as LibreOffice 7.4 makes of the filled original."""
    assert len(list(pages(plain.form, with_rows(plain.first, count)))) == printed


@pytest.mark.parametrize(
    ("spacing", "line"),
    [('w:line="400" w:lineRule="exact"', 20), ('w:line="360" w:lineRule="auto"', 20.48), ("", 13.65)],
)
def test_lines_are_as_far_apart_as_most_are(spacing: str, line: float, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for paragraph in document.tables[0]._tbl.iter(qn("w:p")):
            paragraph.get_or_add_pPr().append(parse_xml(f"<w:spacing {nsdecls('w')} {spacing}/>"))

    assert learned(tmp_path, change).form.table.line == pytest.approx(line, abs=0.01)


@pytest.mark.parametrize(("kind", "line"), [("lines", 15.6), ("default", 13.65)])
def test_the_grid_of_a_page_holds_in_tables_where_the_file_says_so(kind: str, line: float, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for grid in document.element.body.findall(f"{qn('w:sectPr')}/{qn('w:docGrid')}"):
            grid.getparent().remove(grid)
        grid = f'<w:docGrid {nsdecls("w")} w:type="{kind}" w:linePitch="312"/>'
        document.element.body.find(qn("w:sectPr")).append(parse_xml(grid))
        document.settings.element.append(parse_xml(f"<w:compat {nsdecls('w')}><w:adjustLineHeightInTable/></w:compat>"))

    assert learned(tmp_path, change).form.table.line == line


def test_texts_are_as_far_from_the_borders_as_the_table_says(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for old in document.tables[0]._tbl.tblPr.findall(qn("w:tblCellMar")):
            old.getparent().remove(old)
        cells = f'<w:tblCellMar {nsdecls("w")}><w:left w:w="60" w:type="dxa"/></w:tblCellMar>'
        document.tables[0]._tbl.tblPr.append(parse_xml(cells))

    assert learned(tmp_path, change).form.table.margin == 3


def test_the_label_over_columns_keeps_its_unit_and_the_one_beside_rows_and_their_sum_prints_once(
    tmp_path: Path,
) -> None:
    text = "部门名称^2 | {department_name}局^3\n主要任务~4 | 任务名称~2 | 预算金额（万元）^3\n"
    text += "总额 | 财政拨款 | 其他资金\n"
    text += "{t:item}养老 | {t:total}5 | {t:fiscal}4 | {t:other}1\n金额合计 | {total}5 | {fiscal}4 | {other}1\n"
    form = learned_from(save_word(parsed(1, text), tmp_path / "任务.docx", filled=True)).form
    (band,) = form.table.records
    assert {one.under for one in band.columns} == {"", "预算金额（万元）"}
    assert [cell.label for row in form.table.rows for cell in row.cells].count("主要任务") == 0
