"""PDF: what is copied is what was drawn, with any font; and what a viewer offers to find a page."""

import hashlib
import re
from pathlib import Path

import pytest
from notation import document
from pdf_reading import copied, made, pdf_bytes
from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject
from pytestqt.qtbot import QtBot

from perfdesk.forms.book import book_title
from perfdesk.forms.loader import form
from perfdesk.model.radicals import radicals
from perfdesk.paper import pdf, pdf_marks, pdf_parts, pdf_text
from perfdesk.paper.pages import Page, pages

BOOK = document("""
    fiscal_year=2031 | department_name=东岭县气象局 | draft_mark=草案 | money_unit=万元 | overall_goal=看好天气。
    # 雷达站维护 | code=13990031P00010110001A | unit_name=东岭县气象局本级 | budget_total=12.50 | goal=雷达正常。
    - 数量 | 维护雷达数量 | ≥2台 | description=部门 龙门 民生 长期 | basis=合同约定
    # 人工增雨 | goal=缓解旱情。
    - 成本 | 每次作业成本 | ≤1.2万元
""")
# What a font, a shaper or Qt's own map of the font makes something else of.
ODD = (
    "部门项目目录一二长见龙民贝车马", "𠮷野家 𠀀", "办结😀率", "～和〜", "μ和µ", "e\u0301", "ﬁ ffi", "\ue000\ue001",
    "שלום", "一 二\u00a0三", "①≥≤±×℃", "𣎴",
)  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_what_was_typed_is_what_is_copied(qtbot: QtBot, text: str) -> None:
    one = document(f"# {text} | goal={text}\n- 数量 | {text} | {text}")
    pages_of_it = made(one).pages
    said = "".join(copied(page) for page in pages_of_it)
    # Heading, contents, name, goal, indicator and target; lines may break anywhere but take nothing out.
    assert said.count(text) >= 5, said


def test_a_radical_is_copied_as_the_ideograph_that_people_type(qtbot: QtBot) -> None:
    one = document("# ⽬标⻔⼀㇐ | goal=⻓期")
    said = "".join(copied(page) for page in made(one).pages)
    assert "目标门一一" in said
    assert "长期" in said
    assert not re.search("[\u2e80-\u2fdf\u31c0-\u31ef]", said)


def test_every_radical_that_has_an_ideograph_is_folded() -> None:
    table = radicals()
    # The standard lists U+2E80 and 17 strokes as having none.
    assert all(code in table for code in (*range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6)))
    assert len(table) == 348
    assert table[0x2ED4], table[0x31D0] == ("门", "一")
    assert table[0x31DB] == chr(0x21FE8)
    assert not any(ord(ideograph) in table for ideograph in table.values())


RUN = b"q\n/CSp cs\nBT\n/F7 100 Tf 1 0 0 -1 0 0 Tm\n0 0 Td <0001> Tj\n100 0 Td <0002> Tj\nET\nQ\n"
MARK = b"q\n/CSp cs\n0 0 0 scn\n/GSa gs\nq\n10 0 0 10 100 1000 cm\n-30000 %d 1 1 re\nf\nQ\nQ\n"
AGAIN = b"1 0 0 -1 0 0 Tm\n/Span << /ActualText <> >> BDC\n1 -3 Td <0001> Tj\n100 0 Td <0002> Tj\nEMC\n"


def _page(*runs: bytes) -> bytes:
    return b"".join(MARK % at + run for at, run in enumerate(runs)) + b"Q\n"


def _said(content: bytes, texts: list[str], known: dict[tuple[bytes, bytes], str]) -> list[bytes]:
    """The texts that runs carry beside their shapes."""
    return [pdf_text._spoken(run, texts, known).said for run in pdf_marks.runs(content)[1]]


def test_one_shape_for_two_characters_is_told_apart_beside_the_shapes() -> None:
    known: dict[tuple[bytes, bytes], str] = {}
    said = _said(_page(RUN, RUN), ["目～", "目〜"], known)
    assert known == {(b"7", b"0001"): "目", (b"7", b"0002"): "～"}
    assert said == [b"", "目〜".encode("utf-16-be").hex().upper().encode()]


