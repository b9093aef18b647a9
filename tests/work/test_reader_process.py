"""Reading in a process of its own: the same answer, and whatever happens to the child is one sentence here."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import Run
from learning.grids import parsed, save_excel
from lent_child import not_lending
from trust import Promise

from perfdesk import paths
from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms import loader
from perfdesk.forms.catalogue import Catalogue, forget
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.document import Document
from perfdesk.store import file
from perfdesk.store.format import document_bytes
from perfdesk.work import reader_process
from perfdesk.work.process_limits import held
from perfdesk.work.reader_process import Reader, read_all, read_in_child


@pytest.fixture(autouse=True)
def _own_children() -> Iterator[None]:
    with not_lending():
        yield


EXAMPLES = sorted((paths.resources() / "examples").glob("*.txt"))


def _child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Lets another program stand for the child."""
    monkeypatch.setattr(reader_process, "program", lambda: [sys.executable, "-c", code])


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


# Slow to import, and nothing that reading needs: forms come ready, and only a PDF has one of our files in it.
NEEDLESS = {"pydantic", "pydantic_core", "docx", "openpyxl", "pypdf", "PySide6", "perfdesk.forms.form_file"}


def test_the_child_imports_only_what_reading_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document, layout = read_source(EXAMPLES[0]).document, form("hebei-book-2024")
    for name, write in (("a.docx", write_document), ("a.xlsx", write_workbook)):
        with (tmp_path / name).open("wb") as stream:
            write(layout, document, stream)
    code = f"""
import sys
from perfdesk.work import reader_child
answer = reader_child._answer
def answered(path, form_id):
    given = answer(path, form_id)
    with open({str(tmp_path / "modules")!r}, "w") as stream:
        stream.write("\\n".join(sys.modules))
    return given
reader_child._answer = answered
reader_child.serve()
"""
    _child(monkeypatch, code)
    read_all([EXAMPLES[0], tmp_path / "a.docx", tmp_path / "a.xlsx"], layout)
    modules = set((tmp_path / "modules").read_text().split())
    assert {"perfdesk.importers.word", "perfdesk.importers.excel"} <= modules
    assert modules & NEEDLESS == set()


def test_the_child_knows_the_forms_of_whoever_started_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could not find this one itself: where it looks for the user's own forms there is none."""
    shipped = (paths.resources() / "forms" / "hebei-book-2024.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(shipped.replace('id = "hebei-book-2024"', 'id = "qingshui-2031"'))
    monkeypatch.setattr(paths, "own_forms", lambda: tmp_path)
    forget()
    try:
        assert read_in_child(EXAMPLES[0], form("qingshui-2031")).document.form == "qingshui-2031"
    finally:
        forget()


def test_without_any_form_no_child_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "catalogue", lambda: Catalogue({}, ()))
    children = _watched(monkeypatch)
    with pytest.raises(FormError, match="没有一个表样可以使用"):
        read_in_child(EXAMPLES[0])
    assert children == []


def test_a_child_that_nobody_asks_anything_just_ends() -> None:
    command = [*reader_process.program(), reader_process.COMMAND]
    done = subprocess.run(command, input=b"", env=reader_process.environment(), capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_module_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    (tmp_path / "perfdesk.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert read_in_child(EXAMPLES[0]).document.projects


def test_a_child_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise) -> None:
    _child(monkeypatch, "import time; time.sleep(60)")
    children = _watched(monkeypatch)
    with pytest.raises(ImportFailure, match="没有读完"):
        read_in_child(tmp_path / "慢.docx", seconds=0.3)
    assert _were_killed(children)
    promise("T8", "a reader that breaks, hangs or fills the memory", 1, 1)


def test_who_gives_up_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child(monkeypatch, "import time; time.sleep(60)")
    children = _watched(monkeypatch)

    def enough() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_in_child(tmp_path / "a.docx", go_on=enough)
    assert _were_killed(children)


def _saying(head: str, body: str = "", deep: int = 0) -> str:
    """A program that answers this, whatever it is asked; `deep` repeats the head."""
    return (
        f"head, body = {head!r} * {deep or 1}, {body!r}\n"
        "print(len(head), len(body.encode()))\nprint(head + body, end='')"
    )


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "print('不是 JSON')",
        "print('3 -1'); print('[] ')",
        "print('3 1e9'); print('[] ')",
        "print('9' * 1_000)",
        "print('99999999999999 0'); print('[]')",
        _saying("[]"),
        _saying(
            '{"id": "x", "header": "", "origin": null, "files": [], "recognised": [], "guessed": [], "left_out": []}',
            '{"form": 1}',
        ),
        _saying(
            '{"id": 3, "header": "", "origin": null, "files": [], "recognised": [["a"]], "guessed": [], "left_out": []}'
        ),
        _saying("[", deep=100_000),
        _saying('{"a":', deep=100_000),
        "raise RuntimeError('x')",
    ],
    ids=range(12),
)
def test_a_child_that_breaks_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, promise: Promise
) -> None:
    _child(monkeypatch, code)
    with pytest.raises(ImportFailure, match="读取时出错"):
        read_in_child(tmp_path / "坏.docx")
    promise("T8", "a reader that breaks, hangs or fills the memory", 1, 1)


