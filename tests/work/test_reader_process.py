"""Reading in a process of its own: the same answer, and whatever happens to the child is one sentence here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from perfdesk import paths
from perfdesk.forms.loader import form
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.model.document import Document
from perfdesk.store.format import document_bytes
from perfdesk.work import reader_process
from perfdesk.work.process_limits import held
from perfdesk.work.reader_process import read_in_child

EXAMPLES = sorted((paths.resources() / "examples").glob("*.txt"))


def _child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Lets another program stand for the child."""
    monkeypatch.setattr(reader_process, "_program", lambda: [reader_process.sys.executable, "-c", code])


Children = list["subprocess.Popen[bytes]"]


def _watched(monkeypatch: pytest.MonkeyPatch) -> Children:
    """The children that are started from now on."""
    started: Children = []
    start = subprocess.Popen

    def popen(*arguments: Any, **options: Any) -> Any:
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    return started


def _were_killed(children: Children) -> bool:
    """Whether there was one, and it did not come to its own end."""
    return len(children) == 1 and children[0].poll() not in (None, 0)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_answer_is_that_of_reading_here(path: Path) -> None:
    assert read_in_child(path) == read_source(path)


def test_a_form_is_handed_on_and_a_failure_comes_back(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match="不是指定的"):
        read_in_child(EXAMPLES[0], form("ningxia-annex2-2024"))
    with pytest.raises(ImportFailure, match="找不到文件"):
        read_in_child(tmp_path / "没有 😀.docx")


def test_a_module_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    (tmp_path / "perfdesk.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert read_in_child(EXAMPLES[0]).document.projects


def test_a_child_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child(monkeypatch, "import time; time.sleep(60)")
    children = _watched(monkeypatch)
    with pytest.raises(ImportFailure, match="没有读完"):
        read_in_child(tmp_path / "慢.docx", seconds=0.3)
    assert _were_killed(children)


def test_who_gives_up_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child(monkeypatch, "import time; time.sleep(60)")
    children = _watched(monkeypatch)

    def enough() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_in_child(tmp_path / "a.docx", go_on=enough)
    assert _were_killed(children)


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "print('不是 JSON')",
        "print('[]')",
        'print(\'{"id": "x", "recognised": [], "guessed": [], "left_out": []}\\n{"form": 1}\')',
        'print(\'{"id": 3, "recognised": [["a"]], "guessed": [], "left_out": []}\')',
        "print('[' * 100_000 + ']' * 100_000)",
        "print('{\"a\":' * 100_000)",
        "raise RuntimeError('x')",
    ],
)
def test_a_child_that_breaks_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    _child(monkeypatch, code)
    with pytest.raises(ImportFailure, match="读取时出错"):
        read_in_child(tmp_path / "坏.docx")


@pytest.mark.parametrize(("node", "taken"), [("n1", True), ("", False), ("\ud800", False), (3, False), (None, False)])
def test_an_id_that_no_file_can_hold_is_not_taken(node: object, taken: bool) -> None:
    head = json.dumps({"id": node, "header": "", "recognised": [], "guessed": [], "left_out": []}).encode()
    body = document_bytes(Document("n1", "hebei-book-2024"))
    if taken:
        assert reader_process._imported(Path("a.docx"), head + b"\n" + body, b"").document.id == node
    else:
        with pytest.raises(ImportFailure, match="读取时出错"):
            reader_process._imported(Path("a.docx"), head + b"\n" + body, b"")


def test_the_files_of_one_call_share_a_limit_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    asked = []

    def read(path: Path, wanted: object, seconds: float) -> object:
        asked.append(seconds)
        now[0] += 100 if path.name == "slow.txt" else 1
        return path

    monkeypatch.setattr(reader_process.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(reader_process, "read_in_child", read)
    reader_process.read_all([Path("a.txt"), Path("slow.txt"), Path("b.txt")])
    assert asked == [120, 120, 29]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits a child through its job")
def test_a_child_is_ended_by_the_processor_time_it_takes() -> None:
    code = "from perfdesk.work.process_limits import limit_this_process as limit\nlimit(0)\nwhile True: pass"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode < 0


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows has job objects")
def test_a_child_on_windows_lives_in_a_job_with_limits() -> None:
    code = "import sys; sys.stdin.read()\ntry: bytearray(3 * 1024**3)\nexcept MemoryError: print('full')"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with held(child, 60) as limited:
        assert limited
        assert child.communicate(b"")[0].strip() == b"full"
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with held(sleeper, 60):
        pass
    assert sleeper.wait(10) is not None


def test_a_child_out_of_memory_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child(
        monkeypatch,
        "from perfdesk.work.process_limits import limit_this_process as limit\nlimit(60)\nx = bytearray(3 * 1024**3)",
    )
    with pytest.raises(ImportFailure, match="内存"):
        read_in_child(tmp_path / "大.docx")


def test_a_refusal_brings_the_form_that_one_may_insist_on_if_it_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said, known in (("ningxia-annex2-2024", "ningxia-annex2-2024"), ("no-such-form", ""), (["a"], "")):
        answer = json.dumps({"failure": "甲不是表。", "insist": said})
        _child(monkeypatch, f"print({answer!r})")
        with pytest.raises(ImportFailure, match="甲不是表。") as failure:
            read_in_child(tmp_path / "a.docx")
        assert failure.value.insist == known
