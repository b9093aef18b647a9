"""Reads one sheet of a workbook: its cells as Excel shows them, with limits on their number."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.cell_names import column_name, place_of, where
from perfdesk.importers.cell_remarks import CellRemarks
from perfdesk.importers.cell_styles import CellStyle, S, is_index
from perfdesk.importers.cell_texts import looked, short
from perfdesk.importers.cell_values import Book, cell_word
from perfdesk.importers.grid import MOST_CELLS, WIDEST_ROW, Grid, GridCell, GridRow, ImportFailure, Remark, too_wide
from perfdesk.importers.package import streamed, too_much

_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
_MOST_MERGES: Final = 100_000
# An annex of 10,000 projects has 750,000 cells with text, and no form has 100 columns; a small table may.
_MOST_WRITTEN: Final = 1_500_000
_WIDEST_TABLE: Final = 100
# Rows with text: 10,000 projects with the 31 rows of the largest annex, and titles.
_MOST_FILLED: Final = 320_000
_SOME_CELLS: Final = 50_000
_ROW, _CELL, _COLUMN, _MERGE = f"{S}row", f"{S}c", f"{S}col", f"{S}mergeCell"
_MARGINS: Final = tuple(
    f"{S}{name}" for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
)
# Fonts, sizes, colours, page numbers and the like in headers and footers; && is a &.
_MARGIN_CODE: Final = re.compile(r'&(?:"[^"]*"|[0-9]{1,3}|K[0-9A-Fa-f+-]{6,8}|.)')
_PAGE_WORDS: Final = re.compile(r"[第共页/\-—－·,，\s]*")
_ON: Final = ("1", "true")
_PLAIN: Final = CellStyle()
_MOST_RUNS: Final = 10
# Rows of one merged cell.
_MOST_REACHED: Final = 200


class _Merge(NamedTuple):
    """A merged range; numbers from 0, last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


