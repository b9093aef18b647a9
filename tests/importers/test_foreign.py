"""Annexes whose form is not known: refused by name, or, where a person insists, read without a wrong value.

Most of the annexes here are the ministry's, whose forms are shipped. What a program without them does with them shows
what this one does with an annex that it does not know; at the end stands what becomes of them here.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drawn import as_text, drawn, labels, values
from notation import document
from sources import HEBEI, NINGXIA, save_excel, save_text, save_word, tabbed
from tables import with_columns

from perfdesk.forms import loader
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import Sheet, sheet
from perfdesk.importers import known_labels
from perfdesk.importers.form_likeness import BOUNDS, FormLikeness
from perfdesk.importers.grid import Source
from perfdesk.importers.known_labels import is_label
from perfdesk.importers.load import Imported, ImportFailure, read_source
from perfdesk.importers.recognise import _likeness
from perfdesk.model.fields import Owner

HEBEI_FORM, NINGXIA_FORM = "hebei-book-2024", "ningxia-annex2-2024"

_ONE_YEAR = """
    项目名称^2 | =古井村水渠清淤^3
    主管部门及代码^2 | =青禾县水务局 305 | 实施单位 | =青禾县水渠管理所
    项目属性^2 | =延续项目 | 项目期 | =1年
    项目资金（万元）^2~3 | 年度资金总额： | =18.60^2
    其中：财政拨款 | =15.60^2
    其他资金 | =3.00^2
    总体目标~2 | 年度目标^4
    =清淤水渠，灌溉及时。^4
    绩效指标~4 | 一级指标 | 二级指标 | 三级指标 | 指标值
    =产出指标~2 | =数量指标 | =清淤长度 | =≥12公里
    =质量指标 | =验收合格率 | =≥96%
    =满意度指标 | =服务对象满意度指标 | =村民满意度 | =≥91%
"""
_BOTH_HALVES = """
    项目名称^2 | =古井村水渠清淤^6
    主管部门及代码^2 | =青禾县水务局 305^2 | 实施单位^2 | =青禾县水渠管理所^2
    项目属性^2 | =延续项目^2 | 项目期^2 | =3年^2
    项目资金（万元）^2~3 | 中期资金总额： | =55.80^2 | 年度资金总额：^2 | =18.60
    其中：财政拨款 | =46.80^2 | 其中：财政拨款^2 | =15.60
    其他资金 | =9.00^2 | 其他资金^2 | =3.00
    总体目标~2 | 中期目标（2030年—2032年）^4 | 年度目标^3
    =三年清淤全部水渠。^4 | =清淤东支渠。^3
    绩效指标~3 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
    =产出指标 | =数量指标 | =清淤总长度 | =≥36公里 | =数量指标 | =当年清淤长度 | =≥12公里
    =满意度指标 | =服务对象满意度指标 | =三年满意度 | =≥90% | =服务对象满意度指标 | =村民满意度 | =≥85%
"""
_SELF_EVALUATION = """
    项目名称^2 | =古井村水渠清淤^7
    主管部门^2 | =青禾县水务局^2 | 实施单位^2 | =青禾县水渠管理所^3
    项目资金（万元）^2~4 | =  | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 执行率（B/A） | 得分
    年度资金总额 | =18.60 | =18.61 | =17.02 | =10 | =91.4% | =9.1
    其中：当年财政拨款 | =15.60 | =15.61 | =14.02 | — | =89.8% | —
    其他资金 | =3.00 | =3.01 | =2.99 | — | =99.3% | —
    年度总体目标~2 | 预期目标^4 | 实际完成情况^4
    =清淤水渠，灌溉及时。^4 | =清淤已经完成。^4
    绩效指标~3 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
    =产出指标 | =数量指标 | =清淤长度 | =≥12公里 | =12.5公里 | =50 | =49 | =无偏差
    =满意度指标 | =服务对象满意度指标 | =村民满意度 | =≥91% | =93% | =40 | =38 | =问卷偏少
    总分^6 | =100 | =96.1 | =
