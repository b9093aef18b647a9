"""Each rule by a table: right lines, of which it says nothing, and wrong ones, up to the bound between the two.

A case is an indicator (class, name, target, and what else matters) in a project that has nothing else; behind it stands
how grave the finding is, and behind "→" the target or text that its cure sets; "" where nothing is said.
"""

import pytest

from perfdesk.model.edits import SetFields
from perfdesk.rules.finding import Finding
from tests.rules.conftest import Found


def told(findings: list[Finding]) -> str:
    """The gravity of each finding, with what its cure writes."""
    lines = []
    for finding in findings:
        texts = list(finding.cure.texts.values()) if isinstance(finding.cure, SetFields) else []
        lines.append("".join([finding.severity.value, *(f" →{text}" for text in texts)]))
    return "; ".join(lines)


UNITS = [
    # A share wants per cent. A bare number up to 100 has lost its sign; up to 1 it may be a share of one.
    ("质量 | 抽检合格率 | ≥95%", ""),
    ("质量 | 抽检合格率 | ≥95‰", ""),
    ("质量 | 抽检合格率 | ≥95", ""),
    ("质量 | 抽检合格率 | ≥95公里", "error"),
    ("质量 | 抽检合格率 | ≥95人", "error"),
    ("质量 | 抽检合格率 | ≥95分", "warning"),
    ("服务 | 抽检满意度 | ≥95分", ""),
    ("质量 | 抽检合格率 | ≥9成", "warning →≥90%"),
    ("质量 | 抽检合格率 | 10成", "warning →100%"),
    ("质量 | 抽检合格率 | 11成", ""),
    ("质量 | 抽检合格率 | ≥97百分点", "warning →≥97%"),
    ("质量 | 抽检合格率 | ≥51百分点", "warning →≥51%"),
    ("质量 | 抽检合格率 | ≥50百分点", ""),
    ("质量 | 抽检合格率提高 | ≥97百分点", ""),
    ("质量 | 抽检合格率 | ≥98%及格", ""),
    ("质量 | 在线 | ≥0.95比例", "warning →≥95%"),
    ("质量 | 在线 | 1比例", "warning →100%"),
    ("质量 | 在线率 | 1.01比例", ""),
    ("质量 | 抽检合格率 | ≥95眼", ""),
    ("质量 | 抽检合格率 | 较高", ""),
    ("质量 | 抽检合格率 | 90%~95%", ""),
    ("质量 | 抽检合格率 | 90~95人", "error"),
    ("质量 | 抽检合格率指标 | ≥95人", "error"),
    ("质量 | 抽检合格率情况 | ≥95人", ""),
    ("质量 | 抽检合格率 | ", ""),
    # A life lasts years, and is never told in words.
    ("可持续 | 渠道使用年限 | ≥15年", ""),
    ("可持续 | 渠道使用年限 | 长期", "error"),
    ("可持续 | 渠道使用年限 | ≥15%", "error"),
    ("可持续 | 渠道使用年限 | ≥15", ""),
    # A cost is money; in another class the same words are something done.
    ("成本 | 管护成本 | ≤5万元", ""),
    ("成本 | 管护成本 | ≤5%", "error"),
    ("成本 | 管护成本 | 5月底前", "error"),
    ("数量 | 发放工资 | 5人", ""),
    ("成本 | 发放工资 | 5人", "error"),
    # Times, persons, visits.
    ("数量 | 巡查次数 | 12次", ""),
    ("数量 | 巡查次数 | 12人次", "warning"),
    ("数量 | 巡查次数 | 12人", "error"),
    ("数量 | 巡查人数 | 12人", ""),
    ("数量 | 巡查人数 | 12人次", ""),
    ("数量 | 巡查人数 | 12次", "error"),
    ("时效 | 完工时间 | 6月底前", ""),
    ("时效 | 完工时间 | 30天", ""),
    ("时效 | 完工时间 | 30%", "error"),
]

