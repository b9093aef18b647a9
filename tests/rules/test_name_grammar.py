"""The grammar of names: marks, numbers and brackets do not hide what is measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.rules import name_and_value
from perfdesk.rules.name_grammar import name_of


@pytest.mark.parametrize(
    ("name", "text", "unit", "ending"),
    [
        ("设备完好率", "设备完好率", "", "率"),
        ("设备完好率（%）", "设备完好率", "%", "率"),
        ("设备完好率（单位：%）", "设备完好率", "%", "率"),
        ("★修缮农房数（≥**户）", "修缮农房数", "", ""),
        ("指标1：清淤长度", "清淤长度", "", "长度"),
        ("1.清淤长度", "清淤长度", "", "长度"),
        ("（二）清淤长度：", "清淤长度", "", "长度"),
        ("③清淤长度", "清淤长度", "", "长度"),
        ("2031年清淤长度", "2031年清淤长度", "", "长度"),
        ("12345热线接通率", "12345热线接通率", "", "率"),
        ("合格率指标", "合格率指标", "", "率"),
        ("清淤长度（东支渠）", "清淤长度", "", "长度"),
        ("巡查频率", "巡查频率", "", "频率"),
        ("救助人次数", "救助人次数", "", "人次数"),
        ("其中：残疾人数", "残疾人数", "", "人数"),
        ("（）", "()", "", ""),
        ("", "", "", ""),
    ],
)
def test_what_a_name_measures(name: str, text: str, unit: str, ending: str) -> None:
    read = name_of(name)
    assert (read.text, read.unit, read.ending) == (text, unit, ending)


def test_a_blank_of_a_template_is_seen_in_the_bracket() -> None:
    assert name_of("★修缮农房数（≥**户）").template
    assert not name_of("修缮农房数（户）").template


@pytest.mark.parametrize(
    ("name", "counted"), [("改造公厕20座", ("20", "座")), ("改造公厕", None), ("第2批", None), ("2031年改造", None)]
)
def test_a_quantity_at_the_end_of_a_name(name: str, counted: tuple[str, str] | None) -> None:
    assert name_of(name).counted == counted


@given(st.one_of(st.text(), st.text("★*（）()0123456789.、：指标其中率数≥%户", max_size=60)))
def test_no_name_raises(name: str) -> None:
    assert len(name_of(name).text) <= 800


def test_a_number_without_a_mark_behind_it_is_taken_off_a_name_that_has_letters_besides() -> None:
    assert name_of("三级指标1道路里程").text == "道路里程"
    assert name_of("道路里程").text == "道路里程"


@pytest.mark.parametrize("word", ["以及", "及", "和", "与", "并", "、", "/", ";", ","])
def test_each_word_between_two_things_begins_the_search_for_them(word: str) -> None:
    name = f"道路{word}桥梁"
    assert name_and_value._TWO.search(name)
    assert name_and_value._ANY_OF_TWO.search(name)
