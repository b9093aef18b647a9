"""What an office keeps beside the printed texts of a document, as open questions, wherever it stands."""

from collections.abc import Iterator

from perfdesk.model.document import Document, Project, Row
from perfdesk.model.fields import QUESTION
from perfdesk.model.questions import unsigned


def texts_beside(document: Document, *prefixes: str) -> dict[tuple[str, str], str]:
    """The texts whose keys begin with one of the prefixes, by node and key."""
    return {
        (node.id, key): text
        for node in _nodes(document)
        for key, text in node.fields.items()
        if key.startswith(prefixes)
    }


def _nodes(document: Document) -> Iterator[Document | Project | Row]:
    yield document
    for project in document.projects:
        yield project
        yield from project.rows


def without_names(document: Document) -> Document:
    """The document with its open questions, which no longer tell who said what in which file. If there are none, this
    is the same object."""
    asked = texts_beside(document, QUESTION)
    return document.with_fields({place: unsigned(text) for place, text in asked.items()}) if asked else document
