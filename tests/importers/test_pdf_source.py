"""PDFs: ours give back the document they were made from; of others the pages are read; none does harm."""

import contextlib
import io
import random
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from command import Run
from notation import document
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, NameObject, NumberObject, TextStringObject

from perfdesk.forms.loader import form
from perfdesk.importers.load import ImportFailure, read_attachment
from perfdesk.model.document import Document
from perfdesk.model.fields import ANSWER, QUESTION
from perfdesk.paper.pdf import write_pdf
from perfdesk.store import file
from perfdesk.store.attachment import attachment
from perfdesk.work.reader_process import read_in_child

# A PDF is painted; the application that does it must be the one that the tests of the window use.
pytestmark = pytest.mark.usefixtures("qapp")

BOOK = document("""
    fiscal_year=2031 | department_name=东岭县气象局 | money_unit=万元 | overall_goal=看好天气。
    # 雷达站维护 | code=13990031P00010110001A | budget_total=12.50 | goal=雷达正常。
    - 数量 | 维护雷达数量 | ≥2台
    # 人工增雨 | budget_total=8 | goal=缓解旱情。
    - 成本 | 每次作业成本 | ≤1.2万元
""")


def pdf(folder: Path, content: bytes | None = None, name: str = "东岭.perfdesk") -> Path:
    """A PDF of two pages that carries a file."""
    path = folder / "公开.pdf"
    path.write_bytes(_carrying(attachment(BOOK) if content is None else content, name))
    return path


@cache
def _carrying(content: bytes, name: str) -> bytes:
    """Painted once for all tests that ask for the same."""
    one, stream = document("# 甲", "ningxia-annex2-2024"), io.BytesIO()
    write_pdf(form(one.form), one, stream, (name, content))
    return stream.getvalue()


def saved(folder: Path, one: Document) -> Path:
    path = folder / "东岭.perfdesk"
    first = file.save(path, one.with_projects(one.projects[:1]), author="张三")
    file.save(path, one, first, author="李四")
    return path


def test_our_own_pdf_comes_back_as_the_same_revision_of_the_same_document(tmp_path: Path, run: Run) -> None:
    ours = saved(tmp_path, BOOK)
    assert run("export", ours, "-o", tmp_path / "a.pdf")[0] == 0
    code, out, _ = run("import", tmp_path / "a.pdf", "-o", tmp_path / "b.perfdesk")
    assert code == 0, out
    one, other = file.read(ours), file.read(tmp_path / "b.perfdesk")
    assert other.document == one.document
    assert (other.document.id, other.revision) == (one.document.id, one.revision)


def test_no_history_and_no_name_is_in_the_pdf(tmp_path: Path, run: Run) -> None:
    run("export", saved(tmp_path, BOOK), "-o", tmp_path / "a.pdf")
    _, content = read_attachment(tmp_path / "a.pdf", ".perfdesk")
    opened = file.parsed_file("a", content)
    assert opened.baggage.members == ()
    assert opened.baggage.header.author == ""
    for name in ("张三", "李四"):
        assert name.encode() not in (tmp_path / "a.pdf").read_bytes()


def test_what_the_office_wrote_for_itself_is_not_in_the_pdf(tmp_path: Path, run: Run) -> None:
    place, row = BOOK.projects[0].id, BOOK.projects[0].indicators[0].id
    own = BOOK.with_fields(
        {(place, f"{QUESTION}goal"): "李四说", (row, f"{ANSWER}x"): "已核实", (BOOK.id, f"{ANSWER}y"): "不适用"}
    )
    path = saved(tmp_path, own)
    run("export", path, "-o", tmp_path / "a.pdf")
    back = read_in_child(tmp_path / "a.pdf").document
    assert back == BOOK
    # It is another revision than the one with the answers, made from it.
    opened = file.parsed_file("a", read_attachment(tmp_path / "a.pdf", ".perfdesk")[1])
    assert opened.revision != file.read(path).revision


def test_a_bare_pdf_carries_nothing_and_its_pages_are_read(tmp_path: Path, run: Run) -> None:
    run("export", saved(tmp_path, BOOK), "-o", tmp_path / "a.pdf", "--bare")
    assert PdfReader(tmp_path / "a.pdf").attachments == {}
    code, _, err = run("import", tmp_path / "a.pdf", "-o", tmp_path / "b.perfdesk")
    assert (code, err) == (0, "")
    back = file.read(tmp_path / "b.perfdesk").document
    assert [one.name for one in back.projects] == [one.name for one in BOOK.projects]


def test_some_projects_are_another_document_than_all(tmp_path: Path, run: Run) -> None:
    ours = saved(tmp_path, BOOK)
    run("export", ours, "-o", tmp_path / "a.pdf", "--project", 2)
    back = read_in_child(tmp_path / "a.pdf").document
    assert [project.id for project in back.projects] == ["p2"]
    assert back.id != BOOK.id
    run("export", ours, "-o", tmp_path / "b.pdf", "--project", 2)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_printed_in_another_form_it_still_carries_all_of_the_document(tmp_path: Path, run: Run) -> None:
    run("export", saved(tmp_path, BOOK), "-o", tmp_path / "a.pdf", "--form", "ningxia-annex2-2024")
    assert read_in_child(tmp_path / "a.pdf").document == BOOK


