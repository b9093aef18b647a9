"""What people left in a file besides the form is gone from the original that is kept."""

from pathlib import Path

import pytest
from lxml import etree

from learning.originals import BODY, W, annex, parts, saved, saved_sheet, with_parts
from perfdesk.importers.checked_original import inflated
from perfdesk.learning.anonymous import accept_changes, anonymous

SPACE = f'xmlns:w="{W[1:-1]}"'
SETTINGS = "word/settings.xml"
BY = 'w:id="1" w:author="罗溪"'
TEXT = "<w:r><w:t>{}</w:t></w:r>".format


def accepted(xml: str) -> tuple[str, bool]:
    """What is left of a body, without its name space, and whether anything was changed."""
    root = etree.fromstring(f"<w:body {SPACE}>{xml}</w:body>")
    changed = accept_changes(root)
    text = etree.tostring(root, encoding="unicode").replace(f" {SPACE}", "")
    return text.removeprefix("<w:body>").removesuffix("</w:body>").replace("<w:body/>", ""), changed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<w:p><w:ins {BY}>{TEXT('新')}</w:ins><w:del {BY}><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>",
         f"<w:p>{TEXT('新')}</w:p>"),
        (f"<w:p><w:moveTo {BY}>{TEXT('来')}</w:moveTo></w:p><w:p><w:moveFrom {BY}>{TEXT('去')}</w:moveFrom></w:p>",
         f"<w:p>{TEXT('来')}</w:p><w:p/>"),
        (f"<w:tbl><w:tr><w:trPr><w:del {BY}/></w:trPr></w:tr><w:tr/></w:tbl>", "<w:tbl><w:tr/></w:tbl>"),
        (f"<w:tbl><w:tr><w:trPr><w:ins {BY}/></w:trPr></w:tr></w:tbl>", "<w:tbl><w:tr><w:trPr/></w:tr></w:tbl>"),
        # A paragraph that was deleted whole; one of which only the end was, stays one.
        (f"<w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr><w:del {BY}>{TEXT('旧')}</w:del></w:p><w:p/>", "<w:p/>"),
        (f"<w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>{TEXT('留')}</w:p>",
         f"<w:p><w:pPr><w:rPr/></w:pPr>{TEXT('留')}</w:p>"),
        # A cell keeps a paragraph.
        (f"<w:tc><w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr></w:p></w:tc>",
         "<w:tc><w:p><w:pPr><w:rPr/></w:pPr></w:p></w:tc>"),
        (f"<w:tc><w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr></w:p><w:p/></w:tc>", "<w:tc><w:p/></w:tc>"),
        (f"<w:p><w:r><w:rPr><w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr></w:r></w:p>",
         "<w:p><w:r><w:rPr><w:b/></w:rPr></w:r></w:p>"),
        ('<w:p><w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/>'
         '<w:r><w:commentReference w:id="0"/></w:r></w:p>', "<w:p/>"),
    ],
)  # fmt: skip
def test_all_changes_are_accepted(before: str, after: str) -> None:
    assert accepted(before) == (after, True)


def test_a_text_without_changes_is_left_alone() -> None:
    assert accepted(f"<w:p>{TEXT('留')}</w:p>") == (f"<w:p>{TEXT('留')}</w:p>", False)


def test_parts_without_anything_of_people_stay_byte_for_byte(tmp_path: Path) -> None:
    content = saved(annex(), tmp_path / "a.docx").read_bytes()
    before, after = parts(content), anonymous(inflated(content))
    differing = {name for name in before if after.get(name) != before[name]}
    assert differing <= {"docProps/core.xml", "docProps/app.xml", "docProps/thumbnail.jpeg", "_rels/.rels",
                         "[Content_Types].xml", "customXml/item1.xml", "customXml/itemProps1.xml",
                         "customXml/_rels/item1.xml.rels", "word/_rels/document.xml.rels"}  # fmt: skip
    assert after[BODY] == before[BODY]


def test_the_program_stays_known_and_its_user_does_not(tmp_path: Path) -> None:
    content = saved(annex(), tmp_path / "a.docx").read_bytes()
    app = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>WPS Office</Application><Company>青溪县水务局</Company><Manager>罗溪</Manager>"
        "<AppVersion>12.0000</AppVersion></Properties>"
    )
    made = anonymous(inflated(with_parts(content, {"docProps/app.xml": app.encode()})))["docProps/app.xml"].decode()
    assert "<Application>WPS Office</Application><AppVersion>12.0000</AppVersion>" in made
    assert "青溪" not in made
    assert "罗溪" not in made


def test_settings_of_one_computer_are_gone(tmp_path: Path) -> None:
    content = saved(annex(), tmp_path / "a.docx").read_bytes()
    own = '<w:docVars><w:docVar w:name="a" w:val="罗溪"/></w:docVars><w:trackRevisions/><w:zoom w:percent="90"/>'
    settings = f"<w:settings {SPACE}>{own}</w:settings>".encode()
    made = anonymous(inflated(with_parts(content, {SETTINGS: settings})))[SETTINGS].decode()
    assert "zoom" in made
    assert "罗溪" not in made
    assert "trackRevisions" not in made


def test_the_drawing_of_a_comment_is_gone_and_that_of_a_picture_stays(tmp_path: Path) -> None:
    content = saved_sheet(annex(), tmp_path / "a.xlsx").read_bytes()
    drawings = {
        "xl/drawings/vmlDrawing1.vml": b'<xml><x:ClientData xmlns:x="x" ObjectType="Note"/></xml>',
        "xl/drawings/vmlDrawing2.vml": b"<xml/>",
        "xl/media/note.txt": b'ObjectType="Note"',
    }
    kept = anonymous(inflated(with_parts(content, drawings)))
    assert [name for name in drawings if name in kept] == ["xl/drawings/vmlDrawing2.vml", "xl/media/note.txt"]
