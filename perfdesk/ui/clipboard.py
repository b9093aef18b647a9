"""Blocks of cells to and from Excel, WPS and Word: HTML first, then quoted tab-separated text."""

import csv
import html
import io
from collections.abc import Sequence
from html.parser import HTMLParser

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

Block = list[list[str]]


def copy(block: Sequence[Sequence[str]]) -> None:
    """Puts a block on the clipboard in both flavours."""
    data = QMimeData()
    data.setText(_to_text(block))
    data.setHtml(_to_html(block))
    QGuiApplication.clipboard().setMimeData(data)


def paste() -> Block:
    """The block on the clipboard; empty if there is no text on it. Ragged rows are filled with ""."""
    data = QGuiApplication.clipboard().mimeData()
    rows = _from_html(data.html()) if data.hasHtml() else []
    if not rows:
        rows = _from_text(data.text()) if data.hasText() else []
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _to_text(block: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(block)
    return out.getvalue().removesuffix("\n")


def _to_html(block: Sequence[Sequence[str]]) -> str:
    """Cells marked as text, so that "=1" and "001" arrive as they are."""
    rows = "".join(
        "<tr>" + "".join(f"<td style=\"mso-number-format:'\\@'\">{_html_text(text)}</td>" for text in row) + "</tr>"
        for row in block
    )
    return f"<html><meta charset='utf-8'><table>{rows}</table></html>"


def _html_text(text: str) -> str:
    return html.escape(text).replace("\n", "<br style='mso-data-placement:same-cell'>")


def _from_text(text: str) -> Block:
    text = text.removesuffix("\n").removesuffix("\r")
    if "\t" not in text and '"' not in text:
        return [[line] for line in text.splitlines()] or [[""]]
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t")]


class _TableParser(HTMLParser):
    """The cells of the first table; a cell over several columns leaves blank ones behind it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: Block = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = [], min(int(span), 100) if span.isdigit() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            text = "\n".join(" ".join(line.split()) for line in "".join(self._cell).split("\n")).strip()
            self.rows[-1].extend([text, *[""] * (self._span - 1)])
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data.replace("\n", " "))


def _from_html(text: str) -> Block:
    if "<td" not in text.lower():
        return []
    parser = _TableParser()
    parser.feed(text)
    return [row for row in parser.rows if row]
