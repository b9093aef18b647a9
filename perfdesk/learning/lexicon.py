"""The lexicon: what a printed label means, exactly, nearly, or by its last word: by what the user has confirmed
(own_words), then by resources/lexicon.toml.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from perfdesk.forms.catalogue import FormOrigin, catalogue
from perfdesk.importers.known_labels import is_label
from perfdesk.learning import composed_labels
from perfdesk.learning.label_patterns import is_other as is_other_label
from perfdesk.learning.label_patterns import pattern_key
from perfdesk.learning.labels import plain, told, usual_months, without_addition
from perfdesk.learning.lexicon_file import lexicon_file
from perfdesk.learning.near_labels import LIKELY as LIKELY
from perfdesk.learning.near_labels import Meaning as Meaning
from perfdesk.learning.near_labels import by_head, nearest
from perfdesk.learning.near_labels import tells as tells
from perfdesk.learning.own_words import CELLS, OwnWord, own_words, stamp
from perfdesk.learning.own_words import MEASURES as MEASURES
from perfdesk.learning.own_words import SOURCES as SOURCES
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import vocabulary

# How sure the user's own answer is, and a colleague's, which is asked about.
_SETTLED: Final = 0.99
_THEIRS: Final = 0.7
# Names of sources that are labels only below one that speaks of money.
SHORT_SOURCES: Final = "short_sources"
_MID_TERM: Final = "中期"
# What over a column of a grid of projects names something of theirs, and elsewhere something else.
GRID: Final = "grid"
# How each label over running numbers ends: 目标序号.
_NUMBERED: Final = "序号"
_THIS_YEAR: Final = ("本年度", "当年度", "本年", "当年", "年度", "全年")
# Between labels that an annex writes as one.
_JOINED: Final = re.compile("[、/／]")
_stamp: tuple[str, int, int] | None = None


@cache
def table(name: str) -> Mapping[str, str]:
    """The keys of an owner's labels (or of sources and measures): those of the file first, then the titles of the
    vocabulary and the labels that shipped forms print."""
    found = dict(lexicon_file().tables.get(name, {}))
    if name in (SOURCES, MEASURES, SHORT_SOURCES, GRID):
        return found
    for label, key in (*_titles(Owner(name)), *_printed(Owner(name))):
        found.setdefault(label, key)
    return found


def _titles(owner: Owner) -> Iterator[tuple[str, str]]:
    for field in vocabulary().of(owner):
        if not field.key.startswith("funds."):
            yield from ((plain(title), field.key) for title in (field.title, *field.also))


def _printed(owner: Owner) -> Iterator[tuple[str, str]]:
    for entry in catalogue().entries.values():
        if entry.origin is FormOrigin.SHIPPED:
            for band in entry.form.table.records:
                if band.owner is owner:
                    yield from ((plain(one.label), one.field) for one in band.columns if one.label and one.field)


@lru_cache(maxsize=16_384)
def meaning(name: str, text: str) -> Meaning | None:
    """What a label means among those of a table; None if nothing is near."""
    label = plain(text)
    if not label:
        return None
    if (said := settled(name, text)) is not None:
        return said
    if (key := _known_key(name, label)) and label in lexicon_file().several.get(name, ()):
        return Meaning(key, LIKELY, f"“{label}”可能指几个不同的栏目")
    if key:
        return Meaning(key, 0.97, f"“{label}”是已知的栏目")
    if (theirs := own_words().theirs(name, full_label(text))) is not None:
        return Meaning(theirs.key, _THEIRS, theirs.reason)
    if label in lexicon_file().groups or is_other_label(label):
        return None
    return _of_parts(name, label) or _of_this_year(name, label) or _likely(name, label)


def _likely(name: str, label: str) -> Meaning | None:
    """What a label means that is like a known one, or has one in it."""
    return nearest(label, table(name)) or _of_joined(name, label) or by_head(label, table(name))


def settled(name: str, text: str) -> Meaning | None:
    """What the user has said in another annex that this very label means."""
    said = own_words().mine(name, full_label(text))
    return None if said is None else Meaning(said.key, _SETTLED, said.reason, settled=True)


def exact(name: str, text: str) -> str:
    """The key of a label that the user has confirmed, or that stands in a table; "" if neither."""
    said = own_words().mine(name, full_label(text))
    return _known_key(name, plain(text)) if said is None else said.key


def _known_key(name: str, label: str) -> str:
    """The key of a label that is listed, or that a pattern stands for."""
    return next(filter(None, (_key_of(name, one) for one in dict.fromkeys((label, without_addition(label))))), "")


def _key_of(name: str, label: str) -> str:
    met = table(name).get(label, "") or _pattern_key(name, label) or _pattern_key(name, usual_months(label))
    return met or _listed_key(name, label)


def _listed_key(name: str, label: str) -> str:
    """The key in a table: of the very label, else of the same with the usual word for the years of a project, or with
    the months of the ministry's monitoring, 1-7月, for others: 1-8月执行数."""
    known = table(name)
    usual = usual_months(label)
    met = known.get(label, "") or known.get(composed_labels.usual_years(usual), "") or known.get(usual, "")
    return met or _composed(name, usual, known)


