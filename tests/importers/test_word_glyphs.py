"""Every glyph and number of a Word annex is in the document or is named: what clerks' files have in their cells."""

from pathlib import Path

import pytest
from trust import Promise
from word_sources import exchanged, exchanged_paragraph, paragraph, part, read, run, saved, told, xml_of

from perfdesk.importers.grid import Line
from perfdesk.importers.load import Imported, read_source
from perfdesk.importers.word import read_word
from perfdesk.model.document import Project

BOOK = "hebei-book-2024"
ANNEX = "ningxia-annex2-2024"
# In the first project: the third indicator's value, as our writer prints it.
TARGET = "≥98%"
CELL = "第2张表第4行第5格"


def _in_target(folder: Path, content: str, parts: dict[str, str] | None = None) -> tuple[str, list[str]]:
    imported = read(folder, BOOK, exchanged(xml_of(BOOK), TARGET, content), parts)
    return imported.document.projects[0].indicators[2].target, told(imported)


def _project(imported: Imported) -> Project:
    return imported.document.projects[0]


def _sym(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def _fonts(font: str) -> str:
    return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'


# --- symbols and equations --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (_sym("Symbol", "F0B3") + run("95%"), "≥95%"),
        (_sym("Symbol", "00A3") + run("5"), "≤5"),
        (_sym("Wingdings", "F0FE") + run("是") + _sym("Wingdings", "F0A8") + run("否"), "☑是☐否"),
        (_sym("Wingdings 2", "F052") + run("是"), "☑是"),
        (_sym("Wingdings 3", "F022"), "→"),
        (_sym("宋体", "2265") + run("95%"), "≥95%"),
        (run("\uf0b3", _fonts("Symbol")) + run("95%"), "≥95%"),
        (run("\uf0b1", _fonts("SymbolMT")) + run("5天"), "±5天"),
        (run("&#xF0B3;", _fonts("Symbol")) + run("95%"), "≥95%"),
        (run("³", _fonts("Symbol")) + run("95%"), "≥95%"),
        (run("R", _fonts("Wingdings 2")) + run("是"), "☑是"),
        (f"<m:oMath><m:r><m:t>≥</m:t></m:r></m:oMath>{run('95%')}", "≥95%"),
        ("<m:oMathPara><m:oMath><m:r><m:t>≥95%</m:t></m:r></m:oMath></m:oMathPara>", "≥95%"),
        (run("500m") + run("2", '<w:vertAlign w:val="superscript"/>'), "500m²"),
        (run("减少CO") + run("2", '<w:vertAlign w:val="subscript"/>') + run("5吨"), "减少CO₂5吨"),
    ],
)
def test_a_symbol_is_its_character(tmp_path: Path, content: str, text: str, promise: Promise) -> None:
    assert _in_target(tmp_path, content)[0] == text
    promise("T16", "glyphs, equations, raised text of Word", 1, 1)


