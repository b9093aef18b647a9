"""Reads other people's files in a process of its own, with limits: a file made to hang or to fill the memory ends that
process, not the window with the unsaved work.

The child answers in JSON, so that even a child taken over by its file can only say what a document may hold.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form, form_of, forms
from perfdesk.importers.load import Imported, ImportFailure, Note, read_attachment, read_source
from perfdesk.store import attachment, file
from perfdesk.store.format import Damage, document_bytes
from perfdesk.store.parse import parse_document
from perfdesk.work.process_limits import held, limit_this_process

COMMAND: Final = "read-apart"
SECONDS: Final = 120.0
# What each further file of one call adds to the limit they share: no file may take longer, but all do not together.
_SECONDS_MORE: Final = 5.0
_KINDS: Final = ("recognised", "guessed", "left_out")
_WAIT: Final = 0.05


def read_in_child(
    path: Path, wanted: Form | None = None, go_on: Callable[[], None] = lambda: None, seconds: float = SECONDS
) -> Imported:
    """What read_source gives, from a child process. Raises ImportFailure, also when the child takes too long.

    `go_on` is called while it works; what that raises ends the child and comes through.
    """
    command = [*_program(), COMMAND, str(path), wanted.id if wanted else ""]
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(),
        # Windows would open a console window for it.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    try:
        with held(child, SECONDS):
            answer, complaint = _answer(child, path, go_on, time.monotonic() + seconds)
    except BaseException:
        child.kill()
        child.communicate()
        raise
    return _imported(path, answer, complaint)


def read_all(paths: Sequence[Path], wanted: Form | None = None) -> list[Imported]:
    """Each file as by read_apart; all of them share one limit of time. Raises ImportFailure."""
    until = time.monotonic() + SECONDS + _SECONDS_MORE * (len(paths) - 1)
    return [read_in_child(path, wanted, seconds=min(SECONDS, until - time.monotonic())) for path in paths]


def _program() -> list[str]:
    """How this program starts itself; a frozen one is its own interpreter. -P: no module of the current folder."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "perfdesk"]


def _environment() -> dict[str, str]:
    """Finds the same perfdesk, also where it is not installed."""
    here = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))}


def _answer(
    child: "subprocess.Popen[bytes]", path: Path, go_on: Callable[[], None], until: float
) -> tuple[bytes, bytes]:
    while True:
        try:
            return child.communicate(timeout=_WAIT)
        except subprocess.TimeoutExpired:
            go_on()
        if time.monotonic() > until:
            raise ImportFailure(f"{path} 读了很久还没有读完，不像绩效目标表，没有装入。")


def _imported(path: Path, answer: bytes, complaint: bytes) -> Imported:
    head, _, body = answer.partition(b"\n")
    try:
        shape = json.loads(head)
        if "failure" in shape:
            raise ImportFailure(str(shape["failure"]), _known(shape["insist"]))
        notes = {kind: tuple(Note(str(place), str(text)) for place, text in shape[kind]) for kind in _KINDS}
        return Imported(parse_document(body, _id(shape["id"])), **notes, header=str(shape["header"]).encode("utf-8"))
    except (ValueError, KeyError, TypeError, RecursionError, Damage):
        pass
    if b"MemoryError" in complaint:
        raise ImportFailure(f"{path} 的内容太多，内存放不下，没有装入。")
    raise ImportFailure(f"{path} 读取时出错，可能已损坏，没有装入。")


def _id(shape: object) -> str:
    """An id as our own reader makes them; what a file cannot hold raises ValueError."""
    if not isinstance(shape, str) or not shape:
        raise ValueError
    return shape.encode("utf-8").decode("utf-8")


def _known(form_id: object) -> str:
    """The id of a form that is here, or ""; the child names none that a person could not have chosen."""
    return form_id if isinstance(form_id, str) and form_id in forms() else ""


# --- the child -------------------------------------------------------------------------------------------------


def serve(arguments: Sequence[str]) -> int:
    """Reads one file and writes one line of JSON, then the document. The exit code is 0 whatever it says."""
    limit_this_process(SECONDS)
    path, form_id = arguments
    out = sys.stdout.buffer
    try:
        imported = _read(Path(path), form(form_id) if form_id else None)
    except ImportFailure as failure:
        out.write(_line({"failure": str(failure), "insist": failure.insist}))
        return 0
    notes = {kind: [(note.place, note.text) for note in getattr(imported, kind)] for kind in _KINDS}
    out.write(_line({"id": imported.document.id, "header": imported.header.decode("utf-8"), **notes}))
    out.write(document_bytes(imported.document))
    return 0


def _read(path: Path, wanted: Form | None) -> Imported:
    if path.suffix.lower() != ".pdf":
        return read_source(path, wanted)
    name, content = read_attachment(path, file.SUFFIX)
    try:
        opened = attachment.attached(name, content)
    except Damage as damage:
        raise ImportFailure(f"{path} 附的 perfdesk 文件打不开：{damage}，没有装入。") from damage
    document = opened.document
    if wanted is not None and document.form != wanted.id:
        raise ImportFailure(f"{path} 是“{form_of(document).title}”，不是指定的“{wanted.title}”，没有装入。")
    note = Note("", f"PDF 附有原来的文件“{name}”，内容原样取出，不是从页面上认出来的")
    return Imported(document, (note,), header=attachment.header_of(opened))


def _line(shape: object) -> bytes:
    # ASCII, because a place may hold a lone surrogate of a file name.
    return json.dumps(shape).encode("ascii") + b"\n"