class WorksheetReader:
    """Reads one sheet: the table of its visible cells, and remarks on its other contents."""

    def __init__(self, book: Book, title: str, *, empty: bool = False) -> None:
        """With `empty` also the rows that have merged cells without text, as the places of values in a blank annex."""
        self._book = book
        self._empty = empty
        self._title = title
        self._texts: dict[int, dict[int, str]] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merges: list[_Merge] = []
        self._margins: list[str] = []
        self._hidden: list[Remark] = []
        self._remarks = CellRemarks(title)
        self._rows = 0
        self._cells = 0
        self._written = 0
        self._columns = 0

    def read(self, data: bytes) -> Iterator[Grid]:
        """The table, if there is one. Raises ImportFailure."""
        number = -1
        for node in streamed(self._book.path, data, (_ROW, _COLUMN, _MERGE, *_MARGINS)):
            if node.tag == _ROW:
                number = self._row(node, number)
            elif node.tag == _COLUMN:
                self._column(node)
            elif node.tag == _MERGE:
                self._merge(node)
            else:
                self._margins.append(node.text or "")
        merges = sorted(self._visible_merges())
        self._leave_hidden()
        if self._texts:
            yield Grid(tuple(self._grid_rows(merges)), merges=True)

    def remarks(self) -> Iterator[Remark]:
        """The remarks on the sheet, after it was read."""
        yield from self._hidden
        yield from self._remarks
        if words := _margin_words(self._margins):
            yield Remark(f"工作表“{self._title}”", f"页眉页脚里的文字没有装入：{words}")

    # --- as the cells come ---------------------------------------------------------------------------------------

    def _row(self, node: etree._Element, before: int) -> int:
        self._require_room(node)
        number = str(node.get("r", ""))
        row = int(number) - 1 if is_index(number, _MOST_ROWS + 1) and int(number) else before + 1
        if node.get("hidden") in _ON or node.get("ht") == "0":
            self._hidden_rows.add(row)
        end, column = str(row + 1), -1
        for cell in node.iterchildren(_CELL):
            at, column = where(cell.get("r"), row, end, column + 1)
            if len(cell) and (text := self._text(cell, at, column)).strip():
                self._put(at, column, text)
        self._require_narrow(row)
        return row

    def _put(self, row: int, column: int, text: str) -> None:
        texts = self._texts.setdefault(row, {})
        if column in texts:
            self._remarks.add(f"{column_name(column)}{row + 1}", "这一格在文件里写了两次，前面的没有装入", lost=True)
        texts[column] = text

    def _require_room(self, node: etree._Element) -> None:
        """Counts a row and its cells; too many, and a row inside a row, are no table of an office."""
        parent = node.getparent()
        self._rows += 1
        self._cells += len(node)
        if parent is None or parent.tag == _ROW or self._rows > _MOST_ROWS or self._cells > MOST_CELLS:
            raise ImportFailure(too_much(self._book.path))

    def _require_narrow(self, row: int) -> None:
        """Counts the texts of a row that has been read."""
        count = len(self._texts.get(row, ()))
        if count > WIDEST_ROW:
            raise ImportFailure(too_wide(self._book.path, self._row_place(row), count))
        self._written += count
        most = max(_SOME_CELLS, min(_MOST_WRITTEN, _WIDEST_TABLE * self._rows))
        if self._written > most or len(self._texts) > _MOST_FILLED:
            raise ImportFailure(too_much(self._book.path))

    def _text(self, cell: etree._Element, row: int, column: int) -> str:
        """The text that Excel shows. Remarks on the cell are collected."""
        style = self._book.styles.get(cell.get("s"), _PLAIN)
        text, said = cell_word(self._book, cell, style.code)
        if style.look != _PLAIN.look:
            text, more = looked(text, style.look)
            said += more
        if said and row not in self._hidden_rows and column not in self._hidden_columns:
            for sentence, lost in said:
                self._remarks.add(f"{column_name(column)}{row + 1}", sentence, lost=lost)
        return text

    def _column(self, node: etree._Element) -> None:
        if node.get("hidden") in _ON or node.get("width") == "0":
            first, last = str(node.get("min", "")), str(node.get("max", ""))
            if is_index(first, _MOST_COLUMNS + 1) and is_index(last, _MOST_COLUMNS + 1):
                # Ranges may not overlap; a file in which they do was made to keep us busy.
                self._columns += max(1, int(last) - int(first) + 1)
                if self._columns > _MOST_COLUMNS:
                    raise ImportFailure(too_much(self._book.path))
                self._hidden_columns.update(range(int(first) - 1, int(last)))

    def _merge(self, node: etree._Element) -> None:
        first, _, last = str(node.get("ref", "")).partition(":")
        start, end = place_of(first), place_of(last)
        if start and end:
            self._merges.append(_Merge(*start, *end))
        if len(self._merges) > _MOST_MERGES:
            raise ImportFailure(f"{self._book.path} 的合并单元格太多，不像绩效目标表，没有装入。")

    # --- as a table ----------------------------------------------------------------------------------------------

    def _visible_merges(self) -> Iterator[_Merge]:
        """The visible part of each merged range. Its text moves to the first visible place."""
        rows, columns = _next_shown(self._hidden_rows), _next_shown(self._hidden_columns)
        for merge in self._merges:
            top, left = rows.get(merge.top, merge.top), columns.get(merge.left, merge.left)
            if top > merge.bottom or left > merge.right:
                continue
            if (top, left) != (merge.top, merge.left) and (text := self._texts.get(merge.top, {}).pop(merge.left, "")):
                self._texts.setdefault(top, {})[left] = text
            yield _Merge(top, left, merge.bottom, merge.right)

    def _leave_hidden(self) -> None:
        """Removes hidden rows and columns, because a printed annex does not have them."""
        place = f"工作表“{self._title}”"
        rows = [row for row in sorted(self._hidden_rows & self._texts.keys()) if self._texts[row]]
        for row in rows:
            del self._texts[row]
        columns: set[int] = set()
        for texts in self._texts.values():
            for column in self._hidden_columns & texts.keys():
                del texts[column]
                columns.add(column)
        if rows:
            self._hidden.append(Remark(place, f"隐藏的行没有装入：第{_ranges(rows, lambda row: str(row + 1))}行"))
        if columns:
            self._hidden.append(Remark(place, f"隐藏的列没有装入：{_ranges(sorted(columns), column_name)}列"))
        self._texts = {row: texts for row, texts in self._texts.items() if texts}

    def _grid_rows(self, merges: list[_Merge]) -> Iterator[GridRow]:
        """The rows with text. A merged range reaches down to all of its rows."""
        waiting = merges[::-1]
        active: list[_Merge] = []
        made = 0
        for row in self._numbers(merges):
            while waiting and waiting[-1].top <= row:
                active.append(waiting.pop())
            active = [merge for merge in active if merge.bottom >= row]
            # Ranges may not overlap; a file in which they do was made to keep us busy.
            made += len(active) + 1
            if made > MOST_CELLS:
                raise ImportFailure(f"{self._book.path} 的合并单元格太多，不像绩效目标表，没有装入。")
            self._name_covered(row, active)
            yield GridRow(self._row_place(row), tuple(_cells(row, self._texts, active)))

    def _numbers(self, merges: list[_Merge]) -> list[int]:
        """The rows of the table."""
        rows = set(self._texts)
        for merge in merges if self._empty else ():
            rows.update(range(merge.top, min(merge.bottom, merge.top + _MOST_REACHED) + 1))
            if len(rows) > _MOST_FILLED:
                raise ImportFailure(too_much(self._book.path))
        return sorted(rows - self._hidden_rows)

    def _name_covered(self, row: int, active: list[_Merge]) -> None:
        """Says which texts Excel does not show because another cell of their merged range has one of its own."""
        for column, text in self._texts.get(row, {}).items() if active else ():
            merge = next((one for one in active if one.left <= column <= one.right), None)
            if merge is not None and text != self._texts.get(merge.top, {}).get(merge.left):
                self._remarks.add(
                    f"{column_name(column)}{row + 1}", f"合并单元格遮住的文字“{short(text)}”没有装入", lost=False
                )

    def _row_place(self, row: int) -> str:
        return f"工作表“{self._title}”第{row + 1}行"


