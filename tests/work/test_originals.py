"""An original that a form brings is filled on export if it may be; else the annex is laid out by us."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from learning.originals import BODY, Learned, annex, learned_from, parts, saved, saved_sheet, with_parts

from perfdesk.exporters import readable
from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.definition import Form
from perfdesk.model.form_copy import FormCopy, FormFile
from perfdesk.work.exports import ExportSource, export_for
from perfdesk.work.originals import original_members


@pytest.fixture(scope="module", params=[".docx", ".xlsx"])
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Learned:
    path = tmp_path_factory.mktemp("one") / f"a{request.param}"
    return learned_from((saved if request.param == ".docx" else saved_sheet)(annex(), path))


def exported(one: Learned, layout: Form, suffix: str) -> dict[str, bytes]:
    """The members of what is exported in a form."""
    stream = io.BytesIO()
    export = export_for(suffix)
    assert export is not None
    export.write(ExportSource(one.first, None, layout), stream)
    return parts(stream.getvalue())


def with_original(one: Learned, content: bytes, *, named: bool = True) -> Form:
    """The form with another original, which it names as its own or not."""
    digest = hashlib.sha256(content).hexdigest() if named else "0" * 64
    assert one.form.original is not None
    copy = FormCopy((*one.form.copy.files[:1], FormFile.of(f"original{one.suffix}", content)))
    return replace(one.form, copy=copy, original=replace(one.form.original, digest=digest))


def test_an_original_is_filled(one: Learned) -> None:
    assert exported(one, one.form, one.suffix) == parts(one.filled())
    assert exported(one, with_original(one, one.original), one.suffix) == parts(one.filled())


def test_a_file_of_the_other_kind_is_laid_out_by_us(one: Learned) -> None:
    other = ".xlsx" if one.suffix == ".docx" else ".docx"
    assert original_members(one.form, other) is None
    assert "docProps/app.xml" in exported(one, one.form, other)


@pytest.mark.parametrize("what", ["macros", "another file", "damaged", "not there", "not the form's"])
def test_one_that_may_not_be_used_is_not(what: str, one: Learned, caplog: pytest.LogCaptureFixture) -> None:
    name = BODY if one.suffix == ".docx" else "xl/worksheets/sheet1.xml"
    layout = {
        "macros": with_original(one, with_parts(one.original, {"word/vbaProject.bin": b""})),
        "another file": with_original(one, one.original, named=False),
        "damaged": with_original(one, one.original[:-40]),
        "not there": replace(one.form, copy=FormCopy(one.form.copy.files[:1])),
        "not the form's": with_original(one, with_parts(one.original, {name: parts(one.original)[name].replace(
            "项目名称".encode(), "工程名称".encode())})),
    }[what]  # fmt: skip
    if what == "not the form's" and one.suffix == ".xlsx":
        strings = parts(one.original)["xl/sharedStrings.xml"].replace("项目名称".encode(), "工程名称".encode())
        layout = with_original(one, with_parts(one.original, {"xl/sharedStrings.xml": strings}))
    members = exported(one, layout, one.suffix)
    assert members != parts(one.filled())
    assert not any("vba" in member for member in members)
    assert (what in ("macros", "damaged", "not the form's")) == bool(caplog.records)


def test_what_cannot_be_placed_is_said_when_the_form_is_learned(tmp_path: Path) -> None:
    from learning.originals import proposed

    path = saved(annex(), tmp_path / "a.docx")
    text = parts(path.read_bytes())[BODY].replace(b"<w:tcPr>", b'<w:tcPr><w:cellDel w:id="1" w:author="x"/>', 1)
    path.write_bytes(with_parts(path.read_bytes(), {BODY: text}))
    assert proposed(path).unfilled == "原件里有单元格的修订"


def test_a_filled_file_with_more_xml_than_is_read_again_is_refused(
    one: Learned, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = exported(one, one.form, one.suffix)
    size = sum(len(data) for name, data in made.items() if name.endswith((".xml", ".rels")))
    monkeypatch.setattr(readable, "MOST_BYTES", size)
    exported(one, one.form, one.suffix)
    monkeypatch.setattr(readable, "MOST_BYTES", size - 1)
    with pytest.raises(ExportFailure, match="装不回来"):
        exported(one, one.form, one.suffix)
