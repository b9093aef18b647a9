"""What a document says goes out by every way as the text it is: never a formula, never a character that breaks a file.

Each way is read again, by another library where there is one, or by our own reader.
"""

import csv
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final, NamedTuple

import openpyxl
import pytest
from lxml import etree
from trust import Promise

from perfdesk.blocks.block import Block
from perfdesk.blocks.clip import read_clip
from perfdesk.blocks.html_writer import html_of
from perfdesk.blocks.tab_separated import text_of
from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.list_in_excel import write_lists
from perfdesk.exporters.list_in_word import write_list
from perfdesk.exporters.lists import ListTable
from perfdesk.exporters.opinion import write_opinion
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.library.entry import Entry
from perfdesk.library.interchange import from_csv, to_csv
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields, clean
from perfdesk.rules.check import check
from perfdesk.store import file
from perfdesk.work.own_library import read_library, write_library
from perfdesk.work.rollup import roll_up
from perfdesk.work.rollup_lists import tables

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# What makes a spreadsheet program run a text (OWASP, CSV injection), and what only looks like it.
PREFIXES: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", " =", "'=", "=cmd|'/C calc'!A0", "≤")
BEGINS_FORMULA: Final = tuple("=+-@")
# C0, C1, soft hyphen, zero width, bidi controls, line and paragraph separators, surrogates, byte order mark,
# noncharacters; and what must stay.
CHARACTERS: Final = [
    *map(chr, (*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
               *range(0x2060, 0x206A), 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF)),
    *"　\xa0é𠮷😀〇①",
]  # fmt: skip


class Texts(NamedTuple):
    """What stands in the six columns of a document."""

    project: str
    goal: str
    name: str
    description: str
    target: str
    basis: str


def document(texts: Texts) -> Document:
    """An annex with one indicator."""
    fields = texts._asdict()
    project = {"name": fields.pop("project"), "goal": fields.pop("goal"), "code": "甲1"}
    row = Indicator("i", Fields({"level1": "产出指标", "level2": "数量指标", **fields}))
    head = Fields({"department_name": "青禾县档案馆", "fiscal_year": "2031"})
    return Document("d", "hebei-book-2024", head, (Project("p", Fields(project), (row,)),))


def _entries(texts: Texts) -> tuple[Entry, ...]:
    """An indicator of the library with the texts in six of its columns."""
    work, level, name, description, unit, basis = texts
    return (Entry(work, level, "数量指标", name, unit=unit, description=description, basis=basis),)


def _table(texts: Texts) -> ListTable:
    return ListTable("清单", ("说明",), Texts._fields, [texts])


def made(write: Callable[[BytesIO], object]) -> bytes:
    stream = BytesIO()
    write(stream)
    return stream.getvalue()


# --- ways out, each giving the texts that are found on the other side -----------------------------------------------


def _of_excel(content: bytes) -> Iterator[str]:
    """The texts of a workbook. None of them is a formula, nor becomes one when somebody edits the cell."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                assert next(etree.fromstring(package.read(name)).iter(f"{S}f"), None) is None
    for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            assert cell.data_type == "s"
            assert cell.number_format == "@"
            assert cell.quotePrefix or not cell.value.startswith(BEGINS_FORMULA), cell.value
            yield cell.value


def _of_word(content: bytes) -> Iterator[str]:
    """The texts of paragraphs and cells. The fields are those of the form: contents and page numbers."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    for code in root.iter(f"{W}instrText"):
        assert (code.text or "").split()[0] in ("TOC", "PAGEREF", "PAGE", "HYPERLINK")
    assert next(root.iter(f"{W}fldSimple"), None) is None
    for block in root.iter(f"{W}p", f"{W}tc"):
        lines = [_line(one) for one in ([block] if block.tag == f"{W}p" else block.iter(f"{W}p"))]
        yield "\n".join(lines)


def _line(paragraph: etree._Element) -> str:
    return "".join("\n" if node.tag == f"{W}br" else node.text or "" for node in paragraph.iter(f"{W}t", f"{W}br"))


def _of_csv(content: str) -> Iterator[str]:
    """The texts of a CSV file as our reader takes them; none begins as a formula does."""
    cells = [cell for row in csv.reader(StringIO(content.removeprefix("\ufeff"), newline="")) for cell in row]
    assert not any(
        cell.startswith((*BEGINS_FORMULA, "\t", "\r", "＝", "＋", "－", "＠")) for cell in cells if len(cell) > 1
    )
    yield from _of_library(from_csv(content).entries)


