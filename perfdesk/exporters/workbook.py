"""Writes .xlsx: sheets are streamed into the zip row by row, the same content always gives the same bytes.

SpreadsheetML (ECMA-376 part 1, 18) wants elements in a fixed order, which openpyxl breaks inside `font`; and it tells
its own name and the time.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from types import TracebackType
from typing import BinaryIO, Final, NamedTuple

from perfdesk.exporters.ooxml import attribute, escaped

# What Excel allows: Microsoft's "Excel specifications and limits".
LONGEST_TEXT: Final = 32_767
HIGHEST_ROW: Final = 409
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_LEVEL: Final = 3
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Excel reads _x000D_ as a character (ECMA-376 part 1, 22.9.2.19); an underscore that begins such a text is escaped.
_LIKE_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Formats below this number are Excel's own.
_FIRST_OWN: Final = 164
_TEXT: Final = "@"
_BUILT_IN: Final = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, _TEXT: 49}
_INCHES: Final = 25.4
# What begins a formula when a clerk types it.
_BEGINS_FORMULA: Final = ("=", "+", "-", "@")


class ExcelStyle(NamedTuple):
    """How a cell looks. `quoted` text stays text when somebody edits the cell."""

    font: str
    size: float
    bold: bool = False
    grey: bool = False
    box: bool = True
    across: str = ""
    wrap: bool = True
    format: str = _TEXT
    quoted: bool = False


class ExcelCell(NamedTuple):
    """A text, or a number as it is written, which then is no text."""

    style: ExcelStyle
    text: str = ""
    number: Decimal | int | None = None


class ExcelMerge(NamedTuple):
    """A merged range; rows and columns count from 0."""

    row: int
    column: int
    rows: int
    columns: int


class ExcelRow(NamedTuple):
    """Cells from the first column on, None where there is none, and the height in points."""

    height: float
    cells: Sequence[ExcelCell | None]


class Layout(NamedTuple):
    """What a sheet has beside its rows. `widths` in digits; `margins` left, right, top, bottom in millimetres.

    `titles` are the first and last row (from 0) that print on every page; `filter` covers a list with its heads;
    `prompt` is shown where the list is clicked on.
    """

    title: str
    widths: Sequence[float]
    margins: tuple[float, float, float, float]
    landscape: bool = False
    titles: tuple[int, int] | None = None
    frozen: int = 0
    filter: ExcelMerge | None = None
    merges: Sequence[ExcelMerge] = ()
    prompt: str = ""
    footer: str = "&C— &P —"


def escaped_text(text: str) -> str:
    """A text as a cell holds it."""
    return _LIKE_ESCAPE.sub("_x005F_", text)


def text_cell(style: ExcelStyle, text: str) -> ExcelCell:
    """A text that stays one."""
    return ExcelCell(style._replace(quoted=True) if text.startswith(_BEGINS_FORMULA) else style, text)


def column_name(column: int) -> str:
    """A, B, …, Z, AA; counted from 0."""
    name = ""
    while column >= 0:
        name = chr(65 + column % 26) + name
        column = column // 26 - 1
    return name


class Workbook:
    """A workbook being written; what was written is whole when the `with` block ends."""

    def __init__(self, stream: BinaryIO, title: str) -> None:
        """`title` is the file's, for people."""
        self._archive = zipfile.ZipFile(stream, "w", allowZip64=False)
        self._title = title
        self._layouts: list[Layout] = []
        self._texts: dict[str, int] = {}
        self._styles: dict[ExcelStyle, int] = {}

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._archive:
            if kind is None:
                for name, content in self._parts():
                    self._write(name, content)

    def add(self, layout: Layout, rows: Iterable[ExcelRow]) -> None:
        """The next sheet; the first is the one that is shown."""
        self._layouts.append(layout)
        with self._archive.open(_member(f"xl/worksheets/sheet{len(self._layouts)}.xml"), "w") as part:
            part.write(_sheet_head(layout, first=len(self._layouts) == 1).encode("utf-8"))
            for number, row in enumerate(rows, 1):
                part.write(self._row(number, row).encode("utf-8"))
            part.write(_sheet_foot(layout).encode("utf-8"))

    def _row(self, number: int, row: ExcelRow) -> str:
        cells = "".join(
            self._cell(f"{column_name(at)}{number}", cell) for at, cell in enumerate(row.cells) if cell is not None
        )
        height = min(HIGHEST_ROW, row.height)
        return f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'

    def _cell(self, place: str, cell: ExcelCell) -> str:
        style = self._styles.setdefault(cell.style, len(self._styles) + 1)
        if cell.number is not None:
            return f'<c r="{place}" s="{style}"><v>{cell.number:f}</v></c>'
        if not cell.text:
            return f'<c r="{place}" s="{style}"/>'
        text = self._texts.setdefault(cell.text, len(self._texts))
        return f'<c r="{place}" s="{style}" t="s"><v>{text}</v></c>'

    def _write(self, name: str, content: str) -> None:
        self._archive.writestr(_member(name), content.encode("utf-8"), compresslevel=_LEVEL)

    def _parts(self) -> Iterator[tuple[str, str]]:
        yield "xl/sharedStrings.xml", _strings(self._texts)
        yield "xl/styles.xml", _styles(tuple(self._styles))
        yield "xl/workbook.xml", _workbook(self._layouts)
        numbers = range(1, len(self._layouts) + 1)
        sheets = [(f"{_LINKS}/worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
        others = [(f"{_LINKS}/styles", "styles.xml"), (f"{_LINKS}/sharedStrings", "sharedStrings.xml")]
        yield "xl/_rels/workbook.xml.rels", _relations([*sheets, *others])
        yield "docProps/core.xml", _core(self._title)
        yield "docProps/app.xml", _APP
        yield "_rels/.rels", _relations(_ROOTS)
        yield "[Content_Types].xml", _types(numbers)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.create_system = 3
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


# --- a sheet (CT_Worksheet, 18.3.1.99) ------------------------------------------------------------------------------


def _sheet_head(layout: Layout, *, first: bool) -> str:
    selected = ' tabSelected="1"' if first else ""
    pane = ""
    if layout.frozen:
        below = f"A{layout.frozen + 1}"
        pane = (
            f'<pane ySplit="{layout.frozen}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
            f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/>'
        )
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>' for at, width in enumerate(layout.widths, 1)
    )
    return (
        f'{_XML}<worksheet {_MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"{selected}>{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )


def _sheet_foot(layout: Layout) -> str:
    left, right, top, bottom = (f"{side / _INCHES:.3f}" for side in layout.margins)
    merges = "".join(f'<mergeCell ref="{_range(merge)}"/>' for merge in layout.merges)
    return (
        "</sheetData>"
        + (f'<autoFilter ref="{_range(layout.filter)}"/>' if layout.filter else "")
        + (f'<mergeCells count="{len(layout.merges)}">{merges}</mergeCells>' if merges else "")
        + (_prompt(layout.filter, layout.prompt) if layout.filter and layout.prompt else "")
        + '<printOptions horizontalCentered="1"/>'
        + f'<pageMargins left="{left}" right="{right}" top="{top}" bottom="{bottom}" header="0.3" footer="0.3"/>'
        + f'<pageSetup paperSize="9" orientation="{"landscape" if layout.landscape else "portrait"}" fitToHeight="0"/>'
        + f"<headerFooter><oddFooter>{escaped(layout.footer)}</oddFooter></headerFooter></worksheet>"
    )


def _prompt(where: ExcelMerge, text: str) -> str:
    """A sentence that appears where a cell is chosen; it forbids nothing."""
    return (
        '<dataValidations count="1"><dataValidation allowBlank="1" showInputMessage="1" '
        f'prompt="{attribute(text)}" sqref="{_range(where)}"/></dataValidations>'
    )


def _range(merge: ExcelMerge) -> str:
    first = f"{column_name(merge.column)}{merge.row + 1}"
    return f"{first}:{column_name(merge.column + merge.columns - 1)}{merge.row + merge.rows}"


# --- what sheets share ----------------------------------------------------------------------------------------------


def _strings(texts: Iterable[str]) -> str:
    items = "".join(f'<si><t xml:space="preserve">{escaped(escaped_text(text))}</t></si>' for text in texts)
    return f"{_XML}<sst {_MAIN}>{items}</sst>"


def _styles(styles: Sequence[ExcelStyle]) -> str:
    """xl/styles.xml (18.8.39). The first font, fill, border and style are what Excel takes where none is named."""
    fonts = [_font(ExcelStyle("宋体", 11)), *(_font(style) for style in styles)]
    formats = {style.format: _BUILT_IN.get(style.format) for style in styles}
    own = [code for code, number in formats.items() if number is None]
    numbers = {**_BUILT_IN, **{code: number for number, code in enumerate(own, _FIRST_OWN)}}
    declared = "".join(f'<numFmt numFmtId="{numbers[code]}" formatCode="{attribute(code)}"/>' for code in own)
    cells = "".join(_style(style, at, numbers[style.format]) for at, style in enumerate(styles, 1))
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (
        f"{_XML}<styleSheet {_MAIN}>"
        + (f'<numFmts count="{len(own)}">{declared}</numFmts>' if own else "")
        + f'<fonts count="{len(fonts)}">{"".join(fonts)}</fonts>'
        + f'<fills count="3">{_FILLS}</fills><borders count="2">{_BORDERS}</borders>'
        + f'<cellStyleXfs count="1">{plain}/></cellStyleXfs>'
        + f'<cellXfs count="{len(styles) + 1}">{plain} xfId="0"/>{cells}</cellXfs>'
        + '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _font(style: ExcelStyle) -> str:
    bold = "<b/>" if style.bold else ""
    return f'<font>{bold}<sz val="{style.size:g}"/><name val="{attribute(style.font)}"/></font>'


def _style(style: ExcelStyle, font: int, number: int) -> str:
    quoted = ' quotePrefix="1"' if style.quoted else ""
    across = f' horizontal="{style.across}"' if style.across else ""
    wrap = ' wrapText="1"' if style.wrap else ""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{2 if style.grey else 0}" borderId="{int(style.box)}" '
        f'xfId="0"{quoted} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment{across} vertical="center"{wrap}/></xf>'
    )


_FILLS: Final = (
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEEEEE"/></patternFill></fill>'
)
_BORDERS: Final = "".join(
    "<border>" + "".join(f"<{side}{line}/>" for side in ("left", "right", "top", "bottom")) + "<diagonal/></border>"
    for line in ("", ' style="thin"')
)


# --- the package ----------------------------------------------------------------------------------------------------


def _workbook(layouts: Sequence[Layout]) -> str:
    sheets = "".join(
        f'<sheet name="{attribute(layout.title)}" sheetId="{at}" r:id="rId{at}"/>'
        for at, layout in enumerate(layouts, 1)
    )
    names = "".join(name for at, layout in enumerate(layouts) for name in _names(at, layout))
    return (
        f'{_XML}<workbook {_MAIN} xmlns:r="{_LINKS}"><bookViews><workbookView/></bookViews><sheets>{sheets}</sheets>'
        + (f"<definedNames>{names}</definedNames>" if names else "")
        + "</workbook>"
    )


def _names(at: int, layout: Layout) -> Iterator[str]:
    """Excel keeps the filter's range and the rows that print on every page as names of the sheet."""
    sheet = "'" + layout.title.replace("'", "''") + "'"
    if layout.filter:
        last = layout.filter
        first = f"${column_name(last.column)}${last.row + 1}"
        end = f"${column_name(last.column + last.columns - 1)}${last.row + last.rows}"
        place = escaped(f"{sheet}!{first}:{end}")
        yield f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">{place}</definedName>'
    if layout.titles:
        place = escaped(f"{sheet}!${layout.titles[0] + 1}:${layout.titles[1] + 1}")
        yield f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{place}</definedName>'


_ROOTS: Final = (
    (f"{_LINKS}/officeDocument", "xl/workbook.xml"),
    (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    (f"{_LINKS}/extended-properties", "docProps/app.xml"),
)
_APP: Final = (
    f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>perfdesk</Application></Properties>"
)


def _relations(rows: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>' for at, (kind, target) in enumerate(rows, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _core(title: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escaped(title)}</dc:title><dc:creator>perfdesk</dc:creator></cp:coreProperties>"
    )


def _types(numbers: Iterable[int]) -> str:
    parts = [(f"/xl/worksheets/sheet{number}.xml", f"{_TYPE}.worksheet+xml") for number in numbers]
    parts += [
        ("/xl/workbook.xml", f"{_TYPE}.sheet.main+xml"),
        ("/xl/styles.xml", f"{_TYPE}.styles+xml"),
        ("/xl/sharedStrings.xml", f"{_TYPE}.sharedStrings+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    ]
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )
