"""The parts of a workbook (SpreadsheetML, ECMA-376 part 1, 18): sheets around their rows, texts, styles, the list of
sheets. Their elements have a fixed order.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from perfdesk.exporters.excel_cells import TEXT_FORMAT, ExcelMerge, ExcelStyle, Layout, StyledText, column_name
from perfdesk.exporters.marked_runs import excel_properties
from perfdesk.exporters.ooxml import attribute, escaped
from perfdesk.exporters.opc import OFFICE, XML
from perfdesk.forms.style import Edge, Edges, Vertical

_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
# Excel reads _x000D_ as a character (ECMA-376 part 1, 22.9.2.19); an underscore that begins such a text is escaped.
_LIKE_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Formats below this number are Excel's own.
_FIRST_OWN: Final = 164
_BUILT_IN: Final = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, TEXT_FORMAT: 49}
_INCHES: Final = 25.4


def escaped_text(text: str) -> str:
    """A text as a cell holds it."""
    return _LIKE_ESCAPE.sub("_x005F_", text)


# --- a sheet (CT_Worksheet, 18.3.1.99) ------------------------------------------------------------------------------


def sheet_start(layout: Layout, *, first: bool) -> str:
    """A sheet up to its rows; the first one is shown."""
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
        f'{XML}<worksheet {_MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"{selected}>{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )


def sheet_end(layout: Layout) -> str:
    """A sheet behind its rows."""
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


def strings_part(texts: Iterable[str | StyledText]) -> str:
    """xl/sharedStrings.xml (18.4.9), in the order in which cells count them."""
    items = "".join(f"<si>{_text(text) if isinstance(text, str) else _runs(text)}</si>" for text in texts)
    return f"{XML}<sst {_MAIN}>{items}</sst>"


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escaped(escaped_text(text))}</t>'


def _runs(styled: StyledText) -> str:
    """The runs of a text; what is not marked looks as its cell."""
    look = excel_properties(styled.font, styled.size, gone=styled.text.gone)
    return "".join(f"<r>{look if seen else ''}{_text(piece)}</r>" for piece, seen in styled.text.pieces)


def styles_part(styles: Sequence[ExcelStyle]) -> str:
    """xl/styles.xml (18.8.39). The first font, fill, border and style are what Excel takes where none is named."""
    fonts = [_font(ExcelStyle("宋体", 11)), *(_font(style) for style in styles)]
    formats = {style.format: _BUILT_IN.get(style.format) for style in styles}
    own = [code for code, number in formats.items() if number is None]
    numbers = {**_BUILT_IN, **{code: number for number, code in enumerate(own, _FIRST_OWN)}}
    declared = "".join(f'<numFmt numFmtId="{numbers[code]}" formatCode="{attribute(code)}"/>' for code in own)
    fills = [*dict.fromkeys(style.cell.fill for style in styles if style.cell.fill)]
    lines = [*dict.fromkeys(style.cell.edges for style in styles if style.cell.edges)]
    cells = "".join(
        _style(style, at, numbers[style.format], _fill_number(style, fills), _line_number(style, lines))
        for at, style in enumerate(styles, 1)
    )
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (
        f"{XML}<styleSheet {_MAIN}>"
        + (f'<numFmts count="{len(own)}">{declared}</numFmts>' if own else "")
        + f'<fonts count="{len(fonts)}">{"".join(fonts)}</fonts>'
        + f'<fills count="{3 + len(fills)}">{_FILLS}{"".join(map(_fill, fills))}</fills>'
        + f'<borders count="{2 + len(lines)}">{_BORDERS}{"".join(map(_lines, lines))}</borders>'
        + f'<cellStyleXfs count="1">{plain}/></cellStyleXfs>'
        + f'<cellXfs count="{len(styles) + 1}">{plain} xfId="0"/>{cells}</cellXfs>'
        + '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _font(style: ExcelStyle) -> str:
    bold = "<b/>" * style.bold + "<i/>" * style.cell.italic
    return f'<font>{bold}<sz val="{style.size:g}"/><name val="{attribute(style.font)}"/></font>'


def _fill_number(style: ExcelStyle, fills: Sequence[str]) -> int:
    return 3 + fills.index(style.cell.fill) if style.cell.fill else 2 if style.grey else 0


def _line_number(style: ExcelStyle, lines: Sequence[Edges]) -> int:
    return 2 + lines.index(style.cell.edges) if style.cell.edges else int(style.box)


def _fill(colour: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill></fill>'


def _lines(edges: Edges) -> str:
    """A border; names of lines are Excel's own (18.18.3)."""
    sides = zip(("left", "right", "top", "bottom"), edges, strict=True)
    made = (f'<{side} style="{edge}"/>' if edge is not Edge.NONE else f"<{side}/>" for side, edge in sides)
    return f"<border>{''.join(made)}<diagonal/></border>"


def _style(style: ExcelStyle, font: int, number: int, fill: int, line: int) -> str:
    quoted = ' quotePrefix="1"' if style.quoted else ""
    across = f' horizontal="{style.across}"' if style.across else ""
    shape = style.cell
    wrap = ' shrinkToFit="1"' if shape.shrink else ' wrapText="1"' if style.wrap else ""
    inset = f' indent="{shape.inset}"' if shape.inset else ""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{line}" '
        f'xfId="0"{quoted} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment{across} vertical="{_VERTICAL[shape.vertical]}"{wrap}{inset}/></xf>'
    )


_VERTICAL: Final = {Vertical.TOP: "top", Vertical.MIDDLE: "center", Vertical.BOTTOM: "bottom"}
_FILLS: Final = (
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEEEEE"/></patternFill></fill>'
)
_BORDERS: Final = "".join(
    "<border>" + "".join(f"<{side}{line}/>" for side in ("left", "right", "top", "bottom")) + "<diagonal/></border>"
    for line in ("", ' style="thin"')
)


def workbook_part(layouts: Sequence[Layout]) -> str:
    """xl/workbook.xml (18.2.27): the sheets in order."""
    sheets = "".join(
        f'<sheet name="{attribute(layout.title)}" sheetId="{at}" r:id="rId{at}"/>'
        for at, layout in enumerate(layouts, 1)
    )
    names = "".join(name for at, layout in enumerate(layouts) for name in _names(at, layout))
    return (
        f'{XML}<workbook {_MAIN} xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews><sheets>{sheets}</sheets>'
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