def _next_shown(hidden: set[int]) -> dict[int, int]:
    """For each hidden row or column the first behind it that is shown."""
    following: dict[int, int] = {}
    for number in sorted(hidden, reverse=True):
        following[number] = following.get(number + 1, number + 1)
    return following


def _ranges(numbers: list[int], named: Callable[[int], str]) -> str:
    """5、7—9 and so on; the first ten runs."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    shown_runs = "、".join("—".join(map(named, run)) for run in runs[:_MOST_RUNS])
    return shown_runs + ("等" if len(runs) > _MOST_RUNS else "")


def _margin_words(margins: Iterable[str]) -> str:
    """The words of headers and footers besides page numbers."""
    words = (" ".join(_MARGIN_CODE.sub(lambda code: "&" if code[0] == "&&" else " ", text).split()) for text in margins)
    return "；".join(dict.fromkeys(word for word in words if not _PAGE_WORDS.fullmatch(word)))


def _cells(row: int, texts: dict[int, dict[int, str]], active: list[_Merge]) -> Iterator[GridCell]:
    if not active:
        return (GridCell(column, 1, text) for column, text in sorted(texts[row].items()))
    return _merged_cells(row, texts, active)


def _merged_cells(row: int, texts: dict[int, dict[int, str]], active: list[_Merge]) -> Iterator[GridCell]:
    merged = {merge.left: merge for merge in active}
    for column in sorted({*texts.get(row, ()), *merged}):
        merge = merged.get(column)
        if merge is not None:
            text = texts.get(merge.top, {}).get(column, "")
            yield GridCell(column, merge.right - column + 1, text, below=row > merge.top)
        elif not any(m.left < column <= m.right for m in active):
            yield GridCell(column, 1, texts[row][column])
