"""Small readings that the Word reader is made of: choices, field codes, equations, symbols; how remarks are counted."""

import pytest
from lxml import etree
from trust import Promise
from word_sources import DECLARED

from perfdesk.importers import tally
from perfdesk.importers.choices import chosen
from perfdesk.importers.equations import linear, shifted
from perfdesk.importers.field_codes import equation, field_text
from perfdesk.importers.symbols import is_symbol_font, symbol
from perfdesk.importers.tally import Place, Tally
from perfdesk.model.fields import Owner
from perfdesk.model.vocabulary import vocabulary

ATTRIBUTE, GOAL = (vocabulary().field(Owner.PROJECT, key) for key in ("attribute", "goal"))


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("经常性□ 一次性☑", "一次性"),
        ("☑经常性项目□一次性项目", "经常性项目"),
        ("□ 新增项目  ☒ 延续项目", "延续项目"),
        ("新增项目（ ）\n延续项目（√）", "延续项目"),
        ("[ ]新增 [x]延续", ""),
        ("（√）新增；（ ）延续", "新增"),
        ("□√新增 □延续", "新增"),
        ("项目属性：□新增 ■延续", "延续"),
        ("○新增 ●延续", "延续"),
        ("☑部门预算 ☑转移支付 □其他", "部门预算、转移支付"),
        ("□新增 □延续", ""),
        ("延续项目", "延续项目"),
        ("延续☑项目", "延续☑项目"),
        ("☑", "☑"),
        ("√延续", "延续"),
    ],
)
def test_a_choice_is_what_is_ticked(text: str, choice: str) -> None:
    assert chosen(ATTRIBUTE, text) == choice


def test_only_a_field_of_choices_is_read_so() -> None:
    assert chosen(GOAL, "☑甲 □乙") == "☑甲 □乙"
    assert chosen(ATTRIBUTE, long := "☑甲 □乙" * 100) == long


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r"\o\ac(○,1)", "①"), (r"\o(〇,12)", "⑫"), (r"\o(3,○)", "③"), (r"\o(□,1)", None), (r"\o\ac(○,百)", None),
        (r"\f(1,2)", "1/2"), (r"\f(a+b,2)", "(a+b)/2"), (r"\s\up 5(2)", "²"), (r"\s\do5(2)", "₂"), (r"\r(3,x)", "³√x"),
        (r"\r(x)", "√x"), (r"\b(a)", "(a)"), (r"\x(a)", "a"), (r"\l(1,2)", "1,2"), (r"\a(1,2)", "1; 2"),
        (r"\i\su(1,5,x)", "∑₁⁵x"), (r"\f(1;2)", "1/2"), (r"a\,b", "a,b"), (r"\d\fo5 ()甲", "甲"), (r"\q(1)", None),
        (r"\f(1", None), (r"\f(" * 50, None), ("\\", None), (r"\f(1,2,3)", None), (r"\o(○,1) \* MERGEFORMAT", "①"),
    ],
)  # fmt: skip
def test_an_eq_field_is_one_line(code: str, text: str | None, promise: Promise) -> None:
    assert equation(code) == text
    promise("T16", "fields, controls, objects, notes, boxes of Word", 1, 1)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r'SYMBOL 0xF0B3 \f "Symbol"', "≥"), (r"SYMBOL 82 \f Wingdings2", "☑"), (r"SYMBOL 300 \f Symbol", "Ĭ"),
        ("SYMBOL x9", None), ('QUOTE "甲" 乙', "甲乙"), ("MACROBUTTON a 点这里", "点这里"), ("TC x", ""), ("", ""),
        ("DATE", None), ("FORMDROPDOWN", None), ("toc", ""),
    ],
)  # fmt: skip
def test_a_field_without_result_shows_what_its_code_says(code: str, text: str | None, promise: Promise) -> None:
    assert field_text(code, None) == text
    promise("T16", "fields, controls, objects, notes, boxes of Word", 1, 1)


def _math(content: str) -> str:
    node = etree.fromstring(f"<m:oMath {DECLARED}>{content}</m:oMath>")
    return linear(node, lambda run: "".join(map(str, run.itertext())))


