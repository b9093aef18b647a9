"""The journal: whatever is done to a document, and wherever its file is cut, what comes back is the last version or one
before it; what dead programs left is found once, and nothing goes that somebody has not decided about."""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document as written
from packing import made_newer
from strategies import documents, edits
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import disk, file, journal, replay
from perfdesk.store.format import Damage
from perfdesk.store.replay import Leftover, Replayed, is_new, leftovers
from perfdesk.work import journal_keeper
from perfdesk.work.workspace import Workspace

BOOK = "fiscal_year=2024\n# 网站维护费 | budget_total=1\n- 数量 | 网站数量 | 1个"


def renamed(name: str) -> SetFields:
    return SetFields({("p1", "name"): name})


@pytest.fixture(autouse=True)
def _only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread writes nothing by itself, so that a test says when; those about the thread give it back its pause."""
    monkeypatch.setattr(journal_keeper, "_PAUSE", 3_600)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "用户" / "journals"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "书.perfdesk"
    file.save(path, written(BOOK), author="甲")
    return path


@pytest.fixture
def work(path: Path, folder: Path) -> Iterator[Workspace]:
    work = Workspace.open(path)
    work.keep_journal(folder)
    yield work
    work.end_journal(forget=True)


def journal_of(folder: Path) -> Path:
    [found] = folder.iterdir()
    return found


def die(work: Workspace) -> None:
    """What the system does when the program dies: nothing is marked any more."""
    work.end_journal(forget=False)


def left(folder: Path) -> Leftover:
    [found] = leftovers(folder)
    return found


def found_in(folder: Path) -> Replayed:
    """What the one journal in a folder gives back; it is left for the next start."""
    one = left(folder)
    try:
        return one.replayed()
    finally:
        one.let_go()


def read(path: Path) -> Replayed:
    """What a journal holds, in use or not."""
    with path.open("rb") as stream:
        return replay._replayed(stream)


# --- replay equals the model --------------------------------------------------------------------------------------


class Clerk:
    """Does anything with a document; after each step `check` looks at the journal."""

    def __init__(self, root: Path, document: Document, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.root, self.draw = root, draw
        self.work = Workspace(document)
        self.work.keep_journal(root / "journals")
        self.work.mark_unsaved()

    def edit(self) -> None:
        self.work.run(self.draw(edits(self.work.document)))

    def undo(self) -> None:
        self.work.undo()

    def redo(self) -> None:
        self.work.redo()

    def save(self) -> None:
        self.work.save(self.work.path or self.root / "a.perfdesk", "甲")

    def save_as(self) -> None:
        self.work.save(self.root / f"{len(list(self.root.iterdir()))}.perfdesk")

    def merge(self) -> None:
        other = Workspace(self.work.document)
        for _ in range(2):
            other.run(self.draw(edits(other.document)))
        self.work.merge(analyse(self.work.side("甲"), [other.side("乙")]))

    def check(self) -> None:
        self.work.settle_journal()
        found = list((self.root / "journals").iterdir())
        if not found:
            assert self.work.path is not None
            assert file.read(self.work.path).document == self.work.document
            return
        [one] = found
        again = Workspace.recovered(read(one))
        assert again.document == self.work.document
        assert again.path == self.work.path
        assert (again.opened and again.opened.revision) == (self.work.opened and self.work.opened.revision)
        assert (again.opened and again.opened.content) == (self.work.opened and self.work.opened.content)


@pytest.mark.parametrize("days", [100, pytest.param(2_000, marks=pytest.mark.slow)])
def test_what_the_journal_gives_back_is_the_document_whatever_was_done(
    tmp_path_factory: pytest.TempPathFactory, days: int, promise: Promise
) -> None:
    checked = 0

    @settings(max_examples=days)
    @given(st.data())
    def one_day(data: st.DataObject) -> None:
        nonlocal checked
        clerk = Clerk(tmp_path_factory.mktemp("clerk"), data.draw(documents(projects=3)), data.draw)
        kinds = [clerk.edit] * 4 + [clerk.undo] * 2 + [clerk.redo, clerk.save, clerk.save_as, clerk.merge]
        try:
            clerk.check()
            for act in data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=8)):
                act()
                clerk.check()
                checked += 1
        finally:  # also of a day that hypothesis breaks off: its thread would stay
            clerk.work.end_journal(forget=True)

    one_day()
    promise("T2", "what the journal gives back is the document, after each act of a clerk", checked, checked)


def test_cut_between_any_two_bytes_it_gives_a_version_that_was_and_the_newest_that_stands_whole(
    work: Workspace, folder: Path
) -> None:
    versions = [work.document]
    ends = []
    for number in range(4):
        work.run(renamed(f"第{number}版，“引号”\n换行"))
        work.run(SetFields({("d", "compiler"): f"编制人{number}"}))
        work.settle_journal()
        versions.append(work.document)
        ends.append(journal_of(folder).stat().st_size)
    content = journal_of(folder).read_bytes()
    begun = content.index(b'{"time"') - 9  # before it stands what is begun under another name
    seen = []
    for length in range(begun, len(content) + 1):
        journal_of(folder).write_bytes(content[:length])
        found = read(journal_of(folder))
        seen.append(found.document)
        newest = sum(end <= length for end in ends)
        assert found.document == versions[newest] or (newest < 4 and found.document != versions[newest + 1])
        assert found.notice == ""
    assert [one for at, one in enumerate(seen) if not at or one != seen[at - 1]][-1] == versions[-1]
    assert all(version in seen for version in versions)


def test_whatever_byte_is_damaged_it_gives_a_version_that_was_or_says_that_it_cannot(
    work: Workspace, folder: Path, path: Path
) -> None:
    versions = [work.document]
    for number in range(3):
        work.run(renamed(f"第{number}版"))
        work.settle_journal()
        versions.append(work.document)
    content = journal_of(folder).read_bytes()
    path.unlink()  # or the file itself would stand in for the one inside
    refused: list[str] = []
    for at in range(len(content)):
        journal_of(folder).write_bytes(content[:at] + bytes([content[at] ^ 0x21]) + content[at + 1 :])
        try:
            found = read(journal_of(folder))
        except Damage as damage:
            refused.append(str(damage))
        else:
            assert found.document in versions[:-1]
            assert bool(found.notice) == (at < len(content) - 1)
    assert len(refused) == content.index(b'{"time"') - 9
    assert {*refused} == {replay._NO_JOURNAL, replay._NO_BASE}


def test_lines_that_are_lost_twice_there_or_in_another_order_end_it(work: Workspace, folder: Path) -> None:
    names = ["一", "二", "三", "四"]
    for name in names:
        work.run(renamed(name))
        work.settle_journal()
    content = journal_of(folder).read_bytes()
    begun = content.index(b'{"time"') - 9
    lines = content[begun:].splitlines(keepends=True)
    for order, expected in (((0, 1, 2, 3), "四"), ((0, 2, 3), "一"), ((0, 1, 1, 2), "二"), ((0, 1, 3, 2), "二")):
        journal_of(folder).write_bytes(content[:begun] + b"".join(lines[at] for at in order))
        found = read(journal_of(folder))
        assert found.document.projects[0].name == expected
        assert bool(found.notice) == (order != (0, 1, 2, 3))


# --- what comes and goes ----------------------------------------------------------------------------------------------


def test_without_a_change_there_is_no_journal_and_after_a_save_or_a_close_there_is_none_any_more(
    work: Workspace, folder: Path, path: Path
) -> None:
    work.settle_journal()
    assert not folder.exists()
    for act in (lambda: work.save(path), lambda: work.end_journal(forget=True)):
        work.run(renamed(f"改{act}"))
        work.settle_journal()
        assert journal_of(folder)
        act()
        assert list(folder.iterdir()) == []


def test_what_was_handed_over_and_not_written_goes_with_a_save_too(work: Workspace, folder: Path, path: Path) -> None:
    work.run(renamed("改"))
    work.save(path)
    work.settle_journal()
    assert not folder.exists()


def test_after_a_save_it_goes_on_from_the_saved_file(work: Workspace, folder: Path, tmp_path: Path) -> None:
    work.run(renamed("第一版"))
    work.save(tmp_path / "另存.perfdesk")
    work.run(renamed("第二版"))
    die(work)
    found = found_in(folder)
    assert (found.path, found.number) == (tmp_path / "另存.perfdesk", 1)
    assert found.before is not None
    assert found.before.projects[0].name == "第一版"


def test_a_document_that_was_never_saved_comes_back_whole(folder: Path) -> None:
    work = Workspace(written(BOOK))
    work.keep_journal(folder)
    work.run(renamed("新写的"))
    die(work)
    found = found_in(folder)
    assert (found.path, found.opened, found.before) == (None, None, None)
    again = Workspace.recovered(found)
    assert again.document == work.document
    assert (again.history.modified, again.path, again.opened) == (True, None, None)


def test_what_is_recovered_is_one_step_of_unsaved_changes_and_can_be_saved(
    work: Workspace, folder: Path, path: Path
) -> None:
    work.run(renamed("改一"))
    work.run(renamed("改二"))
    die(work)
    again = Workspace.recovered(found_in(folder))
    assert (again.history.modified, again.history.undo_label) == (True, "恢复没保存的修改")
    again.save(path, "乙")
    assert [one.author for one, _, _ in file.revisions(file.read(path)).steps()] == ["乙", "甲"]
    again.undo()
    assert again.document.projects[0].name == "网站维护费"


def test_what_somebody_else_saved_meanwhile_is_not_replaced_and_can_be_merged(
    work: Workspace, folder: Path, path: Path
) -> None:
    work.run(renamed("自己改的"))
    die(work)
    other = Workspace.open(path)
    other.run(SetFields({("p1", "goal"): "别人写的"}))
    other.save(path)
    found = found_in(folder)
    assert is_new(found)
    again = Workspace.recovered(found)
    assert again.changed_on_disk()
    again.merge(analyse(again.side("乙"), [Workspace.open(path).side()]), file.content_of(path))
    again.save(path)
    fields = file.read(path).document.projects[0].fields
    assert (fields["name"], fields["goal"]) == ("自己改的", "别人写的")


def test_the_changes_come_back_when_the_file_is_gone(work: Workspace, folder: Path, path: Path) -> None:
    work.run(renamed("改"))
    work.settle_journal()
    path.unlink()
    work.run(renamed("又改"))
    die(work)
    again = Workspace.recovered(found_in(folder))
    again.save(path)
    assert file.read(path).document.projects[0].name == "又改"


def test_a_journal_begun_when_the_file_was_gone_or_changed_goes_on_from_what_was_opened(
    work: Workspace, folder: Path, path: Path
) -> None:
    path.write_bytes(b"something else")
    work.run(renamed("改"))
    die(work)
    found = found_in(folder)
    assert found.before == written(BOOK)
    assert found.opened is not None
    assert found.opened.revision == work.opened.revision if work.opened else False


def test_a_damaged_file_inside_is_no_loss_while_the_document_s_own_file_is_the_same(
    work: Workspace, folder: Path
) -> None:
    work.run(renamed("改"))
    die(work)
    content = bytearray(journal_of(folder).read_bytes())
    content[content.index(b"PK") + 40] ^= 1
    journal_of(folder).write_bytes(content)
    assert found_in(folder).document.projects[0].name == "改"


@pytest.mark.parametrize("change", ["saved in full", "undone"])
def test_what_the_file_holds_already_is_nothing_new(work: Workspace, folder: Path, path: Path, change: str) -> None:
    work.run(renamed("改"))
    if change == "undone":
        work.undo()
    die(work)
    assert is_new(found_in(folder)) == (change != "undone")
    if change != "undone":
        file.save(path, renamed("改").apply(written(BOOK)))
    assert not is_new(found_in(folder))
    path.unlink()
    assert is_new(found_in(folder)) == (change != "undone")


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_a_journal_that_is_being_written_is_left_alone(work: Workspace, folder: Path) -> None:
    work.run(renamed("改"))
    work.settle_journal()
    assert leftovers(folder) == []
    work.run(renamed("又改"))
    die(work)
    assert found_in(folder).document.projects[0].name == "又改"


def test_what_one_program_asks_about_no_other_asks_about_until_it_lets_go(work: Workspace, folder: Path) -> None:
    work.run(renamed("改"))
    die(work)
    one = left(folder)
    assert leftovers(folder) == []
    one.let_go()
    again = left(folder)
    again.remove()
    assert list(folder.iterdir()) == []


@contextmanager
def without_marks() -> Iterator[None]:
    """A file system that has none."""

    def no_marks(_: int) -> bool:
        raise OSError(errno.ENOLCK, "")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "mark", no_marks)
        yield


def test_where_there_are_no_marks_what_cannot_be_read_is_nobody_s(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "a.journal").write_bytes(b"garbage")
    with without_marks():
        assert left(folder).path.name == "a.journal"


@pytest.mark.parametrize(("is_running", "count"), [(True, 0), (False, 1)])
def test_where_there_are_no_marks_the_process_says_whose_it_is(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, is_running: bool, count: int
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(replay.owner, "is_running", lambda process: asked.append(process) or is_running)
    with without_marks():
        work.run(renamed("改"))
        die(work)
        assert len(leftovers(folder)) == count
    assert asked == [os.getpid()]


def test_what_was_begun_and_holds_nothing_is_swept_but_not_from_the_living(folder: Path) -> None:
    folder.mkdir(parents=True)
    begun = folder / f"0123{journal.UNFINISHED}"
    begun.write_bytes(b"half")
    held = disk.open_there(begun)
    disk.mark(held)
    assert leftovers(folder) == []
    assert begun.exists()
    disk.close(held)
    assert leftovers(folder) == []
    assert not begun.exists()


def test_where_no_journal_ever_was_nothing_is_found(tmp_path: Path) -> None:
    assert leftovers(tmp_path / "nowhere") == []


@pytest.mark.skipif(sys.platform == "win32", reason="the user's folder there is the user's own")
def test_only_its_user_may_read_it(work: Workspace, folder: Path) -> None:
    work.run(renamed("改"))
    work.settle_journal()
    assert stat.S_IMODE(journal_of(folder).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


# --- bad journals -----------------------------------------------------------------------------------------------------


def test_a_journal_of_a_newer_program_says_so_and_stays(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, promise: Promise
) -> None:
    monkeypatch.setattr(journal, "MAJOR", 2)
    work.run(renamed("改"))
    die(work)
    one = left(folder)
    with pytest.raises(Damage, match="升级程序"):
        one.replayed()
    one.copy_to(tmp_path / "记录")
    assert (tmp_path / "记录").read_bytes() == journal_of(folder).read_bytes()
    promise("T7", "newer major version: only looked at, never overwritten", 1, 1)


def test_a_journal_of_a_newer_minor_version_is_read(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    monkeypatch.setattr(journal, "MINOR", 9)
    work.run(renamed("改"))
    die(work)
    assert found_in(folder).number == 1
    promise("T7", "newer minor version: what is not known is kept", 1, 1)


def test_a_file_inside_of_a_newer_format_says_so(folder: Path, path: Path, promise: Promise) -> None:
    made_newer(path)
    content = path.read_bytes()
    journal.Journal.begin(folder, journal.JournalBase(content, path, "other"), []).close()
    with pytest.raises(Damage, match="升级程序"):
        found_in(folder)
    promise("T7", "newer major version: only looked at, never overwritten", 1, 1)


@pytest.mark.parametrize("content", [b"", b"\n", b"garbage", b"00000000 {}\n", b"x" * 300_000, b"0" * 9 + b"[" * 99])
def test_what_is_no_journal_is_one_sentence_and_stays(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / "a.journal").write_bytes(content)
    with pytest.raises(Damage, match="已损坏，读不出来"):
        found_in(folder)
    assert journal_of(folder).read_bytes() == content


@pytest.mark.parametrize("size", [10**15, 1 << 27])
def test_a_size_that_no_file_has_is_not_believed(folder: Path, size: int) -> None:
    folder.mkdir(parents=True)
    content, _ = journal.line({"journal": "1.0", "base": "x", "size": size, "follows_file": True}, 0)
    (folder / "a.journal").write_bytes(content)
    sizes: list[int] = []

    class Watched:
        """A file that says how much was wanted of it."""

        def readline(self, most: int) -> bytes:
            return content

        def read(self, most: int) -> bytes:
            sizes.append(most)
            return b""

    with pytest.raises(Damage, match="读不出来"):
        replay._replayed(Watched())
    assert sizes == []
    with pytest.raises(Damage, match="读不出来"):
        found_in(folder)


def test_the_newest_comes_first(folder: Path) -> None:
    for at, name in enumerate("甲乙丙"):
        work = Workspace(written(f"department_name={name}"))
        work.keep_journal(folder)
        work.mark_unsaved()
        die(work)
        for one in folder.iterdir():
            if one.stat().st_mtime > 1_000:
                os.utime(one, (900 - at % 2, 900 - at % 2))
    names = [one.replayed().document.fields["department_name"] for one in leftovers(folder)]
    assert names[-1] == "乙"


def test_a_whole_line_that_fits_nothing_ends_it_and_says_so(folder: Path, path: Path) -> None:
    made = journal.Journal.begin(folder, journal.JournalBase(path.read_bytes(), path), [])
    for delta in (
        {"texts": [["d", "compiler", "甲"]]},
        {"lists": [["nobody", 0, 0, ["x"]]]},
    ):
        new, made._check = journal.line({"delta": delta}, made._check)
        journal._write(made._descriptor, new)
    made.close()
    found = found_in(folder)
    assert found.document.fields["compiler"] == "甲"
    assert found.notice == replay._PARTLY


# --- disks --------------------------------------------------------------------------------------------------------


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> Iterator[None]:
    def fail(*_: object) -> None:
        raise OSError(number, "no")

    with monkeypatch.context() as broken:
        broken.setattr(disk, call, fail)
        yield


@pytest.mark.parametrize("call", ["create", "write", "force", "replace", "mark"])
@pytest.mark.parametrize(
    ("number", "why"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "不允许写入"), (errno.EIO, "磁盘读写出错")]
)
def test_a_disk_that_fails_is_said_once_stops_nothing_and_is_tried_again(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, why: str
) -> None:
    told: list[str] = []
    work = Workspace.open(path)
    work.keep_journal(folder, told.append)
    work.run(renamed("写下的"))
    work.settle_journal()
    work.save(path)
    with failing(monkeypatch, call, number):
        for name in ("一", "二"):
            work.run(renamed(name))
            kept = work.settle_journal()
            assert kept is not None
            assert kept.all == (call == "mark"), "a file system without marks is none that fails"
    if call != "mark":
        assert len(told) == 1
        assert why in told[0]
        assert "\n" not in told[0]
        assert list(folder.iterdir()) == []
    assert work.document.projects[0].name == "二"
    work.run(renamed("三"))
    kept = work.settle_journal()
    assert kept is not None
    assert (kept.all, kept.trouble) == (True, "")
    die(work)
    assert found_in(folder).document.projects[0].name == "三"


def test_what_could_not_be_written_is_written_later_without_another_edit(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing(monkeypatch, "write", errno.ENOSPC):
        for name in ("一", "二"):
            work.run(renamed(name))
        work.settle_journal()
    kept = work.settle_journal()
    assert kept is not None
    assert kept.all
    assert read(journal_of(folder)).document.projects[0].name == "二"


@pytest.mark.parametrize("call", ["write", "force"])
def test_what_was_written_before_a_failure_is_still_there_and_the_next_journal_takes_its_place(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    work.run(renamed("以前"))
    work.settle_journal()
    before = journal_of(folder)
    with failing(monkeypatch, call, errno.ENOSPC):
        work.run(renamed("以后"))
        work.settle_journal()
        assert read(journal_of(folder)).document.projects[0].name in ("以前", "以后" if call == "force" else "以前")
    work.run(renamed("最后"))
    work.settle_journal()
    assert journal_of(folder) != before
    assert read(journal_of(folder)).document.projects[0].name == "最后"


def test_a_disk_that_takes_little_at_a_time_gets_all(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = disk.write
    monkeypatch.setattr(disk, "write", lambda descriptor, content: write(descriptor, content[:7]))
    work.run(renamed("改"))
    work.settle_journal()
    assert read(journal_of(folder)).document == work.document


# --- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "most"), [("_MOST_BYTES", 1_500), ("_MOST_VERSIONS", 12)])
def test_a_long_journal_is_written_anew(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(journal_keeper, limit, most)
    work.end_journal(forget=True)
    work.keep_journal(folder)
    sizes, names = [], set()
    for number in range(60):
        work.run(renamed(f"第{number}版"))
        work.settle_journal()
        sizes.append(journal_of(folder).stat().st_size)
        names.add(journal_of(folder).name)
        assert read(journal_of(folder)).document == work.document
    assert 3 <= len(names) <= 7
    assert max(sizes) < min(sizes) + 2_500


def test_one_change_beyond_the_size_is_not_written_anew_each_time(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_keeper, "_MOST_BYTES", 3_000)
    work.end_journal(forget=True)
    work.keep_journal(folder)
    work.run(SetFields({("d", "safeguards"): "保障" * 2_000}))
    names = set()
    for number in range(20):
        work.run(renamed(f"第{number}版"))
        work.settle_journal()
        names.add(journal_of(folder).name)
    assert len(names) == 1


def test_of_a_journal_and_the_one_it_replaces_only_the_newer_is_found(
    work: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_keeper, "_MOST_VERSIONS", 1)
    monkeypatch.setattr(disk, "remove", lambda path: None)
    for name in "一二三":
        work.run(renamed(name))
        work.settle_journal()
    die(work)
    monkeypatch.undo()
    assert len(list(folder.iterdir())) == 2
    assert found_in(folder).document.projects[0].name == "三"
    assert len(list(folder.iterdir())) == 1


def test_of_many_versions_at_once_the_last_is_written(work: Workspace, folder: Path) -> None:
    work.run(renamed("先"))
    work.settle_journal()
    for number in range(journal_keeper._MOST_AT_ONCE + 1):
        work.run(renamed(f"第{number}版"))
    work.settle_journal()
    assert read(journal_of(folder)).document == work.document
    assert journal_of(folder).read_bytes().count(b'{"time"') == 2
    for number in range(journal_keeper._MOST_AT_ONCE):
        work.run(renamed(f"又第{number}版"))
    work.settle_journal()
    assert journal_of(folder).read_bytes().count(b'{"time"') == 2 + journal_keeper._MOST_AT_ONCE
