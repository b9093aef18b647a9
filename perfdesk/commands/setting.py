"""set: changes fields of one node from a script, through the same edits as the window."""

import argparse
from collections.abc import Sequence
from typing import Final

from perfdesk.commands.exit_codes import DONE, Refusal
from perfdesk.commands.shared import project_at, tell_of_form, to_change
from perfdesk.forms.loader import form_of
from perfdesk.forms.printed import printed_keys
from perfdesk.forms.printed_words import printed_words
from perfdesk.forms.stand_in import keys_of
from perfdesk.model.document import Document, Project, Row
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import Field, row_title
from perfdesk.store import atomic

# How often others may save a file while `set` reads and changes it.
_MOST_OVERTAKEN: Final = 100


def set_fields(options: argparse.Namespace) -> int:
    """set: changes fields. If somebody saves the file between our reading and our saving, nothing of theirs is lost:
    we read what they saved, and set the fields there."""
    work = to_change(options.doc)
    tell_of_form(work.document)
    for _ in range(_MOST_OVERTAKEN):
        work.run(_fields_to_set(work.document, options))
        try:
            work.save(options.doc, options.author)
        except atomic.ChangedOnDisk:
            work = to_change(options.doc)
        else:
            return DONE
    raise Refusal(f"没有保存“{options.doc.name}”：别的程序正在不停地保存这个文件，请稍后再试。")


def _fields_to_set(document: Document, options: argparse.Namespace) -> SetFields:
    node, owner = _node_to_set(document, options)
    texts = dict(_assignment(pair, document, owner) for pair in options.assignments)
    return SetFields({(node, key): text for key, text in texts.items()})


# --- the node --------------------------------------------------------------------------------------------------


def _node_to_set(document: Document, options: argparse.Namespace) -> tuple[str, Owner]:
    if options.record is not None:
        row = _record_to_set(document, options)
        return row.id, row.owner
    if options.project is None:
        if options.indicator is not None:
            raise Refusal("--indicator 要和 --project 一起使用。")
        return document.id, Owner.DOCUMENT
    project = project_at(document, options.project)
    if options.indicator is None:
        return project.id, Owner.PROJECT
    return _numbered(project, Owner.INDICATOR, options.indicator).id, Owner.INDICATOR


def _record_to_set(document: Document, options: argparse.Namespace) -> Row:
    if options.indicator is not None:
        raise Refusal("--record 和 --indicator 只能用一个。")
    name, _, number = options.record.replace("：", ":").partition(":")
    kind = next((kind for kind in RECORDS if name in (kind, row_title(kind))), None)
    if kind is None or not (number.isascii() and number.isdigit()):
        kinds = "、".join(f"{kind}（{row_title(kind)}）" for kind in RECORDS)
        raise Refusal(f"“{options.record}”不是“种类:序号”，如 tasks:2；种类有 {kinds}。")
    return _numbered(_project_of_records(document, options), kind, int(number[:9]))


def _project_of_records(document: Document, options: argparse.Namespace) -> Project:
    """The records of a document for a whole department are those of its one project, which needs no number."""
    if options.project is not None:
        return project_at(document, options.project)
    if len(document.projects) != 1:
        raise Refusal(f"文件里有 {len(document.projects)} 个项目，--record 要和 --project 一起使用。")
    return document.projects[0]


def _numbered(project: Project, kind: Owner, number: int) -> Row:
    rows = project.rows_of(kind)
    if not 1 <= number <= len(rows):
        raise Refusal(f"项目“{project.name}”没有第 {number} 条{row_title(kind)}；共有 {len(rows)} 条。")
    return rows[number - 1]


# --- the field -------------------------------------------------------------------------------------------------


def _assignment(pair: str, document: Document, owner: Owner) -> tuple[str, str]:
    name, sign, text = pair.partition("=")
    key = _key(name.strip(), document, owner) if sign else ""
    if not key:
        raise Refusal(f"“{pair}”不是“字段=内容”；这里的字段有 {'、'.join(_shown_keys(document, owner))}。")
    return key, text


def _key(name: str, document: Document, owner: Owner) -> str:
    """The key that a name means: it is the key, or what one field is called. "" for a name that means nothing."""
    shown = _shown_keys(document, owner)
    if name in shown:
        return name
    layout = form_of(document)
    for known in (printed_words(layout), layout.vocabulary):
        if found := _called(name, [known.field(owner, key) for key in shown]):
            break
    if len(found) > 1:
        raise Refusal(f"叫“{name}”的字段不止一个，请写字段名：{'、'.join(found)}。")
    return next(iter(found), "")


def _called(name: str, fields: Sequence[Field]) -> list[str]:
    """The keys of the fields of this name; only where there is none, of those that are also called so."""
    wanted = normal(name)
    first = [field.key for field in fields if normal(field.title) == wanted]
    return first or [field.key for field in fields if wanted in map(normal, field.also)]


def _shown_keys(document: Document, owner: Owner) -> list[str]:
    """The keys of the usual fields, those that the form prints, and those that the document has, for a form that is not
    here may have its own. What the form does not print is refused, or it would be missing on paper."""
    layout = form_of(document)
    printed = printed_keys(layout)
    asked = (
        field.key
        for field in layout.vocabulary.of(owner)
        if owner in RECORDS or not field.on_request or field.place in printed
    )
    return [*dict.fromkeys((*asked, *keys_of(document, owner)))]
