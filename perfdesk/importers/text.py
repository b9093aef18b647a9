"""Reads text that was copied out of a PDF or a word processor: tab-separated tables between lines of text."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from perfdesk.importers.grid import MOST_CELLS, Element, Grid, GridCell, GridRow, ImportFailure, Line, Source, limited

_SIZE_LIMIT: Final = 64 * 1024 * 1024
# So many bytes of good UTF-8 are no accident: the file is UTF-8 and damaged behind them.
_CERTAINLY: Final = 60
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What converters put in front of headings and list items, and around bold labels.
_MARKS: Final = re.compile(r"^[ \u3000]*(?:#{1,6}|[-*])[ \u3000]+(?!\d+ *-)")
_TAGS: Final = re.compile(r"</?(?:b|strong|i|em|u)>")
_LEADER: Final = re.compile(r"[.…·]{3}\s*\d*\s*$")
_LINE_ENDS: Final = re.compile("\r\n|\r|\n")
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
        raise ImportFailure(f"{path} 是空文件，没有可以装入的内容。")
    if text.count("\t") > MOST_CELLS:
        raise ImportFailure(f"{path} 的单元格太多，不像绩效目标表，没有装入。")
    return Source(tuple(limited(path, _elements(_LINE_ENDS.split(text)))), wrapped=True)


def _decoded(path: Path, data: bytes) -> str:
    for mark, kind in _FOREIGN:
        if data.startswith(mark):
            raise ImportFailure(f"{path} 不是文本，像是{kind}；请改回原来的扩展名再装入。")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode(path, data[len(mark) :], encoding)
    if b"\0" in data:
        raise ImportFailure(f"{path} 不是文本文件，没有装入。")
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


def _elements(lines: list[str]) -> Iterator[Element]:
    numbered = ((number, _bare(line)) for number, line in enumerate(lines, 1))
    for is_table, run in groupby(numbered, key=lambda pair: _is_row(pair[1])):
        if is_table:
            yield Grid(tuple(_rows(run)), merges=False)
        else:
            yield from (Line(_place(number), text.strip()) for number, text in run if text.strip())


def _bare(line: str) -> str:
    return _TAGS.sub("", _MARKS.sub("", line))


def _is_row(line: str) -> bool:
    """A line of the contents has a tab too, behind its dots."""
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
    rf"(?<=[{_CJK}])\s+(?![{_LATIN}\s])|(?<![{_LATIN}\s])\s+(?=[{_CJK}])|(?<=\S)\s+(?=[/〕\]）)])"
)


def unwrapped(text: str) -> str:
    """A text without the spaces that line ends and a converter's spacing between scripts left beside Chinese.

    Spaces around Latin words stay: they may have been typed.
    """
    return _WRAP.sub("", text)
