"""python -m tests.learning.word_pages [FOLDER [NUMBER or SET]]: whether our own pages of a form that was learned from a
Word file look as LibreOffice's of that file.

Each layout with an even number is saved filled, set as an office sets it, in one of four ways (`set_as`), and a form is
learned from it. Of both PDFs are compared: how many pages they have; on the first page where the rows of its tables
begin; and of each text that both print there once in a line of its own where it begins, where its middle is, and how
high its first character is. Two rows agree if they differ by a point at most, two texts if they do by two points and
the heights by a third of one. The pages are counted of the original that is filled with 30 records too.

The fonts decide: 宋体 has to be there, or one with characters and lines as high and wide (AR PL UMing of
fonts-arphic-uming whose lines were made 1.3 times as high as its type, by an alias of fontconfig).
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from perfdesk.paper.pages import pages
from perfdesk.paper.pdf import write_pdf

from .filled import office_program, printed
from .grids import Layout, chosen
from .originals import Learned, learned_from, proposed, saved, with_rows

_MANY = 30
_NEAR, _NEAR_TEXT, _NEAR_SIZE = 1.0, 2.0, 0.3
# A rule of a table is so long, in points, and shorter than so much of the page.
_SHORTEST, _LONGEST = 8.0, 0.98


# --- files as an office sets them --------------------------------------------------------------------------------


def font(run: Any, name: str, points: float, *, bold: bool = False) -> None:
    """Type of a run, for Chinese characters too."""
    run.font.name, run.font.size, run.font.bold = name, Pt(points), bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def set_as(one: Layout) -> Callable[[Any], None]:
    """How a layout is set; in four ways: by half its number."""
    way = one.number // 2 % 4

    def change(document: Any) -> None:
        _page(document, way)
        for table in document.tables:
            _table(table, way)
        _lines(document, way)

    return change


def _page(document: Any, way: int) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if way == 1 else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    if way == 2:
        # A text area of 45 lines: LibreOffice puts half of what is left over above the first line of a grid.
        section.top_margin, section.bottom_margin = Pt(70.9), Pt(69)
        section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="312"/>'))
        snaps = f"<w:compat {nsdecls('w')}><w:adjustLineHeightInTable/></w:compat>"
        document.settings.element.append(parse_xml(snaps))
    usual = document.styles["Normal"]
    usual.font.size = Pt(10.5)
    usual.font.name = "宋体"
    usual.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    usual.paragraph_format.space_after = Pt(0)
    usual.paragraph_format.line_spacing = 1.0


def _table(table: Any, way: int) -> None:
    section = table.part.document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    columns = len(table.columns)
    for one in table.columns:
        one.width = round(room / columns)
    for width in table._tbl.iter(qn("w:tcW")):
        width.getparent().remove(width)
    for number, row in enumerate(table.rows):
        row.height = Pt(24 if way % 2 else 30)
        for at, tc in enumerate(row._tr.tc_lst):
            _cell(tc, way, label=at == 0 or number == 0)


def _cell(tc: Any, way: int, *, label: bool) -> None:
    settings = tc.get_or_add_tcPr()
    if way != 3 or label:
        settings.vAlign_val = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if way == 2 and label:
        settings.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="D9E2F3"/>'))
        settings.append(settings.find(qn("w:vAlign")))
    for paragraph in tc.p_lst:
        if label or way != 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.r_lst:
            made = run.get_or_add_rPr()
            made.get_or_add_rFonts().set(qn("w:eastAsia"), "黑体" if label and way == 3 else "宋体")
            made.sz_val = Pt(12 if label and way == 0 else 9 if way == 3 and not label else 10.5)
            if label and way != 2:
                made._add_b()


def _lines(document: Any, way: int) -> None:
    lines = [one for one in document.paragraphs if one.text.strip()]
    for one in lines:
        title, middle = one.text.rstrip().endswith("表"), one.text.startswith(("（", "("))
        for run in one.runs:
            font(run, "黑体" if title else "仿宋", 18 + way if title else 12, bold=title and way == 1)
        one.alignment = WD_ALIGN_PARAGRAPH.CENTER if title or middle else None
        one.paragraph_format.space_after = Pt(6 if title and way == 3 else 0)
        if title and way == 0:
            one.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            one.paragraph_format.line_spacing = Pt(36)
    if lines and way in (1, 3):
        above = lines[0].insert_paragraph_before("附件2")
        font(above.runs[0], "黑体", 14)


# --- what is compared --------------------------------------------------------------------------------------------


class Text(NamedTuple):
    """A text on a page: left edge, middle from above, and height of its first character."""

    left: float
    middle: float
    size: float


class Printed(NamedTuple):
    """A PDF: its pages; of the first the upper edges of rules from above, and the texts that stand there once."""

    pages: int
    rules: list[float]
    texts: dict[str, Text]


def read_pdf(data: bytes) -> Printed:
    """What is compared of a PDF."""
    pdf = pypdfium2.PdfDocument(data)
    page = pdf[0]
    return Printed(len(pdf), sorted(_rules(page)), dict(_texts(page)))


def _rules(page: Any) -> Iterator[float]:
    """Where horizontal lines and the edges of boxes are; of those that lie together the middle."""
    height, found = page.get_height(), list[float]()
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = one.get_bounds()
        if _SHORTEST < right - left < _LONGEST * page.get_width():
            found += [height - top, height - bottom]
    together: list[float] = []
    for one in [*sorted(found), height * 2]:
        if together and one - together[-1] > _NEAR:
            yield (together[0] + together[-1]) / 2
            together = []
        together.append(one)


def _texts(page: Any) -> Iterator[tuple[str, Text]]:
    found: dict[str, list[Text]] = {}
    height, words = page.get_height(), page.get_textpage()
    whole = words.get_text_range()
    at = 0
    for line in whole.splitlines(keepends=True):
        said = line.strip()
        start = at + line.index(said) if said else at
        if said:
            left, bottom, _, top = words.get_charbox(start, loose=False)
            found.setdefault("".join(said.split()), []).append(Text(left, height - (top + bottom) / 2, top - bottom))
        at += len(line)
    yield from ((said, places[0]) for said, places in found.items() if len(places) == 1)


class Measure(NamedTuple):
    """How much of a file agrees."""

    name: str
    pages: tuple[int, int]
    rows: tuple[int, int]
    texts: tuple[int, int]
    differing: list[str]


def compared(name: str, ours: Printed, theirs: Printed) -> Measure:
    """Our PDF beside LibreOffice's."""
    near = sum(any(abs(one - other) <= _NEAR for one in ours.rules) for other in theirs.rules)
    both = sorted(ours.texts.keys() & theirs.texts.keys())
    differing = [
        f"{said}: {ours.texts[said]} {theirs.texts[said]}"
        for said in both
        if not _agree(ours.texts[said], theirs.texts[said])
    ]
    return Measure(
        name, (ours.pages, theirs.pages), (near, len(theirs.rules)), (len(both) - len(differing), len(both)), differing
    )