"""
_MONITORING = """
    项目名称^2 | =古井村水渠清淤^8
    主管部门及代码^2 | =青禾县水务局 305^3 | 实施单位^2 | =青禾县水渠管理所^3
    项目资金（万元）^2~3 | = ^2 | 年初预算数^2 | 1-7月执行数 | 1-7月执行率^2 | 全年预计执行数
    年度资金总额：^2 | =18.60^2 | =9.31 | =50.1%^2 | =18.59
    其他资金^2 | =3.00^2 | =1.51 | =50.3%^2 | =2.98
    年度总体目标^2 | =清淤水渠，灌溉及时。^8
    绩效指标~4 | 一级指标~2 | 二级指标~2 | 三级指标~2 | 年度指标值~2 | 1-7月执行情况~2 | 偏差原因分析^3 | 备注~2
    经费保障 | 制度保障 | 原因说明
    =产出指标 | =数量指标 | =清淤长度 | =≥12公里 | =7公里 | =甲 | =乙 | =雨季停工 | =待查
    =满意度指标 | =服务对象满意度指标 | =村民满意度 | =≥91% | =92% | =丙 | =丁 | =无偏差 | =已阅
"""
_SIGN_AND_UNIT = """
    项目名称 | =古井村水渠清淤^7
    主管部门及代码 | =青禾县水务局 305^3 | 实施单位 | =青禾县水渠管理所^3
    项目属性 | =延续项目^3 | 项目期 | =1年^3
    项目资金（万元）~3 | 年度资金总额： | =18.60^6
    其中：财政拨款 | =15.60^6
    其他资金 | =3.00^6
    年度总体目标 | =清淤水渠，灌溉及时。^7
    名称 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 备注
    绩效指标~2 | =产出指标 | =数量指标 | =清淤长度 | =≥ | =12 | =公里 | =东支渠
    =满意度指标 | =服务对象满意度指标 | =村民满意度 | =≧ | =91 | =% | =问卷
"""
_DIVIDED_TARGET = """
    项目名称 | =古井村水渠清淤^6
    主管部门及代码 | =青禾县水务局 305^2 | 实施单位 | =青禾县水渠管理所^3
    项目属性 | =延续项目^2 | 项目期 | =1年^3
    项目资金（万元）~3 | 年度资金总额： | =18.60^5
    其中：财政拨款 | =15.60^5
    其他资金 | =3.00^5
    年度总体目标 | =清淤水渠，灌溉及时。^6
    名称~2 | 一级指标~2 | 二级指标~2 | 三级指标~2 | 指标值^3
    符号 | 值 | 单位
    绩效指标~2 | =产出指标 | =数量指标 | =清淤长度 | =≥ | =12 | =公里
    =满意度指标 | =服务对象满意度指标 | =村民满意度 | =≧ | =91 | =%
"""
_HEBEI_TOP = """
    项目编码 | =13990032P00010110003C^2 | 项目名称 | =古井村水渠清淤^4
    预算规模及资金用途~2 | 预算数 | =18.60 | 其中：财政资金 | =15.60 | 其他资金 | =3.00^2
    =清淤东支渠。^7
    资金支出计划（%）~2 | 3月底^2 | 6月底 | 10月底 | 12月底^3
    =5%^2 | =45% | =85% | =100%^3
    绩效目标 | =1.灌溉及时。^7
"""
_WEIGHTS = f"""{_HEBEI_TOP.rstrip()}
    一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据^2 | 分值
    =产出指标 | =数量指标 | =清淤长度 | =清淤的水渠 | =≥12公里 | =合同约定^2 | =55
    =满意度指标 | =服务对象满意度指标 | =村民满意度 | =问卷调查 | =≥91% | =计划标准^2 | =35
"""
_TWO_TARGETS = f"""{_HEBEI_TOP.rstrip()}
    一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值 | 指标值确定依据^2
    =产出指标 | =数量指标 | =清淤长度 | =清淤的水渠 | =≥36公里 | =≥12公里 | =合同约定^2
    =满意度指标 | =服务对象满意度指标 | =村民满意度 | =问卷调查 | =≥90% | =≥85% | =计划标准^2
"""
_DEPARTMENT = """
    部门（单位）名称^2 | =青禾县水务局^5
    年度主要任务~4 | 任务名称~2 | 主要内容^2~2 | 预算金额（万元）^3
    总额 | 财政拨款 | 其他资金
    =防汛抗旱 | =维护水渠和水闸^2 | =60.10 | =50.20 | =9.90
    =河道管理 | =清理河道^2 | =40.30 | =40.31 | =0.01
    金额合计^4 | =100.40 | =90.51 | =9.91
    年度总体目标 | =保障灌溉。^6
    年度绩效指标~3 | 一级指标 | 二级指标 | 三级指标^2 | 指标值^2
    =产出指标 | =数量指标 | =清淤长度^2 | =≥12公里^2
    =满意度指标 | =服务对象满意度指标 | =村民满意度^2 | =≥91%^2
"""
_PROJECTS_AS_ROWS = """
    序号 | 项目单位 | 项目名称 | 预算金额 | 绩效目标 | 一级指标 | 二级指标 | 指标名称 | 指标性质 | 指标值 | 度量单位
    =1 | =青禾县水渠管理所 | =水渠清淤 | =18.60 | =灌溉及时。 | =产出指标 | =数量指标 | =清淤长度 | =≥ | =12 | =公里
    =2 | =青禾县河道管理所 | =河道保洁 | =22.70 | =河道清洁。 | =产出指标 | =数量指标 | =保洁长度 | =≧ | =31 | =千米
"""
_REGION = """
    专项名称^2 | =小型水库维护资金^4
    主管部门^2 | =青禾县水务局 | 专项实施期^2 | =3年
    省级财政部门^2 | =云岭省财政厅 | 省级主管部门^2 | =云岭省水利厅
    资金情况（万元）^2~3 | 实施期金额： | =300.10 | 年度金额： | =100.20
    其中：中央补助 | =200.30 | 其中：中央补助 | =70.40
    地方资金 | =99.80 | 地方资金 | =29.80
    总体目标~2 | 实施期目标^3 | 年度目标^2
    =三年完成维护。^3 | =当年维护两座。^2
    绩效指标~2 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
    =产出指标 | =数量指标 | =维护水库 | =≥2座 | =按期
"""
_TRANSFER = """
    项目名称 | =小型水库维护^6
    主管部门及代码 | =青禾县水务局 305^2 | 实施单位 | =青禾县水库管理所^3
    项目属性 | =延续项目^2 | 项目期 | =1年^3
    项目资金（万元）~3 | =  | 全年预算数（A） | 全年执行数（B） | 执行率（B/A）^3
    年度资金总额 | =18.60 | =17.70 | =95.2%^3
    其中：中央补助 | =15.60 | =14.80 | =94.9%^3
    年度总体目标 | =保障水库安全。^2 | 年度总体目标完成情况 | =已经完成。^3
    名称 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 全年实际完成值 | 未完成原因和改进措施
    绩效指标 | =产出指标 | =数量指标 | =维护水库 | =≥2座 | =1座 | =雨季推迟
"""
_COST_FIRST = """
    项目名称 | =古井村水渠清淤^5
    主管部门及代码 | =青禾县水务局 305^2 | 实施单位 | =青禾县水渠管理所^2
    项目属性 | =延续项目^2 | 项目期 | =1年^2
    项目资金（万元）~3 | 年度资金总额： | =18.60^4
    其中：财政拨款 | =15.60^4
    其他资金 | =3.00^4
    年度总体目标 | =清淤水渠，灌溉及时。^5
    名称 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 指标权重
    绩效指标~2 | =成本指标 | =经济成本指标 | =清淤成本 | =≤18.60万元 | =20
    =产出指标 | =数量指标 | =清淤长度 | =≥12公里 | =40