def test_shapes_in_another_number_than_the_letters_teach_nothing() -> None:
    known: dict[tuple[bytes, bytes], str] = {}
    assert _said(_page(RUN), ["目录表"], known) != [b""]
    assert known == {}


def test_a_bold_that_is_set_twice_is_read_once() -> None:
    bold = RUN.replace(b"ET\n", AGAIN + b"ET\n")
    known: dict[tuple[bytes, bytes], str] = {}
    assert _said(_page(bold), ["目录"], known) == [b""]
    (run,) = pdf_marks.runs(_page(bold))[1]
    head, letters, foot = RUN.partition(b"0 0 Td <0001> Tj\n100 0 Td <0002> Tj\n")
    assert run.shown == head + letters + AGAIN.partition(b"/Span")[0] + foot
    assert run.again == head + AGAIN + foot


def test_a_character_without_a_shape_teaches_nothing() -> None:
    known: dict[tuple[bytes, bytes], str] = {}
    assert _said(_page(RUN.replace(b"0002", b"0000")), ["目录"], known) != [b""]
    assert b"<0000> <5F55>" not in pdf_text._character_map({b"0000": "录", b"0001": "目"})


def test_a_character_map_writes_what_lies_beyond_the_first_plane_as_two_surrogates() -> None:
    written = pdf_text._character_map({b"0001": "𠮷", b"0002": "目"})
    assert b"<0001> <D842DFB7>\n<0002> <76EE>\n" in written


def test_a_character_map_has_blocks_of_at_most_a_hundred() -> None:
    written = pdf_text._character_map({b"%04X" % code: "目" for code in range(1, 252)})
    assert re.findall(rb"(\d+) beginbfchar", written) == [b"100", b"100", b"51"]


def test_no_mark_is_left_in_a_page(qtbot: QtBot) -> None:
    for page in made(BOOK).pages:
        content = page["/Contents"].get_object().get_data()
        assert b"-30000" not in content
        assert b"BT" in content


def test_the_same_document_gives_the_same_file_and_no_clock_is_in_it(qtbot: QtBot) -> None:
    data = pdf_bytes(BOOK)
    assert hashlib.sha256(data).digest() == hashlib.sha256(pdf_bytes(BOOK)).digest()
    assert b"(D:" not in data
    assert b"Date" not in data


