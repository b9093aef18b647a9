"""A file is what its content is, whatever its header says: another program's change is a change, and is said."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from command import Run
from notation import document as written
from packing import repacked

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Fields
from perfdesk.model.revisions import newest_common
from perfdesk.store import file
from perfdesk.store.container import pack, unpack
from perfdesk.store.format import document_bytes, revision_of
from perfdesk.store.header import Header, header_bytes
from perfdesk.store.revision_lines import MEMBER
from perfdesk.work.gather import side_of
from perfdesk.work.same_document import copies_beside

FIXTURES = Path(__file__).parent / "fixtures"
BOOK = """
department_name=青禾县档案馆
# 网站维护费 | budget_total=22.20
- 数量 | 维护人次 | 2637人
# 库房租金 | budget_total=5
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "书.perfdesk"
    file.save(path, put(written(BOOK), "旧"), file.save(path, written(BOOK), author="王芳"), author="李强")
    return path


def put(document: Document, text: str, key: str = "goal", project: int = 0) -> Document:
    return SetFields({(document.projects[project].id, key): text}).apply(document)


def altered(path: Path, name: str, before: str, after: str) -> Path:
    """A copy in which another program replaced a text of the content."""
    copy = path.with_name(f"{name}.perfdesk")
    copy.write_bytes(path.read_bytes())
    content = unpack(path.read_bytes())["document.json"]
    assert before.encode() in content
    repacked(copy, "document.json", content.replace(before.encode(), after.encode()))
    return copy


def test_what_another_program_changed_is_merged_and_said(base: Path, run: Run, tmp_path: Path) -> None:
    copy = altered(base, "改", "2637人", "9999人")
    out = tmp_path / "合.perfdesk"
    code, text, said = run("merge", base, copy, "-o", out)
    assert code == 0
    assert "合入 1 处" in text
    assert "“改.perfdesk”被别的程序改过" in said
    assert file.read(out).document.projects[0].indicators[0].target == "9999人"


def test_it_is_merged_also_when_ours_has_moved_on(base: Path, run: Run, tmp_path: Path) -> None:
    copy = altered(base, "改", "2637人", "9999人")
    assert run("set", base, "--project", "2", "goal=后来写的")[0] == 0
    out = tmp_path / "合.perfdesk"
    assert run("merge", base, copy, "-o", out)[0] == 0
    first, second = file.read(out).document.projects
    assert (first.indicators[0].target, second.fields["goal"]) == ("9999人", "后来写的")
    # And once more changes nothing.
    before = file.read(out).document
    assert run("merge", out, copy, "-o", tmp_path / "再.perfdesk")[0] == 0
    assert file.read(tmp_path / "再.perfdesk").document == before


def test_everybody_gives_the_changed_content_one_id_with_the_claimed_one_as_parent(base: Path) -> None:
    claimed = file.read(base).revision
    one, two = (file.read(altered(base, name, "2637人", "9999人")) for name in "甲乙")
    assert one.revision == two.revision == revision_of(document_bytes(one.document), [claimed])
    assert one.baggage.header.parents == [claimed]
    assert not one.read_only
    assert newest_common(file.revisions(file.read(base)), file.revisions(one)) == (claimed,)
    assert (one.baggage.header.author, file.revisions(one)[one.revision].note) == ("", "由别的程序改动")


def test_an_older_version_is_never_made_up_from_a_changed_content(base: Path) -> None:
    """What leads back from the content that is gone would lead from the changed one to texts that nobody wrote."""
    copy = altered(base, "改", "2637人", "9999人")
    opened = file.read(copy)
    later = file.save(copy, put(opened.document, "接着写"), opened)
    again = file.read(copy)
    assert (again.notice, again) == ("", later)
    versions = dict(file.revisions(again).versions())
    assert [*versions] == [later.revision, opened.revision]
    assert all(one.projects[0].indicators[0].target == "9999人" for one in versions.values())
    # Its ancestors are still known.
    known = file.read(base)
    assert known.revision in file.revisions(again).ancestors(later.revision)


@pytest.mark.parametrize("command", ["show", "check", "history"])
def test_commands_say_it_in_one_line(base: Path, run: Run, command: str) -> None:
    copy = altered(base, "改", "2637人", "9999人")
    _, _, said = run(command, copy)
    assert said.count("\n") == 1
    assert said.startswith("perfdesk: “改.perfdesk”被别的程序改过")


def test_a_changed_copy_counts_as_a_copy_with_news(base: Path) -> None:
    copy = altered(base, "改", "2637人", "9999人")
    own, other = file.summary_of(file.read(base)), file.summary_of(file.read(copy))
    assert other.document == own.document
    assert other.tip not in own.known
    assert own.tip in other.known
    assert copies_beside(base, side_of(file.read(base), base.name)).news == [copy]


# --- who is not accused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.perfdesk")), ids=lambda path: path.name)
def test_files_of_every_released_version_open_without_a_word(path: Path) -> None:
    assert file.read(path).notice == ""


