"""The text of a field as a person typed it: what line ends and converters put in is taken out."""

import re
from typing import Final

from perfdesk.importers.text import unwrapped
from perfdesk.model.fields import Kind, Owner, field_of

_ONE_WORD: Final = (Kind.CODE, Kind.MONEY, Kind.PERCENT, Kind.LEVEL)
_NAME_AND_CODE: Final = re.compile(r"(.*\S)\s+([0-9A-Za-z]{2,12})", re.DOTALL)


def typed(owner: Owner, key: str, text: str, *, wrapped: bool) -> str:
    """The text for a field; only a `wrapped` source is changed. Blank is "".

    A name and a code in one field (主管部门及代码) stay apart.
    """
    if not text.strip():
        return ""
    if not wrapped:
        return text
    text = text.strip()
    if field_of(owner, key).kind in _ONE_WORD:
        return "".join(text.split())
    if key == "supervisor" and (match := _NAME_AND_CODE.fullmatch(text)):
        return f"{unwrapped(match[1])} {match[2]}"
    return unwrapped(text)
