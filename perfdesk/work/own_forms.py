"""Puts a form that a document brought along into the user's own folder of forms."""

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from perfdesk import paths
from perfdesk.forms.catalogue import DIGITS, forget
from perfdesk.forms.definition import Form
from perfdesk.forms.own_titles import title_file
from perfdesk.model.form_copy import BESIDE, DEFINITION
from perfdesk.store import atomic
from perfdesk.store.failures import is_there, why_not_written
from perfdesk.work.own_lexicon import take_in

_log = logging.getLogger(__name__)
_NOT_IN_NAMES: Final = re.compile(r"[^\w-]+")
_LONGEST_NAME: Final = 60


def keep_form(form: Form) -> Path:
    """Writes the files of a form into a folder of their own; where that is. Raises atomic.WriteError, and then leaves
    no new folder.

    The definition comes last: without it the folder is none of a form, so half a form is never read.
    """
    folder = paths.own_forms() / folder_name(form)
    files = {one.name: one.content for one in form.copy.files if one.content is not None}
    is_new = not is_there(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.WriteError(f"没有保存表样“{form.title}”：{why_not_written(error)}（{folder}）。") from error
    for name in (one for one in (*BESIDE, DEFINITION) if one in files):
        try:
            _write(folder / name, files[name])
        except atomic.WriteError as error:
            if is_new:
                _take_away(folder, files)
            raise atomic.WriteError(str(error).replace(f"“{name}”", f"表样“{form.title}”", 1)) from error
    forget()
    take_in(form)
    _log.info("kept a form: %d files", len(files))
    return folder


def _take_away(folder: Path, names: Iterable[str]) -> None:
    """Removes a folder with what was written of a form."""
    with suppress(OSError):
        for name in names:
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()


def keep_title(form_file: Path, title: str) -> None:
    """Writes what the user calls a form beside its file, see forms.own_titles. Raises atomic.WriteError."""
    _write(title_file(form_file), title.encode())
    forget()


def _write(path: Path, content: bytes) -> None:
    atomic.write(path, lambda stream: stream.write(content))


def folder_name(form: Form) -> str:
    """The id as far as a folder may be called so, and the beginning of the digest."""
    return f"{_NOT_IN_NAMES.sub('-', form.id)[:_LONGEST_NAME].strip('-')}-{form.digest[:DIGITS]}"
