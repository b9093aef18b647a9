"""An error needs evidence: right lines with unusual units, and what the table of doubts makes of an error.

fixtures/unusual.txt was written before the rules were asked. Then they spoke of 33 errors and 18 warnings in its 693
lines: each of many (2块/公里), many in the name (每百户拥有率), another measure of one thing (保养周期 5000公里), what
moved, a clock (20时-8时), what is guaranteed (生均公用经费 ≥600元/生). Four lines were slips of the
author, put right since.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from perfdesk.forms.loader import form_of
from perfdesk.rules.certainty import ERRORS, as_sure
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import parsed
from tests.rules.conftest import Found
from tests.rules.corpus.items import book

_FILE: Final = Path(__file__).resolve().parent / "fixtures" / "unusual.txt"
_RULES: Final = {case.split()[0] for case in ERRORS}


def _tables() -> Iterator[list[str]]:
    """The lines of each table; the field of work stands behind the name."""
    table: list[str] = []
    for line in filter(None, map(str.strip, _FILE.read_text(encoding="utf-8").splitlines())):
        if line.startswith("#"):
            yield table
            name, _, *pairs = line.split("|")
            table = ["|".join([name, *pairs])]
        elif line.startswith("-"):
            table.append(line)
    yield table


@cache
def _said() -> tuple[tuple[str, Finding], ...]:
    """Each finding about a line, with the line."""
    said = []
    for lines in filter(None, _tables()):
        document = book(lines)
        project = document.projects[0]
        nodes = {project.id: lines[0], **dict(zip((row.id for row in project.indicators), lines[1:], strict=True))}
        said += [(nodes[one.node], one) for one in check(document, form_of(document)) if one.node in nodes]
    return tuple(said)


def _lines() -> list[str]:
    return [line for table in _tables() for line in table[1:]]


def test_the_unusual_lines_are_of_many_fields_of_work() -> None:
    assert len(_lines()) >= 650
    assert len([*_tables()]) > 40


def test_no_unusual_line_that_is_right_is_called_an_error() -> None:
    assert [line for line, one in _said() if one.severity is Severity.ERROR] == []


def test_at_most_2_in_100_unusual_lines_are_warned_of() -> None:
    warned = {line for line, one in _said() if one.severity is Severity.WARNING}
    assert len(warned) * 50 <= len(_lines()), warned


SURE = [
    # An error, and what keeps the rule from being sure; each pair differs in this alone.
    ("unit-mismatch", "质量 | 抽检合格率 | ≥95公里", "质量 | 抽检合格率（含线上） | ≥95公里"),
    ("unit-mismatch", "成本 | 管护费用 | 5台", "成本 | 管护费用 | 5台/村"),
    ("unit-mismatch", "成本 | 管护费用 | 5台/年", "成本 | 管护费用 | 5台/村"),
    ("unit-mismatch", "数量 | 台账户数 | ≥30%", "数量 | 每百村台账户数 | ≥30%"),
    ("unit-mismatch", "数量 | 走访人数 | 30个", ""),
    ("unit-mismatch", "数量 | 出院人数 | 30起", "数量 | 出院人数 | 30例"),
    ("unit-mismatch", "质量 | 抽检合格率 | ≥95个", ""),
    ("unit-mismatch", "数量 | 集中培训时间 | 6次", "数量 | 集中培训时间 | 6期"),
    ("unit-mismatch", "质量 | 抽检合格率 | 23元/亩", ""),
    ("unit-mismatch", "质量 | 次品下降率 | 5万元", ""),
    ("unit-mismatch", "社会 | 新增低收入就业人数 | 5万元", "社会 | 新增低收入就业人数 | 5%"),
    ("unit-mismatch", "成本 | 补助标准 | 80%", "成本 | 保费补贴标准 | 80%"),
    ("unit-mismatch", "可持续 | 闸门使用年限 | 长久", "可持续 | 闸门使用年限 | 与大坝一样长"),
    ("unit-mismatch", "可持续 | 闸门使用年限 | 长期发挥作用", ""),
    ("unit-mismatch", "成本 | 印刷费 | 3%", "成本 | 印刷费 | ≤3%"),
    ("unit-mismatch", "可持续 | 闸门使用年限 | 及时保障", "可持续 | 闸门使用年限 | 与大坝一样长"),
    ("unit-mismatch", "成本 | 管护费用 | 10天内", "成本 | 管护费用 | 10天内付8万元"),
    ("class-mismatch", "时效 | 支付金额 | ≥30万元", "时效 | 6月底前支付金额 | ≥30万元"),
    ("class-mismatch", "时效 | 支付金额 | ≥30万元", "时效 | 支付金额（上级） | ≥30万元"),
    ("class-mismatch", "满意 | 到场人数 | ≥30人", "满意 | 到场表扬人数 | ≥30人"),
    ("class-mismatch", "满意 | 群众满意度 | ≥30人", ""),
    ("direction", "成本 | 管护费用 | ≥5万元", "成本 | 管护补助 | ≥5万元"),
    ("direction", "成本 | 管护费用 | ≥5万元", "成本 | 办公经费 | ≥5万元"),
    ("direction", "满意 | 群众满意度 | ≤90%", "满意 | 群众来信 | ≤90%"),
    ("satisfaction-range", "质量 | 验收合格率 | ≤105%", "质量 | 床位利用率 | ≤105%"),
    ("satisfaction-range", "满意 | 群众满意度 | ≥105%", "满意 | 群众满意度 | ≥105分"),
    ("cost-over-budget", "成本 | 采购金额 | ≤61万元", "成本 | 采购限额 | ≤61万元"),
    ("cost-over-budget", "成本 | 采购费用 | ≤61万元", "成本 | 压减采购费用 | ≤61万元"),
]


@pytest.mark.parametrize(("rule", "sure", "unsure"), SURE)
def test_an_error_needs_evidence(found: Found, rule: str, sure: str, unsure: str) -> None:
    for line, severity in ((sure, Severity.ERROR), (unsure, Severity.WARNING)):
        if line:
            one = found(rule, f"fiscal_year=2025\n# 管护 | budget_total=60\n- {line.replace('满意', '服务对象', 1)}")
            assert [finding.severity for finding in one] == [severity], line


def test_a_cure_is_offered_only_where_the_sign_is_surely_wrong(found: Found) -> None:
    cures = [found("direction", f"# 管护\n- 成本 | {name} | ≥5万元")[0].cure for name in ("管护费用", "管护补助")]
    assert cures[0] is not None
    assert cures[1] is None


SILENT = [
    "数量 | 每百户汽车拥有率 | ≥35辆",
    "数量 | 停车位配备率 | ≥0.5个/户",
    "质量 | 车辆保养周期 | 5000公里",
    "时效 | 补贴发放时间 | 4次/年",
    "数量 | 建筑面积 | 3.2万方",
    "成本 | 生均公用经费 | ≥600元/生·年",
    "成本 | 县级配套资金 | ≥20万元",
    "质量 | 值守时段 | 20时-8时",
    "时效 | 审批时间压减 | ≥60%",
    "成本 | 节约比例 | ≥5%",
    "经济 | 工资中位数 | 6.8万元",
    "社会 | 十万人口火灾死亡率 | ≤0.19",
    "服务对象 | 乘客满意度 | ≥4.6分（5分制）",
    "服务对象 | 观众满意度 | ≥110分（满分120分）",
    "服务对象 | 企业满意度 | ≥4.5星",
]


@pytest.mark.parametrize("line", SILENT)
def test_what_is_right_in_its_trade_is_not_mentioned(line: str) -> None:
    document = book(["# 管护", f"- {line}"])
    row = document.projects[0].indicators[0].id
    said = [one for one in check(document, form_of(document)) if one.indicator == row]
    assert [one for one in said if one.severity is not Severity.INFO] == []


PARTS = [
    ("≥80人", "≤90人", 0),
    ("≥80人", "≥90人", 1),
    ("80人", "≤90人", 1),
    ("80人", "90人", 1),
    ("80人", "80人", 0),
]


@pytest.mark.parametrize(("whole", "part", "findings"), PARTS)
def test_a_part_that_may_be_less_than_a_whole_that_may_be_more_is_no_error(
    found: Found, whole: str, part: str, findings: int
) -> None:
    rows = f"# 管护\n- 数量 | 施工人员 | {whole}\n- 数量 | 其中：农民工 | {part}"
    assert len(found("part-above-whole", rows)) == findings


def test_only_an_error_is_doubted_and_by_its_own_row_of_the_table() -> None:
    one = parsed(book(["# 管护", "- 成本 | 采购限额 | ≤61万元"]).projects[0])[0]
    assert as_sure("cost-over-budget", Severity.ERROR, one) is Severity.WARNING
    assert as_sure("unit-mismatch", Severity.ERROR, one) is Severity.ERROR
    assert as_sure("cost-over-budget", Severity.INFO, one) is Severity.INFO
