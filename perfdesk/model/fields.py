"""The vocabulary: every field key once, with its Chinese name and kind; and the immutable mapping of texts."""

import re
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a field's text is meant to be; decides the editor, the alignment and the checks."""

    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    PERCENT = "percent"
    CODE = "code"
    TARGET = "target"
    YEAR = "year"
    LEVEL = "level"


# A text of such a field has no line ends.
ONE_LINE: Final = (Kind.MONEY, Kind.PERCENT, Kind.CODE, Kind.TARGET, Kind.YEAR)


class Owner(StrEnum):
    """The kind of node a field belongs to."""

    DOCUMENT = "document"
    PROJECT = "project"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the vocabulary."""

    key: str
    title: str
    owner: Owner
    kind: Kind = Kind.TEXT


_D, _P, _I = Owner.DOCUMENT, Owner.PROJECT, Owner.INDICATOR

FIELDS: Final[tuple[Field, ...]] = (
    Field("department_name", "部门名称", _D),
    Field("fiscal_year", "年度", _D, Kind.YEAR),
    Field("draft_mark", "草案标记", _D),
    Field("compiler", "编制单位", _D),
    Field("reviewer", "审核单位", _D),
    Field("annex_number", "附件号", _D),
    Field("money_unit", "金额单位", _D),
    Field("overall_goal", "总体绩效目标", _D, Kind.LONG),
    Field("itemised_goals", "分项绩效目标", _D, Kind.LONG),
    Field("safeguards", "工作保障措施", _D, Kind.LONG),
    Field("unit_code", "单位代码", _P),
    Field("unit_name", "实施单位", _P),
    Field("code", "项目编码", _P, Kind.CODE),
    Field("name", "项目名称", _P),
    Field("supervisor", "主管部门及代码", _P),
    Field("attribute", "项目属性", _P),
    Field("period", "项目期", _P),
    Field("budget_total", "预算数", _P, Kind.MONEY),
    Field("budget_fiscal", "财政资金", _P, Kind.MONEY),
    Field("budget_other", "其他资金", _P, Kind.MONEY),
    Field("funds.carry.plan", "上年结转资金", _P, Kind.MONEY),
    Field("funds.unit.plan", "单位资金", _P, Kind.MONEY),
    Field("funds.own.plan", "自有资金", _P, Kind.MONEY),
    Field("purpose", "资金用途", _P, Kind.LONG),
    Field("plan_03", "3月底支出计划", _P, Kind.PERCENT),
    Field("plan_06", "6月底支出计划", _P, Kind.PERCENT),
    Field("plan_10", "10月底支出计划", _P, Kind.PERCENT),
    Field("plan_12", "12月底支出计划", _P, Kind.PERCENT),
    Field("goal", "绩效目标", _P, Kind.LONG),
    Field("level1", "一级指标", _I, Kind.LEVEL),
    Field("level2", "二级指标", _I, Kind.LEVEL),
    Field("name", "三级指标", _I),
    Field("description", "绩效指标描述", _I),
    Field("target", "指标值", _I, Kind.TARGET),
    Field("basis", "指标值确定依据", _I),
    Field("weight", "权重(分值)", _I),
)

# Keys that begin so hold the answer to a finding, not something that prints.
ANSWER: Final = "answer."
# And so, what merging left open.
QUESTION: Final = "question."
# And so, what an import left unread.
UNREAD: Final = "unread."
_KEPT: Final = {ANSWER: "审核答复", QUESTION: "合并待定", UNREAD: "装入时没有读到的"}
_LONGEST_TITLE: Final = 60
_BY_KEY: Final = {(field.owner, field.key): field for field in FIELDS}


def field_of(owner: Owner, key: str) -> Field:
    """The vocabulary's row for a key; an unknown key is a plain text named by itself, on one line of bounded length."""
    for prefix, title in _KEPT.items():
        if key.startswith(prefix):
            return Field(key, title, owner)
    return _BY_KEY.get((owner, key)) or Field(key, _named(key), owner)


def _named(key: str) -> str:
    return " ".join(clean(key)[:_LONGEST_TITLE].split()) or "（无名）"


# Written as escapes because most of them cannot be seen: C0 (but line feed), C1, soft hyphen, zero width, bidi
# controls, surrogates, byte order mark and noncharacters. XML 1.0 forbids some, the others deceive the reader.
_UNWANTED: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """`text` without control characters; every kind of line end becomes LF, a tab becomes a space."""
    if text.isprintable():
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
        a large file is read in two thirds of the time."""
        if not ("".join(texts.values()).isprintable() and all(texts.values())):
            return Fields(texts)
        fields = Fields()
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
