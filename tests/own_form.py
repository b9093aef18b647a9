"""An invented self-evaluation that brings fields of its own, as a county would put it into its folder of forms."""

from pathlib import Path

from notation import document as written

from perfdesk import paths
from perfdesk.forms.catalogue import forget
from perfdesk.model.document import Document

FORM_ID = "qingshui-self-2031"
_FIELDS = """
[[own_fields]]
key = "own.points"
owner = "indicator"
kind = "number"
title = "得分"

[[own_fields]]
key = "own.assessor"
owner = "project"
title = "自评人"

[[own_fields]]
key = "own.sum_points"
owner = "project"
kind = "number"
title = "自评总分"

[[own_fields]]
key = "own.round"
owner = "document"
title = "自评轮次"

# A field that the program knows, under the name that this county prints.
[[own_fields]]
key = "actual"
owner = "indicator"
title = "全年完成值"

[page]
"""
_TABLE = """
[table]
columns = [5.1, 5.1, 7.1, 6.1, 7.1, 7.0]
font = "宋体"
size = 10.5
line = 20
margin = 4

[[table.rows]]
cells = [{ at = [1, 6], label = "青水县项目自评表", heading = true, style = "table-title" }]

[[table.rows]]
cells = [{ at = [1, 6], field = "fiscal_year", template = "{fiscal_year} 年度", owner = "document", heading = true }]

[[table.rows]]
cells = [
    { at = [1, 1], label = "项目名称" },
    { at = [2, 3], field = "name" },
    { at = [4, 4], label = "实施单位" },
    { at = [5, 6], field = "unit_name" },
]

[[table.rows]]
cells = [
    { at = [1, 1], label = "自评人" },
    { at = [2, 3], field = "own.assessor" },
    { at = [4, 4], label = "自评总分" },
    { at = [5, 6], field = "own.sum_points" },
]

[[table.rows]]
cells = [
    { at = [1, 1], label = "年度资金总额" },
    { at = [2, 3], field = "budget_total" },
    { at = [4, 4], label = "其中：财政拨款" },
    { at = [5, 6], field = "budget_fiscal" },
]

[[table.rows]]
cells = [
    { at = [1, 1], label = "年度总体目标" },
    { at = [2, 6], field = "goal", align = "left" },
]

[[table.indicators]]
at = [1, 1]
label = "一级指标"
field = "level1"
merge = true

[[table.indicators]]
at = [2, 2]
label = "二级指标"
field = "level2"
merge = true

[[table.indicators]]
at = [3, 3]
label = "三级指标"
field = "name"

[[table.indicators]]
at = [4, 5]
label = "全年完成值"
field = "actual"

[[table.indicators]]
at = [6, 6]
label = "得分"
field = "own.points"
"""
_CHANGES = {
    'id = "ningxia-annex2-2024"': f'id = "{FORM_ID}"',
    'title = "部门项目支出预算绩效目标表"': 'title = "青水县项目自评表"',
    'required = ["name", "supervisor", "unit_name", "budget_total", "goal"]': 'required = ["name", "own.assessor"]',
    "[page]\n": _FIELDS.lstrip(),
    '项目支出预算绩效目标表", style': '自评表（第{own.round}轮）", style',
}
BOOK = """
    fiscal_year=2031 | department_name=青水县图书馆 | annex_number=3 | own.round=2
    # 书库改造 | unit_name=青水县图书馆 | budget_total=30 | budget_fiscal=30 \
        | goal=改造书库。 | own.assessor=何某 | own.sum_points=95.50
    - 数量 | 新增书架 | | actual=42组 | own.points=9.5
    - 质量 | 验收合格率 | | actual=100% | own.points=10.0
"""


def own_form_text() -> str:
    """The form file."""
    text = (paths.resources() / "forms" / "ningxia-annex2-2024.toml").read_text(encoding="utf-8")
    head = text.partition("[table]\n")[0]
    for old, new in _CHANGES.items():
        assert old in head, old
        head = head.replace(old, new, 1)
    return head + _TABLE.lstrip()


def put_into(folder: Path) -> None:
    """The form is among the user's own, whose folder this is."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "自评.toml").write_text(own_form_text(), encoding="utf-8")
    forget()


def own_book() -> Document:
    """A filled document of the form."""
    return written(BOOK, FORM_ID)
