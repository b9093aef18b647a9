"""Small pieces of WordprocessingML: whatever is typed, it is one run that Word reads back as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from perfdesk.exporters.ooxml import FIELD_END, attribute, escaped, field_start, run, run_properties
from perfdesk.model.fields import clean

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HINT = '<w:rFonts w:hint="eastAsia"/>'


def parsed(xml: str) -> etree._Element:
    return etree.fromstring(f'<w:p xmlns:w="{W}">{xml}</w:p>')


def shown(xml: str) -> str:
    """What Word shows of runs."""
    names = {f"{{{W}}}t": lambda node: node.text or "", f"{{{W}}}br": lambda _: "\n"}
    return "".join(names[node.tag](node) for node in parsed(xml).iter() if node.tag in names)


@given(st.text().map(clean))
def test_a_run_shows_what_was_typed(text: str) -> None:
    assert shown(run(text)) == text
    assert run("") == ""


@given(st.text().map(clean))
def test_an_attribute_is_what_was_typed_in_one_line(text: str) -> None:
    assert parsed(f'<w:a w:b="{attribute(text)}"/>')[0].get(f"{{{W}}}b") == text.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "xml"),
    [("a&b", "a&amp;b"), ("<a>", "&lt;a&gt;"), ("&lt;", "&amp;lt;"), ('"', '"'), ("甲", "甲"), ("", "")],
)
def test_what_xml_reserves_is_escaped_once(text: str, xml: str) -> None:
    assert escaped(text) == xml


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        # Signs that a Latin font has too are to be drawn in the Chinese one.
        ("≥95%", True), ("5×3", True), ("±1", True), ("“甲”", True), ("①", True), ("⑳", True), ("Ⅰ", True), ("Ⅻ", True),
        ("5℃", True), ("甲·乙", True), ("…", True), ("—", True), ("§1", True),
        # All others have one font only.
        ("甲乙", False), ("95%", False), ("abc", False), ("甲，乙。", False), ("㉑", False), ("é", False),
    ],
)  # fmt: skip
def test_signs_of_two_fonts_are_told_to_be_chinese(text: str, hinted: bool) -> None:
    assert (HINT in run(text)) == hinted


@pytest.mark.parametrize("text", ["甲", "≥甲", "a\nb"])
def test_properties_stand_behind_the_font(text: str) -> None:
    settings = parsed(run(text, "<w:b/>")).find(f"{{{W}}}r/{{{W}}}rPr")
    assert settings is not None
    assert [etree.QName(node).localname for node in settings] == (["rFonts", "b"] if "≥" in text else ["b"])


def test_no_properties_are_no_element() -> None:
    assert run_properties("") == ""
    assert run_properties("<w:b/>") == "<w:rPr><w:b/></w:rPr>"
    assert "rPr" not in run("甲")


def test_a_field_has_its_instruction_before_its_result() -> None:
    root = parsed(f"{field_start('PAGE')}{run('7')}{FIELD_END}")
    kinds = [node.get(f"{{{W}}}fldCharType") or node.text for node in root.iter() if len(node) == 0]
    assert kinds == ["begin", "PAGE", "separate", "7", "end"]
