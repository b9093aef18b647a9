"""The folders of forms: each file by itself, the shipped ones first, a bad one named."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from perfdesk import paths
from perfdesk.forms import catalogue as module
from perfdesk.forms import form_file
from perfdesk.forms.catalogue import Catalogue, FormOrigin, catalogue, forget, form_with, listed, read_catalogue
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.forms.loader import form, forms

SHIPPED = paths.resources() / "forms"
HEBEI = (SHIPPED / "hebei-book-2024.toml").read_text(encoding="utf-8")
SHIPPED_IDS = [path.stem for path in sorted(SHIPPED.glob("*.toml"))]
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
    assert [*found.entries] == [*SHIPPED_IDS, OWN_ID]
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


def titled(title: str, text: str = HEBEI) -> str:
    return text.replace('title = "部门预算绩效文本"', f'title = "{title}"')


def test_of_two_forms_with_one_id_both_are_there_and_the_shipped_one_has_the_id_for_its_name(own: Path) -> None:
    (own / "mine.toml").write_text(titled("我的"), encoding="utf-8")
    assert form("hebei-book-2024").title == "部门预算绩效文本"
    assert forms()["hebei-book-2024"].title == "部门预算绩效文本"
    mine = next(name for name, one in forms().items() if one.title == "我的")
    assert mine == f"hebei-book-2024#{forms()[mine].digest[:8]}"
    assert form(mine) is forms()[mine]
    assert form_with("hebei-book-2024#00000000") is None
    assert catalogue().faults == ()
    rows = [(one.name, one.title, one.origin) for one in listed().forms]
    assert rows[0] == ("hebei-book-2024", "部门预算绩效文本", FormOrigin.SHIPPED)
    assert rows[len(SHIPPED_IDS)] == (mine, "我的", FormOrigin.OWN)


def test_of_two_own_forms_with_one_id_the_first_by_file_name_comes_first_also_if_it_hides_its_id(
    tmp_path: Path,
) -> None:
    for name, title in (("b.toml", "乙"), ("a.toml", "甲")):
        (tmp_path / name).write_text(titled(title, with_id(OWN_ID)), encoding="utf-8")
    found = read(SHIPPED, tmp_path)
    assert found.entries[OWN_ID].form.title == "甲"
    assert [one.form.title for name, one in found.entries.items() if name.startswith(f"{OWN_ID}#")] == ["乙"]


def test_a_file_that_says_the_same_in_other_words_is_the_same_form(own: Path) -> None:
    head, table, rest = HEBEI.partition("[defaults]")
    lines = head.strip().splitlines()
    same = "\ufeff" + "# 另存的\n\n" + "\r\n".join([*reversed(lines), table]) + rest.replace(" = ", "=  ")
    (own / "mine.toml").write_text(same, encoding="utf-8")
    assert read_form(own / "mine.toml").digest == form("hebei-book-2024").digest
    assert [*catalogue().entries] == SHIPPED_IDS
    assert len(listed().forms) == len(SHIPPED_IDS)
    (own / "mine.toml").write_text(HEBEI.replace('draft_mark = "草案"', 'draft_mark = "草 案"'), encoding="utf-8")
    forget()
    assert len(catalogue().entries) == len(listed().forms) == len(SHIPPED_IDS) + 1


def test_the_copies_of_the_bureaus_forms_come_behind_the_own_ones(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "共享"
    monkeypatch.setattr(module, "office", lambda: SimpleNamespace(copies_of_forms=shared))
    assert len(catalogue().entries) == len(SHIPPED_IDS)
    shared.mkdir()
    (own / "a.toml").write_text(titled("我的", with_id(OWN_ID)), encoding="utf-8")
    (shared / "a.toml").write_text(titled("共享的", with_id(OWN_ID)), encoding="utf-8")
    (shared / "b.toml").write_text(with_id("shared"), encoding="utf-8")
    forget()
    assert form(OWN_ID).title == "我的"
    assert form("shared").id == "shared"
    assert [one.title for one in listed().forms][len(SHIPPED_IDS) :][:2] == ["我的", "共享的"]
    assert catalogue().faults == ()


def test_a_folder_that_cannot_be_read_is_named_and_stops_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "a.toml").write_text(with_id(OWN_ID), encoding="utf-8")
    whole = module._files

    def lost(folder: Path) -> list[Path]:
        if folder == own:
            raise OSError(112, "Host is down")
        return whole(folder)

    monkeypatch.setattr(module, "_files", lost)
    assert [*catalogue().entries] == SHIPPED_IDS
    assert [fault.message for fault in catalogue().faults] == ["表样文件夹 forms 无法读取：Host is down。"]
    assert listed().faults == catalogue().faults


def test_a_list_of_forms_reads_no_form(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        (own / f"f{number:02}.toml").write_text(with_id(f"own-{number}"), encoding="utf-8")
    read_files: list[str] = []
    whole = form_file.read_form
    monkeypatch.setattr(form_file, "read_form", lambda path: (read_files.append(path.name), whole(path))[1])
    assert [one.name for one in listed().forms][-1] == "own-39"
    assert read_files == []
    (own / "bad.toml").write_text("id = ", encoding="utf-8")
    forget()
    assert len(listed().forms) == len(SHIPPED_IDS) + 40
    assert [fault.path.name for fault in listed().faults] == read_files == ["bad.toml"]


def test_what_stands_beside_a_form_is_one_with_it(own: Path) -> None:
    folder = own / "青水-0a1b2c3d"
    folder.mkdir()
    (folder / "form.toml").write_text(with_id(OWN_ID), encoding="utf-8")
    (folder / "original.docx").write_bytes(b"PK\x03\x04")
    (folder / "notes.txt").write_bytes(b"x")
    assert [(one.name, one.content) for one in form(OWN_ID).copy.files] == [
        ("form.toml", with_id(OWN_ID).encode()),
        ("original.docx", b"PK\x03\x04"),
    ]
    (folder / "original.docx").write_bytes(bytes((2 << 20) + 1))
    forget()
    assert form_with(OWN_ID) is None
    said = f"表样文件 {folder.name}/form.toml 有误：original.docx超过 2048 KB，太大。"
    assert [fault.message for fault in catalogue().faults] == [said]


def test_a_broken_form_gives_way_to_a_whole_one_of_its_id(own: Path) -> None:
    (own / "a.toml").write_text(with_id(OWN_ID).replace("[page]", "[pages]"), encoding="utf-8")
    (own / "b.toml").write_text(with_id(OWN_ID), encoding="utf-8")
    (own / "c.toml").write_text(with_id(OWN_ID).replace("[page]", "[pages]"), encoding="utf-8")
    assert form(OWN_ID) is forms()[OWN_ID]
    assert [one.name for one in listed().forms][len(SHIPPED_IDS) :] == [OWN_ID]


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
    assert len(catalogue().entries) == len(SHIPPED_IDS) + 40
    assert len(read_files) == len(SHIPPED_IDS) + 40


def test_a_form_put_into_the_folder_is_there_after_forgetting(own: Path) -> None:
    assert form_with(OWN_ID) is None
    (own / "mine.toml").write_text(with_id(OWN_ID), encoding="utf-8")
    assert form_with(OWN_ID) is None
    forget()
    assert form(OWN_ID) is forms()[OWN_ID]


def test_a_folder_of_too_many_files_is_read_as_far_as_it_may_and_said(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = len(SHIPPED_IDS)
    monkeypatch.setattr(module, "_MOST_FILES", most)
    for number in range(most + 1):
        (own / f"f{number}.toml").write_text(with_id(f"own-{number}"), encoding="utf-8")
    assert len(catalogue().entries) == 2 * most
    assert f"超过 {most} 个" in catalogue().faults[0].message


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
