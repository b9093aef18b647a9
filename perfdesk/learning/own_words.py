"""The user's own lexicon: what a person has confirmed that labels of annexes mean, and in which annex.

A word counts only for its very label and its owner, and is asked before the lexicon that comes with the program. Words
that came with a colleague's form are anybody's: they are offered and never taken without asking.
"""

import logging
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import accumulate
from typing import Any, Final

from perfdesk import paths
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import toml_shape
from perfdesk.learning.toml import toml_text
from perfdesk.model.fields import Owner
from perfdesk.model.titles import shortened
from perfdesk.model.vocabulary import plan_keys, vocabulary, vocabulary_file

_log = logging.getLogger(__name__)
FORMAT: Final = 1
MOST_BYTES: Final = 256 * 1024
# A county meets some dozen annexes a year, with a dozen words each.
MOST_WORDS: Final = 2_000
LONGEST_LABEL: Final = 120
LONGEST_ORIGIN: Final = 60
_LONGEST_KEY: Final = 60
_OWN_KEY: Final = re.compile(r"own\.\w{1,50}")
_COLLEAGUE: Final = "colleague"
_ABOUT: Final = "# 您在“学表样”时定过的栏目；在“表样管理”里看，也在那里删。\n"
SOURCES: Final = "sources"
MEASURES: Final = "measures"
# What a cell with this text is, whatever stands around it.
CELLS: Final = "cells"
LABEL, NOTE = "label", "note"
# Of these a label has one meaning among all of them: a cell of the fixed rows is a field of one of them.
_FIXED: Final = (Owner.PROJECT.value, Owner.DOCUMENT.value, SOURCES)


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A label and what it means. `of` is whose field it names, or one of SOURCES, MEASURES, CELLS; `key` is the field,
    "" of a column that is not filled in; of CELLS LABEL or NOTE. `origin` is the annex. `theirs` tells that a colleague
    has confirmed it."""

    of: str
    label: str
    key: str
    origin: str
    theirs: bool = False

    @property
    def reason(self) -> str:
        """Why the program thinks so, for the person who is asked."""
        if self.theirs:
            return f"同事在《{shortened(self.origin)}》里这样定过，请您确认"
        return f"您在《{shortened(self.origin)}》里这样定过“{shortened(self.label)}”"

    def as_theirs(self) -> "OwnWord":
        """The same as it counts for somebody else."""
        return replace(self, theirs=True)

    @property
    def slot(self) -> tuple[str, str]:
        """Whose and which label it is about: of two words of one slot only one holds."""
        fixed = self.of in _FIXED or (self.of, self.key) == (CELLS, NOTE)
        return "" if fixed else self.of, self.label


@dataclass(frozen=True)
class OwnWords:
    """All words of a file, in the order in which they were confirmed."""

    words: tuple[OwnWord, ...] = ()
    unknown: tuple[Mapping[str, Any], ...] = ()

    @cached_property
    def _mine(self) -> Mapping[tuple[str, str], OwnWord]:
        return {(one.of, one.label): one for one in self.words if not one.theirs}

    @cached_property
    def _theirs(self) -> Mapping[tuple[str, str], OwnWord]:
        return {(one.of, one.label): one for one in self.words if one.theirs}

    @cached_property
    def _labels(self) -> frozenset[str]:
        """What the user knows as labels."""
        return frozenset(one.label for one in self.words if not one.theirs and (one.of, one.key) != (CELLS, NOTE))

    def mine(self, of: str, label: str) -> OwnWord | None:
        """What the user has said of a label."""
        return self._mine.get((of, label))

    def theirs(self, of: str, label: str) -> OwnWord | None:
        """What a colleague has said of a label."""
        return self._theirs.get((of, label))

    def is_label(self, label: str) -> bool:
        """Whether the user has said that this is a label, or what it is the label of."""
        return label in self._labels

    def with_words(self, said: Iterable[OwnWord]) -> "OwnWords":
        """With more of the user's own, in place of what contradicts them; the latest stay if they are too many."""
        words = {one.slot: one for one in self.words}
        for one in said:
            words.pop(one.slot, None)
            words[one.slot] = one
        return OwnWords(self._fitting([*words.values()][::-1])[::-1], self.unknown)

    def with_theirs(self, theirs: Iterable[OwnWord]) -> "OwnWords":
        """With a colleague's, where nobody here has said anything."""
        words = {one.slot: one for one in self.words}
        for one in theirs:
            words.setdefault(one.slot, one)
        return OwnWords(self._fitting([*words.values()]), self.unknown)

    def _fitting(self, words: Sequence[OwnWord]) -> tuple[OwnWord, ...]:
        """The first of some words, as many as a file has room for. A longer one could not be read again."""
        room = MOST_BYTES - len(words_text(OwnWords((), self.unknown)))
        sizes = accumulate(map(_size, words))
        kept = tuple(one for one, size in zip(words, sizes, strict=True) if size <= room)
        return kept[: MOST_WORDS - len(self.unknown)]

    def without(self, word: OwnWord) -> "OwnWords":
        """Without one; the same where it is not there."""
        return OwnWords(tuple(one for one in self.words if one != word), self.unknown)


