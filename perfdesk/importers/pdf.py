"""Reads from a PDF the document that it was made from; what its pages show is read by pdf_table."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from perfdesk.importers.grid import ImportFailure

WITH_PASSWORD: Final = "加了打开密码；请用 PDF 软件输入密码打开它，另存或打印成不加密的 PDF 再试"
# A PDF of 1,000 projects has 8 MB.
_MOST_FILE: Final = 256 << 20
_MOST_FILES: Final = 100
# Nodes of the tree of names, which a hostile file may tie into a ring.
_MOST_NODES: Final = 1_000
# What pypdf raises for bytes that are no proper PDF, found by flipping and cutting.
_BROKEN: Final = (PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RecursionError,
                  TypeError, ValueError)  # fmt: skip


def attached_file(path: Path, suffix: str) -> tuple[str, bytes] | None:
    """Name and content of the first attached file whose name ends with `suffix`, if there is one. ImportFailure for
    what is no PDF."""
    with path.open("rb") as stream:
        content = stream.read(_MOST_FILE + 1)
    if len(content) > _MOST_FILE:
        raise ImportFailure(f"{path} 大得不合常理，没有装入。")
    try:
        return _found(PdfReader(io.BytesIO(content)), suffix)
    except DependencyError:
        # A PDF that may be read and not changed, locked with AES: pypdf cannot open it, PDFium shows its pages. None of
        # ours is locked.
        return None
    except FileNotDecryptedError:
        raise ImportFailure(f"{path} {WITH_PASSWORD}。") from None
    except _BROKEN:
        raise ImportFailure(
            f"{path} 不是完整的 PDF，可能已损坏或加了密，没有装入；请重新复制或下载，或者请对方再发一份。"
        ) from None


def _found(reader: PdfReader, suffix: str) -> tuple[str, bytes] | None:
    for spec in _file_specs(reader.root_object):
        name = str(spec.get("/UF") or spec.get("/F") or "")
        if name.endswith(suffix):
            files = _dictionary(spec.get("/EF"))
            stream = _object(files.get("/UF") or files.get("/F"))
            if isinstance(stream, StreamObject):
                return name, stream.get_data()
    return None


def _file_specs(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """Associated files, then those by name; programs that save a PDF anew keep at least the latter."""
    made = 0
    for one in (*_array(root.get("/AF")), *_named(_dictionary(root.get("/Names")).get("/EmbeddedFiles"))):
        spec = _object(one)
        if isinstance(spec, DictionaryObject):
            yield spec
            made += 1
        if made >= _MOST_FILES:
            return


def _named(tree: object) -> Iterator[object]:
    """The values of a tree of names (ISO 32000-2, 7.9.6)."""
    waiting, seen = [tree], 0
    while waiting and seen < _MOST_NODES:
        node = _dictionary(waiting.pop())
        yield from list(_array(node.get("/Names")))[1::2]
        waiting += list(_array(node.get("/Kids")))[:_MOST_NODES]
        seen += 1


def _object(value: object) -> object:
    return value.get_object() if isinstance(value, PdfObject) else value


def _dictionary(value: object) -> DictionaryObject:
    found = _object(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: object) -> ArrayObject:
    found = _object(value)
    return found if isinstance(found, ArrayObject) else ArrayObject()
