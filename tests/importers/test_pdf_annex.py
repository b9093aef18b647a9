"""Annexes in PDFs by another hand: their fields are read as from Word, and what pages cannot tell is said."""

from math import ceil
from pathlib import Path

import pytest
from ministry import FORMS, example
from pdf_drawing import HEIGHT, SIZE, Box, DrawnTable, Page, drawn_pdf, shown, thin_bars
from pypdf import PdfReader, PdfWriter

from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers.grid import Line
from perfdesk.importers.load import ImportFailure, read_attachment, read_pages, read_source
from perfdesk.importers.recognise import Imported
from perfdesk.model.document import Document
from perfdesk.paper.pdf import write_pdf
from perfdesk.store.attachment import attachment
from perfdesk.work.reader_process import read_in_child

LOCKED = Path(__file__).parent / "fixtures" / "locked-aes.pdf"
SAID = "PDF 里没有能取出的 perfdesk 文件，内容是按页面上的表格线和文字认出来的"
WIDE = 120


def drawn(one: Document, *changed: tuple[str, str]) -> DrawnTable:
    """The annex of the first project, drawn without a font; rows as high as their texts. Some texts are others."""
    others = dict(changed)
    boxes = [
        Box(cell.row, cell.column, cell.rows, cell.columns, others.get(cell.text, cell.text))
        for cell in sheet(form(one.form), one, one.projects[0]).cells
    ]
    return DrawnTable(tuple(boxes), wide=WIDE, heights=tuple(heights(boxes)))


def heights(boxes: list[Box]) -> list[float]:
    found = [30.0] * max(box.row + box.rows for box in boxes)
    for box in boxes:
        room = (box.columns * WIDE - 6) // SIZE
        lines = sum(ceil(len(part) / room) for part in box.text.split("\n"))
        found[box.row] = max(found[box.row], (lines + 1) * SIZE)
    return found


def heading(one: Document) -> tuple[float, str]:
    return 60, form(one.form).projects.heading.text


def saved(folder: Path, *pages: Page) -> Path:
    path = folder / "公开.pdf"
    path.write_bytes(drawn_pdf(*pages))
    return path


def rows(one: Document) -> object:
    return [(dict(p.fields), [(row.owner, dict(row.fields)) for row in p.rows]) for p in one.projects]


def without_space(one: Document) -> list[dict[str, str]]:
    fields = [fields for project in one.projects for fields in (project.fields, *(row.fields for row in project.rows))]
    return [{key: "".join(text.split()) for key, text in each.items()} for each in fields]


def said(imported: Imported) -> list[str]:
    return [note.text for note in imported.guessed]


@pytest.mark.parametrize("name", FORMS)
def test_a_drawn_annex_comes_back_equal_and_is_said_to_be_read_from_its_page(name: str, tmp_path: Path) -> None:
    one = example(name)
    imported = read_source(saved(tmp_path, Page([drawn(one)], [heading(one)], style=thin_bars)))
    assert (imported.document.form, rows(imported.document)) == (name, rows(one))
    assert imported.left_out == ()
    assert any(text.startswith(SAID) for text in said(imported))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", ["mof-163-region", "mof-10-self"])
def test_our_own_page_without_its_attachment_is_read_by_its_lines(name: str, tmp_path: Path) -> None:
    """White space apart: which texts are broken over lines is for the installed fonts to say."""
    one, path = example(name), tmp_path / "公开.pdf"
    with path.open("wb") as stream:
        write_pdf(form(name), one, stream, ("一.perfdesk", attachment(one)))
    without = PdfWriter()
    for page in PdfReader(path).pages:
        without.add_page(page)
    without.write(path)
    assert read_attachment(path, ".perfdesk") is None
    imported = read_in_child(path)
    assert (imported.document.form, imported.header, imported.left_out) == (name, b"", ())
    assert without_space(imported.document) == without_space(one)


ANNUAL = example("mof-88-project-annual")
GOAL = ANNUAL.projects[0].fields["goal"]


def goal(folder: Path, text: str) -> str:
    imported = read_source(saved(folder, Page([drawn(ANNUAL, (GOAL, text))], [heading(ANNUAL)])))
    return imported.document.projects[0].fields["goal"]


def test_a_line_that_was_full_goes_on_and_one_that_was_not_is_a_paragraph(tmp_path: Path) -> None:
    long = "扫描馆藏古籍并且逐册著录" * 12
    assert goal(tmp_path, long) == long
    assert goal(tmp_path, "扫描古籍。\n开放检索。") == "扫描古籍。\n开放检索。"


def test_what_stands_outside_the_table_is_left_to_a_person(tmp_path: Path) -> None:
    imported = read_source(saved(tmp_path, Page([drawn(ANNUAL)], [heading(ANNUAL), (700, "另有三册待修复后扫描")])))
    assert [note.text for note in imported.left_out if note.place == "第1页"] == ["另有三册待修复后扫描"]
    assert "另有三册待修复后扫描" in imported.document.fields["unread.import"]


def test_a_picture_beside_the_table_is_left_to_a_person(tmp_path: Path) -> None:
    picture = "q 60 0 0 60 400 20 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
    imported = read_source(saved(tmp_path, Page([drawn(ANNUAL)], [heading(ANNUAL)], more=picture)))
    assert [note.text for note in imported.left_out] == ["有图片，图片里的文字没有读"]
    assert not imported.complete


