"""The office's own Word file is kept blank and filled: everything that is no value stays byte for byte."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from learning.grids import layouts, save_word
from learning.originals import (
    ANNEX,
    BODY,
    Learned,
    W,
    annex,
    body,
    contents,
    learned_from,
    parts,
    proposed,
    saved,
    with_parts,
    with_rows,
)
from perfdesk.forms.bands import NextTable
from perfdesk.forms.style import FormLine
from perfdesk.importers.checked_original import OriginalRefused, checked_members
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.fields import Owner

CUSTOM = "docProps/custom.xml"


def made(folder: Path, change: Callable[[Any], None] = lambda _: None, text: str = ANNEX) -> Learned:
    return learned_from(saved(annex(text), folder / "青溪.docx", change))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Learned:
    """The annex as it stands above."""
    return made(tmp_path_factory.mktemp("plain"))


def texts(content: bytes) -> str:
    return "".join(str(one.text or "") for one in body(content).iter(f"{W}t"))


def rows_of(content: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """The texts of each row's cells, and their merges."""
    for row in body(content).iter(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        merges = [one.find(f"{W}tcPr/{W}vMerge") for one in cells]
        yield (
            ["".join(str(t.text or "") for t in one.iter(f"{W}t")) for one in cells],
            ["" if one is None else str(one.get(f"{W}val", "continue")) for one in merges],
        )


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_the_kept_original_has_no_value_of_the_file_it_was_learned_from(plain: Learned) -> None:
    kept = texts(plain.original)
    for place in annex().places:
        if place.key and not place.key.startswith("level"):
            assert place.text not in kept
    assert "填报单位：" in kept
    assert "青溪县水务局" not in kept
    assert "绩效指标" in kept
    assert "数量指标" in kept


@pytest.mark.parametrize("number", [8, 13, 19, 32])
def test_a_filled_original_of_every_family_comes_back_equal(number: int, tmp_path: Path) -> None:
    one = learned_from(save_word(layouts()[number - 1], tmp_path / "a.docx", filled=True))
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)


@pytest.mark.slow
def test_a_filled_original_of_every_layout_comes_back_equal(tmp_path: Path) -> None:
    for layout in layouts():
        one = learned_from(save_word(layout, tmp_path / "a.docx", filled=True))
        assert contents(one.read(one.filled(), tmp_path)) == contents(one.first), layout.number


def test_only_the_text_and_the_version_change(plain: Learned) -> None:
    origin = ExportOrigin("document", "a" * 64, ("b" * 16,))
    before, after = parts(plain.original), parts(plain.filled(origin=origin))
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {BODY, CUSTOM, "[Content_Types].xml", "_rels/.rels"}
    assert list(after) == [*before, CUSTOM]
    again = parts(with_parts(plain.original, {CUSTOM: b"<Properties/>"}))
    assert again[CUSTOM] == b"<Properties/>"
    # Without a version nothing but the text.
    assert {name for name, data in parts(plain.filled()).items() if data != before[name]} == {BODY}


def test_the_version_is_read_back(plain: Learned, tmp_path: Path) -> None:
    path = tmp_path / "b.docx"
    path.write_bytes(plain.filled(origin=ExportOrigin("document", "a" * 64)))
    from perfdesk.importers.word import read_word

    assert read_word(path).origin == ExportOrigin("document", "a" * 64)


def test_the_same_document_gives_the_same_bytes(plain: Learned) -> None:
    assert plain.filled() == plain.filled()


# --- text ------------------------------------------------------------------------------------------------------------


