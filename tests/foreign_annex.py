"""An annex whose form is not known: the application of the ministry's 88号, invented content, as text."""

NATION = """
项目支出绩效目标申报表
项目名称\t河道清淤
主管部门及代码\t东岭县水务局 310\t实施单位\t东岭县河道所
项目属性\t新增项目\t项目期\t3年
项目资金（万元）\t中期资金总额：\t90\t年度资金总额：\t30
\t其中：财政拨款\t90\t其中：财政拨款\t30
\t其他资金\t0\t其他资金\t0
总体目标\t中期目标（2031年—2033年）\t年度目标
\t三年清淤。\t清淤十公里。
绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t清淤长度\t≥30公里\t数量指标\t清淤长度\t≥10公里
"""
