"""One good input of each kind, small, so that many thousand can be made of it."""

import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from notation import document
from pypdf import PdfWriter
from sources import HEBEI, NINGXIA, tabbed

from perfdesk import paths
from perfdesk.blocks.block import Block
from perfdesk.blocks.html_writer import html_of
from perfdesk.blocks.tab_separated import text_of
from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.library.interchange import to_csv
from perfdesk.library.shelf import grown
from perfdesk.model.delta import delta
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.store.journal import Journal, JournalBase

ANNEX: Final = replace(document(NINGXIA, "ningxia-annex2-2024"), form_copy=form("ningxia-annex2-2024").copy)
CHANGED: Final = SetFields({("p1", "goal"): "采购新书，\n更新书目。"}).apply(ANNEX)
ROWS: Final = [
    ["一级指标", "三级指标", "指标值"],
    ["产出指标", "采购册数\n（册）", "≥6000册"],
    ["", "=1+1", '"十四五"'],
]


def _written(write: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def _saved() -> bytes:
    """A file of ours with a version before the last."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "书.perfdesk"
        first = file.save(path, ANNEX, author="甲")
        file.save(path, CHANGED, first, author="乙")
        return path.read_bytes()


def _journal() -> bytes:
    """A journal of two versions behind the file."""
    later = SetFields({("p1", "name"): "图书采购（二期）"}).apply(CHANGED)
    with tempfile.TemporaryDirectory() as folder:
        base = JournalBase(file.as_first_saved(ANNEX))
        journal = Journal.begin(Path(folder), base, [delta(ANNEX, CHANGED), delta(CHANGED, later)])
        journal.close()
        return journal.path.read_bytes()


def _pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("书.perfdesk", file.as_first_saved(ANNEX))
    return _written(writer.write)


def _word(one: Document) -> bytes:
    return _written(lambda stream: write_document(form(one.form), one, stream))


def _excel(one: Document) -> bytes:
    return _written(lambda stream: write_workbook(form(one.form), one, stream))


SETTINGS: Final = """[General]
author=\\x738b\\x67d0
recent=/home/a/a.perfdesk, /home/a/\\x4e66.perfdesk
text-size=120
rules-off=W01, W02
geometry=@ByteArray(\\x1\\xd9\\xd0\\xcb\\0\\x3\\0\\0\\0\\0\\x2\\0)

[shown]
preview=true
findings=false

[hidden]
list=basis, description
"""

# The kind of input, and a good one; the name of the kind ends as the file does.
SAMPLES: Final[dict[str, Callable[[], bytes]]] = {
    "perfdesk": _saved,
    "journal": _journal,
    "form.toml": lambda: (paths.resources() / "forms" / "ningxia-annex2-2024.toml").read_bytes(),
    "library.csv": lambda: to_csv(grown((), document(HEBEI))).encode(),
    "settings.ini": SETTINGS.encode,
    "docx": lambda: _word(ANNEX),
    "xlsx": lambda: _excel(ANNEX),
    "txt": lambda: tabbed(ANNEX).encode(),
    "pdf": _pdf,
    "clipboard.html": lambda: html_of(Block.of_rows(ROWS)).encode(),
    "clipboard.tsv": lambda: text_of(Block.of_rows(ROWS)).encode(),
}


@lru_cache
def sample(kind: str) -> bytes:
    """A good input of a kind."""
    return SAMPLES[kind]()
