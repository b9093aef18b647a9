"""One process reads the files of many tests.

The window and the command line start one for each import, which takes 0.18 s of the processor: for all tests together
more than any room takes. A process that has answered is lent to the next test that would start one with the same forms,
command, surroundings and folder. What ends, breaks or interrupts a process is not lent on. The tests of the process
itself, and those with files made to break it, start their own.
"""

import os
import pickle
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from perfdesk.forms.definition import Form
from perfdesk.work import reader_process

_START: Final = reader_process._Child
# A process that has worked for long would soon meet the limit of its processor time in somebody else's test.
_LONGEST: Final = 4.0

_Key = tuple[object, ...]
_idle: dict[_Key, Any] = {}


class LentChild:
    """Stands where the program would start a process."""

    def __init__(self, known: Mapping[str, Form]) -> None:
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        self._key: _Key = (
            pickle.dumps(dict(known)), tuple(reader_process.program()), frozenset(surroundings.items()), Path.cwd(),
        )  # fmt: skip
        self._child = _idle.pop(self._key, None)
        if self._child is None or self._child._process.poll() is not None:
            self._child = _START(known)
        self._answer: Future[Any] | None = None

    def ask(self, *about: Any, **more: Any) -> Future[Any]:
        self._answer = self._child.ask(*about, **more)
        return self._answer

    def worked(self, seconds: float) -> float:
        worked: float = self._child.worked(seconds)
        return worked

    def end(self) -> None:
        """The process waits for somebody else, if it is as good as new."""
        if self._has_answered() and self._child.worked(0) < _LONGEST and self._key not in _idle:
            _idle[self._key] = self._child
        else:
            self._child.end()

    def _has_answered(self) -> bool:
        if self._answer is None or not self._answer.done() or self._answer.exception() is not None:
            return False
        head = self._answer.result().head
        return head.startswith(b"{") and b'"full"' not in head


@contextmanager
def lending() -> Iterator[None]:
    """From now on until the end, when all processes are ended."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader_process, "_Child", LentChild)
        yield
    for child in _idle.values():
        child.end()
    _idle.clear()


@contextmanager
def not_lending() -> Iterator[None]:
    """Each file is read by a process of its own, as where the program runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader_process, "_Child", _START)
        yield