@pytest.mark.parametrize(
    "rewritten",
    [
        lambda shape: json.dumps(shape),
        lambda shape: json.dumps(shape, ensure_ascii=False, indent=4).replace("\n", "\r\n"),
        lambda shape: json.dumps(dict(reversed(shape.items())), ensure_ascii=False),
    ],
)
def test_the_same_content_in_other_bytes_is_no_change(base: Path, rewritten: Callable[[object], str]) -> None:
    before = file.read(base)
    shape = json.loads(unpack(base.read_bytes())["document.json"])
    repacked(base, "document.json", rewritten(shape).encode())
    after = file.read(base)
    assert (after.notice, after.revision, after.document) == ("", before.revision, before.document)


def written_otherwise(path: Path, parents: list[str], **more: object) -> Header:
    """A file as a version would write it whose bytes differ a little from ours: its id is of its own bytes."""
    content = json.dumps(json.loads(document_bytes(written(BOOK))), ensure_ascii=False, indent=2).encode()
    shape = {"format": "perfdesk", "format_version": "1.0", "document_id": "d", "parents": parents, **more}
    header = Header.model_validate({"revision_id": revision_of(content, parents), **shape})
    with path.open("wb") as stream:
        members = {"mimetype": b"application/x-perfdesk", "header.json": header_bytes(header), "document.json": content}
        pack(members.items(), stream)
    return header


def test_an_older_version_that_wrote_other_bytes_is_not_accused(tmp_path: Path) -> None:
    path = tmp_path / "旧版.perfdesk"
    header = written_otherwise(path, [], author="张敏")
    opened = file.read(path)
    assert (opened.notice, opened.revision) == ("", header.revision_id)
    # Nor is the clean copy that is made of it now, in our bytes.
    file.save_clean(tmp_path / "净.perfdesk", opened)
    clean = file.read(tmp_path / "净.perfdesk")
    assert clean.notice == ""
    assert newest_common(file.revisions(opened), file.revisions(clean)) == (header.revision_id,)