def _agree(one: Text, other: Text) -> bool:
    near = abs(one.left - other.left) <= _NEAR_TEXT and abs(one.middle - other.middle) <= _NEAR_TEXT
    return near and abs(one.size - other.size) <= _NEAR_SIZE


def our_pdf(one: Learned) -> bytes:
    """The pages as the program prints them."""
    stream = io.BytesIO()
    write_pdf(one.form, one.first, stream)
    return stream.getvalue()


def main(arguments: Sequence[str]) -> None:
    """Prints what does not agree, and how much does."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(arguments[0]) if arguments else Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        some = [one for one in chosen("".join(arguments[1:2])) if one.kind == ".docx" and one.number % 2 == 0]
        paths = [saved(one, folder / f"{one.number:02}.docx", set_as(one)) for one in some]
        paths = [path for path in paths if not proposed(path).unfilled]
        if office_program() is None:
            print("no LibreOffice")
            return
        forms = {path: learned_from(path) for path in paths}
        many = {path.with_stem(f"{path.stem}-many"): with_rows(one.first, _MANY) for path, one in forms.items()}
        for (path, document), one in zip(many.items(), forms.values(), strict=True):
            path.write_bytes(one.filled(document))
        printed(folder, [path.name for path in (*paths, *many)])
        _print([*starmap(_measured, forms.items())])
        same = sum(
            sum(1 for _ in pages(one.form, document)) == len(pypdfium2.PdfDocument(path.with_suffix(".pdf")))
            for (path, document), one in zip(many.items(), forms.values(), strict=True)
        )
        print(f"with {_MANY} records {same} of {len(many)} originals have as many pages")


def _measured(path: Path, one: Learned) -> Measure:
    ours = our_pdf(one)
    path.with_stem(f"{path.stem}-ours").with_suffix(".pdf").write_bytes(ours)
    return compared(path.stem, read_pdf(ours), read_pdf(path.with_suffix(".pdf").read_bytes()))


def _print(found: Sequence[Measure]) -> None:
    for one in found:
        pages, rows, texts = ("/".join(map(str, pair)) for pair in one[1:4])
        print(f"{one.name}: pages {pages}, rows {rows}, texts {texts}")
        for text in one.differing:
            print(f"    {text}")
    same = sum(one.pages[0] == one.pages[1] for one in found)
    rows, texts = ("{} of {}".format(*map(sum, zip(*(one[at] for one in found), strict=True))) for at in (2, 3))
    print(f"{same} of {len(found)} files have as many pages; {rows} rows and {texts} texts agree")


if __name__ == "__main__":
    main(sys.argv[1:])
