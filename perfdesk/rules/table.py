"""The table of rules: one row each. A new check is one function in a family's file and one row here."""

from typing import Final

from perfdesk.rules.code import project_code, same_codes
from perfdesk.rules.complete import missing_from_document, missing_required
from perfdesk.rules.finding import Head, Rule
from perfdesk.rules.funds import cost_over_budget, fund_sum
from perfdesk.rules.plan import plan
from perfdesk.rules.repeats import duplicate_indicator

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "missing-required",
        Head.COMPLETE,
        "必填内容",
        "表样要求的项目内容、必填的指标类别，以及每条指标的名称和指标值都应填写；指标值不能只有单位或符号。",
        missing_required,
        missing_from_document,
    ),
    Rule(
        "fund-sum",
        Head.COMPLETE,
        "资金合计",
        "预算数应等于财政资金与其他资金之和，按填写的数字相加；只差在小数位数上的，提醒核对。",
        fund_sum,
    ),
    Rule(
        "plan",
        Head.FEASIBLE,
        "支出计划",
        "3、6、10、12月底的支出计划是累计百分比，应在0到100之间，不得下降，12月底应为100%。",
        plan,
    ),
    Rule(
        "project-code",
        Head.COMPLETE,
        "项目编码",
        "项目编码21位：行政区划6位、年度2位、类别1位，后12位中末位在部分地区是校验码；年度应与预算年度一致，编码不得重复。",
        project_code,
        same_codes,
    ),
    Rule(
        "cost-over-budget",
        Head.FEASIBLE,
        "成本超预算",
        "说明全部成本的成本指标不得超过项目的预算数；单位成本、人均标准不在此列。",
        cost_over_budget,
    ),
    Rule(
        "duplicate-indicator",
        Head.RELEVANT,
        "指标重复",
        "同一个项目里，一条指标只写一次；换一个类别、名称前加一个动词而指标值相同，也是重复。",
        duplicate_indicator,
    ),
)
_BY_ID: Final = {one.id: one for one in RULES}


def rule(name: str) -> Rule:
    """The row of a rule; KeyError for a name that is not in the table."""
    return _BY_ID[name]
