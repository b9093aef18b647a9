"""Writes the user's own lexicon: what was confirmed of labels is added, a colleague's words are taken in, a word is
removed and put back.

It is a help: that it cannot be written stops nobody who learns a form, and the log says so. A file that cannot be read,
or that a later version wrote, is left as it is.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from perfdesk import paths
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.learning import lexicon
from perfdesk.learning.own_words import (
    CELLS,
    LABEL,
    MEASURES,
    MOST_BYTES,
    NOTE,
    SOURCES,
    OwnWord,
    OwnWords,
    words_in,
    words_text,
)
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.form_copy import LEXICON
from perfdesk.model.vocabulary import row_title, vocabulary, vocabulary_file
from perfdesk.store import atomic
from perfdesk.store.failures import why_not_read

_log = logging.getLogger(__name__)


def remember(said: Iterable[OwnWord]) -> None:
    """Adds what the user has confirmed; the log says if it could not be."""
    _try(lambda known: known.with_words(said))


def take_in(form: Form) -> None:
    """Adds what a colleague has confirmed, who made a form, where the user has said nothing."""
    file = form.copy.named(LEXICON)
    if file is None or file.content is None:
        return
    try:
        theirs = words_in(file.content)
    except FormError:
        _log.warning("the lexicon of a form cannot be read")
        return
    _try(lambda known: known.with_theirs(one.as_theirs() for one in theirs.words))


def _try(change: Callable[[OwnWords], OwnWords]) -> None:
    try:
        _change(change)
    except (FormError, atomic.WriteError):
        _log.warning("the user's own lexicon cannot be changed")


def listed_words() -> tuple[OwnWord, ...]:
    """The words, the latest first. FormError, a sentence, if the file cannot be read."""
    return _read().words[::-1]


def forget_word(word: OwnWord) -> None:
    """Removes a word: annexes are understood as before it was confirmed. FormError, atomic.WriteError."""
    _change(lambda known: known.without(word))


def put_back(word: OwnWord) -> None:
    """Adds a removed word again as it was. FormError, atomic.WriteError."""
    _change(lambda known: known.with_words([word]))


# --- in words ----------------------------------------------------------------------------------------------------

_OWNERS: Final = {
    Owner.PROJECT: "项目",
    Owner.DOCUMENT: "全部门",
    SOURCES: "资金来源",
    MEASURES: "资金栏目",
    CELLS: "任何地方",
}
_NO_FIELD: Final = {"": "不填", LABEL: "标题", NOTE: "说明，不填"}


def owner_words(word: OwnWord) -> str:
    """Where the label names something."""
    return _OWNERS.get(word.of) or f"每行的{row_title(Owner(word.of))}"


def word_meaning(word: OwnWord) -> str:
    """What the label means."""
    if word.key in _NO_FIELD and (word.of == CELLS or not word.key):
        said = _NO_FIELD[word.key]
    elif word.key.startswith(OWN):
        said = "自定义"
    elif word.of in (SOURCES, MEASURES):
        said = next(one["title"] for one in vocabulary_file()["funds"][word.of] if one["key"] == word.key)
    else:
        said = vocabulary().title(Owner(word.of), word.key)
    return f"{said}（同事定的，还要问您）" if word.theirs else said


# --- the file ----------------------------------------------------------------------------------------------------


def _change(change: Callable[[OwnWords], OwnWords]) -> None:
    before = _read()
    after = change(before)
    if after == before:
        return
    path = paths.own_words()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.WriteError(f"没有记下：{why_not_read(error)}（{path.parent}）。") from error
    content = words_text(after)
    atomic.write(path, lambda stream: stream.write(content))
    lexicon.refresh()


def _read() -> OwnWords:
    path = paths.own_words()
    try:
        with path.open("rb") as stream:
            return words_in(stream.read(MOST_BYTES + 1))
    except FileNotFoundError:
        return OwnWords()
    except OSError as error:
        raise FormError(f"记下的栏目读不出来：{why_not_read(error)}（{path}），没有改动。") from error
    except FormError as why:
        raise FormError(f"记下的栏目 {path} {str(why).rstrip('。')}，没有改动。") from None
