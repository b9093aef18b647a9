"""python -m tests.learning.sheet_pages [FOLDER [NUMBER or SET]]: whether the pages and rows of a form that was learned
from a workbook are those that LibreOffice makes of the workbook.

Each layout is saved filled, drawn in one of four ways (`filled.drawn`), and a form is learned from it. Pages are
counted of the file itself and of the original that is filled with some records, against LibreOffice's PDF. Rows are
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
from typing import Final, NamedTuple

import openpyxl
import pypdfium2

from perfdesk.forms.sheet import sheets
from perfdesk.model.document import Document
from perfdesk.paper.pager import Pager
from perfdesk.paper.row_heights import row_heights

from .filled import files, office_program, printed
from .grids import chosen
from .originals import Learned, learned_from, proposed, with_rows

_MANY: Final = (6, 12, 18, 24, 30, 45)
_NEAR: Final = 1.0
_DRAWN_SIZE: Final = 10.5


class Counted(NamedTuple):
    """A file to be printed, the number of pages that the form counts, and whether that is said to be an estimate."""

    path: Path
    pages: int
    about: bool


def page_counts(one: Learned, path: Path) -> Iterator[Counted]:
    """The file itself, and the original filled with some records."""
    yield _counted(one, one.first, path)
    for count in _MANY:
        document = with_rows(one.first, count)
        many = path.with_stem(f"{path.stem}-{count}")
        many.write_bytes(one.filled(document))
        yield _counted(one, document, many)


def _counted(one: Learned, document: Document, path: Path) -> Counted:
    pager = Pager(one.form)
    return Counted(path, pager.last_number(document), pager.is_estimate(document))


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
        _print_pages([one for path in paths for one in page_counts(forms[path], path)], folder)
        _print_rows(forms)


def _print_pages(counts: Sequence[Counted], folder: Path) -> None:
    if office_program() is None:
        print("no LibreOffice")
        return
    printed(folder, [one.path.name for one in counts])
    theirs = [len(pypdfium2.PdfDocument(one.path.with_suffix(".pdf"))) for one in counts]
    for one, other in zip(counts, theirs, strict=True):
        if one.pages != other:
            print(f"{one.path.name}: {'about ' * one.about}{one.pages} pages, LibreOffice {other}")
    for about, name in ((False, "surely"), (True, "about")):
        some = [one.pages == other for one, other in zip(counts, theirs, strict=True) if one.about is about]
        print(f"of {len(some)} files that {name} have so many pages {sum(some)} have them")


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