def test_a_cell_without_a_field_is_left_to_a_person(tmp_path: Path) -> None:
    table = drawn(ANNUAL)
    last = max(box.row for box in table.boxes) + 1
    more = (Box(last, 0, 1, 1, "备查编号"), Box(last, 1, 1, 1, "甲七"))
    imported = read_source(
        saved(
            tmp_path,
            Page([DrawnTable((*table.boxes, *more), wide=WIDE, heights=(*table.heights, 30))], [heading(ANNUAL)]),
        )
    )
    assert "甲七" in "".join(note.text for note in imported.left_out)


def test_a_table_over_two_pages_is_one_annex(tmp_path: Path) -> None:
    whole = drawn(ANNUAL)
    cut = next(
        at
        for at in range(len(whole.heights) - 2, 0, -1)
        if not any(one.row < at < one.row + one.rows for one in whole.boxes)
    )
    first = tuple(one for one in whole.boxes if one.row < cut)
    second = tuple(one._replace(row=one.row - cut) for one in whole.boxes if one.row >= cut)
    pages = [
        Page([DrawnTable(boxes, wide=WIDE, heights=high)], lines)
        for boxes, high, lines in ((first, whole.heights[:cut], [heading(ANNUAL)]), (second, whole.heights[cut:], []))
    ]
    imported = read_source(saved(tmp_path, *pages))
    assert (rows(imported.document), imported.left_out) == (rows(ANNUAL), ())


# --- what is refused ---------------------------------------------------------------------------------------------


def test_the_form_that_is_wanted_is_the_one_that_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, Page([drawn(ANNUAL)], [heading(ANNUAL)]))
    assert read_in_child(path, form("mof-88-project-annual")).document.form == "mof-88-project-annual"
    with pytest.raises(ImportFailure, match="不是指定的"):
        read_in_child(path, form("mof-10-self"))


@pytest.mark.parametrize(
    ("page", "why", "unknown"),
    [
        (Page(more="10 10 100 100 re S"), "是图片（扫描件）", False),
        (Page(lines=[(80, "项目名称 乡村道路")]), "没有画着表格线", False),
        (Page([DrawnTable((Box(0, 0, 1, 1, "日期"), Box(0, 1, 1, 1, "天气")))]), "没有找到已知表样", True),
    ],
    ids=["picture", "no lines", "another table"],
)
def test_pages_that_cannot_be_read_are_one_sentence(page: Page, why: str, unknown: bool, tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match=why) as raised:
        read_in_child(saved(tmp_path, page))
    assert raised.value.unknown is unknown, "whether a form can be learned from it"


def test_a_pdf_that_may_be_read_and_not_changed_is_read() -> None:
    """Locked with AES by qpdf, with a password for changing only."""
    assert read_attachment(LOCKED, ".perfdesk") is None
    assert len(read_pages(LOCKED).source.elements) == 1
    with pytest.raises(ImportFailure, match="没有找到已知表样"):
        read_in_child(LOCKED)


# --- outside the table -------------------------------------------------------------------------------------------


def spread(at: float, left: str, right: str) -> str:
    """Two texts at the ends of one line."""
    return " ".join((shown(60, HEIGHT - at, left), shown(400, HEIGHT - at, right)))


def lines(folder: Path, more: str) -> list[str]:
    table = DrawnTable((Box(0, 0, 1, 1, "甲"), Box(0, 1, 1, 1, "乙")), top=400)
    elements = read_pages(saved(folder, Page([table], more=more))).source.elements
    return [one.text for one in elements if isinstance(one, Line)]


def prose(*lines: tuple[float, str]) -> str:
    """Lines from a place to the right, 15 points apart."""
    return " ".join(shown(x, HEIGHT - 100 - 15 * number, text) for number, (x, text) in enumerate(lines))


def test_what_stands_at_both_ends_of_a_line_is_apart(tmp_path: Path) -> None:
    assert lines(tmp_path, spread(100, "305001 青禾县水务局", "单位：万元")) == ["305001 青禾县水务局\t单位：万元"]


FULL = "修" * 46  # from 80 to 540 points; the margins are 60 wide and the page 595


@pytest.mark.parametrize(
    ("drawn_lines", "read"),
    [
        (((80, FULL), (60, "渠。"), (80, "另一段")), [FULL + "渠。", "另一段"]),
        (((80, FULL), (60, "修" * 48), (60, "渠。")), [FULL + "修" * 48 + "渠。"]),
        (((80, "修" * 40), (60, "渠。")), ["修" * 40, "渠。"]),
        (((60, "修" * 48), (60, "渠。")), ["修" * 48, "渠。"]),
        (((120, "修" * 42), (60, "渠。")), ["修" * 42, "渠。"]),
        (((85, "修" * 42), (60, "2031年度" + "渠" * 43)), ["修" * 42, "2031年度" + "渠" * 43]),
        (((80, FULL), (80, "渠。"), (60, "页边")), [FULL, "渠。", "页边"]),
    ],
    ids=["indented", "three lines", "not full", "no indent", "a title", "a cover", "another paragraph"],
)
def test_an_indented_paragraph_goes_on_where_its_line_was_full(
    drawn_lines: tuple[tuple[float, str], ...], read: list[str], tmp_path: Path
) -> None:
    assert lines(tmp_path, prose(*drawn_lines)) == read


def test_a_line_far_below_is_no_part_of_a_paragraph(tmp_path: Path) -> None:
    more = f"{shown(80, HEIGHT - 100, FULL)} {shown(60, HEIGHT - 140, '渠。')}"
    assert lines(tmp_path, more) == [FULL, "渠。"]