def _sized(text: str, rise: int, size: int) -> str:
    """Text raised by half points, in half points; 0 says nothing."""
    position = f'<w:position w:val="{rise}"/>' if rise else ""
    return run(text, position + (f'<w:sz w:val="{size}"/>' if size else ""))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        # Raised by Word's 3 points and set small: m² typed by hand.
        (_sized("500m", 0, 21) + _sized("2", 6, 13), "500m²"),
        (_sized("减少CO", 0, 21) + _sized("2", -6, 13) + _sized("5吨", 0, 21), "减少CO₂5吨"),
        (_sized("10", 0, 21) + _sized("-", 8, 12) + _sized("3", 8, 12) + _sized("g", 0, 21), "10⁻³g"),
        # Beside text that stands in the middle of its line, as ours does.
        (_sized("500m", 4, 18) + _sized("2", 10, 11), "500m²"),
        (_sized("500m", 4, 18) + _sized("2", 9, 11), "500m2"),
        # One step below 3 points; small and not raised; raised and as large.
        (_sized("500m", 0, 21) + _sized("2", 5, 13), "500m2"),
        (_sized("500m", 0, 21) + _sized("2", -5, 13), "500m2"),
        (_sized("500m", 0, 21) + _sized("2", 0, 13), "500m2"),
        (_sized("500m", 0, 21) + _sized("2", 6, 21), "500m2"),
        # Small is four fifths and less.
        (_sized("500m", 0, 20) + _sized("2", 6, 16), "500m²"),
        (_sized("500m", 0, 20) + _sized("2", 6, 17), "500m2"),
        # What says no size has that of its style, or else 10 points.
        (_sized("500m", 0, 24) + _sized("2", 6, 0), "500m2"),
        (_sized("500m", 0, 26) + _sized("2", 6, 0), "500m²"),
        # All raised alike, whatever the size, and raised with nothing before it.
        (_sized("500", 12, 10) + _sized("m2", 12, 5), "500m2"),
        (_sized("2", 12, 5) + _sized("m", 0, 21), "2m"),
        # The word for it says more than the numbers.
        (_sized("500m", 0, 21) + run("2", '<w:vertAlign w:val="superscript"/><w:position w:val="-6"/>'), "500m²"),
        (_sized("500m", 0, 21) + run("2", '<w:vertAlign w:val="baseline"/><w:position w:val="6"/><w:sz w:val="9"/>'),
         "500m²"),
        # No measure of Word's.
        (_sized("500m", 0, 21) + run("2", '<w:position w:val="many"/><w:sz w:val="9"/>'), "500m2"),
    ],
)  # fmt: skip
def test_text_raised_by_hand_is_raised_text(tmp_path: Path, content: str, text: str, promise: Promise) -> None:
    usual = part("styles", "")
    assert _in_target(tmp_path, content, {"word/styles.xml": usual}) == (text, [])
    promise("T16", "glyphs, equations, raised text of Word", 1, 1)


def test_a_style_may_raise_and_the_usual_size_may_be_large(tmp_path: Path) -> None:
    style = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="40"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="character" w:styleId="up"><w:rPr><w:position w:val="6"/><w:sz w:val="32"/></w:rPr></w:style>'
    )
    content = run("500m") + run("2", '<w:rStyle w:val="up"/>')
    assert _in_target(tmp_path, content, {"word/styles.xml": part("styles", style)})[0] == "500m²"
    assert _in_target(tmp_path, content, {"word/styles.xml": part("styles", style.replace("40", "39"))})[0] == "500m2"


def test_raised_words_are_kept_and_named(tmp_path: Path) -> None:
    content = _sized("2023", 0, 21) + _sized("注", 6, 12)
    assert _in_target(tmp_path, content) == ("2023注", [f"? {CELL} 上标或下标按普通文字装入：“注”"])


def test_a_book_whose_signs_are_symbols_keeps_the_direction_of_all_targets(tmp_path: Path) -> None:
    xml = xml_of(BOOK).replace("≥", f"</w:t></w:r>{_sym('Symbol', 'F0B3')}<w:r><w:t>")
    imported = read(tmp_path, BOOK, xml)
    targets = [i.target for project in imported.document.projects for i in project.indicators]
    assert [target for target in targets if "≥" in target] == ["≥2台", "≥5件", "≥98%", "≥95%", "≥90%", "≥6次"]
    assert imported.complete
    assert told(imported) == ["?  6 处符号字体的字已换成通用字符：≥（6）"]


@pytest.mark.parametrize(
    ("content", "text", "said"),
    [
        (_sym("Webdings", "F021") + run("95%"), "95%", f"! {CELL} 认不出的符号没有装入：“Webdings F021”"),
        (_sym("某厂符号", "F0B3") + run("95%"), "95%", f"! {CELL} 认不出的符号没有装入：“某厂符号 F0B3”"),
        (_sym("Symbol", "什么") + run("95%"), "95%", f"! {CELL} 认不出的符号没有装入：“Symbol 什么”"),
        (run("\ue5e5优"), "\ue5e5优", f"? {CELL} 只有本机字体才有的字按原样保留，请核对：“\ue5e5 U+E5E5”"),
        (run("2023") + run("注", '<w:vertAlign w:val="superscript"/>'), "2023注",
         f"? {CELL} 上标或下标按普通文字装入：“注”"),
    ],
)  # fmt: skip
def test_a_glyph_that_nobody_can_know_is_named_with_its_cell(
    tmp_path: Path, content: str, text: str, said: str, promise: Promise
) -> None:
    assert _in_target(tmp_path, content) == (text, [said])
    promise("T16", "glyphs, equations, raised text of Word", 1, 1)


