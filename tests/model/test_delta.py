"""What a file keeps of an older version: only what differs, and never something that does not fit."""

from dataclasses import replace

import pytest
from notation import document
from outlines import order, outline

from perfdesk.model.delta import Delta, DeltaError, Rest, Splice, applied, delta
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields


def said(splice: Splice) -> str:
    """ "a[1-2] x y": below a, two children from place 1 on give way to x and y."""
    end = splice.start + splice.count
    return " ".join([f"{splice.parent}[{splice.start}:{end}]", *splice.ids])


@pytest.mark.parametrize(
    ("start", "end", "splices", "nodes"),
    [
        ("a b c", "a b c", [], ""),
        ("a b c", "a b", ["[2:3]"], ""),
        ("a b c", "b c", ["[0:1]"], ""),
        ("a b c", "a x b c", ["[1:1] x"], "x"),
        ("a b c", "a b c x", ["[3:3] x"], "x"),
        ("a b c", "a x c", ["[1:2] x"], "x"),
        ("a b c d", "a c b d", ["[1:3] c b"], ""),
        ("", "a(a1)", ["[0:0] a"], "a"),  # a new project brings its indicators along
        ("a(a1 a2)", "a(a1)", ["a[1:2]"], ""),
        ("a(a1 a2)", "a(a1 n a2)", ["a[1:1] n"], "n"),
        ("a(a1 a2) b", "a(a2) b(a1)", ["a[0:1]", "b[0:0] a1"], ""),  # moved, not new
        ("a(a1 a2) b", "b a(a2 a1)", ["a[0:2] a2 a1", "[0:2] b a"], ""),
    ],
)
def test_only_what_stands_elsewhere_is_spliced(start: str, end: str, splices: list[str], nodes: str) -> None:
    one, other = outline(start), outline(end)
    made = delta(one, other)
    assert [said(splice) for splice in made.splices] == splices
    assert [node.id for node in made.nodes] == nodes.split()
    assert order(applied(one, made)) == end


def test_a_text_that_stays_is_not_kept() -> None:
    one = document("compiler=办公室\n# 网站 | goal=稳定 | code=1\n- 数量 | 次数 | 4次")
    other = document("reviewer=财政局\n# 网站 | goal=更稳定 | code=1\n- 数量 | 次数 | 6次")
    made = delta(one, other)
    assert made == Delta(
        texts={("", "compiler"): "", ("", "reviewer"): "财政局", ("p1", "goal"): "更稳定", ("p1.1", "target"): "6次"}
    )
    assert applied(one, made) == other


def test_of_a_moved_indicator_the_changed_text_is_kept() -> None:
    one, other = outline("a(a1=次数) b"), outline("a b(a1=人数)")
    assert delta(one, other).texts == {("a1", "name"): "人数"}
    assert applied(one, delta(one, other)) == other


def test_nothing_to_tell_is_an_empty_delta_and_the_same_document() -> None:
    one = outline("a(a1) b")
    assert delta(one, outline("a(a1) b")) == Delta()
    assert applied(one, Delta()) is one


def test_form_and_members_of_another_version_are_kept_and_given_back() -> None:
    one = outline("a(a1 a2) b")
    a, b = one.projects
    rows = (replace(a.indicators[0], extra="{2}"), a.indicators[1])
    other = replace(one, form="f", extra="{0}", projects=(replace(a, extra="{1}", indicators=rows), b))
    made = delta(one, other)
    assert (made.form, made.extras, made.rest) == ("f", {"": "{0}", "a1": "{2}"}, {"a": Rest("{1}")})
    assert (made.texts, made.splices, made.nodes) == ({}, (), ())
    assert applied(one, made) == other
    assert applied(other, delta(other, one)) == one
    assert delta(other, other) == Delta()


@pytest.mark.parametrize("form", ["", "other"])
def test_members_may_change_without_the_form_and_the_form_without_them(form: str) -> None:
    one = replace(outline("a"), extra="{old}")
    made = applied(one, Delta(form=form, extras={} if form else {"": "{new}"}))
    assert (made.form, made.extra) == ((form, "{old}") if form else (one.form, "{new}"))


def test_a_moved_indicator_may_bring_other_members_along() -> None:
    one, other = outline("a(a1) b"), outline("b a(a1)")
    a = other.projects[1]
    other = other.with_projects([other.projects[0], replace(a, indicators=(replace(a.indicators[0], extra="{9}"),))])
    assert applied(one, delta(one, other)) == other


@pytest.mark.parametrize(
    "splice",
    [
        Splice("", 0, 3, ()),  # more than are there
        Splice("", 2, 1, ()),  # one beyond the end
        Splice("", 3, 0, ()),
        Splice("", -1, 1, ()),
        Splice("", 0, -1, ()),
        Splice("a", 0, 3, ()),
        Splice("a", 3, 0, ()),
        Splice("nowhere", 0, 0, ()),
        Splice("a1", 0, 0, ()),  # an indicator holds none
        Splice("", 0, 0, ("nowhere",)),
        Splice("", 0, 0, ("a1",)),
        Splice("a", 0, 0, ("nowhere",)),
        Splice("a", 0, 0, ("b",)),
        Splice("", 0, 0, ("row",)),
        Splice("a", 0, 0, ("project",)),
    ],
)
def test_a_delta_that_names_what_is_not_there_is_refused(splice: Splice) -> None:
    new = (Indicator("row"), Project("project"))
    with pytest.raises(DeltaError):
        applied(outline("a(a1 a2) b"), Delta(splices=(splice,), nodes=new))


@pytest.mark.parametrize(
    ("splice", "end"),
    [
        (Splice("", 0, 2, ("a",)), "a(a1 a2)"),
        (Splice("", 2, 0, ("project",)), "a(a1 a2) b project"),
        (Splice("a", 2, 0, ("row",)), "a(a1 a2 row) b"),
        (Splice("a", 0, 2, ()), "a b"),
    ],
)
def test_a_delta_that_just_fits_is_applied(splice: Splice, end: str) -> None:
    made = applied(outline("a(a1 a2) b"), Delta(splices=(splice,), nodes=(Indicator("row"), Project("project"))))
    assert order(made) == end


def test_a_text_of_a_node_that_is_not_there_is_passed_over() -> None:
    one = outline("a")
    assert applied(one, Delta(texts={("nowhere", "name"): "x"})) is one


def test_the_fields_of_a_spliced_row_are_set_too() -> None:
    """Texts first, then places: a moved row carries the text of its version."""
    one = outline("a(a1 a2)")
    other: Document = SetFields({("a2", "target"): "5人"}).apply(outline("a(a2 a1)"))
    assert applied(one, delta(one, other)) == other