CLASSES = [
    ("成本 | 管护投入 | ≤5万元", ""),
    ("成本 | 管护投入 | 5人", "warning"),
    ("成本 | 管护投入 | 5人次", "warning"),
    ("成本 | 管护投入 | 5天", "warning"),
    ("成本 | 管护投入 | 6月底前", "warning"),
    ("成本 | 管护投入 | 5%", "error"),
    ("成本 | 管护投入 | 5公里", ""),
    ("成本 | 管护投入节约率 | 5%", ""),
    ("成本 | 管护投入 | 有所下降", ""),
    ("成本 | 管护投入 | ", ""),
    ("时效 | 清淤 | 6月底前", ""),
    ("时效 | 清淤 | 5万元", "error"),
    ("时效 | 清淤 | 95%", "error"),
    ("时效 | 清淤及时率 | 95%", ""),
    ("时效 | 清淤及时率 | 5万元", "error"),
    ("时效 | 清淤 | 3次", ""),
    ("数量 | 清淤长度 | 12公里", ""),
    ("数量 | 清淤长度 | 12%", ""),
    ("数量 | 清淤长度 | 6月底前", "warning"),
    ("数量 | 清淤长度 | 12个月", ""),
    ("服务 | 村民满意度 | ≥90%", ""),
    ("服务 | 村民满意度 | ≥90", ""),
    ("服务 | 村民满意度 | ≥90人", "error"),
    ("服务 | 村民满意度 | 6月底前", "error"),
    ("服务 | 村民满意度 | 满意", ""),
    ("质量 | 村民评价 | ≥90人", ""),
]

DIRECTIONS = [
    ("成本 | 管护成本 | ≤5万元", ""),
    ("成本 | 管护成本 | 5万元", ""),
    ("成本 | 管护成本 | ≥5万元", "error →≤5万元"),
    ("成本 | 管护成本 | >5万元", "error →≤5万元"),
    ("成本 | 节约管护成本 | ≥5万元", ""),
    ("成本 | 管护成本 | ≥5%", ""),
    ("数量 | 管护成本 | ≥5万元", ""),
    # Less than the whole budget of 9 万元 would be missed by spending it.
    ("成本 | 管护成本 | <9万元", "warning →≤9万元"),
    ("成本 | 管护成本 | <90000元", "warning →≤90000元"),
    ("成本 | 管护成本 | <8.99万元", ""),
    ("成本 | 管护成本 | ≤9万元", ""),
    ("成本 | 节约管护成本 | <9万元", ""),
    ("服务 | 村民满意度 | ≥90%", ""),
    ("服务 | 村民满意度 | ≤90%", "error →≥90%"),
    ("服务 | 村民满意度 | <90%", "error →≥90%"),
    ("服务 | 村民投诉率 | ≤2%", ""),
    ("服务 | 村民投诉率 | ≥2%", "warning →≤2%"),
    ("服务 | 信访村民满意度 | ≤90%", "error →≥90%"),
    ("服务 | 村民不满意率 | ≤5%", ""),
    ("质量 | 管道故障率 | ≤2%", ""),
    ("质量 | 管道故障率 | >2%", "warning →≤2%"),
    ("质量 | 管道故障率 | 2%", ""),
    ("质量 | 管道故障率下降 | ≥2%", ""),
    ("质量 | 管道故障率 | 较低", ""),
]

