"""A file's past as a graph, drawn in a line: "0 1<0 2<0 3<1,2" are four revisions, and 3 merged 1 and 2."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import outline

from perfdesk.model.delta import Delta, Splice, delta
from perfdesk.model.document import Document
from perfdesk.model.revisions import Revision, Revisions, base_version, newest_common, seen_from


def version(name: str) -> Document:
    """Each revision's document has one project, called like the revision."""
    return outline(f"a={name}")


def graph(text: str, tip: str = "") -> Revisions:
    """What a file knows; its tip is the last revision unless another one is named."""
    known = []
    for one in text.split():
        name, _, before = one.partition("<")
        parents = tuple(filter(None, before.split(",")))
        known.append(Revision(name, parents, back={older: delta(version(name), version(older)) for older in parents}))
    tip = tip or known[-1].id
    return Revisions(tip, version(tip), known)


DIAMOND = "0 1<0 2<0 3<1,2 4<3"


@pytest.mark.parametrize(
    ("text", "revision", "before"),
    [
        (DIAMOND, "4", "01234"),
        (DIAMOND, "3", "0123"),
        (DIAMOND, "1", "01"),
        (DIAMOND, "0", "0"),
        ("0 1<0", "unknown", ["unknown"]),
        ("5<4", "5", "45"),  # known by id only
    ],
)
def test_ancestors_are_all_that_led_here_and_it_itself(text: str, revision: str, before: str) -> None:
    assert graph(text).ancestors(revision) == set(before)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("0", "0"),
        ("0 1<0 2<1", "210"),
        (DIAMOND, "43210"),
        # The colleague's work stands in one piece, and what was saved here comes after it.
        ("0 1<0 2<1 8<0 9<8 3<2,9", "398210"),
        # None before one that comes after it, however the merging went.
        ("0 1<0 2<0 3<1,2 4<2 5<3,4", "543210"),
        ("0 1<0 2<1 3<0,2", "3210"),
    ],
)
def test_versions_come_newest_first_and_each_is_itself(text: str, order: str) -> None:
    past = graph(text)
    made = list(past.versions())
    assert "".join(name for name, _ in made) == order
    assert all(document == version(name) == past.version(name) for name, document in made)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("0 1<0 2<1", ["2 1>2", "1 0>1", "0 None>0"]),
        (DIAMOND, ["4 3>4", "3 1>3", "2 0>2", "1 0>1", "0 None>0"]),
        # Of a version that is known by its id only nobody knows who made it.
        ("1<0", ["1 0>1"]),
    ],
)
def test_each_step_has_its_version_and_the_one_before_it(text: str, steps: list[str]) -> None:
    made = [
        f"{revision.id} {before and before.projects[0].name}>{after.projects[0].name}"
        for revision, before, after in graph(text).steps()
    ]
    assert made == steps


@pytest.mark.parametrize(
    ("ours", "theirs", "common"),
    [
        ("0 1<0", "0 2<0", "0"),
        ("0 1<0 2<1", "0 1<0 3<1", "1"),
        ("0 1<0", "0 1<0", "1"),
        ("0 1<0", "0", "0"),
        ("0", "8 9<8", ""),
        # After a merge it is what was merged, not where both began.
        ("0 1<0 2<0 3<1,2", "0 2<0 4<2", "2"),
        # Crossed: both merged the other's version, so two are newest.
        ("0 1<0 2<0 3<1,2", "0 1<0 2<0 4<2,1", "12"),
        # A version that both know by id only cannot be the base; the one before it that one of them holds is.
        ("1<0", "2<0", "0"),
    ],
)
def test_the_newest_version_that_both_come_from(ours: str, theirs: str, common: str) -> None:
    assert newest_common(graph(ours), graph(theirs)) == tuple(common)


def test_a_version_that_nobody_can_rebuild_is_no_base() -> None:
    bare = [Revisions(tip, version(tip), [Revision(tip, ("0",))]) for tip in "12"]
    assert newest_common(*bare) == ()


def test_a_version_that_one_file_holds_is_the_base_of_one_that_knows_its_name() -> None:
    bare, whole = Revisions("1", version("1"), [Revision("1", ("0",))]), graph("0 2<0")
    assert newest_common(bare, whole) == newest_common(whole, bare) == ("0",)


def test_what_lies_before_a_thinned_version_is_no_base_beside_what_follows_it() -> None:
    """0 is kept and so is 2; 1 between them is known by its id and its parents only."""
    files = []
    for tip in "34":
        back = {older: delta(version(tip), version(older)) for older in "20"}
        known = [Revision("0"), Revision("1", ("0",)), Revision("2", ("1",)), Revision(tip, ("2",), back=back)]
        files.append(Revisions(tip, version(tip), known))
    assert newest_common(*files) == ("2",)


