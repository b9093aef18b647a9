"""The folders of forms: each file by itself, the shipped ones first, a bad one named."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfdesk import paths
from perfdesk.forms import catalogue as module
from perfdesk.forms import form_file
from perfdesk.forms.catalogue import Catalogue, FormOrigin, catalogue, forget, form_with, read_catalogue
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.forms.loader import form, forms

SHIPPED = paths.resources() / "forms"
HEBEI = (SHIPPED / "hebei-book-2024.toml").read_text(encoding="utf-8")
OWN_ID = "qingshui-2031"


def with_id(name: str) -> str:
    return HEBEI.replace('id = "hebei-book-2024"', f'id = "{name}"')


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder of forms."""
    folder = tmp_path / "forms"
    folder.mkdir()
    monkeypatch.setattr(paths, "own_forms", lambda: folder)
    forget()
    return folder


@pytest.fixture(autouse=True)
def _forms_forgotten() -> Iterator[None]:
    """What one test put into a folder is not there for the next."""
    yield
    forget()


def read(*folders: Path) -> Catalogue:
    return read_catalogue([*zip((FormOrigin.SHIPPED, FormOrigin.OWN), folders, strict=False)])


def test_a_bad_form_file_is_named_and_stops_nothing(own: Path) -> None:
    (own / "a-坏.toml").write_text("id = \n", encoding="utf-8")
    (own / "b.toml").write_text(with_id(OWN_ID), encoding="utf-8")
    (own / "c.toml").write_bytes(b"\xff\xfe")
    found = catalogue()
    assert [*found.entries] == ["hebei-book-2024", "ningxia-annex2-2024", OWN_ID]
    assert [(fault.path.name, fault.path.name in fault.message) for fault in found.faults] == [
        ("a-坏.toml", True),
        ("c.toml", True),
    ]
    assert form(OWN_ID).id == OWN_ID
    assert found.entries[OWN_ID].origin is FormOrigin.OWN


def test_a_form_in_a_folder_of_its_own_is_found_and_named_by_that_folder(own: Path) -> None:
    for name, text in (("青水-0a1b2c3d", with_id(OWN_ID)), ("坏-00000000", "id = 1")):
        (own / name).mkdir()
        (own / name / "form.toml").write_text(text, encoding="utf-8")
    assert form(OWN_ID).id == OWN_ID
    assert "坏-00000000/form.toml" in catalogue().faults[0].message


def test_of_two_forms_with_one_id_the_shipped_one_is_used_and_the_other_named(own: Path) -> None:
    mine = HEBEI.replace('title = "部门预算绩效文本"', 'title = "我的"')
    (own / "mine.toml").write_text(mine, encoding="utf-8")
    assert form("hebei-book-2024").title == "部门预算绩效文本"
    assert forms()["hebei-book-2024"].title == "部门预算绩效文本"
    wanted = "表样文件 mine.toml 没有使用：它的 id“hebei-book-2024”与程序自带的 hebei-book-2024.toml 相同，用的是后者。"
    assert [fault.message for fault in catalogue().faults] == [wanted]


def test_of_two_own_forms_with_one_id_the_first_by_name_is_used_also_if_it_hides_its_id(tmp_path: Path) -> None:
    for name, title in (("b.toml", "乙"), ("a.toml", "甲")):
        text = with_id(OWN_ID).replace('title = "部门预算绩效文本"', f'title = "{title}"')
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = read(SHIPPED, tmp_path)
    assert found.entries[OWN_ID].form.title == "甲"
    assert "您自己的 a.toml 相同" in found.faults[0].message


def test_a_broken_form_gives_way_to_a_whole_one_of_its_id(own: Path) -> None:
    (own / "a.toml").write_text(with_id(OWN_ID).replace("[page]", "[pages]"), encoding="utf-8")
    (own / "b.toml").write_text(with_id(OWN_ID), encoding="utf-8")
    assert form(OWN_ID) is forms()[OWN_ID]


@pytest.mark.parametrize("line", ['id="{}"', "id = '{}'", 'id = "{}" # 号', '"id" = "{}"', 'id = """{}"""'])
def test_an_id_is_found_however_it_is_written(own: Path, line: str) -> None:
    text = HEBEI.replace('id = "hebei-book-2024"', line.format(OWN_ID))
    (own / "mine.toml").write_text(text, encoding="utf-8")
    assert form(OWN_ID).id == OWN_ID


def test_a_form_that_says_another_id_first_is_found_by_its_own(own: Path) -> None:
    hidden = 'title = """\nid = "x"\n"""\n' + with_id(OWN_ID).replace('title = "部门预算绩效文本"\n', "")
    (own / "mine.toml").write_text(hidden, encoding="utf-8")
    assert form(OWN_ID).id == OWN_ID


def test_looking_for_one_form_reads_no_other(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        (own / f"f{number:02}.toml").write_text(with_id(f"own-{number}"), encoding="utf-8")
    read_files: list[str] = []
    whole = form_file.read_form
    monkeypatch.setattr(form_file, "read_form", lambda path: (read_files.append(path.name), whole(path))[1])
    assert form("own-33").id == "own-33"
    assert form("hebei-book-2024").id == "hebei-book-2024"
    assert form("own-33") is form("own-33")
    assert read_files == ["f33.toml", "hebei-book-2024.toml"]
    assert len(catalogue().entries) == 42
    assert len(read_files) == 42


def test_a_form_put_into_the_folder_is_there_after_forgetting(own: Path) -> None:
    assert form_with(OWN_ID) is None
    (own / "mine.toml").write_text(with_id(OWN_ID), encoding="utf-8")
    assert form_with(OWN_ID) is None
    forget()
    assert form(OWN_ID) is forms()[OWN_ID]


def test_a_folder_of_too_many_files_is_read_as_far_as_it_may_and_said(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 3)
    for number in range(4):
        (own / f"f{number}.toml").write_text(with_id(f"own-{number}"), encoding="utf-8")
    assert len(catalogue().entries) == 2 + 3
    assert "超过 3 个" in catalogue().faults[0].message


def test_a_missing_folder_has_no_forms(tmp_path: Path) -> None:
    assert read(SHIPPED, tmp_path / "none") == read(SHIPPED)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(own: Path) -> None:
    os.mkfifo(own / "pipe.toml")
    with pytest.raises(FormError, match="没有表样“nowhere”"):
        form("nowhere")
    assert catalogue().faults == ()
    with pytest.raises(FormError, match=r"pipe.toml 无法读取：不是普通文件"):
        read_form(own / "pipe.toml")


def test_no_usable_form_at_all_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.toml").write_text("id = ", encoding="utf-8")
    monkeypatch.setattr(module, "_places", lambda: ((FormOrigin.SHIPPED, tmp_path),))
    with pytest.raises(FormError, match=r"没有一个表样可以使用：表样文件 a\.toml 无法读取"):
        forms()


def test_shipped_form_files_are_named_by_their_ids() -> None:
    assert [path.stem for path in sorted(SHIPPED.glob("*.toml"))] == [*read(SHIPPED).entries]
    assert read(SHIPPED).faults == ()