SATISFACTION = [
    # Five stars or points are another scale.
    ("服务 | 抽检满意度 | ≥5分", ""),
    ("服务 | 抽检满意度 | ≥6分", "warning"),
    ("服务 | 抽检满意度 | ≥0.9分", ""),
    ("服务 | 抽检满意度 | ≥4星", ""),
    ("服务 | 抽检满意度 | ≥70分（百分制）", "warning"),
    ("服务 | 抽检满意度 | ≥70分（满分75分）", ""),
    ("服务 | 村民满意度 | ≥80%", ""),
    ("服务 | 村民满意度 | ≥79.9%", "warning"),
    ("服务 | 村民满意度 | ≥99.9%", ""),
    ("服务 | 村民满意度 | 100%", "warning"),
    ("服务 | 村民满意度 | 100.1%", "error"),
    ("服务 | 村民满意度 | ≥79", "warning"),
    ("服务 | 村民满意度 | ≥80", ""),
    # A number up to 1 may be a share of one; with its sign it is not.
    ("服务 | 村民满意度 | ≥1", ""),
    ("服务 | 村民满意度 | ≥1.1", "warning"),
    ("服务 | 村民满意度 | ≥1%", "warning"),
    ("服务 | 村民满意度 | 满意", "warning"),
    ("服务 | 村民满意度 | ", ""),
    ("服务 | 村民满意度 | ≥70人", ""),
    ("服务 | 村民投诉率 | ≤5%", ""),
    ("服务 | 村民不满意率 | ≤5%", ""),
    ("服务 | 信访村民满意度 | ≥5%", "warning"),
    # Elsewhere a share ends at 100, but for growth; where it cannot pass, passing is an error.
    ("质量 | 抽检合格率 | 100%", ""),
    ("质量 | 抽检合格率 | 100.1%", "error"),
    ("质量 | 抽检比 | 101%", "warning"),
    ("质量 | 抽检比 | 1001‰", ""),
    ("经济 | 产量增长 | 120%", ""),
    ("经济 | 产量 | 120公斤", ""),
]

OPERATORS = [
    ("服务 | 村民满意度 | ≥90%", ""),
    ("服务 | 村民满意度 | 90%", "info →≥90%"),
    ("服务 | 村民满意度 | 99.5%", "info →≥99.5%"),
    ("服务 | 村民满意度 | 100%", ""),
    ("服务 | 村民满意度 | 90", ""),
    # "=" is met by the very number alone, as is nothing at all.
    ("服务 | 村民满意度 | =90%", "info →≥90%"),
    ("服务 | 村民满意度 | 90人", ""),
    ("服务 | 村民投诉率 | 2%", "info →≤2%"),
    ("质量 | 村民评价 | 90%", ""),
]

TIMES = [
    ("时效 | 清淤完成 | 6月底前", ""),
    ("时效 | 清淤完成 | 2031年", "warning"),
    ("时效 | 清淤完成 | 2031年内", "warning"),
    ("时效 | 清淤完成 | 2031年度", "warning"),
    ("时效 | 清淤完成 | 2031年6月", ""),
    ("时效 | 清淤完成 | 全年", "warning"),
    ("时效 | 清淤完成 | 1年", "warning"),
    ("时效 | 清淤完成 | 2年", ""),
    ("时效 | 清淤完成 | 及时", "warning"),
    ("时效 | 清淤完成 | 按计划完成", "warning"),
    ("时效 | 清淤完成 | 及时，3日内", ""),
    ("时效 | 清淤完成 | 按时", "warning"),
    ("时效 | 清淤完成 | 汛期前", ""),
    # That something lasts a year is a time; that it is in time is none.
    ("时效 | 管护期限 | 1年", ""),
    ("时效 | 管护周期 | 全年", ""),
    ("时效 | 管护时长 | 按时", "warning"),
    ("时效 | 按时清淤 | 按时清淤", ""),
    ("时效 | 清淤完成 | ", ""),
    ("质量 | 清淤完成 | 及时", ""),
]

VAGUE = [
    ("社会 | 出行条件 | 显著改善", "warning"),
    ("社会 | 出行条件 | 通车", "warning"),
    ("社会 | 出行条件 | ≥95%", ""),
    ("社会 | 出行条件 | 达到二级", ""),
    ("社会 | 出行条件 | 改善3处", ""),
    ("社会 | 出行条件 | 无事故", ""),
    ("社会 | 出行条件 | ", ""),
    ("社会 | 出行条件改善 | 出行条件改善", ""),
    ("可持续 | 管护机制 | 长效", "warning"),
    ("质量 | 路面平整 | 有效提升", "warning"),
    ("质量 | 路面平整 | 得到有效提升", "warning"),
    ("质量 | 路面平整 | 提升", "warning"),
    # A short word counts only by itself.
    ("质量 | 路面平整 | 提升平整", ""),
    ("质量 | 路面平整 | 平整", ""),
    ("时效 | 清淤完成 | 显著提升", ""),
    ("服务 | 村民满意度 | 显著提升", ""),
    ("可持续 | 渠道使用年限 | 长期", ""),
]

