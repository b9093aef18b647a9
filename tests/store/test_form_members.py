"""The form inside a file: whatever is wrong with it, the document opens, says so in one sentence, and is saved with
every byte of it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from own_form import FORM_ID, own_form_text, put_into
from packing import packed

from perfdesk import paths
from perfdesk.forms.catalogue import forget
from perfdesk.forms.loader import form_of, vocabulary_of
from perfdesk.forms.stand_in import StandIn
from perfdesk.model.delta import applied, delta
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.form_copy import NO_COPY, FormCopy, FormFile
from perfdesk.store import file
from perfdesk.store.container import pack
from perfdesk.store.delta_json import DeltaShape, delta_members, delta_of
from perfdesk.store.format import document_bytes, revision_of
from perfdesk.work.workspace import Workspace

TEXT = own_form_text()
COPY = FormCopy((FormFile.of("form.toml", TEXT.encode()), FormFile.of("original.docx", b"PK\x03\x04 office")))
DOCUMENT = Document("d", FORM_ID, form_copy=COPY)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path: Path, inside: dict[str, bytes]) -> None:
    stream = io.BytesIO()
    pack(inside.items(), stream)
    path.write_bytes(stream.getvalue())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "表.perfdesk"
    file.save(found, DOCUMENT)
    return found


def with_definition(text: bytes, **more: bytes) -> Document:
    files = [FormFile.of("form.toml", text), *(FormFile.of(name, content) for name, content in more.items())]
    return replace(DOCUMENT, form_copy=FormCopy(tuple(files)))


def saved_again(path: Path) -> dict[str, bytes]:
    """The members after an edit and a save."""
    work = Workspace.open(path)
    work.run(SetFields({("d", "department_name"): "青水县图书馆"}))
    work.save(path)
    return members(path)


def test_the_members_are_the_files_byte_for_byte_and_the_document_names_them(path: Path) -> None:
    inside = members(path)
    assert inside["form/form.toml"] == TEXT.encode()
    assert inside["form/original.docx"] == b"PK\x03\x04 office"
    assert json.loads(inside["document.json"])["form_files"] == {
        "form.toml": hashlib.sha256(TEXT.encode()).hexdigest(),
        "original.docx": hashlib.sha256(b"PK\x03\x04 office").hexdigest(),
    }
    header = json.loads(inside["header.json"])
    assert header["format_version"] == "1.1"
    assert header["revision_id"] == revision_of(inside["document.json"], [])
    opened = file.read(path)
    assert (opened.document, opened.notice) == (DOCUMENT, "")
    assert [name for name, _ in opened.baggage.members] == ["history/revisions.jsonl"]
    file.save(path, opened.document, opened)
    assert members(path) == inside


def test_another_form_is_another_revision() -> None:
    other = with_definition(TEXT.encode() + b"\n")
    assert revision_of(document_bytes(DOCUMENT), []) != revision_of(document_bytes(other), [])
    assert b"form_files" not in document_bytes(replace(DOCUMENT, form_copy=NO_COPY))


def test_a_clean_copy_and_an_attachment_have_the_form(path: Path) -> None:
    out = path.with_name("干净.perfdesk")
    file.save_clean(out, file.read(path))
    assert file.read(out).document == DOCUMENT
    assert members(out).keys() == {"mimetype", "header.json", "document.json", "form/form.toml", "form/original.docx"}


DAMAGE: dict[str, Callable[[dict[str, bytes]], None]] = {
    "lost": lambda inside: inside.__delitem__("form/form.toml"),
    "cut": lambda inside: inside.__setitem__("form/form.toml", inside["form/form.toml"][:-1]),
    "another": lambda inside: inside.__setitem__("form/form.toml", TEXT.replace("自评", "互评").encode()),
    "empty": lambda inside: inside.__setitem__("form/form.toml", b""),
    "no text": lambda inside: inside.__setitem__("form/form.toml", b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_form_opens_as_a_plain_table_and_is_kept(path: Path, how: str) -> None:
    inside = members(path)
    DAMAGE[how](inside)
    write(path, inside)
    opened = file.read(path)
    layout = form_of(opened.document)
    assert isinstance(layout, StandIn)
    why = f"文件里带的表样“{FORM_ID}”缺失或已损坏"
    assert layout.notice == f"{why}，按普通表格显示；可以编辑、合并、保存，不会丢内容。"
    assert opened.notice == ""
    assert opened.revision == json.loads(inside["header.json"])["revision_id"]
    after = saved_again(path)
    for name in inside:
        if name.startswith("form/"):
            assert after[name] == inside[name]
    assert json.loads(after["document.json"])["form_files"] == json.loads(inside["document.json"])["form_files"]


def test_a_form_whose_bytes_rot_in_the_zip_does_not_close_the_file(path: Path) -> None:
    whole = path.read_bytes()
    at = whole.index(b"form/form.toml") + len(b"form/form.toml") + 40
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    opened = file.read(path)
    assert isinstance(form_of(opened.document), StandIn)
    assert replace(opened.document, form_copy=COPY) == DOCUMENT
    rotten = dict(opened.baggage.members)["form/form.toml.damaged"]
    assert rotten in path.read_bytes()
    assert saved_again(path)["form/form.toml.damaged"] == rotten
    assert file.read(path).document.form_copy == opened.document.form_copy


def test_a_damaged_file_beside_the_form_is_named_and_kept_and_the_form_is_used(path: Path) -> None:
    inside = members(path)
    inside["form/original.docx"] += b"!"
    write(path, inside)
    opened = file.read(path)
    assert opened.notice == "“表.perfdesk”带的表样文件“original.docx”缺失或已损坏，已原样保留。"
    assert form_of(opened.document).title == "青水县项目自评表"
    assert saved_again(path)["form/original.docx"] == inside["form/original.docx"]


def test_a_lost_form_that_is_here_is_found_by_its_digest(tmp_path: Path) -> None:
    shipped = (paths.resources() / "forms" / "hebei-book-2024.toml").read_bytes()
    for text, title in ((shipped, "部门预算绩效文本"), (shipped + b"\n", "普通表格")):
        file.save(tmp_path / "a.perfdesk", replace(with_definition(text), form="hebei-book-2024"))
        inside = members(tmp_path / "a.perfdesk")
        del inside["form/form.toml"]
        write(tmp_path / "a.perfdesk", inside)
        assert form_of(file.read(tmp_path / "a.perfdesk").document).title == title


@pytest.mark.parametrize(
    "shape",
    [
        None,
        "form.toml",
        [],
        {},
        {"form.toml": 1},
        {"form.toml": "0" * 63},
        {"form.toml": "G" * 64},
        {"../form.toml": "0" * 64},
        {"form/x": "0" * 64},
        {"C:form.toml": "0" * 64},
        {".toml": "0" * 64},
        {"x" * 101: "0" * 64},
        {"": "0" * 64},
        {f"f{number}": "0" * 64 for number in range(21)},
    ],
)
def test_a_list_of_files_that_is_none_is_said_and_kept(path: Path, shape: Any) -> None:
    inside = members(path)
    content = {**json.loads(inside["document.json"]), "form_files": shape}
    inside["document.json"] = (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
    header = {**json.loads(inside["header.json"]), "revision_id": revision_of(inside["document.json"], [])}
    inside["header.json"] = json.dumps(header).encode()
    write(path, inside)
    opened = file.read(path)
    assert "“表.perfdesk”记下的表样读不懂，已原样保留。" in opened.notice
    assert opened.document.form_copy == NO_COPY
    after = saved_again(path)
    assert json.loads(after["document.json"])["form_files"] == shape
    assert after["form/form.toml"] == inside["form/form.toml"]


# What a carried form may lie about, and what is said.
LIES = {
    "span": (TEXT.replace("at = [1, 6]", "at = [1, 7]", 1), "第 1 行没有正好占满 6 列"),
    "key": (TEXT.replace('field = "goal"', 'field = "gaol"'), "没有“gaol”这个字段，是否指“goal”"),
    "size": (TEXT.replace("size = 10.5", "size = 1e9"), "不能大于 200"),
    "infinite": (TEXT.replace("size = 10.5", "size = inf"), "table.size：应是数字"),
    "rows": (TEXT + "\n[[table.rows]]\ncells = []\n" * 9_000, "最多 200 项"),
    "style": (TEXT.replace('style = "table-title"', 'style = "nowhere"'), "nowhere"),
    "colour": (TEXT.replace("size = 10.5", 'size = 10.5\ncolour = "' + "f" * 3_000 + '"'), "太长"),
    "path": (TEXT.replace(f'id = "{FORM_ID}"', 'id = "../../etc"'), "只能用文字"),
    "bomb": ("a=" + "[" * 100_000, "层次太深"),
    "dots": (".".join(["a"] * 90_000) + "=1", "层次太深"),
    "quoted dots": ("[" + " . ".join(['"a"'] * 40_000) + "]", "层次太深"),
    "large": ("#" * (5 << 20), "超过 256 KB"),
    "binary": ("\x00\x01", "不合 TOML 的写法"),
    "nothing": ("", "没有“id”"),
    "another id": (TEXT.replace(FORM_ID, "hebei-book-2024"), "文件里带的表样是“hebei-book-2024”"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_form_that_lies_is_named_in_one_sentence_and_kept(tmp_path: Path, lie: str) -> None:
    text, wanted = LIES[lie]
    path = tmp_path / "表.perfdesk"
    file.save(path, with_definition(text.encode()))
    work = Workspace.open(path)
    layout = form_of(work.document)
    assert isinstance(layout, StandIn)
    assert "文件里带的表样" in layout.notice
    assert wanted in layout.notice
    assert layout.notice.endswith("按普通表格显示；可以编辑、合并、保存，不会丢内容。")
    assert "\n" not in layout.notice
    assert len(layout.notice) < 1_000
    assert vocabulary_of(work.document).title
    assert saved_again(path)["form/form.toml"] == text.encode()


def test_files_larger_than_a_form_may_be_are_kept_and_the_form_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "表.perfdesk"
    large = bytes((8 << 20) + 1 - len(TEXT.encode()))
    file.save(path, with_definition(TEXT.encode(), **{"original.docx": large[:-1]}))
    assert form_of(file.read(path).document).title == "青水县项目自评表"
    file.save(path, with_definition(TEXT.encode(), **{"original.docx": large}))
    opened = file.read(path)
    assert isinstance(form_of(opened.document), StandIn)
    assert "“original.docx”缺失或已损坏" in opened.notice
    after = saved_again(path)
    assert (after["form/original.docx"], after["form/form.toml"]) == (large, TEXT.encode())


def test_an_id_that_equals_a_shipped_one_with_other_content_is_shown_by_its_own(tmp_path: Path) -> None:
    text = TEXT.replace(FORM_ID, "hebei-book-2024").encode()
    file.save(tmp_path / "a.perfdesk", replace(with_definition(text), form="hebei-book-2024"))
    assert form_of(file.read(tmp_path / "a.perfdesk").document).title == "青水县项目自评表"


def test_a_member_of_the_folder_that_no_document_names_is_kept_and_no_form_is_put_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "表.perfdesk"
    content = document_bytes(replace(DOCUMENT, form_copy=NO_COPY))
    path.write_bytes(packed(content, **{"form/form.toml": b"x", "form/later.bin": b"y"}))
    assert form_of(file.read(path).document).id == FORM_ID
    after = saved_again(path)
    assert (after["form/form.toml"], after["form/later.bin"]) == (b"x", b"y")
    assert "form_files" not in json.loads(after["document.json"])


def test_an_own_form_is_not_put_where_the_file_has_anything_in_its_place(own_forms: Path, tmp_path: Path) -> None:
    put_into(own_forms)
    path = tmp_path / "表.perfdesk"
    content = json.loads(document_bytes(replace(DOCUMENT, form_copy=NO_COPY)))
    cases: list[tuple[Any, dict[str, bytes], bool]] = [
        (content, {}, True),
        (content, {"form/later.bin": b"y", "history/x": b"", "other": b""}, False),
        ({**content, "form_files": 1}, {}, False),
    ]
    for shape, more, carries in cases:
        path.write_bytes(packed(shape, **more))
        assert bool(Workspace.open(path).document.form_copy) is carries
        after = saved_again(path)
        assert ("form/form.toml" in after) is carries
        assert {name: after[name] for name in more if not name.startswith("history/")} == {
            name: inside for name, inside in more.items() if not name.startswith("history/")
        }
    forget()


def test_the_definition_is_found_whatever_stands_before_it() -> None:
    copy = FormCopy((FormFile.of("a.txt", b""), *COPY.files))
    assert copy.definition == COPY.files[0]
    assert form_of(replace(DOCUMENT, form_copy=copy)).copy == copy


# --- in deltas, histories and journals -----------------------------------------------------------------------------


@pytest.mark.parametrize("one", [NO_COPY, COPY, COPY.bare, with_definition(b"").form_copy])
@pytest.mark.parametrize("other", [NO_COPY, COPY, COPY.bare, with_definition(b"").form_copy])
def test_a_delta_leads_from_any_form_to_any_other_also_as_json(one: FormCopy, other: FormCopy) -> None:
    start, end = replace(DOCUMENT, form_copy=one), replace(DOCUMENT, form_copy=other)
    change = delta(start, end)
    text = json.dumps(delta_members(change))
    assert ("form_copy" in text) is (one != other)
    again = delta_of(DeltaShape.model_validate_json(text))
    assert applied(start, again) == end


def test_a_delta_whose_files_lie_gives_none() -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    for content in ("eQ==", None):
        shape = DeltaShape.model_validate({"form_copy": {"files": (("form.toml", digest, content),)}})
        copy = delta_of(shape).form_copy
        assert copy == FormCopy((FormFile("form.toml", digest),))
    for name, told, content in (("../x", digest, None), ("form.toml", "0", None), ("form.toml", digest, "?")):
        with pytest.raises(file.Damage):
            delta_of(DeltaShape.model_validate({"form_copy": {"files": ((name, told, content),)}}))


def test_an_older_version_has_the_form_that_it_had(path: Path) -> None:
    opened = file.read(path)
    other = with_definition(TEXT.replace("自评", "互评").encode())
    file.save(path, other, opened, "乙")
    again = file.read(path)
    assert file.revisions(again).version(opened.revision) == DOCUMENT
    change = diff(DOCUMENT, other)[0]
    assert (change.key, change.before == change.after) == ("form", False)
    bare = replace(DOCUMENT, form_copy=NO_COPY)
    assert (NO_COPY.called("x"), COPY.called("x")) == ("x", f"x#{COPY.files[0].digest[:8]}")
    assert diff(DOCUMENT, bare) == diff(bare, DOCUMENT) == ()
