"""The office's own file that a form brings, checked, for whoever fills it.

It may come from a colleague inside a form or a document, so it is checked each time before it is used.
"""

import logging
from collections.abc import Mapping
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.form_copy import EXCEL_ORIGINAL, WORD_ORIGINAL

_log = logging.getLogger(__name__)
_NAMES: Final = {".docx": WORD_ORIGINAL, ".xlsx": EXCEL_ORIGINAL}


def original_kind(form: Form) -> str:
    """The ending of the form's original; "" if it has none."""
    kinds = (ending for ending, name in _NAMES.items() if form.copy.named(name) is not None)
    return next(kinds, "") if form.original is not None else ""


def original_members(form: Form, suffix: str) -> Mapping[str, bytes] | None:
    """The members of the form's original of this kind; None if it has none, or one that may not be used."""
    file = form.copy.named(_NAMES[suffix])
    if form.original is None or file is None or file.content is None or file.digest != form.original.digest:
        return None
    from perfdesk.importers.checked_original import OriginalRefused, checked_members  # with lxml

    try:
        return checked_members(file.content)
    except OriginalRefused as why:
        _log.warning("the original of a form is not used: %s", why)
        return None
