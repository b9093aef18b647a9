"""The text of a field as a person typed it: without what line ends and converters added."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from perfdesk.importers.choices import chosen
from perfdesk.importers.known_labels import bare
from perfdesk.importers.report import Report
from perfdesk.importers.text import unwrapped
from perfdesk.model.fields import ONE_LINE, Kind, Owner
from perfdesk.model.vocabulary import Field, Vocabulary

if TYPE_CHECKING:
    from perfdesk.rules.reading import Reading

_ONE_WORD: Final = (Kind.CODE, Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.LEVEL)
# A number without a break in it.
_NUMBER: Final = re.compile(r"-?\d[\d,]*(?:\.\d+)?[%％]?")
# The last characters of a deadline.
_ENDS: Final = ("前", "内", "底", "末")
_LABELLED: Final = re.compile(r"((?:其中[:：])?[^:：]{1,20})[:：]\s*(.+)", re.DOTALL)
_NAME_AND_CODE: Final = re.compile(r"(.*\S)\s+([0-9A-Za-z]{2,12})", re.DOTALL)


class Typing:
    """Gives texts as they were typed, and counts in the report which were broken over lines."""

    def __init__(self, report: Report, known: Vocabulary, *, wrapped: bool) -> None:
        """`known` are the fields of the form; in a `wrapped` source line ends left spaces in the texts."""
        self._known = known
        self._report = report
        self._wrapped = wrapped

    def __call__(self, owner: Owner, key: str, text: str) -> str:
        """The text for a field: of ticked options the choice. Blank is ""."""
        if not text.strip():
            return ""
        field = self._known.field(owner, key)
        text = chosen(field, _without_label(field, text))
        if self._wrapped:
            return _unbroken(field, text.strip())
        if "\n" in text and field.kind in ONE_LINE:
            return self._joined(text, field.kind)
        return text

    def _joined(self, text: str, kind: Kind) -> str:
        """Joins a code, number or target that was broken into paragraphs. Two targets or two amounts in one cell are
        kept apart: joined they would be a third that nobody wrote."""
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and (_are_targets(lines) if kind is Kind.TARGET else _are_numbers(kind, lines)):
            return text
        self._report.joined += len(lines) > 1
        return "".join(lines)


def _without_label(field: Field, text: str) -> str:
    """10.00 for "预算数：10.00", because some offices repeat the label before the value. In prose the label may be
    meant."""
    match = _LABELLED.fullmatch(text.strip()) if field.kind in ONE_LINE else None
    if match is None or bare(match[1]) not in map(bare, (field.title, *field.also)):
        return text
    return match[2]


def _are_targets(lines: Sequence[str]) -> bool:
    """Whether each line is a target: each is a bound or a deadline, or all have one unit. 2025年 above 6月 is one date
    in two lines."""
    from perfdesk.rules.reading import reading  # with pydantic, which few files that are read need

    read = [reading(line) for line in lines]
    if all(map(_is_bound, read)):
        return True
    units = {None if one.target is None else one.target.unit for one in read}
    return len(units) == 1 and units.isdisjoint({"", None})


def _is_bound(read: "Reading") -> bool:
    from perfdesk.rules.reading import TargetKind

    if read.kind is TargetKind.TIME:
        return read.text.endswith(_ENDS)
    return read.target is not None and bool(read.target.operator)


def _are_numbers(kind: Kind, lines: Sequence[str]) -> bool:
    """Whether each line is an amount or a share; "12." and "50" are two halves of one."""
    return kind in (Kind.MONEY, Kind.NUMBER, Kind.PERCENT) and all(_NUMBER.fullmatch(line) for line in lines)


def _unbroken(field: Field, text: str) -> str:
    """A name and a code in one field (主管部门及代码) are not joined."""
    if field.kind in _ONE_WORD:
        words = text.split()
        return " ".join(words) if len(words) > 1 and _are_numbers(field.kind, words) else "".join(words)
    if field.coded and (match := _NAME_AND_CODE.fullmatch(text)):
        return f"{unwrapped(match[1])} {match[2]}"
    return unwrapped(text)
