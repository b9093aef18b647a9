"""Reads text that was copied from a PDF or a word processor: tab-separated tables between lines of text."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from perfdesk.importers.grid import MOST_CELLS, Element, Grid, GridCell, GridRow, ImportFailure, Line, Source, limited

_SIZE_LIMIT: Final = 64 * 1024 * 1024
# If so many bytes are valid UTF-8, the file is UTF-8 and damaged behind them.
_CERTAINLY: Final = 60
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What converters put in front of headings and list items, and around bold labels.
_MARKS: Final = re.compile(r"^[ \u3000]*(?:#{1,6}|[-*])[ \u3000]+(?!\d+ *-)")
_TAGS: Final = re.compile(r"</?(?:b|strong|i|em|u)>")
_LEADER: Final = re.compile(r"[.…·]{3}\s*\d*\s*$")
_LINE_ENDS: Final = re.compile("\r\n|\r|\n")
# A line end, or a whole cell in quotes; tabs are never inside a cell.
_QUOTED: Final = r'"(?>(?:[^"\t]|"")*)"'
_LINE_OR_QUOTED: Final = re.compile(rf"\n|(?<=\t){_QUOTED}(?=[\t\n]|\Z)|(?:(?<=\n)|\A){_QUOTED}(?=\t)")
_WHITE: Final = str.maketrans("", "", "\t\r\n\f\u3000\u00a0\u2002\u2003\u2009")
_FOREIGN: Final = (
    (b"PK\x03\x04", "Word 或 Excel 文件"),
    (b"\xd0\xcf\x11\xe0", "旧格式的 Office 文件"),
    (b"%PDF", "PDF"),
)


def read_text(path: Path) -> Source:
    """The lines and tables of a text file in UTF-8, UTF-16 or GB 18030. Raises ImportFailure."""
    if path.stat().st_size > _SIZE_LIMIT:
        raise ImportFailure(f"{path} 太大，不像预算绩效目标表的文本，没有装入。")
    text = _decoded(path, path.read_bytes())
    if not text.strip():
        raise ImportFailure(f"{path} 是空文件，没有装入；请重新复制或下载，或者请对方再发一份。")
    if text.count("\t") > MOST_CELLS:
        raise ImportFailure(f"{path} 的单元格太多，不像绩效目标表，没有装入。")
    return Source(tuple(limited(path, _elements(_lines(text)))), wrapped=True)


def _decoded(path: Path, data: bytes) -> str:
    for mark, kind in _FOREIGN:
        if data.startswith(mark):
            raise ImportFailure(f"{path} 不是文本，像是{kind}；请改回原来的扩展名再装入。")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode(path, data[len(mark) :], encoding)
    if b"\0" in data:
        return _without_mark(path, data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        damaged = len(data[: error.start].decode("utf-8").encode("ascii", "ignore")) <= error.start - _CERTAINLY
        return _decode(path, data, "utf-8" if damaged else "gb18030")


def _decode(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].count(b"\n") + 1
        message = f"{path} 第{before}行起的文字编码认不出来，没有装入；请另存为 UTF-8 编码的文本再试。"
        raise ImportFailure(message) from None


def _without_mark(path: Path, data: bytes) -> str:
    """UTF-16 without a byte order mark, if only one order gives text: swapped, a line end is U+0A00, which is no
    character."""
    found = [text for encoding in ("utf-16-le", "utf-16-be") if _is_text(text := data.decode(encoding, "replace"))]
    if len(found) != 1:
        raise ImportFailure(f"{path} 不是文本文件，没有装入。")
    return found[0]


def _is_text(text: str) -> bool:
    """Whether this is lines of characters that can be printed."""
    return "\n" in text and "\ufffd" not in text and text.translate(_WHITE).isprintable()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers. A cell that Excel or WPS put in quotes is unquoted, with the line ends inside it.

    They quote a cell that holds a line end or a quote, and double its quotes; so a quoted text without either was
    typed so. Only beside a tab, for in running text a quote is a quote. Linear: where one search ends without
    success the next begins.
    """
    text = _LINE_ENDS.sub("\n", text)
    number, start, inside = 1, 0, 0
    gathered: list[str] = []
    for found in _LINE_OR_QUOTED.finditer(text):
        gathered.append(text[start : found.start()])
        start = found.end()
        if found[0] == "\n":
            yield number, "".join(gathered)
            number, inside = number + inside + 1, 0
            gathered.clear()
        else:
            gathered.append(_unquoted(found[0]))
            inside += found[0].count("\n")
    yield number, "".join((*gathered, text[start:]))


def _unquoted(cell: str) -> str:
    bare = cell[1:-1]
    return bare.replace('""', '"') if "\n" in bare or '""' in bare else cell


def _elements(lines: Iterable[tuple[int, str]]) -> Iterator[Element]:
    numbered = ((number, _bare(line)) for number, line in lines)
    for is_table, run in groupby(numbered, key=lambda pair: _is_row(pair[1])):
        if is_table:
            yield Grid(tuple(_rows(run)), merges=False)
        else:
            yield from (Line(_place(number), text.strip()) for number, text in run if text.strip())


def _bare(line: str) -> str:
    return _TAGS.sub("", _MARKS.sub("", line))


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table. A line of the contents has a tab too, behind its dots."""
    return "\t" in line and not _LEADER.search(line[-40:])


def _rows(run: Iterable[tuple[int, str]]) -> Iterator[GridRow]:
    for number, line in run:
        cells = enumerate(line.split("\t"))
        yield GridRow(_place(number), tuple(GridCell(at, 1, text.strip()) for at, text in cells))


def _place(number: int) -> str:
    return f"第{number}行"


_CJK: Final = "\u2e80-\u303f\u3041-\u9fff\uf900-\ufaff\uff00-\uffef"
_LATIN: Final = "A-Za-z"
_WRAP: Final = re.compile(
    rf"(?<=[{_CJK}])[^\S\n]+(?![{_LATIN}\s])|(?<![{_LATIN}\s])[^\S\n]+(?=[{_CJK}])|(?<=\S)[^\S\n]+(?=[/〕\]）)])"
)


def unwrapped(text: str) -> str:
    """A text without the spaces that line ends and converters left beside Chinese characters.

    Spaces around Latin words stay, because they may have been typed. Line ends stay too: only a quoted cell has them.
    """
    return _WRAP.sub("", text)
