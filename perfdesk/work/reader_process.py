"""Reads other people's files in a process of its own, with limits: a file made to hang or to fill the memory ends that
process, not the window with the unsaved work.

Starting the process costs more than reading a usual annex, so one process reads one file after the other. Whatever a
file does to it, the next file is read by a process that works. The child answers in JSON, so that even a child taken
over by its file can only say what a document may hold.
"""

import json
import logging
import pickle
import subprocess
import time
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self, TypeVar

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import forms
from perfdesk.importers.load import Imported, ImportFailure, Note
from perfdesk.learning.sketch import Sketch, parse_sketch
from perfdesk.model.document import Document
from perfdesk.model.export_origin import origin_of
from perfdesk.model.form_copy import FormFile
from perfdesk.store.format import Damage
from perfdesk.store.parse import parse_document
from perfdesk.work.own_process import environment, program
from perfdesk.work.process_limits import SECONDS, held
from perfdesk.work.reader_child import KINDS

_log = logging.getLogger(__name__)
_Read = TypeVar("_Read")
COMMAND: Final = "read-apart"
# What each further file of one reader adds to the limit they share: no file may take longer, but all do not together.
_SECONDS_MORE: Final = 5.0
# A child that has worked longer is replaced: its processor time is limited once for all, and its memory may be full.
_RENEWED_AFTER: Final = 10.0
_WAIT: Final = 0.05
# No document that fits into a file is larger.
_MOST_ANSWER: Final = 256 << 20
_LONGEST_SIZES: Final = 100
_BROKEN: Final = (ValueError, KeyError, TypeError, RecursionError, MemoryError, Damage)