def test_the_report_says_that_nothing_was_guessed(tmp_path: Path) -> None:
    imported = read_in_child(pdf(tmp_path))
    assert imported.document == BOOK
    assert (imported.guessed, imported.left_out) == ((), ())
    assert "东岭.perfdesk" in imported.recognised[0].text


def test_a_pdf_can_be_shown_and_checked_without_importing_it(tmp_path: Path, run: Run) -> None:
    path = pdf(tmp_path)
    assert "雷达站维护" in run("show", path)[1]
    assert run("check", path)[0] in (0, 1)


def test_the_wrong_form_is_refused(tmp_path: Path, run: Run) -> None:
    code, _, err = run("import", pdf(tmp_path), "-o", tmp_path / "b.perfdesk", "--form", "ningxia-annex2-2024")
    assert (code, "不是指定的" in err) == (2, True)


def test_two_pdfs_are_joined_as_other_sources_are(tmp_path: Path, run: Run) -> None:
    path = pdf(tmp_path)
    assert run("import", path, path, "-o", tmp_path / "b.perfdesk")[0] == 0
    assert len(file.read(tmp_path / "b.perfdesk").document.projects) == 4


def test_a_pdf_saved_anew_by_another_program_still_comes_back(tmp_path: Path) -> None:
    path = pdf(tmp_path)
    writer = PdfWriter(clone_from=path)
    del writer.root_object["/AF"]
    for one in writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1::2]:
        files = one.get_object()["/EF"]
        packed = files["/F"].flate_encode()
        files[NameObject("/F")] = files[NameObject("/UF")] = writer._add_object(packed)
    writer.write(path)
    assert read_in_child(path).document == BOOK


# --- hostile -----------------------------------------------------------------------------------------------------


def test_damage_to_the_attached_file_is_said(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04", attachment(BOOK)[:-30], b"{}"):
        with pytest.raises(ImportFailure, match="附的 perfdesk 文件打不开"):
            read_in_child(pdf(tmp_path, content))


def test_a_newer_format_is_not_read_half(tmp_path: Path) -> None:
    content = attachment(BOOK)
    opened = file.parsed_file("a", content)
    header = opened.baggage.header.model_copy(update={"format_version": "2.0"})
    newer = file.clean_copy(replace(opened, baggage=replace(opened.baggage, header=header)))
    with pytest.raises(ImportFailure, match="升级程序"):
        read_in_child(pdf(tmp_path, newer))


def test_a_file_of_another_kind_is_not_ours_and_the_pages_are_read(tmp_path: Path) -> None:
    path = pdf(tmp_path, b"x", "发票.xml")
    assert read_attachment(path, ".perfdesk") is None
    imported = read_in_child(path)
    assert ([one.name for one in imported.document.projects], imported.header) == (["甲"], b"")


def test_a_tree_of_names_that_bites_its_tail_ends(tmp_path: Path) -> None:
    path = pdf(tmp_path)
    writer = PdfWriter(clone_from=path)
    del writer.root_object["/AF"]
    ring = DictionaryObject()
    held = writer._add_object(ring)
    ring[NameObject("/Kids")] = ArrayObject([held, held])
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): held})
    writer.write(path)
    assert read_attachment(path, ".perfdesk") is None


@pytest.mark.parametrize("value", [NumberObject(7), TextStringObject("x"), ArrayObject(), DictionaryObject()])
@pytest.mark.parametrize("place", ["/AF", "/Names", "/EF"])
def test_wrong_types_are_no_attachment(tmp_path: Path, place: str, value: object) -> None:
    path = pdf(tmp_path)
    writer = PdfWriter(clone_from=path)
    if place == "/EF":
        for spec in writer.root_object["/AF"]:
            spec.get_object()[NameObject("/EF")] = value
    else:
        writer.root_object[NameObject("/AF")] = value if place == "/AF" else ArrayObject([value])
        writer.root_object[NameObject("/Names")] = value
    writer.write(path)
    assert read_attachment(path, ".perfdesk") is None


def test_no_damage_to_a_pdf_gives_anything_but_a_sentence_or_the_document(tmp_path: Path) -> None:
    chance = random.Random(9)
    whole = pdf(tmp_path).read_bytes()
    path = tmp_path / "坏.pdf"
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.choice((len(data), chance.randrange(len(data))))]))
        with contextlib.suppress(ImportFailure):
            read_attachment(path, ".perfdesk")


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4", b"%PDF-1.4\n" + b"\0" * 5000, b"no pdf at all", b"%PDF-" + b"1 0 obj<<" * 9999]
)
def test_what_only_claims_to_be_a_pdf_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "扫描.pdf"
    path.write_bytes(data)
    with pytest.raises(ImportFailure, match="PDF"):
        read_in_child(path)


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    path = pdf(tmp_path)
    writer = PdfWriter(clone_from=path)
    writer.encrypt("geheim", algorithm="RC4-128")
    writer.write(path)
    with pytest.raises(ImportFailure, match="加了打开密码"):
        read_in_child(path)


def test_a_stream_that_swells_is_stopped(tmp_path: Path) -> None:
    path = pdf(tmp_path)
    writer = PdfWriter(clone_from=path)
    stream = EncodedStreamObject()
    stream._data = zlib.compress(b"\0" * (400 << 20))
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    held = writer._add_object(stream)
    for spec in writer.root_object["/AF"]:
        spec.get_object()[NameObject("/EF")] = DictionaryObject({NameObject("/F"): held})
    writer.write(path)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(ImportFailure, match=path.name):
        read_in_child(path)