# --- revisions, hidden text -------------------------------------------------------------------------------------

STRUCK = '<w:style w:type="character" w:styleId="gone"><w:rPr><w:strike/></w:rPr></w:style>'
HIDING = (
    '<w:style w:type="paragraph" w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="hiding"><w:basedOn w:val="base"/></w:style>'
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (run("≥90%", "<w:strike/>"), "删除线文字没有装入：“≥90%”"),
        (run("≥", "<w:dstrike/>") + run("90%", "<w:strike/>"), "删除线文字没有装入：“≥90%”"),
        (run("≥90%", '<w:rStyle w:val="gone"/>'), "删除线文字没有装入：“≥90%”"),
        (run("≥90%", "<w:vanish/>"), "隐藏文字没有装入：“≥90%”"),
        ("<w:del><w:r><w:delText>≥90%</w:delText></w:r></w:del>", "修订中删除的文字没有装入：“≥90%”"),
        (f"<w:moveFrom>{run('≥90%')}</w:moveFrom>", "修订中移走的文字没有装入：“≥90%”"),
    ],
)
def test_text_that_is_no_longer_meant_is_left_out_and_quoted(
    tmp_path: Path, content: str, said: str, promise: Promise
) -> None:
    styles = {"word/styles.xml": part("styles", STRUCK)}
    assert _in_target(tmp_path, content + run("≥95%"), styles) == ("≥95%", [f"? {CELL} {said}"])
    promise("T16", "hidden, deleted, struck out text and rows of Word", 1, 1)


@pytest.mark.parametrize(
    "settings",
    [
        '<w:strike w:val="0"/>', '<w:vanish w:val="false"/>', '<w:rStyle w:val="gone"/><w:strike w:val="off"/>',
        "<w:webHidden/>", '<w:rPrChange w:id="1"><w:rPr><w:strike/></w:rPr></w:rPrChange>',
    ],
)  # fmt: skip
def test_text_that_is_only_near_such_a_property_stays(tmp_path: Path, settings: str, promise: Promise) -> None:
    styles = {"word/styles.xml": part("styles", STRUCK)}
    assert _in_target(tmp_path, run("≥95%", settings), styles) == ("≥95%", [])
    promise("T16", "hidden, deleted, struck out text and rows of Word", 1, 1)


def test_two_styles_that_both_strike_out_take_each_other_back(tmp_path: Path) -> None:
    styles = STRUCK + STRUCK.replace("character", "paragraph").replace('"gone"', '"lines"')
    xml = exchanged_paragraph(
        xml_of(BOOK), TARGET, paragraph(run("≥9", '<w:rStyle w:val="gone"/>') + run("8"), '<w:pStyle w:val="lines"/>')
    )
    imported = read(tmp_path, BOOK, xml, {"word/styles.xml": part("styles", styles)})
    assert _project(imported).indicators[2].target == "≥9"


def test_a_paragraph_hidden_by_its_style_leaves_no_empty_line(tmp_path: Path) -> None:
    hidden = paragraph(run("内部参考"), '<w:pStyle w:val="hiding"/>')
    xml = exchanged_paragraph(xml_of(BOOK), TARGET, paragraph(run("≥98%")) + hidden)
    imported = read(tmp_path, BOOK, xml, {"word/styles.xml": part("styles", HIDING)})
    assert _project(imported).indicators[2].target == "≥98%"
    assert told(imported) == [f"? {CELL} 隐藏文字没有装入：“内部参考”"]


