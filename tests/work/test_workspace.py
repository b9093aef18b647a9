"""A document at work: what saving may replace, what it names of merges, and what may be changed at all."""

import errno
from pathlib import Path

import pytest
from notation import document as written
from packing import made_newer, repacked

from perfdesk.merge.analyse import analyse
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import atomic, disk, file, lock
from perfdesk.work.workspace import Workspace

BOOK = "fiscal_year=2024\n# 网站维护费 | budget_total=1\n- 数量 | 网站数量 | 1个"


def renamed(name: str) -> SetFields:
    return SetFields({("p1", "name"): name})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "书.perfdesk"
    file.save(path, written(BOOK), author="甲")
    return path


def name(document: Document) -> str:
    return document.projects[0].name


def notes(path: Path) -> list[str]:
    return [revision.note for revision, _, _ in file.revisions(file.read(path)).steps()]


def test_a_file_is_opened_changed_and_saved(path: Path) -> None:
    work = Workspace.open(path)
    step = work.run(renamed("网站运维费"))
    assert step is not None
    assert work.history.modified
    work.save(path, "乙")
    assert not work.history.modified
    assert name(file.read(path).document) == "网站运维费"
    assert file.read(path).baggage.header.author == "乙"


def test_an_edit_that_changes_nothing_is_no_step(path: Path) -> None:
    assert Workspace.open(path).run(renamed("网站维护费")) is None


def test_what_a_killed_program_left_goes_when_the_file_is_opened(path: Path) -> None:
    left = path.with_name(f"{lock.prefix_of(path)}12345678.tmp")
    left.write_bytes(b"half")
    Workspace.open(path)
    assert not left.exists()


@pytest.mark.parametrize("content", [None, b"", b"PK", b"no zip"])
def test_what_cannot_be_opened_is_one_sentence_and_stays_as_it_is(path: Path, content: bytes | None) -> None:
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(file.ReadError, match=r"打不开“书\.perfdesk”") as failure:
        Workspace.open(path)
    assert "\n" not in str(failure.value)
    assert (path.read_bytes() if path.exists() else None) == content


def test_a_file_whose_past_is_damaged_is_opened_says_so_and_can_be_saved(path: Path) -> None:
    work = Workspace.open(path)
    work.run(renamed("第二版"))
    work.save(path)
    repacked(path, "history/revisions.jsonl", b"[]\n")
    work = Workspace.open(path)
    assert "修订历史" in work.notice
    assert not work.read_only
    assert name(work.document) == "第二版"
    work.run(renamed("第三版"))
    work.save(path)
    assert work.notice == ""
    assert len(notes(path)) == 2


def test_a_file_of_a_newer_program_is_shown_and_not_changed(path: Path) -> None:
    made_newer(path)
    work = Workspace.open(path)
    before = path.read_bytes()
    assert work.read_only
    assert "更新版本" in work.notice
    assert work.run(renamed("改")) is None
    with pytest.raises(atomic.WriteError, match="没有保存"):
        work.save(path)
    assert path.read_bytes() == before


def test_a_file_that_was_renamed_or_moved_away_is_made_again_by_saving(path: Path) -> None:
    work = Workspace.open(path)
    path.rename(path.with_name("改名.perfdesk"))
    assert not work.changed_on_disk(), "nobody saved anything else there"
    work.run(renamed("第二版"))
    work.save(path)
    assert name(file.read(path).document) == "第二版"
    assert name(file.read(path.with_name("改名.perfdesk")).document) == "网站维护费"


