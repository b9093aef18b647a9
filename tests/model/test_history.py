"""Undo, redo, and what counts as saved, as scripts of what a clerk does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import outline

from perfdesk.model.edits import SetFields
from perfdesk.model.history import History


def named(text: str) -> SetFields:
    """An edit that the menu calls by its own name."""
    return SetFields({("a", "name"): text}, title=f"改{text}")


def played(script: str) -> History:
    """After "一 二 u r s": texts are typed, u is undo, r is redo, s saves, x takes the file away."""
    history = History(outline("a=零"))
    for step in script.split():
        match step:
            case "u":
                history.undo()
            case "r":
                history.redo()
            case "s":
                history.mark_saved(history.document)
            case "x":
                history.mark_unsaved()
            case _:
                history.run(named(step))
    return history


@pytest.mark.parametrize(
    ("script", "name", "undo", "redo", "modified"),
    [
        ("", "零", "", "", False),
        ("一", "一", "改一", "", True),
        ("一 u", "零", "", "改一", False),
        ("一 二 u", "一", "改一", "改二", True),
        ("一 二 u u", "零", "", "改一", False),
        ("一 二 u u r", "一", "改一", "改二", True),
        ("一 二 u u r r", "二", "改二", "", True),
        # At either end there is nothing to do.
        ("u", "零", "", "", False),
        ("一 r r", "一", "改一", "", True),
        ("一 u u u r", "一", "改一", "", True),
        # A new edit takes the place of all that was undone.
        ("一 二 三 u u 四", "四", "改四", "", True),
        ("一 二 三 u u 四 u", "一", "改一", "改四", True),
        # What changes nothing is no step, and does not cost what was undone.
        ("一 一", "一", "改一", "", True),
        ("一 二 u 一", "一", "改一", "改二", True),
        # Saved is a version, not a moment.
        ("一 s", "一", "改一", "", False),
        ("一 s 二", "二", "改二", "", True),
        ("一 s 二 u", "一", "改一", "改二", False),
        ("一 s u", "零", "", "改一", True),
        ("一 s u r", "一", "改一", "", False),
        # Typing the old text again is a change: the file still holds another version object.
        ("一 s 二 一", "一", "改一", "", True),
        ("x", "零", "", "", True),
        ("一 s x", "一", "改一", "", True),
        ("x s", "零", "", "", False),
    ],
)
def test_a_script_leaves_the_document_and_the_menu_so(
    script: str, name: str, undo: str, redo: str, modified: bool
) -> None:
    history = played(script)
    assert history.document.projects[0].name == name
    assert (history.undo_label, history.redo_label, history.modified) == (undo, redo, modified)


def test_a_step_tells_what_was_and_what_is() -> None:
    history = played("")
    start = history.document
    done = history.run(named("一"))
    assert done is not None
    assert (done.label, done.before, done.after) == ("改一", start, history.document)
    undone = history.undo()
    assert undone is not None
    assert (undone.label, undone.before, undone.after) == ("改一", done.after, start)
    again = history.redo()
    assert again == done


@pytest.mark.parametrize(
    ("script", "through"),
    [("一 二 三", "零一二三"), ("一 二 三 u", "零一二"), ("一 二 u u", "零"), ("一 二 u 三", "零一三")],
)
def test_a_version_that_was_undone_did_not_lead_here(script: str, through: str) -> None:
    """By this a file that was written in the background is known to hold an older version of what is open."""
    history = played("")
    seen = {"零": history.document}
    for step in script.split():
        if step == "u":
            history.undo()
        else:
            history.run(named(step))
            seen[step] = history.document
    assert "".join(name for name, version in seen.items() if history.went_through(version)) == through


@given(st.lists(st.sampled_from(["一", "二", "三", "u", "r"]), max_size=20))
def test_any_script_is_what_a_list_and_a_place_in_it_would_be(script: list[str]) -> None:
    names, at = ["零"], 0
    for step in script:
        if step == "u":
            at = max(0, at - 1)
        elif step == "r":
            at = min(len(names) - 1, at + 1)
        elif step != names[at]:
            names, at = [*names[: at + 1], step], at + 1
    history = played(" ".join(script))
    assert history.document.projects[0].name == names[at]
    assert history.undo_label == (f"改{names[at]}" if at else "")
    assert history.redo_label == (f"改{names[at + 1]}" if at + 1 < len(names) else "")
