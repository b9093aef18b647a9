"""The fields that fit a printed label and what stands beside it, best first; and all fields by a few letters."""

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.labels import LONGEST, plain
from perfdesk.library.search import rank_in_name
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import Field, vocabulary

_MOST: Final = 12
_MOST_FOUND: Final = 60
_LONGEST_QUERY: Final = 60
# What it counts that telling words differ, that the kind of content fits, and that another cell has the field.
_OTHERWISE, _FITS, _TAKEN = 0.25, 0.15, 0.4
# Labels that share less are no likeness.
_LEAST: Final = 0.2
_SHAPES: Final = (
    (Kind.PERCENT, re.compile(r"[\d.]+\s*[%％]")),
    (Kind.MONEY, re.compile(r"-?[\d,]*\.?\d+\s*(?:万元|元)?")),
    (Kind.DATE, re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}.*")),
    (Kind.CODE, re.compile(r"[A-Za-z0-9-]{6,}")),
)
_KINDS: Final = {
    Kind.PERCENT: "百分数", Kind.MONEY: "金额", Kind.DATE: "日期", Kind.CODE: "代码", Kind.LONG: "一段文字",
}  # fmt: skip
_LONG: Final = 30


class FittingField(NamedTuple):
    """A field by owner and key, and in words why it is offered."""

    owner: Owner
    key: str
    reason: str


def fitting(
    labels: Sequence[str], content: str, owners: Sequence[Owner], used: Collection[tuple[Owner, str]] = ()
) -> list[FittingField]:
    """The best fields, by how alike their names are to a label, or to all labels together, and by what kind of text
    they hold. `used` are those that other cells have, which come later."""
    kind = _kind(content)
    short = [plain(label) for label in labels]
    wanted = tuple(dict.fromkeys((*short[:1], "".join(short))))
    ranked: list[tuple[float, int, FittingField]] = []
    for field in _fields(tuple(owners)):
        share, met = max(_likeness(label, field) for label in wanted) if wanted else (0.0, "")
        fits = kind is not None and field.kind is kind
        taken = field.place in used
        worth = share + _FITS * fits - _TAKEN * taken
        if share >= _LEAST or not (taken or field.on_request):
            reason = (
                f"与“{met}”相近" if share >= _LEAST else f"内容像{_KINDS[field.kind]}" if fits else "表里还没有这一栏"
            )
            ranked.append((-worth, len(ranked), FittingField(*field.place, f"{reason}，表里已有" if taken else reason)))
    return [field for *_, field in sorted(ranked)[:_MOST]]


def searched(query: str, owners: Sequence[Owner]) -> list[FittingField]:
    """The fields that have every word of a query in one of their names, by letters or by pinyin initials."""
    words = query[:_LONGEST_QUERY].lower().split()
    ranked = []
    for at, field in enumerate(_fields(tuple(owners)) if words else ()):
        ranks = [min((rank for name in (field.title, *field.also) if (rank := rank_in_name(word, name)) is not None),
                     default=None) for word in words]  # fmt: skip
        known = [rank for rank in ranks if rank is not None]
        if len(known) == len(words):
            ranked.append((max(known), field.on_request, at, FittingField(*field.place, _whose(field))))
    return [field for *_, field in sorted(ranked)[:_MOST_FOUND]]


@lru_cache(maxsize=32)
def _fields(owners: tuple[Owner, ...]) -> tuple[Field, ...]:
    return tuple(field for owner in owners for field in vocabulary().of(owner))


def _whose(field: Field) -> str:
    return (
        "全部门一处" if field.owner is Owner.DOCUMENT else "项目的栏目" if field.owner is Owner.PROJECT else "每行一格"
    )


def _kind(content: str) -> Kind | None:
    """What kind of text something looks like."""
    text = content.strip()
    if len(text) > _LONG:
        return Kind.LONG
    return next((kind for kind, shape in _SHAPES if shape.fullmatch(text)), None)


def _likeness(label: str, field: Field) -> tuple[float, str]:
    """How alike a label and the nearest name of a field are, and that name."""
    best, met = 0.0, ""
    for name in _names(field.owner).get(field.key, ()):
        share = _alike(label, name)
        if share > best:
            best, met = share, name
    return best, met


@lru_cache(maxsize=16)
def _names(owner: Owner) -> dict[str, tuple[str, ...]]:
    """The labels that mean each field."""
    found: dict[str, list[str]] = {}
    for name, key in lexicon.table(owner.value).items():
        found.setdefault(key, []).append(name)
    for field in vocabulary().of(owner):
        # 资金总额（得分） is told from 资金总额 by what stands in its brackets.
        found.setdefault(field.key, []).append("".join(c for c in normal(field.title) if c not in "()"))
    return {key: tuple(dict.fromkeys(filter(None, names))) for key, names in found.items()}


@lru_cache(maxsize=32_768)
def _alike(one: str, other: str) -> float:
    if not one or not set(one) & set(other) or len(one) > LONGEST:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio - _OTHERWISE if lexicon.tells(one) != lexicon.tells(other) else ratio
