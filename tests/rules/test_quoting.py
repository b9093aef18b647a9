"""A sentence quotes at most 60 characters of a text, whatever somebody pasted into a cell."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from notation import document

from perfdesk.commands.several_documents import _change_lines, _decision_line
from perfdesk.forms.loader import form
from perfdesk.merge.analyse import analyse
from perfdesk.merge.likeness import Likeness, sentence
from perfdesk.merge.plan_rows import plan_row
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind, diff
from perfdesk.model.document import Document
from perfdesk.model.edits import Remove, SetFields
from perfdesk.model.fields import QUESTION, Owner
from perfdesk.model.questions import PLACE, REMOVED, Question, Voice
from perfdesk.model.titles import change_row, shortened, shortened_apart
from perfdesk.model.vocabulary import vocabulary
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding
from perfdesk.rules.place import place_of, project_of
from perfdesk.rules.table import RULES

# Of each rule at least one case. Where a rule wants a whole text, it cannot quote a long one.
FAULTY = """
department_name=青禾县档案馆 | fiscal_year=2026 | reviewer=青禾县财政（厅/局） | overall_goal=建成平台
# 查档 | code=130324260000000000000 | budget_total=3万元 | budget_fiscal=2 | attribute=其他 | plan_03=50% | plan_06=40% | plan_10=一半 | plan_12=90% | goal=完成查档5000次，花费1万元、2万元 | purpose=完成查档5000次，花费1万元、2万元
- 成本 | 年费 | ≤9万元 | description=年费 | basis=青财〔26〕1号
- 成本 | 每人每月费用 | ≤500元 | description=每人每月费用
- 成本 | 总费用 | ≥200000元 | description=总费用
- 服务对象 | 群众满意度 | 70% | description=群众满意度
- 服务对象 | 读者满意度 | 满意
- 社会效益 | 影响 | 明显改善
- 数量 | 查档次数 | ≥50%
- 社会效益 | 泄密事故 | 0%
- 数量 | 查档次数 | 6000次
- 数量 | 查档次数 | 6000次
- 数量 | 数量指标 | 万元
- 质量 | 合格率 | ≥950%
- 质量 | 问卷调查 | 2025年12月底前
- 质量 | 事故发生率 | ≥3%
- 质量 | 完好率 | ９５
- 时效 | 完成时间 | 2025年12月底前
- 时效 | 按时完成 | 年度内
- 时效 | 及时性 | 及时
- 时效 | |
# 展览 | code=130324260000000000000 | budget_total=23.5 | budget_fiscal=20 | goal=办展览办展览，办展览办展览 | purpose=保障and办展
- 数量 | 工作人员数量 | 10人
- 成本 | 人均费用 | 1000元/人
# 购书 | budget_total=9 | budget_fiscal=9
- 成本 | 购书成本 | ≤9元
- 数量 | 购书9册 | 9册
# 巡展 | budget_total=3.1 | budget_fiscal=3.1 | goal=巡展花费1万元、2.5万元 | purpose=办好展览会办好展览会
- 成本 | 巡展成本 | ≤9万元 | description=巡展成本
# 讲座 | budget_total=3 | carried.budget_total=3 | budget_fiscal=3 | goal=举办讲座30场
- 数量 | 举办讲座场次 | 20场 | carried.target=20场 | description=举办讲座场次
# 宣传 | budget_total=9 | budget_fiscal=9 | goal=弘扬文化 | purpose=宣传
{COLLECTION}
# 宣讲 | budget_total=9 | budget_fiscal=9 | goal=弘扬传统文化和本县的优秀文化传统
{COLLECTION}
# 宣传品 | budget_total=9 | budget_fiscal=9 | goal=弘扬传统文化和本县的优秀文化传统
- 社会 | 促进教育公平 | ≥90%
- 社会 | 通过项目实施，解决查档的问题 | 3个
- 数量 | 改造库房间数 | 3公里
- 质量 | 印刷合格率及装订合格率 | ≥100%
- 质量 | 奖金发放率 | ≥80%
- 成本 | 印刷费用 | 合理
- 成本 | 装订费用 | 6万元，其中封面7万元
- 数量 | 印刷天数 | ≥90天且≤60天
# 差旅 | budget_total=9 | budget_fiscal=9 | goal=支付差旅费、印刷费和办公费
- 数量 | 差旅次数 | 3次
# 场馆 | budget_total=9 | budget_fiscal=9 | goal=改造场馆20座
- 质量 | 合格率 | 95%
- 质量 | 完好率 | 95%
# 讲座续 | budget_total=3 | budget_fiscal=3
+ tasks | 讲座 | total=2 | fiscal=3 | content=请老师来讲请老师来讲
+ tasks | 资料 | total=三万
""".replace("{COLLECTION}", "\n".join(f"- 数量 | 藏品{at} | 1件 | basis=馆藏" for at in range(15)))  # noqa: E501
LONG = "\n".join(["长" * 99_999, "长" * 100_000])
SEEN = re.compile("长{61}")
FIELDS = [*vocabulary().usual, *vocabulary().of(Owner.TASKS)]
KEYS = sorted({field.key for field in FIELDS})


@cache
def faulty() -> Document:
    return document(FAULTY)


def quotes(finding: Finding) -> Iterator[str]:
    yield from (finding.message, finding.evidence)
    edits = (*finding.choices, *([finding.cure] if finding.cure else []))
    yield from (edit.label(faulty()) for edit in edits)


def lengthened(one: Document, key: str) -> Document:
    """The document with a book behind what stands in a field, of every node that has it."""
    owners = {field.owner for field in FIELDS if field.key == key}
    texts = {
        (node, key): f"{one.fields_of(node)[key]}{LONG}"
        for node in (one.id, *one.places)
        if one.owner_of(node) in owners
    }
    return SetFields(texts).apply(one)


def test_the_faulty_document_has_nearly_every_fault() -> None:
    found = {finding.rule for finding in check(faulty(), form(faulty().form))}
    silent = {rule.id for rule in RULES} - found
    # The last ones need a form with weights or scores; what they quote is tested with them.
    scored = {
        "changed-target",
        "score-over-weight",
        "score-outcome",
        "deviation-missing",
        "score-sum",
        "execution-rate",
    }
    assert silent <= {"open-question", "unread-source", "class-mismatch", "weight-sum", "weight-half", *scored}, silent


@pytest.mark.parametrize("key", KEYS)
def test_no_rule_quotes_more(key: str) -> None:
    one = lengthened(faulty(), key)
    for finding in check(one, form(one.form)):
        for text in (*quotes(finding), place_of(one, finding), project_of(one, finding)):
            assert not SEEN.search(text), (finding.rule, text[:300])
            assert len(text) < 900, finding.rule
            assert "\n" not in text


def test_an_open_question_quotes_no_more() -> None:
    voices = tuple(Voice(f"{LONG}{number}.perfdesk", LONG, LONG) for number in range(3))
    for key in ("budget_total", REMOVED, PLACE):
        one = SetFields({("p1", QUESTION + key): Question(LONG, voices).text, ("p1", "name"): LONG}).apply(faulty())
        (asked,) = [finding for finding in check(one, form(one.form)) if finding.rule == "open-question"]
        for text in quotes(asked):
            assert not SEEN.search(text)
            assert len(text) < 900


def test_the_words_of_changes_quote_no_more() -> None:
    one = faulty()
    for key in KEYS:
        other = lengthened(one, key)
        for before, after in ((one, other), (other, one), (other, Remove(frozenset({"p1", "p2.1"})).apply(other))):
            for change in diff(before, after):
                row = change_row(vocabulary(), before, after, change)
                cells = row[:2] if change.kind is ChangeKind.SET else row
                assert not any(SEEN.search(text) for text in cells)
            assert not any(SEEN.search(line) or "\n" in line for line in _change_lines(before, after))


def test_the_words_of_a_merge_quote_no_more() -> None:
    one = faulty()
    for key in ("name", "goal", "target", "overall_goal", "budget_total"):
        ours, theirs = lengthened(one, key), lengthened(lengthened(one, key), key)
        gone = Remove(frozenset({"p2", "p1.1"})).apply(one)
        for versions, base in (((ours, theirs, gone), one), ((gone, ours, theirs), one), ((ours, theirs, gone), None)):
            sides = [Side(f"{LONG}{number}", version, LONG) for number, version in enumerate(versions)]
            plan = analyse(sides[0], sides[1:], base)
            for made in plan.decisions:
                row = plan_row(plan, made)
                assert not SEEN.search(row.project + row.place)
                assert made.kind is ChangeKind.SET or not any(map(SEEN.search, (*row.texts, row.base, row.result)))
                line = _decision_line(plan, made)
                assert not SEEN.search(line)
                assert "\n" not in line
    assert not SEEN.search(sentence(Likeness(LONG, "a", LONG, "b", LONG)))


def test_a_short_text_is_quoted_as_it_is() -> None:
    assert shortened("字" * 60) == "字" * 60
    assert shortened("字" * 61) == "字" * 60 + "…"
    assert shortened(" 前 后 ") == " 前 后 "
    assert shortened("一\n 二") == "一 二"
    assert shortened("abc", 2) == "ab…"


def test_long_texts_beside_each_other_are_quoted_where_they_differ() -> None:
    same = "同" * 100
    assert shortened_apart([f"{same}甲", f"{same}乙"]) == [f"…{'同' * 12}甲", f"…{'同' * 12}乙"]
    assert shortened_apart(["短甲", "短乙"]) == ["短甲", "短乙"]
    assert shortened_apart(["甲" * 70, "乙"]) == ["甲" * 60 + "…", "乙"]
    assert shortened_apart(["", same]) == ["", "同" * 60 + "…"]
