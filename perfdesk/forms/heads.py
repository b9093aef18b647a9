"""What a form file says of itself in its first lines: enough to name a form, without the time that reading all of it
takes. Whether the form can be used is for `form_file` to say."""

import re
from pathlib import Path
from typing import Final, NamedTuple

_HEAD: Final = 4_096
# Keys of the form itself stand above its first table.
_FIRST_TABLE: Final = re.compile(rb"^[ \t]*\[", re.MULTILINE)
# As form files have them; a text with a quote or an escape in it is left to who reads the whole file.
_LINE: Final = re.compile(
    rb"""^(id|title|place|stage|replaces)[ \t]*=[ \t]*["']([^"'\\\r\n]+)["'][ \t]*\r?$""", re.MULTILINE
)


class FormHead(NamedTuple):
    """ "" is what only reading all of the file will tell."""

    id: str = ""
    title: str = ""
    place: str = ""
    # Most forms say neither.
    stage: str = ""
    replaces: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the first lines say what every form says."""
        return bool(self.id and self.title and self.place)


def head(path: Path) -> FormHead:
    """Id, title and place of a form file; all blank if it cannot be read."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_HEAD)
    except OSError:
        return FormHead()
    lines = _LINE.findall(_FIRST_TABLE.split(content, maxsplit=1)[0])
    return FormHead(**{key.decode(): text.decode("utf-8", errors="replace") for key, text in reversed(lines)})
