"""Cells and lines of a form that was learned from a Word file are drawn as there, with all that Word inherits."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from learning.originals import Learned, annex, learned_from, parts, saved, with_parts
from perfdesk.forms.bands import Cell
from perfdesk.forms.sheet import cell_edges, screen_sheet, sheet
from perfdesk.forms.style import Edge, Style
from perfdesk.learning import word_formats
from perfdesk.learning.look import Look, PrintedLine
from perfdesk.learning.sketch import parse_sketch, read_sketch, sketch_json
from perfdesk.learning.word_look import word_look
from perfdesk.paper.pages import TablePiece, TextPiece, pages

STYLES = "word/styles.xml"


def xml(text: str) -> Any:
    """An element of WordprocessingML: <w:NAME …/> without the name space."""
    name, _, rest = text[1:].partition(" ")
    return parse_xml(f"<{name} {nsdecls('w')} {rest}")


def plain(document: Any) -> None:
    """宋体 of 10.5 points in the middle of thin lines."""
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size = "宋体", Pt(10.5)
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    usual.paragraph_format.space_after, usual.paragraph_format.line_spacing = Pt(0), 1.0
    for tc in document.tables[0]._tbl.iter(qn("w:tc")):
        tc.get_or_add_tcPr().append(xml('<w:vAlign w:val="center"/>'))
        for paragraph in tc.p_lst:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def learned(folder: Path, change: Callable[[Any], None] = lambda _: None, text: str | None = None) -> Learned:
    def drawn(document: Any) -> None:
        plain(document)
        change(document)

    one = annex() if text is None else annex(text)
    return learned_from(saved(one, folder / "a.docx", drawn))


def tc(document: Any, text: str) -> Any:
    """The cell that says so."""
    cells = document.tables[0]._tbl.iter(qn("w:tc"))
    return next(one for one in cells if "".join(str(told.text) for told in one.iter(qn("w:t"))) == text)


def cell_of(one: Learned, name: str) -> Cell:
    """A fixed cell by its label or field."""
    return next(cell for cell in one.form.table.cells if name in (cell.label, cell.field))


def style_of(one: Learned, name: str) -> Style:
    return one.form.styles[cell_of(one, name).style]


def edges(one: Learned, text: str) -> str:
    """The lines of a printed cell by their first letters; k is thick."""
    table = sheet(one.form, one.first, one.first.projects[0])
    cell = next(cell for cell in table.cells if cell.text == text)
    letters = {"thick": "k", "none": "-", "dotted": "h"}
    found = cell_edges(one.form, table, cell) or (Edge.THIN,) * 4
    return "".join(letters.get(edge.value, edge.value[0]) for edge in found)


# --- cells -----------------------------------------------------------------------------------------------------------


def test_what_is_set_as_the_table_needs_no_style(tmp_path: Path) -> None:
    one = learned(tmp_path)
    table = one.form.table
    assert (table.font, table.size, table.line) == ("宋体", 10.5, 13.65)
    assert (cell_of(one, "goal").style, cell_of(one, "name").style) == ("", "")
    assert table.frame is Edge.THIN


def test_a_cell_s_own_type_place_and_ground_are_taken_over(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        cell = tc(document, "河岸加固")
        run = cell.p_lst[0].r_lst[0].get_or_add_rPr()
        for one in ('<w:rFonts w:eastAsia="楷体"/>', "<w:b />", "<w:i />", '<w:sz w:val="28"/>'):
            run.append(xml(one))
        cell.p_lst[0].get_or_add_pPr().append(xml('<w:ind w:leftChars="200" w:left="999"/>'))
        cell.p_lst[0].alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        cell.tcPr.append(xml('<w:shd w:val="clear" w:fill="F2F2F2"/>'))
        cell.tcPr.find(qn("w:vAlign")).set(qn("w:val"), "bottom")

    style = style_of(learned(tmp_path, change), "name")
    assert (style.font, style.size, style.bold, style.italic) == ("楷体", 14, True, True)
    assert (style.align, style.vertical, style.inset, style.fill) == ("both", "bottom", 2, "F2F2F2")
    assert style.line == pytest.approx(18.2)


@pytest.mark.parametrize("fill", ["auto", "FFFFFF", "1F3864", "?", "-1-1-1", "FFFF-1"])
def test_no_ground_is_what_is_white_dark_or_no_colour(fill: str, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        tc(document, "河岸加固").tcPr.append(xml(f'<w:shd w:val="clear" w:fill="{fill}"/>'))

    (found,) = formats(learned_look(tmp_path, change), 0, 2)
    assert found.fill == ""


def test_a_cell_without_place_stands_at_the_top_left_as_in_word(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        cell = tc(document, "河岸加固")
        cell.tcPr.remove(cell.tcPr.find(qn("w:vAlign")))
        cell.p_lst[0].alignment = None

    style = style_of(learned(tmp_path, change), "name")
    assert (style.vertical, style.align) == ("top", "left")


def test_of_an_empty_cell_the_mark_tells_the_type_that_is_typed_into_it(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        cell = tc(document, "河岸加固")
        paragraph = cell.p_lst[0]
        paragraph.remove(paragraph.r_lst[0])
        paragraph.get_or_add_pPr().append(xml('<w:rPr ><w:sz w:val="32"/></w:rPr>'))

    assert style_of(learned(tmp_path, change), "name").size == 16


@pytest.mark.parametrize(
    ("table", "base", "own", "run", "size"),
    [("", "", "", "", 10.5), ("36", "", "", "", 10.5), ("36", "26", "", "", 13), ("", "26", "30", "", 15),
     ("", "26", "30", "22", 11)],
)  # fmt: skip
def test_the_nearest_says_it(table: str, base: str, own: str, run: str, size: float, tmp_path: Path) -> None:
    """The table's style before the defaults, the paragraph's before that, what that is based on last."""
    said = '<w:rPr><w:sz w:val="{}"/></w:rPr>'.format

    def change(document: Any) -> None:
        styles = document.styles.element
        tables = styles.find(f"{qn('w:style')}[@{qn('w:styleId')}='TableGrid']")
        tables.append(parse_xml(said(table).replace("<w:rPr>", f"<w:rPr {nsdecls('w')}>"))) if table else None
        for name, above, sz in (("Lower", "Normal", base), ("Upper", "Lower", own)):
            styles.append(xml(
                f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>'
                f'<w:basedOn w:val="{above}"/>{said(sz) if sz else ""}</w:style>'
            ))  # fmt: skip
        cell = tc(document, "河岸加固")
        cell.p_lst[0].get_or_add_pPr().insert(0, xml('<w:pStyle w:val="Upper"/>'))
        if run:
            cell.p_lst[0].r_lst[0].get_or_add_rPr().append(xml(f'<w:sz w:val="{run}"/>'))

    (found,) = formats(learned_look(tmp_path, change), 0, 2)
    assert found.size == size


def learned_look(folder: Path, change: Callable[[Any], None]) -> Look:
    def drawn(document: Any) -> None:
        plain(document)
        change(document)

    return word_look(saved(annex(), folder / "b.docx", drawn))


def formats(look: Look, row: int, column: int) -> list[Any]:
    return [one for at, one in look.drawn(0).items() if at == (row, column)]


def test_a_table_s_style_goes_before_the_defaults_of_the_document(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        styles = document.styles.element
        usual = document.styles["Normal"].element.rPr
        usual.remove(usual.find(qn("w:sz")))
        grid = next(one for one in styles.findall(qn("w:style")) if one.get(qn("w:styleId")) == "TableGrid")
        grid.append(xml('<w:rPr ><w:sz w:val="36"/></w:rPr>'))

    (found,) = formats(learned_look(tmp_path, change), 0, 2)
    assert found.size == 18


def test_styles_that_are_based_on_each_other_end(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for name, above in (("One", "Two"), ("Two", "One")):
            style = f'<w:style w:type="paragraph" w:styleId="{name}"><w:basedOn w:val="{above}"/></w:style>'
            document.styles.element.append(xml(style))
        tc(document, "河岸加固").p_lst[0].get_or_add_pPr().insert(0, xml('<w:pStyle w:val="One"/>'))

    (found,) = formats(learned_look(tmp_path, change), 0, 2)
    assert found.align == "center"


@pytest.mark.parametrize(
    ("latin", "hans", "font"), [("", "等线", "等线"), ("微软雅黑", "等线", "微软雅黑"), ("", "", "宋体")]
)
def test_a_theme_names_the_font(latin: str, hans: str, font: str, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        fonts = xml('<w:rFonts w:eastAsiaTheme="minorEastAsia" w:eastAsia="宋体"/>')
        tc(document, "河岸加固").p_lst[0].r_lst[0].get_or_add_rPr().append(fonts)

    path = saved(annex(), tmp_path / "a.docx", lambda one: (plain(one), change(one)))
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
        f'<a:minorFont><a:ea typeface="{latin}"/><a:font script="Jpan" typeface="x"/>'
        f'<a:font script="Hans" typeface="{hans}"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
    )
    path.write_bytes(with_parts(path.read_bytes(), {"word/theme/theme1.xml": theme.encode()}))
    (found,) = formats(word_look(path), 0, 2)
    assert found.font == font


@pytest.mark.parametrize(
    ("spacing", "line"),
    [('w:line="400" w:lineRule="exact"', 20), ('w:line="360"', 20.48), ('w:line="200" w:lineRule="atLeast"', 13.65),
     ('w:line="600" w:lineRule="atLeast"', 30), ('w:line="?" w:lineRule="exact"', 13.65)],
)  # fmt: skip
def test_lines_of_a_cell_are_as_far_apart_as_it_says(spacing: str, line: float, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        tc(document, "河岸加固").p_lst[0].get_or_add_pPr().append(xml(f"<w:spacing {spacing}/>"))

    (found,) = formats(learned_look(tmp_path, change), 0, 2)
    assert found.line == pytest.approx(line, abs=0.01)


def test_a_cell_of_the_table_s_type_with_other_lines_has_a_style(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        tc(document, "河岸加固").p_lst[0].get_or_add_pPr().append(xml('<w:spacing w:line="480"/>'))

    assert style_of(learned(tmp_path, change), "name").line == pytest.approx(27.3)


def test_a_text_at_the_right_is_set_in_there(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        paragraph = tc(document, "河岸加固").p_lst[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.get_or_add_pPr().append(xml('<w:ind w:left="420" w:right="210"/>'))

    (found,) = formats(learned_look(tmp_path, change), 0, 2)
    assert (found.align, found.inset) == ("right", 1)


def test_the_first_paragraph_with_words_tells_how_a_cell_is_set(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        paragraph = tc(document, "河岸加固").p_lst[0]
        paragraph.addprevious(xml('<w:p ><w:pPr><w:jc w:val="right"/></w:pPr></w:p>'))

    (found,) = formats(learned_look(tmp_path, change), 0, 2)
    assert found.align == "center"


def test_the_table_is_set_as_most_of_its_characters_are(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for cell in document.tables[0]._tbl.iter(qn("w:tc")):
            if not "".join(str(one.text) for one in cell.iter(qn("w:t"))).endswith("指标"):
                for one in cell.p_lst[0].r_lst:
                    one.get_or_add_rPr().append(xml('<w:sz w:val="24"/>'))
        tc(document, "加固河岸三公里。").p_lst[0].r_lst[0].t_lst[0].text = "加固河岸三公里，" * 9

    look = learned_look(tmp_path, change)
    assert (look.font, look.size, look.line) == ("宋体", 12, 15.6)


@pytest.mark.parametrize("settings", ["<w:del />", "<w:hidden />"])
def test_a_row_that_is_not_seen_has_no_look(settings: str, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.tables[0].rows[0]._tr.get_or_add_trPr().append(xml(settings))
        tc(document, "青溪县水务局").p_lst[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT

    look = learned_look(tmp_path, change)
    (found,) = formats(look, 0, 2)
    assert (found.align, len(look.rows[0])) == ("right", 7)


# --- lines of cells --------------------------------------------------------------------------------------------------


def borders(name: str, **sides: str) -> Any:
    """Lines: NAME of Word's, and after it eighths of a point."""
    made = (f'<w:{side} w:val="{one.rstrip("0123456789")}" w:sz="{one.lstrip("abcdefghijklmnopqrstuvwxyz")}"/>'
            for side, one in sides.items())  # fmt: skip
    return xml(f"<w:{name} >{''.join(made)}</w:{name}>")


