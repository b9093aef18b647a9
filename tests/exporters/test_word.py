"""What Word, WPS and LibreOffice need of a .docx, checked in its XML."""

import io
import zipfile
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from notation import document
from packages import W, part, printed_pages, written
from strategies import documents

from perfdesk.exporters import readable
from perfdesk.exporters.failure import ExportFailure
from perfdesk.exporters.word import write_document
from perfdesk.forms.book import entries
from perfdesk.forms.loader import form
from perfdesk.importers import package
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.paper.breaking import NOT_AT_END, NOT_AT_START
from perfdesk.paper.pages import anchors

BOTH = st.one_of(documents(projects=3), documents("ningxia-annex2-2024", projects=3))
SMALL = document("""
department_name=青禾县档案馆 | fiscal_year=2025 | overall_goal=守好档案
# 库房恒温 | code=13010024P00000000001X | budget_total=12.00 | unit_name=青禾县档案馆
- 数量 | 库房面积 | 300平方米
- 数量 | 除湿机 | 4台
- 质量 | 达标率 | ≥95%
""")


def _value(element: etree._Element, path: str, name: str = "val") -> str:
    found = element.find(path.replace("w:", W))
    return "" if found is None else str(found.get(W + name, ""))


def _grid(table: etree._Element) -> list[int]:
    return [int(column.get(W + "w", "0")) for column in table.iter(W + "gridCol")]


def _assert_rows_fill_the_grid(table: etree._Element) -> None:
    grid = _grid(table)
    open_merges: set[int] = set()
    for row in table.iter(W + "tr"):
        at = 0
        merges: set[int] = set()
        for cell in row.iter(W + "tc"):
            span = int(_value(cell, "w:tcPr/w:gridSpan") or 1)
            assert int(_value(cell, "w:tcPr/w:tcW", "w")) == sum(grid[at : at + span])
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(W + "val") != "restart":
                assert at in open_merges, "a cell goes on that did not begin above"
            if merge is not None:
                merges.add(at)
            assert cell[-1].tag == W + "p", "Word calls a cell that does not end in a paragraph damaged"
            at += span
        assert at == len(grid)
        open_merges = merges


@given(BOTH)
@settings(max_examples=40, deadline=None)
def test_tables_are_whole_whatever_they_hold(one: Document) -> None:
    body = part(written(write_document, one), "word/document.xml")
    tables = list(body.iter(W + "tbl"))
    assert bool(tables) == bool(one.projects)
    for table in tables:
        assert _value(table, "w:tblPr/w:tblLayout", "type") == "fixed"
        assert int(_value(table, "w:tblPr/w:tblW", "w")) == sum(_grid(table))
        _assert_rows_fill_the_grid(table)


@given(BOTH)
@settings(max_examples=25, deadline=None)
def test_every_style_bookmark_and_relationship_that_is_named_exists(one: Document) -> None:
    data = written(write_document, one)
    body, styles = part(data, "word/document.xml"), part(data, "word/styles.xml")
    known = {style.get(W + "styleId") for style in styles.iter(W + "style")}
    assert {style.get(W + "val") for style in body.iter(W + "pStyle")} <= known
    starts = [mark.get(W + "name") for mark in body.iter(W + "bookmarkStart")]
    ids = [mark.get(W + "id") for mark in body.iter(W + "bookmarkStart")]
    assert len(starts) == len(set(starts))
    assert ids == [mark.get(W + "id") for mark in body.iter(W + "bookmarkEnd")]
    asked = {
        "".join(text.itertext()).split()[1] for text in body.iter(W + "instrText") if "PAGEREF" in (text.text or "")
    }
    assert asked <= set(starts)
    links = {link.get("Id") for link in part(data, "word/_rels/document.xml.rels")}
    used = {value for element in body.iter() for name, value in element.attrib.items() if "relationships}" in str(name)}
    assert used <= links


def test_every_part_is_declared_and_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(written(write_document, SMALL))) as package:
        names = set(package.namelist())
        types = etree.fromstring(package.read("[Content_Types].xml"))
        declared = {str(one.get("PartName")).lstrip("/") for one in types if one.get("PartName")}
        assert declared <= names
        for name in names:
            etree.fromstring(package.read(name))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert written(write_document, SMALL) == written(write_document, SMALL)