def test_a_save_that_fails_leaves_document_path_and_merges_as_they_were(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = merged(path)
    opened = work.opened

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(disk, "write", full)
    with pytest.raises(atomic.WriteError, match="磁盘已满"):
        work.save(path.with_name("另存.perfdesk"))
    monkeypatch.undo()
    assert (work.path, work.opened, work.history.modified) == (path, opened, True)
    assert sorted(one.name for one in path.parent.iterdir()) == ["书.perfdesk", "同事.perfdesk"]
    work.save(path)
    assert notes(path)[0] == "合并 同事.perfdesk"


def test_what_was_changed_while_others_only_looked_is_no_change_on_disk(path: Path) -> None:
    work = Workspace.open(path)
    work.run(renamed("第二版"))
    work.save(path)
    assert not work.changed_on_disk()
    content = path.read_bytes()
    path.write_bytes(content)
    assert not work.changed_on_disk(), "the same content saved again is none either"
    path.write_bytes(content + b" ")
    assert work.changed_on_disk()
    assert not Workspace(written(BOOK)).changed_on_disk()


def test_the_newest_of_several_merges_of_the_own_file_says_what_may_be_replaced(path: Path) -> None:
    work = Workspace.open(path)
    for key in ("goal", "purpose"):
        other = Workspace.open(path)
        other.run(SetFields({("p1", key): "别人写的"}))
        other.save(path)
        plan = analyse(work.side("书"), [Workspace.open(path).side("磁盘上的书")])
        assert work.merge(plan, file.content_of(path)) is not None
    work.save(path)
    fields = file.read(path).document.projects[0].fields
    assert (fields["goal"], fields["purpose"]) == ("别人写的", "别人写的")


def test_a_merge_of_the_own_file_that_was_undone_lets_nothing_be_replaced(path: Path) -> None:
    work, other = Workspace.open(path), Workspace.open(path)
    other.run(renamed("别人改的"))
    other.save(path)
    work.merge(analyse(work.side("书"), [Workspace.open(path).side("磁盘上的书")]), file.content_of(path))
    work.history.undo()
    assert work.changed_on_disk()
    work.run(renamed("自己改的"))
    with pytest.raises(atomic.ChangedOnDisk):
        work.save(path)


def test_a_document_without_a_file_has_no_past(path: Path) -> None:
    work = Workspace(written(BOOK))
    assert (work.path, work.opened, work.revisions, work.notice) == (None, None, None, "")
    work.save(path.with_name("新.perfdesk"))
    assert work.path == path.with_name("新.perfdesk")
    assert work.revisions is not None


def test_what_somebody_else_saved_since_is_not_replaced(path: Path) -> None:
    work = Workspace.open(path)
    assert not work.changed_on_disk()
    other = Workspace.open(path)
    other.run(renamed("别人改的"))
    other.save(path)
    assert work.changed_on_disk()
    work.run(renamed("自己改的"))
    with pytest.raises(atomic.ChangedOnDisk, match="打开以后，别人保存过这个文件"):
        work.save(path)
    assert name(file.read(path).document) == "别人改的"
    assert work.history.modified, "what was not saved still has to be"


def test_another_file_is_replaced_and_is_the_documents_from_then_on(path: Path) -> None:
    target = path.with_name("另存.perfdesk")
    file.save(target, written("# 别的"))
    work = Workspace.open(path)
    work.save(target)
    assert work.path == target
    assert name(file.read(target).document) == "网站维护费"


def test_what_may_be_replaced_can_be_said(path: Path) -> None:
    work = Workspace(written("# 别的"))
    with pytest.raises(atomic.ChangedOnDisk):
        work.save(path, replaces=atomic.NOTHING)
    assert work.path is None


def test_the_own_file_that_was_merged_may_be_replaced(path: Path) -> None:
    work, other = Workspace.open(path), Workspace.open(path)
    work.run(SetFields({("p1", "goal"): "保持网站正常运行"}))
    other.run(renamed("别人改的"))
    other.save(path)
    content = file.content_of(path)
    plan = analyse(work.side(), [Workspace.open(path).side()])
    assert work.merge(plan, content) is not None
    assert not work.changed_on_disk()
    work.save(path)
    saved = file.read(path).document
    assert (name(saved), saved.projects[0].fields["goal"]) == ("别人改的", "保持网站正常运行")


def merged(path: Path) -> Workspace:
    """The document with a colleague's other name merged into it."""
    other = Workspace.open(path)
    other.run(renamed("同事改的"))
    other.save(path.with_name("同事.perfdesk"))
    work = Workspace.open(path)
    work.merge(analyse(work.side(), [other.side()]))
    return work


def test_a_save_names_the_files_that_were_merged_and_only_once(path: Path) -> None:
    work = merged(path)
    work.save(path)
    assert notes(path)[0] == "合并 同事.perfdesk"
    work.run(renamed("再改"))
    work.save(path)
    assert notes(path)[:2] == ["", "合并 同事.perfdesk"]


def test_a_merge_that_was_undone_is_not_named(path: Path) -> None:
    work = merged(path)
    work.history.undo()
    work.run(renamed("自己改的"))
    work.save(path)
    assert notes(path)[0] == ""


def test_an_undone_merge_is_named_by_the_save_after_it_was_done_again(path: Path) -> None:
    work = merged(path)
    work.history.undo()
    work.save(path)
    work.history.redo()
    work.save(path)
    assert notes(path)[0] == "合并 同事.perfdesk"


def test_what_is_shown_only_is_neither_changed_nor_merged(path: Path) -> None:
    other = merged(path).document
    work = Workspace.open(path, "别人正在编辑，只能查看。")
    assert (work.read_only, work.notice) == (True, "别人正在编辑，只能查看。")
    assert work.run(renamed("改")) is None
    assert work.merge(analyse(work.side(), [Workspace(other).side()])) is None
    assert name(work.document) == "网站维护费"


def test_a_side_is_called_as_its_file(path: Path) -> None:
    assert Workspace.open(path).side().name == "书.perfdesk"
    assert Workspace(written(BOOK)).side().name == ""


def test_what_was_changed_since_it_was_saved_is_signed_by_who_is_at_work(path: Path) -> None:
    work = Workspace.open(path)
    work.run(renamed("网站运维费"))
    assert work.side("乙").author == "乙"
    assert work.side().author == ""


def test_what_is_as_it_was_saved_is_signed_by_who_saved_it_whoever_is_at_work(path: Path) -> None:
    work = Workspace.open(path)
    assert work.side("乙").author == "甲"
    work.run(renamed("网站运维费"))
    work.history.undo()
    assert work.side("乙").author == "甲"
    assert Workspace(written(BOOK)).side("乙").author == ""


def test_a_clean_copy_tells_nothing_of_the_past(path: Path) -> None:
    work = Workspace.open(path)
    work.run(renamed("第二版"))
    work.save(path, "乙")
    work.save_clean(path.with_name("净.perfdesk"))
    copy = file.read(path.with_name("净.perfdesk"))
    assert name(copy.document) == "第二版"
    assert copy.baggage.header.author == ""
    assert len(list(file.revisions(copy).steps())) == 1
    assert work.path == path


def test_thinning_keeps_so_many_versions_at_the_next_save(path: Path) -> None:
    work = Workspace.open(path)
    for number in range(3):
        work.run(renamed(f"第{number}版"))
        work.save(path)
    work.thin(1)
    assert work.history.modified
    work.run(renamed("最后一版"))
    work.save(path)
    assert len(notes(path)) == 2
