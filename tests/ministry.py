"""An invented example for each form of the ministry: every column is filled somewhere, and the money adds up."""

from collections.abc import Mapping
from typing import Final

from notation import document

from perfdesk.model.document import Document

_TEXTS: Final[Mapping[str, str]] = {
    "mof-88-project": """
        fiscal_year=2031
        # 古井片区水渠清淤 | supervisor=青禾县水务局 305 | unit_name=青禾县水渠管理所 | attribute=新增项目 \
            | period=3年 \
            | funds.total.mid=180.00 | funds.fiscal.mid=150.00 | funds.other.mid=30.00 \
            | budget_total=60.00 | budget_fiscal=50.00 | budget_other=10.00 \
            | goal_mid=目标1：三年内完成全部干渠清淤。目标2：灌溉水利用系数逐年提高。 \
            | goal=目标1：完成东干渠清淤。目标2：春灌前通水。
        - 数量 | 东干渠清淤长度 | ≥12公里 | level2@mid=数量指标 | name@mid=干渠清淤总长度 | target@mid=≥36公里
        - 数量 | 维修节制闸 | 4座 | level2@mid=数量指标 | name@mid=维修节制闸总数 | target@mid=11座
        - 质量 | 工程验收合格率 | 100% | level2@mid=质量指标 | name@mid=工程验收合格率 | target@mid=100%
        - 时效 | 完工时间 | 2031年4月底前 | level2@mid=时效指标 | name@mid=全部完工时间 | target@mid=2033年11月底前
        - 成本 | 每公里清淤成本 | ≤4.5万元/公里 | level2@mid=成本指标 | name@mid=总成本 | target@mid=≤180万元
        - 社会 | 受益农户 | ≥1300户 | level2@mid=社会效益指标 | name@mid=受益农户 | target@mid=≥4100户
        - 生态 | 年节约用水 | ≥20万立方米 | level2@mid=生态效益指标 | name@mid=年节约用水 | target@mid=≥65万立方米
        - 可持续 | 管护制度健全率 | ≥95% | level2@mid=可持续影响指标 | name@mid=管护制度健全率 | target@mid=100%
        - 服务 | 农户满意度 | ≥90% | level2@mid=服务对象满意度指标 | name@mid=农户满意度 | target@mid=≥92%
    """,
    "mof-88-project-annual": """
        fiscal_year=2031
        # 馆藏古籍数字化 | supervisor=云泽县文化局 021 | unit_name=云泽县图书馆 | attribute=延续项目 | period=1年 \
            | budget_total=24.60 | budget_fiscal=22.00 | budget_other=2.60 \
            | goal=目标1：完成馆藏古籍1200册的扫描。目标2：向读者开放检索。
        - 数量 | 扫描古籍 | ≥1200册
        - 数量 | 著录条目 | ≥1200条
        - 质量 | 图像合格率 | ≥99%
        - 时效 | 完成时间 | 2031年10月底前
        - 成本 | 每册扫描成本 | ≤0.02万元/册
        - 社会 | 开放检索条目 | ≥1000条
        - 可持续 | 数据备份份数 | 2份
        - 服务 | 读者满意度 | ≥92%
    """,
    "mof-88-department": """
        fiscal_year=2031 | department_name=青禾县水务局
        # | goal=目标1：保障城乡供水和春灌用水。目标2：安全度汛。目标3：河湖水质稳定。
        + tasks | 防汛抗旱 | content=维修水闸和泵站，储备防汛物资，汛前检查。 | total=160.50 | fiscal=150.50 \
            | other=10.00
        + tasks | 农田灌溉 | content=干渠清淤，维修斗渠，春灌前通水。 | total=240.00 | fiscal=200.00 | other=40.00
        + tasks | 河湖管护 | content=河道保洁，水质监测。 | total=99.50 | fiscal=99.50 | other=0.00
        - 数量 | 清淤长度 | ≥36公里
        - 数量 | 维修水闸 | 12座
        - 质量 | 工程验收合格率 | 100%
        - 时效 | 汛前检查完成时间 | 2031年5月底前
        - 成本 | 每公里清淤成本 | ≤4.5万元/公里
        - 社会 | 保障灌溉面积 | ≥8.2万亩
        - 生态 | 河道断面水质达标率 | ≥95%
        - 服务 | 用水户满意度 | ≥90%
    """,
    "mof-163-region": """
        fiscal_year=2031
        # 小型水库维护补助 | supervisor=水务主管部门 | period=2031年—2033年 | upper_finance=云岭省财政厅 \
            | upper_supervisor=云岭省水务厅 | funds.total.mid=900.00 | funds.central.mid=600.00 \
            | funds.local.mid=300.00 \
            | budget_total=300.00 | funds.central.plan=200.00 | funds.local.plan=100.00 \
            | goal_mid=目标1：三年内维护小型水库45座。 | goal=目标1：当年维护小型水库15座。
        - 数量 | 维护水库 | 15座 | level2@mid=数量指标 | name@mid=维护水库 | target@mid=45座
        - 质量 | 验收合格率 | 100% | level2@mid=质量指标 | name@mid=验收合格率 | target@mid=100%
        - 时效 | 完成时间 | 2031年11月底前 | level2@mid=时效指标 | name@mid=完成时间 | target@mid=2033年11月底前
        - 成本 | 每座维护成本 | ≤20万元/座 | level2@mid=成本指标 | name@mid=每座维护成本 | target@mid=≤20万元/座
        - 社会 | 保护下游人口 | ≥2.1万人 | level2@mid=社会效益指标 | name@mid=保护下游人口 | target@mid=≥6.4万人
        - 服务 | 下游群众满意度 | ≥90% | level2@mid=服务对象满意度指标 | name@mid=下游群众满意度 | target@mid=≥90%
    """,
    "mof-101-project": """
        fiscal_year=2031
        # 乡镇卫生院设备更新 | supervisor=云泽县卫生局 041 | unit_name=云泽县卫生服务中心 \
            | budget_total=86.00 | budget_fiscal=80.00 | budget_other=6.00 \
            | goal=目标1：更新设备43台。目标2：提高检查能力。
        - 经济成本 | 设备平均单价 | ≤2万元/台 | weight=20
        - 数量 | 更新设备 | 43台 | weight=15
        - 质量 | 设备验收合格率 | 100% | weight=15
        - 时效 | 到货时间 | 2031年8月底前 | weight=10
        - 社会效益 | 年检查人次 | ≥9000人次 | weight=20
        - 服务 | 就诊群众满意度 | ≥90% | weight=10
    """,
    "mof-136-monitoring": """
        fiscal_year=2031
        # 古井片区水渠清淤 | supervisor=青禾县水务局 305 | unit_name=青禾县水渠管理所 \
            | funds.total.initial=60.00 | funds.total.executed@july=33.00 | funds.total.rate@july=55.00% \
            | funds.total.expected=58.80 \
            | funds.general.initial=50.00 | funds.general.executed@july=28.00 | funds.general.rate@july=56.00% \
            | funds.general.expected=49.00 | funds.other.initial=10.00 | funds.other.executed@july=5.00 \
            | funds.other.rate@july=50.00% | funds.other.expected=9.80 \
            | goal=目标1：完成东干渠清淤。目标2：春灌前通水。
        - 数量 | 东干渠清淤长度 | ≥12公里 | progress=12.5公里 | expected=12.5公里 | likelihood=确定能
        - 数量 | 维修节制闸 | 4座 | progress=2座 | expected=4座 | cause_4=闸门到货晚 | deviation=汛期停工 \
            | likelihood=有可能
        - 质量 | 工程验收合格率 | 100% | progress=100% | expected=100% | likelihood=确定能
        - 时效 | 完工时间 | 2031年4月底前 | progress=5月12日完工 | expected=5月12日完工 | cause_1=资金拨付晚 \
            | cause_2=招标程序长 | cause_3=人手不足 | cause_5=连续降雨 | deviation=招标流标一次 \
            | likelihood=完全不可能 | note=已经说明
        - 成本 | 每公里清淤成本 | ≤4.5万元/公里 | progress=4.4万元/公里 | expected=4.4万元/公里 | likelihood=确定能
        - 社会 | 受益农户 | ≥1300户 | progress=1320户 | expected=1320户 | likelihood=确定能
        - 服务 | 农户满意度 | ≥90% | progress=尚未调查 | expected=≥90% | likelihood=有可能
    """,
    "mof-10-self": """
        fiscal_year=2031
        # 古井片区水渠清淤 | supervisor=青禾县水务局 | unit_name=青禾县水渠管理所 \
            | funds.total.initial=60.00 | funds.total.adjusted=62.00 | funds.total.executed=58.90 \
            | funds.total.weight=10 \
            | funds.total.rate=95.00% | funds.total.score=9.5 \
            | funds.fiscal.initial=50.00 | funds.fiscal.adjusted=50.00 | funds.fiscal.executed=48.00 \
            | funds.fiscal.rate=96.00% \
            | funds.carry.initial=0.00 | funds.carry.adjusted=2.00 | funds.carry.executed=2.00 \
            | funds.carry.rate=100.00% \
            | funds.other.initial=10.00 | funds.other.adjusted=10.00 | funds.other.executed=8.90 \
            | funds.other.rate=89.00% \
            | goal=目标1：完成东干渠清淤。目标2：春灌前通水。 | goal_done=东干渠清淤12.5公里，4月20日通水。
        - 数量 | 东干渠清淤长度 | ≥12公里 | actual=12.5公里 | weight=15 | score=15
        - 数量 | 维修节制闸 | 4座 | actual=3座 | weight=10 | score=7.5 | deviation=一座闸门到货晚，转入下年维修。
        - 质量 | 工程验收合格率 | 100% | actual=100% | weight=10 | score=10
        - 时效 | 完工时间 | 2031年4月底前 | actual=2031年4月20日 | weight=5 | score=5
        - 成本 | 每公里清淤成本 | ≤4.5万元/公里 | actual=4.4万元/公里 | weight=10 | score=10
        - 社会 | 受益农户 | ≥1300户 | actual=1320户 | weight=20 | score=20
        - 可持续 | 管护制度健全率 | ≥95% | actual=96% | weight=10 | score=10
        - 服务 | 农户满意度 | ≥90% | actual=91% | weight=10 | score=10
    """,
    "mof-10-transfer": """
        fiscal_year=2031
        # 小型水库维护补助 | supervisor=水务主管部门 | unit_name=青禾县水务局 \
            | funds.total.adjusted=300.00 | funds.total.executed=291.00 | funds.total.rate=97.00% \
            | funds.central.adjusted=200.00 | funds.central.executed=196.00 | funds.central.rate=98.00% \
            | funds.province.adjusted=50.00 | funds.province.executed=50.00 | funds.province.rate=100.00% \
            | funds.local.adjusted=40.00 | funds.local.executed=36.00 | funds.local.rate=90.00% \
            | funds.other.adjusted=10.00 | funds.other.executed=9.00 | funds.other.rate=90.00% \
            | goal=目标1：当年维护小型水库15座。 | goal_done=已维护小型水库14座。
        - 数量 | 维护水库 | 15座 | actual=14座 | deviation=一座水库汛期不能施工，转入下年。
        - 质量 | 验收合格率 | 100% | actual=100%
        - 时效 | 完成时间 | 2031年11月底前 | actual=2031年11月15日
        - 成本 | 每座维护成本 | ≤20万元/座 | actual=19.6万元/座
        - 社会 | 保护下游人口 | ≥2.1万人 | actual=2.1万人
        - 服务 | 下游群众满意度 | ≥90% | actual=93%
    """,
}  # fmt: skip
FORMS: Final = tuple(_TEXTS)


def example(form_id: str) -> Document:
    """The example of a form."""
    return document(_TEXTS[form_id], form_id)
