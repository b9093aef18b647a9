"""表样管理: what the list says, and renaming, removing, putting back, handing on and taking in, by files of anybody."""

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from own_form import FORM_ID, own_book, own_form_text

from perfdesk import paths
from perfdesk.forms import catalogue as forms_here
from perfdesk.forms.catalogue import catalogue, forget, listed
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import carrying, form, form_of
from perfdesk.store import atomic, file
from perfdesk.work.exchanged_forms import export_form, import_form
from perfdesk.work.managed_forms import FormState, ManagedForm, managed_forms, put_back, remove, rename
from perfdesk.work.own_forms import folder_name, keep_form

TITLE = "青水县项目自评表"
TEXT = own_form_text()


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's own folder, with one form in a folder of its own."""
    folder = tmp_path / "forms"
    put(folder / "自评-0a1b2c3d")
    monkeypatch.setattr(paths, "own_forms", lambda: folder)
    forget()
    yield folder
    forget()


def put(folder: Path, text: str = TEXT) -> Path:
    folder.mkdir(parents=True)
    (folder / "form.toml").write_text(text, encoding="utf-8")
    return folder / "form.toml"


def row(state: FormState, title: str = "") -> ManagedForm:
    [found] = [one for one in managed_forms() if one.state is state and title in one.title]
    return found