class Reader:
    """Reads files in one child process, which is started for the first of them and ends with the `with` block."""

    def __init__(self, seconds: float = SECONDS, carried: Form | None = None) -> None:
        """`seconds` is the limit for one file; each further file adds a little to what all may take together. `carried`
        is the form of the open document, which need not be among those that are here."""
        self._seconds = self._left = seconds
        self._carried = carried
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the child."""
        self._end()

    def read(self, path: Path, wanted: Form | None = None, go_on: Callable[[], None] = lambda: None) -> Imported:
        """What read_source gives. Raises ImportFailure, also when the child takes too long.

        `go_on` is called while it works; what that raises ends the child and comes through.
        """
        made = partial(_read_document, path)
        return self._timed(path, lambda until: self._read(path, _Question(wanted), made, go_on, until))

    def sketch(self, path: Path, go_on: Callable[[], None] = lambda: None) -> Sketch:
        """What read_sketch gives, in the same way."""
        return self._timed(path, lambda until: self._read(path, _Question(learn=True), _sketched, go_on, until))

    def _timed(self, path: Path, read: Callable[[float], _Read]) -> _Read:
        began = time.monotonic()
        until = began + min(self._seconds, self._left)
        try:
            return read(until)
        except BaseException as error:
            _log.info("a file %s was not read: %s", path.suffix.lower(), error)
            raise
        finally:
            took = time.monotonic() - began
            self._left += _SECONDS_MORE - took
            if self._child is not None and self._child.worked(took) > _RENEWED_AFTER:
                self._end()

    def _read(
        self,
        path: Path,
        asked: "_Question",
        made: "Callable[[_Answer, Mapping[str, Form]], _Read]",
        go_on: Callable[[], None],
        until: float,
    ) -> _Read:
        """A child that has read other files may be broken by one of those: then a new one reads the file again."""
        fresh = self._child is None
        answer = self._answer(path, asked, go_on, until)
        try:
            return made(answer, forms(self._carried))
        except _BROKEN as broken:
            _log.info("the reader broke: %s", broken)
            self._end()
            full = isinstance(broken, MemoryError)
        if not fresh:
            return self._read(path, asked, made, go_on, until)
        if full:
            raise ImportFailure(f"{path} 的内容太多，内存放不下，没有装入。")
        raise ImportFailure(f"{path} 读取时出错，可能已损坏，没有装入。")

    def _answer(self, path: Path, asked: "_Question", go_on: Callable[[], None], until: float) -> "_Answer":
        try:
            known = forms(self._carried)
            self._child = self._child or _Child(known)
            name = _name(asked.wanted, known) if asked.wanted else ""
            coming = self._child.ask(path, name, learn=asked.learn)
            while True:
                try:
                    return coming.result(_WAIT)
                except futures.TimeoutError:
                    go_on()
                if time.monotonic() > until:
                    raise ImportFailure(f"{path} 读了很久还没有读完，不像绩效目标表，没有装入。")
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


def read_in_child(
    path: Path,
    wanted: Form | None = None,
    go_on: Callable[[], None] = lambda: None,
    seconds: float = SECONDS,
    carried: Form | None = None,
) -> Imported:
    """One file, as by a Reader."""
    with Reader(seconds, carried) as reader:
        return reader.read(path, wanted, go_on)


def read_all(paths: Sequence[Path], wanted: Form | None = None) -> list[Imported]:
    """Each file, as by one Reader. Raises ImportFailure for the first that cannot be read."""
    with Reader() as reader:
        return [reader.read(path, wanted) for path in paths]


class _Question(NamedTuple):
    """By which form a file is to be read; or that it is to be learned from."""

    wanted: Form | None = None
    learn: bool = False


class _Answer(NamedTuple):
    """JSON that tells what was read, and the document; both empty if the child has ended or talks of something else."""

    head: bytes
    body: bytes


class _Child:
    """The process. Threads talk with it, for neither asking nor listening may hold up the program, nor each other: a
    child that talks before it has heard all would wait for ever, and so would who asks it."""

    def __init__(self, known: Mapping[str, Form]) -> None:
        self._worked = 0.0
        given = pickle.dumps(dict(known))
        # Told with the first question.
        self._forms = b"%d\n" % len(given) + given
        self._process = subprocess.Popen(
            [*program(), COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment(),
            # Windows would open a console window for it.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        self._limits = ExitStack()
        self._limits.enter_context(held(self._process, SECONDS))
        self._threads = futures.ThreadPoolExecutor(2)

    def ask(self, path: Path, form_id: str, *, learn: bool) -> futures.Future[_Answer]:
        """The answer that will come."""
        # ASCII, because a path may hold a lone surrogate.
        question = json.dumps({"path": str(path), "form": form_id, "learn": learn}).encode("ascii") + b"\n"
        told, self._forms = self._forms + question, b""
        self._threads.submit(self._tell, told)
        return self._threads.submit(self._hear)

    def _tell(self, question: bytes) -> None:
        asked = self._process.stdin
        assert asked is not None
        with suppress(OSError):  # it has ended, so it tells nothing
            asked.write(question)
            asked.flush()

    def _hear(self) -> _Answer:
        told = self._process.stdout
        assert told is not None
        sizes = told.readline(_LONGEST_SIZES).split()
        if len(sizes) != len(_Answer._fields) or not all(size.isdigit() for size in sizes):
            return _Answer(b"", b"")
        head, body = (min(int(size), _MOST_ANSWER) for size in sizes)
        return _Answer(told.read(head), told.read(body))

    def worked(self, seconds: float) -> float:
        """How long it has worked, these seconds included."""
        self._worked += seconds
        return self._worked

    def end(self) -> None:
        """Ends it, whatever it does."""
        self._process.kill()
        self._threads.shutdown()
        with suppress(OSError), self._process:  # closes the pipes, of which one may hold a question nobody reads
            pass
        self._limits.close()


def _name(wanted: Form, known: Mapping[str, Form]) -> str:
    """The name by which the child knows a form."""
    return next((name for name, one in known.items() if one.id == wanted.id and one.digest == wanted.digest), wanted.id)


def _sketched(answer: _Answer, known: Mapping[str, Form]) -> Sketch:
    """The same of a file that is learned from."""
    shape = json.loads(answer.head)
    if "failure" in shape:
        raise ImportFailure(str(shape["failure"]))
    if "full" in shape:
        raise MemoryError
    return parse_sketch(answer.body)


def _read_document(path: Path, answer: _Answer, known: Mapping[str, Form]) -> Imported:
    imported = _imported(answer, known)
    _log.info("read a file %s: %d projects", path.suffix.lower(), len(imported.document.projects))
    return imported


def _imported(answer: _Answer, known: Mapping[str, Form]) -> Imported:
    """What the child says it has read. ImportFailure is its own; _BROKEN if it says nothing that can be so."""
    shape = json.loads(answer.head)
    if "failure" in shape:
        insist, unknown = _known(shape["insist"], known), shape.get("unknown") is True
        raise ImportFailure(str(shape["failure"]), insist, unknown=unknown)
    if "full" in shape:
        raise MemoryError
    notes = {kind: tuple(Note(str(place), str(text)) for place, text in shape[kind]) for kind in KINDS}
    document = _with_form(parse_document(answer.body, _id(shape["id"])), shape["files"], known)
    named = shape["origin"]
    origin = None if named is None else origin_of(str(named[0]), str(named[1]), [str(one) for one in named[2]])
    return Imported(document, **notes, header=str(shape["header"]).encode("utf-8"), origin=origin)


def _with_form(document: Document, told: Sequence[str], known: Mapping[str, Form]) -> Document:
    """The document with the files of its form. A content counts only where it is the one that the digest names."""
    if not document.form_copy:
        return document
    files = [one for form in known.values() for one in form.copy.files]
    files += [FormFile.of("", b64decode(one, validate=True)) for one in told]
    contents = {one.digest: one.content for one in files}
    return replace(document, form_copy=document.form_copy.filled(lambda one: contents.get(one.digest)))


def _id(shape: object) -> str:
    """An id as our own reader makes them; what a file cannot hold raises ValueError."""
    if not isinstance(shape, str) or not shape:
        raise ValueError
    return shape.encode("utf-8").decode("utf-8")


def _known(form_id: object, known: Mapping[str, Form]) -> str:
    """The id of a form that is here, or ""; the child names none that a person could not have chosen."""
    return form_id if isinstance(form_id, str) and form_id in known else ""
