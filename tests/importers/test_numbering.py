"""Word's automatic numbers, as ECMA-376 and Word itself count and write them."""

import pytest
from lxml import etree
from word_sources import part

from perfdesk.importers.numbering import Numbering
from perfdesk.importers.numerals import numeral


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一〇〇"}),
        ("chineseCountingThousand", {10: "十", 100: "一百", 105: "一百零五", 110: "一百一十", 1005: "一千零五"}),
        ("japaneseCounting", {10: "十", 21: "二十一", 100: "百", 105: "百五"}),
        ("ideographDigital", {10: "一〇", 21: "二一"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 21: "贰拾壹"}),
        ("ideographLegalTraditional", {2: "貳"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 50: "㊿", 51: "51"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalEnclosedParen", {20: "⒇", 21: "21"}),
        ("decimalEnclosedFullstop", {1: "⒈"}),
        ("ideographEnclosedCircle", {10: "㊉", 11: "11"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 13: "丙子"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 208: "z" * 8, 209: "209"}),
        ("upperLetter", {28: "BB"}),
        ("lowerRoman", {4: "iv", 1999: "mcmxcix", 10_000: "10000"}),
        ("upperRoman", {9: "IX"}),
        ("ordinal", {1: "1st", 12: "12th", 22: "22nd", 103: "103rd"}),
        ("numberInDash", {3: "- 3 -"}),
        ("none", {3: ""}),
        ("thaiCounting", {1: None}),
    ],
)
def test_numbers_are_written_as_word_writes_them(style: str, expected: dict[int, str | None]) -> None:
    assert {number: numeral(number, style) for number in expected} == expected


def _level(at: int, text: str, style: str = "decimal", more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def _numbering(levels: str, *instances: str) -> Numbering:
    rows = [f'<w:num w:numId="{at}"><w:abstractNumId w:val="0"/>{more}</w:num>' for at, more in enumerate(instances, 1)]
    xml = part("numbering", f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{"".join(rows)}')
    return Numbering(etree.fromstring(xml.encode()))


def _counted(numbering: Numbering, *paragraphs: tuple[str, int]) -> list[str]:
    return [numbering.label(instance, at).text for instance, at in paragraphs]


TWO = _level(0, "%1、", "chineseCounting") + _level(1, "%1.%2.")


def test_a_lower_level_begins_anew_below_each_higher_one() -> None:
    levels = [("1", at) for at in (0, 1, 1, 0, 1)]
    assert _counted(_numbering(TWO, ""), *levels) == ["一、", "一.1.", "一.2.", "二、", "二.1."]


def test_a_level_whose_higher_one_was_never_met_counts_that_as_begun() -> None:
    assert _counted(_numbering(TWO, ""), ("1", 1), ("1", 0)) == ["一.1.", "二、"]


def test_legal_numbering_writes_higher_levels_as_digits() -> None:
    numbering = _numbering(_level(0, "%1、", "chineseCounting") + _level(1, "%1.%2.", more="<w:isLgl/>"), "")
    assert _counted(numbering, ("1", 0), ("1", 1)) == ["一、", "1.1."]


@pytest.mark.parametrize(("restart", "third"), [("0", "3."), ("1", "1.")])
def test_a_level_restarts_as_it_says(restart: str, third: str) -> None:
    numbering = _numbering(_level(0, "%1、") + _level(1, "%2.", more=f'<w:lvlRestart w:val="{restart}"/>'), "")
    assert _counted(numbering, *[("1", at) for at in (0, 1, 1, 0, 1)])[-1] == third


def test_a_level_that_restarts_below_the_first_goes_on_below_the_second() -> None:
    levels = _level(0, "%1") + _level(1, "%2") + _level(2, "%3.", more='<w:lvlRestart w:val="1"/>')
    counted = _counted(_numbering(levels, ""), *[("1", at) for at in (0, 1, 2, 1, 2, 0, 1, 2)])
    assert [text for text in counted if text.endswith(".")] == ["1.", "2.", "1."]


def test_lists_of_one_definition_count_on_together_unless_one_starts_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = _numbering(_level(0, "%1."), "", "", anew)
    paragraphs = [("1", 0), ("2", 0), ("3", 0), ("3", 0), ("1", 0)]
    assert _counted(numbering, *paragraphs) == ["1.", "2.", "5.", "6.", "7."]


def test_a_list_may_write_a_level_its_own_way() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{_level(0, "（%1）", "lowerRoman")}</w:lvlOverride>'
    assert _counted(_numbering(_level(0, "%1."), "", own), ("1", 0), ("2", 0)) == ["1.", "（ii）"]


def test_a_list_starts_where_it_says() -> None:
    assert _counted(_numbering(_level(0, "%1.", start=0), ""), ("1", 0), ("1", 0)) == ["0.", "1."]


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (_level(0, "%1"), "1 "),
        (_level(0, "%1", more='<w:suff w:val="nothing"/>'), "1"),
        (_level(0, "%1.", more='<w:suff w:val="space"/>'), "1. "),
        (_level(0, "%1", "chineseCounting"), "一"),
        (_level(0, "\uf0b7", "bullet", '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>'), "•"),
        (_level(0, "ü", "bullet", '<w:rPr><w:rFonts w:hAnsi="Wingdings"/></w:rPr>'), "✓"),
        (_level(0, "—", "bullet"), "—"),
        (_level(0, "%1" * 500), "1" * 30 + " "),
    ],
)
def test_what_stands_between_number_and_text(level: str, text: str) -> None:
    assert _counted(_numbering(level, ""), ("1", 0)) == [text]


def test_an_unknown_format_or_bullet_is_not_passed_off_as_known() -> None:
    assert _numbering(_level(0, "%1.", "thaiCounting"), "").label("1", 0) == ("1.", False)
    bullet = _level(0, "\uf001", "bullet", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>')
    assert not _numbering(bullet, "").label("1", 0).known


@pytest.mark.parametrize(("instance", "at"), [("7", 0), ("", 0), ("1", 9), ("1", -1)])
def test_a_list_that_is_not_there_gives_no_number(instance: str, at: int) -> None:
    assert _numbering(_level(0, "%1."), "").label(instance, at) == ("", True)


def test_a_definition_may_borrow_another_by_a_style() -> None:
    xml = part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="a"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="a"/>{_level(0, "（%1）")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    assert _counted(Numbering(etree.fromstring(xml.encode())), ("1", 0)) == ["（1）"]


def test_a_level_may_belong_to_a_style() -> None:
    numbering = _numbering(_level(0, "%1") + _level(1, "%2", more='<w:pStyle w:val="heading2"/>'), "")
    assert (numbering.level_of("1", "heading2"), numbering.level_of("1", "other")) == (1, 0)