def test_a_child_that_talks_before_it_has_heard_all_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More is told than a pipe holds, and so much is answered that neither is ever through."""
    _child(monkeypatch, _saying("[", deep=1_000_000))
    monkeypatch.setattr(reader_process.pickle, "dumps", lambda _: b"x" * 1_000_000)
    with pytest.raises(ImportFailure, match="读取时出错"):
        read_in_child(tmp_path / "坏.docx")


@pytest.mark.parametrize(("node", "taken"), [("n1", True), ("", False), ("\ud800", False), (3, False), (None, False)])
def test_an_id_that_no_file_can_hold_is_not_taken(monkeypatch: pytest.MonkeyPatch, node: object, taken: bool) -> None:
    head = json.dumps(
        {"id": node, "header": "", "origin": None, "files": [], "recognised": [], "guessed": [], "left_out": []}
    )
    _child(monkeypatch, _saying(head, document_bytes(Document("n1", "hebei-book-2024")).decode()))
    if taken:
        assert read_in_child(Path("a.docx")).document.id == node
    else:
        with pytest.raises(ImportFailure, match="读取时出错"):
            read_in_child(Path("a.docx"))


# --- one child for many files ------------------------------------------------------------------------------------

# A child whose files say by their names what they do to it; the others are read as always.
HOSTILE = """
import os, sys, time
from pathlib import Path
from perfdesk.work import reader_child
read = reader_child.read_source
held = []
def hostile(path, wanted):
    if path.name == "crash.txt":
        os.abort()
    if path.name == "hang.txt":
        time.sleep(1000)
    if path.name == "full.txt":
        raise MemoryError
    if path.name == "later.txt":
        held.append(path)
    elif held:
        os.abort()
    return read(Path(os.environ["EXAMPLE"]), wanted)
