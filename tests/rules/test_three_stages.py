"""Goals made by chance become a monitoring and a self-evaluation: whatever adds up the marks gives the same sum, what
is proposed is found right, and no number on the way is a float."""

import ast
from collections.abc import Iterator
from decimal import Decimal, FloatOperation, localcontext
from pathlib import Path
from random import Random
from typing import Final

import pytest
from notation import document

import perfdesk
from perfdesk.forms.conversion import convert
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import Role, sheet
from perfdesk.model.document import Document
from perfdesk.model.fields import FROZEN
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding
from perfdesk.rules.grades import GRADES, grade_of
from perfdesk.rules.scoring import ScoreRange, proposals, score_ranges, shown

GOALS, MONITORED, EVALUATED = map(form, ("mof-88-project-annual", "mof-136-monitoring", "mof-10-self"))
RULES: Final = {"score-over-weight", "score-outcome", "score-sum", "execution-rate", "changed-target"}
CLASSES: Final = ("数量", "质量", "时效", "成本", "社会", "生态", "服务")
UNITS: Final = ("公里", "座", "%", "万元", "人次")
WORDS: Final = ("显著提升", "有所改善", "长期", "群众普遍认可", "效果显著")
OUTCOMES: Final = ("显著提升", "有所提升", "部分完成", "已完成", "未完成", "群众普遍认可", "说不清")
SEEDS: Final = [*range(40), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(40, 400))]


def amount(chance: Random, most: int, decimals: int = 2) -> Decimal:
    return Decimal(chance.randrange(1, most * 10**decimals)).scaleb(-decimals)


def goals(chance: Random) -> Document:
    """Seven classes at most with one row or several, some of them in words."""
    fiscal, other = amount(chance, 900), amount(chance, 90)
    rows = "\n".join(
        f"- {chance.choice(CLASSES)} | 指标{number} | {target(chance)}" for number in range(chance.randrange(1, 12))
    )
    money = f"budget_total={fiscal + other} | budget_fiscal={fiscal} | budget_other={other}"
    return document(f"# 渠道清淤 | goal=清淤 | {money}\n{rows}", GOALS.id)


def target(chance: Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(WORDS)
    return f"{chance.choice('≥≤=>< ').strip()}{amount(chance, 400, chance.randrange(3))}{chance.choice(UNITS)}"


def monitored(goal: Document, chance: Random) -> Document:
    made = convert(goal, GOALS, MONITORED, "r1").document
    spent = amount(chance, 500)
    return made.with_fields({("p1", "funds.total.executed@july"): f"{spent}", ("p1", "funds.total.rate@july"): "1%"})


def evaluated(monitoring: Document, chance: Random) -> Document:
    """With what was done, and marks that add up to 90 with the hundredths going somewhere."""
    made = convert(monitoring, MONITORED, EVALUATED).document
    budget = Decimal(made.projects[0].fields["funds.total.initial"])
    texts = {("p1", "funds.total.adjusted"): f"{budget}", ("p1", "funds.total.executed"): f"{amount(chance, 1000)}"}
    for row, weight in zip(made.projects[0].indicators, shares(chance, len(made.projects[0].indicators)), strict=True):
        texts |= {
            (row.id, "weight"): weight,
            (row.id, "actual"): done(chance, row.target),
            (row.id, "deviation"): "已述",
        }
    return made.with_fields(texts)


def shares(chance: Random, count: int) -> list[str]:
    cuts = sorted(chance.sample(range(1, 9000), count - 1))
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, 9000], strict=True)]
    return [shown(Decimal(part).scaleb(-2)) for part in parts]


def done(chance: Random, wanted: str) -> str:
    if not any(map(str.isdigit, wanted)):
        return chance.choice(OUTCOMES)
    unit = wanted.lstrip("≥≤=><0123456789.")
    return f"{amount(chance, 400, chance.randrange(3))}{chance.choice((unit, ''))}"


