"""用新的替换: another form takes the place of one of the user's own; documents change only when asked."""

from pathlib import Path

import pytest
from learning.annexes import BRIDGE, annex, mapping

from perfdesk import paths
from perfdesk.forms.catalogue import FormOrigin, forget, is_replaced, listed, newer_than, offered
from perfdesk.forms.conversion import convert
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form_of
from perfdesk.importers.load import read_source
from perfdesk.work.managed_forms import managed_forms, put_back, remove
from perfdesk.work.mapping_result import install

# The bureau calls the goal otherwise, drops a column and asks for the phone.
CHANGED = BRIDGE.replace("受益农户 | {own}三百户", "联系电话 | {phone}123").replace("绩效目标", "年度绩效目标")


pytestmark = pytest.mark.usefixtures("own_forms")


def installed(text: str, folder: Path, replaces: str = "") -> Form:
    return install(mapping(text, folder), annex(text, folder), replaces).form


def written(own_forms: Path, form_id: str, replaces: str = "") -> None:
    """A form file as somebody may hand it in."""
    own_forms.mkdir(parents=True, exist_ok=True)
    shipped = (paths.resources() / "forms" / "mof-88-project-annual.toml").read_text(encoding="utf-8")
    head = f'id = "{form_id}"\n' + (f'replaces = "{replaces}"\n' if replaces else "")
    text = head + "\n".join(line for line in shipped.splitlines() if not line.startswith("id ="))
    (own_forms / f"{form_id}.toml").write_text(text, encoding="utf-8")
    forget()


def own_ids() -> set[str]:
    return {one.form_id for one in offered() if one.origin is not FormOrigin.SHIPPED}


def newer(form_id: str) -> str:
    found = newer_than(form_id)
    return "" if found is None else found.form_id


def test_a_form_that_replaces_another_says_so_in_its_first_lines_and_has_an_id_of_its_own(
    tmp_path: Path, own_forms: Path
) -> None:
    old = installed(BRIDGE, tmp_path)
    alone = installed(CHANGED, tmp_path)
    new = installed(CHANGED, tmp_path, old.id)
    assert (new.replaces, alone.replaces) == (old.id, "")
    assert len({old.id, new.id, alone.id}) == 3
    assert {one.replaces for one in listed().forms} == {"", old.id}
    assert newer(old.id) == new.id


def test_new_documents_are_offered_the_new_one_and_the_old_one_is_there_still(tmp_path: Path) -> None:
    old = installed(BRIDGE, tmp_path)
    new = installed(CHANGED, tmp_path, old.id)
    assert own_ids() == {new.id}
    assert {(one.form.id, one.is_replaced) for one in managed_forms() if one.form and one.is_own} == {
        (old.id, True), (new.id, False)
    }  # fmt: skip
    assert read_source(annex(BRIDGE, tmp_path)).document.form == old.id


def test_where_the_new_one_is_removed_the_old_one_is_offered_again(tmp_path: Path) -> None:
    old = installed(BRIDGE, tmp_path)
    new = installed(CHANGED, tmp_path, old.id)
    remove(next(one for one in managed_forms() if one.form and one.form.id == new.id))
    assert (own_ids(), newer(old.id)) == ({old.id}, "")
    put_back(managed_forms()[-1])
    assert (own_ids(), newer(old.id)) == ({new.id}, new.id)


def test_the_report_of_a_change_says_what_is_called_otherwise_what_is_kept_and_what_is_asked_for(
    tmp_path: Path,
) -> None:
    old = installed(BRIDGE, tmp_path)
    document = read_source(annex(BRIDGE, tmp_path)).document
    new = installed(CHANGED, tmp_path, old.id)
    made = convert(document, form_of(document), new)
    assert [(one.before, one.after) for one in made.renamed] == [("绩效目标", "年度绩效目标")]
    assert [one.key for one in made.kept] == ["own.受益农户"]
    assert [one.key for one in made.asked] == ["phone"]
    assert made.document.projects[0].fields["own.受益农户"] == "三百户"


def test_what_is_kept_is_called_as_the_old_form_prints_it(tmp_path: Path) -> None:
    text = BRIDGE.replace("受益农户 | {own}三百户", "主管单位 | {supervisor}交通局")
    old = installed(text, tmp_path)
    document = read_source(annex(text, tmp_path)).document
    made = convert(document, old, installed(CHANGED, tmp_path, old.id))
    assert [one.words(made.known) for one in made.kept] == ["主管单位 1 个项目"]


def test_the_last_of_a_chain_is_the_newest(own_forms: Path) -> None:
    written(own_forms, "a")
    written(own_forms, "b", "a")
    written(own_forms, "c", "b")
    assert [newer(one) for one in "abc"] == ["c", "c", ""]
    assert own_ids() == {"c"}


def test_two_that_name_each_other_are_both_offered_and_nothing_goes_round(own_forms: Path) -> None:
    written(own_forms, "a", "b")
    written(own_forms, "b", "a")
    written(own_forms, "d", "d")
    assert [newer(one) for one in "abd"] == ["b", "a", ""]
    assert [is_replaced(one) for one in "abd"] == [False, False, False]
    assert own_ids() == {"a", "b", "d"}


def test_nobody_takes_a_shipped_form_out_of_the_list(own_forms: Path) -> None:
    written(own_forms, "a", "hebei-book-2024")
    assert "hebei-book-2024" in {one.form_id for one in offered()}
    assert newer("hebei-book-2024") == "a"
