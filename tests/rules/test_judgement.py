"""How well the checks judge tables that they were not made from: invented projects of other kinds, right and wrong.

`wanted` is what a reviewer would write on a table, as errors and warnings. Two numbers come out: how much of it is
found, and how much of what is called an error is wrong.
"""

from typing import NamedTuple

import pytest
from notation import document

from perfdesk.forms.loader import form
from perfdesk.rules.check import check
from perfdesk.rules.finding import Severity


class Table(NamedTuple):
    """One project; `wanted` names rule and field of what a reviewer would write."""

    kind: str
    text: str
    wanted: frozenset[tuple[str, str]] = frozenset()


def _wanted(*pairs: str) -> frozenset[tuple[str, str]]:
    return frozenset((rule, field) for rule, field in (pair.split() for pair in pairs))


_MONEY = "budget_total={0} | budget_fiscal={0} | plan_03=10% | plan_06=40% | plan_10=80% | plan_12=100%"

TABLES = (
    # --- right --------------------------------------------------------------------------------------------------
    Table("道路", f"""
        # 县乡公路养护 | {_MONEY.format('120.00')} | purpose=支付养护人工和材料费。 | goal=养护60公里县乡公路。
        - 数量 | 养护里程 | 60公里
        - 数量 | 修补坑槽面积 | ≥1200平方米
        - 质量 | 路况优良率 | ≥85%
        - 质量 | 工程验收合格率 | 100%
        - 时效 | 养护任务完成时间 | 2031年11月底前
        - 成本 | 每公里养护成本 | ≤2万元/公里
        - 社会 | 受益人口 | ≥3.2万人
        - 服务 | 沿线群众满意度 | ≥90%"""),
    Table("培训", f"""
        # 骨干教师培训 | {_MONEY.format('15.00')} | purpose=支付培训的食宿和师资费。 | goal=培训300名骨干教师。
        - 数量 | 培训人数 | 300人
        - 数量 | 培训期数 | 4期
        - 质量 | 结业考核合格率 | ≥95%
        - 时效 | 培训按期完成率 | 100%
        - 成本 | 人均培训成本 | 500元/人
        - 社会 | 受训教师任课班级数 | ≥260个
        - 服务 | 参训教师满意度 | ≥92%"""),
    Table("补贴", f"""
        # 高龄老人补贴 | {_MONEY.format('86.40')} | purpose=发放80岁以上老人补贴。 | goal=为1200名老人按月发放补贴。
        - 数量 | 补贴老人人数 | 1200人
        - 质量 | 补贴对象认定准确率 | ≥99%
        - 时效 | 补贴当月发放率 | 100%
        - 成本 | 补贴标准 | 60元/人/月
        - 社会 | 政策知晓率 | ≥90%
        - 服务 | 受补贴老人满意度 | ≥95%"""),
    Table("软件", f"""
        # 不动产登记系统运维 | {_MONEY.format('48')} | purpose=支付系统运维服务费。 | goal=系统全年稳定运行。
        - 数量 | 运维系统数量 | 3个
        - 数量 | 巡检次数 | ≥12次
        - 质量 | 系统可用率 | ≥99.5%
        - 时效 | 故障响应时间 | ≤30分钟
        - 时效 | 故障恢复时间 | 2小时内
        - 成本 | 年运维费用 | ≤48万元
        - 社会 | 网上办件占比 | ≥70%
        - 可持续 | 系统设计使用年限 | ≥5年
        - 服务 | 窗口人员满意度 | ≥90%"""),
    Table("绿化", f"""
        # 城区公园绿化管护 | {_MONEY.format('35.6')} | purpose=支付绿地管护和补植费。 | goal=管护绿地8.9万平方米。
        - 数量 | 管护绿地面积 | 8.9万平方米
        - 数量 | 补植苗木 | ≥3000株
        - 质量 | 苗木成活率 | ≥95%
        - 时效 | 补植完成时限 | 4月底前
        - 成本 | 单位面积管护成本 | ≤4元/平方米
        - 生态 | 城区绿化覆盖率 | ≥38%
        - 服务 | 市民满意度 | ≥88%"""),
    Table("活动", f"""
        # 全民健身活动 | {_MONEY.format('20')} | purpose=举办群众体育赛事。 | goal=举办赛事10场，参加5000人次以上。
        - 数量 | 举办赛事场次 | 10场
        - 数量 | 参赛人次 | ≥5000人次
        - 质量 | 赛事安全事故 | 0起
        - 时效 | 赛事按期举办率 | 100%
        - 成本 | 场均办赛成本 | 2万元/场
        - 社会 | 经常参加锻炼人数比例 | ≥36%
        - 服务 | 参赛人员满意度 | ≥90%"""),
    Table("采购", f"""
        # 消防车购置 | {_MONEY.format('260')} | purpose=购置水罐消防车2辆。 | goal=购置水罐消防车2辆，提高灭火能力。
        - 数量 | 购置消防车数量 | 2辆
        - 质量 | 车辆验收合格率 | 100%
        - 时效 | 交付时间 | 2031年9月30日前
        - 成本 | 车辆单价 | 130万元/辆
        - 社会 | 火警平均到场时间 | ≤15分钟
        - 可持续 | 车辆使用年限 | ≥15年
        - 服务 | 消防队员满意度 | ≥90%"""),
    Table("救助", f"""
        # 困难学生资助 | {_MONEY.format('30.00')} | purpose=资助困难家庭学生。 | goal=资助学生400名，做到应助尽助。
        - 数量 | 资助学生人数 | ≥400人
        - 质量 | 资助对象公示率 | 100%
        - 时效 | 资助金按时发放率 | 100%
        - 成本 | 生均资助标准 | ≤750元/人
        - 社会 | 受资助学生因贫辍学人数 | 0人
        - 服务 | 受资助学生满意度 | ≥95%"""),
    Table("窗口服务", f"""
        # 政务大厅运行 | {_MONEY.format('66')} | purpose=支付大厅水电、保洁和人员费。 | goal=全年对外办事250天。
        - 数量 | 对外服务天数 | ≥250天
        - 数量 | 补助月数 | 12个月
        - 质量 | 有责投诉次数 | ≤2次
        - 质量 | 办件差错率 | ≤0.5%
        - 时效 | 平均等待时间 | ≤15分钟
        - 时效 | 资金拨付时间 | 收到指标后15个工作日内
        - 成本 | 节约办公费用 | ≥3万元
        - 成本 | 成本控制率 | ≤100%
        - 经济 | 带动群众少跑路节约支出 | ≥20万元
        - 社会 | 网办率 | 75%-85%
        - 服务 | 办事群众投诉率 | ≤1%
        - 服务 | 办事群众满意度 | ≥95%"""),
    Table("农业", f"""
        # 冬小麦良种补贴 | {_MONEY.format('150')} | purpose=采购良种并发放。 | goal=推广良种10万亩，亩均增产20公斤。
        - 数量 | 推广良种面积 | 10万亩
        - 质量 | 良种纯度合格率 | ≥99%
        - 时效 | 良种发放时限 | 9月20日前
        - 成本 | 亩均补贴标准 | 15元/亩
        - 经济 | 亩均增产 | ≥20公斤
        - 经济 | 投入产出比率 | ≥180%
        - 生态 | 农药使用量下降率 | ≥3%
        - 服务 | 种粮农户满意度 | 90%~95%"""),
    # --- wrong --------------------------------------------------------------------------------------------------
    Table("道路", f"""
        # 农村公路修复 | {_MONEY.format('80')} | purpose=修复水毁路段。 | goal=修复水毁路段。
        - 数量 | 修复里程 | 12%
        - 质量 | 工程合格率 | 12公里
        - 时效 | 完工时间 | 2031年
        - 成本 | 工程总成本 | ≥96万元
        - 社会 | 出行便利程度 | 显著提升
        - 服务 | 群众满意度 | ≤90%""", _wanted(
            "goal-copies-purpose goal", "class-mismatch target", "unit-mismatch target", "empty-timeliness target",
            "direction target", "vague-target target")),
    Table("培训", f"""
        # 消防培训 | {_MONEY.format('20')} | purpose=培训费。 | goal=培训消防安全员200人。
        - 数量 | 培训人数 | 200人
        - 质量 | 考核通过率 | 300%
        - 时效 | 培训时间 | 全年
        - 成本 | 人均培训费用 | 1500元/人
        - 社会 | 增强安全意识 | 增强
        - 服务 | 调查问卷 | ≥90%""", _wanted(
            "satisfaction-range target", "empty-timeliness target", "cost-reconcile target", "vague-target target",
            "placeholder name")),
    Table("补贴", f"""
        # 公益岗位补贴 | {_MONEY.format('24')} | purpose=发放岗位补贴。 | goal=安置20人，每人每月补贴1000元。
        - 数量 | 安置人数 | 20人次
        - 质量 | 补贴发放准确率 | 准确
        - 时效 | 发放时间 | 及时发放
        - 成本 | 每人每月补贴标准 | 1000元
        - 社会 | 就业稳定性 | 有效保障就业
        - 服务 | 补贴人员满意度 | 满意""", _wanted(
            "empty-timeliness target", "unit-incomplete target", "vague-target target", "satisfaction-range target")),
    Table("软件", f"""
        # 档案数字化 | {_MONEY.format('50')} | purpose=扫描10万页档案。 | goal=扫描档案20万元，购买设备25万元。
        - 数量 | 数量指标 | 10万页
        - 数量 | 扫描档案10万页 | 10万页
        - 质量 | 扫描差错率 | ≤0.1%
        - 时效 | 扫描完成率 | 100%
        - 成本 | 控制在预算内 | ≤50万元
        - 可持续 | 系统使用年限 | 长期
        - 服务 | 查档人员满意度 | 100%""", _wanted(
            "goal-sum goal", "placeholder name", "value-in-name name", "unit-mismatch target",
            "satisfaction-range target")),
    Table("绿化", f"""
        # 道路绿化 | {_MONEY.format('30')} | purpose=栽植行道树。 | goal=栽植行道树1000株，栽植行道树1000株，
        - 数量 | 栽植株数 | 1000株 | basis=青政发〔203〕12号
        - 质量 | 成活率 | ≥90%
        - 时效 | 绿化普及率 | 95%
        - 成本 | 苗木费用 | 90%
        - 生态 | 绿化覆盖率 | 2031年
        - 服务 | 市民满意度 | 85%""", _wanted(
            "doubled-text goal", "basis basis", "class-mismatch target", "unit-mismatch target")),
    Table("活动", f"""
        # 文艺下乡 | {_MONEY.format('12')} | purpose=演出补助。 | goal=演出60场，每场XX元。
        - 数量 | 演出次数 | 60人
        - 数量 | 观众人数 | ≥1.2万人次
        - 质量 | 节目质量 | 较好
        - 时效 | 演出完成时间 | 12月底前
        - 成本 | 演出支出 | <12万元
        - 社会 | 丰富群众文化生活 | 丰富群众文化生活
        - 服务 | 观众满意度 | ≥60%""", _wanted(
            "leftover goal", "unit-mismatch target", "vague-target target", "direction target", "placeholder target",
            "satisfaction-range target")),
)  # fmt: skip