def marked(one: Document, chance: Random) -> Document:
    """With every proposal taken, a number within each range, and one of the clerk's where nothing is proposed."""
    project = one.projects[0]
    taken = {(found.node, found.key): found.text for found in proposals(project)}
    for found in score_ranges(project):
        taken[found.node, found.key] = shown(within(chance, found))
    for row in project.indicators:
        if (row.id, "score") not in taken:
            taken[row.id, "score"] = shown(Decimal(row.fields["weight"]) * chance.randrange(11) / 10)
    return one.with_fields(taken)


def within(chance: Random, found: ScoreRange) -> Decimal:
    steps = int((found.most - found.least) * 100)
    return found.least + Decimal(chance.randrange(steps + 1)).scaleb(-2)


def totals(one: Document) -> list[str]:
    return [cell.text for cell in sheet(EVALUATED, one, one.projects[0]).cells if cell.role is Role.COMPUTED]


def wrong(one: Document) -> list[Finding]:
    return [found for found in check(one, form(one.form)) if found.rule in RULES]


@pytest.fixture(params=SEEDS)
def chance(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


@pytest.fixture(autouse=True)
def _no_float() -> Iterator[None]:
    """Whoever lets a float meet a Decimal fails here."""
    with localcontext() as context:
        context.traps[FloatOperation] = True
        yield


def test_what_is_proposed_is_found_right_and_every_sum_is_the_same(chance: Random) -> None:
    goal = goals(chance)
    monitoring = monitored(goal, chance)
    # The rate that was typed wrong is put right by its cure.
    for finding in wrong(monitoring):
        assert finding.cure is not None
        monitoring = finding.cure.apply(monitoring)
    assert wrong(monitoring) == []
    one = marked(evaluated(monitoring, chance), chance)
    assert wrong(one) == []
    project = one.projects[0]
    weight, score = (added(one, name) for name in ("weight", "score"))
    assert weight == 100
    assert [Decimal(text) for text in totals(one)] == [weight, score]
    assert 0 <= score <= weight
    assert grade_of(score / weight * 100, EVALUATED) in GRADES
    assert [row.fields[f"{FROZEN}target"] for row in project.indicators] == [
        row.target for row in goal.projects[0].indicators
    ]


def added(one: Document, key: str) -> Decimal:
    project = one.projects[0]
    texts = [project.fields[f"funds.total.{key}"], *(row.fields[key] for row in project.indicators)]
    return sum(map(Decimal, texts), Decimal(0))


def test_the_money_is_scored_by_its_printed_rate(chance: Random) -> None:
    fields = marked(evaluated(monitored(goals(chance), chance), chance), chance).projects[0].fields
    spent, budget = (Decimal(fields[f"funds.total.{key}"]) for key in ("executed", "adjusted"))
    rate = Decimal(fields["funds.total.rate"].removesuffix("%"))
    half = Decimal("0.005")
    assert abs(rate - spent / budget * 100) <= half
    assert abs(Decimal(fields["funds.total.score"]) - min(rate, Decimal(100)) / 10) <= half + half / 10


def test_a_mark_more_anywhere_is_seen_by_the_sum_that_prints_and_by_whoever_checks(chance: Random) -> None:
    one = marked(evaluated(monitored(goals(chance), chance), chance), chance)
    row = chance.choice(one.projects[0].indicators)
    more = one.with_fields({(row.id, "score"): shown(Decimal(row.fields["weight"]) + Decimal("0.01"))})
    assert "score-over-weight" in {found.rule for found in wrong(more)}
    assert Decimal(totals(more)[1]) == added(more, "score") > added(one, "score")


NUMBERS: Final = (
    "rules/scoring.py", "rules/scored.py", "rules/rates.py", "rules/grades.py", "rules/outcome_words.py",
    "rules/weights.py", "rules/funds.py", "rules/task_sum.py", "forms/computed.py", "forms/conversion.py",
    "model/values.py", "model/target.py",
)  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_no_float_is_written_where_marks_and_money_are_counted(name: str) -> None:
    tree = ast.parse((Path(perfdesk.__file__).parent / name).read_text(encoding="utf-8"))
    numbers = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is float]
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in ("float", "round")]
    assert (numbers, names) == ([], [])
