"""Does many things of one kind in several child processes at once, and gives the answers in the order of the questions.

The children are this program itself, started by a word of its own, and talk in lines of JSON by their pipes: that is
the same on every system, in a program that was packed too, and needs no copy of this process. A child that ends before
it has answered costs only that answer; the next question gets a new child.
"""

import json
import logging
import os
import subprocess
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import suppress
from typing import Any, Final

from perfdesk.work.own_process import environment, program

_log = logging.getLogger(__name__)
# Each child takes memory for a document, and a disk is not read faster by more.
MOST: Final = 8


def processors() -> int:
    """How many children work at once where nobody says it: one for each processor that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return min(MOST, len(allowed(0)) if allowed else os.cpu_count() or 1)


def in_order(word: str, questions: Sequence[Mapping[str, object]], at_once: int) -> Iterator[Mapping[str, Any] | None]:
    """The answer to each question, by at most so many children; None where the child ended instead."""
    idle: deque[_Child] = deque()
    started: list[_Child] = []

    def answer(question: Mapping[str, object]) -> Mapping[str, Any] | None:
        try:
            child = idle.pop()
        except IndexError:
            child = _Child(word)
            started.append(child)
        told = child.ask(question)
        if told is not None:
            idle.append(child)
        return told

    threads = futures.ThreadPoolExecutor(max(1, min(at_once, MOST)))
    try:
        for coming in [threads.submit(answer, question) for question in questions]:
            yield coming.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for child in started:
            child.end()


class _Child:
    """A process that answers a line with a line."""

    def __init__(self, word: str) -> None:
        self._process = subprocess.Popen(
            [*program(), word], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment(),
            # Windows would open a console window for it.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip

    def ask(self, question: Mapping[str, object]) -> Mapping[str, Any] | None:
        """What it answers; None if it has ended."""
        asked, told = self._process.stdin, self._process.stdout
        assert asked is not None
        assert told is not None
        with suppress(OSError, ValueError):  # it has ended, or was ended
            # ASCII, because a path may hold a lone surrogate.
            asked.write(json.dumps(question).encode("ascii") + b"\n")
            asked.flush()
            line = told.readline()
            if line.endswith(b"\n"):
                answer: Mapping[str, Any] = json.loads(line)
                return answer
        _log.info("a child ended before it answered")
        return None

    def end(self) -> None:
        """Ends it, whatever it does."""
        self._process.kill()
        with suppress(OSError), self._process:  # closes the pipes and waits
            pass
