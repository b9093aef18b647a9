"""The clerk's own indicators: a CSV file in the user's folder, which grows from the documents that are opened.

It is a help, never a reason not to work: a file that cannot be read or written is left as it is, and the log says so.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from perfdesk import paths
from perfdesk.importers.excel import read_excel
from perfdesk.importers.grid import Grid, ImportFailure
from perfdesk.library.entry import Entry
from perfdesk.library.interchange import HEADS, LibraryError, Read, from_csv, from_rows, to_csv, to_rows
from perfdesk.library.shelf import grown, joined, shipped
from perfdesk.model.document import Document
from perfdesk.store import atomic

_log = logging.getLogger(__name__)
# Bytes; 50,000 rows of usual length have 6 MB.
_LARGEST: Final = 30_000_000
_ENCODINGS: Final = ("utf-8-sig", "gb18030")


class OwnLibrary:
    """The entries that are searched: the clerk's own before those that come with the program."""

    def __init__(self, path: Path | None = None) -> None:
        """Reads the clerk's own from `path`, usually in the user's folder; none if there is no such file."""
        self._path = path or paths.own_indicators()
        self._readable = True
        self.own = self._read()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, the clerk's own first."""
        return joined(self.own, shipped())

    def learn(self, document: Document) -> None:
        """Takes the indicators of a document in; the file is written only if there is something new."""
        self._keep(grown(self.own, document))

    def take_in(self, entries: tuple[Entry, ...]) -> int:
        """Adds the entries of an imported file before the others; gives how many are new."""
        known = {entry.key for entry in self.own}
        self._keep(joined(entries, self.own))
        return sum(entry.key not in known for entry in entries)

    def _read(self) -> tuple[Entry, ...]:
        try:
            return read_library(self._path).entries
        except FileNotFoundError:
            return ()
        except (OSError, LibraryError, ImportFailure):
            self._readable = False
            _log.warning("the own indicator library cannot be read")
            return ()

    def _keep(self, own: tuple[Entry, ...]) -> None:
        if own == self.own:
            return
        self.own = own
        if not self._readable:
            return  # what is in the file may be more than what we have
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            atomic.write(self._path, lambda stream: stream.write(to_csv(own).encode()))
        except (OSError, atomic.WriteError):
            _log.warning("the own indicator library cannot be written")


def read_library(path: Path) -> Read:
    """The entries of a .csv or .xlsx file. Raises OSError, LibraryError, ImportFailure."""
    if path.suffix.lower() == ".xlsx":
        return from_rows(_rows(path))
    if path.stat().st_size > _LARGEST:
        raise LibraryError("这个文件太大，不像指标库，没有导入。")
    return from_csv(_decoded(path.read_bytes()))


def write_library(path: Path, entries: tuple[Entry, ...]) -> None:
    """Writes an .xlsx file that `read_library` reads. No CSV: there Excel would take a name that begins with = from a
    stranger's document for a formula. Raises WriteError."""
    from perfdesk.exporters.list_in_excel import write_lists
    from perfdesk.exporters.lists import ListTable

    table = ListTable("指标库", (), HEADS, tuple(to_rows(entries)))
    atomic.write(path, lambda stream: write_lists([table], stream))


def _decoded(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LibraryError("这个 CSV 文件的文字编码认不出，请用 Excel 另存为“CSV UTF-8”再导入。")


def _rows(path: Path) -> Iterator[list[str]]:
    """The rows of all sheets, one below the other; a cell over several columns has its text in the first."""
    for grid in read_excel(path).elements:
        if not isinstance(grid, Grid):
            continue
        for row in grid.rows:
            width = max((cell.column + cell.columns for cell in row.cells), default=0)
            texts = [""] * width
            for cell in row.cells:
                texts[cell.column] = cell.text
            yield texts