"""
FOREIGN = {
    "one year, with its title": ("项目支出绩效目标申报表", _ONE_YEAR, NINGXIA_FORM, "“项目支出绩效目标申报表”"),
    "one year": ("", _ONE_YEAR, NINGXIA_FORM, "“总体目标”“年度目标”重复，分不清是哪一栏"),
    "both halves": ("（2031年度）", _BOTH_HALVES, NINGXIA_FORM, "“其中：财政拨款”“其他资金”“总体目标”等 7 个栏目重复"),
    "self-evaluation": ("", _SELF_EVALUATION, NINGXIA_FORM, "“全年执行数(B)”"),
    "monitoring": ("", _MONITORING, NINGXIA_FORM, "“1-7月执行情况”"),
    "sign and unit in columns": ("", _SIGN_AND_UNIT, NINGXIA_FORM, "“指标性质”“度量单位”"),
    "divided target": ("", _DIVIDED_TARGET, NINGXIA_FORM, "“符号”“值”“单位”"),
    "weights": ("", _WEIGHTS, HEBEI_FORM, "“分值”"),
    "two targets": ("", _TWO_TARGETS, HEBEI_FORM, "“指标值”"),
    "department": ("部门（单位）整体支出绩效目标申报表", _DEPARTMENT, NINGXIA_FORM, "申报表”"),
    "region": ("", _REGION, "", "没有找到已知表样"),
    "transfer": ("", _TRANSFER, NINGXIA_FORM, "“全年实际完成值”"),
    "cost first": ("", _COST_FIRST, NINGXIA_FORM, "“指标权重”"),
    "projects as rows": ("", _PROJECTS_AS_ROWS, "", "没有找到已知表样"),
}
Save = Callable[[Path, str, Sheet], Path]


@pytest.fixture
def only_two_forms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program that has the forms of two counties and none of the ministry's."""
    monkeypatch.setattr(loader, "_given", {name: form(name) for name in (HEBEI_FORM, NINGXIA_FORM)})
    known_labels.forget()
    yield
    known_labels.forget()


of_two_forms = pytest.mark.usefixtures("only_two_forms")


def _word(folder: Path, title: str, one: Sheet) -> Path:
    return save_word(folder, *([title] if title else []), one)


def _excel(folder: Path, title: str, one: Sheet) -> Path:
    return save_excel(folder, [([title] if title else [], one)])


def _text(folder: Path, title: str, one: Sheet) -> Path:
    return save_text(folder, f"{title}\n\n{as_text(one)}")


@pytest.fixture(params=[_word, _excel, _text], ids=["word", "excel", "text"])
def save(request: pytest.FixtureRequest) -> Save:
    return request.param


def _everything(imported: Imported) -> dict[str, str]:
    """Every text of the document but what is kept about the import itself, by place."""
    one = imported.document
    nodes = [one, *one.projects, *(i for p in one.projects for i in p.indicators)]
    return {
        f"{node.id} {key}": text for node in nodes for key, text in node.fields.items() if not key.startswith("unread.")
    }


@of_two_forms
@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_annex_is_refused_and_says_why(tmp_path: Path, name: str, save: Save) -> None:
    title, table, closest, named = FOREIGN[name]
    path = save(tmp_path, title, drawn(table))
    with pytest.raises(ImportFailure) as failure:
        read_source(path)
    message = str(failure.value)
    assert message.startswith(str(path))
    assert named in message
    assert message.count("。") == 1
    assert failure.value.insist == closest
    if closest:
        assert form(closest).title in message


@of_two_forms
@pytest.mark.parametrize("name", [name for name, row in FOREIGN.items() if row[2]])
def test_a_foreign_annex_that_a_person_insists_on_brings_no_label_and_loses_no_value(
    tmp_path: Path, name: str, save: Save
) -> None:
    title, table, closest, _ = FOREIGN[name]
    one = drawn(table)
    imported = read_source(save(tmp_path, title, one), form(closest))
    texts = _everything(imported)
    assert not imported.complete
    assert {place: text for place, text in texts.items() if text in labels(one) or is_label(text)} == {}
    told = "\n".join(note.text for note in imported.left_out)
    assert [text for text in values(one) if text not in texts.values() and text not in told] == []


