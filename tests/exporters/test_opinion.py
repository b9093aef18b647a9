import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from notation import document

from perfdesk.exporters.opinion import write_opinion
from perfdesk.forms.loader import form
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Head, Severity
from perfdesk.rules.table import rule

WRONG = document("""
department_name=青禾县档案馆 | fiscal_year=2025 | overall_goal=a | itemised_goals=b | safeguards=c
# 网站维护费 | budget_total=30 | budget_fiscal=22.20 | purpose=维护 | goal=好用
- 成本 | 年服务费 | ≤34.44万元
# 库房租金 | budget_total=5 | budget_fiscal=5 | purpose=租金 | goal=够用
- 数量 | 库房面积 | ≥200平方米
- 数量 | 库房面积 | ≥200平方米
""")


def _written(findings: list[object]) -> list[tuple[str, str]]:
    stream = io.BytesIO()
    write_opinion(form(WRONG.form), WRONG, findings, stream)
    stream.seek(0)
    return [(paragraph.style.name, paragraph.text) for paragraph in docx.Document(stream).paragraphs]


def test_every_finding_stands_under_its_head_and_project() -> None:
    findings = check(WRONG, form(WRONG.form))
    lines = _written(list(findings))
    texts = [text for _, text in lines]
    assert lines[0] == ("Heading 1", "青禾县档案馆部门预算绩效文本审核意见")
    heads = [(head, sum(rule(one.rule).head is head for one in findings)) for head in Head]
    told = [f"{head.value}（{number} 条）" for head, number in heads if number]
    assert [text for style, text in lines if style == "Heading 2"] == [
        f"{number}、{words}" for number, words in zip("一二三四", told, strict=False)
    ]
    assert sum("】" in text for text in texts) == len(findings)
    for finding in findings:
        assert any(finding.message in text for text in texts)
    at = next(at for at, text in enumerate(texts) if "、可行性（" in text)
    assert texts[at + 1] == "1 网站维护费"
    assert texts[at + 2].startswith("1．【错误】资金支出计划 3月底：")
    assert texts[at + 3].startswith("2．【错误】年服务费 · 指标值：")
    assert texts[at + 4] == "34.44万元 > 30万元"


def test_no_finding_is_said_too() -> None:
    assert _written([])[1][1].startswith("共 2 个项目，意见 0 条")


def test_an_opinion_of_a_whole_department_counts_its_rows_and_names_records() -> None:
    text = """
        department_name=青禾县水务局
        # | goal=保障供水。
        + tasks | 防汛抗旱 | total=160.50 | fiscal=150.50
        + tasks | 河湖管护 | total=99.50 | fiscal=99.50
        - 数量 | 清淤长度 | ≥36公里
    """
    book = document(text, "mof-88-department")
    findings = [one for one in check(book, form(book.form)) if one.rule == "task-sum"]
    stream = io.BytesIO()
    write_opinion(form(book.form), book, findings, stream)
    lines = [paragraph.text for paragraph in docx.Document(stream).paragraphs]
    assert lines[1:] == [
        "共 2 个任务、1 个指标，意见 1 条：错误 1 条，提醒 0 条，提示 0 条。",
        "一、完整性（1 条）",
        "青禾县水务局",
        "1．【错误】任务1 防汛抗旱 · 总额：任务1 防汛抗旱的“总额”应为 150.50，即“财政拨款”、“其他资金”之和。",
        "150.50 ≠ 160.50",
    ]


def _finding(**facts: object) -> Finding:
    made = {"rule": "fund-sum", "severity": Severity.ERROR, "message": "不一致。", "project": "p1", **facts}
    return Finding(**made)


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (_finding(), "1．【错误】不一致。"),
        (_finding(severity=Severity.WARNING, field="budget_total"), "1．【提醒】预算数：不一致。"),
        (_finding(evidence="第五行"), "1．【错误】不一致。（第五行）"),
        (_finding(answer="已核对"), "1．【错误】不一致。〔已核对〕"),
        (_finding(evidence="第五行", answer="已核对"), "1．【错误】不一致。（第五行）〔已核对〕"),
        (_finding(indicator="p1.1", field="target"), "1．【错误】年服务费 · 指标值：不一致。"),
    ],
)
def test_an_opinion_says_where_what_and_why(finding: Finding, line: str) -> None:
    assert _written([finding])[-1] == ("Normal", line)


