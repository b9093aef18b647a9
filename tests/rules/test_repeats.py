from collections.abc import Callable

import pytest
from notation import document

from perfdesk.rules.finding import Finding, Severity

Found = Callable[..., list[Finding]]
RULE = "duplicate-indicator"


@pytest.mark.parametrize(
    "rows",
    [
        "- 数量 | 查档人数 | 300人\n- 数量 | 查档人数 | 300人",
        "- 数量 | 查档人数 | 300人\n- 数量 | 查档 人数 | 400人",
        "- 质量 | 档案差错发生率 | 0\n- 社会 | 减少档案差错发生率 | 0",
        "- 质量 | 提高查档服务水平 | 好\n- 社会 | 提升查档服务水平 | 好",
        "- 质量 | 提高馆员修复技能，养成良好习惯 | 增强\n- 社会 | 提高馆员修复技能、养成良好习惯 | 90%",
    ],
)
def test_the_same_indicator_twice_is_found_at_the_second(found: Found, rows: str) -> None:
    (finding,) = found(RULE, f"# 查档\n{rows}")
    assert (finding.severity, finding.indicator, finding.field) == (Severity.ERROR, "p1.2", "name")
    assert "第1条" in finding.message


@pytest.mark.parametrize(
    "rows",
    [
        "- 数量 | 查档人数 | 300人\n- 数量 | 修复卷数 | 300卷",
        "- 质量 | 档案差错发生率 | ≤1%\n- 社会 | 减少档案差错发生率 | 逐年减少",  # a state and a change of it
        "- 时效 | 年度内 | 1年\n- 经济 | 年度内 | 5万元",  # too short to tell
        "- 质量 | 提升效率 | 好\n- 社会 | 提高效率 | 好些",
        "- 数量 | 修复卷数 | 30卷 | description=纸质\n- 数量 | 修复卷数 | 5卷 | description=绢质",
        "- 数量 | | 3\n- 数量 | | 3",
        "- 数量 | —— | 3\n- 数量 | —— | 3",
    ],
)
def test_different_indicators_are_silent(found: Found, rows: str) -> None:
    assert found(RULE, f"# 查档\n{rows}") == []


def test_the_same_indicator_in_two_projects_is_silent(found: Found) -> None:
    assert found(RULE, "# 查档\n- 数量 | 查档人数 | 3人\n# 展览\n- 数量 | 查档人数 | 3人") == []


def test_only_a_row_that_adds_nothing_may_be_removed(found: Found) -> None:
    text = "# 查档\n- 数量 | 查档人数 | 3人\n- 数量 | 查档人数 | 3人"
    (finding,) = found(RULE, text)
    assert finding.cure is not None
    assert [row.id for row in finding.cure.apply(document(text)).projects[0].indicators] == ["p1.1"]
    (finding,) = found(RULE, text + " | basis=计划标准")
    assert finding.cure is None
