"""The classes of indicators as a source prints them: marked, broken over lines, blank where they go on."""

import pytest

from perfdesk.forms.loader import form
from perfdesk.importers.grid import Grid, GridCell, GridRow
from perfdesk.importers.levels import Levels, blank_goes_on, inherited

LEVELS = Levels(form("ningxia-annex2-2024"))


@pytest.mark.parametrize(
    ("key", "text", "bare", "known"),
    [
        ("level2", "数量指标", "数量指标", True),
        ("level2", "数量指标（必填硬性指标）", "数量指标", True),
        ("level2", "数量指标(必填)", "数量指标", True),
        ("level2", "数量指标（选填）", "数量指标", True),
        ("level2", "数量指标（至少填三条）", "数量指标", True),
        ("level2", "数量\n指标", "数量指标", True),
        ("level1", "产出\n指标", "产出指标", True),
        ("level1", "产 出 指 标", "产 出 指 标", True),
        # A mark tells nothing of a name that the form lacks, and other brackets are a part of the name.
        ("level2", "生态指标（必填）", "生态指标（必填）", False),
        ("level2", "数量指标（件）", "数量指标（件）", False),
        ("level2", "自定\n指标", "自定\n指标", False),
        ("level1", "数量指标", "数量指标", False),
        ("level2", "", "", False),
    ],
)
def test_a_class_is_known_by_its_own_name(key: str, text: str, bare: str, known: bool) -> None:
    assert LEVELS.bare(key, text) == bare
    assert LEVELS.known(key, text) == known


@pytest.mark.parametrize(
    ("row", "above", "levels"),
    [
        (("产出", "数量"), ("效益", "社会"), ("产出", "数量")),
        (("", "质量"), ("产出", "数量"), ("产出", "质量")),
        (("", ""), ("产出", "数量"), ("产出", "数量")),
        # A new first level does not take the second one of the row above.
        (("效益", ""), ("产出", "数量"), ("效益", "")),
        (("", ""), ("", ""), ("", "")),
    ],
)
def test_blank_classes_go_on_from_above(row: tuple[str, str], above: tuple[str, str], levels: tuple[str, str]) -> None:
    texts, before = (dict(zip(("level1", "level2"), one, strict=True)) for one in (row, above))
    assert tuple(inherited(texts, before).values()) == levels


def grid(*cells: str, merges: bool = True) -> Grid:
    """A table of one column; "^" is the rest of the cell above, with its text."""
    rows: list[GridRow] = []
    above = ""
    for text in cells:
        above = above if text == "^" else text
        rows.append(GridRow("", (GridCell(0, 1, above, text == "^"),)))
    return Grid(tuple(rows), merges)


@pytest.mark.parametrize(
    ("table", "column", "goes_on"),
    [
        (grid("产出指标", "", "效益指标"), 0, True),  # nothing is merged, though it might be
        (grid("产出指标", "^", "效益指标", ""), 0, False),  # who merges means a blank as a blank
        (grid("一级指标", "^", "产出指标", ""), 0, True),  # that was the label
        (grid("产出指标", "^", "", merges=False), 0, True),
        (grid("产出指标", "^", ""), None, True),
        (grid("产出指标", "^", ""), 5, True),
    ],
)
def test_a_blank_goes_on_where_the_source_does_not_merge(table: Grid, column: int | None, goes_on: bool) -> None:
    assert blank_goes_on(table, column, {"一级指标"}) == goes_on
