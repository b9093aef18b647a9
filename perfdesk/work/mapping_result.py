"""What comes of a mapping: the source read through it, the form among the user's own, and the first document."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.money_units import unit_of
from perfdesk.importers.choices import ticked
from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.layout import read_slots
from perfdesk.importers.recognise import Imported, recognise
from perfdesk.learning import lexicon
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.confirmed_words import confirmed_words
from perfdesk.learning.inline import inline
from perfdesk.learning.keeping import LearnedForm
from perfdesk.learning.mapping import AnnexMapping
from perfdesk.model.document import Document
from perfdesk.model.fields import Fields
from perfdesk.model.keys import ANNEX_NUMBER, LEVELS, MONEY_UNIT
from perfdesk.work.learned_forms import learned_from
from perfdesk.work.money_sums import money_words
from perfdesk.work.own_forms import keep_form
from perfdesk.work.own_lexicon import remember

# What paper says of itself before anybody has filled it in.
_PRINTED: Final = (ANNEX_NUMBER, MONEY_UNIT)


class ReadThrough(NamedTuple):
    """The source as it is read by the form in the making: in words; whether that form can be used; what was read, None
    of blank paper."""

    sentence: str
    usable: bool
    imported: Imported | None = None


def read_through(mapping: AnnexMapping, path: Path) -> ReadThrough:
    """Reads the source by the form that the mapping gives now."""
    try:
        form = mapping.form
    except FormError as error:
        return ReadThrough(f"这样还不能用：{str(error).rstrip('。')}。", usable=False)
    if is_blank(mapping.answers):
        fields = len(set(form.table.printed))
        return ReadThrough(f"这是空表，认出栏目 {fields} 个；学成以后从空表开始填。", usable=True)
    try:
        imported = recognise(path, mapping.sketch.source, form)
    except ImportFailure:
        return ReadThrough("表样能用，但原来的内容读不出来；学成以后从空表开始填。", usable=True)
    return ReadThrough(_said(imported, form), usable=True, imported=imported)


def _said(imported: Imported, form: Form) -> str:
    projects = imported.document.projects
    rows = sum(len(one.indicators) for one in projects)
    records = sum(len(one.records) for one in projects)
    parts = [
        f"读出项目 {len(projects)} 个",
        f"指标 {rows} 条",
        f"其他各行 {records} 条" if records else "",
        money_words(projects, unit_of(imported.document, form)),
        f"没有读到的 {len(imported.left_out)} 处" if imported.left_out else "",
    ]
    return f"{'，'.join(filter(None, parts))}。"


def is_blank(answers: Iterable[Answer]) -> bool:
    """Whether nothing is filled in but the names of levels, and the numbers of rows."""
    keyed = (one for one in answers if one.role is CellRole.VALUE)
    values = (one for one in keyed if not one.key.startswith(LEVELS) and not lexicon.is_number(one.title))
    return not any(text.strip() for one in values for text in _texts(one))


def _texts(one: Answer) -> Iterable[str]:
    """What is filled in beside the printed words of a cell."""
    if one.choices:
        return (ticked(one.spot.text),)
    if one.template and (read := read_slots(one.template, one.spot.text)) is not None:
        return read.values()
    found = inline(one.spot.text) if one.template else None
    return (one.spot.text,) if found is None else found.values


def install(mapping: AnnexMapping, source: Path, replaces: str = "") -> LearnedForm:
    """Puts the form among the user's own, with its `source` blank beside it where that can be filled; what was
    confirmed of its labels is remembered. `replaces` is the id of the form whose place it takes. FormError, OSError,
    atomic.WriteError."""
    words = confirmed_words(mapping.proposal, mapping.decisions, mapping.form.title)
    learned = learned_from(source, replace(mapping.proposal, replaces=replaces), mapping.sketch, words)
    keep_form(learned.form)
    remember(words)
    return learned


def first_document(mapping: AnnexMapping, path: Path, form: Form, year: str, department: str) -> Document:
    """What stands in the source, read by its form; of blank paper an empty document with one project, and with what
    the paper prints of itself."""
    read: Document | None = None
    with suppress(ImportFailure):
        read = recognise(path, mapping.sketch.source, form).document
    if read is not None and not is_blank(mapping.answers):
        return read
    empty = new_document(form, year, department)
    begun = empty if empty.projects else empty.with_projects([new_project(form, empty)])
    return begun if read is None else _as_printed(begun, read)


def _as_printed(begun: Document, paper: Document) -> Document:
    """The empty document with the unit of money and the number that its paper prints, and with its named rows where the
    form knows of none that a project starts with."""
    printed = {key: text for key in _PRINTED if (text := paper.fields[key])}
    made = replace(begun, fields=Fields({**begun.fields, **printed}))
    if len(paper.projects) != 1 or len(made.projects) != 1 or made.projects[0].indicators:
        return made
    return made.with_projects([made.projects[0].with_rows(paper.projects[0].indicators)])
