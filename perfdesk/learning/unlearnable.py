"""Sources that look like an annex to a person and have no table to learn from: one sentence each, with the way out."""

import re
from collections.abc import Sequence
from typing import Final

from perfdesk.importers.grid import Grid, Line, Source
from perfdesk.importers.tally import PICTURE
from perfdesk.learning.labels import plain

_AS_PICTURE: Final = "的表格是图片，读不出来；请用文字识别软件转成 Word 表格再试"
_BY_TABS: Final = "的表是用制表符排的，不是表格；请在 Word 里选中它，用“插入—表格—文本转换成表格”变成表格再试"
_BY_SPACES: Final = "的表是用空格排的，不是表格；请在 Word 里插入一张表格，把内容填进去再试"
_IN_ONE_CELL: Final = "的指标都写在一格里，分不出一条一条的；请拆成一行一条的表格再试"
NESTED: Final = "的表格里还套着表格，分不出哪一格是哪一栏；请在 Word 里把里面的表格移到外面再试"
_FEWEST_ROWS: Final = 3
# Columns that somebody has put below each other with the space bar.
_GAPS: Final = re.compile(r"[ \u00a0\u3000]{2,}")
_FEWEST_GAPS: Final = 2
# Beside a picture of a table stand a title and who fills it in, which a sheet has in cells.
_FEWEST_CELLS: Final = 6
_CLASSES: Final = re.compile("产出指标|效益指标|满意度指标|数量指标|质量指标|时效指标|成本指标")
_HEADS: Final = frozenset(("三级指标", "指标名称", "指标值", "年度指标值", "绩效指标值"))


def why_unlearnable(source: Source) -> str:
    """Why nobody can learn from a source, if its owner can do away with the reason; to be put behind its name. "" for
    none."""
    grids = [one for one in source.elements if isinstance(one, Grid)]
    lines = [one for one in source.elements if isinstance(one, Line)]
    if not grids and sum("\t" in one.text.strip() for one in lines) >= _FEWEST_ROWS:
        return _BY_TABS
    if not grids and sum(len(_GAPS.findall(one.text.strip())) >= _FEWEST_GAPS for one in lines) >= _FEWEST_ROWS:
        return _BY_SPACES
    if _written(grids) < _FEWEST_CELLS and any(PICTURE.what in one.text for one in source.remarks):
        return _AS_PICTURE
    return _IN_ONE_CELL if any(map(_is_list_in_cell, grids)) else ""


def _written(grids: Sequence[Grid]) -> int:
    return sum(len(row.written) for grid in grids for row in grid.rows)


def _is_list_in_cell(grid: Grid) -> bool:
    """Whether a cell holds indicators line by line, of several classes or many of one, and no header says what stands
    in columns."""
    texts = [cell.text for row in grid.rows for cell in row.cells if not cell.below]
    listed = ([one for line in text.split("\n") for one in _CLASSES.findall(line)[:1]] for text in texts)
    lists = (len(set(classes)) > 1 or len(classes) >= _FEWEST_ROWS for classes in listed)
    return any(lists) and not any(plain(text) in _HEADS for text in texts)
