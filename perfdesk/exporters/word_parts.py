"""The parts of a Word package beside the text: styles, settings, sections, footer, properties."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from perfdesk import __version__
from perfdesk.exporters import opc
from perfdesk.exporters.ooxml import DXA, FIELD_END, attribute, field_start, run
from perfdesk.exporters.word_cells import border
from perfdesk.forms.definition import Contents, Form
from perfdesk.forms.sections import Section
from perfdesk.forms.sheet import Role, cell_style
from perfdesk.forms.style import Align, Edge, Style
from perfdesk.model.document import Document
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.keys import COMPILER, DEPARTMENT_NAME, FISCAL_YEAR
from perfdesk.paper.breaking import NOT_AT_END, NOT_AT_START
from perfdesk.paper.pages import GLUE_HEIGHT, number_align

# Where the middle of an em is above the baseline, in 宋体 and its like: 220 parts of 256 are above it, 36 below.
_ABOVE_BASELINE: Final = (220 - 36) / 2 / 256
# Ids of the styles that no form names.
CELL: Final = "table-text"
LABEL: Final = "table-label"
GLUE: Final = "table-glue"

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R: Final = f'xmlns:r="{opc.OFFICE}"'
_MIME: Final = f"{opc.MIME}.wordprocessingml"

DOCUMENT_START: Final = f"{opc.XML}<w:document {_W} {_R}><w:body>"
DOCUMENT_END: Final = "</w:body></w:document>"

_CONTENT_TYPES: Final = (
    ("/word/document.xml", f"{_MIME}.document.main+xml"),
    ("/word/styles.xml", f"{_MIME}.styles+xml"),
    ("/word/settings.xml", f"{_MIME}.settings+xml"),
    ("/word/fontTable.xml", f"{_MIME}.fontTable+xml"),
    ("/word/footer1.xml", f"{_MIME}.footer+xml"),
    ("/word/footer2.xml", f"{_MIME}.footer+xml"),
)
_DOCUMENT_LINKS: Final = (
    (f"{opc.OFFICE}/styles", "styles.xml"),
    (f"{opc.OFFICE}/settings", "settings.xml"),
    (f"{opc.OFFICE}/fontTable", "fontTable.xml"),
    (f"{opc.OFFICE}/footer", "footer1.xml"),
    (f"{opc.OFFICE}/footer", "footer2.xml"),
)


def parts(form: Form, document: Document, origin: ExportOrigin | None = None) -> dict[str, str]:
    """Every member of the package but word/document.xml, in the order in which it is written."""
    return {
        "[Content_Types].xml": opc.content_types(_CONTENT_TYPES, origin),
        "_rels/.rels": opc.root_links("word/document.xml", origin),
        "docProps/core.xml": _core(form, document),
        "docProps/app.xml": opc.application(f"perfdesk {__version__}"),
        **opc.origin_parts(origin),
        "word/_rels/document.xml.rels": opc.links(_DOCUMENT_LINKS),
        "word/styles.xml": _styles(form),
        "word/settings.xml": _settings(form),
        "word/fontTable.xml": _fonts(form),
        "word/footer1.xml": _footer(form, 1),
        "word/footer2.xml": _footer(form, 2),
    }


def _core(form: Form, document: Document) -> str:
    title = " ".join(filter(None, (document.fields[DEPARTMENT_NAME], document.fields[FISCAL_YEAR], form.title)))
    return opc.core_properties(title, document.fields[COMPILER] or document.fields[DEPARTMENT_NAME], "zh-CN")


# --- styles ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _styles_of(rows: tuple[tuple[str, str, str, str], ...]) -> str:
    body = "".join(_style_xml(*row) for row in rows)
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体"/>'
        '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority '
        'w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    return f"{opc.XML}<w:styles {_W}>{defaults}{normal}{body}</w:styles>"


def _styles(form: Form) -> str:
    cell, label = (cell_style(form, role, "") for role in (Role.VALUE, Role.LABEL))
    rows = [(name, name, *_properties(style)) for name, style in form.styles.items()]
    rows.append((CELL, "表格文字", *_properties(cell)))
    rows.append((LABEL, "表格标签", *_properties(label)))
    rows.append((GLUE, "表格连接", *_properties(replace(cell, size=1, line=GLUE_HEIGHT))))
    contents = next((part for part in form.parts if isinstance(part, Contents)), None)
    if contents is not None:
        tab = _right_tab(form.on(contents.page))
        for level, name in ((1, contents.part_style), (2, contents.line_style)):
            paragraph, text = _properties(form.styles[name], tab if level == 2 else "")
            rows.append((f"TOC{level}", f"toc {level}", paragraph, text))
    return _styles_of(tuple(rows))


def _right_tab(form: Form) -> str:
    position = round(form.page.text_width * DXA)
    return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{position}"/></w:tabs>'


def _style_xml(key: str, name: str, paragraph: str, text: str) -> str:
    custom = "" if key.startswith("TOC") else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{key}"><w:name w:val="{attribute(name)}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{text}</w:rPr></w:style>'
    )


def _properties(style: Style, tabs: str = "") -> tuple[str, str]:
    """Paragraph and run properties. Word's own adjustments are off: what is counted is what is printed."""
    indent = _indent(style)
    outline = f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    spacing = f'w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"'
    paragraph = (
        f'<w:widowControl w:val="0"/>{tabs}<w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing {spacing} w:line="{round(style.line * 20)}" w:lineRule="exact"/>{indent}'
        f'<w:jc w:val="{style.align}"/>{outline}'
    )
    font = attribute(style.font)
    bold = "<w:b/><w:bCs/>" if style.bold else ""
    bold += "<w:i/><w:iCs/>" if style.italic else ""
    spacing = f'<w:spacing w:val="{round(style.spacing * 20)}"/>' if style.spacing else ""
    size = round(style.size * 2)
    text = (
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>{bold}{spacing}'
        f'<w:kern w:val="0"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )
    return paragraph, text


def _indent(style: Style) -> str:
    """w:ind: how far the first line is set in, and in cells all lines."""
    side = "right" if style.align is Align.RIGHT else "left"
    said = [(side, style.inset), ("firstLine", style.indent)]
    parts = [
        f' w:{name}Chars="{round(characters * 100)}" w:{name}="{round(characters * style.size * 20)}"'
        for name, characters in said if characters
    ]  # fmt: skip
    return f"<w:ind{''.join(parts)}/>" if parts else ""


def position(style: Style) -> str:
    """w:position, which raises a run so that it stands in the middle of its line.

    Word and LibreOffice draw the baseline of an exact line at four fifths of its height; low text touches the border
    below. w:textAlignment moves characters of different heights against each other only. A paragraph style cannot say
    it: LibreOffice 7.4 takes that for a superscript and makes the text small.
    """
    half_points = round((0.3 * style.line - _ABOVE_BASELINE * style.size) * 2)
    return f'<w:position w:val="{half_points}"/>' if half_points else ""


def _fonts(form: Form) -> str:
    names = sorted({form.table.font, *(style.font for style in form.styles.values())})
    rows = "".join(
        f'<w:font w:name="{attribute(name)}"><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="default"/></w:font>'
        for name in names
    )
    return f"{opc.XML}<w:fonts {_W}>{rows}</w:fonts>"


def _settings(form: Form) -> str:
    sides = "<w:evenAndOddHeaders/>" if form.page.number_outside else ""
    after, before = (attribute("".join(sorted(marks))) for marks in (NOT_AT_END, NOT_AT_START))
    return (
        f'{opc.XML}<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{sides}'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:noLineBreaksAfter w:lang="zh-CN" w:val="{after}"/>'
        f'<w:noLineBreaksBefore w:lang="zh-CN" w:val="{before}"/>'
        "<w:compat><w:doNotExpandShiftReturn/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        "</w:settings>"
    )


# --- sections and tables ---------------------------------------------------------------------------------------


def section_settings(form: Form, section: Section) -> str:
    """w:sectPr: paper, margins, and how pages are numbered."""
    page = form.on(section.paper).page
    footer = _FOOTERS if section.numbered else ""
    start = '<w:pgNumType w:start="1"/>' if section.restart else ""
    bottom = page.height - page.top - page.text_height
    right = page.width - page.left - page.text_width
    # GB/T 9704-2012, 7.5: the number stands 7 mm below the text area.
    number_height = form.styles[page.number_style].line / 72 * 25.4
    margins = {
        "top": page.top,
        "right": right,
        "bottom": bottom,
        "left": page.left,
        "header": 15,
        "footer": max(5.0, bottom - 7 - number_height),
        "gutter": 0,
    }
    sides = " ".join(f'w:{name}="{round(value * DXA)}"' for name, value in margins.items())
    # Without it a printer gets the sheet upright.
    orient = ' w:orient="landscape"' if page.landscape else ""
    size = f'<w:pgSz w:w="{round(page.width * DXA)}" w:h="{round(page.height * DXA)}"{orient}/>'
    return f'<w:sectPr>{footer}<w:type w:val="nextPage"/>{size}<w:pgMar {sides}/>{start}</w:sectPr>'


_FOOTERS: Final = '<w:footerReference w:type="even" r:id="rId5"/><w:footerReference w:type="default" r:id="rId4"/>'


def _footer(form: Form, number: int) -> str:
    """The page number on pages that are odd or even like `number`."""
    page = form.page
    style = form.styles[page.number_style]
    side = number_align(page, style, number)
    edge = f'<w:ind w:{side}="{round(style.size * 20)}"/>' if page.number_outside else ""
    before, after = (run(text) for text in page.number_text.partition("{page}")[::2])
    field = field_start(" PAGE ") + run(str(number)) + FIELD_END
    place = f'<w:pPr><w:pStyle w:val="{page.number_style}"/>{edge}<w:jc w:val="{side}"/></w:pPr>'
    return f"{opc.XML}<w:ftr {_W}><w:p>{place}{before}{field}{after}</w:p></w:ftr>"


def table_settings(form: Form, widths: tuple[int, ...], *, open_below: bool = False) -> str:
    """w:tblPr and w:tblGrid: fixed layout, all widths adding up (LibreOffice reads the grid, Word the cells)."""
    return _table_settings(form.table.margin, widths, open_below, form.table.frame)


@lru_cache(maxsize=16)
def _table_settings(margin: float, widths: tuple[int, ...], open_below: bool, frame: Edge) -> str:  # noqa: FBT001
    kinds = dict.fromkeys(("top", "left", "bottom", "right"), frame) | dict.fromkeys(("insideH", "insideV"), Edge.THIN)
    if open_below:
        kinds["bottom"] = Edge.NONE
    borders = "".join(border(side, kind) for side, kind in kinds.items())
    space = round(margin * 20)
    margins = f'<w:left w:w="{space}" w:type="dxa"/><w:right w:w="{space}" w:type="dxa"/>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )
