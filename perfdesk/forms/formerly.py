"""What a form printed under another key in an earlier version of the program, so that no file loses it.

A document keeps what was entered under the key of that time. When it is opened, the text moves to the key that the form
prints now; the next save writes it there. Versions in the file's history stay as they were saved, which is what merging
compares with: to it, the move is a change like any other.
"""

from perfdesk.forms.loader import form_of
from perfdesk.model.document import Document


def with_present_keys(document: Document) -> Document:
    """The document with its texts where its form prints them. A text never replaces another: a project that has both
    keeps both."""
    former = form_of(document).formerly
    moved: dict[tuple[str, str], str] = {}
    for project in document.projects if former else ():
        for key, old in former.items():
            if project.fields[old].strip() and not project.fields[key].strip():
                moved |= {(project.id, key): project.fields[old], (project.id, old): ""}
    return document.with_fields(moved)
