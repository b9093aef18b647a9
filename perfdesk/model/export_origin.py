"""Which version of which document an exported annex was made from.

A Word or Excel annex carries these ids, so that what comes back can be compared with what went out. They are hashes or
random: they say nothing about people, computers or folders. A colleague may export from a version that only his own
file has, so the beginnings of some ids before it come too: the newest of them that our file knows is the base.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

from perfdesk.model.revisions import Revisions

# The names of the custom properties in a Word or Excel file.
DOCUMENT_PROPERTY: Final = "perfdesk-document"
REVISION_PROPERTY: Final = "perfdesk-revision"
EARLIER_PROPERTY: Final = "perfdesk-earlier"
_LONGEST: Final = 200
# 64 bits tell apart all versions that one office has. Word keeps 255 characters of a custom property.
_BEGINNING: Final = 16
_MOST_EARLIER: Final = 15


class ExportOrigin(NamedTuple):
    """The id of a document, that of a saved version of it, and how the ids of some versions before it begin, the newest
    first."""

    document: str
    revision: str
    earlier: tuple[str, ...] = ()

    def among(self, known: Iterable[str]) -> str:
        """The newest of these versions that is known; "" if none is."""
        here = {one[:_BEGINNING]: one for one in known}
        found = (here.get(one[:_BEGINNING], "") for one in (self.revision, *self.earlier))
        return next(filter(None, found), "")


def origin_of(document: str, revision: str, earlier: Iterable[str] = ()) -> ExportOrigin | None:
    """An origin; None if these are no ids that a file of ours can have."""
    ids = (document.strip(), revision.strip())
    if not all(one and len(one) <= _LONGEST and one.isprintable() for one in ids):
        return None
    beginnings = (one[:_BEGINNING] for one in earlier if len(one) >= _BEGINNING and one.isalnum())
    return ExportOrigin(*ids, tuple(islice(beginnings, _MOST_EARLIER)))


def origin_in(document: str, revisions: Revisions) -> ExportOrigin | None:
    """The origin of what is exported from the newest version of a file."""
    newest = (one for one, _ in revisions.versions())
    return origin_of(
        document, revisions.tip, (one for one in islice(newest, _MOST_EARLIER + 1) if one != revisions.tip)
    )
