"""The log: useful to whoever mends the program, empty of what a document holds, no trouble to anybody."""

import ast
import faulthandler
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from trust import Promise

from perfdesk import log, paths

ROOT = Path(__file__).resolve().parents[1]
SECRET = "青禾县涉密项目SECRET"
_log = logging.getLogger("perfdesk.some.module")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder of a log that has begun."""
    folder = tmp_path / "不存在的" / "日志"
    assert log.start(folder) == folder / "perfdesk.log"
    yield folder
    log.stop()


def written(folder: Path) -> str:
    return "".join(one.read_text(encoding="utf-8") for one in sorted(folder.glob("perfdesk.log*")))


def handlers() -> list[logging.Handler]:
    """Those of the log; pytest has its own."""
    return [one for one in logging.getLogger("perfdesk").handlers if isinstance(one, RotatingFileHandler)]


def last_record(folder: Path) -> str:
    """What stands behind time, level and module."""
    return written(folder).splitlines()[-1].split(" perfdesk.some.module ")[1]


def test_the_log_begins_with_the_versions(folder: Path) -> None:
    first = written(folder).splitlines()[0]
    assert " INFO perfdesk.log started: perfdesk " in first
    assert f"Python {sys.version.split()[0]}" in first


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12, "12"),
        (0.5, "0.5"),
        (True, "True"),
        (SECRET, "…"),
        (Path("/home/某人/某县.docx"), "…"),
        ([SECRET], "…"),
        (SECRET.encode(), "…"),
        (None, "…"),
        (".docx", ".docx"),
        (".某县", "…"),
        ("ENOSPC", "ENOSPC"),
        (log.OwnText("QPainter::begin"), "QPainter::begin"),
        (ValueError(SECRET), "ValueError"),
        (OSError(28, SECRET, f"/home/{SECRET}"), "OSError ENOSPC"),
        (PermissionError(13, SECRET), "PermissionError EACCES"),
        (OSError(SECRET), "OSError"),
        (OSError(99_999, SECRET), "OSError 99999"),
    ],
)
def test_only_harmless_values_stand_in_a_record(folder: Path, value: object, shown: str, promise: Promise) -> None:
    _log.info("seen: %s", value)
    assert last_record(folder) == f"seen: {shown}"
    promise("T17", "values of a record: only harmless ones", 1, 1)


def test_a_value_of_the_wrong_kind_costs_its_record_and_nothing_else(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    [handler] = handlers()
    for text, arguments in (("seen: %d", (SECRET,)), ("seen: %s", ()), ("%(name)s", ({"name": SECRET},))):
        handler.handle(logging.LogRecord("perfdesk.some.module", logging.INFO, "", 0, text, arguments, None))
    _log.info("after: %d", 1)
    assert last_record(folder) == "after: 1"
    assert SECRET not in written(folder)
    assert capfd.readouterr() == ("", "")


def fails(text: str) -> None:
    """Raises as code does that meets a value it did not expect, twice."""
    try:
        int(text)
    except ValueError as error:
        raise KeyError(text) from error


def caught(text: str = SECRET) -> BaseException:
    try:
        fails(text)
    except KeyError as error:
        return error
    raise AssertionError


def test_an_exception_is_told_by_kinds_and_lines_the_cause_first(folder: Path, promise: Promise) -> None:
    error = caught()
    log.write_uncaught(type(error), error, error.__traceback__)
    record, *lines = written(folder).splitlines()[-6:]
    assert record.endswith(" CRITICAL perfdesk.log nothing caught this")
    assert lines == log.trace(error)
    assert SECRET not in written(folder)
    promise("T17", "traces and reports without values", 1, 1)


def test_a_trace_has_no_value_no_path_and_no_message(promise: Promise) -> None:
    error = caught()
    kinds = [line.split(":")[0].strip() for line in log.trace(error)]
    assert kinds == ["test_log", "ValueError", "test_log", "test_log", "KeyError"]
    assert log.trace(error)[0].endswith(" fails")
    assert SECRET not in "".join(log.trace(error))
    assert "/" not in "".join(log.trace(error))
    promise("T17", "traces and reports without values", 1, 1)


def test_what_was_raised_from_nothing_hides_what_was_before() -> None:
    error = ValueError()
    error.__context__ = KeyError(SECRET)
    assert log.trace(error) == ["KeyError", "ValueError"]
    error.__suppress_context__ = True
    assert log.trace(error) == ["ValueError"]
    error.__cause__ = LookupError(SECRET)
    assert log.trace(error) == ["LookupError", "ValueError"]


def test_an_endless_recursion_and_an_endless_chain_are_cut() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as failure:
        deeper()
    assert len(log.trace(failure.value)) == 41
    first = error = ValueError()
    for _ in range(100):
        error.__cause__ = ValueError()
        error = error.__cause__
    assert len(log.trace(first)) == 8
    error.__cause__ = first
    assert len(log.trace(first)) == 8


def test_a_report_says_on_what_the_program_runs_and_nothing_of_a_document(promise: Promise) -> None:
    report = log.report(caught(), {"Qt": "6.0"})
    assert report.startswith("perfdesk: ")
    assert f"\nPython: {sys.version.split()[0]}\n" in report
    assert "\nQt: 6.0\n\n  test_log:" in report
    assert report.endswith("\nKeyError")
    assert SECRET not in report
    promise("T17", "traces and reports without values", 1, 1)


def test_a_thread_that_nobody_watches_leaves_a_trace(
    folder: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    monkeypatch.setattr(threading, "excepthook", None)
    monkeypatch.setattr(sys, "unraisablehook", None)
    monkeypatch.setattr(sys, "stderr", None)
    log.watch_threads()
    thread = threading.Thread(target=fails, args=(SECRET,))
    thread.start()
    thread.join()
    assert written(folder).rstrip().endswith("\nKeyError")

    class Unwilling:
        def __del__(self) -> None:
            raise LookupError(SECRET)

    Unwilling().__init__()
    assert written(folder).rstrip().endswith(" __del__\nLookupError")
    assert SECRET not in written(folder)
    promise("T17", "a fault leaves its lines", 1, 1)


def test_the_log_is_cut_into_few_files(folder: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise) -> None:
    [handler] = handlers()
    monkeypatch.setattr(handler, "maxBytes", 1000)
    for number in range(200):
        _log.info("number %d", number)
    assert {one.name for one in folder.glob("perfdesk.log*")} == {
        "perfdesk.log", "perfdesk.log.1", "perfdesk.log.2", "perfdesk.log.3",
    }  # fmt: skip
    assert all(one.stat().st_size <= 1000 for one in folder.glob("perfdesk.log*"))
    assert "number 199" in written(folder)
    promise("T17", "the log rotates and stops nobody", 1, 1)


def test_where_the_file_cannot_be_renamed_the_log_goes_on_in_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [handler] = handlers()

    def rename(handler: RotatingFileHandler) -> None:
        handler.stream.close()
        raise PermissionError(13, "another program has it open")

    monkeypatch.setattr(handler, "maxBytes", 300)
    monkeypatch.setattr(RotatingFileHandler, "doRollover", rename)
    for number in range(20):
        _log.info("number %d", number)
    assert [f"number {number}" in written(folder) for number in range(20)] == [True] * 20


@pytest.mark.parametrize("place", ["a file", "forbidden", "perfdesk.log is a folder"])
def test_where_no_log_can_be_written_nothing_happens(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], promise: Promise
) -> None:
    folder = tmp_path / place
    if place == "a file":
        folder.write_bytes(b"")
    elif place == "forbidden":
        monkeypatch.setattr(Path, "mkdir", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "no")))
    else:
        (folder / "perfdesk.log").mkdir(parents=True)
    assert log.start(folder) is None
    _log.critical("nobody reads this: %d", 1)
    log.write_uncaught(ValueError, ValueError(SECRET), None)
    log.stop()
    assert "PermissionError" not in "".join(capfd.readouterr())
    promise("T17", "the log rotates and stops nobody", 1, 1)


def test_a_folder_that_goes_away_while_the_program_runs_costs_lines_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], promise: Promise
) -> None:
    [handler] = handlers()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handler, "shouldRollover", full)
    _log.info("lost: %d", 1)
    monkeypatch.undo()
    _log.info("after: %d", 2)
    assert last_record(folder) == "after: 2"
    assert capfd.readouterr() == ("", "")
    promise("T17", "the log rotates and stops nobody", 1, 1)


def test_a_fault_of_the_system_leaves_the_lines_of_all_threads_until_the_next_but_one_start(
    tmp_path: Path, promise: Promise
) -> None:
    script = (
        "import sys, os; from pathlib import Path; from perfdesk import log\n"
        "def painting(): os.abort()\n"
        "log.start(Path(sys.argv[1])); painting()"
    )
    died = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, check=False)
    assert died.returncode != 0
    assert "in painting" in (tmp_path / "crash.log").read_text(encoding="utf-8")
    log.start(tmp_path)
    log.stop()
    assert "in painting" in (tmp_path / "crash-before.log").read_text(encoding="utf-8")
    assert "the last run was ended by the system: crash-before.log" in written(tmp_path)
    log.start(tmp_path)
    log.stop()
    assert written(tmp_path).count("the last run was ended by the system") == 1
    assert "in painting" in (tmp_path / "crash-before.log").read_text(encoding="utf-8")
    promise("T17", "a fault leaves its lines", 1, 1)


def test_after_the_end_nothing_is_written_any_more(folder: Path) -> None:
    log.stop()
    before = written(folder)
    _log.critical("too late: %d", 1)
    assert written(folder) == before
    assert not faulthandler.is_enabled()
    assert handlers() == []


def test_the_log_lies_in_the_users_own_folder_for_logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert paths.log_folder().parts[-2:] == ("perfdesk", "log") or sys.platform != "linux"
    assert not paths.log_folder().exists()


def test_each_record_is_a_constant_english_text(promise: Promise) -> None:
    """What is put together before it reaches the log, nobody can look through."""
    seen = 0
    for path in (ROOT / "perfdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("_log.", "_QT.")):
                text = node.args[1 if ast.unparse(node.func) == "_QT.log" else 0]
                assert isinstance(text, ast.Constant), f"{path.name}:{node.lineno}"
                assert str(text.value).isascii(), f"{path.name}:{node.lineno}"
                seen += 1
    assert seen >= 10
    promise("T17", "records that are constant texts", seen, seen)
