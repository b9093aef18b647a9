"""Lines outside the tables with slots for what they say of the project, so that they print for every project."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from perfdesk.forms.template import NUMBER
from perfdesk.learning.answer import CellRole
from perfdesk.learning.inline import Inline, is_filled_in, line_parts, titled_year
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME, UNIT

# What names a project also above its table, with its number before it.
_NAMES: Final = tuple((Owner.PROJECT, key) for key in (NAME, *UNIT))
_NAME_LENGTH: Final = 4
_LONGEST: Final = 300
_COUNTED: Final = re.compile(r"^\d{1,4}(?=[.．、])")
_NUMBER_SLOT: Final = f"{{{NUMBER}}}"


def naming(tables: Sequence[ProposedTable]) -> dict[str, str]:
    """What names a project in its tables, by field."""
    answers = (one for table in tables for one in table.answers)
    values = (one for one in answers if one.role is CellRole.VALUE and (one.owner, one.key) in _NAMES)
    return {one.key: one.spot.text.strip() for one in values if len(one.spot.text.strip()) >= _NAME_LENGTH}


def unnamed_title(title: str, named: Mapping[str, str]) -> str:
    """A title without what names one project in it: 3.河岸加固绩效目标表 is an 绩效目标表."""
    for value in named.values():
        before, found, behind = title.partition(value)
        title = _COUNTED.sub("", before).lstrip(".．、") + behind if found else title
    return title


def line_shape(text: str, named: Mapping[str, str]) -> str:
    """A line with slots for what the program knows, or for what names the project; "" if it has none."""
    if "{" in text or len(text) > _LONGEST:
        return ""
    parted = line_parts(text)
    found = [one for _, one in parted if one is not None]
    if found:  # what is known beside it tells that a slot of the form's own is one, and no instruction
        shape = "".join(words if one is None or _is_said(one) else one.template for words, one in parted)
        return shape if any(map(is_filled_in, found)) else ""
    titled = titled_year(text)
    for key, value in named.items():
        if value in titled:
            before, _, behind = titled.partition(value)
            titled = f"{_COUNTED.sub(_NUMBER_SLOT, before)}{{{key}}}{behind}"
    return titled if titled != text else ""


def _is_said(one: Inline) -> bool:
    """Whether the words behind a label are the form's own: 注：一式三份。"""
    return any(one.values) and not is_filled_in(one)
