"""Last year's document as the draft for another year: what stays, what is emptied, what has to be looked at again."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.carried import answers_of_last_year, with_marks
from perfdesk.model.document import Document, Project, Row, derived_id
from perfdesk.model.fields import ANSWER, Fields, Kind, Owner
from perfdesk.model.keys import FISCAL_YEAR
from perfdesk.model.values import normal

# A code is given anew each year, with the year in it.
_EMPTIED: Final = (Kind.CODE,)
# What a year's table is about; names, classes and bases are kept without a question.
_LOOKED_AT_AGAIN: Final = (Kind.LONG, Kind.MONEY, Kind.PERCENT, Kind.TARGET)
_YEAR: Final = re.compile(r"20\d\d")


class Draft(NamedTuple):
    """A document for the next year, and how many texts of it speak of a year that was put forward."""

    document: Document
    moved_years: int


def next_year(document: Document, form: Form, year: str) -> Draft:
    """The draft for `year` of last year's document.

    Codes are emptied, the form's defaults fill what is blank, the year is set. "2025年" becomes "2026年" where 2025
    was the old year; years of documents that are cited, as in 〔2025〕, stay. Texts that a clerk has to think about
    anew are marked (see model.carried). So are answers to findings: they still hold where the text and the facts that
    were answered are the same. Ids follow from the old ones and the year, so that the drafts that two
    colleagues make of one file can be merged.
    """
    return _Maker(document, form, year).draft()


class _Maker:
    def __init__(self, document: Document, form: Form, year: str) -> None:
        self._document = document
        self._form = form
        self._year = year
        old = normal(document.fields[FISCAL_YEAR])
        self._old = re.compile(rf"(?<!\d){old}(?=年)") if _YEAR.fullmatch(old) and old != year else None
        self._moved = 0

    def draft(self) -> Draft:
        old = self._document
        fields = {**self._form.defaults, **self._texts(Owner.DOCUMENT, old.fields), FISCAL_YEAR: self._year}
        projects = tuple(map(self._project, old.projects))
        fresh = Document(self._id(old.id), old.form, Fields(fields), projects, old.extra, form_copy=old.form_copy)
        return Draft(fresh, self._moved)

    def _project(self, old: Project) -> Project:
        fields = Fields(self._texts(Owner.PROJECT, old.fields))
        return replace(old, id=self._id(old.id), fields=fields).with_rows(map(self._row, old.rows))

    def _row(self, old: Row) -> Row:
        return replace(old, id=self._id(old.id), fields=Fields(self._texts(old.owner, old.fields)))

    def _id(self, old: str) -> str:
        return derived_id("next-year", self._year, old)

    def _texts(self, owner: Owner, fields: Mapping[str, str]) -> dict[str, str]:
        kinds = {key: self._form.vocabulary.kind(owner, key) for key in fields}
        kept = {key: self._kept(key, text) for key, text in fields.items() if kinds[key] not in _EMPTIED}
        return with_marks(kept, [key for key in kept if kinds[key] in _LOOKED_AT_AGAIN])

    def _kept(self, key: str, text: str) -> str:
        return answers_of_last_year(text) if key.startswith(ANSWER) and text else self._put_forward(text)

    def _put_forward(self, text: str) -> str:
        if self._old is None:
            return text
        moved, times = self._old.subn(self._year, text)
        self._moved += times > 0
        return moved


def year_after(document: Document) -> str:
    """The year after a document's own, four digits; "" if it does not say one."""
    old = normal(document.fields[FISCAL_YEAR])
    return str(int(old) + 1) if _YEAR.fullmatch(old) else ""
