"""A form by its name, and the form that a document is laid out by: the door through which everything else gets one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from perfdesk.forms.catalogue import CatalogueEntry, FormOrigin, catalogue, form_with, forms_with, full_name
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.stand_in import StandIn, stand_in
from perfdesk.model.document import Document
from perfdesk.model.form_copy import FormCopy
from perfdesk.model.vocabulary import Vocabulary, vocabulary

_given: dict[str, Form] = {}
_LONGEST_NAME = 60


def use(given: Mapping[str, Form]) -> None:
    """From now on there are these forms and no others; for a process that is given them by the one that started it, and
    so reads no form file."""
    _given.update(given)


def forms(carried: Form | None = None) -> Mapping[str, Form]:
    """All usable forms by name: the shipped ones in the order of their file names, then the user's own; then the one
    that an open document carries, if it is none of these. A plain table is no form to read anything by.

    FormError if there is none at all.
    """
    found = _given or {name: entry.form for name, entry in catalogue().entries.items()}
    if carried is not None and (name := carried_name(carried)):
        found = {**found, name: carried}
    if not found:
        raise FormError("没有一个表样可以使用：" + "".join(fault.message for fault in catalogue().faults))
    return found


def carried_name(carried: Form | None) -> str:
    """What the form of an open document is called among those that are here; "" if it is one of them, or a plain
    table."""
    if carried is None or isinstance(carried, StandIn):
        return ""
    here = [entry.form for entry in forms_with(carried.id)]
    if any(one.digest == carried.digest for one in here):
        return ""
    return full_name(carried) if here else carried.id


def _known(name: str) -> Form | None:
    return _given.get(name) if _given else form_with(name)


def form(name: str) -> Form:
    """The form of this name; FormError lists the ones there are."""
    found = _known(name)
    if found is None:
        raise FormError(f"没有表样“{name}”。可用的表样：{'、'.join(forms())}。")
    return found


def form_of(document: Document) -> Form:
    """The form a document is laid out by: the one that it carries, else the one of that id which is here; a plain table
    if there is none, or if what it carries cannot be used."""
    found = _found(document)
    return found if isinstance(found, Form) else stand_in(document, found)


def vocabulary_of(document: Document) -> Vocabulary:
    """The fields that are known of a document: the program's, and those that its form brings."""
    found = form_here(document)
    return vocabulary() if found is None else found.vocabulary


def form_here(document: Document) -> Form | None:
    """The form that a document is laid out by; None if there is none that can be used."""
    found = _found(document)
    return found if isinstance(found, Form) else None


def _found(document: Document) -> Form | str:
    """The form; or why a form that the document carries cannot be used, "" if it carries none."""
    if not document.form_copy:
        return _known(document.form) or ""
    try:
        form = _carried(document.form_copy)
    except FormError as error:
        return _same_here(document) or f"文件里带的表样“{document.form[:_LONGEST_NAME]}”{str(error).rstrip('。')}"
    if form.id != document.form:
        return f"文件里带的表样是“{form.id}”，不是文件所用的“{document.form[:_LONGEST_NAME]}”"
    return form


def _carried(copy: FormCopy) -> Form:
    from perfdesk.forms.form_file import form_in  # with pydantic, which a process that is given its forms needs not

    return form_in(copy)


def _same_here(document: Document) -> Form | None:
    """The form of which the document has only the digest left."""
    wanted = document.form_copy.definition
    if wanted is None:
        return None
    here = [*_given.values()] or [entry.form for entry in forms_with(document.form)]
    digests = ((one, one.copy.definition) for one in here if one.id == document.form)
    return next((one for one, there in digests if there is not None and there.digest == wanted.digest), None)


def names_of_forms(documents: Sequence[Document]) -> list[str]:
    """What tells the forms of these documents apart: the id; with the digest where two of one id differ. One that
    cannot be used, or is not here, may be any of its id."""
    digests = [_digest(document) for document in documents]
    known: dict[str, set[str]] = {}
    for document, digest in zip(documents, digests, strict=True):
        known.setdefault(document.form, set()).update({digest} - {""})
    pairs = zip(documents, digests, strict=True)
    return [f"{one.form}#{digest}" if len(known[one.form]) > 1 and digest else one.form for one, digest in pairs]


def _digest(document: Document) -> str:
    found, definition = _found(document), document.form_copy.definition
    if isinstance(found, Form):
        return found.digest
    return "" if definition is None else definition.digest


def has_its_form(document: Document) -> bool:
    """Whether the document is laid out by its own form and not as a plain table."""
    return isinstance(_found(document), Form)


def own_entry(document: Document) -> CatalogueEntry | None:
    """The form of a document that carries none, if it is the user's own and no other has its id."""
    found = () if document.form_copy else forms_with(document.form)
    return found[0] if len(found) == 1 and found[0].origin is not FormOrigin.SHIPPED else None


def carrying(document: Document) -> Document:
    """The document with a copy of its form, if the form is the user's own and so may be missing elsewhere. One that was
    made of a shipped form before documents carried theirs stays as it is: every computer has that form."""
    entry = own_entry(document)
    return document if entry is None else replace(document, form_copy=entry.form.copy)