def test_a_deleted_end_of_a_paragraph_joins_two(tmp_path: Path) -> None:
    first = paragraph(run("≥"), "<w:rPr><w:del/></w:rPr>")
    xml = exchanged_paragraph(xml_of(BOOK), TARGET, first + paragraph(run("98%")))
    assert _project(read(tmp_path, BOOK, xml)).indicators[2].target == "≥98%"


def _row(xml: str, text: str) -> tuple[int, int]:
    at = xml.index(f">{text}</w:t>")
    return xml.rindex("<w:tr>", 0, at), xml.index("</w:tr>", at) + len("</w:tr>")


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("<w:hidden/>", "? 第2张表第3行 隐藏的行没有装入：“更换部件数量 更换的易损件 ≥5件 合同约定”"),
        ("<w:del/>", "? 第2张表原第3行 修订中删除的行没有装入：“更换部件数量更换的易损件≥5件合同约定”"),
    ],
)
def test_hidden_and_deleted_rows_are_left_out_and_said(tmp_path: Path, mark: str, said: str, promise: Promise) -> None:
    xml = xml_of(BOOK)
    start, end = _row(xml, "≥5件")
    row = xml[start:end].replace("<w:cantSplit/>", f"<w:cantSplit/>{mark}")
    imported = read(tmp_path, BOOK, xml[:start] + row + xml[end:])
    names = [i.name for i in _project(imported).indicators]
    assert names == ["维护雷达数量", "设备完好率", "预警信息覆盖率", "群众满意度"]
    assert _project(imported).indicators[1].level1 == "产出指标"
    assert told(imported) == [said]
    promise("T16", "hidden, deleted, struck out text and rows of Word", 1, 1)


def test_a_row_hidden_as_text_makes_no_indicator(tmp_path: Path) -> None:
    xml = xml_of(BOOK)
    start, end = _row(xml, "≥5件")
    row = xml[start:end].replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    imported = read(tmp_path, BOOK, xml[:start] + row + xml[end:])
    assert [i.name for i in _project(imported).indicators][:2] == ["维护雷达数量", "设备完好率"]
    assert told(imported) == [
        "? 第2张表 4 处隐藏文字没有装入：第3行第3格“更换部件数量”、第3行第4格“更换的易损件”、第3行第5格“≥5件”、"
        "第3行第6格“合同约定”"
    ]


@pytest.mark.parametrize(
    ("mark", "text", "said"),
    [
        ("<w:cellDel/>", "", f"! {CELL} 修订中删除的单元格没有装入：“≥98%”"),
        ("<w:cellMerge/>", "≥98%", f"! {CELL} 修订中合并的单元格没有按合并装入：“≥98%”"),
        ("<w:cellIns/>", "≥98%", None),
    ],
)
def test_tracked_changes_of_cells_move_no_cell(
    tmp_path: Path, mark: str, text: str, said: str | None, promise: Promise
) -> None:
    xml = xml_of(BOOK)
    at = xml.index("</w:tcPr>", xml.rindex("<w:tc>", 0, xml.index(TARGET)))
    imported = read(tmp_path, BOOK, xml[:at] + mark + xml[at:])
    row = _project(imported).indicators[2]
    assert (row.target, row.fields["basis"]) == (text, "行业标准")
    assert told(imported) == ([said] if said else [])
    promise("T16", "hidden, deleted, struck out text and rows of Word", 1, 1)


# --- controls and fields ----------------------------------------------------------------------------------------


def _field(code: str, result: str | None = None, form: str = "") -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{form}</w:fldChar></w:r>'
    shown = mark.format("separate") + (run(result) if result else "") if result is not None else ""
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{shown}{mark.format('end')}"


def _form(content: str) -> str:
    return f'<w:ffData><w:name w:val="a"/>{content}</w:ffData>'