def _of_library(entries: Iterable[Entry]) -> Iterator[str]:
    for one in entries:
        yield from (one.work, one.level1, one.name, one.description, one.unit, one.basis)


def _of_html(page: str) -> Iterator[str]:
    """The texts of a page for the clipboard. Each cell says that it is a text."""
    assert page.count("<td") == page.count("mso-number-format:'\\@'")
    block = read_clip(page, "").block
    assert block is not None
    yield from (cell.text for cell in block.cells)


def _of_tabs(text: str) -> Iterator[str]:
    block = read_clip("", text).block
    assert block is not None
    yield from (cell.text for cell in block.cells)


def _saved(folder: Path, texts: Texts) -> Path:
    path = folder / "书.perfdesk"
    path.unlink(missing_ok=True)
    file.save(path, document(texts))
    return path


def _library_file(folder: Path, texts: Texts) -> Iterable[str]:
    path = folder / "库.xlsx"
    write_library(path, _entries(texts))
    assert list(_of_excel(path.read_bytes()))
    return _of_library(read_library(path).entries)


def _rolled_up(folder: Path, texts: Texts) -> bytes:
    return made(lambda stream: write_lists(tables(roll_up([_saved(folder, texts)])), stream))


def _opinion(texts: Texts) -> bytes:
    one = document(texts)
    return made(lambda stream: write_opinion(form(one.form), one, check(one, form(one.form)), stream))


HEBEI: Final = form("hebei-book-2024")
ALL: Final = frozenset(Texts._fields)
# How a text leaves the program, what is found of it, and which columns go out by it.
WAYS: Final[dict[str, tuple[Callable[[Path, Texts], Iterable[str]], frozenset[str]]]] = {
    "Excel, annex": (lambda _, t: _of_excel(made(lambda s: write_workbook(HEBEI, document(t), s))), ALL),
    "Excel, list": (lambda _, t: _of_excel(made(lambda s: write_lists([_table(t)], s))), ALL),
    "Excel, roll-up": (lambda folder, t: _of_excel(_rolled_up(folder, t)), frozenset({"project"})),
    "Excel, library": (_library_file, ALL),
    "Word, annex": (lambda _, t: _of_word(made(lambda s: write_document(HEBEI, document(t), s))), ALL),
    "Word, list": (lambda _, t: _of_word(made(lambda s: write_list(_table(t), s))), ALL),
    "Word, opinion": (lambda _, t: _of_word(_opinion(t)), frozenset()),
    "CSV, library": (lambda _, t: _of_csv(to_csv(_entries(t))), ALL),
    "clipboard, HTML": (lambda _, t: _of_html(html_of(Block.of_rows([t]))), ALL),
    "clipboard, tabs": (lambda _, t: _of_tabs(text_of(Block.of_rows([Texts._fields, t]))), ALL),
    "perfdesk": (lambda folder, t: _texts_of(file.read(_saved(folder, t)).document), ALL),
}  # fmt: skip


def _texts_of(one: Document) -> Iterator[str]:
    for node in ("p", "i"):
        yield from one.fields_of(node).values()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_text_becomes_a_formula_by_any_way(tmp_path: Path, way: str, prefix: str, promise: Promise) -> None:
    texts = Texts(*(clean(f"{prefix}{number}+1") for number in range(1, 7)))
    out, columns = WAYS[way]
    found = set(out(tmp_path, texts))
    for column in columns:
        assert _in_one_line(getattr(texts, column)) in map(_in_one_line, found), column
    promise("T10", f"{way}: prefixes × columns", max(1, len(columns)), max(1, len(columns)))


def _in_one_line(text: str) -> str:
    """The library's own file and a paper have no line ends and no spaces at the ends of a line."""
    return " ".join(text.split())


@pytest.mark.parametrize("way", WAYS)
def test_no_character_breaks_a_file_or_hides_in_it(tmp_path: Path, way: str, promise: Promise) -> None:
    """A model made by hand holds what it was given cleaned; a list and the clipboard are given texts as they come."""
    out, columns = WAYS[way]
    raw = way.startswith(("Excel, list", "Word, list"))
    for start in range(0, len(CHARACTERS), 6):
        some = (CHARACTERS[start : start + 6] + ["a"] * 6)[:6]
        dirty = [f"甲{character}乙" for character in some]
        texts = Texts(*(dirty if raw else map(clean, dirty)))
        found = {_in_one_line(text) for text in out(tmp_path, texts)}
        for column in columns:
            assert _in_one_line(clean(getattr(texts, column))) in found, (column, some)
    promise("T11", f"{way}: characters", len(CHARACTERS), len(CHARACTERS))
