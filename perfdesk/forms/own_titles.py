"""What a user calls a form of the own folder. It stands beside the form file, in `form.title` beside `form.toml`.

The title inside the form file is part of the form: it is printed, annexes are recognised by it, and the digest is made
of it. Changed there, it would make another form: documents of the old one would call for it, and a merge with a
colleague's would ask which of the two is meant. So a user's title changes lists only, and no document.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from perfdesk.model.fields import hides_something

LONGEST: Final = 60
_MOST_BYTES: Final = 4 * LONGEST


def title_file(form_file: Path) -> Path:
    """Where the user's title of a form stands."""
    return form_file.with_suffix(".title")


def own_title(form_file: Path) -> str:
    """The user's title; "" if there is none, or one that no list can show."""
    with suppress(OSError):
        file = title_file(form_file)
        if file.is_file():  # a named pipe would be waited for
            with file.open("rb") as stream:
                return title_in(stream.read(_MOST_BYTES + 1))
    return ""


def title_in(content: bytes) -> str:
    """The title that such a file holds, which may come from anybody; "" if it cannot be one."""
    text = content.decode("utf-8-sig", errors="replace").strip()
    return "" if title_fault(text) else text


def title_fault(text: str) -> str:
    """Why a text can be no title, as a Chinese clause; "" if it can."""
    if not text:
        return "名称不能空着"
    if len(text) > LONGEST:
        return f"名称有 {len(text)} 个字，最多 {LONGEST} 个"
    return "名称里有换行或看不见的字符" if "\n" in text or "\ufffd" in text or hides_something(text) else ""