# Word shows what stands in another part of the file, and writes it into the text only when it saves.
BOUND = '<w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{1}"/></w:sdtPr>'
_OPTIONS = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="≥90%"/><w:listEntry w:val="≥95%"/></w:ddList>'
_CHECKED = '<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (_field(" FORMDROPDOWN ", form=_form(_OPTIONS)), "≥95%"),
        (_field(" FORMDROPDOWN ", "≥90%", form=_form(_OPTIONS)), "≥95%"),
        (_field(" FORMCHECKBOX ", form=_form(_CHECKED)) + run("完成"), "☑完成"),
        (_field(" FORMCHECKBOX ", "", _form('<w:checkBox><w:default w:val="0"/></w:checkBox>')) + run("完成"), "☐完成"),
        (_field(" FORMTEXT ", "≥95%", _form("<w:textInput/>")), "≥95%"),
        (_field(" FORMTEXT ", form=_form('<w:textInput><w:default w:val="≥80%"/></w:textInput>')), "≥80%"),
        (_field(" FORMTEXT ", "", _form('<w:textInput><w:default w:val="请填写"/></w:textInput>')), ""),
        (_field(r" eq \o\ac(○,1) ") + run("完成"), "①完成"),
        (_field(r" EQ \f(1,2) "), "1/2"),
        (run("500m") + _field(r"eq \s\up5(2)"), "500m²"),
        (_field(r' SYMBOL 179 \f "Symbol" \s 11 ') + run("95%"), "≥95%"),
        (_field(" REF a ", "≥95%"), "≥95%"),
        (_field(" IF 1 = 1 ", "约") + _field(" REF b ", "≥95%"), "约≥95%"),
        (f'<w:fldSimple w:instr=" REF a ">{run("≥95%")}</w:fldSimple>', "≥95%"),
        (r'<w:fldSimple w:instr="EQ \o(○,3)"/>', "③"),
        ("<w:ruby><w:rt><w:r><w:t>yi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>一人</w:t></w:r></w:rubyBase></w:ruby>",
         "一人"),
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
         + run("x") + "</w:sdtContent></w:sdt>" + run("完成"), "☑完成"),
        ("<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>" + run("≥95%") + "</w:sdtContent></w:sdt>", "≥95%"),
        (f"<w:sdt>{BOUND}<w:sdtContent>{run('≥95%')}</w:sdtContent></w:sdt>", "≥95%"),
        ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("单击此处输入文字。")
         + "</w:sdtContent></w:sdt>", ""),
        (run("≥95%\t\u00a0"), "≥95%"),
    ],
)  # fmt: skip
def test_a_field_or_control_shows_what_was_chosen(tmp_path: Path, content: str, text: str, promise: Promise) -> None:
    found, said = _in_target(tmp_path, content)
    assert found == text
    assert not [note for note in said if note.startswith("!")]
    promise("T16", "fields, controls, objects, notes, boxes of Word", 1, 1)


def test_text_inside_a_field_code_is_no_text_but_its_result_is(tmp_path: Path) -> None:
    inner = _field(" PAGE ", "7")
    begin, rest = _field(" IF x = 7 ", "≥95%").split("</w:instrText></w:r>", 1)
    assert _in_target(tmp_path, f"{begin}</w:instrText></w:r>{inner}{rest}") == ("≥95%", [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_field(" DATE "), "没有结果的域没有装入：“DATE”"),
        (_field(r" EQ \q(1) "), r"没有结果的域没有装入：“EQ \q(1)”"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("≥95%"), "不完整的域没有装入：“≥95%”"),
        ("<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline>"
         "</w:drawing></w:r>", "图片没有装入"),
        ('<w:r><w:pict><v:shape><v:textpath string="样稿"/></v:shape></w:pict></w:r>', "艺术字没有装入：“样稿”"),
        ("<w:r><w:object><o:OLEObject/></w:object></w:r>", "嵌入的对象没有装入"),
        ('<w:r><w:commentReference w:id="0"/></w:r>', "批注没有装入"),
        ('<w:r><w:footnoteReference w:id="2"/></w:r>', "脚注或尾注没有装入"),
        (f"<w:sdt>{BOUND}<w:sdtContent/></w:sdt>", "存放在正文之外的内容控件没有装入"),
        (f"<w:sdt>{BOUND}<w:sdtContent>{run(' ')}</w:sdtContent></w:sdt>", "存放在正文之外的内容控件没有装入"),
        ("<w:someday><w:r><w:t>≥95%</w:t></w:r></w:someday>", "不认识的内容没有装入：“≥95%”"),
    ],
)  # fmt: skip
def test_what_is_seen_and_not_understood_is_named_with_its_cell(
    tmp_path: Path, content: str, said: str, promise: Promise
) -> None:
    assert _in_target(tmp_path, content) == ("", [f"! {CELL} {said}"])
    promise("T16", "fields, controls, objects, notes, boxes of Word", 1, 1)