NAMES = [
    ("数量 | 清淤长度 | 12公里", ""),
    ("数量 | 数量指标 | 12公里", "error"),
    ("数量 | 产出指标 | 12公里", "error"),
    ("数量 | 数 量 指 标 | 12公里", "error"),
    ("数量 | 质量指标 | 12公里", ""),
    ("服务 | 调查问卷 | ≥90%", "warning"),
    ("服务 | 村民调查问卷 | ≥90%", ""),
    ("成本 | 控制在预算内 | ≤9万元", "warning"),
    ("成本 | 成本控制在预算内 | ≤9万元", "warning"),
    ("数量 | 控制在预算内 | ≤9万元", ""),
    ("社会 | 方便出行 | 方便出行", "warning"),
    ("社会 | 方便出行 | 方便群众出行", ""),
    ("社会 | 方便出行 | ", ""),
    ("数量 |  | 12公里", ""),
]

IN_NAME = [
    ("数量 | 清淤渠道 | 12公里", ""),
    ("数量 | 清淤渠道12公里 | 12公里", "warning"),
    ("数量 | 清淤渠道12公里 | ≥12公里", "warning"),
    ("数量 | 清淤渠道12 公里 | 12公里", "warning"),
    ("数量 | 清淤渠道13公里 | 12公里", ""),
    ("数量 | 清淤渠道12 | 12", ""),
    ("数量 | 清淤渠道12公里 | 若干", ""),
]

BASES = [
    ("数量 | 清淤长度 | 12公里 | basis=青政发〔2031〕12号", ""),
    ("数量 | 清淤长度 | 12公里 | basis=青政发〔1999〕12号", ""),
    ("数量 | 清淤长度 | 12公里 | basis=青政发〔203〕12号", "warning"),
    ("数量 | 清淤长度 | 12公里 | basis=青政发[31]第12号", "warning"),
    ("数量 | 清淤长度 | 12公里 | basis=青政发（20311）12号", "warning"),
    ("数量 | 清淤长度 | 12公里 | basis=青政发〔2131〕12号", "warning"),
    ("数量 | 清淤长度 | 12公里 | basis=青政发【203】12号、青财〔203〕9号", "warning; warning"),
    ("数量 | 清淤长度 | 12公里 | basis=青政发〔203〕12号，又青政发〔203〕12号", "warning"),
    ("数量 | 清淤长度 | 12公里 | basis=〔203〕12页", ""),
]

COSTS = [
    ("成本 | 每人每月补助 | 1000元", "warning →1000元/人/月"),
    ("成本 | 每人每月补助 | ≤1000元", "warning →≤1000元/人/月"),
    ("成本 | 每人每月补助 | 1000元/人/月", ""),
    ("成本 | 每人每月补助 | 1000元/人", "warning"),
    ("成本 | 每人每月补助 | 1000元/人·月", ""),
    # What is paid for each is per one: 元/人, though nobody knows for which time.
    ("成本 | 每人补助 | 1000元", "warning"),
    ("成本 | 补助 | 1000元", ""),
    ("成本 | 租车费 | 8万/月", "warning →8万元/月"),
    ("成本 | 租车费 | 8万元/月", ""),
    ("成本 | 租车费 | 8", "warning"),
    ("数量 | 租车 | 8", "warning"),
    ("数量 | 租车（辆） | 8", ""),
    ("数量 | 租车 | 8辆", ""),
    ("质量 | 功率因数 | 0.95", ""),
    ("数量 | 每人每月补助 | 1000元", ""),
    ("成本 | 每人每月补助 | 1000人", ""),
]

