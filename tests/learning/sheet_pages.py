"""python -m tests.learning.sheet_pages [FOLDER [NUMBER or SET]]: whether the pages and rows of a form that was learned
from a workbook are those that LibreOffice makes of the workbook.

Each layout is saved filled, drawn in one of four ways (`filled.drawn`), and a form is learned from it. Pages are
counted of the file itself and of the original that is filled with 30 records, against LibreOffice's PDF. Rows are
compared with those of the file that LibreOffice has made as high as their texts need, if they need more than the sheet
says of all rows; a row whose height the office has set, with that. Two heights agree if they differ by a point at most.
The fonts decide: 宋体 has to be there, or one that is as wide (AR PL UMing of fonts-arphic-uming, by an alias of
fontconfig).
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import openpyxl
import pypdfium2

from perfdesk.forms.sheet import sheets
from perfdesk.model.document import Document
from perfdesk.paper.pages import pages
from perfdesk.paper.row_heights import row_heights

from .filled import files, office_program, printed
from .grids import chosen
from .originals import Learned, learned_from, proposed, with_rows

_MANY: Final = 30
_NEAR: Final = 1.0
_DRAWN_SIZE: Final = 10.5


def page_counts(one: Learned, path: Path) -> Iterator[tuple[Path, int]]:
    """Files to be printed, with the number of pages that the form counts."""
    yield path, _pages(one, one.first)
    document = with_rows(one.first, _MANY)
    many = path.with_stem(f"{path.stem}-many")
    many.write_bytes(one.filled(document))
    yield many, _pages(one, document)


def _pages(one: Learned, document: Document) -> int:
    return sum(1 for _ in pages(one.form, document))


def rows(one: Learned, path: Path) -> Iterator[tuple[str, int, float, float]]:
    """Of each row how its height comes about, its number, and the height that the form and LibreOffice give it."""
    original = one.form.original
    assert original is not None
    drawn = openpyxl.load_workbook(path).worksheets[original.table]
    made = openpyxl.load_workbook(path.with_stem(f"{path.stem}r")).worksheets[original.table]
    scale = one.form.table.size / _DRAWN_SIZE
    for table, place in zip(sheets(one.form, one.first, one.first.projects[0]), original.tables, strict=True):
        for number, height in enumerate(row_heights(one.form, table), place.row + 1):
            is_set = drawn.row_dimensions[number].height
            theirs = is_set or max(made.row_dimensions[number].height or 0.0, drawn.sheet_format.defaultRowHeight)
            yield "set" if is_set else "by program", number, round(height / scale, 2), theirs


def main(arguments: Sequence[str]) -> None:
    """Prints what does not agree, and how much does."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(arguments[0]) if arguments else Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        some = chosen("".join(arguments[1:2]))
        paths = [
            one for one in files(some, folder, ".xlsx") if not one.stem.endswith("r") and not proposed(one).unfilled
        ]
        forms = {path: learned_from(path) for path in paths}
        _print_pages([*(one for path in paths for one in page_counts(forms[path], path))], folder)
        _print_rows(forms)


def _print_pages(counts: Sequence[tuple[Path, int]], folder: Path) -> None:
    if office_program() is None:
        print("no LibreOffice")
        return
    printed(folder, [path.name for path, _ in counts])
    theirs = [len(pypdfium2.PdfDocument(path.with_suffix(".pdf"))) for path, _ in counts]
    for (path, ours), other in zip(counts, theirs, strict=True):
        if ours != other:
            print(f"{path.name}: {ours} pages, LibreOffice {other}")
    same = sum(ours == other for (_, ours), other in zip(counts, theirs, strict=True))
    print(f"{same} of {len(counts)} files have as many pages as LibreOffice makes")


def _print_rows(forms: dict[Path, Learned]) -> None:
    all_rows, same = Counter[str](), Counter[str]()
    for path, one in forms.items():
        for kind, number, ours, theirs in rows(one, path):
            all_rows[kind] += 1
            same[kind] += abs(ours - theirs) <= _NEAR
            if abs(ours - theirs) > _NEAR:
                print(f"{path.name}, row {number}, {kind}: {ours} points, LibreOffice {theirs}")
    for kind, count in all_rows.items():
        print(f"{same[kind]} of {count} rows whose height is {kind} agree within {_NEAR:g} point")


if __name__ == "__main__":
    main(sys.argv[1:])