def test_a_control_around_paragraphs_that_is_filled_from_elsewhere_is_named(tmp_path: Path) -> None:
    around = f"<w:sdt>{BOUND}<w:sdtContent>{paragraph('')}</w:sdtContent></w:sdt>"
    imported = read(tmp_path, BOOK, exchanged_paragraph(xml_of(BOOK), TARGET, around))
    assert told(imported) == [f"! {CELL} 存放在正文之外的内容控件没有装入"]


def test_an_inserted_file_is_named(tmp_path: Path) -> None:
    xml = xml_of(BOOK).replace("<w:tbl>", '<w:altChunk r:id="x"/><w:tbl>', 1)
    assert [note.split(" ", 2)[2] for note in told(read(tmp_path, BOOK, xml))] == ["插入的其他文件没有装入"]


def test_an_equation_between_paragraphs_is_a_line(tmp_path: Path) -> None:
    lines = "<m:oMathPara><m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath></m:oMathPara>"
    xml = xml_of(BOOK).replace("<w:tbl>", lines + "<w:tbl>", 1)
    assert any("a=b" in note.text for note in read(tmp_path, BOOK, xml).left_out)


# --- choices ----------------------------------------------------------------------------------------------------


def test_the_ticked_box_is_the_choice(tmp_path: Path) -> None:
    ticked = _sym("Wingdings 2", "00A3") + run("新增项目") + _sym("Wingdings 2", "F052") + run("延续项目")
    imported = read(tmp_path, ANNEX, exchanged(xml_of(ANNEX), "延续项目", ticked))
    assert _project(imported).fields["attribute"] == "延续项目"
    assert imported.complete


# --- numbers ----------------------------------------------------------------------------------------------------

NUMBERS = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:pStyle w:val="text"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>',
)
LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def test_a_list_inside_a_cell_keeps_its_numbers(tmp_path: Path) -> None:
    items = "".join(paragraph(run(text), LIST) for text in ("雷达正常运行。", "数据完整。"))
    xml = exchanged_paragraph(xml_of(BOOK), "1.雷达正常运行。", items)
    imported = read(tmp_path, BOOK, xml, {"word/numbering.xml": NUMBERS})
    assert _project(imported).fields["goal"] == "1.雷达正常运行。\n2.数据完整。"
    assert told(imported) == ["?  2 处 Word 自动编号已算出并写进文字：1.（1）、2.（1）"]


