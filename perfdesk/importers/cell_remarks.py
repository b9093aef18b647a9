"""Groups remarks on cells: one line for all cells of a sheet with the same remark."""

from collections.abc import Iterator
from typing import Final

from perfdesk.importers.grid import Remark

# How much a report shows of a file that has a remark on each cell.
_MOST_REMARKS: Final = 200
_NAMED: Final = 8


class CellRemarks:
    """Collects the remarks on the cells of one sheet."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._cells: dict[tuple[str, bool], list[str]] = {}
        self._counts: dict[tuple[str, bool], int] = {}
        self._more = 0

    def add(self, cell: str, text: str, *, lost: bool) -> None:
        """Something about a cell, as B7."""
        key = (text, lost)
        if key not in self._cells and len(self._cells) == _MOST_REMARKS:
            self._more += 1
            return
        names = self._cells.setdefault(key, [])
        if len(names) < _NAMED:
            names.append(cell)
        self._counts[key] = self._counts.get(key, 0) + 1

    def __iter__(self) -> Iterator[Remark]:
        for (text, lost), names in self._cells.items():
            yield Remark(self._place(names, self._counts[text, lost]), text, lost)
        if self._more:
            yield Remark(f"工作表“{self._title}”", f"还有 {self._more} 个单元格有类似问题，请核对")

    def _place(self, names: list[str], count: int) -> str:
        return f"工作表“{self._title}”" + "、".join(names) + (f" 等 {count} 格" if count > len(names) else "")
