"""The table of rules: one row each. A new check is one function in a family's file and one row here."""

from typing import Final

from perfdesk.rules.code import project_code, same_codes
from perfdesk.rules.complete import missing_from_document, missing_required
from perfdesk.rules.finding import Head, Rule
from perfdesk.rules.funds import cost_over_budget, fund_sum
from perfdesk.rules.plan import plan
from perfdesk.rules.reconcile import cost_reconcile, goal_sum, unit_incomplete, weight_sum
from perfdesk.rules.repeats import duplicate_indicator
from perfdesk.rules.units import class_mismatch, direction, operator_missing, satisfaction_range, unit_mismatch
from perfdesk.rules.wording import (
    attribute,
    basis,
    description_copies_name,
    doubled_text,
    empty_timeliness,
    goal_copies_purpose,
    leftover,
    leftover_in_document,
    placeholder,
    vague_target,
    value_in_name,
)

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
    Rule(
        "unit-mismatch",
        Head.SUITABLE,
        "单位与名称不符",
        "名称最后几个字说明要什么：率、比例、满意度要百分比，成本、费用、支出要金额，次数要次，人数要人，年限要年数，时间要时点或时长。",
        unit_mismatch,
    ),
    Rule(
        "class-mismatch",
        Head.RELEVANT,
        "内容与类别不符",
        "成本指标写金额，时效指标写时间或及时率，数量指标写数量，满意度指标写百分比。",
        class_mismatch,
    ),
    Rule(
        "cost-reconcile",
        Head.FEASIBLE,
        "数量乘标准",
        "数量乘单位成本（乘月数）应等于预算数；误差按写出的小数位数算，不足1%或预算有余的只提醒。数量或标准不止一个、说不准的，不提。",
        cost_reconcile,
    ),
    Rule(
        "doubled-text",
        Head.SUITABLE,
        "文字重复",
        "同一格里同一段话写了两遍，多是粘贴造成的。",
        doubled_text,
    ),
    Rule(
        "placeholder",
        Head.RELEVANT,
        "不是指标",
        "三级指标只写类别、取数的办法（调查问卷）或规定（控制在预算内），或名称与指标值是同一句话。",
        placeholder,
    ),
    Rule(
        "vague-target",
        Head.SUITABLE,
        "指标值无法衡量",
        "效益指标只写“显著提升”之类的话，没有数值、等级或比较的对象。",
        vague_target,
    ),
    Rule(
        "empty-timeliness",
        Head.SUITABLE,
        "时效没有时点",
        "时效指标只写年度、全年，或只写及时、按规定，没有说明何时完成。",
        empty_timeliness,
    ),
    Rule(
        "weight-sum",
        Head.COMPLETE,
        "权重合计",
        "表样有权重的，权重合计应为100。",
        weight_sum,
    ),
    Rule(
        "direction",
        Head.SUITABLE,
        "大于小于写反",
        "成本指标用“≤”，满意度指标用“≥”；等于预算数的成本不写“<”。",
        direction,
    ),
    Rule(
        "satisfaction-range",
        Head.SUITABLE,
        "满意度取值",
        "满意度写百分比，一般在80%到100%之间；除增长类指标外，百分比不超过100%。",
        satisfaction_range,
    ),
    Rule(
        "goal-copies-purpose",
        Head.RELEVANT,
        "目标照抄用途",
        "绩效目标写要达到的结果，不照抄资金用途。",
        goal_copies_purpose,
    ),
    Rule(
        "goal-sum",
        Head.FEASIBLE,
        "所列金额合计",
        "绩效目标或资金用途里逐项列出的金额，合计应等于预算数。",
        goal_sum,
    ),
    Rule(
        "unit-incomplete",
        Head.SUITABLE,
        "单位不完整",
        "名称或绩效目标说的是每人每月，指标值的单位也应写全，如“元/人/月”。",
        unit_incomplete,
    ),
    Rule(
        "operator-missing",
        Head.SUITABLE,
        "缺少符号",
        "满意度没有写“≥”，按字面只有正好等于才达标。",
        operator_missing,
    ),
    Rule(
        "value-in-name",
        Head.SUITABLE,
        "名称里有指标值",
        "名称只写衡量什么，数值写在指标值里。",
        value_in_name,
    ),
    Rule(
        "basis",
        Head.COMPLETE,
        "文号",
        "依据里的文号，年份是四位数。",
        basis,
    ),
    Rule(
        "attribute",
        Head.COMPLETE,
        "项目属性",
        "项目属性写新增、延续、一次性、经常性等。",
        attribute,
    ),
    Rule(
        "description-copies-name",
        Head.SUITABLE,
        "描述照抄名称",
        "指标描述应说明怎么算、从哪里取数。",
        description_copies_name,
    ),
    Rule(
        "leftover",
        Head.SUITABLE,
        "遗留文字",
        "模板里没有选的字样（厅/局）、没有填的“××”、中文里夹的外文词、像是录错的词。",
        leftover,
        leftover_in_document,
    ),
)
_BY_ID: Final = {one.id: one for one in RULES}


def rule(name: str) -> Rule:
    """The row of a rule; KeyError for a name that is not in the table."""
    return _BY_ID[name]