def test_numbers_that_come_from_a_style_are_read(tmp_path: Path) -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="numbered"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="mine"><w:basedOn w:val="numbered"/></w:style>'
    )
    items = "".join(paragraph(run(text), '<w:pStyle w:val="mine"/>') for text in ("雷达运行。", "数据完整。"))
    none = paragraph(run("另有说明。"), '<w:pStyle w:val="mine"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    xml = exchanged_paragraph(xml_of(BOOK), "1.雷达正常运行。", items + none)
    parts = {"word/numbering.xml": NUMBERS, "word/styles.xml": part("styles", style)}
    assert _project(read(tmp_path, BOOK, xml, parts)).fields["goal"] == "（一）雷达运行。\n（二）数据完整。\n另有说明。"


def test_headings_numbered_by_word_keep_captions_and_units(tmp_path: Path) -> None:
    xml = xml_of(BOOK)
    for number, name in ((1, "雷达站维护"), (2, "人工增雨")):
        text = f"{number}.{name}绩效目标表"
        at = xml.rindex(f">{text}</w:t>")
        start, end = xml.rindex("<w:p>", 0, at), xml.index("</w:p>", at) + len("</w:p>")
        xml = xml[:start] + paragraph(run(text[2:]), f'<w:pStyle w:val="heading"/>{LIST}') + xml[end:]
    imported = read(tmp_path, BOOK, xml, {"word/numbering.xml": NUMBERS})
    assert imported.complete
    assert [(p.fields["unit_code"], p.fields["unit_name"]) for p in imported.document.projects] == [
        ("101001", "东岭县气象局本级")
    ] * 2


def test_a_numbering_format_that_cannot_be_worked_out_is_named(tmp_path: Path) -> None:
    numbers = {"word/numbering.xml": NUMBERS.replace('"decimal"', '"thaiCounting"')}
    xml = exchanged_paragraph(xml_of(BOOK), TARGET, paragraph(run("≥98%"), LIST))
    assert told(read(tmp_path, BOOK, xml, numbers)) == [f"! {CELL} 算不出的 Word 自动编号没有装入：“1.”"]


# --- headers, names of files ------------------------------------------------------------------------------------


def _header(text: str) -> dict[str, str]:
    return {"word/header1.xml": part("hdr", paragraph(run(text)))}


def _without(xml: str, text: str) -> str:
    return exchanged_paragraph(xml, text, "<w:p/>")


def test_the_units_name_in_a_header_is_used_where_it_is_missing(tmp_path: Path) -> None:
    xml = _without(xml_of(ANNEX), "附件 3：石泉县图书馆项目支出预算绩效目标表")
    imported = read(tmp_path, ANNEX, xml, _header("单位名称：石泉县图书馆"))
    assert imported.document.fields["department_name"] == "石泉县图书馆"
    assert told(imported) == ["? 页眉 “石泉县图书馆”当作部门名称"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("石泉县图书馆", []),
        ("石泉县图书馆2031年度部门项目支出预算绩效目标表", []),
        ("— 3 —", []),
        ("第 3 页 共 9 页", []),
        ("内部资料 注意保存", ["! 页眉 没有装入：“内部资料 注意保存”"]),
    ],
)
def test_a_header_that_says_something_else_is_named(
    tmp_path: Path, text: str, said: list[str], promise: Promise
) -> None:
    assert told(read(tmp_path, ANNEX, xml_of(ANNEX), _header(text))) == said
    promise("T16", "fields, controls, objects, notes, boxes of Word", 1, 1)


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.txt", "没有扩展名"])
def test_a_word_file_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    assert read_source(saved(tmp_path, BOOK, xml_of(BOOK), name=name)).document.form == BOOK


def test_a_file_with_macros_is_no_plain_word_file(tmp_path: Path) -> None:
    types = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    path = saved(tmp_path, BOOK, xml_of(BOOK), {"[Content_Types].xml": types}, "a.docm")
    with pytest.raises(Exception, match="带宏"):
        read_source(path)


# --- what a reader of the text cannot see from outside ----------------------------------------------------------


def test_a_result_is_not_shown_twice(tmp_path: Path) -> None:
    assert _in_target(tmp_path, _field(r" EQ \o(○,1) ", "①") + run("完成")) == ("①完成", [])


def test_an_unknown_glyph_typed_in_a_symbol_font_is_named(tmp_path: Path) -> None:
    said = [f"! {CELL} 认不出的符号没有装入：“Webdings F021”"]
    assert _in_target(tmp_path, run("\uf021", _fonts("Webdings")) + run("95%")) == ("95%", said)


