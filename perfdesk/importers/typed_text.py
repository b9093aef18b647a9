"""The text of a field as a person typed it: what line ends and converters put in is taken out."""

import re
from typing import Final

from perfdesk.importers.choices import chosen
from perfdesk.importers.report import Report
from perfdesk.importers.text import unwrapped
from perfdesk.model.fields import ONE_LINE, Kind, Owner, field_of
from perfdesk.model.target import Target

_ONE_WORD: Final = (Kind.CODE, Kind.MONEY, Kind.PERCENT, Kind.LEVEL)
_NAME_AND_CODE: Final = re.compile(r"(.*\S)\s+([0-9A-Za-z]{2,12})", re.DOTALL)


class Typing:
    """Gives texts as they were typed, and counts in the report which were broken over lines."""

    def __init__(self, report: Report, *, wrapped: bool) -> None:
        """In a `wrapped` source line ends left spaces in the texts."""
        self._report = report
        self._wrapped = wrapped

    def __call__(self, owner: Owner, key: str, text: str) -> str:
        """The text for a field: of ticked options the choice. Blank is ""."""
        if not text.strip():
            return ""
        text = chosen(owner, key, text)
        if self._wrapped:
            return _unbroken(owner, key, text.strip())
        if "\n" in text and field_of(owner, key).kind in ONE_LINE:
            return self._joined(text, field_of(owner, key).kind)
        return text

    def _joined(self, text: str, kind: Kind) -> str:
        """A code, number or target that was broken over paragraphs; two targets in one cell are no broken one."""
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if kind is Kind.TARGET and len(lines) > 1 and all(map(_is_whole, lines)):
            return text
        self._report.joined += len(lines) > 1
        return "".join(lines)


def _is_whole(text: str) -> bool:
    """Whether a line is a target of its own: a bound with its number and unit."""
    target = Target.parse(text)
    return target is not None and bool(target.operator)


def _unbroken(owner: Owner, key: str, text: str) -> str:
    """A name and a code in one field (主管部门及代码) stay apart."""
    if field_of(owner, key).kind in _ONE_WORD:
        return "".join(text.split())
    if key == "supervisor" and (match := _NAME_AND_CODE.fullmatch(text)):
        return f"{unwrapped(match[1])} {match[2]}"
    return unwrapped(text)
