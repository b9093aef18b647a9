"""The texts that rules compare."""

from perfdesk.rules.plain import letters


def test_letters_are_those_of_which_python_says_so() -> None:
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000))))
    assert letters(every) == "".join(filter(str.isalnum, every))
    for text in ("", "年度工作", "年度_工作1", "一、2026年：（三）a_b", "_", "①②Ⅳ½"):
        assert letters(text) == "".join(filter(str.isalnum, text))
