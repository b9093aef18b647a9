"""The ministry's forms come back equal from their own Word, Excel and PDF files, and none is taken for another."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from ministry import FORMS, example
from notation import document
from sources import HEBEI, NINGXIA, save_excel, save_text, save_word, tabbed

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form, forms
from perfdesk.forms.sheet import sheet
from perfdesk.importers.load import read_attachment, read_source
from perfdesk.model.document import Document
from perfdesk.paper.pdf import write_pdf
from perfdesk.store.attachment import attachment
from perfdesk.store.file import parsed_file

SEEDS = {"hebei-book-2024": HEBEI, "ningxia-annex2-2024": NINGXIA}
Write = Callable[[Form, Document, BinaryIO], None]
WRITERS: dict[str, Write] = {"docx": write_document, "xlsx": write_workbook}


def _filled(name: str) -> Document:
    return document(SEEDS[name], name) if name in SEEDS else example(name)


def _blank(name: str) -> Document:
    empty = new_document(form(name), "2031")
    return empty if empty.projects else empty.with_projects([new_project(form(name), empty)])


def _texts(one: Document) -> object:
    rows = [(dict(p.fields), [(row.owner, dict(row.fields)) for row in p.rows]) for p in one.projects]
    return dict(one.fields), rows


def _save(folder: Path, one: Document, suffix: str) -> Path:
    stream = BytesIO()
    WRITERS[suffix](form(one.form), one, stream)
    path = folder / f"out.{suffix}"
    path.write_bytes(stream.getvalue())
    return path


def test_every_shipped_form_is_in_the_matrix() -> None:
    assert {*SEEDS, *FORMS} == {*forms()}


@pytest.mark.parametrize("made", [_filled, _blank], ids=["filled", "blank"])
@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", [*SEEDS, *FORMS])
def test_its_own_annex_is_recognised_as_no_other_form(
    tmp_path: Path, name: str, suffix: str, made: Callable[[str], Document]
) -> None:
    assert read_source(_save(tmp_path, made(name), suffix)).document.form == name


@pytest.mark.parametrize("made", [_filled, _blank], ids=["filled", "blank"])
@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", FORMS)
def test_what_was_written_comes_back_equal(
    tmp_path: Path, name: str, suffix: str, made: Callable[[str], Document]
) -> None:
    one = made(name)
    imported = read_source(_save(tmp_path, one, suffix))
    assert (_texts(imported.document), imported.left_out) == (_texts(one), ())


@pytest.mark.parametrize("name", FORMS)
def test_files_of_other_programs_come_back_without_the_line_above(tmp_path: Path, name: str) -> None:
    one = example(name)
    table = sheet(form(name), one, one.projects[0])
    for path in (save_word(tmp_path, table), save_excel(tmp_path, [([], table)])):
        imported = read_source(path)
        assert imported.document.form == name
        assert _texts(imported.document)[1] == _texts(one)[1]  # type: ignore[index]
        assert imported.left_out == ()


@pytest.mark.parametrize("name", [*SEEDS, *FORMS])
def test_a_named_form_is_read_by_that_name(tmp_path: Path, name: str) -> None:
    path = _save(tmp_path, _filled(name), "docx")
    assert read_source(path, form(name)).document.form == name


def test_forms_do_not_share_an_id_or_a_title() -> None:
    shown = [(one.title, one.place) for one in forms().values()]
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("name", FORMS)
def test_a_county_prints_its_own_name_above_the_ministrys_table(tmp_path: Path, name: str) -> None:
    one = example(name)
    table = sheet(form(name), one, one.projects[0])
    title = f"青禾县{form(name).projects.heading.text}"
    assert read_source(save_word(tmp_path, title, table)).document.form == name


def test_years_behind_a_label_are_no_part_of_it(tmp_path: Path) -> None:
    one = example("mof-88-project")
    table = sheet(form(one.form), one, one.projects[0])
    for years in ("（2031年—2033年）", "（20××年—20××+n年）", "(2031年-2033年)"):
        cells = (c._replace(text=c.text + years) if c.text == "中期目标" else c for c in table.cells)
        imported = read_source(save_word(tmp_path, table._replace(cells=tuple(cells))))
        assert (imported.document.projects[0].fields["goal_mid"], imported.left_out) == (
            one.projects[0].fields["goal_mid"],
            (),
        )


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", FORMS)
def test_its_pdf_brings_the_document_back(tmp_path: Path, name: str) -> None:
    one, path = example(name), tmp_path / "out.pdf"
    with path.open("wb") as stream:
        write_pdf(form(name), one, stream, ("out.perfdesk", attachment(one)))
    assert parsed_file(path.name, read_attachment(path, ".perfdesk")[1]).document == one


def test_a_countys_table_without_its_title_is_not_taken_for_the_ministrys(tmp_path: Path) -> None:
    own = document(NINGXIA, "ningxia-annex2-2024")
    for first in (1, 2):
        imported = read_source(save_text(tmp_path, tabbed(own, slice(first, None))))
        assert imported.document.form == "ningxia-annex2-2024"