def _m(name: str, text: str) -> str:
    return f"<m:{name}><m:r><m:t>{text}</m:t></m:r></m:{name}>"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (f"<m:f>{_m('num', '完成数')}{_m('den', '计划数')}</m:f>", "完成数/计划数"),
        (f"<m:f>{_m('num', 'a+b')}{_m('den', '2')}</m:f>", "(a+b)/2"),
        (f'<m:f><m:fPr><m:type m:val="noBar"/></m:fPr>{_m("num", "n")}{_m("den", "k")}</m:f>', "(n k)"),
        (f"<m:sSup>{_m('e', 'm')}{_m('sup', '2')}</m:sSup>", "m²"),
        (f"<m:sSup>{_m('e', 'x')}{_m('sup', 'a+b')}</m:sSup>", "x^(a+b)"),
        (f"<m:sSub>{_m('e', 'CO')}{_m('sub', '2')}</m:sSub>", "CO₂"),
        (f"<m:sSubSup>{_m('e', 'x')}{_m('sub', '1')}{_m('sup', '2')}</m:sSubSup>", "x₁²"),
        (f"<m:sPre>{_m('sub', '6')}{_m('sup', '14')}{_m('e', 'C')}</m:sPre>", "₆¹⁴C"),
        (f"<m:rad>{_m('deg', '3')}{_m('e', 'x')}</m:rad>", "³√x"),
        (f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>{_m("sub", "i=1")}{_m("sup", "n")}{_m("e", "x")}</m:nary>',
         "∑_(i=1)ⁿx"),
        (f"<m:d>{_m('e', 'a')}{_m('e', 'b')}</m:d>", "(a|b)"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val=""/></m:dPr>{_m("e", "a")}</m:d>', "[a"),
        (f"<m:func>{_m('fName', 'log')}{_m('e', 'x')}</m:func>", "log x"),
        (f"<m:limLow>{_m('e', 'lim')}{_m('lim', 'n')}</m:limLow>", "lim_n"),
        (f"<m:m><m:mr>{_m('e', '1')}{_m('e', '2')}</m:mr><m:mr>{_m('e', '3')}{_m('e', '4')}</m:mr></m:m>", "1 2; 3 4"),
        (f"<m:bar><m:barPr><m:pos m:val=\"top\"/></m:barPr>{_m('e', 'x')}</m:bar>", "x\u0305"),
        (f"<m:someday>{_m('e', 'x')}</m:someday>", "x"),
        ("<m:e><m:t>𝟗𝟓%</m:t></m:e>", "95%"),
    ],
)  # fmt: skip
def test_an_equation_is_one_line(xml: str, text: str, promise: Promise) -> None:
    assert _math(xml) == text
    promise("T16", "glyphs, equations, raised text of Word", 1, 1)


@pytest.mark.parametrize(
    ("text", "up", "found"),
    [("2", True, "²"), ("−1", True, "⁻¹"), ("2", False, "₂"), ("注", True, None), ("a", True, None), ("°", True, "°"),
     (" ", False, " "), ("²", True, "²")],
)  # fmt: skip
def test_raised_and_lowered_text_has_characters_of_its_own(
    text: str, up: bool, found: str | None, promise: Promise
) -> None:
    assert shifted(text, up=up) == found
    promise("T16", "glyphs, equations, raised text of Word", 1, 1)


@pytest.mark.parametrize(
    ("font", "code", "found"),
    [
        ("Symbol", 0xB3, "≥"), ("Symbol", 0xF0A3, "≤"), ("SYMBOL", 0xF0B1, "±"), ("SymbolMT", 0xF0B4, "×"),
        ("Wingdings", 0xF0FC, "✓"), ("Wingdings", 0xF081, "①"), ("Wingdings", 0xF08C, "❶"), ("Wingdings", 0xF06F, "□"),
        ("Wingdings 2", 0xF052, "☑"), ("Wingdings 2", 0xF0A3, "☐"), ("Wingdings 2", 0xF06A, "①"),
        ("Wingdings 2", 0xF050, "✓"), ("Wingdings 3", 0xF024, "↓"), ("Wingdings 3", 0xF070, "▲"), ("Symbol", 0x20, " "),
        ("Symbol", 0xF0F0, None), ("宋体", 0xF0B3, None), ("宋体", 0x2265, "≥"), ("Symbol", 0x2265, "≥"),
        ("宋体", 0xD800, None), ("宋体", 0x110000, None), ("宋体", 0x7, None),
    ],
)  # fmt: skip
def test_a_glyph_is_its_character(font: str, code: int, found: str | None, promise: Promise) -> None:
    assert symbol(font, code) == found
    promise("T16", "glyphs, equations, raised text of Word", 1, 1)


def test_a_font_for_reading_is_no_symbol_font() -> None:
    assert [font for font in ("Symbol", "Webdings", "仿宋", "", "Symbola") if is_symbol_font(font)] == [
        "Symbol", "Webdings",
    ]  # fmt: skip