def test_a_choice_that_word_does_not_know_gives_way_to_the_fallback(tmp_path: Path) -> None:
    choices = (
        f'<mc:AlternateContent><mc:Choice xmlns:x="urn:other" Requires="x">{run("新")}</mc:Choice>'
        f"<mc:Fallback>{run('≥95%')}</mc:Fallback></mc:AlternateContent>"
    )
    assert _in_target(tmp_path, choices)[0] == "≥95%"


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/>"])
def test_a_long_text_goes_on_where_the_end_of_its_paragraph_is_gone(tmp_path: Path, mark: str) -> None:
    first = paragraph(run("雷达"), f"<w:rPr>{mark}</w:rPr>")
    empty = paragraph("", f"{LIST}<w:rPr>{mark}</w:rPr>")
    xml = exchanged_paragraph(xml_of(BOOK), "1.雷达正常运行。", first + paragraph(run("运行。")) + empty)
    imported = read(tmp_path, BOOK, xml, {"word/numbering.xml": NUMBERS})
    assert _project(imported).fields["goal"].rstrip("\n") == "雷达运行。"
    assert imported.complete


def test_lines_of_the_body_join_too_and_the_last_is_not_lost(tmp_path: Path) -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    body = paragraph(run("甲"), gone) + paragraph(run("乙")) + paragraph(run("丙"), gone)
    xml = xml_of(BOOK)
    start = xml.index("<w:body>") + len("<w:body>")
    source = read_word(saved(tmp_path, BOOK, xml[:start] + body + "</w:body></w:document>"))
    assert [element.text for element in source.elements if isinstance(element, Line)] == ["甲乙", "丙"]


def test_a_level_given_by_a_style_counts_on_that_level(tmp_path: Path) -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="two"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    second = '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    parts = {
        "word/numbering.xml": NUMBERS.replace("</w:abstractNum>", second, 1),
        "word/styles.xml": part("styles", style),
    }
    xml = exchanged_paragraph(xml_of(BOOK), "1.雷达正常运行。", paragraph(run("雷达运行。"), '<w:pStyle w:val="two"/>'))
    assert _project(read(tmp_path, BOOK, xml, parts)).fields["goal"] == "（1）雷达运行。"


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph(run('框里的话'))}</w:txbxContent>"
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    source = read_word(saved(tmp_path, BOOK, exchanged(xml_of(BOOK), TARGET, f"<w:r>{both}</w:r>")))
    assert [e.text for e in source.elements if isinstance(e, Line)].count("框里的话") == 1


def test_what_stands_between_cells_or_behind_the_last_table_is_named(tmp_path: Path) -> None:
    stray = "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>"
    xml = xml_of(BOOK)
    start, _ = _row(xml, TARGET)
    xml = (xml[:start] + stray + xml[start:]).replace("</w:body>", '<w:altChunk r:id="x"/></w:body>')
    notes = told(read(tmp_path, BOOK, xml))
    assert "! 第2张表 表格里单元格之外的内容没有装入：“a=b”" in notes
    assert any(note.endswith("插入的其他文件没有装入") for note in notes)


def test_a_usual_style_that_hides_hides_what_has_no_style(tmp_path: Path) -> None:
    style = '<w:style w:type="paragraph" w:default="1" w:styleId="usual"><w:rPr><w:vanish/></w:rPr></w:style>'
    xml = exchanged_paragraph(xml_of(BOOK), TARGET, paragraph(run("≥98%")))
    imported = read(tmp_path, BOOK, xml, {"word/styles.xml": part("styles", style)})
    assert _project(imported).indicators[2].target == ""


def test_a_header_on_many_pages_is_named_once(tmp_path: Path) -> None:
    parts = {f"word/header{n}.xml": part("hdr", paragraph(run("内部资料"))) for n in range(3)}
    assert told(read(tmp_path, ANNEX, xml_of(ANNEX), parts)) == ["! 页眉 没有装入：“内部资料”"]


def test_pinyin_above_a_word_is_named(tmp_path: Path) -> None:
    aid = "<w:ruby><w:rt><w:r><w:t>yi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>一</w:t></w:r></w:rubyBase></w:ruby>"
    assert _in_target(tmp_path, f"<w:r>{aid}</w:r>") == ("一", [f"? {CELL} 拼音没有装入：“yi”"])
    assert _in_target(tmp_path, f"<w:r>{aid.replace('yi', ' ')}</w:r>") == ("一", [])
