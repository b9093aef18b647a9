"""Our file inside another file: a PDF carries the document it was made from.

A published file must not tell who changed what and when, nor what the office wrote about it. So the attached file is a
clean copy, without open questions and answers to findings.
"""

from dataclasses import replace
from typing import Final

from perfdesk import __version__
from perfdesk.model.document import Document
from perfdesk.model.fields import ANSWER, CARRIED, QUESTION
from perfdesk.store.beside import texts_beside
from perfdesk.store.file import Opened, clean_copy, parsed_file
from perfdesk.store.format import MAJOR, MINOR, Damage, document_bytes, revision_of
from perfdesk.store.header import Baggage, Header, header_bytes, parse_header

_OWN: Final = (ANSWER, QUESTION, CARRIED)


def attachment(document: Document, previous: Opened | None = None) -> bytes:
    """A document as a file to be attached. The same document always gives the same bytes, because no time is stored.

    `previous` is what the document was opened from or last saved as. If the document is unchanged, it keeps that
    revision.
    """
    public = document.with_fields(dict.fromkeys(texts_beside(document, *_OWN), ""))
    if previous is not None and previous.document.id == public.id:
        return clean_copy(replace(previous, document=public))
    return clean_copy(_opened(public, _first_header(public)))


def attached(name: str, content: bytes) -> Opened:
    """The document in an attachment. Damage says why it is refused."""
    opened = parsed_file(name, content)
    if opened.read_only:
        raise Damage("由更新版本的程序保存，请升级程序")
    return opened


def header_of(opened: Opened) -> bytes:
    """What `held` needs to give a document the same revision again."""
    return header_bytes(opened.baggage.header)


def held(document: Document, header: bytes) -> Opened:
    """The document as its attachment contains it."""
    return _opened(document, parse_header(header))


def _opened(document: Document, header: Header) -> Opened:
    return Opened(document, header.revision_id, Baggage(header))


def _first_header(document: Document) -> Header:
    return Header(
        format="perfdesk",
        format_version=f"{MAJOR}.{MINOR}",
        program_version=__version__,
        document_id=document.id,
        revision_id=revision_of(document_bytes(document), []),
    )