def test_fonts_are_named_for_every_script_and_no_theme_is_left() -> None:
    styles = part(written(write_document, SMALL), "word/styles.xml")
    fonts = list(styles.iter(W + "rFonts"))
    assert fonts
    for font in fonts:
        assert {font.get(W + script) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {font.get(W + "eastAsia")}
        assert not any("heme" in str(name) for name in font.attrib)


def test_nothing_asks_word_to_update_its_fields() -> None:
    data = written(write_document, SMALL)
    assert part(data, "word/settings.xml").find(W + "updateFields") is None
    assert "dirty" not in etree.tostring(part(data, "word/document.xml"), encoding="unicode")


def test_the_annex_is_two_tables_where_its_header_must_repeat() -> None:
    body = part(written(write_document, SMALL), "word/document.xml")
    upper, lower = body.iter(W + "tbl")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in upper.iter(W + "tr")] == [False] * 6
    headers = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in lower.iter(W + "tr")]
    assert headers == [True, False, False, False]


def test_headings_have_outline_levels_for_the_navigation_pane() -> None:
    styles = part(written(write_document, SMALL), "word/styles.xml")
    outlined = {s.get(W + "styleId"): _value(s, "w:pPr/w:outlineLvl") for s in styles.iter(W + "style")}
    assert (outlined["part"], outlined["section"], outlined["heading"]) == ("0", "1", "1")


def test_refreshed_contents_have_the_entries_that_are_stored() -> None:
    """Word makes an entry of each paragraph with an outline level; a line break in it becomes a space."""
    data = written(write_document, SMALL)
    styles = part(data, "word/styles.xml").iter(W + "style")
    levels = {s.get(W + "styleId"): _value(s, "w:pPr/w:outlineLvl") for s in styles}
    body = part(data, "word/document.xml")
    outlined = [p for p in body.iter(W + "p") if levels[_value(p, "w:pPr/w:pStyle")]]
    for mark in body.iter(W + "br"):
        mark.tail = " "
    refreshed = ["".join(p.itertext(W + "t", W + "br")) for p in outlined]
    assert refreshed == [entry.text for entry in entries(form(SMALL.form), SMALL)]
    assert refreshed[0] == "第一部分 部门整体绩效目标"


def test_line_breaks_in_the_file_forbid_what_we_forbid() -> None:
    settings_part = part(written(write_document, SMALL), "word/settings.xml")
    assert set(_value(settings_part, "w:noLineBreaksAfter")) == NOT_AT_END
    assert set(_value(settings_part, "w:noLineBreaksBefore")) == NOT_AT_START


def _style_of(data: bytes, name: str) -> etree._Element:
    styles = part(data, "word/styles.xml").iter(W + "style")
    return next(style for style in styles if style.get(W + "styleId") == name)


def test_text_is_set_to_both_edges_28_characters_a_line() -> None:
    text = _style_of(written(write_document, SMALL), "text")
    assert _value(text, "w:pPr/w:jc") == "both"
    size, spacing = int(_value(text, "w:rPr/w:sz")) / 2, int(_value(text, "w:rPr/w:spacing")) / 20
    assert 28 * (size + spacing) <= form(SMALL.form).page.text_width * 72 / 25.4 < 29 * (size + spacing)


def test_text_in_cells_is_raised_into_the_middle_of_its_line() -> None:
    """An exact line of 20 pt has its baseline at 16 pt, and 10.5 pt type is in the middle of it at 13.8 pt."""
    body = part(written(write_document, SMALL), "word/document.xml")
    cells = [cell for cell in body.iter(W + "tc") if not _continues(cell)]
    filled = [cell for cell in cells if "".join(cell.itertext(W + "t"))]
    assert len(cells) > len(filled) > 20
    assert {_value(cell, "w:p/w:r/w:rPr/w:position") for cell in filled} == {"4"}
    # What is typed into an empty cell takes the settings of its paragraph.
    empty = [cell for cell in cells if cell not in filled]
    assert {_value(cell, "w:p/w:pPr/w:rPr/w:position") for cell in empty} == {"4"}