TABLES = {
    "unit-mismatch": UNITS, "class-mismatch": CLASSES, "direction": DIRECTIONS, "satisfaction-range": SATISFACTION,
    "operator-missing": OPERATORS, "empty-timeliness": TIMES, "vague-target": VAGUE, "placeholder": NAMES,
    "value-in-name": IN_NAME, "basis": BASES, "unit-incomplete": COSTS,
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "line", "said"), [(rule, line, said) for rule, cases in TABLES.items() for line, said in cases]
)
def test_a_line_and_what_is_said_of_it(found: Found, rule: str, line: str, said: str) -> None:
    findings = found(rule, f"fiscal_year=2031\n# 清淤 | budget_total=9\n- {line}")
    assert told(findings) == said
    assert all((one.project, one.indicator) == ("p1", "p1.1") for one in findings)


# --- two lines of one project ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("数量 | 清淤长度 | 12公里", "数量 | 清淤宽度 | 12公里", False),
        ("数量 | 清淤长度 | 12公里", "数量 | 清淤长度 | 12公里", True),
        ("数量 | 清淤长度 | 12公里", "数量 | 清淤 长度： | 13公里", True),
        # In another class a short name means another thing, unless the value is the same too.
        ("数量 | 清淤长度 | 12公里", "质量 | 清淤长度 | 13公里", False),
        ("数量 | 清淤长度 | 12公里", "质量 | 清淤长度 | 12公里", True),
        ("数量 | 渠道清淤长度 | 12公里", "质量 | 渠道清淤长度 | 13公里", True),
        ("数量 | 渠清淤长度 | 12公里", "质量 | 渠清淤长度 | 13公里", False),
        # A verb before the name changes nothing where the value is the same.
        ("社会 | 道路通行能力 | ≥95%", "社会 | 提高道路通行能力 | ≥95%", True),
        ("社会 | 道路通行能力 | ≥95%", "社会 | 提高道路通行能力 | ≥96%", False),
        ("社会 | 通行能力 | ≥95%", "社会 | 提高通行能力 | ≥95%", True),
        ("社会 | 通行力 | ≥95%", "社会 | 提高通行力 | ≥95%", False),
        # Descriptions may tell two of one name apart; of equal values they do not.
        ("数量 | 清淤长度 | 12公里 | description=东支渠", "数量 | 清淤长度 | 13公里 | description=西支渠", False),
        ("数量 | 清淤长度 | 12公里 | description=东支渠", "数量 | 清淤长度 | 13公里 | description=东支渠", True),
        ("数量 | 清淤长度 | 12公里 | description=东支渠", "数量 | 清淤长度 | 13公里", True),
        ("数量 | 清淤长度 | 12公里 | description=东支渠", "数量 | 清淤长度 | 12公里 | description=西支渠", True),
        # What is blank is no indicator yet.
        ("数量 |  | 12公里", "数量 |  | 12公里", False),
        ("数量 | 清淤长度 | ", "质量 | 清淤长度 | ", False),
    ],
)
def test_two_lines_that_are_one(found: Found, one: str, other: str, said: bool) -> None:
    findings = found("duplicate-indicator", f"# 清淤\n- {one}\n- {other}")
    assert [(finding.indicator, finding.field) for finding in findings] == [("p1.2", "name")] * said
    assert all((finding.cure is not None) is (one == other) for finding in findings)


def test_each_of_several_is_held_against_the_first(found: Found) -> None:
    findings = found(
        "duplicate-indicator", "# 清淤\n- 数量 | 长度 | 1米\n- 质量 | 宽度 | 1米\n" + "- 数量 | 长度 | 2米\n" * 2
    )
    assert [finding.indicator for finding in findings] == ["p1.3", "p1.4"]
    assert findings[1].message == "“长度”与第1条指标“长度”重复，应删去一条，或改成不同的指标。"
    assert findings[1].evidence == "第1条 数量指标“长度”1米；第4条 数量指标“长度”2米"


