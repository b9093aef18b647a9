"""Files of released versions: each opens for ever and says what it said, can be edited, and merges with its copies."""

import difflib
import json
from pathlib import Path
from typing import Final

import pytest
from trust import Promise

from perfdesk import __version__
from perfdesk.merge.analyse import analyse
from perfdesk.merge.sides import Side
from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.store.container import unpack
from tests.store.released import FOLDER, lines, told, write

# 0.1.0 wrote the two files named after their format, which have their own tests.
RELEASED: Final = sorted(path.stem for path in FOLDER.glob("*.perfdesk"))
OLD: Final = sorted(FOLDER.parent.glob("format-1.0*.perfdesk"))


def test_this_version_has_its_files() -> None:
    """A new version number without them: python -m tests.store.released, once, when the format of it is settled."""
    assert __version__ in RELEASED
    writers = {json.loads(unpack(path.read_bytes())["header.json"])["program_version"] for path in OLD}
    assert writers == {"0.1.0"}


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_file_says_what_it_said(name: str, promise: Promise) -> None:
    wanted = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = told(name)
    assert found == wanted, "\n".join(difflib.unified_diff(wanted, found, lineterm="", n=0))
    promise("T7", f"lines of the document, its versions and its journal, as {name} wrote them", len(found), len(wanted))


@pytest.mark.parametrize("path", [*OLD, *(FOLDER / f"{name}.perfdesk" for name in RELEASED)], ids=lambda one: one.name)
def test_a_released_file_is_edited_saved_and_merged(path: Path, tmp_path: Path, promise: Promise) -> None:
    """Nothing but the edit is different, nothing of the past is gone, and a copy merges by what both came from."""
    opened = file.read(path)
    assert (opened.read_only, opened.notice) == (False, "")
    first = opened.document.projects[0].id
    ours = SetFields({(first, "name"): "改了名"}).apply(opened.document)
    saved = file.save(tmp_path / "ours.perfdesk", ours, opened, author="甲")
    again = file.read(tmp_path / "ours.perfdesk")
    before, after = list(lines(opened.document)), list(lines(again.document))
    assert [row for row in after if row not in before] == [f"{first} name='改了名'"]
    assert len(after) == len(before)
    past = [(one.id, one.author) for one, *_ in file.revisions(opened).steps()]
    assert [(one.id, one.author) for one, *_ in file.revisions(again).steps()][1:] == past
    kept = [inside for name, inside in opened.baggage.members if name != "history/revisions.jsonl"]
    assert [inside for name, inside in again.baggage.members if name != "history/revisions.jsonl"] == kept
    theirs = SetFields({(first, "purpose"): "改了用途"}).apply(opened.document)
    copy = file.save(tmp_path / "theirs.perfdesk", theirs, opened, author="乙")
    sides = [Side(name, one.document, "", file.revisions(one)) for name, one in (("我", saved), ("乙", copy))]
    merged = analyse(sides[0], sides[1:])
    assert merged.open == ()
    fields = merged.result().fields_of(first)
    assert (fields["name"], fields["purpose"]) == ("改了名", "改了用途")
    promise("T7", "files of released versions, edited, saved, merged with a copy", 1, 1)


def test_the_files_of_this_version_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.store.released.FOLDER", tmp_path)
    write(tmp_path)
    made = (tmp_path / f"{__version__}.txt").read_text(encoding="utf-8").splitlines()
    assert made == (FOLDER / f"{__version__}.txt").read_text(encoding="utf-8").splitlines()
    assert str(tmp_path) not in (tmp_path / f"{__version__}.journal").read_bytes().decode("utf-8", "replace")
