"""Texts without end in one indicator and in a goal: every rule judges them by their beginning, and none raises."""

import time
from random import Random

import pytest
from effort import steps
from notation import document

from perfdesk.forms.loader import form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Fields
from perfdesk.rules.finding import Rule
from perfdesk.rules.reading import parsed
from perfdesk.rules.table import RULES

HEBEI = form("hebei-book-2024")
ENDLESS = {
    "characters": "长" * 200_000,
    "brackets": "（" * 1000 + "）" * 1000,
    "marks": "★＊※" * 20_000,
    "digits": "9" * 1_000_000,
    "amounts": "其中5万元、" * 20_000,
    "quantities": "修缮公厕20座，" * 20_000,
    "operators": "≥5以上" * 20_000,
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_no_rule_goes_through_a_text_without_end(kind: str) -> None:
    one = document(
        "fiscal_year=2031\n# 清淤 | budget_total=9 | budget_fiscal=9\n- 成本 | 清淤 | 5万元\n- 数量 | 渠 | 1米"
    )
    texts = {(node, key): ENDLESS[kind] for node in ("p1.1", "p1.2") for key in ("name", "target", "basis")}
    hostile = SetFields({**texts, ("p1", "goal"): ENDLESS[kind], ("p1", "period"): ENDLESS[kind]}).apply(one)
    project = hostile.projects[0]
    parsed(project)
    for rule in RULES:
        list(rule.run(project, hostile, HEBEI))
        # The lines of Python that run for it; a loop over such a text would have more by far.
        assert steps(lambda rule=rule: list(rule.run(project, hostile, HEBEI))) < 50_000, rule.id


# Texts over which a pattern with two repetitions side by side would go n × n times: minutes instead of milliseconds.
BACKTRACKED = ["〔2031〕" + " " * 100_000, "1" * 100_000, "1,1." * 25_000, "月" + " " * 100_000, "优" + "：" * 100_000]


@pytest.mark.parametrize("text", BACKTRACKED, ids=lambda text: text[:8])
def test_no_pattern_goes_back_and_forth_in_a_text(text: str) -> None:
    one = document("fiscal_year=2031\n# 清淤 | budget_total=9\n- 成本 | 清淤 | 5万元")
    texts = {("p1.1", key): text for key in ("name", "target", "description", "basis")}
    hostile = SetFields({**texts, ("p1", "goal"): text, ("p1", "purpose"): text}).apply(one)
    begin = time.process_time()
    for rule in RULES:
        list(rule.run(hostile.projects[0], hostile, HEBEI))
    # All rules take some milliseconds. One pattern took four seconds over 20,000 spaces, and 25 times that over these:
    # ten seconds are between, on a slow machine too.
    assert time.process_time() - begin < 10


# What hostile texts are made of: marks, signs, numbers, words of the grammars, what NFKC makes longer (ﷺ), white space.
PIECES = [
    *"()（）【】[]★*×≥≤=<~-—至到、,，;；。./·每率数次人元万亿%‰年月日底前内90IXn①㎡ﷺの辦帐某县 \n\t　",
    "其中", "其中:", "以上", "及以上", "达到", "不低于", "较上年", "平均", "2025年", "20", "0.", "1,000", "GB", "Ⅲ类",
    "XX", "**", "__", "照片", "〔2024〕", "号", "指标1：", "(1)", "提高", "通过", "工作", "费", "标准", "满意度",
    "成本", "和", "与",
]  # fmt: skip


def hostile_text(chance: Random, size: int) -> str:
    """One piece again and again, a few of them, digits, or a mixture; short ones too, which a grammar reads."""
    size = chance.choice([3, 60, 200, size])
    few = chance.choices(PIECES, k=chance.choice([1, 2, 4, 9]))
    kinds = (
        "".join(few) * (size // len(few)),
        "".join(chance.choices(few, k=size)),
        chance.choice(["", "≥", "1,", "0."]) + chance.choice("0189") * size + chance.choice(["元", "%", ""]),
    )
    return chance.choice(kinds)


def hostile_project(chance: Random, size: int) -> Project:
    levels = chance.choice([(one.name, two.name) for one in HEBEI.levels for two in one.children])
    keys = ("name", "target", "description", "basis", "weight")
    row = {key: hostile_text(chance, size) for key in keys} | dict(zip(("level1", "level2"), levels, strict=True))
    own = (
        "name",
        "goal",
        "purpose",
        "budget_total",
        "budget_fiscal",
        "code",
        "period",
        "attribute",
        "plan_03",
        "plan_12",
    )
    project = Project("p", Fields({key: hostile_text(chance, size) for key in own}))
    return project.with_rows([Indicator("i", Fields(row))])


def _year_of(project: Project) -> Document:
    return Document("d", HEBEI.id, Fields({"fiscal_year": "2025"}), (project,))


def _long(project: Project, lines: int) -> list[str]:
    """The rules that run more lines of Python than this for one project."""
    year = _year_of(project)

    def lasts(rule: Rule) -> bool:
        return steps(lambda: list(rule.run(project, year, HEBEI))) > lines

    # Who is over it once may have read a table of words, which happens once in a process.
    return [rule.id for rule in RULES if lasts(rule) and lasts(rule)]


def _slow(project: Project, milliseconds: float) -> list[str]:
    """The rules that take longer for one project; who is over it once may have been disturbed and is asked again."""
    year = _year_of(project)

    def spent(rule: Rule) -> float:
        begin = time.process_time()
        list(rule.run(project, year, HEBEI))
        return (time.process_time() - begin) * 1000

    return [rule.id for rule in RULES if spent(rule) > milliseconds and min(spent(rule), spent(rule)) > milliseconds]


@pytest.mark.parametrize(("seed", "size"), [(1, 700), (2, 20_000), (3, 300_000)])
def test_no_rule_goes_through_what_one_project_says(seed: int, size: int) -> None:
    """Counted and not timed: 10 ms were passed once by a machine that had other work to do."""
    chance = Random(seed)
    for number in range(40 if size < 300_000 else 3):
        project = hostile_project(chance, size)
        assert _long(project, 50_000) == [], f"project {number} of seed {seed}"
        assert _slow(project, 2_000) == [], f"project {number} of seed {seed}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 12))
def test_no_rule_is_slow_whatever_a_thousand_projects_say(seed: int) -> None:
    chance = Random(seed)
    for number in range(125):
        assert _slow(hostile_project(chance, chance.choice([700, 20_000, 200_000])), 10) == [], f"{number} of {seed}"