def _said(*met: tuple[tally.RemarkKind, Place, str]) -> list[tuple[str, str, bool]]:
    counts = Tally()
    for kind, place, text in met:
        counts.add(kind, place, text)
    return [tuple(remark) for remark in counts.remarks()]


def test_what_is_met_in_one_table_is_one_line() -> None:
    met = [(tally.STRUCK, Place("第2张表", f"第{row}行第5格"), f"≥{row}") for row in (7, 8)]
    other = (tally.STRUCK, Place("第3张表", "第1行第1格"), "甲")
    assert _said(*met, other) == [
        ("第2张表", "2 处删除线文字没有装入：第7行第5格“≥7”、第8行第5格“≥8”", False),
        ("第3张表第1行第1格", "删除线文字没有装入：“甲”", False),
    ]


def test_what_is_understood_is_one_line_a_file() -> None:
    met = [(tally.SYMBOL, Place(f"第{n}张表", "第1行第1格"), sign) for n, sign in enumerate("≥≥☑≥")]
    assert _said(*met) == [("", "4 处符号字体的字已换成通用字符：≥（3）、☑（1）", False)]


def test_long_texts_and_long_lists_are_cut() -> None:
    ((_, text, _),) = _said((tally.HIDDEN, Place("", "第1段"), "长" * 100))
    assert text.endswith(f"“{'长' * 60}……”")
    met = [(tally.COMMENT, Place("第1张表", f"第{row}行第1格"), "") for row in range(40)]
    ((place, text, lost),) = _said(*met)
    assert (place, lost) == ("第1张表", True)
    assert text.startswith("40 处批注没有装入：第0行第1格、")
    assert text.endswith("第11行第1格等")
    ((_, text, _),) = _said(*((tally.STRUCK, Place("第1张表", f"第{n}行"), "字" * 50) for n in range(5)))
    assert text.endswith("”等")
    assert len(text) < 200


def test_a_file_made_of_remarks_does_not_fill_the_memory() -> None:
    met = [(tally.STRUCK, Place(f"第{n}张表", "第1行"), f"{n}") for n in range(4_000)]
    said = _said(*met)
    assert len(said) < 2_010
    assert said[-1][1].startswith("1999 处")


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        ("", "甲"),
        ('<w:default w:val="1"/>', "乙"),
        ('<w:result w:val="1"/>', "乙"),
        ('<w:result w:val="0"/><w:default w:val="1"/>', "甲"),
        ('<w:result w:val="2"/>', None),  # beyond the entries
        ('<w:result w:val="x"/>', "甲"),
    ],
)
def test_a_list_to_choose_from_shows_what_was_chosen(settings: str, chosen: str | None) -> None:
    entries = '<w:listEntry w:val="甲"/><w:listEntry w:val="乙"/>'
    form = etree.fromstring(f"<w:ffData {DECLARED}><w:ddList>{settings}{entries}</w:ddList></w:ffData>")
    assert field_text("FORMDROPDOWN", form) == chosen


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r"EQ \f(1,2)", "1/2"), (r"EQ \f(1)", None), (r"EQ \f(1,2,3)", None),
        (r"EQ \r(2)", "√2"), (r"EQ \r(3,x)", "³√x"), (r"EQ \r(1,2,3)", None),
        (r"EQ \s\up5(2)", "²"), (r"EQ \s\do5(2)", "₂"), (r"EQ \s(2)", "²"), (r"EQ \s(1,2)", None),
        (r"EQ \i(0,1,x)", "∫₀¹x"), (r"EQ \i\su(0,1,x)", "∑₀¹x"), (r"EQ \i\pr(0,1,x)", "∏₀¹x"), (r"EQ \i(0,1)", None),
        (r"EQ \l(a,b,c)", "a,b,c"), (r"EQ \a(a,b)", "a; b"), (r"EQ \b(x)", "(x)"), (r"EQ \b(x,y)", None),
        (r"EQ \x(x)", "x"), (r"EQ \x(x,y)", None), (r"EQ \d\fo10()", ""), (r"EQ \d", ""),
        (r"EQ \o(○,1)", "①"), (r"EQ \o(1,○)", "①"), (r"EQ \o(○,0)", "⓪"), (r"EQ \o(○,50)", "㊿"),
        (r"EQ \o(○,51)", None),
        (r"EQ \o(x)", "x"), (r"EQ \o(x,y)", None), (r"EQ \o(a,b,c)", None), (r"EQ \o(○,)", None), (r"EQ \q(1)", None),
        (r"EQ \f(1,2", None), (r"EQ \f", None),
    ],
)  # fmt: skip
def test_a_formula_field_is_read_by_its_switches(code: str, text: str | None) -> None:
    assert field_text(code, None) == text
