"""The grammar of names (三级指标): marks, number, what is measured, its head word, and a bracket at the end.

name = [marks] [number] text ["（" unit or note "）"]
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.rules.plain import plain
from perfdesk.rules.settings import HeadWords, settings
from perfdesk.rules.target_grammar import is_unit

_LONGEST: Final = 200
_LONGEST_BRACKET: Final = 26
_CIRCLED: Final = "".join(map(chr, range(0x2460, 0x249C)))
_CIRCLES: Final = frozenset(_CIRCLED)
_MARKS: Final = "★☆*※▲△●○◆■□#·"
_NUMBER: Final = re.compile(
    r"(?:三级)?指标\d{1,2}[:、.)]?|\(?\d{1,2}[)、:](?!\d)|\d{1,2}\.(?!\d)|\([一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、"
)
_TEMPLATE: Final = re.compile(r"\*\*|××|_{2,}|[Xx]{2,}")
_SIGNS: Final = "≥≤<>=单位:"
_OF_MANY: Final = re.compile(
    "(?:每|[百千万亿])[百千万]*(?:人|户|车|公里|次|台|辆|名|例|平方|头|亩|学生|职工|居民|工时|小时|架次|吨|件|份|床|村|校|班|站|栋|所|家|企业)"
    r"|(?:每|(?<!\d)[百千万亿])元."
)
_QUANTITY: Final = re.compile(r"(?<![\d.第])(\d{1,9}(?:\.\d{1,4})?)([^\d\s，,、]{1,4})$")


class Name(NamedTuple):
    """A name as rules see it: the `text` of what is measured; the `unit` in the bracket; whether the bracket is a blank
    of a `template`; the `head`, the row of the table for its last words; the `ending` that was found; whether it says
    其中; number and unit that stand at its end; and whether the bracket is a note that no rule understands."""

    text: str
    unit: str = ""
    template: bool = False
    head: HeadWords | None = None
    ending: str = ""
    is_part: bool = False
    counted: tuple[str, str] | None = None
    has_note: bool = False

    @property
    def kind(self) -> str:
        """What the table calls its head; "" for none."""
        return "" if self.head is None else self.head.kind

    @property
    def of_many(self) -> bool:
        """Whether it says of how many: 万车死亡率, 每百户汽车拥有率."""
        return _OF_MANY.search(self.text) is not None


@lru_cache(maxsize=4096)
def name_of(text: str) -> Name:
    """Reads a name. Of a text that goes on and on, the beginning tells enough."""
    start = text[:_LONGEST].lstrip()
    # NFKC would make a number of the circle, which stands before what is named.
    whole = plain(start.lstrip(_CIRCLED) if start[:1] in _CIRCLES else text[:_LONGEST])[:_LONGEST]
    if whole.isalpha():
        return _named(whole)  # most names have nothing but letters: no mark, no number and no bracket
    bare, inner = _bracket(_without_number(whole.lstrip(_MARKS)).rstrip(":。;"))
    unit = inner.strip(_SIGNS)
    unit, is_template = unit if unit and is_unit(unit) else "", inner != "" and _TEMPLATE.search(inner) is not None
    return _named(bare, unit, is_template=is_template, has_note=inner != "" and not unit and not is_template)


def _named(bare: str, unit: str = "", *, is_template: bool = False, has_note: bool = False) -> Name:
    """The name of these words, and what its bracket is."""
    is_part = bare.startswith("其中")
    core = bare.removeprefix("其中").lstrip(":,")
    ending = _ending(core.removesuffix("指标"))
    return Name(core, unit, is_template, settings().head_of.get(ending), ending, is_part, _counted(core), has_note)


def _without_number(text: str) -> str:
    number = _NUMBER.match(text)
    return text[number.end() :] if number and number.end() < len(text) else text


def _bracket(text: str) -> tuple[str, str]:
    """A name and what stands in the bracket at its end."""
    at = text.rfind("(", max(0, len(text) - _LONGEST_BRACKET)) if text.endswith(")") else -1
    return (text[:at], text[at + 1 : -1]) if at > 0 else (text, "")


def _ending(text: str) -> str:
    """The longest ending that the table of heads has."""
    sizes = settings().head_sizes.get(text[-1:])
    if sizes is None:
        return ""
    table = settings().head_of
    for size in sizes:
        if text[-size:] in table:
            return text[-size:]
    return ""


def _counted(text: str) -> tuple[str, str] | None:
    """Number and unit at the end of a name, as in 改造公厕20座."""
    end = text[-16:]
    found = None if end.isalpha() else _QUANTITY.search(end)  # most have nothing but letters there
    return (found[1], found[2]) if found and is_unit(found[2]) else None