def test_the_outline_of_a_table_is_its_frame_and_what_is_inside_is_drawn_so(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        outer = dict.fromkeys(("top", "left", "bottom", "right"), "single12")
        inner = {"insideH": "single4", "insideV": "single4"}
        document.tables[0]._tbl.tblPr.append(borders("tblBorders", **outer, **inner))

    one = learned(tmp_path, change)
    assert one.form.table.frame is Edge.MEDIUM
    assert {style.edges for style in one.form.styles.values()} == {None}


@pytest.mark.parametrize(
    ("line", "edge"),
    [
        ("single4", "thin"),
        ("single12", "medium"),
        ("single24", "thick"),
        ("dashed4", "dashed"),
        ("dotted4", "dotted"),
        ("double4", "double"),
    ],
)
def test_a_cell_s_line_is_drawn_also_where_the_cell_beside_it_has_another(line: str, edge: str, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        tc(document, "实施单位").tcPr.append(borders("tcBorders", right=line))

    look = learned_look(tmp_path, change)
    (left,), (right,) = formats(look, 1, 4), formats(look, 1, 5)
    assert (left.edges[1], right.edges[0]) == (edge, edge)


def test_a_row_may_have_lines_of_its_own(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        made = xml("<w:tblPrEx />")
        made.append(borders("tblBorders", insideV="single24", top="double4"))
        document.tables[0].rows[0]._tr.insert(0, made)

    (found,) = formats(learned_look(tmp_path, change), 0, 0)
    assert found.edges == ("thin", "thick", "double", "thin")


def test_two_cells_that_say_no_line_have_none_and_one_alone_does_not_take_it(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        tc(document, "实施单位").tcPr.append(borders("tcBorders", right="nil0", bottom="nil0"))
        tc(document, "青溪县堤防站").tcPr.append(borders("tcBorders", left="nil0"))

    one = learned(tmp_path, change)
    assert edges(one, "实施单位") == "t-tt"
    assert edges(one, "青溪县堤防站")[0] == "-"


def test_a_table_without_lines_is_drawn_without(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.tables[0].style = "Normal Table"

    assert edges(learned(tmp_path, change), "河岸加固") == "----"


def test_the_line_below_a_cell_over_several_rows_is_that_of_its_last(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        last = document.tables[0].rows[7]._tr.tc_lst[0]
        last.get_or_add_tcPr().append(borders("tcBorders", bottom="single24"))

    one = learned(tmp_path, change)
    (band,) = one.form.table.records
    assert band.side is not None
    side = one.form.styles[band.side.style].edges
    assert side is not None
    assert side[3] is Edge.THICK


# --- lines around tables ---------------------------------------------------------------------------------------------

LINES = """
> 附件2
> 项目支出绩效目标申报表
> （2031年度）
> 填报单位：青溪县水务局
项目名称^2 | {name}河岸加固^4
绩效指标~2 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}加固长度 | {i:target}≥3公里 | {i:note}分两段
< 填表人：罗溪
"""


def set_lines(document: Any) -> None:
    """As an office does."""
    number, title, year, _, below = (one for one in document.paragraphs if one.text)
    for paragraph, font, points in ((number, "黑体", 16), (title, "方正小标宋简体", 22), (year, "楷体", 14)):
        run = paragraph.runs[0]
        run.font.size = Pt(points)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    title.alignment = year.alignment = WD_ALIGN_PARAGRAPH.CENTER
    below.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(5), Pt(7)
    below.runs[0].bold = True


def test_each_line_has_its_own_style_and_stands_where_it_stood(tmp_path: Path) -> None:
    form = learned(tmp_path, set_lines, LINES).form
    part, styles = form.projects, form.styles
    heading = styles[part.heading.style]
    assert (heading.font, heading.size, heading.align) == ("方正小标宋简体", 22, "center")
    assert (heading.line, heading.before, heading.after) == (28.6, 5, 7)
    assert (part.above[0].text, part.over_heading) == ("附件{annex_number}", 1)
    number, year, office = (styles[line.style] for line in part.above)
    assert (number.font, number.size, number.align) == ("黑体", 16, "left")
    assert (year.font, year.size, year.align) == ("楷体", 14, "center")
    assert (office.font, office.size, office.align) == ("宋体", 10.5, "left")
    below = styles[part.below[0].style]
    assert (below.align, below.bold) == ("right", True)


def test_a_line_in_the_middle_is_there_on_the_screen_too(tmp_path: Path) -> None:
    one = learned(tmp_path, set_lines, LINES)
    shown = screen_sheet(one.form, one.first, one.first.projects[0])
    year = next(cell for cell in shown.cells if cell.text == "（2031年度）")
    assert (year.align, year.key) == ("center", "fiscal_year")


def test_lines_are_counted_with_the_empty_ones_between_them(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        set_lines(document)
        for place in (0, 2):
            empty = document.paragraphs[place].insert_paragraph_before("")
            empty.paragraph_format.line_spacing = Pt(30)
        document.tables[0]._tbl.addprevious(
            xml('<w:p ><w:pPr><w:spacing w:line="240" w:lineRule="exact"/></w:pPr></w:p>')
        )

    tops = []
    for one in (learned(tmp_path, set_lines, LINES), learned(tmp_path, change, LINES)):
        page = next(iter(pages(one.form, one.first)))
        texts = [piece.top for piece in page.pieces if isinstance(piece, TextPiece)]
        table = next(piece.top for piece in page.pieces if isinstance(piece, TablePiece))
        tops.append([*texts[:4], table])
    # 16, 22, 14 and 10.5 points, each line 1.3 times as high; 5 and 7 points around the title.
    assert tops[0] == pytest.approx([0, 25.8, 61.4, 79.6, 93.25])
    assert tops[1] == pytest.approx([30, 85.8, 121.4, 139.6, 165.25])


def test_what_stands_on_the_page_before_is_no_room(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        set_lines(document)
        first = document.paragraphs[0]
        for _ in range(3):
            first.insert_paragraph_before("")
        first.insert_paragraph_before("").add_run().add_break(WD_BREAK.PAGE)

    form = learned(tmp_path, change, LINES).form
    # The paragraph that holds the break ends on the new page.
    assert form.styles[form.projects.above[0].style].before == pytest.approx(13.65)


def test_a_tab_parts_the_two_sides_of_the_last_line(tmp_path: Path) -> None:
    one = learned(tmp_path, set_lines, LINES.replace("水务局\n", "水务局\t单位：万元\n"))
    part = one.form.projects
    assert (part.left, part.right) == ("填报单位：{fill_unit}", "单位：{money_unit}")
    assert [line.text for line in part.above][1:] == ["（{fiscal_year}年度）"]
    assert one.form.styles[part.caption_style].size == 10.5


@pytest.mark.parametrize(
    ("before", "indent"), [("        ", 4), ("\u3000\u3000 ", 2.5), ("\t\t", 4), ("\t" * 300, 23.81)]
)
def test_a_line_that_is_set_in_with_spaces_stands_there(before: str, indent: float, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        year = next(one for one in document.paragraphs if "年度" in one.text)
        year.runs[0].text = f"{before}{year.text}"

    form = learned(tmp_path, change, LINES).form
    assert [form.styles[line.style].indent for line in form.projects.above] == [0, indent, 0]


def test_a_line_with_a_tab_begins_at_the_left(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        set_lines(document)
        next(one for one in document.paragraphs if "单位" in one.text).alignment = WD_ALIGN_PARAGRAPH.CENTER

    one = learned(tmp_path, change, LINES.replace("水务局\n", "水务局\t单位：万元\n"))
    assert one.form.styles[one.form.projects.caption_style].align == "left"


TWO = """
> 项目支出绩效目标申报表
项目名称 | {name}河岸加固 | 实施单位 | {unit_name}青溪县堤防站
>> 二、绩效指标
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}加固长度 | {i:target}≥3公里
"""


@pytest.mark.parametrize(("line", "before"), [("二、绩效指标", 4.5), ("", 4.5)])
def test_lines_between_tables_are_as_high_as_there(line: str, before: float, tmp_path: Path) -> None:
    """And half a point lower, for the line under the table above."""

    def change(document: Any) -> None:
        for one in document.paragraphs[1:]:
            one.paragraph_format.space_before, one.paragraph_format.line_spacing = Pt(4), Pt(30)
            one.runs[0].text = line
        document.tables[1]._tbl.tblGrid.gridCol_lst[0].w = 3_000_000

    one = learned(tmp_path, change, TWO)
    page = next(iter(pages(one.form, one.first)))
    first, second = (piece for piece in page.pieces if isinstance(piece, TablePiece))
    assert second.top - first.top - first.height == pytest.approx(30 + before)


def test_a_gap_of_spaces_stays_in_the_line(tmp_path: Path) -> None:
    one = learned(tmp_path, set_lines, LINES.replace("水务局\n", "水务局            单位：万元\n"))
    page = next(iter(pages(one.form, one.first)))
    lines = [piece.lines for piece in page.pieces if isinstance(piece, TextPiece)]
    assert lines[3] == ("填报单位：青溪县水务局            单位：万元",)


def test_without_a_title_nothing_stands_above(tmp_path: Path) -> None:
    one = learned(
        tmp_path, text=LINES.replace("> 附件2\n> 项目支出绩效目标申报表\n", "").replace("< 填表人：罗溪\n", "")
    )
    page = next(iter(pages(one.form, one.first)))
    table = next(piece.top for piece in page.pieces if isinstance(piece, TablePiece))
    assert table == pytest.approx(2 * 13.65 + 1)


def test_a_line_may_stay_off_the_grid(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        set_lines(document)
        grid = '<w:docGrid w:type="lines" w:linePitch="400"/>'
        section = document.element.body.find(qn("w:sectPr"))
        for old in section.findall(qn("w:docGrid")):
            section.remove(old)
        section.append(xml(grid))
        year = next(one for one in document.paragraphs if "年度" in one.text)
        year._p.get_or_add_pPr().append(xml('<w:snapToGrid w:val="0"/>'))

    assert [one.line for _, one in look_of_lines(tmp_path, change)] == [40, 40, 18.2, 20]


@pytest.mark.parametrize(("pitch", "line"), [(312, 31.2), (400, 40), (700, 35)])
def test_lines_stand_on_the_grid_of_the_page(pitch: int, line: float, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        set_lines(document)
        next(one for one in document.paragraphs if "单位" in one.text).runs[0].font.size = Pt(12)
        section = document.element.body.find(qn("w:sectPr"))
        for old in section.findall(qn("w:docGrid")):
            section.remove(old)
        section.append(xml(f'<w:docGrid w:type="lines" w:linePitch="{pitch}"/>'))

    _, (_, heading), _, (_, office) = look_of_lines(tmp_path, change)
    # The office's is just as high as 12 points need: 15.6.
    assert (heading.line, office.line) == (pytest.approx(line), pytest.approx(pitch / 20))


def look_of_lines(folder: Path, change: Callable[[Any], None]) -> Sequence[PrintedLine]:
    """Those above the table."""
    return word_look(saved(annex(LINES), folder / "c.docx", lambda one: (plain(one), change(one)))).lines[0]


# --- what is told to the program -------------------------------------------------------------------------------------


def test_the_child_process_tells_cells_and_lines(tmp_path: Path) -> None:
    sketch = read_sketch(saved(annex(LINES), tmp_path / "a.docx", lambda one: (plain(one), set_lines(one))))
    assert sketch.look.lines[0][1][1].size == 22
    assert sketch.look.cells[0]
    assert parse_sketch(sketch_json(sketch)) == sketch


def test_two_tables_that_are_one_on_paper_keep_the_looks_of_their_cells(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        plain(document)
        table = document.tables[0]._tbl
        cell = tc(document, "≥3公里")
        cell.p_lst[0].r_lst[0].get_or_add_rPr().append(xml('<w:sz w:val="40"/>'))
        lower = parse_xml(f"<w:tbl {nsdecls('w')}/>")
        lower.append(xml('<w:tblPr ><w:tblStyle w:val="TableGrid"/></w:tblPr>'))
        lower.append(deepcopy(table.tblGrid))
        for row in table.tr_lst[1:]:
            lower.append(row)
        lower.tr_lst[0].get_or_add_trPr().append(xml("<w:tblHeader />"))
        table.addnext(lower)
        table.addnext(xml("<w:p />"))

    path = saved(annex(LINES), tmp_path / "a.docx", change)
    look = read_sketch(path).look
    assert len(look.cells) == 1
    assert [(at, one.size) for at, one in look.drawn(0).items() if one.size == 20] == [((2, 4), 20)]
    assert look.titles == ((1, 2),)


HEADED = """
> 项目支出绩效目标申报表
项目名称^2 | {name}河岸加固^3
一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}加固长度 | {i:target}≥3公里 | {i:note}分两段
"""


@pytest.mark.parametrize(("marked", "above"), [((0, 1), 1), ((), None), ((1,), None), ((0,), None)])
def test_rows_that_repeat_in_word_do_so_on_our_pages(
    marked: tuple[int, ...], above: int | None, tmp_path: Path
) -> None:
    """Word repeats no rows but the first."""

    def change(document: Any) -> None:
        for row in marked:
            document.tables[0].rows[row]._tr.get_or_add_trPr().append(xml("<w:tblHeader />"))

    table = learned(tmp_path, change, HEADED).form.table
    assert (table.repeat_header, table.repeat_above) == (above is not None, above or 0)


def test_so_many_cells_as_no_annex_has_are_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_formats, "_MOST_PLACES", 100)
    path = saved(annex(), tmp_path / "a.docx", plain)
    body = parts(path.read_bytes())["word/document.xml"].decode()
    row = f"<w:tr>{'<w:tc><w:tcPr/><w:p/></w:tc>' * 10}</w:tr>"
    table = f"<w:p/><w:tbl><w:tblPr/><w:tblGrid/>{row * 4}</w:tbl>"
    made = body.replace("</w:tbl>", f"</w:tbl>{table * 2}<w:p/>", 1)
    path.write_bytes(with_parts(path.read_bytes(), {"word/document.xml": made.encode()}))
    assert [len(one) for one in word_look(path).cells] == [32, 40, 0]
