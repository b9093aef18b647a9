"""Copies the bureau's forms from its shared folder (office.py) into the user's folder, and only there are they read.

A share that is gone can hold a call for minutes. So a thread of its own asks it, nobody waits longer than he says, and
what was copied last time serves until the share answers.
"""

import logging
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path
from threading import Thread
from typing import Final

from perfdesk.forms.catalogue import forget
from perfdesk.office import Office, office
from perfdesk.rules import office_rules
from perfdesk.store import atomic
from perfdesk.store.failures import ReasonGiven, WriteError, why_not_read

_log = logging.getLogger(__name__)
# A form is a file or a folder with `form.toml` and the office's own file; a bureau has dozens, not thousands.
_MOST_FILES: Final = 1_000
_MOST_BYTES: Final = 16 << 20


class OfficeForms:
    """The copying of one folder."""

    def __init__(self, shared: Path, copies: Path) -> None:
        self._shared = shared
        self._copies = copies
        self._changed = False
        self._why = ""
        self._thread = Thread(target=self._copy, name="office-forms", daemon=True)
        self._thread.start()

    def done(self, seconds: float = 0) -> bool:
        """Whether the share has answered, waiting so long at most. New forms are seen from then on."""
        self._thread.join(seconds)
        if self._thread.is_alive():
            return False
        if self._changed:
            self._changed = False
            forget()
        return True

    @property
    def problem(self) -> str:
        """Why the forms are not those of the share, in one sentence; "" if they are."""
        if not self._thread.is_alive() and not self._why:
            return ""
        why = self._why or "没有回应"
        here = any(self._copies.glob("*")) if self._copies.is_dir() else False
        return f"单位的表样文件夹 {self._shared}：{why}。{'先用上次取来的表样。' if here else '暂时没有单位的表样。'}"

    def _copy(self) -> None:
        try:
            self._changed = _mirror(self._shared, self._copies)
        except ReasonGiven as reason:
            self._why = str(reason)
        except OSError as error:
            self._why = why_not_read(error)
        except WriteError as error:
            self._why = str(error).rstrip("。")
        _log.info("forms of the bureau: %s", "not copied" if self._why else "copied")


def fetched(told: Office) -> OfficeForms | None:
    """Begins to copy; None if the bureau has no folder of forms."""
    shared, copies = told.shared_forms, told.copies_of_forms
    return OfficeForms(shared, copies) if shared and copies else None


@cache
def current() -> OfficeForms | None:
    """The copying of this program, begun when it is asked for first."""
    return fetched(office())


def problem(seconds: float) -> str:
    """Why the bureau's forms are not those of the share, waiting so long at most; "" if they are, or there are none."""
    copying = current()
    if copying is None:
        return ""
    copying.done(seconds)
    return copying.problem


def problems() -> tuple[str, ...]:
    """Everything that is known by now to be wrong with what the bureau has set, a sentence each."""
    return (*office().problems, *office_rules.problems(), *filter(None, [problem(0)]))


def wait_for_first(seconds: float) -> None:
    """Where nothing was copied before, a command needs what comes; everybody else goes on with the copies."""
    copies = office().copies_of_forms
    if copies is not None and not copies.is_dir():
        problem(seconds)


def _mirror(shared: Path, copies: Path) -> bool:
    """Makes the copies those of the shared folder; whether anything changed. OSError if the folder cannot be read, or
    is empty, as the place is where a share is not mounted: then nothing is taken away."""
    wanted = {path.relative_to(shared): path for path in _files(shared)}
    if not wanted:
        raise ReasonGiven("里面没有表样")
    changed = [_copy_file(path, copies / name) for name, path in wanted.items()]
    gone = [path for path in _files(copies) if path.relative_to(copies) not in wanted] if copies.is_dir() else []
    for path in gone:
        path.unlink(missing_ok=True)
    return any(changed) or bool(gone)


def _files(folder: Path) -> list[Path]:
    """The forms of a folder: `*.toml`, and everything beside a `form.toml` of its folders."""
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    below = (folder / name for name in names)
    found = chain.from_iterable(_form(path) for path in below)
    return list(islice(found, _MOST_FILES))


def _form(path: Path) -> Iterator[Path]:
    if path.suffix == ".toml":
        if path.is_file():
            yield path
    elif (path / "form.toml").is_file():
        yield from (one for one in sorted(path.iterdir()) if one.is_file() and not one.name.startswith("."))


def _copy_file(source: Path, copy: Path) -> bool:
    """Whether the copy had to be written. One that is too large for a form is left out."""
    with source.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES or _is(copy, content):
        return False
    copy.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(copy, lambda stream: stream.write(content))
    return True


def _is(copy: Path, content: bytes) -> bool:
    try:
        return copy.read_bytes() == content
    except OSError:
        return False
