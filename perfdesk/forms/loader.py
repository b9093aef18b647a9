"""A form by its id, and the form that a document is laid out by: the door through which everything else gets one."""

from collections.abc import Mapping

from perfdesk.forms.catalogue import catalogue, form_with
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.stand_in import stand_in
from perfdesk.model.document import Document
from perfdesk.model.vocabulary import Vocabulary, vocabulary

_given: dict[str, Form] = {}


def use(given: Mapping[str, Form]) -> None:
    """From now on there are these forms and no others; for a process that is given them by the one that started it, and
    so reads no form file."""
    _given.update(given)


def forms() -> Mapping[str, Form]:
    """All usable forms by id: the shipped ones in the order of their file names, then the user's own.

    FormError if there is none at all.
    """
    found = _given or {name: entry.form for name, entry in catalogue().entries.items()}
    if not found:
        raise FormError("没有一个表样可以使用：" + "".join(fault.message for fault in catalogue().faults))
    return found


def _known(name: str) -> Form | None:
    return _given.get(name) if _given else form_with(name)


def form(name: str) -> Form:
    """The form with this id; FormError lists the ones there are."""
    found = _known(name)
    if found is None:
        raise FormError(f"没有表样“{name}”。可用的表样：{'、'.join(forms())}。")
    return found


def form_of(document: Document) -> Form:
    """The form a document is laid out by; the stand-in of one that this computer does not have."""
    return _known(document.form) or stand_in(document)


def vocabulary_of(document: Document) -> Vocabulary:
    """The fields that are known of a document: the program's, and those that its form brings."""
    found = _known(document.form)
    return found.vocabulary if found else vocabulary()