reader_child.read_source = hostile
raise SystemExit(reader_child.serve())
"""


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Children:
    """The children that are started to read what some files do."""
    monkeypatch.setenv("EXAMPLE", str(EXAMPLES[0]))
    _child(monkeypatch, HOSTILE)
    return _watched(monkeypatch)


def test_many_files_are_read_by_one_child(monkeypatch: pytest.MonkeyPatch) -> None:
    children = _watched(monkeypatch)
    assert read_all([*EXAMPLES, *EXAMPLES]) == [read_source(path) for path in (*EXAMPLES, *EXAMPLES)]
    assert len(children) == 1
    assert children[0].poll() is not None


@pytest.mark.parametrize(("name", "why"), [("crash.txt", "读取时出错"), ("full.txt", "内存"), ("hang.txt", "没有读完")])
def test_a_file_that_ends_the_child_takes_no_other_with_it(
    hostile: Children, name: str, why: str, promise: Promise
) -> None:
    with Reader() as reader:
        before = reader.read(Path("good.txt"))
        reader._seconds = 0.3 if name == "hang.txt" else reader._seconds
        with pytest.raises(ImportFailure, match=why) as failure:
            reader.read(Path(name))
        reader._seconds = 120
        assert name in str(failure.value)
        assert reader.read(Path("good.txt")) == before
        assert reader.read(Path("good.txt")) == before
    # A file that ends a child which had read others is tried once more, for those may have broken it.
    assert len(hostile) == (2 if name == "hang.txt" else 3)
    assert all(child.poll() is not None for child in hostile)
    promise("T8", "a reader that breaks, hangs or fills the memory", 1, 1)


def test_a_file_is_not_blamed_for_what_one_before_it_did(hostile: Children) -> None:
    with Reader() as reader:
        first = reader.read(Path("later.txt"))
        assert reader.read(Path("good.txt")) == first
        assert reader.read(Path("good.txt")) == first
    assert len(hostile) == 2


def test_a_failure_leaves_the_child_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    children = _watched(monkeypatch)
    with Reader() as reader:
        for _ in range(2):
            with pytest.raises(ImportFailure, match="找不到文件"):
                reader.read(tmp_path / "没有.docx")
        assert reader.read(EXAMPLES[0]).document.projects
    assert len(children) == 1


def _clock(monkeypatch: pytest.MonkeyPatch, takes: dict[str, float]) -> list[float]:
    """Lets reading a file take so many seconds; the limits that are set for each."""
    now, granted = [0.0], []

    def read(reader: Reader, path: Path, asked: object, made: object, go_on: object, until: float) -> Path:
        granted.append(until - now[0])
        now[0] += takes[path.name]
        return path

    monkeypatch.setattr(reader_process.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(Reader, "_read", read)
    return granted


def test_the_files_of_one_call_share_a_limit_of_time(monkeypatch: pytest.MonkeyPatch, promise: Promise) -> None:
    granted = _clock(monkeypatch, {"a.txt": 1, "slow.txt": 100, "b.txt": 1})
    read_all([Path("a.txt"), Path("slow.txt"), Path("b.txt")])
    assert granted == [120, 120, 29]
    promise("T8", "several files of one call share a limit", 1, 1)


def test_no_number_of_quick_files_gives_one_more_time_than_its_own(
    monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    granted = _clock(monkeypatch, {"a.txt": 1, "slow.txt": 120})
    read_all([*[Path("a.txt")] * 50, Path("slow.txt"), Path("slow.txt")])
    assert max(granted) == 120
    promise("T8", "several files of one call share a limit", 1, 1)


def test_a_child_knows_how_long_it_has_worked_on_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    _child(monkeypatch, "")
    child = reader_process._Child({})
    assert [child.worked(6), child.worked(5)] == [6, 11]
    child.end()


@pytest.mark.parametrize(
    "command",
    [
        ["check", "a.txt", "b.txt"],
        ["rollup", ".", "-o", "out.xlsx"],
        ["merge", "ours.perfdesk", "a.txt", "b.txt", "-o", "out.perfdesk"],
    ],
    ids=lambda command: command[0],
)
def test_commands_for_many_files_start_one_child(
    command: list[str], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        shutil.copy(EXAMPLES[0], tmp_path / name)
    if command[0] == "merge":
        file.save(tmp_path / "ours.perfdesk", read_source(EXAMPLES[0]).document)
    monkeypatch.chdir(tmp_path)
    children = _watched(monkeypatch)
    assert run(*command)[0] in (0, 1)
    assert len(children) == 1


def test_a_child_that_has_worked_long_is_replaced(hostile: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "_RENEWED_AFTER", 0.0)
    with Reader() as reader:
        assert reader.read(Path("good.txt")) == reader.read(Path("good.txt"))
    assert len(hostile) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits a child through its job")
def test_a_child_is_ended_by_the_processor_time_it_takes(promise: Promise) -> None:
    code = "from perfdesk.work.process_limits import limit_this_process as limit\nlimit(0)\nwhile True: pass"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode < 0
    promise("T8", "a reader that breaks, hangs or fills the memory", 1, 1)


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
    assert sleeper.wait(50) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits a child through its job")
def test_a_child_out_of_memory_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise) -> None:
    _child(
        monkeypatch,
        "from perfdesk.work import reader_child\n"
        "reader_child.read_source = lambda *_: bytearray(3 * 1024**3)\n"
        "raise SystemExit(reader_child.serve())",
    )
    with pytest.raises(ImportFailure, match="内存"):
        read_in_child(tmp_path / "大.docx")
    promise("T8", "a reader that breaks, hangs or fills the memory", 1, 1)


def test_a_refusal_brings_the_form_that_one_may_insist_on_if_it_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said, known in (("ningxia-annex2-2024", "ningxia-annex2-2024"), ("no-such-form", ""), (["a"], "")):
        answer = json.dumps({"failure": "甲不是表。", "insist": said})
        _child(monkeypatch, _saying(answer))
        with pytest.raises(ImportFailure, match="甲不是表。") as failure:
            read_in_child(tmp_path / "a.docx")
        assert failure.value.insist == known


# --- learning ----------------------------------------------------------------------------------------------------


def test_what_learning_needs_comes_from_a_child_of_its_own(tmp_path: Path) -> None:
    path = save_excel(parsed(99, "项目名称 | {name}桥"), tmp_path / "a.xlsx", filled=True)
    with Reader() as reader:
        sketch = reader.sketch(path)
        assert reader.sketch(path) == sketch
    assert sketch == read_sketch(path)


@pytest.mark.parametrize("told", [b"{}", b"[]", b'{"elements": [5]}', b""])
def test_a_child_that_talks_nonsense_of_a_sketch_is_an_error_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: bytes
) -> None:
    monkeypatch.setattr(Reader, "_answer", lambda *_: reader_process._Answer(b"{}", told))
    with pytest.raises(ImportFailure, match="读取时出错"):
        Reader().sketch(tmp_path / "a.docx")