@of_two_forms
def test_of_two_halves_no_amount_goal_or_target_is_taken_for_the_other(tmp_path: Path, save: Save) -> None:
    project = read_source(save(tmp_path, "", drawn(_BOTH_HALVES)), form(NINGXIA_FORM)).document.projects[0]
    assert project.budget_total == "18.60"
    assert [project.fields[key] for key in ("budget_fiscal", "budget_other", "goal")] == ["", "", ""]
    assert project.indicators == ()


@of_two_forms
@pytest.mark.parametrize("table", [_SELF_EVALUATION, _MONITORING], ids=["自评表", "监控表"])
def test_of_several_amounts_in_the_place_of_one_none_is_taken(tmp_path: Path, save: Save, table: str) -> None:
    imported = read_source(save(tmp_path, "", drawn(table)), form(NINGXIA_FORM))
    project = imported.document.projects[0]
    assert [project.fields[key] for key in ("budget_total", "budget_fiscal", "budget_other")] == ["", "", ""]
    assert "3.00" in "\n".join(note.text for note in imported.left_out)


@of_two_forms
def test_sign_number_and_unit_are_each_told_by_their_column(tmp_path: Path, save: Save) -> None:
    imported = read_source(save(tmp_path, "", drawn(_SIGN_AND_UNIT)), form(NINGXIA_FORM))
    told = [note.text for note in imported.left_out]
    assert told == [
        "列“指标性质”没有对应的栏，2 格（“≥”、“≧”）",
        "列“度量单位”没有对应的栏，2 格（“公里”、“%”）",
        "列“备注”没有对应的栏，2 格（“东支渠”、“问卷”）",
    ]


@of_two_forms
def test_a_target_divided_into_columns_is_no_target(tmp_path: Path) -> None:
    for save in (_word, _excel):
        project = read_source(save(tmp_path, "", drawn(_DIVIDED_TARGET)), form(NINGXIA_FORM)).document.projects[0]
        assert [row.name for row in project.indicators] == ["清淤长度", "村民满意度"]
        assert [row.target for row in project.indicators] == ["", ""]


# --- what still comes in ----------------------------------------------------------------------------------------

BOOK = document(HEBEI)
ANNEX = document(NINGXIA, NINGXIA_FORM)


@pytest.mark.parametrize("one", [BOOK, ANNEX], ids=["hebei", "ningxia"])
def test_rows_of_the_offices_own_and_a_column_of_remarks_are_told(tmp_path: Path, one: object) -> None:
    assert one in (BOOK, ANNEX)
    lines = tabbed(one).partition("\n\n")[0].splitlines()  # type: ignore[arg-type]
    header = next(at for at, line in enumerate(lines) if "三级指标" in line)
    lines = [
        line + ("\t责任科室" if at == header else "\t办公室" if at > header else "\t") for at, line in enumerate(lines)
    ]
    lines[2:2] = ["项目负责人\t\t李某", "联系电话\t\t0000"]
    imported = read_source(save_text(tmp_path, "\n".join(lines)))
    assert imported.document.form == one.form  # type: ignore[attr-defined]
    told = [note.text for note in imported.left_out]
    assert told[:2] == ["项目负责人 李某", "联系电话 0000"]
    assert told[2].startswith("列“责任科室”没有对应的栏")


@pytest.mark.parametrize(
    ("share", "foreign", "clear"),
    [
        (BOUNDS.share, 0, True),
        (BOUNDS.share - 0.01, 0, False),
        (1.0, 5, True),  # of 16 + 5 labels 5 are foreign: 0.24
        (1.0, 6, False),  # 0.27
        (BOUNDS.share, 3, True),  # of 10 + 3
        (BOUNDS.share, 4, False),  # of 10 + 4: 0.29
    ],
)
def test_likeness_is_judged_from_both_sides(share: float, foreign: int, clear: bool) -> None:
    found = FormLikeness(form(NINGXIA_FORM), share, (), tuple(f"栏目{at}" for at in range(foreign)))
    assert found.clear is clear