def test_opinions_are_counted_by_gravity_and_numbered_in_each_project() -> None:
    findings = [
        _finding(), _finding(severity=Severity.WARNING), _finding(project="p2"), _finding(project=""),
    ]  # fmt: skip
    lines = [text for _, text in _written(findings)]
    assert lines[1].startswith("共 2 个项目，意见 4 条：错误 3 条，提醒 1 条，提示 0 条。")
    assert [text.partition("．")[0] if "．" in text else text for text in lines[3:]] == [
        "1 网站维护费", "1", "2", "2 库房租金", "1", "全文", "1",
    ]  # fmt: skip


def test_an_opinion_is_set_as_an_official_letter() -> None:
    """GB/T 9704-2012: headings of three kinds, two characters of indent, 28 points a line."""
    stream = io.BytesIO()
    write_opinion(form(WRONG.form), WRONG, [_finding()], stream)
    word = docx.Document(stream)
    looks = [
        (
            paragraph.style.name, paragraph.runs[0].font.size.pt, paragraph.runs[0].font.name,
            paragraph.paragraph_format.first_line_indent and paragraph.paragraph_format.first_line_indent.pt,
            paragraph.alignment,
        )
        for paragraph in word.paragraphs
    ]  # fmt: skip
    assert looks == [
        ("Heading 1", 22, "宋体", None, WD_ALIGN_PARAGRAPH.CENTER),
        ("Normal", 16, "仿宋", 32, None),
        ("Heading 2", 16, "黑体", 32, None),
        ("Heading 3", 16, "楷体", 32, None),
        ("Normal", 16, "仿宋", 32, None),
    ]
    assert {paragraph.paragraph_format.line_spacing.pt for paragraph in word.paragraphs} == {28}
    assert {run.font.bold for paragraph in word.paragraphs for run in paragraph.runs} == {False}
    section, page = word.sections[0], form(WRONG.form).page
    assert [round(side.mm, 1) for side in (section.page_width, section.page_height)] == [page.width, page.height]
    assert [round(side.mm, 1) for side in (section.left_margin, section.right_margin)] == [28, 26]
    assert [round(side.mm, 1) for side in (section.top_margin, section.bottom_margin)] == [37, 35]
    assert (word.core_properties.title, word.core_properties.author) == ("审核意见", "")


@pytest.mark.parametrize(("evidence", "marked"), [("3 + 2 = 5 ≠ 6", "6"), ("9万元 > 6万元", "9万元"), ("5% → 4%", "")])
def test_a_sum_stands_on_a_line_of_its_own_and_its_wrong_part_is_bold_and_underlined(
    evidence: str, marked: str
) -> None:
    stream = io.BytesIO()
    write_opinion(form(WRONG.form), WRONG, [_finding(evidence=evidence, answer="已核对")], stream)
    stream.seek(0)
    *_, sentence, line = docx.Document(stream).paragraphs
    assert (sentence.text, line.text) == ("1．【错误】不一致。〔已核对〕", evidence)
    assert "".join(run.text for run in line.runs if run.font.bold and run.font.underline) == marked
    assert not any(run.font.bold for run in sentence.runs)


def test_the_words_in_which_quoted_texts_differ_are_underlined_in_colour() -> None:
    stream = io.BytesIO()
    finding = _finding(message="甲填“好用”，乙填“耐用”。", field="goal", differing=((3, 4), (10, 11)), answer="已核对")
    write_opinion(form(WRONG.form), WRONG, [finding], stream)
    last = docx.Document(stream).paragraphs[-1]
    assert last.text == "1．【错误】绩效目标：甲填“好用”，乙填“耐用”。〔已核对〕"
    looks = [(run.text, bool(run.font.underline), str(run.font.color.rgb), run.font.bold) for run in last.runs]
    assert looks == [
        ("1．【错误】绩效目标：甲填“", False, "000000", False), ("好", True, "C00000", False),
        ("用”，乙填“", False, "000000", False), ("耐", True, "C00000", False),
        ("用”。〔已核对〕", False, "000000", False),
    ]  # fmt: skip
