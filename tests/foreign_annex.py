"""An annex whose form is not known, with invented content, as text: goals of two halves as a province prints them, with
sign, number and unit of a target in columns of their own."""

NATION = """
项目支出绩效目标表
项目名称\t河道清淤
主管部门及代码\t东岭县水务局 310\t\t实施单位\t东岭县河道所
项目属性\t新增项目\t\t项目期\t3年
项目资金（万元）\t年度资金总额：\t30
\t其中：财政拨款\t30
\t其他资金\t0
年度总体目标\t清淤十公里。
名称\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位
绩效指标\t产出指标\t数量指标\t清淤长度\t≥\t10\t公里
"""
