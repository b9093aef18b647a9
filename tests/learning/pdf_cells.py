"""python -m tests.learning.pdf_cells [SET] [NAME ...]: of how many cells of ruled PDFs all is read right.

Place, spans and text. SET is unseen, unmet, untried or fresh.

Each layout is printed by LibreOffice (soffice) from Word on A4 and on paper so low that its table goes over pages, and
from Excel; and by this program's own painter from the form that is learned of it. Texts are compared without white
space, which a line that was broken may have lost.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import docx
import openpyxl
from docx.shared import Mm
from openpyxl.styles import Alignment, Border
from openpyxl.styles import Side as Line

from perfdesk.importers.grid import Grid, ImportFailure
from perfdesk.importers.load import read_pages, read_source
from perfdesk.importers.pdf_table import RuledSource
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch

from .grids import SETS, Layout, chosen, save_excel, save_word

Cell = tuple[int, int, int, int, str]


def expected(one: Layout) -> list[Cell]:
    """The cells of a layout on the edges that any of them has."""
    return numbered(
        (place.row, place.column, place.rows, place.columns, place.shown(filled=True)) for place in one.places
    )


def numbered(cells: Iterable[Cell]) -> list[Cell]:
    """With rows and columns counted by the edges that are there."""
    found = list(cells)
    down = sorted({edge for row, _, rows, _, _ in found for edge in (row, row + rows)})
    across = sorted({edge for _, column, _, columns, _ in found for edge in (column, column + columns)})
    return [
        (
            down.index(row), across.index(column), down.index(row + rows) - down.index(row),
            across.index(column + columns) - across.index(column), "".join(text.split()),
        )
        for row, column, rows, columns, text in found
    ]  # fmt: skip


def read(source: RuledSource) -> Iterator[list[Cell]]:
    """The cells of each table."""
    for grid in source.source.elements:
        if isinstance(grid, Grid):
            yield numbered(_cells(grid))


def _cells(grid: Grid) -> list[Cell]:
    begun: dict[int, int] = {}
    found: list[Cell] = []
    for number, row in enumerate(grid.rows):
        for cell in row.cells:
            if cell.below and cell.column in begun:
                at = begun[cell.column]
                top, left, rows, columns, text = found[at]
                found[at] = (top, left, rows + 1, columns, text)
            else:
                begun[cell.column] = len(found)
                found.append((number, cell.column, 1, cell.columns, cell.text))
    return found


def right(wanted: Sequence[Cell], path: Path) -> tuple[int, list[str]]:
    """How many of the cells were read, and what was read instead."""
    try:
        tables = list(read(read_pages(path)))
    except ImportFailure as failure:
        return 0, [str(failure)]
    asked, got = Counter(wanted), Counter(cell for table in tables for cell in table)
    missing, more = asked - got, got - asked
    return (asked & got).total(), [f"- {one}" for one in missing] + [f"+ {one}" for one in more]


# --- who prints --------------------------------------------------------------------------------------------------


def _short(path: Path) -> None:
    """Paper so low that a table does not fit."""
    document = docx.Document(str(path))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(110)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance = section.footer_distance = Mm(5)
    document.save(str(path))


def _bordered(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page = book.active
    line = Line(style="thin")
    for row in page.iter_rows():
        for cell in row:
            if cell.row > 1:
                cell.border = Border(line, line, line, line)
                cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in range(2, page.max_row + 1):
        # A row does not grow with what is written in merged cells.
        page.row_dimensions[row].height = 75
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 1
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    book.save(path)


def by_office(those: Sequence[Layout], folder: Path) -> None:
    """PDFs of the layouts, named by their number and who made them."""
    for one in those:
        save_word(one, folder / f"{one.number:02}-word.docx", filled=True)
        _short(save_word(one, folder / f"{one.number:02}-pages.docx", filled=True))
        bare = Layout(one.number, ("标题",), one.places, one.rows, one.columns)
        _bordered(save_excel(bare, folder / f"{one.number:02}-excel.xlsx", filled=True))
    for kind in ("docx", "xlsx"):
        files = [str(path) for path in sorted(folder.glob(f"*.{kind}"))]
        home = f"-env:UserInstallation=file://{folder}/office"
        subprocess.run(
            ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def by_ourselves(those: Sequence[Layout], folder: Path) -> Iterator[tuple[str, Path, list[Cell]]]:
    """PDFs of our own painter, with the cells that it painted."""
    from PySide6.QtGui import QGuiApplication

    from perfdesk.forms.sheet import sheets
    from perfdesk.paper.pdf import write_pdf

    application = QGuiApplication.instance() or QGuiApplication([])
    for one in those:
        path = save_word(one, folder / f"{one.number:02}-own.docx", filled=True)
        sketch = read_sketch(path)
        try:
            form = learned_form(draft(propose(sketch.source, sheets=False), sketch.look, "a"))
            document = read_source(path, form).document
        except ImportFailure as failure:
            print(f"{one.number:02}-own: {failure}", file=sys.stderr)
            continue
        stream = io.BytesIO()
        write_pdf(form, document, stream, None)
        made = folder / f"{one.number:02}-own.pdf"
        made.write_bytes(stream.getvalue())
        tables = [
            numbered((cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in table.cells)
            for table in sheets(form, document, document.projects[0])
        ]
        yield f"{one.number:02}-own", made, [cell for table in tables for cell in table]
    assert application is not None


def main(arguments: Sequence[str]) -> None:
    """Prints the table; with names behind it, what is wrong there."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    those = chosen("".join(arguments[:1]) if arguments[:1] in ([one] for one in SETS) else "")
    totals: dict[str, list[int]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "own").mkdir()
        cases = list(by_ourselves(those, folder / "own"))
        if shutil.which("soffice"):
            by_office(those, folder)
            cases += [
                (f"{one.number:02}-{who}", folder / f"{one.number:02}-{who}.pdf", expected(one))
                for who in ("word", "pages", "excel")
                for one in those
            ]
        for case, path, wanted in cases:
            count, wrong = right(wanted, path)
            total = totals.setdefault(case.partition("-")[2], [0, 0])
            total[0] += count
            total[1] += len(wanted)
            if count < len(wanted):
                print(f"{case:10} {count:4} of {len(wanted):4}")
            if case in arguments:
                print(*wrong, sep="\n")
    for who, (count, whole) in totals.items():
        print(f"{who:10} {count:5} of {whole:5} cells {count / whole:7.2%}")


if __name__ == "__main__":
    main(sys.argv[1:])
