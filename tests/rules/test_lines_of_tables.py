"""Lines as they stand in printed tables (all invented): right ones that were judged wrong, and wrong ones that nobody
blamed.

A line is an indicator in a project that has nothing else, or a project with its indicators. What a project lacks
(missing-required and the like) is no matter here.
"""

import pytest
from notation import document

from perfdesk.forms.loader import form
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Severity

_WANTING = ("missing-required", "plan", "project-code", "goal-empty")


def findings(text: str) -> list[Finding]:
    """What is said of a line or a project, but for what is missing."""
    whole = text if text.startswith("#") else f"# 青禾县项目\n- {text}"
    one = document(f"fiscal_year=2031 | department_name=青禾县\n{whole}")
    found = check(one, form(one.form))
    return [f for f in found if f.project and (f.rule not in _WANTING or f.facts[:1] == ("only-unit",))]


RIGHT = [
    "质量 | 巡查频率 | ≥2次/周",
    "时效 | 保养周期 | 1次/季度",
    "社会 | 十万人死亡率 | ≤2人/十万人",
    "社会 | 每千人发病率 | ≤3人/千人",
    "质量 | 管网故障率 | ≤2次/百公里",
    "数量 | 救助人次数 | ≥500人次",
    "成本 | 结算审减率 | ≥3%",
    "成本 | 概算偏差 | ≤5%",
    "成本 | 节电金额 | ≥3万元",
    "服务 | 投诉次数 | ≤3次",
    "服务 | 群众满意度 | 90%以上",
    "经济 | 亩产 | 高于全县平均水平",
    "生态 | 水质 | 达到Ⅲ类",
    "社会 | 无此类效益 | 不适用",
    """# 护林员补助 | budget_total=50 | budget_fiscal=50 | goal=聘用100人，每年10个月，每人每月500元。
    - 数量 | 聘用护林员人数 | 100人
    - 成本 | 护林员补助标准 | 500元/人/月""",
    """# 防汛物资仓库 | budget_total=100 | budget_fiscal=100 | period=3年 | goal=建成仓库1座，分3年建设。
    - 数量 | 建设仓库数量 | 1座
    - 成本 | 项目总投资 | ≤300万元""",
    """# 冷库 | budget_total=60 | budget_fiscal=60 | goal=建成冷库1座，带动农户增收40万元，节约运费35万元。
    - 数量 | 建成冷库数量 | 1座""",
    """# 资助 | budget_total=9 | budget_fiscal=9
    - 成本 | 补助标准 | 1000元/人
    - 成本 | 补助标准 | 1500元/人""",
    """# 资助 | budget_total=0 | budget_fiscal=0 | goal=用于清淤5万元，护坡4万元。
    - 数量 | 资助人数 | 90人
    - 成本 | 资助总成本 | ≤9万元
    - 成本 | 资助标准 | 1000元/人""",
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_line_is_at_most_hinted_at(text: str) -> None:
    said = [f for f in findings(text) if f.severity is not Severity.INFO]
    assert [(f.rule, f.message) for f in said if not (f.rule == "fund-sum" and "budget_total=0 " in text)] == []


# What nobody blamed, with the rules that find it now.
WRONG = [
    ("质量 | 设备完好率（%） | 95", "unit-incomplete"),
    ("数量 | 修缮面积 | 5000", "unit-incomplete"),
    ("数量 | ★修缮农房数（≥**户） | 20户", "leftover"),
    ("社会 | 受益人口 | 万人", "missing-required"),
    ("质量 | 验收合格率 | ≥105百分比", "satisfaction-range"),
    ("质量 | 设备在线率 | ≥0.95比例", "unit-mismatch"),
    ("质量 | 合格率 | ≥100%", "cannot-pass"),
    ("服务 | 满意度 | =95%", "operator-missing"),
    ("服务 | 纠纷起数 | 0起", "class-mismatch"),
    ("质量 | 群众满意度 | ≥90%", "class-mismatch"),
    ("成本 | 成本 | 60万元", "placeholder"),
    ("成本 | 总成本 | 不突破预算", "words-cost"),
    ("成本 | 费用控制 | 严格按每公里5万元支付", "words-cost"),
    ("成本 | 租车费 | 8万/月", "unit-incomplete"),
    ("质量 | 手续规范情况 | 遵守财务制度", "vague-target"),
    ("时效 | 实施时间 | 1-11月", "empty-timeliness"),
    ("数量 | 改造公厕20座 | 3公里", "name-value-disagree"),
    (
        """# 清淤 | budget_total=60 | budget_fiscal=60
    - 成本 | 清淤费用 | 30万元
    - 成本 | 护坡费用 | 10万元
    - 成本 | 管护费用 | 5万元""",
        "cost-reconcile",
    ),
    (
        """# 清淤 | budget_total=60 | budget_fiscal=60
    - 成本 | 清淤总费用 | 60万元,其中30万元用于渠道，15万元用于护坡，5万元用于管护""",
        "part-above-whole",
    ),
    ("质量 | 手续辦理合格率 | 100%", "leftover"),
    ("质量 | 安全事故 | 0发生率", "zero-rate"),
]


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_a_wrong_line_is_found(text: str, rule: str) -> None:
    assert rule in {f.rule for f in findings(text)}


def test_no_cure_writes_a_bound_twice_or_turns_a_saving_round() -> None:
    for line in ("服务 | 群众满意度 | 90%以上", "成本 | 节电金额 | ≥3万元"):
        assert [f.cure for f in findings(line)] == []


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("时效 | 检测时间 | ≥24小时，≤24小时", "limits-contradict", False),
        ("时效 | 检测时间 | ≥25小时，≤24小时", "limits-contradict", True),
        ("质量 | 管网故障率 | 5元/公里", "unit-mismatch", True),
        ("质量 | 管网故障率 | 5次/公里", "unit-mismatch", False),
    ],
)
def test_the_bound_between_right_and_wrong(text: str, rule: str, said: bool) -> None:
    assert (rule in {f.rule for f in findings(text)}) is said


def test_projects_of_one_name_may_share_a_goal() -> None:
    for name, said in (("甲渠清淤", False), ("乙渠清淤", True)):
        goal = "清淤渠道12公里，保证春灌用水到田"
        assert (
            "copied-project" in {f.rule for f in findings(f"# 甲渠清淤 | goal={goal}\n# {name} | goal={goal}")}
        ) is said