def test_a_failure_while_a_page_is_drawn_comes_through(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ended the process: a painter lived longer than what it painted on."""

    def fails(*_: object) -> None:
        raise KeyError("no such style")

    monkeypatch.setattr(pdf, "paint", fails)
    with pytest.raises(KeyError, match="no such style"):
        made(BOOK)
    monkeypatch.undo()
    assert len(made(BOOK).pages) > 3


def test_a_file_is_known_by_its_texts(qtbot: QtBot) -> None:
    """ISO 32000-2, 14.4: two byte strings of 16 bytes, of which a file that was never changed has one twice."""
    one, same, other = (made(book).trailer["/ID"] for book in (BOOK, BOOK, document("# 空")))
    assert [len(number.original_bytes) for number in one] == [16, 16]
    assert one[0] == one[1] == same[0] != other[0]


def test_a_pdf_has_title_and_language(qtbot: QtBot) -> None:
    reader = made(BOOK)
    assert reader.metadata.title == book_title(form(BOOK.form), BOOK) == "东岭县气象局2031年部门预算绩效文本"
    assert reader.metadata.creator == "perfdesk"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.pdf_header == "%PDF-1.7"


def test_a_viewer_calls_the_pages_by_their_printed_numbers(qtbot: QtBot) -> None:
    printed = [page.number for page in pages(form(BOOK.form), BOOK)]
    assert printed[:3] == [None, None, 1]
    labels = made(BOOK).page_labels
    assert labels[:2] == ["i", "ii"]
    assert labels[2:] == [str(number) for number in printed[2:]]


def test_a_form_that_counts_from_its_first_page_needs_no_roman_numbers(qtbot: QtBot) -> None:
    one = document("# 图书采购\n# 讲座", "ningxia-annex2-2024")
    assert made(one).page_labels == ["1", "2"]


def _links(page: PageObject) -> list[DictionaryObject]:
    return [note.get_object() for note in page.get("/Annots", ArrayObject()).get_object()]


def test_a_line_of_the_contents_leads_to_its_page(qtbot: QtBot) -> None:
    reader = made(BOOK)
    links = _links(reader.pages[1])
    assert [at for at, page in enumerate(reader.pages) if _links(page)] == [1]
    assert [link["/Contents"] for link in links][-2:] == ["1.雷达站维护绩效目标表", "2.人工增雨绩效目标表"]
    targets = [reader.get_page_number(link["/Dest"][0].get_object()) for link in links]
    assert len(targets) == 5
    for target, name in zip(targets[-2:], ("雷达站维护", "人工增雨"), strict=True):
        assert copied(reader.pages[target]).count(name) >= 2


def test_a_link_lies_on_the_words_that_it_is_of(qtbot: QtBot) -> None:
    reader = made(BOOK)
    layout, page = form(BOOK.form), reader.pages[1]
    boxes = [link["/Rect"] for link in _links(page)]
    tops = [float(box[3]) for box in boxes]
    assert tops == sorted(tops, reverse=True)
    left, right = layout.page.left * 72 / 25.4, (layout.page.left + layout.page.text_width) * 72 / 25.4
    height = layout.styles["contents-line"].line
    for box in boxes:
        assert (float(box[0]), float(box[2])) == pytest.approx((left, right), abs=0.01)
        assert float(box[3]) - float(box[1]) == pytest.approx(height, abs=0.01)
    first = layout.page.height * 72 / 25.4 - layout.page.top * 72 / 25.4
    piece = next(piece for piece in list(pages(layout, BOOK))[1].pieces if getattr(piece, "leader", False))
    assert tops[0] == pytest.approx(first - piece.top, abs=0.01)


def test_a_pdf_carries_the_file_it_is_given_and_says_what_it_is(qtbot: QtBot) -> None:
    reader = made(BOOK, ("东岭.perfdesk", b"content"))
    root = reader.trailer["/Root"]
    (spec,) = root["/AF"]
    assert spec["/AFRelationship"] == "/Source"
    assert (spec["/UF"], spec["/F"]) == ("东岭.perfdesk", "document.perfdesk")
    assert spec["/EF"]["/F"]["/Subtype"] == "/application/x-perfdesk"
    assert spec["/EF"]["/F"].get_data() == b"content"
    assert reader.attachments == {"东岭.perfdesk": [b"content"]}
    assert "/AF" not in made(BOOK).trailer["/Root"]


def test_both_seeds_can_be_searched_for_every_field(qtbot: QtBot, lulong: Path, pingluo: Path) -> None:
    from perfdesk.importers.load import read_source

    for seed in (lulong, pingluo):
        one = read_source(seed).document
        said = "".join(copied(page) for page in made(one).pages)
        for project in one.projects:
            assert project.name in said
            assert all(row.name in said for row in project.indicators)


def test_letters_that_run_from_right_to_left_teach_nothing() -> None:
    known: dict[tuple[bytes, bytes], str] = {}
    assert _said(_page(RUN), ["של"], known) != [b""]
    assert known == {}


@pytest.mark.parametrize(
    ("numbers", "labels"),
    [
        ([None, None, 1, 2, None, 4], [(0, "/r", 1), (2, "/D", 1)]),
        ([None, 1, None, None, 1, 2], [(0, "/r", 1), (1, "/D", 1), (2, "/r", 1), (4, "/D", 1)]),
        ([1, 2, 1, 2], [(0, "/D", 1), (2, "/D", 1)]),
        ([None, 4, 5], [(0, "/D", 3)]),
    ],
)
def test_pages_without_a_number_count_towards_the_number_behind_them(
    numbers: list[int | None], labels: list[tuple[int, str, int]]
) -> None:
    assert list(pdf_parts._labels([Page(number) for number in numbers])) == labels
