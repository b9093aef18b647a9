"""The members `form/…` of a file: the form that its document carries.

Only a member with the content that the document names becomes part of the document. Any other one is kept as it is
beside it, and named; the document then opens as a plain table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from perfdesk.model.document import Document
from perfdesk.model.form_copy import DEFINITION, FormFile

FOLDER: Final = "form/"
# The files of one form together. The largest published annex has 200 KB.
MOST: Final = 8 << 20
_NAMED: Final = '"form_files"'
_UNREADABLE: Final = "记下的表样读不懂，已原样保留"
_DAMAGED: Final = "带的表样文件{}缺失或已损坏，已原样保留"


def with_form_members(document: Document, members: Mapping[str, bytes]) -> tuple[Document, dict[str, bytes]]:
    """The document with the contents of its form, and the members that do not belong to it."""
    if not document.form_copy:
        return document, dict(members)
    copy = document.form_copy.filled(lambda one: members.get(FOLDER + one.name))
    if sum(len(one.content or b"") for one in copy.files) > MOST:
        copy = copy.bare
    taken = {FOLDER + one.name for one in copy.files if one.content is not None}
    left = {name: content for name, content in members.items() if name not in taken}
    return replace(document, form_copy=copy), left


def form_members(document: Document) -> dict[str, bytes]:
    """The members that a document's form is written as."""
    return {FOLDER + one.name: one.content for one in document.form_copy.files if one.content is not None}


def carries_something(document: Document, beside: Iterable[tuple[str, bytes]]) -> bool:
    """Whether a file has anything in the place of a form, be it damaged."""
    return bool(document.form_copy) or _NAMED in document.extra or any(name.startswith(FOLDER) for name, _ in beside)


def trouble(document: Document) -> str:
    """What is wrong with the form that a file carries, for its user; "" mostly. Of the definition the plain table
    says so."""
    if _NAMED in document.extra:
        return _UNREADABLE
    lost = [f"“{one.name}”" for one in document.form_copy.files if _is_lost(one) and one.name != DEFINITION]
    return _DAMAGED.format("、".join(lost)) if lost else ""


def _is_lost(one: FormFile) -> bool:
    return one.content is None