# --- texts of a project ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("清淤水渠保灌溉", ""),
        ("清淤水渠清淤水渠", "error →清淤水渠"),
        ("清淤水渠，清淤水渠", "error →清淤水渠"),
        ("清淤水渠。清淤水渠", "error →清淤水渠"),
        ("清淤水渠 清淤水渠", "error →清淤水渠"),
        ("清淤渠清淤渠", ""),
        ("清淤水渠清淤水沟", ""),
        ("清淤水渠，，清淤水渠", ""),
        ("清淤水渠清淤水渠清淤水渠", ""),
        ("哈哈哈哈哈哈哈哈", ""),
        ("一二三三一二三三", ""),
        ("一二三四一二三四", "error →一二三四"),
    ],
)
def test_a_text_that_stands_twice(found: Found, text: str, said: str) -> None:
    assert told(found("doubled-text", f"# 清淤 | goal={text}")) == said
    assert told(found("doubled-text", f"# 清淤\n- 数量 | {text} | 1米")) == said


@pytest.mark.parametrize(
    ("goal", "purpose", "said"),
    [
        ("清淤水渠。", "支付人工费。", ""),
        ("清淤水渠。", "清淤水渠", "warning"),
        ("1.清淤水渠。", "（1）清淤水渠；", "warning"),
        ("2、清淤 水渠", "清淤水渠", "warning"),
        ("清淤水渠10公里", "清淤水渠", ""),
        ("", "", ""),
        ("。", "，", ""),
    ],
)
def test_a_goal_that_is_the_purpose(found: Found, goal: str, purpose: str, said: str) -> None:
    assert told(found("goal-copies-purpose", f"# 清淤 | goal={goal} | purpose={purpose}")) == said


@pytest.mark.parametrize(
    ("budget", "goal", "said"),
    [
        ("9", "清淤5万元，护坡4万元", ""),
        ("9", "清淤5万元，护坡40000元", ""),
        ("9", "清淤5万元，护坡3万元", "warning"),
        ("9", "清淤5万元，护坡4.5万元", ""),
        ("9", "清淤5万元，护坡4.51万元", "warning"),
        ("9.0", "清淤5万元，护坡4.05万元", ""),
        ("9.0", "清淤5万元，护坡4.06万元", "warning"),
        # One amount is no list; half and twice the budget are as far as a list may be off.
        ("9", "清淤5万元", ""),
        ("9", "清淤2万元，护坡2.5万元", "warning"),
        ("9", "清淤2万元，护坡2.49万元", ""),
        ("9", "清淤9万元，护坡9万元", "warning"),
        ("9", "清淤9万元，护坡9.01万元", ""),
        # Of one of many, of a part, of a bound, nothing is added.
        ("9", "清淤5万元，其中护坡3万元", ""),
        ("9", "每处清淤5万元，护坡3万元", ""),
        ("9", "清淤5万元/处，护坡3万元", ""),
        ("9", "清淤5万元，护坡不超过3万元", ""),
        ("0", "清淤5万元，护坡3万元", ""),
        ("", "清淤5万元，护坡3万元", ""),
    ],
)
def test_amounts_that_a_goal_lists(found: Found, budget: str, goal: str, said: str) -> None:
    for key in ("goal", "purpose"):
        findings = found("goal-sum", f"# 清淤 | budget_total={budget} | {key}={goal}")
        assert told(findings) == said
        assert all(finding.field == key for finding in findings)


@pytest.mark.parametrize(
    ("attribute", "said"),
    [
        ("新增", ""),
        ("延续项目", ""),
        ("一 次 性", ""),
        ("常年性", ""),
        ("", ""),
        ("重要", "warning"),
        ("1年", "warning"),
    ],
)
def test_an_attribute_that_the_list_lacks(found: Found, attribute: str, said: str) -> None:
    assert told(found("attribute", f"# 清淤 | attribute={attribute}")) == said


