"""What Word, WPS and LibreOffice need of a .docx, checked in its XML."""

import io
import zipfile
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from notation import document
from packages import W, part, printed_pages, written
from strategies import documents

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
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
            assert [printed[at].endswith(str(page)) for at, page in zip(found, numbers, strict=True)] == [True] * 13
        else:
            assert len(printed) == numbers[-1] == len(one.projects)
