"""Writes .xlsx: sheets are streamed into the zip row by row, the same content always gives the same bytes.

openpyxl breaks the order of elements inside `font`, and it tells its own name and the time.
"""

import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from types import TracebackType
from typing import BinaryIO, Final

from perfdesk.exporters import opc
from perfdesk.exporters.excel_cells import HIGHEST_ROW, ExcelCell, ExcelRow, ExcelStyle, Layout, StyledText, column_name
from perfdesk.exporters.excel_parts import sheet_end, sheet_start, strings_part, styles_part, workbook_part
from perfdesk.exporters.failure import ExportFailure
from perfdesk.exporters.readable import INSTEAD, Readable
from perfdesk.model.export_origin import ExportOrigin

# What is written must be read again: no more sheets than the importer takes, which are also the most that LibreOffice
# opens.
MOST_SHEETS: Final = 10_000
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_LEVEL: Final = 3
_MIME: Final = f"{opc.MIME}.spreadsheetml"
# What the parts that every workbook has once are.
_TYPES: Final = (
    ("/xl/workbook.xml", f"{_MIME}.sheet.main+xml"),
    ("/xl/styles.xml", f"{_MIME}.styles+xml"),
    ("/xl/sharedStrings.xml", f"{_MIME}.sharedStrings+xml"),
)


class Workbook:
    """A workbook being written; what was written is whole when the `with` block ends."""

    def __init__(self, stream: BinaryIO, title: str, origin: ExportOrigin | None = None) -> None:
        """`title` is the file's, for people. `origin` is the saved version that the content comes from."""
        self._archive = zipfile.ZipFile(stream, "w", allowZip64=False)
        self._title, self._origin = title, origin
        self._readable = Readable("Excel")
        self._layouts: list[Layout] = []
        self._texts: dict[str | StyledText, int] = {}
        self._styles: dict[ExcelStyle, int] = {}

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._archive:
            if kind is None:
                for name, content in self._parts():
                    self._write(name, content)

    def add(self, layout: Layout, rows: Iterable[ExcelRow]) -> None:
        """The next sheet; the first is the one that is shown. Raises ExportFailure if it would not be read again."""
        if len(self._layouts) == MOST_SHEETS:
            raise ExportFailure(f"一个 Excel 工作簿最多 {MOST_SHEETS} 张表，这里不止，{INSTEAD}")
        self._layouts.append(layout)
        with self._archive.open(_member(f"xl/worksheets/sheet{len(self._layouts)}.xml"), "w") as part:
            part.write(self._readable.encoded(sheet_start(layout, first=len(self._layouts) == 1)))
            for number, row in enumerate(rows, 1):
                part.write(self._readable.encoded(self._row(number, row)))
            part.write(self._readable.encoded(sheet_end(layout)))

    def _row(self, number: int, row: ExcelRow) -> str:
        cells = "".join(
            self._cell(f"{column_name(at)}{number}", cell) for at, cell in enumerate(row.cells) if cell is not None
        )
        height = min(HIGHEST_ROW, row.height)
        return f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'

    def _cell(self, place: str, cell: ExcelCell) -> str:
        style = self._styles.setdefault(cell.style, len(self._styles) + 1)
        if cell.number is not None:
            return f'<c r="{place}" s="{style}"><v>{Decimal(cell.number):f}</v></c>'
        if not cell.text:
            return f'<c r="{place}" s="{style}"/>'
        text = self._texts.setdefault(cell.shared, len(self._texts))
        return f'<c r="{place}" s="{style}" t="s"><v>{text}</v></c>'

    def _write(self, name: str, content: str) -> None:
        self._archive.writestr(_member(name), self._readable.encoded(content), compresslevel=_LEVEL)

    def _parts(self) -> Iterator[tuple[str, str]]:
        """What is known only when all sheets are written."""
        numbers = range(1, len(self._layouts) + 1)
        yield "xl/sharedStrings.xml", strings_part(self._texts)
        yield "xl/styles.xml", styles_part(tuple(self._styles))
        yield "xl/workbook.xml", workbook_part(self._layouts)
        sheets = [(f"{opc.OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
        shared = [(f"{opc.OFFICE}/styles", "styles.xml"), (f"{opc.OFFICE}/sharedStrings", "sharedStrings.xml")]
        yield "xl/_rels/workbook.xml.rels", opc.links([*sheets, *shared])
        yield "docProps/core.xml", opc.core_properties(self._title, "perfdesk")
        yield "docProps/app.xml", opc.application("perfdesk")
        yield from opc.origin_parts(self._origin).items()
        yield "_rels/.rels", opc.root_links("xl/workbook.xml", self._origin)
        types = [(f"/xl/worksheets/sheet{number}.xml", f"{_MIME}.worksheet+xml") for number in numbers]
        yield "[Content_Types].xml", opc.content_types([*types, *_TYPES], self._origin)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.create_system = 3
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
