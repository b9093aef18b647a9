"""Fields: whose they are, what kind of text they hold, and the immutable mapping from key to text."""

import re
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a field's text is meant to be; decides the editor, the alignment and the checks."""

    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    CODE = "code"
    TARGET = "target"
    DATE = "date"
    YEAR = "year"
    LEVEL = "level"


# A text of such a field has no line ends.
ONE_LINE: Final = (Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.CODE, Kind.TARGET, Kind.DATE, Kind.YEAR)


class Owner(StrEnum):
    """The kind of node a field belongs to."""

    # Fields are looked up by owner and key; Enum's own hash runs in Python.
    __hash__ = str.__hash__

    DOCUMENT = "document"
    PROJECT = "project"
    INDICATOR = "indicator"
    TASKS = "tasks"
    SCHEDULE = "schedule"
    COSTS = "costs"
    GOALS = "goals"
    SITES = "sites"


# The kinds of records: rows repeated in a table that are no indicators. A project keeps its records in this order.
# A kind's name is also the member of a file that holds its list, so it never changes.
RECORDS: Final = (Owner.TASKS, Owner.SCHEDULE, Owner.COSTS, Owner.GOALS, Owner.SITES)
# What stands in repeated rows.
ROW_OWNERS: Final = (Owner.INDICATOR, *RECORDS)

# Keys that begin so hold the answer to a finding, not something that prints.
ANSWER: Final = "answer."
# And so, what merging left open.
QUESTION: Final = "question."
# And so, what an import left unread.
UNREAD: Final = "unread."
# And so, what last year's document said.
CARRIED: Final = "carried."
# And so, what was approved, while it is monitored and evaluated.
FROZEN: Final = "frozen."
# What is kept beside the printed fields; no form, rule of wording or plain table shows it.
BESIDE: Final = (ANSWER, QUESTION, UNREAD, CARRIED, FROZEN)
# Begins the keys of fields that only a form has; the vocabulary will never have one.
OWN: Final = "own."

# Written as escapes because most of them cannot be seen: C0 (but line feed), C1, soft hyphen, zero width, bidi
# controls, surrogates, byte order mark and noncharacters. XML 1.0 forbids some, the others deceive the reader.
_UNWANTED: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """`text` without control characters; every kind of line end becomes LF, a tab becomes a space."""
    # Nearly all texts of several lines have nothing but their line ends: to see that is three times as fast.
    if text.isprintable() or ("\n" in text and text.replace("\n", "").isprintable()):
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return _UNWANTED.sub("", text)


def hides_something(text: str) -> bool:
    """Whether `clean` takes characters out of a text that nobody can see."""
    return not text.isprintable() and _UNWANTED.search(_LINE_ENDS.sub("\n", text).replace("\t", " ")) is not None


class Fields(Mapping[str, str]):
    """An immutable mapping from key to text. A blank text and a missing key are the same thing.

    Reading a missing key gives "", so that a form may ask for any field of any node.
    """

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        """Cleans every text and leaves out the empty ones."""
        cleaned = ((key, clean(text)) for key, text in (texts or {}).items())
        self._texts: dict[str, str] = {key: text for key, text in cleaned if text}

    @staticmethod
    def taking(texts: dict[str, str]) -> "Fields":
        """The same of a dict that nobody else keeps, which becomes the content as it is if nothing has to be cleaned:
        a large file is read in two thirds of the time. TypeError if a value is no text."""
        if not ("".join(texts.values()).isprintable() and all(texts.values())):
            return Fields(texts)
        fields: Fields = object.__new__(Fields)  # past __init__, which takes half of the time
        fields._texts = texts
        return fields

    def __getitem__(self, key: str) -> str:
        return self._texts.get(key, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def values(self) -> ValuesView[str]:
        """As of any mapping; Mapping's own would look up each key again."""
        return self._texts.values()

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def items(self) -> ItemsView[str, str]:
        """As of any mapping; Mapping's own would look up each key again."""
        return self._texts.items()

    def __eq__(self, other: object) -> bool:
        return other.__class__ is Fields and self._texts == other._texts

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __repr__(self) -> str:
        return f"Fields({self._texts!r})"

    def with_text(self, key: str, text: str) -> "Fields":
        """The same fields with one text set; the same object when nothing changes."""
        text = clean(text)
        if self[key] == text:
            return self
        texts = {**self._texts, key: text}
        if not text:
            del texts[key]
        fields = Fields()
        fields._texts = texts
        return fields


NO_FIELDS: Final = Fields()


class WatchedFields(Fields):
    """The same fields, noting in `asked` which keys are read: what was worked out from them holds as long as these
    keys' texts stay."""

    __slots__ = ("_asked",)

    def __init__(self, fields: Fields, asked: set[str]) -> None:
        super().__init__()
        self._texts, self._asked = dict(fields), asked

    def __getitem__(self, key: str) -> str:
        self._asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._asked.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._asked.update(self._texts)
        return super().__iter__()

    def items(self) -> ItemsView[str, str]:
        """Asks for all that are filled in."""
        self._asked.update(self._texts)
        return super().items()

    def values(self) -> ValuesView[str]:
        """Asks for all that are filled in."""
        self._asked.update(self._texts)
        return super().values()
