"""The order in which a person looks forms up: the user's own first, then the shipped ones as a year goes, each by its
title as the system sorts Chinese."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCollator, QCollatorSortKey, QLocale

from perfdesk.forms.catalogue import FormOrigin, ListedForm, offered

# What follows on the goals.
_LATER: Final = ("monitoring", "evaluation")


def collated(title: str) -> QCollatorSortKey:
    """What a title is sorted by: by pinyin where the system can, numbers by their value."""
    return _collator().sortKey(title)


def _collator() -> QCollator:
    made = QCollator(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    made.setNumericMode(True)
    return made


def ordered(forms: Iterable[ListedForm]) -> list[ListedForm]:
    """The forms as lists show them."""
    return sorted(forms, key=lambda one: (one.origin is FormOrigin.SHIPPED, stage_rank(one.stage), collated(one.title)))


def offered_forms() -> list[ListedForm]:
    """The forms for a new document, or to change to, in their order."""
    return ordered(offered())


def stage_rank(stage: str) -> int:
    """Where a stage stands in the year."""
    return _LATER.index(stage) + 1 if stage in _LATER else 0
