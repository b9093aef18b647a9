"""Words that some annexes print over columns to be ticked and others let write are values where they are written."""

from pathlib import Path

import pytest
from learning.originals import annex, learned_from, saved

from perfdesk.importers.known_labels import is_label, is_option

TEXT = """
> 项目支出绩效运行监控表
项目名称 | {name}河岸加固^5
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年执行情况 | 完成目标可能性
{i:level1}产出指标~2 | {i:level2}数量指标 | {i:name}长度 | {i:target}3公里 | {i:progress}2公里 | {i:likelihood}确定能
{i:level2}质量指标 | {i:name}合格率 | {i:target}100% | {i:progress}90% | {i:likelihood}有可能
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}人口 | {i:target}1万人 | {i:progress}1万人 | {i:likelihood}
"""


def test_how_likely_a_target_is_met_is_read_where_it_is_written(tmp_path: Path) -> None:
    one = learned_from(saved(annex(TEXT), tmp_path / "a.docx"))
    found = [row.fields["likelihood"] for row in one.first.projects[0].indicators]
    assert found == ["确定能", "有可能", ""]


@pytest.mark.parametrize(
    ("key", "text", "option"),
    [("likelihood", "确定能", True), ("likelihood", "完全不可能", True), ("likelihood", "三级指标", False),
     ("progress", "确定能", False)],
)  # fmt: skip
def test_an_option_is_one_of_its_own_field(key: str, text: str, option: bool) -> None:
    assert is_label(text)
    assert is_option(key, text) is option