@pytest.mark.parametrize(("same", "other", "said"), [(0, 2, 0), (1, 2, 0), (1, 1, 1), (2, 2, 1), (2, 3, 0), (3, 0, 1)])
def test_descriptions_that_are_names(found: Found, same: int, other: int, said: int) -> None:
    """Said once for a project, where at least half of the descriptions are names."""
    rows = [f"- 数量 | 第{at}渠 | 1米 | description=第 {at} 渠" for at in range(same)]
    rows += [f"- 数量 | 第{at}沟 | 1米 | description=沟的长度" for at in range(other)]
    findings = found("description-copies-name", "# 清淤\n" + "\n".join(rows))
    assert [finding.message[:1] for finding in findings] == [str(same)] * said
    assert not found("description-copies-name", "# 清淤\n" + "\n".join(rows), "ningxia-annex2-2024")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("清淤水渠", ""),
        ("由水务（厅/局）清淤", "warning"),
        ("清淤××公里", "warning"),
        ("清淤XX公里", "warning"),
        ("清淤X公里", ""),
        ("清淤 and 护坡", "warning"),
        ("清淤and护坡", "warning"),
        ("清淤 band 护坡", ""),
        ("A and B", ""),
        ("清淤水渠長度", "warning"),
        ("建立帐户", "info →建立账户"),
        ("建立账户", ""),
        ("搭帐篷", ""),
        ("按需照片护渠人员", "info →按需招聘护渠人员"),
        ("为护渠人员拍照片", ""),
        ("××清淤 and 護坡", "warning; warning; warning"),
        ("遊客中心", "warning"),
        ("示例：清淤", "warning"),
        ("清淤○○公里", "warning"),
        ("清淤≥×公里", "warning"),
        ("每天5×8小时", ""),
        ("单价×数量", ""),
        ("清淤N处", "warning"),
        ("二〇〇五年", ""),
    ],
)
def test_what_was_left_in_a_text(found: Found, text: str, said: str) -> None:
    assert told(found("leftover", f"# 清淤 | goal={text}")) == said
    assert told(found("leftover", f"safeguards={text}")) == said


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("budget_total", "１２．５", "info →12.5"),
        ("code", "Ａ１", "info →A1"),
        ("plan_03", "１０％", "info →10%"),
        ("budget_total", "12.5", ""),
        ("goal", "清淤１２公里", ""),
        ("code", "（1）", ""),
    ],
)
def test_wide_characters_of_numbers_and_codes(found: Found, key: str, text: str, said: str) -> None:
    assert told(found("leftover", f"# 清淤 | {key}={text}")) == said


# --- quantity times unit cost ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "quantity", "cost", "said"),
    [
        ("9.00", "90人", "1000元/人", ""),
        ("9.00", "91人", "1000元/人", "error"),
        # Less than what the budget says may be for what nobody counts.
        ("9.00", "89人", "1000元/人", "warning"),
        # Up to a hundredth of the budget above it is a reminder.
        ("900.00", "9090人", "1000元/人", "warning"),
        ("900.00", "9091人", "1000元/人", "error"),
        # Within the rounding of the budget and of the cost.
        ("9", "96人", "1000元/人", "error"),
        ("9", "95人", "1000元/人", ""),
        ("9.0", "94人", "1000元/人", "error"),
        # Persons by another name, months, quarters.
        ("9", "90名", "1000元/人", ""),
        ("12", "10人", "1000元/人/月", ""),
        ("4", "10人", "1000元/人/季度", ""),
        ("1", "10人", "1000元/人/年", ""),
        # A bound leaves room on one side.
        ("9", "≥80人", "1000元/人", ""),
        ("9", "≥100人", "1000元/人", "error"),
        ("9", "100人", "≤1000元/人", ""),
        ("9", "80人", "≤1000元/人", "warning"),
        # What does not belong together, or is no cost of one.
        ("9", "91处", "1000元/人", ""),
        ("9", "91人", "1000元", ""),
        ("", "91人", "1000元/人", ""),
        ("9", "91人", "1000元/人/处", ""),
    ],
)
def test_quantity_times_cost(found: Found, budget: str, quantity: str, cost: str, said: str) -> None:
    text = f"# 清淤 | budget_total={budget}\n- 数量 | 清淤数量 | {quantity}\n- 成本 | 清淤标准 | {cost}"
    assert told(found("cost-reconcile", text)) == said
