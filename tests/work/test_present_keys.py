"""A file of an earlier version, whose form printed 省级财政部门 under another key: it prints where it printed."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from command import Run
from ministry import example

from perfdesk.commands.shared import found_in
from perfdesk.forms.formerly import with_present_keys
from perfdesk.forms.loader import form
from perfdesk.forms.printed import unprinted
from perfdesk.forms.sheet import sheet
from perfdesk.forms.soundness import faults
from perfdesk.merge.analyse import analyse
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.work.reader_process import read_in_child
from perfdesk.work.workspace import Workspace

REGION = form("mof-163-region")
NAME = "云岭省财政厅"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of a file that the version before wrote, with a history of two versions."""
    path = tmp_path / "旧.perfdesk"
    shutil.copy(Path(__file__).parent / "fixtures" / "163-finance.perfdesk", path)
    assert file.read(path).document.projects[0].fields["finance"] == NAME
    return path


def keys(one: Document) -> tuple[str, str]:
    fields = one.projects[0].fields
    return fields["finance"], fields["upper_finance"]


def test_what_was_entered_prints_where_it_printed_and_the_file_is_not_changed_by_looking(old: Path) -> None:
    before = old.read_bytes()
    work = Workspace.open(old)
    assert keys(work.document) == ("", NAME)
    assert NAME in [cell.text for cell in sheet(REGION, work.document, work.document.projects[0]).cells]
    assert unprinted(REGION, work.document) == []
    assert not work.history.modified
    assert old.read_bytes() == before


def test_nothing_else_differs_from_the_same_document_written_today(old: Path) -> None:
    work = Workspace.open(old)
    wanted = example(REGION.id).with_fields({("p1", "goal"): work.document.projects[0].fields["goal"]})
    assert work.document.projects[0].fields == wanted.projects[0].fields


def test_the_next_save_keeps_it_there_and_the_past_says_what_it_said(old: Path) -> None:
    work = Workspace.open(old)
    work.run(SetFields({("p1", "name"): "小型水库维修补助"}))
    work.save(old, "李强")
    again = file.read(old)
    assert keys(again.document) == ("", NAME)
    documents = [one for _, one, *_ in file.revisions(again).steps()]
    assert len(documents) == 3
    assert keys(Workspace.open(old).document) == ("", NAME)


def test_a_copy_that_a_colleague_edited_in_the_version_before_merges_without_a_question(old: Path) -> None:
    theirs = old.with_name("李强.perfdesk")
    opened = file.read(old)
    file.save(theirs, SetFields({("p1", "period"): "2031年"}).apply(opened.document), opened, author="李强")
    work = Workspace.open(old)
    work.run(SetFields({("p1", "name"): "小型水库维修补助"}))
    work.save(old, "张敏")
    sides = [
        Side(path.name, one.document, "", file.revisions(one)) for path in (old, theirs) for one in [file.read(path)]
    ]
    merged = analyse(sides[0], sides[1:])
    assert merged.open == ()
    result = merged.result()
    assert keys(result) == ("", NAME)
    assert (result.projects[0].name, result.projects[0].fields["period"]) == ("小型水库维修补助", "2031年")


def test_a_text_never_replaces_another(old: Path) -> None:
    both = file.read(old).document.with_fields({("p1", "upper_finance"): "云泽市财政局"})
    assert with_present_keys(both) is both
    blank = example(REGION.id)
    assert with_present_keys(blank) is blank


def test_in_other_forms_the_finance_department_is_what_it_is() -> None:
    other = replace(example("mof-88-project"), form="mof-88-project").with_fields({("p1", "finance"): NAME})
    assert with_present_keys(other) is other


def test_the_command_line_reads_it_there(old: Path, run: Run) -> None:
    code, out, _ = run("show", old)
    assert code == 0
    assert f"省级财政部门：{NAME}" in out
    assert keys(found_in(old, read_in_child)) == ("", NAME)


@pytest.mark.parametrize(
    ("former", "fault"),
    [
        ({"upper_finance": "finance"}, ""),
        ({"upper_finance": "supervisor"}, "formerly：表里还印着supervisor"),
        ({"upper_finance": "finanse"}, "finanse"),
        ({"upper_finanse": "finance"}, "upper_finanse"),
    ],
)
def test_a_form_that_says_so_wrongly_is_refused(former: dict[str, str], fault: str) -> None:
    found = [*faults(replace(REGION, formerly=former))]
    assert bool(found) == bool(fault)
    assert fault in "".join(found)
