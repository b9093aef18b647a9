"""A document whose form is the user's own, on a computer that does not have the form: the file brings it along."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command import Run
from own_form import FORM_ID, own_book, own_form_text, put_into

from perfdesk import paths
from perfdesk.commands.merge_reports import decision_json
from perfdesk.forms.catalogue import forget, full_name
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import carried_name, form, form_of, forms, names_of_forms
from perfdesk.forms.stand_in import StandIn
from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.plan_rows import plan_row
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.form_copy import NO_COPY
from perfdesk.store import file
from perfdesk.work.gather import gather
from perfdesk.work.reader_process import read_in_child
from perfdesk.work.rollup import roll_up
from perfdesk.work.workspace import Workspace


@pytest.fixture
def own(own_forms: Path) -> Path:
    """The folder with the form; whoever empties it has a computer that lacks the form."""
    put_into(own_forms)
    return own_forms


def elsewhere(own: Path) -> None:
    """From now on this is another computer."""
    for path in own.iterdir():
        path.unlink()
    forget()


def changed_form(own: Path) -> None:
    """From now on the form of that id is another one here."""
    text = own_form_text().replace('title = "青水县项目自评表"', 'title = "白水县项目自评表"')
    (own / "自评.toml").write_text(text, encoding="utf-8")
    forget()


@pytest.fixture
def saved(own: Path, tmp_path: Path) -> Path:
    """A file saved where the form is."""
    path = tmp_path / "自评.perfdesk"
    Workspace(replace(own_book(), form_copy=form(FORM_ID).copy)).save(path, "甲")
    return path


SITE = ("p1", "own.assessor")


def test_it_is_opened_edited_saved_and_opened_again(own: Path, saved: Path) -> None:
    known = form(FORM_ID)
    wanted = replace(own_book(), form_copy=known.copy).with_fields({SITE: "赵某"})
    elsewhere(own)
    work = Workspace.open(saved)
    layout = form_of(work.document)
    assert (layout, layout.copy, work.notice) == (known, known.copy, "")
    work.run(SetFields({SITE: "赵某"}))
    work.save(saved, "乙")
    again = file.read(saved)
    assert form_of(again.document) is layout
    assert again.document == wanted
    assert [step[0].author for step in file.revisions(again).steps()] == ["乙", "甲"]


@pytest.mark.usefixtures("qapp")  # or the PDF would make a smaller application, with which no window can be tested
@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf"])
def test_it_prints_as_where_the_form_is(own: Path, saved: Path, tmp_path: Path, run: Run, suffix: str) -> None:
    here, there = tmp_path / f"甲.{suffix}", tmp_path / f"乙.{suffix}"
    assert run("export", saved, "-o", here)[0] == 0
    elsewhere(own)
    code, _, err = run("export", saved, "-o", there)
    assert (code, err) == (0, "")
    assert there.read_bytes() == here.read_bytes()
    assert run("export", saved, "-o", there, "--force", "--form", FORM_ID)[0] == 0
    assert there.read_bytes() == here.read_bytes()


def test_a_pdf_brings_the_form_along_with_the_document(own: Path, saved: Path, tmp_path: Path, run: Run) -> None:
    elsewhere(own)
    out, back = tmp_path / "表.pdf", tmp_path / "回.perfdesk"
    assert run("export", saved, "-o", out)[0] == 0
    code, said, _ = run("import", out, "-o", back)
    assert (code, "青水县项目自评表" in said) == (0, True)
    assert file.read(back).document == file.read(saved).document


def test_its_word_file_is_read_back_by_the_form_of_the_open_document(
    own: Path, saved: Path, tmp_path: Path, run: Run
) -> None:
    elsewhere(own)
    source = tmp_path / "表.docx"
    run("export", saved, "-o", source)
    document = file.read(saved).document
    read = read_in_child(source, carried=form_of(document)).document
    assert (read.form, read.form_copy) == (document.form, document.form_copy)
    assert read.projects[0].fields["own.assessor"] == "何某"
    code, said, _ = run("diff", saved, source)
    assert (code, said) == (0, "两份文件内容相同。\n")


def test_a_colleague_s_files_are_merged(own: Path, saved: Path, tmp_path: Path, run: Run) -> None:
    elsewhere(own)
    theirs, word, out = tmp_path / "同事.perfdesk", tmp_path / "同事.docx", tmp_path / "合并.perfdesk"
    theirs.write_bytes(saved.read_bytes())
    run("set", theirs, "--project", "1", "own.assessor=赵某")
    run("export", theirs, "-o", word)
    run("set", saved, "--project", "1", "code=QS01")
    code, said, err = run("merge", saved, theirs, word, "-o", out)
    assert (code, err) == (0, ""), said
    merged = file.read(out).document
    assert (merged.fields_of("p1")["own.assessor"], merged.fields_of("p1")["code"]) == ("赵某", "QS01")
    assert merged.form_copy == file.read(saved).document.form_copy
    assert "自评人" in said


def test_it_is_rolled_up_and_compared(own: Path, saved: Path, tmp_path: Path, run: Run) -> None:
    here = roll_up([saved])
    elsewhere(own)
    assert roll_up([saved]) == here
    theirs = tmp_path / "同事.perfdesk"
    theirs.write_bytes(saved.read_bytes())
    run("set", theirs, "--project", "1", "own.assessor=赵某")
    assert "自评人" in run("diff", saved, theirs)[1]


def test_another_form_of_that_id_is_not_taken_for_it(own: Path, saved: Path) -> None:
    changed_form(own)
    document = file.read(saved).document
    assert (form(FORM_ID).title, form_of(document).title) == ("白水县项目自评表", "青水县项目自评表")
    carried = form_of(document)
    assert forms(carried)[full_name(carried)] is carried
    assert forms(form(FORM_ID)).keys() == forms().keys()


def test_its_word_file_is_read_by_the_form_it_was_printed_by_though_another_has_its_id(
    own: Path, saved: Path, tmp_path: Path, run: Run
) -> None:
    changed_form(own)
    source = tmp_path / "表.docx"
    run("export", saved, "-o", source)
    carried = form_of(file.read(saved).document)
    read = read_in_child(source, carried, carried=carried).document
    assert form_of(read) is carried


def test_a_form_that_is_here_is_read_once_whoever_brings_it(own: Path, saved: Path) -> None:
    assert form_of(file.read(saved).document) is form(FORM_ID)


def test_an_old_file_of_an_own_form_gets_it_with_the_next_save_and_one_of_a_shipped_form_stays(
    own: Path, tmp_path: Path
) -> None:
    old, shipped = tmp_path / "旧.perfdesk", tmp_path / "河北.perfdesk"
    file.save(old, own_book())
    file.save(shipped, replace(own_book(), form="hebei-book-2024"))
    for path, carries in ((old, True), (shipped, False)):
        work = Workspace.open(path)
        assert not work.history.modified
        work.run(SetFields({SITE: "赵某"}))
        work.save(path)
        assert bool(file.read(path).document.form_copy) is carries
    before = file.revisions(file.read(old)).version(file.read(old).baggage.header.parents[0])
    assert before == own_book()


def test_a_new_document_carries_its_form_whoever_made_the_form(own: Path, tmp_path: Path, run: Run) -> None:
    for name in (FORM_ID, "hebei-book-2024"):
        path = tmp_path / f"{name}.perfdesk"
        assert run("new", "--form", name, "--year", "2031", "-o", path)[0] == 0
        assert file.read(path).document.form_copy == form(name).copy


def test_a_killed_program_s_document_comes_back_with_its_form(own: Path, saved: Path, tmp_path: Path) -> None:
    from perfdesk.store.replay import leftovers

    elsewhere(own)
    for opened in (True, False):
        folder = tmp_path / f"journals-{opened}"
        work = Workspace.open(saved) if opened else Workspace(file.read(saved).document)
        work.keep_journal(folder)
        work.run(SetFields({SITE: "赵某"}))
        work.end_journal(forget=False)
        found = leftovers(folder)[0].replayed()
        assert found.document == work.document
        assert form_of(Workspace.recovered(found).document).id == FORM_ID
        assert not isinstance(form_of(found.document), StandIn)


def test_a_plain_table_is_no_form_that_a_file_brings(own: Path, saved: Path) -> None:
    document = own_book()
    elsewhere(own)
    plain = form_of(document)
    assert isinstance(plain, StandIn)
    assert (carried_name(plain), carried_name(None)) == ("", "")
    assert forms(plain).keys() == forms().keys()
    brought = form_of(file.read(saved).document)
    assert forms(brought).keys() - forms().keys() == {carried_name(brought)} == {FORM_ID}


def test_names_of_forms_have_digits_only_where_two_of_one_id_differ(own: Path, saved: Path) -> None:
    mine = file.read(saved).document
    bare, broken = replace(mine, form_copy=NO_COPY), replace(mine, form_copy=mine.form_copy.bare)
    other = replace(mine, form="hebei-book-2024", form_copy=NO_COPY)
    digest = form(FORM_ID).digest
    theirs = replace(mine, form_copy=other_form(own).copy)
    assert names_of_forms([mine, other]) == [FORM_ID, "hebei-book-2024"]
    assert names_of_forms([mine, theirs]) == [f"{FORM_ID}#{digest}", f"{FORM_ID}#{form(FORM_ID).digest}"]
    assert names_of_forms([mine, bare])[1] == f"{FORM_ID}#{form(FORM_ID).digest}"
    elsewhere(own)
    assert names_of_forms([mine, bare]) == [FORM_ID, FORM_ID]
    assert names_of_forms([mine, theirs, bare])[2] == FORM_ID
    assert names_of_forms([mine, broken])[1].startswith(f"{FORM_ID}#")


# --- two forms ---------------------------------------------------------------------------------------------------


def other_form(own: Path) -> Form:
    changed_form(own)
    return form(FORM_ID)


def merged(own: Path, saved: Path, theirs: Document) -> tuple[Workspace, Plan]:
    path = saved.with_name("同事.perfdesk")
    file.save(path, theirs)
    work = Workspace.open(saved)
    return work, analyse(work.side(), gather([path], work.document).sides)


def test_of_two_forms_with_one_id_the_form_is_one_question_and_may_be_chosen(own: Path, saved: Path) -> None:
    mine, theirs = form(FORM_ID), other_form(own)
    document = replace(file.read(saved).document, form_copy=theirs.copy).with_fields({("p1", "code"): "QS01"})
    work, plan = merged(own, saved, document)
    [asked] = plan.open
    row = plan_row(plan, asked)
    assert (row.project, row.place, row.result) == ("全文", "表样", f"【待定】{full_name(mine)}")
    assert decision_json(plan, asked)["field"] == "*form"
    assert asked.texts == (full_name(mine), full_name(theirs))
    assert form_of(plan.result()) == mine
    chosen = plan.choose([asked.place], 1)
    assert (form_of(chosen.result()), chosen.open) == (theirs, ())
    work.merge(chosen)
    assert form_of(work.document) == theirs
    assert work.document.fields_of("p1")["code"] == "QS01"
    work.undo()
    assert form_of(work.document) == mine
    kept = plan.choose([asked.place], 0).result()
    assert (form_of(kept), [key for key in kept.fields if key.startswith("question.")]) == (mine, [])
    left = plan.result().fields["question.*form"]
    assert full_name(theirs) in left


def test_who_alone_changed_the_form_is_followed(own: Path, saved: Path) -> None:
    theirs = other_form(own)
    opened = file.read(saved)
    path = saved.with_name("同事.perfdesk")
    file.save(path, replace(opened.document, form_copy=theirs.copy), opened, "乙")
    work = Workspace.open(saved)
    work.run(SetFields({SITE: "赵某"}))
    plan = analyse(work.side(), gather([path], work.document).sides)
    assert plan.open == ()
    assert form_of(plan.result()) == theirs
    assert [one.why.name for one in plan.decisions if one.key == "*form"] == ["ONE_SIDE"]
    work.merge(plan)
    work.save(saved, "甲")
    past = file.revisions(file.read(saved))
    assert past.version(opened.revision) == opened.document


def test_a_form_that_is_missing_here_comes_with_a_colleague_s_file(own: Path, saved: Path) -> None:
    brought = file.read(saved).document
    file.save(saved, own_book())
    elsewhere(own)
    work, plan = merged(own, saved, brought)
    assert isinstance(form_of(work.document), StandIn)
    assert plan.open == ()
    assert form_of(plan.result()).title == "青水县项目自评表"


def test_the_list_of_forms_tells_two_of_one_id_apart(own: Path, run: Run) -> None:
    text = (paths.resources() / "forms" / "hebei-book-2024.toml").read_text(encoding="utf-8")
    (own / "河北.toml").write_text(text.replace('place = "河北省"', 'place = "青水县"'), encoding="utf-8")
    forget()
    code, out, _ = run("forms", "--json")
    rows = [row for row in json.loads(out)["forms"] if row["id"] == "hebei-book-2024"]
    assert (code, [row["origin"] for row in rows]) == (0, ["shipped", "own"])
    assert rows[0]["digest"] != rows[1]["digest"]
    assert f"hebei-book-2024#{rows[1]['digest'][:8]}" in run("forms")[1]