def _continues(cell: etree._Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val") != "restart"


def test_no_style_raises_text_which_libreoffice_would_make_small() -> None:
    assert not list(part(written(write_document, SMALL), "word/styles.xml").iter(W + "position"))


def test_a_title_within_the_table_has_its_own_style() -> None:
    one = document("fiscal_year=2031\n# 图书采购", "ningxia-annex2-2024")
    data = written(write_document, one)
    first = next(part(data, "word/document.xml").iter(W + "tc"))
    assert _value(first, "w:p/w:pPr/w:pStyle") == "table-title"
    assert _value(first, "w:p/w:r/w:rPr/w:position") == "5"
    sizes = [int(_value(_style_of(data, name), "w:rPr/w:sz")) for name in ("table-title", "table-text")]
    assert sizes == [36, 21]


@pytest.mark.parametrize(
    ("outside", "sides", "edges"), [(False, ["center", "center"], ["", ""]), (True, ["right", "left"], ["280", "280"])]
)
def test_the_page_number_is_printed_as_the_form_says(outside: bool, sides: list[str], edges: list[str]) -> None:
    layout = form(SMALL.form)
    page = replace(layout.page, number_outside=outside)
    data = written(lambda _, one, to: write_document(replace(layout, page=page), one, to), SMALL)
    footers = [part(data, f"word/footer{number}.xml") for number in (1, 2)]
    assert ["".join(footer.itertext(W + "t", W + "instrText")) for footer in footers] == ["—  PAGE 1 —", "—  PAGE 2 —"]
    assert [_value(footer, "w:p/w:pPr/w:jc") for footer in footers] == sides
    assert [_value(footer, "w:p/w:pPr/w:ind", side) for footer, side in zip(footers, sides, strict=True)] == edges
    assert (part(data, "word/settings.xml").find(W + "evenAndOddHeaders") is not None) == outside


def test_page_numbers_of_the_contents_are_stored() -> None:
    data = written(write_document, SMALL)
    texts = ["".join(p.itertext(W + "t")) for p in part(data, "word/document.xml").iter(W + "p")]
    numbers = anchors(form(SMALL.form), SMALL)
    page = numbers[list(numbers)[-1]]
    assert f"1.库房恒温绩效目标表{page}" in texts


def _first_pages(printed: list[str], headings: list[str]) -> list[int]:
    """The page on which each heading stands, searched in order behind the contents."""
    found = []
    at = next(n for n in count() if printed[n] and "目录" not in printed[n] and headings[0] in printed[n])
    for heading in headings:
        at = next(n for n in range(at, len(printed)) if heading in printed[n])
        found.append(at)
    return found


def test_a_word_processor_breaks_both_seeds_where_we_do(tmp_path: Path, lulong: Path, pingluo: Path) -> None:
    for seed in (lulong, pingluo):
        one = read_source(seed).document
        path = tmp_path / f"{seed.stem}.docx"
        path.write_bytes(written(write_document, one))
        printed = printed_pages(path)
        numbers = [page for anchor, page in anchors(form(one.form), one).items() if anchor.startswith("_Tocp")]
        heading = {"hebei-book-2024": "{n}.{name}绩效目标表", "ningxia-annex2-2024": "{name}"}[one.form]
        wanted = [heading.format(n=n, name="".join(p.name.split())) for n, p in enumerate(one.projects, 1)]
        if one.form == "hebei-book-2024":
            found = _first_pages(printed, wanted)
            unnumbered = found[0] - numbers[0]
            assert [at - unnumbered for at in found] == numbers
            # The number that LibreOffice prints at the foot of a page is the one our contents name.
            assert [printed[at].endswith(f"—{page}—") for at, page in zip(found, numbers, strict=True)] == [True] * 13
        else:
            assert len(printed) == numbers[-1] == len(one.projects)


# --- what is written must be read again --------------------------------------------------------------------------


def _xml_bytes(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return sum(one.file_size for one in made.infolist())


def test_a_document_with_more_xml_than_is_read_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by trying: a book of 6,000 projects was written without a word, and our own import refused the file."""
    size = _xml_bytes(written(write_document, SMALL))
    monkeypatch.setattr(readable, "MOST_BYTES", size)
    written(write_document, SMALL)
    monkeypatch.setattr(readable, "MOST_BYTES", size - 1)
    with pytest.raises(ExportFailure, match=r"写成 Word 就装不回来.*分成几份"):
        written(write_document, SMALL)


def test_the_largest_document_that_is_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(write_document, SMALL)
    (tmp_path / "a.docx").write_bytes(data)
    assert readable.MOST_BYTES <= package._PARTS_LIMIT
    monkeypatch.setattr(package, "_PARTS_LIMIT", _xml_bytes(data))
    assert len(read_source(tmp_path / "a.docx").document.projects) == len(SMALL.projects)