def states() -> list[FormState]:
    return [one.state for one in managed_forms() if one.state is not FormState.SHIPPED]


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # Without a time: two alike are the same bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def office_file(extra: str = "") -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    members = {"[Content_Types].xml": types.encode(), "word/document.xml": b"<document/>"}
    return packed(members | ({extra: b"x"} if extra else {}))


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_says_of_each_form_where_it_comes_from(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "共享"
    put(shared / "共享-00000000", TEXT.replace(FORM_ID, "shared"))
    put(own / "坏-00000000", "id = ")
    monkeypatch.setattr(forms_here, "office", lambda: type("Office", (), {"copies_of_forms": shared})())
    carried = form(FORM_ID)
    remove(row(FormState.OWN))
    put(own / "另一个-00000000", TEXT.replace(FORM_ID, "other"))
    forget()
    found = [one for one in managed_forms(carried) if one.state is not FormState.SHIPPED]
    assert [(one.state, one.note if one.state is not FormState.BAD else "", one.is_own) for one in found] == [
        (FormState.OWN, "other", True),
        (FormState.OFFICE, "shared", False),
        (FormState.CARRIED, FORM_ID, False),
        (FormState.BAD, "", True),
        (FormState.REMOVED, FORM_ID, False),
    ]
    assert "坏-00000000/form.toml 无法读取" in found[3].note
    assert {one.state for one in managed_forms()[:3]} == {FormState.SHIPPED}
    assert not managed_forms()[0].is_own


# --- 改名 -----------------------------------------------------------------------------------------------------------


def test_a_renamed_form_is_the_same_form_so_no_document_is_touched() -> None:
    before = carrying(own_book())
    old = form(FORM_ID)
    assert [one.title for one in listed().forms if one.name == FORM_ID] == [TITLE]
    rename(row(FormState.OWN), " 自评表（新） ")
    assert row(FormState.OWN).title == catalogue().entries[FORM_ID].title == "自评表（新）"
    assert [one.title for one in listed().forms if one.name == FORM_ID] == ["自评表（新）"]
    assert (form(FORM_ID).digest, form(FORM_ID).copy, form(FORM_ID).title) == (old.digest, old.copy, TITLE)
    assert carrying(own_book()) == before


@pytest.mark.parametrize("title", ["", "  ", "长" * 61, "两\n行", "看不见\u202e的"])
def test_a_title_that_no_list_can_show_is_refused_and_nothing_changes(title: str) -> None:
    with pytest.raises(FormError, match=f"没有改名“{TITLE}”：名称"):
        rename(row(FormState.OWN), title)
    assert row(FormState.OWN).title == TITLE
    rename(row(FormState.OWN), "长" * 60)
    assert row(FormState.OWN).title == "长" * 60


@pytest.mark.parametrize("content", [b"\xff\xfe", b" ", "长".encode() * 61, b"x" * 1_000_000, b"a\nb"])
def test_a_title_file_that_is_none_is_passed_over(own: Path, content: bytes) -> None:
    (own / "自评-0a1b2c3d" / "form.title").write_bytes(content)
    assert row(FormState.OWN).title == TITLE


def test_only_own_forms_are_renamed_or_removed() -> None:
    for one in (row(FormState.SHIPPED, "部门预算绩效文本"), ManagedForm("甲", "", FormState.CARRIED, "a")):
        with pytest.raises(FormError, match="只有自己的表样可以改名"):
            rename(one, "乙")
        with pytest.raises(FormError, match="只有自己的表样可以删除"):
            remove(one)


# --- 删除、放回 -----------------------------------------------------------------------------------------------------


def test_a_removed_form_is_put_back_with_everything_beside_it(own: Path) -> None:
    (own / "自评-0a1b2c3d" / "original.docx").write_bytes(office_file())
    forget()
    rename(row(FormState.OWN), "我的自评")
    before = {path.relative_to(own): path.read_bytes() for path in own.rglob("*") if path.is_file()}
    remove(row(FormState.OWN))
    assert states() == [FormState.REMOVED]
    assert (FORM_ID in catalogue().entries, row(FormState.REMOVED).title) == (False, "我的自评")
    put_back(row(FormState.REMOVED))
    assert states() == [FormState.OWN]
    assert {path.relative_to(own): path.read_bytes() for path in own.rglob("*") if path.is_file()} == before
    assert list((own / ".removed").iterdir()) == []


def test_a_document_goes_on_with_the_form_that_was_removed() -> None:
    document = carrying(own_book())
    remove(row(FormState.OWN))
    assert form_of(document).title == TITLE
    assert form_of(document).id == FORM_ID


def test_a_file_that_is_no_form_and_one_outside_a_folder_are_removed_too(own: Path) -> None:
    put(own / "坏-00000000", "id = ")
    for name in ("单个", "form"):
        (own / f"{name}.toml").write_text(TEXT.replace(FORM_ID, name), encoding="utf-8")
    forget()
    remove(next(one for one in managed_forms() if one.note == "form"))
    single = next(one for one in managed_forms() if one.note == "单个")
    rename(single, "单个的")
    remove(row(FormState.BAD))
    remove(row(FormState.OWN, "单个的"))
    assert sorted(path.name for path in own.iterdir()) == [".removed", "自评-0a1b2c3d"]
    assert states() == [FormState.OWN, *[FormState.REMOVED] * 3]
    removed = [one.title for one in managed_forms() if one.state is FormState.REMOVED]
    assert removed == ["单个的", "form.toml", TITLE]
    put_back(row(FormState.REMOVED, "单个的"))
    assert row(FormState.OWN, "单个的").note == "单个"


def test_what_is_removed_twice_is_there_twice_and_put_back_once(own: Path) -> None:
    remove(row(FormState.OWN))
    put(own / "自评-0a1b2c3d")
    forget()
    remove(row(FormState.OWN))
    first, second = (one for one in managed_forms() if one.state is FormState.REMOVED)
    assert first.path != second.path
    put_back(first)
    with pytest.raises(FormError, match=f"没有放回“{TITLE}”：我的表样里已经有 自评-0a1b2c3d，先删除它。"):
        put_back(second)
    assert states() == [FormState.OWN, FormState.REMOVED]


def test_a_disk_that_refuses_leaves_the_form_whole(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "单个.toml").write_text(TEXT.replace(FORM_ID, "single"), encoding="utf-8")
    forget()
    single = next(one for one in managed_forms() if one.note == "single")
    rename(single, "单个的")
    whole = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "单个.toml":
            raise PermissionError(13, "Permission denied")
        return whole(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(FormError, match="没有删除“单个的”：没有读取权限，或文件正被其他程序占用。"):
        remove(row(FormState.OWN, "单个的"))
    assert row(FormState.OWN, "单个的").note == "single"


# --- 导出、装入 -----------------------------------------------------------------------------------------------------


def handed_on(tmp_path: Path) -> Path:
    entry = catalogue().entries[FORM_ID]
    export_form(entry.form, tmp_path / "自评.zip", entry.path)
    return tmp_path / "自评.zip"


def test_a_colleague_takes_in_what_was_handed_on_with_original_and_title(own: Path, tmp_path: Path) -> None:
    (own / "自评-0a1b2c3d" / "original.docx").write_bytes(office_file())
    forget()
    rename(row(FormState.OWN), "我的自评")
    path, sent = handed_on(tmp_path), form(FORM_ID)
    remove(row(FormState.OWN))
    assert import_form(path) == sent
    assert form(FORM_ID).copy == sent.copy
    assert row(FormState.OWN).title == "我的自评"
    assert (own / folder_name(sent) / "original.docx").read_bytes() == office_file()


def test_the_same_form_gives_the_same_file(tmp_path: Path) -> None:
    first = handed_on(tmp_path).read_bytes()
    assert handed_on(tmp_path).read_bytes() == first


@pytest.mark.parametrize("inside", ["", "自评/", "a/b/"])
def test_a_zip_that_somebody_packed_by_hand_is_read_whatever_folder_is_in_it(
    own: Path, tmp_path: Path, inside: str
) -> None:
    remove(row(FormState.OWN))
    members = {"说明.txt": b"x", f"{inside}form.toml": TEXT.encode(), "else/original.docx": b"x"}
    (tmp_path / "同事.zip").write_bytes(packed(members))
    assert import_form(tmp_path / "同事.zip").title == TITLE
    assert [one.name for one in form(FORM_ID).copy.files] == ["form.toml"]
    assert [path.name for path in (own / folder_name(form(FORM_ID))).iterdir()] == ["form.toml"]


@pytest.mark.parametrize("inside", ["", "form.toml"])
def test_a_folder_and_a_form_file_are_taken_in_with_what_stands_beside(tmp_path: Path, inside: str) -> None:
    put(tmp_path / "甲").with_name("form.title").write_text("甲的", encoding="utf-8")
    remove(row(FormState.OWN))
    assert import_form(tmp_path / "甲" / inside).id == FORM_ID
    assert row(FormState.OWN).title == "甲的"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_the_place_of_a_title_is_not_waited_for(own: Path) -> None:
    os.mkfifo(own / "自评-0a1b2c3d" / "form.title")
    assert row(FormState.OWN).title == TITLE


def test_a_form_that_is_here_is_not_taken_in_again_but_another_of_its_id_is(tmp_path: Path) -> None:
    with pytest.raises(FormError, match=f"没有装入“自评.zip”：本机已经有这个表样“{TITLE}”。"):
        import_form(handed_on(tmp_path))
    (tmp_path / "同事.zip").write_bytes(packed({"form.toml": TEXT.replace(TITLE, "同事的自评表").encode()}))
    import_form(tmp_path / "同事.zip")
    assert sorted(one.title for one in managed_forms() if one.state is FormState.OWN) == ["同事的自评表", TITLE]


def test_a_file_that_carries_its_form_brings_it(tmp_path: Path) -> None:
    file.save(tmp_path / "自评.perfdesk", carrying(own_book()))
    sent = form(FORM_ID)
    remove(row(FormState.OWN))
    assert import_form(tmp_path / "自评.perfdesk") == sent
    assert row(FormState.OWN).form == sent


class Pipe(io.RawIOBase):
    """What a program writes into that sends a zip while it packs it: nobody can go back in it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.sent += data
        return len(data)


def streamed(members: dict[str, bytes], *, eight_bytes: bool = False) -> bytes:
    """The sizes stand behind each member, in four bytes or in eight."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            with archive.open(name, "w", force_zip64=eight_bytes) as member:
                member.write(content)
    return bytes(pipe.sent)


# As the Finder packs a folder: with what it notes of each file beside it.
FINDER = {"表样/form.toml": TEXT.encode(), "__MACOSX/表样/._form.toml": b"\0\5\x16\7", "表样/.DS_Store": b"x"}


@pytest.mark.parametrize(
    "sent",
    [
        streamed({"form.toml": TEXT.encode()}),
        streamed({"form.toml": TEXT.encode(), "form.title": "甲".encode()}, eight_bytes=True),
        streamed(FINDER),
        packed({"表样/": b"", **FINDER}),
    ],
)
def test_a_form_comes_in_whatever_program_packed_it(own: Path, tmp_path: Path, sent: bytes) -> None:
    remove(row(FormState.OWN))
    (tmp_path / "同事.zip").write_bytes(sent)
    assert import_form(tmp_path / "同事.zip").id == FORM_ID


def test_what_stands_between_members_and_is_none_is_refused_whatever_its_length(tmp_path: Path) -> None:
    sent = streamed({"form.toml": TEXT.encode(), "a": b"x"}, eight_bytes=True)
    at = sent.index(b"PK\x03\x04", 4)
    (tmp_path / "同事.zip").write_bytes(sent[:at] + b"hidden" + sent[at:])
    with pytest.raises(FormError, match="不完整或已损坏"):
        import_form(tmp_path / "同事.zip")


HOSTILE = {
    "不是表样；请同事用": b"hello",
    "不完整或已损坏": packed({"form.toml": TEXT.encode()})[:-30],
    "没有表样文件 form.toml": packed({"a.txt": b"x"}),
    "里面有 2 个表样": packed({"a/form.toml": TEXT.encode(), "b/form.toml": TEXT.encode()}),
    "成员名称不正常": packed({"../../form.toml": TEXT.encode()}),
    "解压后大得不合常理": packed({"form.toml": TEXT.encode(), "bomb": bytes(65 << 20)}),
    "超过 8 MB": b"PK\x03\x04" + bytes(8 << 20),
    "超过 256 KB，不像表样": packed({"form.toml": b"#" * (257 << 10)}),
    "original.docx超过 2048 KB，太大": packed({"form.toml": TEXT.encode(), "original.docx": bytes((2 << 20) + 1)}),
    "有误：": packed({"form.toml": TEXT.replace("[page]", "[pages]").encode()}),
    "id“../x”只能用": packed({"form.toml": TEXT.replace(FORM_ID, "../x").encode()}),
    "表样带的词库 lexicon.toml 无法读取": packed({"form.toml": TEXT.encode(), "lexicon.toml": b"a ="}),
    "表样带的词库 lexicon.toml 超过 256 KB": packed({"form.toml": TEXT.encode(), "lexicon.toml": b"#" * (257 << 10)}),
    "层次太深": packed({"form.toml": TEXT.encode() + b"\nx = " + b"[" * 3_000 + b"]" * 3_000}),
    "不认识“evil”": packed({"form.toml": b"evil = 1\n" + TEXT.encode()}),
    "表样带的原件 original.docx 不能用，": packed(
        {"form.toml": TEXT.encode(), "original.docx": office_file("word/vbaProject.bin")}
    ),
}


@pytest.mark.parametrize("says", HOSTILE)
def test_a_hostile_file_is_one_sentence_and_nothing_is_written(own: Path, tmp_path: Path, says: str) -> None:
    remove(row(FormState.OWN))
    before = sorted(tmp_path.rglob("*"))
    path = tmp_path / "同事.zip"
    path.write_bytes(HOSTILE[says])
    with pytest.raises(FormError) as told:
        import_form(path)
    said = str(told.value)
    assert said.startswith("没有装入“同事.zip”：")
    assert says in said
    assert said.endswith("；请同事用“表样管理 → 导出”再发一份。")
    assert (said.count("。"), said.count("\n")) == (1, 0)
    path.unlink()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_is_gone_a_folder_without_a_form_and_a_title_that_hides_something(
    own: Path, tmp_path: Path
) -> None:
    for path in (tmp_path / "没有.zip", tmp_path):
        with pytest.raises(FormError, match=f"没有装入“{path.name}”：里面没有表样文件 form.toml；"):
            import_form(path)
    remove(row(FormState.OWN))
    (tmp_path / "同事.zip").write_bytes(packed({"form.toml": TEXT.encode(), "form.title": "甲\u202e乙".encode()}))
    import_form(tmp_path / "同事.zip")
    assert row(FormState.OWN).title == TITLE


def test_a_place_that_cannot_be_written_is_one_sentence(own: Path, tmp_path: Path) -> None:
    entry = catalogue().entries[FORM_ID]
    with pytest.raises(atomic.WriteError, match=r"没有保存“a\.zip”"):
        export_form(entry.form, tmp_path / "没有" / "a.zip", entry.path)
    path = handed_on(tmp_path)
    remove(row(FormState.OWN))
    for one in sorted(own.rglob("*"), reverse=True):
        one.unlink() if one.is_file() else one.rmdir()
    own.rmdir()
    own.write_bytes(b"")
    with pytest.raises(atomic.WriteError, match=f"没有保存表样“{TITLE}”"):
        import_form(path)


def test_a_form_that_was_kept_comes_back_by_importing_what_was_handed_on(own: Path, tmp_path: Path) -> None:
    path = handed_on(tmp_path)
    kept = form(FORM_ID)
    remove(row(FormState.OWN))
    keep_form(kept)
    with pytest.raises(FormError, match="本机已经有"):
        import_form(path)


def test_a_zip_of_annexes_is_no_form_and_the_way_to_them_is_told(tmp_path: Path) -> None:
    path = tmp_path / "各单位.zip"
    path.write_bytes(packed({"甲.docx": b"x", "乙/表.XLS": b"x"}))
    with pytest.raises(FormError) as refused:
        import_form(path)
    assert "（里面要填的表，请先解压，再打开）；" in str(refused.value)
