"""Workbooks part by part: what no library would write."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">%s</xdr:wsDr>'
)


def rows(*lines: str) -> str:
    """Rows of cells, one line each: "A1=字 | C1=2*3" is the text 字 in A1 and the number 2 with style 3 in C1."""
    return "".join(f"<row>{''.join(map(cell, line.split(' | ')))}</row>" for line in lines)


def cell(text: str) -> str:
    """One cell of the notation of `rows`; a number is one, everything else is a text."""
    name, _, value = text.strip().partition("=")
    value, _, style = value.partition("*")
    number = value.replace(".", "", 1).lstrip("-").isdigit()
    kind, inside = ("n", f"<v>{value}</v>") if number else ("inlineStr", f"<is><t>{value}</t></is>")
    return f'<c r="{name}" t="{kind}" s="{style or 0}">{inside}</c>'


def styles(*codes: str, fonts: str = "<font/>") -> str:
    """A styles part: style 0 has no format, then one for each code; style numbers go on with one for each font."""
    own = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(codes))
    looks = "".join(f'<xf fontId="{at}"/>' for at in range(1, fonts.count("<font>") + 1))
    formats = "".join(f'<xf numFmtId="{200 + at}" fontId="0"/>' for at in range(len(codes)))
    return f"<numFmts>{own}</numFmts><fonts><font/>{fonts}</fonts><cellXfs><xf/>{formats}{looks}</cellXfs>"


def links(*targets: str) -> str:
    """A part of relationships: "comments ../comments1.xml" is one of that type."""
    pairs = (target.split() for target in targets)
    inside = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(pairs)
    )
    return f'<Relationships xmlns="{LINKS}">{inside}</Relationships>'


def save_parts(folder: Path, sheet: str, more: Mapping[str, str] | None = None, workbook: str = "") -> Path:
    """A workbook with one sheet called 甲. `sheet` is the inside of its part, "" of the name stands for its table."""
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}'
        '<sheets><sheet name="甲" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links("worksheet worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }
    for name, text in (more or {}).items():
        root = {"xl/styles.xml": "styleSheet", "xl/sharedStrings.xml": "sst"}.get(name)
        parts[name] = f'<{root} xmlns="{MAIN}">{text}</{root}>' if root else text
    path = folder / "parts.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path