def test_words_and_lines_tell_near_forms_apart_and_refuse_nothing() -> None:
    ningxia = form(NINGXIA_FORM)
    plain = FormLikeness(ningxia, 0.75)  # of 16 labels
    word, line = replace(plain, words=4), replace(plain, lines=4)
    assert (word.agreement, plain.agreement, line.agreement) == (12 / 20, 12 / 16, 16 / 20)
    assert [one.clear for one in (plain, word, line)] == [True, True, True]
    titled = replace(line, title="绩效评价表")
    assert sorted([line, titled, word], key=lambda one: one.fit) == [titled, word, line]
    older = replace(ningxia, id="older", year=ningxia.year - 1)
    assert FormLikeness(older, 1).fit < FormLikeness(ningxia, 1).fit


@pytest.mark.parametrize(
    ("asked", "other", "refusal"),
    [
        (0.5, 0.75, ""),
        (0.5, 0.76, "不是指定的"),
        (0.4, 0.4, ""),
        (0.39, 0.39, "没有找到“"),
    ],
)
def test_the_form_that_is_asked_for_is_taken_unless_another_fits_much_better(
    asked: float, other: float, refusal: str
) -> None:
    wanted = form(NINGXIA_FORM)

    class Labels:
        kinds: frozenset[Owner] = frozenset()

        def likeness(self, form: Form) -> FormLikeness:
            return FormLikeness(form, asked if form is wanted else other)

        likeness_of_list = likeness

    labels: Any = Labels()
    if not refusal:
        assert _likeness(Path("表.txt"), Source(()), labels, wanted).form is wanted
    else:
        with pytest.raises(ImportFailure, match=refusal):
            _likeness(Path("表.txt"), Source(()), labels, wanted)


@of_two_forms
def test_the_title_of_another_annex_is_enough_to_refuse(tmp_path: Path) -> None:
    own = "\n".join(tabbed(ANNEX).splitlines()[1:])
    assert read_source(save_text(tmp_path, own)).complete
    with pytest.raises(ImportFailure, match="是另一种表“项目支出绩效目标申报表”"):
        read_source(save_text(tmp_path, f"青禾县项目支出绩效目标申报表（2031年度）\n{own}"))


def test_a_project_may_be_named_like_another_annex(tmp_path: Path) -> None:
    text = f"1.青禾区域绩效目标表\n{tabbed(BOOK)}"
    assert read_source(save_text(tmp_path, text)).document.form == HEBEI_FORM


def test_a_form_that_prints_a_label_twice_tells_them_apart_by_place(tmp_path: Path) -> None:
    two = form(HEBEI_FORM)
    last = two.table.columns_of_indicators[-1]
    halves = (
        replace(last, at=(6, 6), label="指标值", field="target@mid"),
        replace(last, at=(7, 7)),
    )
    form_of_two = replace(with_columns(two, (*two.table.columns_of_indicators[:-1], *halves)), id="two-halves")
    shown = sheet(form_of_two, BOOK, BOOK.projects[0])
    cells = tuple(
        cell._replace(text="≥9台") if cell.key == "target@mid" and cell.row == 7 else cell for cell in shown.cells
    )
    path = save_word(tmp_path, shown._replace(cells=cells))
    first = read_source(path, form_of_two).document.projects[0].indicators[0]
    assert (first.target, first.fields["target@mid"]) == ("≥2台", "≥9台")


def test_a_label_right_behind_a_label_is_another_annex(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match="有该表样没有的栏目“填报单位”"):
        read_source(save_text(tmp_path, tabbed(ANNEX).replace("石泉县文化局 021", "填报单位")))