def test_many_merges_in_a_row_are_thinned_without_walking_each_way() -> None:
    """Forty merges are 2^40 ways back."""
    names = [chr(0x4E00 + at) for at in range(121)]
    text = names[0] + "".join(
        f" {one}<{before} {other}<{before} {joined}<{one},{other}"
        for before, one, other, joined in zip(*(names[at::3] for at in range(3)), names[3::3], strict=False)
    )
    thin = graph(text).thinned(names[0])
    assert {one.id: [*one.back] for one in thin} == {names[0]: [], names[120]: [names[0]]}


def test_a_base_is_given_by_whichever_file_has_it_whole() -> None:
    whole = graph("0 1<0")
    lying = Revisions("2", version("2"), [Revision("2", ("0",), back={"0": Delta(splices=(Splice("", 0, 9, ()),))})])
    bare = Revisions("3", version("3"), [Revision("3", ("0",))])
    assert base_version("0", lying, whole) == version("0")
    assert base_version("0", whole, lying) == version("0")
    assert base_version("0", bare, whole) == version("0")
    assert base_version("0", lying, bare) is None
    assert base_version("9", whole, whole) is None


def test_a_lying_step_takes_away_what_is_behind_it_and_nothing_else() -> None:
    one, two, three = graph("0 1<0 2<1")
    lying = replace(two, back={"0": Delta(splices=(Splice("", 5, 1, ()),))})
    past = Revisions("2", version("2"), [one, lying, three])
    assert [name for name, _ in past.versions()] == ["2", "1"]


@pytest.mark.parametrize(
    ("text", "keep", "left"),
    [
        ("0 1<0 2<1 3<2", "", {"3": ""}),
        ("0 1<0 2<1 3<2", "0", {"0": "", "3": "0"}),
        ("0 1<0 2<1 3<2", "13", {"1": "", "3": "1"}),
        (DIAMOND, "0", {"0": "", "4": "0"}),
        (DIAMOND, "12", {"1": "", "2": "", "4": "12"}),
        (DIAMOND, "02", {"0": "", "2": "0", "4": "02"}),
        (DIAMOND, "01234", {"0": "", "1": "0", "2": "0", "3": "12", "4": "3"}),
    ],
)
def test_thinning_leads_from_each_kept_version_to_the_nearest_before_it(
    text: str, keep: str, left: dict[str, str]
) -> None:
    past = graph(text)
    thin = past.thinned(keep)
    assert {one.id: "".join(sorted(one.back)) for one in thin} == left
    assert all(thin.version(one.id) == version(one.id) for one in thin)
    # Ids are made of the parents, so these are never rewritten.
    assert all(one.parents == past[one.id].parents for one in thin)


def test_who_and_when_outlive_thinning() -> None:
    told = Revision("1", ("0",), "张三", "2025-01-02", "甲.docx", "合并", {"0": delta(version("1"), version("0"))})
    (kept,) = Revisions("1", version("1"), [Revision("0"), told]).thinned([])
    assert (kept.author, kept.time, kept.source, kept.note) == ("张三", "2025-01-02", "甲.docx", "合并")


def test_a_saved_version_knows_the_way_back_and_what_was_merged_into_it() -> None:
    ours, theirs = graph("0 1<0"), graph("0 2<0")
    made = ours.followed_by(Revision("3", ("1", "2"), "张三", "t", "s", "n"), version("3"), [theirs])
    assert (made.tip, made.document, "".join(one.id for one in made)) == ("3", version("3"), "0123")
    assert (made["3"].author, made["3"].time, made["3"].source, made["3"].note) == ("张三", "t", "s", "n")
    assert [*made["3"].back] == ["1", "2"]
    assert all(made.version(name) == version(name) for name in "0123")
    assert len(made) == 4
    assert "9" not in made


def test_the_first_version_has_no_way_back() -> None:
    made = Revisions("", version("0")).followed_by(Revision("0"), version("0"))
    assert (len(made), made["0"].back, made.reachable()) == (1, {}, {"0": ""})


def test_of_a_revision_that_several_files_know_the_one_that_leads_on_is_taken() -> None:
    bare = Revisions("1", version("1"), [Revision("1", ("0",))])
    for files in ((bare, graph("0 1<0")), (graph("0 1<0"), bare)):
        seen = seen_from("1", version("1"), *files)
        assert seen.version("0") == version("0")


@given(st.data())
def test_in_any_past_nobody_stands_before_a_follower_and_everybody_comes_back(data: st.DataObject) -> None:
    names = "abcdefgh"[: data.draw(st.integers(1, 8))]
    parents = {
        one: data.draw(st.lists(st.sampled_from(names[:at]), min_size=1, max_size=3, unique=True)) if at else []
        for at, one in enumerate(names)
    }
    past = graph(" ".join(f"{one}<{','.join(before)}" for one, before in parents.items()))
    order = [name for name, _ in past.versions()]
    assert set(order) == past.ancestors(past.tip)
    assert all(order.index(one) < order.index(older) for one in order for older in parents[one])
    keep = data.draw(st.sets(st.sampled_from(names)))
    thin = past.thinned(keep)
    assert set(thin.reachable()) == (keep & set(order)) | {past.tip}
    assert all(thin.version(one) == version(one) for one in thin.reachable())
