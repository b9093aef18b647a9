"""Files that are not what they are called, or not there yet, are refused in one sentence with the way out."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from importers.pdf_drawing import Box, DrawnTable, Page, drawn_pdf
from pypdf import PdfReader, PdfWriter

from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.load import read_attachment, read_elements, read_pages, read_source
from perfdesk.learning.sketch import read_sketch

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LOCKED = OLE + b"".join(name.encode("utf-16-le") for name in ("EncryptionInfo", "EncryptedPackage"))
WEB = "<table><tr><td>项目名称</td></tr></table>"
PDF = drawn_pdf(Page([DrawnTable((Box(0, 0, 1, 1, "甲"), Box(0, 1, 1, 1, "乙")))]))


def packed(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in names:
            package.writestr(name, b"x")
    return stream.getvalue()


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


WORD, EXCEL = saved(docx.Document().save), saved(openpyxl.Workbook().save)


@pytest.mark.parametrize(
    ("name", "content", "says", "way_out"),
    [
        *((f"导出{one}", WEB.encode(), "其实是网页", "另存为 .docx") for one in (".doc", ".docx", ".wps", ".pdf")),
        *((f"导出{one}", WEB.encode(), "其实是网页", "另存为 .xlsx") for one in (".xls", ".xlsx", ".et")),
        ("导出.doc", b"\xef\xbb\xbf\r\n <HTML>", "其实是网页", "另存为 .docx"),
        ("导出.xls", b"\xff\xfe" + WEB.encode("utf-16-le"), "其实是网页", "另存为 .xlsx"),
        ("导出.xls", b'<?xml version="1.0"?><!-- a --><html xmlns="x">', "其实是网页", "另存为 .xlsx"),
        ("导出.doc", b"MIME-Version: 1.0\r\n", "其实是网页", "另存为 .docx"),
        ("导出.html", WEB.encode(), " 是网页", "另存为 .docx"),
        ("导出.htm", b"no table", " 是网页", "另存为 .docx"),
        ("表.xls", b'<?xml?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "2003 版", "另存为"),
        ("表.doc", b'<?xml?><w xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">', "2003 版", "另存为"),
        ("表.doc", b"{\\rtf1", "其实是 RTF", "另存为 .docx"),
        ("表.rtf", b"{\\rtf1", " 是 RTF", "另存为 .docx"),
        ("表.docx", OLE, "旧格式", "另存为 .docx"),
        ("表.doc", OLE, "旧的 Word 格式", "另存为 .docx"),
        *((f"表{one}", LOCKED, "加了打开密码", "去掉密码") for one in (".docx", ".xlsx", ".doc", ".et")),
        ("表.docx", PDF, "其实是 PDF", "改成 .pdf"),
        ("表.doc", b"\n" + PDF, "其实是 PDF", "改成 .pdf"),
        ("表.pdf", WORD, "其实是 Word", "改成 .docx"),
        ("表.xlsx", WORD, "其实是 Word", "改成 .docx"),
        ("表.docx", EXCEL, "其实是 Excel", "改成 .xlsx"),
        ("表.docx", packed("OFD.xml"), "OFD", ".docx"),
        ("表.docx", packed("[Content_Types].xml", "ppt/presentation.xml"), "演示文稿", "放进 Word"),
        ("表.xlsx", packed("[Content_Types].xml", "xl/workbook.bin"), "Excel 二进制", "另存为 .xlsx"),
        ("表.docx", packed("META-INF/manifest.xml", "content.xml"), "OpenDocument", "另存为"),
        *((f"表{one}", packed("甲.docx", "乙.docx"), "是压缩包", "解压") for one in (".zip", ".docx")),
        ("表.zip", b"PK\x05\x06", "是压缩包", "解压"),
        ("表.rar", b"Rar!\x1a", "是压缩包", "解压"),
        ("表.docx", b"7z\xbc\xaf", "其实是压缩包", "解压"),
        ("表.docx", b"\x89PNG", "其实是图片", "文字识别"),
        ("表.png", b"\x89PNG", " 是图片", "文字识别"),
        ("表.webp", b"RIFF", "是图片", "文字识别"),
        ("~$表.docx", b"\x04", "临时文件", "没有“~$”"),
        (".~lock.表.docx#", b",a", "临时文件", "没有“.~lock.”"),
        ("表.docx.crdownload", WORD, "没有下载完", "重新下载"),
        *((f"表{one}", b"", "是空文件", "重新复制") for one in (".docx", ".doc", ".xlsx", ".pdf", ".perfdesk", ".zip")),
        ("信.eml", b"From: a", "邮件", "附件"),
        ("表.lnk", b"L", "快捷方式", "指向"),
        ("表.xlsb", b"x", "二进制", "另存为 .xlsx"),
    ],
)  # fmt: skip
def test_each_is_one_sentence_with_the_way_out(
    name: str, content: bytes, says: str, way_out: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    readers = [
        read_source,
        read_sketch,
        *([lambda one: read_attachment(one, ".perfdesk")] if path.suffix == ".pdf" else []),
    ]
    for read in readers:
        with pytest.raises(ImportFailure) as refused:
            read(path)  # type: ignore[operator]
        said = str(refused.value)
        assert says in said
        assert way_out in said
        assert (said.count("。"), said[-1], "再再" in said) == (1, "。", False)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [("表.doc", WORD), ("表.wps", WORD), ("表", WORD), ("表.et", EXCEL), ("表.docx", WORD)],
)
def test_word_and_excel_by_another_name_of_theirs_are_read(name: str, content: bytes, tmp_path: Path) -> None:
    """An empty Word file has no text, an empty workbook neither: the readers say so, so they were asked."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportFailure, match="没有文字"):
        read_elements(path, (".docx", ".xlsx"))


@pytest.mark.parametrize("content", [b"<html>\n", b"BM\n", b"{\\rtf\n"])
def test_a_text_may_begin_with_anything(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(ImportFailure, match="没有找到已知表样"):
        read_source(tmp_path / "a.txt")


def test_a_pdf_that_opens_with_a_password_says_so_however_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "公开.pdf"
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PDF)))
    writer.encrypt("秘", algorithm="RC4-128")
    writer.write(path)
    for read in (read_pages, lambda one: read_attachment(one, ".perfdesk")):
        with pytest.raises(ImportFailure, match=r"加了打开密码；.*不加密的 PDF 再试。$"):
            read(path)


def test_pages_with_a_picture_and_words_but_no_table_are_a_scanned_table(tmp_path: Path) -> None:
    picture = "q 300 0 0 300 100 200 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
    path = tmp_path / "公开.pdf"
    path.write_bytes(drawn_pdf(Page(lines=[(80, "绩效目标表")], more=picture)))
    with pytest.raises(ImportFailure, match=r"页面上有图片.*文字识别"):
        read_pages(path)


def test_a_workbook_of_which_only_hidden_sheets_are_written_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["项目名称", "桥"])
    book.active.sheet_state = "hidden"
    book.create_sheet("空")
    book.save(tmp_path / "表.xlsx")
    with pytest.raises(ImportFailure, match=r"别的工作表是隐藏的；请在 Excel 里取消隐藏"):
        read_source(tmp_path / "表.xlsx")