def test_a_label_in_a_list_is_no_value(tmp_path: Path) -> None:
    above = "序号\t实施单位\t项目编码\t项目名称\t预算数\t财政资金\t其他资金"
    head = f"{above}\t一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据"
    row = "1\t水渠管理所\t\t水渠清淤\t18.60\t其他资金\t\t产出指标\t数量指标\t清淤长度\t\t≥12公里\t"
    imported = read_source(save_text(tmp_path, f"{head}\n{row}\n"), form(HEBEI_FORM))
    assert imported.document.projects[0].fields["budget_fiscal"] == ""
    assert "列“财政资金”里有栏目名称，没有当作内容，1 格（“其他资金”）" in [note.text for note in imported.left_out]


# --- what becomes of them where the ministry's forms are known --------------------------------------------------

KNOWN = {
    "one year, with its title": "mof-88-project-annual",
    "one year": "mof-88-project-annual",
    "both halves": "mof-88-project",
    "self-evaluation": "mof-10-self",
    "monitoring": "mof-136-monitoring",
    "department": "mof-88-department",
}
REFUSED = {
    "sign and unit in columns": "“指标性质”“度量单位”",
    "divided target": "“符号”“值”“单位”",
    "weights": "“分值”",
    "two targets": "“指标值”",
    "region": "最接近“区域绩效目标表”",
    "transfer": "“全年实际完成值”",
    "cost first": "“指标权重”",
    "projects as rows": "没有找到已知表样",
}


@pytest.mark.parametrize("name", KNOWN)
def test_an_annex_of_the_ministry_is_read_whole_also_with_fewer_rows_than_its_form(
    tmp_path: Path, name: str, save: Save
) -> None:
    title, table, *_ = FOREIGN[name]
    one = drawn(table)
    imported = read_source(save(tmp_path, title, one))
    rows = [text for p in imported.document.projects for row in p.records for text in row.fields.values()]
    read = {*_everything(imported).values(), *rows}
    assert imported.document.form == KNOWN[name]
    # A number that the form computes is compared and not stored; a tick is stored as what it ticks.
    assert [text for text in values(one) if text not in read | SUMS[name]] == []
    assert imported.left_out == ()


SUMS = {name: set[str]() for name in KNOWN} | {
    "self-evaluation": {"100", "96.1"},
    "department": {"100.40", "90.51", "9.91"},
}


def test_a_sum_that_the_rows_do_not_give_is_told_and_read_nowhere(tmp_path: Path, save: Save) -> None:
    for name, right, wrong, told in (
        ("self-evaluation", "=96.1", "=69.1", "“总分”写的是“69.1”，按各行算出的是“96.1”，请核对"),
        ("department", "=100.40", "=104.00", "“金额合计”写的是“104.00”，按各行算出的是“100.40”，请核对"),
        ("department", "=60.10", "=约60", "“金额合计”写的是“100.40”，按各行算不出来，请核对"),
    ):
        title, table, *_ = FOREIGN[name]
        imported = read_source(save(tmp_path, title, drawn(table.replace(right, wrong))))
        assert [note.text for note in imported.left_out] == [told]
        assert wrong.strip("=") not in _everything(imported).values()


def test_a_sum_may_be_written_otherwise_and_one_that_nobody_can_count_is_told(tmp_path: Path, save: Save) -> None:
    title, table, *_ = FOREIGN["self-evaluation"]
    same = drawn(table.replace("=96.1", "=96.10分"))
    assert read_source(save(tmp_path, title, same)).left_out == ()
    unsure = drawn(table.replace("=96.1", "=待定").replace("=49", "=四十九"))
    told = [note.text for note in read_source(save(tmp_path, title, unsure)).left_out]
    assert told == ["“总分”写的是“待定”，按各行算不出来，请核对"]


@pytest.mark.parametrize("name", REFUSED)
def test_an_annex_that_no_form_prints_is_refused_and_named(tmp_path: Path, name: str, save: Save) -> None:
    title, table, *_ = FOREIGN[name]
    with pytest.raises(ImportFailure, match=REFUSED[name]):
        read_source(save(tmp_path, title, drawn(table)))


def test_every_annex_here_is_known_or_refused() -> None:
    assert {*KNOWN, *REFUSED} == {*FOREIGN}
