"""查找和替换: where a text stands in a document's fields, whatever its case or width, and the edit that replaces it."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from perfdesk.model.document import Document, Project, Row
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import BESIDE, Fields, Owner

# What somebody types; a longer needle is no word that is looked for.
LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. Without `case`, a and A are the same; without `width`, so are ％ and %, １ and 1, ㎡ and m2.

    Characters are compared one by one, so that a letter and an accent that follows it are two.
    """

    text: str
    case: bool = False
    width: bool = False

    def folded(self, text: str) -> str:
        """A text in the spelling in which it is compared."""
        if not self.width:
            text = unicodedata.normalize("NFKC", text)
        return text if self.case else text.casefold()

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a text, from left to right, none overlapping: positions in the text as it is written.

        Only whole characters are found: in "㎡" neither "m" nor "2" stands alone.
        """
        needle = self.folded(self.text[:LONGEST])
        if not needle or needle not in self.folded(text):
            return []
        pieces = [self.folded(character) for character in text]
        ends = _ends(pieces)
        joined, found, at = "".join(pieces), [], 0
        while (at := joined.find(needle, at)) >= 0:
            first, last = ends.get(at), ends.get(at + len(needle))
            if first is None or last is None:
                at += 1
                continue
            found.append((first, last))
            at += len(needle)
        return found


def _ends(pieces: list[str]) -> dict[int, int]:
    """The number of characters before each place of the joined pieces where one begins, and at their end."""
    places, length = {0: 0}, 0
    for number, piece in enumerate(pieces, 1):
        length += len(piece)
        places[length] = number
    return places


class Hit(NamedTuple):
    """A field in which something was found: its project ("" for the document's own), node, owner, key, text, places."""

    project: str
    node: str
    owner: Owner
    key: str
    text: str
    spans: tuple[tuple[int, int], ...]

    def replaced(self, by: str) -> str:
        """The text with `by` in every place."""
        parts, at = [], 0
        for first, last in self.spans:
            parts += [self.text[at:first], by]
            at = last
        return "".join([*parts, self.text[at:]])


def search(
    document: Document, wanted: Wanted, projects: Collection[str] | None = None, field: tuple[Owner, str] | None = None
) -> Iterator[Hit]:
    """The fields that have it, in order: the document's own, then by project and row.

    Only in these projects, by id ("" for the document's own fields), and only in this field, where given.
    """
    for project, owner, node in _nodes(document):
        if projects is None or project in projects:
            yield from _hits(project, owner, node, wanted, field)


def _nodes(document: Document) -> Iterator[tuple[str, Owner, Document | Project | Row]]:
    yield "", Owner.DOCUMENT, document
    for project in document.projects:
        yield project.id, Owner.PROJECT, project
        for row in project.rows:
            yield project.id, row.owner, row


def _hits(
    project: str,
    owner: Owner,
    node: Document | Project | Row,
    wanted: Wanted,
    field: tuple[Owner, str] | None,
) -> Iterator[Hit]:
    for key, text in _searched(owner, node.fields, field):
        spans = wanted.spans(text)
        if spans:
            yield Hit(project, node.id, owner, key, text, tuple(spans))


def _searched(owner: Owner, fields: Fields, field: tuple[Owner, str] | None) -> Iterator[tuple[str, str]]:
    """The fields that print; what is kept beside them is nobody's text."""
    for key, text in fields.items():
        if not key.startswith(BESIDE) and (field is None or field == (owner, key)):
            yield key, text


def replacement(hits: Iterable[Hit], by: str) -> SetFields:
    """The edit that replaces what was found in these fields: one step, undone as one."""
    return SetFields({(hit.node, hit.key): hit.replaced(by) for hit in hits}, "替换")