# --- as a file ---------------------------------------------------------------------------------------------------


class NewerFormat(FormError):
    """A later version of the program wrote the file."""


def words_in(content: bytes) -> OwnWords:
    """The words of a file, which may be anybody's. FormError, a clause, if it is none."""
    if len(content) > MOST_BYTES:
        raise FormError(f"超过 {MOST_BYTES // 1024} KB，不像词库。")
    shape = toml_shape(content)
    number = shape.get("format")
    if type(number) is not int or number < FORMAT:
        raise FormError("不是词库。")
    if number > FORMAT:
        raise NewerFormat("是更新的版本写的，请更新软件。")
    rows = shape.get("words", [])
    if not isinstance(rows, list) or len(rows) > MOST_WORDS or not all(isinstance(one, dict) for one in rows):
        raise FormError(f"里的 words 应是不超过 {MOST_WORDS} 项的一列。")
    found = [(row, _word(row)) for row in rows]
    known = {word.slot: word for _, word in found if word is not None}
    return OwnWords(tuple(known.values()), tuple(row for row, word in found if word is None))


def _word(row: Mapping[str, Any]) -> OwnWord | None:
    """A word; None if this version does not understand it."""
    of, label, key, origin = (row.get(name) for name in ("of", "label", "key", "from"))
    by = row.get("by", "")
    if not (isinstance(of, str) and isinstance(label, str) and isinstance(key, str) and isinstance(origin, str)):
        return None
    short = 0 < len(label) <= LONGEST_LABEL and len(key) <= _LONGEST_KEY and len(origin) <= LONGEST_ORIGIN
    return OwnWord(of, label, key, origin, by == _COLLEAGUE) if short and is_meaning(of, key) else None


def is_meaning(of: str, key: str) -> bool:
    """Whether a label of this owner's can mean this key."""
    if of == CELLS:
        return key in (LABEL, NOTE)
    if of in (SOURCES, MEASURES):
        return key in money_parts(of)
    if of not in [*Owner]:
        return False
    return not key or bool(_OWN_KEY.fullmatch(key)) or vocabulary().knows(Owner(of), key)


def money_parts(of: str) -> Collection[str]:
    """The sources, or the measures, of funds.<source>.<measure>."""
    return plan_keys() if of == SOURCES else [one["key"] for one in vocabulary_file()["funds"]["measures"]]


def words_text(words: OwnWords) -> bytes:
    """The file."""
    rows: list[Mapping[str, Any]] = [_row(one) for one in words.words]
    shape = {"format": FORMAT, "words": [*rows, *words.unknown]}
    return (_ABOUT + toml_text(shape)).encode("utf-8", "replace")


def _size(one: OwnWord) -> int:
    """How many bytes a word takes in the file, with the line between it and the next."""
    return len(toml_text({"words": [_row(one)]}).encode("utf-8", "replace")) + 1


def _row(one: OwnWord) -> Mapping[str, Any]:
    row = {"of": one.of, "label": one.label, "key": one.key, "from": one.origin}
    return {**row, "by": _COLLEAGUE} if one.theirs else row


# --- the one in use ----------------------------------------------------------------------------------------------


@cache
def own_words() -> OwnWords:
    """The user's words, read once. A file that cannot be read is a help less, and the log says so."""
    try:
        with paths.own_words().open("rb") as stream:
            return words_in(stream.read(MOST_BYTES + 1))
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, FormError):
        _log.warning("the user's own lexicon cannot be read")
    return OwnWords()


def stamp() -> tuple[str, int, int]:
    """What tells whether another file is there now."""
    path = paths.own_words()
    with suppress(OSError):
        found = path.stat()
        return str(path), found.st_mtime_ns, found.st_size
    return str(path), 0, 0
