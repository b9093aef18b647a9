"""Where the text of a field comes from: its values over the revisions, with who wrote them."""

from typing import NamedTuple

from perfdesk.model.document import Document
from perfdesk.model.revisions import Revision, Revisions


class Origin(NamedTuple):
    """A text that a revision brought; None where it took the project or indicator away."""

    revision: Revision
    text: str | None


def origins(revisions: Revisions, node: str, key: str) -> list[Origin]:
    """The values of a field, the newest first: each revision whose text was in none of the versions before it.

    What was merged in is told of by the revision of the colleague who wrote it.
    """
    made = {one: _text(document, node, key) for one, document in revisions.versions()}
    found = []
    for one, text in made.items():
        if one not in revisions:
            continue
        before = [made[older] for older in revisions[one].back if older in made]
        if text not in before and (before or text is not None):
            found.append(Origin(revisions[one], text))
    return found


def _text(document: Document, node: str, key: str) -> str | None:
    return document.fields_of(node)[key] if document.owner_of(node) is not None else None