def test_text_takes_the_type_of_the_cell(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for name, cell in (("run", document.tables[0].rows[0].cells[2]), ("mark", document.tables[0].rows[1].cells[5])):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.first_line_indent = Pt(21)
            if name == "run":
                paragraph.runs[0].font.size = Pt(15)
            else:
                paragraph._p.remove(paragraph._p.r_lst[0])
                paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {nsdecls("w")}><w:sz w:val="36"/></w:rPr>'))

    one = made(tmp_path, change)
    project = one.first.projects[0]
    project = replace(project, fields=project.fields.with_text("unit_name", "堤防站"))
    tree = body(one.filled(replace(one.first, projects=(project,))))
    for text, size in (("河岸加固", "30"), ("堤防站", "36")):
        run = next(node for node in tree.iter(f"{W}t") if node.text == text).getparent()
        assert run is not None
        assert run.find(f"{W}rPr/{W}sz").get(f"{W}val") == size  # type: ignore[union-attr]
        assert run.getparent().find(f"{W}pPr/{W}ind") is not None  # type: ignore[union-attr]


def test_each_line_is_a_paragraph_with_the_same_settings(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.tables[0].rows[3].cells[2].paragraphs[0].paragraph_format.first_line_indent = Pt(21)

    one = made(tmp_path, change)
    project = one.first.projects[0]
    goal = "一、加固三公里。\n二、不溃堤。"
    filled = one.filled(replace(one.first, projects=(replace(project, fields=project.fields.with_text("goal", goal)),)))
    cell = list(body(filled).iter(f"{W}tr"))[3].findall(f"{W}tc")[1]
    assert len(cell.findall(f"{W}p")) == 2
    assert len(cell.findall(f"{W}p/{W}pPr/{W}ind")) == 2
    assert one.read(filled, tmp_path).projects[0].fields["goal"] == goal


def test_a_value_that_is_gone_leaves_its_cell_as_the_office_drew_it(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.tables[0].rows[3].cells[2].add_paragraph("")

    one = made(tmp_path, change)
    project = one.first.projects[0]
    bare = replace(project, fields=project.fields.with_text("goal", ""))
    before, after = (
        list(body(content).iter(f"{W}tr"))[3].findall(f"{W}tc")[1]
        for content in (one.original, one.filled(replace(one.first, projects=(bare,))))
    )
    assert len(before.findall(f"{W}p")) == len(after.findall(f"{W}p"))
    assert "".join(map(str, after.itertext())).strip() == ""


def test_a_slot_in_a_cell_is_filled_and_its_label_keeps_its_run(tmp_path: Path) -> None:
    text = ANNEX.replace("年度目标^2", "{contact}联系人：[何青]^3 | {phone}联系电话：[0311-5550100]^3\n年度目标^2")

    def change(document: Any) -> None:
        paragraph = document.tables[0].rows[3].cells[0].paragraphs[0]
        paragraph.runs[0].text = "联系人："
        paragraph.runs[0].bold = True
        blank = paragraph.add_run("何青")
        blank.underline = True

    one = made(tmp_path, change, text)
    assert "联系人：" in texts(one.original)
    assert "何青" not in texts(one.original)
    project = one.first.projects[0]
    assert project.fields["contact"] == "何青"
    filled = one.filled(
        replace(one.first, projects=(replace(project, fields=project.fields.with_text("contact", "罗溪")),))
    )
    paragraph = list(body(filled).iter(f"{W}tr"))[3].findall(f"{W}tc")[0].find(f"{W}p")
    assert paragraph is not None
    runs = [(r.find(f"{W}rPr/{W}b") is not None, "".join(map(str, r.itertext()))) for r in paragraph.findall(f"{W}r")]
    assert runs[0] == (True, "联系人：")
    assert "罗溪" in texts(filled)
    assert one.read(filled, tmp_path).projects[0].fields["contact"] == "罗溪"


def test_boxes_are_ticked_in_place(tmp_path: Path) -> None:
    text = ANNEX.replace("主管部门^2 |", "项目属性^2 | {attribute}□新增项目 ☑延续项目^4\n主管部门^2 |")
    one = made(tmp_path, text=text)
    assert "□新增项目 □延续项目" in texts(one.original)
    project = one.first.projects[0]
    assert project.fields["attribute"] == "延续项目"
    assert "□新增项目 ☑延续项目" in texts(one.filled())
    other = replace(project, fields=project.fields.with_text("attribute", "新增项目"))
    filled = one.filled(replace(one.first, projects=(other,)))
    assert "☑新增项目 □延续项目" in texts(filled)
    assert one.read(filled, tmp_path).projects[0].fields["attribute"] == "新增项目"


def test_paper_on_which_nobody_has_entered_a_date_keeps_its_room_for_one(tmp_path: Path) -> None:
    line = "填报单位：青溪县水务局　　填报日期：　　年　月　日　　　金额单位：元"

    def change(document: Any) -> None:
        document.paragraphs[0].insert_paragraph_before(line)

    one = made(tmp_path, change)
    assert one.first.fields["fill_date"] == ""
    assert "填报日期：　　年　月　日　　　金额单位：" in texts(one.original)
    assert line in texts(one.filled())
    dated = replace(one.first, fields=one.first.fields.with_text("fill_date", "2033年3月1日"))
    assert "填报日期：2033年3月1日　　　金额单位：元" in texts(one.filled(dated))
    assert one.read(one.filled(dated), tmp_path).fields["fill_date"] == "2033年3月1日"


@pytest.mark.parametrize("printed", ["□建设期　☑运营期（第3年）", "□省级、市级 ☑县级", "经常性 (房租)□ 一次性☑"])
def test_what_stands_beside_an_option_belongs_to_it_and_its_boxes_stay(tmp_path: Path, printed: str) -> None:
    text = ANNEX.replace("主管部门^2 |", f"项目所处阶段^2 | {{own}}{printed}^4\n主管部门^2 |")
    one = learned_from(saved(annex(text), tmp_path / "a.docx"))
    assert printed in texts(one.filled())


def test_lines_below_the_table_are_blanked_and_filled(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.add_paragraph("填表人：罗溪    联系电话：0311-5550100    填报日期：2031年3月1日")
        document.add_paragraph("填表说明：2031年3月1日前报送。")

    one = made(tmp_path, change)
    assert "罗溪" not in texts(one.original)
    assert "填表人：    联系电话：    填报日期：" in texts(one.original)
    assert "填表说明：2031年3月1日前报送。" in texts(one.original)
    project = one.first.projects[0]
    document = replace(one.first, projects=(replace(project, fields=project.fields.with_text("phone", "5550200")),))
    assert "联系电话：5550200    填报日期：" in texts(one.filled(document))


@pytest.mark.parametrize(
    ("line", "blank"),
    [
        ("填报人：罗溪  审核人：周野", "填报人：  审核人："),
        ("填表人：罗溪        填报日期：2031年1月5日", "填表人：        填报日期："),
        ("填表人：罗溪 填报日期：2031年1月5日 其他事项：一式三份。", "填表人： 填报日期： 其他事项：一式三份。"),
        ("填表人（签字）：罗溪", "填表人（签字）："),
        ("经办人员：罗溪", "经办人员："),
        ("联系电话：0311-5550100", "联系电话："),
        ("受益人数：三百户", "受益人数：三百户"),
        ("注：本表一式三份。", "注：本表一式三份。"),
    ],
)
def test_the_form_that_is_kept_names_nobody_outside_its_table(line: str, blank: str, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.add_paragraph(line)
        document.tables[0]._tbl.addprevious(document.add_paragraph(line)._p)

    one = made(tmp_path, change)
    definition = one.form.copy.definition
    assert definition is not None
    assert definition.content is not None
    told = definition.content.decode()
    slots = re.compile(r"\{[\w.@]+\}")
    assert "".join(blank.split()) in "".join(slots.sub("", told).split())
    assert "".join(blank.split()) in "".join(texts(one.original).split())
    for name in {"罗溪", "周野", "0311-5550100"}:
        assert name not in told
        assert name not in texts(one.original)


def test_who_has_filled_in_a_form_is_read_from_the_line_below_and_filled_in_again(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.add_paragraph("填表人：罗溪        填报日期：2031年1月5日")

    one = made(tmp_path, change)
    assert [line.text for line in one.form.projects.below] == ["填表人：{own.填表人}        填报日期：{fill_date}"]
    assert one.first.projects[0].fields["own.填表人"] == "罗溪"
    assert one.first.fields["fill_date"] == "2031年1月5日"
    assert "填表人：罗溪" in texts(one.filled())
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)


# --- rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 17, 60])
def test_a_band_has_as_many_rows_as_there_are_records(count: int, plain: Learned, tmp_path: Path) -> None:
    document = with_rows(plain.first, count)
    filled = plain.filled(document)
    rows = list(rows_of(filled))
    assert len(rows) == 5 + count
    for number, (row, merges) in enumerate(rows[5:], 1):
        assert row[3] == f"指标{number}"
        assert merges[0] == "continue"
        assert merges[3:] == ["", "", ""]
    back = plain.read(filled, tmp_path)
    assert [row.fields for row in back.projects[0].indicators] == [
        row.fields for row in document.projects[0].indicators
    ]


def test_merges_are_those_of_the_records(plain: Learned) -> None:
    document = plain.first
    project = document.projects[0]
    first, second, third = project.indicators
    like = replace(second, fields=second.fields.with_text("level2", first.fields["level2"]))
    rows = list(rows_of(plain.filled(replace(document, projects=(replace(project, indicators=(third, first, like)),)))))
    assert [merges[1:3] for _, merges in rows[5:]] == [["", ""], ["restart", "restart"], ["continue", "continue"]]
    assert [row[1:3] for row, _ in rows[5:]] == [["效益指标", "社会效益指标"], ["产出指标", "数量指标"], ["", ""]]


def test_the_last_row_keeps_its_border_when_rows_come_and_go(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for at, height in ((5, 500), (6, 600), (7, 700)):
            row = document.tables[0].rows[at]._tr
            made = OxmlElement("w:trHeight")
            made.set(qn("w:val"), str(height))
            row.get_or_add_trPr().append(made)

    one = made(tmp_path, change)
    for count, heights in ((2, "500 700"), (3, "500 600 700"), (5, "500 600 600 600 700"), (1, "500")):
        tree = body(one.filled(with_rows(one.first, count)))
        found = [node.get(f"{W}val") for node in tree.iter(f"{W}trHeight")]
        assert " ".join(map(str, found)) == heights


def test_rows_that_the_form_prints_empty_stay(tmp_path: Path) -> None:
    layout = layouts()[6]
    one = learned_from(save_word(layout, tmp_path / "a.docx", filled=True))
    project = one.first.projects[0]
    bare = replace(project, records=tuple(row for row in project.records if row.owner is not Owner.TASKS))
    filled = one.filled(replace(one.first, projects=(bare,)))
    assert len(list(rows_of(filled))) == len(list(rows_of(one.original)))


# --- several projects ------------------------------------------------------------------------------------------------


def decorated(document: Any) -> None:
    """A header, a footer, a bookmark, and paragraph ids."""
    section = document.sections[0]
    section.header.paragraphs[0].text = "青溪县财政局监制"
    section.footer.paragraphs[0].text = "第 1 页"
    paragraph = document.paragraphs[0]._p
    for name in ("bookmarkStart", "bookmarkEnd"):
        mark = OxmlElement(f"w:{name}")
        mark.set(qn("w:id"), "7")
        if name == "bookmarkStart":
            mark.set(qn("w:name"), "title")
        paragraph.append(mark)
    paragraph.set("{http://schemas.microsoft.com/office/word/2010/wordml}paraId", "0A1B2C3D")


def three(one: Learned) -> Any:
    project = one.first.projects[0]
    others = [
        replace(project, id=f"p{at}", fields=project.fields.with_text("name", f"河岸加固{at}")) for at in range(2)
    ]
    return replace(one.first, projects=(project, *others))


def test_each_project_has_a_page_and_the_section_is_there_once(tmp_path: Path) -> None:
    one = made(tmp_path, decorated)
    document = three(one)
    filled = one.filled(document)
    tree = body(filled)
    assert len(list(tree.iter(f"{W}tbl"))) == 3
    assert len(list(tree.iter(f"{W}sectPr"))) == 1
    assert len(list(tree.iter(f"{W}pageBreakBefore"))) == 2
    assert len(list(tree.iter(f"{W}bookmarkStart"))) == 1
    ids = [node.get("{http://schemas.microsoft.com/office/word/2010/wordml}paraId") for node in tree.iter(f"{W}p")]
    assert ids.count("0A1B2C3D") == 1
    assert [one.fields["name"] for one in one.read(filled, tmp_path).projects] == ["河岸加固", "河岸加固0", "河岸加固1"]


def test_a_title_that_begins_a_page_already_begins_one_once(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.paragraphs[0].paragraph_format.page_break_before = False
        document.paragraphs[0].paragraph_format.keep_with_next = True

    tree = body((one := made(tmp_path, change)).filled(three(one)))
    titles = [node for node in tree[0].findall(f"{W}p") if "申报表" in "".join(map(str, node.itertext()))]
    assert [len(node.findall(f"{W}pPr/{W}pageBreakBefore")) for node in titles] == [1, 1, 1]
    names = [node.tag.rpartition("}")[2] for node in titles[1].findall(f"{W}pPr/*")]
    assert names[:2] == ["keepNext", "pageBreakBefore"]


def test_a_body_that_begins_with_its_table_does_not_become_one_table(tmp_path: Path) -> None:
    text = "\n".join(line for line in ANNEX.splitlines() if not line.startswith(">"))
    one = made(tmp_path, text=text)
    filled = one.filled(three(one))
    blocks = [node.tag.rpartition("}")[2] for node in body(filled)[0]]
    assert "tbltbl" not in "".join(blocks)
    assert len(one.read(filled, tmp_path).projects) == 3


def test_a_body_of_two_sections_ends_each_copy_as_it_ends(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.add_section(WD_SECTION.NEW_PAGE)
        document.add_paragraph("填表说明：按项目填写。")

    one = made(tmp_path, change)
    tree = body(one.filled(three(one)))
    assert len(list(tree.iter(f"{W}sectPr"))) == 6
    assert not list(tree.iter(f"{W}pageBreakBefore"))


def test_an_empty_document_prints_the_blank_form(plain: Learned) -> None:
    filled = plain.filled(replace(plain.first, projects=(), fields=plain.first.fields.with_text("unit_name", "")))
    assert "河岸加固" not in texts(filled)
    assert "项目名称" in texts(filled)


GRID = """
> 2031年项目支出绩效目标汇总表
项目名称 | 资金总额 | 一级指标 | 二级指标 | 三级指标 | 指标值
{name}渡口改造~2 | {budget_total}36~2 | {i:level1}产出指标~2 | {i:level2}数量指标 | {i:name}改造渡口 | {i:target}3处
{i:level2}质量指标 | {i:name}验收合格率 | {i:target}100%
{name}公交补贴 | {budget_total}120 | {i:level1}产出指标 | {i:level2}数量指标 | {i:name}补贴线路 | {i:target}12条
"""


def test_a_grid_of_projects_is_one_table_that_grows(tmp_path: Path) -> None:
    one = made(tmp_path, text=GRID)
    assert one.form.table.grid
    document = three(one)
    filled = one.filled(document)
    assert contents(one.read(filled, tmp_path)) == contents(document)
    assert len(list(body(filled).iter(f"{W}tbl"))) == 1
    rows = list(rows_of(filled))
    assert [row[0] for row, _ in rows[1:]] == ["渡口改造", "", "河岸加固0", "", "河岸加固1", ""]
    assert [merges[0] for _, merges in rows[1:]] == ["restart", "continue"] * 3
    bare = replace(one.first, projects=tuple(replace(row, indicators=()) for row in one.first.projects))
    assert [row[:2] for row, _ in list(rows_of(one.filled(bare)))[1:]] == [["渡口改造", "36"], ["公交补贴", "120"]]


# --- by another hand ---------------------------------------------------------------------------------------------


def test_two_glued_tables_are_filled_as_one(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        table = document.tables[0]._tbl
        rows = table.tr_lst
        lower = parse_xml(f"<w:tbl {nsdecls('w')}/>")
        lower.append(parse_xml(table.tblPr.xml))
        lower.append(parse_xml(table.tblGrid.xml))
        for row in rows[4:]:
            lower.append(row)
        table.addnext(lower)
        table.addnext(OxmlElement("w:p"))

    one = made(tmp_path, change)
    assert one.form.original is not None
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)
    assert len(list(body(one.filled(with_rows(one.first, 9))).iter(f"{W}tbl"))) == 2


def test_tracked_changes_and_comments_are_gone_before_the_form_is_kept(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        cell = document.tables[0].rows[0].cells[2]
        paragraph = cell.paragraphs[0]
        document.add_comment(paragraph.runs, text="请何青核对", author="罗溪", initials="L")
        author = 'w:id="9" w:author="罗溪" w:date="2031-01-01T00:00:00Z"'
        for xml in (
            f"<w:del {nsdecls('w')} {author}><w:r><w:delText>旧名称</w:delText></w:r></w:del>",
            f"<w:ins {nsdecls('w')} {author}><w:r><w:t>新名称</w:t></w:r></w:ins>",
        ):
            paragraph._p.append(parse_xml(xml))
        document.core_properties.author = "罗溪"
        document.core_properties.title = "河岸加固"

    one = made(tmp_path, change)
    for name, data in parts(one.original).items():
        for word in ("罗溪", "旧名称", "新名称", "核对", "河岸加固"):
            assert word not in data.decode("utf-8", "replace"), name
    assert "comments" not in "".join(parts(one.original))
    checked_members(one.filled())
    assert one.first.projects[0].fields["name"] == "河岸加固新名称"
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)


def control(content: str, settings: str = "") -> Any:
    return parse_xml(
        f'<w:sdt {nsdecls("w")} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
        f"<w:sdtPr><w:id w:val='12'/>{settings}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def test_content_controls_do_not_show_other_data_than_ours(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        bound = '<w:dataBinding w:xpath="/a" w:storeItemID="{A}"/><w:text/>'
        first = document.tables[0].rows[0].cells[2].paragraphs[0]._p
        first.remove(first.r_lst[0])
        first.append(control("<w:r><w:t>河岸加固</w:t></w:r>", bound))
        second = document.tables[0].rows[1].cells[5]._tc
        second.remove(second.p_lst[0])
        second.append(control("<w:p><w:r><w:t>单击此处输入</w:t></w:r></w:p>", "<w:showingPlcHdr/>"))

    one = made(tmp_path, change)
    assert one.first.projects[0].fields["name"] == "河岸加固"
    assert "单击此处" not in texts(one.original)
    filled = one.filled()
    assert "dataBinding" not in parts(filled)[BODY].decode()
    assert contents(one.read(filled, tmp_path)) == contents(one.first)


def test_a_box_with_a_tick_beside_it_is_one_box(tmp_path: Path) -> None:
    text = ANNEX.replace("主管部门^2 |", "项目属性^2 | {attribute}□新增项目 □√延续项目^4\n主管部门^2 |")
    one = made(tmp_path, text=text)
    assert one.first.projects[0].fields["attribute"] == "延续项目"
    assert "□新增项目 □延续项目" in texts(one.original)
    assert "□新增项目 ☑延续项目" in texts(one.filled())


def test_a_tick_box_of_words_own_is_ticked(tmp_path: Path) -> None:
    text = ANNEX.replace("主管部门^2 |", "项目属性^2 | {attribute}□新增项目 ☑延续项目^4\n主管部门^2 |")

    def change(document: Any) -> None:
        paragraph = document.tables[0].rows[1].cells[2].paragraphs[0]._p
        paragraph.remove(paragraph.r_lst[0])
        for option, on in (("新增项目", 0), ("延续项目", 1)):
            box = f'<w14:checkbox><w14:checked w14:val="{on}"/></w14:checkbox>'
            paragraph.append(control(f"<w:r><w:t>{'☐☒'[on]}</w:t></w:r>", box))
            paragraph.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>{option} </w:t></w:r>"))

    one = made(tmp_path, change, text)
    project = one.first.projects[0]
    assert project.fields["attribute"] == "延续项目"
    other = replace(project, fields=project.fields.with_text("attribute", "新增项目"))
    filled = one.filled(replace(one.first, projects=(other,)))
    assert one.read(filled, tmp_path).projects[0].fields["attribute"] == "新增项目"
    assert len(list(body(filled).iter(f"{W}sdt"))) == 2


def test_boxes_that_are_glyphs_of_a_symbol_font_are_ticked(tmp_path: Path) -> None:
    text = ANNEX.replace("主管部门^2 |", "项目属性^2 | {attribute}□新增项目 ☑延续项目^4\n主管部门^2 |")

    def change(document: Any) -> None:
        paragraph = document.tables[0].rows[1].cells[2].paragraphs[0]._p
        paragraph.remove(paragraph.r_lst[0])
        for option, code in (("新增项目", "F0A8"), ("延续项目", "F0FE")):
            glyph = f'<w:sym w:font="Wingdings" w:char="{code}"/>'
            paragraph.append(parse_xml(f"<w:r {nsdecls('w')}>{glyph}<w:t>{option} </w:t></w:r>"))

    one = made(tmp_path, change, text)
    project = one.first.projects[0]
    assert project.fields["attribute"] == "延续项目"
    other = replace(project, fields=project.fields.with_text("attribute", "新增项目"))
    filled = one.filled(replace(one.first, projects=(other,)))
    assert [node.get(f"{W}char") for node in body(filled).iter(f"{W}sym")] == ["F0FE", "F0A8"]
    assert one.read(filled, tmp_path).projects[0].fields["attribute"] == "新增项目"


def test_footnotes_are_said_once(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.paragraphs[0]._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))

    one = made(tmp_path, change)
    assert len(list(body(one.filled(three(one))).iter(f"{W}footnoteReference"))) == 1


# --- what cannot be filled -------------------------------------------------------------------------------------------


def test_a_file_with_an_object_in_it_is_learned_and_not_kept(tmp_path: Path) -> None:
    path = saved(annex(), tmp_path / "a.docx")
    path.write_bytes(with_parts(path.read_bytes(), {"word/embeddings/oleObject1.bin": b"\xd0\xcf"}))
    form, why = proposed(path)
    assert why == "里面有嵌入的对象"
    assert form.original is None
    assert form.copy.named("original.docx") is None


def test_the_template_of_a_computer_is_not_handed_on(tmp_path: Path) -> None:
    path = saved(annex(), tmp_path / "a.docx")
    link = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="file:///C:/Users/he/Normal.dotm" TargetMode="External"/></Relationships>'
    )
    name = "word/_rels/settings.xml.rels"
    links = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + link
    path.write_bytes(with_parts(path.read_bytes(), {name: links}))
    one = learned_from(path)
    assert b"Normal.dotm" not in parts(one.original)[name]


def test_an_original_that_is_not_the_form_s_is_not_filled(plain: Learned) -> None:
    content = parts(plain.original)[BODY].decode().replace("项目名称", "工程名称").encode()
    other = with_parts(plain.original, {BODY: content})
    from perfdesk.exporters.original.members import NoFit
    from perfdesk.exporters.original.word import check_word

    with pytest.raises(NoFit, match="项目名称"):
        check_word(plain.form, checked_members(other))


def test_an_original_with_fewer_tables_than_its_form_is_not_filled(plain: Learned) -> None:
    """It prints as the form says."""
    line = FormLine(text="续表", style=plain.form.projects.heading.style)
    bands = (*plain.form.table.bands, NextTable(kind="table", above=(line,), columns=(10.0,)))
    several = replace(plain.form, table=replace(plain.form.table, bands=bands))
    from perfdesk.exporters.original.members import NoFit
    from perfdesk.exporters.original.word import check_word

    with pytest.raises(NoFit, match="表格与表样不同"):
        check_word(several, checked_members(plain.original))


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(OriginalRefused, match="超过 2 MB"):
        checked_members(bytes((2 << 20) + 1))


# --- of several projects, one ------------------------------------------------------------------------------------


def twice(document: Any) -> None:
    """The annex of another project on a page of its own, with a cover before both and a section of its own."""
    body = document.element.body
    first = [node for node in body if node.tag != qn("w:sectPr")]
    copies = [deepcopy(node) for node in first]
    cover = document.add_paragraph("青溪县水务局二〇三一年度预算")
    cover.add_run().add_break(WD_BREAK.PAGE)
    body.insert(0, cover._p)
    for node in copies:
        body.insert(len(body) - 1, node)
    copies[0].get_or_add_pPr().append(OxmlElement("w:pageBreakBefore"))
    for text in copies[-1].iter(qn("w:t")):
        text.text = text.text.replace("河岸加固", "堤顶绿化")


def test_of_a_file_with_several_projects_one_annex_is_kept(tmp_path: Path) -> None:
    one = made(tmp_path, twice)
    assert [project.fields["name"] for project in one.first.projects] == ["河岸加固", "堤顶绿化"]
    tree = body(one.original)
    assert len(list(tree.iter(f"{W}tbl"))) == 1
    assert "二〇三一" not in texts(one.original)
    assert not list(tree.iter(f"{W}pageBreakBefore"))
    assert [node.tag for node in tree[0]].count(f"{W}sectPr") == 1
    filled = one.filled()
    assert contents(one.read(filled, tmp_path)) == contents(one.first)
    assert len(list(body(filled).iter(f"{W}pageBreakBefore"))) == 1


def test_of_the_last_annex_what_follows_on_its_page_is_kept_and_no_more(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        twice(document)
        # More is known of the second: it is the one that is kept.
        document.tables[1].rows[0]._tr.tc_lst[0].p_lst[0].r_lst[0].text = "项目名称"
        document.add_paragraph("本页说明。")
        document.add_paragraph("另页附言。").paragraph_format.page_break_before = True

    kept = texts(made(tmp_path, change).original)
    assert "另页附言" not in kept
    assert kept.count("绩效指标") == 1


def test_a_section_that_is_kept_has_the_headers_that_it_inherits(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "青溪县财政局监制"
        twice(document)
        document.add_section(WD_SECTION.NEW_PAGE)

    one = made(tmp_path, change)
    assert len(list(body(one.original).iter(f"{W}headerReference"))) == 1


def test_a_title_that_names_the_project_names_each(tmp_path: Path) -> None:
    text = ANNEX.replace("> 项目支出绩效目标申报表", "> 12.河岸加固绩效目标表")
    one = made(tmp_path, text=text)
    assert "河岸加固" not in texts(one.original)
    assert "1.河岸加固绩效目标表" in texts(one.filled(three(one)))
    assert "3.河岸加固1绩效目标表" in texts(one.filled(three(one)))
