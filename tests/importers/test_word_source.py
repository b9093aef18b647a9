"""Word annexes made by hand: merges, wrappers, tracked changes, fields, and packages that lie."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from notation import document
from sources import HEBEI, NINGXIA, save_word
from trust import Promise

from perfdesk.forms.loader import form
from perfdesk.forms.sheet import Sheet, sheet
from perfdesk.importers import word
from perfdesk.importers.grid import Grid, ImportFailure, Line
from perfdesk.importers.load import read_source
from perfdesk.importers.word import read_word
from perfdesk.model.document import Document

BOOK = document(HEBEI)
ANNEX = document(NINGXIA, "ningxia-annex2-2024")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _sheets(one: Document) -> list[Sheet]:
    return [sheet(form(one.form), one, project) for project in one.projects]


def _package(path: Path, members: dict[str, bytes]) -> Path:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    path.write_bytes(stream.getvalue())
    return path


def _body(folder: Path, xml: str) -> Path:
    whole = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{xml}</w:body></w:document>'
    return _package(folder / "body.docx", {"word/document.xml": whole.encode()})


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _cell(content: str, settings: str = "") -> str:
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{content}</w:tc>"


def _lines(folder: Path, xml: str) -> list[str]:
    return [element.text for element in read_word(_body(folder, xml)).elements if isinstance(element, Line)]


@pytest.mark.parametrize("one", [BOOK, ANNEX], ids=["hebei", "ningxia"])
def test_merged_cells_are_read_as_word_merges_them(tmp_path: Path, one: Document) -> None:
    imported = read_source(save_word(tmp_path, *_sheets(one)))
    assert imported.left_out == ()
    for project, original in zip(imported.document.projects, one.projects, strict=True):
        kept = {k: t for k, t in original.fields.items() if one is ANNEX or not k.startswith("unit_")}
        assert dict(project.fields) == kept
        assert [dict(i.fields) for i in project.indicators] == [dict(i.fields) for i in original.indicators]


def test_a_typed_text_stays_as_it_was_typed(tmp_path: Path) -> None:
    one = document("# 图书 室 | goal=1 人 ，3 次\n- 数量 | 借阅 人次 | ≥ 6 万 人 次", ANNEX.form)
    project = read_source(save_word(tmp_path, *_sheets(one)), form(ANNEX.form)).document.projects[0]
    assert project.name == "图书 室"
    assert project.fields["goal"] == "1 人 ，3 次"
    assert (project.indicators[0].name, project.indicators[0].target) == ("借阅 人次", "≥ 6 万 人 次")


def test_paragraphs_in_a_cell_are_lines_and_labels_may_be_broken(tmp_path: Path) -> None:
    one = _sheets(ANNEX)[0]
    broken = {
        "年度总体目标": "年度\n总体目标",
        "采购新书。": "采购新书。\n采购期刊。",
        "社会效益指标（必填）": "社会效益\n指标\n（必填）",
    }
    cells = tuple(cell._replace(text=broken.get(cell.text, cell.text)) for cell in one.cells)
    imported = read_source(save_word(tmp_path, one._replace(cells=cells)))
    project = imported.document.projects[0]
    assert imported.complete
    assert project.fields["goal"] == "采购新书。\n采购期刊。"
    assert project.indicators[2].level2 == "社会效益指标"


def test_a_blank_level_that_is_not_merged_stays_blank(tmp_path: Path) -> None:
    one = document("# 阅览室\n- | 借阅人次 | 6万人次\n- 数量 | 座位 | 80个", ANNEX.form)
    first = read_source(save_word(tmp_path, *_sheets(one)), form(ANNEX.form)).document.projects[0].indicators[0]
    assert (first.level1, first.level2, first.name) == ("", "", "借阅人次")


def _cut(one: Sheet, first: int, last: int) -> Sheet:
    """Rows of a sheet as a table of their own; of a cell merged down, the text stays where it began."""
    cells = []
    for cell in one.cells:
        start, end = max(cell.row, first), min(cell.row + cell.rows, last)
        if start < end:
            text = cell.text if cell.row >= first else ""
            cells.append(cell._replace(row=start - first, rows=end - start, text=text))
    return one._replace(rows=last - first, cells=tuple(cells))


def test_a_table_broken_over_a_page_by_a_converter_goes_on(tmp_path: Path) -> None:
    one = _sheets(BOOK)[0]
    middle = (one.header or 0) + 2
    above, below = _cut(one, 0, middle), _cut(one, middle, one.rows)
    imported = read_source(save_word(tmp_path, above, "", below))
    found = imported.document.projects
    assert len(found) == 1
    assert [(i.level1, i.level2) for i in found[0].indicators] == [
        (i.level1, i.level2) for i in BOOK.projects[0].indicators
    ]
    assert any("没有表头" in note.text for note in imported.guessed)


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (f"<w:p>{_run('甲')}<w:del>{_run('乙')}</w:del><w:ins>{_run('丙')}</w:ins></w:p>", "甲丙"),
        (f"<w:p><w:moveFrom>{_run('甲')}</w:moveFrom><w:moveTo>{_run('乙')}</w:moveTo></w:p>", "乙"),
        (f"<w:p><w:r><w:instrText>TOC</w:instrText></w:r>{_run('目录')}</w:p>", "目录"),
        (f"<w:p>{_run('甲')}<w:r><w:tab/></w:r>{_run('1')}<w:r><w:br/></w:r>{_run('乙')}</w:p>", "甲\t1\n乙"),
        (f"<w:sdt><w:sdtContent><w:p>{_run('内')}</w:p></w:sdtContent></w:sdt>", "内"),
        (f"<w:p><w:hyperlink>{_run('链')}</w:hyperlink></w:p>", "链"),
        (f"<w:p>{_run('a &amp;amp; &lt;b&gt;')}<!-- x --></w:p>", "a &amp; <b>"),
    ],
    ids=["changes", "moves", "field-codes", "tabs", "content-controls", "links", "escapes"],
)
def test_paragraphs_are_read_as_a_reader_sees_them(tmp_path: Path, xml: str, text: str) -> None:
    assert _lines(tmp_path, xml) == [text]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"<w:p>{_run('甲')}</w:p><w:p>{_run('乙')}</w:p>", "甲\n乙"),
        (f"<w:sdt><w:sdtContent><w:p>{_run('甲')}</w:p><w:p>{_run('乙')}</w:p></w:sdtContent></w:sdt>", "甲\n乙"),
        (f"<w:customXml><w:p>{_run('甲')}</w:p><w:p>{_run('乙')}</w:p></w:customXml>", "甲\n乙"),
        (f"<w:p>{_run('甲')}</w:p><w:ins><w:p>{_run('乙')}</w:p></w:ins>", "甲\n乙"),
        (f"<w:bookmarkStart/><w:p>{_run('甲')}</w:p><w:bookmarkEnd/><w:p>{_run('乙')}</w:p>", "甲\n乙"),
        (f"<w:p>{_run('甲')}</w:p>{_run('乙')}", "甲\n乙"),
        (f"<w:p>{_run('甲')}</w:p><w:p/>", "甲\n"),
    ],
    ids=["paragraphs", "a control", "other XML", "inserted", "bookmarks", "a run that is loose", "an empty one"],
)
def test_paragraphs_of_a_cell_are_lines_whatever_is_around_them(tmp_path: Path, content: str, text: str) -> None:
    row = _cell(content) + _cell(f"<w:p>{_run('丙')}</w:p>")
    (grid,) = read_word(_body(tmp_path, f"<w:tbl><w:tr>{row}</w:tr></w:tbl>")).elements
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[0].cells] == [text, "丙"]


def test_deleted_rows_are_gone_and_inserted_ones_there(tmp_path: Path) -> None:
    marked = (("", "一"), ("<w:trPr><w:del/></w:trPr>", "二"), ("<w:trPr><w:ins/></w:trPr>", "三"))
    rows = ["<w:tr>" + mark + _cell(f"<w:p>{_run(text)}</w:p>") + "</w:tr>" for mark, text in marked]
    source = read_word(_body(tmp_path, f"<w:tbl>{''.join(rows)}</w:tbl>"))
    assert [row.text for grid in source.elements if isinstance(grid, Grid) for row in grid.rows] == ["一", "三"]


def test_columns_count_spans_and_what_is_left_free_before_a_row(tmp_path: Path) -> None:
    wide = _cell(f"<w:p>{_run('宽')}</w:p>", '<w:gridSpan w:val="3"/>')
    after = _cell(f"<w:p>{_run('后')}</w:p>")
    row = f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{wide}{after}</w:tr>'
    (grid,) = read_word(_body(tmp_path, f"<w:tbl>{row}</w:tbl>")).elements
    assert isinstance(grid, Grid)
    assert [(cell.column, cell.columns, cell.text) for cell in grid.rows[0].cells] == [(2, 3, "宽"), (5, 1, "后")]


def test_a_file_may_have_many_blocks_but_none_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """5,000 paragraphs have 30,000 tags; the limit is for one block, not for the file."""
    monkeypatch.setattr(word, "_BLOCK_LIMIT", 10_000)
    assert len(_lines(tmp_path, f"<w:p>{_run('甲')}</w:p>" * 5000)) == 5000
    with pytest.raises(ImportFailure, match="内容太多"):
        _lines(tmp_path, f"<w:p>{_run('甲') * 5000}</w:p>")


def test_strict_files_are_read_too(tmp_path: Path) -> None:
    path = _body(tmp_path, f"<w:p>{_run('严')}</w:p>")
    with zipfile.ZipFile(path) as package:
        data = package.read("word/document.xml")
    strict = data.replace(b"schemas.openxmlformats.org/wordprocessingml/2006", b"purl.oclc.org/ooxml/wordprocessingml")
    assert strict != data
    source = read_word(_package(path, {"word/document.xml": strict}))
    assert [element.text for element in source.elements if isinstance(element, Line)] == ["严"]


def test_a_table_in_a_cell_and_a_text_box_are_not_lost(tmp_path: Path) -> None:
    inner = "<w:tbl><w:tr>" + _cell(f"<w:p>{_run('内')}</w:p>") + "</w:tr></w:tbl>"
    box = f"<w:p><w:r><w:pict><w:txbxContent><w:p>{_run('框')}</w:p></w:txbxContent></w:pict></w:r></w:p>"
    source = read_word(_body(tmp_path, f"<w:tbl><w:tr>{_cell(inner + '<w:p/>')}</w:tr></w:tbl>{box}"))
    texts = [e.text if isinstance(e, Line) else [row.text for row in e.rows] for e in source.elements]
    assert texts == [[""], ["内"], "", "框"]


def test_what_a_file_holds_besides_text_is_told(tmp_path: Path) -> None:
    path = save_word(tmp_path, *_sheets(ANNEX))
    with zipfile.ZipFile(path, "a") as package:
        for name in (
            "word/vbaProject.bin",
            "word/media/image1.png",
            "word/embeddings/oleObject1.bin",
            "word/comments.xml",
        ):
            package.writestr(name, b"x")
        package.writestr("word/footnotes.xml", f'<w:footnotes {W}><w:footnote w:id="1"/></w:footnotes>')
    told = "".join(note.text for note in read_source(path).left_out)
    for what in ("宏", "图片", "嵌入的对象", "批注", "脚注"):
        assert what in told


DOCTYPE = b'<!DOCTYPE w [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/hostname">]>'


def _hostile(folder: Path) -> dict[str, Callable[[], Path]]:
    """What is large is made when it is asked for, not for each of the others."""
    path = folder / "bad.docx"
    good = f"<w:document {W}><w:body><w:p/></w:body></w:document>".encode()

    def body(data: bytes) -> Callable[[], Path]:
        return lambda: _package(path, {"word/document.xml": data})

    def inside(start: bytes, piece: bytes = b"", times: int = 0, end: bytes = b"") -> Callable[[], Path]:
        return lambda: body(good.replace(b"<w:p/>", start + piece * times + end))()

    def written(data: bytes) -> Callable[[], Path]:
        return lambda: (path.write_bytes(data), path)[1]

    return {
        "doctype": body(b"<?xml version='1.0'?>" + DOCTYPE + good),
        "utf-16": body(good.decode().encode("utf-16")),
        "utf-7": body(b"<?xml version='1.0' encoding = 'utf-7'?>" + good),
        "cut": body(good[:-20]),
        "empty part": body(b""),
        "no part": lambda: _package(path, {"word/other.xml": good}),
        "no body": body(f"<w:document {W}/>".encode()),
        "deep": body(good.replace(b"<w:p/>", b"<w:sdt>" * 5000 + b"</w:sdt>" * 5000)),
        "million paragraphs": inside(b"", b"<w:p/>", 1_000_000),
        "million nodes": inside(b"<w:p>", b"<a/>", 2_000_000, b"</w:p>"),
        "bomb": lambda: body(b"<a>" + b" " * (140 * 1024 * 1024) + b"</a>")(),
        "wide row": body(good.replace(b"<w:p/>", b"<w:tbl><w:tr>" + b"<w:tc/>" * 5000 + b"</w:tr></w:tbl>")),
        "path tricks": lambda: _package(path, {"word/document.xml": good, "../../evil": b""}),
        "no zip": written(b"PK\x03\x04" + bytes(100)),
        "nothing": written(b""),
        "ole": written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        "text": written("项目编码\t1".encode()),
    }


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("doctype", "不允许"), ("utf-16", "不允许"), ("utf-7", "不允许"), ("cut", "已损坏"), ("empty part", "不允许"),
        ("no part", "压缩包"), ("no body", "没有文字"), ("deep", "已损坏"), ("million paragraphs", "太多"),
        ("million nodes", "太多"), ("bomb", "太大"), ("wide row", "5000 个单元格"), ("path tricks", "不正常"),
        ("no zip", "已损坏"), ("nothing", "空文件"), ("ole", "旧格式"), ("text", "不是 Word"),
    ],
)  # fmt: skip
def test_hostile_and_broken_files_are_refused_with_the_reason(
    tmp_path: Path, kind: str, reason: str, promise: Promise
) -> None:
    path = _hostile(tmp_path)[kind]()
    with pytest.raises(ImportFailure, match=reason) as failure:
        read_source(path)
    assert "bad.docx" in str(failure.value)
    promise("T8", "broken and hostile Word files, each with its reason", 1, 1)


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = save_word(tmp_path, *_sheets(BOOK))
    data = bytearray(path.read_bytes())
    at = data.index(b"word/document.xml") + 200
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    with pytest.raises(ImportFailure, match="已损坏"):
        read_source(path)