def test_a_clean_copy_is_not_accused_and_a_changed_one_is(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "净.perfdesk"
    file.save_clean(copy, file.read(base))
    clean = file.read(copy)
    assert (clean.notice, clean.revision) == ("", file.read(base).revision)
    assert "王芳".encode() not in copy.read_bytes()
    changed = file.read(altered(copy, "改", "2637人", "9999人"))
    assert "被别的程序改过" in changed.notice
    assert "修订历史" not in changed.notice


def test_a_clean_copy_of_format_1_0_cannot_be_checked_and_its_changes_are_taken(
    base: Path, tmp_path: Path, run: Run
) -> None:
    """It says no parents, so its id is of nothing that it holds."""
    copy = tmp_path / "净.perfdesk"
    members = unpack(base.read_bytes())
    header = {**json.loads(members["header.json"]), "author": "", "parents": []}
    with copy.open("wb") as stream:
        rows = {**members, "header.json": json.dumps(header).encode()}
        del rows[MEMBER]
        pack(rows.items(), stream)
    opened = file.read(copy)
    assert (opened.notice, opened.document) == ("", file.read(base).document)
    out = tmp_path / "合.perfdesk"
    assert run("merge", base, copy, "-o", out)[0] == 0
    assert file.read(out).document == file.read(base).document
    changed = altered(copy, "改", "2637人", "9999人")
    assert run("merge", base, changed, "-o", tmp_path / "合2.perfdesk")[0] == 0
    assert file.read(tmp_path / "合2.perfdesk").document.projects[0].indicators[0].target == "9999人"


def test_a_mark_of_a_clean_copy_that_an_older_program_carried_on_hides_nothing(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "净.perfdesk"
    file.save_clean(copy, file.read(base))
    clean = file.read(copy)
    mark = clean.baggage.header.clean
    later = file.save(copy, put(clean.document, "接着写"), clean)
    assert later.baggage.header.clean == ""
    header = later.baggage.header.model_copy(update={"clean": mark})
    repacked(copy, "header.json", header_bytes(header))
    without(copy, MEMBER)
    assert "修订历史不见了" in file.read(copy).notice


# --- history that is lost --------------------------------------------------------------------------------------


def without(path: Path, name: str) -> None:
    members = unpack(path.read_bytes())
    del members[name]
    with path.open("wb") as stream:
        pack(members.items(), stream)


@pytest.mark.parametrize("lose", [lambda path: without(path, MEMBER), lambda path: repacked(path, MEMBER, b"")])
def test_a_history_that_is_lost_is_said(base: Path, lose: Callable[[Path], None], run: Run) -> None:
    lose(base)
    assert "修订历史不见了" in file.read(base).notice
    assert "修订历史不见了" in run("history", base)[2]


def test_a_first_version_has_no_history_to_lose(tmp_path: Path) -> None:
    path = tmp_path / "一.perfdesk"
    file.save(path, written(BOOK))
    without(path, MEMBER)
    assert file.read(path).notice == ""


def test_lines_that_cannot_be_read_are_kept_and_the_others_still_count(base: Path) -> None:
    first, second = dict(file.read(base).baggage.members)[MEMBER].splitlines(keepends=True)
    torn = b'{"id":"torn\n'
    repacked(base, MEMBER, first + torn + second)
    opened = file.read(base)
    assert "读不出" in opened.notice
    assert len(file.revisions(opened).reachable()) == 2
    file.save(base, put(opened.document, "新"), opened)
    again = file.read(base)
    assert again.notice == ""
    kept = {name: content for name, content in again.baggage.members if "damaged" in name}
    assert [*kept.values()] == [torn]
    assert len(file.revisions(again).reachable()) == 3


def test_a_history_beyond_reason_is_kept_unread(base: Path) -> None:
    endless = b"[" * 400_000
    repacked(base, MEMBER, endless)
    opened = file.read(base)
    assert "读不出" in opened.notice
    assert endless in dict(opened.baggage.members).values()


# --- the container ---------------------------------------------------------------------------------------------


def directory_entries(content: bytes) -> list[int]:
    found, at = [], 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        found.append(at)
        at += 4
    return found


def test_an_entry_that_swallows_the_next_is_noticed(base: Path, tmp_path: Path) -> None:
    """One wrong length in the directory; before, the history was gone without a word."""
    content = bytearray(base.read_bytes())
    *_, third, fourth = directory_entries(content)
    end = content.rfind(b"PK\x05\x06")
    content[third + 32 : third + 34] = (end - fourth).to_bytes(2, "little")
    bad = tmp_path / "坏.perfdesk"
    bad.write_bytes(content)
    with zipfile.ZipFile(bad) as archive:
        assert len(archive.infolist()) == 3
    with pytest.raises(file.ReadError, match="损坏"):
        file.read(bad)
    # Nor does it help to say the smaller number.
    for at in (end + 8, end + 10):
        content[at : at + 2] = (3).to_bytes(2, "little")
    bad.write_bytes(content)
    with pytest.raises(file.ReadError, match="损坏"):
        file.read(bad)


@pytest.mark.parametrize("place", ["between", "before the directory"])
def test_nothing_lies_between_members(base: Path, tmp_path: Path, place: str) -> None:
    content = base.read_bytes()
    start = content.find(b"PK\x01\x02")
    at = content.find(b"PK\x03\x04", 4) if place == "between" else start
    shifted = bytearray(content[:at] + b"hidden" + content[at:])
    for entry in directory_entries(bytes(shifted)):
        offset = int.from_bytes(shifted[entry + 42 : entry + 46], "little")
        shifted[entry + 42 : entry + 46] = (offset + 6 * (offset >= at)).to_bytes(4, "little")
    end = shifted.rfind(b"PK\x05\x06")
    shifted[end + 16 : end + 20] = (start + 6).to_bytes(4, "little")
    bad = tmp_path / "坏.perfdesk"
    bad.write_bytes(shifted)
    with zipfile.ZipFile(bad) as archive:
        assert archive.testzip() is None
    with pytest.raises(file.ReadError, match="损坏"):
        file.read(bad)


def test_a_file_that_other_zip_programs_wrote_opens(base: Path, tmp_path: Path) -> None:
    """Streaming writers put checksum and sizes behind each member."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in unpack(base.read_bytes()).items():
            archive.writestr(name, content)
    streamed = tmp_path / "流.perfdesk"
    streamed.write_bytes(pipe.getvalue())
    opened = file.read(streamed)
    assert (opened.document, opened.notice) == (file.read(base).document, "")


def test_names_and_ids_of_another_program_are_no_harm(tmp_path: Path) -> None:
    """Fields alone are compared by content: nothing in the header but the id counts."""
    path = tmp_path / "一.perfdesk"
    saved = file.save(path, Document("d", "hebei-book-2024", Fields({"compiler": "甲"})))
    header = saved.baggage.header.model_copy(update={"author": "别人", "time": "昨天"})
    repacked(path, "header.json", header_bytes(header))
    assert file.read(path).notice == ""


def test_a_directory_that_announces_more_members_than_it_lists_is_refused(base: Path, tmp_path: Path) -> None:
    content = bytearray(base.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    for at in (end + 8, end + 10):
        content[at : at + 2] = (5).to_bytes(2, "little")
    bad = tmp_path / "坏.perfdesk"
    bad.write_bytes(content)
    with pytest.raises(file.ReadError, match="损坏"):
        file.read(bad)


def test_a_changed_content_without_history_still_knows_the_parents_of_what_it_claims(base: Path) -> None:
    before = file.read(base)
    copy = altered(base, "改", "2637人", "9999人")
    without(copy, MEMBER)
    opened = file.read(copy)
    assert "被别的程序改过" in opened.notice
    assert "修订历史不见了" in opened.notice
    assert {before.revision, *before.baggage.header.parents} <= file.revisions(opened).ancestors(opened.revision)
