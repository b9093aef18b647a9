"""A form is a value: it is passed on, compared and changed like one, whoever made it."""

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest
from notation import document

from perfdesk.forms import loader
from perfdesk.forms.bands import Cell, Column
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form, form_of, forms, use, vocabulary_of
from perfdesk.forms.stand_in import stand_in

HEBEI = form("hebei-book-2024")
BOOK = document("fiscal_year=2031\n# 道路维护 | budget_total=5\n- 数量 | 里程 | ≥4公里", "hebei-book-2024")
STRANGE = replace(BOOK, form="清水县-2031")


def test_it_is_the_same_for_another_process_which_gets_nothing_but_the_form() -> None:
    one = replace(HEBEI)
    before = pickle.dumps(one)
    assert all((one.widths, one.marks, one.projects, one.document_keys, one.vocabulary.fields))
    assert pickle.dumps(one) == before
    copy = pickle.loads(before)
    assert copy == one
    assert hash(copy) == hash(one)
    assert copy.widths == one.widths


def test_nobody_changes_a_form_that_others_have() -> None:
    with pytest.raises(FrozenInstanceError):
        HEBEI.table.font = "黑体"  # type: ignore[misc]
    other = replace(HEBEI, place="清水县")
    assert (HEBEI.place, other.place, other == HEBEI, hash(other) == hash(HEBEI)) == ("河北省", "清水县", False, True)


def test_a_stand_in_is_found_again_by_its_id_and_is_its_own_kind_of_form() -> None:
    one = stand_in(STRANGE)
    assert {one: 1}[stand_in(STRANGE)] == 1
    assert one != stand_in(STRANGE.with_fields({("p1", "odd"): "甲"}))
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize("texts", [{}, {"label": "甲", "field": "name"}])
def test_a_cell_shows_one_thing_whoever_makes_it(texts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="只能有一样"):
        Cell(at=(1, 1), **texts)


@pytest.mark.parametrize("texts", [{}, {"fixed": "甲", "field": "name"}])
def test_a_column_shows_one_thing_whoever_makes_it(texts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="只能有一样"):
        Column(at=(1, 1), label="指标", **texts)


def test_who_is_given_forms_has_these_and_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_given", {})
    for name in ("catalogue", "form_with"):
        monkeypatch.setattr(loader, name, lambda *_: pytest.fail("a form file was looked for"))
    given = replace(HEBEI, id="清水县-2031")
    use({given.id: given})
    assert forms() == {"清水县-2031": given}
    assert form("清水县-2031") is given
    assert form_of(STRANGE) is given
    assert vocabulary_of(STRANGE) is given.vocabulary
    assert form_of(BOOK) == stand_in(BOOK)
    with pytest.raises(FormError, match="没有表样“hebei-book-2024”。可用的表样：清水县-2031。"):
        form("hebei-book-2024")