def _judged(table: Table) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Errors, and errors and warnings; what this notation leaves out (texts of the whole, codes) is no matter here."""
    one = document("department_name=青禾县 | fiscal_year=2031\n" + table.text)
    found = [f for f in check(one, form(one.form)) if f.project and f.rule != "missing-required"]
    errors = {(f.rule, f.field) for f in found if f.severity is Severity.ERROR}
    return errors, errors | {(f.rule, f.field) for f in found if f.severity is Severity.WARNING}


def test_nine_of_ten_are_found_and_one_error_in_twenty_may_be_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = hits = errors = wrong = said = needless = 0
    lines = []
    for table in TABLES:
        sure, all_found = _judged(table)
        missed, extra = table.wanted - all_found, all_found - table.wanted
        wanted, hits = wanted + len(table.wanted), hits + len(table.wanted & all_found)
        errors, wrong = errors + len(sure), wrong + len(sure - table.wanted)
        said, needless = said + len(all_found), needless + len(extra)
        lines.append(f"{table.kind} 应有 {len(table.wanted)} 漏 {sorted(missed)} 多 {sorted(extra)}")
    report = "\n".join(
        [*lines, f"found {hits}/{wanted}; errors {errors}, wrong {wrong}; said {said}, needless {needless}"]
    )
    assert hits >= 0.9 * wanted, report
    assert wrong <= 0.05 * errors, report
    assert needless <= 0.1 * said, report


@pytest.mark.parametrize(
    ("text", "severity", "says"),
    [
        ("审核单位：青禾县财政（厅/局）", Severity.WARNING, "模板"),
        ("每场补助XX元", Severity.WARNING, "XX"),
        ("提高业务 and 技术水平", Severity.WARNING, "and"),
        ("養護道路", Severity.WARNING, "繁体"),
        ("維護瞭望塔", Severity.WARNING, "繁体字“維”"),
        ("按需求照片护林人员", Severity.INFO, "招聘"),
        ("| budget_total=１２", Severity.INFO, "全角"),
    ],
)
def test_what_was_left_over_is_found(text: str, severity: Severity, says: str) -> None:
    one = document(f"# 养护 {text}" if text[0] == "|" else f"# 养护 | goal={text}")
    (finding,) = (f for f in check(one, form(one.form)) if f.rule == "leftover")
    assert finding.severity is severity
    assert says in finding.message


@pytest.mark.parametrize("table", [one for one in TABLES if not one.wanted], ids=lambda one: one.kind)
def test_a_table_without_mistakes_gets_no_finding(table: Table) -> None:
    assert _judged(table) == (set(), set())


def test_the_quantity_may_stand_in_the_goal_alone() -> None:
    text = "# 司勤服务 | budget_total=43.38 | goal=保障10名司勤人员工资 \n- 成本 | 司勤人员服务成本 | 4.39万元/人/年"
    one = document(text)
    (finding,) = (f for f in check(one, form(one.form)) if f.rule == "cost-reconcile")
    assert finding.severity is Severity.WARNING
    assert finding.evidence == "10 人 × 4.39 万元/人/年 = 43.90 万元，预算 43.38 万元，差 0.52 万元"


def test_a_wide_number_is_made_narrow() -> None:
    one = document("# 养护 | budget_total=１２．５０ | budget_fiscal=12.50\n- 数量 | 里程 | ≥９５％")
    for finding in [f for f in check(one, form(one.form)) if f.rule == "leftover"]:
        assert finding.cure is not None
        one = finding.cure.apply(one)
    assert one.projects[0].budget_total == "12.50"
    assert one.projects[0].indicators[0].target == "≥95%"


@pytest.mark.parametrize(
    ("project", "target", "field", "says"),
    [
        ("budget_total=222000", "≤222000元", "budget_total", "数字相同而单位不同"),
        ("budget_total=22.2", "≤222000元", "target", "宜写“≤22.2万元”"),
    ],
)
def test_yuan_in_a_table_of_ten_thousands_is_found(project: str, target: str, field: str, says: str) -> None:
    one = document(f"# 养护 | {project}\n- 成本 | 养护总费用 | {target}")
    (finding,) = (f for f in check(one, form(one.form)) if f.rule == "leftover")
    assert finding.field == field
    assert says in finding.message


@pytest.mark.parametrize("target", ["≤22.2万元", "60元/人/月", "2220元"])
def test_money_in_its_own_unit_or_by_the_head_is_no_mixture(target: str) -> None:
    one = document(f"# 养护 | budget_total=22.2\n- 成本 | 养护费用 | {target}")
    assert [f for f in check(one, form(one.form)) if f.rule == "leftover"] == []