def _pattern_key(name: str, label: str) -> str:
    """The key by the patterns of an owner, but of no word for several labels, nor one that is an answer too."""
    return "" if label in lexicon_file().groups or may_be_answer(label) else pattern_key(name, label)


def _composed(name: str, label: str, known: Mapping[str, str]) -> str:
    """The key of a label that is put together of words that tell it; "" if none is."""
    match name:
        case "sources":
            return composed_labels.source(label, table(SHORT_SOURCES))
        case "measures":
            return composed_labels.measure(label, known)
        case Owner.DOCUMENT:
            return composed_labels.opinion(label, known)
        case Owner.PROJECT if composed_labels.asks_why_missed(label):
            return "deviation_reason"
        case Owner.INDICATOR if composed_labels.asks_why_missed(label):
            return "deviation"
    return ""


def _of_joined(name: str, label: str) -> Meaning | None:
    """What a label means that joins two words of which one is known."""
    found = next((one for one in composed_labels.joined(label, table(name)) if _known_key(name, one)), "")
    return Meaning(_known_key(name, found), LIKELY, f"“{label}”里有“{found}”") if found else None


def mid_term_words() -> tuple[str, ...]:
    """The words that say that something is of the mid term, which for a project are its years."""
    return (_MID_TERM, *lexicon_file().project_years)


def _of_parts(name: str, label: str) -> Meaning | None:
    """What a label of several that are all known means: 单位名称、项目名称 names the project, else the first counts."""
    keys = parts_of(name, label)
    if not keys:
        return None
    key = NAME if NAME in keys else keys[0]
    return Meaning(key, LIKELY, f"“{label}”是几个已知的栏目合写的")


def _of_this_year(name: str, label: str) -> Meaning | None:
    """A label that is known but for a word for this year: 预期当年实现值 as 预期实现值."""
    for word in (one for one in _THIS_YEAR if one in label):
        if key := _known_key(name, shorter := label.replace(word, "", 1)):
            return Meaning(key, LIKELY, f"“{label}”是说这一年的“{shorter}”")
    return None


@lru_cache(maxsize=4096)
def parts_of(name: str, label: str) -> tuple[str, ...]:
    """The keys of the known labels that a label joins, in their order; () if it is no such label."""
    if name not in (Owner.PROJECT, Owner.DOCUMENT):
        return ()
    parts = [one for one in _JOINED.split(plain(label)) if one]
    keys = tuple(_known_key(name, one) for one in parts)
    return keys if len(keys) > 1 and all(keys) else ()


def said_of_cell(text: str) -> OwnWord | None:
    """What the user has said that a cell with this text is, a label or a note."""
    return own_words().mine(CELLS, full_label(text))


def shipped(name: str, text: str) -> str:
    """The key that the lexicon of the program gives to a label by itself."""
    return table(name).get(plain(text), "") if full_label(text) == plain(text) else ""


@lru_cache(maxsize=16_384)
def full_label(text: str) -> str:
    """A label as a person's answer about it is kept: what counts of it, and the telling words that `plain` leaves out,
    for 资金（中央） is not 资金（县级）. Of a text that is too long for a label, as notes are, all of it."""
    label = plain(text)
    if not label:
        return told(normal(text))
    lost = tells(normal(text)) - tells(label)
    return label + "".join(f"({word})" for word in sorted(lost))


def refresh() -> None:
    """Reads the user's own words anew if they were changed; asked for before a proposal is made."""
    global _stamp
    if (now := stamp()) != _stamp:
        _stamp = now
        own_words.cache_clear()
        meaning.cache_clear()
        is_known.cache_clear()


def is_other(text: str) -> bool:
    """Whether a label of the fixed rows is known and names no field of the program."""
    return is_other_label(plain(text))


def is_group(text: str) -> bool:
    """Whether a label says what several labels beside or below it have in common."""
    return plain(text) in lexicon_file().groups


def is_sum(text: str) -> bool:
    """Whether a label stands beside sums."""
    return plain(text) in lexicon_file().sums


def is_number(text: str) -> bool:
    """Whether a label stands over running numbers."""
    label = plain(text)
    return label in lexicon_file().numbers or label.endswith(_NUMBERED)


def may_be_answer(label: str) -> bool:
    """Whether a label, as it is compared, is a word that clerks write as an answer too."""
    return label in lexicon_file().words


def describing() -> frozenset[str]:
    """The fields of which the header of indicators has two besides the name."""
    return lexicon_file().describing


def worded() -> frozenset[str]:
    """The fields that never hold only a number."""
    return lexicon_file().worded


def numbered() -> frozenset[str]:
    """The fields that never hold only words, though their kind does not say so."""
    return lexicon_file().numbered


def ends_as_label(text: str) -> bool:
    """Whether a short text ends as labels do."""
    return plain(text).endswith(lexicon_file().endings)


@lru_cache(maxsize=8192)
def is_known(text: str) -> bool:
    """Whether a text is the label of any owner or of any known annex, and so is never a value."""
    label = plain(text)
    if len(label) < 2 or label in lexicon_file().words:
        return False
    return (
        own_words().is_label(full_label(text))
        or any(_listed_key(name, label) for name in _NAMES)
        or bool(parts_of(Owner.PROJECT, label))
        or label in lexicon_file().groups
        or is_label(text)
    )


_NAMES: Final = (*(owner.value for owner in Owner), SOURCES, MEASURES)
