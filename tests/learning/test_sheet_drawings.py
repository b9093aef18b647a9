"""Pictures over a workbook go where the rows go to which they are tied; each project's sheet has them."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from lxml import etree

from learning.originals import Learned, annex, learned_from, parts, saved_sheet, with_parts, with_rows
from perfdesk.exporters.original.cell_references import moved_by
from perfdesk.exporters.original.sheet_drawings import moved_drawing
from perfdesk.model.document import Project

SHEET, LINKS, TYPES = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels", "[Content_Types].xml"
DRAWING, PICTURE = "xl/drawings/drawing1.xml", "xl/media/image1.png"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
X: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
# One pixel.
PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def anchor(first: int, last: int, edit: str = "") -> str:
    """A picture from one row to another, both from 0."""
    kind = f' editAs="{edit}"' if edit else ""
    ends = "".join(
        f"<xdr:{side}><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>9</xdr:rowOff>"
        f"</xdr:{side}>"
        for side, row in (("from", first), ("to", last))
    )
    picture = (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="章"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
    )
    return f"<xdr:twoCellAnchor{kind}>{ends}{picture}</xdr:twoCellAnchor>"


def drawing(*anchors: str) -> bytes:
    return (
        f'<xdr:wsDr xmlns:xdr="{X[1:-1]}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{OFFICE}">{"".join(anchors)}</xdr:wsDr>'
    ).encode()


def rows(data: bytes) -> list[tuple[int, int]]:
    """From which row to which each picture reaches."""
    root = etree.fromstring(data)
    return [tuple(int(one.findtext(f"{X}{side}/{X}row")) for side in ("from", "to")) for one in root]  # type: ignore[misc]


def with_pictures(content: bytes, *anchors: str, kind: str = "image") -> bytes:
    """A workbook with a drawing over its first sheet."""
    link = f'<Relationship Id="rId{{}}" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'
    known = parts(content)
    end = b'<drawing xmlns:r="' + OFFICE.encode() + b'" r:id="rId9"/></worksheet>'
    types = (
        f'<Default Extension="png" ContentType="image/png"/><Override PartName="/{DRAWING}" '
        'ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>'
    )
    return with_parts(content, {
        SHEET: known[SHEET].replace(b"</worksheet>", end), DRAWING: drawing(*anchors), PICTURE: PNG,
        LINKS: links.format(9, "drawing", "../drawings/drawing1.xml").encode(),
        "xl/drawings/_rels/drawing1.xml.rels": links.format(1, kind, "../media/image1.png").encode(),
        TYPES: known[TYPES].replace(b"</Types>", types.encode()),
    })  # fmt: skip


def learned(folder: Path, *anchors: str, kind: str = "image") -> Learned:
    path = saved_sheet(annex(), folder / "a.xlsx")
    path.write_bytes(with_pictures(path.read_bytes(), *anchors, kind=kind))
    return learned_from(path)


# Three records in rows 8 to 10 from 0; nothing is written below. A logo above, a seal below, a mark beside the records.
PLACES = (anchor(0, 1), anchor(12, 16), anchor(8, 10), anchor(12, 16, "oneCell"), anchor(12, 16, "absolute"))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Learned:
    return learned(tmp_path_factory.mktemp("drawn"), *PLACES)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 60])
def test_what_is_below_the_records_goes_down_with_the_rows(count: int, one: Learned) -> None:
    filled = parts(one.filled(with_rows(one.first, count)))
    by = count - 3
    below = (12 + by, 16 + by)
    assert rows(filled[DRAWING]) == [(0, 1), below, (8, 10 + by), below, (12, 16)]
    assert filled[PICTURE] == PNG


def test_as_long_as_no_row_moves_the_drawing_is_byte_for_byte(one: Learned) -> None:
    assert parts(one.filled())[DRAWING] == parts(one.original)[DRAWING] == drawing(*PLACES)


def test_a_picture_beside_the_records_alone_becomes_longer(tmp_path: Path) -> None:
    one = learned(tmp_path, anchor(8, 10))
    assert rows(parts(one.filled(with_rows(one.first, 4)))[DRAWING]) == [(8, 11)]


def test_of_rows_that_are_gone_what_is_left_has_the_picture() -> None:
    # Of eight rows the fourth and the fifth are gone.
    moved = moved_by([1, 2, 3, 6, 7, 8])
    data = drawing(anchor(3, 4), anchor(2, 4), anchor(4, 6), anchor(9, 9))
    assert rows(moved_drawing(data, moved)) == [(3, 3), (2, 2), (3, 4), (7, 7)]


@pytest.mark.parametrize(("kind", "shown"), [("image", True), ("chart", False)])
def test_each_project_has_the_pictures_and_one_the_charts(kind: str, shown: bool, tmp_path: Path) -> None:
    one = learned(tmp_path, anchor(12, 16), kind=kind)
    first = with_rows(one.first, 5).projects[0]
    second = Project("p2", first.fields, first.indicators[:2])
    filled = parts(one.filled(replace(one.first, projects=(first, second))))
    assert rows(filled[DRAWING]) == [(14, 18)]
    assert (b"drawing" in filled["xl/worksheets/sheet2.xml"]) is shown
    if shown:
        assert rows(filled["xl/drawings/drawing2.xml"]) == [(11, 15)]
        path = tmp_path / "seen.xlsx"
        path.write_bytes(one.filled(replace(one.first, projects=(first, second))))
        assert len(openpyxl.load_workbook(path).worksheets) == 2
