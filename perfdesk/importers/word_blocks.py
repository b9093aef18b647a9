"""Turns the paragraphs and tables of a Word body into lines and grids, each with its place."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers import tally
from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, ImportFailure, Line
from perfdesk.importers.namespaces import MC, VALUE, W, count, number, on
from perfdesk.importers.runs import RunReader
from perfdesk.importers.tally import Place, Tally
from perfdesk.importers.word_elements import EMPTY, WRAPPERS, alternative, is_elsewhere, is_prompt, mark_is_gone, plain

_DEPTH_LIMIT: Final = 200
_P, _TABLE, _ROW, _CELL, _CONTROL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}sdt"
_SETTINGS, _ROW_SETTINGS, _SPAN, _MERGE = f"{W}tcPr", f"{W}trPr", f"{W}gridSpan", f"{W}vMerge"
_BOX: Final = f"{W}txbxContent"
_ALTERNATIVE: Final = f"{MC}AlternateContent"
_DELETED: Final = (f"{W}del", f"{W}moveFrom")


class BlockReader:
    """Reads blocks and numbers paragraphs and tables for the report."""

    def __init__(self, path: Path, runs: RunReader, counts: Tally) -> None:
        """`runs` reads the paragraphs; `counts` takes what is met besides text."""
        self._path = path
        self._runs = runs
        self._counts = counts
        self._paragraphs = 0
        self._tables = 0
        self._special = False
        self._carried = ""
        self._emptied = False

    def elements(self, blocks: Iterable[tuple[etree._Element, bool]]) -> Iterator[Element]:
        """Paragraphs and tables in order. With each block comes whether it needs the thorough way of reading."""
        for block, special in blocks:
            self._special = special
            yield from self._block(block, 0)
        if self._carried:
            yield Line(f"第{self._paragraphs}段", trimmed(self._carried))

    # --- paragraphs ---------------------------------------------------------------------------------------------

    def _block(self, node: etree._Element, depth: int) -> Iterator[Element]:
        """A paragraph, a table, or the contents of a content control or another wrapper."""
        if depth > _DEPTH_LIMIT:
            raise ImportFailure(f"{self._path} 的内容嵌套太深，没有装入。")
        if node.tag == _P:
            yield from self._line(node)
            yield from self._text_boxes(node, depth)
        elif node.tag == _TABLE:
            self._tables += 1
            yield from self._table(node, self._tables, depth)
            yield from self._text_boxes(node, depth)
        elif (inner := self._inside(node, Place(f"第{self._paragraphs}段后"))) is not None:
            for child in inner:
                yield from self._block(child, depth + 1)
        elif node.tag not in EMPTY:
            self._special = True
            yield from self._stray_line(node)

    def _line(self, paragraph: etree._Element) -> Iterator[Line]:
        self._paragraphs += 1
        text = plain(paragraph) if not self._special else None
        if text is None:
            found = self._runs.paragraph(paragraph, Place("", f"第{self._paragraphs}段"))
            text = "" if found is None else found
            if self._special and mark_is_gone(paragraph):
                self._carried += text
                return
        text, self._carried = self._carried + text, ""
        yield Line(f"第{self._paragraphs}段", trimmed(text))

    def _stray_line(self, node: etree._Element) -> Iterator[Line]:
        """Something between paragraphs that is none: an equation of its own, an inserted file."""
        text = self._runs.loose(node, Place("", f"第{self._paragraphs}段后"))
        if text.strip():
            yield Line(f"第{self._paragraphs}段后", text)

    def _inside(self, node: etree._Element, place: Place) -> list[etree._Element] | None:
        """The contents of a wrapper; None if the element is none. A content control that still shows its prompt is
        empty."""
        if node.tag == _CONTROL:
            settings = node.find(f"{W}sdtPr")
            if is_elsewhere(settings, node.find(f"{W}sdtContent")):
                self._counts.add(tally.BOUND, place)
            if is_prompt(settings):
                self._counts.add(tally.PROMPT, place)
                for run in list(node.iter(f"{W}r")):
                    run.clear()
            return node.findall(f"{W}sdtContent")
        if node.tag == _ALTERNATIVE:
            chosen = alternative(node)
            return [] if chosen is None else list(chosen)
        return list(node) if node.tag in WRAPPERS else None

    def _text_boxes(self, block: etree._Element, depth: int) -> Iterator[Element]:
        if not self._special:
            return
        for box in block.iter(_BOX):
            if not any(above.tag in (*_DELETED, f"{MC}Fallback") for above in box.iterancestors()):
                for child in box:
                    yield from self._block(child, depth + 1)

    # --- tables -------------------------------------------------------------------------------------------------

    def _table(self, table: etree._Element, table_number: int, depth: int) -> Iterator[Element]:
        rows: list[GridRow] = []
        nested: list[etree._Element] = []
        above: dict[int, GridCell] = {}
        where = f"第{table_number}张表"
        for at, row in enumerate(self._rows(table, where), 1):
            cells = tuple(self._cells(row, above, nested, where, at))
            above = {cell.column: cell for cell in cells}
            if not (self._is_emptied(cells) or self._is_hidden(row, cells, Place(where, f"第{at}行"))):
                rows.append(GridRow(f"{where}第{at}行", cells))
        if rows:
            yield Grid(tuple(rows), merges=True)
        for inner in nested:
            self._tables += 1
            yield from self._table(inner, self._tables, depth + 1)

    def _children(self, nodes: Iterable[etree._Element], name: str, place: Place) -> Iterator[etree._Element]:
        """Those of a kind, through content controls, custom XML and accepted insertions."""
        for node in nodes:
            if node.tag == name:
                yield node
            elif node.tag in EMPTY:
                continue
            elif (inner := self._inside(node, place)) is not None:
                yield from self._children(inner, name, place)
            else:
                text = self._runs.loose(node, place)
                if text.strip():
                    self._counts.add(tally.STRAY, place, text)

    def _rows(self, table: etree._Element, where: str) -> Iterator[etree._Element]:
        for at, row in enumerate(self._children(table, _ROW, Place(where)), 1):
            if self._special and row.find(f"{W}trPr/{W}del") is not None:
                self._counts.add(tally.DELETED_ROW, Place(where, f"原第{at}行"), _all_text(row))
            else:
                yield row

    def _is_emptied(self, cells: tuple[GridCell, ...]) -> bool:
        """Whether all text of a row was left out and reported cell by cell. Then the row is not visible."""
        emptied, self._emptied = self._emptied, False
        return emptied and all(cell.below or cell.blank for cell in cells)

    def _is_hidden(self, row: etree._Element, cells: tuple[GridCell, ...], place: Place) -> bool:
        if not self._special or not on(row.find(f"{W}trPr/{W}hidden")):
            return False
        text = " ".join(cell.text for cell in cells if not cell.below)
        self._counts.add(tally.HIDDEN_ROW, place, text)
        return True

    def _cells(
        self, row: etree._Element, above: dict[int, GridCell], nested: list[etree._Element], where: str, row_number: int
    ) -> Iterator[GridCell]:
        """The cells with their grid columns. A cell merged from above has the text of the upper one. Collects the
        tables inside."""
        column = number(_settings(row, _ROW_SETTINGS), "gridBefore", 0)
        for at, cell in enumerate(self._children(row, _CELL, Place(where, f"第{row_number}行")), 1):
            settings = _settings(cell, _SETTINGS)
            columns, below = _spans(settings) if settings is not None else (1, False)
            upper = above.get(column) if below else None
            lines: list[str] = []
            self._content(cell, lines, nested, (where, row_number, at))
            text = "\n".join(lines)
            if upper is not None:
                self._covered(text, (where, row_number, at))
                text = upper.text
            elif self._special and settings is not None:
                text = self._tracked(settings, text, (where, row_number, at))
            yield GridCell(column, columns, text, upper is not None)
            column += columns

    def _content(
        self, nodes: Iterable[etree._Element], lines: list[str], nested: list[etree._Element], at: tuple[str, int, int]
    ) -> None:
        """The paragraphs of a cell as lines, and the tables in it."""
        joined = False
        for node in nodes:
            tag = node.tag
            if tag == _P:
                text = None if self._special else plain(node)
                if text is None:
                    text = self._runs.paragraph(node, _place(at))
                    if text is None:
                        self._emptied = True
                        continue
                    text, ends = trimmed(text), not mark_is_gone(node)
                else:
                    text, ends = trimmed(text), True
                if joined:
                    lines[-1] += text
                else:
                    lines.append(text)
                joined = not ends
            elif tag == _TABLE:
                nested.append(node)
            elif tag in EMPTY:
                continue
            elif (inner := self._inside(node, _place(at))) is not None:
                self._content(inner, lines, nested, at)
            elif text := self._runs.loose(node, _place(at)):
                lines.append(text)

    def _covered(self, text: str, at: tuple[str, int, int]) -> None:
        if text.strip():
            self._counts.add(tally.COVERED, _place(at), text)

    def _tracked(self, settings: etree._Element, text: str, at: tuple[str, int, int]) -> str:
        """The text of a cell with a tracked change of the cell itself. The columns stay where they are."""
        if settings.find(f"{W}cellDel") is not None:
            self._counts.add(tally.CELL_DELETED, _place(at), text)
            return ""
        if settings.find(f"{W}cellMerge") is not None:
            self._counts.add(tally.CELL_MERGED, _place(at), text)
        return text


def _place(at: tuple[str, int, int]) -> Place:
    where, row, cell = at
    return Place(where, f"第{row}行第{cell}格")


def _spans(settings: etree._Element) -> tuple[int, bool]:
    """How many columns a cell covers, and whether it continues the cell above."""
    columns, below = 1, False
    for node in settings:
        tag = node.tag
        if tag == _SPAN:
            columns = max(1, count(node, 1))
        elif tag == _MERGE:
            below = node.get(VALUE, "continue") == "continue"
    return columns, below


def _settings(node: etree._Element, name: str) -> etree._Element | None:
    """The settings of a cell or row. They come first, so they are found quickly."""
    first = node[0] if len(node) else None
    return first if first is not None and first.tag == name else node.find(name)


def _all_text(node: etree._Element) -> str:
    """Every text in a deleted row, whether it is marked as deleted itself or not."""
    return "".join(one.text or "" for one in node.iter(f"{W}t", f"{W}delText"))


def trimmed(text: str) -> str:
    """The text without tabs and no-break spaces at the end, which are invisible."""
    return text.rstrip("\t\xa0 ") if text.endswith(("\t", "\xa0")) else text
