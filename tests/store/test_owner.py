"""Who has a file open; and no silent overwrite, whatever two windows do in whatever order."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from notation import document

from perfdesk.model.edits import SetFields
from perfdesk.store import atomic, file, owner


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "书.perfdesk"
    file.save(path, document("# 网站维护费 | budget_total=22.20\n- 数量 | 维护次数 | ≥4次"))
    return path


def other_pc(path: Path, age: float = 0) -> None:
    """A mark that another PC made so many seconds ago."""
    mark = owner.mark_of(path)
    shape = {"author": "张三", "host": "PC-07", "process": 1, "since": "2026-09-12T09:12:00", "key": "k"}
    mark.write_text(json.dumps(shape), encoding="utf-8")
    os.utime(mark, (mark.stat().st_atime - age, mark.stat().st_mtime - age))


def test_the_second_one_is_told_who_and_since_when(book: Path) -> None:
    other_pc(book)
    key, found = owner.claim(book, "李四")
    assert (key, found and found.sentence) == ("", "张三（电脑 PC-07）从 09-12 09:12 起")
    owner.release(book, "")
    assert owner.mark_of(book).exists()


def test_another_window_of_this_pc_is_named_so(book: Path) -> None:
    key, found = owner.claim(book, "张三")
    assert key
    assert found is None
    _, again = owner.claim(book, "李四")
    assert again is not None
    assert "这台电脑的另一个窗口" in again.sentence
    owner.release(book, key)
    assert not owner.mark_of(book).exists()


def test_marks_of_the_dead_are_recognised(book: Path) -> None:
    script = f"from pathlib import Path; from perfdesk.store import owner; owner.claim(Path({str(book)!r}), '甲')"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
    assert owner.mark_of(book).exists()
    key, found = owner.claim(book, "乙")
    assert key
    assert found is None
    owner.release(book, key)
    other_pc(book, age=owner._STALE + 5)
    key, found = owner.claim(book, "乙")
    assert key
    assert found is None


def test_a_renewed_mark_stays(book: Path) -> None:
    other_pc(book, age=owner._STALE + 5)
    owner.renew(book, "k")
    assert owner.claim(book, "乙")[1] is not None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"host": 1', b"[" * 9000])
def test_a_mark_that_says_nothing_stops_nobody(book: Path, content: bytes) -> None:
    owner.mark_of(book).write_bytes(content)
    key, found = owner.claim(book, "乙")
    assert key
    assert found is None


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    assert owner.claim(tmp_path / "无" / "书.perfdesk", "乙") == ("", None)


# --- two sides, every order --------------------------------------------------------------------------------------


class Window:
    """What a window does with a file, without the window."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.opened: file.Opened | None = None
        self.refused = False

    def open(self) -> None:
        self.opened = file.read(self.path)

    def edit(self) -> None:
        assert self.opened is not None
        self.document = SetFields({(self.opened.document.projects[0].id, "goal"): self.name}).apply(
            self.opened.document
        )

    def save(self) -> None:
        assert self.opened is not None
        try:
            self.opened = file.save(self.path, self.document, self.opened, replaces=self.opened.content)
        except atomic.ChangedOnDisk:
            self.refused = True


STEPS = ("open", "edit", "save")
ORDERS = sorted({*itertools.permutations("AAABBB")})


@pytest.mark.parametrize("order", ORDERS, ids="".join)
@pytest.mark.parametrize("mark", ["none", "held", "stale"])
def test_no_order_of_two_windows_overwrites_silently(book: Path, order: tuple[str, ...], mark: str) -> None:
    if mark != "none":
        other_pc(book, age=owner._STALE + 5 if mark == "stale" else 0)
    windows = {name: Window(book, name) for name in "AB"}
    waiting = {name: iter(STEPS) for name in "AB"}
    saved: list[str] = []
    for name in order:
        step = next(waiting[name])
        getattr(windows[name], step)()
        if step == "save" and not windows[name].refused:
            saved.append(name)
    now = file.read(book)
    assert now.document.projects[0].fields["goal"] == saved[-1]
    texts = {document.projects[0].fields["goal"] for _, document in file.revisions(now).versions()}
    assert texts >= set(saved), "what somebody saved is nowhere any more"
    first_save = [at for at, name in enumerate(order) if name == saved[0]][STEPS.index("save")]
    late = {name for name in "AB" if name not in saved}
    assert all(windows[name].refused for name in late)
    opened_after = {name: order.index(name) > first_save for name in "AB" if name != saved[0]}
    assert late == {name for name, after in opened_after.items() if not after}


def test_the_same_content_again_is_no_change(book: Path) -> None:
    one = file.read(book)
    book.write_bytes(book.read_bytes())
    changed = SetFields({(one.document.projects[0].id, "goal"): "新"}).apply(one.document)
    assert file.save(book, changed, one, replaces=one.content).content == file.content_of(book)


def test_a_file_that_is_gone_is_written_again(book: Path) -> None:
    one = file.read(book)
    book.unlink()
    file.save(book, one.document, one, replaces=one.content)
    assert file.read(book).document == one.document


def test_one_changed_byte_is_seen(book: Path) -> None:
    one = file.read(book)
    content = bytearray(book.read_bytes())
    content[-1] ^= 1
    book.write_bytes(content)
    with pytest.raises(atomic.ChangedOnDisk, match="没有保存“书"):
        file.save(book, one.document, one, replaces=one.content)
    assert book.read_bytes() == bytes(content)
