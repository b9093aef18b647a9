"""What is no annex is refused with one clear sentence that names the file, whatever it is."""

import contextlib
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notation import document
from sources import HEBEI, save_text, tabbed

from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers import text as text_reader
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.importers.package import kind_of

BOOK = document(HEBEI)
TABLES = tabbed(BOOK)
LABELS = {cell.text for cell in sheet(form(BOOK.form), BOOK, BOOK.projects[0]).cells if not cell.editable}


def _refusal(path: Path) -> str:
    with pytest.raises(ImportFailure) as failure:
        read_source(path)
    message = str(failure.value)
    assert path.name in message
    assert message.endswith("。")
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "空文件"),
        ("blank.txt", b" \n\t\n", "空文件"),
        ("bom.txt", b"\xef\xbb\xbf", "空文件"),
        ("prose.txt", "今天天气很好。\n明天下雨。".encode(), "没有找到已知表样"),
        ("list.txt", "序号\t姓名\n1\t李某".encode(), "没有找到已知表样"),
        ("binary.txt", b"\x7fELF\x02\x00\x01", "不是文本"),
        ("word.txt", b"PK\x03\x04rest", "像是Word 或 Excel"),
        ("paper.txt", b"%PDF-1.7", "像是PDF"),
        ("damaged.txt", TABLES.encode()[:900] + b"\xff\xff" + TABLES.encode()[900:], "编码认不出来"),
        ("gbk.txt", "绩效".encode("gb18030") * 9 + b"\x81", "编码认不出来"),
        ("odd.txt", b"\xff\xfea", "编码认不出来"),
        ("old.doc", b"\x07", "另存为 .docx"),
        ("old.wps", b"\x07", "另存为 .docx"),
        ("old.xls", b"\x07", "另存为 .xlsx"),
        ("scan.pdf", b"\x07", "PDF"),
        ("photo.JPG", b"\x07", "图片"),
        ("tabs.txt", b"a" + b"\t" * 4_000_000, "太多"),
        ("wide.txt", b"a" + b"\tb" * 600, "601 个单元格"),
    ],
)
def test_a_file_that_is_no_annex_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert reason in _refusal(path)
    assert path.read_bytes() == content


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "找不到" in _refusal(tmp_path / "没有.txt")
    for name in ("文件夹.txt", "文件夹.docx", "文件夹.xlsx"):
        (tmp_path / name).mkdir()
        assert "文件夹" in _refusal(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only where there are special files")
def test_a_special_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "不是普通文件" in _refusal(tmp_path / "pipe.txt")


@pytest.mark.parametrize("name", ["长" * 300 + ".txt", "nul\0.txt"])
def test_a_path_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportFailure):
        read_source(tmp_path / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end_is_read(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "source.txt"
    path.write_bytes(TABLES.replace("\n", end).encode(encoding))
    imported = read_source(path)
    assert imported.complete
    assert [project.name for project in imported.document.projects] == ["雷达站维护", "人工增雨"]


@pytest.mark.parametrize(
    "piece", ["1." + " " * 200_000, "…" * 200_000 + "x", "（填" * 50_000, "单位：" + " " * 200_000]
)
def test_an_endless_line_takes_no_endless_time(tmp_path: Path, piece: str) -> None:
    lines = TABLES.splitlines()
    text = "\n".join([piece, *lines[:8], f"产出指标\t{piece}\t{piece}\t{piece}\t{piece}\t{piece}\t", piece])
    assert len(read_source(save_text(tmp_path, text)).document.projects) == 1


_PIECES = st.sampled_from(
    [*TABLES.splitlines(), "第二部分", "目 录", "1.某项目绩效目标表", "单位：万元", "附件 2：", ""]
)
_ANY_LINE = st.one_of(_PIECES, st.text(max_size=30), st.lists(st.text(max_size=8), max_size=9).map("\t".join))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(lines=st.lists(_ANY_LINE, max_size=30))
def test_any_text_is_read_or_refused(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "any.txt"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(ImportFailure):
        assert read_source(path).document.projects


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".docx", ".xlsx", ""]))
def test_any_bytes_are_refused(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(data)
    with pytest.raises(ImportFailure):
        read_source(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(cut=st.integers(0, 10_000))
def test_nothing_of_a_text_cut_anywhere_is_lost(tmp_path: Path, cut: int) -> None:
    """Each piece of the source is in the document, is a label of the form, or is in the report."""
    text = TABLES[: cut % len(TABLES)]
    try:
        imported = read_source(save_text(tmp_path, text))
    except ImportFailure:
        return
    nodes = [*imported.document.projects, *(i for p in imported.document.projects for i in p.indicators)]
    told = {*LABELS, *(text for node in nodes for text in node.fields.values())}
    left = " ".join(note.text for note in imported.left_out)
    pieces = (piece for line in text.splitlines() for piece in line.split("\t") if piece)
    assert [piece for piece in pieces if piece not in told and piece not in left] == []


def test_a_name_longer_than_the_system_allows_is_told_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match="路径太长"):
        read_source(tmp_path / f"{'绩' * 90}.docx")


@pytest.mark.parametrize(("size", "refused"), [(99, False), (100, False), (101, True)])
def test_a_text_may_be_as_large_as_a_text_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, refused: bool
) -> None:
    monkeypatch.setattr(text_reader, "_SIZE_LIMIT", 100)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * size)
    if refused:
        with pytest.raises(ImportFailure, match="太大"):
            text_reader.read_text(path)
    else:
        assert text_reader.read_text(path).elements


def test_a_package_of_another_kind_is_neither_word_nor_excel(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    assert kind_of(path) == ""
