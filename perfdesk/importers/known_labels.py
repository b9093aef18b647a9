"""The labels that annexes are known to print (resources/importers/labels.toml and all forms). A label is never a
value."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import Final, NamedTuple

from perfdesk import paths
from perfdesk.forms.bands import Cell, Column, SideLabel
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import forms
from perfdesk.importers.grid import label
from perfdesk.model.fields import Owner
from perfdesk.model.vocabulary import plan_keys, vocabulary

# A unit, points, a letter for a formula, years.
_BRACKETS: Final = re.compile(r"\([^()]{0,24}\)")
# With all its spaces and line breaks.
LONGEST_LABEL: Final = 60
_LONGEST_TITLE: Final = 60


class KnownLabels(NamedTuple):
    """The file's tables; what each is for stands in the file."""

    labels: frozenset[str]
    columns: frozenset[str]
    words: frozenset[str]
    titles: tuple[str, ...]
    hints: dict[str, tuple[str, ...]]


@cache
def known_labels() -> KnownLabels:
    """The file's content. A broken file is an installation error and raises."""
    text = (paths.resources() / "importers" / "labels.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    hints = {key: tuple(words) for key, words in tables.pop("hints").items()}
    return KnownLabels(titles=tuple(tables.pop("titles")), hints=hints, **{k: frozenset(v) for k, v in tables.items()})


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A label without additions that some offices print: brackets and "其中："."""
    printed = label(text)
    without = _BRACKETS.sub("", printed) if "(" in printed else printed
    return without.rstrip(":").removeprefix("其中:") or printed


def spellings(cell: Cell | Column | SideLabel) -> Iterator[str]:
    """All spellings in which a label of a form may be printed, in the form in which labels are compared."""
    printed = cell.label or (cell.note if isinstance(cell, Cell) else "")
    yield from (label(text) for text in (printed, *cell.also) if text)


def labelled(form: Form) -> Iterator[Cell | Column | SideLabel]:
    """The cells of a form that have a printed label, those above the indicators first."""
    yield from (cell for cell in form.table.cells if cell.label)
    for band in form.table.records:
        yield from band.labelled


@lru_cache(maxsize=64)
def form_labels(form: Form) -> frozenset[str]:
    """Every label that a form prints, bare, and the fixed texts beside its indicators."""
    printed = (text for cell in labelled(form) for text in (cell.label, *cell.also))
    fixed = (column.fixed for band in form.table.records for column in band.columns if column.fixed)
    return frozenset(map(bare, chain(printed, fixed)))


@cache
def _columns() -> frozenset[str]:
    return frozenset(map(bare, known_labels().columns))


@cache
def bare_words() -> frozenset[str]:
    """The labels that may be values elsewhere, as they are compared."""
    return frozenset(map(bare, known_labels().words))


@cache
def _labels() -> frozenset[str]:
    shipped = (text for form in forms().values() for text in form_labels(form))
    titles = (field.title for field in vocabulary().usual)
    known = frozenset(map(bare, chain(known_labels().labels, known_labels().columns, titles, shipped)))
    return known - bare_words()


@cache
def _levels() -> frozenset[str]:
    names = (n for form in forms().values() for one in form.levels for n in (one.name, *(c.name for c in one.children)))
    return frozenset(map(label, names))


@cache
def _last_characters() -> frozenset[str]:
    """The characters that a label can end with. Most values end differently, so the check is quick."""
    return frozenset(text[-1] for text in _labels() | _levels()) | frozenset(":：)） \t\n\u3000")


def is_label(text: str) -> bool:
    """Whether a text is a printed label of a known annex, and therefore no value."""
    return _may_be_label(text) and bare(text) in _labels()


@cache
def _options() -> Mapping[str, frozenset[str]]:
    columns = (column for form in forms().values() for band in form.table.records for column in band.columns)
    found: dict[str, set[str]] = {}
    for column in columns:
        if column.choice:
            found.setdefault(column.field, set()).add(bare(column.choice))
    return {key: frozenset(words) for key, words in found.items()}


def is_option(key: str, text: str) -> bool:
    """Whether a text is one of the words of a field that some annexes print over columns to be ticked, and others let
    write: 确定能. There it is a label, and here a value."""
    return bare(text) in _options().get(key, frozenset())


def forget() -> None:
    """What the forms print is asked of them again."""
    for one in (_labels, _levels, _last_characters, _options):
        one.cache_clear()


def _may_be_label(text: str) -> bool:
    return text[-1:] in _last_characters() and len(text) <= LONGEST_LABEL


@cache
def _sources() -> frozenset[str]:
    plans = set(plan_keys().values())
    fields = (field for field in vocabulary().of(Owner.PROJECT) if field.key in plans)
    return frozenset(bare(title) for field in fields for title in (field.title, *field.also))


def is_source(text: str) -> bool:
    """Whether a text names a source of money: a label before amounts, and the answer to where money comes from."""
    return len(text) <= LONGEST_LABEL and bare(text) in _sources()


def is_label_or_level(text: str) -> bool:
    """The same, or the name of a class of indicators, which is a value in the columns of the levels only."""
    return is_label(text) or (_may_be_label(text) and label(text) in _levels())


def is_column(text: str) -> bool:
    """Whether a text is the header of a column that describes indicators."""
    return len(text) <= LONGEST_LABEL and bare(text) in _columns()


def are_all_labels(texts: Iterable[str]) -> bool:
    """Whether a row consists of labels, including those that may be values elsewhere."""
    words = known_labels().words
    return all(is_label(text) or bare(text) in words for text in texts)


def title_in(text: str) -> str:
    """The title of a known annex without a form that a short line ends in; "" if none."""
    if len(text) > _LONGEST_TITLE or "表" not in text:
        return ""
    printed = bare(text)
    return next((title for title in known_labels().titles if printed.endswith(bare(title))), "")
