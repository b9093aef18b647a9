"""A whole annex on the clipboard is offered for import; anything less is not."""

import pytest
from notation import document as written

from perfdesk.blocks.clip import Clip, read_clip
from perfdesk.blocks.destination import SheetDestination
from perfdesk.blocks.html_writer import html_of
from perfdesk.forms.loader import form, forms
from perfdesk.forms.sheet import sheet
from perfdesk.work.pasted_annex import annex_in

BOOK = """
fiscal_year=2025
# 网站维护费 | code=13030425P001 | budget_total=22.20 | budget_fiscal=22.20 | goal=全年稳定运行
- 数量 | 维护次数 | ≥4次 | description=全年到场维护的次数
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95%
"""


def copied(form_id: str) -> str:
    """The page that copying the whole annex puts on the clipboard."""
    document = written(BOOK, form_id)
    shown = sheet(form(form_id), document, document.projects[0])
    table = SheetDestination(form(form_id), document, shown)
    return html_of(table.copied([(cell.row, cell.column) for cell in shown.cells]))


@pytest.mark.parametrize("form_id", sorted(forms()))
def test_an_annex_is_read_with_its_merged_cells(form_id: str) -> None:
    found = annex_in(read_clip(f"<p>1.网站维护费绩效目标表</p>{copied(form_id)}", ""))
    assert found is not None
    (project,) = found.document.projects
    assert found.document.form == form_id
    assert project.name == ("网站维护费" if form(form_id).subject == "projects" else "")
    assert [(row.level2, row.name, row.target) for row in project.indicators] == [
        ("数量指标", "维护次数", "≥4次"),
        ("数量指标", "网站数量", "1个"),
        ("质量指标", "正常运行率", "≥95%"),
    ]


@pytest.mark.parametrize(
    "page",
    ["<p>一段话</p>", "<table><tr><td>甲<td>乙</table>", "<table>" + "<tr><td>产出指标<td>数量指标<td>甲" * 20],
)
def test_a_block_of_indicators_is_none(page: str) -> None:
    assert annex_in(read_clip(page, "")) is None


def test_text_is_none() -> None:
    assert annex_in(Clip("项目编码\n项目名称")) is None
